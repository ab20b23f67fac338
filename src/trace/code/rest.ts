/** What a function does with the arguments that are left to it, `*args`. */
import type { Expression, Statement } from '../../syntax/tree.ts';

/** Deeper trees are left alone. */
const MOST_DEPTH = 150;

/**
 * Whether a function takes entries of them: by number (`args[0]`), one by one (`for a in args`), all at once
 * (`a, b = args`), or by a function that gets them as a tuple. Those that are only handed on, `f(x, *args)`, may be none.
 */
export function takesEntries(body: readonly Statement[] | Expression, name: string): boolean {
  return entriesTaken(body, name) > 0;
}

/** How many entries are taken as far as the text says: one more than the largest number. */
export function entriesTaken(tree: unknown, name: string, depth = 0): number {
  if (typeof tree !== 'object' || tree === null || depth > MOST_DEPTH) return 0;
  if (Array.isArray(tree)) return tree.reduce((most, part) => Math.max(most, entriesTaken(part, name, depth + 1)), 0);
  const node = tree as Expression | Statement;
  const isIt = (part: Expression | undefined) => part?.kind === 'name' && part.name === name;
  let most = 0;
  if (node.kind === 'index' && isIt(node.base)) {
    const [first] = node.indices;
    most = first?.kind === 'number' ? first.value + 1 : 1;
  } else if (node.kind === 'for' && isIt(node.iterable)) most = 1;
  else if (node.kind === 'assign' && isIt(node.value))
    most = node.target.kind === 'sequence' ? node.target.items.length : 0;
  else if (node.kind === 'call' && node.args.some(isIt)) most = LOOKS.has(nameOf(node.callee)) ? 0 : 1;
  for (const [key, part] of Object.entries(node)) {
    if (!PLACES.has(key)) most = Math.max(most, entriesTaken(part, name, depth + 1));
  }
  return most;
}

function nameOf(callee: Expression): string {
  return callee.kind === 'name' ? callee.name : '';
}

/** They ask about all of them, and take none. */
const LOOKS = new Set(['len', 'bool', 'print', 'str', 'repr', 'isinstance', 'type', 'hash']);
const PLACES = new Set(['span', 'outer', 'sign', 'nameSpan', 'signSpans']);
