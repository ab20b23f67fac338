/** NumPy: `a[i, j]` of lists of indices takes the entries (i₀, j₀), (i₁, j₁), …, and not what lies in all these rows and columns. */
import type { Span } from '../../base/span.ts';
import type { LineId } from '../../graph/list.ts';
import { sizesOf } from '../../primitives/shape.ts';
import type { Selection } from './forms.ts';
import type { Machine } from './machine.ts';

/** The places along the first axes that lists, perhaps beside single indices, take; further axes are taken whole. */
interface Scattered {
  readonly places: readonly (readonly number[])[];
  /** How the places are laid out. */
  readonly sizes: readonly number[];
}

/** Undefined: one list at most, or lists that stand for something else. */
export function scatteredIn(chosen: readonly Selection[]): Scattered | undefined {
  const lists = chosen.flatMap((selection) => (selection.kind === 'list' ? [selection] : []));
  const [first] = lists;
  const isPlain = chosen.every(({ kind }) => kind === 'list' || kind === 'entry');
  if (!first || chosen.length < 2 || !isPlain) return undefined;
  if (lists.some(({ sizes }) => sizes.join() !== first.sizes.join())) return undefined;
  const places = first.at.map((_, k) =>
    chosen.map((selection) =>
      selection.kind === 'list' ? (selection.at[k] as number) : (selection as { at: number }).at,
    ),
  );
  return { places, sizes: first.sizes };
}

/** The entries there. */
export function takeScattered(machine: Machine, line: LineId, from: Scattered, at: Span): LineId | undefined {
  const axes = sizesOf(machine.kit.builder.shape(line));
  const depth = from.places[0]?.length ?? 0;
  const [own, rest] = [axes.slice(0, depth), axes.slice(depth)];
  const count = own.reduce((product, size) => product * size, 1);
  const flat = machine.apply('reshape', [line], at, { shape: [count, ...rest] });
  const indices = from.places.map((place) =>
    place.reduce((sum, index, axis) => sum * (own[axis] as number) + index, 0),
  );
  const taken = flat === undefined ? undefined : machine.apply('gather', [flat], at, { axis: 0, indices });
  if (taken === undefined || from.sizes.length === 1) return taken;
  return machine.apply('reshape', [taken], at, { shape: [...from.sizes, ...rest] });
}

/** The array with these entries set, one after another. */
export function setScattered(
  machine: Machine,
  line: LineId,
  into: Scattered,
  value: LineId,
  at: Span,
): LineId | undefined {
  const { builder } = machine.kit;
  const depth = into.places[0]?.length ?? 0;
  const rank = builder.shape(line).length - depth + 1;
  const [axis] = builder.shape(value);
  const isEach = builder.shape(value).length === rank;
  const isOne = axis?.size === 1;
  if (into.sizes.length > 1 || (isEach && !isOne && axis?.size !== into.places.length)) {
    return machine.kit.fail('index', 'Setting entries in this way is not read. Set one entry or one range.', at);
  }
  let result: LineId | undefined = line;
  for (const [k, place] of into.places.entries()) {
    const part: LineId | undefined = isEach ? machine.apply('index', [value], at, { items: [[isOne ? 0 : k]] }) : value;
    if (part === undefined || result === undefined) return undefined;
    result = machine.apply('setIndex', [result, part], at, { items: place.map((index) => [index]) });
  }
  return result;
}
