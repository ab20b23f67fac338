/** `scipy.spatial.distance`: distances of two vectors, of all pairs of rows, and the two forms in which these are kept. */
import type { LineId } from '../../../graph/list.ts';
import type { Thing } from '../things.ts';
import { type LibraryCall, type LibraryEntry, type LibraryFunction, pathEntry } from './entry.ts';
import { arrayAt, done, knownNumber, lineAt, named, number, refuse, reshaped, row, sizesAt, word } from './given.ts';
import { reduce, vectorNorm } from './numpy-reduce.ts';

const MOST_PAIRS = 100_000;

/** Of vectors along the last axis of two arrays that broadcast; `p` of Minkowski's distance. */
type Metric = (call: LibraryCall, a: LineId, b: LineId, p: number) => LineId | undefined;

const last = (call: LibraryCall, line: LineId) => [sizesAt(call, line).length - 1];

function total(call: LibraryCall, line: LineId | undefined, operation = 'sum'): LineId | undefined {
  return line === undefined ? undefined : reduce(call, operation, { line, axes: last(call, line), keep: false });
}

const gap = (call: LibraryCall, a: LineId, b: LineId) => row(call, 'sub', [a, b]);
const size = (call: LibraryCall, line: LineId | undefined) => row(call, 'abs', [line]);

/** (Σ |a − b|^p)^(1/p) */
const minkowski: Metric = (call, a, b, p) => {
  const line = gap(call, a, b);
  return line === undefined ? undefined : vectorNorm(call, { line, axes: last(call, line), keep: false }, p);
};

/** 1 − a·b/(‖a‖ ‖b‖) */
const cosine: Metric = (call, a, b) => {
  const norms = row(call, 'mul', [total(call, a, 'norm'), total(call, b, 'norm')]);
  const share = row(call, 'div', [total(call, row(call, 'mul', [a, b])), norms]);
  return row(call, 'sub', [number(call, 1), share]);
};

function centred(call: LibraryCall, line: LineId): LineId | undefined {
  return row(call, 'sub', [line, reduce(call, 'mean', { line, axes: last(call, line), keep: true })]);
}

const correlation: Metric = (call, a, b, p) => {
  const [x, y] = [centred(call, a), centred(call, b)];
  return x === undefined || y === undefined ? undefined : cosine(call, x, y, p);
};

/** Σ |a − b|/Σ |a + b| */
const brayCurtis: Metric = (call, a, b) => {
  const sum = size(call, row(call, 'add', [a, b]));
  return row(call, 'div', [total(call, size(call, gap(call, a, b))), total(call, sum)]);
};

/** Σ |a − b|/(|a| + |b|), 0 where both are 0. */
const canberra: Metric = (call, a, b) => {
  const away = size(call, gap(call, a, b));
  const sum = row(call, 'add', [size(call, a), size(call, b)]);
  const isZero = row(call, 'eq', [sum, number(call, 0)]);
  return total(call, row(call, 'select', [isZero, number(call, 0), row(call, 'div', [away, sum])]));
};

const METRICS: Readonly<Record<string, Metric>> = {
  euclidean: (call, a, b) => minkowski(call, a, b, 2),
  sqeuclidean: (call, a, b) => total(call, gap(call, a, b), 'normSquared'),
  cityblock: (call, a, b) => minkowski(call, a, b, 1),
  chebyshev: (call, a, b) => minkowski(call, a, b, Number.POSITIVE_INFINITY),
  minkowski,
  cosine,
  correlation,
  braycurtis: brayCurtis,
  canberra,
};

const OTHER_NAMES: Readonly<Record<string, string>> = {
  l2: 'euclidean',
  l1: 'cityblock',
  manhattan: 'cityblock',
  euclid: 'euclidean',
  sqeuclid: 'sqeuclidean',
};

function metricOf(call: LibraryCall, thing: Thing | undefined): Metric | undefined {
  const given = word(call, thing, 'euclidean')?.toLowerCase();
  if (given === undefined) return undefined;
  const name = OTHER_NAMES[given] ?? given;
  return Object.hasOwn(METRICS, name)
    ? METRICS[name]
    : refuse(call, `${call.path} with the metric '${name}' is not read.`);
}

function exponentOf(call: LibraryCall, thing: Thing | undefined): number | undefined {
  const p = thing ? knownNumber(call, thing, 'The exponent p') : 2;
  return p === undefined || p > 0 ? p : refuse(call, `${call.path} needs a positive p.`);
}

/** Two vectors: `euclidean(u, v)`. */
function ofVectors(metric: Metric): LibraryFunction {
  return (call) => {
    const got = named(call, metric === minkowski ? 'u v p -w' : 'u v -w');
    const u = got && arrayAt(call, got.u, 1);
    const v = u === undefined ? undefined : arrayAt(call, got?.v, 1);
    const p = v === undefined ? undefined : exponentOf(call, got?.p);
    return u === undefined || v === undefined || p === undefined ? undefined : done(metric(call, u, v, p));
  };
}

/** The rows of a matrix at these places. */
function rowsAt(call: LibraryCall, line: LineId, indices: readonly number[]): LineId | undefined {
  return row(call, 'gather', [line], { axis: 0, indices: [...indices] });
}

function isMatrix(call: LibraryCall, line: LineId): boolean {
  if (sizesAt(call, line).length === 2) return true;
  refuse(call, `${call.path} needs matrices, one point a row.`);
  return false;
}

/** Rows i < j of one matrix, in the order of the rows. */
const pairs: LibraryFunction = (call) => {
  const got = named(call, 'X metric -out p -w -V -VI');
  const line = got && arrayAt(call, got.X, 2);
  const metric = line === undefined ? undefined : metricOf(call, got?.metric);
  const p = metric && exponentOf(call, got?.p);
  if (line === undefined || !metric || p === undefined || !isMatrix(call, line)) return undefined;
  const [count = 1] = sizesAt(call, line);
  if (count < 2) return refuse(call, `${call.path} of one point has no pairs.`);
  if (count * count > MOST_PAIRS) return refuse(call, `${call.path} of ${count} points is too much to follow.`);
  const [first, second] = pairsOf(count);
  const [a, b] = [rowsAt(call, line, first), rowsAt(call, line, second)];
  return a === undefined || b === undefined ? undefined : done(metric(call, a, b, p));
};

/** The places i and j of the pairs i < j. */
function pairsOf(count: number): [number[], number[]] {
  const [first, second]: [number[], number[]] = [[], []];
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      first.push(i);
      second.push(j);
    }
  }
  return [first, second];
}

/** Each row of one matrix with each of another. */
const crossed: LibraryFunction = (call) => {
  const got = named(call, 'XA XB metric -out p -w -V -VI');
  const a = got && arrayAt(call, got.XA, 2);
  const b = a === undefined ? undefined : arrayAt(call, got?.XB, 2);
  const metric = b === undefined ? undefined : metricOf(call, got?.metric);
  const p = metric && exponentOf(call, got?.p);
  if (a === undefined || b === undefined || !metric || p === undefined) return undefined;
  if (!isMatrix(call, a) || !isMatrix(call, b)) return undefined;
  const [[m = 1, width = 1], [n = 1, other = 1]] = [sizesAt(call, a), sizesAt(call, b)];
  if (width !== other)
    return refuse(call, `${call.path} needs as many columns in both, here are ${width} and ${other}.`);
  if (m * n * width > 10 * MOST_PAIRS) return refuse(call, `${call.path} of so many points is too much to follow.`);
  const [left, right] = [reshaped(call, a, [m, 1, width]), reshaped(call, b, [1, n, width])];
  return left === undefined || right === undefined ? undefined : done(metric(call, left, right, p));
};

/** A vector of all pairs as a symmetric matrix with zeros on the diagonal, or such a matrix as a vector. */
const squareForm: LibraryFunction = (call) => {
  const got = named(call, 'X -force ~checks');
  const line = got && lineAt(call, got.X);
  if (line === undefined) return undefined;
  const sizes = sizesAt(call, line);
  if (sizes.length === 1) return done(unfolded(call, line, sizes[0] ?? 1));
  const [count = 1, columns] = sizes;
  if (sizes.length !== 2 || count !== columns || count < 2)
    return refuse(call, `${call.path} needs a vector of pairs or a square matrix.`);
  // SciPy checks that it is symmetric, and takes the upper half.
  const [first, second] = pairsOf(count);
  const flat = reshaped(call, line, [count * count]);
  return done(
    row(call, 'gather', [flat], { axis: 0, indices: first.map((i, k) => i * count + (second[k] as number)) }),
  );
};

function unfolded(call: LibraryCall, line: LineId, length: number): LineId | undefined {
  const count = Math.round((1 + Math.sqrt(1 + 8 * length)) / 2);
  if ((count * (count - 1)) / 2 !== length)
    return refuse(call, `${call.path}: ${length} is not the number of pairs of anything.`);
  const places = Array.from({ length: count * count }, () => 0);
  const [first, second] = pairsOf(count);
  for (const [k, i] of first.entries()) {
    const j = second[k] as number;
    places[i * count + j] = k + 1;
    places[j * count + i] = k + 1;
  }
  const zero = reshaped(call, number(call, 0), [1]);
  const all = row(call, 'concat', [zero, line], { axis: 0 });
  return reshaped(call, row(call, 'gather', [all], { axis: 0, indices: places }), [count, count]);
}

const SPATIAL = 'scipy.spatial.distance';

export const distances: readonly LibraryEntry[] = [
  pathEntry(pairs, [`${SPATIAL}.pdist`]),
  pathEntry(crossed, [`${SPATIAL}.cdist`]),
  pathEntry(squareForm, [`${SPATIAL}.squareform`]),
  ...Object.entries(METRICS).map(([name, metric]) => pathEntry(ofVectors(metric), [`${SPATIAL}.${name}`])),
];
