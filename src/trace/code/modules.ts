/**
 * Layers and parameters of neural networks get the name under which the program keeps them: `net.0.weight`. Their
 * weights are inputs of that name.
 */
import type { Span } from '../../base/span.ts';
import type { Machine } from './machine.ts';
import { type Content, lineThing, type Thing } from './things.ts';

/** How classes of layers and the parameter itself are called as objects. */
export const MODULE = 'nn.';
export const PARAMETER = 'nn.Parameter';

export function createEntitle(machine: Pick<Machine, 'kit' | 'store' | 'contentOf' | 'valueOf'>) {
  const { kit, store } = machine;
  /** Which object has a name: another of that name in a loop is another layer. */
  const holders = new Map<string, number>();
  return { entitle, unused };

  /** The name itself, or with a number where another object has it. */
  function unused(path: string, id: number): string {
    for (let count = 1; ; count++) {
      const own = count === 1 ? path : `${path}_${count}`;
      const holder = holders.get(own);
      if (holder !== undefined ? holder !== id : !kit.claimPath(own)) continue;
      holders.set(own, id);
      return own;
    }
  }

  /** `again`: the definition of that name may be met several times and is one object. */
  function entitle(thing: Thing, path: string, at: Span, again = false): Thing {
    if (thing.kind === 'unknown' && thing.sizes && (again || path.includes('.'))) {
      // Random numbers that are kept under a name are one array, whatever they are.
      const { length } = thing.sizes;
      return lineThing(length === 0 ? kit.input(path, at) : kit.sizedInput(path, at, thing.sizes));
    }
    const content = thing.kind === 'ref' ? store.content(thing.id) : undefined;
    if (thing.kind !== 'ref' || !content || !isUntitled(content, 0)) return thing;
    const own = again ? path : unused(path, thing.id);
    if (content.kind === 'list') {
      const items = content.items.map((item, i) => entitle(item, `${own}.${i}`, at, true));
      store.change(thing.id, { kind: 'list', items });
      return thing;
    }
    if (content.kind !== 'object' && content.kind !== 'dictionary') return thing;
    if (content.kind === 'object' && content.className === PARAMETER) return parameter(content, own, at);
    const entries = new Map<string, Thing>();
    for (const [key, entry] of content.entries) entries.set(key, entitle(entry, `${own}.${key}`, at, true));
    store.change(thing.id, content.kind === 'object' ? { ...content, path: own, entries } : { ...content, entries });
    return thing;
  }

  /** Whether there is a layer or parameter in it that has no name yet. */
  function isUntitled(content: Content | undefined, depth: number): boolean {
    if (!content || depth > 4) return false;
    const inside = (things: Iterable<Thing>) =>
      [...things].some((thing) => thing.kind === 'ref' && isUntitled(store.content(thing.id), depth + 1));
    if (content.kind === 'list') return inside(content.items);
    if (content.kind === 'dictionary') return inside(content.entries.values());
    return content.kind === 'object' && content.path === '' && content.className?.startsWith(MODULE) === true;
  }

  function parameter(content: Extract<Content, { kind: 'object' }>, path: string, at: Span): Thing {
    const sizes = content.entries.get('sizes');
    const value = content.entries.get('value');
    const shape = (sizes?.kind === 'tuple' ? sizes.items : []).map((size) =>
      size.kind === 'line' ? Number(machine.valueOf(size.line)) : 1,
    );
    if (shape.length > 0) return lineThing(kit.sizedInput(path, at, shape));
    const known = value?.kind === 'line' ? machine.valueOf(value.line) : undefined;
    return lineThing(kit.input(path, at, typeof known === 'number' ? known : undefined));
  }
}
