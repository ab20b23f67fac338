/** MATLAB and Octave: makers of arrays, sizes and shapes, functions over functions, tests. */
import type { LineId } from '../../../graph/list.ts';
import { NONE, type Thing, tuple } from '../things.ts';
import {
  arrayIn,
  asRow,
  callOne,
  constantOf,
  each,
  entriesFor,
  entriesIn,
  filled,
  flatIn,
  formIn,
  identity,
  joinedColumns,
  joinedRows,
  knownVector,
  lineIn,
  mapped,
  matrixIn,
  normal,
  RANDOM,
  refusing,
  shaped,
  sizesTold,
  truthOf,
  wholeIn,
} from './columns.ts';
import type { LibraryCall, LibraryEntry, LibraryFunction } from './entry.ts';
import { done, number, refuse, row, sizesAt } from './given.ts';
import { matlabReduce } from './matlab-reduce.ts';
import { matlabOrder } from './order-columns.ts';
import { tiled } from './shapes.ts';
import { matlabSpecial } from './special.ts';

/** `zeros(n)`, `zeros(m, n)`, `zeros(size(x))`. */
function sizesOf(call: LibraryCall): number[] | undefined {
  const args = call.args.filter((arg) => arg.kind !== 'text');
  const [only] = args;
  if (!only) return [1, 1];
  if (args.length > 1) {
    const sizes = args.map((arg) => wholeIn(call, arg, 'A size'));
    return sizes.some((size) => size === undefined) ? undefined : (sizes as number[]);
  }
  const line = lineIn(call, only);
  if (line === undefined) return undefined;
  if (sizesAt(call, line).length === 0) {
    const size = wholeIn(call, only, 'A size');
    return size === undefined ? undefined : [size, size];
  }
  const value = call.machine.valueOf(call.machine.layout.flat(line, call.at.span) ?? line);
  return Array.isArray(value) && value.every((size) => typeof size === 'number')
    ? (value as number[])
    : refuse(call, 'The sizes of an array must be known.');
}

function maker(value: number): LibraryFunction {
  return (call) => {
    const sizes = sizesOf(call);
    return sizes && filled(call, sizes, value, sizes.some((size) => size !== 1) ? String(value) : undefined);
  };
}

const eye: LibraryFunction = (call) => {
  const sizes = sizesOf(call);
  return sizes && identity(call, sizes[0] ?? 1, sizes[1] ?? 1);
};

/** `start + (stop − start) k/(n − 1)`, a row. */
function points(call: LibraryCall): LineId | undefined {
  const [start, stop] = [lineIn(call, call.args[0]), lineIn(call, call.args[1])];
  const count = call.args[2] ? wholeIn(call, call.args[2], 'How many points there are') : 100;
  if (start === undefined || stop === undefined || count === undefined) return undefined;
  if (count < 2 || count > 10_000) return refuse(call, `${count} points are not followed.`);
  const [from, to] = [call.machine.valueOf(start), call.machine.valueOf(stop)];
  const known = typeof from === 'number' && typeof to === 'number';
  const steps = Array.from({ length: count }, (_, k) =>
    known ? (k === count - 1 ? to : from + (k * (to - from)) / (count - 1)) : k / (count - 1),
  );
  const line = lineIn(call, knownVector(call, steps));
  return known ? line : row(call, 'add', [start, row(call, 'mul', [row(call, 'sub', [stop, start]), line])]);
}

const logspace: LibraryFunction = (call) => {
  if (!call.args[2]) return refuse(call, 'logspace is read with the number of points.');
  return done(asRow(call, row(call, 'pow', [number(call, 10), points(call)])));
};

const size: LibraryFunction = (call) => {
  const [thing, which] = call.args;
  const content = thing && call.machine.contentOf(thing);
  const isList = content?.kind === 'list' || (thing?.kind === 'tuple' && thing.items.length === 0);
  if (isList) return refuse(call, 'The size of a cell or an empty array is not read.');
  const axis = which ? wholeIn(call, which, 'The dimension') : undefined;
  if (which && axis === undefined) return undefined;
  const line = arrayIn(call, thing, 1);
  if (line === undefined) return undefined;
  const sizes = sizesTold(call, line);
  if (axis !== undefined)
    return axis < 1 ? refuse(call, 'Dimensions count from 1.') : constantOf(call, sizes[axis - 1] ?? 1);
  const known = knownVector(call, sizes);
  // `[m, n] = size(A)` takes them one by one.
  const isSeveral = call.env.several === call.at;
  return isSeveral ? tuple(sizes.map((own) => constantOf(call, own))) : done(asRow(call, lineIn(call, known)));
};

function count(of: (sizes: readonly number[]) => number): LibraryFunction {
  return (call) => {
    const [thing] = call.args;
    const content = thing && call.machine.contentOf(thing);
    if (content?.kind === 'list') return constantOf(call, content.items.length);
    if (thing?.kind === 'none' || (thing?.kind === 'tuple' && thing.items.length === 0)) return constantOf(call, 0);
    if (thing?.kind === 'text') return constantOf(call, thing.value.length);
    const line = arrayIn(call, thing, 1);
    return line === undefined ? undefined : constantOf(call, of(sizesTold(call, line)));
  };
}

const product = (sizes: readonly number[]) => sizes.reduce((all, own) => all * own, 1);

const reshape: LibraryFunction = (call) => {
  const [thing, ...rest] = call.args;
  const vector = flatIn(call, thing);
  if (vector === undefined) return undefined;
  const total = product(sizesAt(call, vector));
  const open = rest.findIndex((arg) => arg.kind === 'tuple' && arg.items.length === 0);
  const sizes: number[] = [];
  if (rest.length === 1) {
    const given = sizesOf({ ...call, args: rest });
    if (!given) return undefined;
    sizes.push(...given);
  }
  for (const [i, arg] of rest.length > 1 ? rest.entries() : []) {
    const own = i === open ? 1 : wholeIn(call, arg, 'A size');
    if (own === undefined) return undefined;
    sizes.push(own);
  }
  if (sizes.length < 2) return refuse(call, 'reshape needs sizes.');
  if (open >= 0) sizes[open] = total / product(sizes);
  if (product(sizes) !== total)
    return refuse(call, `${total} entries do not fit into the shape (${sizes.join(', ')}).`);
  return done(shaped(call, vector, sizes));
};

const repmat: LibraryFunction = (call) => {
  const line = matrixOf(call, call.args[0]);
  const times = line === undefined ? undefined : sizesOf({ ...call, args: call.args.slice(1) });
  if (line === undefined || !times) return undefined;
  return done(normal(call, tiled(call, line, times)));
};

/** As a matrix, whatever it is. */
function matrixOf(call: LibraryCall, thing: Thing | undefined): LineId | undefined {
  const line = lineIn(call, thing);
  if (line === undefined) return undefined;
  return sizesAt(call, line).length === 0 ? row(call, 'reshape', [line], { shape: [1, 1] }) : matrixIn(call, thing);
}

function joining(isRows: boolean): LibraryFunction {
  return (call) => {
    const parts = call.args.filter((arg) => !(arg.kind === 'tuple' && arg.items.length === 0));
    const lines = parts.map((arg) => lineIn(call, arg));
    if (lines.some((line) => line === undefined)) return undefined;
    return done(isRows ? joinedRows(call, lines as LineId[]) : joinedColumns(call, lines as LineId[]));
  };
}

function flipped(which: 'rows' | 'columns' | 'vector'): LibraryFunction {
  return (call) => {
    const form = formIn(call, call.args[0], 1);
    if (!form || call.args.length > 1) return form && refuse(call, `${call.path} is read for one argument.`);
    if (form.kind === 'matrix') return done(row(call, 'flip', [form.line], { axes: [which === 'columns' ? 1 : 0] }));
    const isAlong = which === 'vector' || (form.kind === 'row') === (which === 'columns');
    if (form.kind === 'number' || !isAlong) return done(lineIn(call, call.args[0]));
    const turned = row(call, 'flip', [form.line], { axes: [0] });
    return done(form.kind === 'row' ? asRow(call, turned) : turned);
  };
}

// Functions over functions

const feval: LibraryFunction = (call) => {
  const [fn, ...args] = call.args;
  return callOne(call, fn?.kind === 'text' ? { kind: 'builtin', path: fn.value } : fn, args);
};

/** `arrayfun(f, x)` has the shape of x. */
const arrayfun: LibraryFunction = (call) => {
  const cut = call.args.findIndex((arg) => arg.kind === 'text');
  const [fn, ...args] = cut < 0 ? call.args : call.args.slice(0, cut);
  const uniform = cut < 0 ? undefined : call.args[cut + 1];
  const isCell = uniform?.kind === 'line' && call.machine.valueOf(uniform.line) === 0;
  const isCells = call.path === 'cellfun';
  const lists = args.map((arg) => {
    const content = call.machine.contentOf(arg);
    return isCells && content?.kind === 'list' ? content.items : isCells ? undefined : entriesIn(call, arg);
  });
  if (lists.length === 0 || lists.some((list) => !list)) {
    return call.machine.kit.isWishing() ? undefined : refuse(call, `${call.path} is not read for these arguments.`);
  }
  const results = mapped(call, fn, lists as (readonly Thing[])[]);
  if (!results) return undefined;
  if (isCell) return call.machine.store.make({ kind: 'list', items: results, loose: true });
  const flat = call.machine.lineOf(tuple(results), call.at.span);
  if (flat === undefined) return undefined;
  if (sizesAt(call, flat).length !== 1) return refuse(call, `${call.path} needs one number from each call.`);
  const first = isCells ? undefined : lineIn(call, args[0]);
  const sizes = first === undefined ? [1, results.length] : sizesTold(call, first);
  return done(shaped(call, flat, sizes));
};

const bsxfun: LibraryFunction = (call) => callOne(call, call.args[0], call.args.slice(1));

// Structures and tests

const struct: LibraryFunction = (call) => {
  const entries = new Map<string, Thing>();
  for (let i = 0; i < call.args.length; i += 2) {
    const [name, value] = [call.args[i], call.args[i + 1]];
    if (name?.kind !== 'text' || !value) return refuse(call, 'The fields of this structure are not known.');
    if (call.machine.contentOf(value)?.kind === 'list') return refuse(call, 'A structure made from cells is not read.');
    entries.set(name.value, value);
  }
  return call.machine.store.make({ kind: 'dictionary', entries });
};

const isfield: LibraryFunction = (call) => {
  const [thing, name] = call.args;
  const content = thing && call.machine.contentOf(thing);
  if (content?.kind !== 'dictionary' || name?.kind !== 'text')
    return refuse(call, 'Whether this field exists is not known.');
  return truthOf(call, content.entries.has(name.value));
};

function form(test: (form: string, call: LibraryCall) => boolean): LibraryFunction {
  return (call) => {
    const [thing] = call.args;
    if (!thing || thing.kind === 'unknown') return refuse(call, `${call.path} needs an argument.`);
    const content = call.machine.contentOf(thing);
    if (thing.kind === 'text' || thing.kind === 'function' || thing.kind === 'builtin')
      return truthOf(call, test(thing.kind, call));
    if (content?.kind === 'list' || content?.kind === 'dictionary') return truthOf(call, test(content.kind, call));
    if (thing.kind === 'tuple' && thing.items.length === 0) return truthOf(call, test('empty', call));
    const own = formIn(call, thing, 0);
    return own && truthOf(call, test(own.kind, call));
  };
}

const NUMBERS = ['number', 'vector', 'row', 'matrix', 'tensor', 'empty'];

const strcmp: LibraryFunction = (call) => {
  const [a, b] = call.args;
  if (a?.kind !== 'text' || b?.kind !== 'text') return refuse(call, 'Whether these texts are equal is not known.');
  const isLoose = call.path.startsWith('strcmpi');
  return truthOf(call, isLoose ? a.value.toLowerCase() === b.value.toLowerCase() : a.value === b.value);
};

/** Numbers are doubles here. */
const same: LibraryFunction = (call) => call.args[0] ?? refuse(call, `${call.path} needs an argument.`);

const notANumber: LibraryFunction = (call) => {
  const line = lineIn(call, call.args[0]);
  return done(each(call, 'ne', [line, line]));
};

const nothing: LibraryFunction = () => NONE;

/** x − x is 0 for finite numbers and not a number for the others. */
const finite: LibraryFunction = (call) => {
  const line = lineIn(call, call.args[0]);
  return done(each(call, 'eq', [each(call, 'sub', [line, line]), number(call, 0)]));
};

const infinite: LibraryFunction = (call) =>
  done(each(call, 'eq', [each(call, 'abs', [lineIn(call, call.args[0])]), number(call, Number.POSITIVE_INFINITY)]));

/** Of degrees: what is inside or outside of the function is turned. */
function ofDegrees(operation: string, isInverse: boolean): LibraryFunction {
  return (call) => {
    const line = lineIn(call, call.args[0]);
    if (isInverse) return done(each(call, 'mul', [each(call, operation, [line]), number(call, 180 / Math.PI)]));
    return done(each(call, operation, [each(call, 'mul', [line, number(call, Math.PI / 180)])]));
  };
}

function sizesOfAll(call: LibraryCall): (readonly number[])[] | undefined {
  const lines = call.args.map((arg) => lineIn(call, arg));
  return lines.some((line) => line === undefined) ? undefined : lines.map((line) => sizesTold(call, line as LineId));
}

const sizeEqual: LibraryFunction = (call) => {
  const sizes = sizesOfAll(call);
  return (
    sizes &&
    truthOf(
      call,
      sizes.every((own) => String(own) === String(sizes[0])),
    )
  );
};

const isSquare: LibraryFunction = (call) => {
  const [own] = sizesOfAll(call) ?? [];
  return own && truthOf(call, own.length === 2 && own[0] === own[1]);
};

/** `[err, a, b] = common_size (a, b)`: numbers become arrays of the others' size. */
const commonSize: LibraryFunction = (call) => {
  const sizes = sizesOfAll(call);
  if (!sizes) return undefined;
  const isNumber = (own: readonly number[]) => own.every((size) => size === 1);
  const common = sizes.find((own) => !isNumber(own));
  if (!common) return tuple([constantOf(call, 0), ...call.args]);
  if (sizes.some((own) => !isNumber(own) && String(own) !== String(common)))
    return refuse(call, 'The arrays have different sizes here.');
  const parts = call.args.map((arg, i) => {
    if (!isNumber(sizes[i] ?? [])) return arg;
    const zeros = lineIn(call, filled(call, common, 0));
    return done(each(call, 'add', [zeros, lineIn(call, arg)]));
  });
  return parts.some((part) => part === undefined) ? undefined : tuple([constantOf(call, 0), ...(parts as Thing[])]);
};

/** Numbers are doubles. */
const isa: LibraryFunction = (call) => {
  const [thing, name] = call.args;
  const own = thing && formIn(call, thing, 0);
  if (!own || name?.kind !== 'text') return own && refuse(call, 'Which class is asked for is not known.');
  return truthOf(call, ['double', 'float', 'numeric'].includes(name.value));
};

/** `merge (mask, a, b)`. */
const merge: LibraryFunction = (call) =>
  done(
    each(
      call,
      'select',
      call.args.map((arg) => lineIn(call, arg)),
    ),
  );

export const matlab: readonly LibraryEntry[] = [
  ...matlabReduce,
  ...matlabOrder,
  ...matlabSpecial,
  ...entriesFor('matlab', {
    zeros: maker(0),
    ones: maker(1),
    eye,
    linspace: (call) => done(asRow(call, points(call))),
    logspace,
    size,
    numel: count(product),
    length: count((sizes) => (product(sizes) === 0 ? 0 : Math.max(...sizes))),
    ndims: count((sizes) => sizes.length),
    rows: count((sizes) => sizes[0] ?? 0),
    columns: count((sizes) => sizes[1] ?? 0),
    isempty: (call) => {
      const [thing] = call.args;
      const content = thing && call.machine.contentOf(thing);
      if (content?.kind === 'list') return truthOf(call, content.items.length === 0);
      return truthOf(call, thing?.kind === 'none' || (thing?.kind === 'tuple' && thing.items.length === 0));
    },
    reshape,
    repmat,
    horzcat: joining(false),
    vertcat: joining(true),
    fliplr: flipped('columns'),
    flipud: flipped('rows'),
    flip: flipped('vector'),
    colon: (call) => {
      const numbers = call.args.map((arg) =>
        call.machine.staticNumber(arg, call.at.span, 'How long the range is', true),
      );
      const [start, second, third] = numbers;
      if (numbers.some((own) => own === undefined) || start === undefined || second === undefined) return undefined;
      const [step, stop] = third === undefined ? [1, second] : [second, third];
      const length = Math.max(0, Math.floor((stop - start) / step + 1e-10) + 1);
      return { kind: 'range', start, step, count: length };
    },
    feval,
    'arrayfun cellfun': arrayfun,
    bsxfun,
    func2str: refusing('the text of a function has no derivative'),
    struct,
    isfield,
    isscalar: form((kind) => kind === 'number'),
    isvector: form((kind) => ['vector', 'row', 'number'].includes(kind)),
    iscolumn: form((kind) => kind === 'vector' || kind === 'number'),
    isrow: form((kind) => kind === 'row' || kind === 'number'),
    ismatrix: form((kind) => NUMBERS.includes(kind)),
    'isnumeric isreal isfloat': form((kind) => NUMBERS.includes(kind)),
    'ischar isstring': form((kind) => kind === 'text'),
    iscell: form((kind) => kind === 'list'),
    isstruct: form((kind) => kind === 'dictionary'),
    is_function_handle: form((kind) => kind === 'function' || kind === 'builtin'),
    'strcmp strcmpi': strcmp,
    'double single real conj full squeeze': same,
    logical: (call) => done(each(call, 'ne', [lineIn(call, call.args[0]), number(call, 0)])),
    isnan: notANumber,
    isfinite: finite,
    isinf: infinite,
    // Numbers are real, and doubles.
    'iscomplex isinteger issingle': form(() => false),
    issquare: isSquare,
    size_equal: sizeEqual,
    common_size: commonSize,
    isa,
    'merge ifelse': merge,
    sind: ofDegrees('sin', false),
    cosd: ofDegrees('cos', false),
    tand: ofDegrees('tan', false),
    asind: ofDegrees('asin', true),
    acosd: ofDegrees('acos', true),
    atand: ofDegrees('atan', true),
    true: (call) => (call.args.length > 0 ? maker(1)(call) : truthOf(call, true)),
    false: (call) => (call.args.length > 0 ? maker(0)(call) : truthOf(call, false)),
    cell: refusing('what an empty cell holds is not known'),
    'rand randn randi randperm rande randg': refusing(RANDOM),
    'disp fprintf printf display warning figure plot hold tic toc format drawnow pause assert validateattributes narginchk':
      nothing,
  }),
];
