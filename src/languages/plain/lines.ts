/**
 * Math in plain text: the lines that read wholly as a formula, `f = sqrt(x^2 + 1)` or `(2)  y' = 2x.`, each by itself.
 * Never a part of a sentence, a setting, a line of a log or of code.
 */
import { finished } from '../../base/pauses.ts';
import { isLetter, RETURN, SPACE, skipBlanks, trimEnd } from '../finding/characters.ts';
import type { FoundMath } from '../found.ts';
import { type Formula, readsAsFormula } from './formula.ts';
import { isFunction } from './names.ts';

interface Candidate {
  readonly found: FoundMath;
  readonly formula: Formula;
}

/** A pause is offered once for so many lines. */
const PAUSE_EVERY = 1000;

export function scanPlain(text: string): FoundMath[] {
  return finished(scanningPlain(text));
}

/** The same with pauses. */
export function* scanningPlain(text: string): Generator<undefined, FoundMath[]> {
  const candidates: Candidate[] = [];
  const names = new Set<string>();
  const functions = new Set<string>();
  let section = 0;
  let titled = false; // is the line above text that an underline would make a title?
  for (let from = 0, lines = 1; from < text.length; lines++) {
    if (lines % PAUSE_EVERY === 0) yield;
    const feed = text.indexOf('\n', from);
    const next = feed < 0 ? text.length : feed + 1;
    const to = feed > from && text.charCodeAt(feed - 1) === RETURN ? feed - 1 : feed < 0 ? text.length : feed;
    const start = skipBlanks(text, from, to);
    const end = trimEnd(text, start, to);
    if (titled && isUnderline(text, start, end)) section++;
    titled = start === from && end > start;
    const candidate = readLine(text, start, end, section, { names, functions });
    if (candidate) {
      candidates.push(candidate);
      const { defines, kind } = candidate.formula;
      if (defines !== undefined && kind === 'formula') {
        const called = text[candidate.found.inner.from + defines.length] === '(';
        (called ? functions : names).add(defines);
      }
    }
    from = next;
  }
  return withUsedConstants(candidates);
}

/** Formulas, and those constants that a formula below or above them uses. */
function withUsedConstants(candidates: readonly Candidate[]): FoundMath[] {
  const used = new Set(candidates.flatMap(({ formula }) => (formula.kind === 'formula' ? formula.uses : [])));
  const kept = candidates.filter(({ formula: { kind, defines, uses } }) => {
    if (kind === 'formula') return true;
    if (defines === undefined || !used.has(defines)) return false;
    for (const name of uses) used.add(name);
    return true;
  });
  return kept.map(({ found }) => found);
}

function readLine(
  text: string,
  from: number,
  to: number,
  section: number,
  known: Parameters<typeof readsAsFormula>[3],
): Candidate | undefined {
  if (to - from > LONGEST || !mayBeFormula(text, from, to)) return undefined;
  const end = bodyEnd(text, from, to);
  for (const start of bodyStarts(text, from, end)) {
    const formula = readsAsFormula(text, start, end, known);
    if (formula) {
      const found: FoundMath = {
        span: { from, to },
        inner: { from: start, to: end },
        notation: 'plain',
        display: true,
        section,
      };
      return { found, formula };
    }
  }
  return undefined;
}

const LONGEST = 4000; // characters of a line

const FORBIDDEN = 1;
const SIGN = 2;
const LETTER = 3;
/** What each ASCII character says of its line: no formula has it, or no prose without a formula does. */
const CLASSES = classes();

function classes(): Uint8Array {
  const of = new Uint8Array(128);
  for (const sign of '"#$%&;@\\`{}~') of[sign.charCodeAt(0)] = FORBIDDEN;
  for (const sign of '=^*+(') of[sign.charCodeAt(0)] = SIGN;
  for (let code = 65; code <= 90; code++) {
    of[code] = LETTER;
    of[code | 32] = LETTER;
  }
  return of;
}

/**
 * A quick look that spares most lines the rest: signs of a formula, nothing that none has, and no two words of two or
 * more letters side by side.
 */
function mayBeFormula(text: string, from: number, to: number): boolean {
  let signs = false;
  let word = 0; // letters of the word that ended last, if only blanks follow it
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    const kind = code < 128 ? CLASSES[code] : SIGN;
    if (kind === FORBIDDEN) return false;
    if (kind === LETTER) {
      const start = i;
      while (i + 1 < to && isLetter(text.charCodeAt(i + 1))) i++;
      const length = i + 1 - start;
      if (word > 1 && length > 1 && !isFunction(lastWord(text, start, word))) return false;
      word = length;
    } else {
      if (kind === SIGN) signs = true;
      if (code !== SPACE) word = 0;
    }
  }
  return signs;
}

/** The word of `length` letters before the blanks that end at `to`. */
function lastWord(text: string, to: number, length: number): string {
  let end = to;
  while (text.charCodeAt(end - 1) === SPACE) end--;
  return text.slice(end - length, end);
}

/** Where the formula may start: after a bullet or a number in brackets, or (tried last) at once. */
function bodyStarts(text: string, from: number, to: number): number[] {
  const label =
    /^(?:[-*•–·]|[([]?\d{1,3}(?:\.\d{1,3}){0,2}[)\].]|\([a-z]{1,3}\)|[a-z]\)|Eq\. ?\(?\d{1,3}(?:\.\d{1,3})?\)?:?)[ \t]+(?=\S)/.exec(
      text.slice(from, Math.min(to, from + 30)),
    );
  return label ? [from + label[0].length, from] : [from];
}

/** Where it ends: before a number in brackets that stands apart, and the full stop or comma of a sentence. */
function bodyEnd(text: string, from: number, to: number): number {
  const tail = text.slice(Math.max(from, to - 20), to);
  const label = /(?: {2,}|\t)[ \t]*[([][\d.*†]{1,8}[)\]]$/.exec(tail);
  const end = trimEnd(text, from, label ? to - label[0].length : to);
  const last = text[end - 1];
  const before = text[end - 2] ?? '';
  return (last === '.' || last === ',') && before !== '.' && before !== ',' ? trimEnd(text, from, end - 1) : end;
}

function isUnderline(text: string, from: number, to: number): boolean {
  return to - from >= 3 && /^(?:=+|-+|~+)$/.test(text.slice(from, Math.min(to, from + 200)));
}
