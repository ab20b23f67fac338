/**
 * What checks of an earlier text found, kept for claims whose own text and everything that they look at is the same. A
 * claim is known again by its text, its surroundings, and the definitions that its names lead to; what it asked of the
 * text as a whole is asked again.
 */
import { every } from '../base/pauses.ts';
import { linearName, walk } from '../syntax/names.ts';
import type { Expression } from '../syntax/tree.ts';
import { type Definition, type Place, resolve } from '../trace/scope.ts';
import type { Claim } from './claims.ts';
import { isSameAnswer, listening, type Question } from './others.ts';
import type { Source } from './source.ts';
import type { DerivativeCheck } from './types.ts';

export interface Memory {
  readonly known: Map<string, Remembered>;
  /** Texts by number: keys stay short however long the texts are. */
  readonly texts: Map<string, number>;
  /** Characters of all texts. */
  size: number;
}

interface Remembered {
  readonly check: DerivativeCheck | undefined;
  /** Patterns that the whole text was searched for, and whether they were found. */
  readonly asked: readonly (readonly [pattern: RegExp, found: boolean])[];
  /** What was looked up in other files. */
  readonly elsewhere: readonly Question[];
  /** What `beside` said. */
  readonly beside: string;
}

export function createMemory(): Memory {
  return { known: new Map(), texts: new Map(), size: 0 };
}

/** Characters kept, of texts long gone too; beyond, all is forgotten. */
const LARGEST = 20_000_000;

/** To be called before a run: keys of one run belong together. */
export function refresh(memory: Memory): void {
  if (memory.size < LARGEST) return;
  memory.known.clear();
  memory.texts.clear();
  memory.size = 0;
}

type Checked = DerivativeCheck | undefined;

/**
 * The check known under one of the keys, or a new one; `used` collects what is still of use. It goes under the first key
 * if it agrees, else under the last. `beside`: what a check that does not agree looks at apart from what the keys hold;
 * undefined: too much to be remembered.
 */
export function* recalled<T extends Checked>(
  memory: Memory,
  keys: readonly string[],
  source: Source,
  used: Set<string>,
  check: (source: Source) => Generator<undefined, T>,
  beside: (check: Checked) => string | undefined = () => '',
): Generator<undefined, { readonly check: Checked; readonly isNew: boolean }> {
  for (const key of keys) {
    const known = memory.known.get(key);
    if (!known?.asked.every(([pattern, found]) => source.says(pattern) === found)) continue;
    if (!known.elsewhere.every((question) => isSameAnswer(source, question))) continue;
    if (beside(known.check) !== known.beside) continue;
    used.add(key);
    return { check: known.check, isNew: false };
  }
  const asked: [RegExp, boolean][] = [];
  const says = (pattern: RegExp) => {
    const found = source.says(pattern);
    asked.push([pattern, found]);
    return found;
  };
  const elsewhere: Question[] = [];
  const made = yield* check({ ...listening(source, (question) => elsewhere.push(question)), says });
  const key = (made?.verdict === 'agrees' ? keys[0] : keys.at(-1)) ?? '';
  const more = beside(made);
  if (more !== undefined) {
    memory.known.set(key, { check: made, asked, elsewhere: distinct(elsewhere), beside: more });
    used.add(key);
  }
  return { check: made, isNew: true };
}

function distinct(questions: readonly Question[]): Question[] {
  const seen = new Map<unknown, Set<string>>();
  return questions.filter(({ from, specifier }) => {
    const known = seen.get(from) ?? new Set();
    seen.set(from, known);
    return known.size < known.add(specifier).size;
  });
}

/** Only what a whole run has used stays known. */
export function forget(memory: Memory, keep: ReadonlySet<string>): void {
  for (const key of memory.known.keys()) if (!keep.has(key)) memory.known.delete(key);
}

/** Everything of a document that keys are made from, worked out once. */
export interface Index {
  /** Definitions by the stem of their name: `x_max` and `x_0` under `x`. */
  readonly stems: ReadonlyMap<string, Stem>;
  /** Names that stand in some definition. */
  readonly used: ReadonlySet<string>;
  /** Of a definition: the text that it stands in, and how it was read. */
  textOf(definition: Definition): string;
  /** Names that its bodies hold. */
  namesIn(definition: Definition): readonly string[];
}

interface Stem {
  /** In the order of the text. */
  readonly definitions: Definition[];
  readonly bySection: Map<number, number[]>;
  /** What all of them say; worked out when it is first asked for. */
  all?: number;
  names?: ReadonlySet<string>;
}

/** Regions or definitions that are looked at before others get their turn: few, as the code may be cold. */
const PAUSE_EVERY = 50;

export function* indexing(source: Source): Generator<undefined, Index> {
  const stems = new Map<string, Stem>();
  const used = new Set<string>();
  const names = new Map<Definition, readonly string[]>();
  const texts = new Map<number, string>();
  const isTime = every(PAUSE_EVERY);
  for (const { items, span } of source.regions) {
    if (isTime()) yield;
    for (const { definitions } of items) {
      for (const { place } of definitions) texts.set(place.order, source.text.slice(span.from, span.to));
    }
  }
  const plainText = ({ place, span, name, function: written }: Definition): string => {
    if (span.doc !== undefined) return `${span.doc} ${span.from}`; // the prelude stays as it is
    return (written && source.text.slice(written.span.from, written.span.to)) ?? texts.get(place.order) ?? name;
  };
  for (const [name, definitions] of source.scope.definitions) {
    if (isTime()) yield;
    const stem: Stem = stems.get(stemOf(name)) ?? { definitions: [], bySection: new Map() };
    stems.set(stemOf(name), stem);
    stem.definitions.push(...definitions);
    for (const definition of definitions) {
      const inside = definition.function ? (plainText(definition).match(WORD) ?? []) : [];
      const own = [...definition.bodies.flatMap(namesOf), ...inside];
      names.set(definition, own);
      for (const each of [...own, ...(definition.parameters ?? [])]) used.add(each);
    }
  }
  yield;
  for (const { definitions, bySection } of stems.values()) {
    if (isTime()) yield;
    definitions.sort((a, b) => a.place.order - b.place.order);
    for (const [i, { place }] of definitions.entries()) {
      const others = bySection.get(place.section);
      if (others) others.push(i);
      else bySection.set(place.section, [i]);
    }
  }
  const written = new Map<Definition, string>();
  return {
    stems,
    used,
    textOf(definition) {
      const known = written.get(definition) ?? `${plainText(definition)}\n${definition.bodies.map(treeOf).join()}`;
      written.set(definition, known);
      return known;
    },
    namesIn: (definition) => names.get(definition) ?? [],
  };
}

const WORD = /[\p{L}_][\p{L}\p{N}_]*/gu;

/** How something was read: macros and readings change that without a change of its text. */
function treeOf(expression: Expression): string {
  const parts: string[] = [];
  for (const node of walk(expression)) {
    parts.push(node.kind === 'name' ? node.name : node.kind === 'operation' ? node.operator : node.kind);
  }
  return parts.join(' ');
}

/**
 * What a check of the claim looks at, apart from the text as a whole. First, as long as it agrees: the definitions that
 * its names mean. Then every definition of them, which may explain why it does not.
 */
export function claimKeys(memory: Memory, source: Source, index: Index, claim: Claim): readonly string[] {
  const { item, derivative, claimed } = claim;
  const { region } = item;
  const { from, to } = region.span;
  const around = source.text.slice(Math.max(0, from - AROUND), to + AROUND);
  const at = [derivative, claimed].map(({ outer }) => `${outer.from - from}:${outer.to - from}`).join();
  const readings = region.readings.map(({ key, chosen }) => `${key.split(':')[0]} ${chosen}`);
  const own = [source.text.slice(from, to), at, treeOf(derivative), treeOf(claimed), readings.join()];
  const names = [derivative, claimed].flatMap(namesOf);
  const used = names.filter((name) => index.used.has(name)).join();
  const key = (parts: readonly string[]) => parts.map((part) => numberOf(memory, part)).join(' ');
  return [
    key([...own, ...meant(source, index, names, item.place)]),
    key([...own, around, used, ...all(memory, source, index, names, item.place)]),
  ];
}

function meant(source: Source, index: Index, names: readonly string[], from: Place): string[] {
  const parts: string[] = [];
  const seen = new Set<Definition | string>();
  const open = names.map((name) => ({ name, place: from }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { name, place } = next;
    const definition = resolve(source.scope, name, place);
    const stem = stemOf(name);
    if (!seen.has(stem)) parts.push(factsOf(source, stem));
    seen.add(stem);
    const family = source.scope.families.get(stem) ?? [];
    for (const found of definition ? [definition, ...family] : family) {
      if (seen.has(found)) continue;
      seen.add(found);
      parts.push(found.name, relation(found.place, from), index.textOf(found));
      for (const each of index.namesIn(found)) open.push({ name: each, place: found.bodyPlace });
    }
  }
  return parts;
}

function all(memory: Memory, source: Source, index: Index, names: readonly string[], from: Place): string[] {
  const parts: string[] = [];
  const seen = new Set<string>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const stem = stemOf(name);
    if (seen.has(stem)) continue;
    seen.add(stem);
    parts.push(factsOf(source, stem));
    const found = index.stems.get(stem);
    if (!found) continue;
    const { definitions, bySection } = found;
    found.all ??= numberOf(
      memory,
      definitions.map((each) => `${each.name} ${numberOf(memory, index.textOf(each))}`).join(),
    );
    found.names ??= new Set(definitions.flatMap((definition) => index.namesIn(definition)));
    const above = definitions.findIndex(({ place }) => place.order >= from.order);
    const near = (bySection.get(from.section) ?? []).map(
      (i) => `${i} ${definitions[i]?.place.display === from.display}`,
    );
    parts.push(`${found.all} ${above} ${near.join()}`);
    open.push(...found.names);
  }
  return parts;
}

/** What the document says of a name elsewhere. */
function factsOf({ scope, text }: Source, stem: string): string {
  const sizes = (scope.declared.get(stem)?.sizes ?? []).map(({ span }) => text.slice(span.from, span.to));
  return `${stem} ${scope.plain.has(stem)} ${scope.sizes.has(stem)} ${scope.imports.get(stem)} ${sizes.join()}`;
}

/** The words around a claim that a check reads reach so far. */
const AROUND = 300;

/** Where a definition stands as seen from a claim. */
function relation(of: Place, from: Place): string {
  const side = of.order === from.order ? 'own' : of.order < from.order ? 'above' : 'below';
  return `${side} ${of.section === from.section} ${of.display === from.display}`;
}

/** A number for a text, the same for equal texts. */
export function numberOf(memory: Memory, text: string): number {
  const { texts } = memory;
  const known = texts.get(text);
  if (known !== undefined) return known;
  memory.size += text.length;
  texts.set(text, texts.size);
  return texts.size - 1;
}

function namesOf(expression: Expression): string[] {
  const found = new Set<string>();
  for (const node of walk(expression)) {
    const name = linearName(node);
    if (name !== undefined) found.add(name);
  }
  return [...found];
}

function stemOf(name: string): string {
  return /^[^_.[]+/.exec(name)?.[0] ?? name;
}
