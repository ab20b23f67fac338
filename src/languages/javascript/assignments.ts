/** Declarations and assignments as statements of their own. */
import type { SyntaxNode } from '@lezer/common';
import type { Span } from '../../base/span.ts';
import { linearName, walk } from '../../syntax/names.ts';
import type { Assign, Expression, Statement } from '../../syntax/tree.ts';
import { targetNames } from '../code.ts';
import { callOf, nameOf, sequence } from '../expression/nodes.ts';
import { namesSetWithin } from '../inside.ts';
import { betweenCommas, isBroken, parts, spanOf } from '../lezer.ts';
import { chained, TARGETS, updated } from '../setting.ts';
import { readClass } from './classes.ts';
import { type Context, newEffects, pathFor, textOf } from './context.ts';

import { annotationOf, pending, returnedValue, statementsOf, unknown } from './functions.ts';
import { readRequire } from './imports.ts';
import { isTarget, one, readUpdate } from './inner.ts';
import { isRepeatable, readPattern } from './patterns.ts';
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
  const isVar = target.parent?.getChild('var') !== null;
  if (!written) return [{ kind: 'assign', span: at, target: name, value: undefinedAt(target, isVar) }];
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

/** `let x;` gives x no value; `var x;` leaves one that it has. */
function undefinedAt({ to }: SyntaxNode, isVar: boolean): Expression {
  const at = { from: to, to };
  if (!isVar) return { kind: 'none', span: at, outer: at };
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
    return set([target], one(sign), at, update);
  }
  if (node.name !== 'AssignmentExpression') return undefined;
  const targets: SyntaxNode[] = [];
  let value: SyntaxNode | undefined = node;
  let update: ReturnType<typeof readUpdate> = {};
  while (value?.name === 'AssignmentExpression' && !update?.operator && !isBroken(value)) {
    const [target, sign, next]: SyntaxNode[] = parts(value);
    if (!target || !sign || !next) break;
    const does = readUpdate(sign, context);
    const onBits = does || targets.length > 0 ? undefined : readOnBits(target, sign, next, at, context);
    if (onBits) return onBits;
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

/** `n |= 0`, `k >>= 1` of a name. */
function readOnBits(
  target: SyntaxNode,
  sign: SyntaxNode,
  next: SyntaxNode,
  at: Span,
  context: Context,
): Statement[] | undefined {
  const bits = /^(&|\||\^|<<|>>>?)=$/.exec(textOf(sign, context))?.[1];
  if (bits === undefined || target.name !== 'VariableName' || next.name === 'AssignmentExpression') return undefined;
  const name = once(target, context);
  const value = once(next, context);
  if (name.kind !== 'name' || namesSetWithin(value).length > 0) return undefined;
  const callee = nameOf(bits, spanOf(sign));
  return [{ kind: 'assign', span: at, target: name, value: callOf(callee, [name, value], at) }];
}

/** `[x[i], x[j]] = [x[j], x[i]]`, which the grammar takes for `[…][…]` with an error between them. */
export function readSwap(node: SyntaxNode, statement: SyntaxNode, context: Context): Statement[] | undefined {
  const [left, error, open, values, close, ...more] = node.name === 'MemberExpression' ? parts(node) : [];
  const isSign =
    error?.type.isError === true && error.firstChild?.name === 'Equals' && error.to === error.firstChild.to;
  if (left?.name !== 'ArrayExpression' || !isSign || open?.name !== '[' || !values) return undefined;
  if (close?.name !== ']' || more.length > 0) return undefined;
  const target = context.expression(left, context);
  const items = values.name === 'SequenceExpression' ? betweenCommas(parts(values)) : [[values]];
  const read = items.map(([item, another]) => (item && !another ? context.expression(item, context) : undefined));
  const given = read.filter((item) => item !== undefined);
  if (target.kind !== 'sequence' || given.length !== read.length || given.length !== target.items.length) {
    return undefined;
  }
  const isPlain = target.items.every((item) => isTarget(item) && isRepeatable(item));
  if (!isPlain || namesSetWithin(...given).length > 0) return undefined;
  const value = sequence('list', given, { from: open.from, to: close.to });
  return [{ kind: 'assign', span: spanOf(statement), target: { ...target, form: 'tuple' }, value }];
}

/**
 * The targets in the order in which they are set. Where a later one would read what an earlier one has set
 * (`a = b = b + 1`), it takes the value from the earlier name.
 */
export function setTo(
  targets: readonly Expression[],
  named: SyntaxNode,
  value: SyntaxNode,
  at: Span,
  context: Context,
  extra: Pick<Assign, 'operator' | 'annotation'>,
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
  return set(targets, read, at, extra);
}

/** What the targets are set to. A step in the only target, `out[k++] = …`, is carried out before. */
function set(
  targets: readonly Expression[],
  value: Expression,
  at: Span,
  { operator, ...annotated }: Pick<Assign, 'operator' | 'annotation'>,
): Statement[] {
  const stepped = targets.map((target) => (operator ? withoutCall(withoutStep(target)) : withoutStep(target)));
  const before = stepped.flatMap((one) => one.before);
  const places = stepped.map((one) => one.place);
  const [only] = places;
  if (!only || namesSetWithin(...places).length > 0 || (before.length > 0 && places.length > 1)) {
    return [unknown(at, TARGETS, [...targets.flatMap(targetNames), ...namesSetWithin(value, ...targets)])];
  }
  if (!operator) return [...before, ...chained(places, value, at, annotated, true)];
  if (!isRepeatable(only)) return [unknown(at, TARGETS, targets.flatMap(targetNames))];
  return [...before, updated(only, value, at, { operator })];
}

interface Stepped {
  readonly place: Expression;
  readonly before: readonly Statement[];
}

/** `out[k++]`: the index gets a name, spelled as it is written, and k its new value. */
function withoutStep(target: Expression): Stepped {
  const [index, more] = target.kind === 'index' ? target.indices : [];
  if (target.kind !== 'index' || index?.kind !== 'assignment' || index.worth !== 'old' || more) {
    return { place: target, before: [] };
  }
  const { target: counter, value, span: at } = index;
  if (counter.kind !== 'name' || [...walk(target.base)].some((node) => linearName(node) === counter.name)) {
    return { place: target, before: [] };
  }
  const kept = nameOf(`${counter.name}++`, at);
  const before: Statement[] = [
    { kind: 'assign', span: at, target: kept, value: counter },
    { kind: 'assign', span: at, target: counter, value },
  ];
  return { place: { ...target, indices: [{ ...kept, outer: index.outer }] }, before };
}

/** `bins[Math.floor(x)] += 1`: an index that calls something is worked out once. */
function withoutCall(stepped: Stepped): Stepped {
  const { place, before } = stepped;
  const [index, more] = place.kind === 'index' ? place.indices : [];
  if (place.kind !== 'index' || !index || more || isRepeatable(index) || !isRepeatable(place.base)) return stepped;
  if ([...walk(index)].some(({ kind }) => kind === 'assignment' || kind === 'lambda' || kind === 'opaque'))
    return stepped;
  const kept = nameOf(`[${index.span.from}]`, index.span);
  return {
    place: { ...place, indices: [{ ...kept, outer: index.outer }] },
    before: [...before, { kind: 'assign', span: index.span, target: kept, value: index }],
  };
}

/** A function with statements, or a class, that gets its name by an assignment. */
function readNamed(path: string, target: SyntaxNode, value: SyntaxNode, context: Context): Statement[] | undefined {
  const inner = value.name === 'ParenthesizedExpression' ? (value.firstChild?.nextSibling ?? value) : value;
  const name = textOf(target, context) === path ? target : path;
  if (inner.name === 'ClassExpression') return readClass(inner, context, path);
  if (!/^(?:FunctionExpression|ArrowFunction)$/.test(inner.name) || returnedValue(inner)) return undefined;
  return context.definition(inner, name, context);
}
