/**
 * Rows that take entries out of tensors and put them back. Attribute `items`, of `index` and its reverses: one entry an
 * axis, `[k]` takes entry k and drops the axis, `[start, count, step]` takes a range, `[]` (as an axis without an item)
 * the whole axis. Entries count from 0.
 */
import { type Dimension, type Misfit, type Shape, shapeText, sizesOf } from '../shape.ts';
import type { Attributes, TensorRow } from '../tensorRow.ts';
import {
  axisOf,
  broadcastStrides,
  broadcastsTo,
  forEachIndex,
  integerOf,
  integersOf,
  noAxis,
  operandAt,
  shapeIn,
  split,
  stridesOf,
  summedTo,
  word,
} from './axes.ts';

/** One axis of what `items` takes. */
interface Taken {
  readonly start: number;
  readonly step: number;
  /** Undefined: the axis is dropped. */
  readonly count: number | undefined;
}

function takenBy({ items }: Attributes, shape: Shape): readonly Taken[] | Misfit {
  const given: readonly unknown[] | undefined = Array.isArray(items) ? items : undefined;
  if (!given || given.length > shape.length) return { misfit: `index: ${shapeText(shape)} has not so many axes` };
  const taken: Taken[] = [];
  for (const [axis, { size }] of shape.entries()) {
    const item = given[axis] ?? [];
    const numbers = Array.isArray(item) && item.every(Number.isSafeInteger) ? (item as readonly number[]) : undefined;
    const [start = 0, count, step = 1] = numbers ?? [-1];
    if (numbers?.length === 0) {
      taken.push({ start: 0, step: 1, count: size });
      continue;
    }
    const last = count === undefined ? start : start + (count - 1) * step;
    const isInside = start >= 0 && start < size && last >= 0 && last < size;
    if (!numbers || !(count === 0 || (isInside && (count ?? 1) > 0))) {
      return { misfit: `index: entry ${start < 0 || start >= size ? start : last} of an axis of ${size}` };
    }
    taken.push({ start, step, count });
  }
  return taken;
}

function takenShape(taken: readonly Taken[], shape: Shape): Shape {
  return shape.flatMap((axis, i): Dimension[] => {
    const count = taken[i]?.count;
    if (count === undefined) return [];
    return [count === axis.size ? axis : { size: count }];
  });
}

/** Where the entries that `items` takes lie in a tensor: sizes of the part, first entry, strides. */
function partOf(attributes: Attributes, sizes: readonly number[]) {
  const shape = sizes.map((size) => ({ size }));
  const found = takenBy(attributes, shape);
  const taken = 'misfit' in found ? [] : found;
  const own = stridesOf(sizes);
  return {
    sizes: taken.flatMap(({ count }) => count ?? []),
    strides: taken.flatMap(({ count, step }, i) => (count === undefined ? [] : [step * (own[i] as number)])),
    start: taken.reduce((so, { start }, i) => so + start * (own[i] as number), 0),
  };
}

/** `visit(i, at)`: entry i of the part lies at `at`. */
function forEachTaken(attributes: Attributes, sizes: readonly number[], visit: (i: number, at: number) => void): void {
  const part = partOf(attributes, sizes);
  forEachIndex(part.sizes, part.strides, visit, part.start);
}

/** Attribute `indices` along `axis`, all below `size`. */
function indicesOf({ indices }: Attributes, size: number): readonly number[] | undefined {
  const list = Array.isArray(indices) ? integersOf(indices) : undefined;
  return list?.every((index) => index >= 0 && index < size) ? list : undefined;
}

/** `visit(whole, part)`: places of equal entries where the part has those of the whole at `indices` of an axis. */
function forEachGathered(
  whole: readonly number[],
  attributes: Attributes,
  visit: (whole: number, part: number) => void,
): void {
  const axis = axisOf(attributes, whole.length) ?? 0;
  const { outer, size, inner } = split(whole, axis);
  const indices = indicesOf(attributes, size) ?? [];
  for (let i = 0; i < outer; i++) {
    indices.forEach((index, j) => {
      for (let k = 0; k < inner; k++) {
        visit((i * size + index) * inner + k, (i * indices.length + j) * inner + k);
      }
    });
  }
}

export const entries: Readonly<Record<string, TensorRow>> = {
  index: {
    arity: 1,
    shape([a = []], attributes) {
      const taken = takenBy(attributes, a);
      return 'misfit' in taken ? taken : takenShape(taken, a);
    },
    value([a], attributes, out) {
      if (!a) return;
      forEachTaken(attributes, a.sizes, (to, from) => {
        out.data[to] = a.data[from] as number;
      });
    },
    vjp: (lines, step, cotangent) =>
      lines.apply('scatter', [cotangent], {
        shape: sizesOf(operandAt(lines, step).shape),
        items: step.attributes.items ?? [],
      }),
    show: word('index'),
    probe: [
      { shapes: [[3]], attributes: { items: [[1]] } },
      { shapes: [[2, 3]], attributes: { items: [[1]] } },
      { shapes: [[2, 5]], attributes: { items: [[], [4, 3, -2]] } },
      { shapes: [[3, 2, 2]], attributes: { items: [[0, 2, 2], [1], [0, 2, 1]] } },
    ],
  },
  /** Attributes `shape` and `items`: zeros of that shape with the operand in the place that `index` took it from. */
  scatter: {
    arity: 1,
    shape([a = []], attributes) {
      const shape = shapeIn(attributes, a);
      if (!shape) return { misfit: `scatter: ${String(attributes.shape)} is no shape` };
      const taken = takenBy(attributes, shape);
      if ('misfit' in taken) return taken;
      const part = takenShape(taken, shape);
      if (part.length === a.length && part.every(({ size }, i) => size === a[i]?.size)) return shape;
      return { misfit: `scatter: ${shapeText(a)} does not fill a part of shape ${shapeText(part)}` };
    },
    value([a], attributes, out) {
      out.data.fill(0);
      if (!a) return;
      forEachTaken(attributes, out.sizes, (from, to) => {
        out.data[to] = a.data[from] as number;
      });
    },
    vjp: (lines, { attributes }, cotangent) => lines.apply('index', [cotangent], { items: attributes.items ?? [] }),
    show: word('scatter'),
    probe: [
      { shapes: [[]], attributes: { shape: [3], items: [[1]] } },
      { shapes: [[2]], attributes: { shape: [3, 2], items: [[2]] } },
      { shapes: [[2, 2]], attributes: { shape: [2, 5], items: [[], [0, 2, 3]] } },
    ],
  },
  /** The first operand with the part that `items` names replaced by the second, which may repeat to fill it. */
  setIndex: {
    arity: 2,
    shape([base = [], value = []], attributes) {
      const taken = takenBy(attributes, base);
      if ('misfit' in taken) return taken;
      const part = takenShape(taken, base);
      if (broadcastsTo(value, part)) return base;
      return { misfit: `${shapeText(value)} does not fill a part of shape ${shapeText(part)}` };
    },
    value([base, value], attributes, out) {
      if (!base || !value) return;
      out.data.set(base.data);
      const part = partOf(attributes, base.sizes);
      const places: number[] = [];
      forEachIndex(
        part.sizes,
        part.strides,
        (_, to) => {
          places.push(to);
        },
        part.start,
      );
      forEachIndex(part.sizes, broadcastStrides(value.sizes, part.sizes.length), (i, from) => {
        out.data[places[i] as number] = value.data[from] as number;
      });
    },
    vjp(lines, step, cotangent, index) {
      const items = { items: step.attributes.items ?? [] };
      if (index === 0) return lines.apply('setIndex', [cotangent, lines.constant(0)], items);
      return summedTo(lines, lines.apply('index', [cotangent], items), operandAt(lines, step, 1).shape);
    },
    show: word('setIndex'),
    probe: [
      { shapes: [[3], []], attributes: { items: [[1]] } },
      { shapes: [[2, 3], [3]], attributes: { items: [[1]] } },
      {
        shapes: [
          [3, 3],
          [2, 1],
        ],
        attributes: {
          items: [
            [0, 2, 2],
            [1, 2, 1],
          ],
        },
      },
    ],
  },
  /** Attributes `axis` (a vector needs none) and `indices`: those entries of the axis, in that order. */
  gather: {
    arity: 1,
    shape([a = []], attributes) {
      const axis = axisOf(attributes, a.length);
      if (axis === undefined) return noAxis('gather', a, attributes.axis);
      const size = a[axis]?.size ?? 0;
      const indices = indicesOf(attributes, size);
      if (!indices) return { misfit: `gather: indices from 0 to ${size - 1} are needed, one a place` };
      return a.map((own, i) => (i === axis ? { size: indices.length } : own));
    },
    value([a], attributes, out) {
      if (!a) return;
      forEachGathered(a.sizes, attributes, (from, to) => {
        out.data[to] = a.data[from] as number;
      });
    },
    vjp(lines, step, cotangent) {
      const { shape } = operandAt(lines, step);
      const size = shape[axisOf(step.attributes, shape.length) ?? 0]?.size ?? 0;
      return lines.apply('scatterAdd', [cotangent], { ...step.attributes, size });
    },
    show: word('gather'),
    probe: [
      { shapes: [[4]], attributes: { indices: [3, 0, 3] } },
      { shapes: [[2, 3]], attributes: { axis: 1, indices: [2, 2, 0, 1] } },
      { shapes: [[3, 2]], attributes: { axis: 0, indices: [1] } },
    ],
  },
  /** Attributes `axis`, `indices` and `size`: adds entry j of the axis to entry `indices[j]` of one that long. */
  scatterAdd: {
    arity: 1,
    shape([a = []], attributes) {
      const axis = axisOf(attributes, a.length);
      if (axis === undefined) return noAxis('scatterAdd', a, attributes.axis);
      const size = integerOf(attributes.size, 0);
      const indices = indicesOf(attributes, size);
      if (!indices || indices.length !== a[axis]?.size) {
        return { misfit: `scatterAdd: ${a[axis]?.size} indices from 0 to ${size - 1} are needed` };
      }
      return a.map((own, i) => (i === axis ? { size } : own));
    },
    value([a], attributes, out) {
      out.data.fill(0);
      if (!a) return;
      forEachGathered(out.sizes, attributes, (to, from) => {
        out.data[to] = (out.data[to] as number) + (a.data[from] as number);
      });
    },
    vjp(lines, { attributes: { axis, indices = [] } }, cotangent) {
      return lines.apply('gather', [cotangent], axis === undefined ? { indices } : { axis, indices });
    },
    show: word('scatterAdd'),
    probe: [
      { shapes: [[3]], attributes: { indices: [3, 0, 3], size: 4 } },
      { shapes: [[2, 3]], attributes: { axis: 1, indices: [0, 2, 0], size: 3 } },
    ],
  },
};
