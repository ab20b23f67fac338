// Programs in Julia: values and gradients of the same programs in NumPy (test/fixtures/code/julia-values.py made the numbers).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import programs from '../fixtures/julia-values.json';
import { failures, type Program } from './columns.ts';

test('Julia programs have the values and gradients of the same programs in NumPy', () => {
  assert.deepEqual(failures(programs as unknown as readonly Program[], 'julia'), []);
});
