/** Rows that move entries about: transpose, reshape, broadcast and its reverse sumTo. */
import type { Value } from '../../base/value.ts';
import { broadcastShapes, countOf, isMisfit, type Shape, sameShape, shapeText } from '../shape.ts';
import type { Attributes, TensorRow } from '../tensorRow.ts';
import { forEachIndex } from './reductions.ts';

/** The attribute `shape`, with the symbols of `like` where sizes agree. */
function shapeIn(attributes: Attributes, like: Shape): Shape {
  const sizes = Array.isArray(attributes.shape) ? (attributes.shape as readonly Value[]).map(Number) : [];
  return sizes.map((size, i) => {
    const known = like[like.length - sizes.length + i];
    return known?.size === size ? known : { size };
  });
}

export const movers: Readonly<Record<string, TensorRow>> = {
  // Attribute `axes`: the permutation; absent: all axes reversed.
  transpose: {
    arity: 1,
    shape: ([a = []], attributes) => permutation(attributes, a.length).map((axis) => a[axis] ?? { size: 1 }),
    value([a], attributes, out) {
      if (!a) return;
      const axes = permutation(attributes, a.sizes.length);
      const strides = new Array<number>(axes.length).fill(0);
      let stride = 1;
      for (let i = axes.length - 1; i >= 0; i--) {
        strides[axes[i] as number] = stride;
        stride *= a.sizes[axes[i] as number] as number;
      }
      forEachIndex(a.sizes, strides, (from, to) => {
        out.data[to] = a.data[from] as number;
      });
    },
    vjp(lines, { attributes }, cotangent) {
      if (!Array.isArray(attributes.axes)) return lines.apply('transpose', [cotangent]);
      const axes = attributes.axes as readonly number[];
      return lines.apply('transpose', [cotangent], { axes: axes.map((_, i) => axes.indexOf(i)) });
    },
    show: { latex: '^\\top', text: "'" },
    probe: [{ shapes: [[2, 3]] }, { shapes: [[2, 3, 4]], attributes: { axes: [1, 2, 0] } }],
  },
  // Attribute `shape`: sizes with the same product.
  reshape: {
    arity: 1,
    shape([a = []], attributes) {
      const shape = shapeIn(attributes, a);
      if (countOf(shape) === countOf(a)) return shape;
      return {
        misfit: `${shapeText(a)} cannot be reshaped to ${shapeText(shape)}: ${countOf(a)} and ${countOf(shape)} entries`,
      };
    },
    value([a], _attributes, out) {
      if (a) out.data.set(a.data);
    },
    vjp: (lines, { operands }, cotangent) =>
      lines.apply('reshape', [cotangent], { shape: lines.shape(operands[0] as number).map(({ size }) => size) }),
    show: { latex: '\\operatorname{reshape}', text: 'reshape' },
    probe: [{ shapes: [[2, 3]], attributes: { shape: [3, 2] } }],
  },
  // Attribute `shape`: what the operand is repeated to, by NumPy's broadcasting.
  broadcast: {
    arity: 1,
    shape([a = []], attributes) {
      const shape = shapeIn(attributes, a);
      const joined = broadcastShapes([a, shape]);
      return !isMisfit(joined) && sameShape(joined, shape)
        ? joined
        : { misfit: `${shapeText(a)} cannot be broadcast to ${shapeText(shape)}` };
    },
    value([a], _attributes, out) {
      if (!a) return;
      forEachIndex(out.sizes, stridesIn(a.sizes, out.sizes.length), (to, from) => {
        out.data[to] = a.data[from] as number;
      });
    },
    vjp: (lines, { operands }, cotangent) =>
      lines.apply('sumTo', [cotangent], { shape: lines.shape(operands[0] as number).map(({ size }) => size) }),
    show: { latex: '\\operatorname{broadcast}', text: 'broadcast' },
    probe: [
      { shapes: [[3]], attributes: { shape: [2, 3] } },
      { shapes: [[]], attributes: { shape: [2, 3] } },
    ],
  },
  // The reverse of broadcast: sums over the axes along which the operand repeats a tensor of shape `shape`.
  sumTo: {
    arity: 1,
    shape([a = []], attributes) {
      const shape = shapeIn(attributes, a);
      const joined = broadcastShapes([a, shape]);
      return !isMisfit(joined) && sameShape(joined, a)
        ? shape
        : { misfit: `${shapeText(a)} cannot be summed to ${shapeText(shape)}` };
    },
    value([a], _attributes, out) {
      out.data.fill(0);
      if (!a) return;
      forEachIndex(a.sizes, stridesIn(out.sizes, a.sizes.length), (from, to) => {
        out.data[to] = (out.data[to] as number) + (a.data[from] as number);
      });
    },
    vjp: (lines, { operands }, cotangent) =>
      lines.apply('broadcast', [cotangent], { shape: lines.shape(operands[0] as number).map(({ size }) => size) }),
    show: { latex: '\\operatorname{sum}', text: 'sum' },
    probe: [
      { shapes: [[2, 3]], attributes: { shape: [3] } },
      { shapes: [[2, 3]], attributes: { shape: [2, 1] } },
    ],
  },
};

function permutation(attributes: Attributes, rank: number): readonly number[] {
  if (Array.isArray(attributes.axes)) return attributes.axes as readonly number[];
  return Array.from({ length: rank }, (_, i) => rank - 1 - i);
}

/** How far a step along each of the `rank` axes moves in a tensor that is broadcast to them. */
function stridesIn(sizes: readonly number[], rank: number): number[] {
  const strides = new Array<number>(rank).fill(0);
  let stride = 1;
  for (let i = sizes.length - 1; i >= 0; i--) {
    const size = sizes[i] as number;
    if (size > 1) strides[rank - sizes.length + i] = stride;
    stride *= size;
  }
  return strides;
}
