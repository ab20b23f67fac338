/** Python files and notebook cells, by Lezer's grammar: total, tolerant of broken code. */
import { type Tree, TreeFragment } from '@lezer/common';
import { parser } from '@lezer/python';
import type { Problem } from '../../base/outcome.ts';
import type { Span } from '../../base/span.ts';
import type { CodeDocument } from '../code.ts';
import { parseTree, parts, replacedAt, spanOf, unclosedBrackets, withoutLongLines } from '../lezer.ts';
import { namesBoundIn } from './bound.ts';
import { scopeStatementsOf } from './compound.ts';
import { type Context, noEffects } from './context.ts';
import { readExpression } from './expressions.ts';
import { hasMagics, withoutMagics } from './notebook.ts';
import { isDocstring, readBlock } from './statements.ts';

/**
 * Reads the whole file into statements. `tree` may come from an earlier `parsePython` of the same text.
 */
export function readPython(text: string, tree: Tree = parsePython(text)): CodeDocument {
  const problems: Problem[] = [];
  const scopeStatements = text.includes('global') || text.includes('nonlocal') ? scopeStatementsOf(tree.topNode) : [];
  const context: Context = {
    text,
    problems,
    scopeStatements,
    expression: readExpression,
    block: readBlock,
    depth: 0,
    effects: noEffects(),
    setFromInside: new Set(namesBoundIn(scopeStatements, text)),
    inFunction: false,
  };
  const statements = readBlock(parts(tree.topNode), context);
  return { statements, comments: commentsIn(tree), problems };
}

/** Broken places with an open bracket may swallow what follows: so often the parse is mended and done again. */
const MENDS = 4;

/**
 * `2.` and `1.e-5`: the grammar takes the point for an attribute. As an underscore, which it allows at the end of
 * digits, the number stays one token of the same length; its text is taken from the original.
 */
const TRAILING_POINT = /(?<![\p{ID_Continue}.])(\d[\d_]*)\.(?!\d)/gu;

/**
 * The syntax tree. `fragments` of an earlier tree (`TreeFragment.applyChanges`) are used again. Notebook lines are
 * blanked, and a bracket left open at the end of its line is taken out, so that the lines below are read.
 */
export function parsePython(text: string, fragments: readonly TreeFragment[] = []): Tree {
  let source = withoutLongLines(text).replace(TRAILING_POINT, '$1_');
  let tree = parseTree(parser, source, fragments);
  if (hasMagics(source)) {
    source = withoutMagics(source, tree);
    tree = parseTree(parser, source);
  }
  for (let i = 0; i < MENDS; i++) {
    const open = unclosedBrackets(tree, source, '([{');
    if (open.length === 0) break;
    const changes = open.map((at) => ({ fromA: at, toA: at + 1, fromB: at, toB: at + 1 }));
    source = replacedAt(source, open, '$');
    tree = parseTree(parser, source, TreeFragment.applyChanges(TreeFragment.addTree(tree), changes));
  }
  return tree;
}

function commentsIn(tree: Tree): Span[] {
  const comments: Span[] = [];
  tree.iterate({
    enter(node) {
      if (node.name === 'Comment') comments.push(spanOf(node.node));
      else if (node.name === 'ExpressionStatement' && isDocstring(node.node)) comments.push(spanOf(node.node));
    },
  });
  return comments;
}
