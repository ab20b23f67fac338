import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFuzz } from './run.ts';

test('20,000 hostile inputs over all readers: no exception, none over its budget', () => {
  const report = runFuzz(1, 0, 20_000);
  assert.deepEqual(report.failures, []);
  assert.equal(report.inputs, 20_000);
});
