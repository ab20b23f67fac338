/**
 * What was read of an earlier text of the same document, kept for the pieces that are still the same: after a keystroke
 * one formula is read, not thousands. Gives exactly what reading everything anew gives.
 */
import type { CodePieces } from '../languages/code.ts';
import { type FoundMath, innerText } from '../languages/found.ts';
import type { Macro, ReadMath } from '../syntax/reading.ts';
import type { NoteFacts } from './noteFacts.ts';
import type { NoteRegion } from './noteRegion.ts';

/** What a reader needs to know of the whole document before it reads one piece. */
export interface Names {
  readonly functions: Set<string>;
  readonly variables: Set<string>;
}

/** What was read, and where it stood then: `from`. */
export interface ReadAt {
  readonly read: ReadMath;
  readonly from: number;
}

/** One piece of math as it was read, and where it stood then. */
export interface Piece {
  readonly text: string;
  readonly notation: FoundMath['notation'];
  /** What the words before it are about. */
  readonly about?: string;
  readonly from: number;
  /** Read without knowing the document, and what the document learns from that. */
  readonly first: ReadAt;
  readonly lesson: Names;
  /** Read with what the document knows; undefined: it makes no difference. */
  readonly again?: ReadAt;
  /** Of what counts: `again`, or else `first`. */
  readonly facts: NoteFacts;
  readonly region: NoteRegion;
}

/** All pieces of a document's text by where they stand, and what the document knew. */
export interface Pieces {
  readonly at: ReadonlyMap<number, Piece>;
  readonly names: Names;
  readonly macros: ReadonlyMap<string, Macro>;
  /** Of a program. */
  readonly code?: CodePieces;
}

/** The pieces of an earlier text, and how far what stood behind its edits has moved: by edit, then by all of them. */
export interface Earlier {
  readonly pieces: Pieces;
  readonly moves: readonly number[];
}

export function aboutOf({ about, inner }: FoundMath): string | undefined {
  return (
    about &&
    `${about.of} ${about.parameters} ${about.wrt} ${inner.from - about.said.from} ${inner.from - about.said.to}`
  );
}

/** The same piece of the earlier text, found by its place and its text. */
export function earlierPiece(earlier: Earlier | undefined, text: string, math: FoundMath): Piece | undefined {
  if (!earlier) return undefined;
  const own = innerText(text, math);
  for (const by of earlier.moves) {
    const piece = earlier.pieces.at.get(math.inner.from - by);
    if (piece && piece.notation === math.notation && piece.text === own && piece.about === aboutOf(math)) return piece;
  }
  return undefined;
}

export function sameMacros(a: ReadonlyMap<string, Macro>, b: ReadonlyMap<string, Macro>): boolean {
  if (a.size !== b.size) return false;
  for (const [name, macro] of a) {
    const other = b.get(name);
    const isSame =
      other?.body === macro.body && other.parameters === macro.parameters && other.optional === macro.optional;
    if (!isSame) return false;
  }
  return true;
}

export function sameNames(a: Names, b: Names): boolean {
  return sameSet(a.functions, b.functions) && sameSet(a.variables, b.variables);
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a.size !== b.size) return false;
  for (const entry of a) if (!b.has(entry)) return false;
  return true;
}

/** How far what stands behind some changes moves: not at all, or by those before it. */
export function movesOf(
  changes: readonly { readonly span: { readonly from: number; readonly to: number }; readonly text: string }[],
): number[] {
  const moves = [0];
  let by = 0;
  for (const { span, text } of [...changes].sort((a, b) => a.span.from - b.span.from)) {
    by += text.length - (span.to - span.from);
    moves.push(by);
  }
  return [...new Set(moves)];
}
