/** How values lie in Julia, MATLAB and R, and what an index selects. */
import type { Span } from '../../base/span.ts';
import type { LineId } from '../../graph/list.ts';
import type { Attributes } from '../../primitives/tensorRow.ts';
import type { Language } from '../../syntax/tree.ts';
import type { Thing } from './things.ts';

/** How a value lies; `line` of a row or column is its vector. */
export type Form =
  | { readonly kind: 'number' | 'vector' | 'row' | 'column'; readonly line: LineId }
  | { readonly kind: 'matrix' | 'tensor'; readonly line: LineId };

export interface Layout {
  formOf(line: LineId, at: Span): Form | undefined;
  /** The line of a thing; ranges of MATLAB are rows. */
  lineIn(thing: Thing, at: Span, language: Language): LineId | undefined;
  /** A scalar row on arrays that are brought to shapes which combine as the language says. */
  elementwise(
    operation: string,
    lines: readonly LineId[],
    at: Span,
    language: Language,
    attributes?: Attributes,
  ): LineId | undefined;
  /** The product of matrices and vectors. */
  product(a: LineId, b: LineId, at: Span, language: Language): LineId | undefined;
  transpose(line: LineId, at: Span, language: Language): LineId | undefined;
  /** A vector as a row (1, n) or as a column (n, 1). */
  row(vector: LineId | undefined, at: Span): LineId | undefined;
  column(vector: LineId | undefined, at: Span): LineId | undefined;
  /** The vector of a row or column; anything else as it is. */
  vectorOf(line: LineId, at: Span, language: Language): LineId | undefined;
  /** All entries in one vector, column by column. */
  flat(line: LineId, at: Span): LineId | undefined;
  /** A vector's entries in an array of these sizes, column by column. */
  shaped(vector: LineId, sizes: readonly number[], at: Span, language: Language): LineId | undefined;
  /** The same array as its language keeps it: MATLAB has columns as vectors; one entry is a number in MATLAB and R. */
  normal(line: LineId | undefined, at: Span, language: Language): LineId | undefined;
  /** What a loop runs over: entries, or the columns of a matrix in MATLAB. */
  rounds(thing: Thing, at: Span, language: Language): readonly Thing[] | undefined;
  /** `[a, b; c, d]`: blocks beside and below one another. */
  joined(rows: readonly (readonly LineId[])[], at: Span, language: Language): LineId | undefined;
  /** The entries, column by column; of lists their items. */
  entries(thing: Thing, at: Span, language: Language): readonly Thing[] | undefined;
}

/** What an index does along one axis. */
export type Selection =
  | { readonly kind: 'entry'; readonly at: number }
  | { readonly kind: 'slice'; readonly start: number; readonly count: number; readonly step: number }
  | { readonly kind: 'list'; readonly at: readonly number[]; readonly sizes: readonly number[] }
  | { readonly kind: 'mask'; readonly line: LineId }
  | { readonly kind: 'newAxis' };
