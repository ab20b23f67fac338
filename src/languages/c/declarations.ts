/** Declarations of variables: with a value, without one, arrays, references. */
import type { SyntaxNode } from '@lezer/common';
import { type Span, span } from '../../base/span.ts';
import type { Expression, Name, Statement } from '../../syntax/tree.ts';
import { targetNames } from '../code.ts';
import { callOf, nameOf, numberLiteral, sequence, unreadable } from '../expression/nodes.ts';
import { isBroken, parts, spanOf } from '../lezer.ts';
import { SETS } from './changes.ts';
import { converted, handedOn } from './combine.ts';
import { type Context, declare, lookUp, textOf } from './context.ts';
import { matching, type Typed } from './cursor.ts';
import {
  annotationOf,
  type Declarator,
  declaratorOf,
  declaredType,
  isDeclarator,
  specifiersOf,
  squeezed,
} from './declarators.ts';
import { type Token, tokensOf } from './lex.ts';
import { readValue } from './parse.ts';
import { SYNTAX, unknown, unread } from './refuse.ts';
import { isStruct, itemOf, type Type, UNKNOWN } from './types.ts';

export function readDeclaration(node: SyntaxNode, context: Context): Statement[] {
  const all = parts(node);
  const declared = all.filter((part) => isDeclarator(part));
  const [first] = declared;
  const specifiers = specifiersOf(node, first, context);
  if (isBroken(node)) return [unread(node, SYNTAX, context)];
  const into: Statement[] = [];
  for (const part of declared) {
    const at = declared.length === 1 ? spanOf(node) : spanOf(part);
    into.push(...readDeclared(part, specifiers, at, context));
  }
  return into;
}

function readDeclared(node: SyntaxNode, specifiers: string, at: Span, context: Context): Statement[] {
  const declarator = declaratorOf(node, context);
  if (!declarator || isBroken(node))
    return [unread(node, 'This declaration is not read. Declare one plain name each.', context)];
  const name = textOf(declarator.name, context);
  if (declarator.list) return readPrototype(node, declarator, name, specifiers, at, context);
  const isKept = /\b(?:static|thread_local)\b/.test(specifiers) && context.inFunction;
  if (isKept && !/\bconst/.test(specifiers) && !isTable(node, declarator, name, context)) {
    declare(name, { type: UNKNOWN }, context);
    return [unknown(at, 'The name keeps its value from call to call.', [name])];
  }
  if (/\bextern\b/.test(specifiers)) return [];
  const written = declaredType(specifiers, declarator, context);
  const value = givenValue(node, declarator, written, context);
  const isInferred = /\bauto\b/.test(specifiers) && declarator.stars === 0;
  const type: Type = isInferred && value ? value.type : written;
  const place = nameOf(name, spanOf(declarator.name));
  const isLambda = value?.node.kind === 'lambda';
  if (declarator.reference && value && !/\bconst\b/.test(specifiers))
    return readReference(name, place, type, value, at, context);
  declare(name, { type, callable: isLambda || /function\s*</.test(specifiers) }, context);
  if (!value)
    return [
      {
        kind: 'assign',
        span: at,
        target: place,
        value: emptyValue(specifiers, declarator, type, context),
        annotation: annotationOf(specifiers, declarator),
      },
    ];
  const copies = copiesValue(name, value, type, context);
  if (copies && !isStruct(type)) return [unknown(at, copies, [name])];
  const annotation = isInferred ? {} : { annotation: annotationOf(specifiers, declarator) };
  return [
    {
      kind: 'assign',
      span: at,
      target: place,
      value: copies || value.node.kind === 'piecewise' ? handedOn(value, type) : converted(value, type),
      ...annotation,
    },
  ];
}

/** `static double a[3] = {1, 2, 3};` of which the function only reads entries. */
function isTable(node: SyntaxNode, { sizes, name: place }: Declarator, name: string, context: Context): boolean {
  if (sizes.length === 0 || node.name !== 'InitDeclarator') return false;
  let around: SyntaxNode | null = node.parent;
  while (around && around.name !== 'FunctionDefinition') around = around.parent;
  if (!around) return false;
  const tokens = tokensOf(context.text, around.from, around.to);
  return tokens.every(
    (token, i) => token.text !== name || token.from === place.from || isRead(tokens, i, sizes.length),
  );
}

/** `a[i]` or `a[i][j]`, a number that is not set, and whose address is not taken. */
function isRead(tokens: readonly Token[], at: number, levels: number): boolean {
  if (/^(?:&|\+\+|--)$/.test(tokens[at - 1]?.text ?? '')) return false;
  let end = at;
  for (let level = 0; level < levels; level++) {
    if (tokens[end + 1]?.text !== '[') return false;
    const close = matching(tokens, end + 1);
    if (close === undefined) return false;
    end = close;
  }
  return !SETS.test(tokens[end + 1]?.text ?? '');
}

/** `double f(double);`, and inside of a function `std::vector<double> v(n);`, which the grammar takes for the same. */
function readPrototype(
  node: SyntaxNode,
  declarator: Declarator,
  name: string,
  specifiers: string,
  at: Span,
  context: Context,
): Statement[] {
  const list = declarator.list;
  const given =
    context.inFunction && declarator.stars === 0 && !declarator.reference && list ? namesIn(list, context) : [];
  if (list && given.length > 0) {
    const type = declaredType(specifiers, declarator, context);
    declare(name, { type }, context);
    const [only] = given;
    const place = nameOf(name, spanOf(declarator.name));
    const title = squeezed(specifiers)
      .replace(/\bconst\b/g, '')
      .replace(/<.*$/s, '')
      .trim();
    const isPlain = type.levels === 0 && !type.copied && given.length === 1 && only;
    const value = isPlain
      ? converted({ node: only, type: typeOfName(only.name, context) }, type)
      : callOf(nameOf(title, spanOf(list)), given, spanOf(list));
    return [{ kind: 'assign', span: at, target: place, value, annotation: squeezed(specifiers) }];
  }
  const isPointer = node.name === 'InitDeclarator' || declarator.stars > 0;
  if (context.inFunction || isPointer) {
    declare(name, { type: UNKNOWN, callable: true }, context);
    return context.inFunction ? [unread(node, 'A function declared inside a function is not read.', context)] : [];
  }
  return [];
}

/** The variables in `(n, m)`; none where something else is among them. */
function namesIn(list: SyntaxNode, context: Context): Name[] {
  const items = parts(list)
    .slice(1, -1)
    .filter((part) => part.name !== ',');
  const names = items.map((item) => textOf(item, context));
  if (!names.every((name) => lookUp(name, context))) return [];
  return items.map((item) => nameOf(textOf(item, context), spanOf(item)));
}

function typeOfName(name: string, context: Context): Type {
  return lookUp(name, context)?.type ?? context.members.get(name) ?? UNKNOWN;
}

/** What is given at the declaration: `= v`, `(v)`, `{v}`. */
function givenValue(node: SyntaxNode, declarator: Declarator, type: Type, context: Context): Typed | undefined {
  if (node.name !== 'InitDeclarator') return undefined;
  const given = parts(node).pop();
  if (!given || given.to <= declarator.name.to) return undefined;
  const hasSign = parts(node).some((part) => part.name === '=');
  const inside = span(given.from + 1, given.to - 1);
  if (given.name === 'InitializerList' && type.levels > 0) return readArray(given, declarator, type, context);
  if (given.name === 'InitializerList' || (given.name === 'ArgumentList' && !hasSign)) {
    const plain = type.levels === 0 && !type.algebra && (type.kind !== 'unknown' || !type.copied);
    const isOne = !textOf(given, context).includes(',');
    if (plain && isOne && inside.to > inside.from) return readValue(inside, context);
    if (plain && isOne) return { node: numberLiteral('0', spanOf(given), 0), type };
    return { node: constructed(given, type, context), type };
  }
  return readValue(spanOf(given), context);
}

/** A class with arguments: `Foo x(1, 2)`, `std::vector<double> v(3, 0.0)`. */
function constructed(given: SyntaxNode, type: Type, context: Context): Expression {
  const specifiers = context.text.slice(given.parent?.parent?.from ?? given.from, given.parent?.from ?? given.from);
  const title = squeezed(specifiers)
    .replace(/\bconst\b/g, '')
    .replace(/<.*$/s, '')
    .trim();
  const names = given.name === 'InitializerList' ? context.fields.get(plainTitle(title)) : undefined;
  if (names) return structOf(given, plainTitle(title), names, context);
  const args = readValue(span(given.from, given.to), context);
  if (given.name === 'InitializerList') {
    const items = args.node.kind === 'sequence' ? args.node.items : [args.node];
    return callOf(nameOf(title, span(given.from, given.from)), items, spanOf(given));
  }
  const items = argumentsOf(given, context);
  const size = items[0];
  if (type.levels === 1 && size?.kind === 'number' && size.value <= MOST && items.length <= 2) {
    return listOf(Number(size.value), items[1] ?? numberLiteral('0', spanOf(given), 0), spanOf(given));
  }
  return callOf(nameOf(title, span(given.from, given.from)), items, spanOf(given));
}

function plainTitle(title: string): string {
  return title.replace(/^(?:struct|volatile) /, '');
}

/** `struct P p = {1, 2}` and `{.a = 1}`: its fields by name; what is left out is 0. */
function structOf(given: SyntaxNode, title: string, names: readonly string[], context: Context): Expression {
  const at = spanOf(given);
  const types = context.classes.get(title);
  const values = new Map<string, Expression>();
  const items = parts(given)
    .slice(1, -1)
    .filter((part) => part.name !== ',');
  for (const [i, item] of items.entries()) {
    const written = textOf(item, context);
    const own = /^\.\s*([A-Za-z_]\w*)\s*=/.exec(written);
    const name = own ? (own[1] as string) : items.length === values.size + items.length - i ? names[i] : undefined;
    if (name === undefined || !names.includes(name) || values.has(name) || isBroken(item))
      return unreadable(textOf(given, context), 'Which fields of the struct this gives is not read.', at);
    const inner = own ? undefined : types?.get(name);
    const fields = inner?.struct === undefined || inner.levels > 0 ? undefined : context.fields.get(inner.struct);
    if (item.name === 'InitializerList' && inner?.struct !== undefined && fields) {
      values.set(name, structOf(item, inner.struct, fields, context));
      continue;
    }
    const value = readValue(span(item.from + (own?.[0].length ?? 0), item.to), context);
    values.set(name, handedOn(value, types?.get(name) ?? UNKNOWN));
  }
  for (const name of names) {
    if (!values.has(name) && (types?.get(name)?.levels ?? 0) === 0) values.set(name, numberLiteral('0', at, 0));
  }
  return record(
    [...values].map(([name, value]) => [name, value]),
    at,
  );
}

function record(entries: readonly (readonly [string, Expression])[], at: Span): Expression {
  const made = entries.map(([name, value]) => {
    const key: Expression = { kind: 'string', value: name, span: at, outer: at };
    return { key, value };
  });
  return { kind: 'dictionary', entries: made, span: at, outer: at };
}

function argumentsOf(list: SyntaxNode, context: Context): Expression[] {
  const inside = parts(list)
    .slice(1, -1)
    .filter((part) => part.name !== ',');
  return inside.map((part) => readValue(spanOf(part), context).node);
}

const MOST = 1000;

function listOf(size: number, item: Expression, at: Span): Expression {
  return sequence(
    'list',
    Array.from({ length: size }, () => item),
    at,
  );
}

/** `{1, 2}` with the zeros that fill up an array of a known size. */
function readArray(given: SyntaxNode, declarator: Declarator, type: Type, context: Context): Typed {
  const list = readValue(spanOf(given), context);
  const read = { ...list, node: convertedItems(list, type) };
  const refusal = (reason: string): Typed => ({
    node: {
      kind: 'opaque',
      what: 'unreadable',
      text: textOf(given, context),
      reason,
      span: spanOf(given),
      outer: spanOf(given),
    },
    type,
  });
  if (read.node.kind !== 'sequence') return { node: read.node, type };
  if (declarator.sizes.length === 0 || declarator.sizes[0] === '') return { node: read.node, type };
  const sizes = declarator.sizes.map((size) => sizeOf(size, context));
  const whole = filled(read.node, sizes, spanOf(given));
  return whole
    ? { node: whole, type }
    : refusal('The size of the array is not known, so that its zeros are not either.');
}

/** Numbers in braces as the items of the array hold them. */
function convertedItems({ node, type }: Typed, array: Type): Expression {
  if (node.kind !== 'sequence' || array.levels === 0) return node;
  const own = itemOf(array);
  const items = node.items.map((item, i) => {
    const read = { node: item, type: type.items?.[i] ?? UNKNOWN };
    return item.kind === 'sequence' ? convertedItems(read, own) : converted(read, own);
  });
  return { ...node, items };
}

function filled(node: Expression, sizes: readonly (number | undefined)[], at: Span): Expression | undefined {
  const [size, ...inner] = sizes;
  if (size === undefined) return inner.length === 0 && sizes.length === 0 ? node : undefined;
  if (node.kind !== 'sequence' || node.items.length > size || size > MOST) return undefined;
  const items: Expression[] = [];
  for (const item of node.items) {
    const whole = inner.length > 0 ? filled(item, inner, at) : item.kind === 'sequence' ? undefined : item;
    if (!whole) return undefined;
    items.push(whole);
  }
  const rest = inner.length > 0 ? zeros(inner, at) : numberLiteral('0', at, 0);
  if (!rest) return undefined;
  while (items.length < size) items.push(rest);
  return sequence('list', items, node.outer);
}

function zeros(sizes: readonly (number | undefined)[], at: Span): Expression | undefined {
  const [size, ...inner] = sizes;
  if (size === undefined || size > MOST) return undefined;
  const item = inner.length > 0 ? zeros(inner, at) : numberLiteral('0', at, 0);
  return item && listOf(size, item, at);
}

function sizeOf(text: string, context: Context): number | undefined {
  if (/^\d+$/.test(text) && !/^0\d/.test(text)) return Number(text);
  return context.sizes.get(text);
}

/** Without a value: an array has its size, everything else must be set before it is used. */
function emptyValue(specifiers: string, declarator: Declarator, type: Type, context: Context): Expression {
  const at = span(declarator.name.to, declarator.name.to);
  const title = squeezed(specifiers).replace(/^(?:const|struct|class) /, '');
  const isOne = declarator.stars === 0 && declarator.sizes.length === 0;
  if (isOne && context.fields.has(plainTitle(title))) return record([], at);
  if (isOne && context.classes.has(title)) return callOf(nameOf(title, at), [], at);
  const sizes = declarator.sizes.map((size) => sizeOf(size, context));
  // What an array holds at first is not known, but a program that is right sets it before it reads it.
  const array = declarator.stars === 0 && sizes.length > 0 && type.kind !== 'unknown' ? zeros(sizes, at) : undefined;
  if (array && sizes.reduce((product: number, size) => product * (size ?? 0), 1) <= MOST) return array;
  const reason = 'The name has no value yet. Set it before it is used.';
  return { kind: 'opaque', what: 'nothing', text: '', reason, span: at, outer: at };
}

/** A reference to a number is another name for it: neither is known once one of them is set. */
function readReference(
  name: string,
  place: Expression,
  type: Type,
  value: Typed,
  at: Span,
  context: Context,
): Statement[] {
  const bases = targetNames(value.node);
  const isWhole = value.node.kind === 'name' || value.node.kind === 'attribute';
  if (isWhole && (type.levels > 0 || (type.algebra !== undefined && !context.changed.has(name)))) {
    declare(name, { type }, context);
    return [{ kind: 'assign', span: at, target: place, value: value.node }];
  }
  declare(name, { type, aliases: [name, ...bases] }, context);
  return [
    unknown(at, 'A reference that may be set is another name for what it refers to; it is not followed.', [name]),
  ];
}

/** Values of classes are copied, where the tree has one array under two names. */
function copiesValue(name: string, value: Typed, type: Type, context: Context): string | undefined {
  const names = value.node.kind === 'name' || value.node.kind === 'attribute' ? targetNames(value.node) : [];
  const [other] = names;
  if (other === undefined || type.pointer || (type.kind !== 'unknown' && type.levels === 0)) return undefined;
  const isChanged =
    context.changed.has(name) || names.some((base) => context.changed.has(base.split('.', 1)[0] ?? base));
  return isChanged ? 'A copy, whose items are set apart from those of the original, is not followed.' : undefined;
}

export { copiesValue };
