/** The ambiguity choices of a document's user. A key names kind and place (`call:f@120`), so edits move it. */

export type ReadingChoices = Readonly<Record<string, string>>;

export interface Change {
  readonly from: number;
  readonly to: number;
  /** Of the new text. */
  readonly length: number;
}

/** After an edit: choices behind it move along, a choice whose place was touched is forgotten. */
export function moveChoices(choices: ReadingChoices, changes: readonly Change[]): ReadingChoices {
  const moved: Record<string, string> = {};
  for (const [key, choice] of Object.entries(choices)) {
    const place = /^(.*)@(\d+)$/s.exec(key);
    if (!place) {
      moved[key] = choice;
      continue;
    }
    const offset = moveOffset(Number(place[2]), changes);
    if (offset !== undefined) moved[`${place[1]}@${offset}`] = choice;
  }
  return moved;
}

/** All changes refer to the text before them. Undefined: the place itself was replaced. */
function moveOffset(offset: number, changes: readonly Change[]): number | undefined {
  let by = 0;
  for (const { from, to, length } of changes) {
    if (from <= offset && offset < to) return undefined;
    if (to <= offset) by += length - (to - from);
  }
  return offset + by;
}
