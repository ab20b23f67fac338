/**
 * What a row of the table of elementary operations says. Partials are terms (expressions over the table itself), not
 * closures: one row yields the number, the symbolic step, the LaTeX, the code and the second derivative.
 */
import type { Language } from '../syntax/tree.ts';

export type Target = 'latex' | 'python' | 'torch' | 'jax' | 'javascript' | 'typescript' | 'c' | 'julia' | 'matlab';
export type CodeLanguage = Exclude<Language, 'latex'>;

/** An expression over the table: an operand of the row, its result, a number, or a row applied. */
export type Term =
  | { readonly kind: 'operand'; readonly index: number }
  | { readonly kind: 'result' }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'apply'; readonly primitive: string; readonly operands: readonly Term[] };

/** The derivative is identically zero (comparisons, floor): nothing flows back. Not the same as unknown. */
export interface Zero {
  readonly kind: 'zero';
}
/** There is no rule; whoever needs it is refused with the reason. */
export interface Missing {
  readonly kind: 'missing';
  readonly reason: string;
}
export type Partial1 = Term | Zero | Missing;

/** Where the row is not differentiable, and what is answered there by convention. */
export interface Kink {
  /** True (by number) at or within rounding of the non-smooth set. */
  readonly at: (...x: number[]) => boolean;
  readonly text: string; // 'at 0'
  readonly convention: string; // 'derivative 0 (PyTorch, JAX and TensorFlow agree)'
}

/** How a row prints. Precedence: relations 1, or 2, and 3, sums 4, products 5, negation 6, powers 7, calls 9. */
export type Show =
  | { readonly form: 'call'; readonly latex: string; readonly text: string } // \tanh, tanh
  | {
      readonly form: 'infix';
      readonly latex: string;
      readonly text: string;
      readonly precedence: number;
      readonly right?: boolean;
    }
  | { readonly form: 'prefix'; readonly latex: string; readonly text: string; readonly precedence: number }
  | { readonly form: 'special' }; // frac, power, sqrt, abs, select …: printed by its own case in render

/** How a target writes it: a function name, or a template with `$1 $2 …` (operands, bracketed by render as needed). */
export type Emit = string;

export interface ScalarRow {
  readonly arity: number;
  /** The same kernel in every executor. NaN outside the domain. */
  readonly value: (...x: number[]) => number;
  /** One entry per operand: ∂result/∂operand. */
  readonly partials: readonly Partial1[];
  /** For each operand tuple: is the function defined and its gradient finite here? In words for messages. */
  readonly domain?: { readonly holds: (...x: number[]) => boolean; readonly text: string };
  readonly kink?: Kink;
  /** The result is a truth value (1 or 0). */
  readonly logical?: boolean;
  readonly show: Show;
  /** Spellings by language; with another number of arguments a spelling means another row. */
  readonly read: { readonly [L in Language]?: readonly string[] };
  readonly emit: { readonly [T in Target]?: Emit };
  /** Where the tests sample it. */
  readonly probe: readonly (readonly number[])[];
}

// Builders of terms

export const ZERO: Zero = { kind: 'zero' };
export const missing = (reason: string): Missing => ({ kind: 'missing', reason });
export const OUT: Term = { kind: 'result' };
export const X: Term = { kind: 'operand', index: 0 };
export const Y: Term = { kind: 'operand', index: 1 };
export const Z: Term = { kind: 'operand', index: 2 };
export const num = (value: number): Term => ({ kind: 'number', value });
export const ONE = num(1);
export const TWO = num(2);
export const apply = (primitive: string, ...operands: readonly Term[]): Term => ({
  kind: 'apply',
  primitive,
  operands,
});
export const add = (a: Term, b: Term): Term => apply('add', a, b);
export const sub = (a: Term, b: Term): Term => apply('sub', a, b);
export const mul = (a: Term, b: Term): Term => apply('mul', a, b);
export const div = (a: Term, b: Term): Term => apply('div', a, b);
export const neg = (a: Term): Term => apply('neg', a);
export const pow = (a: Term, b: Term): Term => apply('pow', a, b);
export const sq = (a: Term): Term => pow(a, TWO);
