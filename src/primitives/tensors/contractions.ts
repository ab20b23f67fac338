/** Rows that contract axes: matmul, outer, kron, cross. */
import { broadcastShapes, countOf, isMisfit, type Shape, shapeText, sizesOf } from '../shape.ts';
import type { Lines, Tensor, TensorRow } from '../tensorRow.ts';
import { broadcastStrides, forEachIndex, shaped, summedTo, swapped, tooLarge } from './axes.ts';

const isVector = (shape: Shape) => shape.length === 1;

/** Rows × inner times inner × columns, with the vectors of `@` as one row and one column. */
function product(a: Tensor, b: Tensor, out: Tensor): void {
  const inner = a.sizes[a.sizes.length - 1] ?? 1;
  const rows = a.sizes.length > 1 ? (a.sizes[a.sizes.length - 2] as number) : 1;
  const columns = b.sizes.length > 1 ? (b.sizes[b.sizes.length - 1] as number) : 1;
  const batch = (a.sizes.length > 2 || b.sizes.length > 2 ? out.sizes : []).slice(
    0,
    Math.max(a.sizes.length, b.sizes.length) - 2,
  );
  const [left, right] = [a, b].map(({ sizes }) => broadcastStrides(sizes.slice(0, -2), batch.length));
  const seconds: number[] = [];
  forEachIndex(batch, right ?? [], (_, j) => {
    seconds.push(j);
  });
  forEachIndex(batch, left ?? [], (which, i) => {
    const [from, other, to] = [i * rows * inner, (seconds[which] ?? 0) * inner * columns, which * rows * columns];
    multiply(a.data, from, b.data, other, out.data, to, rows, inner, columns);
  });
}

function multiply(
  a: Float64Array,
  from: number,
  b: Float64Array,
  other: number,
  out: Float64Array,
  to: number,
  rows: number,
  inner: number,
  columns: number,
): void {
  if (columns === 1) {
    for (let i = 0; i < rows; i++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += (a[from + i * inner + k] as number) * (b[other + k] as number);
      out[to + i] = sum;
    }
    return;
  }
  for (let i = 0; i < rows; i++) {
    const row = to + i * columns;
    out.fill(0, row, row + columns);
    for (let k = 0; k < inner; k++) {
      const factor = a[from + i * inner + k] as number;
      const line = other + k * columns;
      for (let j = 0; j < columns; j++) out[row + j] = (out[row + j] as number) + factor * (b[line + j] as number);
    }
  }
}

/** The rule of `@` where no operand is a stack of matrices. */
function matmulRule(lines: Lines, a: number, b: number, cotangent: number, index: number): number {
  const [left, right] = [lines.shape(a).length, lines.shape(b).length];
  if (left === 1 && right === 1) return lines.apply('mul', [cotangent, index === 0 ? b : a]);
  if (index === 0) {
    if (left === 1) return lines.apply('matmul', [b, cotangent]);
    if (right === 1) return lines.apply('outer', [cotangent, b]);
    return lines.apply('matmul', [cotangent, swapped(lines, b)]);
  }
  if (left === 1) return lines.apply('outer', [a, cotangent]);
  return lines.apply('matmul', [swapped(lines, a), cotangent]);
}

/** Of stacks: vectors become matrices with one row or column, and what was repeated is summed. */
function stackedRule(lines: Lines, a: number, b: number, cotangent: number, index: number): number {
  const [left, right] = [lines.shape(a), lines.shape(b)];
  const sizes = sizesOf(lines.shape(cotangent));
  const own = index === 0 ? left : right;
  const first = isVector(left) ? shaped(lines, a, [1, ...sizesOf(left)]) : a;
  const second = isVector(right) ? shaped(lines, b, [...sizesOf(right), 1]) : b;
  const whole = isVector(left)
    ? [...sizes.slice(0, -1), 1, ...sizes.slice(-1)]
    : isVector(right)
      ? [...sizes, 1]
      : sizes;
  const matrices = shaped(lines, cotangent, whole);
  const result =
    index === 0
      ? lines.apply('matmul', [matrices, swapped(lines, second)])
      : lines.apply('matmul', [swapped(lines, first), matrices]);
  const target = lines.shape(index === 0 ? first : second);
  return shaped(lines, summedTo(lines, result, target), sizesOf(own));
}

export const contractions: Readonly<Record<string, TensorRow>> = {
  // NumPy's @: vectors, matrices, and stacks of matrices along leading axes, which broadcast.
  matmul: {
    arity: 2,
    shape([a = [], b = []]) {
      const inner = a[a.length - 1];
      const other = b[Math.max(0, b.length - 2)];
      if (!inner || !other) {
        return {
          misfit: `${shapeText(a)} @ ${shapeText(b)}: a matrix product takes vectors and matrices, not numbers`,
        };
      }
      if (inner.size !== other.size) {
        return {
          misfit: `${shapeText(a)} @ ${shapeText(b)}: inner sizes ${inner.size} and ${other.size} differ`,
          equal: [inner, other],
        };
      }
      const batch = broadcastShapes([a.slice(0, -2), b.slice(0, -2)]);
      if (isMisfit(batch)) return { ...batch, misfit: `${shapeText(a)} @ ${shapeText(b)}: ${batch.misfit}` };
      const result = [...batch, ...a.slice(0, -1).slice(-1), ...(b.length > 1 ? b.slice(-1) : [])];
      return tooLarge(`${shapeText(a)} @ ${shapeText(b)}`, countOf(result) * inner.size) ?? result;
    },
    value([a, b], _attributes, out) {
      if (a && b) product(a, b, out);
    },
    vjp(lines, { operands: [a = 0, b = 0] }, cotangent, index) {
      const isStacked = [a, b].some((line) => lines.shape(line).length > 2);
      return (isStacked ? stackedRule : matmulRule)(lines, a, b, cotangent, index);
    },
    show: { latex: '', text: '@' },
    probe: [
      { shapes: [[2, 3], [3]] },
      { shapes: [[3], [3]] },
      { shapes: [[3], [3, 2]] },
      {
        shapes: [
          [2, 3],
          [3, 4],
        ],
      },
      {
        shapes: [
          [2, 1, 2, 3],
          [4, 3, 2],
        ],
      },
      {
        shapes: [
          [2, 3],
          [2, 3, 2],
        ],
      },
      { shapes: [[2, 2, 3], [3]] },
      { shapes: [[2], [3, 2, 2]] },
    ],
  },
  outer: {
    arity: 2,
    shape: ([a = [], b = []]) =>
      isVector(a) && isVector(b)
        ? [...a, ...b]
        : { misfit: `an outer product takes two vectors, here are ${shapeText(a)} and ${shapeText(b)}` },
    value([a, b], _attributes, out) {
      if (!a || !b) return;
      const n = b.data.length;
      for (let i = 0; i < a.data.length; i++) {
        for (let j = 0; j < n; j++) out.data[i * n + j] = (a.data[i] as number) * (b.data[j] as number);
      }
    },
    vjp(lines, { operands: [a = 0, b = 0] }, cotangent, index) {
      return index === 0
        ? lines.apply('matmul', [cotangent, b])
        : lines.apply('matmul', [lines.apply('transpose', [cotangent]), a]);
    },
    show: { latex: '\\otimes', text: 'outer' },
    probe: [{ shapes: [[2], [3]] }],
  },
  // The Kronecker product of two vectors or two matrices: blocks a_ij B.
  kron: {
    arity: 2,
    shape([a = [], b = []]) {
      if (a.length !== b.length || a.length === 0 || a.length > 2) {
        return { misfit: `kron takes two vectors or two matrices, here are ${shapeText(a)} and ${shapeText(b)}` };
      }
      return a.map((own, i) => ({ size: own.size * (b[i]?.size ?? 1) }));
    },
    value([a, b], _attributes, out) {
      if (!a || !b) return;
      const [columns, other] = [a, b].map(({ sizes }) => sizes[sizes.length - 1] as number) as [number, number];
      const width = columns * other;
      const height = b.sizes.length > 1 ? (b.sizes[0] as number) : 1;
      for (let at = 0; at < out.data.length; at++) {
        const [row, column] = [Math.floor(at / width), at % width];
        const first = Math.floor(row / height) * columns + Math.floor(column / other);
        out.data[at] = (a.data[first] as number) * (b.data[(row % height) * other + (column % other)] as number);
      }
    },
    // (P Ȳ) in blocks [i, p, j, q]: Ā_ij = Σ_pq Ȳ B_pq and B̄_pq = Σ_ij Ȳ A_ij.
    vjp(lines, { operands: [a = 0, b = 0] }, cotangent, index) {
      const [left, right] = [sizesOf(lines.shape(a)), sizesOf(lines.shape(b))];
      const blocks = lines.apply('reshape', [cotangent], {
        shape: left.flatMap((size, i) => [size, right[i] as number]),
      });
      if (left.length === 1) {
        return index === 0 ? lines.apply('matmul', [blocks, b]) : lines.apply('matmul', [swapped(lines, blocks), a]);
      }
      return index === 0
        ? lines.apply('einsum', [blocks, b], { spec: 'ipjq,pq->ij' })
        : lines.apply('einsum', [blocks, a], { spec: 'ipjq,ij->pq' });
    },
    show: { latex: '\\otimes', text: 'kron' },
    probe: [
      {
        shapes: [
          [2, 3],
          [3, 2],
        ],
      },
      { shapes: [[2], [3]] },
    ],
  },
  // a × b of vectors with three entries; ā = b × ȳ, b̄ = ȳ × a.
  cross: {
    arity: 2,
    shape([a = [], b = []]) {
      if ([a, b].every((shape) => isVector(shape) && shape[0]?.size === 3)) return a;
      return { misfit: `a cross product takes two vectors of 3 entries, here are ${shapeText(a)} and ${shapeText(b)}` };
    },
    value([a, b], _attributes, out) {
      if (!a || !b) return;
      const entry = ({ data }: Tensor, i: number) => data[i % 3] as number;
      for (let i = 0; i < 3; i++) {
        out.data[i] = entry(a, i + 1) * entry(b, i + 2) - entry(a, i + 2) * entry(b, i + 1);
      }
    },
    vjp(lines, { operands: [a = 0, b = 0] }, cotangent, index) {
      return index === 0 ? lines.apply('cross', [b, cotangent]) : lines.apply('cross', [cotangent, a]);
    },
    show: { latex: '\\times', text: 'cross' },
    probe: [{ shapes: [[3], [3]] }],
  },
};
