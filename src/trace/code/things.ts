/** What names of a program stand for while it is traced: numbers and tensors as lines, and everything around them. */

import type { Span } from '../../base/span.ts';
import type { LineId } from '../../graph/list.ts';
import type { Expression, Language, Parameter, Statement } from '../../syntax/tree.ts';
import type { Definition, Place } from '../scope.ts';

export type Thing =
  | LineThing
  | RefThing
  | { readonly kind: 'tuple'; readonly items: readonly Thing[]; readonly names?: readonly (string | undefined)[] }
  | RangeThing
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'none' }
  | FunctionThing
  /** A function of the language or a library, by its path: `numpy.sin`; `receiver` where it is a method. */
  | {
      readonly kind: 'builtin';
      readonly path: string;
      readonly receiver?: Thing;
      /** A name that nobody defines or imports: used as a number, it is an input. */
      readonly free?: boolean;
    }
  /** A class of the document, to be made. */
  | { readonly kind: 'class'; readonly name: string }
  /** Set in a way that is not followed. `sizes`: it is an array of this shape. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly sizes?: readonly number[] };

/** A number or tensor as it is: it never changes. */
export interface LineThing {
  readonly kind: 'line';
  readonly line: LineId;
  /** Notes: a vector written as a row. */
  readonly row?: boolean;
  /** An array that surely holds floating-point numbers: what is written into it is not cut to whole numbers. */
  readonly real?: boolean;
}

/** Something that can be changed in place and has several names: an array, a list, a dictionary, an object. */
export interface RefThing {
  readonly kind: 'ref';
  readonly id: number;
}

export interface RangeThing {
  readonly kind: 'range';
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

export interface FunctionThing {
  readonly kind: 'function';
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[] | Expression;
  readonly language: Language;
  /** Where its free names are looked up in the document. */
  readonly place: Place;
  /** The frame that it was made in, for closures. */
  readonly frame?: number;
  /** The object that it is a method of, and what the body calls it. */
  readonly receiver?: Thing;
  readonly receiverName?: string;
  readonly isProperty?: boolean;
  readonly span?: Span;
  /** Of a function that a note defines. */
  readonly definition?: Definition;
}

export type Content =
  /** An array of a numeric library. `base`: it is a view of another one, as that was at `version`. `real` as of a line. */
  | {
      readonly kind: 'array';
      readonly line: LineId;
      readonly version: number;
      readonly base?: { readonly id: number; readonly version: number };
      readonly real?: boolean;
    }
  | { readonly kind: 'list'; readonly items: readonly Thing[] }
  | { readonly kind: 'dictionary'; readonly entries: ReadonlyMap<string, Thing> }
  /** `path`: how the text calls it; attributes that it lacks are looked up by `missing`. */
  | {
      readonly kind: 'object';
      readonly path: string;
      readonly className?: string;
      readonly entries: ReadonlyMap<string, Thing>;
    };

/** The names of one call, seen from functions that are made inside it. */
export interface Frame {
  readonly parent?: number;
  readonly names: ReadonlyMap<string, Thing>;
}

export const NONE: Thing = { kind: 'none' };
export const unknown = (reason: string): Thing => ({ kind: 'unknown', reason });
export const lineThing = (line: LineId): LineThing => ({ kind: 'line', line });
export const text = (value: string): Thing => ({ kind: 'text', value });
export const tuple = (items: readonly Thing[]): Thing => ({ kind: 'tuple', items });

/** All that statements change. A copy is taken where a branch is entered that may not be taken. */
export class Store {
  private readonly frames: Map<number, Frame>;
  private readonly contents: Map<number, Content>;
  /** Running numbers are never used twice, whatever is copied. */
  private readonly counter: { next: number };

  constructor(from?: Store) {
    this.frames = new Map(from?.frames);
    this.contents = new Map(from?.contents);
    this.counter = from?.counter ?? { next: 1 };
  }

  copy(): Store {
    return new Store(this);
  }

  open(parent: number | undefined): number {
    const id = this.counter.next++;
    this.frames.set(id, { parent, names: new Map() });
    return id;
  }

  /** What a name means as seen from a frame: its own names, then those around it. */
  find(frame: number | undefined, name: string): Thing | undefined {
    for (let id = frame; id !== undefined; id = this.frames.get(id)?.parent) {
      const thing = this.frames.get(id)?.names.get(name);
      if (thing) return thing;
    }
    return undefined;
  }

  /** The frame at or around `frame` that has the name. */
  holder(frame: number | undefined, name: string): number | undefined {
    for (let id = frame; id !== undefined; id = this.frames.get(id)?.parent) {
      if (this.frames.get(id)?.names.has(name)) return id;
    }
    return undefined;
  }

  set(frame: number, name: string, thing: Thing): void {
    const before = this.frames.get(frame);
    this.frames.set(frame, { parent: before?.parent, names: new Map(before?.names).set(name, thing) });
  }

  namesOf(frame: number): ReadonlyMap<string, Thing> {
    return this.frames.get(frame)?.names ?? new Map();
  }

  make(content: Content): RefThing {
    const id = this.counter.next++;
    this.contents.set(id, content);
    return { kind: 'ref', id };
  }

  content(id: number): Content | undefined {
    return this.contents.get(id);
  }

  change(id: number, content: Content): void {
    this.contents.set(id, content);
  }

  /** Takes over all of another store. */
  become(other: Store): void {
    this.frames.clear();
    this.contents.clear();
    for (const [id, frame] of other.frames) this.frames.set(id, frame);
    for (const [id, content] of other.contents) this.contents.set(id, content);
  }

  /** Where the two differ, `join` decides; what only one has keeps out of doubt by `missing`. */
  merge(
    yes: Store,
    no: Store,
    join: (a: Thing, b: Thing) => Thing,
    joinLines: (a: LineId, b: LineId) => LineId | undefined,
  ): void {
    this.frames.clear();
    this.contents.clear();
    for (const id of new Set([...yes.frames.keys(), ...no.frames.keys()])) {
      const [a, b] = [yes.frames.get(id), no.frames.get(id)];
      if (!a || !b || a === b) {
        this.frames.set(id, (a ?? b) as Frame);
        continue;
      }
      const names = new Map<string, Thing>();
      for (const name of new Set([...a.names.keys(), ...b.names.keys()])) {
        const [p, q] = [a.names.get(name), b.names.get(name)];
        names.set(name, p && q ? join(p, q) : unknown(`${name} is set in one branch only`));
      }
      this.frames.set(id, { parent: a.parent, names });
    }
    for (const id of new Set([...yes.contents.keys(), ...no.contents.keys()])) {
      const [a, b] = [yes.contents.get(id), no.contents.get(id)];
      this.contents.set(id, !a || !b || a === b ? ((a ?? b) as Content) : mergeContents(a, b, join, joinLines));
    }
  }
}

function mergeContents(
  a: Content,
  b: Content,
  join: (a: Thing, b: Thing) => Thing,
  joinLines: (a: LineId, b: LineId) => LineId | undefined,
): Content {
  if (a.kind === 'array' && b.kind === 'array') {
    const line = joinLines(a.line, b.line);
    if (line !== undefined) return { kind: 'array', line, version: Math.max(a.version, b.version) + 1 };
  }
  if (a.kind === 'list' && b.kind === 'list' && a.items.length === b.items.length) {
    return { kind: 'list', items: a.items.map((item, i) => join(item, b.items[i] as Thing)) };
  }
  if ((a.kind === 'dictionary' || a.kind === 'object') && b.kind === a.kind) {
    const entries = new Map<string, Thing>();
    for (const key of new Set([...a.entries.keys(), ...b.entries.keys()])) {
      const [p, q] = [a.entries.get(key), b.entries.get(key)];
      entries.set(key, p && q ? join(p, q) : unknown(`${key} is set in one branch only`));
    }
    return { ...a, entries };
  }
  return { kind: 'list', items: [unknown('the branches make different things')] };
}
