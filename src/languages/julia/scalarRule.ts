/**
 * ChainRules: `@scalar_rule f(x, y) @setup(s = …) (∂₁, ∂₂)` is short for an rrule whose pullback is Δ ↦ (∂₁Δ, ∂₂Δ); Ω
 * stands for f(x, y) in it.
 */
import type { SyntaxNode } from '@lezer/common';
import type { Span } from '../../base/span.ts';
import type { Expression, FunctionDefinition, Parameter, Statement } from '../../syntax/tree.ts';
import { callOf, nameOf, operation, sequence } from '../expression/nodes.ts';
import { isBroken, parts, spanOf } from '../lezer.ts';
import { type Context, textOf } from './context.ts';
import { readParameters } from './functions.ts';

/** Undefined: it is written in another way, or for several results. */
export function readScalarRule(node: SyntaxNode, context: Context): FunctionDefinition | undefined {
  const [head, list] = parts(node);
  const [called, ...rest] = list ? argumentsIn(list) : [];
  const value = called && valueIn(called, context);
  if (!head || !value || isBroken(node)) return undefined;
  const [first] = rest;
  const isSetUp = first?.name === 'MacrocallExpression' && /^@setup\b/.test(textOf(first, context));
  const within = isSetUp ? argumentsIn(parts(first)[1] ?? first) : [];
  // Without a comma behind it, the macro takes the rest for its own.
  const isOpen = parts(first ?? node)[1]?.name === 'MacroArguments' && isSetUp;
  const [setup, more] = isOpen ? [within.slice(0, 1).flatMap(argumentsIn), within.slice(1)] : [within, []];
  const partials = [...more, ...(isSetUp ? rest.slice(1) : rest)];
  const { parameters } = value;
  const [only] = partials;
  const each = parameters.length === 1 ? partials : only?.name === 'TupleExpression' ? argumentsIn(only) : [];
  if (
    partials.length !== 1 ||
    each.length !== parameters.length ||
    only?.name === (parameters.length === 1 ? 'TupleExpression' : '')
  )
    return undefined;
  const at = spanOf(head);
  const set = (name: string, to: Expression): Statement => ({
    kind: 'assign',
    span: to.outer,
    target: nameOf(name, at),
    value: to,
  });
  const steps = setup.flatMap((step) => {
    const [target, , given] = parts(step);
    return target && given && /^(?:KwArg|Assignment)$/.test(step.name)
      ? [set(textOf(target, context), context.expression(given, context))]
      : [];
  });
  if (steps.length < setup.length) return undefined;
  const along = each.map((partial) => {
    const slope = context.expression(partial, context);
    return operation('multiply', [slope, nameOf(SEED, at)], at);
  });
  const none = callOf(nameOf('NoTangent', at), [], at);
  const pullback: Expression = {
    kind: 'lambda',
    parameters: [{ name: SEED, span: at }],
    body: sequence('tuple', [none, ...along], at),
    span: at,
    outer: at,
  };
  return {
    kind: 'function',
    span: spanOf(node),
    name: 'scalar_rule',
    nameSpan: at,
    parameters: [{ name: '_rule', annotation: `typeof(${value.callee})`, span: at }, ...parameters],
    body: [
      set('Ω', value.expression),
      ...steps,
      { kind: 'return', span: spanOf(node), value: sequence('tuple', [nameOf('Ω', at), pullback], at) },
    ],
  };
}

const SEED = 'Δ';

/** What stands in a list, its brackets and commas aside. */
function argumentsIn(list: SyntaxNode): SyntaxNode[] {
  return parts(list).filter((part) => !/^[(),]$/.test(part.name));
}

interface Value {
  readonly callee: string;
  readonly parameters: readonly Parameter[];
  readonly expression: Expression;
}

/** `f(x::Real, y)`, `x / y`. */
function valueIn(called: SyntaxNode, context: Context): Value | undefined {
  const [left, middle, right] = parts(called);
  if (called.name === 'BinaryExpression' && left && middle && right) {
    const { parameters, broken } = readParameters([left, right], context);
    const isOfNames = left.name === 'Identifier' && right.name === 'Identifier';
    return broken || !isOfNames
      ? undefined
      : { callee: textOf(middle, context), parameters, expression: context.expression(called, context) };
  }
  if (called.name !== 'CallExpression' || !left || !middle || right) return undefined;
  const { parameters, before, broken } = readParameters(parts(middle).slice(1, -1), context);
  if (broken || before.length > 0 || parameters.length === 0 || parameters.some(({ rest }) => rest)) return undefined;
  const at: Span = spanOf(called);
  const args = parameters.map(({ name, span }) => nameOf(name, span));
  return { callee: textOf(left, context), parameters, expression: callOf(context.expression(left, context), args, at) };
}
