/** What a loop leaves behind, from one pass of it: sums, products, arrays set entry by entry, recurrences. */
import { constantOf, type LineId } from '../../graph/list.ts';
import { sameShape, sizesOf } from '../../primitives/shape.ts';
import type { Lifting } from './lifting.ts';
import type { Machine } from './machine.ts';
import { recurrence } from './recurrence.ts';
import { type Change, OF_CARRIED, type Passes, type Roll, runOf, type Write } from './rolls.ts';

export interface Outcomes {
  /** By change: the line of its value after the loop. */
  readonly lines: readonly LineId[];
  /** The value of a line of the body in the last pass. */
  last(line: LineId): LineId | undefined;
}

/** Undefined: it cannot be said without going pass by pass. */
export function outcomes(
  machine: Machine,
  passes: Passes,
  roll: Roll,
  lifting: Lifting,
  changes: readonly Change[],
): Outcomes | undefined {
  const { builder } = machine.kit;
  const { count } = roll;
  const { put } = lifting;
  const isCarried = (line: LineId) => (passes.flagsOf(roll, line) & OF_CARRIED) !== 0;

  const lines: (LineId | undefined)[] = changes.map(() => undefined);
  const written = new Map<number, readonly Write[]>();
  /** Changes that only one pass after the other tells. */
  const open: number[] = [];
  const recurring: Change[] = [];
  for (const [i, change] of changes.entries()) {
    if (!roll.writes.has(change.after)) continue;
    const writes = writesOf(change);
    if (!writes) return undefined;
    written.set(i, writes);
    recurring.push(...lagsOf(change, writes));
  }
  for (const [i, change] of changes.entries()) {
    const { place, before, after } = change;
    if (written.has(i)) continue;
    if (after === place) lines[i] = before;
    else if (!isCarried(after)) {
      lines[i] = last(after);
      if (lines[i] === undefined) return undefined;
    } else {
      lines[i] = summed(change) ?? multiplied(change);
      if (lines[i] === undefined) open.push(i);
    }
  }
  // Values that are written and rest on what is handed on are told by the same recurrence.
  const emitted = [...new Set([...written.values()].flat().map(({ value }) => value))].filter(isCarried);
  const all = [...changes.filter((_, i) => !written.has(i)), ...recurring];
  const wanted = open.map((i) => changes[i] as Change);
  let emits: ReadonlyMap<LineId, LineId> = new Map();
  if (wanted.length > 0 || emitted.length > 0) {
    const found = recurrence(machine, passes, roll, lifting, { all, wanted, emitted });
    if (!found) return undefined;
    for (const [k, i] of open.entries()) lines[i] = found.finals[k];
    emits = found.emits;
  }
  for (const [i, writes] of written) {
    let line: LineId | undefined = changes[i]?.before;
    for (const write of writes) line = line === undefined ? undefined : set(line, write);
    lines[i] = line;
  }
  return lines.every((line) => line !== undefined) ? { lines: lines as LineId[], last } : undefined;

  function last(line: LineId): LineId | undefined {
    const flags = passes.flagsOf(roll, line);
    if (flags === 0) return line;
    const known = passes.valuesOf(roll, line)?.at(-1);
    if (known !== undefined) return builder.constant(known);
    const position = changes.findIndex(({ after }) => after === line);
    if (position >= 0 && lines[position] !== undefined) return lines[position];
    if ((flags & OF_CARRIED) === 0) {
      const whole = lifting.lift(line);
      return whole === undefined ? undefined : put('index', [whole], { items: [[count - 1]] });
    }
    if (builder.shape(line).length > 0) return undefined;
    const found = recurrence(machine, passes, roll, lifting, { all, wanted: [], emitted: [line] });
    const trail = found?.emits.get(line);
    return trail === undefined ? undefined : put('index', [trail], { items: [[count - 1]] });
  }

  /** s ← s + d, with d the same whatever s is: s plus the sum of d over all passes. */
  function summed({ place, before, after }: Change): LineId | undefined {
    const step = difference(after, place, 0);
    if (step === undefined || isCarried(step)) return undefined;
    if (passes.flagsOf(roll, step) === 0) {
      const [from, by] = [constantOf(builder.at(before)), constantOf(builder.at(step))];
      const isWhole = Number.isSafeInteger(from) && Number.isSafeInteger(by);
      if (from !== undefined && by !== undefined && isWhole) return builder.constant(from + count * by);
      const all = put('mul', [builder.constant(count), step]);
      return all === undefined ? undefined : fitting(put('add', [before, all]), before);
    }
    const whole = lifting.lift(step);
    const total = whole === undefined ? undefined : put('sum', [whole], axesOf(whole));
    if (total === undefined) return undefined;
    const isZero = constantOf(builder.at(before)) === 0;
    return fitting(isZero && sameShape(builder.shape(total), []) ? total : put('add', [before, total]), before);
  }

  function multiplied({ place, before, after }: Change): LineId | undefined {
    const { operation, operands } = builder.at(after);
    const [a, b] = operands;
    if (operation !== 'mul' || a === undefined || b === undefined || (a !== place && b !== place)) return undefined;
    const step = a === place ? b : a;
    if (isCarried(step) || passes.flagsOf(roll, step) === 0) return undefined;
    const whole = lifting.lift(step);
    const product = whole === undefined ? undefined : put('prod', [whole], axesOf(whole));
    if (product === undefined) return undefined;
    const isOne = constantOf(builder.at(before)) === 1;
    return fitting(isOne && builder.shape(product).length === 0 ? product : put('mul', [before, product]), before);
  }

  function fitting(line: LineId | undefined, before: LineId): LineId | undefined {
    return line !== undefined && sameShape(builder.shape(line), builder.shape(before)) ? line : undefined;
  }

  function axesOf(line: LineId): { axes: readonly number[] } | undefined {
    return builder.shape(line).length > 1 ? { axes: [0] } : undefined;
  }

  /** d with line = place + d, where d does not rest on what is handed on; undefined: there is none. */
  function difference(line: LineId, place: LineId, depth: number): LineId | undefined {
    if (line === place) return builder.constant(0);
    const { operation, operands } = builder.at(line);
    const [a, b, c] = operands;
    if (depth > 200 || a === undefined || b === undefined) return undefined;
    if (operation === 'add') {
      const [own, other] = isCarried(a) ? [a, b] : [b, a];
      if (isCarried(other)) return undefined;
      const inner = difference(own, place, depth + 1);
      return inner === undefined ? undefined : joined('add', inner, other);
    }
    if (operation === 'sub') {
      if (isCarried(b)) return undefined;
      const inner = difference(a, place, depth + 1);
      return inner === undefined ? undefined : joined('sub', inner, b);
    }
    if (operation === 'select' && c !== undefined && !isCarried(a)) {
      const yes = difference(b, place, depth + 1);
      const no = yes === undefined ? undefined : difference(c, place, depth + 1);
      return yes === undefined || no === undefined ? undefined : put('select', [a, yes, no]);
    }
    return undefined;
  }

  function joined(operation: 'add' | 'sub', inner: LineId, other: LineId): LineId | undefined {
    const isZero = constantOf(builder.at(inner)) === 0;
    if (isZero) return operation === 'add' ? other : put('neg', [other]);
    return put(operation, [inner, other]);
  }

  /** The entries that a pass sets, in order. Undefined: what it reads of the array may be what another pass has set. */
  function writesOf({ place, before, after }: Change): readonly Write[] | undefined {
    const writes: Write[] = [];
    for (let line = after; line !== place; ) {
      const write = roll.writes.get(line);
      if (!write) return undefined;
      writes.unshift(write);
      line = write.array;
    }
    const seen = new Set<number>();
    for (const { places } of writes) {
      for (const spot of places) {
        if (seen.has(spot)) return undefined;
        seen.add(spot);
      }
    }
    const [first] = writes;
    for (const [line, slice] of roll.slices) {
      if (slice.source !== place) continue;
      if (slice.axis !== 0) return undefined;
      const lag = lagOf(slice.places, writes);
      const isOwn = writes.length === 1 && slice.places.every((spot, k) => spot === first?.places[k]);
      const isBefore = isOwn || slice.places.every((spot) => !seen.has(spot)) || (lag !== undefined && lag < 0);
      if (isBefore) {
        // No pass has set it yet when it is read.
        roll.slices.set(line, { ...slice, source: before });
        roll.flags.length = 0;
      } else if (lag === undefined) return undefined;
    }
    return writes;
  }

  /** How many passes ago the entries that are read were set; below 0: so many passes later they are. */
  function lagOf(places: readonly number[], writes: readonly Write[]): number | undefined {
    const [write] = writes;
    const run = write && runOf(write.places);
    if (!write || !run || writes.length !== 1) return undefined;
    const lag = (run.start - (places[0] as number)) / run.step;
    const fits = Number.isInteger(lag) && lag !== 0 && lag <= 8;
    return fits && places.every((spot, k) => spot === run.start + (k - lag) * run.step) ? lag : undefined;
  }

  /** Entries that earlier passes have set are handed on: `x[i] = f(x[i - 1], x[i - 2])`. */
  function lagsOf({ place, before }: Change, writes: readonly Write[]): readonly Change[] {
    const [write] = writes;
    const found = new Map<number, LineId>();
    for (const [line, slice] of roll.slices) {
      const lag = slice.source === place && slice.axis === 0 ? lagOf(slice.places, writes) : undefined;
      if (lag !== undefined) found.set(lag, line);
    }
    const run = write && runOf(write.places);
    if (!write || !run) return [];
    const made: Change[] = [];
    for (let lag = 1; lag <= Math.max(0, ...found.keys()); lag++) {
      const own = found.get(lag) ?? newPlace(write.value);
      found.set(lag, own);
      const first = put('index', [before], { items: [[run.start - lag * run.step]] });
      if (first === undefined) return [];
      made.push({ place: own, before: first, after: lag === 1 ? write.value : (found.get(lag - 1) as LineId) });
    }
    return made;
  }

  function newPlace(like: LineId): LineId {
    const line = builder.place(builder.shape(like));
    roll.carried.add(line);
    return line;
  }

  function set(line: LineId, { places, value }: Write): LineId | undefined {
    const flags = passes.flagsOf(roll, value);
    const whole =
      flags === 0
        ? value
        : (flags & OF_CARRIED) === 0
          ? lifting.lift(value)
          : (emits.get(value) ?? lifting.lift(value));
    const run = runOf(places);
    if (whole === undefined || !run) return undefined;
    const sizes = sizesOf(builder.shape(line));
    const isAll = run.start === 0 && run.step === 1 && places.length === sizes[0];
    if (isAll && sizesOf(builder.shape(whole)).join() === sizes.join()) return whole;
    return put('setIndex', [line, whole], { items: [[run.start, places.length, run.step]] });
  }
}
