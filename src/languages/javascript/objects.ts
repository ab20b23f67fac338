/** Object literals: `{ loss: l, grad }` is read like a call `dict(loss = l, grad = grad)`. */
import type { SyntaxNode } from '@lezer/common';
import { type Span, span } from '../../base/span.ts';
import type { Expression } from '../../syntax/tree.ts';
import { nameOf } from '../expression/nodes.ts';
import { betweenCommas, parts, spanOf } from '../lezer.ts';
import { type Context, pathFor, textOf } from './context.ts';
import { javascriptString } from './literals.ts';
import { refuse } from './refuse.ts';

export function readObject(node: SyntaxNode, context: Context): Expression {
  const keywords: { name: string; value: Expression; span: Span }[] = [];
  let plain = true;
  for (const [property] of betweenCommas(parts(node).slice(1, -1))) {
    const name = property && keyOf(property, context);
    if (!property || name === undefined) {
      plain = false;
      continue;
    }
    const value = readProperty(property, name, context);
    if (value) keywords.push({ name, value, span: spanOf(property) });
    else plain = false;
  }
  if (!plain) return refuse(node, 'Only objects of plain names and values are read.', context);
  const callee = nameOf('dict', span(node.from, node.from));
  return { kind: 'call', callee, args: [], keywords, span: spanOf(node), outer: spanOf(node) };
}

function keyOf(property: SyntaxNode, context: Context): string | undefined {
  const key = property.firstChild;
  if (key?.name === 'PropertyDefinition') return textOf(key, context);
  const literal = key?.name === 'String' ? javascriptString(textOf(key, context)) : undefined;
  return literal && 'value' in literal ? literal.value : undefined;
}

/** Functions get their path as name; undefined for what is no value (accessors, generators). */
function readProperty(property: SyntaxNode, name: string, context: Context): Expression | undefined {
  const [key, colon, value] = parts(property);
  const outer = context.effects.path;
  const path = outer === undefined ? undefined : `${outer}.${name}`;
  if (!key) return undefined;
  if (!colon) return nameOf(name, spanOf(key));
  if (colon.name === 'ParamList') {
    context.effects.before.push(...context.definition(property, path === undefined ? '' : path, context));
    return path === undefined
      ? refuse(key, 'A method of an object without a name.', context)
      : nameOf(path, spanOf(key));
  }
  if (colon.name !== ':' || !value) return undefined;
  context.effects.path = pathFor(value, path);
  const read = context.expression(value, context);
  context.effects.path = outer;
  return read;
}
