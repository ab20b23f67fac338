/** What an entry of the library of functions is: its spellings and what it does. */
import type { Expression, Language } from '../../../syntax/tree.ts';
import type { Env } from '../../env.ts';
import type { Machine } from '../machine.ts';
import type { Thing } from '../things.ts';

export interface LibraryCall {
  /** Of a method the receiver is the first. */
  readonly args: readonly Thing[];
  readonly keywords: ReadonlyMap<string, Thing>;
  readonly at: Expression;
  readonly env: Env;
  readonly machine: Machine;
  /** As spelled. */
  readonly path: string;
  readonly receiver?: Thing;
}

/** undefined: refused (a problem is noted); 'pass': not in this form, a row of the table may have it. */
export type LibraryFunction = (call: LibraryCall) => Thing | undefined | 'pass';

export interface LibraryEntry {
  readonly language: Language;
  /** As `lookup` keys them: `np.sum`, `sum`, `torch.sum`. */
  readonly names?: readonly string[];
  /** Full paths, as they are imported, of modules that no short name stands for. */
  readonly paths?: readonly string[];
  /** The same as a method of a tensor or list: `x.sum()`. */
  readonly methods?: readonly string[];
  readonly run: LibraryFunction;
}

/** `pythonEntry(run, 'np jnp', 'sum', 'nansum')`: these names in these modules. */
export function pythonEntry(
  run: LibraryFunction,
  names: readonly string[],
  methods: readonly string[] = [],
): LibraryEntry {
  return { language: 'python', names, methods, run };
}

/** What is known only by the path that it is imported from. */
export function pathEntry(run: LibraryFunction, paths: readonly string[]): LibraryEntry {
  return { language: 'python', paths, run };
}
