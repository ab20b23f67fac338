/** Statements in order become items and definitions: what is math, where it stands, what it defines. */
import { every } from '../base/pauses.ts';
import type { CodePart } from '../languages/code.ts';
import type { FoundMath } from '../languages/found.ts';
import type { Expression, Language } from '../syntax/tree.ts';
import { declarationsIn } from '../trace/define.ts';
import type { Block, Declaration, Definition, Exported, Imported, Place, Scope } from '../trace/scope.ts';
import type { Collected } from './classes.ts';
import { type Above, insert, isSetIn, isStillSo, type Placed, type Told, telling } from './collectProgram.ts';
import { type Immediate, seenOutside } from './immediate.ts';
import type { NoteRead } from './noteFacts.ts';
import { NoteRegion } from './noteRegion.ts';
import { placing } from './placed.ts';
import type { Region } from './region.ts';

/** What statements of a program say is entered so many times before others get their turn. */
const PAUSE_EVERY = 200;

/** Sections of different documents never mix. */
export const DOCUMENT_SECTIONS = 1_000_000;
const MODULE_BLOCK: Block = { id: 0, owner: 0, parameters: new Set() };

interface NoteOptions {
  /** Whether its definitions hold for the document (not those of a mere selection). */
  readonly register?: boolean;
  /** The same piece at the same offset, as it was before an edit elsewhere. */
  readonly before?: NoteRegion;
}

export interface Collector {
  note(math: FoundMath, note: NoteRead, doc: number | undefined, document: number, options?: NoteOptions): NoteRegion;
  /** Statements of a file's top level, with pauses. */
  program(parts: readonly CodePart[], language: Language, doc: number | undefined): Generator<undefined, Region[]>;
  scope(): Scope;
}

/** `other`: the text is another file of the project than the document. */
export function createCollector(other?: { readonly key: string; readonly label: string }): Collector {
  const definitions = new Map<string, Definition[]>();
  const blocks: Block[] = [MODULE_BLOCK];
  const imports = new Map<string, string>();
  const imported = new Map<string, Imported[]>();
  const exported: Exported[] = [];
  const touched = new Set<string>();
  const sizes = new Set<string>();
  const declared = new Map<string, Declaration>();
  const families = new Map<string, Definition[]>();
  const plain = new Set<string>();
  const handed = new Set<string>();
  const classes = new Map<string, Collected>();
  const immediates = new Map<number, Immediate>();
  const names: Scope = {
    ...other,
    definitions,
    blocks,
    imports,
    imported,
    exported,
    touched,
    sizes,
    declared,
    plain,
    families,
    handed,
    classes,
  };
  /** What definitions of a program were given as, where they are moved only when they are looked at. */
  const asRead = new Map<Definition, Expression | undefined>();
  const sharers = new Map<string, readonly string[]>();
  let order = 0;
  let display = 0;

  function add(definition: Definition): void {
    insert(definitions, definition);
    if (definition.family) {
      const members = families.get(definition.family.base) ?? [];
      members.push(definition);
      families.set(definition.family.base, members);
    }
  }

  const above: Above = {
    last(name) {
      const found = definitions.get(name)?.findLast((each) => !each.parameters);
      return found && (asRead.has(found) ? asRead.get(found) : found.bodies[0]);
    },
    sharers: (name) => sharers.get(name) ?? [],
    isKept: (name) => isSetIn(definitions, name),
  };

  function enter(entry: Placed, regions: Region[]): void {
    switch (entry.does) {
      case 'define':
        if (entry.read) asRead.set(entry.definition, entry.read[0]);
        add(entry.definition);
        return;
      case 'open':
        blocks.push(entry.block);
        return;
      case 'region':
        regions.push(entry.region);
        for (const name of entry.handed) handed.add(name);
        return;
      case 'share':
        sharers.set(entry.base, [...(sharers.get(entry.base) ?? []), entry.name]);
        return;
      case 'touch':
        if (imported.has(entry.root)) touched.add(entry.root);
        return;
      case 'import': {
        const { module, member } = entry.imported;
        imported.set(entry.local, [...(imported.get(entry.local) ?? []), entry.imported]);
        imports.set(entry.local, member === undefined ? module : `${module}.${member}`);
        return;
      }
      case 'export':
        exported.push(entry.exported);
        return;
      case 'class':
        classes.set(entry.found.name, entry.found);
        return;
      case 'method':
        classes.get(entry.className)?.methods.set(entry.role, entry.definition);
        return;
      case 'immediate':
        immediates.set(entry.block, entry.called);
        return;
    }
  }

  /** `stats.mean = …` in a function that is called where it stands is seen outside, if it is the only one. */
  function shareOutside(): void {
    if (immediates.size === 0) return;
    const declares = (owner: number, name: string) =>
      definitions.get(name)?.some((definition) => blocks[definition.place.block]?.owner === owner) === true;
    for (const [name, all] of definitions) {
      if (!name.includes('.') || all[0]?.language !== 'javascript') continue;
      const seen = all.map((definition) => seenOutside(definition, blocks, immediates, declares));
      all.forEach((definition, i) => {
        const block = seen[i];
        if (block === undefined || seen.filter((other) => other === block).length > 1) return;
        all[i] = { ...definition, seenIn: block };
      });
    }
  }

  return {
    note(math, note, doc, document, { register = true, before } = {}) {
      display++;
      const section = document * DOCUMENT_SECTIONS + math.section;
      const first = order;
      const isAsBefore =
        before?.span.from === math.span.from &&
        before.span.to === math.span.to &&
        before.items.every(({ place }, i) => {
          return place.order === first + i && place.display === display && place.section === section;
        });
      const place = (): Place => ({ order: order++, display, section, block: 0 });
      const region = isAsBefore ? before : new NoteRegion(math, note, doc, place);
      order = first + region.items.length;
      for (const [i, { definitions }] of region.items.entries()) {
        const facts = note.facts.formulas[i];
        if (register) definitions.forEach(add);
        for (const size of facts?.sizes ?? []) sizes.add(size);
        for (const name of facts?.plain ?? []) plain.add(name);
        const expression = facts?.declares ? region.items[i]?.expression : undefined;
        for (const { name, declaration } of expression ? declarationsIn(expression) : []) {
          declared.set(name, declaration);
        }
      }
      return region;
    },
    *program(parts, language, doc) {
      const regions: Region[] = [];
      sharers.clear();
      const isTime = every(PAUSE_EVERY);
      for (const { statements, by, kept } of parts) {
        const before = kept.told as Told | undefined;
        const told = before && isStillSo(above, before) ? before : yield* telling(statements, language, above);
        kept.told = told;
        const start = { order, display, block: blocks.length - 1 };
        const placed = yield* placing(told, { ...start, by, doc, file: other && names }, language);
        for (const entry of placed) {
          if (isTime()) yield;
          enter(entry, regions);
        }
        order += told.orders;
        display += told.displays;
      }
      return regions;
    },
    scope() {
      shareOutside();
      return names;
    },
  };
}
