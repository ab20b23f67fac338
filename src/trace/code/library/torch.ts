/** PyTorch's tensor methods, and its functions that NumPy lacks. */
import type { LineId } from '../../../graph/list.ts';
import { NONE, type Thing, tuple } from '../things.ts';
import { type LibraryCall, type LibraryEntry, type LibraryFunction, pythonEntry } from './entry.ts';
import {
  arrayAt,
  axisGiven,
  done,
  lineAt,
  named,
  number,
  rankFor,
  refuse,
  row,
  shapeAt,
  sizesAt,
  sizesGiven,
  wholeNumber,
} from './given.ts';
import { isWhole } from './numpy-make.ts';
import { sliced } from './shapes.ts';

/** Method → row of the table: `x.exp()`. */
const UNARY: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ...['exp', 'log', 'log2', 'log10', 'log1p', 'expm1', 'exp2', 'sqrt', 'abs', 'sign', 'floor', 'ceil', 'trunc'],
    ...['sin', 'cos', 'tan', 'sinh', 'cosh', 'tanh', 'asin', 'acos', 'atan', 'asinh', 'acosh', 'atanh'],
    ...['sigmoid', 'relu', 'erf', 'erfc', 'lgamma', 'digamma', 'neg', 'logit'],
  ].map((name) => [name, name]),
);
const UNARY_ALSO = { absolute: 'abs', negative: 'neg', arcsin: 'asin', arccos: 'acos', arctan: 'atan', sgn: 'sign' };

const BINARY: Readonly<Record<string, string>> = {
  mul: 'mul',
  multiply: 'mul',
  div: 'div',
  divide: 'div',
  pow: 'pow',
  maximum: 'max',
  minimum: 'min',
  fmod: 'remainder',
  remainder: 'mod',
  atan2: 'atan2',
  logaddexp: 'logaddexp',
  lt: 'lt',
  le: 'le',
  gt: 'gt',
  ge: 'ge',
  eq: 'eq',
  ne: 'ne',
};

function unary(operation: string): LibraryFunction {
  return (call) => {
    const got = named(call, 'x');
    return done(row(call, operation, [got && lineAt(call, got.x)]));
  };
}

function binary(operation: string): LibraryFunction {
  return (call) => {
    const got = named(call, 'x other|exponent -rounding_mode');
    return done(row(call, operation, [got && lineAt(call, got.x), got && lineAt(call, got.other)]));
  };
}

/** x ± α y */
function scaled(operation: 'add' | 'sub'): LibraryFunction {
  return (call) => {
    const got = named(call, 'x|input other alpha -out');
    const other = got && lineAt(call, got.other);
    const right = got?.alpha ? row(call, 'mul', [lineAt(call, got.alpha), other]) : other;
    return done(row(call, operation, [got && lineAt(call, got.x), right]));
  };
}

const square: LibraryFunction = (call) => done(row(call, 'pow', [lineAt(call, call.args[0]), number(call, 2)]));
const reciprocal: LibraryFunction = (call) => done(row(call, 'div', [number(call, 1), lineAt(call, call.args[0])]));
const rsqrt: LibraryFunction = (call) => done(row(call, 'pow', [lineAt(call, call.args[0]), number(call, -0.5)]));

/** `x.view_as(y)`, `x.expand_as(y)`. */
function likeOther(operation: 'reshape' | 'broadcast'): LibraryFunction {
  return (call) => {
    const [x, y] = [lineAt(call, call.args[0]), lineAt(call, call.args[1])];
    if (x === undefined || y === undefined) return undefined;
    const line = row(call, operation, [x], { shape: sizesAt(call, y) });
    return line === undefined ? undefined : call.machine.view(call.args[0], line);
  };
}

/** `x.flatten(start_dim=1)`, `torch.flatten(x, 1)`. */
const flatten: LibraryFunction = (call) => {
  const got = named(call, 'input start_dim end_dim');
  const rank = got && (got.start_dim ? rankFor(call, got.start_dim) : 1);
  const line = rank === undefined ? undefined : arrayAt(call, got?.input, rank);
  if (line === undefined) return undefined;
  const sizes = sizesAt(call, line);
  const start = got?.start_dim ? axisGiven(call, got.start_dim, sizes.length) : 0;
  const end = got?.end_dim ? axisGiven(call, got.end_dim, sizes.length) : sizes.length - 1;
  if (start === undefined || end === undefined) return undefined;
  if (end < start) return refuse(call, 'flatten needs the first axis before the last.');
  const inner = sizes.slice(start, end + 1).reduce((product, size) => product * size, 1);
  const shape = [...sizes.slice(0, start), inner, ...sizes.slice(end + 1)];
  const flat = shape.join() === sizes.join() ? line : row(call, 'reshape', [line], { shape });
  return flat === undefined ? undefined : call.machine.view(got?.input, flat);
};

/** Parts of `size` entries along an axis (`chunk`: so many parts). */
function parted(isChunk: boolean): LibraryFunction {
  return (call) => {
    const got = named(call, 'tensor|input sizes|split_size|split_size_or_sections|chunks dim|axis');
    if (!got?.sizes) return got && refuse(call, `${call.path} needs the parts.`);
    const rank = rankFor(call, got.dim);
    const line = rank === undefined ? undefined : arrayAt(call, got.tensor, rank);
    if (line === undefined) return undefined;
    const axis = got.dim ? axisGiven(call, got.dim, shapeAt(call, line).length) : 0;
    const given = axis === undefined ? undefined : sizesGiven(call, got.sizes);
    if (axis === undefined || !given) return undefined;
    const size = sizesAt(call, line)[axis] ?? 1;
    const [first = 1] = given;
    const step = isChunk ? Math.ceil(size / Math.max(1, first)) : first;
    const isList = got.sizes.kind !== 'line' || given.length > 1;
    if (step < 1) return refuse(call, `${call.path} needs parts of one entry or more.`);
    const counts = isList
      ? given
      : Array.from({ length: Math.ceil(size / step) }, (_, i) => Math.min(step, size - i * step));
    if (counts.reduce((sum, count) => sum + count, 0) !== size)
      return refuse(call, `These parts do not make up ${size} entries.`);
    const items: Thing[] = [];
    let start = 0;
    for (const count of counts) {
      const part = sliced(call, line, axis, start, count);
      if (part === undefined) return undefined;
      items.push(call.machine.view(got.tensor, part));
      start += count;
    }
    return tuple(items);
  };
}

/** Entries of an axis, each by itself. */
const unbind: LibraryFunction = (call) => {
  const got = named(call, 'input dim');
  const rank = got && rankFor(call, got.dim);
  const line = rank === undefined ? undefined : arrayAt(call, got?.input, rank);
  if (line === undefined) return undefined;
  const axis = got?.dim ? axisGiven(call, got.dim, shapeAt(call, line).length) : 0;
  if (axis === undefined) return undefined;
  const sizes = sizesAt(call, line);
  const items: Thing[] = [];
  for (let i = 0; i < (sizes[axis] ?? 1); i++) {
    const part = row(call, 'index', [line], { items: sizes.map((size, k) => (k === axis ? [i] : [0, size, 1])) });
    if (part === undefined) return undefined;
    items.push(call.machine.view(got?.input, part));
  }
  return tuple(items);
};

/** Entries at known places of one axis. */
const indexSelect: LibraryFunction = (call) => {
  const got = named(call, 'input|a dim|axis index|indices');
  const isTake = /take$/.test(call.path);
  const [which, along] = isTake
    ? [call.args[1] ?? got?.index, call.keywords.get('axis') ?? call.args[2]]
    : [got?.index, got?.dim];
  if (!got || !which) return got && refuse(call, `${call.path} needs the places.`);
  const rank = rankFor(call, along);
  const line = rank === undefined ? undefined : arrayAt(call, got.input, rank);
  const places =
    line === undefined
      ? undefined
      : sizesGiven(
          call,
          which.kind === 'line' || which.kind === 'ref' ? tuple(call.machine.items(which, call.at.span) ?? []) : which,
        );
  if (line === undefined || !places) return undefined;
  const axis = along ? axisGiven(call, along, shapeAt(call, line).length) : 0;
  if (axis === undefined || (!along && shapeAt(call, line).length > 1))
    return refuse(call, `${call.path} needs an axis here.`);
  if (
    !reaches(
      call,
      line,
      axis,
      places.reduce((most, place) => Math.max(most, place + 1), 1),
    )
  )
    return undefined;
  const size = sizesAt(call, line)[axis] ?? 1;
  const indices = places.map((place) => (place < 0 ? place + size : place));
  if (indices.length === 0 || indices.some((place) => place < 0 || place >= size))
    return refuse(call, 'There is no such entry.');
  return done(row(call, 'gather', [line], { axis, indices }));
};

/** An open axis gets at least so many entries. False: tracing is done anew. */
export function reaches(call: LibraryCall, line: LineId, axis: number, size: number): boolean {
  const dimension = shapeAt(call, line)[axis];
  if (!dimension || dimension.guess === undefined || dimension.size >= size || size > 1000) return true;
  return !call.machine.kit.wish({ kind: 'size', axis: dimension, size });
}

/** Known whole numbers as rows of 0 and 1; undefined: refused. */
export function oneHotLine(
  call: LibraryCall,
  labels: readonly number[],
  sizes: readonly number[],
  classes: number,
): LineId | undefined {
  if (labels.some((label) => !Number.isInteger(label) || label < 0 || label >= classes)) {
    return refuse(call, `The classes must be whole numbers from 0 to ${classes - 1}.`);
  }
  const flat = labels.flatMap((label) => Array.from({ length: classes }, (_, k) => (k === label ? 1 : 0)));
  const thing = call.machine.tensor(flat, [flat.length]);
  return thing.kind === 'line' ? row(call, 'reshape', [thing.line], { shape: [...sizes, classes] }) : undefined;
}

/** Methods that change their tensor: `x.add_(1)`. */
function inPlace(run: LibraryFunction): LibraryFunction {
  return (call) => {
    const [thing] = call.args;
    const content = thing && call.machine.contentOf(thing);
    if (thing?.kind !== 'ref' || content?.kind !== 'array' || content.base) {
      return refuse(call, `.${call.path} is read for tensors with a name of their own.`);
    }
    const result = run(call);
    if (result === undefined || result === 'pass') return undefined;
    const line = lineAt(call, result);
    if (line === undefined) return undefined;
    if (sizesAt(call, line).join() !== sizesAt(call, content.line).join())
      return refuse(call, 'The shapes do not fit.');
    call.machine.store.change(thing.id, { ...content, line, version: content.version + 1 });
    return thing;
  };
}

/** A new tensor of the same kind: `x.new_zeros(3)`. */
function newOf(value: number): LibraryFunction {
  return (call) => {
    const rest = call.args.slice(1);
    const sizes = sizesGiven(call, rest.length === 1 ? rest[0] : tuple(rest));
    if (!sizes || isWhole(call.keywords.get('dtype')))
      return sizes && refuse(call, 'Tensors of whole numbers are not made here.');
    const line =
      sizes.length === 0 ? number(call, value) : row(call, 'broadcast', [number(call, value)], { shape: sizes });
    return line === undefined ? undefined : { kind: 'line', line, real: true };
  };
}

const narrow: LibraryFunction = (call) => {
  const got = named(call, 'input dim start length');
  if (!got?.dim || !got.start || !got.length)
    return got && refuse(call, `${call.path} needs an axis, a start and a length.`);
  const rank = rankFor(call, got.dim);
  const line = rank === undefined ? undefined : arrayAt(call, got.input, rank);
  const axis = line === undefined ? undefined : axisGiven(call, got.dim, shapeAt(call, line).length);
  const start = axis === undefined ? undefined : wholeNumber(call, got.start, 'The start');
  const count = start === undefined ? undefined : wholeNumber(call, got.length, 'The length');
  if (line === undefined || axis === undefined || start === undefined || count === undefined) return undefined;
  if (start < 0 || start + count > (sizesAt(call, line)[axis] ?? 1))
    return refuse(call, 'The range reaches beyond the axis.');
  const part = sliced(call, line, axis, start, count);
  return part === undefined ? undefined : call.machine.view(got.input, part);
};

const methods: readonly LibraryEntry[] = [
  ...Object.entries({ ...UNARY, ...UNARY_ALSO }).map(([name, operation]) => pythonEntry(unary(operation), [], [name])),
  ...Object.entries(BINARY).map(([name, operation]) => pythonEntry(binary(operation), [], [name])),
  pythonEntry(scaled('add'), ['torch.add'], ['add']),
  pythonEntry(scaled('sub'), ['torch.sub', 'torch.subtract'], ['sub', 'subtract']),
  pythonEntry(square, [], ['square']),
  pythonEntry(reciprocal, [], ['reciprocal']),
  pythonEntry(rsqrt, [], ['rsqrt']),
];

const CHANGING: readonly (readonly [string, LibraryFunction])[] = [
  ...Object.entries(UNARY).map(([name, operation]) => [`${name}_`, unary(operation)] as const),
  ...['mul', 'div', 'pow'].map((name) => [`${name}_`, binary(BINARY[name] ?? name)] as const),
  ['add_', scaled('add')],
  ['sub_', scaled('sub')],
  [
    'zero_',
    (call) =>
      done(row(call, 'broadcast', [number(call, 0)], { shape: sizesAt(call, lineAt(call, call.args[0]) ?? 0) })),
  ],
];

export const torch: readonly LibraryEntry[] = [
  ...methods,
  ...CHANGING.map(([name, run]) => pythonEntry(inPlace(run), [], [name])),
  pythonEntry(flatten, ['torch.flatten'], ['flatten']),
  pythonEntry(likeOther('reshape'), [], ['view_as', 'reshape_as']),
  pythonEntry(likeOther('broadcast'), [], ['expand_as']),
  pythonEntry(parted(false), ['torch.split'], ['split']),
  pythonEntry(parted(true), ['torch.chunk'], ['chunk']),
  pythonEntry(unbind, ['torch.unbind'], ['unbind']),
  pythonEntry(indexSelect, ['torch.index_select', 'np.take', 'jnp.take'], ['index_select']),
  pythonEntry(narrow, ['torch.narrow'], ['narrow']),
  pythonEntry(newOf(0), [], ['new_zeros']),
  pythonEntry(newOf(1), [], ['new_ones']),
  pythonEntry(() => NONE, ['torch.set_grad_enabled', 'torch.set_num_threads']),
];
