/** SciPy beyond the rows of the table: the normal distribution with place and width, entropies, losses. */
import type { LineId } from '../../../graph/list.ts';
import { python } from '../../../primitives/make.ts';
import { type LibraryCall, type LibraryEntry, type LibraryFunction, pythonEntry } from './entry.ts';
import { done, lineAt, named, number, row } from './given.ts';

const HALF_LOG_TWO_PI = 0.9189385332046728;

/** z = (x − loc)/scale, and the scale where one is given. */
function standard(call: LibraryCall): { z: LineId; scale: LineId | undefined } | undefined {
  const got = named(call, 'x|k|q loc scale');
  let z = got && lineAt(call, got.x);
  if (got?.loc) z = row(call, 'sub', [z, lineAt(call, got.loc)]);
  const scale = got?.scale && lineAt(call, got.scale);
  if (got?.scale) z = row(call, 'div', [z, scale]);
  return z === undefined ? undefined : { z, scale };
}

const pdf: LibraryFunction = (call) => {
  const own = standard(call);
  const value = row(call, 'normalPdf', [own?.z]);
  return done(own?.scale === undefined ? value : row(call, 'div', [value, own.scale]));
};

/** −z²/2 − log σ − log(2π)/2 */
const logpdf: LibraryFunction = (call) => {
  const own = standard(call);
  if (!own) return undefined;
  const square = row(call, 'div', [row(call, 'pow', [own.z, number(call, 2)]), number(call, 2)]);
  const value = row(call, 'sub', [row(call, 'neg', [square]), number(call, HALF_LOG_TWO_PI)]);
  return done(own.scale === undefined ? value : row(call, 'sub', [value, row(call, 'log', [own.scale])]));
};

const cdf: LibraryFunction = (call) => done(row(call, 'normalCdf', [standard(call)?.z]));

/** 1 − Φ(z) = Φ(−z) */
const sf: LibraryFunction = (call) => done(row(call, 'normalCdf', [row(call, 'neg', [standard(call)?.z])]));

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

export const scipy: readonly LibraryEntry[] = [
  pythonEntry(pdf, ['norm.pdf']),
  pythonEntry(logpdf, ['norm.logpdf']),
  pythonEntry(cdf, ['norm.cdf']),
  pythonEntry(sf, ['norm.sf']),
  pythonEntry(xLogY, [...python('special', 'xlogy'), 'torch.xlogy', 'torch.special.xlogy']),
  pythonEntry(xLog1pY, python('special torch.special', 'xlog1py')),
  pythonEntry(entr, python('special torch.special', 'entr')),
  pythonEntry((call) => done(relativeEntropy(call)), ['special.rel_entr']),
  pythonEntry(klDiv, ['special.kl_div']),
  pythonEntry(huber, ['special.huber']),
  pythonEntry(pseudoHuber, ['special.pseudo_huber']),
];
