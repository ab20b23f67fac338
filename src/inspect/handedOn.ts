/** Functions whose values are other people's: they only hand on to functions, objects and classes that are not written here. */
import { linearName } from '../syntax/names.ts';
import type { Expression } from '../syntax/tree.ts';
import { hasMethod } from '../trace/code/library/library.ts';
import { receiverOf } from '../trace/code/outside.ts';
import type { ClassFound, Definition, Scope } from '../trace/scope.ts';
import { isEmpty } from './noClaims.ts';
import type { Pair } from './pairs.ts';
import { isParameter, ownParameters } from './parameters.ts';
import { replaced, stepsOf } from './rewritten.ts';
import type { Source } from './source.ts';

/**
 * Both call what they, functions around them or the constructor of their object are given (`cfun.fun(x) - ub` beside
 * `cfun.jac(x)`, `self.link.inverse(z)` beside `self.link.deriv(z)`), or methods that classes made from theirs will have.
 */
export function areHandedOn({ scope }: Source, { of, derivative, seed }: Pair): boolean {
  return seed === undefined && [of, derivative].every((one) => callsGiven(scope, one, new Set()));
}

function callsGiven(scope: Scope, definition: Definition, seen: Set<Definition>): boolean {
  if (seen.has(definition)) return false;
  seen.add(definition);
  const { function: written, language } = definition;
  const given = new Set<string>();
  const receiver = definition.className === undefined ? undefined : receiverOf(definition);
  const rootOf = (expression: Expression) => linearName(expression)?.split('.')[0];
  const isGiven = (root: string | undefined) =>
    root !== undefined &&
    root !== receiver &&
    root !== 'self' &&
    (given.has(root) || isParameter(scope, root, definition));
  const runsOver = (target: Expression, iterable: Expression) => {
    const name = linearName(target);
    if (name !== undefined && isGiven(rootOf(iterable))) given.add(name);
  };
  for (const step of stepsOf(written?.body ?? [])) if (step.kind === 'for') runsOver(step.target, step.iterable);
  let calls = false;
  // One pass for what runs over given lists, one for what is called.
  for (let pass = 0; pass < 2 && !calls; pass++) {
    replaced(written?.body, (expression) => {
      if (expression.kind === 'comprehension') {
        for (const { target, iterable } of expression.clauses) runsOver(target, iterable);
      }
      if (expression.kind !== 'call' || calls) return undefined;
      const { callee } = expression;
      const isMethod = callee.kind === 'attribute' && hasMethod(language, callee.name);
      calls =
        (!isMethod && isGiven(rootOf(callee))) ||
        (receiver !== undefined && callsOwn(scope, definition, receiver, callee, seen));
      return undefined;
    });
  }
  return calls;
}

/** `self.part.f(x)` of a part that the constructor is given, `self.f(x)` and `super().f(x)` that other classes have. */
function callsOwn(
  scope: Scope,
  { className, language }: Definition,
  receiver: string,
  callee: Expression,
  seen: Set<Definition>,
): boolean {
  const own = scope.classes.get(className ?? '');
  if (!own || callee.kind !== 'attribute') return false;
  const { base, name } = callee;
  if (base.kind === 'call' && linearName(base.callee) === 'super') return own.bases.every((one) => one === 'object');
  const [root, part, ...rest] = linearName(callee)?.split('.') ?? [];
  if (root !== receiver || part === undefined) return false;
  if (rest.length > 0) return !hasMethod(language, name) && isPart(own, part);
  const method = own.methods.get(name);
  return method !== undefined && (isEmpty(method) || callsGiven(scope, method, seen));
}

/** `self.part = part` of a parameter, and nothing else, in the constructor or a method that it runs. */
function isPart({ methods }: ClassFound, part: string): boolean {
  const making = methods.get('__init__') ?? methods.get('constructor');
  const settings = [making, ...(making ? runBy(making, methods) : [])].flatMap((method) => {
    const own = method && `${receiverOf(method)}.${part}`;
    const taken = method ? ownParameters(method) : [];
    return [...stepsOf(method?.function?.body ?? [])].flatMap((step) =>
      step.kind === 'assign' && linearName(step.target) === own ? [taken.includes(linearName(step.value) ?? '')] : [],
    );
  });
  return settings.length > 0 && settings.every((isGiven) => isGiven);
}

function runBy(making: Definition, methods: ClassFound['methods']): Definition[] {
  const receiver = `${receiverOf(making)}.`;
  const found = new Set<Definition>();
  replaced(making.function?.body, (expression) => {
    const name = expression.kind === 'call' ? linearName(expression.callee) : undefined;
    const method = name?.startsWith(receiver) ? methods.get(name.slice(receiver.length)) : undefined;
    if (method && method !== making) found.add(method);
    return undefined;
  });
  return [...found];
}

/** Neither looks at anything that it is given: functions that stand for others in a test. */
export function areStubs({ of, derivative, seed }: Pair): boolean {
  return seed === undefined && [of, derivative].every((one) => !reads(one));
}

function reads(definition: Definition): boolean {
  const names = new Set((definition.function?.parameters ?? []).map(({ name }) => name));
  let found = false;
  replaced(definition.function?.body, (expression) => {
    found ||= expression.kind === 'name' && names.has(expression.name);
    return undefined;
  });
  return found;
}
