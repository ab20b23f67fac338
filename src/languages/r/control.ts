/** Conditions and loops. */
import type { Expression, Statement } from '../../syntax/tree.ts';
import { ifStatement } from '../code.ts';
import { unreadable } from '../expression/nodes.ts';
import { BLOCK_LIMIT, boundedHeight } from '../expression/program.ts';
import { conditionalValue, readNoted, readStatements } from './blocks.ts';
import { readWhole, takeBracket } from './brackets.ts';
import { type State, SYNTAX } from './state.ts';
import { isKeyword, isSign } from './tokens.ts';

const DEEP = 'Blocks are nested too deep to be read.';

/** A block in braces, or one statement. */
export function readBody(s: State): Statement[] {
  s.skipNewlines();
  const { core } = s;
  const close = isSign(core.peek(), '{') ? (s.partners[core.position] ?? -1) : -1;
  if (close < 0 || close >= core.end) return core.done ? [] : readNoted(s);
  const open = core.position;
  core.position = close + 1;
  if (s.depth >= BLOCK_LIMIT) return [s.unread(open, close + 1, DEEP, 'perhaps')];
  s.depth++;
  const body = core.within(open + 1, close, () => readStatements(s));
  s.depth--;
  return body;
}

/** The round brackets behind a keyword; undefined where there are none. */
function readHead(s: State): Expression | undefined {
  if (!isSign(s.core.peek(), '(')) return undefined;
  const bracket = takeBracket(s);
  if (!bracket || bracket.close === bracket.open + 1) return undefined;
  return boundedHeight(readWhole(s, bracket.open + 1, bracket.close), bracket.close - bracket.open);
}

/** The rest of the line is not read. */
function unreadLine(s: State, from: number, reason: string): Statement[] {
  const { core } = s;
  core.position = Math.max(core.position, from + 1, s.lineEnd(from, core.end));
  return [s.unread(from, core.position, reason, 'perhaps')];
}

interface Branch {
  readonly from: number;
  readonly condition: Expression;
  readonly body: readonly Statement[];
}

/** The chain of conditions at the position. */
export function readIf(s: State): Statement[] {
  const { core } = s;
  const start = core.position;
  const { depth } = s;
  const branches: Branch[] = [];
  let otherwise: Statement[] | undefined;
  while (otherwise === undefined && isKeyword(core.peek(), 'if')) {
    const from = core.position;
    core.take();
    const condition = readHead(s);
    if (!condition || ++s.depth > BLOCK_LIMIT) {
      const reason = condition ? DEEP : SYNTAX;
      s.depth = depth;
      return unreadLine(s, start, reason);
    }
    branches.push({ from, condition, body: readBody(s) });
    if (!takeElse(s)) otherwise = [];
  }
  let rest = otherwise ?? readBody(s);
  s.depth = depth;
  for (const { from, condition, body } of branches.reverse()) {
    rest = [ifStatement(s.spanOf(from, core.position), condition, [...body], rest)];
  }
  return rest;
}

/** `else`, on the next line too. */
function takeElse(s: State): boolean {
  let ahead = 0;
  while (s.core.peek(ahead)?.kind === 'newline') ahead++;
  if (!isKeyword(s.core.peek(ahead), 'else')) return false;
  s.core.position += ahead + 1;
  s.skipNewlines();
  return true;
}

/** `if (a) b else c` as a value. */
export function readIfValue(s: State): Expression {
  const { core } = s;
  const from = core.position;
  const statements = readIf(s);
  const at = s.spanOf(from, core.position);
  const [only, ...more] = statements;
  const value =
    only?.kind === 'if' && more.length === 0
      ? conditionalValue(only.condition, only.then, only.otherwise, at)
      : undefined;
  if (value) return value;
  const block = unreadable(
    s.text.slice(at.from, at.to),
    'Only a condition between plain values is read as a value.',
    at,
  );
  s.deferred.set(block, { statements, from, to: core.position });
  return block;
}

/** A name set in the condition is set again in every round; the note before the statement says so once more. */
export function readWhile(s: State): Statement[] {
  const { core } = s;
  const start = core.position;
  core.take();
  const before = s.effects.binds.size;
  const condition = readHead(s);
  if (!condition || s.depth >= BLOCK_LIMIT) return unreadLine(s, start, condition ? DEEP : SYNTAX);
  const binds = [...s.effects.binds].slice(before);
  const again: Statement[] =
    binds.length > 0
      ? [{ kind: 'unreadable', span: condition.span, reason: 'A name is set inside an expression.', binds }]
      : [];
  const body = [...again, ...nested(s)];
  return [{ kind: 'while', span: s.spanOf(start, core.position), condition, body }, ...again];
}

export function readRepeat(s: State): Statement[] {
  const { core } = s;
  const start = core.position;
  core.take();
  if (s.depth >= BLOCK_LIMIT) return unreadLine(s, start, DEEP);
  const at = s.spanOf(start, start + 1);
  const body = nested(s);
  const condition: Expression = { kind: 'boolean', value: true, span: at, outer: at };
  return [{ kind: 'while', span: s.spanOf(start, core.position), condition, body }];
}

export function readFor(s: State): Statement[] {
  const { core } = s;
  const start = core.position;
  core.take();
  const open = core.position;
  const bracket = isSign(core.peek(), '(') ? takeBracket(s) : undefined;
  const name = s.tokens[open + 1];
  if (!bracket || name?.kind !== 'name' || !isKeyword(s.tokens[open + 2], 'in') || s.depth >= BLOCK_LIMIT) {
    return unreadLine(s, start, s.depth >= BLOCK_LIMIT ? DEEP : SYNTAX);
  }
  const target: Expression = {
    kind: 'name',
    name: name.text,
    base: name.text,
    accents: [],
    span: name.span,
    outer: name.span,
  };
  const iterable = boundedHeight(readWhole(s, open + 3, bracket.close), bracket.close - open);
  const body = nested(s);
  return [{ kind: 'for', span: s.spanOf(start, core.position), target, iterable, body }];
}

function nested(s: State): Statement[] {
  s.depth++;
  const body = readBody(s);
  s.depth--;
  return body;
}
