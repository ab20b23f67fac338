/** Tokens of R. */
import type { Token } from '../expression/pratt.ts';

export interface RToken extends Token {
  /** `newline` may end a statement; inside round and square brackets there is none. `bad` cannot be read; its text says why. */
  readonly kind: 'number' | 'name' | 'keyword' | 'string' | 'sign' | 'newline' | 'bad';
  /** Of strings the value, of names without backticks, of `bad` the reason, otherwise as written. */
  readonly text: string;
}

export const KEYWORDS: ReadonlySet<string> = new Set(
  'if else for while repeat function break next in TRUE FALSE NULL Inf NaN NA NA_integer_ NA_real_ NA_character_'.split(
    ' ',
  ),
);

export function isSign(token: RToken | undefined, ...signs: readonly string[]): boolean {
  return token?.kind === 'sign' && signs.includes(token.text);
}

export function isKeyword(token: RToken | undefined, ...words: readonly string[]): boolean {
  return token?.kind === 'keyword' && words.includes(token.text);
}

/** Tokens that are found or looked at before others get their turn. */
export const PAUSE_EVERY = 2000;
