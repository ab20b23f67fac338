/**
 * A loop that is followed once for all its passes. While its body runs, the index of the pass, entries of arrays at
 * places that move with it, and values that one pass hands to the next are lines that stand for each pass's own value;
 * `rolling.ts` then makes lines of them that hold all passes at once.
 */
import { flatten } from '../../base/value.ts';
import { isConstant, type LineId } from '../../graph/list.ts';
import { sizesOf } from '../../primitives/shape.ts';
import { scalarRow } from '../../primitives/table.ts';
import { walk } from '../../syntax/names.ts';
import type { Expression } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import type { Selection } from './forms.ts';
import { hasColumns } from './layout.ts';
import { countsFromOne, type Machine } from './machine.ts';
import { OF_CARRIED, OF_PASS, type Passes, type Roll, runOf, type Slice } from './rolls.ts';
import { lineThing, type Thing } from './things.ts';

type Choose = (
  line: LineId,
  indices: readonly Expression[],
  at: Expression,
  env: Env,
) => readonly Selection[] | undefined;
type Take = (line: LineId, chosen: readonly Selection[], at: Expression) => LineId | undefined;

export function createPasses(machine: Machine, parts: { readonly choose: Choose; readonly take: Take }): Passes {
  const { kit } = machine;
  const { builder, fail } = kit;
  const rolls: Roll[] = [];
  return { rolls, flagsOf, valuesOf, sliceOf, entry, setEntry };

  function flagsOf(roll: Roll, line: LineId): number {
    const { flags, from } = roll;
    while (from + flags.length <= line) {
      const id = from + flags.length;
      const own = builder.at(id);
      const slice = roll.slices.get(id);
      const write = roll.writes.get(id);
      let flag = id === roll.index ? OF_PASS : 0;
      if (slice) flag |= OF_PASS | flagsBefore(roll, slice.source);
      if (write) flag |= OF_PASS | OF_CARRIED;
      if (roll.carried.has(id)) flag |= OF_CARRIED;
      if (!slice) for (const operand of own.operands) flag |= flagsBefore(roll, operand);
      flags.push(flag);
    }
    return flagsBefore(roll, line);
  }

  function flagsBefore({ flags, from }: Roll, line: LineId): number {
    return line < from ? 0 : (flags[line - from] ?? 0);
  }

  function valuesOf(roll: Roll, line: LineId): Float64Array | undefined {
    if (roll.values.has(line)) return roll.values.get(line);
    roll.values.set(line, undefined);
    const values = compute(roll, line);
    roll.values.set(line, values);
    return values;
  }

  function compute(roll: Roll, line: LineId): Float64Array | undefined {
    const { count } = roll;
    if (line === roll.index) return Float64Array.from({ length: count }, (_, k) => roll.start + k * roll.step);
    const own = builder.at(line);
    if (own.shape.length > 0) return undefined;
    const slice = roll.slices.get(line);
    if (slice) {
      const value = machine.valueOf(slice.source);
      if (value === undefined || builder.shape(slice.source).length !== 1) return undefined;
      const numbers = flatten(value);
      return Float64Array.from(slice.places, (place) => numbers[place] ?? Number.NaN);
    }
    if (flagsOf(roll, line) === 0) {
      const value = machine.valueOf(line);
      return typeof value === 'number' ? new Float64Array(count).fill(value) : undefined;
    }
    const row = scalarRow(own.operation);
    if (!row || isConstant(own) || !kit.options.meter.spend(Math.ceil(count / 16))) return undefined;
    const operands: Float64Array[] = [];
    for (const operand of own.operands) {
      const values = valuesOf(roll, operand);
      if (!values) return undefined;
      operands.push(values);
    }
    return Float64Array.from({ length: count }, (_, k) => row.value(...operands.map((values) => values[k] as number)));
  }

  /** The loop whose pass decides a number; undefined: it is no such number. */
  function moving(line: LineId): { roll: Roll; values: Float64Array } | undefined {
    for (let i = rolls.length - 1; i >= 0; i--) {
      const roll = rolls[i] as Roll;
      if (flagsOf(roll, line) === 0) continue;
      const values = valuesOf(roll, line);
      return values && { roll, values };
    }
    return undefined;
  }

  function sliceOf(roll: Roll, slice: Slice): LineId | undefined {
    const shape = builder.shape(slice.source).filter((_, axis) => axis !== slice.axis);
    const written = roll.writes.get(slice.source);
    if (written) return samePlaces(written.places, slice.places) && slice.axis === 0 ? written.value : undefined;
    const run = runOf(slice.places);
    const key = `${slice.source} ${slice.axis} ${run ? `${run.start} ${run.step}` : slice.places.join()}`;
    const known = roll.known.get(key);
    if (known !== undefined) return known;
    const line = builder.place(shape, [slice.source]);
    roll.known.set(key, line);
    roll.slices.set(line, slice);
    return line;
  }

  interface Moving {
    readonly axis: number;
    readonly roll: Roll;
    readonly places: readonly number[];
  }

  /** The indices that move with a pass, as places from 0; 'other': there is none. */
  function movingIndices(
    line: LineId,
    indices: readonly Expression[],
    at: Expression,
    env: Env,
  ): readonly Moving[] | undefined | 'other' {
    if (rolls.length === 0 || indices.some((index) => !isPlain(index))) return 'other';
    const found: Moving[] = [];
    for (const [axis, index] of indices.entries()) {
      if (index.kind === 'slice' || index.kind === 'none' || index.kind === 'opaque') continue;
      const size = builder.shape(line)[axis]?.size;
      const end = size === undefined ? undefined : countsFromOne(env.language) ? size : size - 1;
      const thing = machine.evaluate(index, { ...env, ...(end !== undefined && { end }) });
      if (thing?.kind !== 'line' || builder.shape(thing.line).length > 0) continue;
      const own = moving(thing.line);
      if (!own) {
        if (!rolls.some((roll) => flagsOf(roll, thing.line) !== 0)) continue;
        return fail('index', 'Which entry is meant depends on the values of inputs.', at.span);
      }
      if (!machine.needsRank(line, indices.length, at.span)) return undefined;
      const dimension = builder.shape(line)[axis];
      if (!dimension) return fail('index', 'There are more indices than axes.', at.span);
      const places: number[] = [];
      for (const number of own.values) {
        const place = placeOf(number, dimension.size, env);
        if (place === undefined) {
          const needed = countsFromOne(env.language) ? Math.max(...own.values) : Math.max(...own.values) + 1;
          const wished = { kind: 'size', axis: dimension, size: needed } as const;
          const isOpen = own.roll.plain && dimension.guess !== undefined && Number.isInteger(needed);
          if (isOpen && needed > dimension.size && needed <= 1000 && kit.wish(wished)) return undefined;
          return fail('index', `There is no entry ${number}: this axis has ${dimension.size}.`, at.span);
        }
        places.push(place);
      }
      found.push({ axis, roll: own.roll, places });
    }
    return found.length === 0 ? 'other' : found;
  }

  function entry(line: LineId, indices: readonly Expression[], at: Expression, env: Env): Thing | undefined | 'other' {
    if (rolls.length === 0) return 'other';
    const base = hasColumns(env.language) && indices.length === 1 ? vectorIn(line, at, env) : line;
    const found = movingIndices(base, indices, at, env);
    if (found === 'other' || found === undefined) return found;
    if (kit.isWishing()) return undefined;
    // Which parts of matrices lie as rows or columns is not followed here.
    if (hasColumns(env.language) && indices.length !== builder.shape(base).length) {
      return fail('index', 'A part of an array that moves with a loop is read number by number.', at.span);
    }
    let result: LineId | undefined = base;
    const others = indices.map((index, axis) => (found.some((own) => own.axis === axis) ? wholeOf(index) : index));
    const chosen = parts.choose(base, others, at, env);
    if (!chosen || chosen.some(({ kind }) => kind !== 'entry' && kind !== 'slice')) {
      return kit.isWishing() ? undefined : fail('index', 'Such an index is read pass by pass.', at.span);
    }
    result = parts.take(base, chosen, at);
    let taken = 0;
    for (const own of found) {
      if (result === undefined) return undefined;
      const before = chosen.slice(0, own.axis).filter(({ kind }) => kind === 'slice').length;
      if (found.some((other) => other !== own && other.roll === own.roll)) {
        return fail('index', 'Two indices that move with one loop are read pass by pass.', at.span);
      }
      result = sliceOf(own.roll, { source: result, axis: before - taken, places: own.places });
      taken++;
    }
    return result === undefined
      ? fail('index', 'This entry is set and read in different passes.', at.span)
      : lineThing(result);
  }

  function vectorIn(line: LineId, at: Expression, env: Env): LineId {
    return machine.layout.vectorOf(line, at.span, env.language) ?? line;
  }

  function setEntry(
    line: LineId,
    indices: readonly Expression[],
    value: LineId,
    at: Expression,
    env: Env,
  ): LineId | undefined | 'other' {
    if (rolls.length === 0) return 'other';
    const found = movingIndices(line, indices, at, env);
    if (found === 'other' || found === undefined) return found;
    const [own] = found;
    const rest = sizesOf(builder.shape(line).slice(1));
    const isWhole = indices.slice(1).every((index) => index.kind === 'slice' && !index.start && !index.stop);
    if (
      !own ||
      found.length > 1 ||
      own.axis !== 0 ||
      !isWhole ||
      rest.join() !== sizesOf(builder.shape(value)).join()
    ) {
      return fail('index', 'Setting such an entry is read pass by pass.', at.span);
    }
    const after = builder.place(builder.shape(line), [line, value]);
    own.roll.writes.set(after, { array: line, places: own.places, value });
    return after;
  }

  function placeOf(number: number, size: number, env: Env): number | undefined {
    const place = countsFromOne(env.language)
      ? number - 1
      : number < 0 && env.language === 'python'
        ? size + number
        : number;
    return Number.isInteger(place) && place >= 0 && place < size ? place : undefined;
  }
}

/** Nothing is set or called in it: it may be worked out twice. */
function isPlain(index: Expression): boolean {
  return [...walk(index)].every(({ kind }) => kind !== 'assignment' && kind !== 'call' && kind !== 'lambda');
}

function wholeOf(index: Expression): Expression {
  return { kind: 'slice', span: index.span, outer: index.outer };
}

function samePlaces(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((place, k) => place === b[k]);
}
