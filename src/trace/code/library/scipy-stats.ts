/** Distributions of scipy.stats: density, distribution function and their logarithms, with place and scale. */
import type { LineId } from '../../../graph/list.ts';
import { type Calculator, calculator, type Distribution, distributions, type Part } from './distributions.ts';
import { type LibraryCall, type LibraryEntry, type LibraryFunction, pythonEntry } from './entry.ts';
import { done, lineAt, named } from './given.ts';

interface Known {
  readonly of: Distribution;
  /** Names of the shape parameters. */
  readonly shapes: string;
  /** The parameters of the distribution at place 0 and scale 1, from the shapes. */
  readonly parameters: (at: Calculator, shapes: readonly Part[]) => readonly Part[];
  readonly isDiscrete?: boolean;
}

const placed = (at: Calculator) => [at.n(0), at.n(1)];
const itself = (_at: Calculator, shapes: readonly Part[]) => shapes;

const KNOWN: Readonly<Record<string, Known>> = {
  norm: { of: distributions.normal, shapes: '', parameters: placed },
  expon: { of: distributions.exponential, shapes: '', parameters: (at) => [at.n(1)] },
  gamma: { of: distributions.gamma, shapes: 'a', parameters: (at, [a]) => [a, at.n(1)] },
  beta: { of: distributions.beta, shapes: 'a b', parameters: itself },
  t: { of: distributions.student, shapes: 'df', parameters: itself },
  chi2: { of: distributions.chiSquared, shapes: 'df', parameters: itself },
  f: { of: distributions.fisher, shapes: 'dfn dfd', parameters: itself },
  lognorm: { of: distributions.logNormal, shapes: 's', parameters: (at, [s]) => [at.n(0), s] },
  logistic: { of: distributions.logistic, shapes: '', parameters: placed },
  cauchy: { of: distributions.cauchy, shapes: '', parameters: placed },
  laplace: { of: distributions.laplace, shapes: '', parameters: placed },
  uniform: { of: distributions.uniform, shapes: '', parameters: placed },
  weibull_min: { of: distributions.weibull, shapes: 'c', parameters: (at, [c]) => [c, at.n(1)] },
  poisson: { of: distributions.poisson, shapes: 'mu', parameters: itself, isDiscrete: true },
  binom: { of: distributions.binomial, shapes: 'n p', parameters: itself, isDiscrete: true },
};

interface Standard {
  readonly at: Calculator;
  /** (x − loc)/scale, or the probability that was given. */
  readonly z: Part;
  readonly parameters: readonly Part[];
  readonly loc: LineId | undefined;
  readonly scale: LineId | undefined;
}

function standard(call: LibraryCall, known: Known, first: string): Standard | undefined {
  const shapes = known.shapes === '' ? [] : known.shapes.split(' ');
  const got = named(call, [first, ...shapes, 'loc', ...(known.isDiscrete ? [] : ['scale'])].join(' '));
  if (!got) return undefined;
  const at = calculator(call);
  const lines = shapes.map((name) => lineAt(call, got[name]));
  const [loc, scale] = [got.loc && lineAt(call, got.loc), got.scale && lineAt(call, got.scale)];
  let z = lineAt(call, got[first.split('|')[0] ?? first]);
  const wanted = [z, ...lines, ...(got.loc ? [loc] : []), ...(got.scale ? [scale] : [])];
  if (wanted.some((line) => line === undefined)) return undefined;
  const isProbability = first === 'q';
  if (loc !== undefined && !isProbability) z = at.do('sub', z, loc);
  if (scale !== undefined && !isProbability) z = at.do('div', z, scale);
  return { at, z, parameters: known.parameters(at, lines), loc, scale };
}

function density(known: Known, isLog: boolean): LibraryFunction {
  return (call) => {
    const own = standard(call, known, known.isDiscrete ? 'k' : 'x|k');
    if (!own) return undefined;
    const { at, z, parameters, scale } = own;
    const log = known.of.log(at, z, parameters);
    const scaled = scale === undefined ? log : at.do('sub', log, at.do('log', scale));
    const value = isLog ? scaled : at.do('exp', scaled);
    const inside = known.of.inside?.(at, z, parameters);
    if (inside === undefined) return done(value);
    return done(at.do('select', inside, value, at.n(isLog ? Number.NEGATIVE_INFINITY : 0)));
  };
}

function probability(known: Known, isLower: boolean, isLog: boolean): LibraryFunction {
  return (call) => {
    const own = standard(call, known, 'x|k');
    if (!own) return undefined;
    const { at, z, parameters } = own;
    const exact = isLower ? known.of.logLower : known.of.logUpper;
    if (isLog && exact) return done(exact(at, z, parameters));
    const plain = isLower ? known.of.lower : known.of.upper;
    const value = plain ? plain(at, z, parameters) : at.do('sub', at.n(1), known.of.lower?.(at, z, parameters));
    return done(isLog ? at.do('log', value) : value);
  };
}

function quantile(known: Known, isLower: boolean): LibraryFunction {
  return (call) => {
    const own = standard(call, known, 'q');
    if (!own) return undefined;
    const { at, parameters, loc, scale } = own;
    const exact = isLower ? known.of.quantile : known.of.upperQuantile;
    const p = isLower || exact ? own.z : at.do('sub', at.n(1), own.z);
    let value = (exact ?? known.of.quantile)?.(at, p, parameters);
    if (scale !== undefined) value = at.do('mul', scale, value);
    if (loc !== undefined) value = at.do('add', loc, value);
    return done(value);
  };
}

export const scipyStats: readonly LibraryEntry[] = Object.entries(KNOWN).flatMap(([name, known]) => {
  const module = name === 'norm' ? 'norm' : `stats.${name}`;
  const kind = known.isDiscrete ? 'pmf' : 'pdf';
  const entries = [
    pythonEntry(density(known, false), [`${module}.${kind}`]),
    pythonEntry(density(known, true), [`${module}.log${kind}`]),
  ];
  if (known.of.lower) {
    entries.push(
      pythonEntry(probability(known, true, false), [`${module}.cdf`]),
      pythonEntry(probability(known, false, false), [`${module}.sf`]),
      pythonEntry(probability(known, true, true), [`${module}.logcdf`]),
      pythonEntry(probability(known, false, true), [`${module}.logsf`]),
    );
  }
  if (known.of.quantile) {
    entries.push(
      pythonEntry(quantile(known, true), [`${module}.ppf`]),
      pythonEntry(quantile(known, false), [`${module}.isf`]),
    );
  }
  return entries;
});
