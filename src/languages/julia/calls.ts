/** Calls, anonymous functions, `do` blocks. */
import type { SyntaxNode } from '@lezer/common';
import { type Span, span } from '../../base/span.ts';
import type { Expression, Lambda, Parameter } from '../../syntax/tree.ts';
import { nameOf, unreadable } from '../expression/nodes.ts';
import { isBroken, parts, spanOf, spanOfAll } from '../lezer.ts';
import { type Context, isDotted, textOf } from './context.ts';
import { bodyStatements, readParameters } from './functions.ts';
import { refuse, SYNTAX } from './refuse.ts';

export function readCall(node: SyntaxNode, context: Context): Expression {
  const all = parts(node);
  const [callee] = all;
  const list = all.find((part) => part.name === 'Arguments');
  const block = all.find((part) => part.name === 'DoClause');
  if (!callee || !list || isBroken(list)) return refuse(node, SYNTAX, context);
  if (callee.name === 'AdjointExpression') return refuse(node, 'f′(x) as a derivative is not read here.', context);
  if (
    callee.name === 'ParenExpression' &&
    !/^(?:Identifier|FieldExpression|ArrowFunctionExpression)$/.test(callee.firstChild?.nextSibling?.name ?? '')
  ) {
    return refuse(node, 'Julia takes (a)(b) for a call, not for a product. Write *.', context);
  }
  const at = spanOf(node);
  const name = textOf(callee, context);
  if (name === 'Dict') return readDictionary(node, list, context);
  const args: Expression[] = block ? [readDo(block, context)] : [];
  const keywords: { name: string; value: Expression; span: Span }[] = [];
  const inside = parts(list).filter((part) => !/^[(),]$/.test(part.name));
  for (const part of inside) {
    if (part.name === 'KwArg') {
      const keyword = readKeyword(part, context);
      if (!keyword) return refuse(node, SYNTAX, context);
      keywords.push(keyword);
    } else if (part.name === 'KeywordArguments') {
      for (const option of parts(part).filter(({ name }) => !/^[,;]$/.test(name))) {
        const keyword = readKeyword(option, context);
        if (keyword) keywords.push(keyword);
        else if (option.name === 'SplatExpression') args.push({ ...spreadOf(option, context), named: true });
        else return refuse(node, 'Only keywords with a name are read.', context);
      }
    } else {
      args.push(context.expression(part, context));
    }
  }
  const elementwise = all.some((part) => part.name === '.') || isDotted(node, context);
  const read = calleeOf(callee, context);
  const call: Expression = { kind: 'call', callee: read, args, keywords, span: at, outer: at };
  return elementwise ? { ...call, elementwise: true } : call;
}

/** `Vector{Float64}(undef, n)` is called by the type without its parameters. */
function calleeOf(callee: SyntaxNode, context: Context): Expression {
  if (callee.name === 'ParametrizedExpression' && callee.firstChild)
    return context.expression(callee.firstChild, context);
  return context.expression(callee, context);
}

function spreadOf(option: SyntaxNode, context: Context): Extract<Expression, { kind: 'spread' }> {
  const operand = option.firstChild;
  const at = spanOf(option);
  const value = operand ? context.expression(operand, context) : unreadable('', SYNTAX, at);
  return { kind: 'spread', value, span: at, outer: at };
}

/** `k = 1`, or `k` behind the semicolon. */
function readKeyword(part: SyntaxNode, context: Context): { name: string; value: Expression; span: Span } | undefined {
  if (part.name === 'Identifier') {
    const name = textOf(part, context);
    return { name, value: nameOf(name, spanOf(part)), span: spanOf(part) };
  }
  const [key, , value] = parts(part);
  if (part.name !== 'KwArg' || key?.name !== 'Identifier' || !value || isBroken(part)) return undefined;
  return { name: textOf(key, context), value: context.expression(value, context), span: spanOf(part) };
}

/** `Dict("a" => 1, :b => 2)`. */
function readDictionary(node: SyntaxNode, list: SyntaxNode, context: Context): Expression {
  const entries: { key: Expression; value: Expression }[] = [];
  for (const pair of parts(list).filter((part) => !/^[(),]$/.test(part.name))) {
    const [key, sign, value] = parts(pair);
    if (pair.name !== 'BinaryExpression' || sign?.name !== 'PairOp' || !key || !value || isBroken(pair)) {
      return refuse(node, 'Only dictionaries of pairs key => value are read.', context);
    }
    entries.push({ key: context.expression(key, context), value: context.expression(value, context) });
  }
  return { kind: 'dictionary', entries, span: spanOf(node), outer: spanOf(node) };
}

/** `x -> x^2`, `(x, y) -> begin … end`. */
export function readArrow(node: SyntaxNode, context: Context): Expression {
  const [head, , body] = parts(node);
  if (!head || !body) return refuse(node, SYNTAX, context);
  const named = head.name === 'Identifier' ? [head] : parts(head).slice(1, -1);
  const inner = /^(?:BeginStatement|ParenExpression)$/.test(body.name) ? parts(body).slice(1, -1) : [body];
  return lambda(node, named, inner, body, context);
}

/** `map(xs) do x … end` hands the block to map as its first argument. */
function readDo(block: SyntaxNode, context: Context): Expression {
  const all = parts(block);
  const list = all.find((part) => part.name === 'Parameters');
  if (isBroken(block) || !list) return refuse(block, SYNTAX, context);
  return lambda(block, parts(list), all.slice(all.indexOf(list) + 1, -1), block, context);
}

function lambda(
  node: SyntaxNode,
  named: readonly SyntaxNode[],
  body: readonly SyntaxNode[],
  whole: SyntaxNode,
  context: Context,
): Expression {
  const { parameters, before, broken } = readParameters(named, context);
  const [only] = body;
  if (broken || !only) return refuse(node, SYNTAX, context);
  if (body.length === 1 && before.length === 0 && !STATEMENT.test(only.name)) {
    return expressionLambda(node, parameters, only, whole, context);
  }
  const statements = [...before, ...bodyStatements(node, body, parameters, context)];
  const at = spanOfAll(body, spanOf(node));
  const opaque = unreadable(context.text.slice(at.from, at.to), 'A function with statements.', at);
  return { kind: 'lambda', parameters, body: opaque, statements, span: spanOf(node), outer: spanOf(node) };
}

const STATEMENT = /Statement$|^(?:Assignment|FunctionDefinition|MacrocallExpression|StringLiteral)$/;

function expressionLambda(
  node: SyntaxNode,
  parameters: readonly Parameter[],
  only: SyntaxNode,
  whole: SyntaxNode,
  context: Context,
): Lambda {
  const read = context.expression(only, context);
  const at = spanOf(node);
  const outer = whole.name === 'ParenExpression' ? { ...read, outer: span(whole.from, whole.to) } : read;
  return { kind: 'lambda', parameters, body: outer, span: at, outer: at };
}
