/** What the parts of the plain reader share. */
import type { Span } from '../../base/span.ts';
import { isFunctionName } from '../../primitives/lookup.ts';
import type { ReadContext } from '../../syntax/reading.ts';
import type { Expression } from '../../syntax/tree.ts';
import type { Findings } from '../expression/choices.ts';
import { type Grammar, Pratt } from '../expression/pratt.ts';
import type { Defined } from './layout.ts';
import type { PlainToken } from './lex.ts';

export class State {
  readonly core: Pratt<PlainToken>;
  readonly findings: Findings;
  readonly switched: ReadContext['readings'];
  readonly #text: string;
  readonly #tokens: readonly PlainToken[];
  readonly #context: ReadContext;
  readonly #defined: Defined;
  /** For each opening bracket, whether it holds a comma outside of inner brackets. */
  readonly #lists: ReadonlySet<number>;

  constructor(
    text: string,
    tokens: readonly PlainToken[],
    context: ReadContext,
    findings: Findings,
    defined: Defined,
    grammar: (state: State) => Grammar<PlainToken>,
  ) {
    this.#text = text;
    this.#tokens = tokens;
    this.#context = context;
    this.#defined = defined;
    this.#lists = bracketsWithCommas(tokens);
    this.findings = findings;
    this.switched = context.readings;
    this.core = new Pratt(tokens, grammar(this), findings, context.meter);
  }

  is(token: PlainToken | undefined, ...signs: readonly string[]): boolean {
    return token?.kind === 'sign' && signs.includes(token.text);
  }

  /** The next token is this sign, without a blank before it. */
  touches(...signs: readonly string[]): boolean {
    const next = this.core.peek();
    return this.is(next, ...signs) && next?.spaced === false;
  }

  /** A function of the document. */
  isFunction(name: string): boolean {
    return this.#context.functions.has(name) || this.#defined.functions.has(name);
  }

  isVariable(name: string): boolean {
    return (this.#context.variables.has(name) || this.#defined.variables.has(name)) && !this.isFunction(name);
  }

  /** A function that everybody knows, unless the document uses the name otherwise. */
  isKnown(name: string): boolean {
    return isFunctionName('plain', name) && !this.isVariable(name);
  }

  /** The bracket at the position holds a list. */
  holdsList(): boolean {
    return this.#lists.has(this.core.position);
  }

  /** The text of tokens `from` to `to` (exclusive), shortened for messages. */
  quote(from: number, to: number): string {
    const [first, last] = [this.#tokens[from], this.#tokens[to - 1]];
    return first && last && to > from ? this.textOf({ from: first.span.from, to: last.span.to }) : '';
  }

  /** The very text. */
  raw(at: Span): string {
    return this.#text.slice(at.from, at.to);
  }

  /** The text on one line, shortened for messages. */
  textOf(at: Span): string {
    const written = this.#text.slice(at.from, Math.min(at.to, at.from + 200)).replace(/\s+/g, ' ');
    return written.length > 48 ? `${written.slice(0, 45).replace(/[\ud800-\udbff]$/, '')}…` : written;
  }

  refuse(code: string, message: string, at: Span): Expression {
    return this.core.refuse(code, message, at, this.textOf(at));
  }
}

function bracketsWithCommas(tokens: readonly PlainToken[]): ReadonlySet<number> {
  const lists = new Set<number>();
  const open: number[] = [];
  for (const [i, token] of tokens.entries()) {
    if (token.kind === 'newline') open.length = 0;
    if (token.kind !== 'sign') continue;
    if (token.text === '(' || token.text === '[' || token.text === '{') open.push(i);
    else if (token.text === ')' || token.text === ']' || token.text === '}') open.pop();
    else if (token.text === ',') {
      const around = open[open.length - 1];
      if (around !== undefined) lists.add(around);
    }
  }
  return lists;
}
