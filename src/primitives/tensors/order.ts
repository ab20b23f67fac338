/**
 * Rows that go by the order of entries. Which entry stands where is a fact of the point: near it the same entries keep
 * their places, so that cotangents go back to the entries. Not a number anywhere: there is no order, the result is NaN.
 */
import { nearEqual } from '../kernels.ts';
import type { Attributes, Tensor, TensorRow } from '../tensorRow.ts';
import {
  axesOf,
  axisOf,
  forEachIndex,
  integerOf,
  noAxis,
  operandAt,
  reducedCount,
  reducedShape,
  reducedStrides,
  split,
  spread,
  word,
} from './axes.ts';

const CONVENTION = 'the derivative is split evenly among the equal entries';

/** The entries of each result of a reduction, rising. */
function groups(a: Tensor, attributes: Attributes): Float64Array[] {
  const { sizes } = a;
  const lists = new Map<number, number[]>();
  forEachIndex(sizes, reducedStrides(sizes, axesOf(attributes, sizes.length)), (from, to) => {
    const list = lists.get(to);
    if (list) list.push(a.data[from] as number);
    else lists.set(to, [a.data[from] as number]);
  });
  return [...lists].sort(([p], [q]) => p - q).map(([, list]) => Float64Array.from(list).sort());
}

/** The places of a run in rising order of its entries; equal ones keep their order. Undefined: not a number is among them. */
function placesOf(key: Tensor, first: number, step: number, size: number): number[] | undefined {
  const at = (i: number) => key.data[first + i * step] as number;
  const places = Array.from({ length: size }, (_, i) => i);
  if (places.some((i) => Number.isNaN(at(i)))) return undefined;
  return places.sort((i, j) => at(i) - at(j) || i - j);
}

/** `visit(places, at)`: `at(i)` is where entry i of a run lies. */
function forEachRun(
  key: Tensor,
  attributes: Attributes,
  visit: (places: number[] | undefined, at: (i: number) => number, size: number) => void,
): void {
  const { outer, size, inner } = split(key.sizes, axisOf(attributes, key.sizes.length) ?? 0);
  for (let i = 0; i < outer; i++) {
    for (let k = 0; k < inner; k++) {
      const first = i * size * inner + k;
      visit(placesOf(key, first, inner, size), (entry) => first + entry * inner, size);
    }
  }
}

/** Entries of the first operand moved as the order of the second one says; `back`: from the order to their places. */
function moving(name: string, other: string, back: boolean): TensorRow {
  return {
    arity: 2,
    shape([a = [], b = []], attributes) {
      const axis = axisOf(attributes, b.length);
      const fits = a.length === b.length && a.every(({ size }, i) => size === b[i]?.size);
      if (!fits) return { misfit: `${name}: the two operands differ in shape` };
      return axis === undefined ? noAxis(name, b, attributes.axis) : b;
    },
    value([a, key], attributes, out) {
      if (!a || !key) return;
      forEachRun(key, attributes, (places, at, size) => {
        for (let i = 0; i < size; i++) {
          const place = places?.[i];
          if (place === undefined) out.data[at(i)] = Number.NaN;
          else if (back) out.data[at(place)] = a.data[at(i)] as number;
          else out.data[at(i)] = a.data[at(place)] as number;
        }
      });
    },
    vjp(lines, { operands, attributes }, cotangent, index) {
      if (index === 1) return { kind: 'zero' };
      return lines.apply(other, [cotangent, operands[1] ?? 0], attributes);
    },
    kink: {
      at: ([, key], attributes) => key !== undefined && hasEqual(key, attributes),
      text: 'where two entries that are put in order are equal',
      convention: 'equal entries keep their order',
    },
    show: word(name),
    probe: [
      { shapes: [[4], [4]] },
      {
        shapes: [
          [2, 3],
          [2, 3],
        ],
        attributes: { axis: 1 },
      },
      {
        shapes: [
          [3, 2],
          [3, 2],
        ],
        attributes: { axis: 0 },
      },
    ],
  };
}

function hasEqual(key: Tensor, attributes: Attributes): boolean {
  let found = false;
  forEachRun(key, attributes, (places, at) => {
    places?.forEach((place, i) => {
      const before = i === 0 ? undefined : places[i - 1];
      if (before !== undefined && nearEqual(key.data[at(before)] as number, key.data[at(place)] as number))
        found = true;
    });
  });
  return found;
}

export const order: Readonly<Record<string, TensorRow>> = {
  /** The entry that is `k`-th from below (attribute, from 0) along `axes`. */
  kthSmallest: {
    arity: 1,
    shape([a = []], attributes) {
      const reduced = reducedShape('kthSmallest', a, attributes);
      const count = reducedCount(a, attributes);
      const k = integerOf(attributes.k, 0);
      if ('misfit' in reduced || (k >= 0 && k < count)) return reduced;
      return { misfit: `kthSmallest: there is no entry ${k} among ${count}` };
    },
    value([a], attributes, out) {
      if (!a) return;
      const k = integerOf(attributes.k, 0);
      for (const [to, list] of groups(a, attributes).entries())
        out.data[to] = list.some(Number.isNaN) ? Number.NaN : (list[k] as number);
    },
    vjp(lines, step, cotangent) {
      const { line } = operandAt(lines, step);
      const chosen = lines.apply('eq', [line, spread(lines, step, step.result)]);
      const { k: _, ...attributes } = step.attributes;
      const count = lines.apply('sum', [chosen], attributes);
      return lines.apply('mul', [chosen, spread(lines, step, lines.apply('div', [cotangent, count]))]);
    },
    kink: {
      at: ([a], attributes) => {
        const k = integerOf(attributes.k, 0);
        const isTied = (list: Float64Array) =>
          list.reduce((ties, entry) => ties + (nearEqual(entry, list[k] as number) ? 1 : 0), 0) > 1;
        return a !== undefined && groups(a, attributes).some(isTied);
      },
      text: 'where the entry at this place of the order is not the only one of its value',
      convention: CONVENTION,
    },
    show: word('kthSmallest'),
    probe: [
      { shapes: [[4]], attributes: { k: 1 } },
      { shapes: [[2, 3]], attributes: { k: 4 } },
      { shapes: [[2, 3]], attributes: { axes: [1], k: 1 } },
      { shapes: [[3, 2]], attributes: { axes: [0], keep: 1, k: 2 } },
    ],
  },
  /** The first operand in the rising order of the second one, along `axis`. */
  sortBy: moving('sortBy', 'unsortBy', false),
  /** Its inverse: what stands at the places of the order goes back to the places of the entries. */
  unsortBy: moving('unsortBy', 'sortBy', true),
};
