/** A place in the tokens of one expression, and why it could not be read. */
import { type Span, span } from '../../base/span.ts';
import type { Expression } from '../../syntax/tree.ts';
import type { Context } from './context.ts';
import type { Token } from './lex.ts';
import { SYNTAX } from './refuse.ts';
import type { Type } from './types.ts';

export interface Typed {
  readonly node: Expression;
  readonly type: Type;
}

export interface Cursor {
  readonly tokens: readonly Token[];
  readonly context: Context;
  at: number;
  depth: number;
  /** Inside something that is not always evaluated: nothing may be set there. */
  conditional: number;
  /** Inside the arguments of so many calls. */
  inCall: number;
  reason: string | undefined;
  /** Reads an expression without commas, and one operand with what is behind it. */
  readonly expression: (cursor: Cursor) => Typed | undefined;
  readonly unary: (cursor: Cursor) => Typed | undefined;
}

export function peek(cursor: Cursor, ahead = 0): string {
  const token = cursor.tokens[cursor.at + ahead];
  return token && token.kind !== 'string' && token.kind !== 'character' ? token.text : '';
}

export function next(cursor: Cursor): Token | undefined {
  return cursor.tokens[cursor.at++];
}

export function take(cursor: Cursor, text: string): Token | undefined {
  return peek(cursor) === text ? next(cursor) : undefined;
}

/** Refuses the whole expression. */
export function fail(cursor: Cursor, reason: string = SYNTAX): undefined {
  cursor.reason ??= reason;
  return undefined;
}

/** From a token to the last one that was taken. */
export function since(cursor: Cursor, first: Token): Span {
  return span(first.from, cursor.tokens[cursor.at - 1]?.to ?? first.to);
}

/** Where the bracket at `open` closes; undefined where it does not. */
export function matching(tokens: readonly Token[], open: number): number | undefined {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    const token = tokens[i];
    if (token?.kind !== 'sign') continue;
    if ('([{'.includes(token.text)) depth++;
    else if (')]}'.includes(token.text) && --depth === 0) return i;
  }
  return undefined;
}

/** Where the `<` at `open` closes, if what is between can only be types and numbers. */
export function closingAngle(tokens: readonly Token[], open: number): number | undefined {
  let depth = 0;
  for (let i = open; i < tokens.length && i < open + 60; i++) {
    const text = tokens[i]?.text ?? '';
    if (text === '<') depth++;
    else if (text === '>') depth--;
    else if (text === '>>') depth -= 2;
    else if (tokens[i]?.kind === 'string' || !/^(?:[\w$]+|::|,|\*|&|\(|\))$/.test(text)) return undefined;
    if (depth <= 0) return depth === 0 ? i : undefined;
  }
  return undefined;
}
