/** What the readers of whole programs over this core share: limits, and the problems that are told of code. */
import { type Meter, meter } from '../../base/budget.ts';
import type { Problem } from '../../base/outcome.ts';
import { cover, type Span } from '../../base/span.ts';
import type { Expression, Relation, RelationSign } from '../../syntax/tree.ts';
import type { Findings } from './choices.ts';
import { HEIGHT_LIMIT, height } from './limits.ts';
import { unreadable } from './nodes.ts';

/** Blocks in blocks; code written by people has less than 15. */
export const BLOCK_LIMIT = 100;

/** Reading is linear, so that the budget is never what stops it; it is the last resort against a mistake of ours. */
export function programMeter(tokens: number): Meter {
  return meter({ lines: 0, steps: 10_000 + 100 * tokens });
}

/** Code that is being typed is incomplete all the time: only what stops the reading itself is told. */
export function programProblems(findings: Findings): Problem[] {
  return findings.problems
    .filter(({ code }) => code === 'tooDeep' || code === 'tooMuch')
    .map((problem) => ({ ...problem, severity: 'warning' }));
}

/**
 * The expression, or in its place an unreadable one where it is higher than the rooms behind can walk. `tokens` is how
 * many it is made of: no tree is higher.
 */
export function boundedHeight(expression: Expression, tokens: number): Expression {
  if (tokens < HEIGHT_LIMIT || height(expression) <= HEIGHT_LIMIT) return expression;
  const reason = `The expression has more than ${HEIGHT_LIMIT} terms or levels. Split it into parts with names.`;
  return unreadable('', reason, expression.outer);
}

/** `a < b`: two terms and their sign. */
export function comparison(left: Expression, sign: RelationSign, signSpan: Span, right: Expression): Relation {
  const at = cover(cover(left.outer, signSpan), right.outer);
  return { kind: 'relation', terms: [left, right], signs: [sign], signSpans: [signSpan], span: at, outer: at };
}
