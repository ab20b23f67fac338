/** Sums of products of the entries of two tensors by nested loops. */
import type { StepLine } from '../graph/list.ts';
import { countOf, type Shape, sizesOf } from '../primitives/shape.ts';
import { type EinsumWalk, einsumWalk } from '../primitives/tensors/einsum.ts';
import { type Axis, nested, products, type Round, SHORT } from './nested.ts';
import type { Bound } from './operations.ts';

/** Entries between the first and the last of an axis that caches hold. */
const NEAR = 2 ** 15;

/** A row of the result at a time where one operand has the same number for all of it. */
export function einsumStep(
  { operation, attributes = {}, shape }: StepLine,
  shapes: readonly Shape[],
  to: number,
  [a = 0, b = 0]: readonly number[],
): ((values: Float64Array) => Bound) | undefined {
  if (operation !== 'einsum' || shapes.length !== 2) return undefined;
  const walk = einsumWalk(shapes.map(sizesOf), attributes, sizesOf(shape));
  if (!walk || walk.sizes.length === 0) return undefined;
  const axes = axesOf(walk);
  // What is summed is added up in the order of these axes, whichever loop the others are.
  const summed = axes.filter(({ r }) => r === 0).pop() ?? { size: 1, p: 0, q: 0, r: 0 };
  const row = rowAxis(axes);
  const inner = row ? [row, summed] : axes.slice(-1);
  const outer = axes.filter((axis) => !inner.includes(axis));
  const end = to + countOf(shape);
  return (values) => {
    const each = row ? rowOf(values, row, summed) : products(values, inner[0] as Axis);
    const round = nested(outer, each);
    return () => {
      values.fill(0, to, end);
      round(a, b, to);
    };
  };
}

function axesOf({ sizes, strides: [first = [], second = []], to }: EinsumWalk): readonly Axis[] {
  return sizes.map((size, i) => ({
    size,
    p: first[i] as number,
    q: second[i] as number,
    r: to[i] as number,
  }));
}

/** The axis of the result along which one operand stays where it is: the last, or a long one where that is short. */
function rowAxis(axes: readonly Axis[]): Axis | undefined {
  const fitting = axes.filter(({ p, q, r }) => r !== 0 && (p === 0) !== (q === 0));
  const last = fitting[fitting.length - 1];
  if (!last || last.size >= SHORT) return last;
  const reach = ({ size, p, q, r }: Axis) => size * Math.max(p, q, r);
  const near = fitting.filter((axis) => axis.size > 2 * SHORT && reach(axis) <= NEAR);
  const longest = near.reduce((best, axis) => (axis.size > best.size ? axis : best), last);
  return 2 * longest.size < SHORT ? undefined : longest;
}

function rowOf(values: Float64Array, row: Axis, { size, p, q }: Axis): Round {
  return row.p === 0
    ? (x, y, z) => addProducts(values, z, row.r, row.size, x, p, y, row.q, q, size)
    : (x, y, z) => addProducts(values, z, row.r, row.size, y, q, x, row.p, p, size);
}

/**
 * To `count` results, `dr` from one to the next, the sum over k of a number, `dx` from one to the next, times an entry, `dk`
 * from one to the next and `dy` along the row. Four k at a time, so that a result is written less often.
 */
export function addProducts(
  values: Float64Array,
  to: number,
  dr: number,
  count: number,
  x: number,
  dx: number,
  y: number,
  dy: number,
  dk: number,
  inner: number,
): void {
  const end = to + count * dr;
  let k = 0;
  for (; k + 3 < inner; k += 4) {
    const own = x + k * dx;
    const p = values[own] as number;
    const q = values[own + dx] as number;
    const r = values[own + 2 * dx] as number;
    const s = values[own + 3 * dx] as number;
    for (let j = to, at = y + k * dk; j < end; j += dr, at += dy) {
      values[j] =
        (values[j] as number) +
        p * (values[at] as number) +
        q * (values[at + dk] as number) +
        r * (values[at + 2 * dk] as number) +
        s * (values[at + 3 * dk] as number);
    }
  }
  for (; k < inner; k++) {
    const p = values[x + k * dx] as number;
    for (let j = to, at = y + k * dk; j < end; j += dr, at += dy)
      values[j] = (values[j] as number) + p * (values[at] as number);
  }
}
