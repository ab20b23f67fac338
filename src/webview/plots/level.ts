/** Lines of equal value through a grid of samples, by interpolation along the sides of its cells (marching squares). */

export interface Grid {
  readonly columns: number;
  readonly rows: number;
  /** Row by row from the lower left. */
  readonly values: Float64Array;
}

/** A path in grid coordinates mapped by `across` and `up`; cells with a corner that has no value are left out. */
export function levelPath(
  { columns, rows, values }: Grid,
  level: number,
  across: (column: number) => number,
  up: (row: number) => number,
): string {
  let path = '';
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const a = values[row * columns + column] as number; // lower left, then counter-clockwise
      const b = values[row * columns + column + 1] as number;
      const c = values[(row + 1) * columns + column + 1] as number;
      const d = values[(row + 1) * columns + column] as number;
      if (!Number.isFinite(a + b + c + d)) continue;
      const cuts: string[] = [];
      const cut = (from: number, to: number, place: (part: number) => readonly [number, number]) => {
        if (from < level === to < level) return;
        const [x, y] = place((level - from) / (to - from));
        cuts.push(`${across(x).toFixed(1)},${up(y).toFixed(1)}`);
      };
      cut(a, b, (part) => [column + part, row]);
      cut(b, c, (part) => [column + 1, row + part]);
      cut(d, c, (part) => [column + part, row + 1]);
      cut(a, d, (part) => [column, row + part]);
      if (cuts.length === 2) path += `M${cuts[0]}L${cuts[1]}`;
      // A saddle: its middle says which corners belong together.
      if (cuts.length === 4) {
        const joins = (a + b + c + d) / 4 < level === a < level ? [0, 1, 2, 3] : [0, 3, 1, 2];
        path += `M${cuts[joins[0] ?? 0]}L${cuts[joins[1] ?? 0]}M${cuts[joins[2] ?? 0]}L${cuts[joins[3] ?? 0]}`;
      }
    }
  }
  return path;
}

/**
 * Levels that spread over the values as they are distributed, so that a steep wall does not take all lines; as round as
 * the distance to the next one lets them be.
 */
export function levelsOf(values: Float64Array, count: number): number[] {
  const sorted = values.filter(Number.isFinite).sort();
  if (sorted.length === 0) return [];
  const spread = Array.from({ length: count }, (_, i) => sorted[Math.floor(((i + 0.5) / count) * sorted.length)] ?? 0);
  const levels = [...new Set(spread)];
  const round = levels.map((level, i) => {
    const gap = Math.min(level - (levels[i - 1] ?? Number.NEGATIVE_INFINITY), (levels[i + 1] ?? Infinity) - level);
    if (!Number.isFinite(gap)) return level;
    const unit = 10 ** Math.floor(Math.log10(gap));
    return Number((Math.round(level / unit) * unit).toPrecision(12)) + 0; // no −0
  });
  return [...new Set(round)];
}

/** Where a line of a level could be named: middles of the pieces of its path, as `levelPath` writes it. */
export function placesOn(path: string): (readonly [x: number, y: number])[] {
  return [...path.matchAll(/M([-\d.]+),([-\d.]+)L([-\d.]+),([-\d.]+)/g)].map(
    ([, ax, ay, bx, by]) => [(Number(ax) + Number(bx)) / 2, (Number(ay) + Number(by)) / 2] as const,
  );
}
