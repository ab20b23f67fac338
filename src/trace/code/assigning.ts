/** What assignments change: names, entries, attributes. */
import type { Span } from '../../base/span.ts';
import { flatten, type Value } from '../../base/value.ts';
import type { LineId } from '../../graph/list.ts';
import { sameShape, sizesOf } from '../../primitives/shape.ts';
import { linearName } from '../../syntax/names.ts';
import type { Assign, Expression, Index } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import { createByValue } from './by-value.ts';
import { type ComplexThing, isComplex, refuseComplex, shaped } from './complex.ts';
import { keyOf } from './keys.ts';
import { hasColumns } from './layout.ts';
import { countsFromOne, hasReferences, type Machine } from './machine.ts';
import { isMasked, MASKED } from './masked.ts';
import { setPointee } from './pointers.ts';
import { type Content, HOLE, type MaskedThing, NONE, type RefThing, type Thing } from './things.ts';
import { isTruthStep } from './truths.ts';
import { held } from './wholes.ts';

/** JavaScript: entries that setting one beyond the end leaves open, at most. */
const MOST_HOLES = 10_000;

export function createAssigning(
  machine: Machine,
  setEntry: (
    line: number,
    indices: readonly Expression[],
    value: number,
    at: Expression,
    env: Env,
  ) => number | undefined,
) {
  const { kit, store } = machine;
  const { builder, fail } = kit;
  const byValue = createByValue(machine, setEntry, assign);
  const isByValue = (env: Env) => hasColumns(env.language) && !hasReferences(env.language);
  return { assign, update, bind };

  function assign(target: Expression, value: Thing, env: Env, at: Span): boolean {
    switch (target.kind) {
      case 'name':
        return bind(target.name, value, env, target.span);
      case 'sequence':
        return unpack(target.items, value, env, at);
      case 'matrix':
        return unpack(target.rows.flat(), value, env, at);
      case 'index':
        return isByValue(env) ? byValue.setItem(target, value, env, at) : assignEntry(target, value, env, at);
      case 'opaque':
        if (target.what === 'nothing' && env.language === 'matlab') return true;
        fail('notFollowed', 'This is set in a way that is not followed. Set one name at a time.', at);
        return false;
      case 'attribute': {
        if (isByValue(env)) return byValue.setField(target, value, env, at);
        const base = machine.evaluate(target.base, env);
        if (base === undefined) return false;
        const content = machine.contentOf(base);
        const setter = content?.kind === 'object' && kit.methodOf(content.className, `set ${target.name}`, base);
        if (setter) return machine.callFunction(setter, { args: [value], keywords: new Map() }, target) !== undefined;
        if (base.kind === 'ref' && (content?.kind === 'object' || content?.kind === 'dictionary')) {
          const path = content.kind === 'object' ? `${content.path}.${target.name}` : target.name;
          const titled = machine.entitle(value, path, at);
          store.change(base.id, { ...content, entries: new Map(content.entries).set(target.name, boxed(titled, env)) });
          name(titled, linearName(target), target.span, env);
          return true;
        }
        fail('notFollowed', `Setting the attribute ${target.name} of this is not followed.`, at);
        return false;
      }
      default:
        fail('notFollowed', 'This is set in a way that is not followed. Set one name at a time.', at);
        return false;
    }
  }

  function bind(own: string, value: Thing, env: Env, at: Span): boolean {
    if (env.frame === undefined) return false;
    const titled = machine.entitle(value, own, at);
    name(titled, own, at, env);
    const isNonlocal = env.nonlocal?.includes(own) === true;
    const frame = isNonlocal ? store.holder(env.frame, own) : env.frame;
    if (frame === undefined) {
      fail('notFollowed', `${own} of the function around is set here before it has a value.`, at);
      return false;
    }
    store.set(frame, own, boxed(titled, env));
    return true;
  }

  /** Names of the inspected function itself show in its list; those of functions that it calls do not. */
  function name(value: Thing, own: string | undefined, at: Span, env: Env): void {
    const content = value.kind === 'ref' ? machine.contentOf(value) : undefined;
    const line = value.kind === 'line' ? value.line : content?.kind === 'array' ? content.line : undefined;
    if (line === undefined || env.frame !== kit.rootFrame()) return;
    if (own !== undefined && builder.at(line).operation !== 'constant') builder.name(line, own);
    builder.mark(line, at);
  }

  /** A tensor that gets a name may be changed in place, and then under all its names. */
  function boxed(value: Thing, env: Env): Thing {
    if (value.kind !== 'line' || !hasReferences(env.language)) return value;
    if (builder.shape(value.line).length === 0) return value;
    return store.make({ kind: 'array', line: value.line, version: 0, real: value.real });
  }

  function unpack(targets: readonly Expression[], value: Thing, env: Env, at: Span): boolean {
    const content = machine.contentOf(value);
    const line = value.kind === 'line' ? value.line : content?.kind === 'array' ? content.line : undefined;
    if (line !== undefined) {
      if (!machine.needsRank(line, 1, at)) return false;
      const [axis] = builder.shape(line);
      if (axis && axis.size !== targets.length && axis.guess !== undefined && !targets.some(isSpread)) {
        if (kit.wish({ kind: 'size', axis, size: targets.length, exact: true })) return false;
      }
    }
    const all = machine.layout.entries(value, at, env.language);
    if (all === undefined) return false;
    // Outputs that nobody takes are left out.
    const items = env.language === 'matlab' && value.kind === 'tuple' ? all.slice(0, targets.length) : all;
    const spread = targets.findIndex(isSpread);
    const extra = items.length - targets.length;
    if (env.language === 'javascript') return unpackLoose(targets, items, env, at);
    if (spread < 0 ? extra !== 0 : extra < -1) {
      fail('unpack', `${items.length} values cannot be set to ${targets.length} names.`, at);
      return false;
    }
    let next = 0;
    for (const target of targets) {
      if (target.kind === 'spread') {
        const rest = items.slice(next, next + extra + 1);
        next += extra + 1;
        if (!assign(target.value, store.make({ kind: 'list', items: rest }), env, at)) return false;
      } else {
        const item = items[next++];
        if (item === undefined || !assign(target, item, env, at)) return false;
      }
    }
    return true;
  }

  /** JavaScript: what is too much is left out, what is missing is undefined. */
  function unpackLoose(targets: readonly Expression[], items: readonly Thing[], env: Env, at: Span): boolean {
    return targets.every((target, i) => {
      if (target.kind !== 'spread') return assign(target, items[i] ?? NONE, env, at);
      return assign(target.value, store.make({ kind: 'list', items: items.slice(i) }), env, at);
    });
  }

  function assignEntry(target: Index, value: Thing, env: Env, at: Span): boolean {
    // x[i][j] of an array is x[i, j].
    let { base } = target;
    let { indices } = target;
    if (base.kind === 'attribute' && base.name === 'flat' && env.language === 'python') {
      const array = machine.evaluate(base.base, env);
      const own = array && machine.contentOf(array);
      if (array?.kind === 'ref' && own?.kind === 'array') return assignFlat(array, own, indices, value, target, env);
      if (!array) return false;
    }
    let holder = machine.evaluate(base, env);
    while (base.kind === 'index' && holder && !isCollection(holder)) {
      indices = [...base.indices, ...indices];
      base = base.base;
      holder = machine.evaluate(base, env);
    }
    if (holder === undefined) return false;
    if (holder.kind === 'pointer') return setPointee(machine, holder, indices, value, at, env);
    const content = machine.contentOf(holder);
    if (holder.kind === 'ref' && content?.kind === 'list') {
      const [index] = indices;
      const thing = index && machine.evaluate(index, { ...env, end: content.items.length });
      const number = machine.staticNumber(thing, at, 'Which entry is set');
      if (number === undefined) return false;
      const isFromEnd = number < 0 && env.language === 'python';
      const place = countsFromOne(env.language) ? number - 1 : isFromEnd ? content.items.length + number : number;
      const isLoose = env.language === 'javascript' && place < MOST_HOLES;
      const grows = env.language !== 'python' && (place === content.items.length || isLoose);
      if (indices.length !== 1 || !Number.isInteger(place) || place < 0 || (place >= content.items.length && !grows)) {
        fail('index', `There is no entry ${number} to set: the list has ${content.items.length}.`, at);
        return false;
      }
      const items = [...content.items];
      while (items.length < place) items.push(HOLE);
      items[place] = boxed(value, env);
      store.change(holder.id, { kind: 'list', items });
      return true;
    }
    if (holder.kind === 'ref' && (content?.kind === 'dictionary' || content?.kind === 'object')) {
      const [index] = indices;
      const thing = index && machine.evaluate(index, env);
      const isByNumber = thing?.kind === 'line' && env.language === 'javascript';
      const key = thing?.kind === 'text' || isByNumber ? keyOf(machine, thing, at, env.language) : undefined;
      if (key === undefined) {
        fail('key', 'Which entry is set is not known.', at);
        return false;
      }
      store.change(holder.id, { ...content, entries: new Map(content.entries).set(key, boxed(value, env)) });
      return true;
    }
    if (isComplex(holder)) return assignComplex(holder, base, indices, value, target, env, at);
    if (isMasked(holder)) return assignMasked(holder, base, indices, value, env, at);
    const whole = machine.lineOf(holder, at);
    const part = whole === undefined ? undefined : partOf(value, indices, at, env);
    if (whole === undefined || part === undefined) return false;
    if (env.language === 'python' && content?.kind === 'array' && !content.real && isCut(whole, part)) {
      fail(
        'wholeNumbers',
        'This array may hold whole numbers, and would cut what is set. Make it with dtype=float.',
        at,
      );
      return false;
    }
    const line = setEntry(whole, indices, part, target, env);
    if (line === undefined) return false;
    if (holder.kind === 'ref' && content?.kind === 'array') {
      if (content.base) {
        fail('alias', 'Writing into a view of an array is not followed. Write into the array itself.', at);
        return false;
      }
      store.change(holder.id, { kind: 'array', line, version: content.version + 1, real: content.real });
      return true;
    }
    const own = base.kind === 'name' ? base.name : undefined;
    const frame = own === undefined ? undefined : store.holder(env.frame, own);
    if (own === undefined || frame === undefined) {
      fail('notFollowed', 'This is set in a way that is not followed. Set entries of a named array.', at);
      return false;
    }
    store.set(frame, own, { kind: 'line', line });
    return true;
  }

  /** `a.flat[::n + 1] = 1`: entries in the order of rows. */
  function assignFlat(
    { id }: RefThing,
    content: Extract<Content, { kind: 'array' }>,
    indices: readonly Expression[],
    value: Thing,
    target: Index,
    env: Env,
  ): boolean {
    const sizes = sizesOf(builder.shape(content.line));
    const count = sizes.reduce((product, size) => product * size, 1);
    const flat = machine.apply('reshape', [content.line], target.span, { shape: [count] });
    const part = machine.lineOf(value, target.span);
    if (flat === undefined || part === undefined) return false;
    if (content.base || (!content.real && isCut(content.line, part))) {
      fail(
        'alias',
        'Writing into this array by way of flat is not followed. Write into the array itself.',
        target.span,
      );
      return false;
    }
    const set = setEntry(flat, indices, part, target, env);
    const line = set === undefined ? undefined : machine.apply('reshape', [set], target.span, { shape: sizes });
    if (line === undefined) return false;
    store.change(id, { ...content, line, version: content.version + 1 });
    return true;
  }

  /** Entries of a named array of complex numbers. */
  function assignComplex(
    holder: ComplexThing,
    base: Expression,
    indices: readonly Expression[],
    value: Thing,
    target: Index,
    env: Env,
    at: Span,
  ): boolean {
    const frame = base.kind === 'name' ? store.holder(env.frame, base.name) : undefined;
    const names = frame === undefined ? [] : [...store.namesOf(frame)].filter(([, thing]) => thing === holder);
    if (base.kind !== 'name' || frame === undefined || names.length !== 1 || holder.mask !== undefined) {
      refuseComplex(machine, at);
      return false;
    }
    const whole = isComplex(value) ? value : undefined;
    const asMasked = (line: LineId, mask: LineId | undefined): Thing =>
      mask === undefined ? { kind: 'line', line } : { kind: 'masked', line, mask };
    const parts = whole
      ? [asMasked(whole.re, whole.mask), asMasked(whole.im, whole.mask)]
      : [value, machine.constant(0)];
    const set = [holder.re, shaped(machine, holder.im, holder.re, at)].map((line, i) => {
      const part = line === undefined ? undefined : partOf(parts[i] as Thing, indices, at, env);
      return line === undefined || part === undefined ? undefined : setEntry(line, indices, part, target, env);
    });
    const [re, imaginary] = set;
    if (re === undefined || imaginary === undefined) return false;
    store.set(frame, base.name, { kind: 'complex', re, im: imaginary });
    return true;
  }

  /** `q = x[mask]`, then `q[own > 0] = …`: a copy, of which those entries are set. */
  function assignMasked(
    holder: MaskedThing,
    base: Expression,
    indices: readonly Expression[],
    value: Thing,
    env: Env,
    at: Span,
  ): boolean {
    const [index] = indices;
    const frame = base.kind === 'name' ? store.holder(env.frame, base.name) : undefined;
    const inner = index && indices.length === 1 ? machine.evaluate(index, env) : undefined;
    const fits = inner && isMasked(inner) && inner.mask === holder.mask && isTruthStep(builder, inner.line);
    const mask = fits ? machine.apply('and', [holder.mask, inner.line], at) : undefined;
    const part = !isMasked(value) ? machine.lineOf(value, at) : value.mask === mask ? value.line : undefined;
    const isNumber = part !== undefined && (isMasked(value) || builder.shape(part).length === 0);
    if (mask === undefined || !isNumber || frame === undefined || base.kind !== 'name') {
      if (!kit.isWishing()) fail('index', MASKED, at);
      return false;
    }
    const line = machine.apply('select', [mask, part, holder.line], at);
    if (line === undefined) return false;
    store.set(frame, base.name, { kind: 'masked', line, mask: holder.mask });
    return true;
  }

  /** What is set; entries of a mask only where that mask takes them. */
  function partOf(value: Thing, indices: readonly Expression[], at: Span, env: Env): LineId | undefined {
    if (!isMasked(value)) return machine.lineOf(value, at);
    const [index] = indices;
    const places = index && indices.length === 1 ? machine.evaluate(index, env) : undefined;
    const mask = places?.kind === 'places' ? places.mask : places && machine.lineOf(places, at);
    return mask === value.mask ? value.line : kit.isWishing() ? undefined : fail('index', MASKED, at);
  }

  /** JAX's arrays never change: `x += 1` sets the name anew. */
  function isImmutable({ place }: Env): boolean {
    const modules = [...kit.scopeAt(place).imports.values()].map((path) => path.split('.')[0]);
    return modules.includes('jax') && !modules.includes('numpy') && !modules.includes('torch');
  }

  /** NumPy's arrays of whole numbers cut what is written into them. */
  function isCut(whole: LineId, part: LineId): boolean {
    const [before, value] = [machine.valueOf(whole), machine.valueOf(part)];
    const areWhole = (known: Value) => flatten(known).every((entry) => Number.isInteger(entry));
    return before !== undefined && areWhole(before) && (value === undefined || !areWhole(value));
  }

  function isCollection(thing: Thing): boolean {
    const kind = machine.contentOf(thing)?.kind;
    return kind === 'list' || kind === 'dictionary' || kind === 'object';
  }

  /** Part of an array, which is set in the array itself. */
  function isEntry(target: Expression, env: Env): boolean {
    if (target.kind !== 'index') return false;
    const base = machine.evaluate(target.base, env);
    return base !== undefined && !isCollection(base);
  }

  /** `x += v`: on an array of a library in place, so that it shows under all its names. */
  function update(statement: Assign, env: Env): boolean {
    const { target, operator, span } = statement;
    const before = machine.evaluate(target, env);
    const value = before && machine.evaluate(statement.value, env);
    if (before === undefined || value === undefined || operator === undefined) return false;
    const content = machine.contentOf(before);
    if (env.language === 'python' && operator === 'add' && before.kind === 'ref' && content?.kind === 'list') {
      const more = machine.items(value, span);
      if (more === undefined) return false;
      store.change(before.id, { kind: 'list', items: [...content.items, ...more] });
      return true;
    }
    const made = machine.operate(operator, before, value, target, env);
    const operands = [target, statement.value];
    const after = made && held(machine, { operator, operands, within: statement.within, span }, made);
    if (after === undefined) return false;
    const inPlace =
      env.language === 'python' && !isImmutable(env) && before.kind === 'ref' && content?.kind === 'array';
    if (inPlace && after.kind === 'line' && !(content.base && isEntry(target, env))) {
      if (content.base) {
        fail('alias', 'Changing a view of an array in place is not followed. Change the array itself.', span);
        return false;
      }
      if (!sameShape(builder.shape(after.line), builder.shape(content.line))) {
        fail('shape', 'The result does not fit into the array that is changed in place.', span);
        return false;
      }
      store.change(before.id, { ...content, line: after.line, version: content.version + 1 });
      if (target.kind === 'name') name(after, target.name, target.span, env);
      return true;
    }
    return assign(target, after, env, span);
  }
}

function isSpread(target: Expression): boolean {
  return target.kind === 'spread';
}
