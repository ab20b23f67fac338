/** Math in reStructuredText: `` :math:`…` `` roles and `.. math::` blocks, each of whose paragraphs is math of its own. */
import { finished } from '../../base/pauses.ts';
import { BACKSLASH, BACKTICK, runEnd } from '../finding/characters.ts';
import { eachLine, type Line, lineFrom } from '../finding/lines.ts';
import { asFound, type FoundMath, type FoundPiece } from '../found.ts';
import { textBlocks } from './blocks.ts';

/** A pause is offered once for so many blocks. */
const PAUSE_EVERY = 500;

export function scanRestructuredText(text: string): FoundMath[] {
  return finished(scanningRestructuredText(text));
}

/** The same with pauses. */
export function* scanningRestructuredText(text: string): Generator<undefined, FoundMath[]> {
  const lines: Line[] = [];
  eachLine(text, 0, text.length, (from, to) => lines.push(lineFrom(text, from, from, to)));
  const byDefault = /^[ \t]*\.\. default-role:: *math\b/m.test(text);
  const blocks = textBlocks(text, lines, { fences: false, titles: true });
  const found: FoundMath[] = [];
  for (const [i, { from, to, inner, section }] of blocks.entries()) {
    if (i % PAUSE_EVERY === 0) yield;
    const pieces = inner ? [{ span: inner, inner, display: true }] : findRoles(text, from, to, byDefault);
    for (const math of asFound(text, pieces, [], section)) found.push(math);
  }
  return found;
}

/** The interpreted text in `text[from, to)` that has the role `math`; `byDefault`: also that without a role. */
function findRoles(text: string, from: number, to: number, byDefault: boolean): FoundPiece[] {
  const pieces: FoundPiece[] = [];
  for (let i = nextTick(from); i < to; i = nextTick(i)) {
    if (text.charCodeAt(i - 1) === BACKSLASH && i > from) {
      i++;
      continue;
    }
    const open = runEnd(text, i, to);
    const close = open - i === 2 ? literalEnd(open) : closingTick(open);
    if (close < 0) {
      if (open - i !== 2) break;
      i = open;
      continue;
    }
    const before = text.slice(Math.max(from, i - 6), i) === ':math:';
    const after = !before && text.startsWith(':math:', close + 1) && close + 7 <= to;
    const plain = byDefault && text[i - 1] !== ':' && text[close + 1] !== '_' && text[close + 1] !== ':';
    if (open - i === 1 && (before || after || plain)) {
      const span = { from: before ? i - 6 : i, to: after ? close + 7 : close + 1 };
      if (text.slice(open, close).trim() !== '')
        pieces.push({ span, inner: { from: open, to: close }, display: false });
    }
    i = close + (open - i === 2 ? 2 : 1);
  }
  return pieces;

  function nextTick(at: number): number {
    let i = at;
    while (i < to && text.charCodeAt(i) !== BACKTICK) i++;
    return i;
  }

  /** Where the two backticks stand that close a literal: the last two of a run. */
  function literalEnd(at: number): number {
    const end = text.slice(at, to).indexOf('``');
    return end < 0 ? -1 : runEnd(text, at + end, to) - 2;
  }

  /** The backtick that closes interpreted text: a backslash inside math is no escape, unless it stands before one. */
  function closingTick(at: number): number {
    const end = nextTick(at);
    return end < to ? end : -1;
  }
}
