/** Where statements of a Python file start that depend on no line above them: each can be read by itself. */

/** They go on with the statement above. */
const GOES_ON = /(?:else|elif|except|finally)\b/y;
/** No bracket of a program holds them at the start of a line: one that is still open there is a slip above. */
const NEVER_INSIDE = /(?:(?:async\s+)?def|class|import)\b/y;
const PREFIX = /[A-Za-z]{0,2}$/;

/** What matters to where a statement ends: comments, texts, brackets, line ends, the backslash before one. */
const TOKEN = /#[^\n]*|"""|'''|["'()[\]{}\n]|\\\r?\n/g;

/**
 * Offsets of lines that start at the left edge outside of brackets and texts; the first is 0. Decorators stay with what
 * they decorate, `else` with its `if`. Where a text is not understood for certain, the last piece goes on to the end.
 */
export function topLevelStarts(text: string): number[] {
  const starts = [0];
  let depth = 0;
  let isDecorated = text.startsWith('@');
  const token = new RegExp(TOKEN); // its place is its own
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const at = match.index;
    const [found] = match;
    switch (found) {
      case '(':
      case '[':
      case '{':
        depth++;
        break;
      case ')':
      case ']':
      case '}':
        depth = Math.max(0, depth - 1);
        break;
      case '\n': {
        const next = at + 1;
        if (!isStart(text, next)) break;
        if (depth > 0 && !matches(NEVER_INSIDE, text, next)) break;
        depth = 0;
        if (!isDecorated && !matches(GOES_ON, text, next)) starts.push(next);
        isDecorated = text.startsWith('@', next);
        break;
      }
      case '"""':
      case "'''": {
        const end = closing(text, token.lastIndex, found);
        if (end < 0) return starts;
        const isFormatted = /f/i.test(PREFIX.exec(text.slice(Math.max(0, at - 2), at))?.[0] ?? '');
        // Inside of its braces the same quotes may stand again.
        if (isFormatted && !isBalanced(text.slice(at, end))) return starts;
        token.lastIndex = end;
        break;
      }
      case '"':
      case "'":
        token.lastIndex = endOfText(text, token.lastIndex, found);
        break;
    }
  }
  return starts;
}

function matches(sticky: RegExp, text: string, at: number): boolean {
  sticky.lastIndex = at;
  return sticky.test(text);
}

/** A line that is neither indented nor empty nor a comment. */
function isStart(text: string, at: number): boolean {
  const first = text[at];
  return first !== undefined && !/[\s#\\]/.test(first);
}

/** Behind the closing quotes; negative: there are none. */
function closing(text: string, from: number, quotes: string): number {
  for (let at = text.indexOf(quotes, from); at >= 0; at = text.indexOf(quotes, at + 1)) {
    let slashes = 0;
    while (at - 1 - slashes >= from && text[at - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return at + quotes.length;
  }
  return -1;
}

/** Behind a text of one line, or at the end of the line where it is not closed; a backslash takes the line end along. */
function endOfText(text: string, from: number, quote: string): number {
  let at = from;
  while (at < text.length) {
    const character = text[at];
    if (character === quote) return at + 1;
    if (character === '\n') return at;
    at += character === '\\' ? (text.startsWith('\r\n', at + 1) ? 3 : 2) : 1;
  }
  return text.length;
}

function isBalanced(text: string): boolean {
  return text.split('{').length === text.split('}').length;
}
