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
 */
import type { Builder } from '../graph/builder.ts';
import { constantOf, type LineId, type WengertLine } from '../graph/list.ts';
import { isExact } from './exact.ts';

export type Pattern =
  | { readonly kind: 'letter'; readonly letter: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'apply'; readonly operation: string; readonly operands: readonly Pattern[] };

/** What a letter stands for: a line, or what is left of a product without one factor. */
export type Binding = LineId | { readonly product: LineId; readonly without: LineId };
export type Bindings = Map<string, Binding>;

/** Products of more factors are taken as a whole. */
const MAX_FACTORS = 6;

/** Reads `mul(neg(x), y)`. The rows are written by us: a slip is found when the module is loaded. */
export function parsePattern(text: string): Pattern {
  const tokens = text.match(/[A-Za-z]\w*|-?\d+(?:\.\d+)?|[(),]/g) ?? [];
  let next = 0;
  const parse = (): Pattern => {
    const token = tokens[next++];
    if (token === undefined) throw new Error(`pattern ends early: ${text}`);
    if (/^-?\d/.test(token)) return { kind: 'number', value: Number(token) };
    if (tokens[next] !== '(') return { kind: 'letter', letter: token };
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

/** Whether `operation(operands)` matches, with `bindings` filled in; `accept` may turn a match down, then the next is tried. */
export function matchStep(
  builder: Builder,
  pattern: Pattern,
  operands: readonly LineId[],
  bindings: Bindings,
  accept: () => boolean,
): boolean {
  return pattern.kind === 'apply' && matchOperands(builder, pattern, operands, bindings, accept);
}

type Applied = Extract<Pattern, { kind: 'apply' }>;

function matchOperands(
  builder: Builder,
  pattern: Applied,
  operands: readonly LineId[],
  bindings: Bindings,
  then: () => boolean,
): boolean {
  const [first, second, third] = pattern.operands;
  const [a, b, c] = operands;
  if (operands.length !== pattern.operands.length || first === undefined || a === undefined) return false;
  if (second === undefined || b === undefined) return match(builder, first, a, bindings, then);
  if (third !== undefined && c !== undefined) {
    return match(builder, first, a, bindings, () =>
      match(builder, second, b, bindings, () => match(builder, third, c, bindings, then)),
    );
  }
  if (match(builder, first, a, bindings, () => match(builder, second, b, bindings, then))) return true;
  if (a === b || (pattern.operation !== 'add' && pattern.operation !== 'mul')) return false;
  return match(builder, first, b, bindings, () => match(builder, second, a, bindings, then));
}

function match(builder: Builder, pattern: Pattern, line: LineId, bindings: Bindings, then: () => boolean): boolean {
  switch (pattern.kind) {
    case 'number':
      return constantOf(builder.at(line)) === pattern.value && then();
    case 'letter':
      return fits(builder, pattern.letter, line) && bind(pattern.letter, line, bindings, then);
    case 'apply': {
      if (pattern.operation === 'prod') return matchProduct(builder, pattern, line, bindings, then);
      if (pattern.operation === 'times') return matchMultiple(builder, pattern, line, bindings, then);
      const entry = builder.at(line);
      if (entry.operation !== pattern.operation || builder.names.has(line)) return false;
      return matchOperands(builder, pattern, entry.operands, bindings, then);
    }
  }
}

function fits(builder: Builder, letter: string, line: LineId): boolean {
  switch (letter) {
    case 'k':
    case 'm':
      return isNumber(builder.at(line));
    case 'f':
    case 'g':
      return !isNumber(builder.at(line));
    case 'i':
    case 'j':
      return Number.isSafeInteger(constantOf(builder.at(line)));
    default:
      return true;
  }
}

function bind(letter: string, binding: Binding, bindings: Bindings, then: () => boolean): boolean {
  const bound = bindings.get(letter);
  if (bound !== undefined) return bound === binding && then();
  bindings.set(letter, binding);
  if (then()) return true;
  bindings.delete(letter);
  return false;
}

function matchProduct(
  builder: Builder,
  pattern: Applied,
  line: LineId,
  bindings: Bindings,
  then: () => boolean,
): boolean {
  const [factorPattern, rest] = pattern.operands;
  if (factorPattern === undefined || rest?.kind !== 'letter') return false;
  for (const factor of factorsOf(builder, line)) {
    const found = match(builder, factorPattern, factor, bindings, () =>
      bind(rest.letter, { product: line, without: factor }, bindings, then),
    );
    if (found) return true;
  }
  return false;
}

function matchMultiple(
  builder: Builder,
  pattern: Applied,
  line: LineId,
  bindings: Bindings,
  then: () => boolean,
): boolean {
  const entry = builder.at(line);
  const [factor, rest] = entry.operands;
  const multiple =
    entry.operation === 'mul' && !builder.names.has(line) && factor !== undefined && isNumber(builder.at(factor));
  const parts = multiple && rest !== undefined ? [factor, rest] : [builder.constant(1), line];
  const [number, body] = pattern.operands;
  if (number === undefined || body === undefined) return false;
  return match(builder, number, parts[0] ?? line, bindings, () =>
    match(builder, body, parts[1] ?? line, bindings, then),
  );
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
export type AddStep = (operation: string, operands: readonly LineId[]) => LineId;

/** The line for a pattern with all its letters bound. */
export function construct(builder: Builder, pattern: Pattern, bindings: Bindings, add: AddStep): LineId {
  switch (pattern.kind) {
    case 'number':
      return builder.constant(pattern.value);
    case 'letter': {
      const binding = bindings.get(pattern.letter);
      if (binding === undefined) throw new Error(`nothing is bound to ${pattern.letter}`);
      return typeof binding === 'number' ? binding : remove(builder, binding.product, binding.without, add);
    }
    case 'apply':
      return add(
        pattern.operation,
        pattern.operands.map((operand) => construct(builder, operand, bindings, add)),
      );
  }
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
