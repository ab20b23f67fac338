/** What the first characters of a line of Markdown, or of a document, begin. */
import { BACKTICK, isDigit, isLetter, runEnd, SPACE, skipBlanks, TAB, TILDE } from '../finding/characters.ts';

export function isFence(text: string, from: number, to: number): boolean {
  const code = text.charCodeAt(from);
  if (code !== BACKTICK && code !== TILDE) return false;
  const end = runEnd(text, from, to);
  return end - from >= 3 && (code === TILDE || !text.slice(end, to).includes('`'));
}

export function isHeading(text: string, from: number, to: number): boolean {
  if (text[from] !== '#') return false;
  const end = runEnd(text, from, to);
  return end - from <= 6 && (end === to || text[end] === ' ' || text[end] === '\t');
}

/** `===` or `---` below a heading. */
export function isUnderline(text: string, from: number, to: number): boolean {
  const first = text[from];
  return (first === '=' || first === '-') && skipBlanks(text, runEnd(text, from, to), to) === to;
}

/** `---`, `* * *`, `___`. */
export function isRule(text: string, from: number, to: number): boolean {
  const first = text.charCodeAt(from);
  if (first !== 42 && first !== 45 && first !== 95) return false;
  let count = 0;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code === first) count++;
    else if (code !== SPACE && code !== TAB) return false;
  }
  return count >= 3;
}

/** Does what follows belong to this line by an indentation of four: a footnote, a definition, an admonition or tab of MkDocs? */
export function isIndentedAfter(text: string, at: number, to: number): boolean {
  switch (text[at]) {
    case '[':
      return definedFrom(text, at, to) > 0;
    case ':':
      return text[at + 1] === ' ' && at + 1 < to;
    case '!':
    case '?':
    case '=':
      return /^(?:!!!|\?\?\?\+?|=== ") *\S/.test(text.slice(at, Math.min(to, at + 12)));
    default:
      return false;
  }
}

/** After the `[^1]:` of a footnote; 0 where there is none. */
export function definedFrom(text: string, at: number, to: number): number {
  const label = /^\[\^[^\]\s]+\]:/.exec(text.slice(at, Math.min(to, at + 80)));
  return label ? at + label[0].length : 0;
}

/** The width of a list marker at `at`, or 0. One that would interrupt a paragraph must start with 1 and hold something. */
export function markerWidth(text: string, at: number, to: number, interrupts: boolean): number {
  let end = at;
  if ('-+*'.includes(text[at] as string)) end++;
  else {
    while (end < to && end - at < 9 && isDigit(text.charCodeAt(end))) end++;
    if (end === at || (text[end] !== '.' && text[end] !== ')')) return 0;
    if (interrupts && text.slice(at, end) !== '1') return 0;
    end++;
  }
  const after = skipBlanks(text, end, to);
  if (after === end && end < to) return 0;
  return interrupts && after >= to ? 0 : end - at;
}

/** Where the front matter ends: `---` up to `---` or `...`, or `+++` up to `+++`; 0 where there is none. */
export function frontMatterEnd(text: string): number {
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const toml = text.startsWith('+++', start);
  if (!toml && !text.startsWith('---', start)) return 0;
  const first = text.indexOf('\n', start);
  if (first < 0 || text.slice(start + 3, first).trim() !== '') return 0;
  const close = (toml ? /^\+\+\+[ \t]*\r?$/m : /^(?:---|\.\.\.)[ \t]*\r?$/m).exec(text.slice(first + 1));
  return close ? first + 1 + close.index + close[0].length : 0;
}

/** What ends the raw HTML that starts at `at`, where none of the content is text. */
export function rawStart(text: string, at: number): RegExp | undefined {
  const name = /^<(script|pre|style|textarea)(?=[\s>]|$)/i.exec(text.slice(at, at + 12))?.[1];
  return name === undefined ? undefined : new RegExp(`</${name}>`, 'i');
}

/** Gives the end of the Jekyll block whose content is code or hidden, if one starts at an offset; else 0. */
export function hiddenBlocks(text: string): (at: number) => number {
  const last = new Map<string, number>();
  return (at) => {
    const name = /^\{%-?[ \t]*(highlight|comment)\b/.exec(text.slice(at, at + 40))?.[1];
    if (name === undefined) return 0;
    const close = `end${name}`;
    if (!last.has(name)) last.set(name, text.lastIndexOf(close));
    if ((last.get(name) ?? -1) < at) return 0;
    const end = text.indexOf('%}', text.indexOf(close, at));
    return end < 0 ? text.length : end + 2;
  };
}

/** An import or export of MDX, rather than a sentence that starts with such a word. */
export function isModuleStart(text: string, at: number, to: number): boolean {
  if (!isLetter(text.charCodeAt(at))) return false;
  const head = text.slice(at, Math.min(to, at + 200));
  return (
    /^import\s*(?:['"{*]|[\w$]+\s*(?:,|from\b))/.test(head) ||
    /^export\s+(?:default|const|let|var|function|class|async|\{|\*)/.test(head)
  );
}

/**
 * Does one of the marks start in a range? Ranges must be asked for in order; each character is looked at once in all.
 */
export function probe(text: string, marks: readonly string[]): (from: number, to: number) => boolean {
  const nexts = marks.map((mark) => ({ mark, at: -1 }));
  return (from, to) =>
    nexts.some((next) => {
      if (next.at < from) {
        const found = text.indexOf(next.mark, from);
        next.at = found < 0 ? Infinity : found;
      }
      return next.at < to;
    });
}
