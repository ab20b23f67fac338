import { RETURN, SPACE, TAB } from './characters.ts';

/** A line of a document, or of a comment without what marks it as one. */
export interface Line {
  /** Where it starts, its mark included. */
  readonly from: number;
  /** The first character that is not blank; `to` where there is none. */
  readonly at: number;
  readonly to: number;
  /** Columns between the mark and `at`. */
  readonly indent: number;
}

/** The line `text[from, to)`, whose text starts at `start`. */
export function lineFrom(text: string, from: number, start: number, to: number): Line {
  let indent = 0;
  let at = start;
  for (; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === SPACE) indent++;
    else if (code === TAB) indent += 8 - (indent % 8);
    else break;
  }
  return { from, at, to, indent };
}

/** Calls `each` with the start and end (without the line break) of every line of `text[from, to)`. */
export function eachLine(text: string, from: number, to: number, each: (from: number, to: number) => void): void {
  for (let start = from; start <= to; ) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 || feed > to ? to : feed;
    each(start, end > start && text.charCodeAt(end - 1) === RETURN ? end - 1 : end);
    start = end + 1;
  }
}
