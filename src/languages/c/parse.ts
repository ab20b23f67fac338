/** Expressions of C and C++, read from their tokens: the grammar's own trees nest casts and assignments otherwise. */
import { cover, type Span, span } from '../../base/span.ts';
import type { Expression } from '../../syntax/tree.ts';
import { ADDRESS } from '../code.ts';
import { HEIGHT_LIMIT } from '../expression/limits.ts';
import { callOf, nameOf, numberLiteral, operation, unreadable } from '../expression/nodes.ts';
import { combine, converted, held, updated } from './combine.ts';
import type { Context } from './context.ts';
import { type Cursor, fail, next, peek, type Typed } from './cursor.ts';
import { expanded } from './expand.ts';
import { type Token, tokensOf } from './lex.ts';
import { readPrimary } from './primary.ts';
import { namesSetIn, SYNTAX } from './refuse.ts';
import { readStep, setInside } from './setting.ts';
import { INT, isInt, isPointer, itemOf, joined, UNKNOWN, wholeOf } from './types.ts';

const DEPTH_LIMIT = 200;

const PRECEDENCE: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '==': 6,
  '!=': 6,
  '<': 7,
  '>': 7,
  '<=': 7,
  '>=': 7,
  '<=>': 8,
  '<<': 9,
  '>>': 9,
  '+': 10,
  '-': 10,
  '*': 11,
  '/': 11,
  '%': 11,
};
const ASSIGN = /^(?:[-+*/%&|^]|<<|>>)?=$/;

export function cursorOver(tokens: readonly Token[], context: Context): Cursor {
  return {
    tokens,
    context,
    at: 0,
    depth: 0,
    conditional: 0,
    inCall: 0,
    reason: undefined,
    expression: readAssigned,
    unary: readUnary,
  };
}

/** The value of a stretch of text; what cannot be read is unreadable, and what it sets is told to `context`. */
export function readValue(at: Span, context: Context): Typed {
  return readTokens(tokensOf(context.text, at.from, at.to), at, context);
}

export function readTokens(written: readonly Token[], at: Span, context: Context): Typed {
  const tokens = expanded(written, context.expansions);
  const cursor = cursorOver(tokens, context);
  const read = readAssigned(cursor);
  if (read && cursor.at === tokens.length) return read;
  return { node: refused(tokens, at, cursor.reason ?? SYNTAX, context), type: UNKNOWN };
}

export function refused(tokens: readonly Token[], at: Span, reason: string, context: Context): Expression {
  for (const name of namesSetIn(tokens)) context.effects.binds.add(name);
  const [first, last] = [tokens[0], tokens[tokens.length - 1]];
  // What macros put in stands elsewhere.
  const whole = first && last && first.from <= last.to ? span(first.from, last.to) : at;
  return unreadable(context.text.slice(whole.from, whole.to), reason, whole);
}

/** An assignment as a value, or anything that binds stronger. */
function readAssigned(cursor: Cursor): Typed | undefined {
  if (cursor.depth >= DEPTH_LIMIT) {
    return fail(
      cursor,
      `The expression is nested more than ${DEPTH_LIMIT} levels deep. Give parts of it names of their own.`,
    );
  }
  cursor.depth++;
  const left = readConditional(cursor);
  let read = left;
  if (left && ASSIGN.test(peek(cursor))) {
    const sign = next(cursor) as Token;
    const right = readAssigned(cursor);
    const value =
      right &&
      (sign.text === '=' ? { node: converted(right, left.type), type: left.type } : updated(cursor, sign, left, right));
    read = value && setInside(cursor, left, value, cover(left.node.outer, right.node.outer), 'new', sign.text !== '=');
  }
  cursor.depth--;
  return read;
}

/** `c ? a : b`; a chain of them is one case each. */
function readConditional(cursor: Cursor): Typed | undefined {
  const first = readBinary(cursor, 0);
  if (!first || peek(cursor) !== '?') return first;
  const cases: { value: Typed; condition?: Expression }[] = [];
  let type = UNKNOWN;
  let condition: Typed | undefined = first;
  cursor.conditional++;
  while (condition) {
    next(cursor);
    const value = readAssigned(cursor);
    if (!value || peek(cursor) !== ':' || cases.length > DEPTH_LIMIT) return fail(cursor);
    next(cursor);
    type = cases.length === 0 ? value.type : joined(type, value.type);
    cases.push({ value, condition: condition.node });
    const rest = readBinary(cursor, 0);
    if (!rest) return undefined;
    if (peek(cursor) === '?') {
      condition = rest;
      continue;
    }
    type = joined(type, rest.type);
    cases.push({ value: rest });
    condition = undefined;
  }
  cursor.conditional--;
  const at = span(first.node.outer.from, cases[cases.length - 1]?.value.node.outer.to ?? first.node.outer.to);
  const common = cases.map(({ value, ...rest }) => ({ ...rest, value: isInt(type) ? held(value, type) : value.node }));
  return { node: { kind: 'piecewise', cases: common, span: at, outer: at }, type };
}

const TERM_LIMIT = HEIGHT_LIMIT - DEPTH_LIMIT - 50;

function readBinary(cursor: Cursor, least: number): Typed | undefined {
  let left = readUnary(cursor);
  for (let terms = 0; left; terms++) {
    const sign = peek(cursor);
    const precedence = PRECEDENCE[sign];
    if (precedence === undefined || precedence <= least) return left;
    if (terms > TERM_LIMIT) return fail(cursor, 'The expression has too many terms. Split it into parts with names.');
    const token = next(cursor) as Token;
    const isLazy = sign === '&&' || sign === '||';
    if (isLazy) cursor.conditional++;
    const right = readBinary(cursor, precedence);
    if (isLazy) cursor.conditional--;
    left = right && combine(cursor, token, left, right);
  }
  return undefined;
}

function readUnary(cursor: Cursor): Typed | undefined {
  const token = cursor.tokens[cursor.at];
  if (!token) return fail(cursor);
  if (token.kind !== 'sign' || !/^(?:[-+!~*&]|\+\+|--)$/.test(token.text)) return readPrimary(cursor);
  if (++cursor.depth > DEPTH_LIMIT)
    return fail(cursor, 'The expression is nested too deep. Give parts of it names of their own.');
  next(cursor);
  const read = prefixed(cursor, token);
  cursor.depth--;
  return read;
}

function prefixed(cursor: Cursor, token: Token): Typed | undefined {
  if (token.text === '&') return readAddress(cursor, token);
  if (token.text === '~') return fail(cursor, '~ flips bits; write ! before a condition.');
  if (token.text === '*') return readPointee(cursor, token);
  const operand = readUnary(cursor);
  if (!operand) return undefined;
  if (token.text === '++' || token.text === '--') return readStep(cursor, operand, token, 'new');
  if (token.text === '!') return { node: operation('not', [operand.node], token), type: INT };
  const operator = token.text === '-' ? 'negate' : 'plus';
  const { isNarrow, ...type } = operand.type;
  const within = isInt(type) ? { within: wholeOf(type) } : {};
  return { node: operation(operator, [operand.node], token, within), type: isInt(type) ? type : operand.type };
}

/** `&x` as an argument: the function that is called may set x. Elsewhere nobody knows who does. */
function readAddress(cursor: Cursor, sign: Token): Typed | undefined {
  const isArgument =
    /^[(,]$/.test(cursor.tokens[cursor.at - 2]?.text ?? '') && cursor.tokens[cursor.at - 3] !== undefined;
  const operand = isArgument && cursor.inCall > 0 && cursor.conditional === 0 ? readPrimary(cursor) : undefined;
  const isPlace = operand && /^(?:name|attribute|index)$/.test(operand.node.kind) && /^[),]$/.test(peek(cursor));
  if (!isPlace) return fail(cursor, 'An address is taken, so that the value may be set elsewhere.');
  const at = cover(sign, operand.node.outer);
  const { type } = operand;
  return {
    node: callOf(nameOf(ADDRESS, span(sign.from, sign.to)), [operand.node], at),
    type: { ...type, levels: type.levels + 1, pointer: true, copied: false },
  };
}

/** `*p` is p[0] and `*(p + i)` is p[i], for what is surely a pointer. */
function readPointee(cursor: Cursor, star: Token): Typed | undefined {
  const shifted = readShifted(cursor, star);
  if (shifted !== undefined) return shifted === 'not' ? undefined : shifted;
  const operand = readUnary(cursor);
  if (!operand) return undefined;
  if (operand.node.kind === 'name' && operand.node.name === 'this')
    return { node: { ...operand.node, outer: cover(star, operand.node.outer) }, type: UNKNOWN };
  if (!isPointer(operand.type)) return fail(cursor, 'What this points to is not known. Write an index: p[0].');
  return indexed(operand, numberLiteral('0', span(star.from, star.from), 0), cover(star, operand.node.outer));
}

function readShifted(cursor: Cursor, star: Token): Typed | 'not' | undefined {
  const [open, name, sign] = [peek(cursor), cursor.tokens[cursor.at + 1], peek(cursor, 2)];
  if (open !== '(' || name?.kind !== 'name' || sign !== '+') return undefined;
  const start = cursor.at;
  cursor.at++;
  const base = readPrimary(cursor);
  if (!base || !isPointer(base.type) || peek(cursor) !== '+') {
    cursor.at = start;
    cursor.reason = undefined;
    return undefined;
  }
  next(cursor);
  const offset = readBinary(cursor, 0);
  const close = peek(cursor) === ')' ? next(cursor) : undefined;
  if (!offset || !close || !isInt(offset.type))
    return fail(cursor, 'A pointer is moved here. Use an index: p[i].') ?? 'not';
  return indexed(base, offset.node, span(star.from, close.to));
}

export function indexed(base: Typed, index: Expression, at: Span): Typed {
  return {
    node: { kind: 'index', base: base.node, indices: [index], position: 'bracket', span: at, outer: at },
    type: itemOf(base.type),
  };
}
