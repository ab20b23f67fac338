/** What every reader takes and gives: `(text, inner, context) → ReadMath`. */
import type { Meter } from '../base/budget.ts';
import type { Problem } from '../base/outcome.ts';
import type { Span } from '../base/span.ts';
import type { Statement } from './tree.ts';

/** One ambiguity and the choice taken. `key` names kind and place: `call:f@120`, `log@43`. */
export interface Reading {
  readonly key: string;
  readonly chosen: string;
  readonly alternatives: readonly string[];
  readonly span: Span;
}

/** What the document around the text knows; all of it may be empty. */
export interface ReadContext {
  /** Names defined or used as functions: `f(x) = …`. */
  readonly functions: ReadonlySet<string>;
  /** Names on a left side without parentheses, parameters, declared symbols. */
  readonly variables: ReadonlySet<string>;
  /** LaTeX macros by name (with backslash). */
  readonly macros: ReadonlyMap<string, Macro>;
  /** Choices that the user switched: key → alternative. */
  readonly readings: Readonly<Record<string, string>>;
  readonly meter: Meter;
}

export interface Macro {
  readonly parameters: number;
  readonly optional?: string;
  readonly body: string;
}

export interface ReadMath {
  readonly statements: readonly Statement[];
  readonly readings: readonly Reading[];
  readonly problems: readonly Problem[];
}

/** A piece of math found in a document, before it is read: see `languages/found.ts`. */
export type Reader = (text: string, inner: Span, context: ReadContext, masked?: readonly Span[]) => ReadMath;
