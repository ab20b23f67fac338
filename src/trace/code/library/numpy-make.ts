/** Arrays made from sizes and numbers: zeros, arange, linspace, eye, array. */
import type { Value } from '../../../base/value.ts';
import { nest } from '../../../base/value.ts';
import type { LineId } from '../../../graph/list.ts';
import { python } from '../../../primitives/make.ts';
import type { Shape } from '../../../primitives/shape.ts';
import type { Expression } from '../../../syntax/tree.ts';
import { PARAMETER } from '../modules.ts';
import { lineThing, type Thing, tuple } from '../things.ts';
import { type LibraryCall, type LibraryEntry, pythonEntry } from './entry.ts';
import {
  arrayAt,
  countAt,
  done,
  flag,
  lineAt,
  type Named,
  named,
  number,
  refuse,
  reshaped,
  row,
  shapeAt,
  sizesAt,
  sizesGiven,
  spreadSizes,
  viewOf,
  wants,
  wholeNumber,
} from './given.ts';

/** NumPy, JAX and PyTorch. */
export const ALL = 'np jnp torch';
export const NUMPY = 'np jnp';

/** More entries are no array that anyone reads. */
const MOST_ENTRIES = 100_000;

/** Whether `dtype=` asks for whole numbers or truth values. */
export function isWhole(dtype: Thing | undefined): boolean {
  const spelled = dtype?.kind === 'builtin' ? dtype.path : dtype?.kind === 'text' ? dtype.value : '';
  return /(?:^|\.)(?:u?int\w*|long|short|bool_?)$/.test(spelled);
}

/** Arrays of `dtype=bool` hold true and false. */
function asTruths(call: LibraryCall, thing: Thing | undefined, dtype: Thing | undefined): Thing | undefined {
  const spelled = dtype?.kind === 'builtin' ? dtype.path : dtype?.kind === 'text' ? dtype.value : '';
  if (thing?.kind !== 'line' || !/(?:^|\.)bool_?$/.test(spelled)) return thing;
  return done(row(call, 'ne', [thing.line, number(call, 0)]));
}

/** `axes`: those of the array that it is made like. */
export function filled(
  call: LibraryCall,
  sizes: readonly number[],
  value: number,
  text?: string,
  axes?: Shape,
): Thing | undefined {
  const count = sizes.reduce((product, size) => product * size, 1);
  if (count > MOST_ENTRIES || sizes.some((size) => size < 0)) {
    return refuse(call, `${call.path} would make ${count} entries; that is too much to follow.`);
  }
  if (count === 0) return refuse(call, `${call.path} makes an empty array here; that is not followed.`);
  const entries = nest(new Float64Array(count).fill(value), sizes);
  if (!axes || axes.length === 0) return call.machine.tensor(entries, sizes, text);
  return lineThing(call.machine.kit.builder.tensor(entries, axes, text ?? String(value)));
}

/** The same thing, marked as an array of floating-point numbers unless its type is whole. */
export function asReal(thing: Thing | undefined, dtype: Thing | undefined): Thing | undefined {
  return thing?.kind === 'line' && !isWhole(dtype) ? { ...thing, real: true } : thing;
}

const MAKER_KEYWORDS = ['dtype', 'shape', 'size', 'device', 'requires_grad', 'order', 'like', 'layout'];

/** `requires_grad=True`: what is made becomes an input under the name that it gets. */
export function trained(call: LibraryCall, thing: Thing | undefined): Thing | undefined {
  const says = call.keywords.get('requires_grad');
  const line = thing?.kind === 'line' ? thing.line : undefined;
  if (!says || line === undefined || flag(call, says) !== true) return thing;
  return parameterOf(call, sizesAt(call, line), thing);
}

/** A parameter that becomes an input once it has a name. */
export function parameterOf(call: LibraryCall, sizes: readonly number[], value?: Thing): Thing {
  const entries = new Map<string, Thing>([['sizes', tuple(sizes.map((size) => call.machine.constant(size)))]]);
  if (value) entries.set('value', value);
  return call.machine.store.make({ kind: 'object', path: '', className: PARAMETER, entries });
}

function filler(value: number) {
  return (call: LibraryCall): Thing | undefined => {
    const other = [...call.keywords.keys()].find((name) => !MAKER_KEYWORDS.includes(name));
    if (other !== undefined) return refuse(call, `${call.path} with ${other}= is not read yet.`);
    const isTorch = call.path.startsWith('torch');
    const rest = call.args.slice(0, isTorch ? undefined : 1);
    const sizes = spreadSizes({ ...call, args: rest }, 0);
    if (!sizes) return undefined;
    const dtype = call.keywords.get('dtype') ?? (isTorch ? undefined : call.args[1]);
    const made = filled(call, sizes, value, sizes.length === 0 ? undefined : shortName(value));
    return trained(call, asReal(asTruths(call, made, dtype), dtype));
  };
}

function shortName(value: number): string | undefined {
  return value === 0 ? '0' : value === 1 ? '1' : undefined;
}

function fillerLike(value: number | undefined) {
  return (call: LibraryCall): Thing | undefined => {
    const signature = `a|input|x|prototype ${value === undefined ? 'fill_value ' : ''}dtype ~order ~subok shape ~device ~requires_grad`;
    const got = named(call, signature);
    if (!got) return undefined;
    const line = arrayAt(call, got.a, got.shape ? 0 : 1);
    const sizes = line === undefined ? undefined : got.shape ? sizesGiven(call, got.shape) : sizesAt(call, line);
    if (line === undefined || !sizes) return undefined;
    if (value !== undefined) {
      // The array may be one of whole numbers: what is like it is so too.
      const isKnown = call.machine.valueOf(line) !== undefined;
      const text = sizes.length === 0 ? undefined : shortName(value);
      const axes = got.shape ? undefined : shapeAt(call, line);
      const plain = filled(call, sizes, value, text, axes);
      const made = asTruths(call, plain, got.dtype);
      return isKnown && got.dtype === undefined && !isRealThing(call, got.a) ? made : asReal(made, got.dtype);
    }
    const made = fullOf(call, sizes, got.fill_value);
    return call.machine.valueOf(line) === undefined ? asReal(made, got.dtype) : made;
  };
}

function isRealThing(call: LibraryCall, thing: Thing | undefined): boolean {
  if (thing?.kind === 'line') return thing.real === true;
  const content = thing && call.machine.contentOf(thing);
  return content?.kind === 'array' && content.real === true;
}

function fullOf(call: LibraryCall, sizes: readonly number[], value: Thing | undefined): Thing | undefined {
  const line = lineAt(call, value);
  if (line === undefined) return undefined;
  const known = call.machine.valueOf(line);
  if (typeof known === 'number') return filled(call, sizes, known);
  return done(sizes.length === 0 ? line : row(call, 'broadcast', [line], { shape: [...sizes] }));
}

/** Literals only whole numbers: `[1, 2, 3]`, which NumPy takes for whole numbers. */
export function hasFraction(expression: Expression | undefined): boolean {
  switch (expression?.kind) {
    case 'number':
      return /[.eEjJ]/.test(expression.text);
    case 'operation':
      return expression.operands.some(hasFraction);
    case 'sequence':
      return expression.items.some(hasFraction);
    default:
      return false;
  }
}

/** `ndmin=`: axes of size 1 in front, as many as are missing. */
function withAxes(call: LibraryCall, made: Thing | undefined, least: Thing | undefined): Thing | undefined {
  if (!made || !least) return made;
  const rank = wholeNumber(call, least, 'How many axes there are');
  const line = rank === undefined ? undefined : lineAt(call, made);
  if (line === undefined || rank === undefined) return undefined;
  const sizes = sizesAt(call, line);
  if (sizes.length >= rank) return made;
  return done(reshaped(call, line, [...Array.from({ length: rank - sizes.length }, () => 1), ...sizes]));
}

function array(call: LibraryCall, got: Named, copies: boolean): Thing | undefined {
  const thing = got.a;
  const line = lineAt(call, thing);
  if (line === undefined) return undefined;
  const truths = asTruths(call, lineThing(line), got.dtype);
  if (truths?.kind !== 'line' || truths.line !== line) return truths;
  if (got.dtype && isWhole(got.dtype)) return whole(call, line);
  if (!copies && thing?.kind === 'ref' && call.machine.contentOf(thing)?.kind === 'array') return thing;
  const first = call.at.kind === 'call' ? call.at.args[0] : undefined;
  const isReal = got.dtype !== undefined || hasFraction(first) || isRealThing(call, thing);
  return isReal ? { kind: 'line', line, real: true } : lineThing(line);
}

/** Cut towards zero; known whole numbers stay. */
export function whole(call: LibraryCall, line: LineId): Thing | undefined {
  const value = call.machine.valueOf(line);
  const isWholeNow = value !== undefined && allWhole(value);
  return done(isWholeNow ? line : row(call, 'trunc', [line]));
}

function allWhole(value: Value): boolean {
  return typeof value === 'number' ? Number.isInteger(value) : value.every(allWhole);
}

/** `start + (stop − start) k/(n − 1)`. */
function linspace(call: LibraryCall, got: Named): LineId | undefined {
  const [start, stop] = [lineAt(call, got.start), lineAt(call, got.stop)];
  if (start === undefined || stop === undefined) return undefined;
  const count = got.num
    ? wholeNumber(call, got.num, 'How many points there are')
    : call.path.startsWith('torch')
      ? undefined
      : 50;
  const endpoint = flag(call, got.endpoint, true);
  if (count === undefined || endpoint === undefined) {
    return count === undefined && !got.num ? refuse(call, `${call.path} needs the number of points.`) : undefined;
  }
  if (count < 1 || count > MOST_ENTRIES) return refuse(call, `${count} points are not followed.`);
  const steps = endpoint ? count - 1 : count;
  const [from, to] = [call.machine.valueOf(start), call.machine.valueOf(stop)];
  if (typeof from === 'number' && typeof to === 'number') {
    const step = steps > 0 ? (to - from) / steps : 0;
    const values = Array.from({ length: count }, (_, k) => (endpoint && k === steps && k > 0 ? to : from + k * step));
    return idOf(call.machine.tensor(values, [count]));
  }
  const parts = idOf(
    call.machine.tensor(
      Array.from({ length: count }, (_, k) => (steps > 0 ? k / steps : 0)),
      [count],
    ),
  );
  return row(call, 'add', [start, row(call, 'mul', [row(call, 'sub', [stop, start]), parts])]);
}

function idOf(thing: Thing): LineId | undefined {
  return thing.kind === 'line' ? thing.line : undefined;
}

export function identity(call: LibraryCall, rows: number, columns: number, offset: number): Thing | undefined {
  if (rows < 1 || columns < 1 || rows * columns > MOST_ENTRIES)
    return refuse(call, 'An identity of this size is not followed.');
  const value = Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => (j - i === offset ? 1 : 0)),
  );
  const thing = call.machine.tensor(value, [rows, columns], rows === columns && offset === 0 ? 'I' : undefined);
  return asReal(thing, undefined);
}

/** At least so many axes: NumPy puts the new ones where `at` says. */
export function atLeast(call: LibraryCall, line: LineId | undefined, rank: 1 | 2): LineId | undefined {
  if (line === undefined) return undefined;
  const sizes = sizesAt(call, line);
  while (sizes.length < rank) sizes.unshift(1);
  return reshaped(call, line, sizes);
}

/** Where a range starts and how it goes on are numbers that are computed with: no input may become a constant by it. */
function ownNumber(call: LibraryCall, thing: Thing | undefined): number | undefined {
  const line = lineAt(call, thing);
  const value = line === undefined ? undefined : call.machine.valueOf(line);
  if (line === undefined || typeof value === 'number') return value as number | undefined;
  return refuse(call, `${call.path} starts, ends or steps by an input here. Write start + step * ${call.path}(n).`);
}

export const numpyMake: readonly LibraryEntry[] = [
  pythonEntry(filler(0), python(ALL, 'zeros')),
  pythonEntry(filler(1), python(ALL, 'ones')),
  // What it holds before it is set is not known: no number.
  pythonEntry(filler(Number.NaN), python(ALL, 'empty')),
  pythonEntry(fillerLike(0), python(ALL, 'zeros_like')),
  pythonEntry(fillerLike(1), python(ALL, 'ones_like')),
  pythonEntry(fillerLike(Number.NaN), python(ALL, 'empty_like')),
  pythonEntry(fillerLike(undefined), python(ALL, 'full_like')),
  pythonEntry(
    (call) => {
      const got = named(call, 'shape|size fill_value dtype ~device ~requires_grad');
      const sizes = got && sizesGiven(call, got.shape);
      const made = sizes && fullOf(call, sizes, got.fill_value);
      const written = call.at.kind === 'call' ? call.at.args[1] : undefined;
      return got?.dtype || hasFraction(written) ? asReal(made, got?.dtype) : made;
    },
    python(ALL, 'full'),
  ),
  pythonEntry(
    (call) => {
      const got = named(call, 'N|n M|m k dtype ~device ~requires_grad ~order');
      if (!got?.N) return got && refuse(call, `${call.path} needs a size.`);
      const rows = wholeNumber(call, got.N, 'A size');
      const columns = rows !== undefined && got.M ? wholeNumber(call, got.M, 'A size') : rows;
      const offset = got.k ? wholeNumber(call, got.k, 'A diagonal') : 0;
      if (rows === undefined || columns === undefined || offset === undefined) return undefined;
      return identity(call, rows, columns, offset);
    },
    python(ALL, 'eye').concat(python(NUMPY, 'identity')),
  ),
  pythonEntry(
    (call) => {
      const got = named(
        { ...call, args: call.args.slice(0, 3) },
        'start|end stop|end step ~dtype ~device ~requires_grad',
      );
      if (!got) return undefined;
      if (got.step && !got.stop) return refuse(call, `${call.path} with step but without stop is not read.`);
      const end = got.stop ?? got.start;
      // An end beside a step of 0.5 is no size.
      const by = got.step && lineAt(call, got.step);
      const isSize = by === undefined || Number.isInteger(call.machine.valueOf(by));
      const stop = isSize
        ? call.machine.staticNumber(end, call.at.span, 'How long the range is', true)
        : ownNumber(call, end);
      if (stop === undefined) return undefined;
      const start = got.stop ? ownNumber(call, got.start) : 0;
      const step = got.step ? ownNumber(call, got.step) : 1;
      if (start === undefined || step === undefined) return undefined;
      const count = Math.ceil((stop - start) / step);
      if (!(count > 0) || count > MOST_ENTRIES) return refuse(call, 'This range is empty or too long to follow.');
      const values = Array.from({ length: count }, (_, k) => start + k * step);
      return call.machine.tensor(values, [count]);
    },
    python(ALL, 'arange'),
  ),
  pythonEntry(
    (call) => {
      const got = named(call, 'start stop|end num|steps endpoint -retstep ~dtype -axis ~device ~requires_grad');
      return got && trained(call, asReal(done(linspace(call, got)), undefined));
    },
    python(ALL, 'linspace'),
  ),
  pythonEntry(
    (call) => {
      const got = named(call, 'start stop|end num|steps endpoint base ~dtype');
      const exponents = got && linspace(call, got);
      if (exponents === undefined) return undefined;
      const base = got?.base ? lineAt(call, got.base) : number(call, 10);
      return asReal(done(row(call, 'pow', [base, exponents])), undefined);
    },
    python(ALL, 'logspace'),
  ),
  pythonEntry(
    (call) => {
      const got = named(call, 'start stop num endpoint ~dtype');
      if (!got) return undefined;
      const [start, stop] = [got.start, got.stop].map((end) => row(call, 'log', [lineAt(call, end)]));
      if (start === undefined || stop === undefined) return undefined;
      const exponents = linspace(call, { ...got, start: lineThing(start), stop: lineThing(stop) });
      return asReal(done(row(call, 'exp', [exponents])), undefined);
    },
    python(NUMPY, 'geomspace'),
  ),
  pythonEntry((call) => {
    const got = named(call, 'a|object|data dtype ~copy ~order ~subok ndmin ~device ~requires_grad');
    return got && trained(call, withAxes(call, array(call, got, true), got.ndmin));
  }, python(NUMPY, 'array').concat('torch.tensor')),
  // x.new_tensor([1, 2]): of the type and on the device of x.
  pythonEntry(
    (call) => {
      const got = named({ ...call, args: call.args.slice(1) }, 'a|object|data dtype ~device ~requires_grad');
      return got && trained(call, array(call, got, true));
    },
    [],
    ['new_tensor'],
  ),
  pythonEntry(
    (call) => {
      const got = named(call, 'a|x|data|obj dtype ~order ~copy ~device');
      return got && array(call, got, false);
    },
    python(ALL, 'asarray').concat(
      python(NUMPY, 'asanyarray', 'ascontiguousarray', 'asfarray'),
      python('torch', 'as_tensor', 'from_numpy'),
    ),
  ),
  ...([1, 2] as const).map((rank) =>
    pythonEntry(
      (call) => {
        const got = named(call, 'a');
        const line = got && arrayAt(call, got.a, 0);
        return line === undefined ? undefined : viewOf(call, got?.a, atLeast(call, line, rank));
      },
      python(ALL, `atleast_${rank}d`),
    ),
  ),
  pythonEntry(
    (call) => {
      const got = named(call, 'a|input ~order ~memory_format');
      const thing = got?.a;
      const content = thing && call.machine.contentOf(thing);
      if (content?.kind === 'list') return call.machine.store.make(content);
      if (content?.kind === 'dictionary') return call.machine.store.make(content);
      const line = lineAt(call, thing);
      return line === undefined ? undefined : { kind: 'line', line, real: isRealThing(call, thing) };
    },
    python(NUMPY, 'copy').concat('torch.clone', 'copy.copy'),
    ['copy', 'clone', 'conj', 'conjugate', '__copy__'],
  ),
  pythonEntry(
    (call) => {
      const got = named(call, 'x y ~copy indexing ~sparse');
      if (!got) return undefined;
      const [x, y] = [arrayAt(call, got.x, 1), arrayAt(call, got.y, 1)];
      if (x === undefined || y === undefined) return undefined;
      const [n, m] = [countAt(call, x), countAt(call, y)];
      const byMatrix = got.indexing?.kind === 'text' && got.indexing.value === 'ij';
      if (call.path.startsWith('torch') && !got.indexing)
        return refuse(call, 'torch.meshgrid needs indexing= to be read.');
      if (!wants(call, x, 1)) return undefined;
      const shape = byMatrix ? [n, m] : [m, n];
      const across = (line: LineId, sizes: number[]) =>
        row(call, 'broadcast', [reshaped(call, line, sizes)], { shape });
      const [p, q] = byMatrix ? [across(x, [n, 1]), across(y, [1, m])] : [across(x, [1, n]), across(y, [m, 1])];
      return p === undefined || q === undefined ? undefined : tuple([lineThing(p), lineThing(q)]);
    },
    python(ALL, 'meshgrid'),
  ),
];
