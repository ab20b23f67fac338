/** Rows that contract axes: matmul, outer. */
import { isMisfit, shapeText } from '../shape.ts';
import type { TensorRow } from '../tensorRow.ts';

export const contractions: Readonly<Record<string, TensorRow>> = {
  // NumPy's @ for ranks 1 and 2.
  matmul: {
    arity: 2,
    shape([a = [], b = []]) {
      const inner = a[a.length - 1];
      const other = b[Math.max(0, b.length - 2)];
      if (!inner || !other || a.length > 2 || b.length > 2) {
        return { misfit: `${shapeText(a)} @ ${shapeText(b)}: a matrix product takes vectors and matrices` };
      }
      if (inner.size !== other.size) {
        return {
          misfit: `${shapeText(a)} @ ${shapeText(b)}: inner sizes ${inner.size} and ${other.size} differ`,
          equal: [inner, other],
        };
      }
      return [...a.slice(0, -1), ...(b.length === 2 ? b.slice(1) : [])];
    },
    value([a, b], _attributes, out) {
      if (!a || !b) return;
      const inner = a.sizes[a.sizes.length - 1] ?? 1;
      const rows = a.sizes.length === 2 ? (a.sizes[0] as number) : 1;
      const columns = b.sizes.length === 2 ? (b.sizes[1] as number) : 1;
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) {
          let sum = 0;
          for (let k = 0; k < inner; k++)
            sum += (a.data[i * inner + k] as number) * (b.data[k * columns + j] as number);
          out.data[i * columns + j] = sum;
        }
      }
    },
    vjp(lines, { operands: [a = 0, b = 0] }, cotangent, index) {
      const left = lines.shape(a).length;
      const right = lines.shape(b).length;
      const transposed = (line: number) => lines.apply('transpose', [line]);
      if (left === 1 && right === 1) return lines.apply('mul', [cotangent, index === 0 ? b : a]);
      if (index === 0) {
        if (left === 1) return lines.apply('matmul', [b, cotangent]);
        return right === 1 ? lines.apply('outer', [cotangent, b]) : lines.apply('matmul', [cotangent, transposed(b)]);
      }
      if (left === 1) return lines.apply('outer', [a, cotangent]);
      return lines.apply('matmul', [transposed(a), cotangent]);
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
};

function isVector(shape: Parameters<typeof shapeText>[0]): boolean {
  return !isMisfit(shape) && shape.length === 1;
}
