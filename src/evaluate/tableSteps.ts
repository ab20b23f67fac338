/** Sums along axes: by nested loops, or by tables of places where those would be short. */
import type { StepLine } from '../graph/list.ts';
import { countOf, type Shape, sizesOf } from '../primitives/shape.ts';
import { axesOf, broadcastStrides, forEachIndex, reducedStrides } from '../primitives/tensors/axes.ts';
import { type Axis, entries, nested, products, type Round, SHORT } from './nested.ts';
import type { Bound } from './operations.ts';

/** How far a step along each axis of the operand moves in the result. */
function stridesOf({ operation, shape, attributes = {} }: StepLine, sizes: readonly number[]): readonly number[] {
  return operation === 'sumTo'
    ? broadcastStrides(sizesOf(shape), sizes.length)
    : reducedStrides(sizes, axesOf(attributes, sizes.length));
}

/** By entry of the operand the entry of the result that it is added to. */
export function groupTable(line: StepLine, from: Shape): Int32Array {
  const sizes = sizesOf(from);
  const table = new Int32Array(countOf(from));
  forEachIndex(sizes, stridesOf(line, sizes), (own, to) => {
    table[own] = to;
  });
  return table;
}

/** The axes of the operand, neighbours joined where both it and the result run through them without a jump. */
function joinedAxes(line: StepLine, from: Shape): readonly Axis[] {
  const sizes = sizesOf(from);
  const strides = stridesOf(line, sizes);
  const axes: Axis[] = [];
  let p = 1;
  for (let i = sizes.length - 1; i >= 0; i--) {
    const [size, r] = [sizes[i] as number, strides[i] as number];
    const [after] = axes;
    if (size === 1) continue;
    if (after && r === after.size * after.r) axes[0] = { ...after, size: size * after.size };
    else axes.unshift({ size, p, q: p, r });
    p *= size;
  }
  return axes;
}

/** Each result in the order of the entries. */
export function groupedStep(
  line: StepLine,
  [left = []]: readonly Shape[],
  to: number,
  [a = 0]: readonly number[],
): ((values: Float64Array) => Bound) | undefined {
  const { operation, shape } = line;
  if (!['sum', 'mean', 'normSquared', 'sumTo'].includes(operation)) return undefined;
  const count = countOf(left);
  const end = to + countOf(shape);
  const share = operation === 'mean' ? count / countOf(shape) : 1;
  const along = operation === 'normSquared' ? products : entries;
  const axes = joinedAxes(line, left);
  const inner = axes[axes.length - 1];
  return (values) => {
    const round =
      inner && inner.size >= SHORT
        ? nested(axes.slice(0, -1), along(values, inner))
        : tabled(values, groupTable(line, left), operation === 'normSquared');
    return () => {
      values.fill(0, to, end);
      round(a, a, to);
      if (share !== 1) for (let i = to; i < end; i++) values[i] = (values[i] as number) / share;
    };
  };
}

function tabled(values: Float64Array, table: Int32Array, isSquared: boolean): Round {
  return (x, _, z) => {
    for (let i = 0; i < table.length; i++) {
      const own = values[x + i] as number;
      const place = z + (table[i] as number);
      values[place] = (values[place] as number) + (isSquared ? own * own : own);
    }
  };
}
