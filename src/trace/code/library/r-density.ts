/** R's densities and probabilities, with their parameters by place or name, and on the scale of logarithms. */
import type { LineId } from '../../../graph/list.ts';
import type { Thing } from '../things.ts';
import { each, entriesFor, lineIn } from './columns.ts';
import type { LibraryCall, LibraryEntry, LibraryFunction } from './entry.ts';
import { done, flag, named, number, refuse } from './given.ts';

const HALF_LOG_TWO_PI = 0.9189385332046728;

type Part = LineId | undefined;
type Density = (at: Calculator, x: Part, parameters: readonly Part[]) => Part;

/** Arithmetic entry by entry, recycled as R does. */
interface Calculator {
  n(value: number): LineId;
  do(operation: string, ...lines: readonly Part[]): Part;
}

function calculator(call: LibraryCall): Calculator {
  return {
    n: (value) => number(call, value),
    do: (operation, ...lines) => each(call, operation, lines),
  };
}

/** `names` with what is taken where they are not given; undefined there: needed. */
function parametersOf(
  call: LibraryCall,
  names: readonly (readonly [name: string, preset?: number])[],
  last: string,
): { x: LineId; parameters: LineId[]; isLog: boolean; isLower: boolean } | undefined {
  const got = named(call, ['x|q', ...names.map(([name]) => name), ...last.split(' ')].join(' '));
  const x = got && lineIn(call, got.x);
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

/** A density by its logarithm; `inside` where it is not zero. */
function density(
  names: readonly (readonly [name: string, preset?: number])[],
  log: Density,
  inside?: (at: Calculator, x: Part, parameters: readonly Part[]) => Part,
): LibraryFunction {
  return (call) => {
    const got = parametersOf(call, names, 'log');
    if (!got) return undefined;
    const at = calculator(call);
    const value = log(at, got.x, got.parameters);
    const result = got.isLog ? value : at.do('exp', value);
    if (!inside) return done(result);
    const outside = at.n(got.isLog ? Number.NEGATIVE_INFINITY : 0);
    return done(at.do('select', inside(at, got.x, got.parameters), result, outside));
  };
}

function probability(
  names: readonly (readonly [name: string, preset?: number])[],
  lower: Density,
  upper: Density,
): LibraryFunction {
  return (call) => {
    const got = parametersOf(call, names, 'lower.tail log.p');
    if (!got) return undefined;
    const at = calculator(call);
    const value = (got.isLower ? lower : upper)(at, got.x, got.parameters);
    return done(got.isLog ? at.do('log', value) : value);
  };
}

const square = (at: Calculator, x: Part) => at.do('pow', x, at.n(2));
const standard = (at: Calculator, x: Part, [mean, sd]: readonly Part[]) => at.do('div', at.do('sub', x, mean), sd);
const isPositive = (at: Calculator, x: Part) => at.do('ge', x, at.n(0));

const normalLog: Density = (at, x, parameters) => {
  const half = at.do('div', square(at, standard(at, x, parameters)), at.n(2));
  return at.do('sub', at.do('sub', at.do('neg', half), at.n(HALF_LOG_TWO_PI)), at.do('log', parameters[1]));
};

/** x log y, 0 where x = 0. */
function xlogy(at: Calculator, x: Part, log: Part): Part {
  return at.do('select', at.do('eq', x, at.n(0)), at.n(0), at.do('mul', x, log));
}

const lgamma = (at: Calculator, x: Part) => at.do('lgamma', x);
const plus = (at: Calculator, ...parts: readonly Part[]) => parts.reduce((a, b) => at.do('add', a, b));
const lbeta = (at: Calculator, a: Part, b: Part) =>
  at.do('sub', plus(at, lgamma(at, a), lgamma(at, b)), lgamma(at, at.do('add', a, b)));

/** log n choose k */
function lchoose(at: Calculator, n: Part, k: Part): Part {
  const one = at.n(1);
  const rest = at.do('add', at.do('sub', n, k), one);
  return at.do('sub', lgamma(at, at.do('add', n, one)), plus(at, lgamma(at, at.do('add', k, one)), lgamma(at, rest)));
}

const dpois: Density = (at, x, [rate]) =>
  at.do('sub', at.do('sub', xlogy(at, x, at.do('log', rate)), rate), lgamma(at, at.do('add', x, at.n(1))));

const dbinom: Density = (at, x, [size, p]) => {
  const rest = at.do('sub', size, x);
  const losses = xlogy(at, rest, at.do('log1p', at.do('neg', p)));
  return plus(at, lchoose(at, size, x), xlogy(at, x, at.do('log', p)), losses);
};

/** shape log rate − lgamma(shape) + (shape − 1) log x − rate x */
const gammaLog = (at: Calculator, x: Part, shape: Part, rate: Part): Part => {
  const front = at.do('sub', at.do('mul', shape, at.do('log', rate)), lgamma(at, shape));
  const power = at.do('mul', at.do('sub', shape, at.n(1)), at.do('log', x));
  return at.do('sub', plus(at, front, power), at.do('mul', rate, x));
};

const dgamma: LibraryFunction = (call) => {
  const got = named(call, 'x shape rate scale log');
  if (got?.scale && got.rate) return refuse(call, 'dgamma takes rate or scale, not both.');
  const at = calculator(call);
  const [x, shape] = [got && lineIn(call, got.x), got && lineIn(call, got.shape)];
  const scale = got?.scale && lineIn(call, got.scale);
  const rate = got?.rate ? lineIn(call, got.rate) : at.n(1);
  const isLog = flag(call, got?.log);
  if (!got || x === undefined || shape === undefined || isLog === undefined) return undefined;
  const value = gammaLog(at, x, shape, got.scale ? at.do('div', at.n(1), scale) : rate);
  return done(isLog ? value : at.do('exp', value));
};

const dbeta: Density = (at, x, [a, b]) => {
  const one = at.n(1);
  const left = at.do('mul', at.do('sub', a, one), at.do('log', x));
  const right = at.do('mul', at.do('sub', b, one), at.do('log1p', at.do('neg', x)));
  return at.do('sub', plus(at, left, right), lbeta(at, a, b));
};

const dt: Density = (at, x, [df]) => {
  const one = at.n(1);
  const half = at.do('div', at.do('add', df, one), at.n(2));
  const front = at.do('sub', lgamma(at, half), lgamma(at, at.do('div', df, at.n(2))));
  const root = at.do('div', at.do('log', at.do('mul', df, at.n(Math.PI))), at.n(2));
  const tail = at.do('mul', half, at.do('log1p', at.do('div', square(at, x), df)));
  return at.do('sub', at.do('sub', front, root), tail);
};

/** −z − log s − 2 log(1 + exp(−z)) */
const dlogis: Density = (at, x, parameters) => {
  const z = at.do('neg', standard(at, x, parameters));
  return at.do('sub', at.do('sub', z, at.do('log', parameters[1])), at.do('mul', at.n(2), at.do('softplus', z)));
};

const dlnorm: Density = (at, x, parameters) =>
  at.do('sub', normalLog(at, at.do('log', x), parameters), at.do('log', x));

const dweibull: Density = (at, x, [shape, scale]) => {
  const ratio = at.do('div', x, scale);
  const front = at.do('sub', at.do('log', shape), at.do('log', scale));
  const power = at.do('mul', at.do('sub', shape, at.n(1)), at.do('log', ratio));
  return at.do('sub', plus(at, front, power), at.do('pow', ratio, shape));
};

const dexp: Density = (at, x, [rate]) => at.do('sub', at.do('log', rate), at.do('mul', rate, x));
const dcauchy: Density = (at, x, parameters) => {
  const front = at.do('add', at.do('log', parameters[1]), at.n(Math.log(Math.PI)));
  return at.do('neg', plus(at, front, at.do('log1p', square(at, standard(at, x, parameters)))));
};

const NORMAL = [
  ['mean', 0],
  ['sd', 1],
] as const;
const PLACED = [
  ['location', 0],
  ['scale', 1],
] as const;

/** 1 − exp(−rate x) for x ≥ 0. */
const pexp: Density = (at, x, [rate]) => {
  const value = at.do('neg', at.do('expm1', at.do('neg', at.do('mul', rate, x))));
  return at.do('select', isPositive(at, x), value, at.n(0));
};
const pexpUpper: Density = (at, x, [rate]) =>
  at.do('select', isPositive(at, x), at.do('exp', at.do('neg', at.do('mul', rate, x))), at.n(1));

/** `dunif(x, min, max)` */
const dunif: LibraryFunction = (call) => {
  const got = parametersOf(
    call,
    [
      ['min', 0],
      ['max', 1],
    ],
    'log',
  );
  if (!got) return undefined;
  const at = calculator(call);
  const [low, high] = got.parameters;
  const inside = at.do('and', at.do('ge', got.x, low), at.do('le', got.x, high));
  const value = got.isLog
    ? at.do('neg', at.do('log', at.do('sub', high, low)))
    : at.do('div', at.n(1), at.do('sub', high, low));
  return done(at.do('select', inside, value, at.n(got.isLog ? Number.NEGATIVE_INFINITY : 0)));
};

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

export const rDensity: readonly LibraryEntry[] = entriesFor('r', {
  dnorm: beyondRow(density(NORMAL, normalLog)),
  pnorm: beyondRow(
    probability(
      NORMAL,
      (at, x, own) => at.do('normalCdf', standard(at, x, own)),
      (at, x, own) => at.do('normalCdf', at.do('neg', standard(at, x, own))),
    ),
  ),
  dexp: density([['rate', 1]], dexp, isPositive),
  pexp: probability([['rate', 1]], pexp, pexpUpper),
  dpois: density([['lambda']], dpois),
  dbinom: density([['size'], ['prob']], dbinom),
  dgamma,
  dchisq: density([['df']], (at, x, [df]) => gammaLog(at, x, at.do('div', df, at.n(2)), at.n(0.5))),
  dbeta: density([['shape1'], ['shape2']], dbeta),
  dt: density([['df']], dt),
  dlogis: density(PLACED, dlogis),
  plogis: beyondRow(
    probability(
      PLACED,
      (at, x, own) => at.do('sigmoid', standard(at, x, own)),
      (at, x, own) => at.do('sigmoid', at.do('neg', standard(at, x, own))),
    ),
  ),
  dlnorm: density(
    [
      ['meanlog', 0],
      ['sdlog', 1],
    ],
    dlnorm,
  ),
  dweibull: density([['shape'], ['scale', 1]], dweibull, isPositive),
  dcauchy: density(PLACED, dcauchy),
  dunif,
  lchoose: special((at, [n, k]) => lchoose(at, n, k), 2),
  lbeta: special((at, [a, b]) => lbeta(at, a, b), 2),
  lfactorial: special((at, [x]) => lgamma(at, at.do('add', x, at.n(1))), 1),
});
