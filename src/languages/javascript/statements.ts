/** JavaScript and TypeScript statements: Lezer's syntax nodes → statements of the one tree. */
import type { SyntaxNode } from '@lezer/common';
import type { Span } from '../../base/span.ts';
import type { Statement } from '../../syntax/tree.ts';
import { namesSetBy } from '../code.ts';
import { nameOf } from '../expression/nodes.ts';
import { setInside, withInside } from '../inside.ts';
import { isBroken, parts, spanOf } from '../lezer.ts';
import { readAssignment, readDeclaration, readSwap } from './assignments.ts';
import { readClass, readDefinition } from './classes.ts';
import { type Context, newEffects, pathFor } from './context.ts';
import { readIf, readLoop } from './control.ts';
import { exportedFrom, readExports } from './exports.ts';
import { readExtension } from './extending.ts';
import { pending, unknown } from './functions.ts';
import { readImport } from './imports.ts';
import { SYNTAX, unread } from './refuse.ts';
import { readSwitch } from './switch.ts';

/** The statements of a script or a block, given all its children (errors and brackets too): of all, or of those from one to another. */
export function readBlock(
  children: readonly SyntaxNode[],
  context: Context,
  from = 0,
  to = children.length,
): Statement[] {
  const into: Statement[] = [];
  for (let i = from; i < to; i++) {
    const child = children[i];
    if (!child) break;
    if (child.type.isError || /^(?:\{|\}|;|Hashbang)$/.test(child.name)) continue;
    if (touchesError(children, i, context)) into.push(unread(child, SYNTAX, context));
    else readStatement(child, context, into);
  }
  return into;
}

/** Next to what could not be parsed on the same line: `x = 2 3`. */
function touchesError(children: readonly SyntaxNode[], i: number, context: Context): boolean {
  const [before, node, after] = [children[i - 1], children[i], children[i + 1]];
  if (!node) return false;
  const sameLine = (from: number, to: number) => !context.text.slice(from, to).includes('\n');
  if (after?.type.isError && sameLine(node.to, after.to)) return true;
  if (!before || !sameLine(before.to, node.from)) return false;
  return before.type.isError || (isBroken(before) && !/[;}]$/.test(context.text.slice(before.from, before.to)));
}

const DEPTH_LIMIT = 100;

function readStatement(node: SyntaxNode, context: Context, into: Statement[]): void {
  if (context.depth >= DEPTH_LIMIT) {
    into.push(unread(node, 'Blocks are nested too deep to be read.', context));
    return;
  }
  const around = context.effects;
  context.effects = newEffects();
  context.depth++;
  const read: Statement[] = [];
  dispatch(node, context, read);
  context.depth--;
  into.push(...pending(node, context));
  context.effects = around;
  const noted = withInside(read);
  for (const statement of noted) into.push(statement);
  const shared = namesAmong(noted, context.shared).filter((name) => !context.unsure.has(name));
  if (shared.length > 0)
    into.push(setInside(spanOf(node), `${shared.join(', ')}: also set in a function inside.`, shared));
  const unsure = namesAmong(noted, context.unsure);
  if (unsure.length > 0) into.push(unknown(spanOf(node), `${unsure.join(', ')}: ${UNSURE}`, unsure));
}

/** What the statements set of these names. */
function namesAmong(statements: readonly Statement[], names: ReadonlySet<string>): string[] {
  if (names.size === 0) return [];
  return [...new Set(statements.flatMap(namesSetBy).filter((name) => names.has(name)))];
}

const UNSURE = 'also set in a function inside, or hidden by the same name in a block. Use names of their own.';

function dispatch(node: SyntaxNode, context: Context, into: Statement[]): void {
  switch (node.name) {
    case 'Block':
      into.push(...readBlock(parts(node), context));
      return;
    case 'IfStatement':
      into.push(...readIf(node, context));
      return;
    case 'SwitchStatement':
      into.push(...readSwitch(node, context));
      return;
    case 'DoStatement':
    case 'ForStatement':
    case 'WhileStatement':
      into.push(...readLoop(node, context));
      return;
    case 'FunctionDeclaration':
      into.push(...readDefinition(node, node.getChild('VariableDefinition') ?? 'default', context));
      return;
    case 'ClassDeclaration':
      into.push(...readClass(node, context));
      return;
    case 'ExportDeclaration':
      readExport(node, context, into);
      return;
    case 'TypeAliasDeclaration':
    case 'InterfaceDeclaration':
    case 'AmbientDeclaration':
      return;
    case 'TryStatement':
      readTry(node, context, into);
      return;
    default:
      if (isBroken(node)) into.push(unread(node, SYNTAX, context));
      else readSimple(node, context, into);
  }
}

function readSimple(node: SyntaxNode, context: Context, into: Statement[]): void {
  const [first, second] = parts(node);
  const at = spanOf(node);
  const leave = (reason: string, leaves: 'break' | 'continue' | 'raise') =>
    into.push({ ...unknown(at, reason, []), leaves: second?.name === 'Label' ? 'perhaps' : leaves });
  switch (node.name) {
    case 'VariableDeclaration':
      into.push(...readDeclaration(node, context));
      return;
    case 'ExpressionStatement':
      if (first && first.name !== 'String') readExpressionStatement(first, node, context, into);
      return;
    case 'ReturnStatement':
      if (!context.inFunction) into.push(unread(node, '`return` stands outside of a function.', context));
      else if (!second || second.name === ';') into.push({ kind: 'return', span: at });
      else into.push(...readReturn(second, at, context));
      return;
    case 'ImportDeclaration':
      into.push(...readImport(node, context));
      return;
    case 'BreakStatement':
      leave('`break` ends the loop.', 'break');
      return;
    case 'ContinueStatement':
      leave('`continue` skips the rest.', 'continue');
      return;
    case 'ThrowStatement':
      leave('An exception is thrown here.', 'raise');
      return;
    case 'DebuggerStatement':
      return;
    default:
      into.push(unread(node, REASONS[node.name] ?? 'This statement is not read.', context));
  }
}

const REASONS: Readonly<Record<string, string>> = {
  LabeledStatement: 'Labels are not read.',
  WithStatement: '`with` is not read.',
  EnumDeclaration: 'An enum is not read. Write constants.',
  NamespaceDeclaration: 'A namespace is not read.',
};

/** The value of a statement that is evaluated once: assignments inside of it may be carried out before. */
function readValue(node: SyntaxNode, context: Context): ReturnType<Context['expression']> {
  context.effects = { ...context.effects, root: node };
  return context.expression(node, context);
}

/** `return a = 1, a + 1` is two statements. */
function readReturn(value: SyntaxNode, at: Span, context: Context): Statement[] {
  const into: Statement[] = [];
  let last = value;
  if (value.name === 'SequenceExpression' && !isBroken(value)) {
    const items = parts(value).filter((part) => part.name !== ',');
    last = items.pop() ?? value;
    for (const item of items) readPart(item, context, into);
  }
  const around = context.effects;
  context.effects = newEffects(last);
  const read = readValue(last, context);
  into.push(...pending(last, context), { kind: 'return', span: at, value: read });
  context.effects = around;
  return into;
}

/** `a = 1, b = 2` is two statements. */
function readExpressionStatement(node: SyntaxNode, statement: SyntaxNode, context: Context, into: Statement[]): void {
  if (node.name === 'ParenthesizedExpression' && node.firstChild?.nextSibling && !isBroken(node)) {
    const inner = node.firstChild.nextSibling;
    if (/^(?:Assignment|Sequence)Expression$/.test(inner.name)) {
      readExpressionStatement(inner, statement, context, into);
      return;
    }
  }
  if (node.name === 'SequenceExpression' && !isBroken(node)) {
    for (const item of parts(node)) if (item.name !== ',') readPart(item, context, into);
    return;
  }
  into.push(
    ...(readAssignment(node, statement, context) ??
      readExtension(node, statement, context) ??
      formula(node, statement, context)),
  );
}

/** One of several statements joined by commas, with effects of its own. */
function readPart(item: SyntaxNode, context: Context, into: Statement[]): void {
  const around = context.effects;
  context.effects = newEffects();
  const read = readAssignment(item, item, context) ?? formula(item, item, context);
  into.push(...pending(item, context), ...read);
  context.effects = around;
}

function formula(node: SyntaxNode, statement: SyntaxNode, context: Context): Statement[] {
  if (isBroken(node)) return readSwap(node, statement, context) ?? [unread(statement, SYNTAX, context)];
  return [{ kind: 'formula', span: spanOf(statement), expression: readValue(node, context) }];
}

function readExport(node: SyntaxNode, context: Context, into: Statement[]): void {
  for (const part of parts(node)) {
    if (!/Declaration$/.test(part.name)) continue;
    const read: Statement[] = [];
    readStatement(part, context, read);
    into.push(...read, ...exportedFrom(node, read));
  }
  into.push(...readExports(node, context));
  const last = parts(node)
    .filter((part) => part.name !== ';')
    .pop();
  if (!node.getChild('default') || !last || /Declaration$|^default$/.test(last.name) || isBroken(node)) return;
  context.effects.path = pathFor(last, 'default');
  const value = readValue(last, context);
  const span = spanOf(node);
  if (value.kind === 'name') into.push({ kind: 'export', span, name: 'default', local: value.name });
  if (value.kind === 'lambda' || value.kind === 'dictionary') {
    into.push({ kind: 'assign', span, target: nameOf('default', spanOf(last)), value });
    into.push({ kind: 'export', span, name: 'default', local: 'default' });
    return;
  }
  if (value.kind !== 'name' || context.effects.path === undefined)
    into.push({ kind: 'formula', span: spanOf(node), expression: value });
}

/** Read as if nothing were thrown: the block and `finally`; what a handler sets is unknown afterwards. */
function readTry(node: SyntaxNode, context: Context, into: Statement[]): void {
  for (const part of parts(node)) {
    if (part.name === 'Block') into.push(...readBlock(parts(part), context));
    if (part.name === 'FinallyClause') into.push(...readBlock(part.getChildren('Block').flatMap(parts), context));
    if (part.name === 'CatchClause') {
      const { binds } = unread(part, '', context);
      into.push(unknown(spanOf(part), 'Read as if nothing were thrown; what is set here is unknown.', binds));
    }
  }
}
