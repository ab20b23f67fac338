// Programs in R: values as R gives them, gradients as its differences do (test/fixtures/code/r-values.mjs made the numbers).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';
import programs from '../fixtures/r-values.json';
import { failures, type Program } from './columns.ts';

test('R programs have the values and gradients that R gives', () => {
  assert.deepEqual(failures(programs as unknown as readonly Program[], 'r'), []);
});

const REFUSED: readonly (readonly [source: string, point: Readonly<Record<string, number | number[]>>])[] = [
  ['f <- function(x) sum(x[x > 0])', { x: [1, 2, -1] }],
  ['f <- function(x) x + c(1, 2)', { x: [1, 2, 3] }],
  ['f <- function(x) t(x) * (x %*% t(x))[, 1, drop = FALSE]', { x: [1, 2] }],
  ['f <- function(x) x[order(x)]', { x: [1, 2] }],
  ['f <- function(x) switch("a", a = x)', { x: 1 }],
  ['f <- function(x) { p <- c(a = 1, b = 2); p["a"] * x }', { x: 1 }],
];

test('R that is not read is refused, never guessed', () => {
  for (const [source, point] of REFUSED) {
    const { value } = openDocument(source, 'r').inspect(0, { entry: 'f', point, want: [] });
    assert.equal(value, undefined, source);
  }
});

test('limits of doubles are numbers, no inputs', () => {
  const source = 'f <- function(x) x * .Machine$integer.max + .Machine$double.eps';
  const { value } = openDocument(source, 'r').inspect(0, { entry: 'f', point: { x: 1 }, want: [] });
  assert.equal(value?.output.value, 2 ** 31 - 1 + 2 ** -52);
  assert.deepEqual(value?.gradient, { x: 2 ** 31 - 1 });
});
