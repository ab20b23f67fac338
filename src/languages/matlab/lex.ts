/**
 * Text → tokens. What a character means depends on what stands before it: a quote transposes behind an operand, white
 * space parts the elements of a matrix, a line end is a row there, and a word after a name is command syntax.
 */
import { every } from '../../base/pauses.ts';
import { type Span, span } from '../../base/span.ts';
import { commentAt, continuationEnd } from './comments.ts';
import { doubleQuoted, singleQuoted, type TextLiteral } from './strings.ts';
import { KEYWORDS, LEADS, type MatlabToken, PAUSE_EVERY } from './tokens.ts';

export interface Lexed {
  readonly tokens: readonly MatlabToken[];
  /** For each bracket the token of its partner; -1 where there is none, and for all other tokens. */
  readonly partners: readonly number[];
  readonly comments: readonly Span[];
}

/** A point before an operator belongs to the operator: `1./x`. Three points continue the line. */
const NUMBER =
  /(?:0[xX][\da-fA-F]+(?:[us](?:8|16|32|64))?|0[bB][01]+(?:[us](?:8|16|32|64))?|(?:\d+(?:\.(?!\.\.|[*/\\^'])\d*)?|\.\d+)(?:[eEdD][+-]?\d+)?)[\p{L}\d_]*/uy;
const NAME = /[\p{L}_][\p{L}\p{M}\d_]*/uy;
const SIGN =
  /\.\*\*|\.\^'|\.[*/\\^]=|\*\*|==|~=|!=|<=|>=|&&|\|\||\.\*|\.\/|\.\\|\.\^|\.'|\+=|-=|\*=|\/=|\^=|\|=|&=|[-+*/\\^<>=&|~!@:,;.()[\]{}]/y;
const SPACE = /[ \t\r\f\v\u00a0\ufeff]+/y;
/** What cannot stand inside a bracket: a bracket was left open above. */
const BLOCK =
  /[ \t]*(?:(?:function|if|for|while|switch|return|else|elseif|case|otherwise|end\w+)\b(?![ \t]*[,)\]}])|end[ \t]*[;,]?[ \t]*(?:[%#\n\r]|$))/y;
/** The same, unless an argument may be expected: Octave has defaults, `function f(x,` and on the next line `y = 2)`. */
const ASSIGNMENT = /[ \t]*(?:[A-Za-z_]\w*(?:\([^()\n]*\))?[ \t]*=(?!=)|\[[^[\]\n]*\][ \t]*=(?!=))/y;
/** A word, a quoted word, or an option; `x -= 1` and `x - 1` are none. */
const COMMAND = /[ \t]+(?:[A-Za-z0-9_]|'[^'\n]*'|"[^"\n]*"|-(?![ \t=\d-]))(?:'[^'\n]*'|[^;,\n%#'])*/y;

/** With pauses. */
export function lexingMatlab(text: string): Generator<undefined, Lexed> {
  return new Lexer(text).running();
}

class Lexer {
  readonly #text: string;
  readonly #tokens: MatlabToken[] = [];
  readonly #partners: number[] = [];
  readonly #comments: Span[] = [];
  /** Tokens of the brackets that are open. */
  readonly #open: number[] = [];
  /** Closing brackets of the parameters of `@(x)`: what follows is the body, not a new element. */
  readonly #bodies = new Set<number>();
  /** The bracket around an anonymous function whose body is not over. */
  #body = -1;
  /** Up to here texts have no escapes. */
  #plainTo = 0;
  #at = 0;
  #spaced = false;

  constructor(text: string) {
    this.#text = text;
  }

  *running(): Generator<undefined, Lexed> {
    const isTime = every(PAUSE_EVERY);
    while (this.#at < this.#text.length) {
      if (isTime()) yield;
      this.#step();
    }
    return { tokens: this.#tokens, partners: this.#partners, comments: this.#comments };
  }

  #step(): void {
    const character = this.#text[this.#at] ?? '';
    if (character === '\n') {
      this.#newline();
      return;
    }
    const space = this.#match(SPACE);
    if (space !== undefined) {
      this.#at += space.length;
      this.#spaced = true;
      return;
    }
    if (character === '.' && this.#text.startsWith('...', this.#at)) {
      const { comment, to } = continuationEnd(this.#text, this.#at);
      if (comment) this.#comments.push(comment);
      this.#at = to;
      this.#spaced = true;
      return;
    }
    if (character === '%' || character === '#') {
      const comment = commentAt(this.#text, this.#at);
      this.#comments.push(comment);
      this.#at = comment.to;
      this.#spaced = true;
      return;
    }
    this.#token(character);
  }

  #token(character: string): void {
    const number = /[\d.]/.test(character) && !this.#isField() ? this.#match(NUMBER) : undefined;
    const name = number === undefined ? this.#match(NAME) : undefined;
    const isQuote = character === "'" && !this.#transposes();
    if (number !== undefined || name !== undefined || isQuote || character === '"' || this.#opensElement(character)) {
      this.#partElements();
    }
    if (number !== undefined) this.#put('number', number, number.length);
    else if (name !== undefined) this.#name(name);
    else if (isQuote || character === '"') this.#string(character);
    else if (character === "'") this.#put('sign', "'", 1);
    else this.#sign();
  }

  #name(name: string): void {
    const field = this.#isField();
    if (!/^\w+$/.test(name)) {
      this.#put('bad', `“${name}” is not a MATLAB name. Write letters without accents.`, name.length);
    } else if (this.#open.length > 0) {
      this.#put(name === 'end' && !field ? 'end' : 'name', name, name.length);
    } else if (KEYWORDS.has(name) && !field) {
      this.#put('keyword', name, name.length);
    } else {
      const first = this.#startsStatement();
      this.#put('name', name, name.length);
      const command = first ? this.#match(COMMAND) : undefined;
      if (command !== undefined && !/^[ \t]+(?:\w+[ \t]*)?=/.test(command)) {
        this.#put('command', command.trim(), command.trimEnd().length);
      }
    }
  }

  #startsStatement(): boolean {
    const last = this.#last();
    return !last || last.kind === 'separator' || (last.kind === 'keyword' && LEADS.has(last.text));
  }

  #string(quote: string): void {
    const literal = quote === '"' ? this.#doubleQuoted() : singleQuoted(this.#text, this.#at);
    if (literal.value === undefined) this.#put('bad', 'The text is not closed. Add the closing quote.', literal.length);
    else this.#put('string', literal.value, literal.length);
  }

  /** A text that closes only without escapes is MATLAB's, and so are those behind it on the line. */
  #doubleQuoted(): TextLiteral {
    if (this.#at >= this.#plainTo) {
      const escaped = doubleQuoted(this.#text, this.#at, true);
      if (escaped.value !== undefined) return escaped;
      this.#plainTo = this.#at + escaped.length;
    }
    return doubleQuoted(this.#text, this.#at, false);
  }

  #sign(): void {
    const sign = this.#match(SIGN);
    if (sign === undefined) {
      const character = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
      this.#put('bad', `“${character}” is no sign of MATLAB.`, character.length);
    } else if (sign === '(' || sign === '[' || sign === '{') {
      this.#open.push(this.#tokens.length);
      this.#put('sign', sign, 1);
    } else if (sign === ')' || sign === ']' || sign === '}') {
      this.#close(sign);
    } else {
      if (sign === ';' || sign === ',') this.#body = -1;
      const separates = (sign === ';' || sign === ',') && this.#open.length === 0;
      this.#put(separates ? 'separator' : 'sign', sign, sign.length);
    }
  }

  #close(sign: string): void {
    const opener = this.#open.pop();
    const matches = opener !== undefined && `${this.#tokens[opener]?.text}${sign}`.match(/^(?:\(\)|\[\]|\{\})$/);
    const index = this.#tokens.length;
    this.#put('sign', sign, 1);
    if (!matches) return;
    this.#partners[opener] = index;
    this.#partners[index] = opener;
    const before = this.#tokens[opener - 1];
    if (before?.kind !== 'sign' || before.text !== '@') return;
    this.#bodies.add(index);
    this.#body = this.#open.at(-1) ?? -1;
  }

  /** A line end is a row of a matrix, nothing inside round brackets, and otherwise ends the statement. */
  #newline(): void {
    const at = this.#at;
    this.#at++;
    if (this.#open.length > 0) {
      const assigns = this.#endsOperand() && this.#match(ASSIGNMENT) !== undefined;
      if (assigns || this.#match(BLOCK) !== undefined) this.#open.length = 0;
    }
    if (this.#open.length === 0) {
      this.#tokens.push({ kind: 'separator', text: '\n', span: span(at, at + 1), spaced: this.#spaced });
      this.#partners.push(-1);
    } else if (this.#listsElements() && !this.#isSign(this.#last(), ';', '[', '{')) {
      this.#body = -1;
      this.#tokens.push({ kind: 'sign', text: ';', span: span(at, at + 1), spaced: true });
      this.#partners.push(-1);
    }
    this.#spaced = true;
  }

  /** White space between two elements of a matrix is a comma. */
  #partElements(): void {
    if (!this.#spaced || !this.#listsElements() || !this.#endsOperand()) return;
    if (this.#bodies.has(this.#tokens.length - 1)) return;
    const at = span(this.#at, this.#at);
    if (this.#body === this.#open.at(-1)) {
      this.#tokens.push({
        kind: 'bad',
        text: 'MATLAB and Octave part elements differently here.',
        span: at,
        spaced: true,
      });
    } else {
      this.#tokens.push({ kind: 'sign', text: ',', span: at, spaced: true });
    }
    this.#partners.push(-1);
  }

  /** `[1 -2]` has two elements, `[1 - 2]` and `[1 -= …` have not. */
  #opensElement(character: string): boolean {
    const next = this.#text[this.#at + 1] ?? ' ';
    if (character === '+' || character === '-')
      return !/[\s=]/.test(next) && !this.#text.startsWith('...', this.#at + 1);
    if (character === '~' || character === '!') return next !== '=';
    return '([{@'.includes(character);
  }

  /** Inside `[…]` and `{…}` of a literal; the braces of `c{i}` are an index. */
  #listsElements(): boolean {
    const opener = this.#open.at(-1);
    if (opener === undefined) return false;
    const bracket = this.#tokens[opener];
    return bracket?.text === '[' || (bracket?.text === '{' && (bracket.spaced || !this.#operandEndsAt(opener - 1)));
  }

  /** A quote behind an operand transposes it; behind white space in a matrix it opens a text. */
  #transposes(): boolean {
    return this.#endsOperand() && !(this.#spaced && this.#listsElements());
  }

  #endsOperand(): boolean {
    return this.#operandEndsAt(this.#tokens.length - 1);
  }

  #operandEndsAt(index: number): boolean {
    const token = this.#tokens[index];
    if (!token) return false;
    if (token.kind === 'sign') return this.#isSign(token, ')', ']', '}', "'", ".'");
    return token.kind !== 'separator' && token.kind !== 'keyword';
  }

  /** Behind the point of `s.field`. */
  #isField(): boolean {
    const last = this.#last();
    return !this.#spaced && this.#isSign(last, '.') && this.#operandEndsAt(this.#tokens.length - 2);
  }

  #isSign(token: MatlabToken | undefined, ...signs: readonly string[]): boolean {
    return token?.kind === 'sign' && signs.includes(token.text);
  }

  #last(): MatlabToken | undefined {
    return this.#tokens.at(-1);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0];
  }

  #put(kind: MatlabToken['kind'], text: string, length: number): void {
    this.#tokens.push({ kind, text, span: span(this.#at, this.#at + length), spaced: this.#spaced });
    this.#partners.push(-1);
    this.#spaced = false;
    this.#at += length;
  }
}
