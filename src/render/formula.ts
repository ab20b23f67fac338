/** What a line says, arranged for print: sums and products flat and in order, signs in front, choices as one list of cases. */
import type { LineId } from '../graph/list.ts';
import type { Show } from '../primitives/row.ts';

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
  /** Two factors or more, none negative, none a product. At most the last is a tensor. */
  | { readonly kind: 'product'; readonly factors: readonly Formula[] }
  | { readonly kind: 'negative'; readonly of: Formula }
  | ({ readonly kind: 'quotient'; readonly over: Formula; readonly under: Formula } & Entrywise)
  | ({ readonly kind: 'power'; readonly base: Formula; readonly exponent: Formula } & Entrywise)
  /** `index` absent: the square root. */
  | ({ readonly kind: 'root'; readonly of: Formula; readonly index?: Formula } & Entrywise)
  | { readonly kind: 'logarithm'; readonly of: Formula; readonly base: Formula }
  | ({
      readonly kind: 'apply';
      readonly operation: string;
      readonly show: Show;
      readonly args: readonly Formula[];
      /** What follows the arguments: `axis=0`. */
      readonly options?: readonly (readonly [key: string, value: string])[];
    } & Entrywise)
  /** `otherwise` absent: undefined elsewhere. */
  | { readonly kind: 'cases'; readonly cases: readonly Case[]; readonly otherwise?: Formula }
  | MatrixFormula
  | { readonly kind: 'ellipsis' };

/** Of tensors, for each entry by itself: ⊙, ⊘, x^{∘2}. */
interface Entrywise {
  readonly entrywise?: boolean;
}

/** What is written with matrices. Vectors have one axis; as LaTeX they are columns. */
export type MatrixFormula =
  /** Two tensors or more, entry by entry. */
  | { readonly kind: 'entrywise'; readonly factors: readonly Formula[] }
  /** `A B x`: matrices in order, a vector at most at the end; two factors or more. */
  | { readonly kind: 'matrixProduct'; readonly factors: readonly Formula[] }
  /** `u^\top v`: a number. */
  | { readonly kind: 'inner'; readonly left: Formula; readonly right: Formula }
  /** `u v^\top`: a matrix. */
  | { readonly kind: 'outer'; readonly left: Formula; readonly right: Formula }
  /** A vector before a matrix; the result has one axis. */
  | { readonly kind: 'rowProduct'; readonly left: Formula; readonly right: Formula }
  | { readonly kind: 'transposed'; readonly of: Formula }
  | { readonly kind: 'inverse'; readonly of: Formula }
  | { readonly kind: 'solution'; readonly matrix: Formula; readonly of: Formula }
  | { readonly kind: 'norm'; readonly of: Formula; readonly label: '2' | 'F'; readonly squared: boolean }
  | { readonly kind: 'logdet'; readonly of: Formula }
  /** `of` with an index: `0`, `1:3`, `:` by axis, counted from 0. */
  | { readonly kind: 'entry'; readonly of: Formula; readonly items: readonly string[] }
  /** A tensor of ones; `sizes` for the text. */
  | { readonly kind: 'ones'; readonly sizes: readonly number[] }
  | { readonly kind: 'eye'; readonly size: number }
  /** All zero but one entry, which is 1: `e_0`, `e_0 e_1^\top`. */
  | { readonly kind: 'unit'; readonly at: readonly number[] }
  /** A vector repeated as rows or columns of a matrix. */
  | {
      readonly kind: 'repeated';
      readonly of: Formula;
      readonly as: 'rows' | 'columns';
      readonly sizes: readonly number[];
    }
  /** Sums of a matrix along an axis. */
  | { readonly kind: 'axisSum'; readonly of: Formula; readonly axis: 0 | 1 }
  /** Numbers as they stand, row by row. */
  | { readonly kind: 'array'; readonly rows: readonly (readonly Formula[])[]; readonly rank: 1 | 2 };

export interface Case {
  readonly value: Formula;
  readonly condition: Formula;
}
