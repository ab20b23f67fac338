/** A derivative that stands alone in a comment, as the claim that it is: `Derivative: 2x` beside f(x) is f'(x) = 2x. */
import type { About } from '../languages/found.ts';
import type { Expression, Name, Statement } from '../syntax/tree.ts';

/** The derivative's own part of the text are the words that say what it is. */
export function claimedOf(statements: readonly Statement[], { of, wrt, said }: About): readonly Statement[] {
  const [only, more] = statements;
  if (only?.kind !== 'formula' || more) return statements;
  const at = { span: said, outer: said };
  const name = (own: string): Name => ({ kind: 'name', name: own, base: own, accents: [], ...at });
  const callee: Expression = {
    kind: 'derivative',
    notation: 'prime',
    of: name(of),
    wrt: [],
    order: 1,
    total: true,
    ...at,
  };
  const derivative: Expression = { kind: 'call', callee, args: [name(wrt)], keywords: [], ...at };
  const whole = { from: said.from, to: only.expression.outer.to };
  const expression: Expression = {
    kind: 'relation',
    terms: [derivative, only.expression],
    signs: ['='],
    signSpans: [said],
    span: whole,
    outer: whole,
  };
  return [{ ...only, expression }];
}
