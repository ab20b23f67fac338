/** What was read of a piece of text, as it reads somewhere else in the document. */
import { every } from '../base/pauses.ts';
import type { Span } from '../base/span.ts';
import type { Statement } from '../syntax/tree.ts';

/**
 * The same plain data with every span `by` further on. What was one object in several places stays one, except for
 * spans, names and numbers. `doc`: spans in other documents stay.
 */
export function moved<T extends object>(data: T, by: number): T {
  const isSame = by === 0 || (Array.isArray(data) && data.length === 0);
  return isSame ? data : (copied(data, (span) => further(span, by), new Map()) as T);
}

/** Moves parts of one tree: what was one object in several of them stays one, of all kinds. */
export function mover(by: number): <T extends object>(data: T) => T {
  const known = new Map<object, object>();
  return <T extends object>(data: T): T => copied(data, (span) => further(span, by), known, true) as T;
}

/** The same statements as they stand in another document, with pauses. */
export function locating(statements: readonly Statement[], doc: number): Generator<undefined, readonly Statement[]> {
  return copying(statements, ({ from, to }) => ({ from, to, doc }), new Map(), every(PAUSE_EVERY));
}

/** Statements that are copied before others get their turn. */
const PAUSE_EVERY = 100;

function* copying(
  statements: readonly Statement[],
  to: (span: Span) => Span,
  known: Map<object, object>,
  isTime: () => boolean,
): Generator<undefined, Statement[]> {
  const list: Statement[] = [];
  for (const statement of statements) {
    if (isTime()) yield;
    // What is long is long by its body.
    const isLong = (statement.kind === 'class' || statement.kind === 'function') && !known.has(statement);
    const body = isLong ? yield* copying(statement.body, to, known, isTime) : undefined;
    if (isLong && body) known.set(statement.body, body);
    list.push(copied(statement, to, known) as Statement);
  }
  return list;
}

/** The same plain data with every span at one place: what a macro put in there. */
export function allAt<T>(data: T, at: Span): T {
  return placed(data, at, new Map()) as T;
}

function placed(data: unknown, at: Span, known: Map<object, unknown>): unknown {
  if (typeof data !== 'object' || data === null) return data;
  if (isSpan(data)) return at;
  const before = known.get(data);
  if (before) return before;
  if (Array.isArray(data)) {
    const list: unknown[] = [];
    known.set(data, list);
    for (const entry of data) list.push(placed(entry, at, known));
    return list;
  }
  const object: Record<string, unknown> = { ...data };
  known.set(data, object);
  for (const key in object) object[key] = placed(object[key], at, known);
  return object;
}

/** By spreading, which keeps the form that the engine knows of an object: several times faster than key by key. */
function copied(data: object, to: (span: Span) => Span, known: Map<object, object>, isOne = false): object {
  if (isSpan(data)) return to(data);
  if (isLeaf(data)) {
    const before = isOne ? known.get(data) : undefined;
    if (before) return before;
    const leaf: { span: Span; outer: Span } = { ...data };
    leaf.span = to(data.span);
    leaf.outer = data.outer === data.span ? leaf.span : to(data.outer);
    if (isOne) known.set(data, leaf);
    return leaf;
  }
  const before = known.get(data);
  if (before) return before;
  if (Array.isArray(data)) {
    if (!data.some((entry) => typeof entry === 'object' && entry !== null)) return data;
    const list: unknown[] = data.slice();
    known.set(data, list);
    for (let i = 0; i < list.length; i++) {
      const entry = list[i];
      if (typeof entry === 'object' && entry !== null) list[i] = copied(entry, to, known, isOne);
    }
    return list;
  }
  const object: Record<string, unknown> = { ...data };
  known.set(data, object);
  for (const key in object) {
    const entry = object[key];
    if (typeof entry !== 'object' || entry === null) continue;
    object[key] =
      key === 'outer' && entry === (data as { span?: unknown }).span ? object.span : copied(entry, to, known, isOne);
  }
  return object;
}

export function further(span: Span, by: number): Span {
  return span.doc === undefined ? { from: span.from + by, to: span.to + by } : span;
}

/** Names and numbers are most of all nodes; each stands in one place, and nothing of them but its spans is of that. */
function isLeaf(data: object): data is { readonly span: Span; readonly outer: Span } {
  const { kind } = data as { kind?: unknown };
  return kind === 'name' || kind === 'number';
}

function isSpan(data: object): data is Span {
  return typeof (data as { from?: unknown }).from === 'number' && typeof (data as { to?: unknown }).to === 'number';
}
