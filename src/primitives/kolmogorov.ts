/** Distributions of Kolmogorov's and of Smirnov's statistic, with their quantiles. */
import * as kernels from './kolmogorov-kernels.ts';
import { emits, notes, operator, python } from './make.ts';
import { add, apply, div, missing, neg, ONE, OUT, type ScalarRow, X, Y, Z, ZERO } from './row.ts';

const WHOLE = missing('the order of a derivative is a whole number, there is no derivative by it');
const POSITIVE = { holds: (x: number) => x > 0, text: 'a positive argument' };
const PROBABILITY = { holds: (p: number) => p > 0 && p < 1, text: 'a probability between 0 and 1' };
const OBSERVED = {
  holds: (n: number, x: number) => n >= 1 && n < 1001 && x > 0 && x < 1,
  text: '1 to 1000 observations and an argument between 0 and 1',
};
const density = (n: typeof X, x: typeof X) => apply('smirnovSlope', ONE, n, x);

const PROBES = [[0.25], [0.75], [1], [2.5]];
const PROBABILITIES = [[0.25], [0.5], [0.875], [1e-9]];
/** Of a number of observations that is not whole, which is cut: beside it nothing changes. */
const OBSERVATIONS = [
  [5.5, 0.375],
  [12.25, 0.0625],
  [40.5, 0.25],
];

export const kolmogorov = {
  /** The probability of √n D below x in the limit of many observations. */
  kolmogorovCdf: {
    arity: 1,
    value: kernels.kolmogorovCdf,
    partials: [apply('kolmogorovSlope', ONE, X)],
    domain: POSITIVE,
    show: operator('kolmogorovCdf'),
    read: notes('kolmogorovCdf'),
    emit: emits({ np: 'scipy.stats.kstwobign.cdf' }),
    probe: PROBES,
  },
  /** 1 less the same. */
  kolmogorovSf: {
    arity: 1,
    value: kernels.kolmogorovSf,
    partials: [neg(apply('kolmogorovSlope', ONE, X))],
    domain: POSITIVE,
    show: operator('kolmogorovSf'),
    read: { ...notes('kolmogorovSf'), python: python('special', 'kolmogorov') },
    emit: emits({ np: 'scipy.special.kolmogorov' }),
    probe: PROBES,
  },
  /** The x-th derivative of kolmogorovCdf at y; the first is the density. */
  kolmogorovSlope: {
    arity: 2,
    value: kernels.kolmogorovSlope,
    partials: [WHOLE, apply('kolmogorovSlope', add(X, ONE), Y)],
    domain: {
      holds: (n, x) => Number.isInteger(n) && n >= 1 && n <= 5 && x > 0,
      text: 'a whole order from 1 to 5 and a positive argument',
    },
    show: operator('kolmogorovSlope'),
    read: notes('kolmogorovSlope'),
    emit: {},
    probe: [
      [1, 0.25],
      [1, 0.75],
      [1, 2.5],
      [2, 1],
      [3, 0.5],
    ],
  },
  kolmogorovQuantile: {
    arity: 1,
    value: kernels.kolmogorovQuantile,
    partials: [div(ONE, apply('kolmogorovSlope', ONE, OUT))],
    domain: PROBABILITY,
    show: operator('kolmogorovQuantile'),
    read: notes('kolmogorovQuantile'),
    emit: emits({ np: 'scipy.stats.kstwobign.ppf' }),
    probe: PROBABILITIES,
  },
  /** By the probability above. */
  kolmogorovUpperQuantile: {
    arity: 1,
    value: kernels.kolmogorovUpperQuantile,
    partials: [neg(div(ONE, apply('kolmogorovSlope', ONE, OUT)))],
    domain: PROBABILITY,
    show: operator('kolmogorovUpperQuantile'),
    read: { ...notes('kolmogorovUpperQuantile'), python: python('special', 'kolmogi') },
    emit: emits({ np: 'scipy.special.kolmogi' }),
    probe: PROBABILITIES,
  },
  /** The probability of D⁺ below y for x observations (cut to a whole number). */
  smirnovCdf: {
    arity: 2,
    value: kernels.smirnovCdf,
    partials: [ZERO, density(X, Y)],
    domain: OBSERVED,
    show: operator('smirnovCdf'),
    read: notes('smirnovCdf'),
    emit: {},
    probe: OBSERVATIONS,
  },
  /** 1 less the same. */
  smirnovSf: {
    arity: 2,
    value: kernels.smirnovSf,
    partials: [ZERO, neg(density(X, Y))],
    domain: OBSERVED,
    show: operator('smirnovSf'),
    read: { ...notes('smirnovSf'), python: python('special', 'smirnov') },
    emit: emits({ np: 'scipy.special.smirnov' }),
    probe: OBSERVATIONS,
  },
  /** The x-th derivative of smirnovCdf of y observations at z; the first is the density. */
  smirnovSlope: {
    arity: 3,
    value: kernels.smirnovSlope,
    partials: [WHOLE, ZERO, apply('smirnovSlope', add(X, ONE), Y, Z)],
    domain: {
      holds: (order, n, x) => (order === 1 || order === 2) && OBSERVED.holds(n, x),
      text: 'the order 1 or 2, 1 to 1000 observations and an argument between 0 and 1',
    },
    show: operator('smirnovSlope'),
    read: notes('smirnovSlope'),
    emit: {},
    probe: OBSERVATIONS.map((probe) => [1, ...probe]),
  },
  smirnovQuantile: {
    arity: 2,
    value: kernels.smirnovQuantile,
    partials: [ZERO, div(ONE, density(X, OUT))],
    domain: { holds: (n, p) => n >= 1 && n < 1001 && p > 0 && p < 1, text: '1 to 1000 observations and a probability' },
    show: operator('smirnovQuantile'),
    read: notes('smirnovQuantile'),
    emit: {},
    probe: OBSERVATIONS,
  },
  /** By the probability above. */
  smirnovUpperQuantile: {
    arity: 2,
    value: kernels.smirnovUpperQuantile,
    partials: [ZERO, neg(div(ONE, density(X, OUT)))],
    domain: { holds: (n, p) => n >= 1 && n < 1001 && p > 0 && p < 1, text: '1 to 1000 observations and a probability' },
    show: operator('smirnovUpperQuantile'),
    read: { ...notes('smirnovUpperQuantile'), python: python('special', 'smirnovi') },
    emit: emits({ np: 'scipy.special.smirnovi' }),
    probe: OBSERVATIONS,
  },
} satisfies Record<string, ScalarRow>;
