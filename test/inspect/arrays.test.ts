// Arrays of an evaluator's own: the same numbers as with the caller's, in every tier, whatever was written there before.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';

const CASES: readonly (readonly [
  text: string,
  point: Record<string, unknown>,
  wrt?: readonly string[],
  seed?: number[],
])[] = [
  ['def f(x, y):\n    return np.exp(x * y) + np.sin(x)\n', {}],
  ['def f(x, y):\n    return np.exp(x) + np.cos(x)\n', {}],
  ['def f(x, y):\n    return np.sum(x * y)\n', { x: numbers(3), y: numbers(3) }],
  ['def f(x, y):\n    return np.sum(x * y)\n', { x: numbers(7000), y: numbers(7000) }],
  ['def f(x, y):\n    return np.sum(np.tanh(x) * y) + np.sum(x[2:5])\n', { x: numbers(7000), y: numbers(7000) }, ['x']],
  ['def f(x, y):\n    return np.sum(x[100:120])\n', { x: numbers(7000), y: numbers(4) }],
  ['def f(x, y):\n    return np.sum(x + y)\n', { x: numbers(4000), y: numbers(4000) }],
  ['def f(x, y):\n    return np.sum((x @ y)**2)\n', { x: matrix(90, 90), y: numbers(90) }],
  ['def f(x, y):\n    return np.sum(np.log(np.sum(np.exp(x * y), axis=1)))\n', { x: matrix(1501, 5), y: numbers(5) }],
  ['def f(x, y):\n    return np.tanh(x) * y\n', { x: numbers(4), y: 2 }, undefined, [1, 2, -1, 0.5]],
  ['def f(x, y):\n    return np.tanh(x) * y\n', { x: numbers(7001), y: 2 }, undefined, numbers(7001)],
];

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.sin(i + 1));
}
function matrix(rows: number, columns: number): number[][] {
  return Array.from({ length: rows }, (_, i) => numbers(columns).map((x) => x * Math.cos(i)));
}

test('gradients in arrays of the evaluator are those in arrays of the caller', () => {
  for (const [body, point, wrt, seed] of CASES) {
    const open = () =>
      openDocument(`import numpy as np\n${body}`, 'python').compile(0, { entry: 'f', point, wrt, seed } as never).value;
    const [plain, own] = [open(), open()];
    assert.ok(plain && own, body);
    const { x, out } = own.arrays();
    assert.equal(own.arrays().x, x);
    assert.equal(own.arrays().out, out);
    const size = plain.slots.reduce((sum, { shape }) => sum + shape.reduce((p, q) => p * q, 1), 0);
    assert.deepEqual([x.length, out.length], [size, size], body);
    const [given, result] = [new Float64Array(size), new Float64Array(size)];
    for (let round = 0; round < 6; round++) {
      for (let i = 0; i < size; i++) given[i] = 0.4 * Math.sin(i * (round + 1)) + 0.5;
      // A point where nothing is finite in between, and numbers of the caller's in what is written to.
      if (round === 2) given.fill(Number.NaN);
      if (round === 4) out.fill(7);
      x.set(given);
      const expected = plain.gradient(given, result);
      assert.ok(Object.is(own.gradient(x, out), expected), `${body} ${round}`);
      assert.deepEqual(out, result, `${body} ${round}`);
      assert.deepEqual(x, given);
      // One array of its own and one of the caller's.
      const other = new Float64Array(size);
      own.gradient(x, other);
      assert.deepEqual(other, result, `${body} ${round}, into another`);
      own.gradient(given, out);
      assert.deepEqual(out, result, `${body} ${round}, from another`);
    }
  }
});
