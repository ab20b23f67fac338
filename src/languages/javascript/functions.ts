/** Calls, functions as values, and parameter lists. */
import type { SyntaxNode } from '@lezer/common';
import { type Span, span } from '../../base/span.ts';
import type { Expression, Parameter, Statement, Unreadable } from '../../syntax/tree.ts';
import { nameOf, unreadable } from '../expression/nodes.ts';
import { betweenCommas, isBroken, parts, spanOf } from '../lezer.ts';
import { type Context, keyOf, newEffects, textOf } from './context.ts';
import { type Binding, readPattern } from './patterns.ts';
import { refuse, SYNTAX } from './refuse.ts';
import type { Doubts } from './scopes.ts';

export function readCall(node: SyntaxNode, context: Context): Expression {
  const [callee, list, ...more] = parts(node).filter((part) => part.name !== 'TypeArgList');
  if (callee?.name === 'super') return refuse(node, '“super” is not followed.', context);
  if (list?.name === '?.') return refuse(node, '?. may give nothing; only numbers are read.', context);
  if (!callee || list?.name !== 'ArgList' || more.length > 0 || isBroken(list)) return refuse(node, SYNTAX, context);
  const generic = callee.name === 'InstantiationExpression' ? callee.firstChild : callee;
  if (!generic) return refuse(node, SYNTAX, context);
  const groups = betweenCommas(parts(list).slice(1, -1));
  if (groups.some((group) => group.length !== 1)) {
    return refuse(node, 'Arguments spread with … are not read. Write them out.', context);
  }
  const read = context.expression(generic, context);
  const args = groups.flat().map((argument) => context.expression(argument, context));
  const at = spanOf(node);
  return { kind: 'call', callee: read, args, keywords: [], span: at, outer: at };
}

/**
 * `x => x ** 2`, and functions whose only statement is a `return`, are lambdas. Others become definitions before the
 * statement that they stand in, named by path where there is one (`const Easing = { quad(t) { … } }`).
 */
export function readFunctionValue(node: SyntaxNode, context: Context): Expression {
  const { path } = context.effects;
  const body = returnedValue(node);
  const list = node.getChild('ParamList');
  if (body && list && !isGenerator(node)) {
    const { parameters, before, broken } = readParameters(list, context);
    const { unsure, early } = context.untrusted(node);
    const inside: Context = { ...context, effects: newEffects(body), unsure, inFunction: true };
    const value = context.expression(body, inside);
    const steps = [...before, ...doubtful(list, parameters, { unsure, early }), ...pending(body, inside)];
    if (steps.length === 0 && !broken) {
      return { kind: 'lambda', parameters, body: value, span: spanOf(node), outer: spanOf(node) };
    }
    context.defined.add(keyOf(node));
    const statements: Statement[] = [...steps, { kind: 'return', span: spanOf(body), value }];
    const place = { span: spanOf(node), nameSpan: span(node.from, node.from) };
    context.effects.before.push({ kind: 'function', name: path ?? '', ...place, parameters, body: statements });
    if (broken && path) context.effects.before.push(unknown(spanOf(list), SYNTAX, [path]));
  } else {
    context.effects.before.push(...context.definition(node, path ?? '', context));
  }
  if (path !== undefined) return nameOf(path, spanOf(node));
  const reason = 'A function with statements stands inside an expression. Give it a name and call it by that.';
  return unreadable(textOf(node, context), reason, spanOf(node));
}

/** What the expressions of a statement do besides having a value, as statements that stand before it. */
export function pending(node: SyntaxNode, { effects }: Context): Statement[] {
  const { before, binds, yields } = effects;
  if (binds.size === 0 && !yields) return before;
  const reason = yields ? '`yield` hands over to the caller.' : 'A name is set inside an expression.';
  const leaves = yields ? ({ leaves: 'perhaps' } as const) : {};
  return [{ ...unknown(spanOf(node), reason, [...binds]), ...leaves }, ...before];
}

/** What is not certain from the start of a function. */
export function doubtful(list: SyntaxNode, parameters: readonly Parameter[], { unsure, early }: Doubts): Statement[] {
  const names = new Set([...early, ...parameters.map(({ name }) => name).filter((name) => unsure.has(name))]);
  if (names.size === 0) return [];
  return [
    unknown(spanOf(list), `${[...names].join(', ')}: read before it is set, or set by a function inside.`, [...names]),
  ];
}

/** Names that are not known from here on. */
export function unknown(at: Span, reason: string, binds: readonly string[]): Unreadable {
  return { kind: 'unreadable', span: at, reason, binds };
}

/** The expression that is the whole body. */
export function returnedValue(node: SyntaxNode): SyntaxNode | undefined {
  const body = parts(node).pop();
  if (!body || isBroken(node)) return undefined;
  if (body.name !== 'Block') return node.name === 'ArrowFunction' ? body : undefined;
  const [, only, close] = parts(body);
  if (only?.name !== 'ReturnStatement' || close?.name !== '}' || isBroken(body) || isBroken(only)) return undefined;
  const value = parts(only)[1];
  return value && value.name !== ';' ? value : undefined;
}

export function isGenerator(node: SyntaxNode): boolean {
  return node.getChild('Star') !== null;
}

export interface Parameters {
  readonly parameters: readonly Parameter[];
  /** What stands at the start of the body: patterns taken apart, names that cannot be known. */
  readonly before: readonly Statement[];
  /** Some of the list cannot be read. */
  readonly broken: boolean;
}

/** A pattern is a parameter named as it is written (`[x, y]`), taken apart by assignments before the body. */
export function readParameters(list: SyntaxNode, context: Context): Parameters {
  const parameters: Parameter[] = [];
  const before: Statement[] = [];
  let broken = false;
  const inside = parts(list).filter((part) => part.name !== '(' && part.name !== ')');
  for (const group of betweenCommas(inside)) {
    const target = group.find((part) => /^(?:VariableDefinition|ArrayPattern|ObjectPattern)$/.test(part.name));
    if (!target || isBroken(target)) {
      broken ||= group[0]?.name !== 'this';
      continue;
    }
    if (group.some((part) => part.name === 'Spread')) {
      const binding = readPattern(target, undefined, context);
      before.push(unknown(spanOf(target), COLLECTS, binding.names));
      continue;
    }
    const parameter = readParameter(target, group, context);
    parameters.push(parameter);
    if (group.some((part, i) => part.type.isError && group[i - 1]?.name !== 'Equals')) broken = true;
    if (target.name !== 'VariableDefinition') {
      before.push(...statementsOf(readPattern(target, nameOf(parameter.name, spanOf(target)), context), target));
    } else if (group.some((part) => part.name === 'Privacy' || part.name === 'readonly')) {
      before.push(ownProperty(target, parameter.name));
    }
  }
  return { parameters, before, broken };
}

const COLLECTS = 'A parameter with … collects any number of arguments; it is not read. Name each parameter.';

/** TypeScript's `constructor(private k: number)` sets `this.k`. */
function ownProperty(target: SyntaxNode, name: string): Statement {
  const at = spanOf(target);
  const property: Expression = { kind: 'attribute', base: nameOf('this', at), name, span: at, outer: at };
  return { kind: 'assign', span: at, target: property, value: nameOf(name, at) };
}

/** The assignments that a pattern amounts to. */
export function statementsOf(binding: Binding, node: SyntaxNode, at: Span = spanOf(node)): Statement[] {
  if (binding.reason !== undefined) return [unknown(at, binding.reason, binding.names)];
  return binding.assignments.map(({ target, value }) => ({ kind: 'assign', span: at, target, value }));
}

function readParameter(target: SyntaxNode, group: readonly SyntaxNode[], context: Context): Parameter {
  const type = group.find((part) => part.name === 'TypeAnnotation');
  const sign = group.findIndex((part) => part.name === 'Equals');
  const value = group[sign + 1];
  const name = textOf(target, context);
  return {
    name: target.name === 'VariableDefinition' ? name : name.replace(/\s+/g, ' '),
    span: spanOf(target),
    ...(sign >= 0 && { default: value && !value.type.isError ? context.expression(value, context) : missing(target) }),
    ...(type && { annotation: annotationOf(type, context) }),
  };
}

function missing(after: SyntaxNode): Expression {
  return unreadable('', SYNTAX, span(after.to, after.to));
}

export function annotationOf(type: SyntaxNode, context: Context): string {
  return textOf(type, context).replace(/^:\s*/, '');
}
