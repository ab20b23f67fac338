/** Special functions of Julia, MATLAB, R and C in forms that are no row of the table: pairs, tails, scaled by a flag. */
import type { LineId } from '../../../graph/list.ts';
import { lineThing, type Thing, tuple } from '../things.ts';
import { entriesFor, lineIn } from './columns.ts';
import { type Calculator, calculator, distributions, lchoose, type Part } from './distributions.ts';
import type { LibraryCall, LibraryEntry, LibraryFunction } from './entry.ts';
import { done, flag, refuse, wholeNumber } from './given.ts';

type Lines = readonly LineId[];

/** The arguments as lines, none with a keyword; undefined: refused. */
function lines(call: LibraryCall, things: readonly Thing[] = call.args): Lines | undefined {
  if (call.keywords.size > 0) return refuse(call, `${call.path} with keywords is not read.`);
  const found = things.map((thing) => lineIn(call, thing));
  return found.every((line) => line !== undefined) ? (found as Lines) : undefined;
}

/** With `arity` arguments steps of the table; with another number it is a row, or not known. */
export function formula(arity: number, make: (at: Calculator, own: Lines) => Part): LibraryFunction {
  return (call) => {
    if (call.args.length !== arity) return 'pass';
    const own = lines(call);
    return own && done(make(calculator(call), own));
  };
}

/** Two results at once. */
function pair(arity: number, make: (at: Calculator, own: Lines) => readonly [Part, Part]): LibraryFunction {
  return (call) => {
    if (call.args.length !== arity) return refuse(call, `${call.path} is read with ${arity} arguments.`);
    const own = lines(call);
    const [first, second] = own ? make(calculator(call), own) : [];
    return first === undefined || second === undefined ? undefined : tuple([lineThing(first), lineThing(second)]);
  };
}

/** MATLAB: the last of `arity + 1` arguments says which tail is meant. */
function withTail(
  arity: number,
  lower: (at: Calculator, own: Lines) => Part,
  upper: (at: Calculator, own: Lines) => Part,
): LibraryFunction {
  return (call) => {
    const side = call.args[arity];
    if (!side) return 'pass';
    const isKnown = side.kind === 'text' && (side.value === 'upper' || side.value === 'lower');
    if (!isKnown) return refuse(call, `${call.path} is read for the tails 'lower' and 'upper'.`);
    const own = lines(call, call.args.slice(0, arity));
    return own && done((side.value === 'upper' ? upper : lower)(calculator(call), own));
  };
}

/** Bessel functions whose third argument asks for the scaled form; R has the argument before the order. */
function scaled(plain: string, other: string, isSwapped: boolean): LibraryFunction {
  return (call) => {
    const wish = call.args[2] ?? call.keywords.get('expon.scaled');
    if (!wish) return 'pass';
    const isScaled = isSwapped ? flag(call, wish) : call.machine.staticNumber(wish, call.at.span, 'The scaling') === 1;
    const own = lines({ ...call, keywords: new Map() }, call.args.slice(0, 2));
    if (isScaled === undefined || !own) return undefined;
    const operands = isSwapped ? [...own].reverse() : own;
    return done(calculator(call).do(isScaled ? other : plain, ...operands));
  };
}

/** C: the argument at `place` is cut to a whole number, so it must be one. */
function withWhole(operation: string, place: 0 | 1, what: string): LibraryFunction {
  return (call) => {
    const whole = call.args[place];
    if (!whole || call.args.length !== 2) return refuse(call, `${call.path} takes two arguments.`);
    const own = wholeNumber(call, whole, what) === undefined ? undefined : lines(call);
    return own && done(calculator(call).do(operation, ...own));
  };
}

const one = (at: Calculator) => at.n(1);
const xTimes = (at: Calculator, x: Part, log: Part) =>
  at.do('select', at.do('eq', x, at.n(0)), at.n(0), at.do('mul', x, log));

export const juliaSpecial: readonly LibraryEntry[] = entriesFor('julia', {
  gamma_inc: pair(2, (at, [a, x]) => [at.do('gammaP', a, x), at.do('gammaQ', a, x)]),
  beta_inc: pair(3, (at, [a, b, x]) => [at.do('betaI', a, b, x), at.do('betaI', b, a, at.do('sub', one(at), x))]),
  gamma_inc_inv: formula(3, (at, [a, p]) => at.do('gammaPInverse', a, p)),
  beta_inc_inv: pair(3, (at, [a, b, p]) => {
    const x = at.do('betaIInverse', a, b, p);
    return [x, at.do('sub', one(at), x)];
  }),
  gamma: formula(2, (at, [a, x]) => at.do('mul', at.do('gamma', a), at.do('gammaQ', a, x))),
  'loggamma lgamma': formula(2, (at, [a, x]) => at.do('add', at.do('lgamma', a), at.do('log', at.do('gammaQ', a, x)))),
  'logfactorial lfactorial': formula(1, (at, [x]) => at.do('lgamma', at.do('add', x, one(at)))),
  logabsbinomial: pair(2, (at, [n, k]) => [lchoose(at, n, k), one(at)]),
  xlogx: formula(1, (at, [x]) => xTimes(at, x, at.do('log', x))),
  xlogy: formula(2, (at, [x, y]) => xTimes(at, x, at.do('log', y))),
  xlog1py: formula(2, (at, [x, y]) => xTimes(at, x, at.do('log1p', y))),
  log1mexp: formula(1, (at, [x]) => at.do('log', at.do('neg', at.do('expm1', x)))),
  logexpm1: formula(1, (at, [x]) => at.do('log', at.do('expm1', x))),
  log1psq: formula(1, (at, [x]) => at.do('log1p', at.do('mul', x, x))),
  normpdf: formula(3, (at, [mean, sd, x]) => at.do('exp', distributions.normal.log(at, x, [mean, sd]))),
  normlogpdf: formula(3, (at, [mean, sd, x]) => distributions.normal.log(at, x, [mean, sd])),
  normcdf: formula(3, (at, [mean, sd, x]) => distributions.normal.lower?.(at, x, [mean, sd])),
});

export const matlabSpecial: readonly LibraryEntry[] = entriesFor('matlab', {
  gammainc: withTail(
    2,
    (at, [x, a]) => at.do('gammaP', a, x),
    (at, [x, a]) => at.do('gammaQ', a, x),
  ),
  betainc: withTail(
    3,
    (at, [x, a, b]) => at.do('betaI', a, b, x),
    (at, [x, a, b]) => at.do('betaI', b, a, at.do('sub', one(at), x)),
  ),
  gammaincinv: withTail(
    2,
    (at, [p, a]) => at.do('gammaPInverse', a, p),
    (at, [q, a]) => at.do('gammaQInverse', a, q),
  ),
  betaincinv: withTail(
    3,
    (at, [p, a, b]) => at.do('betaIInverse', a, b, p),
    (at, [q, a, b]) => at.do('sub', at.n(1), at.do('betaIInverse', b, a, q)),
  ),
  besseli: scaled('besselI', 'besselIe', false),
  besselk: scaled('besselK', 'besselKe', false),
  normpdf: formula(3, (at, [x, mean, sd]) => at.do('exp', distributions.normal.log(at, x, [mean, sd]))),
  normcdf: formula(3, (at, [x, mean, sd]) => distributions.normal.lower?.(at, x, [mean, sd])),
  norminv: formula(3, (at, [p, mean, sd]) => distributions.normal.quantile?.(at, p, [mean, sd])),
});

export const rSpecial: readonly LibraryEntry[] = entriesFor('r', {
  besselI: scaled('besselI', 'besselIe', true),
  besselK: scaled('besselK', 'besselKe', true),
});

export const cSpecial: readonly LibraryEntry[] = entriesFor('c', {
  'jn gsl_sf_bessel_Jn': withWhole('besselJ', 0, 'The order'),
  'yn gsl_sf_bessel_Yn': withWhole('besselY', 0, 'The order'),
  gsl_sf_bessel_In: withWhole('besselI', 0, 'The order'),
  gsl_sf_bessel_Kn: withWhole('besselK', 0, 'The order'),
  'gsl_pow_int gsl_sf_pow_int': withWhole('pow', 1, 'The exponent'),
  gsl_sf_lnfact: formula(1, (at, [n]) => at.do('lgamma', at.do('add', n, one(at)))),
  gsl_sf_lnchoose: formula(2, (at, [n, k]) => lchoose(at, n, k)),
  gsl_cdf_gaussian_P: formula(2, (at, [x, sd]) => at.do('normalCdf', at.do('div', x, sd))),
  gsl_cdf_gaussian_Q: formula(2, (at, [x, sd]) => at.do('normalCdf', at.do('neg', at.do('div', x, sd)))),
  gsl_ran_gaussian_pdf: formula(2, (at, [x, sd]) => at.do('exp', distributions.normal.log(at, x, [at.n(0), sd]))),
  'isnan gsl_isnan': formula(1, (at, [x]) => at.do('not', at.do('le', x, at.n(Number.POSITIVE_INFINITY)))),
  'isinf gsl_isinf': formula(1, (at, [x]) => at.do('ge', at.do('abs', x), at.n(Number.POSITIVE_INFINITY))),
  'isfinite gsl_finite': formula(1, (at, [x]) => at.do('lt', at.do('abs', x), at.n(Number.POSITIVE_INFINITY))),
});
