/**
 * The Wengert list: straight-line code of elementary operations in evaluation order. Plain immutable data; build one
 * with `createBuilder`.
 */

import type { Span } from '../base/span.ts';
import type { Value } from '../base/value.ts';
import type { Shape } from '../primitives/shape.ts';
import type { Attributes } from '../primitives/tensorRow.ts';
import type { FirstIndex } from '../syntax/firstIndex.ts';

export type { Dimension, Shape } from '../primitives/shape.ts';

/** Index of a line in its list. */
export type LineId = number;

interface LineBase {
  readonly operands: readonly LineId[];
  readonly shape: Shape;
}

export interface InputLine extends LineBase {
  readonly operation: 'input';
  readonly name: string;
}

export interface ConstantLine extends LineBase {
  readonly operation: 'constant';
  readonly value: Value;
  /** As the author wrote it: `0.10`, `pi`. */
  readonly text: string;
}

/** A row of the primitives table applied; scalar rows act elementwise on tensors, with broadcasting. */
export interface StepLine extends LineBase {
  readonly operation: string;
  /** Of tensor rows: axis, keepdims, index… */
  readonly attributes?: Attributes;
}

export type WengertLine = InputLine | ConstantLine | StepLine;

/** Lines that belong together: one pass of a loop, a call, a layer. Groups nest. */
export interface LineGroup {
  readonly id: string;
  readonly parent?: string;
  readonly kind: 'layer' | 'loop' | 'call';
  readonly label: string;
}

export interface WengertList {
  readonly lines: readonly WengertLine[];
  readonly outputs: readonly LineId[];
  /** By line: the name it goes by (inputs, the author's names); anonymous lines are absent. */
  readonly names: ReadonlyMap<LineId, string>;
  /** By line: every place in the text that it stands for. */
  readonly spans: ReadonlyMap<LineId, readonly Span[]>;
  /** The innermost group of a line, where it has one. */
  readonly groups?: ReadonlyMap<LineId, LineGroup>;
  /** What the text calls the first entry of an array, for print; absent: 0. Attributes of lines count from 0 always. */
  readonly firstIndex?: FirstIndex;
}

export function isInput(line: WengertLine): line is InputLine {
  return line.operation === 'input';
}
export function isConstant(line: WengertLine): line is ConstantLine {
  return line.operation === 'constant';
}
/** Neither an input nor a constant: something is computed. */
export function isStep(line: WengertLine): line is StepLine {
  return line.operation !== 'input' && line.operation !== 'constant';
}
/** The number of a scalar constant line, undefined for any other line. */
export function constantOf(line: WengertLine | undefined): number | undefined {
  return line !== undefined && isConstant(line) && typeof line.value === 'number' ? line.value : undefined;
}
