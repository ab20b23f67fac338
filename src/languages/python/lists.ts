/** What stands between commas, and `:=`, which among arguments stands between commas too. */
import type { SyntaxNode } from '@lezer/common';
import { type Span, span } from '../../base/span.ts';
import type { Expression } from '../../syntax/tree.ts';
import { sequence } from '../expression/nodes.ts';
import { betweenCommas, spanOfAll } from '../lezer.ts';
import type { Context } from './context.ts';
import { refuseAt, SYNTAX, UNPACKED, WALRUS } from './refuse.ts';

/** `a`, `a, b` or `a,`: what stands between commas without brackets is a tuple. */
export function readExpressionList(nodes: readonly SyntaxNode[], at: Span, context: Context): Expression {
  const only = nodes[0];
  if (nodes.length === 1 && only) return context.expression(only, context);
  const whole = spanOfAll(nodes, at);
  // A lone `*a` is no tuple.
  if (nodes.some((node) => node.type.isError) || (only?.name === '*' && !nodes.some((node) => node.name === ',')))
    return refuseAt(whole, SYNTAX, context, nodes);
  return sequence('tuple', readItems(nodes, context), whole);
}

export function readItems(nodes: readonly SyntaxNode[], context: Context): Expression[] {
  return betweenCommas(nodes).map((group) => {
    const [first, starred, ...more] = group;
    if (first && !starred) return context.expression(first, context);
    const at = spanOfAll(group, span(0, 0));
    if (first?.name !== '*' || !starred || more.length > 0) return refuseAt(at, UNPACKED, context, group);
    return { kind: 'spread', value: context.expression(starred, context), span: at, outer: at };
  });
}

/** `n := …`, the parts also as they stand among arguments. */
export function readNamed(nodes: readonly SyntaxNode[], at: Span, context: Context): Expression {
  const [name, sign, value, ...more] = nodes;
  if (!name || !sign || !value || more.length > 0) return refuseAt(at, SYNTAX, context, nodes);
  const target = context.expression(name, context);
  if (!context.setsNames || target.kind !== 'name') return refuseAt(at, WALRUS, context, nodes);
  return { kind: 'assignment', target, value: context.expression(value, context), worth: 'new', span: at, outer: at };
}
