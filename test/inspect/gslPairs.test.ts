// C programs in the manner of GSL: residuals with a row for each measurement, both results of one function, counters.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDerivatives, openDocument } from '../../src/core.ts';

const found = (text: string): string[] =>
  checkDerivatives(text, 'c')
    .filter(({ claim }) => claim.includes('derivative of'))
    .map(
      ({ claim, verdict, difference, reason }) =>
        `${claim}: ${[verdict, difference ?? reason].filter(Boolean).join(', ')}`,
    );

/** Least squares over `rows` measurements; the last line of the Jacobian as given. */
const residuals = (rows: number, last: string): string => `
#define fit_N ${rows}
static double fit_Y[fit_N] = { ${Array.from({ length: rows }, (_, i) => `${((i * 7) % 11) + 0.5}`).join(', ')} };

int fit_f(const gsl_vector *x, void *params, gsl_vector *f) {
  double b[2];
  size_t i;
  for (i = 0; i < 2; i++) b[i] = gsl_vector_get(x, i);
  for (i = 0; i < fit_N; i++) {
    double u = i + 1.0;
    double w = GSL_MIN(u, 9.0 - i);
    gsl_vector_set(f, i, fit_Y[i] - b[0] * exp(-b[1] * u) * w);
  }
  return GSL_SUCCESS;
}

int fit_df(const gsl_vector *x, void *params, gsl_matrix *J) {
  double b0 = gsl_vector_get(x, 0);
  double b1 = gsl_vector_get(x, 1);
  size_t i;
  gsl_matrix_set_zero(J);
  for (i = 0; i < fit_N; i++) {
    double u = i + 1.0;
    double w = GSL_MIN(u, 9.0 - i);
    gsl_matrix_set(J, i, 0, -exp(-b1 * u) * w);
    gsl_matrix_set(J, i, 1, ${last});
  }
  return GSL_SUCCESS;
}
`;

test('a Jacobian with a row for each measurement, few and many', () => {
  for (const rows of [13, 66]) {
    assert.deepEqual(
      found(residuals(rows, 'b0 * u * exp(-b1 * u) * w')),
      ['fit_df = derivative of fit_f: agrees'],
      `${rows}`,
    );
  }
  const [wrong] = found(residuals(13, '-b0 * u * exp(-b1 * u) * w'));
  assert.match(wrong ?? '', /differs, the sign of the term w\*u\*x\[0\]\*exp\(-u\*x\[1\]\) in entry 2 is wrong/);
  // Right in every row but one.
  const line = residuals(13, '(i == 1 ? -2 : -1) * u')
    .replaceAll(/b\[0\] \* exp.*\* w/g, 'b[0] - b[1] * u')
    .replaceAll(/-exp.*\* w/g, '-1');
  assert.match(found(line)[0] ?? '', /differs/);
});

const both = (value: string, slope: string): string => `
double q_f(const gsl_vector *x, void *params) {
  fcount++;
  return gsl_vector_get(x, 0) * gsl_vector_get(x, 0) + 3 * gsl_vector_get(x, 1);
}
void q_df(const gsl_vector *x, void *params, gsl_vector *df) {
  gcount++;
  gsl_vector_set(df, 0, 2 * gsl_vector_get(x, 0));
  gsl_vector_set(df, 1, 3);
}
void q_fdf(const gsl_vector *x, void *params, double *f, gsl_vector *df) {
  double u = gsl_vector_get(x, 0);
  double v = gsl_vector_get(x, 1);
  *f = ${value};
  gsl_vector_set(df, 0, ${slope});
  gsl_vector_set(df, 1, 3);
}
void r_fdf(double x, void *params, double *y, double *dy) {
  *y = x * x;
  *dy = 2 * x;
}
`;

test('value and derivative out of one function; counters count for nothing', () => {
  assert.deepEqual(found(both('u * u + 3 * v', '2 * u')), [
    'q_df = derivative of q_f: agrees',
    'df = derivative of q_fdf: agrees',
    'dy = derivative of r_fdf: agrees',
  ]);
  assert.deepEqual(
    found(both('u * u + 3 * v', 'u'))[1],
    'df = derivative of q_fdf: differs, entry 1: a factor 2 is missing',
  );
  assert.match(found(both('u * u * u + 3 * v', '2 * u'))[1] ?? '', /differs/);
});

test('a counter that is read is none', () => {
  const text = (counted: string) =>
    `double calls = 0;\ndouble f(double x) { ${counted} return x * x * (1 + calls); }\ndouble f_prime(double x) { return 2 * x; }\n`;
  assert.doesNotMatch(found(text('calls += 1;'))[0] ?? '', /agrees/);
});

test('a product with the Jacobian and calls of functions handed in are no claims', () => {
  assert.deepEqual(
    found(`
int p_f(const gsl_vector *x, void *params, gsl_vector *f) { gsl_vector_set(f, 0, gsl_vector_get(x, 0)); return 0; }
int p_df(int t, const gsl_vector *x, const gsl_vector *u, void *params, gsl_vector *v, gsl_matrix *JTJ) {
  gsl_vector_set(v, 0, gsl_vector_get(u, 0)); gsl_matrix_set(JTJ, 0, 0, 1); return 0; }
double neg(unsigned n, const double *x, double *grad, void *data) {
  neg_data *d = (neg_data *) data;
  double val = d->f(n, x, grad, d->data);
  if (grad) { for (unsigned i = 0; i < n; ++i) grad[i] = -grad[i]; }
  return -val;
}
`),
    [],
  );
});

test('the m-th derivatives of all up to n take other arguments: no false alarm', () => {
  const verdicts = found(`
int p_array(const int nmax, const double x, double *result_array) {
  int status = 0;
  for (int j = 0; j <= nmax; j++) result_array[j] = j * x * x;
  return status;
}
int p_array_deriv(const int m, const int nmax, const double x, double *result_array) {
  for (int j = 0; j <= nmax; j++) result_array[j] = m == 1 ? 2 * j * x : m == 2 ? 2 * j : 0;
  return 0;
}
`);
  assert.doesNotMatch(verdicts.join(), /differs/);
});

/** The m-th derivative of a polynomial by its recurrence, with a status that a branch sets, and an array of all. */
const orders = (factor: string): string => `
/* Evaluates the m-th derivative of the Hermite polynomial of order n at position x. */
int herm_e(const int n, const double x, gsl_sf_result *result) {
  if (n < 0) { result->val = GSL_NAN; result->err = GSL_NAN; return GSL_EDOM; }
  else if (n == 0) { result->val = 1.; result->err = 0.; return GSL_SUCCESS; }
  else if (x == 0.0) {
    int m = n >> 1;
    gsl_sf_doublefact_e(n - 1, result);
    if (GSL_IS_ODD(n) || GSL_IS_ODD(m)) result->val = -result->val;
    return GSL_SUCCESS;
  }
  int status = GSL_SUCCESS;
  double before = 1.0, last = x, next = x;
  for (int j = 1; j < n; j++) {
    if (fabs(last) > 1e300) { status = GSL_EOVRFLW; break; }
    next = x * last - j * before;
    before = last;
    last = next;
  }
  result->val = next;
  result->err = fabs(next) * GSL_DBL_EPSILON;
  return status;
}
double herm(const int n, const double x) { EVAL_RESULT(herm_e(n, x, &result)); }
int herm_deriv_e(const int m, const int n, const double x, gsl_sf_result *result) {
  gsl_sf_result inner;
  int status = herm_e(n - m, x, &inner);
  if (status == GSL_SUCCESS) {
    result->val = inner.val * ${factor};
    result->err = inner.err;
  } else {
    result->val = inner.val;
    result->err = GSL_POSINF;
  }
  return status;
}
double herm_deriv(const int m, const int n, const double x) { EVAL_RESULT(herm_deriv_e(m, n, x, &result)); }
`;

test('a derivative of any order is taken once; a status that branches set is no kink', () => {
  assert.deepEqual(found(orders('gsl_sf_choose(n, m) * gsl_sf_fact(m)')), ['herm_deriv = derivative of herm: agrees']);
  assert.match(found(orders('gsl_sf_choose(n, m) / 2'))[0] ?? '', /^herm_deriv = derivative of herm: differs/);
  // A size is no order, and nothing says that it is one.
  const unsaid = orders('gsl_sf_choose(n, m)').replace('m-th', 'first');
  assert.match(found(unsaid)[0] ?? '', /undecided, herm_deriv takes other arguments than herm/);
});

test('what hands its array on writes what the other function writes', () => {
  const text = (slope: string) => `
int all(const int n, const double x, double *out) { out[0] = x; out[1] = x * x; out[2] = n * x * x * x; return 0; }
int all_slopes(const int n, const double x, double *out) { out[0] = 1; out[1] = ${slope}; out[2] = 3 * n * x * x; return 0; }
int every(const int n, const double x, double *out) { return all(n, x, out); }
int every_deriv(const int n, const double x, double *out) { return all_slopes(n, x, out); }`;
  assert.deepEqual(found(text('2 * x')), ['every_deriv = derivative of every: agrees']);
  assert.match(found(text('x'))[0] ?? '', /differs/);
});

test('a name of a loop that hides a parameter', () => {
  const text = (last: string) => residuals(13, last).replaceAll('double u =', 'double x =').replaceAll(/\bu\b/g, 'x');
  assert.deepEqual(found(text('b0 * x * exp(-b1 * x) * w')), ['fit_df = derivative of fit_f: agrees']);
  assert.match(found(text('b0 * exp(-b1 * x) * w'))[0] ?? '', /differs/);
});

/** A table of a state, numbers and x, as splines are evaluated; the claimed slope as given. */
const spline = (slope: string): string => `
static int line_eval(const void *vstate, const double x_array[], const double y_array[], size_t size, double x,
                     gsl_interp_accel *a, double *y) {
  size_t index;
  if (a != 0) index = gsl_interp_accel_find(a, x_array, size, x);
  else index = gsl_interp_bsearch(x_array, x, 0, size - 1);
  double dx = x_array[index + 1] - x_array[index];
  if (dx > 0.0) {
    *y = y_array[index] + (x - x_array[index]) / dx * (y_array[index + 1] - y_array[index]);
    return GSL_SUCCESS;
  }
  *y = 0.0;
  return GSL_EINVAL;
}
static int line_eval_deriv(const void *vstate, const double x_array[], const double y_array[], size_t size, double x,
                           gsl_interp_accel *a, double *dydx) {
  size_t index = gsl_interp_bsearch(x_array, x, 0, size - 1);
  double dx = x_array[index + 1] - x_array[index];
  double dy = y_array[index + 1] - y_array[index];
  if (dx > 0.0) {
    *dydx = ${slope};
    return GSL_SUCCESS;
  }
  *dydx = 0.0;
  return GSL_EINVAL;
}
`;

test('splines are checked in the first interval of their table, by the one number among their parameters', () => {
  assert.deepEqual(found(spline('dy / dx')), ['line_eval_deriv = derivative of line_eval: agrees']);
  assert.match(found(spline('-dy / dx')).join(), /: differs, the sign/);
});

test('the interval of a table that x lies in: the first one is granted, in another nothing is shown', () => {
  const source = 'double f(const double *t, double x) { return t[gsl_interp_bsearch(t, x, 0, 2)] * x; }';
  const at = (x: number) => openDocument(source, 'c').inspect(0, { entry: 'f', point: { t: [1, 2, 4], x }, want: [] });
  assert.equal(at(1.5).value?.output.value, 1.5);
  assert.match(
    at(1.5)
      .value?.problems.map(({ message }) => message)
      .join() ?? '',
    /first interval/,
  );
  assert.match(at(2.5).problems[0]?.message ?? '', /another interval/);
});

test('a value that an error leaves open is no wrong derivative', () => {
  const source = `
int root_e(double x, double *y) { if (x < 0.9) return GSL_EDOM; *y = sqrt(x); return GSL_SUCCESS; }
int root_e_deriv(double x, double *dy) { *dy = 0.5 / sqrt(x); return GSL_SUCCESS; }`;
  assert.ok(!/differs/.test(found(source).join()));
});
