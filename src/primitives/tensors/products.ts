/** Lines for derivatives of products whose factors may be 0: nothing is divided by them. */
import { type Shape, sizesOf } from '../shape.ts';
import type { Lines } from '../tensorRow.ts';
import { range, shaped } from './axes.ts';

/**
 * With y[b, i] = ∏ of x[b, j] over the j with mask[i, j] = 1: the cotangent of x from that of y. x and the cotangent of
 * y have shape (batch, n), the mask of zeros and ones has shape (n, n). The factors are laid out in (batch, n, n) with
 * ones where the mask has zeros.
 */
export function maskedProducts(lines: Lines, x: number, mask: number, cotangent: number): number {
  const [batch, entries] = lines.shape(x);
  const [m, n] = [batch?.size ?? 1, entries?.size ?? 1];
  const one = lines.constant(1);
  const rows = lines.apply('reshape', [x], { shape: [m, 1, n] });
  const laid = lines.apply('add', [lines.apply('mul', [mask, rows]), lines.apply('sub', [one, mask])]);
  const others = lines.apply('prodOthers', [laid], { axes: [2] });
  const weight = lines.apply('reshape', [cotangent], { shape: [m, n, 1] });
  const all = lines.apply('mul', [lines.apply('mul', [mask, weight]), others]);
  return lines.apply('sum', [all], { axes: [1] });
}

/** There: `axes` are moved behind the others and joined to the last of two axes. And back. */
export function rowsAlong(lines: Lines, shape: Shape, axes: readonly number[]) {
  const order = [...range(shape.length).filter((axis) => !axes.includes(axis)), ...axes];
  const isMoved = order.some((axis, i) => axis !== i);
  const sizes = sizesOf(shape);
  const moved = order.map((axis) => sizes[axis] ?? 1);
  const product = (part: readonly number[]) => part.reduce((so, size) => so * size, 1);
  const batch = product(moved.slice(0, order.length - axes.length));
  const size = product(moved.slice(order.length - axes.length));
  return {
    size,
    there: (line: number) =>
      shaped(lines, isMoved ? lines.apply('transpose', [line], { axes: order }) : line, [batch, size]),
    back(line: number) {
      const apart = shaped(lines, line, moved);
      if (!isMoved) return apart;
      return lines.apply('transpose', [apart], { axes: order.map((_, i) => order.indexOf(i)) });
    },
  };
}
