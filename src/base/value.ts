/** A number or a row-major nesting of numbers: vector `[1, 2]`, matrix `[[1, 2], [3, 4]]`. */
export type Value = number | readonly Value[];

/** Sizes along each axis; `[]` for a scalar. */
export function shapeOf(value: Value): number[] {
  const shape: number[] = [];
  let inner: Value | undefined = value;
  while (Array.isArray(inner)) {
    shape.push(inner.length);
    inner = inner[0];
  }
  return shape;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function flatten(value: Value, into: number[] = []): number[] {
  if (typeof value === 'number') into.push(value);
  else for (const entry of value) flatten(entry, into);
  return into;
}

/** The inverse of `flatten`: nests `data` (row-major, from `offset`) by `shape`. */
export function nest(data: ArrayLike<number>, shape: readonly number[], offset = 0): Value {
  const [size, ...rest] = shape;
  if (size === undefined) return data[offset] ?? Number.NaN;
  const stride = sizeOf(rest);
  return Array.from({ length: size }, (_, i) => nest(data, rest, offset + i * stride));
}
