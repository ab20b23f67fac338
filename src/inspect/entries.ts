/** What one entry of an array is made of: steps that go entry by entry are followed into their operands. */

import { flatten } from '../base/value.ts';
import type { Builder } from '../graph/builder.ts';
import { isConstant, type LineId, type StepLine } from '../graph/list.ts';
import { sameShape, sizesOf } from '../primitives/shape.ts';
import { scalars } from '../primitives/table.ts';
import { simplify } from '../simplify/rewrite.ts';

/** Steps that are followed for one entry. */
const MOST_STEPS = 400;

/** The entry at a place of a vector or matrix, counted from 0, as a line of the same builder. */
export function entryOf(builder: Builder, line: LineId, place: readonly number[]): LineId {
  const simple = builder.rewriting(simplify);
  const known = new Map<string, LineId>();
  let left = MOST_STEPS;
  const of = (id: LineId, at: readonly number[]): LineId => {
    if (builder.shape(id).length === 0) return id;
    const key = `${id} ${at.join(' ')}`;
    const found = known.get(key) ?? made(id, at) ?? simple.apply('index', [id], { items: at.map((index) => [index]) });
    known.set(key, found);
    return found;
  };
  const made = (start: LineId, at: readonly number[]): LineId | undefined => {
    for (let id = start; left-- > 0; ) {
      const line = builder.at(id);
      const [base, put] = line.operands;
      const { attributes = {} } = line as StepLine;
      if (isConstant(line)) {
        const sizes = sizesOf(line.shape);
        const offset = at.reduce((sum, index, axis) => sum * (sizes[axis] ?? 1) + index, 0);
        return builder.constant(flatten(line.value)[offset] ?? Number.NaN);
      }
      if (base === undefined) return undefined;
      if (line.operation === 'named') {
        id = base;
        continue;
      }
      if (line.operation === 'reshape')
        return of(base, unfolded(at, sizesOf(line.shape), sizesOf(builder.shape(base))));
      if (line.operation === 'stack' && attributes.axis === 0) {
        const [row = 0, ...rest] = at;
        const own = line.operands[row];
        return own === undefined ? undefined : of(own, rest);
      }
      if (line.operation === 'broadcast' && builder.shape(base).length === 0) return base;
      if (line.operation === 'index') {
        const items = wholes(attributes.items);
        return items && items.length + at.length === builder.shape(base).length
          ? of(base, [...items, ...at])
          : undefined;
      }
      if (line.operation === 'scatter') {
        const items = wholes(attributes.items);
        if (!items || items.length !== at.length) return undefined;
        return items.every((index, axis) => index === at[axis]) ? base : builder.constant(0);
      }
      if (line.operation === 'setIndex' && put !== undefined) {
        const items = wholes(attributes.items);
        if (!items || items.length > at.length) return undefined;
        if (items.some((index, axis) => index !== at[axis])) {
          id = base;
          continue;
        }
        const rest = at.slice(items.length);
        return builder.shape(put).length === 0 || builder.shape(put).length === rest.length ? of(put, rest) : undefined;
      }
      if (!scalars[line.operation]) return undefined;
      const fits = line.operands.every(
        (own) => builder.shape(own).length === 0 || sameShape(builder.shape(own), line.shape),
      );
      if (!fits) return undefined;
      return simple.step(
        line.operation,
        line.operands.map((own) => of(own, at)),
      );
    }
    return undefined;
  };
  return of(line, place);
}

/** One whole index for each of the first axes; undefined: it takes something else. */
function wholes(items: unknown): number[] | undefined {
  if (!Array.isArray(items)) return undefined;
  const found = items.map((item: unknown) => (Array.isArray(item) && item.length === 1 ? item[0] : item));
  return found.every((index) => typeof index === 'number') ? (found as number[]) : undefined;
}

/** Where an entry lies in the shape before: row-major. */
function unfolded(at: readonly number[], sizes: readonly number[], before: readonly number[]): number[] {
  let offset = at.reduce((sum, index, axis) => sum * (sizes[axis] ?? 1) + index, 0);
  const found: number[] = [];
  for (const size of [...before].reverse()) {
    found.unshift(offset % size);
    offset = Math.floor(offset / size);
  }
  return found;
}
