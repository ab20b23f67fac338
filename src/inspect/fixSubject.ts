/** What a check is about, found again in its text, and whether it holds once the text is changed. */
import type { LineId } from '../graph/list.ts';
import type { Expression, Language } from '../syntax/tree.ts';
import type { SidesCompared } from './claims.ts';
import type { Edit } from './fixApply.ts';
import type { Source } from './source.ts';
import type { DerivativeCheck } from './types.ts';

export interface Subject {
  readonly language: Language;
  readonly spaced: boolean;
  /** Expressions in which something may be wrong. */
  readonly places: readonly Expression[];
  readonly names: readonly string[];
  /** Changes that are none of an expression: `-=` for `+=`. */
  readonly others: readonly Edit[];
  /** What the function divides by: `len(y)`. */
  readonly divisors: readonly string[];
  /** Arrays are as long as a guess says. */
  readonly guessed: boolean;
  /** What is wrong, and the expression that is all of it; absent where it is put together by statements. */
  readonly sides: readonly { readonly comparison: SidesCompared; readonly whole?: Expression }[];
  /** A line as it may be written there: the most natural wording first. */
  print(comparison: SidesCompared, line: LineId, limit: number): readonly string[];
  /** Edits as the text around them writes formulas; undefined: they cannot be written there. */
  written?(edits: readonly Edit[]): readonly Edit[] | undefined;
  /** Whether both sides are equal after the edits: quickly, by reading this piece alone. */
  holds(edits: readonly Edit[]): boolean;
  /** The check of the same thing in the edited document. */
  again(edited: Source, edits: readonly Edit[]): DerivativeCheck | undefined;
}
