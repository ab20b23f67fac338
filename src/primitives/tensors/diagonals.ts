/** Rows about the diagonals of matrices. Attribute `k`: which one, 0 the main one, 1 the one above it. */
import { countOf, plainShape, type Shape, sameShape, shapeText, sizesOf } from '../shape.ts';
import type { Attributes, Lines, TensorRow } from '../tensorRow.ts';
import { integerOf, operandAt, word } from './axes.ts';

const diagonalOf = ({ k }: Attributes): number => integerOf(k, 0);
const says = (k: number): Attributes | undefined => (k === 0 ? undefined : { k });

/** How many entries the k-th diagonal has. */
function lengthOf(rows: number, columns: number, k: number): number {
  return Math.max(0, Math.min(rows - Math.max(0, -k), columns - Math.max(0, k)));
}

/** `visit(i, at)`: entry i of the k-th diagonal lies at `at` of a matrix with so many columns. */
function forEachOn(length: number, columns: number, k: number, visit: (i: number, at: number) => void): void {
  const first = Math.max(0, k) + Math.max(0, -k) * columns;
  for (let i = 0; i < length; i++) visit(i, first + i * (columns + 1));
}

function triangle(operation: 'tril' | 'triu'): TensorRow {
  const keeps = (i: number, j: number, k: number) => (operation === 'tril' ? j - i <= k : j - i >= k);
  return {
    arity: 1,
    shape: ([a = []]) => (a.length >= 2 ? a : { misfit: `${operation} takes a matrix, here is ${shapeText(a)}` }),
    value([a], attributes, out) {
      if (!a) return;
      const [rows = 1, columns = 1] = a.sizes.slice(-2);
      const k = diagonalOf(attributes);
      for (let at = 0; at < a.data.length; at++) {
        const kept = keeps(Math.floor(at / columns) % rows, at % columns, k);
        out.data[at] = kept ? (a.data[at] as number) : 0;
      }
    },
    vjp: (lines, { attributes }, cotangent) => lines.apply(operation, [cotangent], says(diagonalOf(attributes))),
    show: word(operation),
    probe: [
      { shapes: [[3, 3]] },
      { shapes: [[2, 3]], attributes: { k: 1 } },
      { shapes: [[2, 3, 2]], attributes: { k: -1 } },
    ],
  };
}

export const diagonals: Readonly<Record<string, TensorRow>> = {
  /** Ones on the main diagonal. Attributes: `n` rows, `m` columns (absent: n). */
  eye: {
    arity: 0,
    shape: (_operands, { n, m }) => plainShape([integerOf(n, 0), integerOf(m, integerOf(n, 0))]),
    value(_operands, _attributes, out) {
      out.data.fill(0);
      const [rows = 0, columns = 0] = out.sizes;
      forEachOn(Math.min(rows, columns), columns, 0, (_i, at) => {
        out.data[at] = 1;
      });
    },
    vjp: () => ({ kind: 'zero' }),
    show: { latex: 'I', text: 'eye' },
    probe: [
      { shapes: [], attributes: { n: 3 } },
      { shapes: [], attributes: { n: 2, m: 3 } },
    ],
  },
  /** The k-th diagonal of a matrix, a vector. */
  diagonal: {
    arity: 1,
    shape([a = []], attributes) {
      const [rows, columns] = a;
      if (!rows || !columns || a.length > 2) return { misfit: `diagonal takes a matrix, here is ${shapeText(a)}` };
      const k = diagonalOf(attributes);
      const length = lengthOf(rows.size, columns.size, k);
      if (length === 0) return { misfit: `diagonal: ${shapeText(a)} has no diagonal ${k}` };
      const same = [rows, columns].find(({ size }) => size === length);
      return [same ?? { size: length }];
    },
    value([a], attributes, out) {
      if (!a) return;
      forEachOn(out.data.length, a.sizes[1] ?? 1, diagonalOf(attributes), (i, at) => {
        out.data[i] = a.data[at] as number;
      });
    },
    vjp(lines, step, cotangent) {
      return placed(lines, cotangent, operandAt(lines, step).shape, diagonalOf(step.attributes));
    },
    show: { latex: '\\operatorname{diag}', text: 'diagonal' },
    probe: [
      { shapes: [[3, 3]] },
      { shapes: [[2, 4]] },
      { shapes: [[2, 4]], attributes: { k: 1 } },
      { shapes: [[4, 2]], attributes: { k: -1 } },
      { shapes: [[4, 2]], attributes: { k: 1 } },
      { shapes: [[3, 3]], attributes: { k: 2 } },
    ],
  },
  /** The square matrix with a vector on its k-th diagonal and zeros elsewhere. */
  diag: {
    arity: 1,
    shape([a = []], attributes) {
      const [entries] = a;
      if (!entries?.size || a.length > 1) return { misfit: `diag takes a vector, here is ${shapeText(a)}` };
      const k = diagonalOf(attributes);
      const axis = k === 0 ? entries : { size: entries.size + Math.abs(k) };
      return [axis, axis];
    },
    value([a], attributes, out) {
      out.data.fill(0);
      if (!a) return;
      forEachOn(a.data.length, out.sizes[1] ?? 1, diagonalOf(attributes), (i, at) => {
        out.data[at] = a.data[i] as number;
      });
    },
    vjp: (lines, { attributes }, cotangent) => lines.apply('diagonal', [cotangent], says(diagonalOf(attributes))),
    show: { latex: '\\operatorname{diag}', text: 'diag' },
    probe: [{ shapes: [[3]] }, { shapes: [[2]], attributes: { k: 1 } }, { shapes: [[2]], attributes: { k: -2 } }],
  },
  tril: triangle('tril'),
  triu: triangle('triu'),
};

/** A matrix of shape `shape` with a vector on its k-th diagonal, which may end before the matrix does. */
function placed(lines: Lines, vector: number, shape: Shape, k: number): number {
  const [rows = 0, columns = 0] = sizesOf(shape);
  const length = countOf(lines.shape(vector));
  const square = lines.apply('diag', [vector], says(k));
  if (sameShape(lines.shape(square), shape)) return square;
  const used = [length + Math.max(0, -k), length + Math.max(0, k)] as const;
  const cut = used.every((size) => size === length + Math.abs(k))
    ? square
    : lines.apply('index', [square], { items: used.map((size) => [0, size, 1]) });
  if (sameShape(lines.shape(cut), shape)) return cut;
  return lines.apply('scatter', [cut], { shape: [rows, columns], items: used.map((size) => [0, size, 1]) });
}
