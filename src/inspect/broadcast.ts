/** Which entry of an operand an elementwise step reads. */
import { countOf, type Shape, sameShape, sizesOf } from '../primitives/shape.ts';

/**
 * By entry of a result of shape `shape` (row-major): the place of the operand's entry in memory, where the operand of
 * shape `operand` starts at `offset` and is broadcast to the result.
 */
export function placesOf(shape: Shape, operand: Shape, offset: number): (entry: number) => number {
  if (countOf(operand) === 1) return () => offset;
  if (sameShape(shape, operand)) return (entry) => offset + entry;
  const sizes = sizesOf(shape);
  const strides = new Array<number>(sizes.length).fill(0);
  let stride = 1;
  for (let axis = operand.length - 1; axis >= 0; axis--) {
    const size = operand[axis]?.size ?? 1;
    if (size > 1) strides[sizes.length - operand.length + axis] = stride;
    stride *= size;
  }
  return (entry) => {
    let place = offset;
    let rest = entry;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      const size = sizes[axis] as number;
      place += (rest % size) * (strides[axis] as number);
      rest = Math.floor(rest / size);
    }
    return place;
  };
}
