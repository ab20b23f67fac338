/** Text → tokens. Line ends count only where no round or square bracket is open. */
import { every } from '../../base/pauses.ts';
import { type Span, span } from '../../base/span.ts';
import { quoted, rawString } from './strings.ts';
import { KEYWORDS, PAUSE_EVERY, type RToken } from './tokens.ts';

export interface Lexed {
  readonly tokens: readonly RToken[];
  /** For each bracket the token of its partner; -1 where there is none, and for all other tokens. */
  readonly partners: readonly number[];
  /** The token of the bracket around; -1 outside of all. */
  readonly around: readonly number[];
  readonly comments: readonly Span[];
}

const NUMBER = /(?:0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[\p{L}\d_.]*/uy;
const NAME = /(?:\p{L}|\.(?!\d))[\p{L}\p{M}\d._]*|_/uy;
const SIGN = /%[^%\n]*%|<<-|->>|:::|<-|->|<=|>=|==|!=|&&|\|\||\|>|:=|::|\*\*|\[\[|[-+*/^<>=!&|~?:$@,;()[\]{}\\]/y;
const SPACE = /[ \t\r\f\v\u00a0\ufeff]+/y;
const COMMENT = /#[^\n]*/y;
/** A function that is defined at the very start of a line. */
const DEFINITION = /[A-Za-z.][\w.]*[ \t]*(?:<-|=)[ \t]*function\b/y;
const PARTNER: Readonly<Record<string, string>> = { ')': '(', ']': '[', ']]': '[[', '}': '{' };

/**
 * With pauses. Where a bracket is left open, definitions at the start of a line are taken to stand outside of it.
 */
export function* lexingR(text: string): Generator<undefined, Lexed> {
  const lexed = yield* new Lexer(text, false).running();
  const open = lexed.tokens.some(
    (token, i) => token.kind === 'sign' && /^[([{]/.test(token.text) && lexed.partners[i] === -1,
  );
  return open ? yield* new Lexer(text, true).running() : lexed;
}

class Lexer {
  readonly #text: string;
  readonly #mends: boolean;
  readonly #tokens: RToken[] = [];
  readonly #partners: number[] = [];
  readonly #around: number[] = [];
  readonly #comments: Span[] = [];
  readonly #open: number[] = [];
  #at = 0;
  #spaced = false;

  constructor(text: string, mends: boolean) {
    this.#text = text;
    this.#mends = mends;
  }

  *running(): Generator<undefined, Lexed> {
    const isTime = every(PAUSE_EVERY);
    while (this.#at < this.#text.length) {
      if (isTime()) yield;
      this.#step();
    }
    return { tokens: this.#tokens, partners: this.#partners, around: this.#around, comments: this.#comments };
  }

  #step(): void {
    const character = this.#text[this.#at] ?? '';
    if (character === '\n') {
      this.#newline();
      return;
    }
    const space = this.#match(SPACE);
    const comment = space === undefined && character === '#' ? this.#match(COMMENT) : undefined;
    if (comment !== undefined) this.#comments.push(span(this.#at, this.#at + comment.trimEnd().length));
    const skipped = space ?? comment;
    if (skipped !== undefined) {
      this.#at += skipped.length;
      this.#spaced = true;
      return;
    }
    this.#token(character);
  }

  #token(character: string): void {
    const text = this.#text;
    if (character === '"' || character === "'" || character === '`') {
      this.#quoted(quoted(text, this.#at), character === '`');
      return;
    }
    const raw = character === 'r' || character === 'R' ? rawString(text, this.#at) : undefined;
    if (raw) {
      this.#quoted(raw, false);
      return;
    }
    const number = /[\d.]/.test(character) ? this.#match(NUMBER) : undefined;
    if (number !== undefined) {
      this.#put('number', number, number.length);
      return;
    }
    const name = this.#match(NAME);
    if (name === undefined) this.#sign();
    else this.#put(KEYWORDS.has(name) ? 'keyword' : 'name', name, name.length);
  }

  #quoted({ value, length }: { readonly value?: string; readonly length: number }, isName: boolean): void {
    if (value === undefined) this.#put('bad', 'The text is not closed. Add the closing quote.', length);
    else this.#put(isName ? 'name' : 'string', value, length);
  }

  #sign(): void {
    const sign = this.#match(SIGN);
    if (sign === undefined) {
      const character = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
      this.#put('bad', `“${character}” is no sign of R.`, character.length);
    } else if (sign === '(' || sign === '[' || sign === '[[' || sign === '{') {
      const index = this.#tokens.length;
      this.#put('sign', sign, sign.length);
      this.#open.push(index);
    } else if (sign === ']' && this.#topText() === '[[' && this.#text[this.#at + 1] === ']') {
      this.#close(']]');
    } else if (sign === ')' || sign === ']' || sign === '}') {
      this.#close(sign);
    } else {
      this.#put('sign', sign, sign.length);
    }
  }

  /** A bracket closes its nearest partner; those between are left open. No bracket reaches out of its braces. */
  #close(sign: string): void {
    const wanted = PARTNER[sign];
    let depth = this.#open.length - 1;
    while (depth >= 0) {
      const text = this.#tokens[this.#open[depth] ?? -1]?.text;
      if (text === wanted) break;
      depth = text === '{' ? -1 : depth - 1;
    }
    const opener = depth >= 0 ? this.#open[depth] : undefined;
    if (opener !== undefined) this.#open.length = depth;
    const index = this.#tokens.length;
    this.#put('sign', sign, sign.length);
    if (opener === undefined) return;
    this.#partners[opener] = index;
    this.#partners[index] = opener;
  }

  #newline(): void {
    const at = this.#at;
    this.#at++;
    if (this.#mends && this.#open.length > 0 && this.#match(DEFINITION) !== undefined) this.#open.length = 0;
    const top = this.#topText();
    if (top === undefined || top === '{') {
      this.#at = at;
      this.#put('newline', '\n', 1);
    }
    this.#spaced = true;
  }

  #topText(): string | undefined {
    const top = this.#open.at(-1);
    return top === undefined ? undefined : this.#tokens[top]?.text;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0];
  }

  #put(kind: RToken['kind'], text: string, length: number): void {
    this.#tokens.push({ kind, text, span: span(this.#at, this.#at + length), spaced: this.#spaced });
    this.#partners.push(-1);
    this.#around.push(this.#open.at(-1) ?? -1);
    this.#spaced = false;
    this.#at += length;
  }
}
