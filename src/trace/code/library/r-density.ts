/** R's densities and probabilities, with their parameters by place or name, and on the scale of logarithms. */
import type { LineId } from '../../../graph/list.ts';
import type { Thing } from '../things.ts';
import { entriesFor, lineIn } from './columns.ts';
import { type Calculator, calculator, type Distribution, distributions, lchoose, type Part } from './distributions.ts';
import type { LibraryCall, LibraryEntry, LibraryFunction } from './entry.ts';
import { done, flag, named, number, refuse } from './given.ts';

/** `names` with what is taken where they are not given; undefined there: needed. */
function parametersOf(
  call: LibraryCall,
  names: readonly (readonly [name: string, preset?: number])[],
  last: string,
  first = 'x|q',
): { x: LineId; parameters: LineId[]; isLog: boolean; isLower: boolean } | undefined {
  const got = named(call, [first, ...names.map(([name]) => name), ...last.split(' ')].join(' '));
  const x = got && lineIn(call, got[first.split('|')[0] ?? first]);
  if (!got || x === undefined) return undefined;
  const parameters: LineId[] = [];
  for (const [name, preset] of names) {
    const key = name.split('|')[0] ?? name;
    const given = got[key];
    if (!given && preset === undefined) return refuse(call, `${call.path} needs ${key}.`);
    const line = given ? lineIn(call, given) : number(call, preset ?? 0);
    if (line === undefined) return undefined;
    parameters.push(line);
  }
  const isLog = flag(call, got.log ?? got['log.p']);
  const isLower = flag(call, got['lower.tail'], true);
  return isLog === undefined || isLower === undefined ? undefined : { x, parameters, isLog, isLower };
}

type Names = readonly (readonly [name: string, preset?: number])[];

function density(names: Names, of: Distribution): LibraryFunction {
  return (call) => {
    const got = parametersOf(call, names, 'log');
    return got && densityAt(call, of, got);
  };
}

/** Where the density is 0 its logarithm is −∞. */
function densityAt(
  call: LibraryCall,
  of: Distribution,
  got: { x: LineId; parameters: readonly Part[]; isLog: boolean },
): Thing | undefined {
  const at = calculator(call);
  const value = of.log(at, got.x, got.parameters);
  const result = got.isLog ? value : at.do('exp', value);
  if (!of.inside) return done(result);
  const outside = at.n(got.isLog ? Number.NEGATIVE_INFINITY : 0);
  return done(at.do('select', of.inside(at, got.x, got.parameters), result, outside));
}

function probability(names: Names, of: Distribution): LibraryFunction {
  return (call) => {
    const got = parametersOf(call, names, 'lower.tail log.p');
    return got && probabilityAt(call, of, got);
  };
}

function probabilityAt(
  call: LibraryCall,
  of: Distribution,
  got: { x: LineId; parameters: readonly Part[]; isLog: boolean; isLower: boolean },
): Thing | undefined {
  const at = calculator(call);
  const exact = got.isLower ? of.logLower : of.logUpper;
  if (got.isLog && exact) return done(exact(at, got.x, got.parameters));
  const plain = got.isLower ? of.lower : of.upper;
  const value = plain ? plain(at, got.x, got.parameters) : complement(at, of.lower?.(at, got.x, got.parameters));
  return done(got.isLog ? at.do('log', value) : value);
}

function complement(at: Calculator, part: Part): Part {
  return at.do('sub', at.n(1), part);
}

function quantile(names: Names, of: Distribution): LibraryFunction {
  return (call) => {
    const got = parametersOf(call, names, 'lower.tail log.p', 'p');
    return got && quantileAt(call, of, got);
  };
}

function quantileAt(
  call: LibraryCall,
  of: Distribution,
  got: { x: LineId; parameters: readonly Part[]; isLog: boolean; isLower: boolean },
): Thing | undefined {
  const at = calculator(call);
  const p = got.isLog ? at.do('exp', got.x) : got.x;
  if (!got.isLower && of.upperQuantile) return done(of.upperQuantile(at, p, got.parameters));
  return done(of.quantile?.(at, got.isLower ? p : complement(at, p), got.parameters));
}

/** The gamma distribution takes a rate or a scale. */
function gammaCall(last: string, run: typeof densityAt | typeof probabilityAt, first = 'x|q'): LibraryFunction {
  return (call) => {
    const got = named(call, `${first} shape rate scale ${last}`);
    if (got?.scale && got.rate) return refuse(call, `${call.path} takes rate or scale, not both.`);
    const at = calculator(call);
    const [x, shape] = [got && lineIn(call, got[first === 'p' ? 'p' : 'x']), got && lineIn(call, got.shape)];
    const scale = got?.scale && lineIn(call, got.scale);
    const rate = got?.rate ? lineIn(call, got.rate) : got?.scale ? at.do('div', at.n(1), scale) : at.n(1);
    const isLog = flag(call, got?.log ?? got?.['log.p']);
    const isLower = flag(call, got?.['lower.tail'], true);
    if (x === undefined || shape === undefined || isLog === undefined || isLower === undefined) return undefined;
    return run(call, distributions.gamma, { x, parameters: [shape, rate], isLog, isLower });
  };
}

/** Two or three numbers to one line. */
function special(make: (at: Calculator, lines: readonly Part[]) => Part, arity: number): LibraryFunction {
  return (call) => {
    if (call.args.length !== arity || call.keywords.size > 0)
      return refuse(call, `${call.path} takes ${arity} arguments.`);
    const lines = call.args.map((arg: Thing) => lineIn(call, arg));
    return lines.some((line) => line === undefined) ? undefined : done(make(calculator(call), lines));
  };
}

/** With nothing but x it is a row of the table. */
function beyondRow(run: LibraryFunction): LibraryFunction {
  return (call) => (call.args.length === 1 && call.keywords.size === 0 ? 'pass' : run(call));
}

const NORMAL: Names = [
  ['mean', 0],
  ['sd', 1],
];
const LOG_NORMAL: Names = [
  ['meanlog', 0],
  ['sdlog', 1],
];
const PLACED: Names = [
  ['location', 0],
  ['scale', 1],
];
const SHAPES: Names = [['shape1'], ['shape2']];
const WEIBULL: Names = [['shape'], ['scale', 1]];
const BOUNDS: Names = [
  ['min', 0],
  ['max', 1],
];
const RATE: Names = [['rate', 1]];
const DF: Names = [['df']];
const of = distributions;

export const rDensity: readonly LibraryEntry[] = entriesFor('r', {
  dnorm: beyondRow(density(NORMAL, of.normal)),
  pnorm: beyondRow(probability(NORMAL, of.normal)),
  qnorm: beyondRow(quantile(NORMAL, of.normal)),
  dexp: density(RATE, of.exponential),
  pexp: probability(RATE, of.exponential),
  qexp: quantile(RATE, of.exponential),
  dpois: density([['lambda']], of.poisson),
  dbinom: density([['size'], ['prob']], of.binomial),
  dgamma: gammaCall('log', densityAt),
  pgamma: gammaCall('lower.tail log.p', probabilityAt),
  qgamma: gammaCall('lower.tail log.p', quantileAt, 'p'),
  dchisq: density(DF, of.chiSquared),
  pchisq: probability(DF, of.chiSquared),
  qchisq: quantile(DF, of.chiSquared),
  dbeta: density(SHAPES, of.beta),
  pbeta: probability(SHAPES, of.beta),
  qbeta: quantile(SHAPES, of.beta),
  dt: density(DF, of.student),
  pt: probability(DF, of.student),
  qt: quantile(DF, of.student),
  df: density([['df1'], ['df2']], of.fisher),
  pf: probability([['df1'], ['df2']], of.fisher),
  qf: quantile([['df1'], ['df2']], of.fisher),
  dlogis: density(PLACED, of.logistic),
  plogis: beyondRow(probability(PLACED, of.logistic)),
  qlogis: beyondRow(quantile(PLACED, of.logistic)),
  dlnorm: density(LOG_NORMAL, of.logNormal),
  plnorm: probability(LOG_NORMAL, of.logNormal),
  qlnorm: quantile(LOG_NORMAL, of.logNormal),
  dweibull: density(WEIBULL, of.weibull),
  pweibull: probability(WEIBULL, of.weibull),
  qweibull: quantile(WEIBULL, of.weibull),
  dcauchy: density(PLACED, of.cauchy),
  pcauchy: probability(PLACED, of.cauchy),
  qcauchy: quantile(PLACED, of.cauchy),
  dunif: density(BOUNDS, of.uniform),
  punif: probability(BOUNDS, of.uniform),
  qunif: quantile(BOUNDS, of.uniform),
  lchoose: special((at, [n, k]) => lchoose(at, n, k), 2),
  lfactorial: special((at, [x]) => at.do('lgamma', at.do('add', x, at.n(1))), 1),
});
