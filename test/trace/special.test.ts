// Special functions in programs: values and gradients as R, SciPy, Octave and C answer (special-programs.py made them).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';
import fixture from '../fixtures/special-programs.json';

const near = (a: number, b: number, relative: number, absolute: number) =>
  Math.abs(a - b) <= relative * Math.abs(b) + absolute;

function wrongWith({ language, source, value, gradient }: (typeof fixture.cases)[number]): string | undefined {
  const { value: found, problems } = openDocument(source, language).inspect(0, {
    entry: 'f',
    point: fixture.point,
    want: [],
  });
  if (!found) return problems.map(({ message }) => message).join(' ');
  if (!near(Number(found.output.value), value, 1e-11, 1e-14)) return `value ${found.output.value}, not ${value}`;
  for (const [name, expected] of Object.entries(gradient)) {
    const slope = Number(found.gradient[name] ?? 0);
    if (!near(slope, expected, 1e-7, 1e-8)) return `∂/∂${name} ${slope}, not ${expected}`;
  }
  return undefined;
}

test('special functions of R, SciPy, MATLAB and C have the values and gradients of the languages themselves', () => {
  const wrong = fixture.cases.flatMap((entry) => {
    const why = wrongWith(entry);
    return why === undefined ? [] : [`${entry.source}  ${why}`];
  });
  assert.deepEqual(wrong, []);
});

/** The GNU Scientific Library and the language's own functions. */
const SAME: readonly (readonly [gsl: string, own: string])[] = [
  ['gsl_sf_lngamma(x)', 'lgamma(x)'],
  ['gsl_pow_3(x) + gsl_pow_int(x, 4)', 'pow(x, 3) + x * x * x * x'],
  ['gsl_sf_lnfact(3) + x', 'log(6.0) + x'],
  ['gsl_sf_bessel_J0(x) + gsl_sf_bessel_Jn(2, x)', 'j0(x) + jn(2, x)'],
  ['GSL_MAX(x, 1.0) - gsl_hypot(x, 2.0)', 'fmax(x, 1.0) - hypot(x, 2.0)'],
  ['gsl_ran_gaussian_pdf(x, 2.0)', 'exp(-x * x / 8) / sqrt(8 * M_PI)'],
  ['gsl_cdf_gaussian_P(x, 2.0)', 'erfc(-x / sqrt(8.0)) / 2'],
  ['isnan(x) || !isfinite(x) ? GSL_NAN : x * x', 'x * x'],
];

/** Julia's packages, and SciPy for the same. */
const IN_JULIA: readonly (readonly [julia: string, scipy: string])[] = [
  ['gamma_inc(y, x)[1] + 2gamma_inc(y, x)[2]', 'sc.gammainc(y, x) + 2 * sc.gammaincc(y, x)'],
  ['beta_inc(y, 2, x)[1]', 'sc.betainc(y, 2, x)'],
  ['gamma(y, x)', 'sc.gamma(y) * sc.gammaincc(y, x)'],
  ['besselj0(x) + besselj(1.5, y) + besselix(1, x)', 'sc.j0(x) + sc.jv(1.5, y) + sc.i1e(x)'],
  ['logbeta(x, y) + logfactorial(y)', 'sc.betaln(x, y) + sc.gammaln(y + 1)'],
  ['erfcx(x) + erfinv(x) + SpecialFunctions.dawson(y)', 'sc.erfcx(x) + sc.erfinv(x) + sc.dawsn(y)'],
  ['xlogy(x, y) + xlogx(x)', 'sc.xlogy(x, y) - sc.entr(x)'],
  ['normcdf(y, 2, x) + norminvcdf(x)', 'sc.ndtr((x - y) / 2) + sc.ndtri(x)'],
  ['zeta(3, y) + sinpi(x)', 'sc.zeta(3, y) + math.sin(math.pi * x)'],
];

test('special functions of Julia are those of SciPy', () => {
  for (const [julia, scipy] of IN_JULIA) {
    const [ours, theirs] = [
      openDocument(`f(x, y) = ${julia}`, 'julia'),
      openDocument(`import math\nimport scipy.special as sc\ndef f(x, y):\n    return ${scipy}`, 'python'),
    ].map((document) => {
      const { value, problems } = document.inspect(0, { entry: 'f', want: [], point: fixture.point });
      assert.ok(value, `${julia}: ${problems[0]?.message}`);
      return [value.output.value, value.gradient.x ?? 0, value.gradient.y ?? 0].map(Number);
    });
    for (const i of [0, 1, 2]) assert.ok(near(ours?.[i] ?? 0, theirs?.[i] ?? 1, 1e-12, 1e-15), `${julia}: ${ours}`);
  }
});

test('the GNU Scientific Library is read by its names', () => {
  for (const pair of SAME) {
    const [gsl, own] = pair.map((expression) => {
      const source = `double f(double x) { return ${expression}; }`;
      const { value, problems } = openDocument(source, 'c').inspect(0, { entry: 'f', want: [], point: { x: 1.7 } });
      assert.ok(value, `${expression}: ${problems[0]?.message}`);
      return [Number(value.output.value), Number(value.gradient.x)];
    });
    for (const i of [0, 1]) assert.ok(near(gsl?.[i] ?? 0, own?.[i] ?? 1, 1e-12, 1e-15), `${pair[0]}: ${gsl} ${own}`);
  }
});

const REFUSED: readonly (readonly [language: string, source: string, message: RegExp])[] = [
  ['python', 'from scipy.special import jv\ndef f(x):\n    return jv(x, 2.0)', /Bessel function by its order/],
  ['python', 'import scipy.special as sc\ndef f(x):\n    return sc.zeta(x, 2.0)', /zeta function by its exponent/],
  ['python', 'import scipy.special as sc\ndef f(x):\n    return sc.hyp2f1(1, 2, 3, x)', /hyp2f1 is not read/],
  ['python', 'import scipy.special as sc\ndef f(x):\n    return sc.yn(1.5, x)', /order must be a whole number/],
  ['python', 'def f(x):\n    return k0(x)', /k0 is not a function that is known/],
  ['c', 'double f(double x) { return jn(1.5, x); }', /order must be a whole number/],
  ['c', 'double f(double x) { return gsl_pow_int(x, 2.5); }', /exponent must be a whole number/],
];

test('what has no rule is refused by name', () => {
  for (const [language, source, message] of REFUSED) {
    const { value, problems } = openDocument(source, language).inspect(0, { entry: 'f', want: [], point: { x: 1.5 } });
    assert.equal(value, undefined, source);
    assert.match(problems.map((one) => one.message).join(' '), message, source);
  }
});

/** What SciPy has compiled, at x = 0.3 and y = 1.7: value and both derivatives, worked out with 30 digits. */
const COMPILED: readonly (readonly [source: string, value: number, byX: number, byY: number])[] = [
  [
    '_boost._binom_pdf(2, 5, x) + _boost._binom_cdf(2, 5, x) * y + _boost._binom_cdf(5, 5, x) + _boost._binom_sf(5, 5, x)',
    2.731464,
    -1.5141,
    0.83692,
  ],
  [
    '_boost._binom_sf(1, 4, x) + _boost._binom_variance(y, x) + _boost._binom_skewness(y, x) + _boost._binom_kurtosis_excess(y, x)',
    0.6464706104779678,
    -6.8763599429878,
    0.44150609001431,
  ],
  ['_boost._nbinom_pdf(2, y, x) + _boost._nbinom_cdf(3, y, x)', 0.6987153872564295, 2.372499621375, -0.318283033615],
  [
    '_boost._nbinom_sf(1, y, x) + _boost._nbinom_skewness(y, x) + _boost._nbinom_kurtosis_excess(y, x)',
    5.880583327250475,
    -0.57455354568352,
    -2.3288305860776,
  ],
  [
    '_boost._ncx2_variance(y, x) + _boost._ncx2_skewness(y, x) + _boost._ncx2_kurtosis_excess(y, x)',
    13.28672164585145,
    1.3156431407812,
    -2.0160463046477,
  ],
  [
    '_boost._invgauss_cdf(x, y, 2) + _boost._invgauss_sf(y, x, 1)',
    0.02932304897330205,
    0.36081975596905,
    -0.01765098359071,
  ],
  ['_stats.geninvgauss_logpdf(x, 0.75, y)', -1.814589879593609, 7.7611111111111, -0.48684350502686],
  ['_stats.genhyperbolic_logpdf(y, x, 2, 0.5)', -2.221663336080451, 0.47376650617962, -1.5203155225378],
];

test('distributions that SciPy has compiled have their values and gradients', () => {
  for (const [source, value, byX, byY] of COMPILED) {
    const program = `from scipy.stats import _boost, _stats\ndef f(x, y):\n    return ${source}\n`;
    const { value: found, problems } = openDocument(program, 'python').inspect(0, {
      entry: 'f',
      point: { x: 0.3, y: 1.7 },
      want: [],
    });
    assert.ok(found, problems.map(({ message }) => message).join(' '));
    assert.ok(near(Number(found.output.value), value, 1e-12, 0), `${source}: ${found.output.value}`);
    assert.ok(near(Number(found.gradient.x), byX, 1e-11, 0), `${source} by x: ${found.gradient.x}`);
    assert.ok(near(Number(found.gradient.y), byY, 1e-11, 0), `${source} by y: ${found.gradient.y}`);
  }
});
