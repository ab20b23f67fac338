/**
 * What the statements of a program say: definitions, what stands where, what is changed, imported, handed on. Told as a
 * list, with places that count from its start: the same statements say the same again further down in a later text.
 */
import { every } from '../base/pauses.ts';
import type { Span } from '../base/span.ts';
import { linearName, walk } from '../syntax/names.ts';
import type { Expression, Language, Parameter, Statement } from '../syntax/tree.ts';
import type { Block, Definition, Exported, Imported, Place, Scope } from '../trace/scope.ts';
import { changedNames, changedOutside, changedRoots, sharedBy } from './changes.ts';
import { type Collected, classFound, functionOf, opaqueBody } from './classes.ts';
import { type Immediate, immediateCall } from './immediate.ts';
import { type Kind, kindOf } from './noteFacts.ts';
import type { Region } from './region.ts';

/** Places count from the first statement, blocks from 1: 0 is the module. */
export type Entry =
  | { readonly does: 'define'; readonly definition: Definition }
  | { readonly does: 'open'; readonly block: Block }
  | {
      readonly does: 'item';
      readonly expression: Expression;
      readonly span: Span;
      readonly place: Place;
      readonly definitions: readonly Definition[];
      readonly within: Definition | undefined;
      /** Names that stand in it by themselves. */
      readonly handed: readonly string[];
      readonly kind: Kind | undefined;
    }
  /** The second name was set to something that shares its numbers with the first. */
  | { readonly does: 'share'; readonly base: string; readonly name: string }
  /** An imported name may stand for something that is changed. */
  | { readonly does: 'touch'; readonly root: string }
  | { readonly does: 'import'; readonly local: string; readonly imported: Imported }
  | { readonly does: 'export'; readonly exported: Exported }
  | { readonly does: 'class'; readonly found: Collected }
  | { readonly does: 'method'; readonly className: string; readonly role: string; readonly definition: Definition }
  | { readonly does: 'immediate'; readonly block: number; readonly called: Immediate };

export interface Told {
  readonly entries: readonly Entry[];
  /** How far places count. */
  readonly orders: number;
  readonly displays: number;
  readonly blocks: number;
  /** What it depends on of the statements above. */
  readonly asked: readonly Question[];
  /** As it was placed last. */
  placed?: { readonly start: Start; readonly all: readonly Placed[] };
}

/** Where a list of statements starts: how far places have counted, and how far it has moved since it was read. */
export interface Start {
  readonly order: number;
  readonly display: number;
  readonly block: number;
  readonly by: number;
  readonly doc: number | undefined;
  /** The names of another file. */
  readonly file: Scope | undefined;
}

export type Placed =
  | Exclude<Entry, { does: 'item' | 'define' }>
  /** `read`: its bodies as they were read, where they are moved only when they are looked at. */
  | { readonly does: 'define'; readonly definition: Definition; readonly read?: Definition['bodies'] }
  | { readonly does: 'region'; readonly region: Region; readonly handed: readonly string[] };

/** What was asked of the statements above, and what the answer comes down to. */
export interface Question {
  readonly about: 'last' | 'sharers' | 'kept';
  readonly name: string;
  readonly answer: string;
}

/** The statements above. */
export interface Above {
  /** What a name was set to last; undefined: nothing, or nothing that is followed. */
  last(name: string): Expression | undefined;
  /** Names that were set to something that shares its numbers with this one. */
  sharers(name: string): readonly string[];
  /** Whether the module sets the name to a value. */
  isKept(name: string): boolean;
}

/** Whether the statements above still give the same answers. */
export function isStillSo(above: Above, { asked }: Told): boolean {
  return asked.every(({ about, name, answer }) => answerOf(above, about, name) === answer);
}

/** All that changes look at of a value. */
function answerOf(above: Above, about: Question['about'], name: string): string {
  if (about === 'sharers') return above.sharers(name).join();
  if (about === 'kept') return String(above.isKept(name));
  const value = above.last(name);
  return value ? `${value.kind === 'number'} ${sharedBy(value)}` : '';
}

/** Statements without others inside of them. */
const SIMPLE: ReadonlySet<Statement['kind']> = new Set<Statement['kind']>([
  'formula',
  'assign',
  'return',
  'export',
  'import',
  'unreadable',
]);
const MODULE_BLOCK: Block = { id: 0, owner: 0, parameters: new Set() };
/** Statements that are looked at before others get their turn. */
const PAUSE_EVERY = 50;

/** With pauses. */
export function* telling(top: readonly Statement[], language: Language, above: Above): Generator<undefined, Told> {
  const entries: Entry[] = [];
  const asked = new Map<string, Question>();
  /** Those of the list itself. */
  const definitions = new Map<string, Definition[]>();
  const sharers = new Map<string, string[]>();
  let order = 0;
  let display = 0;
  let blocks = 1;
  let within: Definition | undefined;
  let className: string | undefined;
  /** In the loop or branch that is visited. */
  let changedWithin = new Set<string>();
  const isTime = every(PAUSE_EVERY);
  yield* visit(top, MODULE_BLOCK);
  return { entries, orders: order, displays: display, blocks: blocks - 1, asked: [...asked.values()] };

  function ask(about: Question['about'], name: string): void {
    const key = `${about} ${name}`;
    if (!asked.has(key)) asked.set(key, { about, name, answer: answerOf(above, about, name) });
  }

  function last(name: string): Expression | undefined {
    const own = definitions.get(name)?.findLast((each) => !each.parameters);
    if (own) return own.bodies[0];
    ask('last', name);
    return above.last(name);
  }

  function sharersOf(name: string): readonly string[] {
    ask('sharers', name);
    return [...above.sharers(name), ...(sharers.get(name) ?? [])];
  }

  function isKept(name: string): boolean {
    if (isSetIn(definitions, name)) return true;
    ask('kept', name);
    return above.isKept(name);
  }

  function share(base: string, name: string): void {
    sharers.set(base, [...(sharers.get(base) ?? []), name]);
    entries.push({ does: 'share', base, name });
  }

  function add(definition: Definition): void {
    insert(definitions, definition);
    entries.push({ does: 'define', definition });
  }

  function nextPlace(block: Block): Place {
    return { order: order++, display: ++display, section: 0, block: block.id };
  }

  function* visit(statements: readonly Statement[], block: Block): Generator<undefined, void> {
    for (const [i, statement] of statements.entries()) {
      if (isTime()) yield;
      const called =
        language === 'javascript' && statement.kind === 'function'
          ? immediateCall(statement, statements[i + 1])
          : undefined;
      if (called) entries.push({ does: 'immediate', block: blocks, called });
      if (SIMPLE.has(statement.kind)) visitSimple(statement, nextPlace(block), block);
      else yield* visitOne(statement, block);
    }
  }

  function open(parent: Block, parameters: ReadonlySet<string>, owner?: number): Block {
    const block: Block = { id: blocks, parent: parent.id, owner: owner ?? blocks, parameters };
    blocks++;
    entries.push({ does: 'open', block });
    return block;
  }

  function item(expression: Expression, span: Span, place: Place, made: readonly Definition[]): void {
    const handed: string[] = [];
    const entered = new Set<Expression>();
    for (const node of walk(expression)) {
      if (node.kind === 'index' && node.position === 'bracket') entered.add(node.base);
      if (node.kind === 'name' && !entered.has(node)) handed.push(node.name);
    }
    const kind = kindOf([{ expression, definitions: made }]);
    entries.push({ does: 'item', expression, span, place, definitions: made, within, handed, kind });
  }

  function unfollowed(names: Iterable<string>, block: Block, span: Span, reason: string): void {
    for (const name of names) {
      const place = { order: order++, display: ++display, section: 0, block: block.id };
      add({
        name,
        bodies: [],
        place,
        bodyPlace: place,
        span,
        language,
        notFollowed: reason,
      });
    }
  }

  /** What a statement changes beside the name that it sets. */
  function changesOf(statement: Statement): readonly string[] {
    return changedNames(statement, language, { last, sharers: sharersOf });
  }

  function changed(statement: Statement, block: Block): void {
    for (const root of changedRoots(statement, language)) entries.push({ does: 'touch', root });
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

  /** Those that hold no others. */
  function visitSimple(statement: Statement, place: Place, block: Block): void {
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
                  span: target.span,
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
          span: statement.target.span,
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
        if (base !== undefined) share(base, name);
        changed(statement, block);
        item(value, statement.span, place, [definition]);
        return;
      }
      case 'return':
        if (statement.value) item(statement.value, statement.span, place, []);
        return;
      case 'export':
        entries.push({ does: 'export', exported: { ...statement, place, language } });
        return;
      case 'import':
        entries.push({
          does: 'import',
          local: statement.local,
          imported: { module: statement.module, member: statement.member, place, language },
        });
        return;
      case 'unreadable':
        unfollowed(statement.binds, block, statement.span, statement.reason);
        return;
    }
  }

  function* visitOne(statement: Statement, block: Block): Generator<undefined, void> {
    const place: Place = nextPlace(block);
    switch (statement.kind) {
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
          span: statement.nameSpan,
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
        const bodyPlace: Place = { order: order++, display: ++display, section: 0, block: inner.id };
        const definition: Definition = { ...made, bodyPlace };
        add(definition);
        const isSetter = statement.decorators?.some((decorator) => /(?:^|\.)set(?:ter)?$/.test(decorator));
        const role = isSetter ? `set ${statement.name}` : statement.name;
        if (className !== undefined) entries.push({ does: 'method', className, role, definition });
        if (block.id === MODULE_BLOCK.id && statement.name !== '') {
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
          entries.push({ does: 'class', found: classFound(statement) });
          className = statement.name;
        }
        yield* visit(statement.body, open(block, new Set()));
        className = outer;
        return;
      }
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
    }
  }
}

/** Whether the module sets the name to a value there. */
export function isSetIn(definitions: ReadonlyMap<string, readonly Definition[]>, name: string): boolean {
  const all = definitions.get(name) ?? [];
  return all.some((each) => each.place.block === MODULE_BLOCK.id && !each.parameters);
}

/** A function is added after what stands in its body; the order is that of the text. */
export function insert(definitions: Map<string, Definition[]>, definition: Definition): void {
  const list = definitions.get(definition.name) ?? [];
  let at = list.length;
  while (at > 0 && (list[at - 1] as Definition).place.order > definition.place.order) at--;
  list.splice(at, 0, definition);
  definitions.set(definition.name, list);
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
