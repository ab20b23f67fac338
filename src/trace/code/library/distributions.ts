/** Densities, distribution functions and quantiles as steps of the table, for the libraries of all languages. */
import type { LineId } from '../../../graph/list.ts';
import { each } from './columns.ts';
import type { LibraryCall } from './entry.ts';
import { number, row } from './given.ts';

const HALF_LOG_TWO_PI = 0.9189385332046728;

export type Part = LineId | undefined;
/** Of x and the parameters. */
export type Density = (at: Calculator, x: Part, parameters: readonly Part[]) => Part;

/** Arithmetic entry by entry; arrays are matched as the language does. */
export interface Calculator {
  n(value: number): LineId;
  do(operation: string, ...lines: readonly Part[]): Part;
}

export function calculator(call: LibraryCall): Calculator {
  const isPython = call.env.language === 'python';
  return {
    n: (value) => number(call, value),
    do: (operation, ...lines) => (isPython ? row(call, operation, lines) : each(call, operation, lines)),
  };
}

export interface Distribution {
  /** The logarithm of the density (or of the probability of x). */
  readonly log: Density;
  /** Where the density is not 0; absent: everywhere, or the logarithm itself is not defined outside. */
  readonly inside?: Density;
  readonly lower?: Density;
  readonly upper?: Density;
  readonly logLower?: Density;
  readonly logUpper?: Density;
  readonly quantile?: Density;
  /** By the probability above, where the one below is not exact. */
  readonly upperQuantile?: Density;
}

const square = (at: Calculator, x: Part) => at.do('pow', x, at.n(2));
export const standard = (at: Calculator, x: Part, [mean, sd]: readonly Part[]) =>
  at.do('div', at.do('sub', x, mean), sd);
const back = (at: Calculator, z: Part, [mean, sd]: readonly Part[]) => at.do('add', mean, at.do('mul', sd, z));
const isPositive = (at: Calculator, x: Part) => at.do('ge', x, at.n(0));
const minus = (at: Calculator, x: Part) => at.do('neg', x);
const lgamma = (at: Calculator, x: Part) => at.do('lgamma', x);
const plus = (at: Calculator, ...parts: readonly Part[]) => parts.reduce((a, b) => at.do('add', a, b));
const half = (at: Calculator, x: Part) => at.do('div', x, at.n(2));

/** x log y, 0 where x = 0. */
function xlogy(at: Calculator, x: Part, log: Part): Part {
  return at.do('select', at.do('eq', x, at.n(0)), at.n(0), at.do('mul', x, log));
}

/** log n choose k */
export function lchoose(at: Calculator, n: Part, k: Part): Part {
  const one = at.n(1);
  const rest = at.do('add', at.do('sub', n, k), one);
  return at.do('sub', lgamma(at, at.do('add', n, one)), plus(at, lgamma(at, at.do('add', k, one)), lgamma(at, rest)));
}

const normalLog: Density = (at, x, parameters) => {
  const squared = half(at, square(at, standard(at, x, parameters)));
  return at.do('sub', at.do('sub', minus(at, squared), at.n(HALF_LOG_TWO_PI)), at.do('log', parameters[1]));
};

const normal: Distribution = {
  log: normalLog,
  lower: (at, x, own) => at.do('normalCdf', standard(at, x, own)),
  upper: (at, x, own) => at.do('normalCdf', minus(at, standard(at, x, own))),
  logLower: (at, x, own) => at.do('logNormalCdf', standard(at, x, own)),
  logUpper: (at, x, own) => at.do('logNormalCdf', minus(at, standard(at, x, own))),
  quantile: (at, p, own) => back(at, at.do('normalQuantile', p), own),
  upperQuantile: (at, q, own) => back(at, minus(at, at.do('normalQuantile', q)), own),
};

const logNormal: Distribution = {
  log: (at, x, own) => at.do('sub', normalLog(at, at.do('log', x), own), at.do('log', x)),
  lower: (at, x, own) => at.do('normalCdf', standard(at, at.do('log', x), own)),
  upper: (at, x, own) => at.do('normalCdf', minus(at, standard(at, at.do('log', x), own))),
  quantile: (at, p, own) => at.do('exp', back(at, at.do('normalQuantile', p), own)),
};

/** exp(−rate x) */
const decay: Density = (at, x, [rate]) => at.do('exp', minus(at, at.do('mul', rate, x)));
const exponential: Distribution = {
  log: (at, x, [rate]) => at.do('sub', at.do('log', rate), at.do('mul', rate, x)),
  inside: isPositive,
  lower: (at, x, [rate]) =>
    at.do('select', isPositive(at, x), minus(at, at.do('expm1', minus(at, at.do('mul', rate, x)))), at.n(0)),
  upper: (at, x, own) => at.do('select', isPositive(at, x), decay(at, x, own), at.n(1)),
  quantile: (at, p, [rate]) => minus(at, at.do('div', at.do('log1p', minus(at, p)), rate)),
};

/** shape log rate − lgamma(shape) + (shape − 1) log x − rate x */
const gammaLog: Density = (at, x, [shape, rate]) => {
  const front = at.do('sub', at.do('mul', shape, at.do('log', rate)), lgamma(at, shape));
  const power = at.do('mul', at.do('sub', shape, at.n(1)), at.do('log', x));
  return at.do('sub', plus(at, front, power), at.do('mul', rate, x));
};
const gamma: Distribution = {
  log: gammaLog,
  lower: (at, x, [shape, rate]) => at.do('gammaP', shape, at.do('mul', rate, x)),
  upper: (at, x, [shape, rate]) => at.do('gammaQ', shape, at.do('mul', rate, x)),
  quantile: (at, p, [shape, rate]) => at.do('div', at.do('gammaPInverse', shape, p), rate),
  upperQuantile: (at, q, [shape, rate]) => at.do('div', at.do('gammaQInverse', shape, q), rate),
};

const chiSquared: Distribution = {
  log: (at, x, [df]) => gammaLog(at, x, [half(at, df), at.n(0.5)]),
  lower: (at, x, [df]) => at.do('gammaP', half(at, df), half(at, x)),
  upper: (at, x, [df]) => at.do('gammaQ', half(at, df), half(at, x)),
  quantile: (at, p, [df]) => at.do('mul', at.n(2), at.do('gammaPInverse', half(at, df), p)),
  upperQuantile: (at, q, [df]) => at.do('mul', at.n(2), at.do('gammaQInverse', half(at, df), q)),
};

const beta: Distribution = {
  log: (at, x, [a, b]) => {
    const one = at.n(1);
    const left = at.do('mul', at.do('sub', a, one), at.do('log', x));
    const right = at.do('mul', at.do('sub', b, one), at.do('log1p', minus(at, x)));
    return at.do('sub', plus(at, left, right), at.do('logBeta', a, b));
  },
  lower: (at, x, [a, b]) => at.do('betaI', a, b, x),
  upper: (at, x, [a, b]) => at.do('betaI', b, a, at.do('sub', at.n(1), x)),
  quantile: (at, p, [a, b]) => at.do('betaIInverse', a, b, p),
  upperQuantile: (at, q, [a, b]) => at.do('sub', at.n(1), at.do('betaIInverse', b, a, q)),
};

/** The probability beyond x > 0 or below x < 0 of Student's t: ½ I of df/(df + x²). */
const tail: Density = (at, x, [df]) => {
  const share = at.do('div', df, at.do('add', df, square(at, x)));
  return half(at, at.do('betaI', half(at, df), at.n(0.5), share));
};
/** ½ + ½ I of x²/(df + x²) with the sign of x: exact about the middle, where 1 − df/(df + x²) would cancel. */
const studentLower: Density = (at, x, own) => {
  const share = at.do('div', square(at, x), at.do('add', own[0], square(at, x)));
  const middle = at.do('mul', at.do('sign', x), half(at, at.do('betaI', at.n(0.5), half(at, own[0]), share)));
  const outer = tail(at, x, own);
  const far = at.do('select', at.do('gt', x, at.n(0)), at.do('sub', at.n(1), outer), outer);
  const isNear = at.do('lt', square(at, x), own[0]);
  return at.do('select', isNear, at.do('add', at.n(0.5), middle), far);
};
/** √(df z/(1 − z)), the size of x by z = x²/(df + x²). */
const sizeBy = (at: Calculator, z: Part, rest: Part, df: Part) =>
  at.do('sqrt', at.do('mul', df, at.do('div', z, rest)));
/** The tail that is inverted is the smaller one, or the middle where both are large. */
const studentQuantile: Density = (at, p, [df]) => {
  const q = at.do('sub', at.n(1), p);
  const isLeft = at.do('lt', p, at.n(0.5));
  const side = at.do('select', isLeft, at.n(-1), at.n(1));
  const outer = at.do('mul', at.n(2), at.do('select', isLeft, p, q));
  const far = at.do('betaIInverse', half(at, df), at.n(0.5), outer);
  const near = at.do('betaIInverse', at.n(0.5), half(at, df), at.do('sub', at.n(1), outer));
  const inTail = sizeBy(at, at.do('sub', at.n(1), far), far, df);
  const inMiddle = sizeBy(at, near, at.do('sub', at.n(1), near), df);
  return at.do('mul', side, at.do('select', at.do('lt', outer, at.n(0.5)), inTail, inMiddle));
};
const student: Distribution = {
  log: (at, x, [df]) => {
    const over = half(at, at.do('add', df, at.n(1)));
    const front = at.do('sub', lgamma(at, over), lgamma(at, half(at, df)));
    const root = half(at, at.do('log', at.do('mul', df, at.n(Math.PI))));
    const fall = at.do('mul', over, at.do('log1p', at.do('div', square(at, x), df)));
    return at.do('sub', at.do('sub', front, root), fall);
  },
  lower: studentLower,
  upper: (at, x, own) => studentLower(at, minus(at, x), own),
  quantile: studentQuantile,
  upperQuantile: (at, q, own) => minus(at, studentQuantile(at, q, own)),
};

const fisher: Distribution = {
  log: (at, x, [m, n]) => {
    const [a, b] = [half(at, m), half(at, n)];
    const ratio = at.do('div', m, n);
    const scaled = at.do('mul', ratio, x);
    const power = at.do('mul', at.do('sub', a, at.n(1)), at.do('log', x));
    const fall = at.do('mul', plus(at, a, b), at.do('log1p', scaled));
    const front = at.do('sub', at.do('mul', a, at.do('log', ratio)), at.do('logBeta', a, b));
    return at.do('sub', plus(at, front, power), fall);
  },
  lower: (at, x, [m, n]) => {
    const scaled = at.do('mul', m, x);
    return at.do('betaI', half(at, m), half(at, n), at.do('div', scaled, at.do('add', scaled, n)));
  },
  upper: (at, x, [m, n]) =>
    at.do('betaI', half(at, n), half(at, m), at.do('div', n, at.do('add', at.do('mul', m, x), n))),
  quantile: (at, p, [m, n]) => {
    const z = at.do('betaIInverse', half(at, m), half(at, n), p);
    return at.do('div', at.do('mul', n, z), at.do('mul', m, at.do('sub', at.n(1), z)));
  },
  upperQuantile: (at, q, [m, n]) => {
    const z = at.do('betaIInverse', half(at, n), half(at, m), q);
    return at.do('div', at.do('mul', n, at.do('sub', at.n(1), z)), at.do('mul', m, z));
  },
};

/** −z − log s − 2 log(1 + exp(−z)) */
const logistic: Distribution = {
  log: (at, x, own) => {
    const z = minus(at, standard(at, x, own));
    return at.do('sub', at.do('sub', z, at.do('log', own[1])), at.do('mul', at.n(2), at.do('softplus', z)));
  },
  lower: (at, x, own) => at.do('sigmoid', standard(at, x, own)),
  upper: (at, x, own) => at.do('sigmoid', minus(at, standard(at, x, own))),
  logLower: (at, x, own) => at.do('logsigmoid', standard(at, x, own)),
  logUpper: (at, x, own) => at.do('logsigmoid', minus(at, standard(at, x, own))),
  quantile: (at, p, own) => back(at, at.do('logit', p), own),
};

const cauchy: Distribution = {
  log: (at, x, own) => {
    const front = at.do('add', at.do('log', own[1]), at.n(Math.log(Math.PI)));
    return minus(at, plus(at, front, at.do('log1p', square(at, standard(at, x, own)))));
  },
  lower: (at, x, own) => at.do('add', at.n(0.5), at.do('div', at.do('atan', standard(at, x, own)), at.n(Math.PI))),
  upper: (at, x, own) => at.do('sub', at.n(0.5), at.do('div', at.do('atan', standard(at, x, own)), at.n(Math.PI))),
  quantile: (at, p, own) => back(at, at.do('tan', at.do('mul', at.n(Math.PI), at.do('sub', p, at.n(0.5)))), own),
};

const laplace: Distribution = {
  log: (at, x, own) => {
    const size = at.do('abs', standard(at, x, own));
    return minus(at, plus(at, size, at.do('log', at.do('mul', at.n(2), own[1]))));
  },
};

const weibull: Distribution = {
  log: (at, x, [shape, scale]) => {
    const ratio = at.do('div', x, scale);
    const front = at.do('sub', at.do('log', shape), at.do('log', scale));
    const power = at.do('mul', at.do('sub', shape, at.n(1)), at.do('log', ratio));
    return at.do('sub', plus(at, front, power), at.do('pow', ratio, shape));
  },
  inside: isPositive,
  lower: (at, x, [shape, scale]) => {
    const rise = minus(at, at.do('expm1', minus(at, at.do('pow', at.do('div', x, scale), shape))));
    return at.do('select', isPositive(at, x), rise, at.n(0));
  },
  upper: (at, x, [shape, scale]) => {
    const fall = at.do('exp', minus(at, at.do('pow', at.do('div', x, scale), shape)));
    return at.do('select', isPositive(at, x), fall, at.n(1));
  },
  quantile: (at, p, [shape, scale]) => {
    const size = minus(at, at.do('log1p', minus(at, p)));
    return at.do('mul', scale, at.do('pow', size, at.do('div', at.n(1), shape)));
  },
};

const uniform: Distribution = {
  log: (at, _x, [low, high]) => minus(at, at.do('log', at.do('sub', high, low))),
  inside: (at, x, [low, high]) => at.do('and', at.do('ge', x, low), at.do('le', x, high)),
  lower: (at, x, [low, high]) =>
    at.do('clip', at.do('div', at.do('sub', x, low), at.do('sub', high, low)), at.n(0), at.n(1)),
  quantile: (at, p, [low, high]) => at.do('add', low, at.do('mul', p, at.do('sub', high, low))),
};

const poisson: Distribution = {
  log: (at, x, [rate]) =>
    at.do('sub', at.do('sub', xlogy(at, x, at.do('log', rate)), rate), lgamma(at, at.do('add', x, at.n(1)))),
};

const binomial: Distribution = {
  log: (at, x, [size, p]) => {
    const rest = at.do('sub', size, x);
    const losses = xlogy(at, rest, at.do('log1p', minus(at, p)));
    return plus(at, lchoose(at, size, x), xlogy(at, x, at.do('log', p)), losses);
  },
};

/** Parameters stand in R's order; of gamma it is the rate, not the scale. */
export const distributions = {
  normal,
  logNormal,
  exponential,
  gamma,
  chiSquared,
  beta,
  student,
  fisher,
  logistic,
  cauchy,
  laplace,
  weibull,
  uniform,
  poisson,
  binomial,
} satisfies Record<string, Distribution>;
