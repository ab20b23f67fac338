// C by address: structs that hold results, numbers set through pointers, macros that are statements, switch and enum.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from '../../src/core.ts';

type Plain = (x: number) => number;

function look(source: string, entry: string, x: number, output?: string) {
  return inspect(source, 'c', 0, { entry, point: { x }, want: [], output });
}

/** Value and slope at a few points against the function as it is written here, by differences of sixth order. */
function agrees(source: string, entry: string, f: Plain, output?: string, xs: readonly number[] = [1.3, 0.4]): void {
  for (const x of xs) {
    const { value: found, problems } = look(source, entry, x, output);
    assert.ok(found, `${entry}: ${problems[0]?.message}`);
    const value = f(x);
    const own = found.output.value as number;
    assert.ok(Math.abs(own - value) < 1e-12 * (1 + Math.abs(value)), `${entry}(${x}) = ${own}, not ${value}`);
    const slope =
      [45, -9, 1].reduce((sum, c, k) => sum + c * (f(x + (k + 1) * 1e-3) - f(x - (k + 1) * 1e-3)), 0) / 0.06;
    const gradient = (found.gradient.x ?? 0) as number;
    assert.ok(Math.abs(gradient - slope) < 1e-8 * (1 + Math.abs(slope)), `${entry}'(${x}) = ${gradient}, not ${slope}`);
  }
}

/** No number, or one that names what is open as an input. */
function refused(source: string, entry: string, x = 1.3): void {
  const { value, problems } = look(source, entry, x);
  assert.ok(!value, `${entry} gives ${value?.output.value}`);
  assert.ok(problems.length > 0);
}

test('a struct is filled in order or by name, handed over by its address, and set by the function that gets it', () => {
  const source = `
struct P { double a; int n; double w[3]; };
typedef struct P P;
static double table[3] = {1.0, -2.0, 0.5};
struct series { const double *c; int order; double lo, hi; };
static struct series own = { table, 2, -1, 1 };
static double eval(const struct series *s, double x) {
  double d = 0, e = 0;
  double y = (2 * x - s->lo - s->hi) / (s->hi - s->lo);
  for (int j = s->order; j >= 1; j--) { double t = d; d = 2 * y * d - e + s->c[j]; e = t; }
  return y * d - e + 0.5 * s->c[0];
}
static void put(P *p, double x) { p->a = x * x; p->n = 3.9; }
double listed(double x) { struct P p = { x, 2, {1, x, 3} }; P q = { .n = 2.7, .a = x * x }; return p.a * p.n * p.w[1] + q.a * q.n; }
double filled(double x) { P p = { x }; return p.a + p.n; }
double set(double x) { P p; put(&p, x); return p.a * p.n; }
double series(double x) { return eval(&own, x); }
double bySide(double x) { if (x > 1) return eval(&own, x); else return eval(&own, x * x) + 1; }
`;
  agrees(source, 'listed', (x) => 4 * x * x);
  agrees(source, 'filled', (x) => x);
  agrees(source, 'set', (x) => 3 * x * x);
  const series: Plain = (x) => 0.5 - 2 * x + 0.5 * (2 * x * x - 1);
  agrees(source, 'series', series);
  agrees(source, 'bySide', (x) => (x > 1 ? series(x) : series(x * x) + 1));
});

test('a copy of a struct is none of its other names', () => {
  const source = `
typedef struct { double a; } P;
static void grow(P *p) { p->a *= 2; }
static double own(P p) { p.a = 5; return p.a; }
double before(double x) { P p = { x }; P q = p; grow(&q); return p.a; }
double copied(double x) { P p = { x }; P q = p; grow(&q); return p.a + q.a; }
double kept(double x) { P p = { x }; P q; q = p; grow(&p); return q.a; }
double handed(double x) { P p = { x }; double y = own(p); return p.a + y; }
typedef struct { P in; double b; } Q;
static P part(const Q *q) { return q->in; }
double inner(double x) { P p = { x }; Q q = { { 1 }, x }; Q r = { p, x }; q.in = p; q.in.a = 1; p.a += x; r.in.a += 0; return p.a + q.in.a + r.in.a; }
double returned(double x) { Q q = { { x }, 1 }; P p = part(&q); p.a = 7; return q.in.a + p.a; }
`;
  agrees(source, 'before', (x) => x);
  agrees(source, 'copied', (x) => 3 * x);
  agrees(source, 'kept', (x) => x);
  agrees(source, 'handed', (x) => x + 5);
  agrees(source, 'inner', (x) => 3 * x + 1);
  agrees(source, 'returned', (x) => x + 7);
});

test('numbers are set through their addresses', () => {
  const source = `
static void twice(double x, double *y) { *y = 2 * x * x; }
static int both(double x, double *y, double *z) { if (x > 0.5) { *y = x * x; *z = sin(x); } else { *y = -x; *z = x; } return 0; }
static void inc(int *i) { *i = *i + 1; }
static void onward(double x, double *y) { twice(x, y); *y += 1; }
double once(double x) { double y; twice(x, &y); return y * x; }
double pair(double x) { double y, z; int s = both(x, &y, &z); return y * z + s; }
double summed(double x) { double s = 0, t; for (int i = 1; i < 100; i++) { twice(x / i, &t); s += t; } return s; }
double counted(double x) { double s = 0; int i = 0; while (i < 5) { s += x * i; inc(&i); } return s; }
double through(double x) { double y; onward(x, &y); return y; }
double beside(double x) { double y = x; elsewhere(&y); return 2 * x; }
double lost(double x) { double y = x; elsewhere(&y); return 2 * y; }
double moved(double x) { double v[2] = { x, 2 }; twice(x, &v[1]); return v[1]; }
`;
  agrees(source, 'once', (x) => 2 * x ** 3);
  agrees(source, 'pair', (x) => (x > 0.5 ? x * x * Math.sin(x) : -x * x));
  agrees(source, 'summed', (x) => {
    let s = 0;
    for (let i = 1; i < 100; i++) s += 2 * (x / i) ** 2;
    return s;
  });
  agrees(source, 'counted', (x) => 10 * x);
  agrees(source, 'through', (x) => 2 * x * x + 1);
  agrees(source, 'beside', (x) => 2 * x);
  refused(source, 'lost');
  refused(source, 'moved');
});

test('a call that is not read may change what its arguments point to', () => {
  const source = `
static void scale(double *z, double t) { z[0] *= t; }
double f(double x) { double w[2] = { x, 2 }; scale(w, x > 0 ? 1 << 2 : 3.0); return w[0]; }
double g(double x) { double w[2] = { x, 2 }; double *r = w; scale(w, 1 << 2); return r[0]; }
double h(double x) { double w[2] = { x, 2 }; printf("%d", 1 << 2); return w[0]; }`;
  refused(source, 'f');
  refused(source, 'g');
  agrees(source, 'h', (x) => x);
});

const GSL = `
#include <gsl/gsl_sf_result.h>
#define DOMAIN_ERROR(result) do { (result)->val = GSL_NAN; (result)->err = GSL_NAN; GSL_ERROR ("domain error", GSL_EDOM); } while(0)
int own_log_e(const double x, gsl_sf_result * result) {
  if (x <= 0.0) { DOMAIN_ERROR(result); }
  else if (x < 0.5) { result->val = log(x); result->err = 0.0; return GSL_SUCCESS; }
  else { result->val = log(x); result->err = 2.0 * GSL_DBL_EPSILON * fabs(result->val); CHECK_UNDERFLOW(result); return GSL_SUCCESS; }
}
double own_log(const double x) { EVAL_RESULT(own_log_e(x, &result)); }
int again_e(const double x, gsl_sf_result * result) { return own_log_e(x * x, result); }
int product_e(const double x, gsl_sf_result * result) {
  gsl_sf_result a, b;
  int stat_a = own_log_e(x, &a);
  int stat_b = gsl_sf_erf_e(x, &b);
  result->val = a.val * b.val;
  result->err = fabs(a.val * b.err) + fabs(b.val * a.err);
  return GSL_ERROR_SELECT_2(stat_a, stat_b);
}
`;

test('results of the GNU Scientific Library: what is set in them is what the function gives', () => {
  agrees(GSL, 'own_log_e', Math.log);
  agrees(GSL, 'own_log_e', (x) => (x < 0.5 ? 0 : 2 * Number.EPSILON * Math.abs(Math.log(x))), 'result.err');
  agrees(GSL, 'own_log', Math.log);
  agrees(GSL, 'again_e', (x) => Math.log(x * x));
  const erf: Plain = (x) => {
    let s = 1;
    for (let n = 40; n >= 0; n--) s = 1 - ((x * x * (2 * n + 1)) / ((n + 1) * (2 * n + 3))) * s;
    return (2 / Math.sqrt(Math.PI)) * x * s;
  };
  agrees(GSL, 'product_e', (x) => Math.log(x) * erf(x));
  refused(GSL, 'own_log_e', -1);
});

test('macros that are statements are read where they stand, and only where that is what C would read', () => {
  const source = `
#define SWAP(a, b) do { double swapped = a; a = b; b = swapped; } while (0)
#define BOTH(a) a = a + 1; a = 2 * a;
#define LIMIT(a) if (a > 1) a = 1
#define RETURN_TWICE(v) return 2 * v;
double swap(double x) { double y = x * x; double z = 3; SWAP(y, z); return z + 0 * y; }
double plain(double x) { BOTH(x); return x; }
double bare(double x) { double y = x; if (x > 5) BOTH(y); return y; }
double dangling(double x) { double y = x; if (x > 5) LIMIT(y); else y = 7; return y; }
double ended(double x) { if (x > 1) { RETURN_TWICE(x * x); } return x; }
`;
  agrees(source, 'swap', (x) => x * x);
  agrees(source, 'plain', (x) => 2 * (x + 1));
  agrees(source, 'ended', (x) => (x > 1 ? 2 * x * x : x));
  refused(source, 'bare');
  refused(source, 'dangling');
});

test('switch over whole numbers, names of an enum among them; a case may run on into the next', () => {
  const source = (n: number) => `
#define K 3
enum color { RED, GREEN = 5, BLUE };
static double chosen(double x, int n) {
  double y = 1;
  switch (n) {
    case RED: return x;
    case 1: case 2: { y = x * x; break; }
    case K: y = 3 * x; y += 1; break;
    case 4: y = x * x * x;
    case GREEN: y -= x; break;
    case BLUE: y = sin(x); break;
    default: y = -x;
  }
  return y;
}
double f(double x) { return chosen(x, ${n}); }`;
  const all: readonly Plain[] = [
    (x) => x,
    (x) => x * x,
    (x) => x * x,
    (x) => 3 * x + 1,
    (x) => x ** 3 - x,
    (x) => 1 - x,
    Math.sin,
    (x) => -x,
  ];
  for (const [n, f] of all.entries()) agrees(source(n), 'f', f, undefined, [1.3]);
  refused('double f(double x) { switch (2) { case 2: if (x > 0) break; return x; } return 2 * x; }', 'f');
});

test('the low bits of a whole number are its remainder', () => {
  const source = `
double odd(double x) { int n = floor(x * 10); int low = n & 7; if (GSL_IS_ODD(n)) low = -low; return x * low; }
double other(double x) { int n = 5; return x * (n & 6); }`;
  agrees(
    source,
    'odd',
    (x) => x * (Math.round(x * 10 - 0.5) & 1 ? -1 : 1) * (Math.floor(x * 10) & 7),
    undefined,
    [1.35, 0.47, -0.33],
  );
  refused(source, 'other');
});
