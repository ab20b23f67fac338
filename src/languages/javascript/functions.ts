/** Calls, functions as values, and parameter lists. */
import type { SyntaxNode } from '@lezer/common';
import { type Span, span } from '../../base/span.ts';
import type { Expression, FunctionDefinition, Lambda, Parameter, Statement, Unreadable } from '../../syntax/tree.ts';
import { ARGUMENTS, SELF } from '../code.ts';
import { callOf, nameOf, unreadable } from '../expression/nodes.ts';
import { setInside, withInside } from '../inside.ts';
import { betweenCommas, isBroken, parts, spanOf, visit } from '../lezer.ts';
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
  const read = context.expression(generic, context);
  const args = betweenCommas(parts(list).slice(1, -1)).map((group) => readItem(group, context));
  return callOf(read, args, spanOf(node));
}

/** An argument, or an item of a list: `x`, `...x`. */
export function readItem(group: readonly SyntaxNode[], context: Context): Expression {
  const [first, value, ...more] = group;
  if (first?.name !== 'Spread' || !value || more.length > 0) {
    if (first && !value) return context.expression(first, context);
    const at = { from: first?.from ?? 0, to: group[group.length - 1]?.to ?? 0 };
    return unreadable(context.text.slice(at.from, at.to), SYNTAX, at);
  }
  const at = span(first.from, value.to);
  return { kind: 'spread', value: context.expression(value, context), span: at, outer: at };
}

/** Arrays of a size, and objects of classes of this file: a class is nothing else that can be called. */
export function readNew(node: SyntaxNode, context: Context): Expression {
  const [, callee, list, ...more] = parts(node).filter((part) => part.name !== 'TypeArgList');
  const name = callee ? textOf(callee, context) : '';
  const args =
    list?.name === 'ArgList' && !isBroken(list)
      ? betweenCommas(parts(list).slice(1, -1)).map((group) => readItem(group, context))
      : [];
  if (!callee || more.length > 0 || !(ARRAYS.test(name) || isClass(name, context))) {
    return refuse(node, 'New objects are not read. Write arrays as [ … ].', context);
  }
  return callOf(nameOf(name, spanOf(callee)), args, spanOf(node));
}

const ARRAYS = /^(?:Array|(?:Float(?:32|64)|U?[iI]nt(?:8|16|32)|Uint8Clamped)Array)$/;

function isClass(name: string, context: Context): boolean {
  return /^[\w$]+$/.test(name) && new RegExp(`\\bclass\\s+${name.replaceAll('$', '\\$&')}\\b`).test(context.text);
}

/**
 * `x => x ** 2`, and functions whose only statement is a `return`, are lambdas by their expression. Others become
 * definitions before the statement that they stand in, named by path where there is one (`const Easing = { quad(t)
 * { … } }`); those without a name stand in the expression too, as lambdas with statements.
 */
export function readFunctionValue(node: SyntaxNode, context: Context): Expression {
  const { path } = context.effects;
  const simple = node.name === 'Property' || isGenerator(node) ? undefined : readSimple(node, context);
  if (simple?.kind === 'lambda') return simple;
  const made = simple ?? readWhole(node, path ?? '', context);
  if (path !== undefined) return nameOf(path, spanOf(node));
  const reason = 'A function with statements stands inside an expression. Give it a name and call it by that.';
  const shown = unreadable(textOf(node, context), reason, spanOf(node));
  if (!made) return shown;
  const { parameters, body: statements, nonlocal } = made;
  return {
    kind: 'lambda',
    parameters,
    body: shown,
    statements,
    ...(nonlocal && { nonlocal }),
    span: spanOf(node),
    outer: spanOf(node),
  };
}

/** A lambda, or a definition that returns an expression after steps; undefined for more than one statement. */
function readSimple(node: SyntaxNode, context: Context): Lambda | FunctionDefinition | undefined {
  const { path } = context.effects;
  const body = returnedValue(node);
  const list = node.getChild('ParamList');
  if (!body || !list) return undefined;
  const doubts = context.untrusted(node);
  const { unsure, shared } = doubts;
  const inside: Context = { ...context, effects: newEffects(body), unsure, shared, inFunction: true, setsNames: true };
  const { parameters, before, broken } = readParameters(list, context);
  const value = context.expression(body, inside);
  const returned = withInside([{ kind: 'return', span: spanOf(body), value }]);
  const steps = [...before, ...ownDoubts(node, path, context), ...doubtful(list, parameters, doubts)];
  const statements = [...steps, ...pending(body, inside), ...returned];
  const isMethod = path !== undefined && node.name !== 'ArrowFunction' && usesThis(node);
  // In an object it is a function of that object, as others there are, and may be the derivative of one.
  const isPart = path?.includes('.') === true;
  if (statements.length === 1 && !broken && !isMethod && !isPart) {
    return {
      kind: 'lambda',
      parameters,
      body: value,
      ...nonlocalNames(doubts),
      span: spanOf(node),
      outer: spanOf(node),
    };
  }
  context.defined.add(keyOf(node));
  const place = { span: spanOf(node), nameSpan: nameSpanOf(node, context) };
  const receiver = isMethod ? { receiver: 'this' } : {};
  const definition = {
    kind: 'function',
    name: path ?? '',
    ...place,
    parameters,
    body: statements,
    ...receiver,
    ...nonlocalNames(doubts),
  } as const;
  context.effects.before.push(definition);
  if (broken && path) context.effects.before.push(unknown(spanOf(list), SYNTAX, [path]));
  return broken ? { ...definition, body: [{ ...unknown(spanOf(list), SYNTAX, []), leaves: 'perhaps' }] } : definition;
}

/** Of a function in an object its key. */
export function nameSpanOf(node: SyntaxNode, { effects: { path, key } }: Context): Span {
  return path !== undefined && key ? spanOf(key) : span(node.from, node.from);
}

/** Any other function as a definition; undefined where its statements alone do not tell what it gives. */
function readWhole(node: SyntaxNode, path: string, context: Context): FunctionDefinition | undefined {
  const read = context.definition(node, path, context);
  context.effects.before.push(...read);
  const [only, ...more] = read;
  return only?.kind === 'function' && more.length === 0 && !isGenerator(node) ? only : undefined;
}

/**
 * What a function itself brings along and the tree does not tell: its own name (`(function g(x) { … g(x - 1) … })`),
 * and, where it has no name to be called by, its `this`.
 */
export function ownDoubts(node: SyntaxNode, name: string | undefined, context: Context): Statement[] {
  if (node.name === 'ArrowFunction') return [];
  const own = node.name === 'FunctionExpression' ? node.getChild('VariableDefinition') : null;
  const names = [
    ...(own && textOf(own, context) !== name && mentions(node, textOf(own, context), context)
      ? [textOf(own, context)]
      : []),
    ...(!name && usesThis(node) ? ['this'] : []),
  ];
  const collected = readArguments(node, context);
  if (names.length === 0) return collected;
  const [self] = own && names.length === 1 && names[0] !== 'this' ? names : [];
  if (self !== undefined) {
    const at = span(node.from, node.from);
    return [{ kind: 'assign', span: at, target: nameOf(self, at), value: nameOf(SELF, at) }, ...collected];
  }
  return [
    unknown(span(node.from, node.from), `What “${names.join('” and “')}” stands for here is not followed.`, names),
    ...collected,
  ];
}

const ALIASES = 'An entry of “arguments” may be another name of a parameter that is set here.';

/** `arguments`, where the function reads it itself: the list of what was handed over. */
function readArguments(node: SyntaxNode, context: Context): Statement[] {
  const isSelf = (inner: SyntaxNode) => inner.from === node.from && inner.to === node.to;
  let found = false;
  let isSet = false;
  const parameters = new Set<string>();
  const list = node.getChild('ParamList');
  for (const part of list ? parts(list) : []) parameters.add(textOf(part, context));
  visit(node, (inner) => {
    const text = inner.name === 'VariableName' ? textOf(inner, context) : '';
    if (text === 'arguments') found = true;
    const [target] = /^(?:AssignmentExpression|PostfixExpression)$/.test(inner.name) ? parts(inner) : [];
    const [, operand] = inner.name === 'UnaryExpression' ? parts(inner) : [];
    for (const set of [target, operand]) {
      const root = set ? textOf(set, context).split(/[^\w$]/u, 1)[0] : undefined;
      const isEntry = root === 'arguments' || (set?.name === 'VariableName' && parameters.has(root ?? ''));
      if (isEntry && (set === target || /^(?:\+\+|--)/.test(textOf(inner, context)))) isSet = true;
    }
    return isSelf(inner) || !/^(?:FunctionExpression|FunctionDeclaration|MethodDeclaration)$/.test(inner.name);
  });
  const at = span(node.from, node.from);
  if (!found) return [];
  if (isSet) return [unknown(at, ALIASES, ['arguments'])];
  return [{ kind: 'assign', span: at, target: nameOf('arguments', at), value: nameOf(ARGUMENTS, at) }];
}

function mentions(node: SyntaxNode, name: string, context: Context): boolean {
  let found = false;
  visit(node, (inner) => {
    found ||= inner.name === 'VariableName' && textOf(inner, context) === name;
    return !found;
  });
  return found;
}

/** Whether the function, or an arrow function inside of it, reads the `this` of its call. */
export function usesThis(node: SyntaxNode): boolean {
  let found = false;
  visit(node, (inner) => {
    found ||= inner.name === 'this';
    const isOther = inner.from !== node.from || inner.to !== node.to;
    return !found && !(isOther && /^(?:Function\w+|Class\w+|MethodDeclaration)$/.test(inner.name));
  });
  return found;
}

/** What the expressions of a statement do besides having a value, as statements that stand before it. */
export function pending(node: SyntaxNode, { effects }: Context): Statement[] {
  const { before, binds, yields } = effects;
  if (binds.size === 0 && !yields) return before;
  const reason = yields ? '`yield` hands over to the caller.' : 'A name is set inside an expression.';
  const leaves = yields ? ({ leaves: 'perhaps' } as const) : {};
  return [{ ...unknown(spanOf(node), reason, [...binds]), ...leaves }, ...before];
}

/** The names of functions around that a function sets. */
export function nonlocalNames({ nonlocal }: Doubts): { nonlocal?: readonly string[] } {
  return nonlocal.size > 0 ? { nonlocal: [...nonlocal] } : {};
}

const SHARED = 'The name is also set by a function inside.';

/** What is not certain from the start of a function. */
export function doubtful(
  list: SyntaxNode,
  parameters: readonly Parameter[],
  { unsure, shared, early }: Doubts,
): Statement[] {
  const own = parameters.map(({ name }) => name).filter((name) => shared.has(name) && !unsure.has(name));
  const told = own.length > 0 ? [setInside(spanOf(list), SHARED, own)] : [];
  const names = new Set([...early, ...parameters.map(({ name }) => name).filter((name) => unsure.has(name))]);
  if (names.size === 0) return told;
  return [
    ...told,
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

/** What is called gives no plain value: a generator, or a promise. */
export function isGenerator(node: SyntaxNode): boolean {
  return node.getChild('Star') !== null || node.getChild('async') !== null;
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
      if (target.name === 'VariableDefinition') {
        parameters.push({ ...readParameter(target, group, context), rest: 'list' });
        before.push(setInside(spanOf(target), COLLECTS, binding.names));
      } else {
        before.push(unknown(spanOf(target), COLLECTS, binding.names));
        broken = true;
      }
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

const COLLECTS = 'A parameter with … collects any number of arguments. Name each parameter.';

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
    ...(sign >= 0 && { default: value && !value.type.isError ? readPreset(value, context) : missing(target) }),
    ...(type && { annotation: annotationOf(type, context) }),
  };
}

function readPreset(value: SyntaxNode, context: Context): Expression {
  const { setsNames } = context;
  context.setsNames = false;
  const read = context.expression(value, context);
  context.setsNames = setsNames;
  return read;
}

function missing(after: SyntaxNode): Expression {
  return unreadable('', SYNTAX, span(after.to, after.to));
}

export function annotationOf(type: SyntaxNode, context: Context): string {
  return textOf(type, context).replace(/^:\s*/, '');
}
