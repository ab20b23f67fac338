/**
 * Math in Markdown, with its relatives MDX, Quarto, R Markdown, MyST and Jekyll: `$…$`, `$$…$$`, `\(…\)`, `\[…\]` and
 * their doubled forms, bare environments, GitHub's `` $`…`$ `` and `math` fences. Blocks are found first and searched one
 * by one, so a change inside one block leaves what was found in the others.
 */

import { findInline } from '../finding/inline.ts';
import { asFound, type FoundMath } from '../found.ts';
import { markdownBlocks } from './blocks.ts';

export function scanMarkdown(text: string): FoundMath[] {
  const found: FoundMath[] = [];
  for (const { from, to, inner, prefixes, section } of markdownBlocks(text)) {
    const pieces = inner
      ? [{ span: { from, to }, inner, display: true }]
      : findInline(text, from, to, { place: 'prose' });
    for (const math of asFound(text, pieces, prefixes, section)) found.push(math);
  }
  return found;
}
