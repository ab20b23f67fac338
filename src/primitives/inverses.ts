/** Inverses of the incomplete gamma and beta functions: quantiles. Their slopes are those of inverse functions. */
import { BETA_DENSITY_AT, GAMMA_DENSITY_AT } from './incomplete.ts';
import * as kernels from './inverse-kernels.ts';
import { emits, notes, operator, python } from './make.ts';
import { apply, div, neg, ONE, OUT, type ScalarRow, X, Y } from './row.ts';

const GAMMA_DENSITY = GAMMA_DENSITY_AT(X, OUT);
const BETA_DENSITY = BETA_DENSITY_AT(X, Y, OUT);
const BY_SHAPE = neg(div(apply('gammaPByShape', X, OUT), GAMMA_DENSITY));

const GAMMA_DOMAIN = {
  holds: (a: number, p: number) => a > 0 && p > 0 && p < 1,
  text: 'a positive parameter and a probability between 0 and 1',
};
const GAMMA_PROBES = [
  [2.5, 0.25],
  [0.5, 0.9],
  [30, 0.4],
  [1, 0.75],
];

export const inverses = {
  /** The z with P(x, z) = y. */
  gammaPInverse: {
    arity: 2,
    value: kernels.gammaPInverse,
    partials: [BY_SHAPE, div(ONE, GAMMA_DENSITY)],
    domain: GAMMA_DOMAIN,
    show: operator('gammaPInverse'),
    read: {
      ...notes('gammaPInverse'),
      python: python('special', 'gammaincinv'),
    },
    emit: emits({
      np: 'scipy.special.gammaincinv',
      julia: 'SpecialFunctions.gamma_inc_inv($1, $2, 1 - $2)',
      matlab: 'gammaincinv($2, $1)',
    }),
    probe: GAMMA_PROBES,
  },
  /** The z with Q(x, z) = y. */
  gammaQInverse: {
    arity: 2,
    value: kernels.gammaQInverse,
    partials: [BY_SHAPE, neg(div(ONE, GAMMA_DENSITY))],
    domain: GAMMA_DOMAIN,
    show: operator('gammaQInverse'),
    read: { ...notes('gammaQInverse'), python: python('special', 'gammainccinv') },
    emit: emits({
      np: 'scipy.special.gammainccinv',
      julia: 'SpecialFunctions.gamma_inc_inv($1, 1 - $2, $2)',
      matlab: "gammaincinv($2, $1, 'upper')",
    }),
    probe: GAMMA_PROBES,
  },
  /** The u with I_u(x, y) = z. */
  betaIInverse: {
    arity: 3,
    value: kernels.betaIInverse,
    partials: [
      neg(div(apply('betaIByFirst', X, Y, OUT), BETA_DENSITY)),
      neg(div(apply('betaIBySecond', X, Y, OUT), BETA_DENSITY)),
      div(ONE, BETA_DENSITY),
    ],
    domain: {
      holds: (a, b, p) => a > 0 && b > 0 && p > 0 && p < 1,
      text: 'positive parameters and a probability between 0 and 1',
    },
    show: operator('betaIInverse'),
    read: {
      ...notes('betaIInverse'),
      python: python('special', 'betaincinv'),
    },
    emit: emits({
      np: 'scipy.special.betaincinv',
      julia: 'SpecialFunctions.beta_inc_inv($1, $2, $3)[1]',
      matlab: 'betaincinv($3, $1, $2)',
    }),
    probe: [
      [2.5, 1.5, 0.25],
      [0.5, 3, 0.75],
      [20, 30, 0.5],
    ],
  },
} satisfies Record<string, ScalarRow>;
