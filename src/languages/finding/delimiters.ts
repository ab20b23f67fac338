import { type Braces, lineEnd, textArgument } from './braces.ts';
import {
  BACKSLASH,
  CLOSE_BRACE,
  DOLLAR,
  isLetter,
  NEWLINE,
  OPEN_BRACE,
  PERCENT,
  RETURN,
  SPACE,
  TAB,
} from './characters.ts';

/** How math closes here. */
export interface Surroundings {
  readonly text: string;
  readonly to: number;
  readonly braces: Braces;
  /** TeX: `%` comments are skipped, and a blank line ends math that stands between dollars. */
  readonly tex: boolean;
}

/**
 * The `$` that closes math whose inside starts at `from`; -1 where there is none. `$…$` inside `\text{…}` is passed over,
 * and a brace that closes more than was opened ends the search: the dollar before it was none.
 */
export function closingDollar({ text, to, braces, tex }: Surroundings, from: number): number {
  let depth = 0;
  for (let i = from; i < to; i++) {
    switch (text.charCodeAt(i)) {
      case DOLLAR:
        return i;
      case BACKSLASH:
        i = afterCommand(text, i, to, braces) - 1;
        break;
      case OPEN_BRACE:
        depth++;
        break;
      case CLOSE_BRACE:
        if (--depth < 0) return -1;
        break;
      case PERCENT:
        if (tex) i = lineEnd(text, i, to) - 1;
        break;
      case NEWLINE:
        if (tex && isBlankLine(text, i + 1)) return -1;
        break;
    }
  }
  return -1;
}

/** The `$$` that closes a display; -1 where there is none, or a single `$` stands before it. */
export function closingDoubleDollar(surroundings: Surroundings, from: number): number {
  const close = closingDollar(surroundings, from);
  return close >= 0 && close + 1 < surroundings.to && surroundings.text.charCodeAt(close + 1) === DOLLAR ? close : -1;
}

/** Where `close` (`\)`, `\]` or their doubled forms) stands; -1 where there is none or `open` comes first. */
export function closingDelimiter({ text, to, tex }: Surroundings, from: number, open: string, close: string): number {
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) {
      if (text.startsWith(close, i)) return i + close.length <= to ? i : -1;
      if (text.startsWith(open, i)) return -1;
      i++;
    } else if (tex && code === PERCENT) i = lineEnd(text, i, to);
  }
  return -1;
}

/** Past the command or escape at `at`, and past its argument where that is text. */
function afterCommand(text: string, at: number, to: number, braces: Braces): number {
  if (!isLetter(text.charCodeAt(at + 1))) return at + 2;
  const open = textArgument(text, at, to);
  const close = open < 0 ? -1 : braces(open);
  return close < 0 ? at + 2 : close + 1;
}

/** Is there nothing but white space from `at` to the next line break? */
export function isBlankLine(text: string, at: number): boolean {
  for (let i = at; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === NEWLINE) return true;
    if (code !== SPACE && code !== TAB && code !== RETURN) return false;
  }
  return false;
}
