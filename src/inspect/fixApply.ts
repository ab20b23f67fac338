/** Edits of a text, and where things lie after them. */
import type { Span } from '../base/span.ts';

export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** The text after edits that all refer to it as it is and do not overlap. */
export function applied(text: string, edits: readonly Edit[]): string {
  let changed = text;
  for (const { span, text: put } of [...edits].sort((a, b) => b.span.from - a.span.from)) {
    changed = changed.slice(0, span.from) + put + changed.slice(span.to);
  }
  return changed;
}

/** A stretch that grows with what is put into it, at its ends too. */
export function shifted(span: Span, edits: readonly Edit[]): Span {
  let { from, to } = span;
  for (const edit of edits) {
    const by = edit.text.length - (edit.span.to - edit.span.from);
    if (edit.span.to <= span.from && edit.span.from < span.from) from += by;
    if (edit.span.from <= span.to) to += by;
  }
  return { ...span, from, to };
}

export function sameSpan(a: Span, b: Span): boolean {
  return a.from === b.from && a.to === b.to && a.doc === b.doc;
}
