import type { SyntaxNode } from '@lezer/common';
import type { Problem } from '../../base/outcome.ts';
import type { Expression, Statement } from '../../syntax/tree.ts';

/** What one reading carries along. */
export interface Context {
  readonly text: string;
  readonly problems: Problem[];
  /** Every `global` and `nonlocal` statement of the file. */
  readonly scopeStatements: readonly SyntaxNode[];
  /** Reads the expression of a node, and the statements of a block's children: what the parts of the reader call. */
  readonly expression: (node: SyntaxNode, context: Context) => Expression;
  readonly block: (children: readonly SyntaxNode[], context: Context) => Generator<undefined, Statement[]>;
  /** Where others got their turn last: shared by the contexts of one reading. */
  readonly paused: { at: number };
  depth: number;
  /** A walrus is carried out once where it stands: not so in lambdas, comprehensions and defaults. */
  setsNames: boolean;
  /** What the expressions of the current statement do besides having a value. */
  effects: Effects;
  /** Names of the scope being read that functions inside of it set by `global` or `nonlocal`. */
  setFromInside: ReadonlySet<string>;
  /** Inside a function, where `return` has a meaning. */
  inFunction: boolean;
}

export interface Effects {
  readonly binds: Set<string>;
  yields: boolean;
}

export function noEffects(): Effects {
  return { binds: new Set(), yields: false };
}
