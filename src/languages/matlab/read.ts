/** MATLAB and Octave files by a lexer of our own: total, tolerant of broken code. */
import { finished } from '../../base/pauses.ts';
import type { Statement } from '../../syntax/tree.ts';
import { type CodeDocument, namesSetBy } from '../code.ts';
import { programProblems } from '../expression/program.ts';
import { readControl } from './control.ts';
import { readFunction } from './functions.ts';
import { matlabGrammar } from './grammar.ts';
import { State, SYNTAX, surveying } from './state.ts';
import { readSimple } from './statements.ts';

/** Reads the whole file: a script, functions with or without `end`, or both. */
export function readMatlab(text: string): CodeDocument {
  return finished(readingMatlab(text));
}

/** The same with pauses. */
export function* readingMatlab(text: string): Generator<undefined, CodeDocument> {
  const state = new State(text, yield* surveying(text), matlabGrammar);
  yield;
  const statements = yield* readingBlock(state, 0, state.tokens.length);
  return { statements, comments: state.comments, problems: programProblems(state.findings) };
}

/** A pause is offered once for so many tokens. */
const PAUSE_EVERY = 500;

function readBlock(s: State, from: number, to: number): Statement[] {
  return finished(readingBlock(s, from, to));
}

/** Functions may be called above the place where they stand, so that they come first. */
function* readingBlock(s: State, from: number, to: number): Generator<undefined, Statement[]> {
  const functions: Statement[] = [];
  const statements: Statement[] = [];
  let pause = from + PAUSE_EVERY;
  for (let i = from; i < to; ) {
    if (i >= pause) {
      pause = i + PAUSE_EVERY;
      yield;
    }
    const token = s.tokens[i];
    const block = s.blocks.get(i);
    if (token?.kind === 'separator') {
      i++;
    } else if (block) {
      const end = Math.min(to, blockEnd(s, i, block));
      if (token?.text === 'function') for (const one of readFunction(s, i, block, readBlock)) functions.push(one);
      else if (token?.text === 'classdef') statements.push(unreadClass(s, i, end));
      else
        add(
          s,
          readStatement(s, () => readControl(s, i, block, readBlock)),
          statements,
        );
      i = Math.max(i + 1, end);
    } else if (token?.kind === 'keyword') {
      const end = keywordEnd(s, i, to);
      add(s, [readKeyword(s, i, end)], statements);
      i = end;
    } else {
      const end = s.statementEnd(i, to);
      add(
        s,
        readStatement(s, () => readSimple(s, i, end)),
        statements,
      );
      i = Math.max(i + 1, end);
    }
  }
  return [...functions, ...statements];
}

function blockEnd(s: State, at: number, { end, closed }: { readonly end: number; readonly closed: boolean }): number {
  if (!closed) return end;
  return s.tokens[at]?.text === 'do' ? s.statementEnd(end + 1, s.tokens.length) : end + 1;
}

/** Names that expressions of the statement set are unknown before and after it. */
function readStatement(s: State, read: () => Statement[]): Statement[] {
  const around = s.effects;
  s.effects = new Set();
  const statements = read();
  const binds = [...s.effects];
  s.effects = around;
  for (const name of binds) s.scope.know(name.split('.', 1)[0] ?? name);
  const [first] = statements;
  const told = new Set(statements.flatMap((statement) => (statement.kind === 'unreadable' ? statement.binds : [])));
  if (!first || binds.every((name) => told.has(name))) return statements;
  return [
    { kind: 'unreadable', span: first.span, reason: 'A name is set inside an expression.', binds },
    ...statements,
  ];
}

/** What other functions may set meanwhile is unknown after it was set. */
function add(s: State, read: readonly Statement[], into: Statement[]): void {
  for (const statement of read) into.push(statement);
  const [first] = read;
  if (s.scope.shared.size === 0 || !first) return;
  const binds = [...new Set(read.flatMap(namesSetBy))].filter((name) =>
    s.scope.shared.has(name.split(/[.[]/, 1)[0] ?? ''),
  );
  if (binds.length === 0) return;
  const reason = 'The value is shared with other functions. Pass it as an argument instead.';
  into.push({ kind: 'unreadable', span: first.span, reason, binds });
}

function keywordEnd(s: State, at: number, to: number): number {
  const listed = /^(?:global|persistent)$/.test(s.tokens[at]?.text ?? '');
  return listed ? s.statementEnd(at + 1, to) : at + 1;
}

function readKeyword(s: State, from: number, to: number): Statement {
  const span = s.spanOf(from, to);
  const word = s.tokens[from]?.text ?? '';
  switch (word) {
    case 'return':
      if (s.scope.inFunction) return { kind: 'return', span };
      return { kind: 'unreadable', span, reason: '`return` ends the script.', binds: [], leaves: 'raise' };
    case 'break':
      return { kind: 'unreadable', span, reason: '`break` ends the loop.', binds: [], leaves: 'break' };
    case 'continue':
      return { kind: 'unreadable', span, reason: '`continue` skips the rest.', binds: [], leaves: 'continue' };
    case 'global':
    case 'persistent': {
      for (const name of s.boundIn(from, to)) s.scope.shared.add(name);
      return s.unread(from, to, `“${word}” variables keep their value between calls.`);
    }
    default:
      return s.unread(from, to, SYNTAX, 'perhaps');
  }
}

function unreadClass(s: State, at: number, end: number): Statement {
  const name = s.tokens[at + 1];
  const binds = name?.kind === 'name' ? [name.text] : [];
  return { kind: 'unreadable', span: s.spanOf(at, end), reason: 'Classes are not read. Use functions.', binds };
}
