/** Derivatives of terms in brackets: `(uv)'`, and at a variable, `(f g)'(x)`, `(f \circ g)'(x)`. */
import { isInverse, linearName, walk } from '../../syntax/names.ts';
import type { Call, Derivative, Expression } from '../../syntax/tree.ts';
import { callOf } from '../expression/nodes.ts';
import { plainArguments } from './application.ts';
import { bracketArguments } from './functions.ts';
import { withScripts } from './scripts.ts';
import type { State } from './state.ts';

/** `node` with its scripts; behind a prime, a bracket with one symbol is what it is differentiated by. */
export function scriptedTerm(s: State, node: Expression, start: number): Expression {
  const term = withScripts(s, node, start);
  if (term.kind !== 'derivative' || term.notation !== 'operator' || !isOfFunctions(s, term)) return term;
  const open = s.core.position;
  if (!s.is(s.core.peek(), '(') || s.inside(open).to - open !== 2 || !plainArguments(s, open)) return term;
  const [by] = bracketArguments(s);
  if (!by) return term;
  const at = s.core.since(start);
  const wrt = Array.from({ length: term.order }, () => by);
  return { ...term, of: isComposition(term.of) ? composed(term.of, by) : term.of, wrt, span: at, outer: at };
}

function isOfFunctions(s: State, { of, wrt }: Derivative): boolean {
  return wrt.length === 0 && !isInverse(of) && [...walk(of)].some((node) => s.functions.has(linearName(node) ?? ''));
}

function isComposition(of: Expression): of is Call {
  return of.kind === 'call' && linearName(of.callee) === 'compose';
}

/** f(g(x)) for f ∘ g at x. */
function composed({ args }: Call, at: Expression): Expression {
  return [...args].reverse().reduce((inner, callee) => {
    return isComposition(callee) ? composed(callee, inner) : callOf(callee, [inner], callee.outer);
  }, at);
}
