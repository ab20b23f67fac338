/** Blocks: conditions, loops, `switch`, `try`. */
import type { Expression, Statement } from '../../syntax/tree.ts';
import { ifStatement } from '../code.ts';
import { operation, unreadable } from '../expression/nodes.ts';
import { BLOCK_LIMIT, boundedHeight, comparison } from '../expression/program.ts';
import type { Block } from './blocks.ts';
import { type State, SYNTAX } from './state.ts';
import { isTarget, know, readTarget, readValue } from './statements.ts';
import { isKeyword, isSign } from './tokens.ts';

/** Reads the statements of tokens `from` to `to`. */
export type ReadBlock = (s: State, from: number, to: number) => Statement[];

export function readControl(s: State, at: number, block: Block, readBlock: ReadBlock): Statement[] {
  const word = s.tokens[at]?.text ?? '';
  const end = block.closed ? block.end + 1 : block.end;
  if (block.broken) return [s.unread(at, end, 'The block is not closed. Add its “end”.', 'perhaps')];
  if (word === 'arguments') {
    return [{ kind: 'unreadable', span: s.spanOf(at, end), reason: 'Arguments are taken to be valid.', binds: [] }];
  }
  const levels = 1 + block.parts.length;
  if (s.depth + levels > BLOCK_LIMIT) {
    return [s.unread(at, end, 'Blocks are nested too deep to be read.', 'perhaps')];
  }
  s.depth += levels;
  const reader = READERS[word];
  const read = reader ? reader(s, at, block, readBlock) : [s.unread(at, end, `“${word}” is not read.`, 'perhaps')];
  s.depth -= levels;
  return read;
}

type Reader = (s: State, at: number, block: Block, readBlock: ReadBlock) => Statement[];

const READERS: Readonly<Record<string, Reader>> = {
  if: readIf,
  while: readWhile,
  for: readFor,
  parfor: readFor,
  do: readDo,
  switch: readSwitch,
  try: readTry,
  unwind_protect: readUnwind,
};

interface Head {
  readonly expression: Expression;
  /** Where the body starts; on the same line where nothing separates it. */
  readonly body: number;
  /** Names that the expression sets. */
  readonly binds: readonly string[];
}

/** What stands behind a keyword, as far as one expression goes. */
function readHead(s: State, from: number, to: number): Head {
  const end = s.statementEnd(from, to);
  const around = s.effects;
  s.effects = new Set();
  let body = end;
  let expression: Expression;
  if (from >= end || s.isBroken(from, end)) {
    expression = s.refuse(from, end, SYNTAX);
  } else {
    expression = s.core.within(from, end, () => {
      const head = boundedHeight(s.core.expression(), end - from);
      body = s.core.position;
      return head;
    });
    const next = s.tokens[body];
    const starts = next?.kind === 'name' || isSign(next, '[', '@');
    if (body < end && !starts) {
      expression = s.refuse(from, end, SYNTAX);
      body = end;
    }
  }
  const binds = [...s.effects];
  s.effects = around;
  for (const name of binds) s.scope.know(name.split('.', 1)[0] ?? name);
  return { expression, body, binds };
}

function setInHead(s: State, at: number, { binds }: Head): Statement[] {
  if (binds.length === 0) return [];
  return [{ kind: 'unreadable', span: s.spanOf(at, at + 1), reason: 'A name is set inside an expression.', binds }];
}

function readIf(s: State, at: number, block: Block, readBlock: ReadBlock): Statement[] {
  const starts = [at, ...block.parts];
  const branches = starts.map((start, i) => {
    const to = starts[i + 1] ?? block.end;
    const last = isKeyword(s.tokens[start], 'else');
    const head = last ? undefined : readHead(s, start + 1, to);
    return { start, head, body: readBlock(s, head?.body ?? start + 1, to) };
  });
  let rest: Statement[] = [];
  for (const { start, head, body } of branches.reverse()) {
    if (!head) rest = body;
    else
      rest = [...setInHead(s, start, head), ifStatement(s.spanOf(start, block.end + 1), head.expression, body, rest)];
  }
  return rest;
}

/** A name set in the condition is set again in every round and after the last. */
function readWhile(s: State, at: number, block: Block, readBlock: ReadBlock): Statement[] {
  return s.scope.loop(at, block.end, () => {
    const head = readHead(s, at + 1, block.end);
    const again = setInHead(s, at, head);
    const body = [...again, ...readBlock(s, head.body, block.end)];
    return [
      ...again,
      { kind: 'while', span: s.spanOf(at, block.end + 1), condition: head.expression, body },
      ...again,
    ] satisfies Statement[];
  });
}

/** `for i = 1:n`, `for (i = 1:n)`; `for v = M` takes the columns of M. */
function readFor(s: State, at: number, block: Block, readBlock: ReadBlock): Statement[] {
  const opener = at + 1;
  const closer = isSign(s.tokens[opener], '(') ? (s.partners[opener] ?? -1) : -1;
  const inner = closer > 0 ? s.find(opener + 1, closer, (token) => isSign(token, '=')) : -1;
  const from = inner > 0 ? opener + 1 : opener;
  const end = inner > 0 ? closer : s.statementEnd(from, block.end);
  const sign = inner > 0 ? inner : s.find(from, end, (token) => isSign(token, '='));
  if (sign <= from) return [s.unread(at, block.end + 1, SYNTAX, 'perhaps')];
  return s.scope.loop(at, block.end, () => {
    const whole = inner > 0 ? { expression: readValue(s, sign + 1, end), body: closer + 1 } : undefined;
    const { expression: iterable, body: start } = whole ?? readHead(s, sign + 1, end);
    know(s, from, sign);
    const target = readTarget(s, from, sign);
    const body = readBlock(s, start, block.end);
    if (!isTarget(target, false)) return [s.unread(at, block.end + 1, SYNTAX, 'perhaps')];
    return [{ kind: 'for', span: s.spanOf(at, block.end + 1), target, iterable, body }] satisfies Statement[];
  });
}

/** `do … until c` is a loop that breaks at its end; a `continue` would leave that out. */
function readDo(s: State, at: number, block: Block, readBlock: ReadBlock): Statement[] {
  const until = s.statementEnd(block.end + 1, s.tokens.length);
  for (let i = at; i < block.end; i++) {
    if (isKeyword(s.tokens[i], 'continue')) return [s.unread(at, until, '`continue` is not read here.', 'perhaps')];
  }
  return s.scope.loop(at, until, () => {
    const body = readBlock(s, at + 1, block.end);
    const head = readHead(s, block.end + 1, until);
    const span = s.spanOf(block.end, until);
    const leave: Statement = { kind: 'unreadable', span, reason: 'The loop ends here.', binds: [], leaves: 'break' };
    const start = s.spanOf(at, at + 1);
    const condition: Expression = { kind: 'boolean', value: true, span: start, outer: start };
    const again = setInHead(s, block.end, head);
    const rounds = [...body, ...again, ifStatement(span, head.expression, [leave], [])];
    return [{ kind: 'while', span: s.spanOf(at, until), condition, body: rounds }] satisfies Statement[];
  });
}

/** A chain of conditions, where the subject is a plain value: it is looked at once for each case. */
function readSwitch(s: State, at: number, block: Block, readBlock: ReadBlock): Statement[] {
  const subject = readHead(s, at + 1, block.parts[0] ?? block.end);
  const plain = subject.expression.kind === 'name' || subject.expression.kind === 'attribute';
  if (!plain || subject.binds.length > 0) {
    return [s.unread(at, block.end + 1, 'Only a name is read after “switch”. Give the value a name.', 'perhaps')];
  }
  const branches = block.parts.map((start, i) => {
    const to = block.parts[i + 1] ?? block.end;
    const head = isKeyword(s.tokens[start], 'case') ? readHead(s, start + 1, to) : undefined;
    return { start, head, body: readBlock(s, head?.body ?? start + 1, to) };
  });
  if (branches.some(({ head }, i) => (head?.binds.length ?? 0) > 0 || (!head && i < branches.length - 1))) {
    return [s.unread(at, block.end + 1, SYNTAX, 'perhaps')];
  }
  let rest: Statement[] = [];
  for (const { start, head, body } of branches.reverse()) {
    if (!head) rest = body;
    else rest = [ifStatement(s.spanOf(start, block.end + 1), matches(subject.expression, head.expression), body, rest)];
  }
  return rest;
}

/** `case {1, 2}` matches either. The subject stands where the case does. */
function matches(subject: Expression, value: Expression): Expression {
  const options = value.kind === 'sequence' ? value.items : [value];
  const tests = options.map((option) => {
    const at = { from: option.outer.from, to: option.outer.from };
    return comparison(moved(subject, at), '=', at, option);
  });
  const [first, ...more] = tests;
  if (!first) return unreadable('', 'The case is empty.', value.outer);
  return more.reduce<Expression>(
    (either, test) => operation('or', [either, test], test.signSpans[0] ?? test.span),
    first,
  );
}

function moved(node: Expression, at: { readonly from: number; readonly to: number }): Expression {
  if (node.kind === 'attribute') return { ...node, base: moved(node.base, at), span: at, outer: at };
  return { ...node, span: at, outer: at };
}

/** Read as if nothing were raised; what the handler sets is unknown afterwards. */
function readTry(s: State, at: number, block: Block, readBlock: ReadBlock): Statement[] {
  const [handler] = block.parts;
  const body = readBlock(s, at + 1, handler ?? block.end);
  if (handler === undefined) return body;
  const reason = 'Read as if nothing were raised; what is set here is unknown.';
  const binds = s.boundIn(handler, block.end);
  for (const name of binds) s.scope.know(name.split('.', 1)[0] ?? name);
  return [...body, { kind: 'unreadable', span: s.spanOf(handler, block.end), reason, binds }];
}

function readUnwind(s: State, at: number, block: Block, readBlock: ReadBlock): Statement[] {
  const [cleanup] = block.parts;
  const body = readBlock(s, at + 1, cleanup ?? block.end);
  return cleanup === undefined ? body : [...body, ...readBlock(s, cleanup + 1, block.end)];
}
