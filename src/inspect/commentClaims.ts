/** A derivative that stands alone in a comment, as the claim that it is: `Derivative: 2x` beside f(x) is f'(x) = 2x. */
import type { About } from '../languages/found.ts';
import type { Derivative, Expression, Statement } from '../syntax/tree.ts';
import { name, type Replace, replaced } from './rewritten.ts';

/** The derivative's own part of the text are the words that say what it is. */
export function claimedOf(statements: readonly Statement[], about: About): readonly Statement[] {
  const [only, more] = statements;
  if (only?.kind !== 'formula' || more) return statements;
  const { of, parameters, wrt, said } = about;
  const at = { span: said, outer: said };
  const symbol: Pick<Derivative, 'notation' | 'order' | 'total'> =
    wrt.length === 0
      ? { notation: 'nabla', order: 1, total: true }
      : { notation: parameters.length === 1 ? 'prime' : 'fraction', order: wrt.length, total: parameters.length === 1 };
  const callee: Expression = {
    kind: 'derivative',
    ...symbol,
    of: name(of, at),
    wrt: symbol.notation === 'fraction' ? wrt.map((own) => name(own, at)) : [],
    ...at,
  };
  const args = parameters.map((own) => name(own, at));
  const derivative: Expression = { kind: 'call', callee, args, keywords: [], ...at };
  const claimed = replaced(only.expression, productOf(parameters)) ?? only.expression;
  const whole = { from: said.from, to: only.expression.outer.to };
  const expression: Expression = {
    kind: 'relation',
    terms: [derivative, claimed],
    signs: ['='],
    signSpans: [said],
    span: whole,
    outer: whole,
  };
  return [{ ...only, expression }];
}

/** xy is x times y where both are parameters and it is none. */
function productOf(parameters: readonly string[]): Replace {
  return (node) => {
    if (node.kind !== 'name' || parameters.includes(node.name) || node.name.length < 2) return undefined;
    const letters = [...node.name];
    if (!letters.every((letter) => parameters.includes(letter))) return undefined;
    const { span } = node;
    const operands = letters.map((letter, i) =>
      name(letter, { span: { ...span, from: span.from + i, to: span.from + i + 1 } }),
    );
    return operands.reduce<Expression>(
      (left, right) => ({
        kind: 'operation',
        operator: 'multiply',
        operands: [left, right],
        juxtaposed: true,
        sign: { ...span, from: right.span.from, to: right.span.from },
        span: { ...span, to: right.span.to },
        outer: { ...span, to: right.span.to },
      }),
      operands.shift() as Expression,
    );
  };
}
