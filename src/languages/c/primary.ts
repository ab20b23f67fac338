/** Operands of C and C++ with what stands behind them: names, numbers, brackets, casts, calls, items, members. */
import { span } from '../../base/span.ts';
import type { Expression } from '../../syntax/tree.ts';
import { bracketed, nameOf, numberLiteral } from '../expression/nodes.ts';
import { handedOn } from './combine.ts';
import { type Context, lookUp } from './context.ts';
import { convert, readCast, readNamedCast, typeNamed } from './conversions.ts';
import { type Cursor, fail, matching, next, peek, since, type Typed, take } from './cursor.ts';
import type { Token } from './lex.ts';
import { cNumber, cString } from './literals.ts';
import { readPath } from './paths.ts';
import { readPostfix } from './postfix.ts';
import { INT, type Type, UNKNOWN } from './types.ts';

export function readPrimary(cursor: Cursor): Typed | undefined {
  const first = readOperand(cursor);
  return first && readPostfix(cursor, first);
}

function readOperand(cursor: Cursor): Typed | undefined {
  const token = cursor.tokens[cursor.at];
  if (!token) return fail(cursor);
  switch (token.kind) {
    case 'number': {
      next(cursor);
      const literal = cNumber(token.text);
      if ('reason' in literal) return fail(cursor, literal.reason);
      return { node: numberLiteral(token.text, span(token.from, token.to), literal.value), type: literal.type };
    }
    case 'string':
      return readStrings(cursor, token);
    case 'character':
      return fail(cursor, 'A character has no derivative.');
    case 'name':
      return readName(cursor, token);
    case 'sign':
      if (token.text === '(') return readBracketed(cursor, token);
      if (token.text === '[') return readLambda(cursor, token);
      if (token.text === '{') return readBraces(cursor, token);
      if (token.text === '::') return readName(cursor, token);
      return fail(cursor);
    default:
      return fail(cursor);
  }
}

function readStrings(cursor: Cursor, first: Token): Typed {
  let value = '';
  while (cursor.tokens[cursor.at]?.kind === 'string') value += cString((next(cursor) as Token).text);
  const at = since(cursor, first);
  return { node: { kind: 'string', value, span: at, outer: at }, type: UNKNOWN };
}

/** Brackets around an expression, or a cast. */
function readBracketed(cursor: Cursor, open: Token): Typed | undefined {
  const cast = readCast(cursor);
  if (cast || cursor.reason) return cast;
  next(cursor);
  const inner = cursor.expression(cursor);
  if (!inner) return undefined;
  if (peek(cursor) === ',')
    return fail(cursor, 'The comma operator gives only its last value. Write several statements.');
  if (!take(cursor, ')')) return fail(cursor);
  return { node: bracketed(inner.node, since(cursor, open)), type: inner.type };
}

/** `{a, b}` is a list of the items. */
function readBraces(cursor: Cursor, open: Token): Typed | undefined {
  next(cursor);
  const items: Expression[] = [];
  const types: Type[] = [];
  while (peek(cursor) !== '}') {
    if (peek(cursor) === '.' || peek(cursor) === '[') return fail(cursor, 'Only plain lists of values are read.');
    const item = cursor.expression(cursor);
    if (!item) return undefined;
    items.push(handedOn(item, item.type));
    types.push(item.type);
    if (!take(cursor, ',') && peek(cursor) !== '}') return fail(cursor);
  }
  next(cursor);
  const at = since(cursor, open);
  return {
    node: { kind: 'sequence', form: 'list', items, span: at, outer: at },
    type: { ...UNKNOWN, levels: 1, items: types },
  };
}

/** The syntax tree has the lambda's parameters and statements. */
function readLambda(cursor: Cursor, open: Token): Typed | undefined {
  let node = cursor.context.tree.resolveInner(open.from, 1);
  for (let steps = 0; node.parent && node.name !== 'LambdaExpression' && steps < 3; steps++) node = node.parent;
  if (node.name !== 'LambdaExpression' || node.from !== open.from) return fail(cursor);
  const read = cursor.context.lambda(node, cursor.context);
  while ((cursor.tokens[cursor.at]?.to ?? Number.POSITIVE_INFINITY) <= node.to) next(cursor);
  return { node: read, type: UNKNOWN };
}

const WORDS: Readonly<Record<string, string>> = {
  new: 'New objects are not read. Use arrays.',
  delete: 'Memory is freed here.',
  sizeof: 'Sizes of types have no derivative.',
  alignof: 'Sizes of types have no derivative.',
  throw: 'An exception is thrown here.',
  co_await: 'What is waited for is not known.',
  requires: 'A test of types has no derivative.',
  operator: 'Operators as functions are not read.',
};

function readName(cursor: Cursor, token: Token): Typed | undefined {
  const { context } = cursor;
  const at = span(token.from, token.to);
  if (/^(?:true|false|TRUE|FALSE)$/.test(token.text)) {
    next(cursor);
    return { node: { kind: 'boolean', value: /^t/i.test(token.text), span: at, outer: at }, type: INT };
  }
  if (/^(?:NULL|nullptr)$/.test(token.text)) {
    next(cursor);
    return { node: { kind: 'none', span: at, outer: at }, type: UNKNOWN };
  }
  if (token.text === 'this') {
    next(cursor);
    return { node: nameOf('this', at), type: UNKNOWN };
  }
  const reason = Object.hasOwn(WORDS, token.text) ? WORDS[token.text] : undefined;
  if (reason) return fail(cursor, reason);
  if (/^(?:static|const|dynamic|reinterpret)_cast$/.test(token.text)) return readNamedCast(cursor, token);
  const path = readPath(cursor);
  if (!path) return fail(cursor);
  const whole = since(cursor, token);
  const open = peek(cursor);
  const type = open === '(' || open === '{' ? typeNamed(path.written, context) : undefined;
  const isOwn = lookUp(path.name, context) !== undefined || context.functions.has(path.name);
  if (type && !isOwn) return readConversion(cursor, token, type);
  if (path.numbers) return fail(cursor, 'A template with a number is not followed.');
  return { node: named(path.name, whole, context), type: typeOfName(path.name, context) };
}

/** `double(x)`, `T(1.5)`. */
function readConversion(cursor: Cursor, first: Token, type: Type): Typed | undefined {
  const close = matching(cursor.tokens, cursor.at);
  next(cursor);
  if (close === undefined) return fail(cursor);
  if (cursor.at === close) {
    next(cursor);
    const at = since(cursor, first);
    return { node: numberLiteral('0', at, 0), type };
  }
  const value = cursor.expression(cursor);
  if (!value) return undefined;
  if (cursor.at !== close) return fail(cursor, 'Only conversions of one value are read.');
  next(cursor);
  return convert(cursor, value, type, since(cursor, first));
}

/** A member of the class is `this.x`, unless the method has the name for itself. */
function named(name: string, at: { readonly from: number; readonly to: number }, context: Context): Expression {
  const place = span(at.from, at.to);
  if (lookUp(name, context) || !context.members.has(name)) return nameOf(name, place);
  return { kind: 'attribute', base: nameOf('this', span(at.from, at.from)), name, span: place, outer: place };
}

function typeOfName(name: string, context: Context): Type {
  return (
    lookUp(name, context)?.type ??
    context.members.get(name) ??
    context.globals.get(name) ??
    (/^M_/.test(name) ? { kind: 'float', levels: 0 } : UNKNOWN)
  );
}
