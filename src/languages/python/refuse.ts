/** What Python code cannot be read as, and why. */
import type { SyntaxNode } from '@lezer/common';
import type { Span } from '../../base/span.ts';
import type { Expression, Unreadable } from '../../syntax/tree.ts';
import { unreadable } from '../expression/nodes.ts';
import { spanOf, visit } from '../lezer.ts';
import { namesBoundIn } from './bound.ts';
import type { Context } from './context.ts';

/** An expression that is shown but not evaluated. Names that it binds and a `yield` inside are reported to `context`. */
export function refuse(node: SyntaxNode, reason: string, context: Context): Expression {
  return refuseAt(spanOf(node), reason, context, [node]);
}

export const WALRUS = '`:=` sets a name inside an expression. Write the assignment on a line of its own.';
export const UNPACKED = 'Unpacking with * is not read. Write the items out.';
export const SYNTAX = 'This is not complete Python here. Finish or correct the expression.';

export function refuseAt(at: Span, reason: string, context: Context, nodes: readonly SyntaxNode[]): Expression {
  const text = context.text.slice(at.from, at.to);
  if (/:=|yield/.test(text)) for (const node of nodes) noteEffects(node, context);
  return unreadable(text, reason, at);
}

/** A walrus sets a name, a `yield` leaves the function for a while: both matter outside of the expression. */
function noteEffects(root: SyntaxNode, context: Context): void {
  visit(root, (node) => {
    if (node.name === 'LambdaExpression') return false;
    if (node.name === 'YieldExpression') context.effects.yields = true;
    const sign = node.name === 'AssignOp' && context.text.slice(node.from, node.to) === ':=' ? node.prevSibling : null;
    if (sign?.name === 'VariableName') context.effects.binds.add(context.text.slice(sign.from, sign.to));
    return true;
  });
}

/** A statement that is not read: what it may set, and whether it may leave the block. */
export function unread(node: SyntaxNode, reason: string, context: Context): Unreadable {
  const leaves = mayLeave(node) ? ({ leaves: 'perhaps' } as const) : {};
  return { kind: 'unreadable', span: spanOf(node), reason, binds: namesBoundIn([node], context.text), ...leaves };
}

/** Holds a `return`, `break` … that is not inside a function of its own. */
function mayLeave(node: SyntaxNode): boolean {
  let leaves = false;
  visit(node, (inner) => {
    leaves ||= /^(?:Return|Break|Continue|Raise|Yield)Statement$/.test(inner.name);
    return !leaves && !/^(?:FunctionDefinition|ClassDefinition|\w*Expression)$/.test(inner.name);
  });
  return leaves;
}
