/** What a loop runs over may change while it runs: entries that are still to come are then those of the changed one. */
import { linearName, walk } from '../../syntax/names.ts';
import type { Expression } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import { hasReferences, type Machine } from './machine.ts';
import type { Content, Thing } from './things.ts';

/** Python's functions that hand on entries only when they are asked for. */
const LAZY: ReadonlySet<string> = new Set(['enumerate', 'zip', 'reversed']);
/** Methods of dictionaries that do. */
const LAZY_METHODS: ReadonlySet<string> = new Set(['items', 'values', 'keys']);
/** Functions whose result has nothing to do with what they were given any more. */
const EAGER =
  /^(?:range|list|tuple|sorted|len|np\.(?:array|arange|linspace|copy)|numpy\.(?:array|arange|linspace|copy))$|\.(?:copy|tolist)$/;

const CHANGED = 'This loop changes what it runs over; that is not followed. Run over a copy.';

/** Answers the entries as they are now; undefined: refused. */
export function liveItems(
  machine: Machine,
  expression: Expression,
  thing: Thing,
  items: readonly Thing[],
  env: Env,
): () => readonly Thing[] | undefined {
  if (!hasReferences(env.language)) return () => items;
  const { store, kit } = machine;
  const names = namesIn(expression);
  const seen = contents();
  let current = items;
  return () => {
    const now = contents();
    if ([...now].every(([id, content]) => seen.get(id) === content)) return current;
    for (const [id, content] of now) seen.set(id, content);
    const how = liveness(expression);
    if (how === 'copy') return current;
    if (how === 'unclear') {
      return kit.fail('alias', CHANGED, expression.span);
    }
    // A name that means something else by now is not what the loop runs over.
    const isOther = [...names].some(([name, own]) => store.find(env.frame, name) !== own);
    if (isOther && expression.kind === 'call') return kit.fail('alias', CHANGED, expression.span);
    const again = expression.kind === 'call' ? machine.evaluate(expression, env) : thing;
    const fresh = again && machine.items(again, expression.span);
    if (fresh) current = fresh;
    return fresh;
  };

  /** What the names in it mean where the loop starts. */
  function namesIn(node: Expression): Map<string, Thing> {
    const found = new Map<string, Thing>();
    for (const inner of walk(node)) {
      const named = inner.kind === 'name' ? store.find(env.frame, inner.name) : undefined;
      if (inner.kind === 'name' && named) found.set(inner.name, named);
    }
    return found;
  }

  /** All that the expression names, and what it is itself. */
  function contents(): Map<number, Content | undefined> {
    const found = new Map<number, Content | undefined>();
    if (thing.kind === 'ref') note(thing);
    for (const named of names.values()) note(named);
    return found;

    function note(named: Thing): void {
      if (named.kind !== 'ref') return;
      const content = store.content(named.id);
      found.set(named.id, content);
      if (content?.kind === 'array' && content.base) found.set(content.base.id, store.content(content.base.id));
    }
  }

  function liveness(node: Expression): 'live' | 'copy' | 'unclear' {
    if (node.kind === 'name' || node.kind === 'attribute') return 'live';
    if (node.kind === 'number' || node.kind === 'sequence' || node.kind === 'slice') return 'copy';
    if (node.kind === 'comprehension') return node.form === 'list' ? 'copy' : 'unclear';
    if (node.kind === 'index') {
      const base = machine.evaluate(node.base, env);
      const content = base && machine.contentOf(base);
      if (content?.kind !== 'list') return 'unclear';
      return node.indices.some((index) => index.kind === 'slice') ? 'copy' : 'unclear';
    }
    if (node.kind !== 'call') return 'unclear';
    const name = linearName(node.callee);
    if (name !== undefined && EAGER.test(name)) return 'copy';
    const isLazy =
      (name !== undefined && LAZY.has(name) && store.find(env.frame, name) === undefined) ||
      (node.callee.kind === 'attribute' && LAZY_METHODS.has(node.callee.name) && node.args.length === 0);
    if (!isLazy) return 'unclear';
    const parts = node.args.map((arg) => liveness(arg));
    return parts.every((part) => part !== 'unclear') && parts.some((part) => part === 'live') ? 'live' : 'unclear';
  }
}
