/** Places in a text that is being edited. */

export interface Change {
  readonly from: number;
  readonly to: number;
  /** Of the new text. */
  readonly length: number;
}

/** Where an offset lies after changes that all refer to the text before them; inside a replaced stretch: at its start. */
export function moveOffset(offset: number, changes: readonly Change[]): number {
  let by = 0;
  for (const { from, to, length } of changes) {
    if (to <= offset) by += length - (to - from);
    else if (from < offset) by += from - offset;
  }
  return offset + by;
}

/** Whether the character at the offset was replaced. */
export function isTouched(offset: number, changes: readonly Change[]): boolean {
  return changes.some(({ from, to }) => from <= offset && offset < to);
}

/** Where each line of a text starts. */
export function lineStarts(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((found) => found.index + found[0].length)];
}

/** Line and character of an offset, both from 0. */
export function positionIn(
  starts: readonly number[],
  offset: number,
): { readonly line: number; readonly character: number } {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low, character: offset - (starts[low] ?? 0) };
}
