/**
 * The graph that is drawn: lines as nodes, uses as edges, closed blocks as one node each; constants stay inside the
 * formulas of the nodes that use them.
 */
import type { InspectionLine } from '../../protocol/messages.ts';
import { edgeId } from '../stepping.ts';
import { type Block, blockNode, linesOf, type Outline, type Part } from './blocks.ts';

export interface GraphNode {
  /** A line's name, or `block …`, which is no name. */
  readonly id: string;
  /** Of a block: the last line of those that are used outside of it. */
  readonly line: InspectionLine;
  readonly role: 'input' | 'step' | 'output' | 'block';
  readonly block?: Block;
  /** How often it is used by other nodes. */
  readonly uses: number;
}

export interface GraphEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** The uses that it stands for, by their own ids: several where it leads into a block. */
  readonly uses: readonly string[];
  /** Where it leads to a line. */
  readonly partial?: InspectionLine['partials'][number];
}

/** An open block and the nodes in it. */
export interface Frame {
  readonly block: Block;
  readonly depth: number;
  readonly nodes: readonly string[];
}

export interface GraphModel {
  /** In an order in which operands stand before what uses them. */
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly frames: readonly Frame[];
  /** The node that shows a line. */
  nodeOf(line: string): string | undefined;
}

export function graphOf(outline: Outline, output: string, isOpen: (block: Block) => boolean): GraphModel {
  const forced = new Set<Block>(); // blocks that would close a circle stay open
  for (;;) {
    const drawn = draw(outline.parts, (block) => forced.has(block) || isOpen(block));
    const edges = edgesOf(drawn);
    const { order, rest } = sorted([...drawn.members.keys()], edges);
    const stuck = rest.flatMap((id) => drawn.blocks.get(id) ?? []);
    if (stuck.length === 0) return assemble(drawn, edges, [...order, ...rest], output);
    for (const block of stuck) forced.add(block);
  }
}

interface Drawn {
  /** Of every node, the lines that it stands for. */
  readonly members: ReadonlyMap<string, readonly InspectionLine[]>;
  /** Of every line, its node. */
  readonly nodes: ReadonlyMap<string, string>;
  readonly blocks: ReadonlyMap<string, Block>;
  readonly frames: readonly Frame[];
}

function draw(parts: readonly Part[], isOpen: (block: Block) => boolean): Drawn {
  const members = new Map<string, readonly InspectionLine[]>();
  const blocks = new Map<string, Block>();
  const frames: Frame[] = [];
  const visit = (part: Part, depth: number): string[] => {
    if ('line' in part) {
      members.set(part.line.name, [part.line]);
      return [part.line.name];
    }
    const { block } = part;
    if (!isOpen(block)) {
      const id = blockNode(block);
      members.set(id, linesOf(part));
      blocks.set(id, block);
      return [id];
    }
    const at = frames.length;
    const nodes = block.parts.flatMap((inner) => visit(inner, depth + 1));
    frames.splice(at, 0, { block, depth, nodes });
    return nodes;
  };
  for (const part of parts) visit(part, 0);
  const nodes = new Map<string, string>();
  for (const [id, lines] of members) for (const { name } of lines) nodes.set(name, id);
  return { members, nodes, blocks, frames };
}

function edgesOf({ members, nodes }: Drawn): GraphEdge[] {
  const edges: GraphEdge[] = [];
  const merged = new Map<string, { readonly id: string; from: string; to: string; uses: string[] }>();
  for (const [to, lines] of members) {
    for (const line of lines) {
      line.operands.forEach((operand, index) => {
        const from = nodes.get(operand);
        if (from === undefined || from === to) return;
        const use = edgeId(line.name, index);
        if (to === line.name) {
          edges.push({ id: use, from, to, uses: [use], partial: partialOf(line, index) });
          return;
        }
        const id = JSON.stringify([from, to]);
        const known = merged.get(id);
        if (known) known.uses.push(use);
        else {
          const edge = { id, from, to, uses: [use] };
          merged.set(id, edge);
          edges.push(edge);
        }
      });
    }
  }
  return edges;
}

/** Operands before uses, otherwise as given. `rest`: what is on a circle, or between two. */
function sorted(ids: readonly string[], edges: readonly GraphEdge[]): { order: string[]; rest: string[] } {
  const forward = peel(ids, edges);
  const left = ids.filter((id) => !forward.has(id));
  if (left.length === 0) return { order: [...forward], rest: [] };
  const backward = peel(
    left.toReversed(),
    edges.map((edge) => ({ from: edge.to, to: edge.from })),
  );
  return { order: [...forward, ...[...backward].toReversed()], rest: left.filter((id) => !backward.has(id)) };
}

/** What can be taken off one after the other, each when all that leads to it is gone. */
function peel(ids: readonly string[], edges: readonly { readonly from: string; readonly to: string }[]): Set<string> {
  const known = new Set(ids);
  const after = new Map<string, string[]>();
  const waiting = new Map<string, number>();
  for (const { from, to } of edges) {
    if (!known.has(from) || !known.has(to)) continue;
    const others = after.get(from);
    if (others) others.push(to);
    else after.set(from, [to]);
    waiting.set(to, (waiting.get(to) ?? 0) + 1);
  }
  const taken = new Set<string>();
  const take = (first: string): void => {
    const stack = [first];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      taken.add(id);
      for (const to of after.get(id) ?? []) {
        const left = (waiting.get(to) ?? 0) - 1;
        waiting.set(to, left);
        if (left === 0 && passed.has(to)) stack.push(to);
      }
    }
  };
  const passed = new Set<string>();
  for (const id of ids) {
    passed.add(id);
    if ((waiting.get(id) ?? 0) === 0 && !taken.has(id)) take(id);
  }
  return taken;
}

function assemble(
  { members, nodes, blocks, frames }: Drawn,
  edges: readonly GraphEdge[],
  order: readonly string[],
  output: string,
): GraphModel {
  const uses = new Map<string, number>();
  for (const { from, uses: each } of edges) uses.set(from, (uses.get(from) ?? 0) + each.length);
  /** Lines that another node uses. */
  const exits = new Set([output]);
  for (const [to, lines] of members) {
    for (const { operands } of lines) for (const operand of operands) if (nodes.get(operand) !== to) exits.add(operand);
  }
  return {
    nodes: order.flatMap((id): GraphNode[] => {
      const lines = members.get(id) ?? [];
      const block = blocks.get(id);
      const line = block ? (lines.findLast(({ name }) => exits.has(name)) ?? lines.at(-1)) : lines[0];
      if (!line) return [];
      const role = block ? 'block' : roleOf(line, output);
      return [{ id, line, role, ...(block ? { block } : {}), uses: uses.get(id) ?? 0 }];
    }),
    edges,
    frames,
    nodeOf: (line) => nodes.get(line),
  };
}

function roleOf(line: InspectionLine, output: string): GraphNode['role'] {
  if (line.operation === 'input') return 'input';
  return line.name === output ? 'output' : 'step';
}

function partialOf(line: InspectionLine, index: number): GraphEdge['partial'] {
  const same = line.partials[index];
  const operand = line.operands[index];
  return same?.operand === operand ? same : line.partials.find((partial) => partial.operand === operand);
}
