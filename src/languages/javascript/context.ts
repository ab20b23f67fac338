import type { SyntaxNode } from '@lezer/common';
import type { Problem } from '../../base/outcome.ts';
import type { Expression, Statement } from '../../syntax/tree.ts';
import type { Untrusted } from './scopes.ts';

/** What one reading carries along. */
export interface Context {
  readonly text: string;
  readonly problems: Problem[];
  readonly untrusted: Untrusted;
  /** Reads the expression of a node, statements, and a function's parameters and body: what the parts of the reader call. */
  readonly expression: (node: SyntaxNode, context: Context) => Expression;
  readonly block: (children: readonly SyntaxNode[], context: Context) => Statement[];
  readonly definition: (node: SyntaxNode, name: SyntaxNode | string, context: Context) => Statement[];
  /** Functions that have become definitions already, by their range. */
  readonly defined: Set<string>;
  depth: number;
  /** Assignments inside expressions are carried out once where they stand: not so in defaults of parameters. */
  setsNames: boolean;
  /** What the expressions of the current statement do besides having a value. */
  effects: Effects;
  /** Names of the function being read whose value is not certain after an assignment (see `scopes.ts`). */
  unsure: ReadonlySet<string>;
  /** Names that functions inside set too, or that are of a function around. */
  shared: ReadonlySet<string>;
  /** Inside a function, where `return` has a meaning. */
  inFunction: boolean;
}

export interface Effects {
  /** Statements that are carried out before the current one: assignments and functions inside its expressions. */
  readonly before: Statement[];
  /** Names that the expressions set in a way that is not read. */
  readonly binds: Set<string>;
  yields: boolean;
  /** The expression whose inner assignments may be written before the statement; none where it runs again and again. */
  readonly root?: SyntaxNode;
  /** Those assignments, worked out when the first is met. */
  movable?: ReadonlySet<string>;
  /** What the value being read is called: functions inside an object get names by path (`Easing.quad`). */
  path?: string;
  /** Where the last part of that name stands: the key in the object. */
  key?: SyntaxNode;
}

export function newEffects(root?: SyntaxNode, path?: string): Effects {
  return { before: [], binds: new Set(), yields: false, ...(root && { root }), ...(path !== undefined && { path }) };
}

/** A node by its range. */
export function keyOf(node: SyntaxNode): string {
  return `${node.from}-${node.to}`;
}

export function textOf(node: SyntaxNode, context: Context): string {
  return context.text.slice(node.from, node.to);
}

/** The name for functions in a value: only the value itself, or an object's properties, can be called by it. */
export function pathFor(value: SyntaxNode, path: string | undefined): string | undefined {
  return /^(?:ObjectExpression|ArrowFunction|FunctionExpression)$/.test(value.name) ? path : undefined;
}
