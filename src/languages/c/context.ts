import type { SyntaxNode, Tree } from '@lezer/common';
import type { Problem } from '../../base/outcome.ts';
import type { Expression, Parameter, Statement } from '../../syntax/tree.ts';
import type { Conditional, Expansion } from './preprocessor.ts';
import type { Type } from './types.ts';

export interface Variable {
  readonly type: Type;
  /** A reference to something else: what is set through it is set there. */
  readonly aliases?: readonly string[];
  /** Not a number or array: a function, a lambda. */
  readonly callable?: boolean;
}

export interface Scope {
  readonly variables: Map<string, Variable>;
  /** Names of scopes around it, in the same function, that it hides. */
  readonly hidden: Set<string>;
}

export interface KnownFunction {
  readonly returns: Type;
  /** Which of its parameters it may set. */
  readonly sets: readonly number[];
  /** Those of its parameters that are whole numbers: arguments lose their fraction. */
  readonly whole: ReadonlyMap<number, Type>;
}

/** What one reading carries along. */
export interface Context {
  readonly text: string;
  readonly tree: Tree;
  readonly problems: Problem[];
  readonly cpp: boolean;
  readonly functions: ReadonlyMap<string, KnownFunction>;
  /** `scope:name` of functions with several forms. */
  readonly overloaded: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
  readonly classes: ReadonlyMap<string, ReadonlyMap<string, Type>>;
  /** The fields of plain structs in their order. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly types: Map<string, Type>;
  /** Lines of `#if`, `#else` and `#endif`, and how many of them are open where the function being read starts. */
  readonly conditionals: readonly Conditional[];
  readonly conditionalDepth: number;
  readonly macros: ReadonlySet<string>;
  /** Macros that are put in where they are used. */
  readonly expansions: Map<string, Expansion>;
  /** Macros that stand for statements. */
  readonly blocks: Map<string, Expansion>;
  /** How many of those may still be put in. */
  readonly puts: { left: number };
  /** Names that stand for whole numbers: `#define N 3`, `const int n = 3`. */
  readonly sizes: ReadonlyMap<string, number>;
  /** From the innermost outwards: those of the function being read. */
  scopes: Scope[];
  /** Names of the script: variables outside of functions, and macros. */
  readonly globals: Map<string, Type>;
  /** Members of the class whose method is read. */
  readonly members: ReadonlyMap<string, Type>;
  readonly returns: Type | undefined;
  /** Names whose items are set somewhere in the function. */
  readonly changed: ReadonlySet<string>;
  readonly inFunction: boolean;
  depth: number;
  effects: Effects;
  readonly block: (children: readonly SyntaxNode[], context: Context) => Statement[];
  readonly lambda: (node: SyntaxNode, context: Context) => Expression;
  readonly parameters: (list: SyntaxNode, context: Context) => Parameters;
}

export interface Effects {
  /** Names that the expressions set in a way that is not read. */
  readonly binds: Set<string>;
}

export interface Parameters {
  readonly parameters: readonly Parameter[];
  readonly variables: ReadonlyMap<string, Variable>;
  readonly sets: readonly number[];
  readonly whole: ReadonlyMap<number, Type>;
  readonly broken: boolean;
}

export function newEffects(): Effects {
  return { binds: new Set() };
}

export function textOf(node: SyntaxNode, context: Context): string {
  return context.text.slice(node.from, node.to);
}

export function lookUp(name: string, context: Context): Variable | undefined {
  for (const scope of context.scopes) {
    const found = scope.variables.get(name);
    if (found) return found;
  }
  return undefined;
}

/** A name that is new in the innermost scope; one of a scope around it is hidden, which is noted. */
export function declare(name: string, variable: Variable, context: Context): void {
  const [inner, ...around] = context.scopes;
  if (!inner) {
    context.globals.set(name, variable.type);
    return;
  }
  if (around.some((scope) => scope.variables.has(name))) inner.hidden.add(name);
  inner.variables.set(name, variable);
}

export function openScope(context: Context): Scope {
  const scope: Scope = { variables: new Map(), hidden: new Set() };
  context.scopes = [scope, ...context.scopes];
  return scope;
}

export function closeScope(context: Context): void {
  context.scopes = context.scopes.slice(1);
}
