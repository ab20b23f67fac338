/** SciPy's special functions beyond the rows of the table: entropies, losses, powers of Box and Cox, products of gammas. */
import type { LineId } from '../../../graph/list.ts';
import { python } from '../../../primitives/make.ts';
import type { Thing } from '../things.ts';
import { distances } from './distances.ts';
import { type LibraryCall, type LibraryEntry, type LibraryFunction, pythonEntry } from './entry.ts';
import { done, lineAt, named, number, refuse, row, wholeNumber } from './given.ts';
import { scipyBessel } from './scipy-bessel.ts';
import { scipyCompiled } from './scipy-compiled.ts';
import { scipyStats } from './scipy-stats.ts';
import { scipyTails } from './scipy-tails.ts';

function two(call: LibraryCall): [LineId, LineId] | undefined {
  const [x, y] = [lineAt(call, call.args[0]), lineAt(call, call.args[1])];
  if (!named(call, 'x y -out') || x === undefined || y === undefined) return undefined;
  return [x, y];
}

/** x log y, 0 where x = 0 whatever y is. */
export function xlogy(call: LibraryCall, x: LineId | undefined, log: LineId | undefined): LineId | undefined {
  const zero = number(call, 0);
  return row(call, 'select', [row(call, 'eq', [x, zero]), zero, row(call, 'mul', [x, log])]);
}

const xLogY: LibraryFunction = (call) => {
  const both = two(call);
  return both && done(xlogy(call, both[0], row(call, 'log', [both[1]])));
};

const xLog1pY: LibraryFunction = (call) => {
  const both = two(call);
  return both && done(xlogy(call, both[0], row(call, 'log1p', [both[1]])));
};

/** −x log x */
const entr: LibraryFunction = (call) => {
  const x = lineAt(call, call.args[0]);
  return done(row(call, 'neg', [xlogy(call, x, row(call, 'log', [x]))]));
};

/** x log(x/y) */
function relativeEntropy(call: LibraryCall): LineId | undefined {
  const both = two(call);
  return both && xlogy(call, both[0], row(call, 'log', [row(call, 'div', both)]));
}

/** x log(x/y) − x + y */
const klDiv: LibraryFunction = (call) => {
  const both = two(call);
  return both && done(row(call, 'add', [row(call, 'sub', [relativeEntropy(call), both[0]]), both[1]]));
};

/** r²/2 up to δ, then δ (|r| − δ/2). */
export function huberLoss(call: LibraryCall, delta: LineId | undefined, r: LineId | undefined): LineId | undefined {
  const size = row(call, 'abs', [r]);
  const square = row(call, 'mul', [number(call, 0.5), row(call, 'pow', [r, number(call, 2)])]);
  const half = row(call, 'mul', [number(call, 0.5), delta]);
  const straight = row(call, 'mul', [delta, row(call, 'sub', [size, half])]);
  return row(call, 'select', [row(call, 'le', [size, delta]), square, straight]);
}

const huber: LibraryFunction = (call) => {
  const both = two(call);
  return both && done(huberLoss(call, both[0], both[1]));
};

/** δ² (√(1 + (r/δ)²) − 1) */
const pseudoHuber: LibraryFunction = (call) => {
  const both = two(call);
  if (!both) return undefined;
  const [delta, r] = both;
  const square = row(call, 'pow', [row(call, 'div', [r, delta]), number(call, 2)]);
  const root = row(call, 'sqrt', [row(call, 'add', [number(call, 1), square])]);
  const grown = row(call, 'sub', [root, number(call, 1)]);
  return done(row(call, 'mul', [row(call, 'pow', [delta, number(call, 2)]), grown]));
};

/** (x^λ − 1)/λ = log x · exprel(λ log x), which is log x at λ = 0. */
function boxCox(log: 'log' | 'log1p'): LibraryFunction {
  return (call) => {
    const both = two(call);
    if (!both) return undefined;
    const logX = row(call, log, [both[0]]);
    const grown = row(call, 'exprel', [number(call, 1), row(call, 'mul', [both[1], logX])]);
    return done(row(call, 'mul', [logX, grown]));
  };
}

/** exp(log(1 + λ y)/λ), exp y at λ = 0. */
function inverseBoxCox(outer: 'exp' | 'expm1'): LibraryFunction {
  return (call) => {
    const both = two(call);
    if (!both) return undefined;
    const [y, lambda] = both;
    if (call.machine.valueOf(lambda) === 0) return done(row(call, outer, [y]));
    const log = row(call, 'div', [row(call, 'log1p', [row(call, 'mul', [lambda, y])]), lambda]);
    return done(row(call, outer, [log]));
  };
}

/** log of π^(p(p − 1)/4) Π Γ(a − j/2) over j = 0 … p − 1 */
const multiGammaLog: LibraryFunction = (call) => {
  const got = named(call, 'a|input d|p');
  const a = got && lineAt(call, got.a);
  const p = got?.d && wholeNumber(call, got.d, 'The dimension');
  if (a === undefined || p === undefined) return undefined;
  if (p < 1 || p > 200) return refuse(call, `${call.path} is read for dimensions from 1 to 200.`);
  let total: LineId | undefined = number(call, (p * (p - 1) * Math.log(Math.PI)) / 4);
  for (let j = 0; j < p; j++) {
    total = row(call, 'add', [total, row(call, 'lgamma', [row(call, 'sub', [a, number(call, j / 2)])])]);
  }
  return done(total);
};

/** Γ(x + m)/Γ(x), by the logarithms where both are positive. */
const pochhammer: LibraryFunction = (call) => {
  const both = two(call);
  if (!both) return undefined;
  const sum = row(call, 'add', both);
  return done(row(call, 'div', [row(call, 'gamma', [sum]), row(call, 'gamma', [both[0]])]));
};

/** Bessel functions whose order is cut to a whole number. */
function ofWholeOrder(operation: string): LibraryFunction {
  return (call) => {
    const both = two(call);
    const order = both && wholeNumber(call, call.args[0] as Thing, 'The order');
    return both && order !== undefined ? done(row(call, operation, both)) : undefined;
  };
}

/** ₁F₁(1; n + 1; x) = exprel_n(x); others have no rule. */
const confluent: LibraryFunction = (call) => {
  const [a, b, x] = call.args;
  const first = a && wholeNumber(call, a, 'The first parameter');
  if (first === undefined || !b || !x) return undefined;
  if (first !== 1) return refuse(call, `${call.path} is read with 1 as its first parameter.`);
  const order = row(call, 'sub', [lineAt(call, b), number(call, 1)]);
  return done(row(call, 'exprel', [order, lineAt(call, x)]));
};

/** P⁻¹ and kin of special functions that are known and not read. */
const ALGORITHMS = ['hyp2f1', 'hyp0f1', 'hyperu', 'lambertw'].concat([
  'ellipk',
  'ellipe',
  'spence',
  'fresnel',
  'airy',
  'lpmv',
  'sph_harm',
  'pdtrik',
]);

export const scipy: readonly LibraryEntry[] = [
  ...scipyStats,
  ...scipyTails,
  ...scipyCompiled,
  ...scipyBessel,
  ...distances,
  pythonEntry(xLogY, [...python('special', 'xlogy'), 'torch.xlogy', 'torch.special.xlogy']),
  pythonEntry(xLog1pY, python('special torch.special', 'xlog1py')),
  pythonEntry(entr, python('special torch.special', 'entr')),
  pythonEntry((call) => done(relativeEntropy(call)), ['special.rel_entr']),
  pythonEntry(klDiv, ['special.kl_div']),
  pythonEntry(huber, ['special.huber']),
  pythonEntry(pseudoHuber, ['special.pseudo_huber']),
  pythonEntry((call) => refuse(call, `${call.path} is read for numbers.`), ['special.wofz']),
  pythonEntry(boxCox('log'), ['special.boxcox']),
  pythonEntry(boxCox('log1p'), ['special.boxcox1p']),
  pythonEntry(inverseBoxCox('exp'), ['special.inv_boxcox']),
  pythonEntry(inverseBoxCox('expm1'), ['special.inv_boxcox1p']),
  pythonEntry(multiGammaLog, [...python('special torch.special', 'multigammaln'), 'torch.mvlgamma']),
  pythonEntry(pochhammer, ['special.poch']),
  pythonEntry(confluent, ['special.hyp1f1']),
  pythonEntry(ofWholeOrder('besselY'), ['special.yn']),
  pythonEntry(ofWholeOrder('besselK'), ['special.kn']),
  pythonEntry(
    (call) => refuse(call, `${call.path} is not read: no derivative rule is known for it.`),
    ALGORITHMS.map((name) => `special.${name}`),
  ),
];
