import {
  type EdgeCourse,
  type Layout,
  type LayoutEdge,
  type LayoutGraph,
  type LayoutOptions,
  NODE_GAP,
  type Point,
  RANK_GAP,
} from './layout.ts';
import { type Cell, orderColumns } from './order.ts';

const SWEEPS = 4;
const LONGEST_BENT = 4000; // ranks an edge may span and still be led around nodes
const BENDS_PER_NODE = 80;
const MOST_BENDS = 250_000;
const LEVEL = 0.5; // px across the flow that no one sees

/**
 * The plain way (Sugiyama): ranks by longest path, order by barycentres, positions by least squares. Near-linear in
 * nodes and edges. Edges to unknown nodes are left out.
 */
export function layoutInLayers({ nodes, edges }: LayoutGraph, { direction, before }: LayoutOptions): Layout {
  const right = direction === 'right';
  const known = new Set(nodes.map(({ id }) => id));
  const drawn = edges.filter(({ from, to }) => known.has(from) && known.has(to));
  const ranks = rankNodes(
    nodes.map(({ id }) => id),
    drawn,
  );

  const cells = new Map<string, Cell>();
  const columns: Cell[][] = [];
  const add = (rank: number, length: number, breadth: number): Cell => {
    columns[rank] ??= [];
    const column = columns[rank];
    const cell = { rank, length, breadth, before: [], after: [], order: column.length, across: 0 };
    column.push(cell);
    return cell;
  };
  for (const { id, width, height } of nodes) {
    cells.set(id, add(ranks.get(id) ?? 0, right ? width : height, right ? height : width));
  }
  const bends = new Map<string, Cell[]>();
  let budget = Math.min(MOST_BENDS, BENDS_PER_NODE * nodes.length);
  for (const edge of drawn) {
    const from = cells.get(edge.from) as Cell;
    const to = cells.get(edge.to) as Cell;
    const span = to.rank - from.rank;
    const chain: Cell[] = [];
    if (span > 1 && span <= LONGEST_BENT && budget >= span) {
      budget -= span;
      for (let rank = from.rank + 1; rank < to.rank; rank++) chain.push(add(rank, 0, NODE_GAP));
    }
    bends.set(edge.id, chain);
    [from, ...chain, to].reduce((a, b) => {
      a.after.push(b);
      b.before.push(a);
      return b;
    });
  }

  if (before) keepOrder(columns, cells, before, right);
  orderColumns(columns);
  for (let sweep = 0; sweep < SWEEPS; sweep++) spreadColumns(columns, sweep % 2 === 0);

  const { centres, length } = placeRanks(columns, drawn, ranks, right);
  let [least, most] = [0, 0];
  for (const { across, breadth } of columns.flat()) {
    least = Math.min(least, across - breadth / 2);
    most = Math.max(most, across + breadth / 2);
  }
  const point = (along: number, across: number): Point =>
    right ? { x: along, y: across - least } : { x: across - least, y: along };
  const at = (cell: Cell) => point(centres[cell.rank] ?? 0, cell.across);

  const courses = new Map<string, EdgeCourse>();
  for (const edge of drawn) {
    const chain = bends.get(edge.id) ?? [];
    const to = cells.get(edge.to) as Cell;
    const from = chain.at(-1) ?? (cells.get(edge.from) as Cell);
    // In the gap before the target, where the edge is no longer among others of its source.
    const along = ((centres[from.rank] ?? 0) + from.length / 2 + (centres[to.rank] ?? 0) - to.length / 2) / 2;
    courses.set(edge.id, { via: chain.filter(turns).map(at), label: point(along, (from.across + to.across) / 2) });
  }
  const breadth = most - least;
  return {
    width: right ? length : breadth,
    height: right ? breadth : length,
    nodes: new Map([...cells].map(([id, cell]) => [id, at(cell)])),
    edges: courses,
  };
}

/** Where an edge goes straight on along the flow, its bends are not told: long edges have hundreds of them. */
function turns(bend: Cell, i: number, chain: readonly Cell[]): boolean {
  const [last, next] = [chain[i - 1], chain[i + 1]];
  const isLevel = (cell: Cell | undefined) => cell !== undefined && Math.abs(cell.across - bend.across) < LEVEL;
  return !isLevel(last) || !isLevel(next);
}

/** Starts from the order in which things stood; what is new stands where its operands did. */
function keepOrder(
  columns: readonly Cell[][],
  cells: ReadonlyMap<string, Cell>,
  before: ReadonlyMap<string, Point>,
  right: boolean,
): void {
  const places = new Map<Cell, number>();
  for (const [id, cell] of cells) {
    const point = before.get(id);
    if (point) places.set(cell, right ? point.y : point.x);
  }
  for (const column of columns) {
    for (const cell of column) {
      if (places.has(cell)) continue;
      const operands = cell.before.flatMap((each) => places.get(each) ?? []);
      if (operands.length > 0) places.set(cell, operands.reduce((sum, place) => sum + place, 0) / operands.length);
    }
    const place = (cell: Cell) => places.get(cell) ?? Number.POSITIVE_INFINITY;
    column.sort((a, b) => (place(a) === place(b) ? a.order - b.order : place(a) - place(b)));
    column.forEach((cell, order) => {
      cell.order = order;
    });
  }
}

/** Longest path from the inputs; an input stands right before its first use. */
function rankNodes(ids: readonly string[], edges: readonly LayoutEdge[]): Map<string, number> {
  const incoming = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const { from, to } of edges) incoming.get(to)?.push(from);
  const ranks = new Map<string, number>();
  for (const id of ids) {
    // Operands stand earlier in the list, so their ranks are known.
    let rank = 0;
    for (const from of incoming.get(id) ?? []) rank = Math.max(rank, (ranks.get(from) ?? -1) + 1);
    ranks.set(id, rank);
  }
  const firstUse = new Map<string, number>();
  for (const { from, to } of edges) {
    firstUse.set(from, Math.min(firstUse.get(from) ?? Number.POSITIVE_INFINITY, ranks.get(to) ?? 0));
  }
  for (const id of ids) {
    const use = firstUse.get(id);
    if (incoming.get(id)?.length === 0 && use !== undefined) ranks.set(id, Math.max(0, use - 1));
  }
  return ranks;
}

/** One sweep: every cell as near to its neighbours' mean as its column's order and breadths allow. */
function spreadColumns(columns: readonly Cell[][], forward: boolean): void {
  for (const column of forward ? columns : [...columns].reverse()) {
    // Least squares under a fixed order (pool adjacent violators), on positions with the breadths taken out.
    let offset = 0;
    const blocks: { sum: number; weight: number; count: number }[] = [];
    const offsets = column.map((cell, i) => {
      const previous = column[i - 1];
      if (previous) offset += (previous.breadth + cell.breadth) / 2 + NODE_GAP;
      return offset;
    });
    column.forEach((cell, i) => {
      const wish = meanAcross(forward ? cell.before : cell.after) ?? cell.across;
      const weight = weightOf(cell);
      let block = { sum: (wish - (offsets[i] ?? 0)) * weight, weight, count: 1 };
      for (let last = blocks.at(-1); last && last.sum / last.weight > block.sum / block.weight; last = blocks.at(-1)) {
        blocks.pop();
        block = { sum: last.sum + block.sum, weight: last.weight + block.weight, count: last.count + block.count };
      }
      blocks.push(block);
    });
    let i = 0;
    for (const { sum, weight, count } of blocks) {
      for (const end = i + count; i < end; i++) (column[i] as Cell).across = sum / weight + (offsets[i] ?? 0);
    }
  }
}

function meanAcross(cells: readonly Cell[]): number | undefined {
  if (cells.length === 0) return undefined;
  let [sum, weights] = [0, 0];
  for (const cell of cells) {
    const weight = weightOf(cell);
    sum += weight * cell.across;
    weights += weight;
  }
  return sum / weights;
}

/** The way of what is worked out runs straight; inputs make room for it. */
function weightOf(cell: Cell): number {
  return cell.before.length === 0 ? 1 / 64 : 1;
}

/** Centres of the ranks along the flow; a gap is as wide as the longest label of the edges that end after it. */
function placeRanks(
  columns: readonly Cell[][],
  edges: readonly LayoutEdge[],
  ranks: ReadonlyMap<string, number>,
  right: boolean,
): { centres: number[]; length: number } {
  const labels = columns.map(() => 0);
  for (const { to, labelWidth, labelHeight } of edges) {
    const rank = ranks.get(to) ?? 0;
    labels[rank] = Math.max(labels[rank] ?? 0, right ? labelWidth : labelHeight);
  }
  let along = 0;
  const centres = columns.map((column, rank) => {
    const length = column.reduce((most, cell) => Math.max(most, cell.length), 0);
    if (rank > 0) along += RANK_GAP + (labels[rank] ?? 0);
    along += length;
    return along - length / 2;
  });
  return { centres, length: along };
}
