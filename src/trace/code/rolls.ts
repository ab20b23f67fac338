/** What is known of a loop while it is followed once for all its passes. */
import type { LineId } from '../../graph/list.ts';
import type { Expression } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import type { Thing } from './things.ts';

/** What a line of the body rests on: the pass, or what the pass before has handed on. */
export const OF_PASS = 1;
export const OF_CARRIED = 2;

/** Entries of `source` along its axis, one a pass. */
export interface Slice {
  readonly source: LineId;
  readonly axis: number;
  readonly places: readonly number[];
}

/** `array` with one entry of its first axis set in each pass. */
export interface Write {
  readonly array: LineId;
  readonly places: readonly number[];
  readonly value: LineId;
}

export interface Roll {
  readonly count: number;
  /** Where the index of the pass starts and how it goes on; absent for loops over entries alone. */
  readonly start: number;
  readonly step: number;
  readonly index: LineId;
  /** Lines before this one are the same in all passes. */
  readonly from: LineId;
  readonly slices: Map<LineId, Slice>;
  readonly writes: Map<LineId, Write>;
  /** Lines that stand for what the pass before has handed on. */
  readonly carried: Set<LineId>;
  readonly flags: number[];
  readonly values: Map<LineId, Float64Array | undefined>;
  readonly known: Map<string, LineId>;
  /** Nothing in the body is chosen by a condition: what it reads is read in every pass. */
  readonly plain: boolean;
  /** Something was met that only pass after pass can follow. */
  failed: boolean;
}

export interface Passes {
  /** The loops that are followed so at the moment, innermost last. */
  readonly rolls: Roll[];
  flagsOf(roll: Roll, line: LineId): number;
  /** A line that only the pass decides: its value in each. */
  valuesOf(roll: Roll, line: LineId): Float64Array | undefined;
  sliceOf(roll: Roll, slice: Slice): LineId | undefined;
  /** `x[i + 1]`; 'other': no index moves with a pass. */
  entry(line: LineId, indices: readonly Expression[], at: Expression, env: Env): Thing | undefined | 'other';
  setEntry(
    line: LineId,
    indices: readonly Expression[],
    value: LineId,
    at: Expression,
    env: Env,
  ): LineId | undefined | 'other';
}

/** A value that passes hand on: the line that stands for it, what it is before the loop and what a pass makes of it. */
export interface Change {
  readonly place: LineId;
  readonly before: LineId;
  readonly after: LineId;
}

/** Places in equal steps. */
export function runOf(places: readonly number[]): { readonly start: number; readonly step: number } | undefined {
  const [start = 0, second = start + 1] = places;
  const step = second - start;
  return step !== 0 && places.every((place, k) => place === start + k * step) ? { start, step } : undefined;
}
