/** What SciPy has compiled: distributions of `scipy.stats._boost` and `scipy.stats._stats`. */
import { type Calculator, calculator, distributions, type Part } from './distributions.ts';
import { type LibraryEntry, type LibraryFunction, pathEntry, pythonEntry } from './entry.ts';
import { done, lineAt, refuse } from './given.ts';

type Formula = (at: Calculator, own: readonly Part[]) => Part;
/** By name, how many arguments and what they make; x or the probability stands before the parameters. */
type Formulas = Readonly<Record<string, readonly [arity: number, make: Formula]>>;

/** Arguments by position alone. */
export function formula(arity: number, make: Formula): LibraryFunction {
  return (call) => {
    if (call.args.length !== arity || [...call.keywords.keys()].some((key) => key !== 'out'))
      return refuse(call, `${call.path} is read with ${arity} arguments.`);
    const own = call.args.map((arg) => lineAt(call, arg));
    return own.some((line) => line === undefined) ? undefined : done(make(calculator(call), own));
  };
}

const { beta } = distributions;
const one = (at: Calculator) => at.n(1);
const sum = (at: Calculator, a: Part, b: Part) => at.do('add', a, b);
const times = (at: Calculator, a: Part, b: Part) => at.do('mul', a, b);
const twice = (at: Calculator, a: Part) => times(at, at.n(2), a);
const over = (at: Calculator, a: Part, b: Part) => at.do('div', a, b);

const BETA: Formulas = {
  pdf: [3, (at, [x, a, b]) => at.do('exp', beta.log(at, x, [a, b]))],
  cdf: [3, (at, [x, a, b]) => at.do('betaI', a, b, x)],
  sf: [3, (at, [x, a, b]) => beta.upper?.(at, x, [a, b])],
  ppf: [3, (at, [p, a, b]) => at.do('betaIInverse', a, b, p)],
  isf: [3, (at, [q, a, b]) => at.do('sub', one(at), at.do('betaIInverse', b, a, q))],
  mean: [2, (at, [a, b]) => over(at, a, sum(at, a, b))],
  variance: [
    2,
    (at, [a, b]) => {
      const both = sum(at, a, b);
      return over(at, times(at, a, b), times(at, at.do('pow', both, at.n(2)), sum(at, both, one(at))));
    },
  ],
  // 2 (b − a) √(a + b + 1)/((a + b + 2) √(a b))
  skewness: [
    2,
    (at, [a, b]) => {
      const both = sum(at, a, b);
      const gap = twice(at, at.do('sub', b, a));
      const root = at.do('sqrt', over(at, sum(at, both, one(at)), times(at, a, b)));
      return over(at, times(at, gap, root), sum(at, both, at.n(2)));
    },
  ],
  // 6 ((a − b)² (a + b + 1) − a b (a + b + 2))/(a b (a + b + 2) (a + b + 3))
  kurtosis_excess: [
    2,
    (at, [a, b]) => {
      const both = sum(at, a, b);
      const square = at.do('pow', at.do('sub', a, b), at.n(2));
      const rest = times(at, times(at, a, b), sum(at, both, at.n(2)));
      const above = at.do('sub', times(at, square, sum(at, both, one(at))), rest);
      return over(at, times(at, at.n(6), above), times(at, rest, sum(at, both, at.n(3))));
    },
  ],
};

/** Noncentral χ²: x, degrees of freedom k, noncentrality λ. */
const NONCENTRAL: Formulas = {
  pdf: [3, (at, own) => at.do('noncentralPdf', ...own)],
  cdf: [3, (at, own) => at.do('noncentralCdf', ...own)],
  sf: [3, (at, own) => at.do('noncentralSf', ...own)],
  ppf: [3, (at, own) => at.do('noncentralQuantile', ...own)],
  isf: [3, (at, own) => at.do('noncentralUpperQuantile', ...own)],
  mean: [2, (at, [k, nc]) => sum(at, k, nc)],
  variance: [2, (at, [k, nc]) => twice(at, sum(at, k, twice(at, nc)))],
  // √8 (k + 3λ)/(k + 2λ)^(3/2)
  skewness: [
    2,
    (at, [k, nc]) => {
      const above = times(at, at.n(Math.sqrt(8)), sum(at, k, times(at, at.n(3), nc)));
      return over(at, above, at.do('pow', sum(at, k, twice(at, nc)), at.n(1.5)));
    },
  ],
  // 12 (k + 4λ)/(k + 2λ)²
  kurtosis_excess: [
    2,
    (at, [k, nc]) => {
      const above = times(at, at.n(12), sum(at, k, times(at, at.n(4), nc)));
      return over(at, above, at.do('pow', sum(at, k, twice(at, nc)), at.n(2)));
    },
  ],
};

const near = (at: Calculator, p: Part) => at.do('sub', one(at), p);

/** I_(1 − p)(n − k, k + 1), from k = n on 1. */
const binomialLower: Formula = (at, [k, n, p]) => {
  const inside = at.do('betaI', at.do('sub', n, k), sum(at, k, one(at)), near(at, p));
  return at.do('select', at.do('lt', k, n), inside, one(at));
};
const binomialUpper: Formula = (at, [k, n, p]) => {
  const inside = at.do('betaI', sum(at, k, one(at)), at.do('sub', n, k), p);
  return at.do('select', at.do('lt', k, n), inside, at.n(0));
};

/** Of n trials: k, n, the probability of each. */
const BINOMIAL: Formulas = {
  pdf: [3, (at, [k, n, p]) => at.do('exp', distributions.binomial.log(at, k, [n, p]))],
  cdf: [3, binomialLower],
  sf: [3, binomialUpper],
  mean: [2, (at, [n, p]) => times(at, n, p)],
  variance: [2, (at, [n, p]) => times(at, times(at, n, p), near(at, p))],
  // (1 − 2p)/√(n p (1 − p))
  skewness: [
    2,
    (at, [n, p]) => over(at, near(at, twice(at, p)), at.do('sqrt', times(at, times(at, n, p), near(at, p)))),
  ],
  // (1 − 6p (1 − p))/(n p (1 − p))
  kurtosis_excess: [
    2,
    (at, [n, p]) => {
      const spread = times(at, p, near(at, p));
      return over(at, near(at, times(at, at.n(6), spread)), times(at, n, spread));
    },
  ],
};

/** k failures before n successes. */
const NEGATIVE_BINOMIAL: Formulas = {
  // Γ(k + n)/(Γ(n) k!) p^n (1 − p)^k
  pdf: [
    3,
    (at, [k, n, p]) => {
      const lgamma = (x: Part) => at.do('lgamma', x);
      const counted = at.do('sub', lgamma(sum(at, k, n)), sum(at, lgamma(n), lgamma(sum(at, k, one(at)))));
      const powers = sum(at, times(at, n, at.do('log', p)), times(at, k, at.do('log1p', at.do('neg', p))));
      return at.do('exp', sum(at, counted, powers));
    },
  ],
  cdf: [3, (at, [k, n, p]) => at.do('betaI', n, sum(at, k, one(at)), p)],
  sf: [3, (at, [k, n, p]) => at.do('betaI', sum(at, k, one(at)), n, near(at, p))],
  mean: [2, (at, [n, p]) => over(at, times(at, n, near(at, p)), p)],
  variance: [2, (at, [n, p]) => over(at, times(at, n, near(at, p)), times(at, p, p))],
  // (2 − p)/√(n (1 − p))
  skewness: [2, (at, [n, p]) => over(at, at.do('sub', at.n(2), p), at.do('sqrt', times(at, n, near(at, p))))],
  // 6/n + p²/(n (1 − p))
  kurtosis_excess: [
    2,
    (at, [n, p]) => sum(at, over(at, at.n(6), n), over(at, times(at, p, p), times(at, n, near(at, p)))),
  ],
};

/** Skew normal: x, place, scale, shape. */
const skewed = (at: Calculator, [x, place, scale, a]: readonly Part[]) =>
  [over(at, at.do('sub', x, place), scale), a] as const;
const placed = (at: Calculator, z: Part, [, place, scale]: readonly Part[]) => sum(at, place, times(at, scale, z));
const SKEW_NORMAL: Formulas = {
  cdf: [4, (at, own) => at.do('skewNormalCdf', ...skewed(at, own))],
  sf: [
    4,
    (at, own) => {
      const [z, a] = skewed(at, own);
      return at.do('skewNormalCdf', at.do('neg', z), at.do('neg', a));
    },
  ],
  ppf: [4, (at, own) => placed(at, at.do('skewNormalQuantile', own[0], own[3]), own)],
  isf: [4, (at, own) => placed(at, at.do('neg', at.do('skewNormalQuantile', own[0], at.do('neg', own[3]))), own)],
};

/** Inverse Gaussian: x, mean, shape; the row has the shape 1. */
const ofShape =
  (operation: string): Formula =>
  (at, [x, mean, shape]) =>
    at.do(operation, over(at, x, shape), over(at, mean, shape));
const shaped =
  (operation: string): Formula =>
  (at, [p, mean, shape]) =>
    times(at, shape, at.do(operation, p, over(at, mean, shape)));
const INVERSE_GAUSSIAN: Formulas = {
  cdf: [3, ofShape('inverseGaussianCdf')],
  sf: [3, ofShape('inverseGaussianSf')],
  ppf: [3, shaped('inverseGaussianQuantile')],
  isf: [3, shaped('inverseGaussianUpperQuantile')],
};

/** log(exp(z) K_p(z)) − z */
const logBessel = (at: Calculator, p: Part, z: Part) => at.do('sub', at.do('log', at.do('besselKe', p, z)), z);

/**
 * p log √(a² − b²) − (p − ½) log a − log K_p(√(a² − b²)) − ½ log 2π
 * + (p − ½) log √(1 + x²) + log K_(p − ½)(a √(1 + x²)) + b x
 */
const hyperbolic: Formula = (at, [x, p, a, b]) => {
  const square = (y: Part) => at.do('pow', y, at.n(2));
  const less = at.do('sub', p, at.n(0.5));
  const root = at.do('sqrt', at.do('sub', square(a), square(b)));
  const far = at.do('sqrt', sum(at, one(at), square(x)));
  const front = at.do('sub', times(at, p, at.do('log', root)), logBessel(at, p, root));
  const rest = times(at, less, at.do('sub', at.do('log', far), at.do('log', a)));
  const own = sum(at, logBessel(at, less, times(at, a, far)), times(at, b, x));
  return sum(at, sum(at, front, at.n(-0.5 * Math.log(2 * Math.PI))), sum(at, rest, own));
};

/** (p − 1) log x − b (x + 1/x)/2 − log(2 K_p(b)), −∞ for x ≤ 0. */
const inverseGaussian: Formula = (at, [x, p, b]) => {
  const power = times(at, at.do('sub', p, one(at)), at.do('log', x));
  const fall = over(at, times(at, b, sum(at, x, over(at, one(at), x))), at.n(2));
  const norm = sum(at, at.n(Math.LN2), logBessel(at, p, b));
  const inside = at.do('sub', at.do('sub', power, fall), norm);
  return at.do('select', at.do('gt', x, at.n(0)), inside, at.n(Number.NEGATIVE_INFINITY));
};

const FAMILIES: Readonly<Record<string, Formulas>> = {
  beta: BETA,
  ncx2: NONCENTRAL,
  skewnorm: SKEW_NORMAL,
  invgauss: INVERSE_GAUSSIAN,
  binom: BINOMIAL,
  nbinom: NEGATIVE_BINOMIAL,
};

/** `.._stats`: as scipy/stats imports it. */
const compiled = (name: string) => ['scipy.stats._stats', '.._stats', '._stats'].map((module) => `${module}.${name}`);

/** Methods of `scipy.stats` that are rows as they stand, without place and scale: operation and number of arguments. */
const METHODS: Readonly<Record<string, readonly [operation: string, arity: number]>> = {
  'ncx2.pdf': ['noncentralPdf', 3],
  'ncx2.cdf': ['noncentralCdf', 3],
  'ncx2.sf': ['noncentralSf', 3],
  'ncx2.ppf': ['noncentralQuantile', 3],
  'ncx2.isf': ['noncentralUpperQuantile', 3],
  'skewnorm.cdf': ['skewNormalCdf', 2],
  'skewnorm.ppf': ['skewNormalQuantile', 2],
  'invgauss.cdf': ['inverseGaussianCdf', 2],
  'invgauss.sf': ['inverseGaussianSf', 2],
  'invgauss.ppf': ['inverseGaussianQuantile', 2],
  'invgauss.isf': ['inverseGaussianUpperQuantile', 2],
  'kstwobign.cdf': ['kolmogorovCdf', 1],
  'kstwobign.ppf': ['kolmogorovQuantile', 1],
  'cosine.ppf': ['cosineQuantile', 1],
};

export const scipyCompiled: readonly LibraryEntry[] = [
  ...Object.entries(METHODS).map(([name, [operation, arity]]) =>
    pythonEntry(
      formula(arity, (at, own) => at.do(operation, ...own)),
      [`stats.${name}`],
    ),
  ),
  ...Object.entries(FAMILIES).flatMap(([family, functions]) =>
    Object.entries(functions).map(([name, [arity, make]]) =>
      pathEntry(
        formula(arity, make),
        ['scipy.stats._boost', '._boost'].map((module) => `${module}._${family}_${name}`),
      ),
    ),
  ),
  pathEntry(formula(4, hyperbolic), compiled('genhyperbolic_logpdf')),
  pathEntry(
    formula(4, (at, own) => at.do('exp', hyperbolic(at, own))),
    compiled('genhyperbolic_pdf'),
  ),
  pathEntry(formula(3, inverseGaussian), compiled('geninvgauss_logpdf')),
];
