/** JavaScript and TypeScript files, by Lezer's grammar: total, tolerant of broken code. */
import type { Tree } from '@lezer/common';
import type { LRParser } from '@lezer/lr';
import { once } from '../../base/once.ts';
import type { Problem } from '../../base/outcome.ts';
import { finished, inGroups } from '../../base/pauses.ts';
import type { Span } from '../../base/span.ts';
import type { CodeDocument } from '../code.ts';
import { withGaps, withoutGaps } from '../gaps.ts';
import {
  findingUnclosed,
  lookingThrough,
  parsingTree,
  parts,
  readingSoundly,
  replacedAt,
  spanOf,
  unreadFrom,
} from '../lezer.ts';
import { readDefinition } from './classes.ts';
import { type Context, newEffects } from './context.ts';
import { readExpression } from './expressions.ts';
import { findingUntrusted } from './scopes.ts';
import { readBlock } from './statements.ts';

export type Dialect = 'javascript' | 'typescript' | 'jsx' | 'tsx';

/** Reads the whole file into statements. */
export function readJavaScript(text: string, dialect: Dialect): CodeDocument {
  return finished(readingJavaScript(text, dialect));
}

/** The same with pauses. */
export function* readingJavaScript(text: string, dialect: Dialect): Generator<undefined, CodeDocument> {
  const { source, gaps } = withoutGaps(text, 'javascript');
  return withGaps(yield* readingSoundly(reading(source, dialect)), source, gaps);
}

function* reading(text: string, dialect: Dialect): Generator<undefined, CodeDocument> {
  const tree = yield* parsingJavaScript(text, dialect);
  yield;
  const problems: Problem[] = unreadFrom(tree, text, 'JavaScript or TypeScript');
  const untrusted = yield* findingUntrusted(tree, text);
  const doubts = untrusted(tree.topNode);
  const context: Context = {
    text,
    problems,
    untrusted,
    expression: readExpression,
    block: readBlock,
    definition: readDefinition,
    defined: new Set(),
    depth: 0,
    setsNames: true,
    effects: newEffects(),
    unsure: doubts.unsure,
    shared: doubts.shared,
    inFunction: false,
  };
  yield;
  const children = parts(tree.topNode);
  const statements = yield* inGroups(children.length, (from, to) => readBlock(children, context, from, to));
  if (doubts.early.size > 0) {
    const reason = `${[...doubts.early].join(', ')}: read before it is declared.`;
    statements.unshift({ kind: 'unreadable', span: { from: 0, to: 0 }, reason, binds: [...doubts.early] });
  }
  return { statements, comments: yield* findingComments(tree), problems };
}

/** In a bundle, `require` runs a module when it is first called. */
const parsers = once((): Readonly<Record<Dialect, LRParser>> => {
  const { parser } = require('./grammar.ts') as typeof import('./grammar.ts');
  return {
    // Many plain .js files hold JSX; TypeScript's `<T>x` needs it off.
    javascript: parser.configure({ dialect: 'jsx' }),
    jsx: parser.configure({ dialect: 'jsx' }),
    typescript: parser.configure({ dialect: 'ts' }),
    tsx: parser.configure({ dialect: 'ts jsx' }),
  };
});

/** Broken places with an open bracket may swallow what follows: so often the parse is mended and done again. */
const MENDS = 3;

/**
 * The syntax tree. Always parsed whole: where nesting is deep, trees with reused fragments come out corrupt. A bracket
 * left open at the end of its line is taken out, so that the lines below are read.
 */
function* parsingJavaScript(text: string, dialect: Dialect): Generator<undefined, Tree> {
  let source = text;
  const parser = parsers()[dialect];
  yield; // unpacking the grammar took its time
  let tree = yield* parsingTree(parser, source);
  for (let i = 0; i < MENDS; i++) {
    const open = yield* findingUnclosed(tree, source, '([');
    if (open.length === 0) break;
    source = replacedAt(source, open, '\\');
    tree = yield* parsingTree(parser, source);
  }
  return tree;
}

function* findingComments(tree: Tree): Generator<undefined, Span[]> {
  const comments: Span[] = [];
  yield* lookingThrough(tree, (node) => {
    if (node.name.endsWith('Comment')) comments.push(spanOf(node.node));
  });
  return comments;
}
