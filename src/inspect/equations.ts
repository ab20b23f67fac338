/** Equations that say what a thing is by its derivative: x' = A x + B u of an x that is written nowhere claims nothing. */
import { linearName, walk } from '../syntax/names.ts';
import type { Expression } from '../syntax/tree.ts';
import { resolve } from '../trace/scope.ts';
import type { Claim } from './claims.ts';
import type { Source } from './source.ts';
import type { DerivativeCheck } from './types.ts';

/** Whether what could not be decided is such an equation. */
export function isEquation({ scope }: Source, { item, symbol, claimed }: Claim, { verdict }: DerivativeCheck): boolean {
  if (verdict !== 'undecided') return false;
  const name = nameIn(symbol.of);
  if (name === undefined || resolve(scope, name, item.place) !== undefined) return false;
  // The chain rule says L by derivatives of L: no equation.
  const numerators = new Set<Expression>();
  return [...walk(claimed)].some((node) => {
    if (node.kind === 'derivative') numerators.add(node.of);
    if (node.kind === 'call' && numerators.has(node)) numerators.add(node.callee);
    return nameIn(node) === name && !numerators.has(node) && node.kind !== 'derivative';
  });
}

/** P of P, and of P(x). */
function nameIn(expression: Expression): string | undefined {
  return linearName(expression.kind === 'call' ? expression.callee : expression);
}
