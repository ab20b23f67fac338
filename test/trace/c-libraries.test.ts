// How libraries of C are written: macros, results by pointer. Values and slopes against the same function written here.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect, type Value } from '../../src/core.ts';

type Plain = (...args: readonly number[]) => number;

/** Value and gradient at numbers against the function, by differences of sixth order. */
function agrees(source: string, entry: string, point: Readonly<Record<string, number>>, f: Plain): void {
  const { value: found, problems } = inspect(source, 'c', 0, { entry, point, want: [] });
  assert.ok(found, `${entry}: ${problems[0]?.message}`);
  const args = Object.values(point);
  const value = f(...args);
  assert.ok(Math.abs((found.output.value as number) - value) < 1e-12 * (1 + Math.abs(value)), entry);
  Object.keys(point).forEach((name, i) => {
    const at = (k: number) => f(...args.map((x, j) => (j === i ? x + k * 1e-3 : x)));
    const slope = [45, -9, 1].reduce((sum, c, k) => sum + c * (at(k + 1) - at(-k - 1)), 0) / 0.06;
    const own = found.gradient[name] as Value as number;
    assert.ok(Math.abs(own - slope) < 1e-8 * (1 + Math.abs(slope)), `${entry} by ${name}: ${own}, not ${slope}`);
  });
}

test('macros without brackets around them are put in as they are written', () => {
  const source = `
#define SQ(x) x*x
#define TWICE(a) SQ(a) + SQ(a)
#define OFFSET 1.5 + 2
#define RETURN(f) return counted(n, f);
static int calls = 0;
static double counted(unsigned n, double f) { ++calls; return f; }
double sum(double a, double b) { return SQ(a + b); }
double twice(double a, double b) { return 3 * TWICE(a) * b; }
double shifted(double a) { return a * OFFSET; }
double handed(double a, double b, unsigned n) { double d = a - b; RETURN(SQ(d) * a); }
double ended(double a, unsigned n) { if (a > 100) { RETURN(0); } RETURN(exp(a)); }
`;
  agrees(source, 'sum', { a: 1.3, b: 0.7 }, (a, b) => a + b * a + b);
  agrees(source, 'twice', { a: 1.3, b: 0.7 }, (a, b) => 3 * a * a + a * a * b);
  agrees(source, 'shifted', { a: 1.3 }, (a) => a * 1.5 + 2);
  agrees(source, 'handed', { a: 1.3, b: 0.4 }, (a, b) => (a - b) ** 2 * a);
  agrees(source, 'ended', { a: 1.3 }, (a) => Math.exp(a));
});

test('macros that set something, are defined twice or only under a condition are not put in: refused, or inputs', () => {
  const sources = [
    '#define SET(x, v) x = v\ndouble f(double a) { double b = 1; SET(b, a); return b * a; }',
    '#define K 1 + 2\n#undef K\n#define K 1 + 3\ndouble f(double a) { return a * K; }',
    '#ifdef FAST\n#define K 1 + 2\n#endif\ndouble f(double a) { return a * K; }',
  ];
  for (const source of sources) {
    const { value } = inspect(source, 'c', 0, { entry: 'f', point: { a: 1.3 }, want: [] });
    assert.ok(!value || value.inputs.some(({ name }) => name === 'K'), source);
  }
});

test('vectors and matrices of the GNU Scientific Library are read entry by entry', () => {
  const source = `
double rosenbrock_f(const gsl_vector *x, void *params) {
  double u = gsl_vector_get(x, 0);
  double v = gsl_vector_get(x, 1);
  return (u - 1) * (u - 1) + 10 * (u * u - v) * (u * u - v);
}
double corner(const gsl_matrix *m) { return gsl_matrix_get(m, 0, 1) * gsl_matrix_get(m, 1, 1); }`;
  const [u, v] = [1.3, 0.7];
  const own = inspect(source, 'c', 0, { entry: 'rosenbrock_f', point: { x: [u, v] }, want: [] }).value;
  const [first, second] = (own?.gradient.x ?? []) as readonly number[];
  assert.ok(Math.abs((first as number) - (2 * (u - 1) + 40 * u * (u * u - v))) < 1e-12);
  assert.ok(Math.abs((second as number) + 20 * (u * u - v)) < 1e-12);
  const point = {
    m: [
      [1, 2],
      [3, 5],
    ],
  };
  const matrix = inspect(source, 'c', 0, { entry: 'corner', point, want: [] }).value;
  assert.deepEqual(matrix?.gradient.m, [
    [0, 5],
    [0, 2],
  ]);
});

test('static arrays that are only read are tables; others keep what was set at the last call', () => {
  const table = `
double f(double x) {
  static double A[3] = {0.5, -1.25, 2.0}, B[2] = {1.0, 3.0};
  if (x < 0) return A[0] * x;
  return A[0] + x * (A[1] + x * A[2]) * B[1];
}`;
  agrees(table, 'f', { x: 1.3 }, (x) => 0.5 + x * (-1.25 + x * 2) * 3);
  for (const change of ['A[0] += 1;', 'A[1]++;', 'fill(A);', 'double *p = &A[0]; p[0] = x;', '++A[0];']) {
    const source = `double f(double x) { static double A[2] = {1.0, 2.0}; ${change} return A[0] * x + A[1]; }`;
    assert.equal(inspect(source, 'c', 0, { entry: 'f', point: { x: 1.3 } }).value, undefined, change);
    const rows = 'double f(double x) { static double A[1][2] = {{1.0, 2.0}}; fill(A[0]); return A[0][0] * x; }';
    assert.equal(inspect(rows, 'c', 0, { entry: 'f', point: { x: 1.3 } }).value, undefined);
  }
});
