/** What names of a program stand for while it is traced: numbers and tensors as lines, and everything around them. */

import type { Span } from '../../base/span.ts';
import type { LineId } from '../../graph/list.ts';
import type { Expression, Language, Parameter, Statement } from '../../syntax/tree.ts';
import type { Module } from '../meaning.ts';
import type { Definition, Place } from '../scope.ts';

export type Thing =
  | LineThing
  | RefThing
  | { readonly kind: 'tuple'; readonly items: readonly Thing[]; readonly names?: readonly (string | undefined)[] }
  | RangeThing
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'none' }
  | MaskedThing
  | PlacesThing
  | PointerThing
  /** A complex number or array as two real ones; an imaginary part of one number goes with all. `mask` as of a MaskedThing. */
  | { readonly kind: 'complex'; readonly re: LineId; readonly im: LineId; readonly mask?: LineId }
  | FunctionThing
  /** A function of the language or a library, by its path: `numpy.sin`; `receiver` where it is a method. */
  | {
      readonly kind: 'builtin';
      readonly path: string;
      readonly receiver?: Thing;
      /** A name that nobody defines or imports: used as a number, it is an input. */
      readonly free?: boolean;
      /** It is another file of the project. */
      readonly module?: Module;
    }
  /** Python's `super()`: the object, as the classes behind `after` see it. */
  | { readonly kind: 'super'; readonly of: Thing; readonly after: string }
  /** A class of the document or of another file, to be made; objects of it keep `id`. */
  | { readonly kind: 'class'; readonly name: string; readonly id: string }
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
  /** Python: a number that the text writes as an int: `order=2`. */
  readonly whole?: boolean;
  /** Python: `True` or `False` as the text writes it. */
  readonly truth?: boolean;
}

/** Something that can be changed in place and has several names: an array, a list, a dictionary, an object. */
export interface RefThing {
  readonly kind: 'ref';
  readonly id: number;
}

/** Those entries of an array for which the mask holds, in their order. */
export interface MaskedThing {
  readonly kind: 'masked';
  /** The whole array; its entries beyond the mask mean nothing. */
  readonly line: LineId;
  readonly mask: LineId;
}

/** The places where a mask on inputs holds: `np.flatnonzero(mask)`, `np.where(mask)[0]`. To index with them is to mask. */
export interface PlacesThing {
  readonly kind: 'places';
  readonly mask: LineId;
}

/** C: the address of a number that a name or a field of a struct holds. */
export interface PointerThing {
  readonly kind: 'pointer';
  readonly place: { readonly frame: number; readonly name: string } | { readonly id: number; readonly name: string };
}

export interface RangeThing {
  readonly kind: 'range';
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** A round of a loop: names that it declares are its own where the language has block scope. */
export interface Round {
  readonly frame: number;
  readonly around?: Round;
  isOver: boolean;
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
  /** What its parameters are by default, as that was where it was made. */
  readonly presets?: ReadonlyMap<string, Thing>;
  /** The object that it is a method of, and what the body calls it. */
  readonly receiver?: Thing;
  readonly receiverName?: string;
  /** The class that it is a method of. */
  readonly owner?: string;
  readonly isClassMethod?: boolean;
  readonly isProperty?: boolean;
  /** Names of functions around that it sets. */
  readonly nonlocal?: readonly string[];
  /** The round of a loop that it was made in. */
  readonly round?: Round;
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
  /** `loose`: arrays in it make no array of more axes (Julia's vectors of vectors, cells, R's lists). */
  | { readonly kind: 'list'; readonly items: readonly Thing[]; readonly loose?: boolean }
  | { readonly kind: 'dictionary'; readonly entries: ReadonlyMap<string, Thing> }
  /** Nobody knows any more what is in it. */
  | { readonly kind: 'lost'; readonly reason: string }
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
/** JavaScript: of a parameter that nothing is given for. It is undefined, not null. */
export const MISSING: Thing = { kind: 'none' };
export const unknown = (reason: string): Thing => ({ kind: 'unknown', reason });
/** JavaScript: an entry that `new Array(n)` leaves open. It is undefined where it is asked for. */
export const HOLE: Thing = unknown('the entry was not set');
/** JavaScript: `typeof` of what is undefined or null, which are not told apart. */
export const TYPE_OF_NOTHING: Thing = unknown('undefined and null are not told apart');
export const lineThing = (line: LineId): LineThing => ({ kind: 'line', line });
export const text = (value: string): Thing => ({ kind: 'text', value });
export const tuple = (items: readonly Thing[]): Extract<Thing, { kind: 'tuple' }> => ({ kind: 'tuple', items });

export function isSamePlace({ place: a }: PointerThing, { place: b }: PointerThing): boolean {
  const isOne = 'frame' in a ? 'frame' in b && a.frame === b.frame : 'id' in b && a.id === b.id;
  return isOne && a.name === b.name;
}

/** All that statements change. A copy is taken where a branch is entered that may not be taken. */
export class Store {
  private readonly frames: Map<number, Frame>;
  private readonly contents: Map<number, Content>;
  /** What stands for one of several things since branches met: which one, nobody knows. */
  private readonly either: Map<number, readonly number[]>;
  /** Running numbers are never used twice, whatever is copied. */
  private readonly counter: { next: number };
  /** Whether this line is a tensor that collections hold by reference. */
  isShared: (line: LineId) => boolean;

  constructor(from?: Store) {
    this.frames = new Map(from?.frames);
    this.contents = new Map(from?.contents);
    this.either = new Map(from?.either);
    this.counter = from?.counter ?? { next: 1 };
    this.isShared = from?.isShared ?? (() => false);
  }

  /** How much a copy takes along. */
  get size(): number {
    return this.frames.size + this.contents.size;
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

  /** Whether names of `outer` are seen from `frame`. */
  isInside(frame: number | undefined, outer: number): boolean {
    for (let id = frame; id !== undefined; id = this.frames.get(id)?.parent) if (id === outer) return true;
    return false;
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
    this.contents.set(id, this.boxed(content));
    return { kind: 'ref', id };
  }

  /** One of two things, by what an input is: once one of them is changed, the others are lost. */
  makeEither(content: Content, a: Thing, b: Thing): RefThing {
    const made = this.make(content);
    const sources = [a, b].flatMap((thing) => (thing.kind === 'ref' ? this.behind(thing.id) : []));
    if (sources.length > 0) this.either.set(made.id, sources);
    return made;
  }

  /** Whether it stands for one of several, nobody knows which, or is one of these. */
  isEither(id: number): boolean {
    return this.either.has(id) || [...this.either.values()].some((sources) => sources.includes(id));
  }

  /** The place itself and the one that it is a view of. */
  private behind(id: number): number[] {
    const content = this.contents.get(id);
    return content?.kind === 'array' && content.base ? [id, content.base.id] : [id];
  }

  content(id: number): Content | undefined {
    return this.contents.get(id);
  }

  change(id: number, content: Content): void {
    this.contents.set(id, this.boxed(content));
    if (this.either.size === 0) return;
    for (const [joined, sources] of this.either) {
      if (joined === id) {
        for (const source of sources) this.lose(source, id);
      } else if (sources.includes(id)) {
        this.lose(joined, id);
      }
    }
  }

  /** With all that may stand for it, apart from what was changed itself. */
  private lose(id: number, changed: number): void {
    if (this.contents.get(id)?.kind === 'lost') return;
    const reason = 'it may be another name of something that was changed since, by what an input is';
    this.contents.set(id, { kind: 'lost', reason });
    for (const [joined, sources] of this.either) {
      if (joined !== changed && sources.includes(id)) this.lose(joined, changed);
    }
  }

  /** Tensors in a collection may be changed in place there. */
  private boxed(content: Content): Content {
    const box = (thing: Thing): Thing =>
      thing.kind === 'line' && this.isShared(thing.line)
        ? this.make({ kind: 'array', line: thing.line, version: 0, real: thing.real })
        : thing;
    if (content.kind === 'list') return { kind: 'list', items: content.items.map(box) };
    if (content.kind !== 'dictionary' && content.kind !== 'object') return content;
    return { ...content, entries: new Map([...content.entries].map(([key, thing]) => [key, box(thing)])) };
  }

  /** What differs from an earlier state of the store, in frames and places that it had. */
  changesSince(before: Store): {
    readonly names: readonly { frame: number; name: string; before: Thing | undefined; after: Thing }[];
    readonly contents: readonly { id: number; before: Content; after: Content }[];
  } {
    const names: { frame: number; name: string; before: Thing | undefined; after: Thing }[] = [];
    for (const [frame, old] of before.frames) {
      const now = this.frames.get(frame);
      if (!now || now === old) continue;
      for (const [name, after] of now.names) {
        const own = old.names.get(name);
        if (own !== after) names.push({ frame, name, before: own, after });
      }
    }
    const contents: { id: number; before: Content; after: Content }[] = [];
    for (const [id, old] of before.contents) {
      const now = this.contents.get(id);
      if (now && now !== old) contents.push({ id, before: old, after: now });
    }
    return { names, contents };
  }

  /** Takes over all of another store. */
  become(other: Store): void {
    this.frames.clear();
    this.contents.clear();
    this.either.clear();
    for (const [id, frame] of other.frames) this.frames.set(id, frame);
    for (const [id, content] of other.contents) this.contents.set(id, content);
    for (const [id, sources] of other.either) this.either.set(id, sources);
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
    this.either.clear();
    for (const { either } of [yes, no]) for (const [id, sources] of either) this.either.set(id, sources);
    // Contents first: joining names looks into them. Those that both have are joined when both sides stand.
    for (const { contents } of [yes, no]) for (const [id, content] of contents) this.contents.set(id, content);
    for (const [id, a] of yes.contents) {
      const b = no.contents.get(id);
      if (b && a !== b) this.contents.set(id, mergeContents(a, b, join, joinLines));
    }
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
    const version = Math.max(a.version, b.version) + 1;
    if (line !== undefined) return { kind: 'array', line, version, real: a.real && b.real };
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
  return { kind: 'lost', reason: 'two branches leave it different kinds of value' };
}
