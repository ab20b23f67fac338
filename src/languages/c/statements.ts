/** C and C++ statements: Lezer's syntax nodes → statements of the one tree. */
import type { SyntaxNode } from '@lezer/common';
import { span } from '../../base/span.ts';
import { walk } from '../../syntax/names.ts';
import type { Expression, Statement } from '../../syntax/tree.ts';
import { handedNames, targetNames } from '../code.ts';
import { nameOf, numberLiteral } from '../expression/nodes.ts';
import { isBroken, parts, spanOf, visit } from '../lezer.ts';
import { runsOver } from './blocks.ts';
import { readClass } from './classes.ts';
import { handedOn } from './combine.ts';
import { type Context, closeScope, lookUp, newEffects, openScope, textOf } from './context.ts';
import { readBranches, readDo, readFor, readForRange, readWhile } from './control.ts';
import { readDeclaration } from './declarations.ts';
import { readFunction } from './functions.ts';
import { apart } from './hiding.ts';
import { tokensOf } from './lex.ts';
import { readValue } from './parse.ts';
import { depthAt } from './preprocessor.ts';
import { namesSetIn, SYNTAX, unknown, unread } from './refuse.ts';
import { readExpressionText } from './setters.ts';
import { registerTypes } from './survey.ts';
import { enumValues, readSwitch } from './switch.ts';
import { INT } from './types.ts';

/** The statements of a file or a block, given all its children (errors and braces too): of all, or of those from one to another. */
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
    if (child.type.isError || /^(?:\{|\}|;|PreprocDirective)$/.test(child.name)) continue;
    if (touchesError(children, i, context)) into.push(unread(child, SYNTAX, context));
    else if (child.name === 'Macro' || children[i - 1]?.name === 'Macro') into.push(aroundMacro(child, context));
    else readStatement(child, context, into);
  }
  return into;
}

/** A macro that stands like a statement may make a loop or a condition of what follows. */
function aroundMacro(node: SyntaxNode, context: Context): Statement {
  const names = tokensOf(context.text, node.from, node.to).filter(({ kind }) => kind === 'name');
  const binds =
    node.name === 'Macro' ? [...new Set(names.slice(1).map(({ text }) => text))] : unread(node, '', context).binds;
  const reason = 'A macro stands here like a statement; what it makes of the code behind it is not known.';
  return { ...unknown(spanOf(node), reason, binds), ...(context.inFunction && { leaves: 'perhaps' }) };
}

/** Next to what could not be parsed on the same line: `x = 2 3`. */
function touchesError(children: readonly SyntaxNode[], i: number, context: Context): boolean {
  const [before, node, after] = [children[i - 1], children[i], children[i + 1]];
  if (
    !node ||
    /^(?:FunctionDefinition|NamespaceDefinition|LinkageSpecification|(?:Class|Struct)Specifier)$/.test(node.name)
  )
    return false;
  const sameLine = (from: number, to: number) => !/[\n;}]/.test(context.text.slice(from, to));
  if (after?.type.isError && sameLine(node.to, after.to)) return true;
  return before !== undefined && (before.type.isError || endsBroken(before)) && sameLine(before.to, node.from);
}

/** The statement has no end of its own: what follows may belong to it. */
function endsBroken(node: SyntaxNode): boolean {
  return node.lastChild?.type.isError === true;
}

const DEPTH_LIMIT = 100;

function readStatement(node: SyntaxNode, context: Context, into: Statement[]): void {
  if (context.depth >= DEPTH_LIMIT) {
    into.push(unread(node, 'Blocks are nested too deep to be read.', context));
    return;
  }
  if (context.inFunction && isConditional(node, context)) {
    into.push(unread(node, 'Whether this is compiled depends on an #if; it is not read.', context));
    return;
  }
  const around = context.effects;
  context.effects = newEffects();
  context.depth++;
  const read = dispatch(node, context);
  context.depth--;
  const binds = [...context.effects.binds];
  context.effects = around;
  const inside = [...new Set(read.flatMap(namesSetInside))];
  if (inside.length > 0) {
    const reason = 'A name is set inside an expression.';
    into.push({ ...unknown(spanOf(node), reason, inside), inside: true });
  }
  for (const statement of read) into.push(statement);
  const aliased = read.flatMap((statement) =>
    statement.kind === 'assign' ? aliasesOf(statement.target, context) : [],
  );
  const lost = [...new Set([...binds, ...aliased])];
  if (lost.length > 0) into.push(unknown(spanOf(node), 'What is set here is not followed.', lost));
}

/** A line of `#if` stands inside of it, or it stands between two of them; blocks around them are looked into. */
function isConditional(node: SyntaxNode, context: Context): boolean {
  const holds = context.conditionals.some(({ from, to }) => node.from < from && to < node.to);
  if (holds)
    return (
      !/^(?:CompoundStatement|\w+Statement|ForRangeLoop)$/.test(node.name) ||
      node.name === 'ExpressionStatement' ||
      node.name === 'ReturnStatement'
    );
  return depthAt(context.conditionals, node.from) > context.conditionalDepth;
}

function namesSetInside(statement: Statement): string[] {
  const roots: (Expression | undefined)[] =
    statement.kind === 'assign'
      ? [statement.target, statement.value]
      : statement.kind === 'formula'
        ? [statement.expression]
        : statement.kind === 'return'
          ? [statement.value]
          : statement.kind === 'if' || statement.kind === 'while'
            ? [statement.condition]
            : [];
  return roots.flatMap((root) =>
    root
      ? [...walk(root)].flatMap((node) => (node.kind === 'assignment' ? targetNames(node.target) : handedNames(node)))
      : [],
  );
}

function aliasesOf(target: Expression, context: Context): string[] {
  const [name = ''] = targetNames(target);
  return [...(lookUp(name.split('.', 1)[0] ?? name, context)?.aliases ?? [])];
}

function dispatch(node: SyntaxNode, context: Context): Statement[] {
  const at = spanOf(node);
  if (/^(?:(?:If|For|While|Do)Statement|ForRangeLoop)$/.test(node.name) && runsOver(node, context)) {
    const names = tokensOf(context.text, node.from, node.to).flatMap(({ kind, text }) =>
      kind === 'name' ? [text] : [],
    );
    const reason = 'A macro of several statements stands here without braces around it.';
    return [{ ...unknown(at, reason, [...new Set(names)]), leaves: 'perhaps' }];
  }
  switch (node.name) {
    case 'FunctionDefinition':
      return readFunction(node, context);
    case 'TemplateDeclaration':
      return readTemplate(node, context);
    case 'NamespaceDefinition':
    case 'LinkageSpecification':
    case 'ExportDeclaration':
      return context.block(
        parts(node).flatMap((part) =>
          part.name === 'CompoundStatement' ? parts(part) : /Definition$|Declaration$/.test(part.name) ? [part] : [],
        ),
        context,
      );
    case 'ClassSpecifier':
    case 'StructSpecifier':
      return readClass(node, context);
    case 'CompoundStatement':
      return scoped(context, () => [...context.block(parts(node), context), ...unclosed(node, context)]);
    case 'IfStatement':
      return readBranches(node, context);
    case 'ForStatement':
      return scoped(context, () => readFor(node, context));
    case 'ForRangeLoop':
      return scoped(context, () => readForRange(node, context));
    case 'WhileStatement':
      return readWhile(node, context);
    case 'DoStatement':
      return readDo(node, context);
    case 'SwitchStatement':
      return readSwitch(node, context);
  }
  if (isBroken(node)) return [unread(node, SYNTAX, context)];
  switch (node.name) {
    case 'Declaration': {
      const inner = parts(node).filter(
        (part) => /^(?:Class|Struct)Specifier$/.test(part.name) && part.getChild('FieldDeclarationList'),
      );
      return [...inner.flatMap((part) => readClass(part, context)), ...readDeclaration(node, context)];
    }
    case 'TypeDefinition':
    case 'AliasDeclaration':
      registerTypes(node, context.text, context.types);
      return parts(node).flatMap((part) => (part.name === 'EnumSpecifier' ? readEnum(part, context) : []));
    case 'ExpressionStatement':
      return readExpressionText(span(node.from, textOf(node, context).endsWith(';') ? node.to - 1 : node.to), context);
    case 'ReturnStatement':
      return readReturn(node, context);
    case 'BreakStatement':
      return [{ ...unknown(at, '`break` ends the loop.', []), leaves: 'break' }];
    case 'ContinueStatement':
      return [{ ...unknown(at, '`continue` skips the rest.', []), leaves: 'continue' }];
    case 'ThrowStatement':
      return [{ ...unknown(at, 'An exception is thrown here.', []), leaves: 'raise' }];
    case 'TryStatement':
      return readTry(node, context);
    case 'UsingDeclaration':
    case 'StaticAssertDeclaration':
    case 'ConceptDefinition':
    case 'TemplateInstantiation':
    case 'AccessSpecifier':
    case 'FriendDeclaration':
    case 'UnionSpecifier':
    case 'ImportDeclaration':
    case 'ModuleDeclaration':
    case 'TypeIdentifier':
      return [];
    case 'EnumSpecifier':
      return readEnum(node, context);
    default: {
      const read = unread(node, REASONS[node.name] ?? 'This statement is not read.', context);
      // A declaration that the grammar takes for something else may set any name in it.
      const names = REASONS[node.name]
        ? []
        : tokensOf(context.text, node.from, node.to).flatMap(({ kind, text }) => (kind === 'name' ? [text] : []));
      return [{ ...read, binds: [...new Set([...read.binds, ...names])] }];
    }
  }
}

const REASONS: Readonly<Record<string, string>> = {
  GotoStatement: '`goto` is not followed.',
  LabeledStatement: 'Labels are not read.',
  CaseStatement: '`switch` is not read. Write if and else.',
};

/** Names of a script stand for their numbers; those of a function or a class are not followed. */
function readEnum(node: SyntaxNode, context: Context): Statement[] {
  const values = context.inFunction || context.members.size > 0 ? undefined : enumValues(node, context);
  if (!values) return [unknown(spanOf(node), 'The numbers of this enum are not read.', enumerators(node, context))];
  return [...values].map(([name, { value, node: part }]): Statement => {
    context.globals.set(name, INT);
    const at = spanOf(part);
    const nameSpan = span(part.from, part.from + name.length);
    return { kind: 'assign', span: at, target: nameOf(name, nameSpan), value: numberLiteral(String(value), at, value) };
  });
}

function enumerators(node: SyntaxNode, context: Context): string[] {
  const names: string[] = [];
  visit(node, (inner) => {
    const name = inner.name === 'Enumerator' ? inner.firstChild : null;
    if (name) names.push(textOf(name, context));
    return true;
  });
  return names;
}

function unclosed(node: SyntaxNode, context: Context): Statement[] {
  return isBroken(node) ? [unread(node, SYNTAX, context)] : [];
}

/** A block has names of its own; where they hide outer ones, those are not known after it. */
export function scoped(context: Context, read: () => Statement[]): Statement[] {
  if (!context.inFunction) return read();
  const scope = openScope(context);
  const statements = read();
  closeScope(context);
  const own = apart(statements, scope, context);
  if (own) return own;
  const at = statements[statements.length - 1]?.span ?? span(0, 0);
  return [
    ...statements,
    unknown(at, 'The block has a name of its own that hides this one. Use different names.', [...scope.hidden]),
  ];
}

function readReturn(node: SyntaxNode, context: Context): Statement[] {
  const at = spanOf(node);
  if (!context.inFunction) return [unread(node, '`return` stands outside of a function.', context)];
  const value = parts(node).find((part) => part.name !== 'return' && part.name !== ';');
  if (!value) return [{ kind: 'return', span: at }];
  const read = readValue(
    span(node.from + 'return'.length, textOf(node, context).endsWith(';') ? node.to - 1 : node.to),
    context,
  );
  const returned = context.returns ? handedOn(read, context.returns, true) : read.node;
  return [{ kind: 'return', span: at, value: returned }];
}

/** The names of the template's types stand for numbers. */
function readTemplate(node: SyntaxNode, context: Context): Statement[] {
  registerTypes(node, context.text, context.types);
  const inner = parts(node).filter((part) => /Definition$|Declaration$|Specifier$/.test(part.name));
  return inner.flatMap((part) => dispatch(part, context));
}

/** Read as if nothing were thrown; what a handler sets is unknown afterwards. */
function readTry(node: SyntaxNode, context: Context): Statement[] {
  const into: Statement[] = [];
  for (const part of parts(node)) {
    if (part.name === 'CompoundStatement') into.push(...scoped(context, () => context.block(parts(part), context)));
    if (part.name === 'CatchClause') {
      const names = namesSetIn(tokensOf(context.text, part.from, part.to));
      into.push(unknown(spanOf(part), 'Read as if nothing were thrown; what is set here is unknown.', [...names]));
    }
  }
  return into;
}
