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
