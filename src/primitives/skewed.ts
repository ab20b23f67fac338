/** Skewed and other distributions with a row of their own: skew normal, inverse Gaussian, Tukey's lambda, the cosine. */
import * as solved from './location-kernels.ts';
import { emits, notes, operator, python } from './make.ts';
import {
  add,
  apply,
  div,
  missing,
  mul,
  neg,
  num,
  ONE,
  OUT,
  pow,
  type ScalarRow,
  sq,
  sub,
  type Term,
  TWO,
  X,
  Y,
} from './row.ts';
import * as skew from './skew-kernels.ts';

const PI = num(Math.PI);
const exp = (a: Term) => apply('exp', a);
const sqrt = (a: Term) => apply('sqrt', a);
const half = (a: Term) => div(a, TWO);
const PROBABILITY = (p: number) => p > 0 && p < 1;

/** exp(−x² (1 + a²)/2)/(2π (1 + a²)): the slope of T by its second operand. */
const OWEN_SLOPE = (h: Term, a: Term): Term => {
  const square = add(ONE, sq(a));
  return div(exp(neg(half(mul(sq(h), square)))), mul(mul(TWO, PI), square));
};
/** 2 φ(x) Φ(ax) */
const SKEW_DENSITY = (x: Term, a: Term): Term => mul(TWO, mul(apply('normalPdf', x), apply('normalCdf', mul(a, x))));

/** exp(−(x − μ)²/(2μ² x))/√(2π x³) */
const GAUSSIAN_DENSITY = (x: Term, mu: Term): Term => {
  const square = div(sq(sub(x, mu)), mul(mul(TWO, sq(mu)), x));
  return div(exp(neg(square)), sqrt(mul(mul(TWO, PI), pow(x, num(3)))));
};
/** The slope by μ: −2/μ² exp(2/μ) Φ(−b) = −exp(−a²/2) erfcx(b/√2)/μ² with a = (x − μ)/(μ √x), b = (x + μ)/(μ √x). */
const GAUSSIAN_BY_MEAN = (x: Term, mu: Term): Term => {
  const square = div(sq(sub(x, mu)), mul(mul(TWO, sq(mu)), x));
  const b = div(add(x, mu), mul(mu, sqrt(mul(TWO, x))));
  return neg(div(mul(exp(neg(square)), apply('erfcx', b)), sq(mu)));
};
const POSITIVES = { holds: (x: number, mu: number) => x > 0 && mu > 0, text: 'a positive argument and mean' };
const GAUSSIAN_INVERSE = {
  holds: (p: number, mu: number) => PROBABILITY(p) && mu > 0,
  text: 'a probability between 0 and 1 and a positive mean',
};
const GAUSSIAN_PROBES = [
  [0.5, 2],
  [3, 0.75],
  [1, 1],
  [12, 30],
];
const BY_MEAN = neg(div(GAUSSIAN_BY_MEAN(OUT, Y), GAUSSIAN_DENSITY(OUT, Y)));

/** p^(λ − 1) + (1 − p)^(λ − 1): the slope of Tukey's quantile function. */
const TUKEY_SLOPE = (p: Term, lambda: Term): Term => add(pow(p, sub(lambda, ONE)), pow(sub(ONE, p), sub(lambda, ONE)));
const TUKEY = {
  holds: (x: number, lambda: number) => !(lambda > 0) || Math.abs(x) * lambda < 1,
  text: 'an argument between −1/λ and 1/λ where λ is positive',
};
const TUKEY_PROBES = [
  [0.5, 0.75],
  [-2, -0.5],
  [1.5, 0.25],
  [-0.25, 0],
];

export const skewed = {
  /** 1/(2π) ∫ exp(−x² (1 + t²)/2)/(1 + t²) dt from 0 to y. */
  owensT: {
    arity: 2,
    value: skew.owensT,
    partials: [neg(half(mul(apply('normalPdf', X), apply('erf', div(mul(X, Y), sqrt(TWO)))))), OWEN_SLOPE(X, Y)],
    show: operator('owensT'),
    read: { ...notes('owensT'), python: python('special', 'owens_t') },
    emit: emits({ np: 'scipy.special.owens_t' }),
    probe: [
      [0.5, 0.75],
      [-1, 2],
      [2, -0.5],
      [0.25, 12],
      [0, 3],
    ],
  },
  /** ∫ 2 φ(t) Φ(yt) dt up to x. */
  skewNormalCdf: {
    arity: 2,
    value: skew.skewNormalCdf,
    partials: [SKEW_DENSITY(X, Y), mul(num(-2), OWEN_SLOPE(X, Y))],
    show: operator('skewNormalCdf'),
    read: notes('skewNormalCdf'),
    emit: {}, // SciPy's is not accurate in the tail
    probe: [
      [0.5, 0.75],
      [-1, 2],
      [-2.5, 3],
      [2, -0.5],
      [-0.25, 12],
      [1, 0],
    ],
  },
  skewNormalQuantile: {
    arity: 2,
    value: skew.skewNormalQuantile,
    partials: [div(ONE, SKEW_DENSITY(OUT, Y)), div(mul(TWO, OWEN_SLOPE(OUT, Y)), SKEW_DENSITY(OUT, Y))],
    domain: { holds: PROBABILITY, text: 'a probability between 0 and 1' },
    show: operator('skewNormalQuantile'),
    read: notes('skewNormalQuantile'),
    emit: emits({ np: 'scipy.stats.skewnorm.ppf' }),
    probe: [
      [0.25, 0.75],
      [0.75, -2],
    ],
  },
  /** The probability below x for the mean y and the shape 1. */
  inverseGaussianCdf: {
    arity: 2,
    value: solved.inverseGaussianCdf,
    partials: [GAUSSIAN_DENSITY(X, Y), GAUSSIAN_BY_MEAN(X, Y)],
    domain: POSITIVES,
    show: operator('inverseGaussianCdf'),
    read: notes('inverseGaussianCdf'),
    emit: emits({ np: 'scipy.stats.invgauss.cdf' }),
    probe: GAUSSIAN_PROBES,
  },
  /** 1 less the same. */
  inverseGaussianSf: {
    arity: 2,
    value: solved.inverseGaussianSf,
    partials: [neg(GAUSSIAN_DENSITY(X, Y)), neg(GAUSSIAN_BY_MEAN(X, Y))],
    domain: POSITIVES,
    show: operator('inverseGaussianSf'),
    read: notes('inverseGaussianSf'),
    emit: emits({ np: 'scipy.stats.invgauss.sf' }),
    probe: GAUSSIAN_PROBES,
  },
  inverseGaussianQuantile: {
    arity: 2,
    value: solved.inverseGaussianQuantile,
    partials: [div(ONE, GAUSSIAN_DENSITY(OUT, Y)), BY_MEAN],
    domain: GAUSSIAN_INVERSE,
    show: operator('inverseGaussianQuantile'),
    read: notes('inverseGaussianQuantile'),
    emit: emits({ np: 'scipy.stats.invgauss.ppf' }),
    probe: [
      [0.25, 2],
      [0.75, 0.5],
      [0.5, 1],
    ],
  },
  /** By the probability above. */
  inverseGaussianUpperQuantile: {
    arity: 2,
    value: solved.inverseGaussianUpperQuantile,
    partials: [neg(div(ONE, GAUSSIAN_DENSITY(OUT, Y))), BY_MEAN],
    domain: GAUSSIAN_INVERSE,
    show: operator('inverseGaussianUpperQuantile'),
    read: notes('inverseGaussianUpperQuantile'),
    emit: emits({ np: 'scipy.stats.invgauss.isf' }),
    probe: [
      [0.25, 2],
      [0.0625, 0.5],
      [0.5, 1],
    ],
  },
  /** The p with (p^y − (1 − p)^y)/y = x. */
  tukeyLambdaCdf: {
    arity: 2,
    value: solved.tukeyLambdaCdf,
    partials: [div(ONE, TUKEY_SLOPE(OUT, Y)), apply('tukeyLambdaByShape', X, Y)],
    domain: TUKEY,
    show: operator('tukeyLambdaCdf'),
    read: { ...notes('tukeyLambdaCdf'), python: python('special', 'tklmbda') },
    emit: emits({ np: 'scipy.special.tklmbda' }),
    probe: TUKEY_PROBES,
  },
  /** ∂/∂y of tukeyLambdaCdf. */
  tukeyLambdaByShape: {
    arity: 2,
    value: solved.tukeyLambdaByShape,
    partials: [
      missing('the second derivatives of the distribution by its shape are not read'),
      missing('the second derivatives of the distribution by its shape are not read'),
    ],
    domain: TUKEY,
    show: operator('tukeyLambdaByShape'),
    read: notes('tukeyLambdaByShape'),
    emit: {},
    probe: TUKEY_PROBES,
  },
  /** The y from −π to π with (π + y + sin y)/(2π) = x. */
  cosineQuantile: {
    arity: 1,
    value: solved.cosineQuantile,
    partials: [div(mul(TWO, PI), add(ONE, apply('cos', OUT)))],
    domain: { holds: PROBABILITY, text: 'a probability between 0 and 1' },
    show: operator('cosineQuantile'),
    read: notes('cosineQuantile'),
    emit: emits({ np: 'scipy.stats.cosine.ppf' }),
    probe: [[0.25], [0.5], [0.9375], [0.0078125]],
  },
} satisfies Record<string, ScalarRow>;
