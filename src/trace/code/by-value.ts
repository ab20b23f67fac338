/** MATLAB and R: what is set in an array, list or structure makes a new one, which the name then stands for. */
import type { Span } from '../../base/span.ts';
import type { LineId } from '../../graph/list.ts';
import type { Attribute, Expression, Index } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import type { Machine } from './machine.ts';
import { lineThing, NONE, type Thing } from './things.ts';

type SetEntry = (
  line: LineId,
  indices: readonly Expression[],
  value: LineId,
  at: Expression,
  env: Env,
) => LineId | undefined;
type SetName = (target: Expression, value: Thing, env: Env, at: Span) => boolean;

export function createByValue(machine: Machine, setEntry: SetEntry, assign: SetName) {
  const { kit, store } = machine;
  const { fail } = kit;
  return { setItem, setField };

  /** What is there so far; NONE for a name of MATLAB that is set for the first time. */
  function heldBy(base: Expression, env: Env): Thing | undefined {
    const isNew =
      base.kind === 'name' &&
      env.language === 'matlab' &&
      env.frame !== undefined &&
      store.find(env.frame, base.name) === undefined;
    return isNew ? NONE : machine.evaluate(base, env);
  }

  function setField(target: Attribute, value: Thing, env: Env, at: Span): boolean {
    const holder = heldBy(target.base, env);
    if (holder === undefined) return false;
    const content = machine.contentOf(holder);
    const isEmpty = holder.kind === 'none' || (content?.kind === 'list' && content.items.length === 0);
    if (content?.kind !== 'dictionary' && !isEmpty) {
      fail('notFollowed', `Setting ${target.name} of this is not followed.`, at);
      return false;
    }
    const entries = new Map(content?.kind === 'dictionary' ? content.entries : []).set(target.name, value);
    return assign(target.base, store.make({ kind: 'dictionary', entries }), env, at);
  }

  function setItem(target: Index, value: Thing, env: Env, at: Span): boolean {
    const holder = heldBy(target.base, env);
    const changed = holder && withItem(holder, target, value, env, at);
    return changed !== undefined && assign(target.base, changed, env, at);
  }

  function withItem(holder: Thing, target: Index, value: Thing, env: Env, at: Span): Thing | undefined {
    const content = machine.contentOf(holder);
    const [first] = target.indices;
    if (content?.kind === 'dictionary') {
      const key = first && machine.evaluate(first, env);
      if (key?.kind !== 'text') return fail('key', 'Which entry is set is not known.', at);
      return store.make({ kind: 'dictionary', entries: new Map(content.entries).set(key.value, value) });
    }
    if (content?.kind === 'list') {
      const place = placeOf(first, content.items.length, env, at);
      if (place === undefined) return undefined;
      if (target.indices.length !== 1 || place < 1 || place > content.items.length + 1) {
        return fail('index', `There is no entry ${place} to set: the list has ${content.items.length}.`, at);
      }
      const items = [...content.items];
      items[place - 1] = value;
      return store.make({ kind: 'list', items });
    }
    if (holder.kind === 'none' || (holder.kind === 'tuple' && holder.items.length === 0)) {
      return started(target, value, env, at);
    }
    const whole = machine.layout.lineIn(holder, at, env.language);
    const part = whole === undefined ? undefined : machine.layout.lineIn(value, at, env.language);
    if (whole === undefined || part === undefined) return undefined;
    const line = setEntry(whole, target.indices, part, target, env);
    return line === undefined ? undefined : lineThing(line);
  }

  /** `v(1) = …` where there is nothing yet. */
  function started(target: Index, value: Thing, env: Env, at: Span): Thing | undefined {
    const places = target.indices.map((index) => placeOf(index, 0, env, at));
    if (places.some((place) => place === undefined)) return undefined;
    const line = machine.lineOf(value, at);
    if (line === undefined) return undefined;
    const isNumber = machine.kit.builder.shape(line).length === 0;
    const fits = places.every((place) => place === 1) && (places.length === 1 || env.language === 'matlab');
    if (isNumber && fits) return lineThing(line);
    return fail('index', 'An array is filled from its first entry on. Make it with zeros before.', at);
  }

  function placeOf(index: Expression | undefined, size: number, env: Env, at: Span): number | undefined {
    if (!index || index.kind === 'slice') return fail('index', 'Ranges are set in arrays that exist.', at);
    return machine.staticNumber(machine.evaluate(index, { ...env, end: size }), at, 'Which entry is set');
  }
}
