/** `if nargin < 2, k = 3; end` at the start of a function gives k a default. */
import { walk } from '../../syntax/names.ts';
import type { Expression, If, Parameter, Statement } from '../../syntax/tree.ts';
import type { Scope } from './scope.ts';

export interface Defaulted {
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
}

/** Conditions that do nothing but give later parameters constant values are taken out of the body. */
export function withDefaults(parameters: readonly Parameter[], body: readonly Statement[], scope: Scope): Defaulted {
  const defaults = new Map<string, Expression>();
  let first = 0;
  for (; first < body.length; first++) {
    const statement = body[first];
    const given = statement?.kind === 'if' ? defaultsOf(statement, parameters, scope) : undefined;
    if (!given) break;
    for (const [name, value] of given) defaults.set(name, value);
  }
  if (first === 0) return { parameters, body };
  return {
    parameters: parameters.map((parameter) => {
      const value = defaults.get(parameter.name);
      return value && !parameter.rest ? { ...parameter, default: value } : parameter;
    }),
    body: body.slice(first),
  };
}

function defaultsOf(
  statement: If,
  parameters: readonly Parameter[],
  scope: Scope,
): ReadonlyMap<string, Expression> | undefined {
  const least = leastMissing(statement.condition);
  if (least === undefined || statement.otherwise.length > 0 || statement.then.length === 0) return undefined;
  const given = new Map<string, Expression>();
  for (const set of statement.then) {
    if (set.kind !== 'assign' || set.operator || set.target.kind !== 'name' || !isConstant(set.value, scope))
      return undefined;
    const { name } = set.target;
    if (parameters.findIndex((parameter) => parameter.name === name) < least) return undefined;
    given.set(name, set.value);
  }
  return given;
}

/** The first parameter, counted from 0, that is surely missing where the condition holds. */
function leastMissing(condition: Expression): number | undefined {
  if (condition.kind !== 'relation') return undefined;
  const [left, right] = condition.terms;
  if (left?.kind !== 'opaque' || left.text !== 'nargin' || right?.kind !== 'number') return undefined;
  const [sign] = condition.signs;
  if (sign === '<') return right.value - 1;
  return sign === '<=' || sign === '=' ? right.value : undefined;
}

function isConstant(value: Expression, scope: Scope): boolean {
  for (const node of walk(value)) {
    if (node.kind === 'opaque' || (node.kind === 'name' && scope.isKnown(node.name))) return false;
  }
  return true;
}
