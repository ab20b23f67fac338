/** Declarations and assignments as statements of their own. */
import type { SyntaxNode } from '@lezer/common';
import type { Span } from '../../base/span.ts';
import { walk } from '../../syntax/names.ts';
import type { Expression, Statement } from '../../syntax/tree.ts';
import { targetNames } from '../code.ts';
import { nameOf } from '../expression/nodes.ts';
import { betweenCommas, isBroken, parts, spanOf } from '../lezer.ts';
import { readClass } from './classes.ts';
import { type Context, newEffects, pathFor, textOf } from './context.ts';
import { one, readUpdate } from './expressions.ts';
import { annotationOf, pending, returnedValue, statementsOf, unknown } from './functions.ts';
import { readRequire } from './imports.ts';
import { readPattern } from './patterns.ts';
import { SYNTAX, unread } from './refuse.ts';

/** `const a = 1, b = a * 2`: one assignment each, in order. */
export function readDeclaration(node: SyntaxNode, context: Context): Statement[] {
  const into: Statement[] = [];
  const around = context.effects;
  const declared = parts(node).filter((part) => !/^(?:let|const|var|using|await|;)$/.test(part.name));
  const groups = betweenCommas(declared);
  for (const group of groups) {
    const [target] = group;
    if (!target) continue;
    context.effects = newEffects();
    const at = groups.length === 1 ? spanOf(node) : { from: target.from, to: group[group.length - 1]?.to ?? target.to };
    const read = readDeclarator(target, group, at, context);
    into.push(...pending(target, context), ...read);
  }
  context.effects = around;
  return into;
}

function readDeclarator(target: SyntaxNode, group: readonly SyntaxNode[], at: Span, context: Context): Statement[] {
  const value = group[group.findIndex((part) => part.name === 'Equals') + 1];
  const type = group.find((part) => part.name === 'TypeAnnotation');
  if (group.some((part) => part.type.isError) || isBroken(target)) {
    return [unknown(at, SYNTAX, readPattern(target, undefined, context).names)];
  }
  const written = value === target ? undefined : value;
  const imported = written && readRequire(target, written, at, context);
  if (imported) return imported;
  if (target.name !== 'VariableDefinition') {
    return statementsOf(readPattern(target, written && once(written, context), context), target, at);
  }
  const name = nameOf(textOf(target, context), spanOf(target));
  if (!written) return [{ kind: 'assign', span: at, target: name, value: undefinedAt(target) }];
  const annotation = type ? { annotation: annotationOf(type, context) } : {};
  const { targets, value: last } = chainOf(written, context);
  if (targets.length === 0) return setTo([name], target, written, at, context, annotation);
  return setTo([...targets.reverse(), name], target, last, at, context, annotation, written);
}

/** `const f = exports.f = …`: the further targets and what they all get; none where a target is no plain one. */
function chainOf(written: SyntaxNode, context: Context): { targets: Expression[]; value: SyntaxNode } {
  const targets: Expression[] = [];
  let value = written;
  while (value.name === 'AssignmentExpression' && !isBroken(value)) {
    const [target, sign, next]: SyntaxNode[] = parts(value);
    if (!target || !sign || !next || textOf(sign, context) !== '=') break;
    const read = /^(?:VariableName|MemberExpression)$/.test(target.name)
      ? context.expression(target, context)
      : undefined;
    if (!read || !isTarget(read)) return { targets: [], value: written };
    targets.push(read);
    value = next;
  }
  return { targets, value };
}

/** `let x;` gives x no value. */
function undefinedAt({ to }: SyntaxNode): Expression {
  const at = { from: to, to };
  const reason = 'The name has no value yet. Set it before it is used.';
  return { kind: 'opaque', what: 'nothing', text: 'undefined', reason, span: at, outer: at };
}

/** An expression that is evaluated once: assignments inside of it may be carried out before. */
function once(node: SyntaxNode, context: Context, root = node): Expression {
  context.effects = { ...context.effects, root };
  return context.expression(node, context);
}

/** `x = …`, `x += …`, `x++`, `a = b = …`, `[a, b] = …`; undefined for what is no assignment. */
export function readAssignment(node: SyntaxNode, statement: SyntaxNode, context: Context): Statement[] | undefined {
  const at = spanOf(statement);
  const [first, second] = parts(node);
  if (!first || !second || isBroken(node)) return undefined;
  if (node.name === 'PostfixExpression' || node.name === 'UnaryExpression') {
    const [sign, operand] = node.name === 'PostfixExpression' ? [second, first] : [first, second];
    if (!/^(?:\+\+|--)$/.test(textOf(sign, context))) return undefined;
    const target = once(operand, context);
    const update = readUpdate(sign, context);
    if (!isTarget(target) || !update) return [unread(node, TARGETS, context)];
    return [{ kind: 'assign', span: at, target, value: one(sign), ...update }];
  }
  if (node.name !== 'AssignmentExpression') return undefined;
  const targets: SyntaxNode[] = [];
  let value: SyntaxNode | undefined = node;
  let update: ReturnType<typeof readUpdate> = {};
  while (value?.name === 'AssignmentExpression' && !update?.operator && !isBroken(value)) {
    const [target, sign, next]: SyntaxNode[] = parts(value);
    if (!target || !sign || !next) break;
    const does = readUpdate(sign, context);
    if (!does)
      return [unread(node, 'This assignment sign works on bits or on what is missing; it is not read.', context)];
    // `a = b += 1`: the inner update is an expression of its own.
    if (does.operator && targets.length > 0) break;
    update = does;
    targets.unshift(target);
    value = next;
  }
  const [only] = targets;
  if (!value || !only) return [unread(node, SYNTAX, context)];
  if (/Pattern$/.test(only.name)) {
    if (targets.length > 1) return [unread(node, TARGETS, context)];
    return statementsOf(readPattern(only, once(value, context, node), context), only, at);
  }
  const read = targets.map((target) => once(target, context, node));
  if (!read.every(isTarget)) return [unread(node, TARGETS, context)];
  return setTo(read, only, value, at, context, update ?? {}, node);
}

const TARGETS = 'Only names, items and attributes are set. Write one assignment each.';

function isTarget(target: Expression): boolean {
  if (target.kind === 'name') return true;
  if (target.kind !== 'attribute' && target.kind !== 'index') return false;
  return [...walk(target)].every((node) => node.kind !== 'opaque');
}

/**
 * The targets in the order in which they are set. Where a later one would read what an earlier one has set
 * (`a = b = b + 1`), it takes the value from the earlier name.
 */
function setTo(
  targets: readonly Expression[],
  named: SyntaxNode,
  value: SyntaxNode,
  at: Span,
  context: Context,
  extra: Pick<Extract<Statement, { kind: 'assign' }>, 'operator' | 'annotation'>,
  root = value,
): Statement[] {
  const [only] = targets;
  const path = only && only.kind !== 'index' ? targetNames(only)[0] : undefined;
  if (path !== undefined && extra.operator === undefined) {
    const definition = readNamed(path, named, value, context);
    if (definition && targets.length === 1) return definition;
    // `const g = exports.g = function …`: the others are set to the first, which has become a definition.
    if (definition && only) {
      const rest = targets.slice(1).map((target): Statement => ({ kind: 'assign', span: at, target, value: only }));
      return [...definition, ...rest];
    }
  }
  context.effects = { ...context.effects, path: targets.length === 1 ? pathFor(value, path) : undefined };
  const read = once(value, context, root);
  // A function has become a definition of that name.
  if (context.effects.path !== undefined && read.kind === 'name') return [];
  const used = new Set([...walk(read)].flatMap((node) => (node.kind === 'name' ? [node.name] : [])));
  const reread = targets.flatMap(targetNames).some((name) => used.has(name.split('.', 1)[0] ?? name));
  const first = targets.find((target) => target.kind === 'name');
  if (targets.length > 1 && reread && !first) return [unknown(at, TARGETS, targets.flatMap(targetNames))];
  const ordered = first ? [first, ...targets.filter((target) => target !== first)] : targets;
  return ordered.map((target, i) => ({
    kind: 'assign',
    span: at,
    target,
    value: i > 0 && reread && first ? first : read,
    ...extra,
  }));
}

/** A function with statements, or a class, that gets its name by an assignment. */
function readNamed(path: string, target: SyntaxNode, value: SyntaxNode, context: Context): Statement[] | undefined {
  const inner = value.name === 'ParenthesizedExpression' ? (value.firstChild?.nextSibling ?? value) : value;
  const name = textOf(target, context) === path ? target : path;
  if (inner.name === 'ClassExpression') return readClass(inner, context, path);
  if (!/^(?:FunctionExpression|ArrowFunction)$/.test(inner.name) || returnedValue(inner)) return undefined;
  return context.definition(inner, name, context);
}
