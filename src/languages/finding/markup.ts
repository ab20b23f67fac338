import type { Braces } from './braces.ts';
import { isLetter, isSpace, isWord, OPEN_BRACE, skipSpaces } from './characters.ts';

/**
 * The end of the HTML or JSX tag, or autolink, that opens at `at`; `at` where it is none (`a<b`). Follows CommonMark's
 * grammar of attributes, and JSX's `{…}`, so that math between `<` and `>` is not taken for a tag.
 */
export function tagEnd(text: string, at: number, to: number, braces: Braces): number {
  let i = at + 1;
  const closing = text[i] === '/';
  if (closing) i++;
  const start = i;
  if (!isLetter(text.charCodeAt(i))) return at;
  while (i < to && (isWord(text.charCodeAt(i)) || '-.+'.includes(text[i] as string))) i++;
  if (!closing && (text[i] === ':' || text[i] === '@') && i - start > 1) return autolinkEnd(text, i + 1, to) ?? at;
  for (;;) {
    const spaced = skipSpaces(text, i, to);
    if (spaced >= to) return at;
    if (text[spaced] === '>') return spaced + 1;
    if (text[spaced] === '/' && text[spaced + 1] === '>') return spaced + 2;
    if (closing || spaced === i) return at;
    i = attributeEnd(text, spaced, to, braces);
    if (i < 0) return at;
  }
}

function attributeEnd(text: string, at: number, to: number, braces: Braces): number {
  if (text.charCodeAt(at) === OPEN_BRACE) return braces(at) + 1 || -1;
  let i = at;
  if (!isLetter(text.charCodeAt(i)) && text[i] !== '_' && text[i] !== ':' && text[i] !== '@') return -1;
  while (i < to && (isWord(text.charCodeAt(i)) || '.:-@'.includes(text[i] as string))) i++;
  const equals = skipSpaces(text, i, to);
  if (text[equals] !== '=') return i;
  i = skipSpaces(text, equals + 1, to);
  if (i >= to) return -1;
  const quote = text[i] as string;
  if (quote === '"' || quote === "'") {
    i++;
    while (i < to && text[i] !== quote) i++;
    return i < to ? i + 1 : -1;
  }
  if (text.charCodeAt(i) === OPEN_BRACE) return braces(i) + 1 || -1;
  const start = i;
  while (i < to && !isSpace(text.charCodeAt(i)) && !'"\'=<>`'.includes(text[i] as string)) i++;
  return i > start ? i : -1;
}

function autolinkEnd(text: string, at: number, to: number): number | undefined {
  let i = at;
  while (i < to && !isSpace(text.charCodeAt(i)) && text[i] !== '<' && text[i] !== '>') i++;
  return text[i] === '>' && i < to ? i + 1 : undefined;
}

const MOST_PARENTHESES = 32;

/** Past the target of a link, `](target "title")`, whose inside starts at `at`; `at` where it is no target. */
export function linkTargetEnd(text: string, at: number, to: number): number {
  let i = skipSpaces(text, at, to);
  if (text[i] === '<') {
    i++;
    while (i < to && !'<>\n'.includes(text[i] as string)) i++;
    if (text[i] !== '>') return at;
    i++;
  } else {
    let depth = 0;
    for (; i < to && !isSpace(text.charCodeAt(i)); i++) {
      if (text[i] === '\\') i++;
      else if (text[i] === '(' && ++depth > MOST_PARENTHESES) return at;
      else if (text[i] === ')' && --depth < 0) return i + 1;
    }
  }
  i = skipSpaces(text, i, to);
  const quote = text[i] === '(' ? ')' : text[i];
  if (quote === '"' || quote === "'" || quote === ')') {
    if (text[i] !== ')') {
      i++;
      while (i < to && text[i] !== quote && !(quote === ')' && text[i] === '(')) i++;
      i = skipSpaces(text, i + 1, to);
    }
    if (text[i] === ')' && i < to) return i + 1;
  }
  return at;
}

/** `[label]: target` on a line of its own; not a footnote. Gives the end of the label, or -1. */
export function definitionLabelEnd(text: string, at: number, to: number): number {
  if (text[at] !== '[' || text[at + 1] === '^') return -1;
  let i = at + 1;
  while (i < to && text[i] !== ']') i++;
  return text[i + 1] === ':' && i + 1 < to && i > at + 1 ? i + 2 : -1;
}
