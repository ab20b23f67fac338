import { BACKSLASH, CLOSE_BRACE, isLetter, NEWLINE, OPEN_BRACE, PERCENT } from './characters.ts';

/** Where the brace opened at an offset closes; -1 if it does not. */
export type Braces = (open: number) => number;

/**
 * Pairs the braces of `text[from, to)` in one pass, made at the first question. Unmatched braces are left out, so one
 * stray brace spoils no later pair; `\{` does not count. With `comments`, TeX comments are skipped.
 */
export function pairBraces(text: string, from: number, to: number, comments = false): Braces {
  let closes: Int32Array | undefined;
  return (open) => {
    closes ??= pair(text, from, to, comments);
    return (closes[open - from] ?? 0) - 1;
  };
}

/** For each offset from `from`: one more than the offset of its closing brace, or 0. */
function pair(text: string, from: number, to: number, comments: boolean): Int32Array {
  const closes = new Int32Array(to - from);
  const open: number[] = [];
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) i++;
    else if (code === OPEN_BRACE) open.push(i);
    else if (code === CLOSE_BRACE) {
      const start = open.pop();
      if (start !== undefined) closes[start - from] = i + 1;
    } else if (comments && code === PERCENT) i = lineEnd(text, i, to);
  }
  return closes;
}

/** The offset of the next line break, at most `limit`. */
export function lineEnd(text: string, at: number, limit: number): number {
  let end = at;
  while (end < limit && text.charCodeAt(end) !== NEWLINE) end++;
  return end;
}

const TEXT_COMMANDS = new Set(['mbox', 'hbox', 'fbox', 'vbox', 'intertext', 'shortintertext', 'tag', 'footnote']);

const INITIALS = 'tmhfvis';

/** Is the control word at `at` (its backslash) one whose argument is text, so that `$…$` may stand in it? Gives the brace. */
export function textArgument(text: string, at: number, to: number): number {
  let end = at + 1;
  if (!INITIALS.includes(text[end] ?? ' ')) return -1;
  while (end < to && end - at < 20 && isLetter(text.charCodeAt(end))) end++;
  const name = text.slice(at + 1, end);
  if (!name.startsWith('text') && !TEXT_COMMANDS.has(name)) return -1;
  if (text[end] === '*') end++;
  while (end < to && text[end] === ' ') end++;
  return text.charCodeAt(end) === OPEN_BRACE && end < to ? end : -1;
}
