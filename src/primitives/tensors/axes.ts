/** Attributes read, axes counted, and lines that several rows write. */
import {
  broadcastShapes,
  type Dimension,
  isMisfit,
  type Misfit,
  type Shape,
  sameShape,
  shapeText,
  sizesOf,
} from '../shape.ts';
import type { Attributes, Lines, Step, TensorRow } from '../tensorRow.ts';

export type Attribute = Attributes[string] | undefined;

/** A list of whole numbers; one number is a list of one. Undefined for anything else. */
export function integersOf(value: Attribute): readonly number[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.every((entry) => Number.isSafeInteger(entry)) ? (list as readonly number[]) : undefined;
}

/** The whole number under a name; `otherwise` where there is none. */
export function integerOf(value: Attribute, otherwise: number): number {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : otherwise;
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** Distinct axes of a tensor of that rank. */
export function areAxes(axes: readonly number[], rank: number): boolean {
  return axes.every((axis, i) => axis >= 0 && axis < rank && axes.indexOf(axis) === i);
}

export function noAxis(what: string, shape: Shape, axis: Attribute): Misfit {
  return { misfit: `${what}: ${shapeText(shape)} has no axis ${axis === undefined ? 'named' : String(axis)}` };
}

/** Attribute `axes`; absent: all. */
export function axesOf(attributes: Attributes, rank: number): readonly number[] {
  return attributes.axes === undefined ? range(rank) : (integersOf(attributes.axes) ?? []);
}

/** The shape of a reduction by `axes` and `keep`. */
export function reducedShape(operation: string, shape: Shape, attributes: Attributes): Shape | Misfit {
  const { axes } = attributes;
  const given = axes === undefined ? range(shape.length) : integersOf(axes);
  if (given === undefined || !areAxes(given, shape.length)) return noAxis(operation, shape, axes);
  if (attributes.keep === 1) return shape.map((dimension, i) => (given.includes(i) ? { size: 1 } : dimension));
  return shape.filter((_, i) => !given.includes(i));
}

/** Attribute `axis`; absent for a vector, which has but one. Undefined where it names none. */
export function axisOf({ axis }: Attributes, rank: number): number | undefined {
  if (axis === undefined) return rank === 1 ? 0 : undefined;
  return typeof axis === 'number' && Number.isInteger(axis) && axis >= 0 && axis < rank ? axis : undefined;
}

/** The attributes that name an axis of a tensor of that rank: none for a vector. */
export function alongAxis(axis: number, rank: number): Attributes | undefined {
  return rank === 1 ? undefined : { axis };
}

/** A tensor seen along one axis: entry (i, j, k) of sizes (outer, size, inner) lies at (i · size + j) · inner + k. */
export function split(sizes: readonly number[], axis: number): { outer: number; size: number; inner: number } {
  const product = (part: readonly number[]) => part.reduce((p, size) => p * size, 1);
  return { outer: product(sizes.slice(0, axis)), size: sizes[axis] ?? 1, inner: product(sizes.slice(axis + 1)) };
}

/** Row-major strides. */
export function stridesOf(sizes: readonly number[]): number[] {
  const strides = new Array<number>(sizes.length).fill(0);
  let stride = 1;
  for (let i = sizes.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= sizes[i] as number;
  }
  return strides;
}

/** How far a step along each of `rank` axes moves in a tensor that is broadcast to them: 0 where it repeats. */
export function broadcastStrides(sizes: readonly number[], rank: number): number[] {
  const own = stridesOf(sizes).map((stride, i) => (sizes[i] === 1 ? 0 : stride));
  return [...new Array<number>(rank - sizes.length).fill(0), ...own];
}

/** For each axis of the operand, how far a step along it moves in the result of a reduction: 0 along reduced axes. */
export function reducedStrides(sizes: readonly number[], axes: readonly number[]): number[] {
  return stridesOf(sizes.map((size, i) => (axes.includes(i) ? 1 : size))).map((stride, i) =>
    axes.includes(i) ? 0 : stride,
  );
}

/** Runs through a row-major tensor; `other` starts at `start` and moves by `strides`. */
export function forEachIndex(
  sizes: readonly number[],
  strides: readonly number[],
  visit: (own: number, other: number) => void,
  start = 0,
): void {
  const at = new Array<number>(sizes.length).fill(0);
  const count = sizes.reduce((product, size) => product * size, 1);
  let other = start;
  for (let own = 0; own < count; own++) {
    visit(own, other);
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      at[axis] = (at[axis] as number) + 1;
      other += strides[axis] as number;
      if ((at[axis] as number) < (sizes[axis] as number)) break;
      other -= (sizes[axis] as number) * (strides[axis] as number);
      at[axis] = 0;
    }
  }
}

/** Products of numbers that one step adds up at most: it takes well below a second. */
export const MOST_PRODUCTS = 200_000_000;

/** Why a step with so many products is not worked out; undefined where it is. */
export function tooLarge(what: string, products: number): Misfit | undefined {
  if (products <= MOST_PRODUCTS) return undefined;
  return { misfit: `${what}: ${products.toExponential(0)} products are too many to work out here` };
}

/** How a row prints that goes by a word: `\\operatorname{tr}`, `tr`. */
export function word(text: string): TensorRow['show'] {
  return { latex: `\\operatorname{${text}}`, text };
}

// Lines that rules write

/** The operand and its shape. */
export function operandAt(lines: Lines, { operands }: Step, index = 0): { line: number; shape: Shape } {
  const line = operands[index] ?? 0;
  return { line, shape: lines.shape(line) };
}

/** `line` repeated to `shape`, which it broadcasts to. */
export function like(lines: Lines, line: number, shape: Shape): number {
  return sameShape(lines.shape(line), shape) ? line : lines.apply('broadcast', [line], { shape: sizesOf(shape) });
}

/** `line` with its entries in the same order and another shape. */
export function shaped(lines: Lines, line: number, sizes: readonly number[]): number {
  const own = sizesOf(lines.shape(line));
  const isSame = own.length === sizes.length && own.every((size, i) => size === sizes[i]);
  return isSame ? line : lines.apply('reshape', [line], { shape: sizes });
}

/** Summed over what it repeats of a tensor of shape `shape`. */
export function summedTo(lines: Lines, line: number, shape: Shape): number {
  return sameShape(lines.shape(line), shape) ? line : lines.apply('sumTo', [line], { shape: sizesOf(shape) });
}

/**
 * A line of the shape of a reduction, so that it broadcasts against the operand: reduced axes have size 1, leading ones
 * may be absent.
 */
export function spread(lines: Lines, step: Step, line: number): number {
  const { shape } = operandAt(lines, step);
  const axes = axesOf(step.attributes, shape.length);
  if (step.attributes.keep === 1 || axes.length === shape.length) return line;
  if (axes.every((axis) => axis < axes.length)) return line;
  return shaped(
    lines,
    line,
    shape.map(({ size }, i) => (axes.includes(i) ? 1 : size)),
  );
}

/** How many entries a reduction puts together. */
export function reducedCount(shape: Shape, attributes: Attributes): number {
  return axesOf(attributes, shape.length).reduce((count, axis) => count * (shape[axis]?.size ?? 1), 1);
}

/** With the last two axes exchanged. */
export function swapped(lines: Lines, line: number): number {
  const rank = lines.shape(line).length;
  if (rank === 2) return lines.apply('transpose', [line]);
  return lines.apply('transpose', [line], { axes: [...range(rank - 2), rank - 1, rank - 2] });
}

/** The attribute `shape` (absent: that of a number), with the symbols of `known` where sizes agree, from the last axis on. */
export function shapeIn({ shape = [] }: Attributes, known: Shape): Shape | undefined {
  const sizes = Array.isArray(shape) ? integersOf(shape) : undefined;
  if (sizes?.some((size) => size < 0)) return undefined;
  return sizes?.map((size, i): Dimension => {
    const axis = known[known.length - sizes.length + i];
    return axis?.size === size ? axis : { size };
  });
}

/** Whether `narrow` broadcasts to `wide`. */
export function broadcastsTo(narrow: Shape, wide: Shape): boolean {
  const joined = broadcastShapes([narrow, wide]);
  return !isMisfit(joined) && sameShape(joined, wide);
}
