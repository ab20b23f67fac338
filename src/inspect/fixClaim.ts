/** Claims of notes, found again and changed. */

import { printLine } from '../render/print.ts';
import { linearName } from '../syntax/names.ts';
import { resolve } from '../trace/scope.ts';
import { agrees, ENOUGH } from './agreement.ts';
import { budgetOf } from './budget.ts';
import { checkClaim } from './checks.ts';
import { type Claim, claimsOf, compareSides } from './claims.ts';
import { sameSpan, shifted } from './fixApply.ts';
import { isGuessed, writtenNames } from './fixInsert.ts';
import { isSpaced } from './fixStyle.ts';
import type { Subject } from './fixSubject.ts';
import type { Source } from './source.ts';
import type { DerivativeCheck, InspectOptions } from './types.ts';

/** The claim of a check; undefined where it is of another kind. */
export function claimSubject(source: Source, check: DerivativeCheck, options: InspectOptions): Subject | undefined {
  const claim = claimFor(source, check);
  return claim && subjectOf(source, claim, options);
}

function claimFor(
  source: Source,
  { span, claim: written }: Pick<DerivativeCheck, 'span' | 'claim'>,
): Claim | undefined {
  for (const region of source.regions) {
    if (region.span.from > span.from) break;
    if (region.span.to < span.to) continue;
    for (const item of region.items) {
      for (const claim of claimsOf(item, source.scope)) {
        const { from, to } = claim.derivative.outer;
        if (sameSpan(claim.claimed.outer, span) && written.startsWith(source.text.slice(from, to))) return claim;
      }
    }
  }
  return undefined;
}

function subjectOf(source: Source, claim: Claim, options: InspectOptions): Subject | undefined {
  const { item, claimed, derivative } = claim;
  const { region, language } = item;
  const budget = budgetOf(options);
  const compared = compareSides(source, claim, { flips: 0 }, budget);
  if (!('comparison' in compared)) return undefined;
  const of = claim.symbol.of.kind === 'call' ? claim.symbol.of.callee : claim.symbol.of;
  const bodies = resolve(source.scope, linearName(of) ?? '', item.place)?.bodies ?? [];
  const own = bodies.filter(({ span }) => span.doc === undefined);
  const index = {
    item: region.items.indexOf(item),
    claim: claimsOf(item, source.scope).findIndex((each) => each.claimed === claimed),
  };
  const near = source.text.slice(region.inner.from, region.inner.to);
  return {
    language,
    spaced: isSpaced(near, source.text),
    places: [claimed],
    names: writtenNames(source.text, [derivative, claimed, ...own]),
    others: [],
    divisors: [],
    guessed: isGuessed(compared.comparison),
    sides: [{ comparison: compared.comparison, whole: claimed }],
    print({ list, builder }, line, limit) {
      const { latex, text, cut } = printLine(list, line, { nameOf: (id) => builder.names.get(id), limit });
      if (cut) return [];
      return language === 'latex' ? latexWordings(latex, source.text) : [text];
    },
    written: (edits) => source.asWritten(region, edits),
    holds(edits) {
      const expression = source.readEdited(region, edits)[index.item];
      const changed = expression && claimsOf({ ...item, expression }, source.scope)[index.claim];
      if (!changed) return false;
      const other = compareSides(source, claim, { flips: 0, claimed: changed.claimed }, budget);
      if (!('comparison' in other)) return false;
      const { samples, transposed, strangers } = other.comparison;
      return samples.length >= ENOUGH && !transposed && strangers.length === 0 && agrees(samples);
    },
    again(edited, edits) {
      // What is put before a formula in a string may stand before its start, too.
      const { from } = shifted({ from: region.span.from, to: region.span.from }, edits);
      const again = edited.regions.find((other) => other.span.from === from)?.items[index.item];
      const found = again && claimsOf(again, edited.scope)[index.claim];
      return found && checkClaim(edited, found, options);
    },
  };
}

/** e^{…} and \ln where the text writes them so. */
function latexWordings(latex: string, text: string): string[] {
  let own = latex;
  if (/\\ln\b/.test(text) && !/\\log\b/.test(text)) own = own.replace(/\\log(?![A-Za-z])/g, '\\ln');
  if (/(?<![A-Za-z])e\^/.test(text) && !/\\exp\b/.test(text))
    own = own.replace(/\\exp(?:\\left)?\(([^()]*?)(?:\\right)?\)/g, 'e^{$1}');
  return own === latex ? [latex] : [own, latex];
}
