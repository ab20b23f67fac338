/**
 * The core of the operator-precedence readers: LaTeX, plain text, and languages without a grammar of their own.
 *
 * A reader brings tokens and a `Grammar`: how an operand starts, and what a token does after an operand. The core does
 * the rest: binding powers, prefix, infix and postfix signs, juxtaposition, relation chains, absolute bars, and the
 * limits on depth and work. It reads inside a window of the tokens (`within`), so that what is broken inside one
 * bracket, cell or row stays there.
 */
import type { Meter } from '../../base/budget.ts';
import { cover, type Span, span } from '../../base/span.ts';
import type { Expression, Operator, Relation, RelationSign } from '../../syntax/tree.ts';
import type { Findings } from './choices.ts';
import { bracketed, juxtaposed, nothingAt, operation, unreadable } from './nodes.ts';

/** A higher power binds tighter. Left-associative signs read their right side with one more than their own. */
export const POWER = {
  lowest: 0,
  implication: 10,
  or: 14,
  and: 16,
  not: 18,
  relation: 20,
  sum: 40,
  product: 50,
  /** Unary minus where it binds tighter than a product; LaTeX uses `product`. */
  sign: 54,
  juxtaposition: 60,
  power: 70,
  postfix: 80,
} as const;

/** Nested operands; a formula written by people has less than 20. */
export const DEPTH_LIMIT = 200;

export interface Token {
  readonly span: Span;
  /** White space stands before it. */
  readonly spaced: boolean;
}

/** What the next token does after an operand. */
export type Action =
  | Infix
  | { readonly does: 'relation'; readonly sign: RelationSign; readonly width?: number }
  | Postfix
  /** It starts another operand: a product without a sign. */
  | { readonly does: 'juxtapose'; readonly power?: number }
  /** It ends the expression: a separator, a closing bracket, anything that cannot follow. */
  | { readonly does: 'stop' };

export interface Infix {
  readonly does: 'infix';
  readonly operator: Operator;
  readonly power: number;
  readonly right?: boolean;
  readonly elementwise?: boolean;
  /** Tokens that the sign takes; default 1. */
  readonly width?: number;
}

/** Takes its tokens itself, the sign included, and must take at least one. */
export interface Postfix {
  readonly does: 'postfix';
  readonly power: number;
  readonly build: (left: Expression) => Expression;
}

export const STOP: Action = { does: 'stop' };
export const JUXTAPOSE: Action = { does: 'juxtapose' };

export interface Grammar<T extends Token> {
  /**
   * Reads the operand at the position: a number, name, bracket, prefix sign with its operand … Gives undefined, and
   * takes nothing, where none starts.
   */
  operand(core: Pratt<T>): Expression | undefined;
  /** What the token at the position does after `left`; never called at the end of the window. */
  after(core: Pratt<T>, left: Expression): Action;
  /** The text of tokens `from` to `to` (exclusive), for messages. */
  quote(from: number, to: number): string;
}

export class Pratt<T extends Token> {
  readonly tokens: readonly T[];
  readonly findings: Findings;
  position = 0;
  /** The window's end: no token from here on is seen. */
  end: number;
  /** Absolute bars that are open in this window, so that a bar after an operand closes rather than opens. */
  openBars = 0;
  readonly #grammar: Grammar<T>;
  readonly #meter: Meter;
  #depth = 0;

  constructor(tokens: readonly T[], grammar: Grammar<T>, findings: Findings, meter: Meter) {
    this.tokens = tokens;
    this.end = tokens.length;
    this.findings = findings;
    this.#grammar = grammar;
    this.#meter = meter;
  }

  get done(): boolean {
    return this.position >= this.end;
  }

  peek(ahead = 0): T | undefined {
    const at = this.position + ahead;
    return at < this.end ? this.tokens[at] : undefined;
  }

  /** The token at the position, which moves on; undefined at the end of the window. */
  take(): T | undefined {
    return this.done ? undefined : this.tokens[this.position++];
  }

  /** The place of the next token, or the empty place behind the last one. */
  here(): Span {
    const next = this.peek();
    if (next) return next.span;
    const last = this.tokens[Math.min(this.position, this.tokens.length) - 1]?.span;
    return last ? span(last.to, last.to) : span(0, 0);
  }

  /** Everything from token `start` up to the position. */
  since(start: number): Span {
    let whole = this.tokens[start]?.span ?? this.here();
    for (let i = start + 1; i < this.position; i++) {
      const token = this.tokens[i];
      if (token && (token.span.from < whole.from || token.span.to > whole.to)) whole = cover(whole, token.span);
    }
    return whole;
  }

  /** Reads with only tokens `from` to `to` (exclusive) visible, then stands where it stood before. */
  within<R>(from: number, to: number, read: () => R): R {
    const { position, end, openBars } = this;
    this.position = from;
    this.end = to;
    this.openBars = 0;
    const result = read();
    this.position = position;
    this.end = end;
    this.openBars = openBars;
    return result;
  }

  /** An expression whose signs bind at least as tight as `minimum`. Where there is none: unreadable, and a problem. */
  expression(minimum: number = POWER.lowest): Expression {
    if (this.#depth >= DEPTH_LIMIT || !this.#meter.spend()) return this.#giveUp();
    this.#depth++;
    const operand = this.#grammar.operand(this);
    const result = operand ? this.continueFrom(operand, minimum) : this.missing();
    this.#depth--;
    return result;
  }

  /** One operand with the postfix signs that bind tighter than a product (scripts, calls, factorials). */
  factor(): Expression {
    return this.expression(POWER.juxtaposition + 1);
  }

  /** Goes on after `left` as long as signs bind at least as tight as `minimum`. */
  continueFrom(start: Expression, minimum: number): Expression {
    let left = start;
    while (!this.done) {
      if (!this.#meter.spend()) return juxtaposed(left, this.#giveUp());
      const action = this.#grammar.after(this, left);
      const before = this.position;
      switch (action.does) {
        case 'stop':
          return left;
        case 'infix':
          if (action.power < minimum) return left;
          left = this.#infix(left, action);
          break;
        case 'postfix':
          if (action.power < minimum) return left;
          left = action.build(left);
          break;
        case 'relation': {
          const power = action.sign === '=>' ? POWER.implication : POWER.relation;
          if (power < minimum) return left;
          left = this.#chain(left, power);
          break;
        }
        case 'juxtapose': {
          const power = action.power ?? POWER.juxtaposition;
          if (power < minimum) return left;
          left = juxtaposed(left, this.expression(power + 1));
          break;
        }
      }
      if (this.position === before) return left;
    }
    return left;
  }

  /** A prefix sign of one token: takes it and an operand whose signs bind at least as tight as `power`. */
  prefix(operator: Operator, power: number): Expression {
    const sign = this.here();
    this.take();
    return operation(operator, [this.expression(power)], sign);
  }

  /**
   * What stands between bars: the bar at the position opens, the next bar after an operand closes (`closes` tells).
   * `build` gets the inner expression and the span with the bars.
   */
  bars(closes: (token: T) => boolean, build: (inner: Expression, at: Span) => Expression): Expression {
    const start = this.position;
    this.take();
    this.openBars++;
    const inner = this.expression();
    this.openBars--;
    const bar = this.peek();
    if (bar && closes(bar)) {
      this.take();
      return build(bracketed(inner, this.since(start)), this.since(start));
    }
    const text = this.#grammar.quote(start, this.position);
    return this.refuse(
      'unclosedBar',
      `The bar that opens “${text}” is not closed. Add the second bar.`,
      this.since(start),
      text,
    );
  }

  /** A problem, and the node that stands for what could not be read. `text` defaults to nothing. */
  refuse(code: string, message: string, at: Span, text = ''): Expression {
    this.findings.tell('error', code, message, at);
    return unreadable(text, message, at);
  }

  /** An operand is expected at the position, and there is none. */
  missing(): Expression {
    const last = this.tokens[this.position - 1]?.span;
    const at = last?.to ?? this.here().from;
    const near = { ...(last ?? this.here()), from: at, to: at };
    const before = this.#grammar.quote(Math.max(0, this.position - 1), this.position);
    const next = this.done ? '' : this.#grammar.quote(this.position, this.position + 1);
    const where = before ? `after “${before}”` : next ? `before “${next}”` : 'here';
    return this.refuse('missingOperand', `Something is missing ${where}: write the number, name or term there.`, near);
  }

  #infix(left: Expression, { operator, power, right, elementwise, width = 1 }: Infix): Expression {
    const start = this.position;
    this.position = Math.min(this.end, this.position + width);
    const sign = this.since(start);
    const other = this.expression(right ? power : power + 1);
    return operation(operator, [left, other], sign, elementwise ? { elementwise } : {});
  }

  #chain(first: Expression, power: number): Relation {
    const terms = [first];
    const signs: RelationSign[] = [];
    const signSpans: Span[] = [];
    let at = first.outer;
    while (!this.done) {
      const action = this.#grammar.after(this, terms[terms.length - 1] ?? first);
      if (action.does !== 'relation' || (action.sign === '=>') !== (power === POWER.implication)) break;
      const start = this.position;
      this.position = Math.min(this.end, this.position + Math.max(1, action.width ?? 1));
      const sign = this.since(start);
      const term = this.done ? this.#openEnd() : this.expression(power + 1);
      signs.push(action.sign);
      signSpans.push(sign);
      terms.push(term);
      at = cover(cover(at, sign), term.outer);
    }
    return { kind: 'relation', terms, signs, signSpans, span: at, outer: at };
  }

  /** A row may end with its sign, to be continued in the next one; the reader of rows decides whether it is missing. */
  #openEnd(): Expression {
    return nothingAt(this.here().from);
  }

  #giveUp(): Expression {
    const start = this.position;
    this.position = this.end;
    const at = this.since(start);
    const text = this.#grammar.quote(start, Math.min(this.end, start + 8));
    const deep = this.#depth >= DEPTH_LIMIT;
    return this.refuse(
      deep ? 'tooDeep' : 'tooMuch',
      deep
        ? `“${text} …” lies more than ${DEPTH_LIMIT} levels deep. Give parts of the formula names of their own.`
        : `Reading stopped at “${text} …”: the formula is too long for the budget. Split it.`,
      at,
      text,
    );
  }
}
