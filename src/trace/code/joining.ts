/** Where two branches meet: what differs between them is chosen by the condition. */
import type { LineId } from '../../graph/list.ts';
import { sameShape } from '../../primitives/shape.ts';
import type { Machine } from './machine.ts';
import { isAnyOf } from './masked.ts';
import { type FunctionThing, isSamePlace, lineThing, type Thing, unknown } from './things.ts';

export function createJoining(machine: Machine) {
  const { kit, store } = machine;
  const { builder } = kit;
  return { joinThings, select, numeric };

  /** A number and a vector do not meet: what counts entries afterwards would differ. */
  function select(condition: LineId, a: LineId, b: LineId): LineId | undefined {
    if (a === b) return a;
    const [p, q] = [builder.shape(a), builder.shape(b)];
    if (p.length !== q.length) {
      const low = p.length < q.length ? a : b;
      machine.wantsRank(low, Math.max(p.length, q.length), { from: 0, to: 0 });
      return undefined;
    }
    if (!sameShape(p, q)) return undefined;
    // `if x[mask].size: y[mask] = …`: where the mask takes nothing, nothing is set anyway.
    const { operation, operands } = builder.at(a);
    const [mask, , rest] = operands;
    if (operation === 'select' && rest === b && mask !== undefined && isAnyOf(machine, condition, mask)) return a;
    return builder.step('select', [condition, a, b]);
  }

  function joinThings(condition: LineId, a: Thing, b: Thing): Thing {
    if (a === b) return a;
    if (a.kind === 'line' && b.kind === 'line') {
      const line = select(condition, a.line, b.line);
      return line === undefined ? unknown('its shape differs between two branches') : lineThing(line);
    }
    if (a.kind === 'ref' && b.kind === 'ref' && a.id === b.id) return a;
    if (a.kind === 'tuple' && b.kind === 'tuple' && a.items.length === b.items.length) {
      return { ...a, items: a.items.map((item, i) => joinThings(condition, item, b.items[i] as Thing)) };
    }
    if (a.kind === 'complex' && b.kind === 'complex' && a.mask === undefined && b.mask === undefined) {
      const [re, im] = [select(condition, a.re, b.re), select(condition, a.im, b.im)];
      if (re !== undefined && im !== undefined) return { kind: 'complex', re, im };
    }
    if (a.kind === 'none' && b.kind === 'none') return a;
    if (a.kind === 'pointer' && b.kind === 'pointer' && isSamePlace(a, b)) return a;
    if (a.kind === 'text' && b.kind === 'text' && a.value === b.value) return a;
    if (a.kind === 'range' && b.kind === 'range' && a.start === b.start && a.step === b.step && a.count === b.count)
      return a;
    if (a.kind === 'function' && b.kind === 'function' && isSameFunction(a, b)) return a;
    if (a.kind === 'builtin' && b.kind === 'builtin' && a.path === b.path && !a.receiver && !b.receiver) return a;
    const [p, q] = [machine.contentOf(a), machine.contentOf(b)];
    if (p?.kind === 'list' && q?.kind === 'list' && p.items.length === q.items.length) {
      const items = p.items.map((item, i) => joinThings(condition, item, q.items[i] as Thing));
      return store.makeEither({ kind: 'list', items }, a, b);
    }
    const [k, l] = [numeric(a), numeric(b)];
    if (k !== undefined && l !== undefined) {
      const line = select(condition, k, l);
      if (line !== undefined)
        return builder.shape(line).length > 0
          ? store.makeEither({ kind: 'array', line, version: 0 }, a, b)
          : lineThing(line);
    }
    return unknown('two branches give it different kinds of value');
  }

  function numeric(thing: Thing): LineId | undefined {
    if (thing.kind === 'line') return thing.line;
    const content = machine.contentOf(thing);
    if (content?.kind !== 'array') return undefined;
    const base = content.base && store.content(content.base.id);
    return base && (base.kind !== 'array' || base.version !== content.base?.version) ? undefined : content.line;
  }
}

function isSameFunction(a: FunctionThing, b: FunctionThing): boolean {
  const isSame = (p: Thing | undefined, q: Thing | undefined) =>
    p === q || (p?.kind === 'ref' && q?.kind === 'ref' && p.id === q.id);
  const presets = [...(a.presets ?? [])].every(([name, preset]) => isSame(preset, b.presets?.get(name)));
  return a.body === b.body && a.frame === b.frame && isSame(a.receiver, b.receiver) && presets;
}
