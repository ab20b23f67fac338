/** Julia statements: Lezer's syntax nodes → statements of the one tree. */
import type { SyntaxNode } from '@lezer/common';
import { span } from '../../base/span.ts';
import type { Expression, Statement } from '../../syntax/tree.ts';
import { ifStatement, namesSetBy } from '../code.ts';
import { operation } from '../expression/nodes.ts';
import { isBroken, parts, spanOf } from '../lezer.ts';
import { readAssign } from './assignments.ts';
import { importedNames, namesBoundIn, targetsOf } from './bound.ts';
import { type Context, textOf } from './context.ts';
import { readBlockStatement } from './control.ts';
import { macroReason } from './expressions.ts';
import { FROM_INSIDE, readDefinition } from './functions.ts';
import { SYNTAX, unknown, unread } from './refuse.ts';
import { readScalarRule } from './scalarRule.ts';
import { readStruct } from './structs.ts';

/** The statements of a script or a block, given all its children (errors and keywords too): of all, or of those from one to another. */
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
    if (child.type.isError || /^(?:;|end|begin|else|try|finally|do|module|baremodule|newline)$/.test(child.name))
      continue;
    if (touchesError(children, i, context)) into.push(unread(child, SYNTAX, context));
    else readStatement(child, context, into);
  }
  return into;
}

/** Next to what could not be parsed on the same line: `x = 2 3`. */
function touchesError(children: readonly SyntaxNode[], i: number, context: Context): boolean {
  const [before, node, after] = [children[i - 1], children[i], children[i + 1]];
  if (!node) return false;
  const sameLine = (from: number, to: number) => !/[\n;]/.test(context.text.slice(from, to));
  if (after?.type.isError && sameLine(node.to, after.to)) return true;
  return before !== undefined && (before.type.isError || isBroken(before)) && sameLine(before.to, node.from);
}

const DEPTH_LIMIT = 150;

function readStatement(node: SyntaxNode, context: Context, into: Statement[]): void {
  if (context.depth >= DEPTH_LIMIT) {
    into.push(unread(node, 'Blocks are nested too deep to be read.', context));
    return;
  }
  const around = context.effects;
  context.effects = new Set();
  context.depth++;
  const read = dispatch(node, context);
  context.depth--;
  const inner = [...context.effects];
  context.effects = around;
  if (inner.length > 0) into.push(unknown(spanOf(node), 'A name is set inside an expression.', inner));
  for (const statement of read) into.push(statement);
  if (context.setFromInside.size === 0) return;
  const shared = new Set(read.flatMap(namesSetBy).filter((name) => context.setFromInside.has(name)));
  if (shared.size > 0) into.push(unknown(spanOf(node), FROM_INSIDE, [...shared]));
}

function dispatch(node: SyntaxNode, context: Context): Statement[] {
  const at = spanOf(node);
  const block = readBlockStatement(node, context);
  if (block) return block;
  if (node.name === 'FunctionDefinition') return readFunction(node, context);
  if (node.name === 'StructDefinition') return readStruct(node, false, context);
  if (node.name === 'ModuleDefinition') {
    return context.block(parts(node).slice(2), context);
  }
  if (isBroken(node) && node.name !== 'StringLiteral') return [unread(node, SYNTAX, context)];
  switch (node.name) {
    case 'Assignment':
      return readAssign(node, context);
    case 'ReturnStatement':
      return readReturn(node, context);
    case 'BreakStatement':
      return [{ ...unknown(at, '`break` ends the loop.', []), leaves: 'break' }];
    case 'ContinueStatement':
      return [{ ...unknown(at, '`continue` skips the rest.', []), leaves: 'continue' }];
    case 'ConstStatement': {
      const value = parts(node)[1];
      return value ? dispatch(value, context) : [];
    }
    case 'LocalStatement':
    case 'GlobalStatement':
      return readDeclared(node, context);
    case 'ImportStatement':
    case 'UsingStatement':
      return importedNames(node, context.text).map((imported) => ({ kind: 'import', span: at, ...imported }));
    case 'MacrocallExpression':
      return readMacro(node, context);
    case 'BinaryExpression':
      return readConditional(node, context) ?? formula(node, context);
    case 'CallExpression':
      if (/^(?:error|throw|rethrow)\s*\(/.test(textOf(node, context))) {
        return [{ ...unknown(at, 'An exception is thrown here.', []), leaves: 'raise' }];
      }
      return formula(node, context);
    case 'ExportStatement':
    case 'PublicStatement':
    case 'StringLiteral':
    case 'AbstractDefinition':
    case 'PrimitiveDefinition':
      return [];
    default:
      return /(?:Statement|Definition)$/.test(node.name)
        ? [unread(node, 'This statement is not read.', context)]
        : formula(node, context);
  }
}

function formula(node: SyntaxNode, context: Context): Statement[] {
  const inner = node.name === 'ParenExpression' ? parts(node).slice(1, -1) : [];
  if (inner.some((part) => /^(?:Assignment|\w+Statement)$/.test(part.name))) return context.block(inner, context);
  return [{ kind: 'formula', span: spanOf(node), expression: context.expression(node, context) }];
}

function readReturn(node: SyntaxNode, context: Context): Statement[] {
  const value = parts(node)[1];
  if (!context.inFunction) return [unread(node, '`return` stands outside of a function.', context)];
  if (!value) return [{ kind: 'return', span: spanOf(node) }];
  if (value.name === 'Assignment') {
    const read = dispatch(value, context);
    const [only] = read;
    if (read.length !== 1 || only?.kind !== 'assign' || only.target.kind !== 'name')
      return [unread(node, SYNTAX, context)];
    return [only, { kind: 'return', span: spanOf(node), value: only.target }];
  }
  return [{ kind: 'return', span: spanOf(node), value: context.expression(value, context) }];
}

/** `function f(x)::T where T … end`: the grammar leaves the types behind the brackets in the body. */
function readFunction(node: SyntaxNode, context: Context): Statement[] {
  const all = parts(node);
  const at = all.findIndex((part) => part.name === 'Signature');
  const signature = all[at];
  const head = signature?.firstChild;
  if (!signature || !head) return [unread(node, SYNTAX, context)];
  if (head.name === 'Identifier' && all.length <= 3) return [];
  if (head.name === 'TupleExpression')
    return [unread(node, 'A function without a name of its own is not read.', context)];
  let body = all.slice(at + 1);
  const [first] = body;
  if (first && first.from === signature.to) {
    if (first.name !== 'UnaryExpression' || first.firstChild?.name !== 'SubTypeOp')
      return [unread(node, SYNTAX, context)];
    body = body.slice(1);
  }
  const read = readDefinition(node, head, body, context);
  return body[body.length - 1]?.name === 'end' ? read : [...read, unread(node, SYNTAX, context)];
}

/** `local x = 1` is new in its block; `global x = 1` sets what is outside of the function. */
function readDeclared(node: SyntaxNode, context: Context): Statement[] {
  const [, value] = parts(node);
  if (value?.name !== 'Assignment') return [];
  const read = dispatch(value, context);
  if (node.name === 'LocalStatement' || !context.inFunction) return read;
  return [
    ...read,
    unknown(
      spanOf(node),
      'The name belongs to the script. Pass the value as an argument instead.',
      namesBoundIn([value], context.text),
    ),
  ];
}

/** `cond && return x`, `cond || error(…)`: a condition with one statement. */
function readConditional(node: SyntaxNode, context: Context): Statement[] | undefined {
  const [left, sign, right] = parts(node);
  if (!left || !right || !sign || !/^Lazy(?:And|Or)Op$/.test(sign.name) || !isStatement(right, context))
    return undefined;
  const isAnd = sign.name === 'LazyAndOp';
  const condition = context.expression(left, context);
  const truth: Expression = isAnd ? condition : operation('not', [condition], span(left.from, left.from));
  return [ifStatement(spanOf(node), truth, context.block([right], context), [])];
}

function isStatement(node: SyntaxNode, context: Context): boolean {
  if (/^(?:\w+Statement|Assignment)$/.test(node.name)) return true;
  if (node.name === 'ParenExpression')
    return parts(node)
      .slice(1, -1)
      .some((part) => isStatement(part, context));
  if (node.name === 'CallExpression') return /^(?:error|throw|rethrow|[\w.]+!)\s*\(/.test(textOf(node, context));
  if (node.name !== 'BinaryExpression') return false;
  const [, sign, right] = parts(node);
  return (
    sign !== undefined && right !== undefined && /^Lazy(?:And|Or)Op$/.test(sign.name) && isStatement(right, context)
  );
}

const HARMLESS = /^@(?:assert|info|warn|debug|error|show|printf|test|inferred|code_\w+|doc|boundscheck)$/;

function readMacro(node: SyntaxNode, context: Context): Statement[] {
  const [head, list] = parts(node);
  const name = head ? textOf(head, context) : '';
  const args = list ? parts(list).filter((part) => !/^[()]$/.test(part.name)) : [];
  const [only] = args;
  if (/^(?:Base\.)?@kwdef$/.test(name) && only?.name === 'StructDefinition' && args.length === 1)
    return readStruct(only, true, context);
  const rule = /^(?:ChainRulesCore\.)?@scalar_rule$/.test(name) ? readScalarRule(node, context) : undefined;
  if (rule) return [rule];
  const bound = [
    ...namesBoundIn(args, context.text),
    ...args.flatMap((arg) => (arg.name === 'Identifier' ? targetsOf(arg, context.text) : [])),
  ];
  if (/^@(?:evalpoly|horner)$/.test(name)) return formula(node, context);
  const { leaves } = unread(node, '', context);
  if (HARMLESS.test(name)) return leaves ? [unread(node, macroReason(name), context)] : [];
  return [{ ...unknown(spanOf(node), macroReason(name), bound), ...(leaves && { leaves }) }];
}
