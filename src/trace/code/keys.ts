/** The keys of dictionaries and of JavaScript's objects: texts, and numbers by their text. */
import type { Span } from '../../base/span.ts';
import type { Language } from '../../syntax/tree.ts';
import type { Machine } from './machine.ts';
import type { Thing } from './things.ts';

/**
 * Before a number that inputs move: it is told from other keys by its value at the point, but what it is as a number is
 * not in the text. No key that is written starts so.
 */
const OF_VALUE = '\u2205';

/** What tells an entry from others; undefined where it is not known. */
export function keyOf(machine: Machine, thing: Thing, at: Span, language: Language): string | undefined {
  if (thing.kind === 'text') return thing.value.startsWith(OF_VALUE) ? undefined : thing.value;
  if (thing.kind !== 'line' || machine.kit.builder.shape(thing.line).length > 0) return undefined;
  const value = machine.valueOf(thing.line);
  if (typeof value === 'number') return String(value);
  if (language !== 'javascript') return undefined;
  const own = machine.atPoint.key(thing.line, at);
  return own === undefined ? undefined : OF_VALUE + own;
}

/** Whether keys that inputs move are among them: such cannot be handed out as texts. */
export function hasKeysOfValues(entries: ReadonlyMap<string, Thing>): boolean {
  return [...entries.keys()].some((key) => key.startsWith(OF_VALUE));
}

export const KEYS_OF_VALUES = 'The keys here are the values of inputs; as texts they are not followed.';
