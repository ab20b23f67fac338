/** Rows that reduce axes: sum. Attributes: `axes` (absent: all), `keep` 1 keeps reduced axes with size 1. */
import type { Value } from '../../base/value.ts';
import type { Shape } from '../shape.ts';
import type { Attributes, TensorRow } from '../tensorRow.ts';

export function axesOf(attributes: Attributes, rank: number): readonly number[] {
  const { axes } = attributes;
  return Array.isArray(axes) ? (axes as readonly Value[]).map(Number) : Array.from({ length: rank }, (_, i) => i);
}

export function reducedShape(shape: Shape, attributes: Attributes): Shape {
  const axes = axesOf(attributes, shape.length);
  if (attributes.keep === 1) return shape.map((dimension, i) => (axes.includes(i) ? { size: 1 } : dimension));
  return shape.filter((_, i) => !axes.includes(i));
}

export const reductions: Readonly<Record<string, TensorRow>> = {
  sum: {
    arity: 1,
    shape: ([a = []], attributes) => reducedShape(a, attributes),
    value([a], attributes, out) {
      out.data.fill(0);
      if (!a) return;
      const axes = axesOf(attributes, a.sizes.length);
      const strides = outStrides(a.sizes, axes);
      forEachIndex(a.sizes, strides, (from, to) => {
        out.data[to] = (out.data[to] as number) + (a.data[from] as number);
      });
    },
    vjp(lines, { operands, attributes }, cotangent) {
      const shape = lines.shape(operands[0] as number);
      const kept = reducedShape(shape, { ...attributes, keep: 1 }).map(({ size }) => size);
      const aligned = lines.apply('reshape', [cotangent], { shape: kept });
      return lines.apply('broadcast', [aligned], { shape: shape.map(({ size }) => size) });
    },
    show: { latex: '\\operatorname{sum}', text: 'sum' },
    probe: [
      { shapes: [[3]] },
      { shapes: [[2, 3]], attributes: { axes: [1] } },
      { shapes: [[2, 3]], attributes: { axes: [0], keep: 1 } },
    ],
  },
};

/** For each axis of the operand, how far a step along it moves in the result (0 along reduced axes). */
function outStrides(sizes: readonly number[], axes: readonly number[]): number[] {
  const strides = new Array<number>(sizes.length).fill(0);
  let stride = 1;
  for (let i = sizes.length - 1; i >= 0; i--) {
    if (axes.includes(i)) continue;
    strides[i] = stride;
    stride *= sizes[i] as number;
  }
  return strides;
}

/** Runs through a row-major tensor; `to` moves by `strides`. */
export function forEachIndex(
  sizes: readonly number[],
  strides: readonly number[],
  visit: (from: number, to: number) => void,
): void {
  const at = new Array<number>(sizes.length).fill(0);
  const count = sizes.reduce((product, size) => product * size, 1);
  let to = 0;
  for (let from = 0; from < count; from++) {
    visit(from, to);
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      at[axis] = (at[axis] as number) + 1;
      to += strides[axis] as number;
      if ((at[axis] as number) < (sizes[axis] as number)) break;
      to -= (sizes[axis] as number) * (strides[axis] as number);
      at[axis] = 0;
    }
  }
}
