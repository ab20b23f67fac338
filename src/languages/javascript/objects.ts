/** Object literals. */
import type { SyntaxNode } from '@lezer/common';
import { span } from '../../base/span.ts';
import type { Dictionary, Expression } from '../../syntax/tree.ts';
import { nameOf } from '../expression/nodes.ts';
import { betweenCommas, parts, spanOf } from '../lezer.ts';
import { type Context, pathFor, textOf } from './context.ts';
import { readFunctionValue } from './functions.ts';
import { javascriptNumber, javascriptString } from './literals.ts';
import { refuse } from './refuse.ts';

export function readObject(node: SyntaxNode, context: Context): Expression {
  const entries: Dictionary['entries'][number][] = [];
  let plain = true;
  for (const [property] of betweenCommas(parts(node).slice(1, -1))) {
    const entry = property && (readSpread(property, context) ?? readProperty(property, context));
    if (entry) entries.push(entry);
    else plain = false;
  }
  if (!plain) return refuse(node, 'Only objects of plain names and values are read.', context);
  return { kind: 'dictionary', entries, span: spanOf(node), outer: spanOf(node) };
}

type Entry = Dictionary['entries'][number];

/** `...other`. */
function readSpread(property: SyntaxNode, context: Context): Entry | undefined {
  const [sign, value, ...more] = parts(property);
  if (sign?.name !== 'Spread' || !value || more.length > 0) return undefined;
  const at = spanOf(property);
  const end = span(at.to, at.to);
  const key: Expression = {
    kind: 'spread',
    value: context.expression(value, context),
    named: true,
    span: at,
    outer: at,
  };
  return { key, value: { kind: 'none', span: end, outer: end } };
}

/** Functions get their path as name; undefined for what is no value (accessors, generators). */
function readProperty(property: SyntaxNode, context: Context): Entry | undefined {
  const [first, second, third, ...more] = parts(property);
  if (first?.name === '[') {
    const [colon, value, another] = more;
    if (!second || third?.name !== ']' || colon?.name !== ':' || !value || another) return undefined;
    return { key: context.expression(second, context), value: context.expression(value, context) };
  }
  const name = first && nameOfKey(first, context);
  if (!first || name === undefined) return undefined;
  const key: Expression = { kind: 'string', value: name, span: spanOf(first), outer: spanOf(first) };
  if (!second) return { key, value: nameOf(name, spanOf(first)) };
  const { path: outer, key: above } = context.effects;
  const path = outer === undefined ? undefined : `${outer}.${name}`;
  if (second.name === 'ParamList') {
    Object.assign(context.effects, { path, key: first });
    const value = readFunctionValue(property, context);
    Object.assign(context.effects, { path: outer, key: above });
    return { key, value };
  }
  if (second.name !== ':' || !third || more.length > 0) return undefined;
  Object.assign(context.effects, { path: pathFor(third, path), key: first });
  const value = context.expression(third, context);
  Object.assign(context.effects, { path: outer, key: above });
  return { key, value };
}

/** All keys are texts: `1` is `'1'`. */
function nameOfKey(key: SyntaxNode, context: Context): string | undefined {
  const text = textOf(key, context);
  if (key.name === 'PropertyDefinition') return text;
  const literal =
    key.name === 'String' ? javascriptString(text) : key.name === 'Number' ? javascriptNumber(text) : undefined;
  return literal && 'value' in literal ? String(literal.value) : undefined;
}
