/** Claims whose left side is no derivative by itself: `df = 2xy\,dx + x^2\,dy`, `f'(x)/f(x) = 2/x`. */
import { linearName, walk } from '../syntax/names.ts';
import type { Derivative, Expression, Operation } from '../syntax/tree.ts';
import { resolve, type Scope } from '../trace/scope.ts';
import type { Item } from './region.ts';

export interface OtherClaim {
  readonly derivative: Expression;
  readonly symbol: Derivative;
  readonly claimed: Expression;
}

export function otherClaims(item: Item, scope: Scope): readonly OtherClaim[] {
  const { expression, language } = item;
  if (language !== 'latex' || expression.kind !== 'relation' || expression.signs.some((sign) => sign !== '='))
    return [];
  const [left, ...sides] = expression.terms;
  if (!left) return [];
  return sides.flatMap((side) => differentialClaims(item, scope, left, side) ?? logarithmicClaim(left, side) ?? []);
}

/** Each coefficient as the partial derivative by its variable; undefined where one term is no differential. */
function differentialClaims(
  { place }: Item,
  scope: Scope,
  left: Expression,
  side: Expression,
): readonly OtherClaim[] | undefined {
  const of = differentialIn(left);
  const name = of?.isBare ? linearName(of.variable) : undefined;
  if (!of || name === undefined || resolve(scope, 'd', place)) return undefined;
  const claims: OtherClaim[] = [];
  const terms = termsOf(side);
  for (const { term, isNegative } of terms) {
    const found = differentialIn(term);
    const by = found && linearName(found.variable);
    // Of area and of random walks: more than a sum of partial derivatives.
    if (!found || by === undefined || RANDOM.test(by) || [...walk(found.coefficient)].some(isD)) return undefined;
    const { span, outer } = left;
    // `dx = du/3` of `u = 3x`: du/dx is the inverse.
    const isTurned = !resolve(scope, name, place);
    if (isTurned && (terms.length > 1 || !resolve(scope, by, place))) return undefined;
    const [top, variable] = isTurned ? [found.variable, of.variable] : [of.variable, found.variable];
    const coefficient = isTurned ? inverse(found.coefficient) : found.coefficient;
    const at = { span, outer };
    const derivative: Derivative = {
      kind: 'derivative',
      notation: 'fraction',
      of: top,
      wrt: [variable],
      order: 1,
      total: false,
      ...at,
    };
    claims.push({ derivative, symbol: derivative, claimed: isNegative ? negated(coefficient) : coefficient });
  }
  return claims;
}

/** What a sum is made of, with signs. */
function termsOf(side: Expression): { readonly term: Expression; readonly isNegative: boolean }[] {
  if (side.kind === 'operation' && (side.operator === 'add' || side.operator === 'subtract')) {
    const [first, second] = side.operands;
    if (!first || !second) return [];
    const after = termsOf(second).map(({ term, isNegative }) => ({
      term,
      isNegative: isNegative !== (side.operator === 'subtract'),
    }));
    return [...termsOf(first), ...after];
  }
  return [{ term: side, isNegative: false }];
}

function negated(operand: Expression): Expression {
  const { span, outer } = operand;
  return { kind: 'operation', operator: 'negate', operands: [operand], sign: span, span, outer };
}

const RANDOM = /^[BWZ](?:_|$)/;

function inverse(operand: Expression): Expression {
  const { span, outer } = operand;
  const one: Expression = { kind: 'number', value: 1, text: '1', span, outer };
  return { kind: 'operation', operator: 'divide', operands: [one, operand], sign: span, span, outer };
}

interface Differential {
  readonly variable: Expression;
  /** What stands before it; 1 where nothing does. */
  readonly coefficient: Expression;
  readonly isBare: boolean;
}

/** `2xy\,dx`, read as a product that ends in d and x; `\cos x\,dx` as the cosine of one. */
function differentialIn(term: Expression): Differential | undefined {
  if (term.kind === 'call') {
    const [only, more] = term.args;
    const inner = only && !more && only.outer === only.span ? differentialIn(only) : undefined;
    return inner && !inner.isBare ? within(term, inner, { args: [inner.coefficient] }) : undefined;
  }
  if (term.kind !== 'operation') return undefined;
  const [first, last] = term.operands;
  const { operator } = term;
  // \\sec^2 x\\,dx is read as a power of one secant.
  if (operator === 'negate' || operator === 'divide' || operator === 'power') {
    const inner = first && differentialIn(first);
    return (
      inner && {
        ...inner,
        coefficient: { ...term, operands: [inner.coefficient, ...term.operands.slice(1)] },
        isBare: false,
      }
    );
  }
  if (operator !== 'multiply' || !term.juxtaposed || !first || !last) return undefined;
  if (isD(first)) {
    const { span, outer } = term;
    return { variable: last, coefficient: { kind: 'number', value: 1, text: '1', span, outer }, isBare: true };
  }
  const [coefficient, d] = first.kind === 'operation' && first.operator === 'multiply' ? first.operands : [];
  if (coefficient && d && isD(d)) return { variable: last, coefficient, isBare: false };
  const inner = last.kind === 'call' ? differentialIn(last) : undefined;
  return inner && within(term, inner, { operands: [first, inner.coefficient] });
}

/** The node with other parts, which ends where they do. */
function within<E extends Expression>(node: E, inner: Differential, parts: Partial<E>): Differential {
  const span = { ...node.span, to: inner.coefficient.outer.to };
  return { ...inner, coefficient: { ...node, ...parts, span, outer: span } };
}

function isD(node: Expression): boolean {
  return node.kind === 'name' && node.name === 'd';
}

/** f'/f is the derivative of ln f. */
function logarithmicClaim(left: Expression, claimed: Expression): OtherClaim[] | undefined {
  const quotient = quotientIn(left);
  if (!quotient) return undefined;
  const { above, below } = quotient;
  const symbol = above.kind === 'call' ? above.callee : above;
  if (symbol.kind !== 'derivative' || symbol.order !== 1) return undefined;
  const by = symbol.of.kind === 'call' ? symbol.of.args : above.kind === 'call' ? above.args : [];
  const function_ = symbol.of.kind === 'call' ? symbol.of.callee : symbol.of;
  const name = linearName(function_);
  if (name === undefined || linearName(below.kind === 'call' ? below.callee : below) !== name) return undefined;
  // An equation for f may be meant.
  if ([...walk(claimed)].some((node) => linearName(node) === name)) return undefined;
  const { span, outer } = left;
  const ln: Expression = { kind: 'name', name: 'ln', base: 'ln', accents: [], span, outer };
  const of: Expression = { kind: 'call', callee: ln, args: [below], keywords: [], span, outer };
  const wrt = symbol.wrt.length > 0 ? symbol.wrt : by.slice(0, 1);
  return [{ derivative: left, symbol: { ...symbol, notation: 'operator', of, wrt }, claimed }];
}

/** `\frac{f'}{f}`, `f'/f`, `\frac{1}{f}\frac{df}{dx}`. */
function quotientIn(left: Expression): { readonly above: Expression; readonly below: Expression } | undefined {
  if (left.kind !== 'operation') return undefined;
  const [first, second] = left.operands;
  if (!first || !second) return undefined;
  if (left.operator === 'divide') return { above: first, below: second };
  const isInverse = (node: Expression): node is Operation =>
    node.kind === 'operation' &&
    node.operator === 'divide' &&
    node.operands[0]?.kind === 'number' &&
    node.operands[0].value === 1;
  const below = isInverse(first) ? first.operands[1] : undefined;
  return left.operator === 'multiply' && below ? { above: second, below } : undefined;
}
