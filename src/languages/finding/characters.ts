/** Character codes the scanners compare with, and the classes they ask for; all of ASCII unless said otherwise. */
export const TAB = 9;
export const NEWLINE = 10;
export const RETURN = 13;
export const SPACE = 32;
export const DOLLAR = 36;
export const PERCENT = 37;
export const COLON = 58;
export const LESS = 60;
export const GREATER = 62;
export const AT = 64;
export const BACKSLASH = 92;
export const CLOSE_BRACKET = 93;
export const BACKTICK = 96;
export const OPEN_BRACE = 123;
export const BAR = 124;
export const CLOSE_BRACE = 125;
export const TILDE = 126;

export function isLetter(code: number): boolean {
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Letter, digit or underscore. */
export function isWord(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === 95;
}

export function isSpace(code: number): boolean {
  return code === SPACE || (code >= TAB && code <= RETURN) || code === 160;
}

/** The end of the run of equal characters that starts at `at`. */
export function runEnd(text: string, at: number, limit: number): number {
  const code = text.charCodeAt(at);
  let end = at + 1;
  while (end < limit && text.charCodeAt(end) === code) end++;
  return end;
}

export function skipSpaces(text: string, at: number, limit: number): number {
  let end = at;
  while (end < limit && isSpace(text.charCodeAt(end))) end++;
  return end;
}

/** Skips spaces and tabs only. */
export function skipBlanks(text: string, at: number, limit: number): number {
  let end = at;
  while (end < limit && (text.charCodeAt(end) === SPACE || text.charCodeAt(end) === TAB)) end++;
  return end;
}

/** The end of `text[from, to)` without its trailing white space. */
export function trimEnd(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && isSpace(text.charCodeAt(end - 1))) end--;
  return end;
}
