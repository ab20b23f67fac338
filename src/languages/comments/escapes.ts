/** Formulas in strings: where a backslash is written twice, and how a changed formula is written there. */
import type { Span } from '../../base/span.ts';
import { BACKSLASH, isLetter, runEnd } from '../finding/characters.ts';

/**
 * Which backslashes of a piece to blank, where the source doubles each one (`"\\frac{a}{b}"`): the first half of every
 * run. None where a command stands behind a single backslash: the author relies on unknown escapes being kept.
 */
export function doubledBackslashes(text: string, inner: Span): Span[] {
  const holes: Span[] = [];
  let doubled = false;
  for (let i = inner.from; i < inner.to; ) {
    if (text.charCodeAt(i) !== BACKSLASH) {
      i++;
      continue;
    }
    const end = runEnd(text, i, inner.to);
    if ((end - i) % 2 === 1) return [];
    if (isLetter(text.charCodeAt(end))) doubled = true;
    holes.push({ from: i, to: i + (end - i) / 2 });
    i = end;
  }
  return doubled ? holes : [];
}

/** What a backslash and these make of a string is something else: `\f`, `\t`, `\n`. */
const ESCAPE = /\\[abfnrtvxuUN0-7'"\n]/;

interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** An edit of a formula as the string writes it; undefined: the string cannot say it as it is written. */
export function asWritten(text: string, inner: Span, { span, text: put }: Edit): Edit | undefined {
  const holes = doubledBackslashes(text, inner);
  const isSingle = holes.length === 0 && /\\[A-Za-z]/.test(text.slice(inner.from, inner.to));
  if (isSingle) return ESCAPE.test(put) ? undefined : { span, text: put };
  // A command starts with the first of its backslashes, which the reader does not see.
  const before = (at: number) => holes.find(({ to }) => to === at)?.from ?? at;
  return { span: { ...span, from: before(span.from), to: before(span.to) }, text: put.replaceAll('\\', '\\\\') };
}
