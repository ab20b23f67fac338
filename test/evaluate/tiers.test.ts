// Every executor gives the numbers of the plain one, to the last bit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reverseSweep } from '../../src/autodiff/reverse.ts';
import { random } from '../../src/base/random.ts';
import { openDocument } from '../../src/core.ts';
import { interpreter } from '../../src/evaluate/interpret.ts';
import { compileProgram } from '../../src/evaluate/program.ts';
import { expandScalars, type WantedLine } from '../../src/evaluate/scalars.ts';
import { breakEven } from '../../src/evaluate/tiers.ts';
import { generatedLoops } from '../../src/evaluate/wasm/loops.ts';
import { generated } from '../../src/evaluate/wasm/straight.ts';
import { type Builder, createBuilder } from '../../src/graph/builder.ts';
import { isInput, isStep, type LineId, type WengertList } from '../../src/graph/list.ts';
import { countOf, plainShape } from '../../src/primitives/shape.ts';
import { scalars } from '../../src/primitives/table.ts';
import { simplify } from '../../src/simplify/rewrite.ts';

/** Equal to the last bit; a zero may have either sign. */
function same(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  assert.equal(actual.length, expected.length, what);
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [actual[i] as number, expected[i] as number];
    assert.ok(a === b || (Number.isNaN(a) && Number.isNaN(b)), `${what}: entry ${i} is ${a}, not ${b}`);
  }
}

/** All lines at `points`, by the plain program, the interpreter and generated code. */
function compareTiers(list: WengertList, points: readonly (readonly number[])[], what: string): number {
  const program = compileProgram(list);
  const wanted: WantedLine[] = list.lines.map(({ shape }, line) => ({ line, size: countOf(shape) }));
  const places = new Map<string, number>();
  let given = 0;
  program.inputs.forEach((name, i) => {
    places.set(name, given);
    given += program.inputSizes[i] ?? 1;
  });
  const code = expandScalars(list, wanted, (name) => ({ from: places.get(name) ?? 0 }));
  assert.ok(code, `${what} has no code of numbers`);
  const size = wanted.reduce((sum, each) => sum + each.size, 0);
  const tiers = { interpreter: interpreter(code), generated: generated(code, given)?.run };
  let finite = 0;
  for (const point of points) {
    const values = program.memory();
    program.run(point, values);
    for (const [tier, run] of Object.entries(tiers)) {
      assert.ok(run, `${tier} does not run`);
      const results = new Float64Array(size);
      const stays = run(Float64Array.from(point), results);
      assert.equal(stays, values.every(Number.isFinite), `${what}, ${tier}: finite`);
      if (!stays) continue;
      finite++;
      same(results, values, `${what}, ${tier}`);
    }
  }
  return finite;
}

const ROWS = Object.entries(scalars).filter(([name]) => name !== 'named');

function someStep(builder: Builder, next: () => number, among: readonly LineId[]): LineId {
  const [name, { arity }] = ROWS[Math.floor(next() * ROWS.length)] as (typeof ROWS)[number];
  const plain = ['add', 'mul', 'sub', 'div', 'sin', 'tanh', 'exp', 'sqrt'][Math.floor(next() * 8)] ?? 'add';
  const operation = next() < 0.5 ? name : plain;
  const count = operation === name ? arity : (scalars[operation]?.arity ?? 1);
  const operands = Array.from({ length: count }, () => among[Math.floor(next() * among.length)] as LineId);
  return builder.step(operation, operands);
}

test('lists of numbers: every row of the table, in every tier', () => {
  const next = random(11);
  let finite = 0;
  for (let round = 0; round < 30; round++) {
    const builder = createBuilder();
    const lines = [builder.input('x'), builder.input('y'), builder.constant(2), builder.constant(0.7)];
    const length = round < 28 ? 12 : 900;
    while (builder.lines.length < length) lines.push(someStep(builder, next, lines.slice(-6)));
    const points = Array.from({ length: 4 }, () => [2 * next(), 4 * next() - 2]);
    finite += compareTiers(builder.finish([]), points, `round ${round}`);
  }
  assert.ok(finite > 20, String(finite));
});

test('each row alone, at its probes', () => {
  for (const [name, { arity, probe }] of ROWS) {
    const builder = createBuilder();
    const inputs = Array.from({ length: arity }, (_, i) => builder.input(`x${i}`));
    builder.step(name, inputs);
    compareTiers(builder.finish([]), probe, name);
  }
});

test('powers with a constant exponent are products in every tier', () => {
  for (const exponent of [2, 3, -1, -2, 0.5, 7]) {
    const builder = createBuilder();
    builder.step('pow', [builder.input('x', plainShape([5])), builder.constant(exponent)]);
    builder.step('pow', [builder.input('y'), builder.constant(exponent)]);
    compareTiers(builder.finish([]), [[0.3, 1.1, 2, 1e-5, 7, 0.9]], `power ${exponent}`);
  }
});

const SHAPES = [[], [5], [3, 5], [5, 3], [1, 5], [9]];

test('tensors of few entries, with their gradients, in every tier', () => {
  const next = random(23);
  let finite = 0;
  for (let round = 0; round < 40; round++) {
    const builder = createBuilder();
    const lines = SHAPES.map((sizes, i) => builder.input(`x${i}`, plainShape(sizes)));
    for (let tries = 0; tries < 30 && builder.lines.length < 16; tries++) {
      const [a, b] = [lines, lines].map((all) => all[Math.floor(next() * all.length)] as LineId) as [LineId, LineId];
      const [operation, operands, attributes] = pick(next, a, b, builder);
      if ('misfit' in builder.shapeFor(operation, operands, attributes)) continue;
      lines.push(attributes ? builder.apply(operation, operands, attributes) : builder.step(operation, operands));
    }
    const last = lines[lines.length - 1] as LineId;
    const output = builder.shape(last).length === 0 ? last : builder.apply('sum', [last]);
    const { list } = reverseSweep(builder.finish([output]), output, { rewrite: simplify });
    const count = SHAPES.reduce((sum, sizes) => sum + sizes.reduce((p, q) => p * q, 1), 0);
    const point = Array.from({ length: count }, () => 2 * next() - 0.5);
    finite += compareTiers(list, [point], `round ${round}`);
  }
  assert.ok(finite > 30, String(finite));
});

const LARGER = [[], [37], [12, 37], [37, 12], [1, 37], [12]];

test('loops over tensors: what was asked for is as the plain program has it', () => {
  const next = random(41);
  let finite = 0;
  for (let round = 0; round < 40; round++) {
    const builder = createBuilder();
    const lines = LARGER.map((sizes, i) => builder.input(`x${i}`, plainShape(sizes)));
    for (let tries = 0; tries < 40 && builder.lines.length < 20; tries++) {
      const [a, b] = [lines, lines].map((all) => all[Math.floor(next() * all.length)] as LineId) as [LineId, LineId];
      const [operation, operands, attributes] = pick(next, a, b, builder);
      if ('misfit' in builder.shapeFor(operation, operands, attributes)) continue;
      if (countOf(builder.shapeFor(operation, operands, attributes) as []) > 20_000) continue;
      lines.push(attributes ? builder.apply(operation, operands, attributes) : builder.step(operation, operands));
    }
    const last = lines[lines.length - 1] as LineId;
    const output = builder.shape(last).length === 0 ? last : builder.apply('sum', [last]);
    const { list, adjoint } = reverseSweep(builder.finish([output]), output, { rewrite: simplify });
    const asked = new Set([output, ...LARGER.flatMap((_, i) => adjoint.get(lines[i] as LineId) ?? [])]);
    if (round % 2) for (const id of list.lines.keys()) if (next() < 0.3) asked.add(id);
    const program = compileProgram(list);
    const values = program.memory();
    const count = LARGER.reduce((sum, sizes) => sum + sizes.reduce((p, q) => p * q, 1), 0);
    const point = Array.from({ length: count }, () => 0.6 * next() - 0.2);
    program.run(point, values);
    const loops = generatedLoops(list, program, asked);
    if (!loops) {
      assert.ok(!list.lines.some(isStep));
      continue;
    }
    let given = 0;
    for (const [id, line] of list.lines.entries()) {
      if (!isInput(line)) continue;
      const size = countOf(line.shape);
      loops.memory.set(point.slice(given, given + size), program.offsets[id]);
      given += size;
    }
    for (const again of [1, 2]) {
      const stays = loops.run();
      if (values.every(Number.isFinite)) assert.ok(stays, `round ${round}: finite`);
      if (!stays) continue;
      finite++;
      for (const id of asked) {
        const from = program.offsets[id] ?? 0;
        const to = from + countOf(list.lines[id]?.shape ?? []);
        same(loops.memory.subarray(from, to), values.subarray(from, to), `round ${round}.${again}, line ${id}`);
      }
    }
  }
  assert.ok(finite > 50, String(finite));
});

function pick(next: () => number, a: LineId, b: LineId, builder: Builder) {
  const rank = builder.shape(a).length;
  const items = builder.shape(a).map(({ size }) => (next() < 0.3 ? [size - 1] : [0, Math.ceil(size / 2), 1]));
  const letters = 'ij'.slice(0, rank);
  const choices = [
    ['add', [a, b]],
    ['mul', [a, b]],
    ['tanh', [a]],
    ['matmul', [a, b]],
    ['outer', [a, b]],
    ['sum', [a]],
    ['sum', [a], { axes: [0] }],
    ['mean', [a], { axes: [rank - 1] }],
    ['normSquared', [a]],
    ['transpose', [a]],
    ['index', [a], { items }],
    ['concat', [a, a], { axis: 0 }],
    ['flip', [a], { axis: 0 }],
    ['tril', [a]],
    [
      'scatter',
      [a],
      { shape: builder.shape(a).map(({ size }) => size + 3), items: builder.shape(a).map(({ size }) => [2, size, 1]) },
    ],
    ['pow', [a, builder.constant(2)]],
    ['gt', [a, b]],
    ['select', [a, b, a]],
    ['div', [a, b]],
    ['sigmoid', [a]],
    ['sub', [a, b]],
    ['softmax', [a], { axis: rank - 1 }],
    ['logsumexp', [a], { axes: [rank - 1] }],
    ['logSoftmax', [a], { axis: 0 }],
    ['einsum', [a, b], { spec: `${letters},${letters}->${letters.slice(0, 1)}` }],
    ['einsum', [a, b], { spec: `${letters},${[...letters].reverse().join('')}->` }],
  ] as const;
  const [operation, operands, attributes] = choices[Math.floor(next() * choices.length)] as (typeof choices)[number];
  const isFit = !(
    rank === 0 &&
    ['index', 'concat', 'flip', 'sum', 'mean', 'scatter', 'softmax', 'logSoftmax', 'logsumexp'].includes(operation)
  );
  return isFit ? ([operation, operands, attributes] as const) : (['neg', [a], undefined] as const);
}

test('an evaluator says the same before and after code is generated for it', () => {
  const cases = [
    ['plaintext', 'f(x, y) = sqrt(x^2 + exp(x y)) + cos(x/y)', {}],
    ['python', 'def f(x, y):\n    for i in range(20):\n        x = x * y + 1 / (x + 3)\n    return x\n', {}],
    [
      'python',
      'import numpy as np\ndef f(x, y):\n    return np.sum(np.tanh(x[1:] - x[:-1]**2) * y)\n',
      { point: { x: [0.1, 0.2, 0.3, 0.4], y: 2 } },
    ],
  ] as const;
  for (const [language, text, options] of cases) {
    const { value: evaluator } = openDocument(text, language).compile(0, { entry: 'f', ...options });
    assert.ok(evaluator);
    const size = evaluator.slots.reduce((sum, { shape }) => sum + shape.reduce((p, q) => p * q, 1), 0);
    // The last point leaves the range of doubles: 0 is told as no number where it would be one by chance.
    const points = [0.7, 1.3, 1e200].map((first) => Float64Array.from({ length: size }, (_, i) => first + i / 10));
    const told = () =>
      points.map((x) => {
        const out = new Float64Array(size);
        return [evaluator.gradient(x, out), evaluator.value(x), ...out];
      });
    const before = told();
    for (let i = 0; i < breakEven(1); i++) evaluator.gradient(points[0] as Float64Array, new Float64Array(size));
    assert.deepEqual(told(), before);
    assert.equal(before[0]?.[0], before[0]?.[1]);
  }
});
