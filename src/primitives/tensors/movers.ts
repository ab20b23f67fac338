/** Rows that keep entries and give them other places: transpose, reshape, broadcast, sumTo, roll, flip, concat, stack. */
import { countOf, type Misfit, type Shape, sameShape, shapeText, sizesOf } from '../shape.ts';
import type { Attributes, Tensor, TensorRow } from '../tensorRow.ts';
import {
  areAxes,
  axesOf,
  broadcastStrides,
  broadcastsTo,
  forEachIndex,
  integersOf,
  like,
  noAxis,
  operandAt,
  range,
  shapeIn,
  split,
  stridesOf,
  summedTo,
  word,
} from './axes.ts';

/** Attribute `axes`, a permutation; absent: all axes reversed. */
function permutation({ axes }: Attributes, rank: number): readonly number[] | undefined {
  if (axes === undefined) return range(rank).reverse();
  const given = integersOf(axes);
  return given?.length === rank && areAxes(given, rank) ? given : undefined;
}

/** How `roll` shifts: attribute `shift`, by axis of attribute `axis`; without one along all entries in a row. */
function shifts({ shift, axis }: Attributes, rank: number): ReadonlyMap<number | 'all', number> | undefined {
  const by = integersOf(shift);
  if (by === undefined) return undefined;
  if (axis === undefined) return by.length === 1 ? new Map([['all', by[0] as number]]) : undefined;
  const axes = integersOf(axis);
  if (axes === undefined || axes.length !== by.length || !areAxes(axes, rank)) return undefined;
  return new Map(axes.map((each, i) => [each, by[i] as number]));
}

const wrapped = (index: number, size: number) => (size === 0 ? 0 : ((index % size) + size) % size);

/** The shape of tensors put one behind the other along `axis`. */
function joinedShape(shapes: readonly Shape[], { axis }: Attributes): Shape | Misfit {
  const [first, ...others] = shapes;
  if (!first) return { misfit: 'concat takes at least one operand' };
  const at = typeof axis === 'number' ? axis : 0;
  if (!areAxes([at], first.length)) return noAxis('concat', first, at);
  let size = first[at]?.size ?? 0;
  for (const other of others) {
    if (other.length !== first.length) {
      return { misfit: `concat: ${shapeText(first)} and ${shapeText(other)} have different numbers of axes` };
    }
    const different = first.findIndex((own, i) => i !== at && own.size !== other[i]?.size);
    const [p, q] = [first[different], other[different]];
    if (p && q) {
      return {
        misfit: `concat: ${shapeText(first)} and ${shapeText(other)}: sizes ${p.size} and ${q.size} differ`,
        equal: [p, q],
      };
    }
    size += other[at]?.size ?? 0;
  }
  return first.map((own, i) => (i === at && others.length > 0 ? { size } : own));
}

/** Copies operands behind each other along an axis of the result: of each, `counts` entries of the axis. */
function join(operands: readonly Tensor[], counts: readonly number[], axis: number, out: Tensor): void {
  const { outer, size, inner } = split(out.sizes, axis);
  let start = 0;
  operands.forEach(({ data }, which) => {
    const length = (counts[which] ?? 0) * inner;
    for (let i = 0; i < outer; i++) {
      for (let k = 0; k < length; k++) out.data[i * size * inner + start + k] = data[i * length + k] as number;
    }
    start += length;
  });
}

const axisNumber = ({ axis }: Attributes): number => (typeof axis === 'number' ? axis : 0);

export const movers: Readonly<Record<string, TensorRow>> = {
  transpose: {
    arity: 1,
    shape([a = []], attributes) {
      const axes = permutation(attributes, a.length);
      if (!axes) return { misfit: `transpose: ${String(attributes.axes)} is no order of the axes of ${shapeText(a)}` };
      return axes.map((axis) => a[axis] ?? { size: 1 });
    },
    value([a], attributes, out) {
      const axes = a && permutation(attributes, a.sizes.length);
      if (!a || !axes) return;
      const strides = stridesOf(a.sizes);
      forEachIndex(
        out.sizes,
        axes.map((axis) => strides[axis] as number),
        (to, from) => {
          out.data[to] = a.data[from] as number;
        },
      );
    },
    vjp(lines, { attributes }, cotangent) {
      const axes = integersOf(attributes.axes);
      if (!axes) return lines.apply('transpose', [cotangent]);
      return lines.apply('transpose', [cotangent], { axes: axes.map((_, i) => axes.indexOf(i)) });
    },
    show: { latex: '^\\top', text: "'" },
    probe: [{ shapes: [[2, 3]] }, { shapes: [[3]] }, { shapes: [[2, 3, 4]], attributes: { axes: [1, 2, 0] } }],
  },
  // Attribute `shape`: sizes with the same product.
  reshape: {
    arity: 1,
    shape([a = []], attributes) {
      const shape = shapeIn(attributes, a);
      if (shape && countOf(shape) === countOf(a)) return shape;
      if (!shape) return { misfit: `reshape: ${String(attributes.shape)} is no shape` };
      return {
        misfit: `${shapeText(a)} cannot be reshaped to ${shapeText(shape)}: ${countOf(a)} and ${countOf(shape)} entries`,
      };
    },
    value([a], _attributes, out) {
      if (a) out.data.set(a.data);
    },
    vjp: (lines, step, cotangent) =>
      lines.apply('reshape', [cotangent], { shape: sizesOf(operandAt(lines, step).shape) }),
    show: word('reshape'),
    probe: [
      { shapes: [[2, 3]], attributes: { shape: [3, 2] } },
      { shapes: [[]], attributes: { shape: [1, 1] } },
      { shapes: [[1]], attributes: { shape: [] } },
    ],
  },
  // Attribute `shape`: what the operand is repeated to, by NumPy's broadcasting.
  broadcast: {
    arity: 1,
    shape([a = []], attributes) {
      const shape = shapeIn(attributes, a);
      if (!shape) return { misfit: `broadcast: ${String(attributes.shape)} is no shape` };
      if (broadcastsTo(a, shape)) return shape;
      return { misfit: `${shapeText(a)} cannot be broadcast to ${shapeText(shape)}` };
    },
    value([a], _attributes, out) {
      if (!a) return;
      forEachIndex(out.sizes, broadcastStrides(a.sizes, out.sizes.length), (to, from) => {
        out.data[to] = a.data[from] as number;
      });
    },
    vjp: (lines, step, cotangent) => summedTo(lines, cotangent, operandAt(lines, step).shape),
    show: word('broadcast'),
    probe: [
      { shapes: [[3]], attributes: { shape: [2, 3] } },
      { shapes: [[]], attributes: { shape: [2, 3] } },
      { shapes: [[2, 1]], attributes: { shape: [2, 2, 3] } },
    ],
  },
  // The reverse of broadcast: sums over the axes along which the operand repeats a tensor of shape `shape`.
  sumTo: {
    arity: 1,
    shape([a = []], attributes) {
      const shape = shapeIn(attributes, a);
      if (!shape) return { misfit: `sumTo: ${String(attributes.shape)} is no shape` };
      return broadcastsTo(shape, a) ? shape : { misfit: `${shapeText(a)} cannot be summed to ${shapeText(shape)}` };
    },
    value([a], _attributes, out) {
      out.data.fill(0);
      if (!a) return;
      forEachIndex(a.sizes, broadcastStrides(out.sizes, a.sizes.length), (from, to) => {
        out.data[to] = (out.data[to] as number) + (a.data[from] as number);
      });
    },
    vjp: (lines, step, cotangent) => like(lines, cotangent, operandAt(lines, step).shape),
    show: { latex: '\\operatorname{sum}', text: 'sum' },
    probe: [
      { shapes: [[2, 3]], attributes: { shape: [3] } },
      { shapes: [[2, 3]], attributes: { shape: [2, 1] } },
      { shapes: [[2, 2, 3]], attributes: { shape: [1, 3] } },
      { shapes: [[2, 3]], attributes: { shape: [] } },
    ],
  },
  // Attributes `shift` and `axis` (numbers, or lists of them): entry i goes to i + shift, over the end to the start.
  roll: {
    arity: 1,
    shape: ([a = []], attributes) =>
      shifts(attributes, a.length) ? a : { misfit: `roll: no shift that fits the axes of ${shapeText(a)} is given` },
    value([a], attributes, out) {
      const by = a && shifts(attributes, a.sizes.length);
      if (!a || !by) return;
      const all = by.get('all');
      if (all !== undefined) {
        const count = a.data.length;
        for (let i = 0; i < count; i++) out.data[wrapped(i + all, count)] = a.data[i] as number;
        return;
      }
      out.data.set(a.data);
      const line = new Float64Array(a.data.length);
      for (const [axis, shift] of by) {
        const { outer, size, inner } = split(a.sizes, axis as number);
        line.set(out.data);
        for (let i = 0; i < outer; i++) {
          for (let j = 0; j < size; j++) {
            const [from, to] = [(i * size + j) * inner, (i * size + wrapped(j + shift, size)) * inner];
            for (let k = 0; k < inner; k++) out.data[to + k] = line[from + k] as number;
          }
        }
      }
    },
    vjp(lines, { attributes }, cotangent) {
      const { shift } = attributes;
      const back = Array.isArray(shift) ? (integersOf(shift) ?? []).map((each) => -each) : -Number(shift);
      return lines.apply('roll', [cotangent], { ...attributes, shift: back });
    },
    show: word('roll'),
    probe: [
      { shapes: [[4]], attributes: { shift: 1 } },
      { shapes: [[2, 3]], attributes: { shift: -2 } },
      { shapes: [[2, 3]], attributes: { shift: 1, axis: 1 } },
      { shapes: [[2, 3]], attributes: { shift: [1, 4], axis: [0, 1] } },
    ],
  },
  // Attribute `axes`: those whose order is reversed; absent: all.
  flip: {
    arity: 1,
    shape([a = []], { axes }) {
      const given = axes === undefined ? [] : integersOf(axes);
      return given && areAxes(given, a.length) ? a : noAxis('flip', a, axes);
    },
    value([a], attributes, out) {
      if (!a) return;
      const axes = axesOf(attributes, a.sizes.length);
      const strides = stridesOf(a.sizes);
      const last = axes.reduce((so, axis) => so + ((a.sizes[axis] ?? 1) - 1) * (strides[axis] ?? 0), 0);
      const back = strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride));
      forEachIndex(
        a.sizes,
        back,
        (to, from) => {
          out.data[to] = a.data[from] as number;
        },
        last,
      );
    },
    vjp: (lines, { attributes }, cotangent) =>
      lines.apply('flip', [cotangent], attributes.axes === undefined ? undefined : attributes),
    show: word('flip'),
    probe: [{ shapes: [[3]] }, { shapes: [[2, 3]] }, { shapes: [[2, 3]], attributes: { axes: [1] } }],
  },
  // Attribute `axis` (absent: 0), along which the operands follow one another.
  concat: {
    shape: joinedShape,
    value(operands, attributes, out) {
      const axis = axisNumber(attributes);
      join(
        operands,
        operands.map(({ sizes }) => sizes[axis] ?? 0),
        axis,
        out,
      );
    },
    vjp(lines, step, cotangent, index) {
      const axis = axisNumber(step.attributes);
      const sizes = step.operands.map((operand) => lines.shape(operand)[axis]?.size ?? 0);
      const start = sizes.slice(0, index).reduce((so, size) => so + size, 0);
      const whole = lines.shape(cotangent).slice(0, axis);
      const items = [...whole.map(({ size }) => [0, size, 1]), [start, sizes[index] ?? 0, 1]];
      return step.operands.length === 1 ? cotangent : lines.apply('index', [cotangent], { items });
    },
    show: word('concat'),
    probe: [
      { shapes: [[2], [3], [1]] },
      {
        shapes: [
          [2, 3],
          [2, 1],
        ],
        attributes: { axis: 1 },
      },
    ],
  },
  // Attribute `axis` (absent: 0): the new axis, along which operands of one shape are put.
  stack: {
    shape(shapes, attributes) {
      const [first] = shapes;
      const axis = axisNumber(attributes);
      if (!first) return { misfit: 'stack takes at least one operand' };
      if (axis < 0 || axis > first.length || !Number.isInteger(axis)) return noAxis('stack', first, axis);
      const other = shapes.find((shape) => !sameShape(shape, first));
      if (other) {
        const different = first.findIndex((own, i) => own.size !== other[i]?.size);
        const [p, q] = [first[different], other[different]];
        return {
          misfit: `stack: ${shapeText(first)} and ${shapeText(other)} differ`,
          ...(other.length === first.length && p && q && { equal: [p, q] as const }),
        };
      }
      return [...first.slice(0, axis), { size: shapes.length }, ...first.slice(axis)];
    },
    value(operands, attributes, out) {
      join(
        operands,
        operands.map(() => 1),
        axisNumber(attributes),
        out,
      );
    },
    vjp(lines, step, cotangent, index) {
      const axis = axisNumber(step.attributes);
      const whole = lines.shape(cotangent).slice(0, axis);
      return lines.apply('index', [cotangent], { items: [...whole.map(({ size }) => [0, size, 1]), [index]] });
    },
    show: word('stack'),
    probe: [
      { shapes: [[], [], []] },
      {
        shapes: [
          [2, 3],
          [2, 3],
        ],
        attributes: { axis: 1 },
      },
    ],
  },
};
