/** A piece of a note where it stands now. What has moved there is copied when it is first looked at, which is seldom. */
import { getters } from '../base/getters.ts';
import type { Problem } from '../base/outcome.ts';
import type { Span } from '../base/span.ts';
import type { FoundMath } from '../languages/found.ts';
import { further, moved } from '../languages/moved.ts';
import type { Reading } from '../syntax/reading.ts';
import type { Expression, Language, Statement } from '../syntax/tree.ts';
import { definitionsOf } from '../trace/define.ts';
import type { Definition, Place } from '../trace/scope.ts';
import { type FormulaFacts, type Kind, movedReadings, type NoteRead } from './noteFacts.ts';
import type { Item, Region } from './region.ts';

export class NoteRegion implements Region {
  readonly span: Span;
  readonly inner: Span;
  readonly notation: Language;
  readonly items: readonly NoteItem[];
  readonly kind: Kind | undefined;
  private readonly note: NoteRead;
  private statements: readonly Statement[] | undefined;

  /** `next` gives each item its place. */
  constructor(math: FoundMath, note: NoteRead, doc: number | undefined, next: () => Place) {
    this.span = inDocument(math.span, doc);
    this.inner = inDocument(math.inner, doc);
    this.notation = math.notation;
    this.kind = note.facts.kind;
    this.note = note;
    this.items = note.facts.formulas.map((facts) => new NoteItem(this, facts, note.by, doc, next()));
  }

  get readings(): readonly Reading[] {
    return this.note.by === 0 ? this.note.read.readings : movedReadings(this.note.read.readings, this.note.by);
  }

  get problems(): readonly Problem[] {
    return moved(this.note.read.problems, this.note.by);
  }

  /** Of one of its items, where it stands now. */
  expressionOf(item: NoteItem, read: Expression): Expression {
    if (this.note.by === 0) return read;
    this.statements ??= moved(this.note.read.statements, this.note.by).filter(({ kind }) => kind === 'formula');
    const statement = this.statements[this.items.indexOf(item)];
    return statement?.kind === 'formula' ? statement.expression : read;
  }
}

class NoteItem implements Item {
  readonly span: Span;
  readonly place: Place;
  readonly language: Language;
  readonly definitions: readonly Definition[];
  readonly region: NoteRegion;
  private readonly read: Expression;
  private made: readonly Definition[] | undefined;

  constructor(region: NoteRegion, facts: FormulaFacts, by: number, doc: number | undefined, place: Place) {
    this.span = inDocument(further(facts.span, by), doc);
    this.place = place;
    this.language = region.notation;
    this.region = region;
    this.read = facts.expression;
    this.definitions = facts.definitions.map((each, k) => {
      const span = inDocument(further(each.span, by), doc);
      if (by === 0) return { ...each, place, bodyPlace: place, span };
      // Of its own, not of a prototype, so that spreading takes it along.
      const { bodies: _before, ...others } = each;
      return withBodies({ ...others, place, bodyPlace: place, span }, { bodies: () => this.bodiesOf(k) });
    });
  }

  get expression(): Expression {
    return this.region.expressionOf(this, this.read);
  }

  private bodiesOf(definition: number): readonly Expression[] {
    this.made ??= definitionsOf(this.expression, this.place, this.region.notation);
    return this.made[definition]?.bodies ?? [];
  }
}

const withBodies = getters('bodies');

export function inDocument(span: Span, doc: number | undefined): Span {
  return doc === undefined ? span : { ...span, doc };
}
