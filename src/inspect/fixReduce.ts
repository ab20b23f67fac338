/** A program without the functions and classes that a piece of it does not use: quick to read again and again. */
import type { Span } from '../base/span.ts';
import { readProgram, type Source } from './source.ts';

/** Below so many characters nothing is left out. */
const SHORT = 2000;
/** Functions that name functions that name … */
const MOST_ROUNDS = 20;

/** Offsets stay: what is not needed is blank. */
export function onlyNeeded({ text, languageId }: Source, wanted: readonly Span[]): string {
  const program = text.length > SHORT ? readProgram(text, languageId) : undefined;
  if (!program) return text;
  const pieces = program.statements.flatMap((statement) =>
    statement.kind === 'function' || statement.kind === 'class' ? [statement] : [],
  );
  const needed = new Set(
    pieces.filter(({ span }) =>
      wanted.some(({ from, doc }) => doc === undefined && span.from <= from && from < span.to),
    ),
  );
  const left = new Set(pieces.filter((piece) => !needed.has(piece)));
  const isOther = (span: Span) => [...left].some((piece) => piece.span.from === span.from);
  const words = new Set(
    program.statements.flatMap(({ span }) => (isOther(span) ? [] : wordsIn(text.slice(span.from, span.to)))),
  );
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const more = [...left].filter(({ name }) => words.has(name.slice(name.lastIndexOf('.') + 1)));
    if (more.length === 0) break;
    for (const piece of more) {
      left.delete(piece);
      for (const word of wordsIn(text.slice(piece.span.from, piece.span.to))) words.add(word);
    }
  }
  let reduced = text;
  for (const piece of left) {
    const { from, to } = piece.span;
    const isAlone = text.slice(text.lastIndexOf('\n', from - 1) + 1, from).trim() === '';
    const isPlain = isAlone && !(piece.kind === 'function' && piece.decorators?.length);
    if (isPlain) reduced = reduced.slice(0, from) + text.slice(from, to).replace(/[^\n]/g, ' ') + reduced.slice(to);
  }
  return reduced;
}

function wordsIn(text: string): string[] {
  return text.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [];
}
