// Tensor rows beyond their probes: what does not fit, zeros, ties, singular matrices, and operands of every kind.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sweepInto } from '../../src/autodiff/reverse.ts';
import { random } from '../../src/base/random.ts';
import { compileProgram } from '../../src/evaluate/program.ts';
import { type Builder, createBuilder } from '../../src/graph/builder.ts';
import type { LineId } from '../../src/graph/list.ts';
import { countOf, isMisfit, plainShape, sizesOf } from '../../src/primitives/shape.ts';
import type { Attributes, Lines } from '../../src/primitives/tensorRow.ts';
import { tensors } from '../../src/primitives/tensorTable.ts';
import { close, pairing, prepare } from './lists.ts';

/** Row, shapes, attributes, what is said, and which sizes would have to be equal. */
const MISFITS: readonly (readonly [string, number[][], Attributes, RegExp, (readonly [number, number])?])[] = [
  ['matmul', [[3, 4], [3]], {}, /^\(3, 4\) @ \(3,\): inner sizes 4 and 3 differ$/, [4, 3]],
  ['matmul', [[], [3]], {}, /not numbers/],
  [
    'matmul',
    [
      [2, 2, 3],
      [4, 3, 2],
    ],
    {},
    /sizes 2 and 4 differ/,
    [2, 4],
  ],
  ['outer', [[3], [2, 2]], {}, /takes two vectors, here are \(3,\) and \(2, 2\)/],
  ['inv', [[2, 3]], {}, /^inv takes a square matrix, here is \(2, 3\)$/, [2, 3]],
  ['det', [[3]], {}, /^det takes a square matrix, here is \(3,\)$/],
  ['inv', [[4, 3, 3]], {}, /takes a square matrix, here is \(4, 3, 3\)/],
  ['solve', [[3, 3], [2]], {}, /sizes 3 and 2 differ/, [3, 2]],
  ['solve', [[3, 2], [3]], {}, /solve takes a square matrix/, [3, 2]],
  ['solve', [[3, 3], []], {}, /vector or a matrix as right side/],
  ['cross', [[2], [2]], {}, /two vectors of 3 entries/],
  ['kron', [[2], [2, 2]], {}, /two vectors or two matrices/],
  ['trace', [[2, 3]], {}, /square/, [2, 3]],
  ['diag', [[2, 2]], {}, /diag takes a vector, here is \(2, 2\)/],
  ['diagonal', [[3]], {}, /diagonal takes a matrix/],
  ['diagonal', [[2, 2]], { k: 2 }, /has no diagonal 2/],
  ['tril', [[3]], {}, /tril takes a matrix/],
  ['sum', [[2, 3]], { axes: [2] }, /sum: \(2, 3\) has no axis 2/],
  ['amax', [[2, 3]], { axes: [0, 0] }, /has no axis 0,0/],
  ['softmax', [[2, 3]], {}, /softmax: \(2, 3\) has no axis named/],
  ['cumsum', [[2, 3]], { axis: -1 }, /has no axis -1/],
  ['reshape', [[2, 3]], { shape: [4] }, /^\(2, 3\) cannot be reshaped to \(4,\): 6 and 4 entries$/],
  ['broadcast', [[2]], { shape: [3] }, /cannot be broadcast to \(3,\)/],
  ['sumTo', [[2, 3]], { shape: [2] }, /cannot be summed to/],
  ['transpose', [[2, 3]], { axes: [0, 0] }, /no order of the axes/],
  ['index', [[3]], { items: [[3]] }, /entry 3 of an axis of 3/],
  ['index', [[3]], { items: [[0, 3, 2]] }, /entry 4 of an axis of 3/],
  ['index', [[3]], { items: [[0], [0]] }, /not so many axes/],
  ['scatter', [[2]], { shape: [3], items: [[0, 3, 1]] }, /does not fill/],
  ['setIndex', [[3], [2]], { items: [[0, 3, 1]] }, /does not fill/],
  ['gather', [[3]], { indices: [3] }, /indices from 0 to 2/],
  ['scatterAdd', [[3]], { indices: [0, 1], size: 2 }, /3 indices from 0 to 1/],
  [
    'concat',
    [
      [2, 3],
      [2, 2],
    ],
    { axis: 0 },
    /sizes 3 and 2 differ/,
    [3, 2],
  ],
  ['concat', [[], []], {}, /has no axis 0/],
  ['stack', [[2], [3]], {}, /\(2,\) and \(3,\) differ/, [2, 3]],
  [
    'einsum',
    [
      [2, 3],
      [2, 3],
    ],
    { spec: 'ij,jk->ik' },
    /sizes 3 and 2 of j differ/,
    [3, 2],
  ],
  ['einsum', [[2]], { spec: 'ij->i' }, /has 1 axes/],
  ['einsum', [[2]], { spec: 'i->k' }, /no operand has the axis k/],
  ['einsum', [[2]], { spec: 'i,j->' }, /does not say the axes of 1 operands/],
  [
    'matmul',
    [
      [3000, 3000],
      [3000, 3000],
    ],
    {},
    /: 3e\+10 products are too many/,
  ],
  ['inv', [[2000, 2000]], {}, /^inv: 8e\+9 products are too many/],
  ['einsum', [[9000], [9000], [9000]], { spec: 'i,j,k->' }, /too many/],
  ['roll', [[2, 3]], { shift: [1, 2] }, /no shift that fits/],
  ['flip', [[2]], { axes: [1] }, /has no axis 1/],
];

test('operands that do not fit are refused in words, with the sizes that would have to be equal', () => {
  for (const [name, shapes, attributes, words, equal] of MISFITS) {
    const found = tensors[name]?.shape(shapes.map(plainShape), attributes) ?? [];
    assert.ok(isMisfit(found), name);
    assert.match(found.misfit, words, name);
    assert.deepEqual(
      found.equal?.map(({ size }) => size),
      equal,
      `${name} ${JSON.stringify(shapes)}`,
    );
  }
});

test('symbols of axes stay where the sizes do', () => {
  const [n, m] = [
    { size: 3, symbol: 'n' },
    { size: 2, symbol: 'm' },
  ];
  const symbols = (name: string, shapes: readonly (typeof n)[][], attributes: Attributes = {}) => {
    const shape = tensors[name]?.shape(shapes, attributes) ?? [];
    return isMisfit(shape) ? shape.misfit : shape.map(({ symbol }) => symbol);
  };
  assert.deepEqual(symbols('matmul', [[m, n], [n]]), ['m']);
  assert.deepEqual(symbols('sum', [[m, n]], { axes: [0] }), ['n']);
  assert.deepEqual(symbols('index', [[m, n]], { items: [[], [0, 2, 1]] }), ['m', undefined]);
  assert.deepEqual(symbols('diagonal', [[n, n]]), ['n']);
  assert.deepEqual(symbols('einsum', [[m, n], [n]], { spec: 'ij,j->i' }), ['m']);
  assert.deepEqual(symbols('transpose', [[m, n]]), ['n', 'm']);
});

/** Value and gradient of the number that `make` builds from x. */
function gradientOf(x: readonly number[], sizes: readonly number[], make: (b: Builder, x: LineId) => LineId) {
  const builder = createBuilder();
  const input = builder.input('x', plainShape(sizes));
  const output = make(builder, input);
  const { adjoint, problems } = sweepInto(builder, output);
  assert.deepEqual(problems, []);
  const second = pairing(
    builder,
    adjoint.get(input) ?? 0,
    builder.tensor([1, 2, 3, 4].slice(0, x.length), plainShape(sizes), 'v'),
  );
  const again = sweepInto(builder, second, { wrt: [input] });
  const run = prepare(builder, [output]);
  const point = new Map([['x', x]]);
  return {
    value: run(point, output)[0],
    gradient: run(point, adjoint.get(input) ?? -1),
    alongV: run(point, again.adjoint.get(input) ?? -1),
  };
}

test('products with zeros among the factors have exact first and second derivatives', () => {
  const prod = (b: Builder, x: LineId) => b.apply('prod', [x]);
  assert.deepEqual(gradientOf([2, 0, 3, 5], [4], prod).gradient, [0, 30, 0, 0]);
  assert.deepEqual(gradientOf([2, 0, 3, 0], [4], prod).gradient, [0, 0, 0, 0]);
  // H_ij is the product of the two others.
  assert.deepEqual(gradientOf([2, 0, 3, 0], [4], prod).alongV, [0, 24, 0, 12]);
  assert.deepEqual(gradientOf([0, 0, 3, 5], [4], prod).alongV, [30, 15, 0, 0]);
  const cumprod = (b: Builder, x: LineId) => b.apply('sum', [b.apply('cumprod', [x])]);
  // x + xy + xyz + xyzw at (2, 0, 3, 5)
  assert.deepEqual(gradientOf([2, 0, 3, 5], [4], cumprod).gradient, [1, 2 + 6 + 30, 0, 0]);
});

test('equal largest entries share the derivative, and that is said', () => {
  const { gradient } = gradientOf([1, 3, 3, 2], [4], (b, x) => b.apply('amax', [x]));
  assert.deepEqual(gradient, [0, 0.5, 0.5, 0]);
  const tensor = (data: readonly number[], sizes: readonly number[]) => ({ data: Float64Array.from(data), sizes });
  const kink = tensors.amin?.kink;
  assert.equal(kink?.at([tensor([1, 2, 1], [3])], {}), true);
  assert.equal(kink?.at([tensor([1, 2, 2], [3])], {}), false);
  assert.equal(kink?.at([tensor([1, 2, 2, 1], [2, 2])], { axes: [1] }), false);
  assert.equal(kink?.at([tensor([1, 2, 1, 2], [2, 2])], { axes: [0] }), true);
  assert.match(kink?.convention ?? '', /derivative/);
});

test('norms do not overflow, and have no gradient at 0', () => {
  const norm = (b: Builder, x: LineId) => b.apply('norm', [x]);
  close(gradientOf([3e200, 4e200], [2], norm).value ?? 0, 5e200, 1e-15, 'large');
  close(gradientOf([3e-200, 4e-200], [2], norm).value ?? 0, 5e-200, 1e-215, 'small');
  const zero = gradientOf([0, 0], [2], norm);
  assert.equal(zero.value, 0);
  assert.ok(zero.gradient.every(Number.isNaN));
  assert.equal(tensors.norm?.domain?.holds({ data: new Float64Array(2), sizes: [2] }), false);
});

test('singular matrices have no inverse, even where rounding hides it', () => {
  const value = (name: string, data: readonly number[], n: number) => {
    const out = { data: new Float64Array(n * n), sizes: [n, n] };
    tensors[name]?.value([{ data: Float64Array.from(data), sizes: [n, n] }], {}, out);
    return [...out.data];
  };
  const hidden = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
  for (const [data, n] of [
    [[1, 2, 2, 4], 2],
    [hidden, 3],
    [[0, 0, 0, 0], 2],
  ] as const) {
    assert.ok(value('inv', data, n).every(Number.isNaN), String(data));
    assert.ok(Number.isNaN(value('logdet', data, n)[0]), String(data));
    assert.equal(tensors.det?.domain?.holds({ data: Float64Array.from(data), sizes: [n, n] }), false);
  }
  assert.ok(Math.abs(value('det', hidden, 3)[0] ?? 1) < 1e-16);
  for (const name of ['inv', 'det', 'cholesky']) {
    assert.ok(Number.isNaN(value(name, [1, Number.NaN, 0, 1], 2)[0]), `${name} of what is not a number`);
  }
  // Badly scaled, but not singular.
  assert.deepEqual(value('inv', [1, 0, 0, 1e-20], 2), [1, 0, 0, 1e20]);
  assert.deepEqual(value('inv', [0, 2, 4, 0], 2), [0, 0.25, 0.5, 0]);
  assert.ok(value('cholesky', [1, 2, 2, 1], 2).every(Number.isNaN));
  assert.ok(value('cholesky', [2, 1, 0, 2], 2).every(Number.isNaN));
});

/** Attributes right and wrong, for rows that must bear all of them. */
const ODD: readonly Attributes[string][] = [
  0,
  1,
  -1,
  2,
  1e9,
  0.5,
  Number.NaN,
  [],
  [0],
  [1, 0],
  [3],
  [-1],
  [[0]],
  [[0, 2, 1]],
  [[]],
  'ij->ji',
  'x',
  '->',
];

test('no row throws, whatever operands and attributes it is given', () => {
  const next = random(3);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  let fitting = 0;
  for (const [name, row] of Object.entries(tensors)) {
    for (let tries = 0; tries < 120; tries++) {
      const shapes = Array.from({ length: row.arity ?? 1 + Math.floor(next() * 3) }, () =>
        Array.from({ length: Math.floor(next() * 4) }, () => pick([0, 1, 2, 2, 3])),
      );
      const keys = ['axes', 'axis', 'keep', 'shape', 'items', 'indices', 'size', 'shift', 'k', 'n', 'spec'];
      const attributes = Object.fromEntries(keys.filter(() => next() < 0.3).map((key) => [key, pick(ODD)]));
      if (typeof attributes.n === 'number' && attributes.n > 100) continue;
      const builder = createBuilder();
      const inputs = shapes.map((sizes, i) => builder.input(`x${i}`, plainShape(sizes)));
      const shape = builder.shapeFor(name, inputs, attributes);
      if (isMisfit(shape)) continue;
      if (countOf(shape) > 10_000) continue;
      fitting++;
      const result = builder.apply(name, inputs, attributes);
      const lines: Lines = builder;
      const cotangent = builder.input('c', shape);
      inputs.forEach((input, index) => {
        const value = row.vjp(lines, { operands: inputs, result, attributes }, cotangent, index);
        if (typeof value !== 'number') return;
        assert.deepEqual(
          sizesOf(builder.shape(value)),
          sizesOf(builder.shape(input)),
          `${name} ${JSON.stringify([shapes, attributes])}`,
        );
      });
      const program = compileProgram(builder.finish([result]));
      program.run(new Float64Array(program.inputSizes.reduce((sum, size) => sum + size, 0)).fill(1), program.memory());
      row.domain?.holds(...shapes.map((sizes) => ({ sizes, data: new Float64Array(countOf(plainShape(sizes))) })));
      row.kink?.at(
        shapes.map((sizes) => ({ sizes, data: new Float64Array(countOf(plainShape(sizes))) })),
        attributes,
      );
    }
  }
  assert.ok(fitting > 900, String(fitting));
});
