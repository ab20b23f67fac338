/** What JavaScript code cannot be read as, and why. */
import type { SyntaxNode } from '@lezer/common';
import type { Expression, Unreadable } from '../../syntax/tree.ts';
import { unreadable } from '../expression/nodes.ts';
import { spanOf, visit } from '../lezer.ts';
import { assignedNames, memberNames, namesBoundIn } from './bound.ts';
import { type Context, keyOf, textOf } from './context.ts';

export const SYNTAX = 'This is not complete JavaScript here. Finish or correct the expression.';

const FUNCTION = /^(?:FunctionExpression|ArrowFunction)$/;

/**
 * An expression that is shown but not evaluated. Names that it sets and a `yield` inside are told to `context`, and
 * functions inside of it are still read, as definitions without a name.
 */
export function refuse(node: SyntaxNode, reason: string, context: Context): Expression {
  const text = textOf(node, context);
  if (/=|\+\+|--|yield|function/.test(text)) {
    visit(node, (inner) => {
      for (const name of assignedNames(inner, context.text)) context.effects.binds.add(name);
      for (const name of memberNames(inner, context.text)) context.effects.binds.add(name);
      if (inner.name === 'YieldExpression') context.effects.yields = true;
      if (!FUNCTION.test(inner.name)) return !/^Class/.test(inner.name);
      if (inner.getChild('Block') && !context.defined.has(keyOf(inner))) {
        context.effects.before.push(...context.definition(inner, '', context));
      }
      return false;
    });
  }
  return unreadable(text, reason, spanOf(node));
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
    leaves ||= /^(?:(?:Return|Break|Continue|Throw)Statement|YieldExpression)$/.test(inner.name);
    return (
      !leaves && !/^(?:Function(?:Declaration|Expression)|ArrowFunction|Class\w+|MethodDeclaration)$/.test(inner.name)
    );
  });
  return leaves;
}
