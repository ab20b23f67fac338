/** `f_x(x, y) = 2xy`, `f_{xy} = 2x`, `f_x(1, 2) = 4` beside `f(x, y) = x^2 y`: partial derivatives by letters below. */
import { linearName, walk } from '../syntax/names.ts';
import type { Derivative, Expression, Index } from '../syntax/tree.ts';
import { type Definition, resolve, type Scope } from '../trace/scope.ts';
import { isNote } from '../trace/statics.ts';
import type { Item } from './region.ts';

export interface SubscriptClaim {
  readonly derivative: Expression;
  readonly symbol: Derivative;
  /** Every further term of the chain. */
  readonly claimed: readonly Expression[];
}

const MOST_LETTERS = 4;

export function subscriptClaim(item: Item, scope: Scope): SubscriptClaim | undefined {
  const { expression, language, place } = item;
  if (!isNote(language) || expression.kind !== 'relation' || expression.signs.some((sign) => sign !== '=')) {
    return undefined;
  }
  const [left, ...claimed] = expression.terms;
  const symbol = left?.kind === 'call' ? left.callee : left;
  if (symbol?.kind !== 'index' || symbol.position !== 'subscript') return undefined;
  const name = linearName(symbol.base);
  const of = name === undefined ? undefined : resolve(scope, name, place);
  const wrt = of && variablesOf(symbol, of);
  if (!of?.parameters || !wrt || item.definitions.includes(of)) return undefined;
  // f_x(x) of f(x, y) is a marginal density.
  if (left?.kind === 'call' && left.args.length !== of.parameters.length) return undefined;
  const { span, outer } = symbol;
  const order = wrt.length;
  const derivative: Derivative = {
    kind: 'derivative',
    notation: 'subscript',
    of: symbol.base,
    wrt,
    order,
    total: false,
    span,
    outer,
  };
  if (left?.kind !== 'call') return { derivative, symbol: derivative, claimed };
  return { derivative: { ...left, callee: derivative }, symbol: derivative, claimed };
}

/** The letters below, each of which f is a function of. */
function variablesOf({ indices }: Index, { parameters = [], language }: Definition): Expression[] | undefined {
  if (!isNote(language)) return undefined;
  const letters = indices.flatMap((index) => [...walk(index)].filter((node) => node.kind !== 'operation'));
  const isEvery = letters.every((node) => node.kind === 'name' && parameters.includes(node.name));
  return isEvery && letters.length > 0 && letters.length <= MOST_LETTERS ? letters : undefined;
}
