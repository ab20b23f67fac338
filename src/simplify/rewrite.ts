/**
 * Simplification of lines as they are added through a builder: exact numbers folded, then the identities of rows.ts,
 * which hold for each entry of tensors too; for tensors those of structure.ts and tensorRows.ts before them.
 */
import type { Builder, Rewrite } from '../graph/builder.ts';
import { constantOf, type LineId, type Shape } from '../graph/list.ts';
import { isMisfit, sameShape, sizesOf } from '../primitives/shape.ts';
import type { Attributes } from '../primitives/tensorRow.ts';
import { tensorRow } from '../primitives/tensors.ts';
import { calculate, type Fraction, fraction, fractionOf, isExact, numberOf } from './exact.ts';
import {
  type AddStep,
  always,
  construct,
  isBare,
  isNumber,
  lineAt,
  type Matching,
  matching,
  matchStep,
  numberAt,
  type Pattern,
  parsePattern,
  shareFactor,
  type Write,
} from './pattern.ts';
import { type Identity, identities } from './rows.ts';
import { shorterByStructure, type Wanted } from './structure.ts';
import { type TensorIdentity, tensorIdentities } from './tensorRows.ts';

/**
 * A shorter line of the same shape that means the same, or undefined. Values agree where both sides have one; where
 * the left side is undefined at isolated points (x/x at 0, an inverse of a singular matrix), the right side may have
 * its limit.
 */
export const simplify: Rewrite = (builder, operation, operands, attributes) => {
  const write = shorter(builder, operation, operands, attributes);
  if (write === undefined) return undefined;
  let left = REWRITES;
  const add: AddStep = (name, lines, said) => {
    const next = left > 0 ? shorter(builder, name, lines, said) : undefined;
    if (next === undefined) return builder.keep(name, lines, said);
    left--;
    return shaped(builder, next(add), shapeOf(builder, name, lines, said), add);
  };
  const shape = shapeOf(builder, operation, operands, attributes);
  const id = shaped(builder, write(add), shape, add);
  return sameShape(builder.shape(id), shape) ? id : undefined;
};

/** One added line is rewritten at most so often; what is left then stays as it is. Long sums of long products need many. */
const REWRITES = 64;

function shapeOf(builder: Builder, operation: string, operands: readonly LineId[], attributes?: Attributes): Shape {
  const shape = builder.shapeFor(operation, operands, attributes);
  return isMisfit(shape) ? [] : shape;
}

/** An identity holds entry by entry: what lost an operand that was wider is repeated to the shape it had. */
function shaped(builder: Builder, id: LineId, shape: Shape, add: AddStep): LineId {
  return sameShape(builder.shape(id), shape) ? id : add('broadcast', [id], { shape: sizesOf(shape) });
}

function shorter(
  builder: Builder,
  operation: string,
  operands: readonly LineId[],
  attributes?: Attributes,
): Write | undefined {
  if (builder.full) return undefined;
  const isTensor = tensorRow(operation) !== undefined;
  if (!isTensor && areNumbers(builder, operands)) return byIdentities(builder, operation, operands, false);
  const shape = builder.shapeFor(operation, operands, attributes);
  if (isMisfit(shape)) return undefined;
  const wanted = { builder, operation, operands, attributes, shape };
  if (isTensor) return shorterByStructure(wanted) ?? (isBare(operation, attributes) ? byRows(wanted) : undefined);
  return unrepeated(wanted) ?? byRows(wanted) ?? byIdentities(builder, operation, operands, true);
}

function areNumbers(builder: Builder, operands: readonly LineId[]): boolean {
  for (const operand of operands) if (builder.shape(operand).length > 0) return false;
  return true;
}

/** The identities of tensors, and numbers before tensors. */
function byRows({ builder, operation, operands, shape }: Wanted): Write | undefined {
  for (const { from, to, alike } of tensorRulesOf(operation) ?? []) {
    const context = matching(builder, shape);
    const accept = () => {
      const [one, ...others] = alike.map((letter) => builder.shape(lineAt(context, letter) ?? -1));
      return one === undefined || others.every((other) => sameShape(one, other));
    };
    if (matchStep(context, from, operands, accept)) return (add) => construct(context, to, add);
  }
  const [first, second] = operands;
  if (operation !== 'mul' || first === undefined || second === undefined) return undefined;
  const isSwapped = builder.shape(first).length > 0 && builder.shape(second).length === 0;
  return isSwapped ? (add) => add('mul', [second, first]) : undefined;
}

/** Steps entry by entry repeat their operands by themselves: x + broadcast(1) is x + 1. */
function unrepeated({ builder, operation, operands }: Wanted): Write | undefined {
  if (operation === 'named') return undefined;
  const narrow = operands.map((operand) =>
    builder.names.has(operand) || builder.at(operand).operation !== 'broadcast'
      ? operand
      : (builder.at(operand).operands[0] ?? operand),
  );
  return narrow.every((operand, i) => operand === operands[i]) ? undefined : (add) => add(operation, narrow);
}

/** The identities of numbers, which hold for each entry of tensors too. */
function byIdentities(
  builder: Builder,
  operation: string,
  operands: readonly LineId[],
  ofTensors: boolean,
): Write | undefined {
  const rules = rulesOf(operation);
  if (rules === undefined) return undefined;
  const { names } = builder;
  const [first, second, third] = operands;
  let heads = first === second || (second !== undefined && second === third) ? SAME : 0;
  let numbers = 0;
  let isFraction = true;
  for (const operand of operands) {
    const line = builder.at(operand);
    const value = constantOf(line);
    let head = 0;
    if (value !== undefined && isExact(value)) {
      head = value === 0 ? NUMBER | ZERO : value === 1 ? NUMBER | ONE : NUMBER;
      numbers++;
    } else if (!names.has(operand)) {
      head = HEADS[line.operation] ?? 0;
    }
    heads |= head;
    isFraction &&= (head & (NUMBER | QUOTIENT | NEGATIVE)) !== 0;
  }
  const folded = isFraction ? fold(builder, operation, operands) : undefined;
  if (folded !== undefined) return folded;
  const isMixed =
    ofTensors &&
    first !== undefined &&
    second !== undefined &&
    !builder.shape(first).length !== !builder.shape(second).length;
  const fitting = rules.fitting(heads);
  if (fitting.length > 0) {
    const context = matching(builder, []);
    let shared: boolean | undefined;
    for (const rule of fitting) {
      if (isMixed && rule.unmixed) continue;
      if (rule.collects && first !== undefined && second !== undefined) {
        shared ??= shareFactor(context, first, second);
        if (!shared) continue;
      }
      if (matchStep(context, rule.from, operands, acceptance(rule, context))) return written(rule, context);
    }
  }
  // Numbers stand before other factors.
  if (operation === 'mul' && numbers === 1 && first !== undefined && second !== undefined) {
    if (isNumber(builder.at(second))) return (add) => add('mul', [second, first]);
  }
  return undefined;
}

/** Functions of their own: a loop that makes closures pays for them in every round. */
function acceptance({ where }: Rule, context: Matching): () => boolean {
  return where === undefined ? always : () => where((letter) => numberAt(context, letter));
}

function written({ to }: Rule, context: Matching): Write {
  return (add) => construct(context, to, add);
}

interface Rule {
  readonly from: Pattern;
  readonly to: Pattern;
  readonly where: Identity['where'];
  /** Not for a number and a tensor. */
  readonly unmixed: boolean;
  /** Bits of the operations that operands must have for the rule to match at all. */
  readonly needs: number;
  /** Both operands must have a factor in common. */
  readonly collects: boolean;
}

const NUMBER = 1;
const NEGATIVE = 2;
const QUOTIENT = 8;
const ZERO = 2048;
const ONE = 4096;
/** Two operands beside each other are one line. */
const SAME = 8192;
const HEADS: Readonly<Record<string, number>> = {
  neg: NEGATIVE,
  mul: 4,
  div: QUOTIENT,
  pow: 16,
  select: 32,
  sub: 64,
  add: 128,
  abs: 256,
  sign: 512,
  not: 1024,
};

interface Rules {
  /** Those of one operation that may match where its operands have these bits, in their order. */
  fitting(heads: number): readonly Rule[];
}

const identitiesOf = byOperation(identities, (row: Identity, from): Rule => {
  const needs = from.operands.reduce((bits, operand) => bits | headOf(operand), repeats(from.operands) ? SAME : 0);
  const { where, unmixed = false } = row;
  return { from, to: parsePattern(row.to), where, unmixed, needs, collects: collects(from.operands) };
});

const rulesOf = keptByName((operation): Rules | undefined => {
  const all = identitiesOf(operation);
  if (all === undefined) return undefined;
  const known = new Map<number, readonly Rule[]>();
  return {
    fitting(heads) {
      let found = known.get(heads);
      if (found === undefined) {
        found = all.filter(({ needs }) => (needs & heads) === needs);
        known.set(heads, found);
      }
      return found;
    },
  };
});

interface TensorRule {
  readonly from: Pattern;
  readonly to: Pattern;
  readonly alike: readonly string[];
}

const tensorRulesOf = byOperation(
  tensorIdentities,
  (row: TensorIdentity, from): TensorRule => ({ from, to: parsePattern(row.to), alike: [...(row.alike ?? '')] }),
);

/** Rows by the operation that their `from` begins with; those of an operation are read when it is first met. */
function byOperation<Row extends { readonly from: string }, Made>(
  rows: readonly Row[],
  read: (row: Row, from: Extract<Pattern, { kind: 'apply' }>) => Made,
): (operation: string) => readonly Made[] | undefined {
  const texts = new Map<string, Row[]>();
  for (const row of rows) {
    const operation = row.from.slice(0, row.from.indexOf('('));
    const others = texts.get(operation);
    if (others) others.push(row);
    else texts.set(operation, [row]);
  }
  return keptByName((operation) =>
    texts.get(operation)?.map((row) => {
      const from = parsePattern(row.from);
      if (from.kind !== 'apply') throw new Error(`${row.from} is no operation`);
      return read(row, from);
    }),
  );
}

/** `make` of a name, kept. */
function keptByName<T>(make: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const found = known.get(name);
    if (found !== undefined || known.has(name)) return found as T; // it has been made
    const made = make(name);
    known.set(name, made);
    return made;
  };
}

/** `prod` and `prod` of one factor, or `prod` of a factor that is the other operand. */
function collects(operands: readonly Pattern[]): boolean {
  return (
    operands.length === 2 &&
    operands.some(isProduct) &&
    operands.every((operand) => isProduct(operand) || operand.kind === 'letter')
  );
}

function isProduct(pattern: Pattern): boolean {
  return pattern.kind === 'apply' && pattern.operation === 'prod';
}

function headOf(pattern: Pattern): number {
  if (pattern.kind === 'apply') return HEADS[pattern.operation] ?? 0;
  if (pattern.kind === 'letter') return pattern.stands === 'number' || pattern.stands === 'integer' ? NUMBER : 0;
  if (pattern.value === 0 || pattern.value === 1) return NUMBER | (pattern.value === 0 ? ZERO : ONE);
  return Number.isInteger(pattern.value) ? NUMBER : 0;
}

/** One letter twice, side by side: `sub(x, x)`. */
function repeats(operands: readonly Pattern[]): boolean {
  return operands.some((operand, i) => {
    const next = operands[i + 1];
    return operand.kind === 'letter' && next?.kind === 'letter' && operand.letter === next.letter;
  });
}

/** Exact arithmetic on numbers and fractions of integers: 2·3, 1/2 + 1/3, 6/4; 1/3 stays a quotient. */
function fold(builder: Builder, operation: string, operands: readonly LineId[]): Write | undefined {
  const [first, second] = operands;
  if (first === undefined) return undefined;
  const a = fractionAt(builder, first);
  const b = second === undefined || a === undefined ? undefined : fractionAt(builder, second);
  if (a === undefined || (second !== undefined && b === undefined)) return undefined;
  const result = calculate(operation, a, b);
  if (result === undefined) return undefined;
  const number = numberOf(result);
  if (number !== undefined) return () => builder.constant(number);
  if (result.decimal) return undefined;
  const { numerator, denominator } = result;
  if (numerator < 0) {
    if (operation === 'neg') return undefined;
    return (add) => add('neg', [add('div', [builder.constant(-numerator), builder.constant(denominator)])]);
  }
  if (operation === 'div' && constantOf(builder.at(first)) === numerator) return undefined;
  return (add) => add('div', [builder.constant(numerator), builder.constant(denominator)]);
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
