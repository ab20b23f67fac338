// Whole numbers of C: values as gcc gives them (x86-64), refusals where a type is left or its limits are not known.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument, type Value } from '../../src/core.ts';

function inspect(body: string, point: Record<string, Value> = { x: 0.5 }, parameters = 'double x') {
  return openDocument(`double f(${parameters}) { ${body} }`, 'c').inspect(0, { entry: 'f', point, want: [] });
}

/** The value at x = 0.5, and whether it is a multiple of x: the derivative is then twice as large. */
const VALUES: readonly (readonly [body: string, value: number])[] = [
  ['unsigned a = 1, b = 2; return x * (a - b);', 2147483647.5],
  ['unsigned a = 3, b = 2; return x * (a - b);', 0.5],
  ['return x * -1u;', 2147483647.5],
  ['int a = -3; return x * (a / 2u);', 1073741823],
  ['int a = -1; unsigned b = 2; return x * (a < b);', 0],
  ['int a = -1; long b = 2; return x * (a < b);', 0.5],
  ['unsigned u = -1; return x * u;', 2147483647.5],
  ['unsigned u = 4000000000; int i = u; return x * i;', -147483648],
  ['unsigned u = 3000000000; u += u; return x * u;', 852516352],
  ['long a = 100000; return x * (a * a);', 5e9],
  ['unsigned n = 3; double s = 0; while (n-- > 0) s += x; return s;', 1.5],
  ['unsigned long n = 3; double s = 0; while (n-- > 0) s += x; return s;', 1.5],
  ['double s = 0; for (unsigned i = 0; i < 3u - 1; ++i) s += x; return s;', 1],
  ['double s = 0; for (unsigned i = 200; i > 0; --i) s += x * (i - 1); return s;', 9950],
  ['unsigned u = 1; int z[3] = {u - 2, 2.7}; return x * (z[0] + 10 * z[1] + z[2]);', 9.5],
  ['return x * (0xffffffff + 1);', 0],
  ['return x * (4294967295 + 1);', 2147483648],
  ['unsigned i = 3; return x * ((1 ? -1 : i) / 2);', 1073741823.5],
  ['unsigned long j = 4294967295; return x * abs(j);', 0.5],
  ['long j = 4294967297; return x * labs(j);', 2147483648.5],
  ['unsigned j = -0.5; return x * (j + 1);', 0.5],
  ['int i = 2e4 * x; return x * (i * i);', 5e7],
];

test('whole numbers without a sign wrap around as in C, and conversions go the way of C', () => {
  for (const [body, value] of VALUES) {
    const { value: found, problems } = inspect(body);
    assert.ok(found, `${body}: ${problems[0]?.message}`);
    assert.equal(found.output.value, value, body);
    assert.equal(found.gradient.x ?? 0, value * 2, body);
  }
});

const REFUSED: readonly (readonly [body: string, says: RegExp])[] = [
  ['int a = 100000; return x * (a * a);', /too large for the type int/],
  ['int s = 1; for (int i = 1; i <= 20; i++) s *= i; return x * s;', /too large for the type int/],
  ['int s = 1; for (int i = 0; i < 100; i++) s += i * i * i * i * i; return x * s;', /too large for the type int/],
  ['unsigned long a = 1, b = 2; return x * (a - b);', /wraps around/],
  ['unsigned u = 1; int k = x * 4; return k * (u - 2) * 1.0;', /wraps around/],
  ['unsigned u = -1.5; return x * u;', /wraps around/],
  ['int i = 3e9; return x * i;', /too large for the type int/],
  ['int i = 1e10 * x + 1; return x * i;', /leaves the type int/],
  ['unsigned u = -3 * x; return x * u;', /leaves the type unsigned/],
  ['int i = 9e5 * x; return x * (i * i);', /leaves the type int/],
  ['unsigned u = 9e5 * x; return x * (u * u);', /leaves the type unsigned/],
  ['long a = 1e12 * x + 1; int i = a; return x * i;', /leaves the type int/],
  ['int i = 9e5 * x, k = 0; if (x > 0) k = i * i; return x * k;', /leaves the type int/],
];

test('numbers that their type does not hold are refused', () => {
  for (const [body, says] of REFUSED) {
    const { value, problems } = inspect(body);
    assert.equal(value, undefined, body);
    assert.match(problems[0]?.message ?? '', says, body);
  }
});

test('a division of what a macro makes of whole numbers is refused, unless one side is floating', () => {
  const source = (call: string) =>
    `#define MAXI(p, q) ((p) > (q) ? (p) : (q))\ndouble f(double x) { int n = 3; return x * (${call}); }`;
  const found = (call: string) => openDocument(source(call), 'c').inspect(0, { entry: 'f', point: { x: 0.5 } }).value;
  assert.equal(found('MAXI(n, 2) / 2'), undefined);
  assert.equal(found('(MAXI(n, 2) + 1) / 3'), undefined);
  assert.equal(found('MAXI(-3, (unsigned)n) * 1.0'), undefined);
  assert.equal(found('MAXI(n, 2) / 2.0')?.output.value, 0.75);
  assert.equal(found('(double)MAXI(n, 2) / 2')?.output.value, 0.75);
});

test('that an unsigned input does not fall below 0 is taken for granted, said, and refused where it does', () => {
  const body = 'return x / (n - 1);';
  const there = inspect(body, { x: 0.5, n: 3 }, 'double x, unsigned n').value;
  assert.equal(there?.output.value, 0.25);
  assert.match(there?.problems.map(({ message }) => message).join() ?? '', /does not fall below 0/);
  const { value, problems } = inspect(body, { x: 0.5, n: 0 }, 'double x, unsigned n');
  assert.equal(value, undefined);
  assert.match(problems[0]?.message ?? '', /wraps around/);
});
