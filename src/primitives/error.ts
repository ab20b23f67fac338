/** Around the error function: scaled, imaginary, inverted; the normal distribution on other scales. */
import * as kernels from './error-kernels.ts';
import { emits, notes, operator, python } from './make.ts';
import { apply, div, mul, neg, num, ONE, OUT, type ScalarRow, sq, sub, TWO, X } from './row.ts';

const exp = (a: Parameters<typeof neg>[0]) => apply('exp', a);
const TWO_BY_ROOT = div(TWO, apply('sqrt', num(Math.PI)));
/** √π/2 · exp(y²): the slope of the inverse of erf that has the value y. */
const INVERSE_SLOPE = mul(div(apply('sqrt', num(Math.PI)), TWO), exp(sq(OUT)));
const PROBABILITY = { holds: (p: number) => p > 0 && p < 1, text: 'an argument between 0 and 1' };

export const error = {
  /** exp(x²) erfc(x). */
  erfcx: {
    arity: 1,
    value: kernels.erfcx,
    partials: [sub(mul(mul(TWO, X), OUT), TWO_BY_ROOT)],
    show: operator('erfcx'),
    read: {
      ...notes('erfcx'),
      python: python('special torch.special', 'erfcx'),
      julia: ['erfcx'],
      matlab: ['erfcx'],
    },
    emit: emits({
      np: 'scipy.special.erfcx',
      torch: 'torch.special.erfcx',
      julia: 'SpecialFunctions.erfcx',
      matlab: 'erfcx',
    }),
    probe: [[-2], [0], [0.75], [12]],
  },
  /** 2/√π ∫ exp(t²) dt from 0 to x. */
  erfi: {
    arity: 1,
    value: kernels.erfi,
    partials: [mul(TWO_BY_ROOT, exp(sq(X)))],
    show: operator('erfi'),
    read: { ...notes('erfi'), python: python('special sympy', 'erfi'), julia: ['erfi'] },
    emit: emits({ np: 'scipy.special.erfi', julia: 'SpecialFunctions.erfi' }),
    probe: [[-2], [0], [0.75], [5]],
  },
  /** exp(−x²) ∫ exp(t²) dt from 0 to x: Dawson's integral. */
  dawson: {
    arity: 1,
    value: kernels.dawson,
    partials: [sub(ONE, mul(mul(TWO, X), OUT))],
    show: operator('dawson'),
    read: {
      ...notes('dawson', 'dawsn'),
      python: python('special', 'dawsn'),
      julia: ['dawson'],
      matlab: ['dawson'],
    },
    emit: emits({ np: 'scipy.special.dawsn', julia: 'SpecialFunctions.dawson', matlab: 'dawson' }),
    probe: [[-2], [0], [0.75], [5]],
  },
  erfinv: {
    arity: 1,
    value: kernels.erfinv,
    partials: [INVERSE_SLOPE],
    domain: { holds: (p) => p > -1 && p < 1, text: 'an argument between −1 and 1' },
    show: operator('erfinv'),
    read: {
      ...notes('erfinv'),
      python: python('special torch torch.special tf lax sympy', 'erfinv'),
      julia: ['erfinv'],
      matlab: ['erfinv'],
    },
    emit: emits({
      np: 'scipy.special.erfinv',
      torch: 'torch.erfinv',
      jax: 'jax.scipy.special.erfinv',
      julia: 'SpecialFunctions.erfinv',
      matlab: 'erfinv',
    }),
    probe: [[-0.75], [0], [0.25], [0.999]],
  },
  erfcinv: {
    arity: 1,
    value: kernels.erfcinv,
    partials: [neg(INVERSE_SLOPE)],
    domain: { holds: (p) => p > 0 && p < 2, text: 'an argument between 0 and 2' },
    show: operator('erfcinv'),
    read: {
      ...notes('erfcinv'),
      python: python('special sympy', 'erfcinv'),
      julia: ['erfcinv'],
      matlab: ['erfcinv'],
    },
    emit: emits({
      np: 'scipy.special.erfcinv',
      torch: 'torch.erfinv(1 - $1)',
      jax: 'jax.scipy.special.erfinv(1 - $1)',
      julia: 'SpecialFunctions.erfcinv',
      matlab: 'erfcinv',
    }),
    probe: [[0.25], [1], [1.75], [1e-30]],
  },
  /** The inverse of the distribution function of the standard normal distribution (probit). */
  normalQuantile: {
    arity: 1,
    value: kernels.normalQuantile,
    partials: [div(ONE, apply('normalPdf', OUT))],
    domain: PROBABILITY,
    show: operator('normalQuantile'),
    read: {
      ...notes('normalQuantile', 'probit'),
      python: [...python('special torch.special', 'ndtri'), ...python('tf', 'ndtri'), 'norm.ppf'],
      julia: ['norminvcdf'],
      matlab: ['norminv'],
      r: ['qnorm'],
    },
    emit: emits({
      np: 'scipy.special.ndtri',
      torch: 'torch.special.ndtri',
      jax: 'jax.scipy.special.ndtri',
      julia: '-sqrt(2) * SpecialFunctions.erfcinv(2 * $1)',
      matlab: '-sqrt(2) * erfcinv(2 * $1)',
    }),
    probe: [[0.25], [0.5], [0.975], [1e-30]],
  },
  /** The x with log Φ(x) = y. */
  normalLogQuantile: {
    arity: 1,
    value: kernels.normalLogQuantile,
    partials: [mul(apply('sqrt', div(num(Math.PI), TWO)), apply('erfcx', neg(div(OUT, apply('sqrt', TWO)))))],
    domain: { holds: (y) => y < 0, text: 'a negative argument' },
    show: operator('normalLogQuantile'),
    read: { ...notes('normalLogQuantile'), python: python('special', 'ndtri_exp') },
    emit: emits({ np: 'scipy.special.ndtri_exp' }),
    probe: [[-0.25], [-1], [-12], [-500], [-1e-9]],
  },
  /** log Φ(x) of the standard normal distribution. */
  logNormalCdf: {
    arity: 1,
    value: kernels.logNormalCdf,
    partials: [div(apply('sqrt', div(TWO, num(Math.PI))), apply('erfcx', neg(div(X, apply('sqrt', TWO)))))],
    show: operator('logNormalCdf'),
    read: {
      ...notes('logNormalCdf'),
      python: [...python('special torch.special', 'log_ndtr'), 'norm.logcdf'],
      julia: ['normlogcdf'],
    },
    emit: emits({
      np: 'scipy.special.log_ndtr',
      torch: 'torch.special.log_ndtr',
      jax: 'jax.scipy.special.log_ndtr',
      // The first two terms for the left tail, which are 0 on the right; the third for the right one, −log 2 on the left.
      julia:
        'log(SpecialFunctions.erfcx(-min($1, 0) / sqrt(2))) - min($1, 0)^2 / 2 + log1p(-SpecialFunctions.erfc(max($1, 0) / sqrt(2)) / 2)',
      matlab: 'log(erfcx(-min($1, 0) / sqrt(2))) - min($1, 0) .^ 2 / 2 + log1p(-erfc(max($1, 0) / sqrt(2)) / 2)',
    }),
    probe: [[-2], [0], [0.75], [-50], [5]],
  },
} satisfies Record<string, ScalarRow>;
