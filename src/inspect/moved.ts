/** What was read of a piece of text, as it reads somewhere else in the document. */
import type { Reading } from '../syntax/reading.ts';

/**
 * The same plain data with every span `by` further on. What was one object in several places stays one. `doc`: spans in
 * other documents stay.
 */
export function moved<T>(data: T, by: number): T {
  if (by === 0) return data;
  const known = new Map<object, object>();
  return copied(data, by, known) as T;
}

function copied(data: unknown, by: number, known: Map<object, object>): unknown {
  if (typeof data !== 'object' || data === null) return data;
  const before = known.get(data);
  if (before) return before;
  if (Array.isArray(data)) {
    const list: unknown[] = [];
    known.set(data, list);
    for (const entry of data) list.push(copied(entry, by, known));
    return list;
  }
  if (isSpan(data)) {
    const span = data.doc === undefined ? { ...data, from: data.from + by, to: data.to + by } : data;
    known.set(data, span);
    return span;
  }
  const object: Record<string, unknown> = {};
  known.set(data, object);
  for (const key in data) object[key] = copied((data as Record<string, unknown>)[key], by, known);
  return object;
}

function isSpan(data: object): data is { readonly from: number; readonly to: number; readonly doc?: number } {
  return typeof (data as { from?: unknown }).from === 'number' && typeof (data as { to?: unknown }).to === 'number';
}

/** Keys of readings tell where they are: `log@43`. */
export function movedReadings(readings: readonly Reading[], by: number): readonly Reading[] {
  return moved(readings, by).map((reading) => ({
    ...reading,
    key: reading.key.replace(/@(\d+)/, (_, place) => `@${Number(place) + by}`),
  }));
}
