/**
 * What names of a program mean that other files of the project define. Every file has names of its own: what a name means
 * there is looked up there, as it is once the file has run to its end.
 */
import type { Language } from '../syntax/tree.ts';
import type { Meaning, Module } from './meaning.ts';
import { type Definition, endOf, type Imported, isSeen, type Place, resolve, type Scope } from './scope.ts';
import { createScriptExports } from './scriptExports.ts';

export interface Project {
  /** What an imported name means at a place, where no definition there has it. */
  nameAt(name: string, place: Place): Meaning | undefined;
  /** What a statement `import` inside a function sets. */
  imported(found: Imported): Meaning | undefined;
  /** MATLAB: the function of a file that is called like it. */
  functionFile(name: string, place: Place): Meaning | undefined;
  /** What a module has under a name. */
  memberOf(module: Module, name: string): Meaning | undefined;
  /** What a module is where it is a function or object itself: `module.exports = f`. */
  wholeOf(module: Module): Meaning | undefined;
  /** The class that a name or path means in a file, once that has run. */
  classNamed(path: string, file: Scope): Extract<Meaning, { readonly kind: 'class' }> | undefined;
}

/** Names that lead to names that lead to names: so far they are followed. */
const FARTHEST = 30;

/** `isLibrary`: what the path means is known, whatever the file says that it leads to. */
export function createProject(document: Scope, isLibrary: (language: Language, path: string) => boolean): Project {
  const { files } = document;
  const scripts = createScriptExports({ document, atEnd, reached });
  const known = new Map<Scope, Map<string, Meaning | undefined>>();
  return {
    nameAt,
    imported: (found) => reached(found, 0),
    functionFile,
    memberOf: (module, name) => memberOf(module, name, 0),
    wholeOf: (module) => (module.language === 'javascript' ? scripts.whole(module) : undefined),
    classNamed,
  };

  function nameAt(name: string, place: Place): Meaning | undefined {
    const file = place.file ?? document;
    const all = file.imported.get(name);
    if (!all) return files && file.imported.has('*') ? amongAll(name, file, 0) : undefined;
    const seen = all.filter((each) => isSeen(document, each.place.block, place));
    return seen.length === 0 ? undefined : chosen(seen, name, file, 0);
  }

  function functionFile(name: string, place: Place): Meaning | undefined {
    const file = /^\w+$/.test(name) ? files?.find(place.file ?? document, name) : undefined;
    if (!file) return undefined;
    // A file that starts with anything else is a script: its functions are its own.
    const first = [...file.definitions.values()].flatMap((all) => all.filter((each) => each.place.order === 0))[0];
    return first?.function && { kind: 'definition', definition: first, file };
  }

  /** Of the imports of one name the one that holds. */
  function chosen(all: readonly Imported[], name: string, file: Scope, depth: number): Meaning | undefined {
    const last = all[all.length - 1] as Imported;
    const meaning = reached(last, depth);
    if (!meaning || meaning.kind === 'library') return meaning;
    if (file.touched.has(name)) return { kind: 'unclear', reason: 'this file changes what it imports under that name' };
    const isOne = all.every(({ module, member }) => module === last.module && member === last.member);
    return isOne ? meaning : { kind: 'unclear', reason: 'it is imported from several places' };
  }

  function reached({ module, member, place, language }: Imported, depth: number): Meaning | undefined {
    if (!files || depth > FARTHEST || LIBRARIES.has(module.split('.', 1)[0] ?? '')) return undefined;
    const path = member === undefined ? module : `${module}.${member}`;
    if (isLibrary(language, path)) return { kind: 'library', path };
    const from = place.file ?? document;
    const own: Module = { kind: 'module', specifier: module, from, language, file: files.find(from, module) };
    if (member === undefined) return own.file || isRelative(module) ? own : undefined;
    return memberOf(own, member, depth + 1);
  }

  function memberOf(module: Module, name: string, depth: number): Meaning | undefined {
    const { file, from, specifier, language } = module;
    if (isLibrary(language, `${specifier}.${name}`)) return { kind: 'library', path: `${specifier}.${name}` };
    if (language === 'javascript') return scripts.memberOf(module, name, depth);
    const own = file && atEnd(file, name, depth);
    if (own || language !== 'python') return own;
    const inside = specifier.endsWith('.') ? specifier + name : `${specifier}.${name}`;
    const found = files?.find(from, inside);
    return found && { kind: 'module', specifier: inside, from, language, file: found };
  }

  /** What a name means in a file once that has run. */
  function atEnd(file: Scope, name: string, depth: number): Meaning | undefined {
    const names = known.get(file) ?? new Map<string, Meaning | undefined>();
    known.set(file, names);
    if (names.has(name)) return names.get(name);
    names.set(name, undefined); // files that import each other in a circle
    const meaning = lookedUp(file, name, depth);
    names.set(name, meaning);
    return meaning;
  }

  function lookedUp(file: Scope, name: string, depth: number): Meaning | undefined {
    if (depth > FARTHEST) return undefined;
    const end = endOf(file === document ? undefined : file);
    const definition = resolve(document, name, end);
    const found = file.classes.get(name);
    const imports = (file.imported.get(name) ?? []).filter(({ place }) => isSeen(document, place.block, end));
    const last = imports[imports.length - 1];
    if ((found && (definition || last)) || (definition && last && isOverridden(definition, [last]))) {
      return { kind: 'unclear', reason: 'it is set in several ways' };
    }
    if (definition) return { kind: 'definition', definition, file };
    if (found) return { kind: 'class', found, file };
    if (!last) return amongAll(name, file, depth);
    const meaning = chosen(imports, name, file, depth);
    if (meaning || isRelative(last.module)) return meaning;
    return { kind: 'library', path: last.member === undefined ? last.module : `${last.module}.${last.member}` };
  }

  /** A name that `from … import *` may bring: where all that stand behind the one that has it are known not to have it. */
  function amongAll(name: string, file: Scope, depth: number): Meaning | undefined {
    if (name.startsWith('_')) return undefined;
    for (const { module } of (file.imported.get('*') ?? []).toReversed()) {
      const from = file;
      const other = files?.find(from, module);
      if (!other) return undefined;
      if (other.definitions.has('__all__') && !isListed(other, name)) continue;
      const meaning = atEnd(other, name, depth + 1);
      if (meaning) return meaning;
    }
    return undefined;
  }

  function classNamed(path: string, file: Scope) {
    const [root = '', ...rest] = path.split('.');
    let meaning = atEnd(file, root, 0);
    for (const name of rest) meaning = meaning?.kind === 'module' ? memberOf(meaning, name, 0) : undefined;
    return meaning?.kind === 'class' ? meaning : undefined;
  }
}

/** Whether an import behind the definition, in the same function, takes its name. */
export function isOverridden({ place }: Definition, imports: readonly Imported[]): boolean {
  return imports.some((each) => each.place.order > place.order);
}

/** Names of modules that are what they always are, whatever files stand beside. */
const LIBRARIES = new Set('math cmath random statistics numpy scipy torch jax autograd sympy pandas'.split(' '));

function isRelative(module: string): boolean {
  return module.startsWith('.');
}

/** Whether a file lists the name among those that it gives away; what it lists otherwise than in one list counts as listed. */
function isListed(file: Scope, name: string): boolean {
  const all = file.definitions.get('__all__') ?? [];
  const [list] = all.length === 1 ? (all[0]?.bodies ?? []) : [];
  if (list?.kind !== 'sequence') return true;
  return list.items.some((item) => item.kind !== 'string' || item.value === name);
}
