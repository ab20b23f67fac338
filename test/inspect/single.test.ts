// C's float: computed in double, which is said where it shows; rounded constants are no mistake.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDerivatives, openDocument } from '../../src/core.ts';

function said(source: string): string | undefined {
  const { value } = openDocument(source, 'c').inspect(0, { entry: 'f', point: { x: 0.001 }, want: [] });
  assert.ok(value);
  return value.problems.find(({ code }) => code === 'single')?.message;
}

test('where float loses the digits that are shown, that is said with what is left', () => {
  const lost = said('float f(float x) { return (1.0f - cosf(x)) / (x * x); }');
  assert.match(lost ?? '', /computed in double: 0\.50000.*in float.*0\.4768/i);
  assert.match(said('typedef float real;\nreal f(real x) { return (1 - cosf(x)) / (x * x); }') ?? '', /in float/i);
  assert.match(said('double f(double x) { return (1.0f - cosf(x)) / (x * x); }') ?? '', /in float/i);
});

test('nothing is said where the digits hold, and nothing of doubles', () => {
  assert.equal(said('float f(float x) { return 0.1f * x * x + expf(x); }'), undefined);
  assert.equal(said('double f(double x) { return (1 - cos(x)) / (x * x); }'), undefined);
  assert.equal(said('double f(double x) { int n = 0x1F; return n * (1 - cos(x)) / (x * x); }'), undefined);
});

test('constants with the digits of a float are no wrong derivative', () => {
  const of = 'float gauss(float x) { return 0.3989423f * expf(-0.5f * x * x); }\n';
  const right = checkDerivatives(
    `${of}float gauss_prime(float x) { return -0.39894228f * x * expf(-0.5f * x * x); }`,
    'c',
  );
  const wrong = checkDerivatives(
    `${of}float gauss_prime(float x) { return 0.39894228f * x * expf(-0.5f * x * x); }`,
    'c',
  );
  assert.deepEqual(
    [...right, ...wrong].map(({ verdict }) => verdict === 'differs'),
    [false, true],
  );
});
