/** Products of vectors and matrices, and what linear algebra has beyond them. */
import type { LineId } from '../../../graph/list.ts';
import { python } from '../../../primitives/make.ts';
import { listOf } from '../operators.ts';
import type { Thing } from '../things.ts';
import { type LibraryCall, type LibraryEntry, type LibraryFunction, pythonEntry } from './entry.ts';
import {
  arrayAt,
  done,
  flag,
  flattened,
  lineAt,
  named,
  rankFor,
  refuse,
  row,
  shapeAt,
  sizesAt,
  sizesGiven,
  viewOf,
  wholeNumber,
} from './given.ts';
import { ALL, identity, NUMPY } from './numpy-make.ts';
import { swapped, transposed } from './shapes.ts';

/** `a @ b`, which asks open inputs for vectors and matrices. */
export function product(call: LibraryCall, a: Thing, b: Thing): Thing | undefined {
  return call.machine.operate('matrixMultiply', a, b, call.at, call.env);
}

function two(
  call: LibraryCall,
  signature = 'a|x|x1|input|mat1|input1|vec1|self b|x2|y|other|tensor|mat2|vec|vec2|v -out ~precision ~preferred_element_type',
) {
  const got = named(call, signature);
  if (!got) return undefined;
  const [first, second] = Object.keys(got);
  const [a, b] = [got[first ?? ''], got[second ?? '']];
  return a && b ? { a, b } : refuse(call, `${call.path} needs two arrays.`);
}

const matmul: LibraryFunction = (call) => {
  const got = two(call);
  return got && product(call, got.a, got.b);
};

/** A number times an array is allowed, and means what `*` does. */
const dot: LibraryFunction = (call) => {
  const got = two(call);
  if (!got) return undefined;
  const [a, b] = [lineAt(call, got.a), lineAt(call, got.b)];
  if (a === undefined || b === undefined) return undefined;
  const [p, q] = [shapeAt(call, a).length, shapeAt(call, b).length];
  const isKnown = [a, b].some((line) => typeof call.machine.valueOf(line) === 'number');
  if (isKnown && (p === 0 || q === 0)) return done(row(call, 'mul', [a, b]));
  if (p > 2 || q > 2) return refuse(call, `${call.path} of tensors of rank ${Math.max(p, q)} is not read. Use einsum.`);
  return product(call, got.a, got.b);
};

/** Both as vectors. */
const vdot: LibraryFunction = (call) => {
  const got = two(call);
  const a = got && arrayAt(call, got.a, 1);
  const b = a === undefined ? undefined : arrayAt(call, got?.b, 1);
  return done(row(call, 'matmul', [flattened(call, a), flattened(call, b)]));
};

const inner: LibraryFunction = (call) => {
  const got = two(call);
  const a = got && arrayAt(call, got.a, 1);
  const b = a === undefined ? undefined : arrayAt(call, got?.b, 1);
  if (a === undefined || b === undefined) return undefined;
  if (shapeAt(call, b).length > 2) return refuse(call, `${call.path} is read for vectors and matrices.`);
  return done(row(call, 'matmul', [a, transposed(call, b)]));
};

const outer: LibraryFunction = (call) => {
  const got = two(call);
  const a = got && arrayAt(call, got.a, 1);
  const b = a === undefined ? undefined : arrayAt(call, got?.b, 1);
  return done(row(call, 'outer', [flattened(call, a), flattened(call, b)]));
};

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** `axes` as a count (the last of one with the first of the other) or as two lists. */
const tensordot: LibraryFunction = (call) => {
  const got = named(call, 'a b axes|dims');
  if (!got) return undefined;
  const pairGiven = got.axes && listOf(call.machine, got.axes);
  const count = pairGiven ? undefined : got.axes ? wholeNumber(call, got.axes, 'The number of axes') : 2;
  if (!pairGiven && count === undefined) return undefined;
  const reach = (axes: Thing | undefined) => (axes ? rankFor(call, axes) : count) ?? 1;
  const a = arrayAt(call, got.a, Math.max(1, reach(pairGiven?.[0])));
  const b = a === undefined ? undefined : arrayAt(call, got.b, Math.max(1, reach(pairGiven?.[1])));
  if (a === undefined || b === undefined) return undefined;
  const [p, q] = [shapeAt(call, a).length, shapeAt(call, b).length];
  const lists = pairGiven?.map((axes) => sizesGiven(call, axes)) ?? [
    Array.from({ length: count ?? 0 }, (_, i) => p - (count ?? 0) + i),
    Array.from({ length: count ?? 0 }, (_, i) => i),
  ];
  const [left, right] = lists;
  if (!left || !right || lists.length !== 2 || left.length !== right.length)
    return refuse(call, 'These axes do not pair.');
  const [own, other] = [
    left.map((axis) => (axis < 0 ? axis + p : axis)),
    right.map((axis) => (axis < 0 ? axis + q : axis)),
  ];
  if (own.some((axis) => axis < 0 || axis >= p) || other.some((axis) => axis < 0 || axis >= q) || p + q > 20) {
    return refuse(call, 'These axes do not exist.');
  }
  const first = LETTERS.slice(0, p).split('');
  const second = LETTERS.slice(p, p + q).split('');
  for (const [i, axis] of other.entries()) second[axis] = first[own[i] ?? 0] ?? 'a';
  const free = [...first.filter((_, i) => !own.includes(i)), ...second.filter((_, i) => !other.includes(i))];
  return done(row(call, 'einsum', [a, b], { spec: `${first.join('')},${second.join('')}->${free.join('')}` }));
};

/** Without an arrow, letters met once are kept in the order of the alphabet. */
export function explicitSpec(spec: string): string | undefined {
  const text = spec.replaceAll(/\s/g, '');
  if (!/^[A-Za-z,]*(?:->[A-Za-z]*)?$/.test(text)) return undefined;
  if (text.includes('->')) return text;
  const letters = [...text.replaceAll(',', '')].sort();
  return `${text}->${letters.filter((letter) => letters.indexOf(letter) === letters.lastIndexOf(letter)).join('')}`;
}

const einsum: LibraryFunction = (call) => {
  const [first, ...rest] = call.args;
  const other = [...call.keywords.keys()].find((name) => !['optimize', 'precision'].includes(name));
  if (other !== undefined) return refuse(call, `${call.path} with ${other}= is not read yet.`);
  if (first?.kind !== 'text') return refuse(call, `${call.path} is read with its indices as a text.`);
  const spec = explicitSpec(first.value);
  if (spec === undefined) return refuse(call, `The indices '${first.value}' are not read.`);
  const listed = rest.length === 1 && rest[0] ? listOf(call.machine, rest[0]) : undefined;
  const inputs = spec.split('->')[0]?.split(',') ?? [];
  const operands = listed && inputs.length === listed.length ? listed : rest;
  if (operands.length !== inputs.length) return refuse(call, `'${first.value}' is for ${inputs.length} arrays.`);
  const lines: LineId[] = [];
  for (const [i, thing] of operands.entries()) {
    const line = arrayAt(call, thing, inputs[i]?.length ?? 0);
    if (line === undefined) return undefined;
    lines.push(line);
  }
  return done(row(call, 'einsum', lines, { spec }));
};

/** A matrix in, `operation` out. */
function ofMatrix(operation: string, signature = 'a|A|input|x ~overwrite_a ~check_finite'): LibraryFunction {
  return (call) => {
    const got = named(call, signature);
    const line = got && arrayAt(call, got.a, 2);
    return done(row(call, operation, [line]));
  };
}

const cholesky: LibraryFunction = (call) => {
  const got = named(call, 'a|A|input lower|upper ~overwrite_a ~check_finite');
  const line = got && arrayAt(call, got.a, 2);
  // SciPy answers the upper factor unless told otherwise, all others the lower one.
  const isSciPy = call.path.startsWith('scipy') || call.path.startsWith('jax.scipy');
  const says = flag(call, got?.lower);
  if (line === undefined || says === undefined) return undefined;
  const isLower = call.keywords.has('upper') ? !says : got?.lower ? says : !isSciPy;
  const factor = row(call, 'cholesky', [line]);
  return done(isLower ? factor : transposed(call, factor));
};

const slogdet: LibraryFunction = (call) => {
  const got = named(call, 'a|A|input');
  const line = got && arrayAt(call, got.a, 2);
  const sign = done(row(call, 'sign', [row(call, 'det', [line])]));
  const log = sign && done(row(call, 'logdet', [line]));
  return sign && log && { kind: 'tuple', items: [sign, log], names: ['sign', 'logabsdet'] };
};

const logdet: LibraryFunction = (call) => {
  const got = named(call, 'a|A|input');
  const line = got && arrayAt(call, got.a, 2);
  // log det A, not a number where det A < 0: that is log |det A| + 0 · log of the sign.
  const isPositive = row(call, 'gt', [row(call, 'det', [line]), call.machine.kit.builder.constant(0)]);
  const value = row(call, 'logdet', [line]);
  return done(row(call, 'select', [isPositive, value, call.machine.kit.builder.constant(Number.NaN)]));
};

const solve: LibraryFunction = (call) => {
  const got = named(call, 'a|A|input b|B|other -lower -assume_a -transposed ~overwrite_a ~overwrite_b ~check_finite');
  const a = got && arrayAt(call, got.a, 2);
  const b = a === undefined ? undefined : arrayAt(call, got?.b, 1);
  return done(row(call, 'solve', [a, b]));
};

const multiDot: LibraryFunction = (call) => {
  const got = named(call, 'arrays|tensors -out');
  const list = got?.arrays && listOf(call.machine, got.arrays);
  if (!list || list.length < 2) return got && refuse(call, `${call.path} takes a list of arrays.`);
  let result: Thing | undefined = list[0];
  for (const next of list.slice(1)) result = result && product(call, result, next);
  return result;
};

const MOST_POWER = 16;

const matrixPower: LibraryFunction = (call) => {
  const got = named(call, 'a|A|input|M n');
  if (!got?.n) return got && refuse(call, `${call.path} needs a power.`);
  const line = arrayAt(call, got.a, 2);
  const n = line === undefined ? undefined : wholeNumber(call, got.n, 'The power of a matrix');
  if (line === undefined || n === undefined) return undefined;
  if (Math.abs(n) > MOST_POWER) return refuse(call, `Powers of a matrix are read up to ${MOST_POWER}.`);
  if (n === 0) {
    const size = sizesAt(call, line)[0] ?? 1;
    return identity(call, size, size, 0);
  }
  const base = n < 0 ? row(call, 'inv', [line]) : line;
  let result = base;
  for (let i = 1; i < Math.abs(n); i++) result = row(call, 'matmul', [result, base]);
  return done(result);
};

/** `t(x)`, `x.t()`: of vectors themselves. */
const turn: LibraryFunction = (call) => {
  const got = named(call, 'a|x|input');
  const line = got && arrayAt(call, got.a, 1);
  return line === undefined ? undefined : viewOf(call, got?.a, transposed(call, line));
};

const matrixTranspose: LibraryFunction = (call) => {
  const got = named(call, 'x|a');
  const line = got && arrayAt(call, got.x, 2);
  if (line === undefined) return undefined;
  const rank = shapeAt(call, line).length;
  return viewOf(call, got?.x, swapped(call, line, rank - 2, rank - 1));
};

/** Matrices of a stack, one by one. */
const bmm: LibraryFunction = (call) => {
  const got = two(call);
  const a = got && arrayAt(call, got.a, 3);
  const b = a === undefined ? undefined : arrayAt(call, got?.b, 3);
  return done(row(call, 'einsum', [a, b], { spec: 'abc,acd->abd' }));
};

/** β · input + α · a b */
const addmm: LibraryFunction = (call) => {
  const got = named(call, 'input a|mat1|mat b|mat2|vec beta alpha');
  if (!got?.a || !got.b) return got && refuse(call, `${call.path} needs three arrays.`);
  const raw = product(call, got.a, got.b);
  const scaled = raw && got.alpha ? call.machine.operate('multiply', got.alpha, raw, call.at, call.env) : raw;
  const start =
    got.input && got.beta ? call.machine.operate('multiply', got.beta, got.input, call.at, call.env) : got.input;
  return scaled && start && call.machine.operate('add', start, scaled, call.at, call.env);
};

const kron: LibraryFunction = (call) => {
  const got = two(call, 'a|input b|other');
  const [a, b] = [got && arrayAt(call, got.a, 1), got && arrayAt(call, got.b, 1)];
  return done(row(call, 'kron', [a, b]));
};

/** Open vectors get the three entries that a cross product takes. */
const cross: LibraryFunction = (call) => {
  const got = two(call, 'a|input|x b|other|y -axis|dim');
  const a = got && arrayAt(call, got.a, 1);
  const b = a === undefined ? undefined : arrayAt(call, got?.b, 1);
  for (const line of [a, b]) {
    if (line === undefined) return undefined;
    const [axis] = shapeAt(call, line);
    if (!axis || axis.size === 3 || axis.guess === undefined) continue;
    if (call.machine.kit.wish({ kind: 'size', axis, size: 3, exact: true })) return undefined;
  }
  return done(row(call, 'cross', [a, b]));
};

export const numpyLinalg: readonly LibraryEntry[] = [
  pythonEntry(
    matmul,
    [...python(ALL, 'matmul'), ...python('torch', 'mm', 'mv'), 'linalg.matmul'],
    ['matmul', 'mm', 'mv'],
  ),
  pythonEntry(bmm, ['torch.bmm'], ['bmm']),
  pythonEntry(addmm, python('torch', 'addmm', 'addmv')),
  pythonEntry(dot, python(ALL, 'dot'), ['dot']),
  pythonEntry(vdot, [...python(ALL, 'vdot'), 'linalg.vecdot'], []),
  pythonEntry(inner, python(ALL, 'inner'), ['inner']),
  pythonEntry(outer, [...python(ALL, 'outer'), 'torch.ger', 'linalg.outer'], ['outer']),
  pythonEntry(kron, python(ALL, 'kron')),
  pythonEntry(cross, [...python(ALL, 'cross'), 'linalg.cross'], ['cross']),
  pythonEntry(tensordot, python(ALL, 'tensordot')),
  pythonEntry(einsum, python(ALL, 'einsum')),
  pythonEntry(
    ofMatrix('trace', 'a|input -offset -axis1 -axis2 ~dtype -out'),
    [...python(ALL, 'trace'), 'linalg.trace'],
    ['trace'],
  ),
  pythonEntry(ofMatrix('det'), ['linalg.det', 'torch.det'], ['det']),
  pythonEntry(ofMatrix('inv'), ['linalg.inv']),
  // Others call the inverse of a function so, and hand it a number.
  pythonEntry(ofMatrix('inv', 'a|input'), ['torch.inverse'], ['inverse']),
  pythonEntry(slogdet, ['linalg.slogdet', 'torch.slogdet'], ['slogdet']),
  pythonEntry(logdet, ['torch.logdet'], ['logdet']),
  pythonEntry(solve, ['linalg.solve']),
  pythonEntry(cholesky, ['linalg.cholesky', 'torch.cholesky'], ['cholesky']),
  pythonEntry(multiDot, ['linalg.multi_dot']),
  pythonEntry(matrixPower, ['linalg.matrix_power', 'torch.matrix_power'], ['matrix_power']),
  pythonEntry(turn, ['torch.t'], ['t']),
  pythonEntry(
    matrixTranspose,
    [...python(NUMPY, 'matrix_transpose'), 'torch.adjoint', 'linalg.matrix_transpose'],
    ['adjoint'],
  ),
];
