/** Comments: `%` and `#` to the end of the line, and `%{` … `%}` on lines of their own, which nest. */
import { type Span, span } from '../../base/span.ts';

/** The comment that starts at `at`, without the line end behind it. */
export function commentAt(text: string, at: number): Span {
  const opens = isAlone(text, at, '{');
  if (!opens) return span(at, lineEnd(text, at));
  let depth = 0;
  let line = at;
  for (;;) {
    const mark = firstMark(text, line);
    if (mark !== undefined && isAlone(text, mark, '{')) depth++;
    else if (mark !== undefined && isAlone(text, mark, '}') && --depth === 0) return span(at, mark + 2);
    const end = lineEnd(text, line);
    if (end >= text.length) return span(at, text.length);
    line = end + 1;
  }
}

/** Behind `...` the rest of the line is a comment, which the points are the mark of; the line end does not count. */
export function continuationEnd(text: string, at: number): { readonly comment?: Span; readonly to: number } {
  const end = lineEnd(text, at);
  const to = Math.min(text.length, end + 1);
  return text.slice(at + 3, end).trim() === '' ? { to } : { comment: span(at, end), to };
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** Where the line has its `%` or `#`, if white space only stands before it. */
function firstMark(text: string, from: number): number | undefined {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return text[at] === '%' || text[at] === '#' ? at : undefined;
}

/** `%{` or `%}` with nothing else on its line. */
function isAlone(text: string, at: number, brace: string): boolean {
  if (text[at + 1] !== brace) return false;
  for (let i = at - 1; i >= 0 && text[i] !== '\n'; i--) if (text[i] !== ' ' && text[i] !== '\t') return false;
  for (let i = at + 2; i < text.length && text[i] !== '\n'; i++) if (!/[ \t\r]/.test(text[i] ?? '')) return false;
  return true;
}
