import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatShaped, formatValue, showNumber, showShaped, showValue, writeValue } from '../../src/base/numbers.ts';
import { showPoint } from '../../src/editor/formulas.ts';

const shown: readonly (readonly [number, string])[] = [
  [1, '1'],
  [-0, '0'],
  [-3, '-3'],
  [0.5, '0.5'],
  [1.08996, '1.0900'],
  [5.983083, '5.9831'],
  [0.1 + 0.2, '0.30000'],
  [0.9999999999, '1.0000'],
  [99999.97, '100000'],
  [123456.7, '123457'],
  [999999.9, '1000000'],
  [1e6, '1e6'],
  [1.23456789e-7, '1.2346e-7'],
  [-1e-300, '-1e-300'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, '∞'],
  [Number.NEGATIVE_INFINITY, '-∞'],
];

for (const [value, text] of shown) {
  test(`shows ${value} as ${text}`, () => assert.equal(showNumber(value), text));
}

test('shows vectors and matrices, no more than a few numbers of them', () => {
  assert.equal(showValue([1, 2.5]), '[1, 2.5]');
  assert.equal(
    showValue([
      [1, 0],
      [0, 1],
    ]),
    '[[1, 0], [0, 1]]',
  );
  assert.equal(showValue([1, 2, 3, 4], 3), '[1, 2, 3, …]');
  assert.equal(showValue([[1, 2, 3], [4]], 3), '[[1, 2, 3], …]');
});

test('what is cut has its shape beside it', () => {
  assert.equal(showShaped([1, 2, 3], 2), '[1, 2, …] (3,)');
  assert.equal(
    showShaped(
      [
        [1, -2],
        [3, 4],
      ],
      3,
    ),
    '[[1, -2], [3, …]] (2, 2)',
  );
  assert.equal(
    formatShaped(
      [
        [1, -2],
        [3, 4],
      ],
      4,
    ),
    '[[1, −2], [3, 4]]',
  );
  assert.equal(showShaped(7), '7');
});

test('shows a point by its names', () => assert.equal(showPoint({ x: 1, w: [0.5, 2] }), 'x = 1, w = [0.5, 2]'));

test('writes every digit of a value', () => assert.equal(writeValue([[0.1, 1 / 3]]), '[[0.1, 0.3333333333333333]]'));

test('writes what is no finite number in words', () =>
  assert.equal(writeValue([Number.NaN, Number.POSITIVE_INFINITY, -Infinity]), '[nan, inf, -inf]'));

test('the panel has the typographic minus', () => {
  assert.equal(formatValue(-0.000123456), '−0.00012346');
  assert.equal(formatValue(-1e-7), '−1e−7');
  assert.equal(formatValue(Number.NEGATIVE_INFINITY), '−∞');
  assert.equal(formatValue([-1, 2, 3, 4, 5]), '[−1, 2, 3, 4, …]');
});
