/** Expressions of Lezer's trees are read level by level, and only so deep: what lies deeper is refused. */
import type { SyntaxNode } from '@lezer/common';
import type { Problem } from '../base/outcome.ts';
import type { Expression } from '../syntax/tree.ts';
import { isBroken, spanOf } from './lezer.ts';

/** Nested brackets, calls and conditions; code written by people has less than 30. */
export const EXPRESSION_DEPTH = 250;

interface Nesting {
  readonly problems: Problem[];
  depth: number;
}

type Read<C> = (node: SyntaxNode, context: C) => Expression;

/** `convert` for the nodes of one language, each counted as a level; `syntax` is what is said of one with errors in it. */
export function eachLevel<C extends Nesting>(
  convert: Read<C>,
  refuse: (node: SyntaxNode, reason: string, context: C) => Expression,
  syntax: string,
): Read<C> {
  return (node, context) => {
    if (context.depth >= EXPRESSION_DEPTH) {
      const message = `The expression is nested more than ${EXPRESSION_DEPTH} levels deep. Give parts of it names of their own.`;
      context.problems.push({ code: 'tooDeep', message, severity: 'warning', span: spanOf(node) });
      return refuse(node, message, context);
    }
    context.depth++;
    const result = isBroken(node) ? refuse(node, syntax, context) : convert(node, context);
    context.depth--;
    return result;
  };
}
