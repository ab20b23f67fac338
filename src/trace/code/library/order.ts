/** What goes by the order of entries: sort, median, quantiles, the k-th smallest. Which entry stands where is a fact of the point. */
import type { LineId } from '../../../graph/list.ts';
import { python } from '../../../primitives/make.ts';
import { listOf } from '../operators.ts';
import { type Thing, tuple, unknown } from '../things.ts';
import { type LibraryCall, type LibraryEntry, type LibraryFunction, pythonEntry } from './entry.ts';
import {
  axesGiven,
  axisGiven,
  done,
  flag,
  flattened,
  isTorch,
  knownNumber,
  lineAt,
  named,
  number,
  refuse,
  row,
  sizesAt,
  wants,
  wholeNumber,
  word,
} from './given.ts';
import { attributesOf, countUnder, type Reduced, reducedOf } from './numpy-reduce.ts';

const WHERE = 'where an entry stands depends on the values of inputs';

/** The entry that is k-th from below under each result. */
export function kthOf(call: LibraryCall, reduced: Reduced, k: number): LineId | undefined {
  return row(call, 'kthSmallest', [reduced.line], { ...attributesOf(reduced), k });
}

type Between = 'linear' | 'lower' | 'higher' | 'nearest' | 'midpoint';
const BETWEEN: readonly string[] = ['linear', 'lower', 'higher', 'nearest', 'midpoint'];

/** The quantile for a probability from 0 to 1, between two entries as `method` says (NumPy's; R's type 7). */
export function quantileOf(
  call: LibraryCall,
  reduced: Reduced,
  p: number,
  method: Between = 'linear',
): LineId | undefined {
  if (!(p >= 0 && p <= 1)) return refuse(call, `${call.path} needs probabilities from 0 to 1.`);
  const place = (countUnder(call, reduced) - 1) * p;
  const low = Math.floor(place);
  // Half way NumPy takes the even one.
  const isEven = place - low === 0.5 ? low % 2 === 0 : place - low < 0.5;
  if (method === 'lower' || place === low) return kthOf(call, reduced, low);
  if (method === 'higher') return kthOf(call, reduced, low + 1);
  if (method === 'nearest') return kthOf(call, reduced, isEven ? low : low + 1);
  const share = method === 'midpoint' ? 0.5 : place - low;
  const [a, b] = [kthOf(call, reduced, low), kthOf(call, reduced, low + 1)];
  return row(call, 'add', [a, row(call, 'mul', [number(call, share), row(call, 'sub', [b, a])])]);
}

/** The middle entry, or half the sum of the two in the middle. */
export function medianOf(call: LibraryCall, reduced: Reduced): LineId | undefined {
  const count = countUnder(call, reduced);
  const above = kthOf(call, reduced, count >> 1);
  if (count % 2 === 1) return above;
  return row(call, 'div', [row(call, 'add', [kthOf(call, reduced, (count >> 1) - 1), above]), number(call, 2)]);
}

/** Values and their places, as PyTorch answers. */
const withPlaces = (values: Thing | undefined): Thing | undefined =>
  values && { kind: 'tuple', items: [values, unknown(WHERE)], names: ['values', 'indices'] };

const median: LibraryFunction = (call) => {
  const torch = isTorch(call);
  if (torch === undefined) return refuse(call, `${call.path} of an even number of entries differs between libraries.`);
  const got = named(call, torch ? 'a|input dim|axis keepdim|keepdims' : 'a axis -out ~overwrite_input keepdims');
  const axis = got?.axis ?? got?.dim;
  const reduced = reducedOf(call, got && { a: got.a, axis, keepdims: got.keepdims ?? got.keepdim });
  if (!reduced) return undefined;
  if (!torch) return done(medianOf(call, reduced));
  // Of an even number of entries PyTorch takes the lower one.
  const lower = done(kthOf(call, reduced, (countUnder(call, reduced) - 1) >> 1));
  return axis ? withPlaces(lower) : lower;
};

/** `unit`: 100 for percentiles. */
function quantile(unit: 1 | 100): LibraryFunction {
  return (call) => {
    const torch = isTorch(call) === true;
    const got = named(
      call,
      torch
        ? 'a|input q dim|axis keepdim|keepdims interpolation -out'
        : 'a q axis -out ~overwrite_input method|interpolation keepdims',
    );
    const method = word(call, got?.method ?? got?.interpolation, 'linear');
    if (!got || method === undefined) return undefined;
    if (!BETWEEN.includes(method)) return refuse(call, `${call.path} with the method '${method}' is not read.`);
    const axis = got.axis ?? got.dim;
    const reduced = reducedOf(call, { a: got.a, axis, keepdims: got.keepdims ?? got.keepdim });
    if (!reduced || !got.q) return reduced && refuse(call, `${call.path} needs a probability.`);
    const one = (q: Thing) => {
      const p = knownNumber(call, q, 'Which quantile is meant');
      return p === undefined ? undefined : quantileOf(call, reduced, p / unit, method as Between);
    };
    const several = severalIn(call, got.q);
    if (!several) return done(one(got.q));
    const lines = several.map(one);
    return lines.some((line) => line === undefined) ? undefined : done(row(call, 'stack', lines, { axis: 0 }));
  };
}

/** The entries of a list or vector; undefined: one number. */
function severalIn(call: LibraryCall, thing: Thing): readonly Thing[] | undefined {
  const list = listOf(call.machine, thing);
  if (list || thing.kind === 'text') return list;
  const line = lineAt(call, thing);
  return line === undefined || sizesAt(call, line).length === 0 ? undefined : call.machine.items(thing, call.at.span);
}

/** The entries along an axis in rising order; `falls`: the other way round. */
export function sortedAlong(call: LibraryCall, line: LineId, axis: number, falls = false): LineId | undefined {
  const attributes = sizesAt(call, line).length === 1 ? undefined : { axis };
  const rising = row(call, 'sortBy', [line, line], attributes);
  return falls ? row(call, 'flip', [rising], { axes: [axis] }) : rising;
}

const sort: LibraryFunction = (call) => {
  const torch = isTorch(call);
  if (call.receiver && torch !== true)
    return refuse(call, `.${call.path} is not read: in NumPy it changes the array in place. Write np.sort(x).`);
  const got = named(call, torch ? 'a|input dim|axis descending ~stable' : 'a axis ~kind -order ~stable descending');
  const line = got && lineAt(call, got.a);
  if (line === undefined || !wants(call, line, 1)) return undefined;
  const falls = flag(call, got?.descending);
  if (falls === undefined) return undefined;
  const rank = sizesAt(call, line).length;
  if (rank === 0) return refuse(call, `${call.path} needs an array.`);
  const given = call.keywords.get('axis') ?? call.keywords.get('dim') ?? call.args[1];
  if (!torch && given?.kind === 'none') return done(sorted(call, flattened(call, line), 0, falls));
  const axis = given && given.kind !== 'none' ? axisGiven(call, given, rank) : rank - 1;
  if (axis === undefined) return undefined;
  const result = done(sorted(call, line, axis, falls));
  return torch ? withPlaces(result) : result;
};

function sorted(call: LibraryCall, line: LineId | undefined, axis: number, falls: boolean): LineId | undefined {
  return line === undefined ? undefined : sortedAlong(call, line, axis, falls);
}

/** The k largest or smallest, in their order. */
const topK: LibraryFunction = (call) => {
  const got = named(call, 'a|input|operand k dim|axis largest ~sorted');
  const line = got && lineAt(call, got.a);
  if (!got?.k || line === undefined || !wants(call, line, 1)) return undefined;
  const sizes = sizesAt(call, line);
  const k = wholeNumber(call, got.k, 'How many entries are taken');
  const axes = axesGiven(call, got.dim ?? number1(call), sizes.length);
  const falls = flag(call, got.largest, true);
  if (k === undefined || axes === undefined || axes === 'all' || falls === undefined) return undefined;
  const axis = axes[0] ?? 0;
  const all = sortedAlong(call, line, axis, falls);
  const items = sizes.map((size, i): number[] => [0, i === axis ? k : size, 1]);
  return withPlaces(done(row(call, 'index', [all], { items })));
};

const number1 = (call: LibraryCall): Thing => call.machine.constant(-1);

const kthValue: LibraryFunction = (call) => {
  const got = named(call, 'a|input k dim|axis keepdim');
  const k = got?.k && wholeNumber(call, got.k, 'Which entry is meant');
  const axis = got?.dim ?? number1(call);
  const reduced = k === undefined ? undefined : reducedOf(call, got && { a: got.a, axis, keepdims: got.keepdim });
  return reduced && k !== undefined ? withPlaces(done(kthOf(call, reduced, k - 1))) : undefined;
};

/** Python's own, of numbers without a key. */
const sortedList: LibraryFunction = (call) => {
  const got = named(call, 'iterable -key reverse');
  const items = got?.iterable && call.machine.items(got.iterable, call.at.span);
  const falls = got && flag(call, got.reverse);
  if (!items || falls === undefined) return undefined;
  if (items.length < 2) return call.machine.store.make({ kind: 'list', items });
  const line = lineAt(call, tuple(items));
  if (line === undefined) return undefined;
  if (sizesAt(call, line).length !== 1) return refuse(call, 'sorted is read for numbers.');
  const result = done(sortedAlong(call, line, 0, falls));
  const list = result && call.machine.items(result, call.at.span);
  return list && call.machine.store.make({ kind: 'list', items: list });
};

const medianOfList: LibraryFunction = (call) => {
  const got = named(call, 'data');
  const reduced = reducedOf(call, got && { a: got.data });
  return reduced && done(medianOf(call, reduced));
};

const ARRAYS = 'np jnp torch';

export const ordering: readonly LibraryEntry[] = [
  pythonEntry(median, python(ARRAYS, 'median'), ['median']),
  pythonEntry(quantile(1), python(ARRAYS, 'quantile'), ['quantile']),
  pythonEntry(quantile(100), python('np jnp', 'percentile')),
  pythonEntry(sort, python(ARRAYS, 'sort', 'msort'), ['sort']),
  pythonEntry(topK, ['torch.topk'], ['topk']),
  pythonEntry(kthValue, ['torch.kthvalue'], ['kthvalue']),
  pythonEntry(sortedList, ['sorted']),
  pythonEntry(medianOfList, ['statistics.median']),
];
