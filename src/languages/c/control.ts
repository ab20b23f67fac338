/** Conditions and loops. */
import type { SyntaxNode } from '@lezer/common';
import { cover, type Span, span } from '../../base/span.ts';
import { walk } from '../../syntax/names.ts';
import type { Expression, Name, Slice, Statement } from '../../syntax/tree.ts';
import { handedNames, ifStatement, namesSetBy, targetNames } from '../code.ts';
import { nameOf, numberLiteral, operation } from '../expression/nodes.ts';
import { isBroken, parts, spanOf } from '../lezer.ts';
import { type Context, closeScope, declare, lookUp, openScope, textOf } from './context.ts';
import { readDeclaration } from './declarations.ts';
import { declaratorOf, declaredType, isDeclarator } from './declarators.ts';
import { apart } from './hiding.ts';
import { tokensOf } from './lex.ts';
import { readValue } from './parse.ts';
import { SYNTAX, unknown, unread } from './refuse.ts';
import { readExpressionText } from './setters.ts';
import { INT, isInt, isUnsigned } from './types.ts';

const CHAIN_LIMIT = 80;

/** `else if` is an `if` in the rest. */
export function readBranches(node: SyntaxNode, context: Context, depth = 0): Statement[] {
  const all = parts(node).filter((part) => part.name !== 'constexpr');
  const [, clause, then, word, otherwise] = all;
  const condition = clause && conditionOf(clause);
  if (!clause || !then || !condition || depth > CHAIN_LIMIT) return [unread(node, SYNTAX, context)];
  const read = readValue(condition, context).node;
  const yes = readBody(then, context);
  let no: Statement[] = [];
  if (word?.name === 'else' && otherwise) {
    no = otherwise.name === 'IfStatement' ? readBranches(otherwise, context, depth + 1) : readBody(otherwise, context);
  }
  const hidden = hiddenIn([...yes, ...no]);
  const lost = isBroken(node) ? [unread(node, SYNTAX, context)] : [];
  return [ifStatement(spanOf(node), read, yes, no), ...hidden, ...lost];
}

/** Names that a branch hides are in doubt after both. */
function hiddenIn(statements: readonly Statement[]): Statement[] {
  return statements.filter((statement) => statement.kind === 'unreadable' && statement.reason === HIDES);
}

const HIDES = 'A name that is declared here hides one of the same name. Use different names.';

/** What stands in the brackets, if it is one expression. */
function conditionOf(clause: SyntaxNode): Span | undefined {
  if (isBroken(clause) || clause.getChild('Declaration') || clause.getChild('ExpressionStatement')) return undefined;
  return span(clause.from + 1, clause.to - 1);
}

function readBody(node: SyntaxNode, context: Context): Statement[] {
  const scope = openScope(context);
  const statements = context.block(node.name === 'CompoundStatement' ? parts(node) : [node], context);
  closeScope(context);
  const broken = node.name === 'CompoundStatement' && isBroken(node) ? [unread(node, SYNTAX, context)] : [];
  const own = apart(statements, scope, context);
  if (own) return [...own, ...broken];
  return [...statements, unknown(spanOf(node), HIDES, [...scope.hidden]), ...broken];
}

/** A loop whose body hides a name would find the inner value in its next round. */
function isHiding(body: readonly Statement[]): boolean {
  return hiddenIn(body).length > 0;
}

/** Names that the condition sets are set in every round. */
export function readWhile(node: SyntaxNode, context: Context): Statement[] {
  const [, clause, body] = parts(node);
  const condition = clause && conditionOf(clause);
  if (!condition || !body || isBroken(node)) return [unread(node, SYNTAX, context)];
  const read = readValue(condition, context).node;
  const inside = readBody(body, context);
  if (isHiding(inside)) return [unread(node, HIDES, context)];
  const again = setIn(read, condition);
  return [{ kind: 'while', span: spanOf(node), condition: read, body: [...again, ...inside] }, ...again];
}

function setIn(condition: Expression, at: Span): Statement[] {
  const names = [...walk(condition)].flatMap((node) =>
    node.kind === 'assignment' ? targetNames(node.target) : handedNames(node),
  );
  return names.length > 0 ? [{ ...unknown(at, 'A name is set inside an expression.', names), inside: true }] : [];
}

/** `do … while (c)` goes round until the condition fails at the end. */
export function readDo(node: SyntaxNode, context: Context): Statement[] {
  const [, body, , clause] = parts(node);
  if (!body || clause?.name !== 'ParenthesizedExpression' || isBroken(node) || isBroken(clause))
    return [unread(node, SYNTAX, context)];
  const inside = readBody(body, context);
  if (isHiding(inside) || leaves(inside, 'continue'))
    return [unread(node, '`continue` in do … while is not read.', context)];
  const at = span(clause.from + 1, clause.to - 1);
  const isOnce = /^\s*(?:0|false)\s*$/.test(context.text.slice(at.from, at.to));
  if (isOnce && !leaves(inside, 'break')) return inside;
  const condition = readValue(at, context).node;
  const stop: Statement = { ...unknown(at, 'The loop ends here.', []), leaves: 'break' };
  const end = ifStatement(at, operation('not', [condition], span(at.from, at.from)), [stop], []);
  const again = setIn(condition, at);
  return [
    { kind: 'while', span: spanOf(node), condition: always(node.from), body: [...inside, ...again, end] },
    ...again,
  ];
}

function always(at: number): Expression {
  return { kind: 'boolean', value: true, span: span(at, at), outer: span(at, at) };
}

function leaves(body: readonly Statement[], how: 'break' | 'continue'): boolean {
  return body.some((statement) => {
    if (statement.kind === 'unreadable') return statement.leaves === how || statement.leaves === 'perhaps';
    return statement.kind === 'if' && (leaves(statement.then, how) || leaves(statement.otherwise, how));
  });
}

/** A counting loop runs over the half-open range start : stop : step; any other is its `while` form. */
export function readFor(node: SyntaxNode, context: Context): Statement[] {
  const all = parts(node);
  const body = all[all.length - 1];
  const head = headOf(all, context);
  if (!body || !head || isBroken(node)) return [unread(node, SYNTAX, context)];
  const start = head.declaration ? readDeclaration(head.declaration, context) : readExpressionText(head.start, context);
  const condition = isEmpty(head.condition, context) ? undefined : readValue(head.condition, context).node;
  const update = readExpressionText(head.update, context);
  const inside = readBody(body, context);
  if (isHiding(inside)) return [unread(node, HIDES, context)];
  if (condition && setIn(condition, head.condition).length > 0)
    return [unread(node, 'The condition of the loop sets a name.', context)];
  const at = spanOf(node);
  const count = countingOf(start, condition, update, inside, context);
  if (count) {
    const loop: Statement = { kind: 'for', span: at, target: count.target, iterable: count.range, body: inside };
    return head.declaration
      ? [loop]
      : [loop, unknown(at, 'The counter after its loop is not known.', [count.target.name])];
  }
  return [
    ...start,
    {
      kind: 'while',
      span: at,
      condition: condition ?? always(node.from),
      body: inside,
      ...(update.length > 0 && { update }),
    },
  ];
}

interface Head {
  readonly declaration?: SyntaxNode;
  readonly start: Span;
  readonly condition: Span;
  readonly update: Span;
}

/** The parts of `( start ; condition ; update )`, each of which may be empty. */
function headOf(all: readonly SyntaxNode[], context: Context): Head | undefined {
  const open = all.find((part) => part.name === '(');
  const close = all.findLast((part) => part.name === ')');
  const declaration = all.find((part) => part.name === 'Declaration');
  if (!open || !close) return undefined;
  const from = declaration ? declaration.to : open.to;
  const [first, second, more] = signsAt(context, span(from, close.from), ';');
  if (declaration) {
    if (first === undefined || second !== undefined) return undefined;
    return { declaration, start: span(from, from), condition: span(from, first), update: span(first + 1, close.from) };
  }
  if (first === undefined || second === undefined || more !== undefined) return undefined;
  return { start: span(from, first), condition: span(first + 1, second), update: span(second + 1, close.from) };
}

/** Where a sign stands outside of brackets. */
function signsAt(context: Context, at: Span, sign: string): number[] {
  const found: number[] = [];
  let depth = 0;
  for (const token of tokensOf(context.text, at.from, at.to)) {
    if (token.kind !== 'sign') continue;
    if ('([{'.includes(token.text)) depth++;
    else if (')]}'.includes(token.text)) depth--;
    else if (token.text === sign && depth === 0) found.push(token.from);
  }
  return found;
}

function isEmpty(at: Span, context: Context): boolean {
  return (
    context.text
      .slice(at.from, at.to)
      .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')
      .trim() === ''
  );
}

/** `i = a; i < b; i += c` with a body that changes neither i nor what b reads. */
function countingOf(
  start: readonly Statement[],
  condition: Expression | undefined,
  updates: readonly Statement[],
  body: readonly Statement[],
  context: Context,
): { readonly target: Name; readonly range: Slice } | undefined {
  const [begin, more] = start;
  const [update, another] = updates;
  if (begin?.kind !== 'assign' || more || update?.kind !== 'assign' || another) return undefined;
  const { target, value: from } = begin;
  if (target.kind !== 'name' || begin.operator || condition?.kind !== 'relation' || from.kind === 'opaque')
    return undefined;
  const step = stepOf(update, target);
  const [first, right] = condition.terms;
  const [sign] = condition.signs;
  if (!step || !Number.isInteger(step.value) || !isCounter(target, from, context)) return undefined;
  // `int i` beside an unsigned bound is converted; from 0 upwards that changes nothing.
  const isUp = from.kind === 'number' && (step.value ?? 0) > 0;
  const left =
    isUp && first?.kind === 'operation' && first.within && first.operator === 'plus' ? first.operands[0] : first;
  if (!right || left?.kind !== 'name' || left.name !== target.name) return undefined;
  const stop = stopOf(sign ?? '', step.value, right, target, context);
  const changed = new Set(body.flatMap(namesSetBy));
  const read = namesIn(right);
  if (
    !stop ||
    changed.has(target.name) ||
    read.some((name) => name === '' || changed.has(name) || name === target.name)
  )
    return undefined;
  const at = cover(cover(from.outer, condition.outer), step.node.outer);
  return { target, range: { kind: 'slice', start: from, stop, step: step.node, span: at, outer: at } };
}

/** The names that are read; an empty one for a call of what may change with each round. */
function namesIn(expression: Expression): string[] {
  return [...walk(expression)].flatMap((node) => {
    if (node.kind === 'name') return [node.name];
    if (node.kind === 'attribute') return targetNames(node);
    const isCount =
      node.kind === 'call' && node.callee.kind === 'attribute' && /^(?:size|length|rows|cols)$/.test(node.callee.name);
    return node.kind === 'call' && !isCount ? [''] : [];
  });
}

function stepOf(
  update: Extract<Statement, { kind: 'assign' }>,
  target: Name,
): { value: number; node: Expression } | undefined {
  if (update.target.kind !== 'name' || update.target.name !== target.name) return undefined;
  const { value, operator } = update;
  if (value.kind !== 'number' || value.value === 0) return undefined;
  if (operator === 'add') return { value: value.value, node: value };
  if (operator !== 'subtract') return undefined;
  return { value: -value.value, node: operation('negate', [value], span(value.span.from, value.span.from)) };
}

/** `i <= n` ends before n + 1, where both are whole numbers. */
function stopOf(sign: string, step: number, bound: Expression, target: Name, context: Context): Expression | undefined {
  if (sign === (step > 0 ? '<' : '>')) return bound;
  if (sign === '!=' && Math.abs(step) === 1 && isWhole(bound, context)) return bound;
  if (
    sign !== (step > 0 ? '<=' : '>=') ||
    !isWhole(bound, context) ||
    !isInt(lookUp(target.name, context)?.type ?? INT) ||
    (step < 0 && isUnsigned(lookUp(target.name, context)?.type ?? INT))
  )
    return undefined;
  const at = span(bound.outer.to, bound.outer.to);
  if (bound.kind === 'number')
    return numberLiteral(String(bound.value + Math.sign(step)), bound.span, bound.value + Math.sign(step));
  return operation(step > 0 ? 'add' : 'subtract', [bound, numberLiteral('1', at, 1)], at);
}

/** Steps of a floating counter add up to other numbers than the range has. */
function isCounter(target: Name, from: Expression, context: Context): boolean {
  return isInt(lookUp(target.name, context)?.type ?? { kind: 'unknown', levels: 0 }) || isWhole(from, context);
}

function isWhole(bound: Expression, context: Context): boolean {
  if (bound.kind === 'number') return Number.isInteger(bound.value);
  if (bound.kind === 'name')
    return isInt(
      lookUp(bound.name, context)?.type ?? context.globals.get(bound.name) ?? { kind: 'unknown', levels: 0 },
    );
  if (bound.kind === 'operation')
    return (
      /^(?:add|subtract|multiply|negate|plus)$/.test(bound.operator) &&
      bound.operands.every((operand) => isWhole(operand, context))
    );
  return false;
}

/** `for (double v : xs)`. */
export function readForRange(node: SyntaxNode, context: Context): Statement[] {
  const all = parts(node);
  const body = all[all.length - 1];
  const head = all.find((part) => isDeclarator(part));
  const declarator = head && declaratorOf(head, context);
  const [open, close] = [all.find((part) => part.name === '('), all.findLast((part) => part.name === ')')];
  const [colon] = open && close ? signsAt(context, span(open.to, close.from), ':') : [];
  if (!body || !head || !declarator || colon === undefined || !open || !close || isBroken(node))
    return [unread(node, 'Only one name runs over a list.', context)];
  const specifiers = context.text.slice(open.to, head.from);
  const name = textOf(declarator.name, context);
  const iterable = readValue(span(colon + 1, close.from), context);
  declare(
    name,
    {
      type: /\bauto\b/.test(specifiers)
        ? { ...iterable.type, levels: Math.max(0, iterable.type.levels - 1) }
        : declaredType(specifiers, declarator, context),
    },
    context,
  );
  const inside = readBody(body, context);
  const isSet = inside.flatMap(namesSetBy).includes(name);
  if (isHiding(inside) || (declarator.reference && isSet))
    return [unread(node, 'What the loop runs over is changed in it.', context)];
  const target = nameOf(name, spanOf(declarator.name));
  return [{ kind: 'for', span: spanOf(node), target, iterable: iterable.node, body: inside }];
}
