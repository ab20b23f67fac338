/**
 * The public face of everything that needs no editor. Hover, panel, diagnostics, tests and benchmarks all go through
 * these, so they cannot disagree with each other.
 */
import type { Outcome } from './base/outcome.ts';
import type { Span } from './base/span.ts';
import { compareSources, comparingSources } from './inspect/compare.ts';
import { Document } from './inspect/document.ts';
import { emitInspection } from './inspect/emission.ts';
import { type ExportFormat, exportInspection } from './inspect/exports/exportGraph.ts';
import { readingFile } from './inspect/others.ts';
import type {
  Comparison,
  DerivativeCheck,
  Evaluator,
  Fix,
  Inspection,
  InspectOptions,
  LoopPasses,
  MathRegion,
  OtherFile,
  Replay,
  Source,
} from './inspect/types.ts';
import type { Target } from './primitives/row.ts';

export type { Budget } from './base/budget.ts';
export type { Outcome, Problem } from './base/outcome.ts';
export type { Span } from './base/span.ts';
export type { Value } from './base/value.ts';
export type { ExportFormat } from './inspect/exports/exportGraph.ts';
export type * from './inspect/types.ts';
export type { Target } from './primitives/row.ts';

/** Immutable. */
export interface MathDocument {
  readonly text: string;
  readonly languageId: string;
  /** Shares what the changes did not touch. Spans refer to the text before; changes do not overlap. */
  edit(changes: readonly { readonly span: Span; readonly text: string }[]): MathDocument;
  /**
   * Reads the text, which `findMath` and all others else do at once when they are first asked. Yields where it may pause
   * or stop.
   */
  reading(options?: InspectOptions): Generator<undefined>;
  /** Every piece of math, in order. */
  findMath(): readonly MathRegion[];
  /** What stands at an offset, or at a selection (read as math even without delimiters): graph, values, gradient, derivation. */
  inspect(at: number | Span, options?: InspectOptions): Outcome<Inspection>;
  /** The same, made ready to evaluate again and again: sliders, plots, descent, checks, benchmarks. */
  compile(at: number | Span, options?: InspectOptions): Outcome<Evaluator>;
  /** The inspection made ready to be told at other points: its values and adjoints, its derivation, its gradient. */
  replay(at: number | Span, options?: InspectOptions): Outcome<Replay>;
  /** Single passes of the loops that the inspection keeps whole. */
  passes(at: number | Span, options?: InspectOptions): Outcome<LoopPasses>;
  /** Every derivative that the document claims, held against the computed one; yields undefined where it may pause or stop. */
  check(options?: InspectOptions): Generator<DerivativeCheck | undefined>;
  /**
   * Edits after which a claim of `check` that differs agrees: the smallest that is found, or the computed formula in its
   * place. Yields undefined where it may pause or stop.
   */
  fixes(check: DerivativeCheck, options?: InspectOptions): Generator<Fix | undefined>;
}

/** Opens a text for inspection. `languageId` is VS Code's. Never throws; unknown languages hold no math. */
export function openDocument(text: string, languageId: string): MathDocument {
  return new Document(text, languageId);
}

export function findMath(text: string, languageId: string): readonly MathRegion[] {
  return openDocument(text, languageId).findMath();
}

export function inspect(
  text: string,
  languageId: string,
  at: number | Span,
  options?: InspectOptions,
): Outcome<Inspection> {
  return openDocument(text, languageId).inspect(at, options);
}

/** The gradient as code, shared values named once. Refused where the target has no word for a step. */
export function emit(inspection: Inspection, target: Target): Outcome<string> {
  return emitInspection(inspection, target);
}

/** The computation graph for other tools: Graphviz, Mermaid, TikZ, or the inspection itself as JSON. */
export function exportGraph(inspection: Inspection, format: ExportFormat): Outcome<string> {
  return exportInspection(inspection, format);
}

export function checkDerivatives(
  text: string,
  languageId: string,
  options?: InspectOptions,
): readonly DerivativeCheck[] {
  return [...openDocument(text, languageId).check(options)].filter((check) => check !== undefined);
}

/** Two ways to write one function: do value and gradient agree? A counterexample where they do not. */
export function compare(a: Source, b: Source, options?: InspectOptions): Outcome<Comparison> {
  return compareSources(a, b, options);
}

/** The same with pauses; texts are read with pauses too. */
export function comparing(a: Source, b: Source, options?: InspectOptions): Generator<undefined, Outcome<Comparison>> {
  return comparingSources(a, b, options);
}

/** Reads a file that documents import from, with pauses, where nobody has read it yet: inspections find it read. */
export function* readingOther(file: OtherFile): Generator<undefined> {
  yield* readingFile(file);
}
