/** R's statements. */
import type { Span } from '../../base/span.ts';
import type { Assignment, Expression, FunctionDefinition, Lambda, Statement } from '../../syntax/tree.ts';
import { boundedHeight } from '../expression/program.ts';
import { type Finish, finished } from './blocks.ts';
import { readBody, readFor, readIf, readRepeat, readWhile } from './control.ts';
import { type State, SYNTAX } from './state.ts';
import { isSign } from './tokens.ts';

/** The statement at the position; at least one token is taken. */
export function readStatement(s: State): Statement[] {
  const { core } = s;
  const start = core.position;
  const read = readStart(s);
  if (s.isOver()) return read;
  // Something stands behind it that does not belong there: `x 3`.
  core.position = Math.max(start + 1, core.position, s.lineEnd(core.position, core.end));
  return [s.unread(start, core.position, SYNTAX)];
}

function readStart(s: State): Statement[] {
  const { core } = s;
  const token = core.peek();
  if (isSign(token, '{')) return readBlock(s);
  if (token?.kind !== 'keyword') return readExpression(s);
  switch (token.text) {
    case 'if':
      return readIf(s);
    case 'while':
      return readWhile(s);
    case 'repeat':
      return readRepeat(s);
    case 'for':
      return readFor(s);
    case 'break':
      core.take();
      return [{ kind: 'unreadable', span: token.span, reason: '`break` ends the loop.', binds: [], leaves: 'break' }];
    case 'next':
      core.take();
      return [
        { kind: 'unreadable', span: token.span, reason: '`next` skips the rest.', binds: [], leaves: 'continue' },
      ];
    case 'else':
    case 'in': {
      const from = core.position;
      core.position = Math.max(from + 1, s.lineEnd(from, core.end));
      return [s.unread(from, core.position, SYNTAX, 'perhaps')];
    }
    default:
      return readExpression(s);
  }
}

function readBlock(s: State): Statement[] {
  const close = s.partners[s.core.position] ?? -1;
  return close < 0 ? readExpression(s) : readBody(s);
}

function readExpression(s: State): Statement[] {
  const { core } = s;
  const start = core.position;
  s.settable = core.here().from;
  const expression = core.expression();
  s.settable = -1;
  if (!s.isOver()) return [];
  return statementsOf(s, boundedHeight(expression, core.position - start), start, core.position);
}

function statementsOf(s: State, expression: Expression, from: number, to: number): Statement[] {
  const at = s.spanOf(from, to);
  if (expression.kind === 'assignment') return assign(s, expression, at, from, to);
  if (expression.kind === 'opaque') return [s.unread(from, to, expression.reason ?? SYNTAX)];
  const name = expression.kind === 'call' && expression.callee.kind === 'name' ? expression.callee.name : '';
  if (expression.kind !== 'call' || expression.span !== expression.outer) {
    return [{ kind: 'formula', span: expression.outer, expression }];
  }
  switch (name) {
    case 'return':
      return returned(s, expression.args[0], at, from, to);
    case 'stop':
    case 'abort':
      return [s.unread(from, to, 'An error is raised here.', 'raise')];
    case 'stopifnot':
      return [s.unread(from, to, '`stopifnot` is taken to hold.')];
    case 'library':
    case 'require':
    case 'requireNamespace':
      return [s.unread(from, to, 'A package is loaded here.')];
    case 'source':
    case 'load':
    case 'attach':
    case 'sys.source':
      return [anythingSet(s, at, name)];
    case 'assign':
    case 'rm':
    case 'data':
    case 'delayedAssign':
      return [s.unread(from, to, `“${name}” changes variables by their names.`)];
    default:
      return [{ kind: 'formula', span: expression.outer, expression }];
  }
}

const WILD_LIMIT = 20;

function anythingSet(s: State, at: Span, word: string): Statement {
  const reason = `“${word}” may change any variable.`;
  if (++s.wild > WILD_LIMIT) return { kind: 'unreadable', span: at, reason, binds: [], leaves: 'perhaps' };
  return { kind: 'unreadable', span: at, reason, binds: s.boundIn(s.range.from, s.range.to) };
}

function returned(s: State, value: Expression | undefined, at: Span, from: number, to: number): Statement[] {
  s.effects.leaves = false;
  if (!s.inFunction) return [s.unread(from, to, '`return` stands outside of a function.', 'raise')];
  const give: Finish = (given, span) => [{ kind: 'return', span, value: given }];
  const end = { from: at.to, to: at.to };
  if (!value) return give({ kind: 'none', span: end, outer: end }, at);
  return writtenOut(s, value, at, give) ?? give(value, at);
}

/** A value that takes several statements, with its end used; undefined for other values. */
function writtenOut(s: State, value: Expression, at: Span, finish: Finish): Statement[] | undefined {
  const deferred = s.deferred.get(value);
  const statements = deferred && finished(deferred.statements, at, finish);
  if (statements) s.deferred.delete(value);
  return statements;
}

/** `a <- b <- 3` sets b, then a. */
function assign(s: State, node: Assignment, at: Span, from: number, to: number): Statement[] {
  const targets: Expression[] = [];
  let value: Expression = node;
  while (value.kind === 'assignment' && (value === node || value.span === value.outer)) {
    targets.push(value.target);
    value = value.value;
  }
  const target = targets.pop();
  if (!target) return [];
  if (targets.length > 0 && target.kind !== 'name') return [s.unread(from, to, 'Write one assignment each.')];
  const first = setTo(s, target, value, at);
  const others = targets.reverse().map((one): Statement => ({ kind: 'assign', span: at, target: one, value: target }));
  return [...first, ...others];
}

function setTo(s: State, target: Expression, value: Expression, at: Span): Statement[] {
  if (value.kind === 'lambda' && value.span === value.outer && target.kind === 'name') {
    return [definition(target.name, target.outer, value, at)];
  }
  const set: Finish = (given, span) => [{ kind: 'assign', span, target, value: given }];
  if (target.kind === 'name') {
    const statements = writtenOut(s, value, at, set);
    if (statements) return statements;
  }
  return [{ kind: 'assign', span: at, target, value }];
}

function definition(name: string, nameSpan: Span, lambda: Lambda, span: Span): FunctionDefinition {
  const { parameters, body } = lambda;
  const statements: readonly Statement[] = lambda.statements ?? [{ kind: 'return', span: body.outer, value: body }];
  return { kind: 'function', span, name, nameSpan, parameters, body: statements };
}
