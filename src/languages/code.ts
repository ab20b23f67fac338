/** What a reader of a programming language gives for a whole file, and what those readers share. */
import type { Problem } from '../base/outcome.ts';
import type { Span } from '../base/span.ts';
import { linearName } from '../syntax/names.ts';
import type { Expression, If, Statement } from '../syntax/tree.ts';

export interface CodeDocument {
  readonly statements: readonly Statement[];
  /** Comments and docstrings with their delimiters, in order: math inside them is found by another scanner. */
  readonly comments: readonly Span[];
  readonly problems: readonly Problem[];
  /** Where the reader reads piece by piece: what it read, for a later text of the file. */
  readonly pieces?: CodePieces;
  /** The same statements piece by piece, as they were read. */
  readonly parts?: readonly CodePart[];
}

/** Statements as they were read, and how far they stand behind where they stood then. */
export interface CodePart {
  readonly statements: readonly Statement[];
  readonly by: number;
  /** The same object for the same statements: others keep here what they make of them. */
  readonly kept: { told?: unknown };
}

/** A stretch of a file that is read by itself, as a text of its own. */
export interface CodePiece extends Pick<CodeDocument, 'statements' | 'comments' | 'problems'> {
  /** Steps of error recovery that the parser took. */
  readonly recovery: number;
  readonly kept: CodePart['kept'];
}

/** By their text; of pieces with the same text the last. */
export type CodePieces = ReadonlyMap<string, CodePiece>;

/**
 * Names whose value a statement sets, itself or inside: `x` for `x = …` and `x[i] = …`, `self.w` for `self.w[0] = …`.
 * Bodies of functions and classes do not count, they have a scope of their own.
 */
export function namesSetBy(statement: Statement): string[] {
  switch (statement.kind) {
    case 'assign':
      return targetNames(statement.target);
    case 'function':
    case 'class':
      return [statement.name];
    case 'import':
      return [statement.local];
    case 'unreadable':
      return [...statement.binds];
    case 'if':
      return [...statement.then, ...statement.otherwise].flatMap(namesSetBy);
    case 'for':
      return [...targetNames(statement.target), ...statement.body.flatMap(namesSetBy)];
    case 'while':
      return [...statement.body, ...(statement.update ?? [])].flatMap(namesSetBy);
    case 'formula':
    case 'return':
    case 'export':
      return [];
  }
}

/** C's `&x` among arguments is a call of this name, which no function has. */
export const ADDRESS = 'address of';
/** C: a struct that is assigned is copied. */
export const COPY = '&copy';

/** What a function of JavaScript is inside of itself, whatever it is called. */
export const SELF = 'this function';
/** What it was called with. */
export const ARGUMENTS = 'arguments of this call';

/** Names whose address is handed over: what is called may set them. */
export function handedNames(node: Expression): string[] {
  const isAddress = node.kind === 'call' && node.callee.kind === 'name' && node.callee.name === ADDRESS;
  return isAddress ? node.args.flatMap(targetNames) : [];
}

export function targetNames(target: Expression): string[] {
  if (target.kind === 'sequence') return target.items.flatMap(targetNames);
  if (target.kind === 'index') return targetNames(target.base);
  if (target.kind === 'spread') return targetNames(target.value);
  const name = linearName(target);
  return name === undefined ? [] : [name];
}

export function ifStatement(at: Span, condition: Expression, yes: Statement[], no: Statement[]): If {
  // biome-ignore lint/suspicious/noThenProperty: the tree's own word; a statement is never awaited.
  return { kind: 'if', span: at, condition, then: yes, otherwise: no };
}
