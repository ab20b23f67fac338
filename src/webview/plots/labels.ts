/** Where the lines of equal value carry their values: inside the frame, clear of other lines and of each other. */
import type { Frame } from './curve.ts';

export interface LabelledLine {
  readonly text: string;
  /** Middles of the pieces of the line, in px. */
  readonly places: readonly (readonly [x: number, y: number])[];
}

export interface Label {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** px */
const CHARACTER = 6.7;
const HEIGHT = 13;
const CELL = 5;
const APART = 110; // beyond this, farther from the other labels is no better
const MARGIN = 6; // to the frame

/** One label a line at most; a line that finds no room has none. */
export function placeLabels(lines: readonly LabelledLine[], frame: Frame): Label[] {
  const takenBy = new Map<string, Set<number>>();
  const cell = (x: number, y: number) => `${Math.floor(x / CELL)},${Math.floor(y / CELL)}`;
  for (const [i, { places }] of lines.entries()) {
    for (const [x, y] of places) {
      const key = cell(x, y);
      takenBy.set(key, (takenBy.get(key) ?? new Set()).add(i));
    }
  }
  const isClear = (line: number, x: number, y: number, width: number) => {
    for (let dx = -width / 2; dx <= width / 2; dx += CELL) {
      for (let dy = -HEIGHT / 2; dy <= HEIGHT / 2; dy += CELL) {
        const others = takenBy.get(cell(x + dx, y + dy));
        if (others && (others.size > 1 || !others.has(line))) return false;
      }
    }
    return true;
  };
  const middle = { x: (frame.left + frame.right) / 2, y: (frame.top + frame.bottom) / 2 };
  const labels: (Label & { readonly width: number })[] = [];
  for (const [i, { text, places }] of lines.entries()) {
    const width = CHARACTER * text.length + 4;
    let best: { readonly x: number; readonly y: number; readonly score: number } | undefined;
    for (const [x, y] of places) {
      const isInside =
        x - width / 2 > frame.left + MARGIN &&
        x + width / 2 < frame.right - MARGIN &&
        y - HEIGHT / 2 > frame.top + MARGIN &&
        y + HEIGHT / 2 < frame.bottom - MARGIN;
      if (!isInside || !isClear(i, x, y, width)) continue;
      const nearest = Math.min(
        APART,
        ...labels.map((other) => {
          const isOver =
            Math.abs(other.x - x) < (other.width + width) / 2 + MARGIN && Math.abs(other.y - y) < HEIGHT + 4;
          return isOver ? -1 : Math.hypot(other.x - x, other.y - y);
        }),
      );
      const score = nearest - 0.1 * Math.hypot(x - middle.x, y - middle.y);
      if (nearest >= 0 && (!best || score > best.score)) best = { x, y, score };
    }
    if (best) labels.push({ text, x: best.x, y: best.y, width });
  }
  return labels;
}
