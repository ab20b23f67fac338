/**
 * A half-open range of UTF-16 offsets. `doc` is an index into `InspectOptions.prelude` (earlier notebook cells)
 * or the number of another file (`OtherFile.doc`); absent, it is the document itself.
 */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly doc?: number;
}

export function span(from: number, to: number): Span {
  return { from, to };
}

export function contains(outer: Span, offset: number): boolean {
  return outer.from <= offset && offset <= outer.to;
}

/** Whether the character at `offset` is inside: what a pointer over that character means. */
export function covers(outer: Span, offset: number): boolean {
  return outer.from <= offset && offset < outer.to;
}

export function encloses(outer: Span, inner: Span): boolean {
  return outer.doc === inner.doc && outer.from <= inner.from && inner.to <= outer.to;
}

/** The smallest span that holds both. */
export function cover(a: Span, b: Span): Span {
  return at(Math.min(a.from, b.from), Math.max(a.to, b.to), a.doc);
}

export function shift(a: Span, by: number): Span {
  return at(a.from + by, a.to + by, a.doc);
}

export function length(a: Span): number {
  return a.to - a.from;
}

function at(from: number, to: number, doc: number | undefined): Span {
  return doc === undefined ? { from, to } : { from, to, doc };
}
