/** What statements say, where they stand now. What has moved there is copied when it is first looked at, which is seldom. */
import { every } from '../base/pauses.ts';
import type { Span } from '../base/span.ts';
import { further, mover } from '../languages/moved.ts';
import type { Expression, Language } from '../syntax/tree.ts';
import type { Block, Definition, Place } from '../trace/scope.ts';
import type { Entry, Placed, Start, Told } from './collectProgram.ts';
import { inDocument } from './noteRegion.ts';
import type { Item, Region } from './region.ts';

/** Entries that are placed before others get their turn. */
const PAUSE_EVERY = 1000;

/** With pauses. */
export function* placing(told: Told, start: Start, language: Language): Generator<undefined, readonly Placed[]> {
  // Most stand where they stood before an edit elsewhere.
  const known = told.placed;
  if (known && isSame(known.start, start)) return known.all;
  const place = placer(start, language);
  const isTime = every(PAUSE_EVERY);
  const all: Placed[] = [];
  for (const entry of told.entries) {
    if (isTime()) yield;
    all.push(place(entry));
  }
  if (start.doc === undefined && !start.file) told.placed = { start, all };
  return all;
}

function isSame(a: Start, b: Start): boolean {
  return (
    a.order === b.order &&
    a.display === b.display &&
    a.block === b.block &&
    a.by === b.by &&
    a.doc === b.doc &&
    a.file === b.file
  );
}

function placer(start: Start, language: Language): (entry: Entry) => Placed {
  const { by, doc, file } = start;
  const move = by === 0 ? undefined : mover(by);
  const made = new Map<Definition, Definition>();
  const spanOf = (span: Span) => inDocument(further(span, by), doc);
  const blockOf = (id: number) => (id === 0 ? 0 : id + start.block);
  const placeOf = (place: Place): Place => ({
    order: place.order + start.order,
    display: place.display + start.display,
    section: place.section,
    block: blockOf(place.block),
    ...(file && { file }),
  });
  const definitionOf = (definition: Definition): Definition => {
    const known = made.get(definition);
    if (known) return known;
    const place = placeOf(definition.place);
    const bodyPlace = definition.bodyPlace === definition.place ? place : placeOf(definition.bodyPlace);
    const there = { ...definition, place, bodyPlace, span: spanOf(definition.span) };
    const real = move ? movedLater(there, move) : there;
    made.set(definition, real);
    return real;
  };
  const blockAt = ({ id, parent, owner, parameters }: Block): Block => ({
    id: blockOf(id),
    parent: blockOf(parent ?? 0),
    owner: blockOf(owner),
    parameters,
  });
  return (entry) => {
    switch (entry.does) {
      case 'define':
        return {
          does: 'define',
          definition: definitionOf(entry.definition),
          ...(move && { read: entry.definition.bodies }),
        };
      case 'method':
        return { ...entry, definition: definitionOf(entry.definition) };
      case 'open':
        return { does: 'open', block: blockAt(entry.block) };
      case 'import':
        return { ...entry, imported: { ...entry.imported, place: placeOf(entry.imported.place) } };
      case 'export':
        return { ...entry, exported: { ...entry.exported, place: placeOf(entry.exported.place) } };
      case 'immediate':
        return { ...entry, block: blockOf(entry.block) };
      case 'class': {
        const { name, bases, presets } = entry.found;
        const moved = move && new Map([...presets].map(([own, value]) => [own, move(value)]));
        return { does: 'class', found: { name, bases, methods: new Map(), presets: moved ?? presets } };
      }
      case 'item': {
        const within = entry.within && definitionOf(entry.within);
        const definitions = entry.definitions.map(definitionOf);
        const span = spanOf(entry.span);
        const region = new CodeRegion(span, language, entry.kind);
        region.items = [new CodeItem(region, placeOf(entry.place), definitions, within, entry.expression, move)];
        return { does: 'region', region, handed: entry.handed };
      }
      default:
        return entry;
    }
  };
}

type Move = ReturnType<typeof mover>;

/** Of its own, not of a prototype, so that spreading takes it along. */
function movedLater(definition: Definition, move: Move): Definition {
  const { bodies, defaults, function: written } = definition;
  let [ownBodies, ownDefaults]: [Definition['bodies'] | undefined, Definition['defaults']] = [undefined, undefined];
  const bodiesThere = () => {
    ownBodies ??= bodies.map(move);
    return ownBodies;
  };
  if (!defaults) {
    return {
      ...definition,
      get bodies() {
        return bodiesThere();
      },
    };
  }
  return {
    ...definition,
    get bodies() {
      return bodiesThere();
    },
    get defaults() {
      ownDefaults ??= new Map([...defaults].map(([name, value]) => [name, move(value)]));
      return ownDefaults;
    },
    get function() {
      return written && move(written);
    },
  };
}

class CodeRegion implements Region {
  readonly span: Span;
  readonly inner: Span;
  readonly notation: Language;
  readonly kind: Region['kind'];
  items: readonly Item[] = [];
  readonly readings = [];
  readonly problems = [];

  constructor(span: Span, notation: Language, kind: Region['kind']) {
    this.span = span;
    this.inner = span;
    this.notation = notation;
    this.kind = kind;
  }
}

class CodeItem implements Item {
  readonly region: CodeRegion;
  readonly span: Span;
  readonly language: Language;
  readonly place: Place;
  readonly definitions: readonly Definition[];
  readonly within?: Definition;
  private readonly read: Expression;
  private readonly move: Move | undefined;

  constructor(
    region: CodeRegion,
    place: Place,
    definitions: readonly Definition[],
    within: Definition | undefined,
    read: Expression,
    move: Move | undefined,
  ) {
    this.region = region;
    this.span = region.span;
    this.language = region.notation;
    this.place = place;
    this.definitions = definitions;
    if (within) this.within = within;
    this.read = read;
    this.move = move;
  }

  get expression(): Expression {
    return this.move ? this.move(this.read) : this.read;
  }
}
