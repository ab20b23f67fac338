/** Steps on tensors made ready for one memory: moves of entries and products by tables and loops, others by their row. */
import type { StepLine } from '../graph/list.ts';
import { countOf, type Shape, sizesOf } from '../primitives/shape.ts';
import type { Tensor } from '../primitives/tensorRow.ts';
import { tensorRow } from '../primitives/tensors.ts';
import { addProducts, einsumStep } from './einsumSteps.ts';
import type { Bound } from './operations.ts';
import { dot, isMover, movedBy, sumInLanes } from './orders.ts';
import { scanStep } from './scanSteps.ts';
import { groupedStep } from './tableSteps.ts';

/** Writes the result of a tensor row, which starts at `to`, from operands that start at `from`; allocates when bound only. */
export function tensorStep(
  line: StepLine,
  shapes: readonly Shape[],
  to: number,
  from: readonly number[],
): (values: Float64Array) => Bound {
  return (
    moved(line, shapes, to, from) ??
    summed(line, shapes, to, from) ??
    groupedStep(line, shapes, to, from) ??
    einsumStep(line, shapes, to, from) ??
    scanStep(line, to, from) ??
    byRow(line, shapes, to, from)
  );
}

function byRow(
  { operation, attributes = {}, shape }: StepLine,
  shapes: readonly Shape[],
  to: number,
  from: readonly number[],
): (values: Float64Array) => Bound {
  const row = tensorRow(operation);
  return (values) => {
    const view = (offset: number, own: Shape): Tensor => ({
      data: values.subarray(offset, offset + countOf(own)),
      sizes: sizesOf(own),
    });
    const operands = shapes.map((own, i) => view(from[i] as number, own));
    const out = view(to, shape);
    return () => row?.value(operands, attributes, out);
  };
}

/** A run of entries that stay in order. */
interface Piece {
  readonly to: number;
  readonly from: number;
  readonly count: number;
}

function moved(
  { operation, attributes = {}, shape }: StepLine,
  shapes: readonly Shape[],
  to: number,
  from: readonly number[],
): ((values: Float64Array) => Bound) | undefined {
  if (!isMover(operation)) return undefined;
  return (values) => {
    const table = movedBy(operation, shapes, attributes, shape);
    const place = placeOf(shapes, from);
    for (let i = 0; i < table.length; i++) table[i] = place(table[i] as number);
    const count = table.length;
    const pieces = piecesOf(table, to);
    if (!pieces) {
      return () => {
        for (let i = 0; i < count; i++) {
          const at = table[i] as number;
          values[to + i] = at < 0 ? 0 : (values[at] as number);
        }
      };
    }
    const isWhole = pieces.reduce((sum, piece) => sum + piece.count, 0) === count;
    return () => {
      if (!isWhole) values.fill(0, to, to + count);
      for (let k = 0; k < pieces.length; k++) {
        const piece = pieces[k] as Piece;
        values.copyWithin(piece.to, piece.from, piece.from + piece.count);
      }
    };
  };
}

/** From the entries of all operands one after another to places in memory. */
function placeOf(shapes: readonly Shape[], from: readonly number[]): (entry: number) => number {
  const ends: number[] = [];
  let end = 0;
  for (const shape of shapes) {
    end += countOf(shape);
    ends.push(end);
  }
  return (entry) => {
    if (entry < 0) return -1;
    const which = ends.findIndex((last) => entry < last);
    return (from[which] ?? 0) + entry - (which > 0 ? (ends[which - 1] as number) : 0);
  };
}

/** The runs in a table of places; undefined where they are short. */
function piecesOf(table: Int32Array, to: number): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  for (let i = 0; i < table.length; ) {
    const first = table[i] as number;
    let count = 1;
    while (i + count < table.length && table[i + count] === (first < 0 ? -1 : first + count)) count++;
    if (first >= 0) pieces.push({ to: to + i, from: first, count });
    if (pieces.length * 16 > table.length) return undefined;
    i += count;
  }
  return pieces;
}

/** Products of matrices and vectors, and sums of all entries, in the order that all executors keep. */
function summed(
  { operation, shape }: StepLine,
  shapes: readonly Shape[],
  to: number,
  [a = 0, b = 0]: readonly number[],
): ((values: Float64Array) => Bound) | undefined {
  const [left = [], right = []] = shapes;
  const count = countOf(left);
  if (countOf(shape) === 1 && (operation === 'sum' || operation === 'mean')) {
    return (values) => () => {
      const total = sumInLanes(values, a, count);
      values[to] = operation === 'sum' ? total : total / count;
    };
  }
  if (countOf(shape) === 1 && operation === 'normSquared') {
    return (values) => () => {
      values[to] = dot(values, a, values, a, count);
    };
  }
  if (operation === 'outer') {
    const columns = countOf(right);
    return (values) => () => {
      for (let i = 0; i < count; i++) {
        const x = values[a + i] as number;
        const row = to + i * columns;
        for (let j = 0; j < columns; j++) values[row + j] = x * (values[b + j] as number);
      }
    };
  }
  if (operation !== 'matmul' || left.length > 2 || right.length > 2) return undefined;
  const inner = left[left.length - 1]?.size ?? 1;
  const rows = left.length > 1 ? (left[0]?.size ?? 1) : 1;
  const columns = right.length > 1 ? (right[1]?.size ?? 1) : 1;
  if (columns === 1) {
    return (values) => () => {
      for (let i = 0; i < rows; i++) values[to + i] = dot(values, a + i * inner, values, b, inner);
    };
  }
  return (values) => () => product(values, a, b, to, rows, inner, columns);
}

/** Columns that stay in the nearest cache while the rows of the left matrix pass. */
const BLOCK = 512;

function product(
  values: Float64Array,
  a: number,
  b: number,
  to: number,
  rows: number,
  inner: number,
  columns: number,
): void {
  values.fill(0, to, to + rows * columns);
  for (let left = 0; left < columns; left += BLOCK) {
    const count = Math.min(BLOCK, columns - left);
    for (let i = 0; i < rows; i++)
      addProducts(values, to + i * columns + left, 1, count, a + i * inner, 1, b + left, 1, columns, inner);
  }
}
