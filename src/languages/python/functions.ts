/** Calls, lambdas and parameter lists. */
import type { SyntaxNode } from '@lezer/common';
import { type Span, span } from '../../base/span.ts';
import type { Expression, Parameter, Statement } from '../../syntax/tree.ts';
import { unreadable } from '../expression/nodes.ts';
import { setInside } from '../inside.ts';
import { betweenCommas, isBroken, parts, spanOf, spanOfAll } from '../lezer.ts';
import { readComprehension } from './comprehensions.ts';
import type { Context } from './context.ts';
import { readNamed } from './lists.ts';
import { refuse, refuseAt, SYNTAX, UNPACKED } from './refuse.ts';

export function readCall(node: SyntaxNode, context: Context): Expression {
  const [callee, list, ...more] = parts(node);
  if (!callee || list?.name !== 'ArgList' || more.length > 0 || isBroken(list)) return refuse(node, SYNTAX, context);
  const args: Expression[] = [];
  const keywords: { name: string; value: Expression; span: Span }[] = [];
  const inside = parts(list).slice(1, -1);
  const isGenerator = inside.some((part) => part.name === 'for');
  if (isGenerator) args.push(readComprehension(inside, 'generator', spanOfAll(inside, spanOf(list)), context));
  for (const group of isGenerator ? [] : betweenCommas(inside)) {
    const [first, sign, value, ...rest] = group;
    if (!first) return refuse(node, SYNTAX, context);
    const whole = spanOfAll(group, spanOf(list));
    if (first.name === '*' || first.name === '**') {
      if (!sign || value) return refuse(node, SYNTAX, context);
      const named = first.name === '**' ? { named: true } : {};
      args.push({ kind: 'spread', value: context.expression(sign, context), ...named, span: whole, outer: whole });
    } else if (!sign) {
      args.push(context.expression(first, context));
    } else if (sign.name === 'AssignOp' && value && rest.length === 0 && textOf(sign, context) === '=') {
      const at = span(first.from, value.to);
      keywords.push({ name: textOf(first, context), value: context.expression(value, context), span: at });
    } else {
      const isWalrus = sign.name === 'AssignOp' && textOf(sign, context) === ':=';
      args.push(isWalrus ? readNamed(group, whole, context) : refuseAt(whole, UNPACKED, context, group));
    }
  }
  const at = spanOf(node);
  return { kind: 'call', callee: context.expression(callee, context), args, keywords, span: at, outer: at };
}

export function readLambda(node: SyntaxNode, context: Context): Expression {
  const all = parts(node);
  const list = all.find((part) => part.name === 'ParamList');
  const body = all[all.length - 1];
  if (!list || !body || body.name === ':') return refuse(node, SYNTAX, context);
  const { parameters, collected, broken } = readParameters(list, context);
  if (broken) return refuse(node, SYNTAX, context);
  const at = spanOf(node);
  const { setsNames } = context;
  context.setsNames = false;
  const value = context.expression(body, context);
  context.setsNames = setsNames;
  if (collected.length === 0) return { kind: 'lambda', parameters, body: value, span: at, outer: at };
  const statements: Statement[] = [
    setInside(spanOf(list), COLLECTS, collected),
    { kind: 'return', span: spanOf(body), value },
  ];
  const shown = unreadable(textOf(body, context), COLLECTS, spanOf(body));
  return { kind: 'lambda', parameters, body: shown, statements, span: at, outer: at };
}

export const COLLECTS = 'A parameter with * collects any number of arguments. Name each parameter.';

export interface Parameters {
  readonly parameters: readonly Parameter[];
  /** Names behind `*` and `**`. */
  readonly collected: readonly string[];
  /** Some of the list cannot be read. */
  readonly broken: boolean;
}

/** A default that is missing while it is being typed is unreadable; the function around it stays. */
export function readParameters(list: SyntaxNode, context: Context): Parameters {
  const parameters: Parameter[] = [];
  const collected: string[] = [];
  let broken = false;
  const inside = parts(list).filter((part) => part.name !== '(' && part.name !== ')');
  for (const group of betweenCommas(inside)) {
    const [first] = group;
    if (!first || first.name === '/') continue;
    if (first.name === '*' || first.name === '**') {
      const name = group.find((part) => part.name === 'VariableName');
      if (!name) continue;
      collected.push(textOf(name, context));
      const rest = first.name === '*' ? 'list' : 'named';
      parameters.push({ ...readParameter(name, group.slice(1), context), rest });
    } else if (first.name === 'VariableName' && !isBroken(first)) {
      parameters.push(readParameter(first, group, context));
      if (group.some((part, i) => part.type.isError && group[i - 1]?.name !== 'AssignOp')) broken = true;
    } else {
      broken = true;
    }
  }
  return { parameters, collected, broken };
}

function readParameter(name: SyntaxNode, group: readonly SyntaxNode[], context: Context): Parameter {
  const type = group.find((part) => part.name === 'TypeDef');
  const sign = group.findIndex((part) => part.name === 'AssignOp');
  const value = group[sign + 1];
  const parameter: Parameter = { name: textOf(name, context), span: spanOf(name) };
  return {
    ...parameter,
    ...(sign >= 0 && { default: value && !value.type.isError ? readDefault(value, context) : missing(name) }),
    ...(type && { annotation: annotationOf(type, context) }),
  };
}

function readDefault(value: SyntaxNode, context: Context): Expression {
  const { setsNames } = context;
  context.setsNames = false;
  const read = context.expression(value, context);
  context.setsNames = setsNames;
  return read;
}

function missing(after: SyntaxNode): Expression {
  return unreadable('', SYNTAX, span(after.to, after.to));
}

/** What stands behind the colon; a type in quotes without them. */
export function annotationOf(type: SyntaxNode, context: Context): string {
  const written = textOf(type, context).replace(/^(?::|->)\s*/, '');
  return written.replace(/^(["'])(.*)\1$/s, '$2');
}

function textOf(node: SyntaxNode, context: Context): string {
  return context.text.slice(node.from, node.to);
}
