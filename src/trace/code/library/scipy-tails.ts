/** SciPy's tails of distributions by their old names (`chdtr`, `fdtrc`, `stdtrit`). */
import { type Calculator, distributions, type Part } from './distributions.ts';
import { type LibraryEntry, pythonEntry } from './entry.ts';
import { formula } from './scipy-compiled.ts';

type Formula = (at: Calculator, own: readonly Part[]) => Part;

const { gamma, chiSquared, fisher, student } = distributions;
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
  // Poisson's, of the whole part of k.
  pdtr: [2, (at, [k, m]) => at.do('gammaQ', at.do('add', at.do('floor', k), one(at)), m)],
  pdtrc: [2, (at, [k, m]) => at.do('gammaP', at.do('add', at.do('floor', k), one(at)), m)],
  chndtrix: [3, (at, [p, k, nc]) => at.do('noncentralQuantile', p, k, nc)],
  _cosine_invcdf: [1, (at, [p]) => at.do('cosineQuantile', p)],
  _kolmogc: [1, (at, [x]) => at.do('kolmogorovCdf', x)],
  _kolmogci: [1, (at, [p]) => at.do('kolmogorovQuantile', p)],
  _smirnovc: [2, (at, own) => at.do('smirnovCdf', ...own)],
  _smirnovci: [2, (at, own) => at.do('smirnovQuantile', ...own)],
  _kolmogp: [1, (at, [x]) => at.do('neg', at.do('kolmogorovSlope', one(at), x))],
  _smirnovp: [2, (at, [n, x]) => at.do('neg', at.do('smirnovSlope', one(at), n, x))],
  btdtri: [3, (at, [a, b, p]) => at.do('betaIInverse', a, b, p)],
};

export const scipyTails: readonly LibraryEntry[] = Object.entries(TAILS).map(([name, [arity, make]]) =>
  pythonEntry(formula(arity, make), [`special.${name}`]),
);
