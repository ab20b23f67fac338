/**
 * Patterns of lines and how they are matched. A pattern is text: `mul(neg(x), y)`.
 * - a name of the table applied: a line of that operation. `add` and `mul` match in both orders. Lines that have a
 *   name of their own are not looked into: formulas speak in the author's names.
 * - a letter: any line; the same letter again: the same line. `k`, `m`: an exact number. `i`, `j`: an integer.
 *   `f`, `g`: a line that is no exact number.
 * - a number: that constant.
 * - `prod(x, r)`: a product with the factor x (which is no number) and the rest r; r is 1 where the line is x itself.
 *   Numerators of quotients count.
 * - `times(k, f)`: a line f with a number before it: `mul(k, f)`, or f itself with k = 1.
 *
 * Letters of tensors: `s`, `t`: a number. `u`, `v`, `w`: a vector. `A` … `D`, `X`, `Y`: a matrix. `h`, `l`: any tensor
 * but a number. `I`: an identity matrix. A tensor operation is matched where its attributes say nothing of their own.
 */
import type { Builder } from '../graph/builder.ts';
import { constantOf, isStep, type LineId, type Shape, type WengertLine } from '../graph/list.ts';
import type { Attributes } from '../primitives/tensorRow.ts';
import { isExact } from './exact.ts';

export type Pattern =
  | { readonly kind: 'letter'; readonly letter: string; readonly stands: Stands }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'apply'; readonly operation: string; readonly operands: readonly Pattern[] };

/** Which lines a letter may stand for. */
type Stands = 'any' | 'number' | 'noNumber' | 'integer' | 'identity' | 'scalar' | 'vector' | 'matrix' | 'tensor';

const LETTERS: Readonly<Record<string, Stands>> = {
  k: 'number',
  m: 'number',
  f: 'noNumber',
  g: 'noNumber',
  i: 'integer',
  j: 'integer',
  I: 'identity',
  s: 'scalar',
  t: 'scalar',
  u: 'vector',
  v: 'vector',
  w: 'vector',
  h: 'tensor',
  l: 'tensor',
};

/** What a letter is bound to: a line, or what is left of a product without one factor. */
type Binding = LineId | { readonly product: LineId; readonly without: LineId };

/** One attempt to match patterns against a step: the letters bound so far, and products already taken apart. */
export interface Matching {
  readonly builder: Builder;
  readonly letters: string[];
  /** By position in `letters`. */
  readonly bound: Binding[];
  readonly products: LineId[];
  /** By position in `products`. */
  readonly factors: (readonly LineId[])[];
  /** Of the step: what an `I` that stands for the whole result is as large as. */
  readonly shape: Shape;
}

export function matching(builder: Builder, shape: Shape): Matching {
  return { builder, letters: [], bound: [], products: [], factors: [], shape };
}

export const always = () => true;

function boundTo({ letters, bound }: Matching, letter: string): Binding | undefined {
  for (let i = 0; i < letters.length; i++) if (letters[i] === letter) return bound[i];
  return undefined;
}

/** The line bound to a letter. */
export function lineAt(context: Matching, letter: string): LineId | undefined {
  const binding = boundTo(context, letter);
  return typeof binding === 'number' ? binding : undefined;
}

/** The number bound to a letter. */
export function numberAt(context: Matching, letter: string): number {
  const binding = boundTo(context, letter);
  return typeof binding === 'number' ? (constantOf(context.builder.at(binding)) ?? Number.NaN) : Number.NaN;
}

/** Products of more factors are taken as a whole. */
const MAX_FACTORS = 6;

/** Reads `mul(neg(x), y)`. The rows are written by us, and tests read them all. */
export function parsePattern(text: string): Pattern {
  const tokens = text.match(/[A-Za-z]\w*|-?\d+(?:\.\d+)?|[(),]/g) ?? [];
  let next = 0;
  const parse = (): Pattern => {
    const token = tokens[next++];
    if (token === undefined) throw new Error(`pattern ends early: ${text}`);
    if (/^-?\d/.test(token)) return { kind: 'number', value: Number(token) };
    if (tokens[next] !== '(') return { kind: 'letter', letter: token, stands: standsOf(token) };
    const operands: Pattern[] = [];
    do {
      next++;
      operands.push(parse());
    } while (tokens[next] === ',');
    next++;
    return { kind: 'apply', operation: token, operands };
  };
  const pattern = parse();
  if (next !== tokens.length) throw new Error(`pattern goes on after its end: ${text}`);
  return pattern;
}

/**
 * Whether a step with `operands` matches; its letters are then bound, else none is. `accept` may turn a match down,
 * then the next is tried.
 */
export function matchStep(
  context: Matching,
  pattern: Pattern,
  operands: readonly LineId[],
  accept: () => boolean,
): boolean {
  return pattern.kind === 'apply' && matchOperands(context, pattern, operands, accept);
}

type Applied = Extract<Pattern, { kind: 'apply' }>;

function matchOperands(context: Matching, pattern: Applied, operands: readonly LineId[], then: () => boolean): boolean {
  const [first, second, third] = pattern.operands;
  const [a, b, c] = operands;
  if (operands.length !== pattern.operands.length || first === undefined || a === undefined) return false;
  if (second === undefined || b === undefined) return match(context, first, a, then);
  if (third !== undefined && c !== undefined) {
    if (!promising(context, first, a) || !promising(context, second, b) || !promising(context, third, c)) return false;
    return match(context, first, a, () => match(context, second, b, () => match(context, third, c, then)));
  }
  const inOrder = promising(context, first, a) && promising(context, second, b);
  if (inOrder && matchTwo(context, first, a, second, b, then)) return true;
  if (a === b || (pattern.operation !== 'add' && pattern.operation !== 'mul')) return false;
  if (!promising(context, first, b) || !promising(context, second, a)) return false;
  return matchTwo(context, first, b, second, a, then);
}

/** `first` at `a`, then `second` at `b`. A letter or a number matches in one way at most, and needs no continuation. */
function matchTwo(
  context: Matching,
  first: Pattern,
  a: LineId,
  second: Pattern,
  b: LineId,
  then: () => boolean,
): boolean {
  if (first.kind === 'apply') return match(context, first, a, () => match(context, second, b, then));
  const { letters, bound } = context;
  const before = letters.length;
  if (!match(context, first, a, always)) return false;
  if (match(context, second, b, then)) return true;
  letters.length = before;
  bound.length = before;
  return false;
}

/** Cheap to ask: false where a pattern cannot match, whatever is bound. */
function promising({ builder }: Matching, pattern: Pattern, line: LineId): boolean {
  if (pattern.kind === 'letter') return fits(builder, pattern.stands, line);
  if (pattern.kind === 'number') return constantOf(builder.at(line)) === pattern.value;
  if (pattern.operation === 'prod' || pattern.operation === 'times') return true;
  return builder.at(line).operation === pattern.operation;
}

function match(context: Matching, pattern: Pattern, line: LineId, then: () => boolean): boolean {
  switch (pattern.kind) {
    case 'number':
      return constantOf(context.builder.at(line)) === pattern.value && then();
    case 'letter':
      return fits(context.builder, pattern.stands, line) && bind(context, pattern.letter, line, then);
    case 'apply': {
      if (pattern.operation === 'prod') return matchProduct(context, pattern, line, then);
      if (pattern.operation === 'times') return matchMultiple(context, pattern, line, then);
      const entry = context.builder.at(line);
      if (
        entry.operation !== pattern.operation ||
        context.builder.names.has(line) ||
        !isBare(entry.operation, attributesOf(entry))
      )
        return false;
      return matchOperands(context, pattern, entry.operands, then);
    }
  }
}

function standsOf(letter: string): Stands {
  return LETTERS[letter] ?? (letter < 'a' ? 'matrix' : 'any');
}

function fits(builder: Builder, stands: Stands, line: LineId): boolean {
  switch (stands) {
    case 'any':
      return true;
    case 'number':
      return isNumber(builder.at(line));
    case 'noNumber':
      return !isNumber(builder.at(line));
    case 'integer':
      return Number.isSafeInteger(constantOf(builder.at(line)));
    case 'identity': {
      const [rows, columns] = builder.shape(line);
      return builder.at(line).operation === 'eye' && rows?.size === columns?.size;
    }
    case 'scalar':
      return builder.shape(line).length === 0;
    case 'vector':
      return builder.shape(line).length === 1;
    case 'matrix':
      return builder.shape(line).length === 2;
    case 'tensor':
      return builder.shape(line).length > 0;
  }
}

/** What a step says besides its operands is nothing, or what would be taken anyway. */
export function isBare(operation: string, attributes: Attributes | undefined): boolean {
  if (attributes === undefined) return true;
  const { axes } = attributes;
  if (operation === 'transpose' && Array.isArray(axes)) {
    return axes.every((axis, i) => axis === axes.length - 1 - i);
  }
  return Object.entries(attributes).every(([key, value]) => value === 0 && (key === 'k' || key === 'keep'));
}

export function attributesOf(line: WengertLine): Attributes | undefined {
  return isStep(line) && 'attributes' in line ? line.attributes : undefined;
}

function bind(context: Matching, letter: string, binding: Binding, then: () => boolean): boolean {
  const present = boundTo(context, letter);
  if (present !== undefined) return present === binding && then();
  context.letters.push(letter);
  context.bound.push(binding);
  if (then()) return true;
  context.letters.pop();
  context.bound.pop();
  return false;
}

function matchProduct(context: Matching, pattern: Applied, line: LineId, then: () => boolean): boolean {
  const [wanted, rest] = pattern.operands;
  if (wanted === undefined || rest?.kind !== 'letter') return false;
  const factors = factorsAt(context, line);
  // Most often the factor is known already: is it one of these?
  const known = wanted.kind === 'letter' ? boundTo(context, wanted.letter) : undefined;
  if (typeof known === 'number') {
    return factors.includes(known) && bind(context, rest.letter, { product: line, without: known }, then);
  }
  return factors.some((factor) =>
    match(context, wanted, factor, () => bind(context, rest.letter, { product: line, without: factor }, then)),
  );
}

function factorsAt({ builder, products, factors }: Matching, line: LineId): readonly LineId[] {
  const position = products.indexOf(line);
  const known = factors[position];
  if (known !== undefined) return known;
  const found = factorsOf(builder, line);
  products.push(line);
  factors.push(found);
  return found;
}

/** Whether two lines have a factor in common, powers of it included: without one no `prod` of both can match. */
export function shareFactor(context: Matching, a: LineId, b: LineId): boolean {
  const others = factorsAt(context, b);
  for (const factor of factorsAt(context, a)) {
    for (const other of others) if (related(context, factor, other)) return true;
  }
  return false;
}

/** Equal, or one is a power of (a product with) the other, or both are powers of one base. */
function related(context: Matching, a: LineId, b: LineId): boolean {
  if (a === b) return true;
  const [first, second] = [baseOf(context, a), baseOf(context, b)];
  if (first === undefined && second === undefined) return false;
  const left = first === undefined ? [a] : [first, ...factorsAt(context, first)];
  const right = second === undefined ? [b] : [second, ...factorsAt(context, second)];
  return left.some((factor) => right.includes(factor));
}

function baseOf({ builder }: Matching, line: LineId): LineId | undefined {
  const { operation, operands } = builder.at(line);
  return operation === 'pow' ? operands[0] : undefined;
}

function matchMultiple(context: Matching, pattern: Applied, line: LineId, then: () => boolean): boolean {
  const { builder } = context;
  const entry = builder.at(line);
  const [factor, rest] = entry.operands;
  const [number, body] = pattern.operands;
  if (number === undefined || body === undefined) return false;
  const multiple =
    entry.operation === 'mul' && !builder.names.has(line) && factor !== undefined && isNumber(builder.at(factor));
  return multiple && rest !== undefined
    ? match(context, number, factor, () => match(context, body, rest, then))
    : match(context, body, line, () => match(context, number, builder.constant(1), then));
}

/** A constant that takes part in folding. */
export function isNumber(line: WengertLine): boolean {
  const value = constantOf(line);
  return value !== undefined && isExact(value);
}

/**
 * The factors of a product that are no numbers, numerators of quotients included; the line itself if it is no product,
 * or one of too many factors: collecting common factors of long chains would cost the square of their length.
 */
function factorsOf(builder: Builder, line: LineId): readonly LineId[] {
  const factors: LineId[] = [];
  return gather(builder, line, factors, 0) ? factors : [line];
}

function gather(builder: Builder, line: LineId, into: LineId[], depth: number): boolean {
  const entry = builder.at(line);
  const [first, second] = entry.operands;
  const open = !builder.names.has(line);
  if (open && entry.operation === 'mul' && first !== undefined && second !== undefined) {
    if (depth >= MAX_FACTORS) return false;
    return gather(builder, first, into, depth + 1) && gather(builder, second, into, depth + 1);
  }
  if (open && entry.operation === 'div' && first !== undefined) {
    return depth < MAX_FACTORS && gather(builder, first, into, depth + 1);
  }
  if (!isNumber(entry)) into.push(line);
  return into.length <= MAX_FACTORS;
}

/** Adds a step, simplified or as it is. */
export type AddStep = (operation: string, operands: readonly LineId[], attributes?: Attributes) => LineId;
/** Writes a shorter form. */
export type Write = (add: AddStep) => LineId;

/** The line for a pattern with all its letters bound. */
export function construct(context: Matching, pattern: Pattern, add: AddStep): LineId {
  switch (pattern.kind) {
    case 'number':
      return context.builder.constant(pattern.value);
    case 'letter': {
      const binding = boundTo(context, pattern.letter);
      if (binding === undefined && pattern.letter === 'I') return identity(context, add);
      if (binding === undefined) throw new Error(`nothing is bound to ${pattern.letter}`);
      return typeof binding === 'number' ? binding : remove(context.builder, binding.product, binding.without, add);
    }
    case 'apply':
      return add(
        pattern.operation,
        pattern.operands.map((operand) => construct(context, operand, add)),
      );
  }
}

function identity({ shape }: Matching, add: AddStep): LineId {
  return add('eye', [], { n: shape[0]?.size ?? 1 });
}

/** The product without one occurrence of a factor that `factorsOf` found in it. */
function remove(builder: Builder, product: LineId, factor: LineId, add: AddStep): LineId {
  if (product === factor) return builder.constant(1);
  const { operation, operands } = builder.at(product);
  const [first, second] = operands;
  if (first === undefined || second === undefined) return product;
  if (operation === 'div') return add('div', [remove(builder, first, factor, add), second]);
  return factorsOf(builder, first).includes(factor)
    ? add('mul', [remove(builder, first, factor, add), second])
    : add('mul', [first, remove(builder, second, factor, add)]);
}
