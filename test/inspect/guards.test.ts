/** What the reading takes for granted is held against the point: where it does not hold there is no number. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from '../../src/core.ts';

test('a branch that is not read is refused where a given value takes it, though the result does not depend on it', () => {
  const text = 'def f(n, x):\n    if n % 2 == 0:\n        return unknown(n) * x\n    return 2 * x\n';
  const taken = (n: number) => inspect(text, 'python', 4, { entry: 'f', point: { n, x: 3 } });
  assert.equal(taken(3).value?.output.value, 6);
  assert.match(taken(2).problems[0]?.message ?? '', /the program takes the branch that could not be read/);
});

test('bounds that cross at any entry are refused, not only at the first', () => {
  const text = 'import numpy as np\ndef f(x, low, high):\n    return np.clip(x, low, high)\n';
  const clipped = (low: number[], high: number[]) =>
    inspect(text, 'python', 0, { entry: 'f', point: { x: [0.5, 0.65], low, high } });
  assert.deepEqual(clipped([0.1, 0.6], [1, 0.7]).value?.output.value, [0.5, 0.65]);
  for (const [low, high] of [
    [
      [0.1, 0.8],
      [1, 0.7],
    ],
    [
      [1.1, 0.1],
      [1, 0.7],
    ],
  ] as const) {
    assert.match(clipped([...low], [...high]).problems[0]?.message ?? '', /lower bound is above the upper one/);
  }
});
