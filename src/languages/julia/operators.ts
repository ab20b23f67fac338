/** Operators of Julia, with their dotted forms, and numbers that stand before what they multiply. */
import type { SyntaxNode } from '@lezer/common';
import { cover, type Span, span } from '../../base/span.ts';
import type { Expression, Operator, RelationSign } from '../../syntax/tree.ts';
import { HEIGHT_LIMIT } from '../expression/limits.ts';
import { callOf, juxtaposed, nameOf, operation } from '../expression/nodes.ts';
import { isBroken, parts, spanOf } from '../lezer.ts';
import { type Context, isDotted, textOf } from './context.ts';
import { COMPLEX, refuse, SYNTAX } from './refuse.ts';

export const ARITHMETIC: Readonly<Record<string, Operator>> = {
  '+': 'add',
  '-': 'subtract',
  '−': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '//': 'divide',
  '%': 'remainder',
  '^': 'power',
  '×': 'cross',
  '&&': 'and',
  '||': 'or',
};

/** Operators that are functions with a name. */
export const FUNCTIONS: Readonly<Record<string, string>> = { '÷': 'div', '\\': 'leftDivide', '⋅': 'dot' };

const COMPARISONS: Readonly<Record<string, RelationSign>> = {
  '<': '<',
  '>': '>',
  '<=': '<=',
  '≤': '<=',
  '>=': '>=',
  '≥': '>=',
  '==': '=',
  '===': '=',
  '≡': '=',
  '!=': '!=',
  '≠': '!=',
  '!==': '!=',
  '≢': '!=',
  '≈': 'approx',
  in: 'in',
  '∈': 'in',
};

const OTHERS: Readonly<Record<string, string>> = {
  '&': '& works on bits; write && between conditions.',
  '|': '| works on bits; write || between conditions.',
  '⊻': '⊻ works on bits and truth values; it has no derivative.',
  '<<': '<< shifts bits; write a product with a power of 2.',
  '>>': '>> shifts bits; write ÷ with a power of 2.',
  '~': '~ flips bits; write ! before a condition.',
  '∘': 'Composed functions are not read. Write a function with a name.',
  '=>': 'A pair stands outside of Dict( … ).',
  isa: 'A test of types has no derivative.',
  '<:': 'A test of types has no derivative.',
  '::': 'A type is asserted inside an expression. Write it at a name.',
  where: 'A type has no value.',
};

const TERM_LIMIT = HEIGHT_LIMIT - 250;
const TOO_LONG = 'The expression has too many terms. Split it into parts with names.';

interface Sign {
  /** Without the dot. */
  readonly text: string;
  readonly elementwise: boolean;
  readonly span: Span;
}

export function signOf(node: SyntaxNode, context: Context): Sign {
  const written = textOf(node, context);
  const hasDot = written.length > 1 && written.startsWith('.') && written !== '..' && written !== '...';
  return {
    text: hasDot ? written.slice(1) : written,
    elementwise: hasDot || isDotted(node, context),
    span: spanOf(node),
  };
}

/** Sums and products of many terms nest to the left: that side is followed by a loop. */
export function readBinary(node: SyntaxNode, context: Context): Expression {
  const chain: { readonly node: SyntaxNode; readonly sign: Sign; readonly right: SyntaxNode }[] = [];
  let left = node;
  while (left.name === 'BinaryExpression') {
    const [first, signNode, right, ...more] = parts(left);
    if (!first || !signNode || !right || more.length > 0 || isBroken(left)) return refuse(node, SYNTAX, context);
    if (chain.length > TERM_LIMIT) return refuse(node, TOO_LONG, context);
    const sign = signOf(signNode, context);
    if (chain.length > 0 && isSpecial(sign.text)) break;
    chain.push({ node: left, sign, right });
    left = first;
    if (isSpecial(sign.text)) break;
  }
  const special = chain.length === 1 ? chain[0] : undefined;
  if (special && isSpecial(special.sign.text)) return readSpecial(node, left, special.sign, special.right, context);
  let result = context.expression(left, context);
  for (const { node: whole, sign, right } of chain.reverse()) {
    result = combine(whole, sign, result, context.expression(right, context), context);
  }
  return result;
}

function isSpecial(sign: string): boolean {
  return sign === '^' || sign === ':' || sign === '|>' || sign in COMPARISONS || sign in { '::': 0, where: 0, isa: 0 };
}

function readSpecial(node: SyntaxNode, left: SyntaxNode, sign: Sign, right: SyntaxNode, context: Context): Expression {
  if (sign.text === '^') return readPower(node, left, sign, right, context);
  if (sign.text === ':') return readRange(node, left, right, context);
  if (sign.text in COMPARISONS) return readComparison(node, context);
  if (sign.text === '|>') {
    const args = [context.expression(left, context)];
    const call = callOf(context.expression(right, context), args, spanOf(node));
    return sign.elementwise ? { ...call, elementwise: true } : call;
  }
  return refuse(node, OTHERS[sign.text] ?? SYNTAX, context);
}

function combine(node: SyntaxNode, sign: Sign, left: Expression, right: Expression, context: Context): Expression {
  const extra = sign.elementwise ? { elementwise: true } : {};
  const operator = ARITHMETIC[sign.text];
  if (operator) return operation(operator, [left, right], sign.span, extra);
  const name = FUNCTIONS[sign.text];
  if (name && !(sign.elementwise && sign.text === '\\')) {
    return { ...callOf(nameOf(name, sign.span), [left, right], cover(left.outer, right.outer)), ...extra };
  }
  // Between comparisons & and | are what && and || are.
  if ((sign.text === '&' || sign.text === '|') && isTruth(left) && isTruth(right)) {
    return operation(sign.text === '&' ? 'and' : 'or', [left, right], sign.span, extra);
  }
  return refuse(node, OTHERS[sign.text] ?? `“${sign.text}” is not an operator that is read.`, context);
}

function isTruth(expression: Expression): boolean {
  if (expression.kind === 'operation') return /^(?:and|or|not)$/.test(expression.operator);
  return expression.kind === 'relation' || expression.kind === 'boolean';
}

/** `2x^2` is 2 · x², which the grammar nests the other way; `x^2y` is x to the power of 2y. */
function readPower(node: SyntaxNode, left: SyntaxNode, sign: Sign, right: SyntaxNode, context: Context): Expression {
  const extra = sign.elementwise ? { elementwise: true } : {};
  const power = context.expression(right, context);
  const raise = (base: SyntaxNode) => operation('power', [context.expression(base, context), power], sign.span, extra);
  if (left.name !== 'JuxtapositionExpression') return raise(left);
  const factors = parts(left);
  const last = factors[factors.length - 1];
  if (!last || isBroken(left)) return refuse(node, SYNTAX, context);
  return product(factors, raise(last), context);
}

/** Numbers and names side by side, the last of them read already. */
function product(factors: readonly SyntaxNode[], last: Expression, context: Context): Expression {
  const read = [...factors.slice(0, -1).map((factor) => context.expression(factor, context)), last];
  return read.reduce((left, right) => {
    const whole = juxtaposed(left, right);
    return isDotted(factors[0] as SyntaxNode, context) ? { ...whole, elementwise: true } : whole;
  });
}

export function readJuxtaposed(node: SyntaxNode, context: Context): Expression {
  const factors = parts(node);
  const [first] = factors;
  const last = factors[factors.length - 1];
  if (!first || !last || factors.length < 2) return refuse(node, SYNTAX, context);
  if (/^(?:0[xbo]|.*\.$)/.test(textOf(first, context))) {
    return refuse(node, 'Julia does not multiply by a number of this form without a sign. Write *.', context);
  }
  if (factors.some((factor) => textOf(factor, context) === 'im')) {
    return refuse(node, COMPLEX, context);
  }
  if (factors.some((factor) => /String|Char/.test(factor.name))) return refuse(node, SYNTAX, context);
  return product(factors, context.expression(last, context), context);
}

const ROOTS: Readonly<Record<string, string>> = { '√': 'sqrt', '∛': 'cbrt' };

export function readUnary(node: SyntaxNode, context: Context): Expression {
  const [signNode, operand, ...more] = parts(node);
  if (!signNode || !operand || more.length > 0) return refuse(node, SYNTAX, context);
  const sign = signOf(signNode, context);
  const extra = sign.elementwise ? { elementwise: true } : {};
  const root = ROOTS[sign.text];
  if (root) return readRoot(node, root, sign, operand, context);
  const operator = ({ '-': 'negate', '−': 'negate', '+': 'plus', '!': 'not', '¬': 'not' } as const)[sign.text];
  if (operator) return operation(operator, [context.expression(operand, context)], sign.span, extra);
  return refuse(node, OTHERS[sign.text] ?? `“${sign.text}” is not an operator that is read.`, context);
}

/** `√2x` is (√2) · x and `√2x^2` is (√2) · x²: the root takes the number alone. */
function readRoot(node: SyntaxNode, name: string, sign: Sign, operand: SyntaxNode, context: Context): Expression {
  const rooted = (inner: SyntaxNode): Expression => {
    const read = context.expression(inner, context);
    const call = callOf(nameOf(name, sign.span), [read], span(sign.span.from, read.outer.to));
    return sign.elementwise ? { ...call, elementwise: true } : call;
  };
  const base = operand.name === 'BinaryExpression' ? operand.firstChild : operand;
  if (base?.name !== 'JuxtapositionExpression') return rooted(operand);
  const factors = parts(base);
  const [first, second, ...more] = factors;
  if (!first || !second || more.length > 0 || isBroken(base)) return refuse(node, SYNTAX, context);
  if (base === operand || operand.name !== 'BinaryExpression') {
    return juxtaposed(rooted(first), context.expression(second, context));
  }
  const [, signNode, power] = parts(operand);
  if (!signNode || !power || isBroken(operand)) return refuse(node, SYNTAX, context);
  const powerSign = signOf(signNode, context);
  const raised = operation(
    'power',
    [context.expression(second, context), context.expression(power, context)],
    powerSign.span,
  );
  return juxtaposed(rooted(first), powerSign.elementwise ? { ...raised, elementwise: true } : raised);
}

/** `a:b`, and `a:step:b`, which the grammar nests to the left. */
function readRange(node: SyntaxNode, left: SyntaxNode, right: SyntaxNode, context: Context): Expression {
  const at = spanOf(node);
  const stop = context.expression(right, context);
  const isStepped = left.name === 'BinaryExpression' && textOf(parts(left)[1] ?? left, context) === ':';
  if (!isStepped) return { kind: 'slice', start: context.expression(left, context), stop, span: at, outer: at };
  const [start, , step] = parts(left);
  if (
    !start ||
    !step ||
    isBroken(left) ||
    (start.name === 'BinaryExpression' && textOf(parts(start)[1] ?? start, context) === ':')
  ) {
    return refuse(node, SYNTAX, context);
  }
  const bounds = { start: context.expression(start, context), stop, step: context.expression(step, context) };
  return { kind: 'slice', ...bounds, span: at, outer: at };
}

/** `a < b <= c` is one chain. */
function readComparison(node: SyntaxNode, context: Context): Expression {
  const terms: SyntaxNode[] = [];
  const signs: RelationSign[] = [];
  const signSpans: Span[] = [];
  let rest: SyntaxNode = node;
  while (rest.name === 'BinaryExpression') {
    const [left, signNode, right]: SyntaxNode[] = parts(rest);
    const sign = signNode && signOf(signNode, context);
    const comparison = sign && COMPARISONS[sign.text];
    if (!left || !sign || !right || !comparison) break;
    if (isBroken(rest) || terms.length > 50) return refuse(node, SYNTAX, context);
    terms.unshift(right);
    signs.unshift(comparison);
    signSpans.unshift(sign.span);
    rest = left;
  }
  terms.unshift(rest);
  const read = terms.map((term) => context.expression(term, context));
  return { kind: 'relation', terms: read, signs, signSpans, span: spanOf(node), outer: spanOf(node) };
}
