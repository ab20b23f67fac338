// Random programs of tensors: their gradients and Hessian-vector products against differences, simplified and not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forwardSweep } from '../../src/autodiff/forward.ts';
import { reverseSweep, sweepInto } from '../../src/autodiff/reverse.ts';
import { random } from '../../src/base/random.ts';
import { compileProgram } from '../../src/evaluate/program.ts';
import { type Builder, createBuilder } from '../../src/graph/builder.ts';
import { isInput, type LineId, type WengertList } from '../../src/graph/list.ts';
import { countOf, isMisfit, plainShape, sizesOf } from '../../src/primitives/shape.ts';
import type { Attributes } from '../../src/primitives/tensorRow.ts';
import { tensorRow } from '../../src/primitives/tensors.ts';
import { simplify } from '../../src/simplify/rewrite.ts';

const INPUTS = { s: [], x: [3], y: [3], A: [3, 3], B: [2, 3] } as const;

/** What a random program is made of: operation, operands, attributes. Where shapes do not fit, another is drawn. */
const STEPS: readonly (readonly [operation: string, operands: number, attributes?: Attributes])[] = [
  ['add', 2],
  ['add', 2],
  ['sub', 2],
  ['mul', 2],
  ['mul', 2],
  ['sin', 1],
  ['sigmoid', 1],
  ['matmul', 2],
  ['matmul', 2],
  ['matmul', 2],
  ['outer', 2],
  ['cross', 2],
  ['kron', 2],
  ['transpose', 1],
  ['sum', 1],
  ['sum', 1, { axes: [0] }],
  ['sum', 1, { axes: [1], keep: 1 }],
  ['mean', 1, { axes: [0], keep: 1 }],
  ['prod', 1],
  ['norm', 1],
  ['norm', 1, { axes: [1] }],
  ['normSquared', 1],
  ['logsumexp', 1, { axes: [0] }],
  ['softmax', 1, { axis: 0 }],
  ['logSoftmax', 1],
  ['cumsum', 1, { axis: 0 }],
  ['cumprod', 1, { axis: 0 }],
  ['trace', 1],
  ['det', 1],
  ['diag', 1],
  ['diagonal', 1, { k: 1 }],
  ['tril', 1],
  ['index', 1, { items: [[1]] }],
  ['index', 1, { items: [[], [0, 2, 2]] }],
  ['setIndex', 2, { items: [[0]] }],
  ['gather', 1, { axis: 0, indices: [1, 1, 0] }],
  ['reshape', 1, { shape: [3, 1] }],
  ['reshape', 1, { shape: [9] }],
  ['broadcast', 1, { shape: [2, 3] }],
  ['concat', 2],
  ['stack', 2],
  ['roll', 1, { shift: 1, axis: 0 }],
  ['flip', 1],
  ['einsum', 2, { spec: 'ij,kj->ik' }],
];
const LARGEST = 40;

function randomProgram(seed: number): WengertList {
  const next = random(seed);
  const builder = createBuilder();
  const lines = Object.entries(INPUTS).map(([name, sizes]) => builder.input(name, plainShape(sizes)));
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  for (let steps = 0, tries = 0; steps < 14 && tries < 500; tries++) {
    if (next() < 0.15) {
      const [condition, a, b] = [pick(lines), pick(lines), pick(lines)];
      const where = builder.step('gt', [condition, builder.constant(0.41)]);
      if (isMisfit(builder.shapeFor('select', [where, a, b]))) continue;
      if (countOf(builder.shape(condition)) > LARGEST) continue;
      lines.push(builder.step('select', [where, a, b]));
      steps++;
      continue;
    }
    const [operation, count, attributes] = pick(STEPS);
    const operands = Array.from({ length: count }, () => pick(lines.slice(-8)));
    const shape = builder.shapeFor(operation, operands, attributes);
    if (isMisfit(shape) || countOf(shape) > LARGEST) continue;
    // Values stay near 1, so that differences are exact enough.
    lines.push(builder.step('tanh', [builder.apply(operation, operands, attributes)]));
    steps++;
  }
  const parts = lines.slice(-4).map((line) => (builder.shape(line).length > 0 ? builder.apply('mean', [line]) : line));
  return builder.finish([parts.reduce((sum, part) => builder.step('add', [sum, part]))]);
}

type Point = Map<string, readonly number[]>;

function runner(list: WengertList) {
  const program = compileProgram(list);
  const values = program.memory();
  return (point: Point, line: LineId): readonly number[] => {
    program.run(
      program.inputs.flatMap((name) => point.get(name) ?? []),
      values,
    );
    const from = program.offsets[line] ?? 0;
    return [...values.subarray(from, from + countOf(list.lines[line]?.shape ?? []))];
  };
}

function randomPoint(list: WengertList, seed: number): Point {
  const next = random(seed);
  const point: Point = new Map();
  for (const line of list.lines) {
    if (isInput(line))
      point.set(
        line.name,
        Array.from({ length: countOf(line.shape) }, () => 2 * next() - 1),
      );
  }
  return point;
}

/** Whether some step is where its gradient is not worked out: a singular matrix, a norm of 0. */
function isOutside(list: WengertList, point: Point): boolean {
  const run = runner(list);
  return list.lines.some(({ operation, operands }) => {
    const tensorsOf = () =>
      operands.map((id) => ({
        data: Float64Array.from(run(point, id)),
        sizes: sizesOf(list.lines[id]?.shape ?? []),
      }));
    const domain = tensorRow(operation)?.domain;
    return domain !== undefined && !domain.holds(...tensorsOf());
  });
}

/** Central differences of order 6, and of order 4: where these differ the function has a kink nearby. */
function differences(f: (point: Point) => number, point: Point, name: string, h: number): readonly number[] {
  const x = point.get(name) ?? [];
  return x.map((_, i) => {
    const at = (by: number) =>
      f(
        new Map(point).set(
          name,
          x.map((entry, k) => (k === i ? entry + by : entry)),
        ),
      );
    const [a, b, c] = [1, 2, 3].map((k) => at(k * h) - at(-k * h)) as [number, number, number];
    const [fine, coarse] = [(45 * a - 9 * b + c) / (60 * h), (8 * a - b) / (12 * h)];
    return Math.abs(fine - coarse) > 1e-4 * Math.max(1, Math.abs(fine)) ? Number.NaN : fine;
  });
}

function compare(found: readonly number[], expected: readonly number[], tolerance: number, what: string): number {
  assert.equal(found.length, expected.length, what);
  let compared = 0;
  expected.forEach((value, i) => {
    if (!Number.isFinite(value)) return;
    compared++;
    const error = Math.abs((found[i] as number) - value);
    assert.ok(error <= tolerance * Math.max(1, Math.abs(value)), `${what} [${i}]: ${found[i]}, expected ${value}`);
  });
  return compared;
}

test('60 random programs: gradients, simplified and not, agree with differences', () => {
  let compared = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const list = randomProgram(seed);
    const output = list.outputs[0] as LineId;
    const point = randomPoint(list, seed);
    if (isOutside(list, point)) continue;
    const value = runner(list);
    for (const rewrite of [undefined, simplify]) {
      const sweep = reverseSweep(list, output, { rewrite });
      assert.deepEqual(sweep.problems, []);
      const run = runner(sweep.list);
      for (const [id, line] of list.lines.entries()) {
        if (!isInput(line)) continue;
        const adjoint = sweep.adjoint.get(id);
        if (adjoint === undefined) continue;
        assert.deepEqual(sizesOf(sweep.list.lines[adjoint]?.shape ?? []), sizesOf(line.shape), `seed ${seed}`);
        const expected = differences((at) => value(at, output)[0] as number, point, line.name, 1e-3);
        compared += compare(run(point, adjoint), expected, 1e-7, `seed ${seed}, ${line.name}`);
      }
    }
  }
  assert.ok(compared > 1000, String(compared));
});

test('25 random programs: the gradient of ⟨gradient, v⟩ agrees with differences of the gradient', () => {
  let compared = 0;
  for (let seed = 1; seed <= 25; seed++) {
    const list = randomProgram(1000 + seed);
    const builder: Builder = createBuilder({ start: list, rewrite: seed % 2 ? simplify : undefined });
    const first = sweepInto(builder, list.outputs[0] as LineId);
    const inputs = [...list.lines.entries()].flatMap(([id, line]) => (isInput(line) ? [{ id, name: line.name }] : []));
    let along = builder.constant(0);
    for (const { id } of inputs) {
      const adjoint = first.adjoint.get(id);
      if (adjoint === undefined) continue;
      const weighted = builder.step('sin', [builder.step('mul', [adjoint, builder.constant(0.7 + id)])]);
      const sum = builder.shape(weighted).length > 0 ? builder.apply('sum', [weighted]) : weighted;
      along = builder.step('add', [along, sum]);
    }
    const second = sweepInto(builder, along, { wrt: inputs.map(({ id }) => id) });
    assert.deepEqual(second.problems, []);
    const run = runner(builder.finish([along]));
    const point = randomPoint(list, seed);
    if (isOutside(list, point)) continue;
    for (const { id, name } of inputs) {
      const adjoint = second.adjoint.get(id);
      const expected = differences((at) => run(at, along)[0] as number, point, name, 1e-3);
      const found = adjoint === undefined ? expected.map(() => 0) : run(point, adjoint);
      compared += compare(found, expected, 1e-6, `seed ${seed}, ${name}`);
    }
  }
  assert.ok(compared > 300, String(compared));
});

test('the side that is not taken adds an exact zero to each entry, even where it is not a number', () => {
  const builder = createBuilder();
  const x = builder.input('x', plainShape([3]));
  const root = builder.step('log', [x]);
  const chosen = builder.step('select', [
    builder.step('gt', [x, builder.constant(0)]),
    root,
    builder.step('mul', [x, x]),
  ]);
  const output = builder.apply('sum', [chosen]);
  const sweep = reverseSweep(builder.finish([output]), output);
  const run = runner(sweep.list);
  assert.deepEqual(run(new Map([['x', [-3, 4, 0]]]), sweep.adjoint.get(x) ?? -1), [-6, 0.25, 0]);
});

test('a vector needs a seed, and its adjoints are then those of the product with it', () => {
  const builder = createBuilder();
  const [A, x] = [builder.input('A', plainShape([2, 2])), builder.input('x', plainShape([2]))];
  const y = builder.apply('matmul', [A, x]);
  const seed = builder.input('seed', plainShape([2]));
  const { adjoint } = sweepInto(builder, y, { seed, wrt: [A, x] });
  const run = runner(builder.finish([y]));
  const point = new Map([
    ['A', [1, 2, 3, 4]],
    ['x', [5, 6]],
    ['seed', [1, 10]],
  ]);
  assert.deepEqual(run(point, adjoint.get(x) ?? -1), [31, 42]);
  assert.deepEqual(run(point, adjoint.get(A) ?? -1), [5, 6, 50, 60]);
});

test('forward sweeps follow steps entry by entry, and refuse tensor operations by name', () => {
  const builder = createBuilder();
  const [x, s] = [builder.input('x', plainShape([2])), builder.input('s')];
  const scaled = builder.step('add', [builder.step('mul', [s, builder.step('exp', [x])]), s]);
  const list = builder.finish([scaled]);
  const bySize = forwardSweep(list, new Map([[s, 1]]));
  const point = new Map([
    ['x', [0, 1]],
    ['s', [3]],
    ['v', [1, 10]],
  ]);
  assert.deepEqual(bySize.problems, []);
  assert.deepEqual(runner(bySize.list)(point, bySize.tangent.get(scaled) ?? -1), [2, Math.E + 1]);
  const along = forwardSweep(list, new Map([[x, 'v']]));
  assert.deepEqual(runner(along.list)(point, along.tangent.get(scaled) ?? -1), [3, 30 * Math.E]);
  const total = builder.apply('sum', [scaled]);
  const refused = forwardSweep(builder.finish([total]), new Map([[x, 'v']]));
  assert.match(refused.problems[0]?.message ?? '', /^sum has no derivative/);
  assert.equal(refused.tangent.get(total), undefined);
});
