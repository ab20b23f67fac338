/** Conditions and loops. */
import type { SyntaxNode } from '@lezer/common';
import { cover, span } from '../../base/span.ts';
import { walk } from '../../syntax/names.ts';
import type { Expression, Name, Slice, Statement } from '../../syntax/tree.ts';
import { ifStatement, namesSetBy, targetNames } from '../code.ts';
import { nameOf, numberLiteral, operation } from '../expression/nodes.ts';
import { namesSetWithin, setInside, withInside } from '../inside.ts';
import { isBroken, parts, spanOf, visit } from '../lezer.ts';
import { readAssignment, readDeclaration } from './assignments.ts';
import { type Context, newEffects, textOf } from './context.ts';
import { pending, unknown } from './functions.ts';
import { plainTarget } from './patterns.ts';
import { SYNTAX, unread } from './refuse.ts';

const CHAIN_LIMIT = 80;

/** `else if` is an `if` in the rest, after the assignments of its condition. */
export function readIf(node: SyntaxNode, context: Context, depth = 0): Statement[] {
  const [, condition, then, word, otherwise] = parts(node);
  if (condition?.name !== 'ParenthesizedExpression' || !then || depth > CHAIN_LIMIT) {
    return [unread(node, SYNTAX, context)];
  }
  const around = context.effects;
  context.effects = newEffects(condition);
  const read = readCondition(condition, context);
  const before = pending(condition, context);
  context.effects = newEffects();
  const yes = readBranch(then, context);
  let no: Statement[] = [];
  if (word?.name === 'else' && otherwise) {
    no = otherwise.name === 'IfStatement' ? readIf(otherwise, context, depth + 1) : readBranch(otherwise, context);
  }
  context.effects = around;
  const lost = isBroken(node) ? [unread(node, SYNTAX, context)] : [];
  const whole = [...before, ifStatement(spanOf(node), read, yes, no), ...lost];
  // The outermost one is noted like any statement.
  return depth > 0 ? withInside(whole) : whole;
}

function readCondition(bracketed: SyntaxNode, context: Context): Expression {
  return context.expression(bracketed, context);
}

function readBranch(node: SyntaxNode, context: Context): Statement[] {
  return context.block(node.name === 'Block' ? parts(node) : [node], context);
}

export function readLoop(node: SyntaxNode, context: Context): Statement[] {
  const all = parts(node);
  const body = all[all.length - 1];
  if (isBroken(node) || !body) return [unread(node, SYNTAX, context)];
  if (node.name === 'DoStatement') return readDo(node, context);
  const spec = all[1];
  if (node.name === 'WhileStatement' && spec && body !== spec) return readWhile(node, spec, body, context);
  if (spec?.name === 'ForOfSpec') return readForOf(node, spec, body, context);
  if (spec?.name === 'ForSpec') return readFor(node, spec, body, context);
  return [unread(node, '`for … in` runs over names, not numbers. Use for … of.', context)];
}

/** What is set inside the condition in a way that is not read is not known in and after the loop. */
function readWhile(node: SyntaxNode, condition: SyntaxNode, body: SyntaxNode, context: Context): Statement[] {
  context.effects = newEffects();
  const read = readCondition(condition, context);
  const before = pending(condition, context);
  context.effects = newEffects();
  const inside = readBranch(body, context);
  const again = before.filter((statement) => statement.kind === 'unreadable');
  return [...before, { kind: 'while', span: spanOf(node), condition: read, body: [...again, ...inside] }, ...again];
}

/** `do { … } while (c)` goes on for ever, but for a break at the end of each round. */
function readDo(node: SyntaxNode, context: Context): Statement[] {
  const [, body, , condition] = parts(node);
  if (!body || condition?.name !== 'ParenthesizedExpression') return [unread(node, SYNTAX, context)];
  if (holdsContinue(body)) {
    return [unread(node, '`continue` in a `do … while` is not read. Write a while loop.', context)];
  }
  const inside = readBranch(body, context);
  const around = context.effects;
  context.effects = newEffects();
  const read = readCondition(condition, context);
  const before = pending(condition, context);
  context.effects = around;
  const at = spanOf(condition);
  const ends = operation('not', [read], span(at.from, at.from));
  const leave: Statement = { ...unknown(at, 'The loop ends here.', []), leaves: 'break' };
  const last = withInside([ifStatement(at, ends, [leave], [])]);
  const again = namesSetWithin(read);
  const note = again.length > 0 ? [setInside(at, 'A name is set inside an expression.', again)] : [];
  const rounds = { condition: forever(node.from), body: [...inside, ...before, ...last] };
  const loop: Statement = { kind: 'while', span: spanOf(node), ...rounds };
  return [loop, ...before.filter((statement) => statement.kind === 'unreadable'), ...note];
}

function forever(offset: number): Expression {
  const at = span(offset, offset);
  return { kind: 'boolean', value: true, span: at, outer: at };
}

function readForOf(node: SyntaxNode, spec: SyntaxNode, body: SyntaxNode, context: Context): Statement[] {
  const [, first, ...rest] = parts(spec);
  const target = first && /^(?:let|const|var)$/.test(first.name) ? rest[0] : first;
  const list = parts(spec).slice(0, -1).pop();
  if (isBroken(spec) || !target || !list || node.getChild('await')) return [unread(node, SYNTAX, context)];
  const read = readTarget(target, context);
  if (!read) return [unread(node, 'Only plain names run over a list. Take the parts inside of the loop.', context)];
  context.effects = newEffects(list);
  const iterable = context.expression(list, context);
  const before = pending(list, context);
  context.effects = newEffects();
  return [...before, { kind: 'for', span: spanOf(node), target: read, iterable, body: readBranch(body, context) }];
}

function readTarget(node: SyntaxNode, context: Context): Expression | undefined {
  return node.name === 'VariableName' ? nameOf(textOf(node, context), spanOf(node)) : plainTarget(node, context);
}

/**
 * A counting loop runs over the half-open range start : stop : step. Any other is its `while` form: the start before,
 * the updates at the end of the body.
 */
function readFor(node: SyntaxNode, spec: SyntaxNode, body: SyntaxNode, context: Context): Statement[] {
  const head = headOf(spec);
  if (!head) return [unread(node, SYNTAX, context)];
  context.effects = newEffects();
  const start = head.start ? readStart(head.start, context) : [];
  context.effects = newEffects();
  const condition = head.condition && context.expression(head.condition, context);
  const updates = head.update ? withInside(readUpdates(head.update, context)) : [];
  const strange = pending(spec, context);
  context.effects = newEffects();
  const inside = readBranch(body, context);
  if (strange.length > 0) return [unread(node, 'The head of the loop sets names inside its condition.', context)];
  const count = countingOf(start, condition, updates, inside);
  const at = spanOf(node);
  if (count) {
    const { target, range } = count;
    const loop: Statement = { kind: 'for', span: at, target, iterable: range, body: inside };
    const after = unknown(at, 'The counter after its loop is not known.', [target.name]);
    return head.start && isBlockScoped(head.start) ? [loop] : [loop, after];
  }
  const update = updates.length > 0 ? { update: updates } : {};
  const rounds = { condition: condition ?? forever(spec.from), body: inside, ...update };
  return [...start, { kind: 'while', span: at, ...rounds }];
}

interface Head {
  readonly start?: SyntaxNode;
  readonly condition?: SyntaxNode;
  readonly update?: SyntaxNode;
}

/** The parts of `( start ; condition ; update )`, each of which may be missing. */
function headOf(spec: SyntaxNode): Head | undefined {
  if (isBroken(spec)) return undefined;
  const places: SyntaxNode[][] = [[]];
  for (const part of parts(spec).slice(1, -1)) {
    if (part.name === ';') places.push([]);
    else places[places.length - 1]?.push(part);
    if (part.name === 'VariableDeclaration') places.push([]);
  }
  const [start, condition, update] = places.map(([only]) => only);
  if (places.length !== 3) return undefined;
  return { ...(start && { start }), ...(condition && { condition }), ...(update && { update }) };
}

function readStart(start: SyntaxNode, context: Context): Statement[] {
  return start.name === 'VariableDeclaration' ? readDeclaration(start, context) : readUpdates(start, context);
}

function isBlockScoped(start: SyntaxNode): boolean {
  return start.name === 'VariableDeclaration' && start.getChild('var') === null;
}

function readUpdates(node: SyntaxNode, context: Context): Statement[] {
  const items = node.name === 'SequenceExpression' ? parts(node).filter((part) => part.name !== ',') : [node];
  return items.flatMap(
    (item): Statement[] =>
      readAssignment(item, item, context) ?? [
        { kind: 'formula', span: spanOf(item), expression: context.expression(item, context) },
      ],
  );
}

/** `i = a; i < b; i += c` with a body that changes neither i nor what b reads. */
function countingOf(
  start: readonly Statement[],
  condition: Expression | undefined,
  updates: readonly Statement[],
  body: readonly Statement[],
): { readonly target: Name; readonly range: Slice } | undefined {
  const [first, more] = start;
  const [update, another] = updates;
  if (namesSetWithin(condition).length > 0) return undefined;
  if (first?.kind !== 'assign' || more || update?.kind !== 'assign' || another) return undefined;
  const { target, value: from } = first;
  if (target.kind !== 'name' || first.operator || condition?.kind !== 'relation') return undefined;
  const step = stepOf(update, target);
  const [left, right] = condition.terms;
  const [sign] = condition.signs;
  if (!step || !right || condition.signs.length !== 1 || left?.kind !== 'name' || left.name !== target.name)
    return undefined;
  const stop = stopOf(sign ?? '', step.value, right);
  const changed = new Set(body.flatMap(namesSetBy));
  const read = namesIn(right);
  if (!stop || changed.has(target.name) || read.some((name) => changed.has(name) || name === target.name))
    return undefined;
  const at = cover(cover(from.outer, condition.outer), step.node.outer);
  return { target, range: { kind: 'slice', start: from, stop, step: step.node, span: at, outer: at } };
}

/** The names that are read, with every path they may be changed under. */
function namesIn(expression: Expression): string[] {
  return [...walk(expression)].flatMap((node) => [
    ...(node.kind === 'name' ? [node.name] : []),
    ...(node.kind === 'attribute' ? targetNames(node) : []),
    ...(node.kind === 'call' ? [''] : []),
  ]);
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

/** `i <= 3` ends before 4; with a bound that may be no whole number the end is not known. */
function stopOf(sign: string, step: number, bound: Expression): Expression | undefined {
  if (sign === (step > 0 ? '<' : '>')) return bound;
  if (sign !== (step > 0 ? '<=' : '>=') || bound.kind !== 'number' || !Number.isInteger(bound.value)) return undefined;
  if (!Number.isInteger(step)) return undefined;
  const value = bound.value + Math.sign(step);
  return numberLiteral(String(value), bound.span, value);
}

function holdsContinue(body: SyntaxNode): boolean {
  let found = false;
  visit(body, (node) => {
    found ||= node.name === 'ContinueStatement';
    return !found && !/^(?:Function\w+|ArrowFunction)$/.test(node.name);
  });
  return found;
}
