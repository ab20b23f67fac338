/**
 * Math inside comments and docstrings of code, whatever the language: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`, environments,
 * `` :math:`…` ``, `.. math::` blocks, `math` fences, and the forms of Doxygen and roxygen. Dollars are read more
 * sceptically than in prose: code has other uses for them.
 */
import type { Span } from '../../base/span.ts';
import { findInline } from '../finding/inline.ts';
import { asFound, type FoundMath } from '../found.ts';
import { textBlocks } from '../restructuredtext/blocks.ts';
import { plainClaims } from './claims.ts';
import { doubledBackslashes } from './escapes.ts';
import { type CommentText, commentTexts } from './leaders.ts';

export interface CommentRules {
  /** ``` ``x`` ``` is math, as in Julia's docstrings, and not code. */
  readonly doubleBackticks?: boolean;
}

/** `comments`: where comments and docstrings stand, with their delimiters, in order. Each is a section of its own. */
export function scanComments(text: string, comments: readonly Span[], rules: CommentRules = {}): FoundMath[] {
  return commentTexts(text, comments).flatMap((comment, section) => {
    const found = scanComment(text, comment, section, rules);
    const claims = plainClaims(text, comment).filter(
      ({ span }) => !found.some((other) => other.span.from < span.to && span.from < other.span.to),
    );
    if (claims.length === 0) return found;
    const plain = claims.map((claim): FoundMath => ({ ...claim, notation: 'plain', display: true, section }));
    return [...found, ...plain].sort((a, b) => a.span.from - b.span.from);
  });
}

function scanComment(text: string, comment: CommentText, section: number, rules: CommentRules): FoundMath[] {
  const inline = { place: 'code', roles: true, documentation: true, ...rules } as const;
  const pieces = textBlocks(text, comment.lines, { fences: true, titles: false }).flatMap(({ from, to, inner }) =>
    inner ? [{ span: { from, to }, inner, display: true }] : findInline(text, from, to, inline),
  );
  if (!comment.escaped) return asFound(text, pieces, comment.leaders, section);
  const holes = pieces.flatMap(({ inner }) => doubledBackslashes(text, inner));
  const masked = [...comment.leaders, ...holes].sort((a, b) => a.from - b.from);
  return asFound(text, pieces, masked, section).map((math) => ({ ...math, escaped: true }));
}
