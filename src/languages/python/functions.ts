/** Calls, lambdas and parameter lists. */
import type { SyntaxNode } from '@lezer/common';
import { type Span, span } from '../../base/span.ts';
import type { Expression, Parameter } from '../../syntax/tree.ts';
import { unreadable } from '../expression/nodes.ts';
import { betweenCommas, isBroken, parts, spanOf, spanOfAll } from '../lezer.ts';
import type { Context } from './context.ts';
import { COMPREHENSION, refuse, refuseAt, SYNTAX } from './refuse.ts';

export function readCall(node: SyntaxNode, context: Context): Expression {
  const [callee, list, ...more] = parts(node);
  if (!callee || list?.name !== 'ArgList' || more.length > 0 || isBroken(list)) return refuse(node, SYNTAX, context);
  const args: Expression[] = [];
  const keywords: { name: string; value: Expression; span: Span }[] = [];
  for (const group of betweenCommas(parts(list).slice(1, -1))) {
    const [first, sign, value, ...rest] = group;
    if (!first) return refuse(node, SYNTAX, context);
    if (first.name === '*' || first.name === '**') {
      return refuse(node, 'Arguments unpacked with * are not read. Write them out.', context);
    }
    if (group.some((part) => part.name === 'for')) {
      args.push(refuseAt(spanOfAll(group, spanOf(list)), COMPREHENSION, context, group));
    } else if (!sign) {
      args.push(context.expression(first, context));
    } else if (sign.name === 'AssignOp' && value && rest.length === 0 && textOf(sign, context) === '=') {
      const at = span(first.from, value.to);
      keywords.push({ name: textOf(first, context), value: context.expression(value, context), span: at });
    } else {
      args.push(refuseAt(spanOfAll(group, spanOf(list)), WALRUS, context, group));
    }
  }
  const at = spanOf(node);
  return { kind: 'call', callee: context.expression(callee, context), args, keywords, span: at, outer: at };
}

const WALRUS = '`:=` sets a name inside an expression. Write the assignment on a line of its own.';

export function readLambda(node: SyntaxNode, context: Context): Expression {
  const all = parts(node);
  const list = all.find((part) => part.name === 'ParamList');
  const body = all[all.length - 1];
  if (!list || !body || body.name === ':') return refuse(node, SYNTAX, context);
  const { parameters, collected, broken } = readParameters(list, context);
  if (broken) return refuse(node, SYNTAX, context);
  if (collected.length > 0) return refuse(node, COLLECTS, context);
  const at = spanOf(node);
  return { kind: 'lambda', parameters, body: context.expression(body, context), span: at, outer: at };
}

export const COLLECTS = 'Parameters with * collect any number of arguments; they are not read. Name each parameter.';

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
      if (name) collected.push(textOf(name, context));
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
    ...(sign >= 0 && { default: value && !value.type.isError ? context.expression(value, context) : missing(name) }),
    ...(type && { annotation: annotationOf(type, context) }),
  };
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
