/** Steps that run through tensors out of order: sums along axes by tables of places, contractions by nested loops. */
import type { StepLine } from '../graph/list.ts';
import { countOf, type Shape, sizesOf } from '../primitives/shape.ts';
import { axesOf, broadcastStrides, forEachIndex, reducedStrides } from '../primitives/tensors/axes.ts';
import { type EinsumWalk, einsumWalk } from '../primitives/tensors/einsum.ts';
import type { Bound } from './operations.ts';

/** By entry of the operand the entry of the result that it is added to. */
export function groupTable({ operation, shape, attributes = {} }: StepLine, from: Shape): Int32Array {
  const sizes = sizesOf(from);
  const strides =
    operation === 'sumTo'
      ? broadcastStrides(sizesOf(shape), sizes.length)
      : reducedStrides(sizes, axesOf(attributes, sizes.length));
  const table = new Int32Array(countOf(from));
  forEachIndex(sizes, strides, (own, to) => {
    table[own] = to;
  });
  return table;
}

/** Sums along some axes; each result in the order of the entries. */
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
  const isSquared = operation === 'normSquared';
  return (values) => {
    const table = groupTable(line, left);
    return () => {
      values.fill(0, to, end);
      for (let i = 0; i < count; i++) {
        const x = values[a + i] as number;
        const place = to + (table[i] as number);
        values[place] = (values[place] as number) + (isSquared ? x * x : x);
      }
      if (share !== 1) for (let i = to; i < end; i++) values[i] = (values[i] as number) / share;
    };
  };
}

/** Shorter innermost axes cost more than they do. */
const SHORT = 8;
/** Entries between the first and the last of an axis that caches hold. */
const NEAR = 2 ** 15;

/**
 * The axes in the order in which loops run over them: a long one of the result inside where the innermost is short. Each
 * entry is added up in the same order then, as those that are summed keep theirs.
 */
function longestLast({ sizes, strides, to }: EinsumWalk): readonly number[] {
  const axes = sizes.map((_, axis) => axis);
  const last = sizes.length - 1;
  if ((sizes[last] as number) >= SHORT) return axes;
  let best = last;
  for (const axis of axes) {
    const size = sizes[axis] as number;
    const reach = size * Math.max(...[...strides, to].map((own) => own[axis] as number));
    if (to[axis] !== 0 && size > 2 * SHORT && size > (sizes[best] as number) && reach <= NEAR) best = axis;
  }
  return [...axes.filter((axis) => axis !== best), best];
}

/** Sums of products of the entries of two tensors: the innermost axis in a loop of its own. */
export function einsumStep(
  { operation, attributes = {}, shape }: StepLine,
  shapes: readonly Shape[],
  to: number,
  [a = 0, b = 0]: readonly number[],
): ((values: Float64Array) => Bound) | undefined {
  if (operation !== 'einsum' || shapes.length !== 2) return undefined;
  const walk = einsumWalk(shapes.map(sizesOf), attributes, sizesOf(shape));
  if (!walk || walk.sizes.length === 0) return undefined;
  const axes = longestLast(walk);
  const sizes = axes.map((axis) => walk.sizes[axis] as number);
  const outer = sizes.slice(0, -1);
  const inner = sizes[outer.length] as number;
  const [first = [], second = []] = walk.strides;
  const steps = [first, second, walk.to].map((strides) => Int32Array.from(axes, (axis) => strides[axis] as number));
  const [p, q, r] = steps as [Int32Array, Int32Array, Int32Array];
  const last = outer.length;
  const [dp, dq, dr] = [p[last] as number, q[last] as number, r[last] as number];
  const rounds = outer.reduce((product, size) => product * size, 1);
  const end = to + countOf(shape);
  const index = new Int32Array(outer.length);
  return (values) => () => {
    values.fill(0, to, end);
    index.fill(0);
    let [x, y, z] = [a, b, to];
    for (let round = 0; round < rounds; round++) {
      let [i, j, k] = [x, y, z];
      if (dr === 0) {
        let sum = values[k] as number;
        for (let n = 0; n < inner; n++, i += dp, j += dq) sum += (values[i] as number) * (values[j] as number);
        values[k] = sum;
      } else {
        for (let n = 0; n < inner; n++, i += dp, j += dq, k += dr) {
          values[k] = (values[k] as number) + (values[i] as number) * (values[j] as number);
        }
      }
      for (let axis = outer.length - 1; axis >= 0; axis--) {
        const size = outer[axis] as number;
        const wraps = (index[axis] as number) + 1 === size;
        index[axis] = wraps ? 0 : (index[axis] as number) + 1;
        const by = wraps ? 1 - size : 1;
        x += by * (p[axis] as number);
        y += by * (q[axis] as number);
        z += by * (r[axis] as number);
        if (!wraps) break;
      }
    }
  };
}
