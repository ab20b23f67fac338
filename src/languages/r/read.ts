/** R files by a lexer of our own: total, tolerant of broken code. */
import { finished } from '../../base/pauses.ts';
import type { Statement } from '../../syntax/tree.ts';
import type { CodeDocument } from '../code.ts';
import { programProblems } from '../expression/program.ts';
import { readNext } from './blocks.ts';
import { rGrammar } from './grammar.ts';
import { State, surveying } from './state.ts';
import { readStatement } from './statements.ts';

/** A pause is offered once for so many statements. */
const PAUSE_EVERY = 50;

/** Reads the whole file. */
export function readR(text: string): CodeDocument {
  return finished(readingR(text));
}

/** The same with pauses. */
export function* readingR(text: string): Generator<undefined, CodeDocument> {
  const state = new State(text, yield* surveying(text), rGrammar, readStatement);
  yield;
  const statements: Statement[] = [];
  for (let i = 1; !state.core.done; i++) {
    for (const statement of readNext(state)) statements.push(statement);
    if (i % PAUSE_EVERY === 0) yield;
  }
  return { statements, comments: state.lexed.comments, problems: programProblems(state.findings) };
}
