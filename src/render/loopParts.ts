/** What code is made of where a loop is kept whole. */
import type { LineId, WengertList } from '../graph/list.ts';

/** What stands for an input of a loop's body. */
export type Leaf =
  /** What the pass before handed on, by its place. */
  | { readonly kind: 'carried'; readonly index: number }
  /** The index of the pass, as the language counts. */
  | { readonly kind: 'pass' }
  /** A number from outside. */
  | { readonly kind: 'line'; readonly line: LineId }
  /** The entry `pass + offset` of a vector of the list around, or of what another loop left. */
  | { readonly kind: 'entry'; readonly line: LineId; readonly emit?: number; readonly offset: number };

export interface Loop {
  readonly count: number;
  readonly isBack: boolean;
  /** Variables, with the lines or numbers that they start from. */
  readonly carried: readonly { readonly name: string; readonly start: LineId; readonly value?: number }[];
  /** Arrays that are filled pass by pass, and the values of the body that fill them; those that nothing reads are left out. */
  readonly emits: ReadonlyMap<number, { readonly name: string; readonly value: LineId }>;
  readonly body: WengertList;
  /** By input of the body. */
  readonly leaves: ReadonlyMap<LineId, Leaf>;
  /** By variable: the value of the body that is handed on. */
  readonly next: readonly LineId[];
}

/** What a line reads of a loop: a variable after the last pass, an array, an entry or a part of it. */
export interface Reading {
  readonly loop: LineId;
  readonly carried?: number;
  readonly emit?: number;
  readonly entry?: number;
}

export interface Rolled {
  readonly list: WengertList;
  readonly loops: ReadonlyMap<LineId, Loop>;
  readonly readings: ReadonlyMap<LineId, Reading>;
}
