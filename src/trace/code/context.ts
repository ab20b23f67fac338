/** PyTorch's `ctx` of an `autograd.Function`: what `forward` saves on it, `backward` reads. */
import type { Call } from '../../syntax/tree.ts';
import type { Arguments, Machine } from './machine.ts';
import { NONE, type Thing, tuple } from './things.ts';

const SAVES = new Set(['save_for_backward', 'save_for_forward']);
/** They say something to the engine and nothing about values. */
const HARMLESS = new Set(['mark_non_differentiable', 'mark_dirty', 'set_materialize_grads']);
const SAVED = ['saved_tensors', 'saved_variables'];

/** `other`: the call is none of these. */
export function callContext(
  machine: Machine,
  { callee }: Call,
  context: Thing,
  argumentsOf: () => Arguments | undefined,
): Thing | undefined | 'other' {
  if (callee.kind !== 'attribute' || (!SAVES.has(callee.name) && !HARMLESS.has(callee.name))) return 'other';
  const content = machine.contentOf(context);
  if (context.kind !== 'ref' || content?.kind !== 'object' || content.entries.has(callee.name)) return 'other';
  if (HARMLESS.has(callee.name)) return NONE;
  const given = argumentsOf();
  if (!given) return undefined;
  const entries = new Map(content.entries);
  for (const word of SAVED) entries.set(word, tuple(given.args));
  machine.store.change(context.id, { ...content, entries });
  return NONE;
}
