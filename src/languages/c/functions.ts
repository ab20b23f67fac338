/** Functions, methods and lambdas. */
import type { SyntaxNode } from '@lezer/common';
import { span } from '../../base/span.ts';
import type { Expression, Parameter, Statement } from '../../syntax/tree.ts';
import { namesSetBy } from '../code.ts';
import { nameOf, unreadable } from '../expression/nodes.ts';
import { betweenCommas, isBroken, parts, spanOf } from '../lezer.ts';
import { changedIn } from './blocks.ts';
import { handedOn } from './combine.ts';
import { type Context, closeScope, newEffects, openScope, type Parameters, textOf, type Variable } from './context.ts';
import { annotationOf, declaratorOf, declaredType, isDeclarator, specifiersOf, squeezed } from './declarators.ts';
import { tokensOf } from './lex.ts';
import { readValue } from './parse.ts';
import { depthAt } from './preprocessor.ts';
import { namesSetIn, SYNTAX, unknown, unread } from './refuse.ts';
import { isInt, isStruct, type Type, typeOf, UNKNOWN } from './types.ts';

export function readFunction(node: SyntaxNode, context: Context): Statement[] {
  const all = parts(node);
  const head = all.find((part) => isDeclarator(part));
  const body = all.find((part) => part.name === 'CompoundStatement');
  const declarator = head && declaratorOf(head, context);
  if (!head || !declarator?.list || declarator.stars > 1 || isBroken(node) || isBroken(head))
    return [unread(node, SYNTAX, context)];
  if (!body)
    return all.some((part) => part.name === 'TryStatement')
      ? [unread(node, 'A function that is one try is not read.', context)]
      : [];
  const specifiers = squeezed(specifiersOf(node, head, context));
  const path = textOf(declarator.name, context).replace(/\s/g, '').split('::');
  const own = path.pop() ?? '';
  const owner = path
    .filter((part) => !context.namespaces.has(part))
    .pop()
    ?.replace(/<.*$/, '');
  const members = owner ? (context.classes.get(owner) ?? new Map()) : context.members;
  const isMethod =
    (owner !== undefined || context.members.size > 0 || isInClass(node)) &&
    !/\bstatic\b/.test(specifiersOf(node, head, context));
  const isConstructor = own === (owner ?? classAround(node, context)) && !declarator.stars;
  const returns = typeOf(`${specifiers}${'*'.repeat(declarator.stars)}`, context.types);
  const inside: Context = {
    ...context,
    scopes: [],
    members,
    returns,
    inFunction: true,
    effects: newEffects(),
    changed: changedIn(body, context.text, context),
    conditionalDepth: depthAt(context.conditionals, node.from),
    depth: context.depth + 1,
  };
  openScope(inside);
  const { parameters, variables, broken } = readParameters(declarator.list, inside);
  for (const [name, variable] of variables) inside.scopes[0]?.variables.set(name, variable);
  const start = [...copiedParameters(variables, spanOf(declarator.list), inside), ...readInitializers(node, inside)];
  const statements = isTangled(body, context)
    ? [{ ...unread(body, TANGLED, context), leaves: 'perhaps' as const }]
    : inside.block(parts(body), inside);
  const name = isConstructor ? 'constructor' : own.replace(/<.*$/, '');
  const definition: Statement = {
    kind: 'function',
    span: spanOf(node),
    name: owner ? `${owner}.${name}` : name,
    nameSpan: spanOf(declarator.name),
    parameters,
    body: [...start, ...statements],
    ...(isMethod && { receiver: 'this' }),
  };
  const lost: Statement[] = [];
  if (broken) lost.push(unknown(spanOf(declarator.list), 'Some of the parameters are not read.', [definition.name]));
  if (context.overloaded.has(`${scopeOf(node)}:${textOf(declarator.name, context)}`))
    lost.push(unknown(spanOf(node), FORMS, [definition.name]));
  return [definition, ...lost];
}

const FORMS = 'The function has several forms; which one is called depends on types. Give each a name of its own.';
const TANGLED = 'Braces open and close in different branches of #if; the body is not read.';

export function scopeOf(node: SyntaxNode): number {
  for (let around = node.parent; around; around = around.parent) {
    if (/^(?:FieldDeclarationList|CompoundStatement)$/.test(around.name)) return around.from;
  }
  return 0;
}

function isInClass(node: SyntaxNode): boolean {
  return node.parent?.name === 'FieldDeclarationList' || node.parent?.parent?.name === 'FieldDeclarationList';
}

function classAround(node: SyntaxNode, context: Context): string | undefined {
  for (let around = node.parent; around; around = around.parent) {
    if (/^(?:Class|Struct)Specifier$/.test(around.name)) {
      const name = around.getChild('TypeIdentifier') ?? around.getChild('TemplateType');
      return name ? textOf(name, context).replace(/<.*$/s, '') : undefined;
    }
  }
  return undefined;
}

/** Each branch of an `#if` in a body must close the braces that it opens. */
function isTangled(body: SyntaxNode, context: Context): boolean {
  const lines = context.conditionals.filter(({ from, to }) => body.from < from && to < body.to);
  return lines.some((line, i) => {
    if (line.does === 'close') return false;
    let depth = 0;
    const end = lines.slice(i + 1).find(({ does }) => {
      if (depth === 0 && does !== 'open') return true;
      depth += does === 'open' ? 1 : does === 'close' ? -1 : 0;
      return false;
    });
    const stretch = context.text.slice(line.to, end?.from ?? body.to);
    return !end || (stretch.match(/\{/g)?.length ?? 0) !== (stretch.match(/\}/g)?.length ?? 0);
  });
}

/** `A(double a) : a(a)` sets this.a. */
function readInitializers(node: SyntaxNode, context: Context): Statement[] {
  const list = node.getChild('FieldInitializerList');
  if (!list) return [];
  return parts(list)
    .filter((part) => part.name === 'FieldInitializer')
    .map((part) => {
      const [field, given] = parts(part);
      const name = field ? textOf(field, context) : '';
      const at = spanOf(part);
      const inner = given ? span(given.from + 1, given.to - 1) : at;
      const isOne = given && parts(given).filter(({ name: kind }) => kind !== ',').length === 3;
      if (!field || !given || !isOne || field.name !== 'FieldIdentifier')
        return unknown(at, 'This start of a member is not read.', [`this.${name}`]);
      const base: Expression = {
        kind: 'name',
        name: 'this',
        base: 'this',
        accents: [],
        span: span(at.from, at.from),
        outer: span(at.from, at.from),
      };
      const target: Expression = { kind: 'attribute', base, name, span: spanOf(field), outer: spanOf(field) };
      return { kind: 'assign', span: at, target, value: readValue(inner, context).node };
    });
}

/** A class handed over by value is a copy: what is set in it is not seen outside. */
function copiedParameters(
  variables: ReadonlyMap<string, Variable>,
  at: { from: number; to: number },
  context: Context,
): Statement[] {
  const changed = [...variables].filter(
    ([name, { type, aliases }]) => type.copied && !aliases && context.changed.has(name),
  );
  const names = changed.filter(([, { type }]) => !isStruct(type)).map(([name]) => name);
  const copies = changed
    .filter(([, { type }]) => isStruct(type))
    .map(([name, { type }]): Statement => {
      const target = nameOf(name, span(at.from, at.from));
      return { kind: 'assign', span: at, target, value: handedOn({ node: target, type }, type) };
    });
  return names.length > 0
    ? [unknown(at, 'A copy of an argument is changed here; pass it by reference.', names), ...copies]
    : copies;
}

export function readParameters(list: SyntaxNode, context: Context): Parameters {
  const parameters: Parameter[] = [];
  const variables = new Map<string, Variable>();
  const sets: number[] = [];
  const whole = new Map<number, Type>();
  let broken = isBroken(list);
  const inside = parts(list).filter((part) => part.name !== '(' && part.name !== ')');
  betweenCommas(inside).forEach(([node, ...more], i) => {
    if (!node || more.length > 0 || !/^(?:Optional)?ParameterDeclaration$/.test(node.name)) {
      broken = true;
      return;
    }
    const head = parts(node).find((part) => isDeclarator(part));
    const declarator = head && declaratorOf(head, context);
    const specifiers = specifiersOf(node, head, context);
    if (!head || !declarator) {
      if (/^\s*void\s*$/.test(specifiers)) return;
      parameters.push({ name: `_${i}`, span: spanOf(node), annotation: squeezed(specifiers) });
      return;
    }
    const name = textOf(declarator.name, context);
    const type = declarator.list ? UNKNOWN : declaredType(specifiers, declarator, context);
    const isSet = declarator.reference && !/\bconst\b/.test(specifiers);
    if (isSet) sets.push(i);
    if (isInt(type)) whole.set(i, type);
    const callable = declarator.list !== undefined || /function\s*</.test(specifiers);
    // By reference nothing is copied, and what is set is set for the caller too.
    variables.set(name, {
      type: declarator.reference ? { ...type, copied: false } : type,
      ...(callable && { callable }),
    });
    const value = node.name === 'OptionalParameterDeclaration' ? parts(node).pop() : undefined;
    const annotation = declarator.list ? textOf(node, context) : annotationOf(specifiers, declarator);
    parameters.push({
      name,
      span: spanOf(declarator.name),
      annotation,
      ...(value && { default: readValue(spanOf(value), context).node }),
    });
  });
  return { parameters, variables, sets, whole, broken };
}

/** A lambda with one `return` is its value; others keep their statements. What it sets outside of itself is not followed. */
export function readLambda(node: SyntaxNode, context: Context): Expression {
  const at = spanOf(node);
  const text = textOf(node, context);
  const refuse = (reason: string): Expression => {
    for (const name of namesSetIn(tokensOf(context.text, node.from, node.to))) context.effects.binds.add(name);
    return unreadable(text, reason, at);
  };
  const list = node.getChild('AbstractFunctionDeclarator')?.getChild('ParameterList');
  const body = node.getChild('CompoundStatement');
  const captured = node.getChild('LambdaCaptureSpecifier');
  if (!body || !captured || isBroken(node) || isBroken(body) || context.depth > 60) return refuse(SYNTAX);
  const around = context.scopes;
  const inside: Context = {
    ...context,
    returns: returnType(node, context),
    inFunction: true,
    effects: newEffects(),
    depth: context.depth + 1,
  };
  openScope(inside);
  const { parameters, variables, broken } = list
    ? readParameters(list, inside)
    : { parameters: [], variables: new Map(), broken: false };
  for (const [name, variable] of variables) inside.scopes[0]?.variables.set(name, variable);
  const statements = inside.block(parts(body), inside);
  const own = inside.scopes[0]?.variables;
  closeScope(inside);
  const sets = [...new Set([...statements.flatMap(namesSetBy), ...inside.effects.binds])].filter(
    (name) => !own?.has(name) && isLocal(name, around),
  );
  const copies = !/^\[\s*&/.test(textOf(captured, context)) && textOf(captured, context) !== '[]';
  const setAround =
    copies &&
    [...namesSetIn(tokensOf(context.text, functionStart(node), node.to))].some(
      (name) => text.includes(name) && isLocal(name, around) && !own?.has(name),
    );
  if (broken || sets.length > 0 || setAround) {
    return refuse(
      broken ? SYNTAX : 'The lambda sets or keeps names of the function around it. Pass them as arguments.',
    );
  }
  const [only] = statements;
  const value = only?.kind === 'return' && statements.length === 1 ? only.value : undefined;
  if (value) return { kind: 'lambda', parameters, body: value, span: at, outer: at };
  const opaque = unreadable(textOf(body, context), 'A function with statements.', spanOf(body));
  return { kind: 'lambda', parameters, body: opaque, statements, span: at, outer: at };
}

function isLocal(name: string, scopes: Context['scopes']): boolean {
  return scopes.some((scope) => scope.variables.has(name));
}

function functionStart(node: SyntaxNode): number {
  let start = node.from;
  for (let around = node.parent; around; around = around.parent) {
    if (around.name === 'CompoundStatement') start = around.from;
    if (around.name === 'FunctionDefinition') return start;
  }
  return start;
}

function returnType(node: SyntaxNode, context: Context): Type | undefined {
  const trailing = node.getChild('AbstractFunctionDeclarator')?.getChild('TrailingReturnType');
  return trailing ? typeOf(textOf(trailing, context).replace(/^->/, ''), context.types) : undefined;
}
