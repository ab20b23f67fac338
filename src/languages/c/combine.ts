/** Operations with the types of C: whole numbers divide without remainder, pointers move, matrices multiply. */
import { cover, type Span, span } from '../../base/span.ts';
import type { Call, Expression, Operator, RelationSign } from '../../syntax/tree.ts';
import { COPY } from '../code.ts';
import { callOf, nameOf, operation } from '../expression/nodes.ts';
import { type Cursor, fail, type Typed } from './cursor.ts';
import type { Token } from './lex.ts';
import {
  holdsAll,
  INT,
  isInt,
  isPointer,
  isScalar,
  isStruct,
  joined,
  mayBeWhole,
  type Type,
  UNKNOWN,
  wholeOf,
} from './types.ts';

const ARITHMETIC: Readonly<Record<string, Operator>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '%': 'remainder',
  '&&': 'and',
  '||': 'or',
};
const COMPARISONS: Readonly<Record<string, RelationSign>> = {
  '<': '<',
  '>': '>',
  '<=': '<=',
  '>=': '>=',
  '==': '=',
  '!=': '!=',
};
const OTHERS: Readonly<Record<string, string>> = {
  '^': '^ is bitwise XOR in C; call pow for a power.',
  '|': '| is bitwise OR in C; write || between conditions.',
  '&': '& is bitwise AND in C; write && between conditions.',
  '<<': '<< shifts bits or writes to a stream; it has no derivative.',
  '>>': '>> shifts bits or reads from a stream; it has no derivative.',
  '<=>': '<=> gives an order, not a number.',
};

const POINTERS = 'A pointer is moved here. Use an index: p[i].';
const PRODUCT = 'Whether this is a product of matrices is not known. Give the operands names with types.';

const OPEN_DIVISION =
  'Whether this division is cut off depends on what the macro makes of whole numbers. Write (double) before it.';

export function combine(cursor: Cursor, sign: Token, left: Typed, right: Typed): Typed | undefined {
  const comparison = COMPARISONS[sign.text];
  if (comparison) return compare(cursor, comparison, sign, left, right);
  const operator = ARITHMETIC[sign.text];
  if (sign.text === '&' && isInt(left.type) && isMask(right.node))
    return { node: called('&bits', [left.node, right.node], sign), type: joined(left.type, right.type) };
  if (sign.text === '>>' && isInt(left.type) && isShift(right.node))
    return { node: called('floor', [halved(left.node, right.node.value, sign)], sign), type: left.type };
  if (!operator) return fail(cursor, OTHERS[sign.text]);
  if (operator === 'and' || operator === 'or')
    return { node: operation(operator, [left.node, right.node], sign), type: INT };
  if (isPointer(left.type) || isPointer(right.type)) return fail(cursor, POINTERS);
  const type = joined(left.type, right.type);
  if (isInt(left.type) && isInt(right.type)) return combineWhole(operator, sign, left, right, type);
  if (operator === 'divide' && mayBeWhole(left.type) && mayBeWhole(right.type)) return fail(cursor, OPEN_DIVISION);
  if (type.algebra && (operator === 'multiply' || operator === 'remainder'))
    return product(cursor, operator, sign, left, right, type);
  if (operator === 'remainder' && (left.type.kind === 'unknown' || right.type.kind === 'unknown')) {
    // Only whole numbers have a remainder, save for matrices of Armadillo, whose types are written.
    return { node: operation(operator, [left.node, right.node], sign), type: UNKNOWN };
  }
  return { node: operation(operator, [left.node, right.node], sign), type };
}

function combineWhole(operator: Operator, sign: Token, left: Typed, right: Typed, type: Type): Typed {
  const operands = [held(left, type), held(right, type)];
  if (operator === 'divide') return { node: called('intDivide', operands, sign), type };
  const within = operator === 'remainder' ? {} : { within: wholeOf(type) };
  return { node: operation(operator, operands, sign, within), type };
}

/** A whole number converted to another type of whole numbers. */
export function held({ node, type: own }: Typed, type: Type): Expression {
  const isSure = node.kind === 'number' ? node.value < 2 ** 31 : isSmall(node);
  if (isSure || node.kind === 'opaque' || holdsAll(own, type)) return node;
  const sign = span(node.outer.from, node.outer.from);
  return operation('plus', [node], sign, { within: wholeOf(type) });
}

/** 1, 3, 7, …: what `&` leaves of a number then is a remainder. */
function isMask(node: Expression): boolean {
  return node.kind === 'number' && node.value < 2 ** 20 && Number.isInteger(Math.log2(node.value + 1));
}

/** By so many bits that the power of 2 is a whole number of every type. */
function isShift(node: Expression): node is Extract<Expression, { kind: 'number' }> {
  return node.kind === 'number' && Number.isInteger(node.value) && node.value >= 0 && node.value <= 30;
}

/** `n >> k` is n / 2ᵏ, rounded down: of negative numbers too where a compiler keeps the sign, as all do. */
function halved(node: Expression, bits: number, sign: Token): Expression {
  const value = 2 ** bits;
  const at = span(sign.from, sign.from);
  const divisor: Expression = { kind: 'number', value, text: String(value), span: at, outer: at };
  return operation('divide', [node, divisor], sign);
}

function product(
  cursor: Cursor,
  operator: Operator,
  sign: Token,
  left: Typed,
  right: Typed,
  type: Type,
): Typed | undefined {
  const both = left.type.algebra && right.type.algebra;
  if (!both && !isScalar(left.type) && !isScalar(right.type)) return fail(cursor, PRODUCT);
  if (operator === 'remainder') {
    return both ? { node: operation('hadamard', [left.node, right.node], sign), type } : fail(cursor, PRODUCT);
  }
  const isElementwise = left.type.algebra === 'array' && right.type.algebra === 'array';
  if (both && left.type.algebra !== right.type.algebra) return fail(cursor, PRODUCT);
  const name = both ? (isElementwise ? 'hadamard' : 'matrixMultiply') : 'multiply';
  return { node: operation(name, [left.node, right.node], sign), type };
}

function compare(cursor: Cursor, comparison: RelationSign, sign: Token, left: Typed, right: Typed): Typed | undefined {
  if (left.node.kind === 'relation' || right.node.kind === 'relation') {
    if (left.node.outer === left.node.span || right.node.outer === right.node.span) {
      return fail(cursor, 'A comparison is compared again, as 0 or 1. Join comparisons with &&.');
    }
  }
  const at = cover(cover(left.node.outer, sign), right.node.outer);
  const type = isInt(left.type) && isInt(right.type) ? joined(left.type, right.type) : undefined;
  const terms = type ? [held(left, type), held(right, type)] : [left.node, right.node];
  const parts = { terms, signs: [comparison], signSpans: [span(sign.from, sign.to)] };
  return { node: { kind: 'relation', ...parts, span: at, outer: at }, type: INT };
}

/** A function of ours, where C has only an operator or a conversion. */
export function called(name: string, args: readonly Expression[], sign: { readonly from: number }): Expression {
  const at = args.reduce((sum, arg) => cover(sum, arg.outer), args[0]?.outer ?? span(sign.from, sign.from));
  return callOf(nameOf(name, span(sign.from, sign.from)), args, cover(at, span(sign.from, sign.from)));
}

/** As C converts a value to the type of what it is given to. */
export function converted(value: Typed, type: Type): Expression {
  if (!isInt(type) || value.node.kind === 'opaque') return value.node;
  if (isCut(value, type)) return cutOff(value.node);
  if (isInt(value.type)) return type.isNarrow ? value.node : held(value, type);
  return truncated(value.node, type, value.node.outer);
}

/** A floating number converted to a type of whole numbers. */
export function truncated(node: Expression, type: Type, at: Span): Call {
  return { ...callOf(nameOf('trunc', span(at.from, at.from)), [node], at), within: wholeOf(type) };
}

/** The same, of a struct a copy: what is set in it is not set in the original. Names of locals that end are handed on. */
export function handedOn(value: Typed, type: Type, isLast = false): Expression {
  const { kind } = value.node;
  const isPlace = kind === 'attribute' || kind === 'index' || kind === 'piecewise' || (kind === 'name' && !isLast);
  return isPlace && (isStruct(type) || isStruct(value.type))
    ? called(COPY, [value.node], value.node.outer)
    : converted(value, type);
}

/** Truth values, and numbers that one byte and a bool hold as they are. */
function isSmall(node: Expression): boolean {
  if (node.kind === 'number') return node.value === 0 || node.value === 1;
  if (node.kind === 'operation') return ['and', 'or', 'not'].includes(node.operator);
  return node.kind === 'relation' || node.kind === 'boolean';
}

/** Whether the type may hold only a part of a whole number. */
export function isCut(value: Typed, type: Type): boolean {
  return type.isNarrow === true && type.levels === 0 && !value.type.isNarrow && !isSmall(value.node);
}

export const CUT = 'A char, a short and a bool keep only a part of larger numbers. Use an int.';

function cutOff({ span: at, outer }: Expression): Expression {
  return { kind: 'opaque', what: 'nothing', text: '', reason: CUT, span: at, outer };
}

/** `x op= y` as the whole new value of x. */
export function updated(cursor: Cursor, sign: Token, target: Typed, value: Typed): Typed | undefined {
  const step: Token = { ...sign, text: sign.text.slice(0, -1) };
  const whole = combine(cursor, step, target, value);
  return whole && { node: converted(whole, target.type), type: target.type };
}
