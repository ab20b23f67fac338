// Programs in Julia: values and gradients of the same programs in NumPy (test/fixtures/code/julia-values.py made the numbers).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';
import programs from '../fixtures/julia-values.json';
import { failures, type Program } from './columns.ts';

test('Julia programs have the values and gradients of the same programs in NumPy', () => {
  assert.deepEqual(failures(programs as unknown as readonly Program[], 'julia'), []);
});

const REFUSED: readonly (readonly [source: string, point: Readonly<Record<string, number | number[]>>])[] = [
  ['f(x) = sin(x)', { x: [1, 2, -1] }],
  ['f(x) = x + 1', { x: [1, 2, 3] }],
  ['f(x) = x * x', { x: [1, 2, 3] }],
  ['f(x) = sort(x)', { x: [1, 2] }],
  ['f(x) = sum(x[x .> 0])', { x: [1, 2] }],
];

test('Julia that is not read is refused, never guessed', () => {
  for (const [source, point] of REFUSED) {
    const { value } = openDocument(source, 'julia').inspect(0, { entry: 'f', point, want: [] });
    assert.equal(value, undefined, source);
  }
});
