/** R files by a lexer of our own: total, tolerant of broken code. */
import type { CodeDocument } from '../code.ts';
import { programProblems } from '../expression/program.ts';
import { readStatements } from './blocks.ts';
import { rGrammar } from './grammar.ts';
import { State } from './state.ts';
import { readStatement } from './statements.ts';

export function readR(text: string): CodeDocument {
  const state = new State(text, rGrammar, readStatement);
  const statements = readStatements(state);
  return { statements, comments: state.lexed.comments, problems: programProblems(state.findings) };
}
