/** SciPy's tails of distributions by their old names (`chdtr`, `fdtrc`, `stdtrit`), and those that Boost works out. */
import { type Calculator, calculator, distributions, type Part } from './distributions.ts';
import { type LibraryEntry, type LibraryFunction, pathEntry, pythonEntry } from './entry.ts';
import { done, lineAt, refuse } from './given.ts';

type Formula = (at: Calculator, own: readonly Part[]) => Part;

function formula(arity: number, make: Formula): LibraryFunction {
  return (call) => {
    if (call.args.length !== arity || [...call.keywords.keys()].some((key) => key !== 'out'))
      return refuse(call, `${call.path} is read with ${arity} arguments.`);
    const own = call.args.map((arg) => lineAt(call, arg));
    return own.some((line) => line === undefined) ? undefined : done(make(calculator(call), own));
  };
}

const { gamma, beta, chiSquared, fisher, student } = distributions;
const one = (at: Calculator) => at.n(1);

function cosineCdf(at: Calculator, x: Part): Part {
  const inside = at.do('div', at.do('add', at.n(Math.PI), at.do('add', x, at.do('sin', x))), at.n(2 * Math.PI));
  const [below, above] = [at.do('lt', x, at.n(-Math.PI)), at.do('gt', x, at.n(Math.PI))];
  return at.do('select', below, at.n(0), at.do('select', above, one(at), inside));
}

/** By name in scipy.special, the parameters before x or the probability. */
const TAILS: Readonly<Record<string, readonly [arity: number, make: Formula]>> = {
  chdtr: [2, (at, [df, x]) => chiSquared.lower?.(at, x, [df])],
  chdtrc: [2, (at, [df, x]) => chiSquared.upper?.(at, x, [df])],
  chdtri: [2, (at, [df, q]) => at.do('mul', at.n(2), at.do('gammaQInverse', at.do('div', df, at.n(2)), q))],
  gdtr: [3, (at, [rate, shape, x]) => gamma.lower?.(at, x, [shape, rate])],
  gdtrc: [3, (at, [rate, shape, x]) => gamma.upper?.(at, x, [shape, rate])],
  gdtrix: [3, (at, [rate, shape, p]) => gamma.quantile?.(at, p, [shape, rate])],
  fdtr: [3, (at, [m, n, x]) => fisher.lower?.(at, x, [m, n])],
  fdtrc: [3, (at, [m, n, x]) => fisher.upper?.(at, x, [m, n])],
  fdtri: [3, (at, [m, n, p]) => fisher.quantile?.(at, p, [m, n])],
  stdtr: [2, (at, [df, x]) => student.lower?.(at, x, [df])],
  stdtrit: [2, (at, [df, p]) => student.quantile?.(at, p, [df])],
  btdtr: [3, (at, [a, b, x]) => at.do('betaI', a, b, x)],
  // Of the cosine distribution, between −π and π.
  _cosine_cdf: [1, (at, [x]) => cosineCdf(at, x)],
  btdtri: [3, (at, [a, b, p]) => at.do('betaIInverse', a, b, p)],
};

/** Of `scipy.stats._boost`, x or the probability before the parameters. */
const BETA: Readonly<Record<string, readonly [arity: number, make: Formula]>> = {
  pdf: [3, (at, [x, a, b]) => at.do('exp', beta.log(at, x, [a, b]))],
  cdf: [3, (at, [x, a, b]) => at.do('betaI', a, b, x)],
  sf: [3, (at, [x, a, b]) => beta.upper?.(at, x, [a, b])],
  ppf: [3, (at, [p, a, b]) => at.do('betaIInverse', a, b, p)],
  isf: [3, (at, [q, a, b]) => at.do('sub', one(at), at.do('betaIInverse', b, a, q))],
  mean: [2, (at, [a, b]) => at.do('div', a, at.do('add', a, b))],
  variance: [
    2,
    (at, [a, b]) => {
      const sum = at.do('add', a, b);
      const below = at.do('mul', at.do('pow', sum, at.n(2)), at.do('add', sum, one(at)));
      return at.do('div', at.do('mul', a, b), below);
    },
  ],
  // 2 (b − a) √(a + b + 1)/((a + b + 2) √(a b))
  skewness: [
    2,
    (at, [a, b]) => {
      const sum = at.do('add', a, b);
      const gap = at.do('mul', at.n(2), at.do('sub', b, a));
      const root = at.do('sqrt', at.do('div', at.do('add', sum, one(at)), at.do('mul', a, b)));
      return at.do('div', at.do('mul', gap, root), at.do('add', sum, at.n(2)));
    },
  ],
  // 6 ((a − b)² (a + b + 1) − a b (a + b + 2))/(a b (a + b + 2) (a + b + 3))
  kurtosis_excess: [
    2,
    (at, [a, b]) => {
      const sum = at.do('add', a, b);
      const square = at.do('pow', at.do('sub', a, b), at.n(2));
      const rest = at.do('mul', at.do('mul', a, b), at.do('add', sum, at.n(2)));
      const above = at.do('sub', at.do('mul', square, at.do('add', sum, one(at))), rest);
      return at.do('div', at.do('mul', at.n(6), above), at.do('mul', rest, at.do('add', sum, at.n(3))));
    },
  ],
};

export const scipyTails: readonly LibraryEntry[] = [
  ...Object.entries(TAILS).map(([name, [arity, make]]) => pythonEntry(formula(arity, make), [`special.${name}`])),
  ...Object.entries(BETA).map(([name, [arity, make]]) =>
    pathEntry(formula(arity, make), [`scipy.stats._boost._beta_${name}`]),
  ),
];
