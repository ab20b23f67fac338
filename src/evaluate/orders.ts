/** What all executors agree on: where entries move, and in which order numbers are added up. */
import { countOf, type Shape, sizesOf } from '../primitives/shape.ts';
import type { Attributes } from '../primitives/tensorRow.ts';
import { tensorRow } from '../primitives/tensors.ts';

/** Long sums are added up in so many lanes: entry i goes to lane i mod 4. */
export const LANES = 4;

/** Rows whose result is made of entries of the operands and of zeros. */
const MOVERS: ReadonlySet<string> = new Set([
  'transpose',
  'reshape',
  'broadcast',
  'roll',
  'flip',
  'concat',
  'stack',
  'index',
  'scatter',
  'setIndex',
  'gather',
  'diagonal',
  'diag',
  'tril',
  'triu',
]);

export function isMover(operation: string): boolean {
  return MOVERS.has(operation);
}

/**
 * By entry of the result of a row that only moves entries: which one of all operands' entries it is (of all operands one
 * after another), −1 for 0. Found by moving the numbers of the entries themselves.
 */
export function movedBy(
  operation: string,
  operands: readonly Shape[],
  attributes: Attributes,
  shape: Shape,
): Int32Array {
  let next = 1;
  const numbered = operands.map((own) => ({
    data: Float64Array.from({ length: countOf(own) }, () => next++),
    sizes: sizesOf(own),
  }));
  const out = { data: new Float64Array(countOf(shape)), sizes: sizesOf(shape) };
  tensorRow(operation)?.value(numbered, attributes, out);
  return Int32Array.from(out.data, (number) => number - 1);
}

/** Σ from[a + i]·to[b + i] in lanes. */
export function dot(x: Float64Array, a: number, y: Float64Array, b: number, count: number): number {
  let p = 0;
  let q = 0;
  let r = 0;
  let s = 0;
  const whole = count - (count % LANES);
  for (let i = 0; i < whole; i += LANES) {
    p += (x[a + i] as number) * (y[b + i] as number);
    q += (x[a + i + 1] as number) * (y[b + i + 1] as number);
    r += (x[a + i + 2] as number) * (y[b + i + 2] as number);
    s += (x[a + i + 3] as number) * (y[b + i + 3] as number);
  }
  let total = p + r + (q + s);
  for (let i = whole; i < count; i++) total += (x[a + i] as number) * (y[b + i] as number);
  return total;
}

/** Σ x[a + i] in lanes. */
export function sumInLanes(x: Float64Array, a: number, count: number): number {
  let p = 0;
  let q = 0;
  let r = 0;
  let s = 0;
  const whole = count - (count % LANES);
  for (let i = 0; i < whole; i += LANES) {
    p += x[a + i] as number;
    q += x[a + i + 1] as number;
    r += x[a + i + 2] as number;
    s += x[a + i + 3] as number;
  }
  let total = p + r + (q + s);
  for (let i = whole; i < count; i++) total += x[a + i] as number;
  return total;
}
