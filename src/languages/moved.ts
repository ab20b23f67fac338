/** What was read of a piece of text, as it reads somewhere else in the document. */

/**
 * The same plain data with every span `by` further on. What was one object in several places stays one, except for
 * spans, names and numbers. `doc`: spans in other documents stay.
 */
export function moved<T extends object>(data: T, by: number): T {
  const isSame = by === 0 || (Array.isArray(data) && data.length === 0);
  return isSame ? data : (copied(data, by, new Map()) as T);
}

/** By spreading, which keeps the form that the engine knows of an object: several times faster than key by key. */
function copied(data: object, by: number, known: Map<object, object>): object {
  if (isSpan(data)) {
    return data.doc === undefined ? { ...data, from: data.from + by, to: data.to + by } : data;
  }
  const before = known.get(data);
  if (before) return before;
  if (Array.isArray(data)) {
    const list: unknown[] = data.slice();
    if (list.length > 0) known.set(data, list);
    for (let i = 0; i < list.length; i++) {
      const entry = list[i];
      if (typeof entry === 'object' && entry !== null) list[i] = copied(entry, by, known);
    }
    return list;
  }
  const object: Record<string, unknown> = { ...data };
  // Names and numbers are most of all nodes, and each stands in one place.
  if (object.kind !== 'name' && object.kind !== 'number') known.set(data, object);
  for (const key in object) {
    const entry = object[key];
    if (typeof entry !== 'object' || entry === null) continue;
    object[key] =
      key === 'outer' && entry === (data as { span?: unknown }).span ? object.span : copied(entry, by, known);
  }
  return object;
}

function isSpan(data: object): data is { readonly from: number; readonly to: number; readonly doc?: number } {
  return typeof (data as { from?: unknown }).from === 'number' && typeof (data as { to?: unknown }).to === 'number';
}
