/** Assignments: definitions in one line, tuples, items, fields, updates, dotted forms. */
import type { SyntaxNode } from '@lezer/common';
import { span } from '../../base/span.ts';
import { walk } from '../../syntax/names.ts';
import type { Expression, Statement } from '../../syntax/tree.ts';
import { targetNames } from '../code.ts';
import { callOf, nameOf, operation } from '../expression/nodes.ts';
import { parts, spanOf, visit } from '../lezer.ts';
import { signatureOf } from './bound.ts';
import { type Context, textOf } from './context.ts';
import { readDefinition } from './functions.ts';
import { ARITHMETIC, FUNCTIONS, signOf } from './operators.ts';
import { SYNTAX, unknown, unread } from './refuse.ts';

const TARGETS = 'Only names, items and fields are set. Write one assignment each.';

export function readAssign(node: SyntaxNode, context: Context): Statement[] {
  const [target, signNode, value, ...more] = parts(node);
  if (!target || !signNode || !value || more.length > 0) return [unread(node, SYNTAX, context)];
  const sign = signOf(signNode, context);
  if (signNode.name === 'TildeOp')
    return [unread(node, '~ says how a name is distributed; a model is not read.', context)];
  if (signNode.name === 'AssignmentOp' && textOf(signNode, context) === '=' && signatureOf(target)) {
    const body = value.name === 'BeginStatement' ? parts(value) : [value];
    return readDefinition(node, target, body, context);
  }
  // `y = begin … end`: a block that has no names of its own.
  if (value.name === 'BeginStatement' && sign.text === '=' && parts(value).length > 3)
    return readBlockValue(node, target, value, context);
  if (value.name === 'Assignment') return readChain(node, target, sign.text, value, context);
  const update = sign.text === '=' ? undefined : sign.text.slice(0, -1);
  return setTo(node, target, update, sign.elementwise, context.expression(value, context), value, context);
}

function setTo(
  node: SyntaxNode,
  target: SyntaxNode,
  update: string | undefined,
  elementwise: boolean,
  given: Expression,
  valueNode: SyntaxNode,
  context: Context,
): Statement[] {
  const at = spanOf(node);
  const inner =
    target.name === 'BinaryExpression' && parts(target)[1]?.name === 'SubTypeOp' ? parts(target) : undefined;
  const annotation = inner?.[2] ? { annotation: textOf(inner[2], context) } : {};
  if (target.name === 'TupleExpression' && target.getChild('KeywordArguments'))
    return readFields(node, target, given, context);
  const read = context.expression(inner?.[0] ?? target, context);
  if (!isTarget(read)) return [unread(node, TARGETS, context)];
  const value = update === undefined ? given : updated(read, update, elementwise, given, valueNode);
  if (!value) return [unread(node, 'This assignment sign is not read.', context)];
  if (sharesMemory(read, valueNode, context)) {
    return [
      unknown(
        at,
        'The name shares its items with another array that is changed. Set the items of that array.',
        targetNames(read),
      ),
    ];
  }
  // `x .= …` sets the items of the array that x is.
  const place: Expression =
    elementwise && read.kind !== 'index' && read.kind !== 'sequence'
      ? {
          kind: 'index',
          base: read,
          indices: [{ kind: 'slice', span: emptyAt(read), outer: emptyAt(read) }],
          position: 'bracket',
          span: read.span,
          outer: read.outer,
        }
      : read;
  return [{ kind: 'assign', span: at, target: place, value, ...annotation }];
}

function emptyAt(read: Expression) {
  return span(read.span.to, read.span.to);
}

/** The whole new value: `x += y` is x = x + y, a new array. */
function updated(
  target: Expression,
  sign: string,
  elementwise: boolean,
  value: Expression,
  valueNode: SyntaxNode,
): Expression | undefined {
  const at = span(valueNode.from, valueNode.from);
  const operator = ARITHMETIC[sign];
  if (operator && sign !== '&&' && sign !== '||')
    return operation(operator, [target, value], at, elementwise ? { elementwise } : {});
  const name = FUNCTIONS[sign];
  if (!name || elementwise) return undefined;
  return callOf(nameOf(name, at), [target, value], span(target.outer.from, value.outer.to));
}

/** A view whose items are set, here or through the array that it looks at. */
function sharesMemory(target: Expression, value: SyntaxNode, context: Context): boolean {
  if (target.kind !== 'name') return false;
  let view = false;
  let base = '';
  visit(value, (node) => {
    view ||= node.name === 'MacroIdentifier' && textOf(node, context) === '@view';
    view ||= node.name === 'IndexExpression' && context.views && textOf(node, context).includes(':');
    if (node.name === 'IndexExpression') base ||= textOf(node.firstChild ?? node, context);
    view ||= node.name === 'CallExpression' && /^(?:view|reshape|vec|transpose|adjoint)\(/.test(textOf(node, context));
    return true;
  });
  return view && (context.changed.has(target.name) || context.changed.has(base));
}

function isReadable(expression: Expression): boolean {
  return [...walk(expression)].every((node) => node.kind !== 'opaque');
}

function isTarget(expression: Expression): boolean {
  switch (expression.kind) {
    case 'name':
      return /^[\p{L}\p{S}_]/u.test(expression.name);
    case 'attribute':
    case 'index':
      return isReadable(expression);
    case 'spread':
      return isTarget(expression.value);
    case 'sequence':
      return expression.form === 'tuple' && expression.items.every(isTarget);
    default:
      return false;
  }
}

/** `(; a, b) = p` takes fields by name. */
function readFields(node: SyntaxNode, target: SyntaxNode, value: Expression, context: Context): Statement[] {
  const fields = target
    .getChildren('KeywordArguments')
    .flatMap(parts)
    .filter(({ name }) => name !== ',');
  if (
    value.kind !== 'name' ||
    fields.some((field) => field.name !== 'Identifier' || textOf(field, context) === value.name)
  ) {
    return [unread(node, 'Fields are taken by name from a name only. Set a name before.', context)];
  }
  return fields.map((field) => {
    const at = spanOf(field);
    const name = textOf(field, context);
    return {
      kind: 'assign',
      span: spanOf(node),
      target: nameOf(name, at),
      value: { kind: 'attribute', base: value, name, span: at, outer: at },
    };
  });
}

/** `a = b = 1`: the inner one first, and its name then gives the value. */
function readChain(
  node: SyntaxNode,
  target: SyntaxNode,
  sign: string,
  value: SyntaxNode,
  context: Context,
): Statement[] {
  const inner = context.depth < 100 && parts(value)[1]?.name !== 'TildeOp' ? readInner(value, context) : [];
  const last = inner[inner.length - 1];
  if (sign !== '=' || last?.kind !== 'assign' || last.target.kind !== 'name') return [unread(node, TARGETS, context)];
  const name: Expression = last.target;
  const outer = setTo(node, target, undefined, false, name, value, context);
  // An array under two names: what changes one changes the other, which the names show.
  return [...inner, ...outer];
}

function readInner(value: SyntaxNode, context: Context): Statement[] {
  const inner = { ...context, depth: context.depth + 1 };
  const read = readAssign(value, inner);
  for (const name of inner.effects) context.effects.add(name);
  return read.some((statement) => statement.kind !== 'assign') ? [] : read;
}

function readBlockValue(node: SyntaxNode, target: SyntaxNode, block: SyntaxNode, context: Context): Statement[] {
  const all = parts(block).slice(1, -1);
  const last = all[all.length - 1];
  if (!last || /Statement$|Definition$|^Assignment$/.test(last.name))
    return [unread(node, 'Only blocks that end with an expression have a value here.', context)];
  const before = context.block(all.slice(0, -1), context);
  return [...before, ...setTo(node, target, undefined, false, context.expression(last, context), last, context)];
}
