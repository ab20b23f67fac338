/** Simplification of lines as they are added through a builder: exact numbers folded, then the identities of rows.ts. */
import type { Builder, Rewrite } from '../graph/builder.ts';
import { constantOf, type LineId } from '../graph/list.ts';
import { calculate, type Fraction, fraction, fractionOf, numberOf } from './exact.ts';
import { type Bindings, construct, isNumber, matchStep, type Pattern, parsePattern } from './pattern.ts';
import { type Identity, identities } from './rows.ts';

/**
 * A shorter line that means the same, or undefined. For scalar lines. Values agree where both sides have one; where
 * the left side is undefined at isolated points (x/x at 0), the right side may have its limit.
 */
export const simplify: Rewrite = (builder, operation, operands) => {
  const rules = RULES.get(operation);
  if (rules === undefined || builder.full) return undefined;
  let heads = 0;
  for (const operand of operands) {
    const line = builder.at(operand);
    if (line.shape.length > 0) return undefined;
    heads |= isNumber(line) ? NUMBER : builder.names.has(operand) ? 0 : (HEADS[line.operation] ?? 0);
  }
  const folded = fold(builder, operation, operands);
  if (folded !== undefined) return folded;
  for (const rule of rules) {
    if ((rule.needs & heads) !== rule.needs) continue;
    const bindings: Bindings = new Map();
    if (matchStep(builder, rule.from, operands, bindings, () => holds(builder, rule.where, bindings))) {
      return construct(builder, rule.to, bindings);
    }
  }
  // Numbers stand before other factors.
  const [first, second] = operands;
  if (operation === 'mul' && first !== undefined && second !== undefined) {
    if (isNumber(builder.at(second)) && !isNumber(builder.at(first))) return builder.step('mul', [second, first]);
  }
  return undefined;
};

interface Rule {
  readonly from: Pattern;
  readonly to: Pattern;
  readonly where: Identity['where'];
  /** Bits of the operations that an operand must have for the rule to match at all. */
  readonly needs: number;
}

const NUMBER = 1;
const HEADS: Readonly<Record<string, number>> = {
  neg: 2,
  mul: 4,
  div: 8,
  pow: 16,
  select: 32,
  sub: 64,
  add: 128,
  abs: 256,
  sign: 512,
  not: 1024,
};

/** The identities by operation, in their order. */
const RULES: ReadonlyMap<string, readonly Rule[]> = rulesOf(identities);

function rulesOf(rows: readonly Identity[]): Map<string, Rule[]> {
  const rules = new Map<string, Rule[]>();
  for (const row of rows) {
    const from = parsePattern(row.from);
    if (from.kind !== 'apply') throw new Error(`${row.from} is no operation`);
    const rule = { from, to: parsePattern(row.to), where: row.where, needs: 0 };
    for (const operand of from.operands) rule.needs |= headOf(operand);
    const others = rules.get(from.operation);
    if (others) others.push(rule);
    else rules.set(from.operation, [rule]);
  }
  return rules;
}

function headOf(pattern: Pattern): number {
  if (pattern.kind === 'apply') return HEADS[pattern.operation] ?? 0;
  if (pattern.kind === 'number') return Number.isInteger(pattern.value) ? NUMBER : 0;
  return 'kmij'.includes(pattern.letter) ? NUMBER : 0;
}

function holds(builder: Builder, where: Identity['where'], bindings: Bindings): boolean {
  if (!where) return true;
  return where((letter) => {
    const binding = bindings.get(letter);
    return typeof binding === 'number' ? (constantOf(builder.at(binding)) ?? Number.NaN) : Number.NaN;
  });
}

/** Exact arithmetic on numbers and fractions of integers: 2·3, 1/2 + 1/3, 6/4; 1/3 stays a quotient. */
function fold(builder: Builder, operation: string, operands: readonly LineId[]): LineId | undefined {
  const [first, second] = operands;
  if (first === undefined) return undefined;
  const a = fractionAt(builder, first);
  const b = second === undefined ? undefined : fractionAt(builder, second);
  if (a === undefined || (second !== undefined && b === undefined)) return undefined;
  const result = calculate(operation, a, b);
  if (result === undefined) return undefined;
  const number = numberOf(result);
  if (number !== undefined) return builder.constant(number);
  if (result.decimal) return undefined;
  if (result.numerator < 0) {
    return operation === 'neg'
      ? undefined
      : builder.step('neg', [builder.step('div', constants(builder, -result.numerator, result.denominator))]);
  }
  const asItStands = operation === 'div' && isWhole(builder, first, result.numerator);
  return asItStands ? undefined : builder.step('div', constants(builder, result.numerator, result.denominator));
}

function constants(builder: Builder, ...values: readonly number[]): LineId[] {
  return values.map((value) => builder.constant(value));
}

function isWhole(builder: Builder, line: LineId, value: number): boolean {
  return constantOf(builder.at(line)) === value;
}

/** The exact value of a line that is a number, a quotient of two integers or the negative of one. */
function fractionAt(builder: Builder, id: LineId): Fraction | undefined {
  const line = builder.at(id);
  const value = constantOf(line);
  if (value !== undefined) return fractionOf(value);
  if (builder.names.has(id)) return undefined;
  const [first, second] = line.operands;
  if (line.operation === 'neg' && first !== undefined && builder.at(first).operation === 'div') {
    const inner = fractionAt(builder, first);
    return inner && { ...inner, numerator: -inner.numerator };
  }
  if (line.operation !== 'div' || first === undefined || second === undefined) return undefined;
  const [top, bottom] = [constantOf(builder.at(first)), constantOf(builder.at(second))];
  if (!Number.isSafeInteger(top) || !Number.isSafeInteger(bottom)) return undefined;
  return fraction(top ?? 0, bottom ?? 0, false);
}
