/** Reshaping, transposing, joining, repeating: entries move, nothing is computed. */

import type { LineId } from '../../../graph/list.ts';
import { python } from '../../../primitives/make.ts';
import { type Thing, tuple } from '../things.ts';
import { type LibraryCall, type LibraryEntry, pythonEntry } from './entry.ts';
import {
  arrayAt,
  axesGiven,
  axisGiven,
  dialect,
  done,
  flattened,
  lineAt,
  named,
  rankFor,
  refuse,
  reshaped,
  row,
  shapeAt,
  sizesAt,
  sizesGiven,
  viewOf,
  wholeNumber,
} from './given.ts';
import { ALL, atLeast, hasFraction, NUMPY } from './numpy-make.ts';
import {
  expanded,
  joined,
  linesOf,
  permutationGiven,
  repeatedEach,
  reshapedTo,
  squeezed,
  swapped,
  tiled,
  transposed,
} from './shapes.ts';

/** `x.reshape(2, 3)`, `x.reshape((2, 3))`, `np.reshape(x, (2, 3))`, `x.view(-1)`. */
function reshape(call: LibraryCall): Thing | undefined {
  const [thing, ...rest] = call.args;
  for (const [name, value] of call.keywords) {
    if (name === 'order' && value.kind === 'text' && /^[CF]$/.test(value.value)) continue;
    if (!['shape', 'newshape', 'copy'].includes(name))
      return refuse(call, `${call.path} with ${name}= is not read yet.`);
  }
  const given =
    call.keywords.get('shape') ?? call.keywords.get('newshape') ?? (rest.length === 1 ? rest[0] : tuple(rest));
  if (rest.length > 1 && rest.some((item) => item.kind === 'text'))
    return refuse(call, 'Only the order C is read here.');
  const line = arrayAt(call, thing, 1);
  const sizes = line === undefined ? undefined : sizesGiven(call, given);
  if (line === undefined || !sizes) return undefined;
  const order = call.keywords.get('order');
  if (order?.kind !== 'text' || order.value === 'C') return viewOf(call, thing, reshapedTo(call, line, sizes));
  // Columns first: the axes turned round, filled row by row, and turned back.
  const turned = transposed(call, line);
  const filled = turned === undefined ? undefined : reshapedTo(call, turned, sizes.toReversed());
  return filled === undefined ? undefined : viewOf(call, thing, transposed(call, filled));
}

function transpose(call: LibraryCall): Thing | undefined {
  const [thing, ...rest] = call.args;
  const other = [...call.keywords.keys()].find((name) => name !== 'axes');
  if (other !== undefined) return refuse(call, `${call.path} with ${other}= is not read yet.`);
  const axes = call.keywords.get('axes');
  const given = axes ? [axes] : rest.filter((item) => item.kind !== 'none');
  const line = arrayAt(call, thing, 2);
  if (line === undefined) return undefined;
  if (given.length === 0) return viewOf(call, thing, transposed(call, line));
  if (call.receiver && call.path === 'transpose' && given.length === 2 && dialect(call) !== 'numpy') {
    // PyTorch swaps these two axes, NumPy orders all axes by them.
    if (dialect(call) === 'torch') return swapAxes(call);
    return refuse(call, 'transpose(a, b) means different things in NumPy and PyTorch. Write swapaxes(a, b).');
  }
  const order = permutationGiven(call, given, line);
  return order && viewOf(call, thing, transposed(call, line, order));
}

function swapAxes(call: LibraryCall): Thing | undefined {
  const got = named(call, 'a|input|x axis1|dim0 axis2|dim1');
  if (!got?.axis1 || !got.axis2) return got && refuse(call, `${call.path} needs two axes.`);
  const reach = [got.axis1, got.axis2].map((axis) => rankFor(call, axis) ?? 2);
  const line = arrayAt(call, got.a, Math.max(2, ...reach));
  if (line === undefined) return undefined;
  const rank = shapeAt(call, line).length;
  const a = axisGiven(call, got.axis1, rank);
  const b = a === undefined ? undefined : axisGiven(call, got.axis2, rank);
  return a === undefined || b === undefined ? undefined : viewOf(call, got.a, swapped(call, line, a, b));
}

function moveAxis(call: LibraryCall): Thing | undefined {
  const got = named(call, 'a|input source destination');
  if (!got?.source || !got.destination) return got && refuse(call, `${call.path} needs two places.`);
  const line = arrayAt(call, got.a, 2);
  if (line === undefined) return undefined;
  const rank = shapeAt(call, line).length;
  const from = axisGiven(call, got.source, rank);
  const to = from === undefined ? undefined : axisGiven(call, got.destination, rank);
  if (from === undefined || to === undefined) return undefined;
  const axes = shapeAt(call, line).flatMap((_, i) => (i === from ? [] : [i]));
  axes.splice(to, 0, from);
  return viewOf(call, got.a, transposed(call, line, axes));
}

/** `np.rollaxis(x, axis, start)`: the axis comes before the one that stands at `start`. */
function rollAxis(call: LibraryCall): Thing | undefined {
  const got = named(call, 'a axis start');
  if (!got?.axis) return got && refuse(call, 'rollaxis needs an axis.');
  const line = arrayAt(call, got.a, rankFor(call, got.axis) ?? 1);
  if (line === undefined) return undefined;
  const rank = shapeAt(call, line).length;
  const from = axisGiven(call, got.axis, rank);
  const start = from === undefined ? undefined : got.start ? wholeNumber(call, got.start, 'A place') : 0;
  if (from === undefined || start === undefined) return undefined;
  const before = start < 0 ? start + rank : start;
  if (before < 0 || before > rank) return refuse(call, `There are ${rank} axes only.`);
  const axes = shapeAt(call, line).flatMap((_, i) => (i === from ? [] : [i]));
  axes.splice(before > from ? before - 1 : before, 0, from);
  return viewOf(call, got.a, transposed(call, line, axes));
}

function concatenate(call: LibraryCall): Thing | undefined {
  const got = named(call, 'arrays|tensors axis|dim -out ~dtype ~casting');
  if (!got) return undefined;
  const noAxis = call.keywords.get('axis')?.kind === 'none';
  const rank = noAxis ? 1 : rankFor(call, got.axis);
  const lines = rank === undefined ? undefined : linesOf(call, got.arrays, rank);
  if (!lines) return undefined;
  if (noAxis) return flatJoined(call, lines);
  const axis = got.axis ? axisGiven(call, got.axis, shapeAt(call, lines[0] as LineId).length) : 0;
  return axis === undefined ? undefined : done(joined(call, lines, axis));
}

function flatJoined(call: LibraryCall, lines: readonly LineId[]): Thing | undefined {
  const flat = lines.map((line) => flattened(call, line));
  return flat.some((line) => line === undefined) ? undefined : done(joined(call, flat as LineId[], 0));
}

function stack(call: LibraryCall): Thing | undefined {
  const got = named(call, 'arrays|tensors axis|dim -out ~dtype ~casting');
  const rank = got && (got.axis ? rankFor(call, got.axis) : 1);
  const lines = rank === undefined ? undefined : linesOf(call, got?.arrays, rank - 1);
  if (!lines) return undefined;
  const axis = got?.axis ? axisGiven(call, got.axis, shapeAt(call, lines[0] as LineId).length + 1) : 0;
  return axis === undefined ? undefined : done(row(call, 'stack', lines, { axis }));
}

/** hstack, vstack, column_stack: numbers and vectors become rows or columns first. */
function stacker(kind: 'h' | 'v' | 'column') {
  return (call: LibraryCall): Thing | undefined => {
    const got = named(call, 'tup|tensors|arrays ~dtype ~casting -out');
    const lines = got && linesOf(call, got.tup, 0);
    if (!lines) return undefined;
    const rank = (line: LineId) => shapeAt(call, line).length;
    const parts = lines.map((line) => {
      if (kind === 'v') return atLeast(call, line, 2);
      const vector = atLeast(call, line, 1);
      if (kind === 'h' || vector === undefined || rank(vector) > 1) return vector;
      return reshaped(call, vector, [...sizesAt(call, vector), 1]);
    });
    if (parts.some((part) => part === undefined)) return undefined;
    const ready = parts as LineId[];
    const axis = kind === 'v' || (kind === 'h' && rank(ready[0] as LineId) === 1) ? 0 : 1;
    return done(joined(call, ready, axis));
  };
}

function append(call: LibraryCall): Thing | undefined {
  const got = named(call, 'arr values axis');
  if (!got) return undefined;
  const whole = arrayAt(call, got.arr, 1);
  const more = whole === undefined ? undefined : arrayAt(call, got.values, got.axis ? shapeAt(call, whole).length : 0);
  if (whole === undefined || more === undefined) return undefined;
  if (!got.axis) return flatJoined(call, [whole, more]);
  const axis = axisGiven(call, got.axis, shapeAt(call, whole).length);
  return axis === undefined ? undefined : done(joined(call, [whole, more], axis));
}

function roll(call: LibraryCall): Thing | undefined {
  const got = named(call, 'a|input|x shift|shifts axis|dims');
  if (!got?.shift) return got && refuse(call, `${call.path} needs a shift.`);
  const rank = rankFor(call, got.axis);
  const line = rank === undefined ? undefined : arrayAt(call, got.a, rank);
  const shift = line === undefined ? undefined : wholeNumber(call, got.shift, 'The shift');
  if (line === undefined || shift === undefined) return undefined;
  if (!got.axis) {
    const sizes = sizesAt(call, line);
    return done(reshaped(call, row(call, 'roll', [flattened(call, line)], { shift, axis: 0 }), sizes));
  }
  const axis = axisGiven(call, got.axis, shapeAt(call, line).length);
  return axis === undefined ? undefined : done(row(call, 'roll', [line], { shift, axis }));
}

function flip(fixed?: number) {
  return (call: LibraryCall): Thing | undefined => {
    const got = named(call, fixed === undefined ? 'm|a|input|x axis|dims' : 'm|a|input|x');
    const rank = got && (fixed === undefined ? rankFor(call, got.axis) : fixed + 1);
    const line = rank === undefined ? undefined : arrayAt(call, got?.m, rank);
    if (line === undefined) return undefined;
    const all = shapeAt(call, line).map((_, i) => i);
    const axes = fixed === undefined ? axesGiven(call, got?.axis, all.length) : [fixed];
    if (axes === undefined) return undefined;
    return viewOf(call, got?.m, row(call, 'flip', [line], { axes: axes === 'all' ? all : [...axes] }));
  };
}

function repeat(call: LibraryCall): Thing | undefined {
  if (call.receiver && dialect(call) !== 'numpy') {
    if (dialect(call) === 'torch') return tile(call);
    return refuse(call, 'repeat means different things in NumPy and PyTorch. Write np.repeat(…) or torch.tile(…).');
  }
  const got = named(call, 'a|input repeats axis|dim');
  if (!got?.repeats) return got && refuse(call, `${call.path} needs a count.`);
  const rank = rankFor(call, got.axis);
  const line = rank === undefined ? undefined : arrayAt(call, got.a, rank);
  const times = line === undefined ? undefined : wholeNumber(call, got.repeats, 'How often entries are repeated');
  if (line === undefined || times === undefined) return undefined;
  if (times < 1) return refuse(call, 'Repeating nothing gives an empty array; that is not followed.');
  if (!got.axis) {
    const flat = flattened(call, shapeAt(call, line).length === 0 ? reshaped(call, line, [1]) : line);
    return flat === undefined ? undefined : done(repeatedEach(call, flat, 0, times));
  }
  const axis = axisGiven(call, got.axis, shapeAt(call, line).length);
  return axis === undefined ? undefined : done(repeatedEach(call, line, axis, times));
}

function tile(call: LibraryCall): Thing | undefined {
  const [thing, ...rest] = call.args;
  const line = arrayAt(call, thing, 1);
  const given = call.keywords.get('reps') ?? call.keywords.get('dims') ?? (rest.length === 1 ? rest[0] : tuple(rest));
  const times = line === undefined ? undefined : sizesGiven(call, given);
  if (line === undefined || !times) return undefined;
  if (times.some((count) => count < 1))
    return refuse(call, 'Repeating nothing gives an empty array; that is not followed.');
  return done(tiled(call, line, times));
}

function broadcastTo(call: LibraryCall): Thing | undefined {
  const [thing, ...rest] = call.args;
  const given = call.keywords.get('shape') ?? call.keywords.get('size') ?? (rest.length === 1 ? rest[0] : tuple(rest));
  const line = lineAt(call, thing);
  const sizes = line === undefined ? undefined : sizesGiven(call, given);
  if (line === undefined || !sizes) return undefined;
  const own = sizesAt(call, line);
  const shape = sizes.map((size, i) => (size === -1 ? (own[i - sizes.length + own.length] ?? 1) : size));
  return viewOf(call, thing, row(call, 'broadcast', [line], { shape }));
}

function squeeze(call: LibraryCall): Thing | undefined {
  const got = named(call, 'a|input|x axis|dim');
  const rank = got && (got.axis ? rankFor(call, got.axis) : 0);
  const line = rank === undefined ? undefined : arrayAt(call, got?.a, rank);
  const axes = line === undefined ? undefined : axesGiven(call, got?.axis, shapeAt(call, line).length);
  if (line === undefined || axes === undefined) return undefined;
  return viewOf(call, got?.a, squeezed(call, line, axes));
}

function expandDims(call: LibraryCall): Thing | undefined {
  const got = named(call, 'a|input|x axis|dim');
  if (!got?.axis) return got && refuse(call, `${call.path} needs an axis.`);
  const line = arrayAt(call, got.a, 1);
  const places = line === undefined ? undefined : sizesGiven(call, got.axis);
  return line === undefined || !places ? undefined : viewOf(call, got.a, expanded(call, line, places));
}

function triangle(operation: 'tril' | 'triu') {
  return (call: LibraryCall): Thing | undefined => {
    const got = named(call, 'm|input k|diagonal');
    const line = got && arrayAt(call, got.m, 2);
    const k = got?.k ? wholeNumber(call, got.k, 'The diagonal') : 0;
    return line === undefined || k === undefined ? undefined : done(row(call, operation, [line], { k }));
  };
}

function diag(call: LibraryCall): Thing | undefined {
  const got = named(call, 'v|input k|diagonal');
  const line = got && arrayAt(call, got.v, 1);
  const k = got?.k ? wholeNumber(call, got.k, 'The diagonal') : 0;
  if (line === undefined || k === undefined) return undefined;
  const rank = shapeAt(call, line).length;
  if (rank !== 1 && rank !== 2) return refuse(call, `${call.path} takes a vector or a matrix.`);
  return done(row(call, rank === 1 ? 'diag' : 'diagonal', [line], { k }));
}

/** Of an array of any shape, its entries on the diagonal of a matrix. */
function diagFlat(call: LibraryCall): Thing | undefined {
  const got = named(call, 'v k|offset');
  const line = got && arrayAt(call, got.v, 1);
  const k = got?.k ? wholeNumber(call, got.k, 'The diagonal') : 0;
  if (line === undefined || k === undefined) return undefined;
  const count = shapeAt(call, line).reduce((all, { size }) => all * size, 1);
  const flat = row(call, 'reshape', [line], { shape: [count] });
  return flat === undefined ? undefined : done(row(call, 'diag', [flat], { k }));
}

function diagonal(call: LibraryCall): Thing | undefined {
  const got = named(call, 'a|input offset -axis1|dim1 -axis2|dim2');
  const line = got && arrayAt(call, got.a, 2);
  const k = got?.offset ? wholeNumber(call, got.offset, 'The diagonal') : 0;
  return line === undefined || k === undefined ? undefined : done(row(call, 'diagonal', [line], { k }));
}

/** Along the first axis in parts of equal size, or cut at the places given. */
function split(call: LibraryCall): Thing | undefined {
  const got = named(call, 'a|tensor sections|indices_or_sections axis');
  if (!got?.sections) return got && refuse(call, `${call.path} needs the parts.`);
  const rank = rankFor(call, got.axis);
  const line = rank === undefined ? undefined : arrayAt(call, got.a, rank);
  if (line === undefined) return undefined;
  const axis = got.axis ? axisGiven(call, got.axis, shapeAt(call, line).length) : 0;
  const given = axis === undefined ? undefined : sizesGiven(call, got.sections);
  if (axis === undefined || !given) return undefined;
  const size = sizesAt(call, line)[axis] ?? 1;
  const isCount = got.sections.kind === 'line' && given.length === 1;
  const parts = given[0] ?? 1;
  const dimension = shapeAt(call, line)[axis];
  if (isCount && parts > 0 && size % parts !== 0 && dimension?.guess !== undefined) {
    const wish = { kind: 'size', axis: dimension, size: parts * Math.ceil(size / parts), exact: true } as const;
    if (call.machine.kit.wish(wish)) return undefined;
  }
  if (isCount && (parts < 1 || size % parts !== 0))
    return refuse(call, `${size} entries do not split into ${parts} equal parts.`);
  const cuts = isCount ? Array.from({ length: parts - 1 }, (_, i) => ((i + 1) * size) / parts) : given;
  const items: Thing[] = [];
  for (const [i, end] of [...cuts, size].entries()) {
    const start = i === 0 ? 0 : (cuts[i - 1] ?? 0);
    if (start < 0 || end > size || end <= start) return refuse(call, 'These parts do not fit.');
    const sizes = sizesAt(call, line);
    const part = row(call, 'index', [line], {
      items: sizes.map((all, k) => (k === axis ? [start, end - start, 1] : [0, all, 1])),
    });
    if (part === undefined) return undefined;
    items.push(call.machine.view(got.a, part));
  }
  return call.machine.store.make({ kind: 'list', items });
}

/** All arrays in the shape that they have together. */
function broadcastArrays(call: LibraryCall): Thing | undefined {
  const lines: LineId[] = [];
  let joint: LineId | undefined;
  for (const arg of call.args) {
    const line = lineAt(call, arg);
    joint = joint === undefined ? line : row(call, 'add', [joint, line]);
    if (line === undefined || joint === undefined) return undefined;
    lines.push(line);
  }
  if (!named({ ...call, args: [] }, '~subok') || joint === undefined) return undefined;
  const sizes = sizesAt(call, joint);
  const items: Thing[] = [];
  for (const [i, line] of lines.entries()) {
    const isWhole = sizesAt(call, line).join() === sizes.join();
    const wide = isWhole ? line : row(call, 'broadcast', [line], { shape: [...sizes] });
    const thing = viewOf(call, call.args[i], wide);
    if (!thing) return undefined;
    const isReal = call.at.kind === 'call' && hasFraction(call.at.args[i]);
    items.push(isReal && thing.kind === 'line' ? { ...thing, real: true } : thing);
  }
  return call.machine.store.make({ kind: 'list', items });
}

export const numpyShape: readonly LibraryEntry[] = [
  pythonEntry(reshape, python(ALL, 'reshape'), ['reshape', 'view']),
  pythonEntry(transpose, python(NUMPY, 'transpose', 'permute_dims'), ['transpose']),
  pythonEntry(transpose, python('torch', 'permute'), ['permute']),
  pythonEntry(swapAxes, [...python(ALL, 'swapaxes'), 'torch.transpose', 'torch.swapdims'], ['swapaxes', 'swapdims']),
  pythonEntry(rollAxis, python(ALL, 'rollaxis')),
  pythonEntry(moveAxis, [...python(ALL, 'moveaxis'), 'torch.movedim'], ['moveaxis', 'movedim']),
  pythonEntry(
    (call) => {
      const got = named(call, 'a|input ~order start_dim end_dim');
      if (got?.start_dim || got?.end_dim) return refuse(call, 'flatten is read for all axes together.');
      const line = got && arrayAt(call, got.a, 1);
      return line === undefined ? undefined : viewOf(call, got?.a, flattened(call, line));
    },
    python(ALL, 'ravel'),
    ['ravel', 'flatten'],
  ),
  pythonEntry(squeeze, python(ALL, 'squeeze'), ['squeeze']),
  pythonEntry(expandDims, [...python(NUMPY, 'expand_dims'), 'torch.unsqueeze'], ['unsqueeze']),
  pythonEntry(concatenate, [
    ...python(NUMPY, 'concatenate', 'concat'),
    ...python('torch', 'cat', 'concat', 'concatenate'),
  ]),
  pythonEntry(stack, python(ALL, 'stack')),
  pythonEntry(stacker('h'), python(ALL, 'hstack')),
  pythonEntry(stacker('v'), [...python(ALL, 'vstack'), ...python('np', 'row_stack')]),
  pythonEntry(stacker('column'), python(ALL, 'column_stack')),
  pythonEntry(append, python(NUMPY, 'append')),
  pythonEntry(roll, python(ALL, 'roll'), ['roll']),
  pythonEntry(flip(), python(ALL, 'flip'), ['flip']),
  pythonEntry(flip(0), python(ALL, 'flipud')),
  pythonEntry(flip(1), python(ALL, 'fliplr')),
  pythonEntry(repeat, [...python(NUMPY, 'repeat'), 'torch.repeat_interleave'], ['repeat']),
  pythonEntry(tile, python(ALL, 'tile'), ['tile']),
  pythonEntry(broadcastArrays, python(ALL, 'broadcast_arrays', 'broadcast_tensors')),
  pythonEntry(broadcastTo, python(ALL, 'broadcast_to'), ['expand']),
  pythonEntry(triangle('tril'), python(ALL, 'tril'), ['tril']),
  pythonEntry(triangle('triu'), python(ALL, 'triu'), ['triu']),
  pythonEntry(diag, python(ALL, 'diag'), ['diag']),
  pythonEntry(diagFlat, python(ALL, 'diagflat')),
  pythonEntry(diagonal, python(ALL, 'diagonal'), ['diagonal']),
  pythonEntry(split, python(NUMPY, 'split')),
];
