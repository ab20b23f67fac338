/** Pieces of math in a document, and what stands in them. */
import type { Problem } from '../base/outcome.ts';
import type { Span } from '../base/span.ts';
import type { Reading } from '../syntax/reading.ts';
import type { Expression, Language } from '../syntax/tree.ts';
import type { Definition, Place } from '../trace/scope.ts';
import type { Kind } from './noteFacts.ts';

/** One statement that is math, with its place. */
export interface Item {
  readonly expression: Expression;
  /** The whole statement: of `y = x**2` the assignment. */
  readonly span: Span;
  readonly place: Place;
  readonly language: Language;
  readonly definitions: readonly Definition[];
  readonly region: Region;
  /** Code: the function around it, where that is no straight line of assignments. */
  readonly within?: Definition;
}

/** One piece of math: a display, an inline formula, a line, a statement of code. */
export interface Region {
  readonly span: Span;
  readonly inner: Span;
  readonly notation: Language;
  readonly items: readonly Item[];
  readonly readings: readonly Reading[];
  readonly problems: readonly Problem[];
  /** Of a note: what it is, known without a look at its items. */
  readonly kind?: Kind;
}
