/** Long lists are rendered by the piece. */

export interface Piece {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** Of a list of `length`, `size` entries around entry `at`; all of it where it is hardly longer. */
export function pieceAround(length: number, at: number, size: number): Piece {
  if (length <= size * 1.5) return { from: 0, to: length };
  const from = Math.max(0, Math.min(length - size, at - Math.floor(size / 2)));
  return { from, to: from + size };
}

/** Rows of equal height, all that can be seen and some more on both sides. */
export function rowsInSight(count: number, rowHeight: number, scrolled: number, height: number, more = 12): Piece {
  const from = Math.max(0, Math.min(count, Math.floor(scrolled / rowHeight) - more));
  return { from, to: Math.min(count, Math.max(from, Math.ceil((scrolled + height) / rowHeight) + more)) };
}
