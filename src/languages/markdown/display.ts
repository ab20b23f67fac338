/** Displays that run over several lines: whether one is open at the end of a line, and whether it survives a blank line. */
import { BACKSLASH, BACKTICK, DOLLAR, isSpace, runEnd, skipBlanks } from '../finding/characters.ts';
import { mathEnvironment } from '../finding/environments.ts';
import { isProse } from '../finding/plausible.ts';

/** What would close the display that is open at the end of `text[from, to)`; '' if none is. `open`: the same at its start. */
export function displayAfter(text: string, from: number, to: number, open: string): string {
  let close = open;
  let code = true; // may a backtick open a code span?
  for (let i = from; i < to; ) {
    const character = text.charCodeAt(i);
    if (close) {
      if (character === close.charCodeAt(0) && text.startsWith(close, i) && i + close.length <= to) {
        i += close.length;
        close = '';
      } else i += character === BACKSLASH ? 2 : 1;
    } else if (character === DOLLAR) {
      const end = runEnd(text, i, to);
      if (end - i === 2) close = '$$';
      i = end;
    } else if (character === BACKSLASH) {
      const opened = displayOpening(text, i, to);
      if (opened) close = opened.close;
      i += opened ? opened.size : 2;
    } else if (character === BACKTICK && code) {
      const end = codeEnd(text, i, to);
      code = end > 0;
      i = end > 0 ? end : runEnd(text, i, to);
    } else i++;
  }
  return close;
}

function displayOpening(text: string, at: number, to: number): { close: string; size: number } | undefined {
  if (text[at + 1] === '[') return { close: '\\]', size: 2 };
  if (text[at + 1] === '\\' && text[at + 2] === '[') return { close: '\\\\]', size: 3 };
  const name = text[at + 1] === 'b' ? mathEnvironment(text, at, to) : undefined;
  return name === undefined ? undefined : { close: `\\end{${name}}`, size: name.length + 8 };
}

function codeEnd(text: string, at: number, to: number): number {
  const open = runEnd(text, at, to);
  for (let i = open; i < to; ) {
    if (text.charCodeAt(i) !== BACKTICK) i++;
    else {
      const end = runEnd(text, i, to);
      if (end - i === open - at) return end;
      i = end;
    }
  }
  return 0;
}

/**
 * Where a display that is still open at a blank line closes, if it can be believed to go on: no prose, heading, fence or
 * other display in between, and after a closing `$$` nothing but a label. 0 if not. Lines start after `at`.
 */
export function resumesAt(text: string, at: number, close: string): number {
  const reopens =
    close === '$$' ? undefined : close === '\\]' ? '\\[' : close === '\\\\]' ? '\\\\[' : close.replace('end', 'begin');
  for (let from = text.indexOf('\n', at) + 1; from > 0; ) {
    const feed = text.indexOf('\n', from);
    const to = feed < 0 ? text.length : feed;
    let start = from;
    while (start < to && (isSpace(text.charCodeAt(start)) || text[start] === '>')) start++;
    const line = text.slice(start, to);
    if (/^(?:```|~~~|<!--|#{1,6} )/.test(line)) return 0;
    const found = closing(line, close);
    if (isProse(text, start, found < 0 ? to : start + found)) return 0;
    if (found >= 0) {
      const end = start + found + close.length;
      return close !== '$$' || isLabel(text, end, to) ? end : 0;
    }
    if (reopens && line.includes(reopens)) return 0;
    from = feed + 1;
  }
  return 0;
}

function closing(line: string, close: string): number {
  if (close !== '$$') return line.indexOf(close);
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '\\') i++;
    else if (line.startsWith('$$', i)) return i;
  }
  return -1;
}

/** Nothing, punctuation, or a label such as `{#eq-loss}` or `(loss)`. */
function isLabel(text: string, from: number, to: number): boolean {
  const start = skipBlanks(text, from, to);
  return /^[.,;]?[ \t]*(?:\{[^{}]*\}|\([^()]*\))?[ \t]*\r?$/.test(text.slice(start, Math.min(to, start + 200)));
}
