/** Reading a file piece by piece, so that after an edit only what has changed is read again, and others get their turn. */
import type { Problem } from '../base/outcome.ts';
import { finished } from '../base/pauses.ts';
import type { Span } from '../base/span.ts';
import type { Statement } from '../syntax/tree.ts';
import type { CodeDocument, CodePart, CodePiece, CodePieces } from './code.ts';
import { fullRecovery, type Recovery, unreadFrom } from './lezer.ts';
import { further, moved } from './moved.ts';

/** What a reader makes of the text of one piece; `length`: where it stopped, the end unless too much is no code. */
export interface PieceRead extends Pick<CodeDocument, 'statements' | 'comments' | 'problems'> {
  readonly length: number;
}

/** A pause is offered once for so many characters that are read, or so many times more that are only moved. */
const PAUSE_EVERY = 1000;
const MOVED = 64;

/**
 * `starts`: where pieces start, the first at 0. `read` gets a piece as a text of its own and counts recovery down. Gives
 * the same with pieces of an `earlier` text as without.
 */
export function* readInPieces(
  text: string,
  starts: readonly number[],
  read: (text: string, recovery: Recovery) => Generator<undefined, PieceRead>,
  language: string,
  earlier?: CodePieces,
): Generator<undefined, CodeDocument> {
  const parts: CodePart[] = [];
  const comments: Span[] = [];
  const problems: Problem[] = [];
  const pieces = new Map<string, CodePiece>();
  const recovery = fullRecovery();
  let untilPause = PAUSE_EVERY;
  for (const [i, from] of starts.entries()) {
    const own = text.slice(from, starts[i + 1] ?? text.length);
    const known = pieces.get(own) ?? earlier?.get(own);
    let piece: CodePiece;
    let length = own.length;
    if (known && known.recovery < recovery.left) {
      piece = known;
      recovery.left -= known.recovery;
      untilPause -= own.length / MOVED;
    } else {
      const before = recovery.left;
      // Pauses are not free: within a short piece none is made use of.
      const fresh = own.length < PAUSE_EVERY ? finished(read(own, recovery)) : yield* read(own, recovery);
      length = fresh.length;
      const { statements, comments, problems } = fresh;
      piece = { statements, comments, problems, recovery: before - recovery.left, kept: {} };
      untilPause -= own.length;
    }
    if (untilPause <= 0) {
      untilPause = PAUSE_EVERY;
      yield;
    }
    parts.push({ statements: piece.statements, by: from, kept: piece.kept });
    for (const comment of piece.comments) comments.push(further(comment, from));
    problems.push(...moved(piece.problems, from));
    if (length < own.length) {
      problems.push(...unreadFrom({ length: from + length }, text, language));
      break;
    }
    pieces.set(own, piece);
  }
  let statements: readonly Statement[] | undefined;
  return {
    /** Moved to where they stand when they are first asked for: seldom. */
    get statements() {
      statements ??= parts.flatMap((part) => moved(part.statements, part.by));
      return statements;
    },
    comments,
    problems,
    pieces,
    parts,
  };
}
