/** Julia files and notebook cells, by Lezer's grammar: total, tolerant of broken code. */
import type { Tree } from '@lezer/common';
import { once } from '../../base/once.ts';
import type { Problem } from '../../base/outcome.ts';
import { finished, inGroups } from '../../base/pauses.ts';
import type { Span } from '../../base/span.ts';
import type { CodeDocument } from '../code.ts';
import { withGaps, withoutGaps } from '../gaps.ts';
import {
  findingUnclosed,
  parsingTree,
  parts,
  readingSoundly,
  replacedAt,
  spanOf,
  unreadFrom,
  visit,
} from '../lezer.ts';
import { findingChanged, namesBoundIn, namesOfScope } from './bound.ts';
import type { Context } from './context.ts';
import { readExpression } from './expressions.ts';
import { findingOverloaded } from './functions.ts';
import { takeDots, withOneHead, withoutMacros } from './mend.ts';
import { isFunction } from './refuse.ts';
import { readBlock } from './statements.ts';

/** In a bundle, `require` runs a module when it is first called. */
const grammar = once(() => (require('./grammar.ts') as typeof import('./grammar.ts')).parser);

/** Reads the whole file, or a notebook cell, into statements. */
export function readJulia(text: string): CodeDocument {
  return finished(readingJulia(text));
}

/** The same with pauses. */
export function* readingJulia(text: string): Generator<undefined, CodeDocument> {
  const { source, gaps } = withoutGaps(text, 'julia');
  return withGaps(yield* readingSoundly(reading(source)), source, gaps);
}

function* reading(text: string): Generator<undefined, CodeDocument> {
  if (nestsDeep(text)) throw new RangeError('too deep');
  const { tree, dotted } = yield* parsingJulia(text);
  yield;
  return yield* readingTree(text, tree, dotted);
}

/** The parser's time grows with the square of open brackets; code written by people has less than 30. */
const OPEN_LIMIT = 300;

function nestsDeep(text: string): boolean {
  let depth = 0;
  for (const bracket of text.match(/[([{)\]}]/g) ?? []) {
    depth = Math.max(0, depth + ('([{'.includes(bracket) ? 1 : -1));
    if (depth > OPEN_LIMIT) return true;
  }
  return false;
}

function* readingTree(text: string, tree: Tree, dotted: readonly Span[]): Generator<undefined, CodeDocument> {
  const problems: Problem[] = unreadFrom(tree, text, 'Julia');
  const children = parts(tree.topNode);
  const context: Context = {
    text,
    problems,
    expression: readExpression,
    block: readBlock,
    depth: 0,
    effects: new Set(),
    setFromInside: globalsSetInside(tree, text),
    visible: new Set(yield* inGroups(children.length, (from, to) => namesOfScope(children.slice(from, to), text))),
    overloaded: yield* findingOverloaded(tree.topNode, text),
    scope: 0,
    changed: yield* findingChanged(tree.topNode, text),
    inFunction: false,
    dotted,
    views: text.includes('@views'),
  };
  yield;
  const statements = yield* inGroups(children.length, (from, to) => readBlock(children, context, from, to));
  return { statements, comments: commentsIn(tree), problems };
}

/** Names of the script that functions set by `global`. */
function globalsSetInside(tree: Tree, text: string): Set<string> {
  const names = new Set<string>();
  if (!text.includes('global')) return names;
  visit(tree.topNode, (node) => {
    if (!isFunction(node)) return true;
    visit(node, (inner) => {
      if (inner.name === 'GlobalStatement') for (const name of namesBoundIn([inner], text)) names.add(name);
      return true;
    });
    return false;
  });
  return names;
}

/** Broken places with an open bracket may swallow what follows: so often the parse is mended and done again. */
const MENDS = 6;

/**
 * The syntax tree. Always parsed whole: where nesting is deep, trees with reused fragments come out corrupt. A bracket
 * left open at the end of its line is taken out, so that the lines below are read.
 */
function* parsingJulia(text: string): Generator<undefined, { readonly tree: Tree; readonly dotted: readonly Span[] }> {
  const { source: written, ranges } = takeDots(withoutMacros(text));
  let source = written;
  let tree = yield* parsingTree(grammar(), source);
  for (let i = 0; i < MENDS; i++) {
    const open = yield* findingUnclosed(tree, source, '([{');
    const mended = open.length > 0 ? replacedAt(source, open, '¿') : withOneHead(tree, source);
    if (mended === undefined) break;
    source = mended;
    tree = yield* parsingTree(grammar(), source);
  }
  return { tree, dotted: ranges };
}

/** Comments, and texts that stand as a statement of their own. */
function commentsIn(tree: Tree): Span[] {
  const comments: Span[] = [];
  tree.iterate({
    enter(node) {
      if (/^(?:Line|Block)Comment$/.test(node.name)) {
        comments.push(spanOf(node.node));
        return false;
      }
      const around =
        node.name === 'StringLiteral' || node.name === 'NsStringLiteral' ? node.node.parent?.name : undefined;
      if (around && /^(?:Program|ModuleDefinition|StructDefinition)$/.test(around)) comments.push(spanOf(node.node));
      return true;
    },
  });
  return comments;
}
