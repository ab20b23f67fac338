/** Which cell of a column stands above which: few crossings between neighbouring columns. */

/** A node or a bend of a long edge, in ranks (along the flow) and across them. */
export interface Cell {
  readonly rank: number;
  /** px along the flow and across it. */
  readonly length: number;
  readonly breadth: number;
  /** Linked cells of the column before and of the column after; more than one column away where an edge is not bent. */
  readonly before: Cell[];
  readonly after: Cell[];
  order: number;
  across: number;
}

const SWEEPS = 16;
const PATIENCE = 4; // sweeps without gain
/** Cells times sweeps that are worth the time. */
const MOST_WORK = 400_000;

/** Barycentre sweeps back and forth, then swaps of neighbours; keeps the best order seen. Deterministic. */
export function orderColumns(columns: readonly Cell[][]): void {
  const cells = columns.reduce((sum, column) => sum + column.length, 0);
  const sweeps = Math.max(4, Math.min(SWEEPS, Math.floor(MOST_WORK / Math.max(1, cells))));
  let best = columns.map((column) => [...column]);
  let least = crossings(columns);
  for (let sweep = 0, idle = 0; sweep < sweeps && idle < PATIENCE && least > 0; sweep++) {
    const forward = sweep % 2 === 0;
    for (const column of forward ? columns : [...columns].reverse()) sortColumn(column, forward);
    for (const column of columns) swapNeighbours(column);
    const now = crossings(columns);
    if (now < least) {
      least = now;
      best = columns.map((column) => [...column]);
      idle = 0;
    } else idle += 1;
  }
  columns.forEach((column, i) => {
    column.splice(0, column.length, ...(best[i] ?? []));
    renumber(column);
  });
}

/** In the order of the neighbours' mean places; a cell without neighbours there keeps its own. */
function sortColumn(column: Cell[], forward: boolean): void {
  const wishes = new Map(column.map((cell) => [cell, meanOrder(forward ? cell.before : cell.after) ?? cell.order]));
  column.sort((a, b) => (wishes.get(a) ?? 0) - (wishes.get(b) ?? 0) || a.order - b.order);
  renumber(column);
}

/** Neighbours change places where that leaves fewer crossings with the columns on both sides. */
function swapNeighbours(column: Cell[]): void {
  for (let i = 0; i + 1 < column.length; i++) {
    const [upper, lower] = [column[i] as Cell, column[i + 1] as Cell];
    const now = pairCrossings(upper.before, lower.before) + pairCrossings(upper.after, lower.after);
    if (now === 0) continue;
    const swapped = pairCrossings(lower.before, upper.before) + pairCrossings(lower.after, upper.after);
    if (swapped >= now) continue;
    column[i] = lower;
    column[i + 1] = upper;
    lower.order = i;
    upper.order = i + 1;
  }
}

const MOST_COMPARED = 400; // pairs: hubs are left where they are

function pairCrossings(upper: readonly Cell[], lower: readonly Cell[]): number {
  if (upper.length * lower.length > MOST_COMPARED) return 0;
  let count = 0;
  for (const a of upper) for (const b of lower) if (a.rank === b.rank && a.order > b.order) count += 1;
  return count;
}

/** Of edges between the same two columns: inversions, by a tree of counts. */
function crossings(columns: readonly Cell[][]): number {
  let count = 0;
  for (const column of columns) {
    const next = columns[(column[0]?.rank ?? 0) + 1];
    if (!next) continue;
    const tree = new Int32Array(next.length + 1);
    let placed = 0;
    for (const { rank, after } of column) {
      const targets = after.filter((cell) => cell.rank === rank + 1).map(({ order }) => order);
      for (const order of targets) {
        let before = 0; // placed edges that end at or above
        for (let i = order + 1; i > 0; i -= i & -i) before += tree[i] ?? 0;
        count += placed - before;
      }
      for (const order of targets) {
        for (let i = order + 1; i <= next.length; i += i & -i) tree[i] = (tree[i] ?? 0) + 1;
        placed += 1;
      }
    }
  }
  return count;
}

function renumber(column: readonly Cell[]): void {
  column.forEach((cell, order) => {
    cell.order = order;
  });
}

function meanOrder(cells: readonly Cell[]): number | undefined {
  if (cells.length === 0) return undefined;
  return cells.reduce((sum, { order }) => sum + order, 0) / cells.length;
}
