/**
 * Numbers between host and panel. Messages cross the border as JSON with typed arrays beside it, and JSON turns NaN and
 * ±∞ into null and −0 into 0; so every computed number lies in one Float64Array and the message holds places in it.
 */
import { nest, shapeOf, type Value } from '../base/value.ts';

/**
 * Where a value lies: a scalar by its index, a tensor by the index of its first entry and its shape (row-major). A
 * nesting without one shape stays a list of places.
 */
export type Place = number | { readonly at: number; readonly shape: readonly number[] } | readonly Place[];

/** Collects values; `numbers` is what to send. */
export interface Packer {
  put(value: Value): Place;
  numbers(): Float64Array;
}

export function packer(): Packer {
  const data: number[] = [];
  const put = (value: Value): Place => {
    if (typeof value === 'number') return data.push(value) - 1;
    const shape = shapeOf(value);
    if (!fits(value, shape)) return value.map(put);
    const at = data.length;
    append(value, data);
    return { at, shape };
  };
  return { put, numbers: () => Float64Array.from(data) };
}

/** The inverse of `put`; a place outside `numbers` reads as NaN. */
export function unpack(place: Place, numbers: Float64Array): Value {
  if (typeof place === 'number') return numbers[place] ?? Number.NaN;
  if (isList(place)) return place.map((inner) => unpack(inner, numbers));
  return nest(numbers, place.shape, place.at);
}

function isList(place: Place): place is readonly Place[] {
  return Array.isArray(place);
}

function fits(value: Value, shape: readonly number[], axis = 0): boolean {
  if (typeof value === 'number') return axis === shape.length;
  return value.length === shape[axis] && value.every((entry) => fits(entry, shape, axis + 1));
}

function append(value: Value, data: number[]): void {
  if (typeof value === 'number') data.push(value);
  else for (const entry of value) append(entry, data);
}
