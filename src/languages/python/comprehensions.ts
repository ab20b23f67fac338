/** `[x**2 for x in v if x > 0]`, `{…}`, `(…)` and the lone generator of a call. */
import type { SyntaxNode } from '@lezer/common';
import type { Span } from '../../base/span.ts';
import type { Comprehension, Expression } from '../../syntax/tree.ts';
import { spanOfAll } from '../lezer.ts';
import type { Context } from './context.ts';
import { readExpressionList } from './lists.ts';
import { refuseAt, SYNTAX } from './refuse.ts';
import { isTarget } from './targets.ts';

/** `inside` is what stands between the brackets, `at` the whole. A walrus inside sets a name outside: it is not read. */
export function readComprehension(
  inside: readonly SyntaxNode[],
  form: Comprehension['form'],
  at: Span,
  context: Context,
): Expression {
  const { setsNames } = context;
  context.setsNames = false;
  const read = readParts(inside, context);
  context.setsNames = setsNames;
  if (typeof read === 'string') return refuseAt(at, read, context, inside);
  return { kind: 'comprehension', form, ...read, span: at, outer: at };
}

type Clause = { target: Expression; iterable: Expression; conditions: Expression[] };

function readParts(
  inside: readonly SyntaxNode[],
  context: Context,
): { readonly item: Expression; readonly clauses: readonly Clause[] } | string {
  if (inside.some((node) => node.name === 'async')) return '`async for` is not read.';
  if (inside.some((node) => node.type.isError)) return SYNTAX;
  const [first, ...groups] = clausesOf(inside);
  const [item, more] = first ?? [];
  if (!item || more || groups.length === 0) return SYNTAX;
  const clauses: Clause[] = [];
  for (const [keyword, ...rest] of groups) {
    if (keyword?.name === 'if') {
      const [condition, another] = rest;
      const clause = clauses[clauses.length - 1];
      if (!condition || another || !clause) return SYNTAX;
      clause.conditions.push(context.expression(condition, context));
      continue;
    }
    const split = rest.findIndex((node) => node.name === 'in');
    const [targets, [iterable, another]] = [rest.slice(0, split), rest.slice(split + 1)];
    if (split < 1 || !keyword || !iterable || another) return SYNTAX;
    const whole = spanOfAll(targets, { from: keyword.to, to: keyword.to });
    const target = readExpressionList(targets, whole, context);
    if (!isTarget(target)) return 'Only plain names run over a list. Take the parts inside of the loop.';
    clauses.push({ target, iterable: context.expression(iterable, context), conditions: [] });
  }
  return { item: context.expression(item, context), clauses };
}

/** The item, then one group for each `for` and `if`. */
function clausesOf(nodes: readonly SyntaxNode[]): SyntaxNode[][] {
  const groups: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === 'for' || node.name === 'if') groups.push([]);
    groups[groups.length - 1]?.push(node);
  }
  return groups;
}
