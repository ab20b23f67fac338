/** R: matrices made, joined, multiplied and solved; sums along rows and columns. */
import type { LineId } from '../../../graph/list.ts';
import type { Thing } from '../things.ts';
import {
  asColumn,
  chained,
  constantOf,
  diagonal,
  each,
  entriesFor,
  filled,
  flatIn,
  formIn,
  identity,
  inverse,
  itself,
  joinedColumns,
  joinedRows,
  lineIn,
  mapped,
  matrixIn,
  matrixNorm,
  normal,
  ofMatrix,
  reduceAlong,
  refusing,
  shaped,
  truthOf,
  vectorNorm,
  wholeIn,
} from './columns.ts';
import type { LibraryCall, LibraryEntry, LibraryFunction } from './entry.ts';
import { done, flag, named, refuse, row, sizesAt } from './given.ts';

const product = (sizes: readonly number[]) => sizes.reduce((all, own) => all * own, 1);

/** `matrix(x, nrow, ncol, byrow)`: column by column unless told otherwise. */
const matrix: LibraryFunction = (call) => {
  const got = named(call, 'data nrow ncol byrow ~dimnames');
  if (!got) return undefined;
  const vector = got.data ? flatIn(call, got.data) : undefined;
  const byRow = flag(call, got.byrow);
  const rows = got.nrow && wholeIn(call, got.nrow, 'The number of rows');
  const columns = got.ncol && wholeIn(call, got.ncol, 'The number of columns');
  if ((got.data && vector === undefined) || byRow === undefined) return undefined;
  if ((got.nrow && rows === undefined) || (got.ncol && columns === undefined)) return undefined;
  if (vector === undefined) return refuse(call, 'A matrix of missing values is not read.');
  const count = product(sizesAt(call, vector));
  const m = rows ?? (columns === undefined ? count : Math.ceil(count / columns));
  const n = columns ?? Math.ceil(count / m);
  if (m < 1 || n < 1 || m * n > 100_000) return refuse(call, 'A matrix of this size is not followed.');
  if (count === 1) return spread(call, vector, [m, n]);
  if (count !== m * n) return refuse(call, `${count} entries do not fill a matrix of ${m} rows and ${n} columns.`);
  if (!byRow) return done(shaped(call, vector, [m, n]));
  return done(normal(call, row(call, 'reshape', [vector], { shape: [m, n] })));
};

/** One number in all entries. */
function spread(call: LibraryCall, vector: LineId, sizes: readonly number[]): Thing | undefined {
  const value = call.machine.valueOf(vector);
  const [known] = Array.isArray(value) ? value : [];
  if (typeof known === 'number') return filled(call, sizes, known, String(known));
  return done(normal(call, row(call, 'broadcast', [vector], { shape: [...sizes] })));
}

const array: LibraryFunction = (call) => {
  const got = named(call, 'data dim ~dimnames');
  const dims = got?.dim && flatIn(call, got.dim);
  const value = dims === undefined ? undefined : call.machine.valueOf(dims);
  if (!got || !Array.isArray(value) || value.length !== 2) return got && refuse(call, 'array is read with two sizes.');
  const [m, n] = value as number[];
  const keywords = new Map(Object.entries({ nrow: constantOf(call, m ?? 1), ncol: constantOf(call, n ?? 1) }));
  return matrix({ ...call, args: got.data ? [got.data] : [], keywords });
};

/** Vectors are rows for rbind, columns for cbind; numbers are repeated. */
function binding(isRows: boolean): LibraryFunction {
  return (call) => {
    const things = [...call.args, ...call.keywords.values()].filter((thing) => thing.kind !== 'none');
    const parts: LineId[] = [];
    for (const thing of things) {
      if (call.machine.contentOf(thing)?.kind === 'list') return refuse(call, `${call.path} of lists is not read.`);
      const line = lineIn(call, thing);
      if (line === undefined) return undefined;
      parts.push(line);
    }
    const length = parts.map((line) => sizesAt(call, line)).find((sizes) => sizes.length > 0);
    const along = length && (length.length === 1 ? length[0] : isRows ? length[1] : length[0]);
    const wide = parts.map((line) => {
      const sizes = sizesAt(call, line);
      if (sizes.length === 2) return line;
      const vector = sizes.length === 1 ? line : row(call, 'broadcast', [line], { shape: [along ?? 1] });
      if (vector === undefined) return undefined;
      return isRows ? call.machine.layout.row(vector, call.at.span) : asColumn(call, vector);
    });
    if (wide.length === 0 || wide.some((line) => line === undefined)) {
      return wide.length === 0 ? refuse(call, `${call.path} of nothing is not read.`) : undefined;
    }
    if (!isRows && wide.every((_, i) => sizesAt(call, parts[i] as LineId).length === 1)) {
      return done(row(call, 'stack', parts, { axis: 1 }));
    }
    return done(isRows ? joinedRows(call, wide as LineId[]) : joinedColumns(call, wide as LineId[]));
  };
}

const outer: LibraryFunction = (call) => {
  const got = named(call, 'X Y FUN');
  const [x, y] = [got && flatIn(call, got.X), got && flatIn(call, got.Y)];
  if (!got || x === undefined || y === undefined) return undefined;
  const isProduct = !got.FUN || (got.FUN.kind === 'text' && got.FUN.value === '*');
  if (isProduct) return done(row(call, 'outer', [x, y]));
  const name = got.FUN?.kind === 'text' ? got.FUN.value : '';
  const operation = { '+': 'add', '-': 'sub', '/': 'div', '^': 'pow' }[name];
  if (!operation) return refuse(call, 'outer is read with the signs * + - / ^.');
  return done(row(call, operation, [asColumn(call, x), y]));
};

/** `crossprod(x, y)` = t(x) %*% y; `tcrossprod(x, y)` = x %*% t(y). Vectors are columns. */
function crossing(isOuter: boolean): LibraryFunction {
  return (call) => {
    const got = named(call, 'x y');
    const a = got && columnOf(call, got.x);
    const b = got?.y ? columnOf(call, got.y) : a;
    if (a === undefined || b === undefined) return undefined;
    const { layout } = call.machine;
    const turned = layout.transpose(isOuter ? b : a, call.at.span, 'r');
    if (turned === undefined) return undefined;
    return done(isOuter ? layout.product(a, turned, call.at.span, 'r') : layout.product(turned, b, call.at.span, 'r'));
  };
}

function columnOf(call: LibraryCall, thing: Thing | undefined): LineId | undefined {
  const form = formIn(call, thing, 1);
  if (!form) return undefined;
  return form.kind === 'vector' ? asColumn(call, form.line) : lineIn(call, thing);
}

const solve: LibraryFunction = (call) => {
  const got = named(call, 'a b ~tol');
  const form = got && formIn(call, got.a, 2);
  if (!got || !form) return undefined;
  if (form.kind === 'number') {
    const b = got.b ? lineIn(call, got.b) : undefined;
    return done(got.b ? each(call, 'div', [b, form.line]) : inverse(call, form.line));
  }
  if (form.kind !== 'matrix') return refuse(call, 'solve needs a square matrix.');
  if (!got.b) return done(row(call, 'inv', [form.line]));
  const side = formIn(call, got.b, 1);
  if (!side || side.kind === 'row') return side && refuse(call, 'The right side has too few rows.');
  const solved = row(call, 'solve', [form.line, side.line]);
  return done(side.kind === 'column' ? asColumn(call, solved) : solved);
};

/** `diag(x)`: the diagonal of a matrix, the matrix of a vector, the identity of a number. */
const diag: LibraryFunction = (call) => {
  const got = named(call, 'x nrow ncol');
  if (!got?.x) {
    const size = got?.nrow && wholeIn(call, got.nrow, 'The number of rows');
    return size === undefined ? undefined : identity(call, size, size);
  }
  const line = lineIn(call, got.x);
  if (line === undefined) return undefined;
  if (sizesAt(call, line).length > 0) {
    const form = call.machine.layout.formOf(line, call.at.span);
    if (form?.kind === 'row' || form?.kind === 'column') return refuse(call, 'The diagonal of a row is not read.');
    return got.nrow || got.ncol ? refuse(call, 'diag of an array is read without sizes.') : done(diagonal(call, got.x));
  }
  if (got.nrow) {
    const size = wholeIn(call, got.nrow, 'The number of rows');
    const unit = size === undefined ? undefined : identity(call, size, size);
    return unit && call.machine.operate('multiply', got.x, unit, call.at, call.env);
  }
  const size = wholeIn(call, got.x, 'The size of an identity');
  return size === undefined ? undefined : identity(call, size, size);
};

/** Sums or means of the rows or columns, a vector. */
function margin(operation: 'sum' | 'mean', axis: 0 | 1): LibraryFunction {
  return (call) => {
    const got = named(call, 'x ~na.rm -dims');
    const line = got && matrixIn(call, got.x);
    const reduced = line === undefined ? undefined : reduceAlong(call, operation, line, axis);
    return reduced === undefined ? undefined : done(call.machine.layout.flat(reduced, call.at.span));
  };
}

/** `apply(A, 1, f)`: a function on each row (1) or column (2). */
const apply: LibraryFunction = (call) => {
  const [thing, which, fn, ...more] = call.args;
  const other = [...call.keywords.keys()].find((name) => !['X', 'MARGIN', 'FUN'].includes(name));
  const margin = which ?? call.keywords.get('MARGIN');
  const run = fn ?? call.keywords.get('FUN');
  const line = matrixIn(call, thing ?? call.keywords.get('X'));
  const axis = margin && wholeIn(call, margin, 'The margin');
  if (line === undefined || axis === undefined) return undefined;
  if (other !== undefined || more.length > 0 || (axis !== 1 && axis !== 2))
    return refuse(call, 'apply is read for rows (1) or columns (2).');
  const count = sizesAt(call, line)[axis - 1] ?? 1;
  const parts = Array.from({ length: count }, (_, i) =>
    done(row(call, 'index', [line], { items: axis === 1 ? [[i], []] : [[], [i]] })),
  );
  if (parts.some((part) => part === undefined)) return undefined;
  const results = mapped(call, run, [parts as Thing[]]);
  if (!results) return undefined;
  const lines = results.map((result) => lineIn(call, result));
  if (lines.some((own) => own === undefined)) return undefined;
  const isNumbers = lines.every((own) => sizesAt(call, own as LineId).length === 0);
  if (isNumbers) return done(chained(call, results));
  return done(row(call, 'stack', lines as LineId[], { axis: 1 }));
};

const norm: LibraryFunction = (call) => {
  const got = named(call, 'x type');
  const line = got && matrixIn(call, got.x);
  if (!got || line === undefined) return undefined;
  const kind = got.type?.kind === 'text' ? got.type.value : got.type ? '?' : 'O';
  const form = call.machine.layout.formOf(line, call.at.span);
  if (!form) return undefined;
  if (/^[fFeE2]$/.test(kind) && (kind !== '2' || form.kind !== 'matrix')) return done(vectorNorm(call, line, 2));
  if (/^[oO1]$/.test(kind)) return done(matrixNorm(call, line, 1));
  if (/^[iI]$/.test(kind)) return done(matrixNorm(call, line, Number.POSITIVE_INFINITY));
  if (/^[mM]$/.test(kind)) return done(vectorNorm(call, line, Number.POSITIVE_INFINITY));
  return refuse(call, `The norm of type ${kind} is not read.`);
};

const turn: LibraryFunction = (call) => {
  const got = named(call, 'x');
  const form = got && formIn(call, got.x, 1);
  const line = form && lineIn(call, got?.x);
  return line === undefined ? undefined : done(call.machine.layout.transpose(line, call.at.span, 'r'));
};

function sizeOf(axis: 0 | 1): LibraryFunction {
  return (call) => {
    const line = matrixIn(call, call.args[0]);
    return line === undefined ? undefined : constantOf(call, sizesAt(call, line)[axis] ?? 1);
  };
}

const dim: LibraryFunction = (call) => {
  const form = formIn(call, call.args[0], 1);
  const line = form && lineIn(call, call.args[0]);
  if (line === undefined) return undefined;
  const sizes = sizesAt(call, line);
  if (sizes.length < 2) return { kind: 'none' };
  return call.machine.tensor(sizes, [sizes.length]);
};

const isMatrix: LibraryFunction = (call) => {
  const line = lineIn(call, call.args[0]);
  return line === undefined ? undefined : truthOf(call, sizesAt(call, line).length === 2);
};

const cholesky: LibraryFunction = (call) => {
  const got = named(call, 'x');
  const form = got && formIn(call, got.x, 2);
  if (form?.kind !== 'matrix') return form && refuse(call, 'chol needs a matrix.');
  return done(row(call, 'transpose', [row(call, 'cholesky', [form.line])]));
};

const kronecker: LibraryFunction = (call) => {
  const got = named(call, 'X Y');
  const [a, b] = [got && matrixIn(call, got.X), got && matrixIn(call, got.Y)];
  return done(normal(call, row(call, 'kron', [a, b])));
};

export const rArrays: readonly LibraryEntry[] = entriesFor('r', {
  matrix,
  array,
  rbind: binding(true),
  cbind: binding(false),
  outer,
  crossprod: crossing(false),
  tcrossprod: crossing(true),
  solve,
  diag,
  det: ofMatrix('det', itself),
  chol: cholesky,
  kronecker,
  t: turn,
  rowSums: margin('sum', 1),
  colSums: margin('sum', 0),
  rowMeans: margin('mean', 1),
  colMeans: margin('mean', 0),
  apply,
  norm,
  nrow: sizeOf(0),
  ncol: sizeOf(1),
  NROW: sizeOf(0),
  NCOL: sizeOf(1),
  dim,
  'is.matrix': isMatrix,
  'as.matrix': (call) => done(columnOf(call, call.args[0])),
  'eigen svd qr qr.solve chol2inv determinant backsolve forwardsolve expm ginv': refusing(
    'derivatives of such decompositions are not read',
  ),
});
