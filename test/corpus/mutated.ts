/** Each mistake of a right claim put into its file: what the check says of it, and what its quick fix makes of it. */
import type { openDocument } from '../../src/core.ts';
import { sameSpan, shifted } from '../../src/inspect/fixApply.ts';
import { claimSubject } from '../../src/inspect/fixClaim.ts';
import { pairSubject } from '../../src/inspect/fixPair.ts';
import type { Subject } from '../../src/inspect/fixSubject.ts';
import { withOthers } from '../../src/inspect/others.ts';
import { comparePair } from '../../src/inspect/pairChecks.ts';
import { pairsOf } from '../../src/inspect/pairs.ts';
import { openSource } from '../../src/inspect/source.ts';
import type { DerivativeCheck, InspectOptions } from '../../src/inspect/types.ts';
import { isNamedRightly, type Mutation, mutationsOf, type Slip } from './mutate.ts';
import { changeOf } from './unchanged.ts';

/** `none`: no number has changed. `layout`: only where they stand. `broken`: such a program does not run. */
export type Outcome = 'found' | 'undecided' | 'agrees' | 'conventionOnly' | 'none' | 'layout' | 'broken' | 'gone';

export interface Mutated {
  readonly slip: Slip;
  readonly line: number;
  /** The line as it was, and as it is. */
  readonly before: string;
  readonly after: string;
  readonly outcome: Outcome;
  readonly named?: boolean;
  readonly kind?: string;
  /** The difference, or why it is not decided. */
  readonly words?: string;
  readonly fix?: 'restores' | 'agrees' | 'fails' | 'none';
  /** The line after the fix. */
  readonly fixed?: string;
  readonly milliseconds: number;
}

export interface Mutating {
  /** Of one claim. */
  readonly most: number;
  readonly fixes: boolean;
  /** Claims that another file has said letter for letter. */
  readonly seen: readonly string[];
}

type Document = ReturnType<typeof openDocument>;

export function* mutated(
  document: Document,
  languageId: string,
  checks: readonly DerivativeCheck[],
  options: InspectOptions,
  { most, fixes, seen }: Mutating,
): Generator<{ readonly key: string; readonly tried: readonly Mutated[] }> {
  const { text } = document;
  const opened = openSource(text, languageId, options);
  const source = options.others ? withOthers(opened, options.others) : opened;
  const known = new Set(seen);
  for (const check of checks) {
    if (check.verdict !== 'agrees' || check.span.doc !== undefined) continue;
    const subject = claimSubject(source, check, options) ?? pairSubject(source, check, options);
    if (!subject) continue;
    const key = keyOf(text, check, subject);
    if (known.has(key)) continue;
    known.add(key);
    const alike = checks.filter(({ span }) => sameSpan(span, check.span));
    const place = alike.indexOf(check);
    const tried = mutationsOf(text, subject, most).map((mutation) =>
      attempt(document, mutation, check, place, options, fixes),
    );
    yield { key, tried };
  }
}

/** The texts of both functions, or of formula and claim. */
function keyOf(text: string, check: DerivativeCheck, subject: Subject): string {
  const { related = [], claim } = check;
  const parts = related.filter(({ doc }) => doc === undefined).map(({ from, to }) => text.slice(from, to));
  const own = subject.places.map(({ outer }) => text.slice(outer.from, outer.to));
  return [claim, ...parts, ...own].join('\n').replace(/\s+/g, ' ');
}

function attempt(
  document: Document,
  mutation: Mutation,
  check: DerivativeCheck,
  place: number,
  options: InspectOptions,
  fixes: boolean,
): Mutated {
  const start = performance.now();
  const { edit, slip } = mutation;
  const edited = document.edit([edit]);
  const span = shifted(check.span, [edit]);
  const again = [...edited.check(options)].filter((each) => each && sameSpan(each.span, span))[place];
  const milliseconds = Math.round(performance.now() - start);
  const at = (text: string) => lineAt(text, edit.span.from);
  const own = {
    slip,
    line: document.text.slice(0, edit.span.from).split('\n').length,
    before: at(document.text),
    after: at(edited.text),
    milliseconds,
  };
  if (!again) return { ...own, outcome: 'gone' };
  const words = again.difference ?? again.reason;
  if (again.verdict === 'undecided')
    return { ...own, outcome: BROKEN.test(words ?? '') ? 'broken' : 'undecided', words };
  if (again.verdict === 'conventionOnly') return { ...own, outcome: 'conventionOnly', words };
  if (again.verdict === 'agrees') {
    const [before, after] = [comparedIn(document, check, options), comparedIn(edited, again, options)];
    const change = before && after ? changeOf(before, after) : changeShown(check, again);
    return { ...own, outcome: change === 'numbers' ? 'agrees' : change, words };
  }
  const named = isNamedRightly(mutation, again.kind ?? 'other', words ?? '');
  const found = { ...own, outcome: 'found', named, kind: again.kind, words } as const;
  if (!fixes) return found;
  const fix = [...edited.fixes(again, options)].find((each) => each !== undefined);
  if (!fix) return { ...found, fix: 'none' };
  const mended = edited.edit(fix.edits);
  const later = shifted(again.span, fix.edits);
  const last = [...mended.check(options)].filter((each) => each && sameSpan(each.span, later))[place];
  const fixed = lineAt(mended.text, Math.min(edit.span.from, ...fix.edits.map((each) => each.span.from)));
  if (last?.verdict !== 'agrees') return { ...found, fix: 'fails', fixed };
  return { ...found, fix: mended.text === document.text ? 'restores' : 'agrees', fixed };
}

function comparedIn({ text, languageId }: Document, check: DerivativeCheck, options: InspectOptions) {
  const opened = openSource(text, languageId, options);
  const source = options.others ? withOthers(opened, options.others) : opened;
  const pair = pairsOf(source).find(({ span }) => sameSpan(span, check.span));
  return pair && comparePair(source, pair, options);
}

/** By the values that the checks show, where the two cannot be run by themselves. */
function changeShown(check: DerivativeCheck, again: DerivativeCheck): 'none' | 'layout' | 'numbers' {
  const [before, after] = [check.claimed?.value, again.claimed?.value];
  if (again.reason === check.reason && isNear(after, before)) return 'none';
  return isRearranged(after, before) ? 'layout' : 'numbers';
}

/** What a program would end with an error at. */
const BROKEN =
  /\bshape|do(?:es)? not fit|another argument|arguments|is not complete|Finish or correct|needs (?:two|an|a) |takes a vector or a matrix|has no (?:entry|axis)|no entry|no axis|this axis has|is not defined|has \d+ entries|only square|not square|is (?:not )?a (?:number|vector|matrix)/i;

function lineAt(text: string, offset: number): string {
  const from = text.lastIndexOf('\n', offset - 1) + 1;
  const to = text.indexOf('\n', offset);
  return text.slice(from, to < 0 ? text.length : to).trim();
}

function isNear(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number')
    return Object.is(a, b) || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((each, i) => isNear(each, b[i]));
}

/** The same numbers in other places, or in another shape. */
function isRearranged(a: unknown, b: unknown): boolean {
  const [these, those] = [a, b].map((value) => (Array.isArray(value) ? value.flat(9).sort((x, y) => x - y) : [value]));
  return these?.length !== those?.length || isNear(these, those);
}
