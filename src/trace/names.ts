/** What a name means where it stands: an argument, a size, a definition, an entry, a constant, an input. */

import type { LineId } from '../graph/list.ts';
import { constant as knownConstant } from '../primitives/lookup.ts';
import { linearName, walk } from '../syntax/names.ts';
import type { Expression, Index } from '../syntax/tree.ts';
import type { Machine } from './code/machine.ts';
import type { Env } from './env.ts';
import type { createFamilies } from './families.ts';
import type { createProject } from './files.ts';
import type { createInputs } from './inputs.ts';
import type { Kit } from './kit.ts';
import { isClass, isTakenForOne, lettersOf } from './letters.ts';
import { type Definition, type Place, resolve, sameFunction } from './scope.ts';
import { GUESSED_SIZE, isNote } from './statics.ts';
import type { createTensors } from './tensors.ts';

export interface Naming {
  /** Of programs; made when something of a program is first met. */
  readonly machine: () => Machine;
  readonly inputs: ReturnType<typeof createInputs>;
  readonly project: ReturnType<typeof createProject>;
  /** Definitions that are being followed. */
  readonly active: ReadonlySet<Definition>;
  readonly tensors: ReturnType<typeof createTensors>;
  readonly families: ReturnType<typeof createFamilies>;
  /** Whether the argument of exp is being traced, where i may be the imaginary unit. */
  isExponent(): boolean;
}

export function createNames(kit: Kit, naming: Naming) {
  const { options, builder, fail, trace } = kit;
  const { scope } = options;
  const { nameOf, staticValue } = kit.statics;
  const { inputs, project, active, tensors, families } = naming;
  /** Names met that no definition, parameter or constant explains. */
  const free = new Set<string>();
  /** Bases met with running indices put in, and with an index that stays a letter. */
  const unrolled = new Set<string>();
  /** Inputs that are identity matrices if they turn out to be matrices. */
  const identities = new Set<string>();
  const open = new Map<string, { readonly name: string; readonly letters: ReadonlyMap<string, Expression> }>();

  function definitionOf(name: string | undefined, env: Env): Definition | undefined {
    if (name === undefined) return undefined;
    const preferred = env.place.file ? undefined : options.prefer?.get(name);
    return preferred ?? resolve(scope, name, env.place);
  }

  /** By a definition of its own, not as a member of a family. */
  function isDefined(name: string, env: Env): boolean {
    const definition = definitionOf(name, env);
    return definition !== undefined && !definition.family;
  }

  function symbol(expression: Expression, env: Env): LineId | undefined {
    const name = nameOf(expression, env);
    if (name === undefined && expression.kind === 'index') {
      const entry = tensors.entry(expression, env);
      if (entry !== 'symbol') return entry;
    }
    if (name === undefined) {
      return fail('index', 'Which entry is meant is not known. Use a whole number as index.', expression.span);
    }
    if (expression.kind === 'index' && expression.position === 'bracket') {
      const entry = entryOf(expression, env);
      if (entry) return trace(entry.item, { ...env, place: entry.place });
    }
    const isOwn = env.bindings.has(name) || options.bound?.has(name) === true || isDefined(name, env);
    if (expression.kind === 'index' && !isOwn) {
      if (isClassOfFamily(expression) && isTakenForOne(kit, lettersOf(expression), env)) return undefined;
      const entry = tensors.entry(expression, env);
      if (entry !== 'symbol') return entry;
      const member = families.member(expression, env);
      if (member !== 'symbol') return member;
      if (isEntryOfStep(expression, env) && isTakenForOne(kit, lettersOf(expression), env)) return undefined;
      if (kit.isWishing()) return undefined;
    }
    if (expression.kind === 'index' && isMixed(expression, name, env)) {
      const mixed = open.get(linearName(expression.base) ?? '');
      if (mixed && isTakenForOne(kit, mixed.letters, env)) return undefined;
      return fail(
        'index',
        `Whether ${mixed?.name ?? name} is one of the entries that the sum runs over is not known. Write a number as its index.`,
        expression.span,
      );
    }
    const kronecker = expression.kind === 'index' && !isOwn ? kroneckerDelta(name, expression, env) : undefined;
    return kronecker ?? byName(name, expression, env);
  }

  /** p_y, where the text says what p_k is. */
  function isClassOfFamily(expression: Index): boolean {
    const letters = [...lettersOf(expression).keys()];
    return letters.length > 0 && letters.every(isClass) && scope.families.has(linearName(expression.base) ?? '');
  }

  /** p_c of p that the text defines as a vector: any entry, if c has no value. */
  function isEntryOfStep({ base, indices, position }: Index, env: Env): boolean {
    const name = linearName(base);
    const definition = definitionOf(name, env);
    if (name === undefined || position === 'bracket' || !definition || definition.parameters || definition.family)
      return false;
    const whole = active.has(definition) ? undefined : tensors.shapeOfName(name, base, env);
    return whole !== undefined && builder.shape(whole).length === indices.length;
  }

  /** δ_ij of two indices that stand for entries: 1 where they are the same. */
  function kroneckerDelta(name: string, { base, indices, span }: Index, env: Env): LineId | undefined {
    if (linearName(base) !== 'delta' || indices.length !== 2 || inputs.isGiven(name)) return undefined;
    const [i, j] = indices.map((index) => (index.kind === 'name' ? staticValue(index, env) : undefined));
    if (i === undefined || j === undefined) return undefined;
    const message = `δ with two indices is not defined; it is read as the Kronecker delta, 1 where they are equal and else 0.`;
    kit.note({ code: 'reading', severity: 'info', message, span });
    return builder.constant(i === j ? 1 : 0);
  }

  /** `z_i` beside the z_1, z_2, z_3 of an unrolled sum: it may be one of them. */
  function isMixed(expression: Index, name: string, env: Env): boolean {
    const base = linearName(expression.base);
    const letters = lettersOf(expression);
    const entry = name !== linearName(expression);
    if (base === undefined || !(letters.size > 0 || entry) || env.bindings.has(name)) return false;
    if (definitionOf(name, env)) return false;
    if (entry) unrolled.add(base);
    else open.set(base, { name, letters });
    return unrolled.has(base) && open.has(base);
  }

  function byName(name: string, expression: Expression, env: Env): LineId | undefined {
    if (!isNote(env.language)) {
      const thing = kit.outside(name, expression, env);
      return thing && naming.machine().lineOf(thing, expression.span);
    }
    const bound = env.bindings.get(name);
    if (bound !== undefined && !resetBy(name, env)) return bound;
    const known = env.statics.get(name) ?? options.letters?.get(name) ?? options.sizes?.get(name);
    if (known !== undefined) return builder.constant(known, String(known));
    const definition = definitionOf(name, env);
    if (options.bound?.has(name) && !(definition && buildsOn(definition))) return inputs.input(name, expression.span);
    if (scope.sizes.has(name)) {
      const size = definition && staticValue(definition.bodies[0], env);
      if (size === undefined) kit.guess(name);
      return builder.constant(size ?? GUESSED_SIZE, name);
    }
    if (definition && !definition.notFollowed && !active.has(definition))
      return kit.follow(definition, expression, env);
    const path = importedPath(name, expression, env.place);
    const value = definition ? undefined : knownConstant(env.language, path);
    if (value) return builder.constant(value.value, value.text);
    const asked = families.declare(name, expression, env);
    if (asked) return undefined;
    if (expression.kind === 'attribute' && path !== name && env.language !== 'latex') {
      return fail('unknownName', `${name} is not a known constant.`, expression.span);
    }
    if (!definition && !inputs.isGiven(name) && isImaginary(expression, naming.isExponent())) {
      return fail('complex', COMPLEX, expression.span);
    }
    if (!definition && isIdentity(name)) {
      const size = options.assumptions?.isIdentity(name) ? options.assumptions.shapeOf(name)?.[0]?.size : undefined;
      if (size !== undefined) {
        const message = `What ${name} is, is not said; it is read as the identity matrix. Declare it to have another matrix: ${name} ∈ ℝⁿˣⁿ.`;
        kit.note({ code: 'identity', severity: 'info', message, span: expression.span });
        return builder.apply('eye', [], { n: size });
      }
      identities.add(name);
    }
    if (!definition) free.add(name);
    return inputs.input(name, expression.span);
  }

  /** I, I_n: what nothing in the text explains or declares. */
  function isIdentity(name: string): boolean {
    return (
      /^I(?:_[a-z]|_\d)?$/.test(name) && !inputs.isGiven(name) && !scope.declared.has(name) && !options.bound?.has(name)
    );
  }

  /** Code: a parameter that the function has set anew before this place. */
  function resetBy(name: string, env: Env): boolean {
    if (isNote(env.language)) return false;
    const definition = resolve(scope, name, env.place);
    return definition !== undefined && !active.has(definition) && sameFunction(scope, definition.place, env.place);
  }

  /** Where the target stands alone: a name that is set beside it, which is not followed. */
  function isSetAround(definition: Definition | undefined): boolean {
    const { alone } = options;
    if (!alone || !definition || definition.parameters || definition.function) return false;
    return sameFunction(scope, definition.place, alone);
  }

  /** Code: `t = 3 * t`; the t that the user sets is the one before. */
  function buildsOn(definition: Definition): boolean {
    if (isNote(definition.language) || definition.parameters) return false;
    return definition.bodies.some((body) => [...walk(body)].some((node) => linearName(node) === definition.name));
  }

  /** `x[1]` where `x = [a, b]` is written out in the text. */
  function entryOf(expression: Index, env: Env): { item: Expression; place: Place } | undefined {
    const base = linearName(expression.base);
    const definition = base === undefined || env.bindings.has(base) ? undefined : resolve(scope, base, env.place);
    const list = definition?.bodies[0];
    const name = nameOf(expression, env);
    const own = name === undefined ? undefined : resolve(scope, name, env.place);
    if (definition && own && own.place.order > definition.place.order) return undefined;
    if (!isNote(env.language) && base !== undefined && kit.scopeAt(env.place).handed.has(base)) return undefined;
    const index = expression.indices.length === 1 ? staticValue(expression.indices[0], env) : undefined;
    if (!definition || list?.kind !== 'sequence' || index === undefined) return undefined;
    if (list.items.some((entry) => entry.kind === 'spread')) return undefined;
    const item = list.items[index < 0 ? list.items.length + index : index];
    return item && { item, place: definition.bodyPlace };
  }

  function importedPath(name: string, expression: Expression, place: Place): string {
    if (expression.kind === 'index') return name;
    const [first = '', ...rest] = name.split('.');
    const meaning = project.nameAt(first, place);
    const module = meaning?.kind === 'library' ? meaning.path : kit.scopeAt(place).imports.get(first);
    return module === undefined ? name : [module, ...rest].join('.');
  }

  const isIndex = (letter: string) => [...open.values()].some(({ letters }) => letters.has(letter));
  return {
    free,
    identities,
    unrolled,
    isIndex,
    definitionOf,
    symbol,
    byName,
    resetBy,
    isSetAround,
    buildsOn,
    entryOf,
    importedPath,
  };
}

const COMPLEX = 'This is the imaginary unit; only real numbers are read. Write real and imaginary part apart.';

/** ISO 80000-2, 2-17.1: an upright i or j; a plain i where nothing else is called so, in an exponent of e. */
function isImaginary(expression: Expression, isExponent: boolean): boolean {
  if (expression.kind !== 'name') return false;
  const { name, style } = expression;
  if (name === 'imath') return true;
  return (name === 'i' || name === 'j') && (style === 'text' || (isExponent && name === 'i'));
}
