/** What names of a program mean outside of the functions that run: definitions of the document, imports, inputs. */
import type { LineId } from '../../graph/list.ts';
import { isFunctionName, constant as knownConstant } from '../../primitives/lookup.ts';
import { linearName } from '../../syntax/names.ts';
import type { Expression, Import, Index, Language, Parameter } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import { isOverridden, type Project } from '../files.ts';
import type { Kit } from '../kit.ts';
import type { Meaning, Module } from '../meaning.ts';
import { type ClassFound, type Definition, endOf, type Place, type Scope } from '../scope.ts';
import { isNote } from '../statics.ts';
import { isIterator, lazily } from './lazies.ts';
import { hasMethod, libraryFunction } from './library/library.ts';
import { type FunctionThing, lineThing, type Thing } from './things.ts';

/** What the tracer lends. */
export interface Lent {
  readonly kit: Kit;
  readonly scope: Scope;
  /** Names that are inputs whatever they mean. */
  readonly isBound: (name: string, definition: Definition | undefined) => boolean;
  readonly followThing: (definition: Definition, at: Expression, env: Env) => Thing | undefined;
  readonly entryOf: (expression: Index, env: Env) => { item: Expression; place: Place } | undefined;
  readonly isFree: (name: string) => void;
  readonly evaluate: (expression: Expression, env: Env) => Thing | undefined;
  readonly hasShape: (name: string) => boolean;
  /** Other files. */
  readonly project: Project;
}

/** A class, and the file that its names are looked up in. */
interface Located {
  readonly found: ClassFound;
  readonly file: Scope;
}

/** Names of other files see neither what is bound where they are used nor what runs there. */
const OUTER: Pick<Env, 'bindings' | 'statics'> = { bindings: new Map(), statics: new Map() };
const ARRAY_ATTRIBUTES = new Set(['shape', 'T', 'size', 'ndim', 'length']);
const MOST_BASES = 8;

export function createOutside(lent: Lent) {
  const { kit, scope } = lent;
  const { fail, definitionOf, importedPath, inputName, scopeAt } = kit;
  const { project } = lent;
  /** Classes of other files by the name that their objects keep. */
  const classes = new Map<string, Located>();
  return {
    outside,
    path,
    indexed,
    imported,
    memberOf,
    wholeOf,
    methodOf,
    inheritedOf,
    methodFor,
    presetOf,
    functionThing,
  };

  function outside(name: string, expression: Expression, env: Env): Thing | undefined {
    const definition = definitionOf(name, env);
    const own = inputName(name, env.place);
    if (lent.isBound(own, definition)) return line(kit.input(own, expression.span));
    if (definition && takenOver(name, definition, env))
      return unclear(name, 'it is imported further below', expression);
    const [body] = definition?.bodies ?? [];
    if (body && definition?.language === 'python' && !definition.parameters && isIterator(body))
      return fail('lazy', lazily(name), expression.span);
    if (definition && !definition.notFollowed && !kit.isActive(definition)) {
      return lent.followThing(definition, expression, env);
    }
    if (definition?.function && kit.isActive(definition)) return functionThing(definition, env);
    if (!definition && scopeAt(env.place).classes.has(name)) return classThing(name, env.place.file);
    const meaning = definition ? undefined : project.nameAt(name, env.place);
    if (meaning && meaning.kind !== 'library') return meant(meaning, name, expression, env);
    const full = importedPath(name, expression, env.place);
    const value = definition ? undefined : knownConstant(env.language, full);
    if (value) return line(kit.builder.constant(value.value, value.text));
    if (!definition && (meaning || scopeAt(env.place).imports.has(name))) return { kind: 'builtin', path: full };
    if (!definition && isKnown(full, env)) return { kind: 'builtin', path: name, free: true };
    const beside = !definition && env.language === 'matlab' ? project.functionFile(name, env.place) : undefined;
    if (beside) return meant(beside, name, expression, env);
    if (!definition) free(name, own, env);
    return unfollowed(name, own, definition, expression);
  }

  /** What the file sets in a way that is not followed is an input, and that is said. */
  function unfollowed(name: string, input: string, definition: Definition | undefined, at: Expression): Thing {
    const reason = definition?.notFollowed?.replace(/\.$/, '');
    if (reason !== undefined) {
      const message = `${name} is taken as an input: how the file sets it is not followed (${reason}). Set the point to its values.`;
      kit.note({ code: 'alone', severity: 'info', message, span: at.span });
    }
    return line(kit.input(input, at.span));
  }

  /** An import behind the definition, in the same function: afterwards the name stands for that. */
  function takenOver(name: string, definition: Definition, { place }: Env): boolean {
    const { imported: all, blocks } = scopeAt(place);
    const owner = blocks[definition.place.block]?.owner;
    const beside = (all.get(name) ?? []).filter((each) => blocks[each.place.block]?.owner === owner);
    return isOverridden(definition, beside);
  }

  function unclear(name: string, reason: string, at: Expression): undefined {
    const message = `What ${name} is here is not followed: ${reason}. Give each a name of its own.`;
    return fail('notFollowed', message, at.span);
  }

  /** What another file has under a name. */
  function meant(meaning: Meaning, name: string, at: Expression, env: Env): Thing | undefined {
    switch (meaning.kind) {
      case 'definition': {
        const { definition } = meaning;
        const file = definition.place.file;
        if (!definition.notFollowed && !kit.isActive(definition)) {
          const language = definition.language;
          return lent.followThing(definition, at, { ...OUTER, place: endOf(file), language });
        }
        if (definition.function && kit.isActive(definition)) return functionThing(definition, undefined);
        return unfollowed(name, inputName(definition.name, definition.place), definition, at);
      }
      case 'class':
        return classThing(meaning.found.name, meaning.file.key === undefined ? undefined : meaning.file);
      case 'module':
        return { kind: 'builtin', path: meaning.specifier, module: meaning };
      case 'value':
        return lent.evaluate(meaning.expression, {
          ...OUTER,
          place: meaning.place,
          language: 'javascript',
        });
      case 'library': {
        const value = knownConstant(env.language, meaning.path);
        return value ? line(kit.builder.constant(value.value, value.text)) : { kind: 'builtin', path: meaning.path };
      }
      case 'unclear':
        return unclear(name, meaning.reason, at);
    }
  }

  function imported({ module, member, span }: Import, env: Env): Thing {
    const builtin: Thing = { kind: 'builtin', path: member === undefined ? module : `${module}.${member}` };
    const meaning = project.imported({ module, member, place: env.place, language: env.language });
    if (!meaning || meaning.kind === 'library') return meaning ? { kind: 'builtin', path: meaning.path } : builtin;
    const name = member ?? module;
    const before = kit.problemCount();
    const thing = meant(meaning, name, { kind: 'name', name, base: name, accents: [], span, outer: span }, env);
    // Missed only where it is used.
    if (!thing && !kit.isWishing()) kit.forgetProblems(before);
    return thing ?? { kind: 'unknown', reason: 'what it is imported from is not followed' };
  }

  function memberOf(module: Module, name: string, at: Expression, env: Env): Thing | undefined {
    const meaning = project.memberOf(module, name);
    if (meaning) return meant(meaning, name, at, env);
    const path = `${module.specifier}.${name}`;
    return fail('unknownName', `${path} is not found in the files of the project. Check the name.`, at.span);
  }

  function wholeOf(module: Module, at: Expression, env: Env): Thing | undefined {
    const meaning = project.wholeOf(module);
    if (meaning) return meant(meaning, module.specifier, at, env);
    return fail('notAFunction', `${module.specifier} is a module, not a function.`, at.span);
  }

  /** Of another file what the path starts with: nothing there says what it is an attribute of. */
  function free(written: string, input: string, { place }: Env): void {
    lent.isFree(place.file ? (written.split('.', 1)[0] ?? written) : input);
  }

  function isKnown(path: string, { language }: Env): boolean {
    return isLibrary(language, path);
  }

  function path(written: string, expression: Expression, env: Env, called = false): Thing | undefined | 'unknown' {
    const [root = '', ...rest] = written.split('.');
    const last = rest[rest.length - 1] ?? '';
    const definition = definitionOf(written, env);
    const own = inputName(written, env.place);
    if (lent.isBound(own, definition)) return line(kit.input(own, expression.span));
    if (definition && !definition.notFollowed && !kit.isActive(definition)) {
      return lent.followThing(definition, expression, env);
    }
    if (definition?.notFollowed) {
      return called
        ? unclear(written, definition.notFollowed.replace(/\.$/, ''), expression)
        : unfollowed(written, own, definition, expression);
    }
    const base = definitionOf(root, env);
    if (base && !base.notFollowed && !isNote(base.language)) return 'unknown';
    if (!base && scopeAt(env.place).classes.has(root)) return 'unknown';
    const meaning = base ? undefined : project.nameAt(root, env.place);
    if (meaning && meaning.kind !== 'library') return 'unknown';
    const full = importedPath(written, expression, env.place);
    const value = base ? undefined : knownConstant(env.language, full);
    if (value) return line(kit.builder.constant(value.value, value.text));
    if (!base && (meaning || scopeAt(env.place).imports.has(root))) {
      if (called || isKnown(full, env)) return { kind: 'builtin', path: full };
      // Classes are asked about: isinstance(x, units.Quantity).
      if (env.language === 'python' && /^[A-Z]\w*[a-z]/.test(last)) return { kind: 'builtin', path: full };
      return fail('unknownName', `${written} is not a known constant.`, expression.span);
    }
    if (!base && isKnown(written, env)) return { kind: 'builtin', path: written };
    if (called || ARRAY_ATTRIBUTES.has(last) || hasMethod(env.language, last)) return 'unknown';
    // `lib.utils.isArray` of an object that is written out as `lib.utils`, whatever `lib` itself is.
    const holder = rest.length > 1 ? definitionOf(written.slice(0, -last.length - 1), env) : undefined;
    const isWritten = holder && !holder.notFollowed && holder.bodies[0]?.kind === 'dictionary';
    if (isWritten && env.language === 'javascript') return 'unknown';
    free(written, own, env);
    return line(kit.input(own, expression.span));
  }

  function indexed(expression: Index, env: Env): Thing | undefined | 'unknown' {
    const name = kit.statics.nameOf(expression, env);
    const own = definitionOf(name, env);
    const input = name === undefined ? undefined : inputName(name, env.place);
    if (input !== undefined && lent.isBound(input, own)) return line(kit.input(input, expression.span));
    const entry = lent.entryOf(expression, env);
    if (entry) return lent.evaluate(entry.item, { ...env, place: entry.place });
    if (own && !own.notFollowed && !kit.isActive(own)) return lent.followThing(own, expression, env);
    const base = linearName(expression.base);
    if (base === undefined || lent.hasShape(inputName(base, env.place))) return 'unknown';
    const definition = definitionOf(base, env);
    if (definition && !isNote(definition.language) && !definition.parameters) {
      const isList = definition.bodies[0]?.kind === 'sequence';
      const isTrusted = !definition.notFollowed && !(isList && scopeAt(env.place).handed.has(base));
      if (isTrusted) return 'unknown';
    } else if (isParameter(base, env.place)) {
      return 'unknown';
    } else if (!definition && isElsewhere(base, env)) {
      return 'unknown';
    }
    if (input === undefined) {
      return definition
        ? fail('index', 'Which entry is meant is not known. Use a whole number as index.', expression.span)
        : 'unknown';
    }
    free(base, input, env);
    return unfollowed(base, input, definition, expression);
  }

  /** What the name, or the path, starts with is of another file. */
  function isElsewhere(name: string, { place }: Env): boolean {
    const meaning = project.nameAt(name.split('.', 1)[0] ?? name, place);
    return meaning !== undefined && meaning.kind !== 'library';
  }

  function isParameter(name: string, place: Place): boolean {
    const { blocks } = scopeAt(place);
    for (let block = blocks[place.block]; block; block = blocks[block.parent ?? -1]) {
      if (block.parameters.has(name)) return true;
    }
    return false;
  }

  function functionThing(definition: Definition, env: Env | undefined): FunctionThing {
    const { name, language, defaults } = definition;
    const written = definition.function;
    const isSameFile = env?.place.file === definition.place.file;
    const order =
      env && isSameFile
        ? (env.place.call ?? env.place.order)
        : definition.place.file
          ? endOf(undefined).order
          : definition.bodyPlace.order;
    const block = definition.className === undefined ? definition.place.block : 0;
    const parameters: readonly Parameter[] =
      written?.parameters ??
      (definition.parameters ?? []).map((parameter) => ({
        name: parameter,
        span: definition.span,
        default: defaults?.get(parameter),
      }));
    return {
      kind: 'function',
      name,
      parameters,
      body: written?.body ?? (definition.bodies[0] as Expression),
      language,
      place: { ...definition.place, order, block },
      span: definition.span,
      definition,
    };
  }

  // Classes

  function classThing(name: string, file: Scope | undefined): Thing {
    return { kind: 'class', name, id: classId(name, file) };
  }

  /** What objects keep of their class: the name, and the file where that is another one. */
  function classId(name: string, file: Scope | undefined): string {
    if (!file) return name;
    const id = `${name} of ${file.key}`;
    const found = file.classes.get(name);
    if (found) classes.set(id, { found, file });
    return id;
  }

  function classOf(id: string | undefined): Located | undefined {
    if (id === undefined) return undefined;
    const found = scope.classes.get(id);
    return found ? { found, file: scope } : classes.get(id);
  }

  /** The class itself and those that it builds on, in the order in which Python asks them. */
  function lineage(id: string | undefined): readonly Located[] {
    const located = classOf(id);
    return located
      ? linearized(located, ({ found, file }) => found.bases.map((base) => project.classNamed(base, file)))
      : [];
  }

  function methodOf(className: string | undefined, name: string, receiver: Thing): FunctionThing | undefined {
    return methodIn(lineage(className), name, receiver);
  }

  /** What `super()` finds in a method of class `after`; `nothing`: there is no class left. */
  function inheritedOf(
    className: string | undefined,
    after: string,
    name: string,
    receiver: Thing,
  ): FunctionThing | 'nothing' | undefined {
    const all = lineage(className);
    const start = classOf(after)?.found;
    const at = all.findIndex(({ found }) => found === start);
    const rest = all.slice(at + 1);
    if (at < 0) return undefined;
    const isOpen = [...all.slice(at)].some(({ found, file }) =>
      found.bases.some((base) => base !== 'object' && !project.classNamed(base, file)),
    );
    return methodIn(rest, name, receiver) ?? (isOpen ? undefined : 'nothing');
  }

  function methodIn(all: readonly Located[], name: string, receiver: Thing): FunctionThing | undefined {
    const owner = all.find(({ found }) => found.methods.has(name));
    const definition = owner?.found.methods.get(name);
    const written = definition?.function;
    if (!owner || !definition || !written) return undefined;
    const thing = functionThing(definition, undefined);
    const decorators = written.decorators ?? [];
    if (decorators.includes('staticmethod') || decorators.includes('static')) return thing;
    return {
      ...thing,
      receiver,
      receiverName: receiverOf(definition),
      owner: classId(owner.found.name, owner.file.key === undefined ? undefined : owner.file),
      isClassMethod: decorators.includes('classmethod'),
      isProperty:
        decorators.includes('property') || decorators.includes('cached_property') || decorators.includes('get'),
    };
  }

  function methodFor(fn: FunctionThing, count: number): FunctionThing | undefined {
    const own = fn.definition;
    if (fn.language !== 'julia' || !own) return fn;
    const others = (scopeAt(own.place).definitions.get(own.name) ?? []).filter(
      ({ place, parameters, notFollowed }) => place.block === own.place.block && parameters && !notFollowed,
    );
    if (others.length < 2) return fn;
    const accepts = ({ parameters }: FunctionThing) => {
      const least = parameters.filter((parameter) => !parameter.default && !parameter.rest).length;
      return least <= count && (count <= parameters.length || parameters.some(({ rest }) => rest));
    };
    const fitting = others
      .filter((definition) => definition !== own)
      .map((definition) => functionThing(definition, undefined))
      .filter(accepts);
    // The same again, in another cell, takes the place of the first.
    const { length } = fn.parameters;
    if (accepts(fn)) return fitting.every(({ parameters }) => parameters.length === length) ? fn : undefined;
    return fitting.length === 1 ? fitting[0] : undefined;
  }

  function presetOf(className: string | undefined, name: string): Expression | undefined {
    for (const { found } of lineage(className)) {
      const preset = found.presets.get(name);
      if (preset) return preset;
    }
    return undefined;
  }
}

/** Python's C3 order: each class before those that it builds on, these in the order in which they are written. */
function linearized(
  start: Located,
  basesOf: (of: Located) => readonly (Located | undefined)[],
  depth = 0,
): readonly Located[] {
  const bases = depth < MOST_BASES ? basesOf(start).filter((base) => base !== undefined) : [];
  const open = [...bases.map((base) => [...linearized(base, basesOf, depth + 1)]), [...bases]];
  const order = [start];
  for (let left = open.filter((list) => list.length > 0); left.length > 0 && order.length < 64; ) {
    const isBehind = ({ found }: Located) => left.some((list) => list.slice(1).some((other) => other.found === found));
    // Orders that contradict each other are an error in Python: then simply the next one.
    const next = (left.find(([first]) => first && !isBehind(first)) ?? left[0])?.[0] as Located;
    if (order.every(({ found }) => found !== next.found)) order.push(next);
    left = left.map((list) => list.filter(({ found }) => found !== next.found)).filter((list) => list.length > 0);
  }
  return order;
}

/** Whether the path is one that the language or its libraries have. */
export function isLibrary(language: Language, path: string): boolean {
  return isFunctionName(language, path) || libraryFunction(language, path) !== undefined;
}

/** What a method calls its object: in Python its first parameter. */
export function receiverOf({ function: written, language }: Definition): string | undefined {
  if (language !== 'python') return 'this';
  return written?.receiver ?? written?.parameters[0]?.name;
}

function line(id: LineId): Thing {
  return lineThing(id);
}
