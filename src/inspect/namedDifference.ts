/** What is wrong with a claim in words: what explains all of it, else what would mend one of its places. */

import { createBuilder, prune } from '../graph/builder.ts';
import type { LineId } from '../graph/list.ts';
import { countOf, sizesOf } from '../primitives/shape.ts';
import { ENOUGH } from './agreement.ts';
import { approximation } from './approximations.ts';
import type { SidesCompared } from './claims.ts';
import { type Difference, factorOfTerm, isTold, partDifference, wholeDifference } from './differences.ts';
import { entryOf } from './entries.ts';
import { needed } from './needed.ts';
import { isSame, samplesOf } from './pairDoubts.ts';
import { numbersIn } from './parts.ts';
import { exchange, insertion, repair } from './repairs.ts';

export function nameOf(comparison: SidesCompared): Difference {
  const difference = named(comparison);
  if (isTold(difference.words)) return difference;
  const [entry = ''] = /^entry [^:]+: /.exec(difference.words) ?? [];
  return { ...UNNAMED, words: entry + UNNAMED.words };
}

export const UNNAMED: Difference = { kind: 'other', words: 'it differs from the computed derivative' };

function named(comparison: SidesCompared): Difference {
  const whole = wholeDifference(comparison);
  if (whole) return whole;
  const entry = onlyWrongEntry(comparison);
  const own = entry && direct(entry.comparison);
  const atEntry = ({ kind, words }: Difference): Difference => ({
    kind,
    words: entry ? `entry ${entry.at}: ${words}` : words,
  });
  if (own) return atEntry(own);
  const told = exchange(comparison) ?? partDifference(comparison);
  if (told) return told;
  const close = approximation(comparison);
  const other = close ?? UNNAMED;
  const atIt = entry && mended(entry.comparison);
  if (atIt) return atEntry(atIt);
  if (entry) return mended(comparison) ?? other;
  // Where some entries are right the mistake is in what only the others are made of.
  const { entries, wrong } = wrongEntries(comparison);
  const isPart = wrong.length < entries;
  return (
    (isPart ? firstWrongEntry(comparison, wrong) : mended(comparison)) ??
    (isPart ? mended(comparison) : firstWrongEntry(comparison, wrong)) ??
    other
  );
}

/** What explains all of it: one number, a path, something that stands where another is meant, a term or a factor. */
function direct(comparison: SidesCompared): Difference | undefined {
  return wholeDifference(comparison) ?? exchange(comparison) ?? partDifference(comparison);
}

/** The same where the two are laid out otherwise, so that nothing can be exchanged. */
export function byValues(comparison: SidesCompared): Difference | undefined {
  return wholeDifference(comparison) ?? partDifference(comparison);
}

function mended(comparison: SidesCompared): Difference | undefined {
  return repair(comparison) ?? needed(comparison) ?? factorOfTerm(comparison) ?? insertion(comparison);
}

/** The one entry of a vector that is wrong, as a comparison of numbers. */
export function onlyWrongEntry(comparison: SidesCompared): { at: number; comparison: SidesCompared } | undefined {
  const { builder, samples } = comparison;
  const [size, more] = builder.shape(comparison.computed);
  if (!size || more) return undefined;
  const wrong = new Set(samples.flatMap((one, i) => (isSame([one]) ? [] : [i % size.size])));
  const [k] = wrong;
  if (k === undefined || wrong.size > 1) return undefined;
  return {
    at: k + 1,
    comparison: ofEntry(
      comparison,
      entryOf(builder, comparison.computed, [k]),
      entryOf(builder, comparison.claimed, [k]),
    ),
  };
}

function ofEntry(comparison: SidesCompared, computed: LineId, claimed: LineId): SidesCompared {
  const whole = comparison.builder.finish([computed, claimed]);
  const of = (own: Pick<SidesCompared, 'builder' | 'list' | 'computed' | 'claimed'>): SidesCompared => {
    const drawn = samplesOf(own.list, own.computed, own.claimed);
    return { ...comparison, ...own, samples: drawn };
  };
  const isLarge = numbersIn(whole) > MOST_NUMBERS;
  if (!isLarge) return of({ builder: comparison.builder, list: whole, computed, claimed });
  // Of large arrays only what the entry is made of.
  const { list } = prune(whole);
  const [own = 0, theirs = 0] = list.outputs;
  return of({ builder: createBuilder({ start: list }), list, computed: own, claimed: theirs });
}

/** Numbers in the lines of both sides. */
const MOST_NUMBERS = 2000;

function wrongEntries({ builder, samples, computed }: SidesCompared): { entries: number; wrong: readonly number[] } {
  const entries = countOf(builder.shape(computed));
  const wrong = new Set(samples.flatMap((one, i) => (isSame([one]) ? [] : [i % entries])));
  return { entries, wrong: [...wrong].sort((a, b) => a - b) };
}

/** Where several entries are wrong: what is wrong with the first. */
function firstWrongEntry(comparison: SidesCompared, [first]: readonly number[]): Difference | undefined {
  const { builder, computed, claimed } = comparison;
  const shape = builder.shape(computed);
  if (first === undefined || shape.length === 0 || shape.length > 3) return undefined;
  const place = placeOf(first, sizesOf(shape));
  const own = ofEntry(comparison, entryOf(builder, computed, place), entryOf(builder, claimed, place));
  if (own.samples.length < ENOUGH) return undefined;
  const named = direct(own) ?? mended(own);
  if (!named) return undefined;
  const where = place.map((index) => index + 1).join(', ');
  return { kind: named.kind, words: `entry ${place.length > 1 ? `(${where})` : where}: ${named.words}` };
}

/** Row-major. */
function placeOf(k: number, sizes: readonly number[]): number[] {
  let rest = k;
  const place = [...sizes].reverse().map((size) => {
    const at = rest % size;
    rest = Math.floor(rest / size);
    return at;
  });
  return place.reverse();
}
