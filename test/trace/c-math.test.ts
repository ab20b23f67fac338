// Functions of <math.h> that are no row of the table: values as gcc gives them, derivatives as differences of these.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';

/** At x = 0.7, y = 0.4. */
const VALUES: readonly (readonly [call: string, value: number, byX: number, byY: number])[] = [
  ['copysign(x, -y) + copysign(y, x)', -0.29999999999999993, -1, 1],
  ['copysign(x, -0.0)', -0.7, -1, 0],
  ['remainder(x, y)', -0.10000000000000009, 1, -2],
  ['remainderf(x, 0.3) + remainderl(y, 0.3)', 0.2, 1, 1],
  ['fdim(x, y) + fdim(y, x)', 0.29999999999999993, 1, -1],
  ['fma(x, y, x)', 0.97999999999999987, 1.4, 0.7],
  ['scalbn(x, 3) + ldexp(y, -1)', 5.7999999999999998, 8, 0.5],
  ['lround(2.5) * x + lrint(2.5) * y', 2.9, 3, 2],
  ['lround(2.6) / 2 * x', 0.7, 1, 0],
  ['abs(-3) / 2 * x + labs(-5) / 2 * y', 1.5, 1, 2],
];
const CPP: typeof VALUES = [
  ['std::hypot(x, y, 1.0)', 1.2845232578665129, 0.5449492609130661, 0.3113995776646092],
  ['std::lerp(x, y, 0.25)', 0.625, 0.75, 0.25],
  ['std::legendre(3, x) + std::hermite(3, y)', -4.4805, 2.175, -8.16],
  ['std::laguerre(2, x)', -0.155, -1.3, 0],
  ['std::max({x, y, 0.5}) + std::min({x, y, 0.5})', 1.1, 1, 1],
];

test('functions of math.h and cmath', () => {
  for (const [language, rows] of [
    ['c', VALUES],
    ['cpp', CPP],
  ] as const) {
    for (const [call, value, byX, byY] of rows) {
      const source = `double f(double x, double y) { return ${call}; }`;
      const point = { x: 0.7, y: 0.4 };
      const { value: found, problems } = openDocument(source, language).inspect(0, { entry: 'f', point, want: [] });
      assert.ok(found, `${call}: ${problems[0]?.message}`);
      const numbers = [found.output.value, found.gradient.x ?? 0, found.gradient.y ?? 0] as number[];
      for (const [i, expected] of [value, byX, byY].entries())
        assert.ok(Math.abs((numbers[i] as number) - expected) < 1e-12, `${call}: ${numbers}`);
    }
  }
});

test('abs of a number that is not whole: cut off in C, left open in C++', () => {
  const found = (language: string) =>
    openDocument('double f(double x) { return abs(x * 4); }', language).inspect(0, { entry: 'f', point: { x: 0.7 } });
  assert.equal(found('c').value?.output.value, 2);
  assert.equal(found('cpp').value, undefined);
});
