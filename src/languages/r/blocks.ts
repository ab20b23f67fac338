/** Sequences of statements, and blocks as values. */
import type { Span } from '../../base/span.ts';
import type { Expression, Statement } from '../../syntax/tree.ts';
import { ifStatement, namesSetBy } from '../code.ts';
import { nameOf } from '../expression/nodes.ts';
import { INSIDE, type State } from './state.ts';
import { isSign } from './tokens.ts';

/** The statements of the window. */
export function readStatements(s: State): Statement[] {
  const statements: Statement[] = [];
  while (!s.core.done) for (const statement of readNext(s)) statements.push(statement);
  return statements;
}

/** The next statement, or what stands between two. */
export function readNext(s: State): Statement[] {
  const { core } = s;
  const next = core.peek();
  if (next?.kind !== 'newline' && !isSign(next, ';')) return readNoted(s);
  core.take();
  return [];
}

/** One statement, and what its expressions set; what other functions may set meanwhile is unknown afterwards. */
export function readNoted(s: State): Statement[] {
  const around = { effects: s.effects, deferred: s.deferred, settable: s.settable };
  s.effects = { binds: new Set(), leaves: false };
  s.deferred = new Map();
  const start = s.core.position;
  const read = s.statement(s);
  if (s.core.position === start) s.core.take();
  for (const { from, to } of s.deferred.values()) s.noteEffects(from, to);
  const { binds, leaves } = s.effects;
  ({ effects: s.effects, deferred: s.deferred, settable: s.settable } = around);
  const [first] = read;
  if (!first) return read;
  const at = first.span;
  const statements = [...read];
  const told = new Set(read.flatMap((statement) => (statement.kind === 'unreadable' ? statement.binds : [])));
  if (leaves || [...binds].some((name) => !told.has(name))) {
    const may = leaves ? ({ leaves: 'perhaps' } as const) : {};
    const reason = leaves ? 'The function may return from inside an expression.' : INSIDE;
    statements.unshift({ kind: 'unreadable', span: at, reason, binds: [...binds], ...may });
  }
  if (s.shared.size === 0) return statements;
  const shared = [...new Set(read.flatMap(namesSetBy))].filter((name) => s.shared.has(name));
  if (shared.length === 0) return statements;
  const reason = `${shared.join(', ')}: also set by a function inside. Pass the value as an argument instead.`;
  return [...statements, { kind: 'unreadable', span: at, reason, binds: shared }];
}

/** The one expression that the statements are; NULL for none. */
export function simpleValue(statements: readonly Statement[], at: Span): Expression | undefined {
  const [only, ...more] = statements;
  if (!only) return { kind: 'none', span: at, outer: at };
  if (more.length > 0) return undefined;
  if (only.kind === 'formula') return only.expression;
  return only.kind === 'if' ? conditionalValue(only.condition, only.then, only.otherwise, only.span) : undefined;
}

/** `if (a) b else c` with plain values; a chain of them is one case each, and without `else` it may be NULL. */
export function conditionalValue(
  condition: Expression,
  then: readonly Statement[],
  otherwise: readonly Statement[],
  at: Span,
): Expression | undefined {
  const end = { from: at.to, to: at.to };
  const value = simpleValue(then, { from: condition.outer.to, to: condition.outer.to });
  const rest = simpleValue(otherwise, end);
  if (!value || !rest) return undefined;
  const flat = rest.kind === 'piecewise' && rest.span === rest.outer ? rest.cases : [{ value: rest }];
  return { kind: 'piecewise', cases: [{ value, condition }, ...flat], span: at, outer: at };
}

/** Makes a statement of the value that a block ends with. */
export type Finish = (value: Expression, at: Span) => Statement[];

/**
 * The statements with their last value used: a function returns it, `x <- if …` sets x to it. Undefined where what the
 * value is cannot be told.
 */
export function finished(statements: readonly Statement[], at: Span, finish: Finish): Statement[] | undefined {
  const last = statements[statements.length - 1];
  const none: Expression = { kind: 'none', span: { from: at.to, to: at.to }, outer: { from: at.to, to: at.to } };
  if (!last) return finish(none, none.span);
  const before = statements.slice(0, -1);
  switch (last.kind) {
    case 'formula':
      return [...before, ...finish(last.expression, last.span)];
    case 'return':
      return [...statements];
    case 'if': {
      const end = { from: last.span.to, to: last.span.to };
      const then = finished(last.then, end, finish);
      const otherwise = finished(last.otherwise, end, finish);
      return then && otherwise && [...before, ifStatement(last.span, last.condition, then, otherwise)];
    }
    case 'assign':
      // `x[1] <- v` is worth v.
      if (last.target.kind !== 'name') return [...before, ...finish(last.value, last.span)];
      return [...statements, ...finish(last.target, last.span)];
    case 'function':
      return [...statements, ...finish(nameOf(last.name, last.nameSpan), last.nameSpan)];
    case 'for':
    case 'while':
      return [...statements, ...finish(none, none.span)];
    case 'unreadable': {
      if (last.leaves === 'raise' || last.leaves === 'break' || last.leaves === 'continue') return [...statements];
      const set = before[before.length - 1];
      const isNote = last.leaves === undefined && set?.kind === 'assign' && set.span === last.span;
      if (isNote && set.target.kind === 'name') return [...statements, ...finish(set.target, set.span)];
      return undefined;
    }
    default:
      return undefined;
  }
}
