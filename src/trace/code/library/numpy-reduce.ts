/** Sums, means, norms and the like along axes. */
import type { LineId } from '../../../graph/list.ts';
import { python } from '../../../primitives/make.ts';
import type { Attributes } from '../../../primitives/tensorRow.ts';
import type { Expression } from '../../../syntax/tree.ts';
import { listOf } from '../operators.ts';
import { type Thing, tuple } from '../things.ts';
import { type LibraryCall, type LibraryEntry, pythonEntry } from './entry.ts';
import {
  arrayAt,
  axesGiven,
  axisGiven,
  done,
  flag,
  flattened,
  isTorch,
  knownNumber,
  lineAt,
  type Named,
  named,
  number,
  rankFor,
  refuse,
  reshaped,
  row,
  shapeAt,
  sizesAt,
} from './given.ts';
import { ALL, NUMPY } from './numpy-make.ts';

const SIGNATURE = 'a|input|x axis|dim keepdims|keepdim ~dtype -out -initial -where';
/** NumPy's order of arguments by position. */
const NUMPY_SIGNATURE = 'a|input|x axis|dim ~dtype -out keepdims|keepdim -initial -where';

/** What is reduced: the array, the axes, and whether they stay with size 1. */
export interface Reduced {
  readonly line: LineId;
  /** Absent: all. */
  readonly axes?: readonly number[];
  readonly keep: boolean;
}

/** `x.sum(0, keepdims=True)`, `np.sum(x, axis=(0, 1))`, `torch.sum(x, dim=1)`. */
export function reducedOf(call: LibraryCall, got: Named | undefined): Reduced | undefined {
  const rank = got && rankFor(call, got.axis);
  const line = rank === undefined ? undefined : arrayAt(call, got?.a, rank);
  const keep = flag(call, got?.keepdims);
  if (line === undefined || keep === undefined) return undefined;
  const axes = axesGiven(call, got?.axis, shapeAt(call, line).length);
  if (axes === undefined) return undefined;
  return axes === 'all' ? { line, keep } : { line, axes, keep };
}

export function attributesOf({ axes, keep }: Reduced): Attributes | undefined {
  if (axes === undefined && !keep) return undefined;
  return { ...(axes && { axes: [...axes] }), ...(keep && { keep: 1 }) };
}

/** A reduction applied; of a number it is the number itself. */
export function reduce(call: LibraryCall, operation: string, reduced: Reduced): LineId | undefined {
  if (shapeAt(call, reduced.line).length === 0 && !['norm', 'normSquared'].includes(operation)) return reduced.line;
  return row(call, operation, [reduced.line], attributesOf(reduced));
}

/** How many entries one result has under it. */
export function countUnder(call: LibraryCall, { line, axes }: Reduced): number {
  const sizes = sizesAt(call, line);
  return (axes ?? sizes.map((_, i) => i)).reduce((product, axis) => product * (sizes[axis] ?? 1), 1);
}

function signatureFor(call: LibraryCall): string {
  return call.receiver || call.path.startsWith('torch') ? SIGNATURE : NUMPY_SIGNATURE;
}

function reduction(operation: string) {
  return (call: LibraryCall): Thing | undefined => {
    const reduced = reducedOf(call, named(call, signatureFor(call)));
    return reduced && done(reduce(call, operation, reduced));
  };
}

function isNumberWritten(expression: Expression | undefined): boolean {
  if (expression?.kind !== 'operation') return expression?.kind === 'number';
  return expression.operator === 'negate' && isNumberWritten(expression.operands[0]);
}

/** NumPy's max is a reduction; PyTorch's with an axis also tells where. */
function extreme(operation: 'amax' | 'amin') {
  return (call: LibraryCall): Thing | undefined | 'pass' => {
    const isPlain = /(?:^|\.)(?:max|min)$/.test(call.path);
    if (isPlain && !call.receiver && call.path.startsWith('torch') && call.args.length === 2) {
      const second = call.args[1];
      const line = second && second.kind === 'line' ? second.line : undefined;
      const isAxis = call.at.kind === 'call' && isNumberWritten(call.at.args[1]);
      const isScalar = line !== undefined && typeof call.machine.valueOf(line) === 'number';
      if (!isAxis && isScalar)
        return refuse(call, `Whether this is an axis is not clear. Write dim=, or ${call.path}imum.`);
      if (!isAxis)
        return done(
          row(
            call,
            operation === 'amax' ? 'max' : 'min',
            call.args.map((arg) => lineAt(call, arg)),
          ),
        );
    }
    const got = named(call, 'a|input|x axis|dim keepdims|keepdim -out -initial -where');
    const reduced = reducedOf(call, got);
    const line = reduced && reduce(call, operation, reduced);
    if (line === undefined || !got?.axis || !isPlain) return done(line);
    const torch = call.keywords.has('dim') ? true : call.keywords.has('axis') ? false : isTorch(call);
    if (torch === undefined) {
      return refuse(call, `${call.path} along an axis differs between NumPy and PyTorch. Write axis= or dim=.`);
    }
    if (!torch) return done(line);
    const where: Thing = { kind: 'unknown', reason: 'where the largest entry stands depends on the values of inputs' };
    return { kind: 'tuple', items: [done(line) as Thing, where], names: ['values', 'indices'] };
  };
}

/** Σ (x − mean)² / (n − ddof). */
export function variance(call: LibraryCall, reduced: Reduced, ddof: number): LineId | undefined {
  const { line, keep } = reduced;
  const count = countUnder(call, reduced) - ddof;
  if (count <= 0) return refuse(call, `${call.path} of so few entries is not defined.`);
  const mean = reduce(call, 'mean', { ...reduced, keep: true });
  const away = row(call, 'sub', [line, mean]);
  const squares = away === undefined ? undefined : row(call, 'pow', [away, number(call, 2)]);
  if (squares === undefined) return undefined;
  if (ddof === 0) return reduce(call, 'mean', { ...reduced, line: squares, keep });
  const total = reduce(call, 'sum', { ...reduced, line: squares, keep });
  return row(call, 'div', [total, number(call, count)]);
}

function spreadOf(isRoot: boolean) {
  return (call: LibraryCall): Thing | undefined => {
    const isPath = !call.receiver && call.path.startsWith('torch');
    const signature = isPath
      ? 'a|input axis|dim unbiased|correction keepdims|keepdim -out'
      : 'a|x axis|dim unbiased|correction|ddof keepdims|keepdim ~dtype -out -where -mean';
    // torch.var(x, False) says unbiased by position.
    const isTruth = call.at.kind === 'call' && call.at.args.some((arg) => arg.kind === 'boolean');
    if (call.args.length > 2 || isTruth) return refuse(call, `${call.path} is read with an axis and keywords only.`);
    const reduced = reducedOf(call, named(call, signature));
    if (!reduced) return undefined;
    const ddof = ddofOf(call);
    const result = ddof === undefined ? undefined : variance(call, reduced, ddof);
    return done(isRoot ? row(call, 'sqrt', [result]) : result);
  };
}

/** What is taken from the count: 0 in NumPy, 1 in PyTorch, unless said. */
function ddofOf(call: LibraryCall): number | undefined {
  const said = call.keywords.get('ddof') ?? call.keywords.get('correction');
  if (said && said.kind !== 'none') return knownNumber(call, said, 'ddof');
  const unbiased = call.keywords.get('unbiased');
  if (unbiased) {
    const is = flag(call, unbiased);
    return is === undefined ? undefined : is ? 1 : 0;
  }
  const torch = call.keywords.has('dim') ? true : call.keywords.has('axis') ? false : isTorch(call);
  if (torch !== undefined) return torch ? 1 : 0;
  return refuse(call, `${call.path} divides by n in NumPy and by n − 1 in PyTorch. Write ddof= or correction=.`);
}

function average(call: LibraryCall): Thing | undefined {
  const got = named(call, 'a axis weights -returned keepdims');
  if (!got?.weights) {
    const reduced = reducedOf(call, got);
    return reduced && done(reduce(call, 'mean', reduced));
  }
  const reduced = reducedOf(call, got);
  const weights = reduced && arrayAt(call, got.weights, 1);
  if (!reduced || weights === undefined) return undefined;
  const [axis] = reduced.axes ?? [];
  const sizes = sizesAt(call, reduced.line);
  // Weights along one axis of several.
  const isAlong = reduced.axes?.length === 1 && shapeAt(call, weights).length === 1 && sizes.length > 1;
  const fitted = isAlong
    ? reshaped(
        call,
        weights,
        sizes.map((_, i) => (i === axis ? (sizesAt(call, weights)[0] ?? 1) : 1)),
      )
    : weights;
  if (fitted === undefined) return undefined;
  const top = row(call, 'mul', [reduced.line, fitted]);
  if (top === undefined) return undefined;
  const wide = isAlong || shapeAt(call, fitted).length === sizes.length;
  if (!wide) return refuse(call, 'The weights do not have the shape of the array.');
  const total = reduce(call, 'sum', { ...reduced, line: top });
  return done(row(call, 'div', [total, reduce(call, 'sum', { ...reduced, line: fitted, keep: reduced.keep })]));
}

function cumulative(operation: 'cumsum' | 'cumprod') {
  return (call: LibraryCall): Thing | undefined => {
    const got = named(call, 'a|input|x axis|dim ~dtype -out');
    const rank = got && rankFor(call, got.axis);
    const line = rank === undefined ? undefined : arrayAt(call, got?.a, rank);
    if (line === undefined) return undefined;
    if (!got?.axis) {
      const flat = flattened(call, line);
      return flat === undefined ? undefined : done(row(call, operation, [flat], { axis: 0 }));
    }
    const axis = axisGiven(call, got.axis, shapeAt(call, line).length);
    return axis === undefined ? undefined : done(row(call, operation, [line], { axis }));
  };
}

/** (Σ |x|^p)^(1/p), largest and smallest for p = ±∞. */
export function vectorNorm(call: LibraryCall, reduced: Reduced, p: number): LineId | undefined {
  if (p === 2) return reduce(call, 'norm', reduced);
  if (p === 0) return refuse(call, 'The number of entries that are not 0 has no derivative.');
  const line = row(call, 'abs', [reduced.line]);
  if (line === undefined) return undefined;
  if (p === 1) return reduce(call, 'sum', { ...reduced, line });
  if (p === Number.POSITIVE_INFINITY) return reduce(call, 'amax', { ...reduced, line });
  if (p === Number.NEGATIVE_INFINITY) return reduce(call, 'amin', { ...reduced, line });
  const powers = row(call, 'pow', [line, number(call, p)]);
  const total = powers === undefined ? undefined : reduce(call, 'sum', { ...reduced, line: powers });
  return row(call, 'pow', [total, number(call, 1 / p)]);
}

/** The largest sum of absolute values of a column (1) or a row (∞). */
function matrixNorm(call: LibraryCall, reduced: Reduced, p: number): LineId | undefined {
  const [first = 0, second = 1] = reduced.axes ?? [];
  if (Math.abs(p) !== 1 && Math.abs(p) !== Number.POSITIVE_INFINITY) {
    return refuse(call, 'The spectral norm of a matrix is not read. Use the Frobenius norm.');
  }
  if (reduced.keep) return refuse(call, 'This norm of a matrix is read without keepdims.');
  const entries = row(call, 'abs', [reduced.line]);
  if (entries === undefined) return undefined;
  const [over, rest] = Math.abs(p) === 1 ? [first, second] : [second, first];
  const sums = reduce(call, 'sum', { line: entries, axes: [over], keep: false });
  if (sums === undefined) return undefined;
  return reduce(call, p > 0 ? 'amax' : 'amin', { line: sums, axes: [rest > over ? rest - 1 : rest], keep: false });
}

/** `flat`: the order counts entries whatever the shape is, as `torch.norm` does. */
function norm(flat: boolean) {
  return (call: LibraryCall): Thing | undefined => {
    const got = named(call, 'a|x|A|input ord|p axis|dim keepdims|keepdim ~dtype -out ~check_finite');
    if (got?.ord?.kind === 'text' && got.ord.value !== 'fro')
      return refuse(call, `The norm '${got.ord.value}' is not read.`);
    const reduced = reducedOf(call, got);
    if (!reduced) return undefined;
    if (!got?.ord || got.ord.kind === 'text') return done(reduce(call, 'norm', reduced));
    const p = knownNumber(call, got.ord, 'The order of the norm');
    if (p === undefined) return undefined;
    const rank = reduced.axes?.length ?? shapeAt(call, reduced.line).length;
    if (!flat && rank > 1) return done(matrixNorm(call, reduced, p));
    return done(vectorNorm(call, reduced, p));
  };
}

/** Entries that are not numbers are passed over. */
function withoutNaN(operation: 'sum' | 'mean' | 'prod') {
  return (call: LibraryCall): Thing | undefined => {
    const reduced = reducedOf(call, named(call, NUMPY_SIGNATURE));
    if (!reduced) return undefined;
    const known = row(call, 'eq', [reduced.line, reduced.line]);
    const line = row(call, 'select', [known, reduced.line, number(call, operation === 'prod' ? 1 : 0)]);
    if (line === undefined || known === undefined) return undefined;
    const total = reduce(call, operation === 'prod' ? 'prod' : 'sum', { ...reduced, line });
    if (operation !== 'mean') return done(total);
    return done(row(call, 'div', [total, reduce(call, 'sum', { ...reduced, line: known })]));
  };
}

/** Whether some or all entries are not 0. */
function quantor(isAll: boolean) {
  return (call: LibraryCall): Thing | undefined => {
    const reduced = reducedOf(call, named(call, SIGNATURE));
    if (!reduced) return undefined;
    const zero = number(call, 0);
    const line = row(call, isAll ? 'eq' : 'ne', [reduced.line, zero]);
    const total = line === undefined ? undefined : reduce(call, 'sum', { ...reduced, line });
    return done(row(call, isAll ? 'eq' : 'ne', [total, zero]));
  };
}

/** How many entries are not 0. */
function countNonzero(call: LibraryCall): Thing | undefined {
  const reduced = reducedOf(call, named(call, 'a|input axis|dim keepdims'));
  if (!reduced) return undefined;
  const line = row(call, 'ne', [reduced.line, number(call, 0)]);
  return line === undefined ? undefined : done(reduce(call, 'sum', { ...reduced, line }));
}

/** Along one axis: softmax, log-softmax. `needed`: PyTorch wants the axis. */
export function along(operation: 'softmax' | 'logSoftmax', otherwise: 'last' | 'needed' | 'all') {
  return (call: LibraryCall): Thing | undefined => {
    const got = named(call, 'a|x|input|logits axis|dim ~dtype -where -initial -_stacklevel');
    if (!got) return undefined;
    const rank = rankFor(call, got.axis);
    const line = rank === undefined ? undefined : arrayAt(call, got.a, rank);
    if (line === undefined) return undefined;
    const { length } = shapeAt(call, line);
    if (!got.axis && otherwise === 'needed' && length !== 1) return refuse(call, `${call.path} needs dim= here.`);
    if (!got.axis && otherwise === 'all' && length > 1) {
      const flat = flattened(call, line);
      return flat === undefined
        ? undefined
        : done(reshaped(call, row(call, operation, [flat], { axis: 0 }), sizesAt(call, line)));
    }
    const axis = got.axis ? axisGiven(call, got.axis, length) : Math.max(0, length - 1);
    return axis === undefined ? undefined : done(row(call, operation, [line], { axis }));
  };
}

/** `logsumexp([p, q], axis=0)`: entry by entry log(exp p + exp q). */
function ofPair(call: LibraryCall, { a, axis }: Named): Thing | undefined {
  const list = a && listOf(call.machine, a);
  if (list?.length !== 2 || axis?.kind !== 'line' || call.machine.valueOf(axis.line) !== 0) return undefined;
  const [p, q] = list.map((thing) => lineAt(call, thing));
  if (p === undefined || q === undefined || sizesAt(call, p).join() !== sizesAt(call, q).join()) return undefined;
  return done(row(call, 'logaddexp', [p, q]));
}

function logsumexp(call: LibraryCall): Thing | undefined {
  const got = named(call, 'a|input axis|dim keepdims|keepdim b -return_sign -out -where');
  const pair = got && !got.b && !got.keepdims ? ofPair(call, got) : undefined;
  if (pair) return pair;
  if (call.machine.kit.isWishing()) return undefined;
  const reduced = reducedOf(call, got);
  if (!reduced) return undefined;
  if (!got?.b) return done(reduce(call, 'logsumexp', reduced));
  if (call.path.startsWith('torch')) return refuse(call, `${call.path} takes no weights.`);
  // log Σ b exp(a) = m + log Σ b exp(a − m)
  const weights = lineAt(call, got.b);
  const top = reduce(call, 'amax', { ...reduced, keep: true });
  const terms = row(call, 'mul', [weights, row(call, 'exp', [row(call, 'sub', [reduced.line, top])])]);
  if (terms === undefined) return undefined;
  const log = row(call, 'log', [reduce(call, 'sum', { ...reduced, line: terms })]);
  return done(row(call, 'add', [reduce(call, 'amax', reduced), log]));
}

function varMean(isRoot: boolean) {
  return (call: LibraryCall): Thing | undefined => {
    const reduced = reducedOf(call, named(call, 'a|input axis|dim unbiased|correction keepdims|keepdim'));
    const ddof = reduced && ddofOf(call);
    if (!reduced || ddof === undefined) return undefined;
    const spread = variance(call, reduced, ddof);
    const first = done(isRoot ? row(call, 'sqrt', [spread]) : spread);
    const second = first && done(reduce(call, 'mean', reduced));
    return first && second && tuple([first, second]);
  };
}

export const numpyReduce: readonly LibraryEntry[] = [
  pythonEntry(countNonzero, python(ALL, 'count_nonzero')),
  pythonEntry(reduction('sum'), python(ALL, 'sum'), ['sum']),
  pythonEntry(reduction('mean'), python(ALL, 'mean'), ['mean']),
  pythonEntry(reduction('prod'), python(ALL, 'prod'), ['prod']),
  pythonEntry(extreme('amax'), python(ALL, 'max', 'amax'), ['max', 'amax']),
  pythonEntry(extreme('amin'), python(ALL, 'min', 'amin'), ['min', 'amin']),
  pythonEntry(spreadOf(false), python(ALL, 'var'), ['var']),
  pythonEntry(spreadOf(true), python(ALL, 'std'), ['std']),
  pythonEntry(varMean(false), ['torch.var_mean']),
  pythonEntry(varMean(true), ['torch.std_mean']),
  pythonEntry(average, python(NUMPY, 'average')),
  pythonEntry(cumulative('cumsum'), python(ALL, 'cumsum'), ['cumsum']),
  pythonEntry(cumulative('cumprod'), python(ALL, 'cumprod'), ['cumprod']),
  pythonEntry(norm(false), ['linalg.norm']),
  pythonEntry(norm(true), ['torch.norm', 'linalg.vector_norm'], ['norm']),
  pythonEntry(withoutNaN('sum'), python(ALL, 'nansum')),
  pythonEntry(withoutNaN('mean'), python(ALL, 'nanmean')),
  pythonEntry(withoutNaN('prod'), python(NUMPY, 'nanprod')),
  pythonEntry(quantor(false), [...python(ALL, 'any'), 'np.sometrue'], ['any']),
  pythonEntry(quantor(true), [...python(ALL, 'all'), 'np.alltrue'], ['all']),
  pythonEntry(along('softmax', 'needed'), ['torch.softmax', 'F.softmax'], ['softmax']),
  pythonEntry(along('logSoftmax', 'needed'), ['torch.log_softmax', 'F.log_softmax'], ['log_softmax']),
  pythonEntry(along('softmax', 'last'), ['jax.nn.softmax', 'tf.softmax']),
  pythonEntry(along('logSoftmax', 'last'), ['jax.nn.log_softmax', 'tf.log_softmax']),
  pythonEntry(along('softmax', 'all'), ['special.softmax']),
  pythonEntry(along('logSoftmax', 'all'), ['special.log_softmax']),
  pythonEntry(
    logsumexp,
    ['special.logsumexp', 'torch.logsumexp', 'torch.special.logsumexp', 'jax.nn.logsumexp'],
    ['logsumexp'],
  ),
];
