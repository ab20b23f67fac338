/** Julia: arrays made, joined, reshaped; products and norms of LinearAlgebra; what changes an array in place. */
import type { LineId } from '../../../graph/list.ts';
import { listOf } from '../operators.ts';
import { NONE, type Thing, tuple } from '../things.ts';
import {
  ALGORITHM,
  arrayIn,
  asColumn,
  constantOf,
  diagonal,
  differences,
  each,
  entriesFor,
  filled,
  flatIn,
  formIn,
  identity,
  itself,
  joinedColumns,
  joinedRows,
  knownVector,
  lineIn,
  matrixIn,
  matrixNorm,
  ofMatrix,
  RANDOM,
  refusing,
  shaped,
  vectorNorm,
  wholeIn,
} from './columns.ts';
import type { LibraryCall, LibraryEntry, LibraryFunction } from './entry.ts';
import { done, number, refuse, row, shapeAt, sizesAt } from './given.ts';
import { tiled } from './shapes.ts';

/** Types before sizes: `zeros(Float64, n)`, `zeros(T, n)`. */
export function withoutType(call: LibraryCall): readonly Thing[] {
  const [first, ...rest] = call.args;
  const isNamed = first?.kind === 'line' && call.machine.kit.builder.names.get(first.line) === 'T';
  const isType = first?.kind === 'builtin' || first?.kind === 'unknown' || first?.kind === 'class' || isNamed;
  return isType && rest.length > 0 ? rest : call.args;
}

/** Sizes as numbers or as one tuple. */
export function sizesFrom(call: LibraryCall, things: readonly Thing[]): number[] | undefined {
  const [only] = things;
  const list = things.length === 1 && only ? (listOf(call.machine, only) ?? things) : things;
  const sizes: number[] = [];
  for (const thing of list) {
    const size = wholeIn(call, thing, 'A size');
    if (size === undefined) return undefined;
    sizes.push(size);
  }
  return sizes;
}

function maker(value: number): LibraryFunction {
  return (call) => {
    if (call.args.length === 0) return refuse(call, `${call.path} needs sizes.`);
    const sizes = sizesFrom(call, withoutType(call));
    if (sizes?.length === 0) return constantOf(call, value);
    return sizes && filled(call, sizes, value, String(value));
  };
}

const fill: LibraryFunction = (call) => {
  const [value, ...rest] = call.args;
  const line = lineIn(call, value);
  const sizes = line === undefined ? undefined : sizesFrom(call, rest);
  if (line === undefined || !sizes) return undefined;
  if (sizesAt(call, line).length > 0) return refuse(call, 'fill is read for numbers.');
  const known = call.machine.valueOf(line);
  if (typeof known === 'number') return filled(call, sizes, known);
  if (sizes.some((size) => size < 1) || sizes.reduce((all, own) => all * own, 1) > 100_000) {
    return refuse(call, 'An array of this size is not followed.');
  }
  return done(row(call, 'broadcast', [line], { shape: sizes }));
};

/** `Vector{Float64}(undef, n)`, `similar(x)`: what it holds before it is set is no number. */
const undefinedArray: LibraryFunction = (call) => {
  const [first, ...rest] = call.args;
  if (call.path === 'similar') {
    const sizes = call.args.filter((arg) => arg.kind === 'line' || arg.kind === 'tuple').slice(1);
    if (sizes.length > 0) {
      const given = sizesFrom(call, sizes);
      return given && filled(call, given, Number.NaN);
    }
    const line = arrayIn(call, first, 1);
    return line === undefined ? undefined : filled(call, sizesAt(call, line), Number.NaN);
  }
  if (first?.kind === 'builtin' && first.path === 'undef') {
    const sizes = sizesFrom(call, rest);
    return sizes && filled(call, sizes, Number.NaN);
  }
  if (call.args.length === 0) return call.machine.store.make({ kind: 'list', items: [], loose: true });
  return call.args.length === 1 ? collect(call) : refuse(call, `${call.path} is not read for these arguments.`);
};

const collect: LibraryFunction = (call) => {
  const [thing] = call.args;
  if (thing?.kind !== 'range') return thing ?? refuse(call, 'collect needs something to collect.');
  return done(lineIn(call, thing));
};

/** `range(a, b, length=n)`, `LinRange(a, b, n)`. */
const range: LibraryFunction = (call) => {
  const keyword = (name: string) => call.keywords.get(name);
  const start = call.args[0] ?? keyword('start');
  const stop = call.args[1] ?? keyword('stop');
  const length = call.args[2] ?? keyword('length');
  const step = keyword('step');
  if (step || !length) {
    const numbers = [start, stop, step ?? constantOf(call, 1)].map((thing) =>
      thing ? call.machine.staticNumber(thing, call.at.span, 'How long the range is', true) : undefined,
    );
    const [a, b, by] = numbers;
    const count = step && length ? wholeIn(call, length, 'How many points there are') : undefined;
    if (a === undefined || by === undefined || by === 0)
      return call.machine.kit.isWishing() ? undefined : refuse(call, 'This range is not read.');
    if (count !== undefined && !stop) return { kind: 'range', start: a, step: by, count };
    if (b === undefined) return call.machine.kit.isWishing() ? undefined : refuse(call, 'This range has no end.');
    return { kind: 'range', start: a, step: by, count: Math.max(0, Math.floor((b - a) / by + 1e-10) + 1) };
  }
  const [from, to] = [lineIn(call, start), lineIn(call, stop)];
  const count = wholeIn(call, length, 'How many points there are');
  if (from === undefined || to === undefined || count === undefined) return undefined;
  if (count < 2 || count > 10_000) return refuse(call, `${count} points are not followed.`);
  const [a, b] = [call.machine.valueOf(from), call.machine.valueOf(to)];
  const isKnown = typeof a === 'number' && typeof b === 'number';
  const steps = Array.from({ length: count }, (_, k) =>
    isKnown ? (k === count - 1 ? b : a + (k * (b - a)) / (count - 1)) : k / (count - 1),
  );
  const known = knownVector(call, steps);
  if (isKnown) return known;
  return done(row(call, 'add', [from, row(call, 'mul', [row(call, 'sub', [to, from]), lineIn(call, known)])]));
};

// Sizes

function asksMatrix(call: LibraryCall, thing: Thing | undefined): LineId | undefined {
  const line = thing && lineIn(call, thing);
  const name = line === undefined ? '' : (call.machine.kit.builder.names.get(line) ?? '');
  return arrayIn(call, thing, /^[A-Z]\w?$/.test(name) ? 2 : 1);
}

const size: LibraryFunction = (call) => {
  const [thing, which] = call.args;
  const axis = which && wholeIn(call, which, 'The dimension');
  if (which && axis === undefined) return undefined;
  const line = axis === undefined ? asksMatrix(call, thing) : arrayIn(call, thing, axis);
  if (line === undefined) return undefined;
  const shape = shapeAt(call, line);
  const told = (i: number) => call.machine.constant(shape[i]?.size ?? 1, shape[i]?.symbol);
  if (axis !== undefined) return axis < 1 ? refuse(call, 'Dimensions count from 1.') : told(axis - 1);
  return tuple(shape.map((_, i) => told(i)));
};

const axes: LibraryFunction = (call) => {
  const [thing, which] = call.args;
  const axis = which ? wholeIn(call, which, 'The dimension') : undefined;
  const line = axis === undefined ? asksMatrix(call, thing) : arrayIn(call, thing, axis);
  if (line === undefined) return undefined;
  const ranges = sizesAt(call, line).map((count): Thing => ({ kind: 'range', start: 1, step: 1, count }));
  return axis === undefined ? tuple(ranges) : (ranges[axis - 1] ?? refuse(call, 'There is no such dimension.'));
};

// Shapes

const reshape: LibraryFunction = (call) => {
  const [thing, ...rest] = call.args;
  const vector = flatIn(call, thing);
  if (vector === undefined) return undefined;
  const list = rest.length === 1 && rest[0] ? (listOf(call.machine, rest[0]) ?? rest) : rest;
  const total = sizesAt(call, vector)[0] ?? 1;
  const isOpen = (own: Thing) => own.kind === 'builtin' && own.path === ':';
  const sizes: number[] = [];
  for (const own of list) {
    const wanted = isOpen(own) ? 0 : wholeIn(call, own, 'A size');
    if (wanted === undefined) return undefined;
    sizes.push(wanted);
  }
  const known = sizes.filter((own) => own > 0).reduce((all, own) => all * own, 1);
  const result = sizes.map((own) => (own === 0 ? total / known : own));
  if (result.reduce((all, own) => all * own, 1) !== total || result.some((own) => !Number.isInteger(own))) {
    const [axis] = shapeAt(call, vector);
    const isWish = axis?.guess !== undefined && !sizes.includes(0);
    if (isWish && call.machine.kit.wish({ kind: 'size', axis, size: known, exact: true })) return undefined;
    return refuse(call, `${total} entries do not fit into the shape (${result.join(', ')}).`);
  }
  return done(shaped(call, vector, result));
};

function joining(isRows: boolean): LibraryFunction {
  return (call) => {
    const lines: LineId[] = [];
    for (const thing of call.args) {
      const content = call.machine.contentOf(thing);
      if (content?.kind === 'list' && content.items.length === 0) continue;
      const line = lineIn(call, thing);
      if (line === undefined) return undefined;
      lines.push(line);
    }
    if (lines.length === 0) return call.machine.store.make({ kind: 'list', items: [], loose: true });
    const isOne = lines.length === 1 && sizesAt(call, lines[0] as LineId).length === 0;
    if (isOne) return done(call.machine.layout.flat(lines[0] as LineId, call.at.span));
    return done(isRows ? joinedRows(call, lines) : joinedColumns(call, lines));
  };
}

const repeat: LibraryFunction = (call) => {
  if (call.keywords.size > 0) return refuse(call, 'repeat is read without keywords.');
  const [thing, ...rest] = call.args;
  const line = arrayIn(call, thing, 1);
  const times = line === undefined ? undefined : sizesFrom(call, rest);
  if (line === undefined || !times) return undefined;
  const isMatrix = times.length > 1 && sizesAt(call, line).length === 1;
  const base = isMatrix ? asColumn(call, line) : line;
  const counts = [...times];
  while (base !== undefined && counts.length < sizesAt(call, base).length) counts.push(1);
  return base === undefined ? undefined : done(tiled(call, base, counts));
};

const turn: LibraryFunction = (call) => {
  const line = call.args.length === 1 ? arrayIn(call, call.args[0], 1) : undefined;
  if (call.args.length !== 1) return refuse(call, `${call.path} is read for one array.`);
  return line === undefined ? undefined : done(call.machine.layout.transpose(line, call.at.span, 'julia'));
};

const reverse: LibraryFunction = (call) => {
  const [thing] = call.args;
  if (call.args.length !== 1 || call.keywords.size > 0) return refuse(call, 'reverse is read for one vector.');
  if (thing?.kind === 'range') {
    return { ...thing, start: thing.start + (thing.count - 1) * thing.step, step: -thing.step };
  }
  if (thing?.kind === 'tuple') return tuple([...thing.items].reverse());
  const form = formIn(call, thing, 1);
  if (form?.kind !== 'vector') return form && refuse(call, 'reverse is read for vectors.');
  return done(row(call, 'flip', [form.line], { axes: [0] }));
};

// Products and norms

const dot: LibraryFunction = (call) => {
  const [first, second, third] = call.args;
  if (third && first && second) {
    const right = call.machine.operate('multiply', second, third, call.at, call.env);
    return right && dot({ ...call, args: [first, right] });
  }
  const a = formIn(call, first, 1);
  const b = a && formIn(call, second, 1);
  if (!a || !b) return undefined;
  if (a.kind === 'number' && b.kind === 'number') return done(row(call, 'mul', [a.line, b.line]));
  if (a.kind === 'matrix' && b.kind === 'matrix') return done(row(call, 'sum', [row(call, 'mul', [a.line, b.line])]));
  if (a.kind === 'matrix' || b.kind === 'matrix') return refuse(call, 'dot is read for arrays of one shape.');
  return done(row(call, 'matmul', [a.line, b.line]));
};

const norm: LibraryFunction = (call) => {
  const line = arrayIn(call, call.args[0], 1);
  const p = call.args[1] ? call.machine.staticNumber(call.args[1], call.at.span, 'The order of the norm') : 2;
  return line === undefined || p === undefined ? undefined : done(vectorNorm(call, line, p));
};

const normalize: LibraryFunction = (call) => {
  const size = norm(call);
  if (!size || size === 'pass') return undefined;
  return done(each(call, 'div', [lineIn(call, call.args[0]), lineIn(call, size)]));
};

const opnorm: LibraryFunction = (call) => {
  const form = formIn(call, call.args[0], 2);
  const p = call.args[1] ? call.machine.staticNumber(call.args[1], call.at.span, 'The order of the norm') : 2;
  if (p === undefined || form?.kind !== 'matrix') return form && refuse(call, 'opnorm needs a matrix.');
  return done(matrixNorm(call, form.line, p));
};

const cross: LibraryFunction = (call) => {
  const lines = [arrayIn(call, call.args[0], 1), arrayIn(call, call.args[1], 1)];
  for (const line of lines) {
    if (line === undefined) return undefined;
    const [axis] = shapeAt(call, line);
    if (!axis || axis.size === 3 || axis.guess === undefined) continue;
    if (call.machine.kit.wish({ kind: 'size', axis, size: 3, exact: true })) return undefined;
  }
  return done(row(call, 'cross', lines));
};

const kron: LibraryFunction = (call) => {
  const forms = call.args.map((arg) => formIn(call, arg, 1));
  if (forms.some((form) => !form) || forms.length !== 2)
    return call.machine.kit.isWishing() ? undefined : refuse(call, 'kron takes two arrays.');
  if (forms.every((form) => form?.kind === 'vector'))
    return done(
      row(
        call,
        'kron',
        forms.map((form) => form?.line),
      ),
    );
  return done(row(call, 'kron', [matrixIn(call, call.args[0]), matrixIn(call, call.args[1])]));
};

const triangle = (operation: 'tril' | 'triu'): LibraryFunction => {
  return (call) => {
    const form = formIn(call, call.args[0], 2);
    const k = call.args[1] ? wholeIn(call, call.args[1], 'The diagonal') : 0;
    if (k === undefined || form?.kind !== 'matrix') return form && refuse(call, `${call.path} needs a matrix.`);
    return done(row(call, operation, [form.line], k === 0 ? undefined : { k }));
  };
};

/** The upper triangle, mirrored. */
const symmetric: LibraryFunction = (call) => {
  const form = formIn(call, call.args[0], 2);
  if (form?.kind !== 'matrix' || call.args.length > 1) return form && refuse(call, 'Symmetric is read for one matrix.');
  const above = row(call, 'transpose', [row(call, 'triu', [form.line], { k: 1 })]);
  return done(row(call, 'add', [row(call, 'triu', [form.line]), above]));
};

const solve: LibraryFunction = (call) => {
  const a = lineIn(call, call.args[0]);
  const b = a === undefined ? undefined : lineIn(call, call.args[1]);
  return a === undefined || b === undefined ? undefined : done(call.machine.leftDivide(a, b, call.at, call.env));
};

// In place

/** The array behind a name gets another content. */
function become(call: LibraryCall, thing: Thing | undefined, line: LineId | undefined): Thing | undefined {
  const content = thing && call.machine.contentOf(thing);
  if (line === undefined) return undefined;
  if (thing?.kind !== 'ref' || content?.kind !== 'array' || content.base) {
    return refuse(call, `${call.path} is read for arrays with a name.`);
  }
  if (sizesAt(call, line).join() !== sizesAt(call, content.line).join()) {
    return refuse(call, `What ${call.path} puts in does not have the shape of the array.`);
  }
  call.machine.store.change(thing.id, { ...content, line, version: content.version + 1 });
  return thing;
}

const mulInto: LibraryFunction = (call) => {
  const [out, a, b] = call.args;
  if (!a || !b || call.args.length > 3) return refuse(call, 'mul! is read for three arrays.');
  const result = call.machine.operate('multiply', a, b, call.at, call.env);
  return result && become(call, out, lineIn(call, result));
};

const copyInto: LibraryFunction = (call) =>
  call.args.length === 2
    ? become(call, call.args[0], lineIn(call, call.args[1]))
    : refuse(call, `${call.path} is read for two arrays.`);

const fillInto: LibraryFunction = (call) => {
  const [out, value] = call.args;
  const content = out && call.machine.contentOf(out);
  const line = lineIn(call, value);
  if (line === undefined || content?.kind !== 'array')
    return line === undefined ? undefined : refuse(call, 'fill! needs an array.');
  return become(call, out, row(call, 'broadcast', [line], { shape: sizesAt(call, content.line) }));
};

/** `push!(v, x)` and `append!(v, w)`. */
const push: LibraryFunction = (call) => {
  const [out, ...more] = call.args;
  const content = out && call.machine.contentOf(out);
  const added: Thing[] = [];
  for (const thing of more) {
    const items = call.path === 'append!' ? call.machine.layout.entries(thing, call.at.span, 'julia') : [thing];
    if (!items) return undefined;
    added.push(...items);
  }
  if (out?.kind === 'ref' && content?.kind === 'list') {
    call.machine.store.change(out.id, { ...content, items: [...content.items, ...added] });
    return out;
  }
  if (out?.kind !== 'ref' || content?.kind !== 'array' || content.base)
    return refuse(call, `${call.path} is read for vectors with a name.`);
  const parts = added.map((thing) => flatIn(call, thing));
  const line = parts.some((part) => part === undefined)
    ? undefined
    : row(call, 'concat', [content.line, ...parts], { axis: 0 });
  if (line === undefined) return undefined;
  call.machine.store.change(out.id, { ...content, line, version: content.version + 1 });
  return out;
};

const copy: LibraryFunction = (call) => {
  const [thing] = call.args;
  const content = thing && call.machine.contentOf(thing);
  if (content?.kind === 'list' || content?.kind === 'dictionary') return call.machine.store.make(content);
  return done(lineIn(call, thing));
};

const unit: LibraryFunction = (call) => {
  const size = wholeIn(call, call.args[0], 'The size of an identity');
  return size === undefined ? undefined : identity(call, size, size);
};

export const juliaArrays: readonly LibraryEntry[] = entriesFor('julia', {
  zeros: maker(0),
  ones: maker(1),
  fill,
  'similar Vector Array Matrix': undefinedArray,
  undef: refusing('it stands for entries that are not set'),
  collect,
  'range LinRange': range,
  size,
  axes,
  reshape,
  vec: (call) => done(flatIn(call, call.args[0])),
  vcat: joining(true),
  hcat: joining(false),
  repeat,
  'transpose adjoint permutedims': turn,
  reverse,
  dot,
  norm,
  normalize,
  opnorm,
  cross,
  kron,
  diff: (call) =>
    call.keywords.size > 0
      ? refuse(call, 'diff is read for vectors.')
      : done(differences(call, flatIn(call, call.args[0]))),
  det: ofMatrix('det', itself),
  tr: ofMatrix('trace', itself),
  inv: (call) => {
    const line = lineIn(call, call.args[0]);
    if (line === undefined || sizesAt(call, line).length === 0) return line === undefined ? undefined : 'pass';
    return done(row(call, 'inv', [line]));
  },
  logdet: (call) => {
    const form = formIn(call, call.args[0], 2);
    if (form?.kind !== 'matrix') return form && refuse(call, 'logdet needs a matrix.');
    const isPositive = row(call, 'gt', [row(call, 'det', [form.line]), number(call, 0)]);
    return done(row(call, 'select', [isPositive, row(call, 'logdet', [form.line]), number(call, Number.NaN)]));
  },
  logabsdet: (call) => {
    const form = formIn(call, call.args[0], 2);
    if (form?.kind !== 'matrix') return form && refuse(call, 'logabsdet needs a matrix.');
    const parts = [row(call, 'logdet', [form.line]), row(call, 'sign', [row(call, 'det', [form.line])])].map(done);
    return parts.some((part) => part === undefined) ? undefined : tuple(parts as Thing[]);
  },
  'diag Diagonal diagm': (call) => {
    const form = formIn(call, call.args[0], call.path === 'diag' ? 2 : 1);
    if (!form || call.args.length > 1) return form && refuse(call, `${call.path} is read for one array.`);
    const isFit = (form.kind === 'matrix') === (call.path === 'diag');
    return isFit ? done(diagonal(call, call.args[0])) : refuse(call, `${call.path} is not read for this shape.`);
  },
  'Symmetric Hermitian': symmetric,
  'triu UpperTriangular': triangle('triu'),
  'tril LowerTriangular': triangle('tril'),
  leftDivide: solve,
  I: unit,
  'mul!': mulInto,
  'copyto! copy!': copyInto,
  'fill!': fillInto,
  'push! append!': push,
  'copy deepcopy': copy,
  'println print display flush sizehint! resize! @show @info': () => NONE,
  'rand randn shuffle randperm': refusing(RANDOM),
  'eigen eigvals svd svdvals qr lu schur cholesky pinv rank cond exp! expm nullspace': refusing(
    'derivatives of such decompositions are not read',
  ),
  'optimize quadgk solve interpolate fft ifft find_zero find_zeros lsqfit curve_fit': refusing(ALGORITHM),
  eachrow: slices(0),
  eachcol: slices(1),
  dropdims: (call) => done(flatIn(call, call.args[0])),
});

function slices(axis: 0 | 1): LibraryFunction {
  return (call) => {
    const line = matrixIn(call, call.args[0]);
    if (line === undefined) return undefined;
    const count = sizesAt(call, line)[axis] ?? 1;
    const parts = Array.from({ length: count }, (_, i) =>
      done(row(call, 'index', [line], { items: axis === 0 ? [[i], []] : [[], [i]] })),
    );
    return parts.some((part) => part === undefined)
      ? undefined
      : call.machine.store.make({ kind: 'list', items: parts as Thing[], loose: true });
  };
}
