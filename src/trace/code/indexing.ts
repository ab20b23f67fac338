/** Entries of tensors, lists and dictionaries: read and set, counted from 0 or 1 as the language does. */
import type { Span } from '../../base/span.ts';
import { flatten } from '../../base/value.ts';
import { isInput, type LineId } from '../../graph/list.ts';
import { spellings } from '../../primitives/lookup.ts';
import { type Shape, sizesOf } from '../../primitives/shape.ts';
import { linearName } from '../../syntax/names.ts';
import type { Expression, Slice } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import { createColumnIndexing } from './column-indexing.ts';
import type { Selection } from './forms.ts';
import { keyOf } from './keys.ts';
import { hasColumns } from './layout.ts';
import { countsFromOne, type Machine } from './machine.ts';
import { isMasked, MASKED } from './masked.ts';
import { pointee } from './pointers.ts';
import { scatteredIn, setScattered, takeScattered } from './scattered.ts';
import { lineThing, type MaskedThing, NONE, type Thing } from './things.ts';
import { isTruthStep } from './truths.ts';

/** A range of an axis of unknown length that is empty asks for a longer one, up to this. */
const LONGEST_GUESS = 24;

export function createIndexing(machine: Machine) {
  const { kit } = machine;
  const { builder, fail } = kit;
  const columns = createColumnIndexing(machine, { selections, set: setChosen });
  /** Whether the index that was refused last asks for an entry that an array does not have. */
  let isBeyond = false;
  return { entry, setEntry, selections, take };

  function entry(base: Thing, indices: readonly Expression[], at: Expression, env: Env): Thing | undefined {
    const content = machine.contentOf(base);
    // NumPy: x[()] is x itself.
    const [first] = indices;
    if (env.language === 'python' && indices.length === 1 && first?.kind === 'sequence' && first.items.length === 0) {
      if (base.kind === 'line' || content?.kind === 'array') return base;
    }
    if (base.kind === 'pointer') return pointee(machine, base, indices, at.span, env);
    if (isMasked(base)) return ofMasked(base, indices, at, env);
    if (base.kind === 'tuple') return entryOfList(base.items, true, indices, at, env);
    if (content?.kind === 'list') {
      const moving = movingEntry(base, indices, at, env);
      return moving === 'other' ? entryOfList(content.items, false, indices, at, env) : moving;
    }
    if (content?.kind === 'dictionary' || content?.kind === 'object') {
      const key = keyIn(indices, env);
      const found = key === undefined ? undefined : content.entries.get(key);
      if (found) return found;
      if (content.kind === 'object' && key !== undefined) {
        return lineOf(kit.input(pathOf(content.path, key, env), at.span));
      }
      if (key !== undefined && env.language === 'javascript') return NONE;
      return fail(
        'key',
        `Which entry is meant is not known${key === undefined ? '' : `: there is no '${key}'`}.`,
        at.span,
      );
    }
    if (base.kind === 'range' && !hasColumns(env.language)) {
      const list = machine.items(base, at.span);
      return list && entryOfList(list, false, indices, at, env);
    }
    const isOpen = env.language === 'javascript' && base.kind === 'line' && builder.shape(base.line).length === 0;
    const key = indices[0]?.kind === 'string' ? indices[0].value : isOpen ? textOf(indices, env) : undefined;
    if (kit.isWishing()) return undefined;
    if (key !== undefined) {
      const isOwn = base.kind === 'line' && (isInput(builder.at(base.line)) || !hasColumns(env.language));
      const path = base.kind === 'line' && isOwn ? builder.names.get(base.line) : undefined;
      if (!isOwn && hasColumns(env.language))
        return fail('key', 'Names of entries are not followed. Use a number.', at.span);
      if (path !== undefined) return lineOf(kit.input(pathOf(path, key, env), at.span));
    }
    const line = machine.layout.lineIn(base, at.span, env.language);
    if (line === undefined) return undefined;
    const moving = machine.passes.entry(line, indices, at, env);
    if (moving !== 'other') return moving;
    if (hasColumns(env.language)) return knownOf(columns.take(line, indices, at, env));
    const before = kit.problemCount();
    isBeyond = false;
    const chosen = selections(line, indices, at, env);
    if (!chosen && isBeyond && indices.length === 1 && !kit.isWishing()) {
      kit.forgetProblems(before);
      return NONE;
    }
    if (!chosen) return undefined;
    const [only] = chosen;
    if (only?.kind === 'mask' && chosen.length === 1 && env.language === 'python') {
      return { kind: 'masked', line, mask: only.line };
    }
    const scattered = env.language === 'python' ? scatteredIn(chosen) : undefined;
    if (scattered) return lineOf(takeScattered(machine, line, scattered, at.span));
    const taken = take(line, chosen, at);
    if (taken === undefined || base.kind !== 'ref' || content?.kind !== 'array') return lineOf(taken);
    // A basic slice of an array is a view of it: it must not be used once the array has changed.
    if (builder.shape(taken).length === 0 || (env.language !== 'python' && env.language !== 'javascript'))
      return lineThing(taken);
    return machine.view(base, taken);
  }

  /** `Y[i]` of a list of numbers, in a loop over i that is kept whole. */
  function movingEntry(
    list: Thing,
    indices: readonly Expression[],
    at: Expression,
    env: Env,
  ): Thing | undefined | 'other' {
    if (machine.passes.rolls.length === 0 || hasColumns(env.language)) return 'other';
    const before = kit.problemCount();
    const line = machine.lineOf(list, at.span);
    if (line !== undefined) return machine.passes.entry(line, indices, at, env);
    kit.forgetProblems(before);
    return 'other';
  }

  /** `x[mask][own > 0]`: those of the entries for which both hold. */
  function ofMasked(
    base: MaskedThing,
    indices: readonly Expression[],
    at: Expression,
    env: Env,
  ): MaskedThing | undefined {
    const [only] = indices;
    const inner = indices.length === 1 && only && only.kind !== 'slice' ? machine.evaluate(only, env) : undefined;
    const fits = inner && isMasked(inner) && inner.mask === base.mask && isTruthStep(builder, inner.line);
    if (!fits) return kit.isWishing() ? undefined : fail('index', MASKED, at.span);
    const mask = machine.apply('and', [base.mask, inner.line], at.span);
    return mask === undefined ? undefined : { kind: 'masked', line: base.line, mask };
  }

  /** Numbers that are known stay numbers. */
  function knownOf(line: LineId | undefined): Thing | undefined {
    const value = line === undefined ? undefined : machine.valueOf(line);
    return typeof value === 'number' ? machine.constant(value) : lineOf(line);
  }

  function lineOf(line: LineId | undefined): Thing | undefined {
    return line === undefined ? undefined : lineThing(line);
  }

  /** JavaScript: `w.a` and `w['a']` are the same. */
  function pathOf(path: string, key: string, env: Env): string {
    return env.language === 'javascript' && /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}['${key}']`;
  }

  function textOf(indices: readonly Expression[], env: Env): string | undefined {
    const [only] = indices;
    const thing = only && only.kind !== 'slice' ? machine.evaluate(only, env) : undefined;
    return thing?.kind === 'text' ? thing.value : undefined;
  }

  function keyIn(indices: readonly Expression[], env: Env): string | undefined {
    const [only] = indices;
    if (indices.length !== 1 || !only) return undefined;
    const thing = machine.evaluate(only, env);
    return thing && keyOf(machine, thing, only.span, env.language);
  }

  function entryOfList(
    list: readonly Thing[],
    isTuple: boolean,
    indices: readonly Expression[],
    at: Expression,
    env: Env,
  ): Thing | undefined {
    const [first, ...rest] = indices;
    if (!first) return fail('index', 'Which entry is meant is not known.', at.span);
    const inner = { ...env, end: countsFromOne(env.language) ? list.length : list.length - 1 };
    if (first.kind === 'slice') {
      const slice = sliceOf(first, list.length, undefined, inner);
      if (!slice) return undefined;
      const items = Array.from({ length: slice.count }, (_, i) => list[slice.start + i * slice.step] as Thing);
      return isTuple ? { kind: 'tuple', items } : machine.store.make({ kind: 'list', items });
    }
    const thing = machine.evaluate(first, inner);
    const index = machine.staticNumber(thing, first.span, 'Which entry is meant');
    if (index === undefined) return undefined;
    const found = list[position(index, list.length, env)];
    if (!found && env.language === 'javascript' && Number.isInteger(index)) return NONE;
    if (!found) return fail('index', `There is no entry ${index}: the list has ${list.length}.`, at.span);
    return rest.length === 0 ? found : entry(found, rest, at, env);
  }

  /** The offset from the start; -1 where there is none. */
  function position(index: number, size: number, env: Env): number {
    if (!Number.isInteger(index)) return -1;
    if (countsFromOne(env.language)) return index >= 1 ? index - 1 : -1;
    return index < 0 && env.language === 'python' ? size + index : index;
  }

  function sliceOf(
    slice: Slice,
    size: number,
    shape: Shape[number] | undefined,
    env: Env,
  ): { start: number; count: number; step: number } | undefined {
    const one = countsFromOne(env.language);
    const numbers: (number | undefined)[] = [];
    for (const part of [slice.start, slice.stop, slice.step]) {
      if (!part || part.kind === 'none') {
        numbers.push(undefined);
        continue;
      }
      const value = machine.staticNumber(machine.evaluate(part, env), part.span, 'The range');
      if (value === undefined) return undefined;
      numbers.push(value);
    }
    const [from, to, by] = numbers;
    const isDown = env.language === 'r' && from !== undefined && to !== undefined && to < from;
    const step = by ?? (isDown ? -1 : 1);
    if (step === 0 || numbers.some((value) => value !== undefined && !Number.isInteger(value))) {
      return fail('index', 'A range needs whole numbers and a step other than 0.', slice.span);
    }
    const reach = Math.max(...[from, to].map((value) => (value === undefined ? 0 : value < 0 ? -value : value)));
    if (shape?.guess !== undefined && reach > size && kit.wish({ kind: 'size', axis: shape, size: reach })) {
      return undefined;
    }
    if (one) {
      const start = (from ?? (step > 0 ? 1 : size)) - 1;
      const stop = (to ?? (step > 0 ? size : 1)) - 1;
      const count = Math.max(0, Math.floor((stop - start) / step) + 1);
      if (count > 0 && (start < 0 || start + (count - 1) * step >= size || start + (count - 1) * step < 0)) {
        return fail('index', `The range reaches beyond the ${size} entries.`, slice.span);
      }
      return { start, count, step };
    }
    const clip = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
    const wrap = (value: number) => (value < 0 ? value + size : value);
    const start =
      from === undefined ? (step > 0 ? 0 : size - 1) : clip(wrap(from), step > 0 ? 0 : -1, step > 0 ? size : size - 1);
    const stop =
      to === undefined ? (step > 0 ? size : -1) : clip(wrap(to), step > 0 ? 0 : -1, step > 0 ? size : size - 1);
    return { start, count: Math.max(0, Math.ceil((stop - start) / step)), step };
  }

  /** `None`, `np.newaxis`. */
  function isNewAxis(index: Expression, { place }: Env): boolean {
    if (index.kind === 'none') return true;
    const name = index.kind === 'name' || index.kind === 'attribute' ? linearName(index) : undefined;
    if (name === undefined || !name.endsWith('newaxis')) return false;
    return spellings('python', kit.importedPath(name, index, place)).some((known) =>
      /^(?:np|jnp)\.newaxis$/.test(known),
    );
  }

  /** What each index selects; `undefined`: refused or other shapes wished for. */
  function selections(line: LineId, indices: readonly Expression[], at: Expression, env: Env): Selection[] | undefined {
    const given = indices.filter((index) => !isNewAxis(index, env) && !isEllipsis(index)).length;
    const single = maskOfNumber(line, indices, at, env);
    if (single !== undefined) return [{ kind: 'mask', line: single }];
    const places = placesGiven(indices, env);
    if (places) return listed(line, places, at, env);
    if (!machine.needsRank(line, given, at.span)) return undefined;
    const shape = builder.shape(line);
    const found: Selection[] = [];
    let axis = 0;
    for (const index of indices) {
      if (isNewAxis(index, env)) {
        found.push({ kind: 'newAxis' });
        continue;
      }
      if (isEllipsis(index)) {
        for (let skipped = shape.length - given; skipped > 0; skipped--) {
          found.push({ kind: 'slice', start: 0, count: shape[axis]?.size ?? 1, step: 1 });
          axis++;
        }
        continue;
      }
      const dimension = shape[axis++];
      if (!dimension) return fail('index', 'There are more indices than axes.', at.span);
      const selection = selectionOf(index, dimension, shape, env);
      if (!selection) return grown(line, at);
      found.push(selection);
    }
    return found;
  }

  /** NumPy: an array without axes is taken or set as a whole by one truth value. */
  function maskOfNumber(line: LineId, indices: readonly Expression[], at: Expression, env: Env): LineId | undefined {
    const [only] = indices;
    if (env.language !== 'python' || builder.shape(line).length > 0 || indices.length !== 1) return undefined;
    if (only?.kind !== 'name' && only?.kind !== 'relation' && only?.kind !== 'operation') return undefined;
    const before = kit.problemCount();
    const thing = machine.evaluate(only, env);
    const mask = thing?.kind === 'line' ? thing.line : thing?.kind === 'places' ? thing.mask : undefined;
    if (!kit.isWishing()) kit.forgetProblems(before);
    const isMask = mask !== undefined && builder.shape(mask).length === 0 && isTruthStep(builder, mask);
    // What the mask is made of is an array rather than what else the entries are made of.
    if (isMask && !machine.wantsRank(mask, 1, at.span)) return undefined;
    if (!machine.wantsRank(line, 1, at.span)) return undefined;
    return isMask && machine.valueOf(mask) === undefined ? mask : undefined;
  }

  /** `a[np.diag_indices(n)]`, `a[(i, j)]`, `a[places]`: a tuple of lists, one an axis. Nothing is carried out twice. */
  function placesGiven(indices: readonly Expression[], env: Env): readonly Thing[] | undefined {
    const [only] = indices;
    if (env.language !== 'python' || !only || indices.length !== 1) return undefined;
    const isPlain = (part: Expression) => part.kind === 'name' || part.kind === 'number';
    const isTuple = only.kind === 'sequence' && only.form === 'tuple' && only.items.every(isPlain);
    const isMade = only.kind === 'call' && /_indices(?:_from)?$/.test(linearName(only.callee) ?? '');
    if (only.kind !== 'name' && !isTuple && !isMade) return undefined;
    const before = kit.problemCount();
    const thing = machine.evaluate(only, env);
    if (!kit.isWishing()) kit.forgetProblems(before);
    return thing?.kind === 'tuple' && thing.items.length > 1 ? thing.items : undefined;
  }

  function listed(line: LineId, places: readonly Thing[], at: Expression, env: Env): Selection[] | undefined {
    if (!machine.needsRank(line, places.length, at.span)) return undefined;
    const shape = builder.shape(line);
    const found: Selection[] = [];
    for (const [axis, thing] of places.entries()) {
      const selection = chosenBy(thing, at, shape[axis] as Shape[number], shape, env);
      if (!selection) return undefined;
      found.push(selection);
    }
    return found;
  }

  /** `np.atleast_1d(x)` of an open x that is too short as one number: x is asked to be a vector. */
  function grown(line: LineId, at: Expression): undefined {
    const { operation, operands } = builder.at(line);
    const [source] = operands;
    if (kit.isWishing() || operation !== 'reshape' || source === undefined) return undefined;
    const before = kit.problemCount();
    if (builder.shape(source).length > 0 || machine.wantsRank(source, 1, at.span)) return undefined;
    kit.forgetProblems(before);
    return undefined;
  }

  function selectionOf(index: Expression, dimension: Shape[number], shape: Shape, env: Env): Selection | undefined {
    const { size } = dimension;
    const inner = { ...env, end: countsFromOne(env.language) ? size : size - 1 };
    if (index.kind === 'slice') {
      const slice = sliceOf(index, size, dimension, inner);
      if (slice?.count === 0) {
        // Where nobody said how long the axis is, it may be longer.
        const wished = { kind: 'size', axis: dimension, size: size + 1 } as const;
        if (dimension.guess !== undefined && size < LONGEST_GUESS && kit.wish(wished)) return undefined;
        return fail('empty', 'This range is empty.', index.span);
      }
      return slice && { kind: 'slice', ...slice };
    }
    const thing = machine.evaluate(placesIn(index, env), inner);
    return thing && chosenBy(thing, index, dimension, shape, env);
  }

  function chosenBy(
    thing: Thing,
    index: Expression,
    dimension: Shape[number],
    shape: Shape,
    env: Env,
  ): Selection | undefined {
    const { size } = dimension;
    const lying = thing.kind === 'places' ? thing.mask : machine.lineOf(thing, index.span);
    const line = lying === undefined ? undefined : machine.layout.vectorOf(lying, index.span, env.language);
    if (line === undefined) return undefined;
    const rank = builder.shape(line).length;
    if (rank === 0) {
      const number = machine.staticNumber(thing, index.span, 'Which entry is meant');
      if (number === undefined) return undefined;
      if (env.language === 'r' && number < 0) return allBut([number], dimension, index.span, env);
      return entryAt(number, dimension, index.span, env);
    }
    const isMask = isTruthStep(builder, line);
    const value = machine.valueOf(line) ?? (isMask ? machine.atPoint.flags(line, index.span) : undefined);
    if (value === undefined) {
      if (isMask && sizesOf(builder.shape(line)).join() === sizesOf(shape).join()) return { kind: 'mask', line };
      return fail('index', 'Which entries are meant depends on the values of inputs.', index.span);
    }
    if (isMask) {
      const flags = flatten(value);
      const at = flags.flatMap((flag, i) => (flag === 0 ? [] : [i]));
      if (rank === 1 && flags.length !== size && dimension.guess !== undefined) {
        if (kit.wish({ kind: 'size', axis: dimension, size: flags.length, exact: true })) return undefined;
      }
      if (rank !== 1 || flags.length !== size) return fail('index', 'This mask does not fit.', index.span);
      return { kind: 'list', at, sizes: [at.length] };
    }
    const list: number[] = [];
    const numbers = flatten(value);
    if (env.language === 'r' && numbers.every((number) => number < 0))
      return allBut(numbers, dimension, index.span, env);
    for (const number of numbers) {
      const found = entryAt(number, dimension, index.span, env);
      if (!found) return undefined;
      list.push(found.at);
    }
    if (list.length === 0) return fail('empty', 'No entries are chosen here.', index.span);
    return { kind: 'list', at: list, sizes: sizesOf(builder.shape(line)) };
  }

  /** R: `x[-1]` is all but the first. */
  /** `x[np.where(mask)]` is `x[mask]`. */
  function placesIn(index: Expression, { place }: Env): Expression {
    const [mask] = index.kind === 'call' ? index.args : [];
    if (index.kind !== 'call' || !mask || index.args.length !== 1 || index.keywords.length > 0) return index;
    const path = linearName(index.callee);
    const known = path === undefined ? [] : spellings('python', kit.importedPath(path, index.callee, place));
    return known.some((name) => /^(?:np|jnp)\.(?:where|nonzero)$/.test(name)) ? mask : index;
  }

  function allBut(numbers: readonly number[], dimension: Shape[number], span: Span, env: Env): Selection | undefined {
    const gone = new Set<number>();
    for (const number of numbers) {
      const found = entryAt(-number, dimension, span, env);
      if (!found) return undefined;
      gone.add(found.at);
    }
    const at = Array.from({ length: dimension.size }, (_, i) => i).filter((i) => !gone.has(i));
    const [start = 0] = at;
    const isRange = at.every((place, i) => place === start + i);
    if (at.length === 0) return fail('empty', 'No entries are left here.', span);
    return isRange ? { kind: 'slice', start, count: at.length, step: 1 } : { kind: 'list', at, sizes: [at.length] };
  }

  function entryAt(
    number: number,
    dimension: Shape[number],
    span: Span,
    env: Env,
  ): { kind: 'entry'; at: number } | undefined {
    const place = position(number, dimension.size, env);
    const needed = number < 0 ? -number : countsFromOne(env.language) ? number : number + 1;
    if (place >= 0 && place < dimension.size) return { kind: 'entry', at: place };
    if (Number.isInteger(number) && dimension.guess !== undefined && needed > dimension.size && needed <= 1000) {
      if (kit.wish({ kind: 'size', axis: dimension, size: needed })) return undefined;
    }
    // JavaScript: what an array does not have is undefined.
    isBeyond = env.language === 'javascript' && Number.isInteger(number) && number >= dimension.size;
    return fail('index', `There is no entry ${number}: this axis has ${dimension.size}.`, span);
  }

  function take(line: LineId, chosen: readonly Selection[], at: Expression): LineId | undefined {
    if (chosen.some((selection) => selection.kind === 'mask')) return fail('index', MASKED, at.span);
    const lists = chosen.filter((selection) => selection.kind === 'list');
    if (lists.length > 1) return fail('index', 'Only one list of indices at a time is read.', at.span);
    if (lists.length > 0 && chosen.some((selection) => selection.kind === 'entry')) {
      return fail('index', 'A list of indices together with a single index is not read.', at.span);
    }
    let result: LineId | undefined = line;
    const shape = builder.shape(line);
    const axes = chosen.filter((selection) => selection.kind !== 'newAxis');
    const items = axes.map((selection, axis): number[] =>
      selection.kind === 'entry'
        ? [selection.at]
        : selection.kind === 'slice'
          ? [selection.start, selection.count, selection.step]
          : [0, shape[axis]?.size ?? 1, 1],
    );
    const whole = items.every(([start, count, step], axis) => start === 0 && step === 1 && count === shape[axis]?.size);
    if (!whole) result = machine.apply('index', [line], at.span, { items });
    const list = lists[0];
    if (list?.kind === 'list' && result !== undefined) {
      const axis = axes.indexOf(list);
      result = machine.apply('gather', [result], at.span, { axis, indices: list.at });
      if (list.sizes.length > 1 && result !== undefined) {
        const sizes = sizesOf(builder.shape(result));
        sizes.splice(axis, 1, ...list.sizes);
        result = machine.apply('reshape', [result], at.span, { shape: sizes });
      }
    }
    if (result === undefined || axes.length === chosen.length) return result;
    // New axes go where they stand among the axes that are kept.
    const sizes = sizesOf(builder.shape(result));
    let place = 0;
    for (const selection of chosen) {
      if (selection.kind === 'newAxis') sizes.splice(place++, 0, 1);
      else if (selection.kind !== 'entry') place++;
    }
    return machine.apply('reshape', [result], at.span, { shape: sizes });
  }

  /** The array with some entries replaced. */
  function setEntry(
    line: LineId,
    indices: readonly Expression[],
    value: LineId,
    at: Expression,
    env: Env,
  ): LineId | undefined {
    const moving = machine.passes.setEntry(line, indices, value, at, env);
    if (moving !== 'other') return moving;
    if (hasColumns(env.language)) return columns.set(line, indices, value, at, env);
    const chosen = selections(line, indices, at, env);
    const scattered = chosen && env.language === 'python' ? scatteredIn(chosen) : undefined;
    if (scattered) return setScattered(machine, line, scattered, value, at.span);
    return chosen && setChosen(line, chosen, value, at);
  }

  function setChosen(line: LineId, chosen: readonly Selection[], value: LineId, at: Expression): LineId | undefined {
    const [mask] = chosen;
    if (mask?.kind === 'mask' && chosen.length === 1) return machine.apply('select', [mask.line, value, line], at.span);
    const [list] = chosen;
    if (list?.kind === 'list' && chosen.length === 1 && list.sizes.length === 1) {
      let result: LineId | undefined = line;
      for (const [i, k] of list.at.entries()) {
        const part: LineId | undefined =
          builder.shape(value).length < builder.shape(line).length
            ? value
            : machine.apply('index', [value], at.span, { items: [[i]] });
        if (part === undefined || result === undefined) return undefined;
        result = machine.apply('setIndex', [result, part], at.span, { items: [[k]] });
      }
      return result;
    }
    if (chosen.some(({ kind }) => kind === 'list' || kind === 'mask' || kind === 'newAxis')) {
      return fail('index', 'Setting entries in this way is not read. Set one entry or one range.', at.span);
    }
    const items = chosen.map((selection): number[] =>
      selection.kind === 'entry'
        ? [selection.at]
        : selection.kind === 'slice'
          ? [selection.start, selection.count, selection.step]
          : [],
    );
    return machine.apply('setIndex', [line, value], at.span, { items });
  }
}

function isEllipsis(index: Expression): boolean {
  return index.kind === 'opaque' && index.what === 'ellipsis';
}
