/** Conditions, loops and the other blocks. */
import type { SyntaxNode } from '@lezer/common';
import type { Statement } from '../../syntax/tree.ts';
import { ifStatement, targetNames } from '../code.ts';
import { unreadable } from '../expression/nodes.ts';
import { isBroken, parts, spanOf, visit } from '../lezer.ts';
import { readBinding } from './arrays.ts';
import { readAssign } from './assignments.ts';
import { namesBoundIn, namesOfScope } from './bound.ts';
import { type Context, textOf } from './context.ts';
import { AFTER_LOOP } from './functions.ts';
import { isFunction, SYNTAX, unknown, unread } from './refuse.ts';

/** Undefined for what is no block. */
export function readBlockStatement(node: SyntaxNode, context: Context): Statement[] | undefined {
  const all = parts(node);
  switch (node.name) {
    case 'IfStatement':
      return readIf(node, all, context);
    case 'WhileStatement':
      return readWhile(node, all, context);
    case 'ForStatement':
      return readFor(node, all, context);
    case 'BeginStatement':
      return [...context.block(all.slice(1), context), ...unclosed(node, context)];
    case 'LetStatement':
      return readLet(node, all, context);
    case 'TryStatement':
      return readTry(all, context);
    default:
      return undefined;
  }
}

/** What is open at the end swallows what follows. */
function unclosed(node: SyntaxNode, context: Context): Statement[] {
  return isBroken(node) ? [unread(node, SYNTAX, context)] : [];
}

/** A body that starts where its head ends, `for i in f(x)`, is the rest of the head, which the parser has split. */
function isSplit(head: SyntaxNode | undefined, body: readonly SyntaxNode[]): boolean {
  const [first] = body;
  return head !== undefined && first !== undefined && first.from === head.to && first.name !== 'end';
}

const CHAIN_LIMIT = 80;

function readIf(node: SyntaxNode, all: readonly SyntaxNode[], context: Context): Statement[] {
  const clauses = [all.filter((part) => !/^Else(?:If)?Clause$|^(?:if|end)$/.test(part.name))];
  for (const part of all)
    if (/^Else(?:If)?Clause$/.test(part.name))
      clauses.push(parts(part).filter(({ name }) => !/^else(?:if)?$/.test(name)));
  if (clauses.length > CHAIN_LIMIT) return [unread(node, 'The chain of elseif is too long to be read.', context)];
  let otherwise: Statement[] = [];
  const read = clauses.map(([first, ...rest]) => {
    const condition = first?.name === 'Condition' ? first : undefined;
    const body = condition ? rest : first ? [first, ...rest] : [];
    if (isSplit(condition, body)) return undefined;
    const truth =
      condition &&
      (condition.firstChild && !isBroken(condition)
        ? context.expression(condition.firstChild, context)
        : unreadable('', SYNTAX, spanOf(condition)));
    return { truth, statements: context.block(body, context) };
  });
  if (read.some((clause) => clause === undefined)) return [unread(node, SYNTAX, context)];
  for (const clause of read.reverse()) {
    if (!clause) continue;
    otherwise = clause.truth
      ? [ifStatement(spanOf(node), clause.truth, clause.statements, otherwise)]
      : clause.statements;
  }
  return [...otherwise, ...unclosed(node, context)];
}

function readWhile(node: SyntaxNode, all: readonly SyntaxNode[], context: Context): Statement[] {
  const [, head, ...body] = all;
  const condition = head?.firstChild;
  if (!head || !condition || isSplit(head, body)) return [unread(node, SYNTAX, context)];
  const read = context.expression(condition, context);
  const statements = context.block(body, within(body, context));
  return [
    { kind: 'while', span: spanOf(node), condition: read, body: statements },
    ...afterLoop(node, body, [], context),
    ...unclosed(node, context),
  ];
}

/** What is set in the block itself is visible in the blocks inside of it. */
function within(body: readonly SyntaxNode[], context: Context): Context {
  return {
    ...context,
    effects: context.effects,
    visible: new Set([...context.visible, ...namesOfScope(body, context.text)]),
  };
}

/** Names of the loop's own scope are not known after it; in a script plain assignments may or may not reach out of it. */
function afterLoop(
  node: SyntaxNode,
  body: readonly SyntaxNode[],
  head: readonly string[],
  context: Context,
): Statement[] {
  const names = new Set<string>();
  for (const name of namesBoundIn(body, context.text)) if (!context.visible.has(name)) names.add(name);
  for (const name of head) if (context.visible.has(name)) names.add(name);
  if (!context.inFunction) for (const name of plainlySet(body, context)) names.add(name);
  return names.size > 0 ? [unknown(spanOf(node), AFTER_LOOP, [...names])] : [];
}

function plainlySet(body: readonly SyntaxNode[], context: Context): string[] {
  const names: string[] = [];
  for (const root of body) {
    visit(root, (node) => {
      const [target, sign] = parts(node);
      const isPlain = node.name === 'Assignment' && target && sign && textOf(sign, context) === '=';
      if (isPlain && /^(?:Identifier|OpenTuple|TupleExpression)$/.test(target.name))
        names.push(...namesBoundIn([node], context.text));
      return !isFunction(node) && node.name !== 'GlobalStatement';
    });
  }
  return names;
}

/** `for i in 1:n, j in 1:m` is a loop in a loop, which one `break` leaves altogether. */
function readFor(node: SyntaxNode, all: readonly SyntaxNode[], context: Context): Statement[] {
  const bindings = all.filter((part) => part.name === 'ForBinding');
  const last = bindings[bindings.length - 1];
  if (!last) return [unread(node, SYNTAX, context)];
  const body = all.slice(all.indexOf(last) + 1);
  const heads = bindings.map((binding) =>
    textOf(binding, context).startsWith('outer ') ? undefined : readBinding(binding, context),
  );
  if (isSplit(last, body) || heads.some((head) => !head)) return [unread(node, SYNTAX, context)];
  if (bindings.length > 1 && holdsBreak(body))
    return [unread(node, '`break` leaves several loops at once here. Write one loop inside another.', context)];
  let statements = context.block(body, within(body, context));
  const names: string[] = [];
  for (const head of heads.reverse()) {
    if (!head) continue;
    names.push(...targetNames(head.target));
    statements = [{ kind: 'for', span: spanOf(node), ...head, body: statements }];
  }
  return [...statements, ...afterLoop(node, body, names, context), ...unclosed(node, context)];
}

function holdsBreak(body: readonly SyntaxNode[]): boolean {
  let found = false;
  for (const root of body) {
    visit(root, (node) => {
      found ||= node.name === 'BreakStatement';
      return !found && !isFunction(node) && !/^(?:For|While)Statement$/.test(node.name);
    });
  }
  return found;
}

/** `let a = 1, b = a … end`: its names are its own. */
function readLet(node: SyntaxNode, all: readonly SyntaxNode[], context: Context): Statement[] {
  const bindings = all.filter((part) => part.name === 'LetBinding');
  const before: Statement[] = [];
  const names: string[] = [];
  for (const binding of bindings) {
    const inner = binding.firstChild;
    if (!inner || isBroken(binding)) return [unread(node, SYNTAX, context)];
    if (inner.name === 'Assignment') before.push(...readAssign(inner, context));
    names.push(...(inner.name === 'Assignment' ? namesBoundIn([inner], context.text) : []));
  }
  const last = bindings[bindings.length - 1] ?? all[0];
  const body = last ? all.slice(all.indexOf(last) + 1) : [];
  if (bindings.length > 0 && isSplit(last, body)) return [unread(node, SYNTAX, context)];
  const statements = context.block(body, within(body, context));
  const own = new Set([...names, ...namesBoundIn(body, context.text).filter((name) => !context.visible.has(name))]);
  const after = own.size > 0 ? [unknown(spanOf(node), AFTER_LOOP, [...own])] : [];
  return [...before, ...statements, ...after, ...unclosed(node, context)];
}

/** Read as if nothing were thrown; what a handler sets is unknown afterwards, and so is what is set in the block only. */
function readTry(all: readonly SyntaxNode[], context: Context): Statement[] {
  const into: Statement[] = [];
  const body = all.filter((part) => !/^(?:CatchClause|ElseClause|FinallyClause|try|end)$/.test(part.name));
  into.push(...context.block(body, within(body, context)));
  for (const part of all) {
    if (part.name === 'CatchClause') {
      const { binds } = unread(part, '', context);
      const own = namesBoundIn(body, context.text).filter((name) => !context.visible.has(name));
      into.push(
        unknown(spanOf(part), 'Read as if nothing were thrown; what is set here is unknown.', [
          ...new Set([...binds, ...own]),
        ]),
      );
    } else if (part.name === 'FinallyClause' || part.name === 'ElseClause') {
      into.push(...context.block(parts(part), context));
    }
  }
  return into;
}
