/** Types, sizes and whole arrays: astype, shape, fill, tolist, and what has no effect on values. */
import { flatten } from '../../../base/value.ts';
import type { LineId } from '../../../graph/list.ts';
import { python } from '../../../primitives/make.ts';
import { lineThing, NONE, type Thing } from '../things.ts';
import { type LibraryCall, type LibraryEntry, type LibraryFunction, pythonEntry } from './entry.ts';
import {
  arrayAt,
  axisGiven,
  countAt,
  done,
  isPart,
  lineAt,
  named,
  number,
  rankFor,
  refuse,
  row,
  shapeAt,
  sizesAt,
  wants,
} from './given.ts';
import { ALL, isWhole, NUMPY, whole } from './numpy-make.ts';

/** `np.float64(x)`, `x.astype(float)`, `x.double()`: numbers are doubles here. */
const asFloat: LibraryFunction = (call) => {
  const got = named(call, 'x ~dtype ~device ~copy ~non_blocking ~order');
  if (!got?.x) return got && call.machine.constant(0);
  const dtype = call.keywords.get('dtype') ?? call.args[1];
  const line = lineAt(call, got.x);
  if (line === undefined) return undefined;
  if (isWhole(dtype)) {
    return /bool/.test(dtype?.kind === 'builtin' ? dtype.path : dtype?.kind === 'text' ? dtype.value : '')
      ? done(row(call, 'ne', [line, number(call, 0)]))
      : whole(call, line);
  }
  return { kind: 'line', line, real: true };
};

/** `int(x)`: cut towards zero. */
export const asWhole: LibraryFunction = (call) => {
  const got = named(call, 'x');
  const line = got && lineAt(call, got.x);
  return line === undefined ? undefined : whole(call, line);
};

/** The type of floating-point numbers, unless something may be of whole ones. */
const resultType: LibraryFunction = (call) => {
  for (const thing of call.args) {
    if (thing.kind === 'builtin' && isWhole(thing)) continue;
    const line = thing.kind === 'builtin' ? undefined : lineAt(call, thing);
    if (line === undefined && thing.kind !== 'builtin') return undefined;
    const value = line === undefined ? undefined : call.machine.valueOf(line);
    const areWhole = value !== undefined && flatten(value).every((entry) => Number.isInteger(entry));
    if (!areWhole) return { kind: 'builtin', path: 'numpy.float64' };
  }
  return refuse(call, `${call.path}: these may all be whole numbers.`);
};

/** False of an array, true of text. Of a number it is not known whether it is an array without axes. */
const isNumber: LibraryFunction = (call) => {
  const [thing] = call.args;
  const isText = thing?.kind === 'text';
  const line = isText ? undefined : lineAt(call, thing);
  if (!isText && line === undefined) return undefined;
  if (line === undefined) return call.machine.constant(1, 'true');
  if (shapeAt(call, line).length > 0) return call.machine.constant(0, 'false');
  return refuse(call, `${call.path}: whether this is a number or an array without axes is not known.`);
};

/** `np.finfo(float)`: the limits of doubles. */
const limits: LibraryFunction = (call) => {
  const entries = new Map<string, Thing>(
    Object.entries({
      eps: Number.EPSILON,
      tiny: 2.2250738585072014e-308,
      max: Number.MAX_VALUE,
      min: -Number.MAX_VALUE,
      resolution: 1e-15,
    }).map(([name, value]) => [name, call.machine.constant(value)]),
  );
  return call.machine.store.make({ kind: 'dictionary', entries });
};

const shapeOf: LibraryFunction = (call) => {
  const got = named(call, 'a|input|x');
  const line = got && arrayAt(call, got.a, 1);
  if (line === undefined || isPart(call)) return undefined;
  const items = shapeAt(call, line).map(({ size, symbol }) => call.machine.constant(size, symbol));
  return { kind: 'tuple', items };
};

/** `np.size(x)`, `x.size(0)`, `x.size()`. */
const sizeOf: LibraryFunction = (call) => {
  const got = named(call, 'a|input axis|dim');
  const rank = got && rankFor(call, got.axis);
  const line = rank === undefined ? undefined : arrayAt(call, got?.a, rank);
  if (line === undefined || isPart(call)) return undefined;
  const shape = shapeAt(call, line);
  if (got?.axis) {
    const axis = axisGiven(call, got.axis, shape.length);
    return axis === undefined ? undefined : call.machine.constant(shape[axis]?.size ?? 1, shape[axis]?.symbol);
  }
  return call.receiver ? shapeOf({ ...call, args: call.args.slice(0, 1) }) : call.machine.constant(countAt(call, line));
};

const countOf: LibraryFunction = (call) => {
  const got = named(call, 'a|input');
  const line = got && arrayAt(call, got.a, 1);
  return line === undefined || isPart(call) ? undefined : call.machine.constant(countAt(call, line));
};

const rankOf: LibraryFunction = (call) => {
  const got = named(call, 'a|input');
  const line = got && arrayAt(call, got.a, 1);
  return line === undefined ? undefined : call.machine.constant(shapeAt(call, line).length);
};

/** Changes the array itself. */
const fill: LibraryFunction = (call) => {
  const [thing, value] = call.args;
  const content = thing && call.machine.contentOf(thing);
  const line = lineAt(call, value);
  if (line === undefined) return undefined;
  if (thing?.kind !== 'ref' || content?.kind !== 'array' || content.base)
    return refuse(call, 'fill is read for arrays with a name.');
  const whole = row(call, 'broadcast', [line], { shape: sizesAt(call, content.line) });
  if (whole === undefined) return undefined;
  call.machine.store.change(thing.id, { ...content, line: whole, version: content.version + 1 });
  return NONE;
};

const fillDiagonal: LibraryFunction = (call) => {
  const got = named(call, 'a val -wrap');
  const thing = got?.a;
  const content = thing && call.machine.contentOf(thing);
  const value = lineAt(call, got?.val);
  if (value === undefined) return undefined;
  if (thing?.kind !== 'ref' || content?.kind !== 'array' || content.base || call.path.startsWith('jax')) {
    return refuse(call, `${call.path} is read for arrays with a name.`);
  }
  const [rows = 1, columns = 1] = sizesAt(call, content.line);
  if (shapeAt(call, content.line).length !== 2 || shapeAt(call, value).length !== 0) {
    return refuse(call, `${call.path} is read for a matrix and a number.`);
  }
  let line: LineId | undefined = content.line;
  for (let i = 0; i < Math.min(rows, columns); i++) line = row(call, 'setIndex', [line, value], { items: [[i], [i]] });
  if (line === undefined) return undefined;
  call.machine.store.change(thing.id, { ...content, line, version: content.version + 1 });
  return NONE;
};

/** A list of numbers, nested as the array is. */
const toList: LibraryFunction = (call) => {
  const [thing] = call.args;
  const line = lineAt(call, thing);
  if (line === undefined || !wants(call, line, 1)) return undefined;
  return listed(call, lineThing(line), shapeAt(call, line).length);
};

function listed(call: LibraryCall, thing: Thing, depth: number): Thing | undefined {
  if (depth === 0) return thing;
  const items = call.machine.items(thing, call.at.span);
  const inner = items?.map((item) => listed(call, item, depth - 1));
  if (!inner || inner.some((item) => item === undefined)) return undefined;
  return call.machine.store.make({ kind: 'list', items: inner as Thing[] });
}

/** Of real numbers: themselves. */
const same: LibraryFunction = (call) => {
  const got = named(call, 'x|input|val');
  return got?.x ?? (got && refuse(call, `${call.path} needs an argument.`));
};

const nothing: LibraryFunction = () => NONE;

const FLOATS = python(NUMPY, 'float64', 'float32', 'float16', 'double', 'single', 'longdouble', 'floating').concat(
  python('torch', 'float64', 'float32', 'float16', 'double', 'float', 'bfloat16', 'half'),
);
const INTEGERS = python(NUMPY, 'int64', 'int32', 'int16', 'int8', 'uint8', 'intp', 'bool_').concat(
  python('torch', 'int64', 'int32', 'int', 'long', 'bool', 'uint8'),
);

export const numpyTypes: readonly LibraryEntry[] = [
  pythonEntry(asFloat, FLOATS, ['astype', 'double', 'float', 'to', 'type']),
  pythonEntry(asWhole, INTEGERS, ['int', 'long']),
  pythonEntry(
    (call) => refuse(call, `${call.path} is read as the type of an array.`),
    python(NUMPY, 'complex128', 'complex64', 'complex_'),
  ),
  pythonEntry(resultType, python(NUMPY, 'result_type')),
  pythonEntry(isNumber, python(NUMPY, 'isscalar')),
  pythonEntry(limits, python(NUMPY, 'finfo')),
  pythonEntry(shapeOf, python(NUMPY, 'shape')),
  pythonEntry(sizeOf, python(NUMPY, 'size'), ['size']),
  pythonEntry(countOf, ['torch.numel'], ['numel', 'nelement']),
  pythonEntry(rankOf, python(NUMPY, 'ndim'), ['dim']),
  pythonEntry(fill, [], ['fill', 'fill_']),
  pythonEntry(fillDiagonal, python(NUMPY, 'fill_diagonal')),
  pythonEntry(toList, [], ['tolist']),
  pythonEntry(same, python(ALL, 'real', 'conj', 'conjugate', 'real_if_close')),
  pythonEntry(same, [], ['contiguous', 'cpu', 'cuda', 'numpy', 'block_until_ready']),
  pythonEntry((call) => call.machine.constant(0, 'false'), ['torch.cuda.is_available']),
  pythonEntry(nothing, [
    'torch.device',
    ...python('np', 'seterr', 'set_printoptions', 'errstate'),
    ...python('torch', 'manual_seed', 'set_default_dtype', 'set_printoptions', 'set_default_tensor_type'),
    ...python('np.random', 'seed'),
    ...python('random', 'seed'),
  ]),
];
