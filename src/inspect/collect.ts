/** Statements in order become items and definitions: what is math, where it stands, what it defines. */
import { every } from '../base/pauses.ts';
import type { Span } from '../base/span.ts';
import type { CodeDocument } from '../languages/code.ts';
import type { FoundMath } from '../languages/found.ts';
import { linearName, walk } from '../syntax/names.ts';
import type { Expression, Language, Parameter, Statement } from '../syntax/tree.ts';
import { declarationsIn } from '../trace/define.ts';
import type { Block, Declaration, Definition, Exported, Imported, Place, Scope } from '../trace/scope.ts';
import { changedNames, changedOutside, changedRoots, sharedBy } from './changes.ts';
import { type Collected, classFound, functionOf, opaqueBody } from './classes.ts';
import { type Immediate, immediateCall, seenOutside } from './immediate.ts';
import type { NoteRead } from './noteFacts.ts';
import { inDocument, NoteRegion } from './noteRegion.ts';
import type { Item, Region } from './region.ts';

/** Statements that are looked at before others get their turn. */
const PAUSE_EVERY = 50;

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
  program(
    statements: CodeDocument['statements'],
    language: Language,
    doc: number | undefined,
  ): Generator<undefined, Region[]>;
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
  const where = other && { file: names };
  let order = 0;
  let display = 0;

  function add(definition: Definition): void {
    const list = definitions.get(definition.name) ?? [];
    // A function is added after what stands in its body; the order is that of the text.
    let at = list.length;
    while (at > 0 && (list[at - 1] as Definition).place.order > definition.place.order) at--;
    list.splice(at, 0, definition);
    definitions.set(definition.name, list);
    if (definition.family) {
      const members = families.get(definition.family.base) ?? [];
      members.push(definition);
      families.set(definition.family.base, members);
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
    *program(top, language, doc) {
      const regions: Region[] = [];
      let within: Definition | undefined;
      let className: string | undefined;
      /** Names that were set to something that shares its numbers with a name. */
      const sharers = new Map<string, readonly string[]>();
      /** In the loop or branch that is visited. */
      let changedWithin = new Set<string>();
      const isTime = every(PAUSE_EVERY);
      yield* visit(top, MODULE_BLOCK);
      return regions;

      function* visit(statements: readonly Statement[], block: Block): Generator<undefined, void> {
        for (const [i, statement] of statements.entries()) {
          if (isTime()) yield;
          const called =
            language === 'javascript' && statement.kind === 'function'
              ? immediateCall(statement, statements[i + 1])
              : undefined;
          if (called) immediates.set(blocks.length, called);
          yield* visitOne(statement, block);
        }
      }

      function open(parent: Block, parameters: ReadonlySet<string>, owner?: number): Block {
        const block: Block = { id: blocks.length, parent: parent.id, owner: owner ?? blocks.length, parameters };
        blocks.push(block);
        return block;
      }

      function item(expression: Expression, span: Span, place: Place, made: readonly Definition[]): void {
        const items: Item[] = [];
        const region: Region = {
          span: inDocument(span, doc),
          inner: inDocument(span, doc),
          notation: language,
          items,
          readings: [],
          problems: [],
        };
        items.push({ expression, span: region.span, place, language, definitions: made, region, within });
        regions.push(region);
        const entered = new Set<Expression>();
        for (const node of walk(expression)) {
          if (node.kind === 'index' && node.position === 'bracket') entered.add(node.base);
          if (node.kind === 'name' && !entered.has(node)) handed.add(node.name);
        }
      }

      function unfollowed(names: Iterable<string>, block: Block, span: Span, reason: string): void {
        for (const name of names) {
          const place = { order: order++, display: ++display, section: 0, block: block.id, ...where };
          add({
            name,
            bodies: [],
            place,
            bodyPlace: place,
            span: inDocument(span, doc),
            language,
            notFollowed: reason,
          });
        }
      }

      /** What a statement changes beside the name that it sets. */
      function changesOf(statement: Statement): readonly string[] {
        const last = (name: string) => definitions.get(name)?.findLast((each) => !each.parameters)?.bodies[0];
        return changedNames(statement, language, { last, sharers: (name) => sharers.get(name) ?? [] });
      }

      function changed(statement: Statement, block: Block): void {
        for (const root of changedRoots(statement, language)) if (imported.has(root)) touched.add(root);
        const names = changesOf(statement);
        for (const name of names) changedWithin.add(name);
        unfollowed(names, block, statement.span, 'it is changed in place');
      }

      /** Visits what runs any number of times, or not at all; gives the names of outside that it changes in place. */
      function* visitWithin(visitAll: () => Generator<undefined, void>): Generator<undefined, ReadonlySet<string>> {
        const outer = changedWithin;
        changedWithin = new Set();
        yield* visitAll();
        const names = changedWithin;
        changedWithin = outer;
        for (const name of names) outer.add(name);
        return names;
      }

      function* visitOne(statement: Statement, block: Block): Generator<undefined, void> {
        const place: Place = { order: order++, display: ++display, section: 0, block: block.id, ...where };
        switch (statement.kind) {
          case 'formula':
            item(statement.expression, statement.span, place, []);
            changed(statement, block);
            return;
          case 'assign': {
            const name = linearName(statement.target);
            if (statement.target.kind === 'sequence' && statement.value.kind === 'sequence') {
              const values = statement.value.items;
              const targets = statement.target.items;
              if (targets.length === values.length) {
                const made: Definition[] = [];
                targets.forEach((target, i) => {
                  const own = linearName(target);
                  const value = values[i];
                  if (own !== undefined && value) {
                    made.push({
                      name: own,
                      bodies: [value],
                      place,
                      bodyPlace: place,
                      span: inDocument(target.span, doc),
                      language,
                    });
                  }
                });
                made.forEach(add);
                item(statement.value, statement.span, place, made);
                return;
              }
            }
            if (name === undefined) {
              unfollowed(namesIn(statement.target), block, statement.span, 'it is set as part of something larger');
              return;
            }
            const value: Expression = statement.operator
              ? {
                  kind: 'operation',
                  operator: statement.operator,
                  operands: [statement.target, statement.value],
                  sign: statement.target.span,
                  span: statement.span,
                  outer: statement.span,
                }
              : statement.value;
            const definition: Definition = {
              name,
              ...(value.kind === 'lambda'
                ? {
                    parameters: value.parameters.map((parameter) => parameter.name),
                    defaults: defaultsOf(value.parameters),
                  }
                : {}),
              bodies: [value.kind === 'lambda' ? value.body : value],
              place,
              bodyPlace: place,
              span: inDocument(statement.target.span, doc),
              language,
            };
            if (value.kind === 'lambda') {
              const inner = open(block, new Set(definition.parameters));
              const bodyPlace = { ...place, block: inner.id };
              const whole = {
                ...definition,
                bodyPlace,
                function: functionOf(value, name, statement.target.span, statement.span),
              };
              add(whole);
              changed(statement, block);
              item(value.body, statement.span, bodyPlace, [whole]);
              return;
            }
            add(definition);
            const base = sharedBy(value);
            if (base !== undefined) sharers.set(base, [...(sharers.get(base) ?? []), name]);
            changed(statement, block);
            item(value, statement.span, place, [definition]);
            return;
          }
          case 'function': {
            const parameters = statement.parameters.map((parameter) => parameter.name);
            const inner = open(block, new Set(parameters));
            const last = statement.body[statement.body.length - 1];
            const straight = statement.body.every(
              (step) => step.kind === 'assign' || step.kind === 'formula' || (step.kind === 'return' && step === last),
            );
            const result = straight && last?.kind === 'return' ? last.value : undefined;
            const made: Definition = {
              name: statement.name,
              parameters,
              defaults: defaultsOf(statement.parameters),
              bodies: [result ?? opaqueBody(statement)],
              place,
              bodyPlace: place,
              span: inDocument(statement.nameSpan, doc),
              language,
              function: statement,
              ...(className !== undefined && { className }),
            };
            const outer = { within, className };
            within = result ? outer.within : made;
            className = undefined;
            const around = changedWithin; // it runs where it is called
            changedWithin = new Set();
            yield* visit(result ? statement.body.slice(0, -1) : statement.body, inner);
            changedWithin = around;
            ({ within, className } = outer);
            const bodyPlace: Place = { order: order++, display: ++display, section: 0, block: inner.id, ...where };
            const definition: Definition = { ...made, bodyPlace };
            add(definition);
            const isSetter = statement.decorators?.some((decorator) => /(?:^|\.)set(?:ter)?$/.test(decorator));
            const role = isSetter ? `set ${statement.name}` : statement.name;
            if (className !== undefined) classes.get(className)?.methods.set(role, definition);
            if (block.id === MODULE_BLOCK.id && statement.name !== '') {
              const isKept = (root: string) =>
                definitions.get(root)?.some((each) => each.place.block === block.id && !each.parameters) === true;
              unfollowed(
                changedOutside(statement, language, isKept),
                block,
                statement.nameSpan,
                `it is changed in ${statement.name}`,
              );
            }
            const body = definition.bodies[0] as Expression;
            item(body, statement.nameSpan, bodyPlace, [definition]);
            if (result && last) item(result, last.span, bodyPlace, [definition]);
            return;
          }
          case 'class': {
            const outer = className;
            if (block.id === MODULE_BLOCK.id) {
              classes.set(statement.name, classFound(statement));
              className = statement.name;
            }
            yield* visit(statement.body, open(block, new Set()));
            className = outer;
            return;
          }
          case 'return':
            if (statement.value) item(statement.value, statement.span, place, []);
            return;
          case 'if': {
            const inPlace = yield* visitWithin(function* () {
              yield* visit(statement.then, open(block, new Set(), block.owner));
              yield* visit(statement.otherwise, open(block, new Set(), block.owner));
            });
            const set = bound([...statement.then, ...statement.otherwise]);
            unfollowed(new Set([...set, ...inPlace]), block, statement.span, 'it is set in a branch');
            return;
          }
          case 'for':
          case 'while': {
            const targets = statement.kind === 'for' ? namesIn(statement.target) : [];
            const update = statement.kind === 'while' ? (statement.update ?? []) : [];
            const body = [...statement.body, ...update];
            const changes = [...targets, ...bound(body)];
            unfollowed(new Set([...changes, ...deeply(body).flatMap(changesOf)]), block, statement.span, LOOPED);
            const inPlace = yield* visitWithin(() => visit(body, open(block, new Set(), block.owner)));
            unfollowed(new Set([...changes, ...inPlace]), block, statement.span, LOOPED);
            return;
          }
          case 'export':
            exported.push({ ...statement, place, language });
            return;
          case 'import':
            imported.set(statement.local, [
              ...(imported.get(statement.local) ?? []),
              { module: statement.module, member: statement.member, place, language },
            ]);
            imports.set(
              statement.local,
              statement.member === undefined ? statement.module : `${statement.module}.${statement.member}`,
            );
            return;
          case 'unreadable':
            unfollowed(statement.binds, block, statement.span, statement.reason);
            return;
        }
      }
    },
    scope() {
      shareOutside();
      return names;
    },
  };
}

function defaultsOf(parameters: readonly Parameter[]): ReadonlyMap<string, Expression> {
  return new Map(parameters.flatMap((parameter) => (parameter.default ? [[parameter.name, parameter.default]] : [])));
}

function namesIn(target: Expression): string[] {
  return [...walk(target)].flatMap((node) => (node.kind === 'name' ? [node.name] : []));
}

const LOOPED = 'it changes in a loop';

/** The statements and those inside of them, functions aside. */
function deeply(statements: readonly Statement[]): Statement[] {
  return statements.flatMap((statement): Statement[] => {
    switch (statement.kind) {
      case 'if':
        return [statement, ...deeply(statement.then), ...deeply(statement.otherwise)];
      case 'for':
        return [statement, ...deeply(statement.body)];
      case 'while':
        return [statement, ...deeply(statement.body), ...deeply(statement.update ?? [])];
      default:
        return [statement];
    }
  });
}

function bound(statements: readonly Statement[]): string[] {
  return statements.flatMap((statement): string[] => {
    switch (statement.kind) {
      case 'assign':
        return namesIn(statement.target);
      case 'function':
      case 'class':
        return [statement.name];
      case 'if':
        return bound([...statement.then, ...statement.otherwise]);
      case 'for':
        return [...namesIn(statement.target), ...bound(statement.body)];
      case 'while':
        return bound([...statement.body, ...(statement.update ?? [])]);
      case 'unreadable':
        return [...statement.binds];
      default:
        return [];
    }
  });
}
