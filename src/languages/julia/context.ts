import type { SyntaxNode } from '@lezer/common';
import type { Problem } from '../../base/outcome.ts';
import type { Span } from '../../base/span.ts';
import type { Expression, Statement } from '../../syntax/tree.ts';

/** What one reading carries along. */
export interface Context {
  readonly text: string;
  readonly problems: Problem[];
  /** Reads the expression of a node, and the statements of a block's children: what the parts of the reader call. */
  readonly expression: (node: SyntaxNode, context: Context) => Expression;
  readonly block: (children: readonly SyntaxNode[], context: Context) => Statement[];
  depth: number;
  /** Names that the expressions of the current statement set in a way that is not read. */
  effects: Set<string>;
  /** Names of the scope being read that functions inside of it set. */
  readonly setFromInside: ReadonlySet<string>;
  /** Names that keep their value after the block being read: parameters, and what is set outside of inner scopes. */
  readonly visible: ReadonlySet<string>;
  /** Functions with several methods: `from of the scope:name`. */
  readonly overloaded: ReadonlySet<string>;
  /** Where the function being read starts; 0 in the script. */
  readonly scope: number;
  /** Names whose items are set somewhere in the function: a view among them would change its array. */
  readonly changed: ReadonlySet<string>;
  readonly inFunction: boolean;
  /** Behind `@.`, where every operation and call is elementwise. */
  readonly dotted: readonly Span[];
  /** `@views` stands somewhere in the file: slices may share memory. */
  readonly views: boolean;
}

export function textOf(node: SyntaxNode, context: Context): string {
  return context.text.slice(node.from, node.to);
}

export function isDotted(node: SyntaxNode, context: Context): boolean {
  return context.dotted.some(({ from, to }) => from <= node.from && node.to <= to);
}
