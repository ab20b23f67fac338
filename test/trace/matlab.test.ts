// Programs in MATLAB: values as Octave gives them, gradients as its differences do (test/fixtures/code/octave-values.mjs made the numbers).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import programs from '../fixtures/matlab-values.json';
import { failures, type Program } from './columns.ts';

test('MATLAB programs have the values and gradients that Octave gives', () => {
  assert.deepEqual(failures(programs as unknown as readonly Program[], 'matlab'), []);
});
