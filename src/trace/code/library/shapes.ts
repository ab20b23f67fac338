/** Arrays in other shapes: what many movers of entries share. */
import type { LineId } from '../../../graph/list.ts';
import { listOf } from '../operators.ts';
import type { Thing } from '../things.ts';
import type { LibraryCall } from './entry.ts';
import { arrayAt, countAt, lineAt, refuse, reshaped, row, shapeAt, sizesAt, sizesGiven, wants } from './given.ts';

/** Where −1 stands, the size that is left; an open vector takes the size that is needed. */
export function reshapedTo(call: LibraryCall, line: LineId, wanted: readonly number[]): LineId | undefined {
  const { kit } = call.machine;
  const count = countAt(call, line);
  const known = wanted.filter((size) => size >= 0).reduce((product, size) => product * size, 1);
  const open = wanted.filter((size) => size < 0).length;
  if (open > 1) return refuse(call, 'Only one size of a new shape can be left open (−1).');
  const isFit = open === 1 ? known > 0 && count % known === 0 : known === count;
  if (!isFit) {
    const shape = shapeAt(call, line);
    const guess = shape.find((axis) => axis.guess !== undefined);
    const others = guess ? count / guess.size : 1;
    if (guess && shape.filter((axis) => axis.guess !== undefined).length === 1 && known % others === 0) {
      if (kit.wish({ kind: 'size', axis: guess, size: known / others, exact: true })) return undefined;
    }
    if (asksLonger(call, line, open === 1 ? known * Math.ceil(count / known) - count : known - count)) return undefined;
    return refuse(call, `${count} entries do not fit into the shape (${wanted.join(', ')}).`);
  }
  return reshaped(
    call,
    line,
    wanted.map((size) => (size < 0 ? count / known : size)),
  );
}

/** `x[k:].reshape(-1, 3)` of an x of open length, which asks for some entries more. */
function asksLonger({ machine }: LibraryCall, line: LineId, more: number): boolean {
  const { builder, wish } = machine.kit;
  const { operation, operands, shape } = builder.at(line);
  const [axis, another] = operands[0] === undefined ? [] : builder.shape(operands[0]);
  if (operation !== 'index' || shape.length !== 1 || axis?.guess === undefined || another || !(more > 0)) return false;
  return axis.size + more <= LONGEST && wish({ kind: 'size', axis, size: axis.size + more });
}

const LONGEST = 24;

export function transposed(call: LibraryCall, line: LineId | undefined, axes?: readonly number[]): LineId | undefined {
  if (line === undefined) return undefined;
  const rank = shapeAt(call, line).length;
  if (rank < 2 || axes?.every((axis, i) => axis === i)) return line;
  const isReversed = axes?.every((axis, i) => axis === rank - 1 - i) ?? true;
  return row(call, 'transpose', [line], isReversed ? undefined : { axes: [...(axes ?? [])] });
}

export function swapped(call: LibraryCall, line: LineId, a: number, b: number): LineId | undefined {
  const axes = shapeAt(call, line).map((_, i) => (i === a ? b : i === b ? a : i));
  return transposed(call, line, axes);
}

/** Entries `start`, `start + step`, … along one axis. */
export function sliced(
  call: LibraryCall,
  line: LineId | undefined,
  axis: number,
  start: number,
  count: number,
): LineId | undefined {
  if (line === undefined) return undefined;
  if (count < 1) return refuse(call, 'This range is empty.');
  const sizes = sizesAt(call, line);
  if (start === 0 && count === sizes[axis]) return line;
  return row(call, 'index', [line], { items: sizes.map((size, i) => (i === axis ? [start, count, 1] : [0, size, 1])) });
}

export function joined(call: LibraryCall, lines: readonly LineId[], axis: number): LineId | undefined {
  return lines.length === 1 ? lines[0] : row(call, 'concat', lines, { axis });
}

/** The arrays in a list, each asked for `rank` axes. */
export function linesOf(call: LibraryCall, thing: Thing | undefined, rank: number): LineId[] | undefined {
  if (thing === undefined) return refuse(call, `${call.path} needs a list of arrays.`);
  const list = listOf(call.machine, thing) ?? call.machine.items(thing, call.at.span);
  if (!list || list.length === 0) return list ? refuse(call, `${call.path} of an empty list is not read.`) : undefined;
  const lines: LineId[] = [];
  for (const item of list) {
    const line = arrayAt(call, item, rank);
    if (line === undefined) return undefined;
    lines.push(line);
  }
  return lines;
}

/** Axes that may follow one another as arguments: `x.transpose(1, 0)`, `np.transpose(x, (1, 0))`. */
export function permutationGiven(call: LibraryCall, things: readonly Thing[], line: LineId): number[] | undefined {
  const axes: number[] = [];
  for (const thing of things) {
    const some = sizesGiven(call, thing);
    if (!some) return undefined;
    axes.push(...some);
  }
  if (!wants(call, line, axes.length)) return undefined;
  const rank = shapeAt(call, line).length;
  const from = axes.map((axis) => (axis < 0 ? axis + rank : axis));
  if (from.length === rank && [...from].sort((a, b) => a - b).every((axis, i) => axis === i)) return from;
  return refuse(call, `(${axes.join(', ')}) is no order of the ${rank} axes.`);
}

/** Each entry `times` times along an axis, one beside the other. */
export function repeatedEach(call: LibraryCall, line: LineId, axis: number, times: number): LineId | undefined {
  const sizes = sizesAt(call, line);
  const apart = [...sizes.slice(0, axis + 1), 1, ...sizes.slice(axis + 1)];
  const wide = [...sizes.slice(0, axis + 1), times, ...sizes.slice(axis + 1)];
  const result = [...sizes.slice(0, axis), (sizes[axis] ?? 1) * times, ...sizes.slice(axis + 1)];
  return reshaped(call, row(call, 'broadcast', [reshaped(call, line, apart)], { shape: wide }), result);
}

/** The whole array `times[i]` times along axis i. */
export function tiled(call: LibraryCall, line: LineId, times: readonly number[]): LineId | undefined {
  const sizes = sizesAt(call, line);
  const counts = [...times];
  while (sizes.length < counts.length) sizes.unshift(1);
  while (counts.length < sizes.length) counts.unshift(1);
  if (counts.every((count) => count === 1)) return reshaped(call, line, sizes);
  const apart = reshaped(
    call,
    line,
    sizes.flatMap((size) => [1, size]),
  );
  const wide = row(call, 'broadcast', [apart], { shape: sizes.flatMap((size, i) => [counts[i] ?? 1, size]) });
  return reshaped(
    call,
    wide,
    sizes.map((size, i) => size * (counts[i] ?? 1)),
  );
}

/** Without the axes of size 1, all or those given. */
export function squeezed(call: LibraryCall, line: LineId, axes: readonly number[] | 'all'): LineId | undefined {
  const sizes = sizesAt(call, line);
  const gone = axes === 'all' ? sizes.flatMap((size, i) => (size === 1 ? [i] : [])) : axes;
  const wrong = gone.find((axis) => sizes[axis] !== 1);
  if (wrong !== undefined)
    return refuse(call, `Axis ${wrong} has ${sizes[wrong]} entries: only an axis of one can go.`);
  return reshaped(
    call,
    line,
    sizes.filter((_, i) => !gone.includes(i)),
  );
}

/** With a new axis of size 1 at each place of the result. */
export function expanded(call: LibraryCall, line: LineId, places: readonly number[]): LineId | undefined {
  const sizes = sizesAt(call, line);
  const rank = sizes.length + places.length;
  const at = places.map((place) => (place < 0 ? place + rank : place)).sort((a, b) => a - b);
  if (at.some((place) => place < 0 || place >= rank)) return refuse(call, 'There is no such place for a new axis.');
  for (const place of at) sizes.splice(place, 0, 1);
  return reshaped(call, line, sizes);
}

/** A number that several functions take as an array of one entry. */
export function asVector(call: LibraryCall, thing: Thing | undefined): LineId | undefined {
  const line = lineAt(call, thing);
  return line !== undefined && shapeAt(call, line).length === 0 ? reshaped(call, line, [1]) : line;
}
