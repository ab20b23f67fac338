/** What Julia code cannot be read as, and why. */
import type { SyntaxNode } from '@lezer/common';
import type { Span } from '../../base/span.ts';
import type { Expression, Unreadable } from '../../syntax/tree.ts';
import { unreadable } from '../expression/nodes.ts';
import { spanOf, visit } from '../lezer.ts';
import { isShortDefinition, namesBoundIn } from './bound.ts';
import { type Context, textOf } from './context.ts';

export const COMPLEX = 'Complex numbers are not read. Write real and imaginary part apart.';
export const SYNTAX = 'This is not complete Julia here. Finish or correct the expression.';

/** An expression that is shown but not evaluated. Names that it sets are told to `context`. */
export function refuse(node: SyntaxNode, reason: string, context: Context): Expression {
  const text = textOf(node, context);
  if (text.includes('=')) for (const name of namesBoundIn([node], context.text)) context.effects.add(name);
  return unreadable(text, reason, spanOf(node));
}

/** A statement that is not read: what it may set, and whether it may leave the block. */
export function unread(node: SyntaxNode, reason: string, context: Context): Unreadable {
  const leaves = mayLeave(node) ? ({ leaves: 'perhaps' } as const) : {};
  const heads = loopNames(node, context);
  const binds = [...new Set([...namesBoundIn([node], context.text), ...heads])].filter((name) => name !== '');
  return { kind: 'unreadable', span: spanOf(node), reason, binds, ...leaves };
}

/** Names that are not known from here on. */
export function unknown(at: Span, reason: string, binds: readonly string[]): Unreadable {
  return { kind: 'unreadable', span: at, reason, binds };
}

/** In a script that is typed in, a loop sets the names of its head outside of it. */
function loopNames(node: SyntaxNode, context: Context): string[] {
  const names: string[] = [];
  visit(node, (inner) => {
    const target = inner.name === 'ForBinding' ? inner.firstChild : null;
    if (target?.name === 'Identifier') names.push(textOf(target, context));
    return !isFunction(inner);
  });
  return names;
}

function mayLeave(node: SyntaxNode): boolean {
  let leaves = false;
  visit(node, (inner) => {
    leaves ||= /^(?:Return|Break|Continue)Statement$/.test(inner.name);
    return !leaves && !isFunction(inner);
  });
  return leaves;
}

export function isFunction(node: SyntaxNode): boolean {
  return /^(?:FunctionDefinition|ArrowFunctionExpression|DoClause)$/.test(node.name) || isShortDefinition(node);
}
