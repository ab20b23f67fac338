/**
 * Math in Markdown, with its relatives MDX, Quarto, R Markdown, MyST and Jekyll: `$…$`, `$$…$$`, `\(…\)`, `\[…\]` and
 * their doubled forms, bare environments, GitHub's `` $`…`$ `` and `math` fences. Blocks are found first and searched one
 * by one, so a change inside one block leaves what was found in the others.
 */

import { finished } from '../../base/pauses.ts';
import { findInline } from '../finding/inline.ts';
import { asFound, type FoundMath } from '../found.ts';
import { findingBlocks } from './blocks.ts';

/** A pause is offered once for so many blocks. */
const PAUSE_EVERY = 500;

export function scanMarkdown(text: string): FoundMath[] {
  return finished(scanningMarkdown(text));
}

/** The same with pauses. */
export function* scanningMarkdown(text: string): Generator<undefined, FoundMath[]> {
  const found: FoundMath[] = [];
  const blocks = yield* findingBlocks(text);
  for (const [i, { from, to, inner, prefixes, section }] of blocks.entries()) {
    if (i % PAUSE_EVERY === 0) yield;
    const pieces = inner
      ? [{ span: { from, to }, inner, display: true }]
      : findInline(text, from, to, { place: 'prose' });
    for (const math of asFound(text, pieces, prefixes, section)) found.push(math);
  }
  return found;
}
