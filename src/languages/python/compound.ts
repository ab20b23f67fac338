/** Python statements that hold blocks: conditions, loops, functions, classes, `with`, `try`. */
import type { SyntaxNode } from '@lezer/common';
import { span } from '../../base/span.ts';
import type { Expression, FunctionDefinition, Statement } from '../../syntax/tree.ts';
import { ifStatement, namesSetBy } from '../code.ts';
import { unreadable } from '../expression/nodes.ts';
import { setInside, withInside } from '../inside.ts';
import { betweenCommas, isBroken, parts, spanOf, spanOfAll, visit } from '../lezer.ts';
import { namesBoundIn } from './bound.ts';
import { type Context, noEffects } from './context.ts';
import { decorated } from './decorators.ts';
import { COLLECTS, readParameters } from './functions.ts';
import { readExpressionList } from './lists.ts';
import { SYNTAX, unread } from './refuse.ts';

const COMPOUND = /^(?:If|While|For|Try|With|Decorated|Match)Statement$|^(?:Function|Class)Definition$/;

export function isCompound(node: SyntaxNode): boolean {
  return COMPOUND.test(node.name);
}

export function* readCompound(node: SyntaxNode, context: Context, into: Statement[]): Generator<undefined, void> {
  const all = parts(node);
  const hasBody = all.some((part) => part.name === 'Body');
  if (context.depth >= BLOCK_LIMIT) {
    into.push(unread(node, 'Blocks are nested too deep to be read.', context));
  } else if (node.name === 'DecoratedStatement') {
    yield* readDecorated(all, context, into);
  } else if (!hasBody || node.name === 'MatchStatement') {
    into.push(unread(node, node.name === 'MatchStatement' ? MATCH : SYNTAX, context));
  } else {
    context.depth++;
    yield* readWithBody(node, all, context, into);
    context.depth--;
  }
}

const BLOCK_LIMIT = 100;
const MATCH = '`match` is not read. Write if, elif and else.';

function* readWithBody(
  node: SyntaxNode,
  all: readonly SyntaxNode[],
  context: Context,
  into: Statement[],
): Generator<undefined, void> {
  switch (node.name) {
    case 'IfStatement':
      into.push(...(yield* readIf(all, endOf(node, context), context)));
      return;
    case 'WhileStatement':
      yield* readWhile(node, all, context, into);
      return;
    case 'ForStatement':
      yield* readFor(node, all, context, into);
      return;
    case 'WithStatement':
      yield* readWith(node, all, context, into);
      return;
    case 'TryStatement':
      yield* readTry(all, context, into);
      return;
    case 'FunctionDefinition':
      yield* readFunction(node, all, context, into);
      return;
    case 'ClassDefinition':
      yield* readClass(node, all, context, into);
      return;
  }
}

/** The statements of a `Body`, whose first child is the colon. */
function* readBody(body: SyntaxNode | undefined, context: Context): Generator<undefined, Statement[]> {
  return body
    ? yield* context.block(
        parts(body).filter((part) => part.name !== ':'),
        context,
      )
    : [];
}

/** Blocks reach over the line end that closes them; their statement ends with its last word. */
function endOf(node: SyntaxNode, context: Context): number {
  return node.from + context.text.slice(node.from, node.to).trimEnd().length;
}

/** What stands in a header between two keywords; broken or missing, it is unreadable and the block stays. */
function readHeader(nodes: readonly SyntaxNode[], before: SyntaxNode, context: Context): Expression {
  const at = spanOfAll(nodes, span(before.to, before.to));
  if (nodes.length === 0 || nodes.some((node) => node.type.isError)) {
    return unreadable(context.text.slice(at.from, at.to), SYNTAX, at);
  }
  return readExpressionList(nodes, at, context);
}

/** `elif` is an `if` in the rest; names that its condition sets are unknown from there on. */
function* readIf(all: readonly SyntaxNode[], to: number, context: Context): Generator<undefined, Statement[]> {
  const [keyword] = all;
  const bodyAt = all.findIndex((part) => part.name === 'Body');
  const body = all[bodyAt];
  if (!keyword || !body) return [];
  const condition = readHeader(all.slice(1, bodyAt), keyword, context);
  const then = yield* readBody(body, context);
  const rest = all.slice(bodyAt + 1);
  let otherwise: Statement[] = [];
  if (rest[0]?.name === 'elif') {
    const around = context.effects;
    context.effects = noEffects();
    context.depth++;
    const inner = context.depth < BLOCK_LIMIT ? yield* readIf(rest, to, context) : [tooDeep(rest, to, context)];
    context.depth--;
    const binds = [...context.effects.binds];
    context.effects = around;
    const noted = withInside(inner);
    otherwise = binds.length > 0 ? [setInHeader(keyword, binds), ...noted] : noted;
  } else if (rest[0]?.name === 'else') {
    otherwise = yield* readBody(
      rest.find((part) => part.name === 'Body'),
      context,
    );
  }
  return [ifStatement(span(keyword.from, to), condition, then, otherwise)];
}

function tooDeep(nodes: readonly SyntaxNode[], to: number, context: Context): Statement {
  const binds = namesBoundIn(nodes, context.text);
  const at = span(nodes[0]?.from ?? to, to);
  return {
    kind: 'unreadable',
    span: at,
    reason: 'The chain of elif is too long to be read.',
    binds,
    leaves: 'perhaps',
  };
}

function setInHeader(keyword: SyntaxNode, binds: readonly string[]): Statement {
  return { kind: 'unreadable', span: spanOf(keyword), reason: 'A name is set inside an expression.', binds };
}

/** A name set in the condition is set again in every round and after the last. */
function* readWhile(
  node: SyntaxNode,
  all: readonly SyntaxNode[],
  context: Context,
  into: Statement[],
): Generator<undefined, void> {
  const [keyword] = all;
  const bodyAt = all.findIndex((part) => part.name === 'Body');
  if (!keyword) return;
  const condition = readHeader(all.slice(1, bodyAt), keyword, context);
  const binds = [...context.effects.binds];
  const again = binds.length > 0 ? [setInHeader(keyword, binds)] : [];
  const body = [...again, ...(yield* readBody(all[bodyAt], context))];
  into.push({ kind: 'while', span: span(node.from, endOf(node, context)), condition, body }, ...again);
  yield* readLoopElse(all[bodyAt], all.slice(bodyAt + 1), context, into);
}

function* readFor(
  node: SyntaxNode,
  all: readonly SyntaxNode[],
  context: Context,
  into: Statement[],
): Generator<undefined, void> {
  const keyword = all.findIndex((part) => part.name === 'for');
  const inAt = all.findIndex((part) => part.name === 'in');
  const bodyAt = all.findIndex((part) => part.name === 'Body');
  const [forWord, inWord] = [all[keyword], all[inAt]];
  if (!forWord || !inWord || keyword > 0) {
    into.push(unread(node, keyword > 0 ? '`async for` is not read.' : SYNTAX, context));
    return;
  }
  const target = readHeader(all.slice(keyword + 1, inAt), forWord, context);
  const iterable = readHeader(all.slice(inAt + 1, bodyAt), inWord, context);
  const body = yield* readBody(all[bodyAt], context);
  into.push({ kind: 'for', span: span(node.from, endOf(node, context)), target, iterable, body });
  yield* readLoopElse(all[bodyAt], all.slice(bodyAt + 1), context, into);
}

/** The `else` of a loop runs unless the loop was left by `break`. */
function* readLoopElse(
  loop: SyntaxNode | undefined,
  rest: readonly SyntaxNode[],
  context: Context,
  into: Statement[],
): Generator<undefined, void> {
  const body = rest.find((part) => part.name === 'Body');
  if (!body) return;
  if (!loop || !holdsBreak(loop)) {
    into.push(...(yield* readBody(body, context)));
    return;
  }
  into.push(unread(body, 'The else of a loop is not read. Write it behind the loop.', context));
}

/** A `break`, also of a loop inside: to be told apart they would have to be read. */
function holdsBreak(body: SyntaxNode): boolean {
  let found = false;
  visit(body, (node) => {
    found ||= node.name === 'BreakStatement' || node.type.isError;
    return !found;
  });
  return found;
}

/** The block of a `with` is read as if it stood there by itself. */
function* readWith(
  node: SyntaxNode,
  all: readonly SyntaxNode[],
  context: Context,
  into: Statement[],
): Generator<undefined, void> {
  const bodyAt = all.findIndex((part) => part.name === 'Body');
  const header = all.slice(0, bodyAt);
  const binds = header.filter((_, i) => header[i - 1]?.name === 'as').map((part) => text(part, context));
  const set = [...binds, ...namesBoundIn(header, context.text)];
  const at = spanOfAll(header, spanOf(node));
  into.push({ kind: 'unreadable', span: at, reason: '`with` is not read, its block is.', binds: set });
  const body = yield* readBody(all[bodyAt], context);
  into.push(...body);
  if (header.some((part) => /\b(?:no_grad|inference_mode)\b/.test(text(part, context)))) {
    // What is made there is a constant to PyTorch: a gradient through it would not be the program's.
    const reason = 'No gradients flow through `no_grad`.';
    into.push({ kind: 'unreadable', span: at, reason, binds: [...new Set(body.flatMap(namesSetBy))] });
    if (body.some(({ kind }) => kind === 'return')) {
      into.splice(into.length - 1 - body.length, 0, {
        kind: 'unreadable',
        span: at,
        reason,
        binds: [],
        leaves: 'perhaps',
      });
    }
  }
}

/**
 * Read as if nothing were raised: the blocks of `try`, `else` and `finally` in order. What a handler sets is unknown
 * afterwards, except what the block imports (`try: import numpy as np`).
 */
function* readTry(all: readonly SyntaxNode[], context: Context, into: Statement[]): Generator<undefined, void> {
  const blocks = new Map<string, SyntaxNode>();
  const handlers: SyntaxNode[] = [];
  let keyword = '';
  for (const part of all) {
    if (/^(?:try|except|else|finally)$/.test(part.name)) keyword = part.name;
    else if (part.name === 'Body' && keyword !== 'except') blocks.set(keyword, part);
    if (keyword === 'except') handlers.push(part);
  }
  const read = yield* readBody(blocks.get('try'), context);
  into.push(...read);
  if (handlers.length > 0) {
    const imported = new Set(read.filter((statement) => statement.kind === 'import').map(({ local }) => local));
    const binds = namesBoundIn(handlers, context.text).filter((name) => !imported.has(name));
    const reason = 'Read as if nothing were raised; what is set here is unknown.';
    into.push({ kind: 'unreadable', span: spanOfAll(handlers, span(0, 0)), reason, binds });
  }
  into.push(...(yield* readBody(blocks.get('else'), context)), ...(yield* readBody(blocks.get('finally'), context)));
}

function* readDecorated(all: readonly SyntaxNode[], context: Context, into: Statement[]): Generator<undefined, void> {
  const definition = all[all.length - 1];
  if (!definition || !isCompound(definition)) return;
  const read: Statement[] = [];
  yield* readCompound(definition, context, read);
  const decorators = all.filter((part) => part.name === 'Decorator');
  into.push(...decorated(read, decorators, context));
}

function* readFunction(
  node: SyntaxNode,
  all: readonly SyntaxNode[],
  context: Context,
  into: Statement[],
): Generator<undefined, void> {
  const name = all.find((part) => part.name === 'VariableName');
  const list = all.find((part) => part.name === 'ParamList');
  if (!name || !list || isBroken(name)) {
    into.push(unread(node, SYNTAX, context));
    return;
  }
  const { parameters, collected, broken } = readParameters(list, context);
  const inside: Context = {
    ...context,
    effects: noEffects(),
    inFunction: true,
    setFromInside: namesSetInside(node, context),
  };
  const body = yield* readBody(
    all.find((part) => part.name === 'Body'),
    inside,
  );
  if (collected.length > 0) body.unshift(setInside(spanOf(list), COLLECTS, collected));
  const definition: FunctionDefinition = {
    kind: 'function',
    span: span(node.from, endOf(node, context)),
    name: text(name, context),
    nameSpan: spanOf(name),
    parameters,
    body,
  };
  into.push(definition);
  if (broken) into.push({ kind: 'unreadable', span: spanOf(list), reason: SYNTAX, binds: [definition.name] });
}

/** Names that functions inside of this one set by `nonlocal`. */
function namesSetInside(scope: SyntaxNode, context: Context): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of context.scopeStatements) {
    if (statement.from < scope.from || statement.to > scope.to) continue;
    let around = statement.parent;
    while (around && around.name !== 'FunctionDefinition') around = around.parent;
    if (around?.from === scope.from) continue;
    for (const name of namesBoundIn([statement], context.text)) names.add(name);
  }
  return names;
}

function* readClass(
  node: SyntaxNode,
  all: readonly SyntaxNode[],
  context: Context,
  into: Statement[],
): Generator<undefined, void> {
  const name = all.find((part) => part.name === 'VariableName');
  if (!name) {
    into.push(unread(node, SYNTAX, context));
    return;
  }
  const inside: Context = { ...context, effects: noEffects(), inFunction: false, setFromInside: new Set() };
  const body = yield* readBody(
    all.find((part) => part.name === 'Body'),
    inside,
  );
  const at = span(node.from, endOf(node, context));
  const bases = readBases(
    all.find((part) => part.name === 'ArgList'),
    context,
  );
  into.push({ kind: 'class', span: at, name: text(name, context), nameSpan: spanOf(name), ...bases, body });
}

/** What stands in the brackets behind the name, keywords aside. */
function readBases(list: SyntaxNode | undefined, context: Context): { readonly bases?: readonly Expression[] } {
  if (!list) return {};
  const { setsNames } = context;
  context.setsNames = false;
  const groups = betweenCommas(parts(list).slice(1, -1)).filter(([, sign]) => sign === undefined);
  const bases = groups.flat().map((base) => context.expression(base, context));
  context.setsNames = setsNames;
  return bases.length > 0 ? { bases } : {};
}

/** For readers that stop at the first keyword of a kind: the text of a node. */
function text(node: SyntaxNode, context: Context): string {
  return context.text.slice(node.from, node.to);
}

/** Every `global` and `nonlocal` statement of a file. */
export function scopeStatementsOf(root: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  visit(root, (node) => {
    if (node.name === 'ScopeStatement') found.push(node);
    return true;
  });
  return found;
}
