/**
 * Rows of square matrices. The rules are those of Giles, "Collected matrix derivative results for forward and reverse
 * mode algorithmic differentiation" (2008), section 2.2, and of Petersen & Pedersen, The Matrix Cookbook (2012),
 * sections 2.1 and 2.2. No row takes a stack of matrices.
 */
import { type Misfit, type Shape, shapeText } from '../shape.ts';
import type { Lines, Tensor, TensorRow } from '../tensorRow.ts';
import { operandAt, tooLarge, word } from './axes.ts';
import { cholesky, decompose, identityMatrix, isSymmetric, solveWith } from './linear.ts';

/** Why this is no square matrix; undefined where it is one. */
function notSquare(operation: string, shape: Shape): Misfit | undefined {
  const [rows, columns] = shape;
  const isMatrix = rows !== undefined && columns !== undefined && shape.length === 2;
  if (isMatrix && rows.size === columns.size) return undefined;
  return {
    misfit: `${operation} takes a square matrix, here is ${shapeText(shape)}`,
    ...(isMatrix && { equal: [rows, columns] as const }),
  };
}

/** Of a square matrix with n rows, the result takes about n to `power` products. */
const squareTo =
  (operation: string, result: (shape: Shape) => Shape, power = 3): TensorRow['shape'] =>
  ([a = []]) =>
    notSquare(operation, a) ?? tooLarge(operation, (a[0]?.size ?? 0) ** power) ?? result(a);

const transposed = (lines: Lines, line: number) => lines.apply('transpose', [line]);
const decomposed = (a: Tensor) => decompose(a.data, a.sizes[0] ?? 0);

const INVERTIBLE: NonNullable<TensorRow['domain']> = {
  holds: (a) => a === undefined || !decomposed(a).isSingular,
  text: 'a matrix that is not singular',
};

const SQUARE: TensorRow['probe'] = [{ shapes: [[3, 3]] }, { shapes: [[1, 1]] }, { shapes: [[2, 2]] }];

export const matrices: Readonly<Record<string, TensorRow>> = {
  // ȳ ↦ ȳ I
  trace: {
    arity: 1,
    shape: squareTo('trace', () => [], 1),
    value([a], _attributes, out) {
      if (!a) return;
      const n = a.sizes[0] ?? 0;
      let sum = 0;
      for (let i = 0; i < n; i++) sum += a.data[i * (n + 1)] as number;
      out.data[0] = sum;
    },
    vjp: (lines, step, cotangent) =>
      lines.apply('mul', [cotangent, lines.apply('eye', [], { n: operandAt(lines, step).shape[0]?.size ?? 0 })]),
    show: { latex: '\\operatorname{tr}', text: 'trace' },
    probe: SQUARE,
  },
  // ȳ ↦ ȳ det(A) A⁻ᵀ. Of a singular matrix the value is 0 (up to rounding), the gradient is not worked out.
  det: {
    arity: 1,
    shape: squareTo('det', () => []),
    value([a], _attributes, out) {
      if (!a) return;
      const { lu, n, sign } = decomposed(a);
      let product = sign;
      for (let i = 0; i < n; i++) product *= lu[i * (n + 1)] as number;
      out.data[0] = product;
    },
    vjp(lines, step, cotangent) {
      const inverse = lines.apply('inv', [operandAt(lines, step).line]);
      return lines.apply('mul', [lines.apply('mul', [cotangent, step.result]), transposed(lines, inverse)]);
    },
    domain: INVERTIBLE,
    show: { latex: '\\det', text: 'det' },
    probe: SQUARE,
  },
  // log |det A|; ȳ ↦ ȳ A⁻ᵀ
  logdet: {
    arity: 1,
    shape: squareTo('logdet', () => []),
    value([a], _attributes, out) {
      if (!a) return;
      const { lu, n, isSingular } = decomposed(a);
      let sum = isSingular ? Number.NaN : 0;
      for (let i = 0; i < n; i++) sum += Math.log(Math.abs(lu[i * (n + 1)] as number));
      out.data[0] = sum;
    },
    vjp(lines, step, cotangent) {
      const inverse = lines.apply('inv', [operandAt(lines, step).line]);
      return lines.apply('mul', [cotangent, transposed(lines, inverse)]);
    },
    domain: INVERTIBLE,
    show: word('logdet'),
    probe: SQUARE,
  },
  // Ȳ ↦ −Yᵀ Ȳ Yᵀ
  inv: {
    arity: 1,
    shape: squareTo('inv', (shape) => shape),
    value([a], _attributes, out) {
      if (!a) return;
      const n = a.sizes[0] ?? 0;
      solveWith(decomposed(a), identityMatrix(n), n, out.data);
    },
    vjp(lines, { result }, cotangent) {
      const across = transposed(lines, result);
      const product = lines.apply('matmul', [lines.apply('matmul', [across, cotangent]), across]);
      return lines.apply('neg', [product]);
    },
    domain: INVERTIBLE,
    show: word('inv'),
    probe: SQUARE,
  },
  // X = A⁻¹ B: X̄ ↦ B̄ = A⁻ᵀ X̄, Ā = −B̄ Xᵀ. B is a vector or a matrix.
  solve: {
    arity: 2,
    shape([a = [], b = []]) {
      const misfit = notSquare('solve', a);
      if (misfit) return misfit;
      const [size] = a;
      const [rows] = b;
      if (!size || !rows || b.length > 2) {
        return { misfit: `solve takes a vector or a matrix as right side, here is ${shapeText(b)}` };
      }
      if (size.size === rows.size) return tooLarge('solve', size.size ** 2 * Math.max(size.size, b[1]?.size ?? 1)) ?? b;
      return {
        misfit: `solve(${shapeText(a)}, ${shapeText(b)}): sizes ${size.size} and ${rows.size} differ`,
        equal: [size, rows],
      };
    },
    value([a, b], _attributes, out) {
      if (a && b) solveWith(decomposed(a), b.data, b.sizes[1] ?? 1, out.data);
    },
    vjp(lines, { operands: [a = 0], result }, cotangent, index) {
      const right = lines.apply('solve', [transposed(lines, a), cotangent]);
      if (index === 1) return right;
      const isVector = lines.shape(result).length === 1;
      return lines.apply('neg', [
        isVector ? lines.apply('outer', [right, result]) : lines.apply('matmul', [right, transposed(lines, result)]),
      ]);
    },
    domain: INVERTIBLE,
    show: word('solve'),
    probe: [
      { shapes: [[3, 3], [3]] },
      {
        shapes: [
          [3, 3],
          [3, 2],
        ],
      },
    ],
  },
  /**
   * L with A = L Lᵀ, lower triangular. Ā = ½ (S + Sᵀ) with S = L⁻ᵀ Φ(Lᵀ L̄) L⁻¹, where Φ takes the lower triangle with
   * half its diagonal: the gradient among symmetric matrices (Murray, "Differentiation of the Cholesky decomposition",
   * arXiv 1602.07527, section 3.1).
   */
  cholesky: {
    arity: 1,
    shape: squareTo('cholesky', (shape) => shape),
    value([a], _attributes, out) {
      if (a) cholesky(a.data, a.sizes[0] ?? 0, out.data);
    },
    vjp(lines, { result }, cotangent) {
      const across = transposed(lines, result);
      const product = lines.apply('matmul', [across, cotangent]);
      const lower = lines.apply('tril', [product]);
      const strictlyLower = lines.apply('tril', [product], { k: -1 });
      const phi = lines.apply('div', [lines.apply('add', [lower, strictlyLower]), lines.constant(2)]);
      const left = lines.apply('solve', [across, phi]);
      const s = transposed(lines, lines.apply('solve', [across, transposed(lines, left)]));
      return lines.apply('div', [lines.apply('add', [s, transposed(lines, s)]), lines.constant(2)]);
    },
    domain: {
      holds(a) {
        const n = a?.sizes[0] ?? 0;
        return a === undefined || (isSymmetric(a.data, n) && cholesky(a.data, n, new Float64Array(n * n)));
      },
      text: 'a symmetric and positive definite matrix',
    },
    show: word('cholesky'),
    probe: [
      { shapes: [[3, 3]], fill: 'positiveDefinite' },
      { shapes: [[1, 1]], fill: 'positiveDefinite' },
    ],
  },
};
