/** Reading a file piece by piece, so that after an edit only what has changed is read again, and others get their turn. */
import type { Problem } from '../base/outcome.ts';
import type { Span } from '../base/span.ts';
import type { Statement } from '../syntax/tree.ts';
import type { CodeDocument, CodePiece, CodePieces } from './code.ts';
import { fullRecovery, type Recovery, unreadFrom } from './lezer.ts';
import { moved, moving } from './moved.ts';

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
  const statements: Statement[] = [];
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
      piece = yield* placing(known, from);
      recovery.left -= known.recovery;
      untilPause -= own.length / MOVED;
    } else {
      const before = recovery.left;
      const fresh = yield* read(own, recovery);
      length = fresh.length;
      piece = yield* placing({ ...fresh, from: 0, recovery: before - recovery.left }, from);
      untilPause -= own.length;
    }
    if (untilPause <= 0) {
      untilPause = PAUSE_EVERY;
      yield;
    }
    for (const statement of piece.statements) statements.push(statement);
    for (const comment of piece.comments) comments.push(comment);
    problems.push(...piece.problems);
    if (length < own.length) {
      problems.push(...unreadFrom({ length: from + length }, text, language));
      break;
    }
    pieces.set(own, piece);
  }
  return { statements, comments, problems, pieces };
}

function* placing(piece: CodePiece, to: number): Generator<undefined, CodePiece> {
  const by = to - piece.from;
  if (by === 0) return piece;
  const { statements, comments, problems, recovery } = piece;
  return {
    statements: yield* moving(statements, by),
    comments: moved(comments, by),
    problems: moved(problems, by),
    from: to,
    recovery,
  };
}
