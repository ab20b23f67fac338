/**
 * What the languages and their numeric libraries have beyond the rows of the table: makers of arrays, reductions with
 * axes, list functions. One entry per function: its spellings and what it does. Elementwise functions of numbers are
 * rows of the table and need no entry here.
 */

import { spellings } from '../../../primitives/lookup.ts';
import type { Expression, Language } from '../../../syntax/tree.ts';
import type { Env } from '../../env.ts';
import type { Machine } from '../machine.ts';
import type { Thing } from '../things.ts';
import { numpy } from './numpy.ts';
import { pythonBuiltins } from './python.ts';

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
  /** The same as a method of a tensor or list: `x.sum()`. */
  readonly methods?: readonly string[];
  readonly run: LibraryFunction;
}

const ENTRIES: readonly LibraryEntry[] = [...pythonBuiltins, ...numpy];

const FUNCTIONS = new Map<string, LibraryFunction>();
const METHODS = new Map<string, LibraryFunction>();
for (const { language, names = [], methods = [], run } of ENTRIES) {
  for (const name of names) FUNCTIONS.set(`${language} ${name}`, run);
  for (const name of methods) METHODS.set(`${language} ${name}`, run);
}

export function libraryFunction(language: Language, path: string): LibraryFunction | undefined {
  for (const name of spellings(language, path)) {
    const found = FUNCTIONS.get(`${language} ${name}`);
    if (found) return found;
  }
  return undefined;
}

export function methodOf(language: Language, name: string): LibraryFunction | undefined {
  return METHODS.get(`${language} ${name}`);
}

export function hasMethod(language: Language, name: string): boolean {
  return METHODS.has(`${language} ${name}`);
}
