/** Python statements: Lezer's syntax nodes → statements of the one tree. */
import type { SyntaxNode } from '@lezer/common';
import { walk } from '../../syntax/names.ts';
import type { Expression, Operator, Statement } from '../../syntax/tree.ts';
import { namesSetBy } from '../code.ts';
import { withInside } from '../inside.ts';
import { isBroken, parts, spanOf } from '../lezer.ts';
import { chained, TARGETS, updated } from '../setting.ts';
import { importedNames } from './bound.ts';
import { isCompound, readCompound } from './compound.ts';
import { type Context, noEffects } from './context.ts';
import { annotationOf } from './functions.ts';
import { readExpressionList } from './lists.ts';
import { SYNTAX, unread } from './refuse.ts';
import { isTarget } from './targets.ts';

/** A pause is offered once for so many characters that are read. */
const PAUSE_EVERY = 1000;

/** The statements of a script or an indented block, given all its children (errors too). */
export function* readBlock(children: readonly SyntaxNode[], context: Context): Generator<undefined, Statement[]> {
  const into: Statement[] = [];
  const indent = indentOf(
    children.find((child) => !child.type.isError),
    context,
  );
  for (const [i, child] of children.entries()) {
    if (child.type.isError) continue;
    if (child.from - context.paused.at >= PAUSE_EVERY) {
      context.paused.at = child.from;
      yield;
    }
    const own = indentOf(child, context);
    if (own !== undefined && own !== indent) {
      into.push(unread(child, 'The line is not indented like its block. Indent it like the line above.', context));
    } else if (touchesError(children, i, context)) {
      into.push(unread(child, SYNTAX, context));
    } else if (own === undefined && i > 0 && startsAnew(children[i - 1], child, context)) {
      into.push(remainder(child, context));
    } else {
      yield* readStatement(child, context, into);
    }
  }
  return into;
}

/** The white space before a statement that comes first on its line. */
function indentOf(node: SyntaxNode | undefined, context: Context): string | undefined {
  if (!node) return undefined;
  const lineStart = context.text.lastIndexOf('\n', node.from - 1) + 1;
  const before = context.text.slice(lineStart, node.from);
  return before.trim() === '' ? before : undefined;
}

/** The statement stands in the middle of a line, and the one before it started above: the rest of something broken. */
function startsAnew(before: SyntaxNode | undefined, node: SyntaxNode, context: Context): boolean {
  return before !== undefined && context.text.slice(before.from, node.from).includes('\n');
}

/** `= 1` of a line `z = 1` whose start the parser took for something else: all its names are in doubt. */
function remainder(node: SyntaxNode, context: Context): Statement {
  const lineStart = context.text.lastIndexOf('\n', node.from - 1) + 1;
  const names = context.text.slice(lineStart, node.to).match(/[\p{XID_Start}_]\p{XID_Continue}*/gu) ?? [];
  return { kind: 'unreadable', span: spanOf(node), reason: SYNTAX, binds: [...new Set(names)], leaves: 'perhaps' };
}

/** Next to what could not be parsed on the same line: `x = 2 3`. */
function touchesError(children: readonly SyntaxNode[], i: number, context: Context): boolean {
  const [before, node, after] = [children[i - 1], children[i], children[i + 1]];
  if (!node) return false;
  const sameLine = (from: number, to: number) => !context.text.slice(from, to).includes('\n');
  return (
    (before?.type.isError === true && sameLine(before.from, node.from)) ||
    (after?.type.isError === true && sameLine(node.to, after.to))
  );
}

function* readStatement(node: SyntaxNode, context: Context, into: Statement[]): Generator<undefined, void> {
  const around = context.effects;
  context.effects = noEffects();
  const read: Statement[] = [];
  if (isCompound(node)) yield* readCompound(node, context, read);
  else yield* readSimple(node, context, read);
  const { binds, yields } = context.effects;
  context.effects = around;
  if (binds.size > 0 || yields) {
    const reason = yields ? '`yield` hands over to the caller.' : 'A name is set inside an expression.';
    const leaves = yields ? ({ leaves: 'perhaps' } as const) : {};
    into.push({ kind: 'unreadable', span: spanOf(node), reason, binds: [...binds], ...leaves });
  }
  const noted = withInside(read);
  for (const statement of noted) into.push(statement);
  if (context.setFromInside.size === 0) return;
  const shared = new Set(noted.flatMap(namesSetBy).filter((name) => context.setFromInside.has(name)));
  if (shared.size > 0) {
    const reason = `${[...shared].join(', ')}: also set by a function inside. Pass the value as an argument instead.`;
    into.push({ kind: 'unreadable', span: spanOf(node), reason, binds: [...shared] });
  }
}

const UPDATES: Readonly<Record<string, Operator>> = {
  '+=': 'add',
  '-=': 'subtract',
  '*=': 'multiply',
  '/=': 'divide',
  '%=': 'modulo',
  '//=': 'floorDivide',
  '@=': 'matrixMultiply',
  '**=': 'power',
};

function* readSimple(node: SyntaxNode, context: Context, into: Statement[]): Generator<undefined, void> {
  const all = parts(node);
  const at = spanOf(node);
  if (node.name === 'StatementGroup') {
    for (const statement of all) if (statement.name !== ';') yield* readStatement(statement, context, into);
    return;
  }
  if (isBroken(node) && node.name !== 'YieldStatement') {
    into.push(unread(node, SYNTAX, context));
    return;
  }
  switch (node.name) {
    case 'ExpressionStatement':
      if (!isDocstring(node) && all[0]?.name !== 'Ellipsis') {
        into.push({ kind: 'formula', span: at, expression: readExpressionList(all, at, context) });
      }
      return;
    case 'AssignStatement':
      readAssign(node, context, into);
      return;
    case 'UpdateStatement': {
      const [target, sign, ...value] = all;
      const operator = UPDATES[sign ? context.text.slice(sign.from, sign.to) : ''];
      if (!target || !sign || !operator) into.push(unread(node, BITS, context));
      else assign(node, [[target]], value, context, into, { operator });
      return;
    }
    case 'ReturnStatement':
      if (!context.inFunction) into.push(unread(node, '`return` stands outside of a function.', context));
      else if (all.length === 1) into.push({ kind: 'return', span: at });
      else into.push({ kind: 'return', span: at, value: readExpressionList(all.slice(1), at, context) });
      return;
    case 'ImportStatement':
      for (const imported of importedNames(node, context.text)) into.push({ kind: 'import', span: at, ...imported });
      return;
    case 'BreakStatement':
      into.push({ kind: 'unreadable', span: at, reason: '`break` ends the loop.', binds: [], leaves: 'break' });
      return;
    case 'ContinueStatement':
      into.push({ kind: 'unreadable', span: at, reason: '`continue` skips the rest.', binds: [], leaves: 'continue' });
      return;
    case 'RaiseStatement':
      into.push({ kind: 'unreadable', span: at, reason: 'An exception is raised here.', binds: [], leaves: 'raise' });
      return;
    case 'PassStatement':
      return;
    default:
      into.push(unread(node, REASONS[node.name] ?? 'This statement is not read.', context));
  }
}

const BITS = 'Bit operators on whole numbers have no derivative. Write arithmetic instead.';
const REASONS: Readonly<Record<string, string>> = {
  DeleteStatement: '`del` removes a name.',
  AssertStatement: '`assert` is taken to hold.',
  ScopeStatement: 'The name belongs to an outer scope. Pass the value as an argument instead.',
  YieldStatement: '`yield` hands over to the caller. Use a plain function that returns its value.',
  PrintStatement: 'This is Python 2. Write print(…) with brackets.',
  TypeDefinition: 'A type has no value.',
};

/** A text by itself; the scanner for comments gets it. */
export function isDocstring(statement: SyntaxNode): boolean {
  const only = statement.firstChild;
  if (statement.name !== 'ExpressionStatement' || !only || only.nextSibling) return false;
  return (
    only.name === 'String' || (only.name === 'ContinuedString' && parts(only).every((part) => part.name === 'String'))
  );
}

/** `x = …`, `a = b = …` (one assignment each), `x: float = …`; a declaration without a value sets nothing. */
function readAssign(node: SyntaxNode, context: Context, into: Statement[]): void {
  const groups: SyntaxNode[][] = [[]];
  let annotation: string | undefined;
  for (const part of parts(node)) {
    if (part.name === 'AssignOp') groups.push([]);
    else if (part.name === 'TypeDef') annotation = annotationOf(part, context);
    else groups[groups.length - 1]?.push(part);
  }
  const value = groups.length > 1 ? groups.pop() : undefined;
  if (value) assign(node, groups, value, context, into, annotation === undefined ? {} : { annotation });
}

function assign(
  node: SyntaxNode,
  targets: readonly (readonly SyntaxNode[])[],
  written: readonly SyntaxNode[],
  context: Context,
  into: Statement[],
  extra: { readonly operator?: Operator; readonly annotation?: string },
): void {
  const at = spanOf(node);
  const value = readExpressionList(written, at, context);
  const read = targets.map((target) => readExpressionList(target, at, context));
  if (written.length === 0 || !read.every(isTarget)) {
    into.push(unread(node, unreadableReason(read) ?? TARGETS, context));
    return;
  }
  const [only] = read;
  const { operator, ...annotated } = extra;
  if (operator && only) into.push(updated(only, value, at, { operator }));
  else into.push(...chained(read, value, at, annotated));
}

function unreadableReason(targets: readonly Expression[]): string | undefined {
  for (const target of targets) {
    for (const node of walk(target)) if (node.kind === 'opaque' && node.reason) return node.reason;
  }
  return undefined;
}
