// C functions: values and gradients as a compiler gives them (test/fixtures/c-functions.json, differences of the compiled functions).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { openDocument, type Value } from '../../src/core.ts';

const SOURCE = readFileSync('test/fixtures/c-functions.c', 'utf8');
const COMPILED = JSON.parse(readFileSync('test/fixtures/c-functions.json', 'utf8')) as Record<
  string,
  { value: number; gradient: number[] }
>;

function flat(value: unknown): number[] {
  return Array.isArray(value) ? value.flatMap(flat) : [Number(value)];
}

function near(a: number, b: number, tolerance: number): boolean {
  return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));
}

test('C functions have the values and gradients that compiled ones have', () => {
  const document = openDocument(SOURCE, 'c');
  const wrong: string[] = [];
  for (const [name, { value, gradient }] of Object.entries(COMPILED)) {
    const point: Record<string, Value> = name.startsWith('c') ? { x: 1.3, y: 0.7 } : { x: [1.3, 0.7, -0.4] };
    const { value: found, problems } = document.inspect(0, { entry: name, point, want: [] });
    if (!found) {
      wrong.push(`${name} refused: ${problems[0]?.message}`);
      continue;
    }
    const computed = Object.keys(point).flatMap((input) => flat(found.gradient[input] ?? 0));
    const agrees =
      near(found.output.value as number, value, 1e-12) && gradient.every((one, i) => near(computed[i] ?? 0, one, 1e-6));
    if (!agrees) wrong.push(`${name}: ${found.output.value}, ${computed}, not ${value}, ${gradient}`);
  }
  assert.deepEqual(wrong, []);
});

const CPP: readonly (readonly [
  source: string,
  point: Record<string, Value>,
  value: Value,
  gradient: Record<string, Value>,
])[] = [
  ['double f(double x, double y) { return copysign(x, y) * y; }', { x: 3, y: -2 }, 6, { x: 2, y: -3 }],
  ['double f(double x, double y) { return std::copysign(x, y) * y; }', { x: -3, y: 2 }, 6, { x: -2, y: 3 }],
  [
    'double f(std::vector<double> x) { double s = 0; for (size_t i = 0; i < x.size(); ++i) s += x[i] * x[i]; return s; }',
    { x: [1, 2] },
    5,
    { x: [2, 4] },
  ],
  [
    'double f(const std::vector<double>& x) { double s = 0; for (double v : x) s += std::pow(v, 3); return s; }',
    { x: [1, 2] },
    9,
    { x: [3, 12] },
  ],
  [
    'double f(double a) { std::vector<double> l; l.push_back(a); l.push_back(a * a); return l.front() + l.back() * l.size(); }',
    { a: 2 },
    10,
    { a: 9 },
  ],
  [
    'double f(double a) { std::vector<double> l(3, 0.0); for (int i = 0; i < 3; i++) l[i] = a * i; return std::accumulate(l.begin(), l.end(), 0.0); }',
    { a: 2 },
    6,
    { a: 3 },
  ],
  [
    'double f(const std::vector<double>& x, const std::vector<double>& w) { return std::inner_product(x.begin(), x.end(), w.begin(), 0.0); }',
    { x: [1, 2], w: [3, 4] },
    11,
    { x: [3, 4], w: [1, 2] },
  ],
  [
    'struct A { double k; double f(double x) const { return k * x * x; } };',
    { x: 2, 'this.k': 3 },
    12,
    { x: 12, 'this.k': 4 },
  ],
  ['double f(double x) { auto g = [&](double y) { return y * x; }; return g(2.0); }', { x: 3 }, 6, { x: 2 }],
  [
    'void f(const double* x, double* out) { out[0] = x[0] * x[1]; out[1] = x[0]; }',
    { x: [2, 3], out: [0, 0] },
    [6, 2],
    {
      x: [
        [3, 2],
        [1, 0],
      ],
    },
  ],
  [
    'double f(unsigned n, const double *x, double *grad, void *data) { if (grad) { grad[0] = 2 * x[0]; } return x[0] * x[0] + x[1]; }',
    { x: [2, 3] },
    7,
    { x: [4, 1] },
  ],
];

test('vectors, lambdas, methods and arrays that are written into are followed', () => {
  for (const [source, point, value, gradient] of CPP) {
    const { value: found, problems } = openDocument(source, 'cpp').inspect(0, { entry: 'f', point, want: [] });
    assert.ok(found, `${source}: ${problems[0]?.message}`);
    assert.deepEqual(found.output.value, value, source);
    for (const [name, expected] of Object.entries(gradient)) assert.deepEqual(found.gradient[name], expected, source);
  }
});

const REFUSED: readonly (readonly [why: string, source: string])[] = [
  ['the size of a type', 'double f(double x) { return sizeof(x) * x; }'],
  [
    'a sum that starts with a whole number',
    'double f(const std::vector<double>& x) { return std::accumulate(x.begin(), x.end(), 0); }',
  ],
  [
    'part of a vector',
    'double f(const std::vector<double>& x) { return std::accumulate(x.begin() + 1, x.end(), 0.0); }',
  ],
  [
    'a macro that may return',
    '#define RETURN(v) return g(v);\ndouble f(const double *x, double *grad) { grad[0] = 1; RETURN(x[0] * x[0]); }',
  ],
  ['a name without a value', 'double f(double x) { double y; return x * y; }'],
  ['a whole number divided by 0', 'double f(double x) { return 1 / 0 * x; }'],
  ['a byte that runs over', 'double f(double x) { unsigned char c = 250; c += 10; return c * x; }'],
  ['a truth value of a number', 'double f(double x) { bool b = 5; return b * x; }'],
  ['a number cut to a byte', 'double f(double x) { int n = 300; return (char)n * x; }'],
];

test('truth values of comparisons are numbers', () => {
  const source = 'double f(double x) { bool b = x > 1; char one = 1; return b * x + one; }';
  assert.equal(
    openDocument(source, 'cpp').inspect(0, { entry: 'f', point: { x: 3 }, want: [] }).value?.output.value,
    4,
  );
});

test('what C++ leaves open is refused', () => {
  for (const [why, source] of REFUSED) {
    const { value } = openDocument(source, 'cpp').inspect(0, { entry: 'f', want: [] });
    assert.equal(value, undefined, why);
  }
});
