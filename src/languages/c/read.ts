/** C, C++ and CUDA files: the structure by Lezer's grammar, expressions by our own. Total, tolerant of broken code. */
import type { Tree } from '@lezer/common';
import { once } from '../../base/once.ts';
import type { Problem } from '../../base/outcome.ts';
import { finished, inGroups } from '../../base/pauses.ts';
import type { Statement } from '../../syntax/tree.ts';
import { type CodeDocument, namesSetBy } from '../code.ts';
import { withGaps, withoutGaps } from '../gaps.ts';
import { findingUnclosed, parsingTree, parts, readingSoundly, replacedAt, unreadFrom } from '../lezer.ts';
import { blockOf, knownBlocks, MOST_BLOCKS } from './blocks.ts';
import { type Context, newEffects } from './context.ts';
import { expansionOf } from './expand.ts';
import { readLambda, readParameters } from './functions.ts';
import { readDefine } from './macros.ts';
import { alternatives, commentsOf, type Preprocessed, preprocess } from './preprocessor.ts';
import { unknown } from './refuse.ts';
import { readBlock } from './statements.ts';
import { surveying } from './survey.ts';
import type { Type } from './types.ts';

/** In a bundle, `require` runs a module when it is first called. */
const grammar = once(() => (require('./grammar.ts') as typeof import('./grammar.ts')).parser);

export type Dialect = 'c' | 'cpp';

/** Reads the whole file into statements. */
export function readC(text: string, dialect: Dialect): CodeDocument {
  return finished(readingC(text, dialect));
}

/** The same with pauses. */
export function* readingC(text: string, dialect: Dialect): Generator<undefined, CodeDocument> {
  const { source, gaps } = withoutGaps(text, 'c');
  return withGaps(yield* readingSoundly(reading(source, dialect)), source, gaps);
}

function* reading(text: string, dialect: Dialect): Generator<undefined, CodeDocument> {
  const prepared = preprocess(text);
  yield;
  const tree = yield* parsingC(prepared.source);
  yield;
  return yield* readingTree(text, tree, prepared, dialect);
}

/** Broken places with an open bracket may swallow what follows: so often the parse is mended and done again. */
const MENDS = 3;

function* parsingC(written: string): Generator<undefined, Tree> {
  let source = written;
  let tree = yield* parsingTree(grammar(), source);
  for (let i = 0; i < MENDS; i++) {
    const open = yield* findingUnclosed(tree, source, '([');
    if (open.length === 0) break;
    source = replacedAt(source, open, '`');
    tree = yield* parsingTree(grammar(), source);
  }
  return tree;
}

function* readingTree(
  text: string,
  tree: Tree,
  prepared: Preprocessed,
  dialect: Dialect,
): Generator<undefined, CodeDocument> {
  const problems: Problem[] = unreadFrom(tree, text, 'C or C++');
  const globals = new Map<string, Type>();
  const blank: Context = {
    text,
    tree,
    problems,
    cpp: dialect === 'cpp',
    functions: new Map(),
    overloaded: new Set(),
    namespaces: new Set(),
    classes: new Map(),
    fields: new Map(),
    types: new Map(),
    conditionals: prepared.conditionals,
    conditionalDepth: 0,
    macros: new Set(prepared.defines.filter(({ parameters }) => parameters).map(({ name }) => name)),
    expansions: new Map(),
    blocks: new Map(),
    puts: { left: MOST_BLOCKS },
    sizes: sizesOf(text, prepared),
    scopes: [],
    globals,
    members: new Map(),
    returns: undefined,
    changed: new Set(),
    inFunction: false,
    depth: 0,
    effects: newEffects(),
    block: readBlock,
    lambda: readLambda,
    parameters: readParameters,
  };
  const context: Context = { ...blank, ...(yield* surveying(tree.topNode, blank)) };
  const defined = definitions(prepared, context);
  const isDefined = (name: string) =>
    context.functions.has(name) || prepared.defines.some((define) => define.name === name);
  for (const [name, block] of knownBlocks(text, isDefined)) context.blocks.set(name, block);
  yield;
  const children = parts(tree.topNode);
  const read = yield* inGroups(children.length, (from, to) => readBlock(children, context, from, to));
  const statements = [...defined, ...read];
  for (const { from, to } of alternatives(prepared.conditionals)) {
    const names = statements.filter(({ span }) => from <= span.from && span.to <= to).flatMap(namesSetBy);
    const reason = 'Which of several forms is compiled depends on an #if.';
    if (names.length > 0) statements.push(unknown({ from: to, to }, reason, [...new Set(names)]));
  }
  return { statements: inOrder(statements), comments: commentsOf(text), problems };
}

function definitions({ defines }: Preprocessed, context: Context): Statement[] {
  return defines.flatMap((define) => {
    const { statements, type } = readDefine(define, context);
    const isOnly = defines.filter(({ name }) => name === define.name).length === 1;
    const isLost = statements.some(({ kind }) => kind === 'unreadable');
    const expansion = isOnly && isLost ? expansionOf(define, context.text, context.conditionals) : undefined;
    if (expansion) {
      context.expansions.set(define.name, expansion);
      return [];
    }
    const block = isOnly && isLost ? blockOf(define, context.text, context.conditionals) : undefined;
    if (block) context.blocks.set(define.name, block);
    if (!define.parameters) context.globals.set(define.name, type);
    if (isOnly) return statements;
    return [
      ...statements,
      unknown({ from: define.from, to: define.to }, 'The macro is defined several times.', [define.name]),
    ];
  });
}

/** Names for the sizes of arrays. */
function sizesOf(text: string, { defines }: Preprocessed): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { name, parameters, body } of defines) {
    const value = /^\s*\(?\s*([1-9]\d*)\s*\)?\s*$/.exec(text.slice(body.from, body.to))?.[1];
    if (value && !parameters && defines.filter((other) => other.name === name).length === 1)
      sizes.set(name, Number(value));
  }
  return sizes;
}

/** By place; a stable sort keeps what stands at one place as it is. */
function inOrder(statements: readonly Statement[]): Statement[] {
  return [...statements].sort((a, b) => a.span.from - b.span.from);
}
