import type { LineId } from '../graph/list.ts';
import type { Expression, Language } from '../syntax/tree.ts';
import type { Place } from './scope.ts';

/** Names bound while tracing: parameters of a function being inlined, indices of a sum, `at x = 0`. */
export interface Env {
  readonly place: Place;
  readonly bindings: ReadonlyMap<string, LineId>;
  /** Running indices and sizes: known whole numbers. */
  readonly statics: ReadonlyMap<string, number>;
  readonly language: Language;
  /** Notes, inside a function of numbers that is applied to an array: signs stand between entries. */
  readonly entrywise?: boolean;
  /** Programs, inside a function that runs: its names in the store. */
  readonly frame?: number;
  /** Names of functions around that the function sets. */
  readonly nonlocal?: readonly string[];
  /** Inside an index: the last one of its axis. */
  readonly end?: number;
  /** MATLAB: the call whose outputs are all taken, `[a, b] = f(x)`; any other gives its first. */
  readonly several?: Expression;
}
