/** By which variable something is differentiated where the notation does not say: `y'`, `(uv)'`, a curve's `dy/dx`, a dot. */
import { constant as knownConstant } from '../primitives/lookup.ts';
import { isInverse } from '../syntax/names.ts';
import type { Expression } from '../syntax/tree.ts';
import type { Env } from './env.ts';
import type { Kit } from './kit.ts';
import type { Definition } from './scope.ts';
import { literal } from './statics.ts';

export function createVariables({ statics: { nameOf }, definitionOf }: Kit) {
  return { soleVariable, baseVariable, sharedVariable, movesWith };

  /**
   * y' where `y = x^2`: its only free name. Undefined where that name is made of others (`y = u^2, u = sin x`): by
   * which of them y' is meant is open.
   */
  function soleVariable(definition: Definition | undefined, env: Env): string | undefined {
    if (!definition) return undefined;
    const found = new Set<string>();
    const stack: Expression[] = definition.bodies.slice(0, 1);
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (node.kind === 'name' || node.kind === 'index') {
        const name = nameOf(node, env);
        if (name === undefined) return undefined;
        if (!knownConstant(env.language, name)) found.add(name);
      } else if (node.kind === 'operation') stack.push(...node.operands);
      else if (node.kind === 'call') stack.push(...node.args);
      else if (node.kind !== 'number') return undefined;
    }
    const [only] = found;
    if (found.size !== 1 || only === undefined) return undefined;
    const meant = definitionOf(only, env);
    return meant && !isNumber(meant) ? undefined : only;
  }

  /** What all of it is made of in the end: x for `uv` with `u = x^2`, `v = sin x`; undefined where it is not one variable. */
  function baseVariable(of: Expression, env: Env): string | undefined {
    // By u or by what u is made of is open: (u^2)'.
    if (of.kind !== 'name' && of.kind !== 'index') {
      const [only, more] = new Set(symbolsIn(of).map((node) => nameOf(node, env)));
      const meant = more === undefined ? definitionOf(only, env) : undefined;
      if (meant && (meant.parameters ? isInverse(of) : !isNumber(meant))) return undefined;
    }
    const [only, more] = variablesOf(of, env);
    return more === undefined ? only : undefined;
  }

  /** t of a curve `x = a cos t`, `y = b sin t`; beside other names only a letter that usually runs along one. */
  function sharedVariable(a: Expression, b: Expression, env: Env): string | undefined {
    const [own, other] = [variablesOf(a, env), variablesOf(b, env)];
    const shared = [...own].filter((name) => other.has(name));
    if (own.size === 1 && other.size === 1) return shared[0];
    const running = shared.filter((name) => RUNNING.has(name));
    return running.length === 1 ? running[0] : undefined;
  }

  /** Whether it is given as a function of time. */
  function movesWith(of: Expression, env: Env): boolean {
    return variablesOf(of, env).has('t');
  }

  function variablesOf(of: Expression, env: Env): ReadonlySet<string> {
    const found = new Set<string>();
    const seen = new Set<Definition>();
    const open = [{ node: of, env }];
    for (let part = open.pop(); part !== undefined; part = open.pop()) {
      const { node, env } = part;
      for (const symbol of symbolsIn(node)) {
        const name = nameOf(symbol, env);
        if (name === undefined) continue;
        const definition = definitionOf(name, env);
        if (definition?.parameters) for (const parameter of definition.parameters) found.add(parameter);
        else if (definition && !isNumber(definition)) {
          const [body] = definition.bodies;
          if (body && !seen.has(definition)) open.push({ node: body, env: { ...env, place: definition.bodyPlace } });
          seen.add(definition);
        } else if (!knownConstant(env.language, name)) found.add(name);
      }
    }
    return found;
  }
}

const RUNNING = new Set(['t', 'theta', 'phi']);

/** `x = 2` sets a variable; it is no step. */
function isNumber(definition: Definition): boolean {
  return literal(definition.bodies[0], definition.language) !== undefined;
}

/** Names of quantities, and of functions that stand without arguments. */
function symbolsIn(root: Expression): readonly Expression[] {
  const found: Expression[] = [];
  const stack: Expression[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.kind === 'name' || node.kind === 'index') found.push(node);
    else if (node.kind === 'operation') stack.push(...node.operands);
    else if (node.kind === 'call') stack.push(...node.args);
  }
  return found;
}
