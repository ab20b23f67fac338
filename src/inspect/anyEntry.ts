/**
 * Claims about any entry: `∂p_i/∂z_j = …`. One entry stands for all of them; two indices may be the same entry or two,
 * and what is claimed for all must be judged alike whichever they are.
 */

import type { Span } from '../base/span.ts';
import { agrees, disagreements } from './agreement.ts';
import type { Sample } from './sampling.ts';

type Compared<C extends { readonly samples: readonly Sample[] }> =
  | { readonly comparison: C }
  | { readonly reason: string; readonly span?: Span };

/** `compare` enters the letters that it meets, and takes those that it is given for the entries that they say. */
export function forAnyEntry<C extends { readonly samples: readonly Sample[] }>(
  compare: (letters: Map<string, number>) => Compared<C>,
): Compared<C> {
  const letters = new Map<string, number>();
  const alike = compare(letters);
  if (letters.size < 2 || !('comparison' in alike)) return alike;
  const names = [...letters.keys()];
  // An index that the text gives a value, or that ends a sum, is not any.
  if (new Set(letters.values()).size > 1) return doubtful(names);
  const apart = compare(new Map(names.map((name, i) => [name, i + 1])));
  const reversed = compare(new Map(names.map((name, i) => [name, names.length - i])));
  const verdict = verdictOf(alike);
  const isSame = verdict !== undefined && [apart, reversed].every((other) => verdictOf(other) === verdict);
  return isSame ? apart : doubtful(names);
}

function verdictOf(compared: Compared<{ readonly samples: readonly Sample[] }>): 'agrees' | 'differs' | undefined {
  if (!('comparison' in compared)) return undefined;
  const { samples } = compared.comparison;
  if (samples.length === 0) return undefined;
  if (agrees(samples)) return 'agrees';
  return disagreements(samples).length > 0 ? 'differs' : undefined;
}

function doubtful(letters: readonly string[]): { readonly reason: string } {
  return { reason: `Whether ${letters.join(' and ')} are the same index is not known. Write numbers as indices.` };
}
