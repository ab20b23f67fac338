/** What marks comments and docstrings as such, in any language, so that their text can be read as a small document. */
import type { Span } from '../../base/span.ts';
import { isSpace, isWord, NEWLINE, skipBlanks } from '../finding/characters.ts';
import { eachLine, type Line, lineFrom } from '../finding/lines.ts';

/** One comment, or neighbouring line comments that make one text. */
export interface CommentText {
  readonly lines: readonly Line[];
  /** What marks its lines (`#`, `//`, ` * `), in order. */
  readonly leaders: readonly Span[];
  /** A string literal in which a backslash must be doubled. */
  readonly escaped: boolean;
}

/** Opening and closing marks of comments that can span lines; `leader` may start each of their lines. */
const BLOCKS = [
  { open: /^\/\*[*!]*<?/, close: /\*+\/$/, leader: '*' },
  { open: /^<!--/, close: /-->$/, leader: '' },
  { open: /^(?:[A-Za-z]{0,3})("""|''')/, close: /("""|''')$/, leader: '' },
  { open: /^(?:[A-Za-z]{0,3})["'`]/, close: /["'`]$/, leader: '' },
  { open: /^#=/, close: /=#$/, leader: '' },
  { open: /^[%#]\{/, close: /[%#]\}$/, leader: '' },
  { open: /^\{-/, close: /-\}$/, leader: '' },
  { open: /^\(\*+/, close: /\*+\)$/, leader: '*' },
  { open: /^--\[=*\[/, close: /\]=*\]$/, leader: '' },
] as const;

export function commentTexts(text: string, comments: readonly Span[]): CommentText[] {
  const texts: CommentText[] = [];
  for (let k = 0; k < comments.length; ) {
    const first = comments[k] as Span;
    let last = k;
    if (isLineComment(text, first)) {
      while (last + 1 < comments.length && follows(text, comments[last] as Span, comments[last + 1] as Span)) last++;
    }
    const whole = { from: first.from, to: (comments[last] as Span).to };
    texts.push(isLineComment(text, first) ? lineComments(text, whole) : blockComment(text, whole));
    k = last + 1;
  }
  return texts;
}

/** Does `next` go on on the line after `before`, as line comments do? */
function follows(text: string, before: Span, next: Span): boolean {
  let feeds = 0;
  for (let i = before.to - 1; i < next.from; i++) {
    if (text.charCodeAt(i) === NEWLINE) feeds++;
    else if (i >= before.to && !isSpace(text.charCodeAt(i))) return false;
  }
  return feeds === 1 && isLineComment(text, next) && next.from > before.from;
}

function isLineComment(text: string, { from, to }: Span): boolean {
  const head = text.slice(from, Math.min(to, from + 8));
  if (isWord(head.charCodeAt(0)) || BLOCKS.some(({ open }) => open.test(head))) return false;
  const feed = text.slice(from, to).indexOf('\n');
  return feed < 0 || feed === to - from - 1;
}

function lineComments(text: string, { from, to }: Span): CommentText {
  const lines: Line[] = [];
  const leaders: Span[] = [];
  eachLine(text, from, to, (start, end) => {
    const body = leaderEnd(text, skipBlanks(text, start, end), end);
    leaders.push({ from: start, to: body });
    lines.push(lineFrom(text, start, body, end));
  });
  return { lines, leaders, escaped: false };
}

/** Past the `#`, `//`, `%%`, `--` or `;` that starts a line comment, and the `!`, `'`, `:` or `<` of documentation. */
function leaderEnd(text: string, at: number, to: number): number {
  const mark = text[at] ?? '';
  let end = at;
  while (end < to && text[end] === mark) end++;
  if (mark === '/' && text[end] === '!') end++;
  if ("!':<|^".includes(text[end] ?? ' ') && (end + 1 >= to || isSpace(text.charCodeAt(end + 1)))) end++;
  return Math.min(end, to);
}

function blockComment(text: string, { from, to }: Span): CommentText {
  const head = text.slice(from, Math.min(to, from + 16));
  const tail = text.slice(Math.max(from, to - 16), to);
  const block = BLOCKS.find(({ open }) => open.test(head));
  const opening = block?.open.exec(head)?.[0] ?? '';
  const start = from + opening.length;
  const end = Math.max(start, to - (block?.close.exec(tail)?.[0].length ?? 0));
  const leader = block?.leader && everyLineStarts(text, start, end, block.leader) ? block.leader : '';
  const lines: Line[] = [];
  const leaders: Span[] = [];
  eachLine(text, start, end, (lineStart, lineEnd) => {
    let body = lineStart;
    if (leader && lineStart > start) {
      const mark = skipBlanks(text, lineStart, lineEnd);
      body = text[mark] === leader && mark < lineEnd ? mark + 1 : lineStart;
      if (body > lineStart) leaders.push({ from: lineStart, to: body });
    }
    lines.push(lineFrom(text, lineStart, body, lineEnd));
  });
  return { lines, leaders, escaped: isEscaped(opening) };
}

/** Do all lines after the first, blank ones aside, start with the leader? A `*` may be a factor otherwise. */
function everyLineStarts(text: string, from: number, to: number, leader: string): boolean {
  let every = true;
  eachLine(text, from, to, (start, end) => {
    const at = skipBlanks(text, start, end);
    if (start > from && at < end && text[at] !== leader) every = false;
  });
  return every;
}

/** Is it a string, and no raw one (`r"""`, `raw"""`)? */
function isEscaped(opening: string): boolean {
  return /["']/.test(opening) && !/[rR]/.test(opening);
}
