/** Parts of formulas put together as a reader expects them: signs in front, numbers before letters, sums in order. */
import { scalarRow } from '../primitives/table.ts';
import type { Formula } from './formula.ts';

export const ELLIPSIS: Formula = { kind: 'ellipsis' };

export function numeral(value: number): Formula {
  return { kind: 'number', value, written: '' };
}

export function exponential(of: Formula): Formula {
  return { kind: 'apply', operation: 'exp', show: { form: 'call', latex: '\\exp', text: 'exp' }, args: [of] };
}

export function negate(formula: Formula): Formula {
  return formula.kind === 'negative' ? formula.of : { kind: 'negative', of: formula };
}

/** b − a rather than −a + b. */
export function sum(terms: readonly Formula[]): Formula {
  const first = terms.findIndex((term) => term.kind !== 'negative');
  const leading = terms[first];
  if (first <= 0 || !leading) return { kind: 'sum', terms };
  return { kind: 'sum', terms: [leading, ...terms.slice(0, first), ...terms.slice(first + 1)] };
}

/** Numbers, then symbols, powers, functions, quotients and bracketed sums; the sign in front; no factor 1. */
export function product(parts: readonly Formula[]): Formula {
  let minus = false;
  let one: Formula | undefined;
  const factors: Formula[] = [];
  const take = (factor: Formula) => {
    if (factor.kind === 'number' && factor.value === 1) one ??= factor;
    else factors.push(factor);
  };
  for (const part of parts) {
    if (part.kind === 'negative') minus = !minus;
    const size = part.kind === 'negative' ? part.of : part;
    if (size.kind === 'product') size.factors.forEach(take);
    else take(size);
  }
  if (factors.length === 0 && one) factors.push(one);
  const [only] = factors;
  const whole: Formula = factors.length === 1 && only ? only : { kind: 'product', factors: factors.sort(inOrder) };
  return minus ? negate(whole) : whole;
}

export function quotient(over: Formula, under: Formula, entrywise = false): Formula {
  if (over.kind === 'negative') return negate(quotient(over.of, under, entrywise));
  if (under.kind === 'negative') return negate(quotient(over, under.of, entrywise));
  return { kind: 'quotient', over, under, entrywise };
}

export function power(base: Formula, exponent: Formula, entrywise = false): Formula {
  if (base.kind === 'apply' && base.operation === 'exp' && isOne(base.args[0])) return exponential(exponent);
  if (exponent.kind === 'number' && exponent.value === 0.5) return { kind: 'root', of: base, entrywise };
  return { kind: 'power', base, exponent, entrywise };
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
  const first = rank(a);
  const second = rank(b);
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
    case 'entrywise':
    case 'matrixProduct':
      return formula.factors;
    case 'inner':
    case 'outer':
    case 'rowProduct':
      return [formula.left, formula.right];
    case 'transposed':
    case 'inverse':
    case 'norm':
    case 'logdet':
    case 'entry':
    case 'repeated':
    case 'axisSum':
      return [formula.of];
    case 'solution':
      return [formula.matrix, formula.of];
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
    case 'entry':
      return 4;
    case 'logarithm':
    case 'norm':
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
