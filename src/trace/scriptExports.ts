/** What a file of JavaScript gives to others: by `export`, or in `module.exports` and `exports`. */
import type { Expression } from '../syntax/tree.ts';
import type { Meaning, Module } from './meaning.ts';
import { type Definition, type Exported, endOf, type Imported, resolve, type Scope } from './scope.ts';

interface Lookup {
  readonly document: Scope;
  /** What a name means in a file once that has run. */
  readonly atEnd: (file: Scope, name: string, depth: number) => Meaning | undefined;
  readonly reached: (found: Imported, depth: number) => Meaning | undefined;
}

const WHOLE = 'module.exports';
const UNCLEAR: Meaning = { kind: 'unclear', reason: 'it is given away in several ways' };

export function createScriptExports({ document, atEnd, reached }: Lookup) {
  return { memberOf, whole };

  function memberOf(module: Module, name: string, depth: number): Meaning | undefined {
    const { file } = module;
    if (!file) return undefined;
    if (file.exported.length > 0) return exportOf(file, name, depth);
    const own = commonOf(file, name, depth);
    // A default import of a module that knows none is the module.
    return own ?? (name === 'default' ? module : undefined);
  }

  function exportOf(file: Scope, name: string, depth: number): Meaning | undefined {
    const [own, more] = file.exported.filter((each) => each.name === name);
    if (more) return UNCLEAR;
    if (own) return given(own, file, depth);
    if (name === 'default') return undefined;
    const found = file.exported
      .filter((each) => each.name === '*')
      .flatMap(({ module = '', ...rest }) => reached({ ...rest, module, member: name }, depth + 1) ?? []);
    return found.length > 1 ? UNCLEAR : found[0];
  }

  function given({ local, module, place, language }: Exported, file: Scope, depth: number): Meaning | undefined {
    if (module !== undefined) return reached({ module, member: local, place, language }, depth + 1);
    return local === undefined ? undefined : atEnd(file, local, depth + 1);
  }

  function last(file: Scope, ...names: readonly string[]): Definition | undefined {
    const found = names.flatMap((name) => resolve(document, name, endOf(file === document ? undefined : file)) ?? []);
    return found.sort((a, b) => b.place.order - a.place.order)[0];
  }

  /** What `require` gives where that is no mere collection of names: `module.exports = f`. */
  function whole({ file }: Module): Meaning | undefined {
    const definition = file?.exported.length === 0 ? last(file, WHOLE) : undefined;
    return file && definition && { kind: 'definition', definition, file };
  }

  function commonOf(file: Scope, name: string, depth: number): Meaning | undefined {
    const all = last(file, WHOLE);
    const shared = all && !file.definitions.has('exports') ? [] : [`exports.${name}`];
    const part = last(file, `${WHOLE}.${name}`, ...shared);
    const doubt = last(file, 'module', 'exports');
    const isDoubtful = doubt?.notFollowed !== undefined && doubt.place.order > (all ?? part ?? doubt).place.order;
    if (all?.notFollowed || isDoubtful) return UNCLEAR;
    if (part && (!all || part.place.order > all.place.order)) return { kind: 'definition', definition: part, file };
    const value = all?.bodies[0];
    return all && value && inside(value, all, name, file, depth);
  }

  /** The entry of an object that is given away as a whole, also by its name. */
  function inside(
    value: Expression,
    { place }: Definition,
    name: string,
    file: Scope,
    depth: number,
  ): Meaning | undefined {
    if (value.kind === 'name') {
      const added = last(file, `${value.name}.${name}`);
      if (added) return { kind: 'definition', definition: added, file };
      const of = atEnd(file, value.name, depth + 1);
      const body = of?.kind === 'definition' && !of.definition.notFollowed ? of.definition.bodies[0] : undefined;
      if (of?.kind !== 'definition' || !body || depth > 8) return undefined;
      return inside(body, of.definition, name, of.file, depth + 1);
    }
    if (value.kind !== 'dictionary') return undefined;
    const entries = value.entries.filter(({ key }) => keyOf(key) === name || keyOf(key) === undefined);
    const [entry] = entries;
    if (entries.length !== 1 || !entry || keyOf(entry.key) !== name) return entries.length > 0 ? UNCLEAR : undefined;
    if (entry.value.kind !== 'name') return { kind: 'value', expression: entry.value, place, file };
    return atEnd(file, entry.value.name, depth + 1);
  }
}

/** Undefined: not known. */
function keyOf(key: Expression): string | undefined {
  if (key.kind === 'string') return key.value;
  return key.kind === 'number' ? String(key.value) : undefined;
}
