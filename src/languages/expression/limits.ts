/** Keeps trees shallow enough for every room that walks them by recursion. */

import { childrenOf } from '../../syntax/names.ts';
import type { Expression, Statement } from '../../syntax/tree.ts';
import type { Findings } from './choices.ts';
import { unreadable } from './nodes.ts';

/** A sum of n terms is n levels deep, since it is nested to the left. */
export const HEIGHT_LIMIT = 1000;

/** Formula statements whose tree is higher than the limit become unreadable, with a problem. */
export function boundHeight(statements: readonly Statement[], findings: Findings): Statement[] {
  return statements.map((statement) => {
    if (statement.kind !== 'formula' || height(statement.expression) <= HEIGHT_LIMIT) return statement;
    const reason = `The formula has more than ${HEIGHT_LIMIT} terms or levels. Split it into parts with names.`;
    findings.tell('error', 'tooDeep', reason, statement.span);
    return { ...statement, expression: unreadable('', reason, statement.span) };
  });
}

/** Levels of the tree, counted without recursion and only up to a little more than the limit. */
export function height(root: Expression): number {
  let level: readonly Expression[] = [root];
  let count = 0;
  while (level.length > 0 && count <= HEIGHT_LIMIT) {
    count++;
    level = level.flatMap(childrenOf);
  }
  return count;
}
