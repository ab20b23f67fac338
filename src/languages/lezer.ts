/** Helpers over Lezer syntax trees, whatever the grammar. */
import type { SyntaxNode, Tree } from '@lezer/common';
import { type Span, span } from '../base/span.ts';

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
  const stack = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (!enter(node)) continue;
    const below: SyntaxNode[] = [];
    for (let child = node.firstChild; child; child = child.nextSibling) below.push(child);
    for (let child = below.pop(); child; child = below.pop()) stack.push(child);
  }
}

/**
 * Offsets of opening brackets that are never closed, and whose construct goes on over the end of the line: code that
 * is being typed. `brackets` are the openers to look at.
 */
export function unclosedBrackets(tree: Tree, text: string, brackets: string): number[] {
  const open = new Set<number>();
  tree.iterate({
    enter(entered) {
      if (!entered.type.isError) return;
      const construct = entered.node.parent;
      if (!construct || ')]}'.includes(construct.lastChild?.name ?? '')) return;
      const opener = parts(construct).find((part) => brackets.includes(part.name));
      if (!opener) return;
      const lineEnd = text.indexOf('\n', opener.from);
      if (lineEnd >= 0 && lineEnd < construct.to) open.add(opener.from);
    },
  });
  return [...open];
}
