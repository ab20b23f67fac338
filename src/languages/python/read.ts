/** Python files and notebook cells, by Lezer's grammar: total, tolerant of broken code. */
import type { Tree } from '@lezer/common';
import { once } from '../../base/once.ts';
import type { Problem } from '../../base/outcome.ts';
import { finished } from '../../base/pauses.ts';
import type { Span } from '../../base/span.ts';
import type { CodeDocument, CodePieces } from '../code.ts';
import { withGaps, withoutGaps } from '../gaps.ts';
import { type PieceRead, readInPieces } from '../inPieces.ts';
import {
  findingUnclosed,
  lookingThrough,
  parsingTree,
  parts,
  type Recovery,
  readingSoundly,
  replacedAt,
  spanOf,
} from '../lezer.ts';
import { namesBoundIn } from './bound.ts';
import { scopeStatementsOf } from './compound.ts';
import { type Context, noEffects } from './context.ts';
import { readExpression } from './expressions.ts';
import { hasMagics, withoutMagics } from './notebook.ts';
import { isDocstring, readBlock } from './statements.ts';
import { topLevelStarts } from './topLevel.ts';

/** In a bundle, `require` runs a module when it is first called. */
const grammar = once(() => (require('./grammar.ts') as typeof import('./grammar.ts')).parser);

/** Reads the whole file, or a notebook cell, into statements. `earlier`: pieces of the file before it was edited. */
export function readPython(text: string, earlier?: CodePieces): CodeDocument {
  return finished(readingPython(text, earlier));
}

/** The same with pauses. */
export function* readingPython(text: string, earlier?: CodePieces): Generator<undefined, CodeDocument> {
  const { source, gaps } = withoutGaps(text, 'python');
  const starts = isOne(source) ? [0] : topLevelStarts(source);
  yield;
  const read = yield* readingSoundly(readInPieces(source, starts, readPiece, 'Python', earlier));
  return withGaps(read, source, gaps);
}

/** Names set from inside of functions, and lines of notebooks, concern the whole text. */
function isOne(text: string): boolean {
  return /\b(?:global|nonlocal)\b/.test(text) || hasMagics(text);
}

function* readPiece(text: string, recovery: Recovery): Generator<undefined, PieceRead> {
  const tree = yield* parsingPython(text, recovery);
  const problems: Problem[] = [];
  const scopeStatements = text.includes('global') || text.includes('nonlocal') ? scopeStatementsOf(tree.topNode) : [];
  const context: Context = {
    text,
    problems,
    scopeStatements,
    expression: readExpression,
    block: readBlock,
    paused: { at: 0 },
    depth: 0,
    setsNames: true,
    effects: noEffects(),
    setFromInside: new Set(namesBoundIn(scopeStatements, text)),
    inFunction: false,
  };
  const statements = yield* readBlock(parts(tree.topNode), context);
  const comments = yield* findingComments(tree);
  return { statements, comments, problems, length: tree.length };
}

/** Broken places with an open bracket may swallow what follows: so often the parse is mended and done again. */
const MENDS = 3;

/**
 * `2.` and `1.e-5`: the grammar takes the point for an attribute. As an underscore, which it allows at the end of
 * digits, the number stays one token of the same length; its text is taken from the original.
 */
const TRAILING_POINT = /(?<![\p{ID_Continue}.])(\d[\d_]*)\.(?!\d)/gu;

/**
 * The syntax tree of a piece. Always parsed whole: where nesting is deep, trees with reused fragments come out corrupt.
 * Notebook lines are blanked, and a bracket left open at the end of its line is taken out, so that the lines below are read.
 */
function* parsingPython(text: string, recovery: Recovery): Generator<undefined, Tree> {
  const again = { ...recovery };
  let source = text.replace(TRAILING_POINT, '$1_');
  let tree = yield* parsingTree(grammar(), source, recovery);
  if (hasMagics(source)) {
    source = withoutMagics(source, tree);
    tree = yield* parsingTree(grammar(), source, { ...again });
  }
  for (let i = 0; i < MENDS; i++) {
    const open = yield* findingUnclosed(tree, source, '([{');
    if (open.length === 0) break;
    source = replacedAt(source, open, '$');
    tree = yield* parsingTree(grammar(), source, { ...again });
  }
  return tree;
}

function* findingComments(tree: Tree): Generator<undefined, Span[]> {
  const comments: Span[] = [];
  yield* lookingThrough(tree, (node) => {
    if (node.name === 'Comment') comments.push(spanOf(node.node));
    else if (node.name === 'ExpressionStatement' && isDocstring(node.node)) comments.push(spanOf(node.node));
  });
  return comments;
}
