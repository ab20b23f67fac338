/** Names with their running indices put in, and whole numbers known without tracing. */

import { constant as knownConstant } from '../primitives/lookup.ts';
import { linearName } from '../syntax/names.ts';
import type { Expression, Language } from '../syntax/tree.ts';
import type { Env } from './env.ts';
import { resolve, type Scope } from './scope.ts';

/** Shown as a guess: the size of a sum whose bound is not known. */
export const GUESSED_SIZE = 3;
/** Letters that run, as indices of entries. */
export const RUNNING = /^[i-nprst]$|^[KMNTD]$/;

export interface Statics {
  /** The linear name with running indices put in: `x_{i+1}` is `x_4` for i = 3. Undefined where it is no symbol. */
  nameOf(expression: Expression, env: Env): string | undefined;
  /** A number that needs no input: a literal, a running index, a size, arithmetic of those. */
  staticValue(expression: Expression | undefined, env: Env): number | undefined;
}

/** Numbers that names stand for everywhere: sizes, and indices that are taken for one entry. */
interface Known {
  readonly sizes?: ReadonlyMap<string, number>;
  readonly letters?: ReadonlyMap<string, number>;
}

/** `guess` hears of every size that had to be guessed. */
export function createStatics(scope: Scope, { sizes, letters }: Known, guess: (name: string) => void): Statics {
  return { nameOf, staticValue };

  /** The linear name with running indices put in: `x_{i+1}` is `x_4` for i = 3. */
  function nameOf(expression: Expression, env: Env): string | undefined {
    if (expression.kind !== 'index') return linearName(expression);
    const base = nameOf(expression.base, env);
    if (base === undefined) return undefined;
    const indices = expression.indices.map((index): Expression => {
      const value = usesStatic(index, env) ? staticValue(index, env) : undefined;
      if (value === undefined) return index;
      return { kind: 'number', value, text: String(value), span: index.span, outer: index.outer };
    });
    if (expression.position === 'bracket' && indices.some((index) => index.kind !== 'number')) return undefined;
    if (indices.some((index) => index.kind === 'operation' && usesStatic(index, env))) return undefined;
    return linearName({ ...expression, indices });
  }

  function usesStatic(index: Expression, env: Env): boolean {
    if (index.kind === 'name' && env.statics.has(index.name)) return true;
    if (index.kind === 'name' || index.kind === 'index') return letters?.has(linearName(index) ?? '') === true;
    return index.kind === 'operation' && index.operands.some((operand) => usesStatic(operand, env));
  }

  function staticValue(expression: Expression | undefined, env: Env): number | undefined {
    if (expression === undefined) return undefined;
    switch (expression.kind) {
      case 'number':
        return expression.value;
      case 'name':
      case 'index': {
        const name = nameOf(expression, env);
        if (name === undefined || env.bindings.has(name)) return undefined;
        const known = env.statics.get(name) ?? letters?.get(name) ?? sizes?.get(name);
        if (known !== undefined) return known;
        const definition = resolve(scope, name, env.place);
        if (definition && !definition.parameters && definition.bodies[0]?.kind === 'number')
          return definition.bodies[0].value;
        if (!scope.sizes.has(name)) return undefined;
        guess(name);
        return GUESSED_SIZE;
      }
      case 'operation': {
        const values = expression.operands.map((operand) => staticValue(operand, env));
        const [a, b] = values;
        if (a === undefined) return undefined;
        if (expression.operator === 'negate') return -a;
        if (expression.operator === 'plus') return a;
        if (b === undefined) return undefined;
        if (expression.operator === 'add') return a + b;
        if (expression.operator === 'subtract') return a - b;
        if (expression.operator === 'multiply') return a * b;
        if (expression.operator === 'power') return a ** b;
        return undefined;
      }
      default:
        return undefined;
    }
  }
}

/** Notes define by equations; programs by statements in order. */
export function isNote(language: Language): boolean {
  return language === 'latex' || language === 'plain';
}

/** A number by itself, a negative one too: `x = 2`, `y = -0.5`, `a = 1/2`, `k = \pi`. */
export function literal(expression: Expression | undefined, language: Language): number | undefined {
  if (expression?.kind === 'number') return expression.value;
  if (expression?.kind === 'name') return knownConstant(language, expression.name)?.value;
  if (expression?.kind !== 'operation') return undefined;
  const [a, b] = expression.operands.map((operand) => literal(operand, language));
  if (a === undefined) return undefined;
  if (expression.operator === 'negate') return -a;
  if (b === undefined) return undefined;
  if (expression.operator === 'divide') return a / b;
  if (expression.operator === 'multiply') return a * b;
  return undefined;
}
