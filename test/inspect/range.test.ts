import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from '../../src/core.ts';

test('a derivative that overflows inside is refused, not told as 0', () => {
  const { value } = inspect('$f(x, y) = \\frac{x}{y}$', 'markdown', 3, { point: { x: 1e200, y: 1e200 } });
  assert.equal(value?.output.value, 1);
  assert.equal(value.gradient.x, 1e-200);
  assert.equal(value.gradient.y, Number.NaN); // −x/y² = −10⁻²⁰⁰, but y² is not a double
  assert.match(value.problems.map((problem) => problem.message).join(), /by y is too large for a double/);
});

test('where the exponentials overflow, the derivative is no number', () => {
  const { value } = inspect('$f(x, y) = \\frac{e^x}{e^x + e^y}$', 'markdown', 3, { point: { x: 400, y: 400 } });
  assert.equal(value?.output.value, 0.5);
  assert.equal(value.gradient.x, Number.NaN);
  assert.ok(value.problems.length > 0);
});

test('a derivative within range has no such warning', () => {
  const { value } = inspect('$f(x, y) = \\frac{e^x}{e^x + e^y}$', 'markdown', 3, { point: { x: 3, y: 3 } });
  assert.ok(Math.abs((value?.gradient.x as number) - 0.25) < 1e-15);
  assert.deepEqual(value?.problems, []);
});
