import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFuzz } from './run.ts';

/** A sample: half notes and soups of tokens, half programs of every language, one in a thousand of much work. `npm run fuzz` takes more. */
const INPUTS = 8_000;

test(`${INPUTS.toLocaleString('en')} hostile inputs over all readers: no exception, none over its budget`, () => {
  const report = runFuzz(1, 0, INPUTS);
  assert.deepEqual(report.failures, []);
  assert.equal(report.inputs, INPUTS);
});

test('inputs that once asked more of the clock than they may', () => {
  for (const index of [6817, 53427]) assert.deepEqual(runFuzz(11, index, index + 1).failures, []);
});
