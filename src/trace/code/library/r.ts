/** R: vectors, sums, sequences, functions over functions, lists, tests. */
import type { LineId } from '../../../graph/list.ts';
import { NONE, type Thing, tuple } from '../things.ts';
import {
  ALGORITHM,
  arrayIn,
  chained,
  constantOf,
  differences,
  each,
  entriesFor,
  filled,
  flatIn,
  knownVector,
  lineIn,
  ORDER,
  PLACES,
  RANDOM,
  reduceAll,
  refusing,
  truthOf,
  varianceAll,
  wholeIn,
} from './columns.ts';
import type { LibraryCall, LibraryEntry, LibraryFunction } from './entry.ts';
import { done, named, number, refuse, row, sizesAt, wants } from './given.ts';
import { rOrder } from './order-columns.ts';
import { rApply } from './r-apply.ts';
import { rArrays } from './r-arrays.ts';
import { rDensity } from './r-density.ts';
import { rSpecial } from './special.ts';

const product = (sizes: readonly number[]) => sizes.reduce((all, own) => all * own, 1);

/** What `na.rm=` says changes nothing where no value is missing. */
function withoutNaRm(call: LibraryCall): LibraryCall {
  const keywords = new Map(call.keywords);
  keywords.delete('na.rm');
  return { ...call, keywords };
}

/** `sum(a, b, …)` over all entries of all arguments. */
function total(operation: string): LibraryFunction {
  return (given) => {
    const call = withoutNaRm(given);
    if (call.keywords.size > 0) return refuse(call, `${call.path} with keywords is not read.`);
    const [first] = call.args;
    const isList = first && call.machine.contentOf(first)?.kind === 'list';
    if (isList) return refuse(call, `${call.path} of a list is not read. Use unlist.`);
    if (call.args.length === 1) {
      const line = arrayIn(call, first, 1);
      return line === undefined ? undefined : done(reduceAll(call, operation, line));
    }
    const all = chained(call, call.args);
    return all === undefined ? undefined : done(reduceAll(call, operation, all));
  };
}

/** Of numbers the larger of two, of vectors the largest of all. */
function extreme(operation: 'amax' | 'amin', pairwise: 'max' | 'min'): LibraryFunction {
  const whole = total(operation);
  return (call) => {
    const lines = call.args.map((arg) => (arg.kind === 'line' ? arg.line : undefined));
    const areNumbers = lines.every((line) => line !== undefined && sizesAt(call, line).length === 0);
    if (!areNumbers || call.args.length < 2 || call.keywords.size > 0) return whole(call);
    return done(
      (lines as LineId[]).reduce<LineId | undefined>(
        (best, line) => (best === undefined ? line : row(call, pairwise, [best, line])),
        undefined,
      ),
    );
  };
}

const mean: LibraryFunction = (given) => {
  const call = withoutNaRm(given);
  const got = named(call, 'x -trim');
  const line = got && arrayIn(call, got.x, 1);
  return line === undefined ? undefined : done(reduceAll(call, 'mean', line));
};

function spread(isRoot: boolean): LibraryFunction {
  return (given) => {
    const call = withoutNaRm(given);
    const got = named(call, 'x -y');
    const line = got && arrayIn(call, got.x, 1);
    if (line === undefined) return undefined;
    if (call.machine.layout.formOf(line, call.at.span)?.kind === 'matrix') {
      return refuse(call, `${call.path} of a matrix gives covariances; it is not read.`);
    }
    const result = varianceAll(call, line, 1);
    return done(isRoot ? row(call, 'sqrt', [result]) : result);
  };
}

const range: LibraryFunction = (given) => {
  const call = withoutNaRm(given);
  const all = chained(call, call.args);
  const ends = ['amin', 'amax'].map((operation) => done(reduceAll(call, operation, all)));
  return ends.some((end) => end === undefined) ? undefined : done(chained(call, ends as Thing[]));
};

function cumulative(operation: 'cumsum' | 'cumprod'): LibraryFunction {
  return (call) => {
    const got = named(call, 'x');
    const line = got && flatIn(call, got.x);
    return line === undefined ? undefined : done(row(call, operation, [line], { axis: 0 }));
  };
}

// Vectors

/** `c(a = 1, b = x)`: names do not change what is computed. */
const combine: LibraryFunction = (call) => {
  const things = call.at.kind === 'call' ? ordered(call) : call.args;
  if (things.length === 0) return NONE;
  if (things.some((thing) => call.machine.contentOf(thing)?.kind === 'list')) return joinedLists(call, things);
  const isFunction = things.some(({ kind }) => kind === 'function' || kind === 'builtin' || kind === 'text');
  if (isFunction) return call.machine.store.make({ kind: 'list', items: things, loose: true });
  const only = things[0];
  if (things.length === 1 && only) {
    const line = lineIn(call, only);
    if (line === undefined || sizesAt(call, line).length === 0) return done(line);
  }
  const all = chained(call, things);
  const isTruths = call.at.kind === 'call' && call.at.args.every(({ kind }) => kind === 'boolean');
  return done(isTruths && call.keywords.size === 0 ? each(call, 'ne', [all, number(call, 0)]) : all);
};

/** Arguments in the order of the text, names or not. */
function ordered(call: LibraryCall): readonly Thing[] {
  if (call.keywords.size === 0 || call.at.kind !== 'call') return call.args;
  const { args, keywords } = call.at;
  const first = Math.min(...keywords.map(({ span }) => span.from));
  const isMixed = args.some((arg) => arg.span.from > first) || args.some(({ kind }) => kind === 'spread');
  if (!isMixed) return [...call.args, ...call.keywords.values()];
  const places = [
    ...args.map((arg, i) => ({ at: arg.span.from, thing: call.args[i] })),
    ...keywords.map(({ name, span }) => ({ at: span.from, thing: call.keywords.get(name) })),
  ];
  return places.sort((a, b) => a.at - b.at).flatMap(({ thing }) => (thing ? [thing] : []));
}

function joinedLists(call: LibraryCall, things: readonly Thing[]): Thing {
  const items = things.flatMap((thing) => {
    const content = call.machine.contentOf(thing);
    return content?.kind === 'list' ? content.items : [thing];
  });
  return call.machine.store.make({ kind: 'list', items, loose: true });
}

const rep: LibraryFunction = (call) => {
  const got = named(call, 'x times each length.out|len');
  const line = got && lineIn(call, got.x);
  if (!got || line === undefined) return undefined;
  const vector = call.machine.layout.flat(line, call.at.span);
  if (vector === undefined) return undefined;
  const [count = 1] = sizesAt(call, vector);
  const inner = got.each ? wholeIn(call, got.each, 'How often entries are repeated') : 1;
  if (inner === undefined) return undefined;
  let places = Array.from({ length: count * Math.max(0, inner) }, (_, i) => Math.floor(i / inner));
  if (got['length.out']) {
    const length = wholeIn(call, got['length.out'], 'The length');
    if (length === undefined) return undefined;
    places = Array.from({ length: Math.min(length, 10_000) }, (_, i) => places[i % places.length] ?? 0);
  } else if (got.times) {
    const times = timesOf(call, got.times);
    if (!times) return undefined;
    if (times.length === 1) places = Array.from({ length: Math.min(times[0] ?? 0, 10_000) }, () => places).flat();
    else if (times.length === places.length) places = places.flatMap((place, i) => Array(times[i] ?? 0).fill(place));
    else return refuse(call, 'rep needs as many times as entries.');
  }
  if (places.length === 0) return tuple([]);
  if (places.length === 1) return done(line);
  const value = call.machine.valueOf(vector);
  if (Array.isArray(value))
    return knownVector(
      call,
      places.map((place) => value[place] as number),
    );
  if (count === 1) return done(row(call, 'broadcast', [vector], { shape: [places.length] }));
  return done(row(call, 'gather', [vector], { axis: 0, indices: places }));
};

function timesOf(call: LibraryCall, thing: Thing): number[] | undefined {
  const line = flatIn(call, thing);
  const value = line === undefined ? undefined : call.machine.valueOf(line);
  if (!Array.isArray(value)) return line === undefined ? undefined : refuse(call, 'How often must be known.');
  return value as number[];
}

const seq: LibraryFunction = (call) => {
  const got = named(call, 'from to by length.out|length|len along.with');
  if (!got) return undefined;
  if (got['along.with']) return along({ ...call, args: [got['along.with']], keywords: new Map() });
  const only = got.from && call.args.length === 1 && call.keywords.size === 0;
  if (only && got.from) {
    const line = lineIn(call, got.from);
    if (line === undefined) return undefined;
    if (sizesAt(call, line).length > 0) return along(call);
    const stop = wholeIn(call, got.from, 'The length');
    return stop === undefined ? undefined : counted(call, stop);
  }
  if (got['length.out'] && !got.by) return points(call, got.from, got.to, got['length.out']);
  const numbers: number[] = [];
  const start = got.from ?? constantOf(call, 1);
  for (const thing of [start, got.to, got.by]) {
    if (!thing) continue;
    const value = call.machine.staticNumber(thing, call.at.span, 'How long the sequence is', true);
    if (value === undefined) return undefined;
    numbers.push(value);
  }
  const [from = 1] = numbers;
  if (got['length.out'] && got.by) {
    const length = wholeIn(call, got['length.out'], 'The length');
    if (length === undefined || got.to) return got.to ? refuse(call, 'seq is given too much.') : undefined;
    return { kind: 'range', start: from, step: numbers[1] ?? 1, count: Math.max(0, length) };
  }
  const to = numbers[1] ?? 1;
  const step = numbers[2] ?? (to >= from ? 1 : -1);
  if (!got.to || step === 0 || (to - from) / step < 0) return refuse(call, 'This sequence has no end.');
  return { kind: 'range', start: from, step, count: Math.floor((to - from) / step + 1e-10) + 1 };
};

function counted(call: LibraryCall, count: number): Thing | undefined {
  if (count < 1) return count === 0 ? tuple([]) : refuse(call, 'A sequence has no negative length.');
  return { kind: 'range', start: 1, step: 1, count };
}

function points(call: LibraryCall, from: Thing | undefined, to: Thing | undefined, length: Thing): Thing | undefined {
  const [start, stop] = [lineIn(call, from), lineIn(call, to)];
  const count = wholeIn(call, length, 'The length');
  if (start === undefined || stop === undefined || count === undefined) return undefined;
  if (count < 2 || count > 10_000) return refuse(call, `${count} points are not followed.`);
  const [a, b] = [call.machine.valueOf(start), call.machine.valueOf(stop)];
  const isKnown = typeof a === 'number' && typeof b === 'number';
  const steps = Array.from({ length: count }, (_, k) => (isKnown ? a + (k * (b - a)) / (count - 1) : k / (count - 1)));
  const known = knownVector(call, steps);
  if (isKnown) return known;
  return done(row(call, 'add', [start, row(call, 'mul', [row(call, 'sub', [stop, start]), lineIn(call, known)])]));
}

const along: LibraryFunction = (call) => {
  const count = lengthOf(call, call.args[0]);
  return count === undefined ? undefined : counted(call, count);
};

function lengthOf(call: LibraryCall, thing: Thing | undefined): number | undefined {
  const content = thing && call.machine.contentOf(thing);
  if (content?.kind === 'list') return content.items.length;
  if (content?.kind === 'dictionary') return content.entries.size;
  if (thing?.kind === 'none') return 0;
  if (thing?.kind === 'tuple') return thing.items.length;
  if (thing?.kind === 'range') return thing.count;
  const line = lineIn(call, thing);
  if (line === undefined || !wants(call, line, 1)) return undefined;
  return product(sizesAt(call, line));
}

function ends(isHead: boolean): LibraryFunction {
  return (call) => {
    const got = named(call, 'x n');
    const vector = got && flatIn(call, got.x);
    const n = got?.n ? wholeIn(call, got.n, 'How many entries are taken') : 6;
    if (vector === undefined || n === undefined) return undefined;
    const [count = 1] = sizesAt(call, vector);
    const taken = n >= 0 ? Math.min(n, count) : count + n;
    if (taken < 1) return refuse(call, `${call.path} takes nothing here.`);
    return done(row(call, 'index', [vector], { items: [[isHead ? 0 : count - taken, taken, 1]] }));
  };
}

const rev: LibraryFunction = (call) => {
  const [thing] = call.args;
  if (thing?.kind === 'range') {
    return { ...thing, start: thing.start + (thing.count - 1) * thing.step, step: -thing.step };
  }
  const content = thing && call.machine.contentOf(thing);
  if (content?.kind === 'list') return call.machine.store.make({ ...content, items: [...content.items].reverse() });
  const vector = flatIn(call, thing);
  return vector === undefined ? undefined : done(row(call, 'flip', [vector], { axes: [0] }));
};

const diff: LibraryFunction = (call) => {
  const got = named(call, 'x lag differences');
  const lag = got?.lag ? wholeIn(call, got.lag, 'The lag') : 1;
  const times = got?.differences ? wholeIn(call, got.differences, 'The order') : 1;
  let vector = got && flatIn(call, got.x);
  if (vector === undefined || times === undefined || lag === undefined) return undefined;
  if (lag !== 1 || times > 10) return refuse(call, 'diff is read for neighbours.');
  for (let i = 0; i < times && vector !== undefined; i++) vector = differences(call, vector);
  return done(vector);
};

const asVector: LibraryFunction = (call) => {
  const [thing] = call.args;
  const content = thing && call.machine.contentOf(thing);
  if (content?.kind === 'list') return unlist(call);
  if (thing?.kind === 'range' || thing?.kind === 'none') return thing;
  const line = lineIn(call, thing);
  if (line === undefined || sizesAt(call, line).length === 0) return done(line);
  return done(call.machine.layout.flat(line, call.at.span));
};

const unlist: LibraryFunction = (call) => {
  const content = call.args[0] && call.machine.contentOf(call.args[0]);
  const items =
    content?.kind === 'list'
      ? content.items
      : content?.kind === 'dictionary'
        ? [...content.entries.values()]
        : undefined;
  if (!items) return call.args[0] ?? refuse(call, 'unlist needs a list.');
  return done(chained(call, items));
};

function maker(value: number): LibraryFunction {
  return (call) => {
    const got = named(call, 'length');
    const count = got?.length ? wholeIn(call, got.length, 'The length') : 0;
    return count === undefined ? undefined : filled(call, [count], value);
  };
}

const vector: LibraryFunction = (call) => {
  const got = named(call, 'mode length');
  const count = got?.length ? wholeIn(call, got.length, 'The length') : 0;
  const mode = got?.mode?.kind === 'text' ? got.mode.value : 'logical';
  if (count === undefined) return undefined;
  if (mode === 'list') {
    const items = Array.from({ length: Math.min(count, 10_000) }, () => NONE);
    return call.machine.store.make({ kind: 'list', items, loose: true });
  }
  return filled(call, [count], 0);
};

// Lists and tests

const list: LibraryFunction = (call) => {
  if (call.keywords.size === 0) return call.machine.store.make({ kind: 'list', items: call.args, loose: true });
  if (call.args.length > 0) return refuse(call, 'A list with some names is not read. Name all entries or none.');
  return call.machine.store.make({ kind: 'dictionary', entries: new Map(call.keywords) });
};

/** `stopifnot(…)`: what must hold is taken to hold. */
const nothing: LibraryFunction = () => NONE;

function quantor(isAll: boolean): LibraryFunction {
  return (given) => {
    const call = withoutNaRm(given);
    const all = chained(call, call.args);
    const count = reduceAll(call, 'sum', each(call, isAll ? 'eq' : 'ne', [all, number(call, 0)]));
    const result = row(call, isAll ? 'eq' : 'ne', [count, number(call, 0)]);
    const known = result === undefined ? undefined : call.machine.valueOf(result);
    return typeof known === 'number' ? truthOf(call, known !== 0) : done(result);
  };
}

function isKind(test: (thing: Thing, call: LibraryCall) => boolean): LibraryFunction {
  return (call) => {
    const [thing] = call.args;
    if (!thing || thing.kind === 'unknown') return refuse(call, `${call.path} needs an argument.`);
    return truthOf(call, test(thing, call));
  };
}

const isNumeric = (thing: Thing, call: LibraryCall) =>
  thing.kind === 'line' || thing.kind === 'range' || call.machine.contentOf(thing)?.kind === 'array';

const notANumber: LibraryFunction = (call) => {
  const line = lineIn(call, call.args[0]);
  return done(each(call, 'ne', [line, line]));
};

const log: LibraryFunction = (call) => {
  const base = call.keywords.get('base');
  if (!base) return 'pass';
  const [x, b] = [lineIn(call, call.args[0]), lineIn(call, base)];
  return done(each(call, 'div', [each(call, 'log', [x]), each(call, 'log', [b])]));
};

const ifelse: LibraryFunction = (call) => {
  const got = named(call, 'test yes no');
  const lines = [got?.test, got?.yes, got?.no].map((thing) => (got ? lineIn(call, thing) : undefined));
  const [test] = lines;
  if (test === undefined || lines.some((line) => line === undefined)) return undefined;
  const isArray = lines.slice(1).some((line) => sizesAt(call, line as LineId).length > 0);
  if (isArray && sizesAt(call, test).length === 0) {
    return refuse(call, 'ifelse gives one number where its test is one. Write if and else.');
  }
  return done(each(call, 'select', lines));
};

const same: LibraryFunction = (call) => call.args[0] ?? refuse(call, `${call.path} needs an argument.`);

export const r: readonly LibraryEntry[] = [
  ...rArrays,
  ...rDensity,
  ...rSpecial,
  ...rOrder,
  ...rApply,
  ...entriesFor('r', {
    sum: total('sum'),
    prod: total('prod'),
    max: extreme('amax', 'max'),
    min: extreme('amin', 'min'),
    mean,
    var: spread(false),
    sd: spread(true),
    range,
    cumsum: cumulative('cumsum'),
    cumprod: cumulative('cumprod'),
    c: combine,
    rep,
    rep_len: (call) => {
      const got = named(call, 'x length.out');
      if (!got?.x || !got['length.out']) return got && refuse(call, 'rep_len needs a length.');
      return rep({ ...call, args: [got.x], keywords: new Map([['length.out', got['length.out']]]) });
    },
    'seq seq.int': seq,
    seq_len: (call) => {
      const got = named(call, 'length.out');
      const count = got && wholeIn(call, got['length.out'], 'The length');
      return count === undefined ? undefined : counted(call, count);
    },
    seq_along: along,
    length: (call) => {
      const count = lengthOf(call, call.args[0]);
      return count === undefined ? undefined : constantOf(call, count);
    },
    head: ends(true),
    tail: ends(false),
    rev,
    diff,
    'as.vector as.numeric as.double drop': asVector,
    unlist,
    'numeric double integer': maker(0),
    logical: maker(0),
    vector,
    list,
    any: quantor(false),
    all: quantor(true),
    'is.null': isKind((thing) => thing.kind === 'none'),
    'is.numeric is.double is.vector': isKind(isNumeric),
    'is.function': isKind(({ kind }) => kind === 'function' || kind === 'builtin'),
    'is.list': isKind((thing, call) => ['list', 'dictionary'].includes(call.machine.contentOf(thing)?.kind ?? '')),
    'is.character': isKind(({ kind }) => kind === 'text'),
    'is.na is.nan': notANumber,
    log,
    ifelse,
    'isTRUE unname as.list force': same,
    'stopifnot print cat message warning set.seed library require suppressPackageStartupMessages': nothing,
    'order rank cummax cummin unique table tabulate rle cut findInterval': refusing(ORDER),
    'which which.max which.min match nchar rowsum': refusing(PLACES),
    'rnorm runif rexp rgamma rbeta rbinom rpois rt sample rchisq rlogis': refusing(RANDOM),
    'optim optimize optimise uniroot nlm nlminb integrate solve.QP approx spline splinefun fft convolve polyroot filter cor cov scale sweep lm glm':
      refusing(ALGORITHM),
  }),
];
