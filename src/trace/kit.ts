/** What the parts of the tracer share. */
import type { Meter } from '../base/budget.ts';
import type { Problem } from '../base/outcome.ts';
import type { Span } from '../base/span.ts';
import type { Builder } from '../graph/builder.ts';
import type { LineId } from '../graph/list.ts';
import type { Expression } from '../syntax/tree.ts';
import type { Env } from './env.ts';
import type { Definition, Scope } from './scope.ts';
import type { Statics } from './statics.ts';

export interface DerivativeRequest {
  readonly of: LineId;
  readonly wrt: LineId;
  /** Only the numerator's own definition, its other operands held. */
  readonly local: boolean;
}

export interface TraceOptions {
  readonly scope: Scope;
  readonly builder: Builder;
  readonly meter: Meter;
  /** Adds the lines of a derivative to the builder; a problem where there is none. */
  readonly differentiate: (builder: Builder, request: DerivativeRequest) => LineId | Problem;
  /** Names that are inputs whatever they usually mean (given in `point` or `wrt`). */
  readonly bound?: ReadonlySet<string>;
  /** Known values of sizes (`n` in `\sum_{i=1}^n`). */
  readonly sizes?: ReadonlyMap<string, number>;
  /** Each definition becomes a line of its own (never shared), so that ∂u/∂v means what the text says. */
  readonly separate?: boolean;
  /** For the k-th derivative symbol met: true reads ∂u/∂v as local. Default: local if u's definition names v. */
  readonly local?: (index: number, byRule: boolean) => boolean;
  /** Uses these definitions for their names, everywhere. */
  readonly prefer?: ReadonlyMap<string, Definition>;
}

export interface InputFound {
  readonly line: LineId;
  readonly name: string;
  readonly span: Span;
  /** Set by the document (`x = 2`). */
  readonly value?: number;
}

/** The tracer as its parts see it. */
export interface Kit {
  readonly options: TraceOptions;
  readonly builder: Builder;
  readonly statics: Statics;
  /** Notes the problem and answers undefined. */
  fail(code: string, message: string, span: Span): undefined;
  trace(expression: Expression, env: Env): LineId | undefined;
  /** A name as seen from `env`: a parameter, a definition, a constant, an input. */
  byName(name: string, expression: Expression, env: Env): LineId | undefined;
  /** A definition with its parameters set; `from`: the place in the order of the text where it is called. */
  applied(
    definition: Definition,
    bindings: ReadonlyMap<string, LineId>,
    at: Expression,
    from?: number,
  ): LineId | undefined;
  /** The definition that a name means at `env`. */
  definitionOf(name: string | undefined, env: Env): Definition | undefined;
  /** The line of a definition as it stands, under its own name. */
  follow(definition: Definition, at: Expression, env: Env): LineId | undefined;
  isActive(definition: Definition): boolean;
  /** `np.exp` → `numpy.exp` where the text imports numpy as np. */
  importedPath(name: string, expression: Expression): string;
  /** Notes problems found elsewhere (a derivative without rule). */
  report(problem: Problem): undefined;
}
