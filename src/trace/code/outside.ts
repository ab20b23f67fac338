/** What names of a program mean outside of the functions that run: definitions of the document, imports, inputs. */
import type { LineId } from '../../graph/list.ts';
import { isFunctionName, constant as knownConstant } from '../../primitives/lookup.ts';
import { linearName } from '../../syntax/names.ts';
import type { Expression, Index, Parameter } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import type { Kit } from '../kit.ts';
import type { ClassFound, Definition, Place, Scope } from '../scope.ts';
import { isNote } from '../statics.ts';
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
}

const ARRAY_ATTRIBUTES = new Set(['shape', 'T', 'size', 'ndim', 'length']);
const MOST_BASES = 8;

export function createOutside(lent: Lent) {
  const { kit, scope } = lent;
  const { fail, definitionOf, importedPath } = kit;
  return { outside, path, indexed, methodOf, methodFor, presetOf, functionThing };

  function outside(name: string, expression: Expression, env: Env): Thing | undefined {
    const definition = definitionOf(name, env);
    if (lent.isBound(name, definition)) return line(kit.input(name, expression.span));
    if (definition && !definition.notFollowed && !kit.isActive(definition)) {
      return lent.followThing(definition, expression, env);
    }
    if (definition?.function && kit.isActive(definition)) return functionThing(definition, env);
    if (!definition && scope.classes.has(name)) return { kind: 'class', name };
    const full = importedPath(name, expression);
    const value = definition ? undefined : knownConstant(env.language, full);
    if (value) return line(kit.builder.constant(value.value, value.text));
    if (!definition && scope.imports.has(name)) return { kind: 'builtin', path: full };
    if (!definition && isKnown(full, env)) return { kind: 'builtin', path: name, free: true };
    if (!definition) lent.isFree(name);
    return line(kit.input(name, expression.span));
  }

  function isKnown(path: string, env: Env): boolean {
    return isFunctionName(env.language, path) || libraryFunction(env.language, path) !== undefined;
  }

  function path(own: string, expression: Expression, env: Env, called = false): Thing | undefined | 'unknown' {
    const [root = '', ...rest] = own.split('.');
    const last = rest[rest.length - 1] ?? '';
    const definition = definitionOf(own, env);
    if (lent.isBound(own, definition)) return line(kit.input(own, expression.span));
    if (definition && !definition.notFollowed && !kit.isActive(definition)) {
      return lent.followThing(definition, expression, env);
    }
    const base = definitionOf(root, env);
    if (base && !base.notFollowed && !isNote(base.language)) return 'unknown';
    if (!base && scope.classes.has(root)) return 'unknown';
    const full = importedPath(own, expression);
    const value = base ? undefined : knownConstant(env.language, full);
    if (value) return line(kit.builder.constant(value.value, value.text));
    if (!base && scope.imports.has(root)) {
      if (called || isKnown(full, env)) return { kind: 'builtin', path: full };
      // Classes are asked about: isinstance(x, units.Quantity).
      if (env.language === 'python' && /^[A-Z]\w*[a-z]/.test(last)) return { kind: 'builtin', path: full };
      return fail('unknownName', `${own} is not a known constant.`, expression.span);
    }
    if (!base && isKnown(own, env)) return { kind: 'builtin', path: own };
    if (called || ARRAY_ATTRIBUTES.has(last) || hasMethod(env.language, last)) return 'unknown';
    lent.isFree(own);
    return line(kit.input(own, expression.span));
  }

  function indexed(expression: Index, env: Env): Thing | undefined | 'unknown' {
    const name = kit.statics.nameOf(expression, env);
    const own = definitionOf(name, env);
    if (name !== undefined && lent.isBound(name, own)) return line(kit.input(name, expression.span));
    const entry = lent.entryOf(expression, env);
    if (entry) return lent.evaluate(entry.item, { ...env, place: entry.place });
    if (own && !own.notFollowed && !kit.isActive(own)) return lent.followThing(own, expression, env);
    const base = linearName(expression.base);
    if (base === undefined || lent.hasShape(base)) return 'unknown';
    const definition = definitionOf(base, env);
    if (definition && !isNote(definition.language) && !definition.parameters) {
      const isList = definition.bodies[0]?.kind === 'sequence';
      const isTrusted = !definition.notFollowed && !(isList && scope.handed.has(base));
      if (isTrusted) return 'unknown';
    } else if (isParameter(base, env.place)) {
      return 'unknown';
    }
    if (name === undefined) {
      return definition
        ? fail('index', 'Which entry is meant is not known. Use a whole number as index.', expression.span)
        : 'unknown';
    }
    lent.isFree(name);
    return line(kit.input(name, expression.span));
  }

  function isParameter(name: string, place: Place): boolean {
    for (let block = scope.blocks[place.block]; block; block = scope.blocks[block.parent ?? -1]) {
      if (block.parameters.has(name)) return true;
    }
    return false;
  }

  function functionThing(definition: Definition, env: Env | undefined): FunctionThing {
    const { name, language, defaults } = definition;
    const written = definition.function;
    const order = env ? (env.place.call ?? env.place.order) : definition.bodyPlace.order;
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

  function classOf(name: string | undefined): ClassFound | undefined {
    return name === undefined ? undefined : scope.classes.get(name);
  }

  /** The class itself and those that it builds on, nearest first. */
  function lineage(name: string | undefined): ClassFound[] {
    const found: ClassFound[] = [];
    const open = [name];
    while (open.length > 0 && found.length < MOST_BASES) {
      const next = classOf(open.shift());
      if (!next || found.includes(next)) continue;
      found.push(next);
      open.push(...next.bases);
    }
    return found;
  }

  function methodOf(className: string | undefined, name: string, receiver: Thing): FunctionThing | undefined {
    const definition = lineage(className)
      .map((found) => found.methods.get(name))
      .find((method) => method !== undefined);
    const written = definition?.function;
    if (!definition || !written) return undefined;
    const thing = functionThing(definition, undefined);
    const decorators = written.decorators ?? [];
    if (decorators.includes('staticmethod') || decorators.includes('static')) return thing;
    return {
      ...thing,
      receiver,
      receiverName: receiverOf(definition),
      isProperty:
        decorators.includes('property') || decorators.includes('cached_property') || decorators.includes('get'),
    };
  }

  function methodFor(fn: FunctionThing, count: number): FunctionThing | undefined {
    const own = fn.definition;
    if (fn.language !== 'julia' || !own) return fn;
    const others = (scope.definitions.get(own.name) ?? []).filter(
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
    for (const found of lineage(className)) {
      const preset = found.presets.get(name);
      if (preset) return preset;
    }
    return undefined;
  }
}

/** What a method calls its object: in Python its first parameter. */
export function receiverOf({ function: written, language }: Definition): string | undefined {
  if (language !== 'python') return 'this';
  return written?.receiver ?? written?.parameters[0]?.name;
}

function line(id: LineId): Thing {
  return lineThing(id);
}
