/** Indices that stay letters beside entries that a sum has unrolled: which of them are indices, and what they stand for. */
import { linearName } from '../syntax/names.ts';
import type { Expression, Index } from '../syntax/tree.ts';
import type { Env } from './env.ts';
import type { Kit } from './kit.ts';
import { RUNNING } from './statics.ts';

/** What an index is taken for that may be any. */
const FIRST_ENTRY = 1;

/** Letters that are indices rather than labels, though nothing runs over them: the class y or c of an example. */
const CLASS = /^[cy](?:_|$)/;

/** Indices that may be any number: one letter, or a symbol with an index of its own (`z_{y_i}`); words are labels. */
export function lettersOf({ indices }: Index): ReadonlyMap<string, Expression> {
  const letters = new Map<string, Expression>();
  for (const index of indices) {
    const name = index.kind === 'name' || index.kind === 'index' ? linearName(index) : undefined;
    const isLabel = index.kind === 'name' && (index.style === 'text' || [...index.name].length > 1);
    if (name !== undefined && !isLabel) letters.set(name, index);
  }
  return letters;
}

/** The class of an example, which stays what it is while a sum runs over all classes. */
export function isClass(letter: string): boolean {
  return CLASS.test(letter);
}

/** Whether it is surely an index: `w_b` may be the weight number b, or that of the bias. */
function isSurelyIndex(letter: string): boolean {
  return RUNNING.test(letter) || isClass(letter) || letter.includes('_');
}

/** `e^{z_i} / \sum_j e^{z_j}`: i is any of the entries. One is chosen, and said. True: tracing is done anew. */
export function isTakenForOne(kit: Kit, letters: ReadonlyMap<string, Expression>, env: Env): boolean {
  const { letters: chosen, given } = kit.options;
  if (!chosen || ![...letters.keys()].every(isSurelyIndex)) return false;
  const fresh = [...letters].filter(([letter]) => !chosen.has(letter));
  if (fresh.length === 0) return false;
  for (const [letter, index] of fresh) {
    const own = given?.[letter];
    // x_n beside a sum to n is its last entry.
    const known = typeof own === 'number' ? own : kit.statics.staticValue(index, env);
    chosen.set(letter, known !== undefined && Number.isInteger(known) ? known : FIRST_ENTRY);
  }
  return kit.again();
}
