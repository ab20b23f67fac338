/** The ambiguity choices of a document's user. A key names kind and place (`call:f@120`), so edits move it. */
import { type Change, isTouched, moveOffset } from './offsets.ts';

export type ReadingChoices = Readonly<Record<string, string>>;

/** After an edit: choices behind it move along, a choice whose place was replaced is forgotten. */
export function moveChoices(choices: ReadingChoices, changes: readonly Change[]): ReadingChoices {
  const moved: Record<string, string> = {};
  for (const [key, choice] of Object.entries(choices)) {
    const place = /^(.*)@(\d+)$/s.exec(key);
    const offset = Number(place?.[2]);
    if (!place) moved[key] = choice;
    else if (!isTouched(offset, changes)) moved[`${place[1]}@${moveOffset(offset, changes)}`] = choice;
  }
  return moved;
}
