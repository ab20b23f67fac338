/** What is computed entry by entry or with neighbours: where, clip, diff, trapezoid, polyval, convolve; types and sizes. */
import type { LineId } from '../../../graph/list.ts';
import { python } from '../../../primitives/make.ts';
import { lineThing, tuple } from '../things.ts';
import { isTruthStep } from '../truths.ts';
import { type LibraryCall, type LibraryEntry, type LibraryFunction, pythonEntry } from './entry.ts';
import {
  arrayAt,
  axesGiven,
  axisGiven,
  countAt,
  done,
  flattened,
  given,
  knownNumber,
  lineAt,
  named,
  number,
  rankFor,
  refuse,
  reshaped,
  row,
  shapeAt,
  sizesAt,
  wholeNumber,
} from './given.ts';
import { ALL, NUMPY } from './numpy-make.ts';
import { reduce } from './numpy-reduce.ts';
import { MANY } from './refusals.ts';
import { joined, sliced } from './shapes.ts';

/** `np.flatnonzero(x < 0)`: where it holds, which is known only when something is indexed with it. */
const flatnonzero: LibraryFunction = (call) => {
  const got = named(call, 'a|input|x');
  const line = got && lineAt(call, got.a);
  if (line === undefined) return undefined;
  if (shapeAt(call, line).length > 1) return refuse(call, `${call.path} is not read: ${MANY}.`);
  const { builder } = call.machine.kit;
  const mask = isTruthStep(builder, line) ? line : row(call, 'ne', [line, number(call, 0)]);
  return mask === undefined ? undefined : { kind: 'places', mask };
};

/** The same as a tuple with one entry for each axis. */
const nonzero: LibraryFunction = (call) => {
  const places = flatnonzero(call);
  return places && places !== 'pass' ? tuple([places]) : places;
};

const where: LibraryFunction = (call) => {
  if (call.args.length === 1 && call.keywords.size === 0 && !call.receiver) return nonzero(call);
  const [condition, yes, no] = call.args;
  if (call.receiver && call.args.length === 3) {
    // x.where(condition, y) of PyTorch.
    return done(row(call, 'select', [lineAt(call, yes), lineAt(call, condition), lineAt(call, no)]));
  }
  return 'pass';
};

/** The choice of the first condition that holds, entry by entry. */
const select: LibraryFunction = (call) => {
  const got = named(call, 'condlist choicelist ~default');
  if (!got?.condlist || !got.choicelist) return undefined;
  const conditions = call.machine.items(got.condlist, call.at.span);
  const choices = conditions && call.machine.items(got.choicelist, call.at.span);
  if (!conditions || !choices) return undefined;
  if (conditions.length !== choices.length || conditions.length === 0) {
    return refuse(call, `${call.path} needs as many choices as conditions.`);
  }
  const otherwise = given(call, 'default', 2);
  let line = otherwise ? lineAt(call, otherwise) : number(call, 0);
  for (let i = conditions.length - 1; i >= 0 && line !== undefined; i--) {
    const condition = lineAt(call, conditions[i]);
    const choice = condition === undefined ? undefined : lineAt(call, choices[i]);
    if (condition === undefined || choice === undefined) return undefined;
    line = row(call, 'select', [condition, choice, line]);
  }
  return done(line);
};

const clip: LibraryFunction = (call) => {
  const got = named(call, 'a|input|x|arr a_min|min a_max|max -out');
  const line = got && lineAt(call, got.a);
  if (line === undefined) return undefined;
  const low = got?.a_min && lineAt(call, got.a_min);
  const high = got?.a_max && lineAt(call, got.a_max);
  if ((got?.a_min && low === undefined) || (got?.a_max && high === undefined)) return undefined;
  if (low !== undefined && high !== undefined) {
    const clipped = row(call, 'clip', [line, low, high]);
    return clipped === undefined || areCrossed(call, low, high) ? undefined : done(clipped);
  }
  if (low !== undefined) return done(row(call, 'max', [line, low]));
  if (high !== undefined) return done(row(call, 'min', [line, high]));
  return lineThing(line);
};

const CROSSED = 'the lower bound is above the upper one, so that the upper one is the result';

/** Crossed bounds are refused, at the points where they are where inputs decide. */
function areCrossed(call: LibraryCall, low: LineId, high: LineId): boolean {
  const { kit } = call.machine;
  const [from, to] = [call.machine.valueOf(low), call.machine.valueOf(high)];
  if (typeof from === 'number' && typeof to === 'number') {
    if (from > to) refuse(call, `${call.path} is not read here: ${CROSSED}.`);
    return from > to;
  }
  const condition = kit.builder.step('le', [low, high]);
  const roll = call.machine.passes.rolls.at(-1);
  if (roll) roll.failed = true;
  else kit.guard({ condition, holds: true, span: call.at.span, reason: CROSSED });
  return false;
}

/** Neighbours along an axis: the later ones and the earlier ones. */
function neighbours(call: LibraryCall, line: LineId, axis: number): [LineId, LineId] | undefined {
  const count = (sizesAt(call, line)[axis] ?? 1) - 1;
  if (count < 1) return refuse(call, `${call.path} needs two entries or more along the axis.`);
  const later = sliced(call, line, axis, 1, count);
  const earlier = sliced(call, line, axis, 0, count);
  return later === undefined || earlier === undefined ? undefined : [later, earlier];
}

function differences(call: LibraryCall, line: LineId | undefined, axis: number): LineId | undefined {
  const both = line === undefined ? undefined : neighbours(call, line, axis);
  return both && row(call, 'sub', both);
}

const diff: LibraryFunction = (call) => {
  const got = named(call, 'a|input n axis|dim -prepend -append');
  const rank = got && rankFor(call, got.axis);
  const line = rank === undefined ? undefined : arrayAt(call, got?.a, rank);
  if (line === undefined) return undefined;
  const times = got?.n ? wholeNumber(call, got.n, 'How often differences are taken') : 1;
  const { length } = shapeAt(call, line);
  const axis = got?.axis ? axisGiven(call, got.axis, length) : length - 1;
  if (times === undefined || axis === undefined) return undefined;
  if (times < 0 || times > 20) return refuse(call, `Differences of order ${times} are not read.`);
  let result: LineId | undefined = line;
  for (let i = 0; i < times; i++) result = differences(call, result, axis);
  return done(result);
};

const ediff1d: LibraryFunction = (call) => {
  const got = named(call, 'ary -to_end -to_begin');
  const line = got && arrayAt(call, got.ary, 1);
  return line === undefined ? undefined : done(differences(call, flattened(call, line), 0));
};

/** Σ (x[i+1] − x[i]) (y[i+1] + y[i]) / 2 */
const trapezoid: LibraryFunction = (call) => {
  const got = named(call, 'y x dx axis|dim');
  const rank = got && rankFor(call, got.axis);
  const line = rank === undefined ? undefined : arrayAt(call, got?.y, rank);
  if (line === undefined) return undefined;
  const { length } = shapeAt(call, line);
  const axis = got?.axis ? axisGiven(call, got.axis, length) : length - 1;
  const both = axis === undefined ? undefined : neighbours(call, line, axis);
  if (!both || axis === undefined) return undefined;
  let width: LineId | undefined = got?.dx ? lineAt(call, got.dx) : number(call, 1);
  if (got?.x) {
    const x = arrayAt(call, got.x, 1);
    if (x === undefined) return undefined;
    const isVector = shapeAt(call, x).length === 1;
    const steps = differences(call, x, isVector ? 0 : axis);
    const sizes = shapeAt(call, line).map((_, i) => (i === axis && steps !== undefined ? countAt(call, steps) : 1));
    width = isVector ? reshaped(call, steps, sizes) : steps;
  }
  const heights = row(call, 'div', [row(call, 'add', both), number(call, 2)]);
  const areas = row(call, 'mul', [width, heights]);
  return areas === undefined ? undefined : done(reduce(call, 'sum', { line: areas, axes: [axis], keep: false }));
};

/** p[0] x^(n−1) + … + p[n−1] by Horner's scheme. */
const polyval: LibraryFunction = (call) => {
  const got = named(call, 'p x ~unroll');
  if (!got?.p) return got && refuse(call, `${call.path} needs coefficients.`);
  const items = call.machine.items(got.p, call.at.span);
  const x = items && lineAt(call, got?.x);
  if (!items || x === undefined) return undefined;
  let result: LineId | undefined = items.length === 0 ? number(call, 0) : lineAt(call, items[0]);
  for (const item of items.slice(1)) result = row(call, 'add', [row(call, 'mul', [result, x]), lineAt(call, item)]);
  return done(result);
};

const MOST_TAPS = 200;

/** Every entry of the shorter one shifts and scales the longer one. */
function convolved(call: LibraryCall, a: LineId, v: LineId, mode: string): LineId | undefined {
  const isSwapped = countAt(call, v) > countAt(call, a);
  const [long, short] = isSwapped ? [v, a] : [a, v];
  const [n, m] = [countAt(call, long), countAt(call, short)];
  if (m > MOST_TAPS) return refuse(call, `A kernel of ${m} entries is too long to follow.`);
  const zeros = (count: number) => {
    const thing = call.machine.tensor(new Array<number>(count).fill(0), [count], '0');
    return thing.kind === 'line' ? thing.line : undefined;
  };
  let full: LineId | undefined;
  for (let k = 0; k < m; k++) {
    const tap = row(call, 'index', [short], { items: [[k]] });
    const scaled = row(call, 'mul', [tap, long]);
    const parts = [k > 0 ? zeros(k) : undefined, scaled, k < m - 1 ? zeros(m - 1 - k) : undefined];
    if (scaled === undefined) return undefined;
    const shifted = joined(
      call,
      parts.filter((part) => part !== undefined),
      0,
    );
    full = full === undefined ? shifted : row(call, 'add', [full, shifted]);
    if (full === undefined) return undefined;
  }
  if (mode === 'full') return full;
  if (mode === 'valid') return sliced(call, full, 0, m - 1, n - m + 1);
  if (mode === 'same') return sliced(call, full, 0, Math.floor((m - 1) / 2), n);
  return refuse(call, `The mode '${mode}' is not read.`);
}

function convolution(isCorrelation: boolean): LibraryFunction {
  return (call) => {
    const got = named(call, 'a v mode ~precision');
    const a = got && arrayAt(call, got.a, 1);
    const v = a === undefined ? undefined : arrayAt(call, got?.v, 1);
    if (a === undefined || v === undefined) return undefined;
    if (shapeAt(call, a).length !== 1 || shapeAt(call, v).length !== 1)
      return refuse(call, `${call.path} takes two vectors.`);
    const mode = got?.mode?.kind === 'text' ? got.mode.value : got?.mode ? '?' : isCorrelation ? 'valid' : 'full';
    if (!isCorrelation) return done(convolved(call, a, v, mode));
    if (countAt(call, v) > countAt(call, a)) return refuse(call, `${call.path} is read with the longer array first.`);
    const turned = row(call, 'flip', [v], { axes: [0] });
    return turned === undefined ? undefined : done(convolved(call, a, turned, mode));
  };
}

const isclose: LibraryFunction = (call) => done(closeness(call));

function closeness(call: LibraryCall): LineId | undefined {
  const got = named(call, 'a|input b|other rtol atol -equal_nan');
  const [a, b] = [got && lineAt(call, got.a), got && lineAt(call, got.b)];
  if (a === undefined || b === undefined) return undefined;
  const relative = got?.rtol ? lineAt(call, got.rtol) : number(call, 1e-5);
  const absolute = got?.atol ? lineAt(call, got.atol) : number(call, 1e-8);
  const room = row(call, 'add', [absolute, row(call, 'mul', [relative, row(call, 'abs', [b])])]);
  return row(call, 'le', [row(call, 'abs', [row(call, 'sub', [a, b])]), room]);
}

const allclose: LibraryFunction = (call) => {
  const line = closeness(call);
  const misses = row(call, 'eq', [line, number(call, 0)]);
  const total = misses === undefined ? undefined : reduce(call, 'sum', { line: misses, keep: false });
  return done(row(call, 'eq', [total, number(call, 0)]));
};

/** Tests of single entries for values that are no usual numbers. */
function testOf(kind: 'nan' | 'finite' | 'inf'): LibraryFunction {
  return (call) => {
    const got = named(call, 'x|input -out -where');
    const line = got && lineAt(call, got.x);
    if (line === undefined) return undefined;
    if (kind === 'nan') return done(row(call, 'ne', [line, line]));
    if (kind === 'finite') return done(row(call, 'eq', [row(call, 'sub', [line, line]), number(call, 0)]));
    return done(row(call, 'eq', [row(call, 'abs', [line]), number(call, Number.POSITIVE_INFINITY)]));
  };
}

/** |x| with the sign of y, that of a zero too: the angle of (−1, y) is negative where y or −0 is. */
export const copysign: LibraryFunction = (call) => {
  const got = named(call, 'x|x1|input y|x2|other -out -where');
  const [x, y] = [got && lineAt(call, got.x), got && lineAt(call, got.y)];
  const size = row(call, 'abs', [x]);
  const angle = row(call, 'lt', [row(call, 'atan2', [y, number(call, -1)]), number(call, 0)]);
  const isNegative = row(call, 'or', [row(call, 'lt', [y, number(call, 0)]), angle]);
  return done(row(call, 'select', [isNegative, row(call, 'neg', [size]), size]));
};

/** Largest minus smallest. */
const ptp: LibraryFunction = (call) => {
  const got = named(call, 'a axis -out');
  const rank = got && rankFor(call, got.axis);
  const line = rank === undefined ? undefined : arrayAt(call, got?.a, rank);
  const axes = line === undefined ? undefined : axesGiven(call, got?.axis, shapeAt(call, line).length);
  if (line === undefined || axes === undefined) return undefined;
  const reduced = { line, keep: false, ...(axes !== 'all' && { axes }) };
  return done(row(call, 'sub', [reduce(call, 'amax', reduced), reduce(call, 'amin', reduced)]));
};

const round: LibraryFunction = (call) => {
  const got = named(call, 'a|input|number|x decimals|ndigits -out');
  if (!got?.decimals) return call.receiver ? done(row(call, 'round', [got && lineAt(call, got.a)])) : 'pass';
  const line = lineAt(call, got.a);
  const digits = line === undefined ? undefined : knownNumber(call, got.decimals, 'The number of digits');
  if (digits === undefined) return undefined;
  const scale = number(call, 10 ** digits);
  return done(row(call, 'div', [row(call, 'round', [row(call, 'mul', [line, scale])]), scale]));
};

export const numpyMisc: readonly LibraryEntry[] = [
  pythonEntry(flatnonzero, python(ALL, 'flatnonzero')),
  pythonEntry(nonzero, python(ALL, 'nonzero'), ['nonzero']),
  pythonEntry(where, python(ALL, 'where'), ['where']),
  pythonEntry(select, python(NUMPY, 'select')),
  pythonEntry(clip, [...python(ALL, 'clip'), 'torch.clamp'], ['clip', 'clamp']),
  pythonEntry(diff, python(ALL, 'diff'), ['diff']),
  pythonEntry(ediff1d, python(NUMPY, 'ediff1d')),
  pythonEntry(trapezoid, [...python(ALL, 'trapezoid', 'trapz'), ...python('integrate', 'trapezoid', 'trapz')]),
  pythonEntry(polyval, python(NUMPY, 'polyval')),
  pythonEntry(convolution(false), python(NUMPY, 'convolve')),
  pythonEntry(convolution(true), python(NUMPY, 'correlate')),
  pythonEntry(isclose, python(ALL, 'isclose')),
  pythonEntry(allclose, python(ALL, 'allclose')),
  pythonEntry(testOf('nan'), [...python(ALL, 'isnan'), 'math.isnan']),
  pythonEntry(testOf('finite'), [...python(ALL, 'isfinite'), 'math.isfinite']),
  pythonEntry(testOf('inf'), [...python(ALL, 'isinf'), 'math.isinf']),
  pythonEntry(copysign, [...python(ALL, 'copysign'), 'math.copysign']),
  pythonEntry(ptp, python(NUMPY, 'ptp'), ['ptp']),
  pythonEntry(round, ['round', ...python(ALL, 'round', 'around')], ['round']),
];
