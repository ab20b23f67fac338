/**
 * What a row of the table of tensor operations says. Scalar rows lift to elementwise operations by themselves; only
 * reductions, movers of entries and contractions have a row here. A reverse rule is written with lines over the table
 * itself, so that a gradient is again a list: it prints, simplifies, runs and differentiates like any other.
 */
import type { Value } from '../base/value.ts';
import type { Language } from '../syntax/tree.ts';
import type { Emit, Missing, Target, Zero } from './row.ts';
import type { Misfit, Shape } from './shape.ts';

/** Axis, keepdims, indices: what a step says besides its operands. Part of its identity. */
export type Attributes = Readonly<Record<string, Value | string>>;

/** Row-major numbers with their sizes; `data` may be a view into a larger memory. */
export interface Tensor {
  readonly data: Float64Array;
  readonly sizes: readonly number[];
}

/** What rules write lines with; the graph's builder implements it. Ids are lines of one list. */
export interface Lines {
  shape(line: number): Shape;
  constant(value: number): number;
  /** A row applied: elementwise (scalar rows, broadcasting) or a tensor row. Shapes must fit. */
  apply(operation: string, operands: readonly number[], attributes?: Attributes): number;
}

/** The step whose reverse rule runs. */
export interface Step {
  readonly operands: readonly number[];
  readonly result: number;
  readonly attributes: Attributes;
}

/** The cotangent of operand `index` (of that operand's shape) from the cotangent of the result (of the result's shape). */
export type Pullback = (lines: Lines, step: Step, cotangent: number, index: number) => number | Zero | Missing;

/** A kink of one of the steps that a row is made of; `text` says in which. */
export interface KinkWithin {
  readonly operation: string;
  readonly text: string;
  readonly convention: string;
}

export interface TensorRow {
  /** Absent: any number of operands. */
  readonly arity?: number;
  /** The shape of the result, or why the operands do not fit. */
  readonly shape: (operands: readonly Shape[], attributes: Attributes) => Shape | Misfit;
  /** Writes the result into `out` (row-major, of the result's shape); NaN where it is not defined. */
  readonly value: (operands: readonly Tensor[], attributes: Attributes, out: Tensor) => void;
  readonly vjp: Pullback;
  /** Where it is defined and its gradient finite, as for scalar rows; in words for messages. */
  readonly domain?: { readonly holds: (...operands: readonly Tensor[]) => boolean; readonly text: string };
  /** Where it is not differentiable, and what is answered there. */
  readonly kink?: {
    /** True there; of a row that is made of others, the one of them that has it. */
    readonly at: (operands: readonly Tensor[], attributes: Attributes) => boolean | KinkWithin;
    readonly text: string;
    readonly convention: string;
  };
  /** What printers call it: `\operatorname{tr}`, `tr`. Many have a form of their own in render. */
  readonly show: { readonly latex: string; readonly text: string };
  /** Spellings by language whose arguments are the operands as they stand and which have no keywords. */
  readonly read?: { readonly [L in Language]?: readonly string[] };
  readonly emit?: { readonly [T in Target]?: Emit };
  /** Operands and attributes that the tests sample it with: shapes and, where needed, how to fill them. */
  readonly probe: readonly {
    readonly shapes: readonly (readonly number[])[];
    readonly attributes?: Attributes;
    readonly fill?: 'symmetric' | 'positive' | 'positiveDefinite';
  }[];
}
