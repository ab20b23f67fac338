/**
 * Quick fixes of wrong claims: the smallest change after which the same check agrees, else the computed formula in the
 * place of the claimed side. Whatever is found is checked once more in the edited document before it is offered.
 */
import { applied, type Edit, shifted } from './fixApply.ts';
import { claimSubject } from './fixClaim.ts';
import { EDIT_GROUPS, type EditGroup, editsOf } from './fixEdits.ts';
import { divided, type Editable } from './fixFactors.ts';
import { insertionsOf } from './fixInsert.ts';
import { pairSubject } from './fixPair.ts';
import type { Subject } from './fixSubject.ts';
import { openEdited } from './others.ts';
import { soundly } from './soundly.ts';
import type { Source } from './source.ts';
import type { DerivativeCheck, DifferenceKind, Fix, InspectOptions } from './types.ts';

const MOST_TRIES = 400;
/** Operations in a formula that takes the place of the claimed side, and in a factor or term that is put in. */
const LONGEST_FORMULA = 60;
const LONGEST_PART = 16;

/** Where the kind of the difference says what to try first. */
const FIRST: Readonly<Partial<Record<DifferenceKind, readonly (EditGroup | 'insertions')[]>>> = {
  sign: ['signs'],
  factor: ['numbers', 'coefficients', 'variables', 'drops', 'insertions'],
  missingTerm: ['insertions', 'signs'],
  missingPath: ['insertions', 'signs'],
  missingChainFactor: ['insertions', 'variables', 'signs'],
  transposed: ['matrices'],
  wrongIndex: ['names', 'numbers'],
  wrongArgument: ['names', 'functions', 'powers'],
  wrongAxis: ['numbers'],
  missingAverage: ['functions', 'insertions'],
};

/** Yields undefined between tries, where the caller may pause or stop; then at most one fix. */
export function* fixesOf(
  source: Source,
  check: DerivativeCheck,
  options: InspectOptions = {},
): Generator<Fix | undefined> {
  if (check.verdict !== 'differs' || check.span.doc !== undefined) return;
  const subject = soundly(() => claimSubject(source, check, options) ?? pairSubject(source, check, options), undefined);
  if (!subject) return;
  for (const tried of tries(source, subject, check.kind)) {
    const edits = subject.written ? subject.written(tried) : tried;
    if (!edits) continue;
    if (subject.guessed && edits.some((edit) => bringsSize(source.text, edit))) continue;
    yield undefined;
    if (!soundly(() => subject.holds(edits), false)) continue;
    yield undefined;
    const edited = openEdited(applied(source.text, edits), source.languageId, options);
    const again = soundly(() => subject.again(edited, edits), undefined);
    if (again?.verdict !== 'agrees') continue;
    yield { title: titleOf(source.text, subject, edits), edits };
    return;
  }
}

function* tries(source: Source, subject: Subject, kind: DifferenceKind | undefined): Generator<readonly Edit[]> {
  const first = kind === undefined ? [] : (FIRST[kind] ?? []);
  const rest = [...EDIT_GROUPS, 'insertions' as const].filter((group) => !first.includes(group));
  const seen = new Set<string>();
  for (const group of [...first, ...rest]) {
    for (const edit of group === 'insertions' ? insertions(source, subject) : changes(source, subject, group)) {
      const key = `${edit.span.from} ${edit.span.to} ${edit.text}`;
      if (seen.has(key) || source.text.slice(edit.span.from, edit.span.to) === edit.text) continue;
      if (seen.size >= MOST_TRIES) break;
      seen.add(key);
      yield [edit];
    }
  }
  const wholes = subject.sides.map(({ whole, comparison }) =>
    whole
      ? subject.print(comparison, comparison.computed, LONGEST_FORMULA).map((text) => ({ span: whole.outer, text }))
      : [],
  );
  // Without a side that can be replaced there is nothing to try, and no end of it.
  const most = wholes.length === 0 ? 0 : Math.min(...wholes.map((wordings) => wordings.length));
  for (let k = 0; k < most; k++) yield wholes.flatMap((wordings) => wordings[k] ?? []);
}

function* changes(source: Source, subject: Subject, group: EditGroup): Generator<Edit> {
  if (group === 'signs') yield* subject.others;
  for (const expression of subject.places) yield* editsOf(editable(source, subject, expression), group);
}

function* insertions(source: Source, subject: Subject): Generator<Edit> {
  const [side, more] = subject.sides;
  if (!side?.whole || more) return;
  const print = (line: number) => subject.print(side.comparison, line, LONGEST_PART);
  const at = editable(source, subject, side.whole);
  yield* insertionsOf(at, side.comparison, print);
  for (const number of subject.divisors) yield* divided(at, side.whole, number);
}

function editable({ text }: Source, subject: Subject, expression: Editable['expression']): Editable {
  const { language, spaced, names, guessed } = subject;
  return { text, expression, language, spaced, names, guessed };
}

/** Where lengths are guessed, 3 may be one. */
function bringsSize(text: string, { span, text: put }: Edit): boolean {
  const sizes = (part: string) => part.match(MULTIPLE)?.length ?? 0;
  return sizes(put) > sizes(text.slice(span.from, span.to));
}

const MULTIPLE = /(?<![\w.])(?:3|6|9|12|0\.3+|0\.6+7?)(?![\w.])/g;

const LONGEST_RESULT = 60;

/** `Insert “2*x*”: 2*x*exp(x**2)`, `Remove “-”: cos(x)`, `Replace “f(x)” by “2*x”`: the change, and what stands there then. */
function titleOf(text: string, { places }: Subject, edits: readonly Edit[]): string {
  const changes = edits
    .map(({ span, text: put }, i) => {
      const old = text.slice(span.from, span.to).trim();
      const fresh = put.trim();
      const words =
        old === '' ? `Insert “${fresh}”` : fresh === '' ? `Remove “${old}”` : `Replace “${old}” by “${fresh}”`;
      return i === 0 ? words : words.charAt(0).toLowerCase() + words.slice(1);
    })
    .join(', ');
  const [edit, more] = edits;
  const place = places.find(({ outer }) => edit && outer.from <= edit.span.from && edit.span.to <= outer.to);
  if (!place || !edit || more || edit.span.to - edit.span.from === place.outer.to - place.outer.from) return changes;
  const span = shifted(place.outer, edits);
  const result = applied(text, edits).slice(span.from, span.to);
  return result.length <= LONGEST_RESULT && !result.includes('\n') ? `${changes}: ${result}` : changes;
}
