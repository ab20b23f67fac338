/** What a line says, arranged for print: sums and products flat and in order, signs in front, choices as one list of cases. */
import { isConstant, isInput, type LineId, type WengertLine, type WengertList } from '../graph/list.ts';
import type { Show } from '../primitives/row.ts';
import { scalarRow } from '../primitives/table.ts';

export interface Printed {
  readonly latex: string;
  readonly text: string;
}

export interface PrintOptions {
  /** The name that a line is printed by; undefined: it is written out. Inputs and constants print themselves. */
  readonly nameOf: (id: LineId) => string | undefined;
  /** Written-out operations at most; beyond, the rest prints as an ellipsis and `cut` is set. */
  readonly limit?: number;
  /** What stands for a line that is no name: `∂f/∂c`. Asked before `nameOf`; taken as one symbol. */
  readonly symbolOf?: (id: LineId) => Printed | undefined;
}

export type Formula =
  /** Not negative (a sign is a `negative` around it), or NaN. `written`: as the author wrote it, `pi`, or ''. */
  | { readonly kind: 'number'; readonly value: number; readonly written: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'symbol'; readonly printed: Printed }
  /** Two terms or more; a `negative` term is subtracted. */
  | { readonly kind: 'sum'; readonly terms: readonly Formula[] }
  /** Two factors or more, none negative, none a product. */
  | { readonly kind: 'product'; readonly factors: readonly Formula[] }
  | { readonly kind: 'negative'; readonly of: Formula }
  | { readonly kind: 'quotient'; readonly over: Formula; readonly under: Formula }
  | { readonly kind: 'power'; readonly base: Formula; readonly exponent: Formula }
  /** `index` absent: the square root. */
  | { readonly kind: 'root'; readonly of: Formula; readonly index?: Formula }
  | { readonly kind: 'logarithm'; readonly of: Formula; readonly base: Formula }
  | { readonly kind: 'apply'; readonly operation: string; readonly show: Show; readonly args: readonly Formula[] }
  /** `otherwise` absent: undefined elsewhere. */
  | { readonly kind: 'cases'; readonly cases: readonly Case[]; readonly otherwise?: Formula }
  | { readonly kind: 'ellipsis' };

export interface Case {
  readonly value: Formula;
  readonly condition: Formula;
}

const DEFAULT_LIMIT = 400;
const MAX_DEPTH = 150;
/** `max(max(a, b), c)` is `max(a, b, c)`. */
const FOLDED: ReadonlySet<string> = new Set(['max', 'min']);

/** The line itself written out (even if it has a name), its operands by name where they have one. */
export function arrange(
  list: WengertList,
  root: LineId,
  options: PrintOptions,
): { readonly formula: Formula; readonly cut: boolean } {
  let left = options.limit ?? DEFAULT_LIMIT;
  let cut = false;
  let names: Set<string> | undefined;

  function visit(id: LineId, depth: number): Formula {
    const line = list.lines[id];
    if (line === undefined) return ELLIPSIS;
    if (isConstant(line)) return constant(typeof line.value === 'number' ? line.value : Number.NaN, line.text);
    const known = id === root && !isInput(line) ? undefined : standIn(id, line);
    if (known) return known;
    if (left <= 0 || depth > MAX_DEPTH) {
      cut = true;
      return ELLIPSIS;
    }
    left--;
    return step(line, id, depth);
  }

  /** A name or symbol instead of what is computed. */
  function standIn(id: LineId, line: WengertLine): Formula | undefined {
    const printed = options.symbolOf?.(id);
    if (printed) return { kind: 'symbol', printed };
    const name = options.nameOf(id) ?? (isInput(line) ? line.name : undefined);
    return name === undefined ? undefined : { kind: 'name', name };
  }

  /** The step at `id`, where it is of the kind `operation` and goes by no name. */
  function unnamed(id: LineId, ...operations: readonly string[]): WengertLine | undefined {
    const line = list.lines[id];
    if (line === undefined || !operations.includes(line.operation)) return undefined;
    return id === root || standIn(id, line) === undefined ? line : undefined;
  }

  function step(line: WengertLine, id: LineId, depth: number): Formula {
    const operand = (index: number) => visit(line.operands[index] ?? -1, depth + 1);
    switch (line.operation) {
      case 'named':
        return operand(0);
      case 'add':
      case 'sub':
        return sum(terms(id, depth));
      case 'mul':
        return product(factors(id, depth));
      case 'neg':
        return negate(operand(0));
      case 'div':
        return quotient(operand(0), operand(1));
      case 'pow':
        return power(operand(0), operand(1));
      case 'sqrt':
        return { kind: 'root', of: operand(0) };
      case 'cbrt':
        return { kind: 'root', of: operand(0), index: numeral(3) };
      case 'root':
        return { kind: 'root', of: operand(0), index: operand(1) };
      case 'log2':
        return { kind: 'logarithm', of: operand(0), base: numeral(2) };
      case 'log10':
        return { kind: 'logarithm', of: operand(0), base: numeral(10) };
      case 'logBase':
        return { kind: 'logarithm', of: operand(0), base: operand(1) };
      case 'select':
        return cases(id, depth);
      case 'and':
      case 'or':
      case 'not':
        return apply(
          line.operation,
          line.operands.map((condition) => truth(condition, depth)),
        );
      default:
        return apply(line.operation, folded(line, depth));
    }
  }

  /** A condition: what is a number there is held against 0. */
  function truth(id: LineId, depth: number): Formula {
    const formula = visit(id, depth + 1);
    return isTruth(formula) || formula.kind === 'ellipsis' ? formula : apply('ne', [formula, numeral(0)]);
  }

  /** The operands; of a maximum of maxima, those of all of them. */
  function folded(line: WengertLine, depth: number): Formula[] {
    const args: Formula[] = [];
    let at = line;
    while (FOLDED.has(at.operation) && left > 0) {
      const inner = unnamed(at.operands[0] ?? -1, at.operation);
      if (!inner) break;
      left--;
      args.unshift(visit(at.operands[1] ?? -1, depth + 1));
      at = inner;
    }
    return [...at.operands.map((operand) => visit(operand, depth + 1)), ...args];
  }

  /** The terms of sums within sums; what is subtracted stays together. A sum of hundreds of terms is no deeper than one. */
  function terms(id: LineId, depth: number): Formula[] {
    const found: Formula[] = [];
    const open = [{ id, minus: false }];
    for (let next = open.pop(); next; next = open.pop()) {
      const line = next.minus ? undefined : unnamed(next.id, 'add', 'sub');
      if (!line || (next.id !== id && left <= 0)) {
        const term = visit(next.id, depth + 1);
        found.push(next.minus ? negate(term) : term);
        continue;
      }
      if (next.id !== id) left--;
      open.push({ id: line.operands[1] ?? -1, minus: line.operation === 'sub' });
      open.push({ id: line.operands[0] ?? -1, minus: false });
    }
    return found;
  }

  function factors(id: LineId, depth: number): Formula[] {
    const found: Formula[] = [];
    const open = [id];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const line = unnamed(next, 'mul');
      if (!line || (next !== id && left <= 0)) {
        found.push(visit(next, depth + 1));
        continue;
      }
      if (next !== id) left--;
      open.push(...[...line.operands].reverse());
    }
    return found;
  }

  function cases(id: LineId, depth: number): Formula {
    const found: Case[] = [];
    let at = id;
    for (let line = unnamed(at, 'select'); line && (at === id || left > 0); line = unnamed(at, 'select')) {
      if (at !== id) left--;
      const [condition = -1, value = -1, otherwise = -1] = line.operands;
      found.push({ value: visit(value, depth + 1), condition: truth(condition, depth) });
      at = otherwise;
    }
    const rest = list.lines[at];
    const nowhere = rest && isConstant(rest) && Number.isNaN(rest.value);
    return { kind: 'cases', cases: found, otherwise: nowhere ? undefined : visit(at, depth + 1) };
  }

  function constant(value: number, text: string): Formula {
    const minus = value < 0 || Object.is(value, -0);
    const size = Math.abs(value);
    const written = minus ? text.replace(/^-\s*/, '') : text;
    const formula = named(size, written);
    return minus ? negate(formula) : formula;
  }

  /** Constants by name, where nothing in the list goes by that name. */
  function named(size: number, written: string): Formula {
    const pi: Formula = { kind: 'number', value: Math.PI, written: 'pi' };
    const free = (name: string) => {
      names ??= new Set(list.names.values());
      return !names.has(name);
    };
    if (size === Math.PI) return free('pi') ? pi : numeral(size);
    if (written === 'tau' && size === 2 * Math.PI && free('pi')) return product([numeral(2), pi]);
    if (written === 'e' && size === Math.E) return exponential(numeral(1));
    if (written === 'EulerGamma' && free(written)) return { kind: 'number', value: size, written };
    return { kind: 'number', value: size, written: /^\d/.test(written) ? written : '' };
  }

  const formula = visit(root, 0);
  return { formula, cut };
}

function apply(operation: string, args: readonly Formula[]): Formula {
  const show = scalarRow(operation)?.show ?? { form: 'call', latex: `\\operatorname{${operation}}`, text: operation };
  return { kind: 'apply', operation, show, args };
}

const ELLIPSIS: Formula = { kind: 'ellipsis' };

function numeral(value: number): Formula {
  return { kind: 'number', value, written: '' };
}

function exponential(of: Formula): Formula {
  return { kind: 'apply', operation: 'exp', show: { form: 'call', latex: '\\exp', text: 'exp' }, args: [of] };
}

function negate(formula: Formula): Formula {
  return formula.kind === 'negative' ? formula.of : { kind: 'negative', of: formula };
}

/** b − a rather than −a + b. */
function sum(terms: readonly Formula[]): Formula {
  const first = terms.findIndex((term) => term.kind !== 'negative');
  const leading = terms[first];
  if (first <= 0 || !leading) return { kind: 'sum', terms };
  return { kind: 'sum', terms: [leading, ...terms.slice(0, first), ...terms.slice(first + 1)] };
}

/** Numbers, then symbols, powers, functions, quotients and bracketed sums; the sign in front; no factor 1. */
function product(parts: readonly Formula[]): Formula {
  let minus = false;
  const all = parts.flatMap((part) => {
    const [size, sign] = part.kind === 'negative' ? [part.of, true] : [part, false];
    if (sign) minus = !minus;
    return size.kind === 'product' ? size.factors : [size];
  });
  const others = all.filter((factor) => !(factor.kind === 'number' && factor.value === 1));
  const factors = others.length === 0 ? all.slice(0, 1) : others.toSorted(inOrder);
  const [only] = factors;
  const whole: Formula = factors.length === 1 && only ? only : { kind: 'product', factors };
  return minus ? negate(whole) : whole;
}

function quotient(over: Formula, under: Formula): Formula {
  if (over.kind === 'negative') return negate(quotient(over.of, under));
  if (under.kind === 'negative') return negate(quotient(over, under.of));
  return { kind: 'quotient', over, under };
}

function power(base: Formula, exponent: Formula): Formula {
  if (base.kind === 'apply' && base.operation === 'exp' && isOne(base.args[0])) return exponential(exponent);
  if (exponent.kind === 'number' && exponent.value === 0.5) return { kind: 'root', of: base };
  return { kind: 'power', base, exponent };
}

function isOne(formula: Formula | undefined): boolean {
  return formula?.kind === 'number' && formula.value === 1;
}

/** A comparison, or several joined. */
export function isTruth(formula: Formula): boolean {
  return formula.kind === 'apply' && scalarRow(formula.operation)?.logical === true;
}

/** A quotient of two numbers: ½. */
export function isFraction(formula: Formula): boolean {
  return formula.kind === 'quotient' && formula.over.kind === 'number' && formula.under.kind === 'number';
}

function inOrder(a: Formula, b: Formula): number {
  const [first, second] = [rank(a), rank(b)];
  return first === BRACKETED && second === BRACKETED ? size(a) - size(b) : first - second;
}

/** Parts of a formula that are numbers, names or functions; counted up to a little over 100. */
function size(root: Formula): number {
  let count = 0;
  const open: (Formula | undefined)[] = [root];
  while (open.length > 0 && count < 100) {
    const formula = open.pop();
    if (formula === undefined) continue;
    count++;
    open.push(...partsOf(formula));
  }
  return count;
}

function partsOf(formula: Formula): readonly (Formula | undefined)[] {
  switch (formula.kind) {
    case 'sum':
      return formula.terms;
    case 'product':
      return formula.factors;
    case 'negative':
      return [formula.of];
    case 'quotient':
      return [formula.over, formula.under];
    case 'power':
      return [formula.base, formula.exponent];
    case 'root':
      return [formula.of, formula.index];
    case 'logarithm':
      return [formula.of, formula.base];
    case 'apply':
      return formula.args;
    case 'cases':
      return [...formula.cases.flatMap(({ value, condition }) => [value, condition]), formula.otherwise];
    default:
      return [];
  }
}

const BRACKETED = 7;

/** Where a factor goes in a product. */
function rank(factor: Formula): number {
  switch (factor.kind) {
    case 'number':
      return /^[a-z]/i.test(factor.written) ? 2 : 0;
    case 'name':
      return 3;
    case 'power':
      return rank(factor.base) <= 3 ? 4 : rank(factor.base);
    case 'root':
      return 4;
    case 'logarithm':
    case 'ellipsis':
      return 5;
    case 'apply':
      return factor.show.form === 'infix' || factor.show.form === 'prefix' ? BRACKETED : 5;
    case 'symbol':
      return 6;
    case 'quotient':
      return isFraction(factor) ? 1 : 6;
    default:
      return BRACKETED;
  }
}
