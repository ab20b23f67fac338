// Stretches of rows give the numbers of the plain program to the last bit: random lists over data of N points.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reverseSweep } from '../../src/autodiff/reverse.ts';
import { random } from '../../src/base/random.ts';
import { unneededIn, zerosIn } from '../../src/evaluate/masks.ts';
import { compileProgram } from '../../src/evaluate/program.ts';
import { generatedLoops } from '../../src/evaluate/wasm/loops.ts';
import { rowPlan } from '../../src/evaluate/wasm/rows.ts';
import { type Builder, createBuilder } from '../../src/graph/builder.ts';
import { isInput, type LineId, type WengertLine, type WengertList } from '../../src/graph/list.ts';
import { countOf, plainShape } from '../../src/primitives/shape.ts';
import type { Attributes } from '../../src/primitives/tensorRow.ts';
import { simplify } from '../../src/simplify/rewrite.ts';

type Step = readonly [operation: string, operands: readonly LineId[], attributes?: Attributes];

const UNARY = ['neg', 'exp', 'tanh', 'sin', 'cos', 'sigmoid', 'softplus', 'abs', 'sqrt', 'log', 'named'];
const BINARY = ['add', 'sub', 'mul', 'div', 'max', 'min', 'gt', 'le', 'pow'];

function someStep(next: () => number, builder: Builder, lines: readonly LineId[]): Step {
  const pick = <T>(among: readonly T[]) => among[Math.floor(next() * among.length)] as T;
  const [a, b, c] = [pick(lines), pick(lines), pick(lines)];
  const sizes = builder.shape(a).map(({ size }) => size);
  const rank = sizes.length;
  const axis = Math.floor(next() * rank);
  const axes = sizes.flatMap((_, i) => (next() < 0.5 ? [i] : []));
  const letters = 'nkij'.slice(0, rank);
  const others = [...'nkij'].sort(() => next() - 0.5).slice(0, builder.shape(b).length);
  const result = [...new Set(letters + others.join(''))].filter(() => next() < 0.5).sort(() => next() - 0.5);
  switch (Math.floor(next() * 14)) {
    case 0:
      return [pick(['sum', 'mean', 'normSquared']), [a], { axes, ...(next() < 0.3 ? { keep: 1 } : {}) }];
    case 1:
      return ['logsumexp', [a], { axes: [axis], ...(next() < 0.3 ? { keep: 1 } : {}) }];
    case 2:
      return [pick(['softmax', 'logSoftmax']), [a], { axis }];
    case 3:
    case 4:
      return ['einsum', [a, b], { spec: `${letters},${others.join('')}->${result.join('')}` }];
    case 5:
      return ['matmul', [a, b]];
    case 6:
      return rank >= 2 && next() < 0.6 ? [pick(['tril', 'triu']), [a], { k: pick([-1, 0, 1]) }] : ['transpose', [a]];
    case 7: {
      const shape = sizes.map((size) => (next() < 0.5 ? 1 : size)).slice(next() < 0.4 ? 1 : 0);
      return ['sumTo', [a], { shape }];
    }
    case 8: {
      const [first = 1, ...rest] = sizes;
      const inner = rest.reduce((product, size) => product * size, 1);
      return [
        'reshape',
        [a],
        { shape: pick([[first, inner], [first, 1, ...rest], [first, ...rest, 1], [first * inner]]) },
      ];
    }
    case 9:
      return [pick(UNARY), [a]];
    case 10:
      return ['select', [builder.step('gt', [a, builder.constant(0.2)]), a, builder.constant(0.5)]];
    case 11:
      return ['pow', [a, builder.constant(pick([2, 3, 0.5]))]];
    default:
      return [pick(BINARY), [a, next() < 0.2 ? c : b]];
  }
}

function inputSizes(n: number): readonly (readonly number[])[] {
  return [[], [n], [n, 3], [3], [1, 3], [n, 2, 3], [2, 3], [n, 1], [3, 3], [2], [n, n]];
}

function evaluateLoops(
  list: WengertList,
  asked: ReadonlySet<LineId>,
  points: readonly Float64Array[],
  what: string,
): number {
  const program = compileProgram(list);
  const loops = generatedLoops(list, program, asked);
  assert.ok(loops, what);
  let compared = 0;
  for (const [which, point] of points.entries()) {
    const values = program.memory();
    program.run(point, values);
    let given = 0;
    for (const [id, line] of list.lines.entries()) {
      if (!isInput(line)) continue;
      const size = countOf(line.shape);
      loops.memory.set(point.subarray(given, given + size), program.offsets[id]);
      given += size;
    }
    const stays = loops.run();
    // The sum of what must be finite may itself be too large: then the plain program serves.
    if (values.every((value) => Math.abs(value) < 1e150)) assert.ok(stays, `${what}.${which}: finite`);
    if (!stays) continue;
    compared++;
    for (const id of asked) {
      const from = program.offsets[id] ?? 0;
      const size = countOf(list.lines[id]?.shape ?? []);
      for (let i = from; i < from + size; i++) {
        const own = loops.memory[i] as number;
        const isRight = own === values[i] && Number.isFinite(own);
        const told = `${what}.${which}: line ${id} (${list.lines[id]?.operation}) is ${own}, not ${values[i]}`;
        assert.ok(isRight || isInput(list.lines[id] as WengertLine), told);
      }
    }
  }
  return compared;
}

for (const rounds of [1, 2, 3]) {
  test(`random steps over rows, with their gradients, part ${rounds}`, () => {
    const next = random(100 + rounds);
    let compared = 0;
    let planned = 0;
    for (let round = 0; round < 60; round++) {
      const n = [16, 17, 33][round % 3] as number;
      const builder = createBuilder();
      const sizes = inputSizes(n);
      const lines = sizes.map((own, i) => builder.input(`x${i}`, plainShape(own)));
      const data = Array.from({ length: n }, (_, i) => [Math.sin(i), Math.cos(i), i / n]);
      lines.push(builder.tensor(data, plainShape([n, 3]), 'data'), builder.tensor([0.5, -2, 1], plainShape([3]), 'w'));
      for (let tries = 0; tries < 60 && lines.length < 13 + 2 * (round % 8) + 4; tries++) {
        const [operation, operands, attributes] = someStep(next, builder, lines);
        if (['sum', 'mean', 'normSquared', 'logsumexp', 'softmax', 'logSoftmax'].includes(operation)) {
          if (builder.shape(operands[0] as LineId).length === 0) continue;
        }
        const shape = builder.shapeFor(operation, operands, attributes);
        if ('misfit' in shape || countOf(shape) > 4000 || countOf(shape) === 0) continue;
        lines.push(attributes ? builder.apply(operation, operands, attributes) : builder.step(operation, operands));
      }
      let output: LineId | undefined;
      for (const line of lines.slice(-4)) {
        const total = builder.shape(line).length === 0 ? line : builder.apply('sum', [line]);
        output = output === undefined ? total : builder.step('add', [output, total]);
      }
      const swept = reverseSweep(builder.finish([output ?? 0]), output ?? 0, { rewrite: simplify });
      if (swept.problems.length > 0) continue;
      const { list, adjoint } = swept;
      const asked = new Set([output ?? 0, ...lines.slice(0, sizes.length).flatMap((line) => adjoint.get(line) ?? [])]);
      if (round % 4 === 3) for (const id of list.lines.keys()) if (next() < 0.3) asked.add(id);
      if (!list.lines.some(({ operation }) => operation !== 'input' && operation !== 'constant')) continue;
      if (rowPlan(list)) planned++;
      const count = sizes.reduce((sum, own) => sum + own.reduce((p, q) => p * q, 1), 0);
      const points = [0.3, 0.2, 1.5, 40].map((scale) =>
        Float64Array.from({ length: count }, () => scale * (next() - 0.3)),
      );
      const special = (points[0] as Float64Array).slice();
      special[Math.floor(next() * count)] = [Number.NaN, Number.POSITIVE_INFINITY, -0, 1e308][round % 4] as number;
      compared += evaluateLoops(list, asked, [...points, special, points[0] as Float64Array], `round ${round}`);
    }
    assert.ok(planned > 30, `${planned} with stretches`);
    assert.ok(compared > 75, `${compared} compared`);
  });
}

test('rows read again whole, sums over rows read by rows: one stretch after another', () => {
  const builder = createBuilder();
  const n = 19;
  const x = builder.input('x', plainShape([n, 2]));
  const w = builder.input('w', plainShape([2]));
  const y = builder.step('mul', [x, w]);
  const gram = builder.apply('einsum', [y, y], { spec: 'ni,mi->nm' });
  const mean = builder.apply('mean', [y], { axes: [0] });
  const centred = builder.step('sub', [y, mean]);
  const spread = builder.apply('normSquared', [centred], { axes: [0] });
  const weights = builder.apply('softmax', [gram], { axis: 1 });
  const mixed = builder.apply('matmul', [weights, centred]);
  const turned = builder.apply('matmul', [builder.apply('transpose', [mixed]), y]);
  const parts = [builder.apply('sum', [builder.step('div', [mixed, spread])]), builder.apply('sum', [turned])];
  const output = builder.step('add', parts);
  const { list, adjoint } = reverseSweep(builder.finish([output]), output, { rewrite: simplify });
  const asked = new Set([output, adjoint.get(x) as LineId, adjoint.get(w) as LineId]);
  const plan = rowPlan(list) ?? [];
  assert.ok(plan.filter((part) => typeof part !== 'number').length > 1);
  const next = random(5);
  const points = [1, 2, 3].map(() => Float64Array.from({ length: 2 * n + 2 }, () => next()));
  assert.equal(evaluateLoops(list, asked, points, 'stretches'), 3);
});

test('what a triangle leaves out is not worked out, and still has to be finite', () => {
  const builder = createBuilder();
  const n = 17;
  const x = builder.input('x', plainShape([n, 3]));
  const L = builder.input('L', plainShape([3, 3]));
  const low = builder.apply('tril', [L], { k: -1 });
  const turned = builder.apply('einsum', [low, x], { spec: 'ij,nj->ni' });
  const output = builder.apply('sum', [builder.step('mul', [turned, x])]);
  const { list, adjoint } = reverseSweep(builder.finish([output]), output, { rewrite: simplify });
  const asked = new Set([output, adjoint.get(L) as LineId]);
  const zeros = [...zerosIn(list)];
  assert.deepEqual(zeros.map(([, mask]) => [...mask].join('')).slice(0, 1), ['111011001']);
  assert.ok([...unneededIn(list, asked).values()].some((mask) => [...mask].join('') === '111011001'));
  const next = random(3);
  const plain = Float64Array.from({ length: 3 * n + 9 }, () => next() - 0.5);
  const points = [plain];
  // In the last column, that only zeros meet; and products that are left out beyond the range of doubles.
  for (const [at, value] of [
    [2, Number.NaN],
    [5, Infinity],
    [0, 1e200],
  ] as const) {
    const point = plain.slice();
    point[at] = value;
    points.push(point);
  }
  const program = compileProgram(list);
  const loops = generatedLoops(list, program, asked);
  const stays = points.map((point) => {
    loops?.memory.set(point, program.offsets[x]);
    loops?.memory.set(point.subarray(3 * n), program.offsets[L]);
    return loops?.run();
  });
  assert.deepEqual(stays.slice(0, 4), [true, false, false, false]);
  assert.equal(evaluateLoops(list, asked, points.slice(0, 4), 'triangle'), 1);
});

test('rows that take too many operations are left to plain steps', () => {
  const builder = createBuilder();
  const x = builder.input('x', plainShape([16, 160]));
  const w = builder.input('w', plainShape([160, 100]));
  const output = builder.apply('sum', [builder.apply('softmax', [builder.apply('matmul', [x, w])], { axis: 1 })]);
  const list = builder.finish([output]);
  assert.ok(rowPlan(list));
  const point = Float64Array.from({ length: 16 * 160 + 160 * 100 }, (_, i) => Math.sin(i));
  assert.equal(evaluateLoops(list, new Set([output]), [point], 'too many'), 1);
});
