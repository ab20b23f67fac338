import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moveOffset } from '../../src/editor/offsets.ts';
import { moveChoices } from '../../src/editor/readingChoices.ts';
import { drive, SLICE } from '../../src/editor/slices.ts';

/** A clock that goes on by `cost` at each item. */
function setUp(count: number, cost: number, stopAfter = Number.POSITIVE_INFINITY) {
  let time = 0;
  let taken = 0;
  const log: (number | 'pause')[] = [];
  function* work() {
    for (let i = 0; i < count; i++) {
      time += cost;
      taken = i + 1;
      yield i % 2 === 0 ? i : undefined;
    }
  }
  const pace = {
    now: () => time,
    pause: async () => void log.push('pause'),
    stopped: () => taken >= stopAfter,
  };
  return { run: () => drive(work(), (item) => log.push(item), pace), log };
}

test('long work pauses after each slice and skips gaps', async () => {
  const { run, log } = setUp(6, SLICE / 2);
  assert.equal(await run(), true);
  assert.deepEqual(log, ['pause', 0, 'pause', 2, 'pause', 4, 'pause']);
});

test('short work runs through', async () => {
  const { run, log } = setUp(6, 1);
  assert.equal(await run(), true);
  assert.deepEqual(log, ['pause', 0, 2, 4]);
});

test('stopped work ends and says so', async () => {
  const { run, log } = setUp(6, 1, 3);
  assert.equal(await run(), false);
  assert.deepEqual(log, ['pause', 0, 2]);
});

const changes = [
  { from: 0, to: 0, length: 3 },
  { from: 10, to: 14, length: 1 },
];
const moved: readonly (readonly [number, number])[] = [
  [0, 3],
  [9, 12],
  [10, 13],
  [12, 13],
  [14, 14],
  [20, 20],
];
for (const [before, after] of moved) {
  test(`an edit moves offset ${before} to ${after}`, () => assert.equal(moveOffset(before, changes), after));
}

test('reading choices move with their place and go with it', () => {
  assert.deepEqual(
    moveChoices({ 'call:f@5': 'product', 'log@12': 'base 10', 'log@20': 'base 2', style: 'x' }, changes),
    {
      'call:f@8': 'product',
      'log@20': 'base 2',
      style: 'x',
    },
  );
});
