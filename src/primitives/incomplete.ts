/** Incomplete gamma and beta functions with their slopes, the logarithm of the beta function, Hurwitz' zeta function. */
import * as kernels from './incomplete-kernels.ts';
import * as slopes from './incomplete-slopes.ts';
import { emits, notes, operator, python } from './make.ts';
import { add, apply, missing, mul, neg, ONE, type ScalarRow, sub, type Term, X, Y, Z } from './row.ts';

const log = (a: Term) => apply('log', a);
const exp = (a: Term) => apply('exp', a);
const digamma = (a: Term) => apply('digamma', a);
const AGAIN = missing('its second derivative by a parameter has no closed form');

/** x^(a − 1) exp(−x)/Γ(a) */
export const GAMMA_DENSITY_AT = (a: Term, x: Term): Term =>
  exp(sub(sub(mul(sub(a, ONE), log(x)), x), apply('lgamma', a)));
/** x^(a − 1) (1 − x)^(b − 1)/B(a, b) */
export const BETA_DENSITY_AT = (a: Term, b: Term, x: Term): Term =>
  exp(sub(add(mul(sub(a, ONE), log(x)), mul(sub(b, ONE), apply('log1p', neg(x)))), apply('logBeta', a, b)));
const GAMMA_DENSITY = GAMMA_DENSITY_AT(X, Y);
const BETA_DENSITY = BETA_DENSITY_AT(X, Y, Z);
const LOG_REST = apply('log1p', neg(Z));

const GAMMA_DOMAIN = { holds: (a: number, x: number) => a > 0 && x > 0, text: 'positive operands' };
const BETA_DOMAIN = {
  holds: (a: number, b: number, x: number) => a > 0 && b > 0 && x > 0 && x < 1,
  text: 'positive parameters and an argument between 0 and 1',
};
const GAMMA_PROBES = [
  [2.5, 1.5],
  [0.5, 4],
  [30, 28],
  [1, 0.75],
];
const BETA_PROBES = [
  [2.5, 1.5, 0.25],
  [0.5, 3, 0.75],
  [20, 30, 0.5],
];

export const incomplete = {
  /** The regularized lower incomplete gamma function P(x, y). */
  gammaP: {
    arity: 2,
    value: kernels.gammaP,
    partials: [apply('gammaPByShape', X, Y), GAMMA_DENSITY],
    domain: GAMMA_DOMAIN,
    show: operator('gammaP'),
    read: {
      ...notes('gammaP'),
      python: [...python('special torch.special', 'gammainc'), ...python('torch tf lax', 'igamma')],
    },
    emit: emits({
      np: 'scipy.special.gammainc',
      torch: 'torch.special.gammainc',
      jax: 'jax.scipy.special.gammainc',
      julia: 'SpecialFunctions.gamma_inc($1, $2)[1]',
      matlab: 'gammainc($2, $1)',
    }),
    probe: GAMMA_PROBES,
  },
  /** The regularized upper incomplete gamma function Q(x, y) = 1 − P(x, y). */
  gammaQ: {
    arity: 2,
    value: kernels.gammaQ,
    partials: [neg(apply('gammaPByShape', X, Y)), neg(GAMMA_DENSITY)],
    domain: GAMMA_DOMAIN,
    show: operator('gammaQ'),
    read: {
      ...notes('gammaQ'),
      python: [...python('special torch.special', 'gammaincc'), ...python('torch tf lax', 'igammac')],
    },
    emit: emits({
      np: 'scipy.special.gammaincc',
      torch: 'torch.special.gammaincc',
      jax: 'jax.scipy.special.gammaincc',
      julia: 'SpecialFunctions.gamma_inc($1, $2)[2]',
      matlab: "gammainc($2, $1, 'upper')",
    }),
    probe: GAMMA_PROBES,
  },
  /** ∂P(x, y)/∂x. */
  gammaPByShape: {
    arity: 2,
    value: slopes.gammaPByShape,
    partials: [AGAIN, mul(GAMMA_DENSITY, sub(log(Y), digamma(X)))],
    domain: GAMMA_DOMAIN,
    show: operator('gammaPByShape'),
    read: { ...notes('gammaPByShape'), python: python('lax', 'igamma_grad_a') },
    emit: emits({ jax: 'jax.lax.igamma_grad_a' }),
    probe: GAMMA_PROBES,
  },
  /** The regularized incomplete beta function I_z(x, y). */
  betaI: {
    arity: 3,
    value: kernels.betaI,
    partials: [apply('betaIByFirst', X, Y, Z), apply('betaIBySecond', X, Y, Z), BETA_DENSITY],
    domain: BETA_DOMAIN,
    show: operator('betaI'),
    read: { ...notes('betaI'), python: [...python('special tf lax', 'betainc')] },
    emit: emits({
      np: 'scipy.special.betainc',
      jax: 'jax.scipy.special.betainc',
      julia: 'SpecialFunctions.beta_inc($1, $2, $3)[1]',
      matlab: 'betainc($3, $1, $2)',
    }),
    probe: BETA_PROBES,
  },
  /** ∂I_z(x, y)/∂x. */
  betaIByFirst: {
    arity: 3,
    value: slopes.betaIByFirst,
    partials: [AGAIN, AGAIN, mul(BETA_DENSITY, add(sub(log(Z), digamma(X)), digamma(add(X, Y))))],
    domain: BETA_DOMAIN,
    show: operator('betaIByFirst'),
    read: notes('betaIByFirst'),
    emit: {},
    probe: BETA_PROBES,
  },
  /** ∂I_z(x, y)/∂y. */
  betaIBySecond: {
    arity: 3,
    value: slopes.betaIBySecond,
    partials: [AGAIN, AGAIN, mul(BETA_DENSITY, add(sub(LOG_REST, digamma(Y)), digamma(add(X, Y))))],
    domain: BETA_DOMAIN,
    show: operator('betaIBySecond'),
    read: notes('betaIBySecond'),
    emit: {},
    probe: BETA_PROBES,
  },
  /** log |B(x, y)|. */
  logBeta: {
    arity: 2,
    value: kernels.logBeta,
    partials: [sub(digamma(X), digamma(add(X, Y))), sub(digamma(Y), digamma(add(X, Y)))],
    domain: {
      holds: (x, y) => [x, y, x + y].every((z) => z > 0 || !Number.isInteger(z)),
      text: 'operands that, like their sum, are not 0, −1, −2, …',
    },
    show: operator('logBeta'),
    read: {
      ...notes('logBeta', 'betaln', 'lbeta'),
      python: python('special', 'betaln'),
      julia: ['logbeta', 'logabsbeta'],
      matlab: ['betaln'],
      r: ['lbeta'],
    },
    emit: emits({
      np: 'scipy.special.betaln',
      torch: 'torch.lgamma($1) + torch.lgamma($2) - torch.lgamma($1 + $2)',
      jax: 'jax.scipy.special.betaln',
      c: 'lgamma($1) + lgamma($2) - lgamma($1 + $2)',
      julia: 'SpecialFunctions.logbeta',
      matlab: 'real(betaln($1, $2))', // in Octave the logarithm of a negative B is complex
    }),
    probe: [
      [0.5, 2],
      [3, 4],
      [0.25, 30],
      [250, 400],
    ],
  },
  /** Σ (y + k)^−x over k ≥ 0. */
  hurwitzZeta: {
    arity: 2,
    value: kernels.hurwitzZeta,
    partials: [
      missing('the derivative of the zeta function by its exponent is not read'),
      neg(mul(X, apply('hurwitzZeta', add(X, ONE), Y))),
    ],
    domain: { holds: (s, q) => s > 1 && q > 0, text: 'an exponent above 1 and a positive start' },
    show: operator('hurwitzZeta'),
    read: {
      ...notes('hurwitzZeta'),
      python: python('special torch.special tf lax sympy', 'zeta'),
      julia: ['zeta'],
    },
    emit: emits({
      np: 'scipy.special.zeta',
      torch: 'torch.special.zeta',
      jax: 'jax.scipy.special.zeta',
      julia: 'SpecialFunctions.zeta',
    }),
    probe: [
      [2, 0.5],
      [3.5, 4],
      [30, 2],
      [1.25, 100],
    ],
  },
  /** n! (exp y − 1 − y − … − y^(x − 1)/(x − 1)!)/y^x with n = x: 1 at y = 0. For x = 1 it is (exp y − 1)/y. */
  exprel: {
    arity: 2,
    value: kernels.exprel,
    partials: [
      missing('the order is a whole number, there is no derivative by it'),
      sub(apply('exprel', X, Y), mul(apply('div', X, add(X, ONE)), apply('exprel', add(X, ONE), Y))),
    ],
    domain: { holds: (n) => Number.isInteger(n) && n >= 0, text: 'a whole order from 0' },
    show: operator('exprel'),
    read: { ...notes('exprel'), c: ['gsl_sf_exprel_n'] },
    emit: emits({ np: 'scipy.special.hyp1f1(1, $1 + 1, $2)' }),
    probe: [
      [1, 0],
      [1, -2],
      [2, 0.75],
      [2, -30],
      [3, 5],
    ],
  },
} satisfies Record<string, ScalarRow>;
