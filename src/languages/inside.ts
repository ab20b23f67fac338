/** Names that expressions set by assignments inside of them, for readers of what comes after. */
import type { Span } from '../base/span.ts';
import { childrenOf, expressionsOf } from '../syntax/names.ts';
import type { Expression, Statement, Unreadable } from '../syntax/tree.ts';
import { targetNames } from './code.ts';

/** Set where the expressions are evaluated; what functions inside of them set belongs to those. */
export function namesSetWithin(...expressions: readonly (Expression | undefined)[]): string[] {
  const names = new Set<string>();
  const stack = expressions.filter((expression) => expression !== undefined);
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.kind === 'lambda') continue;
    if (node.kind === 'assignment') for (const name of targetNames(node.target)) names.add(name);
    stack.push(...childrenOf(node));
  }
  return [...names];
}

/** Names that the tree itself says to be set, told once more to those who look up only assignments by themselves. */
export function setInside(at: Span, reason: string, binds: readonly string[]): Unreadable {
  return { kind: 'unreadable', span: at, reason, binds, inside: true };
}

/**
 * The statements, with a word before each whose expressions set names. Names in the condition of a loop are set again
 * in every round and after the last.
 */
export function withInside(statements: readonly Statement[]): Statement[] {
  return statements.flatMap((statement): Statement[] => {
    const names = namesSetWithin(...expressionsOf(statement));
    const parts = statement.kind === 'assign' ? partsSetBy(statement.target) : [];
    const after = parts.length > 0 ? [setInside(statement.span, 'The value is taken apart here.', parts)] : [];
    if (names.length === 0) return [statement, ...after];
    const note = setInside(statement.span, 'A name is set inside an expression.', names);
    if (statement.kind === 'while') return [note, { ...statement, body: [note, ...statement.body] }, note];
    return [note, statement, ...after];
  });
}

/** `b`, `c` and `d` of `a, (b, c), *d = …`. */
function partsSetBy(target: Expression): string[] {
  if (target.kind !== 'sequence') return [];
  return target.items.flatMap((item) => (item.kind === 'sequence' || item.kind === 'spread' ? targetNames(item) : []));
}
