/** Helpers over Lezer syntax trees, whatever the grammar. */
import type { PartialParse, SyntaxNode, SyntaxNodeRef, Tree } from '@lezer/common';
import type { LRParser } from '@lezer/lr';
import type { Problem } from '../base/outcome.ts';
import { every, finished } from '../base/pauses.ts';
import { type Span, span } from '../base/span.ts';
import type { CodeDocument } from './code.ts';

/**
 * Steps of error recovery in one parse: about 1,000 lines that are no code, some 300 ms. They cost ten times what code
 * costs, and 100,000 lines of prose opened as a program would block for minutes.
 */
const RECOVERY_STEPS = 20_000;

/** How many such steps a file may still take, where it is read piece by piece. */
export interface Recovery {
  left: number;
}

export function fullRecovery(): Recovery {
  return { left: RECOVERY_STEPS };
}

/**
 * The syntax tree. It ends early where too much is no code (`unreadFrom` tells), and is that of an empty text where the
 * nesting is too deep for the recursion of the parser itself.
 */
export function parseTree(parser: LRParser, source: string, recovery?: Recovery): Tree {
  return finished(parsingTree(parser, source, recovery));
}

/** A pause is offered once for so many steps of the parser: some milliseconds, also before V8 has compiled them. */
const STEPS = 250;

/** The same with pauses. */
export function* parsingTree(parser: LRParser, source: string, recovery = fullRecovery()): Generator<undefined, Tree> {
  try {
    // The parser's own sign of recovery; a version without it is never stopped.
    const parse: PartialParse & { readonly recovering?: number } = parser.startParse(source);
    for (let step = 1; ; step++) {
      const tree = parse.advance();
      if (tree) {
        yield; // the last step makes the tree of all nodes
        return tree;
      }
      if (step % STEPS === 0) yield;
      if ((parse.recovering ?? 0) > 0 && --recovery.left <= 0 && parse.stoppedAt === null)
        parse.stopAt(parse.parsedPos);
    }
  } catch {
    return parser.parse(''); // the stack is smallest in a web worker: 2,500 levels are too many there
  }
}

/** What to say where a tree ends before its text does: the rest was not read. */
export function unreadFrom(tree: { readonly length: number }, text: string, language: string): Problem[] {
  if (tree.length >= text.length) return [];
  const line = text.slice(0, tree.length).split('\n').length;
  const message = `From line ${line} on this file was not read: too much in it is no ${language}. Check its language, or mend the code above.`;
  return [{ code: 'notCode', message, severity: 'warning', span: { from: tree.length, to: text.length } }];
}

/**
 * Runs a reader over a tree of the parser. Where the input nests thousands of levels deep the parser's trees are corrupt
 * and their nodes throw: nothing is read then, and a problem says so.
 */
export function* readingSoundly(work: Generator<undefined, CodeDocument>): Generator<undefined, CodeDocument> {
  try {
    return yield* work;
  } catch {
    return tooDeep();
  }
}

function tooDeep(): CodeDocument {
  const message = 'This file nests too deep to be read. Split what nests, or break it into several files.';
  return { statements: [], comments: [], problems: [{ code: 'tooDeep', message, severity: 'warning' }] };
}

/** The node's children without comments; signs and keywords are children too, and so are errors. */
export function parts(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (!child.name.endsWith('Comment')) children.push(child);
  }
  return children;
}

export function spanOf(node: SyntaxNode): Span {
  return span(node.from, node.to);
}

/** From the first to the last of some siblings. */
export function spanOfAll(nodes: readonly SyntaxNode[], otherwise: Span): Span {
  const [first, last] = [nodes[0], nodes[nodes.length - 1]];
  return first && last ? span(first.from, last.to) : otherwise;
}

/** Something directly below the node could not be parsed or is missing. */
export function isBroken(node: SyntaxNode): boolean {
  for (let child = node.firstChild; child; child = child.nextSibling) if (child.type.isError) return true;
  return false;
}

/** Siblings in groups between commas; a trailing comma adds no group, an empty place between two commas does. */
export function betweenCommas(nodes: readonly SyntaxNode[]): SyntaxNode[][] {
  const groups: SyntaxNode[][] = [];
  let group: SyntaxNode[] = [];
  for (const node of nodes) {
    if (node.name === ',') {
      groups.push(group);
      group = [];
    } else {
      group.push(node);
    }
  }
  if (group.length > 0) groups.push(group);
  return groups;
}

/** Walks the nodes below and including `root`, parents first; where `enter` answers false, not what is below. */
export function visit(root: SyntaxNode, enter: (node: SyntaxNode) => boolean): void {
  finished(visiting(root, enter));
}

/** Nodes that are visited before others get their turn. */
const VISITED = 1000;

/** The same with pauses. */
export function* visiting(root: SyntaxNode, enter: (node: SyntaxNode) => boolean): Generator<undefined, void> {
  const stack = [root];
  const isTime = every(VISITED);
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (isTime()) yield;
    if (!enter(node)) continue;
    const below: SyntaxNode[] = [];
    for (let child = node.firstChild; child; child = child.nextSibling) below.push(child);
    for (let child = below.pop(); child; child = below.pop()) stack.push(child);
  }
}

export function blank(text: string): string {
  return text.replace(/[^\n\r]/g, ' ');
}

/** More open brackets than this are not code that is being typed. */
const OPEN_LIMIT = 50;

/** The text with the characters at some offsets replaced by another one. */
export function replacedAt(text: string, offsets: readonly number[], character: string): string {
  let replaced = '';
  let from = 0;
  for (const at of [...offsets].sort((a, b) => a - b)) {
    replaced += text.slice(from, at) + character;
    from = at + 1;
  }
  return replaced + text.slice(from);
}

/** A pause is offered once for so many nodes of the tree. */
const LOOKED_AT = 5000;

/**
 * Offsets of opening brackets that are never closed, and whose construct goes on over the end of the line: code that
 * is being typed. `brackets` are the openers to look at.
 */
export function* findingUnclosed(tree: Tree, text: string, brackets: string): Generator<undefined, number[]> {
  const open = new Set<number>();
  const seen = new Set<string>(); // a construct of thousands of broken parts is looked through once
  const enter = (entered: SyntaxNodeRef) => {
    if (!entered.type.isError || open.size >= OPEN_LIMIT) return;
    const construct = entered.node.parent;
    const key = construct && `${construct.from} ${construct.to} ${construct.name}`;
    if (!key || seen.has(key)) return;
    seen.add(key);
    if (')]}'.includes(construct.lastChild?.name ?? '')) return;
    const opener = parts(construct).find((part) => brackets.includes(part.name));
    if (!opener) return;
    const lineEnd = text.indexOf('\n', opener.from);
    if (lineEnd >= 0 && lineEnd < construct.to) open.add(opener.from);
  };
  yield* lookingThrough(tree, enter);
  return [...open];
}

/** Every node of the tree, parents first, with pauses. */
export function* lookingThrough(tree: Tree, enter: (node: SyntaxNodeRef) => void): Generator<undefined, void> {
  const cursor = tree.cursor();
  for (let seen = 1; ; seen++) {
    enter(cursor);
    if (!cursor.next()) return;
    if (seen % LOOKED_AT === 0) yield;
  }
}
