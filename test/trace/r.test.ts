// Programs in R: values as R gives them, gradients as its differences do (test/fixtures/code/r-values.mjs made the numbers).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import programs from '../fixtures/r-values.json';
import { failures, type Program } from './columns.ts';

test('R programs have the values and gradients that R gives', () => {
  assert.deepEqual(failures(programs as unknown as readonly Program[], 'r'), []);
});
