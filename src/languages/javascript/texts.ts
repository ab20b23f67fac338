/** Template strings: `` `w${i}` `` is `'w' + i`. */
import type { SyntaxNode } from '@lezer/common';
import { span } from '../../base/span.ts';
import type { Expression } from '../../syntax/tree.ts';
import { bracketed, operation } from '../expression/nodes.ts';
import { isBroken, parts, spanOf } from '../lezer.ts';
import { type Context, textOf } from './context.ts';
import { unescaped } from './literals.ts';
import { refuse, SYNTAX } from './refuse.ts';

/** Sums nest to the left. */
const PIECES = 100;

export function readTemplate(node: SyntaxNode, context: Context): Expression {
  const values = parts(node).filter((part) => part.name === 'Interpolation');
  if (!/^`[\s\S]*`$/.test(textOf(node, context)) || isBroken(node) || values.length > PIECES) {
    return refuse(node, SYNTAX, context);
  }
  let from = node.from + 1;
  const textTo = (to: number): Expression => {
    const at = span(from, to);
    return { kind: 'string', value: unescaped(context.text.slice(from, to)), span: at, outer: at };
  };
  let whole: Expression | undefined;
  for (const part of values) {
    const [, value, close, ...more] = parts(part);
    if (!value || !close || more.length > 0) return refuse(node, SYNTAX, context);
    const text = textTo(part.from);
    const sign = span(part.from, part.from);
    if (!whole) whole = text;
    else if (part.from > from) whole = operation('add', [whole, text], sign);
    whole = operation('add', [whole, context.expression(value, context)], sign);
    from = part.to;
  }
  const end = node.to - 1;
  if (!whole || end > from) {
    const text = textTo(end);
    whole = whole ? operation('add', [whole, text], span(from, from)) : text;
  }
  return whole.kind === 'string'
    ? { ...whole, span: spanOf(node), outer: spanOf(node) }
    : bracketed(whole, spanOf(node));
}
