// A vector output with a seed: evaluation after evaluation the same gradient, in whichever tier it runs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';

test('the gradient of a seeded vector stays the same once its loops are generated', () => {
  const n = 40;
  const numbers = Array.from({ length: n }, (_, i) => i - 7);
  const matrix = numbers.map((i) => numbers.map((j) => Math.sin(i * j)));
  const text = 'import numpy as np\ndef f(x, W):\n    return np.tanh(W @ x)\n';
  const { value } = openDocument(text, 'python').compile(0, {
    entry: 'f',
    seed: numbers,
    point: { x: numbers, W: matrix },
  });
  assert.ok(value);
  const x = Float64Array.from({ length: n + n * n }, (_, i) => 0.3 * Math.sin(i));
  const first = new Float64Array(x.length);
  const later = new Float64Array(x.length);
  const result = value.gradient(x, first);
  assert.ok(first.some((entry) => entry !== 0));
  for (let k = 0; k < 60; k++) {
    assert.equal(value.gradient(x, later), result);
    for (const [i, entry] of later.entries()) assert.ok(Math.abs(entry - (first[i] ?? 0)) < 1e-12, `evaluation ${k}`);
  }
});
