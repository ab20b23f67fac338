/** MATLAB and Octave: sums and the like down the columns, products of vectors and matrices. */
import type { LineId } from '../../../graph/list.ts';
import type { Thing } from '../things.ts';
import {
  ALGORITHM,
  arrayIn,
  asRow,
  diagonal,
  differences,
  each,
  entriesFor,
  flatIn,
  formIn,
  horner,
  inverse,
  itself,
  lineIn,
  matrixIn,
  matrixNorm,
  normal,
  ORDER,
  ofMatrix,
  PLACES,
  reduceAll,
  reduceAlong,
  refusing,
  truthOf,
  varianceAll,
  vectorNorm,
  wholeIn,
} from './columns.ts';
import type { LibraryCall, LibraryEntry, LibraryFunction } from './entry.ts';
import { done, number, refuse, row, shapeAt, sizesAt } from './given.ts';

/** The axis that is meant, counted from 0; `'all'`: all entries. */
function axisOf(call: LibraryCall, line: LineId, given: Thing | undefined): number | 'all' | undefined {
  if (given?.kind === 'text') {
    if (given.value === 'all') return 'all';
    return refuse(call, `${call.path} with '${given.value}' is not read.`);
  }
  const isEmpty = given?.kind === 'tuple' && given.items.length === 0;
  if (given && !isEmpty) {
    const axis = wholeIn(call, given, 'The dimension');
    return axis === undefined || axis >= 1 ? axis && axis - 1 : refuse(call, `There is no dimension ${axis}.`);
  }
  const form = call.machine.layout.formOf(line, call.at.span);
  return form?.kind === 'matrix' || form?.kind === 'tensor' ? 0 : 'all';
}

/** Of a column axis 1, of a row axis 0 has one entry each. */
function along(
  call: LibraryCall,
  line: LineId,
  axis: number | 'all',
  reduce: (line: LineId, axis: number | 'all') => LineId | undefined,
): LineId | undefined {
  if (axis === 'all') return reduce(line, 'all');
  const form = call.machine.layout.formOf(line, call.at.span);
  if (!form || form.kind === 'number') return form?.line;
  if (form.kind === 'vector') return axis === 0 ? reduce(line, 'all') : line;
  if (form.kind === 'row') return axis === 1 ? reduce(line, 'all') : line;
  return reduce(line, axis);
}

function reduction(operation: string, place = 1): LibraryFunction {
  return (call) => {
    if (call.args.length > place + 1)
      return refuse(call, `${call.path} with ${call.args.length} arguments is not read.`);
    const line = arrayIn(call, call.args[0], 1);
    const axis = line === undefined ? undefined : axisOf(call, line, call.args[place]);
    if (line === undefined || axis === undefined) return undefined;
    return done(
      along(call, line, axis, (own, which) =>
        which === 'all' ? reduceAll(call, operation, own) : reduceAlong(call, operation, own, which),
      ),
    );
  };
}

/** `max(x)`, `max(A, [], dim)`; of two arguments entry by entry. */
function extreme(operation: 'amax' | 'amin'): LibraryFunction {
  return (call) => {
    const [, second] = call.args;
    const isEmpty = second?.kind === 'tuple' && second.items.length === 0;
    if (call.args.length === 2 && !isEmpty) return 'pass';
    return reduction(operation, 2)(call);
  };
}

function spread(isRoot: boolean): LibraryFunction {
  return (call) => {
    const [, second] = call.args;
    const isEmpty = second?.kind === 'tuple';
    const option = second && !isEmpty ? wholeIn(call, second, 'The kind of variance') : 0;
    if (option === undefined) return undefined;
    if (call.args.length > 2 || (option !== 0 && option !== 1))
      return refuse(call, `${call.path} is read for x and (x, 1).`);
    const form = formIn(call, call.args[0], 1);
    if (!form) return undefined;
    if (form.kind === 'matrix' || form.kind === 'tensor') {
      const count = (sizesAt(call, form.line)[0] ?? 1) - 1 + option;
      const mean = row(call, 'mean', [form.line], { axes: [0], keep: 1 });
      const squares = row(call, 'pow', [row(call, 'sub', [form.line, mean]), number(call, 2)]);
      const result = row(call, 'div', [reduceAlong(call, 'sum', squares, 0), number(call, count)]);
      return done(isRoot ? each(call, 'sqrt', [result]) : result);
    }
    const result = varianceAll(call, form.line, 1 - option);
    return done(isRoot ? row(call, 'sqrt', [result]) : result);
  };
}

function cumulative(operation: 'cumsum' | 'cumprod'): LibraryFunction {
  return (call) => {
    const form = formIn(call, call.args[0], 1);
    if (!form || call.args.length > 2)
      return form && refuse(call, `${call.path} is read for an array and a dimension.`);
    const given = call.args[1] ? wholeIn(call, call.args[1], 'The dimension') : undefined;
    if (call.args[1] && given === undefined) return undefined;
    if (form.kind === 'number') return done(form.line);
    if (form.kind === 'matrix' || form.kind === 'tensor') {
      return done(row(call, operation, [form.line], { axis: (given ?? 1) - 1 }));
    }
    const own = form.kind === 'row' ? 2 : 1;
    if (given !== undefined && given !== own) return done(lineIn(call, call.args[0]));
    const result = row(call, operation, [form.line], { axis: 0 });
    return done(form.kind === 'row' ? asRow(call, result) : result);
  };
}

const norm: LibraryFunction = (call) => {
  const [thing, order, ...more] = call.args;
  const form = formIn(call, thing, 1);
  if (!form || more.length > 0) return form && refuse(call, `${call.path} is read with one order.`);
  if (order?.kind === 'text') {
    if (/^fro$/i.test(order.value))
      return done(form.kind === 'number' ? row(call, 'abs', [form.line]) : row(call, 'norm', [form.line]));
    if (/^inf$/i.test(order.value)) {
      return done(
        form.kind === 'matrix'
          ? matrixNorm(call, form.line, Number.POSITIVE_INFINITY)
          : vectorNorm(call, form.line, Number.POSITIVE_INFINITY),
      );
    }
    return refuse(call, `The norm '${order.value}' is not read.`);
  }
  const p = order ? call.machine.staticNumber(order, call.at.span, 'The order of the norm') : 2;
  if (p === undefined) return undefined;
  return done(form.kind === 'matrix' ? matrixNorm(call, form.line, p) : vectorNorm(call, form.line, p));
};

/** Of matrices column by column; of vectors whatever they lie like. */
const dot: LibraryFunction = (call) => {
  if (call.args.length !== 2) return refuse(call, `${call.path} takes two vectors.`);
  const a = formIn(call, call.args[0], 1);
  const b = a && formIn(call, call.args[1], 1);
  if (!a || !b) return undefined;
  if (a.kind === 'number' && b.kind === 'number') return done(row(call, 'mul', [a.line, b.line]));
  if (a.kind === 'matrix' && b.kind === 'matrix') {
    return done(reduceAlong(call, 'sum', row(call, 'mul', [a.line, b.line]), 0));
  }
  if (a.kind === 'matrix' || b.kind === 'matrix') return refuse(call, 'dot is read for two vectors or two matrices.');
  return done(row(call, 'matmul', [a.line, b.line]));
};

const cross: LibraryFunction = (call) => {
  if (call.args.length !== 2) return refuse(call, `${call.path} takes two vectors.`);
  const a = formIn(call, call.args[0], 1);
  const b = a && formIn(call, call.args[1], 1);
  if (!a || !b) return undefined;
  for (const { line } of [a, b]) {
    const [axis] = shapeAt(call, line);
    if (!axis || axis.size === 3 || axis.guess === undefined) continue;
    if (call.machine.kit.wish({ kind: 'size', axis, size: 3, exact: true })) return undefined;
  }
  const result = row(call, 'cross', [a.line, b.line]);
  return done(a.kind === 'row' && b.kind === 'row' ? asRow(call, result) : result);
};

const kron: LibraryFunction = (call) => {
  const [a, b] = [matrixIn(call, call.args[0]), matrixIn(call, call.args[1])];
  if (call.args.length !== 2) return refuse(call, `${call.path} takes two matrices.`);
  return done(normal(call, row(call, 'kron', [a, b])));
};

/** Operators by name: `mtimes(a, b)` is a * b. */
function operator(name: string): LibraryFunction {
  return (call) => {
    const [a, b] = call.args;
    if (!a || !b || call.args.length > 2) return refuse(call, `${call.path} takes two arguments.`);
    return call.machine.operate(name, a, b, call.at, call.env);
  };
}

const diff: LibraryFunction = (call) => {
  if (call.args.length !== 1) return refuse(call, `${call.path} is read for one vector.`);
  const form = formIn(call, call.args[0], 1);
  if (!form || form.kind === 'matrix' || form.kind === 'tensor')
    return form && refuse(call, 'diff is read for vectors.');
  const result = differences(call, form.line);
  return done(normal(call, form.kind === 'row' ? asRow(call, result) : result));
};

const polyval: LibraryFunction = (call) => {
  if (call.args.length !== 2) return refuse(call, `${call.path} takes coefficients and x.`);
  const coefficients = flatIn(call, call.args[0]);
  const x = coefficients === undefined ? undefined : lineIn(call, call.args[1]);
  if (coefficients === undefined || x === undefined) return undefined;
  const [count = 0] = sizesAt(call, coefficients);
  const parts = Array.from({ length: count }, (_, i) => row(call, 'index', [coefficients], { items: [[i]] }));
  return parts.some((part) => part === undefined) ? undefined : done(horner(call, parts as LineId[], x));
};

/** Σ (x[i+1] − x[i]) (y[i+1] + y[i])/2 */
const trapz: LibraryFunction = (call) => {
  const lines = call.args.map((arg) => formIn(call, arg, 1));
  if (lines.some((form) => !form || form.kind === 'matrix' || form.kind === 'number')) {
    return call.machine.kit.isWishing() ? undefined : refuse(call, 'trapz is read for vectors.');
  }
  const [x, y] = lines.length === 2 ? lines : [undefined, lines[0]];
  if (!y || lines.length > 2) return refuse(call, 'trapz takes x and y.');
  const [count = 1] = sizesAt(call, y.line);
  if (count < 2) return refuse(call, 'trapz needs two points or more.');
  const later = row(call, 'index', [y.line], { items: [[1, count - 1, 1]] });
  const earlier = row(call, 'index', [y.line], { items: [[0, count - 1, 1]] });
  const heights = row(call, 'div', [row(call, 'add', [later, earlier]), number(call, 2)]);
  return done(row(call, 'sum', [x ? row(call, 'mul', [differences(call, x.line), heights]) : heights]));
};

/** Whether some or all entries are not 0, where that is known. */
function quantor(isAll: boolean): LibraryFunction {
  return (call) => {
    const line = arrayIn(call, call.args[0], 1);
    if (line === undefined) return undefined;
    if (call.args.length > 1) return refuse(call, `${call.path} is read for one vector.`);
    const form = call.machine.layout.formOf(line, call.at.span);
    if (form?.kind === 'matrix') return refuse(call, `${call.path} of a matrix goes column by column; it is not read.`);
    const total = reduceAll(call, 'sum', each(call, isAll ? 'eq' : 'ne', [form?.line, number(call, 0)]));
    const result = row(call, isAll ? 'eq' : 'ne', [total, number(call, 0)]);
    const known = result === undefined ? undefined : call.machine.valueOf(result);
    return typeof known === 'number' ? truthOf(call, known !== 0) : done(result);
  };
}

const sumsq: LibraryFunction = (call) => {
  const line = arrayIn(call, call.args[0], 1);
  const squares = each(call, 'pow', [line, number(call, 2)]);
  const axis = squares === undefined ? undefined : axisOf(call, squares, call.args[1]);
  if (squares === undefined || axis === undefined) return undefined;
  return done(
    along(call, squares, axis, (own, which) =>
      which === 'all' ? reduceAll(call, 'sum', own) : reduceAlong(call, 'sum', own, which),
    ),
  );
};

const cholesky: LibraryFunction = (call) => {
  if (call.args.length > 1) return refuse(call, 'chol is read for one matrix.');
  const form = formIn(call, call.args[0], 2);
  if (form?.kind !== 'matrix') return form && refuse(call, 'chol needs a matrix.');
  return done(row(call, 'transpose', [row(call, 'cholesky', [form.line])]));
};

const triangle = (operation: 'tril' | 'triu'): LibraryFunction => {
  return (call) => {
    const form = formIn(call, call.args[0], 2);
    const k = call.args[1] ? wholeIn(call, call.args[1], 'The diagonal') : 0;
    if (k === undefined) return undefined;
    if (form?.kind !== 'matrix') return form && refuse(call, `${call.path} needs a matrix.`);
    return done(row(call, operation, [form.line], k === 0 ? undefined : { k }));
  };
};

const solve: LibraryFunction = (call) => {
  const [a, b] = call.args;
  if (!a || !b || call.args.length > 2) return refuse(call, `${call.path} takes a matrix and a right side.`);
  const left = lineIn(call, a);
  const right = left === undefined ? undefined : lineIn(call, b);
  if (left === undefined || right === undefined) return undefined;
  return done(call.machine.leftDivide(left, right, call.at, call.env));
};

/** Two-output forms of `max` and `sort` never come here: the reader has no value for them. */
export const matlabReduce: readonly LibraryEntry[] = entriesFor('matlab', {
  sum: reduction('sum'),
  mean: reduction('mean'),
  prod: reduction('prod'),
  max: extreme('amax'),
  min: extreme('amin'),
  sumsq,
  var: spread(false),
  std: spread(true),
  cumsum: cumulative('cumsum'),
  cumprod: cumulative('cumprod'),
  norm,
  dot,
  cross,
  kron,
  diff,
  polyval,
  trapz,
  any: quantor(false),
  all: quantor(true),
  det: ofMatrix('det', itself),
  inv: ofMatrix('inv', inverse),
  trace: ofMatrix('trace', itself),
  chol: cholesky,
  tril: triangle('tril'),
  triu: triangle('triu'),
  'leftDivide mldivide': solve,
  mtimes: operator('multiply'),
  mrdivide: operator('divide'),
  mpower: operator('power'),
  diag: (call) =>
    call.args.length === 1 ? done(diagonal(call, call.args[0])) : refuse(call, 'diag is read for one argument.'),
  'transpose ctranspose': (call) => {
    const line = lineIn(call, call.args[0]);
    return line === undefined ? undefined : done(call.machine.layout.transpose(line, call.at.span, 'matlab'));
  },
  logsumexp: (call) => {
    const line = flatIn(call, call.args[0]);
    return call.args.length > 1
      ? refuse(call, 'logsumexp is read for one vector.')
      : done(row(call, 'logsumexp', [line]));
  },
  vec: (call) => done(flatIn(call, call.args[0])),
  'mode quantile prctile sortrows issorted cummax cummin unique histc hist': refusing(ORDER),
  'find argmax argmin nnz lookup ismember': refusing(PLACES),
  'eig eigs svd svds qr lu schur null orth rank cond expm logm sqrtm pinv hess balance': refusing(
    'derivatives of such decompositions are not read',
  ),
  'fzero fminsearch fminunc fmincon fminbnd fsolve lsqnonlin lsqcurvefit quad quadl quadgk quadv integral integral2 integral3 dblquad ode45 ode23 ode15s interp1 interp2 spline pchip fft ifft conv deconv filter roots polyfit gradient del2 cov corr corrcoef conv2 cumtrapz':
    refusing(ALGORITHM),
});
