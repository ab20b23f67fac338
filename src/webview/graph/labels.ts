/** Where the labels of edges that run to the right stand: beside their own line, and not on the label of a neighbour. */
import type { Point } from '../../layout/layout.ts';
import { type Box, overlap } from './box.ts';
import { besideCurve } from './course.ts';

/** To a line that runs to the right: on the outer side of its bend, around a straight one. */
export type Side = 'above' | 'around' | 'below';

export interface Label {
  /** px, of the text alone and of its room. */
  readonly width: number;
  readonly labelWidth: number;
  /** px, of what it consists of; 0 where it has no number of its own. */
  readonly formula: number;
  readonly number: number;
}

export interface Labels {
  /** `points`: the way of the edge; `middle`: where the layout has kept room. */
  place(
    edge: { readonly from: string; readonly to: string },
    label: Label,
    points: readonly Point[],
    middle: Point,
  ): { readonly label: Point; readonly side: Side };
}

const STRAIGHT = 8; // px of a bend that is none
const GAP = 5; // px between line and label
/** px along the line to try where a label would stand on another: towards the start first, at the end edges come together. */
const SHIFTS = [0, -16, -32, 16];

export function createLabels(): Labels {
  const placed = new Map<string, Box[]>(); // by the nodes at both ends: labels meet where edges do
  return {
    place({ from, to }, label, points, middle) {
      const bend = middle.y - (points[0]?.y ?? 0);
      const own: Side = Math.abs(bend) < STRAIGHT ? 'around' : bend < 0 ? 'above' : 'below';
      const others: readonly Side[] = own === 'around' ? ['above', 'below'] : own === 'above' ? ['below'] : ['above'];
      const near = [...(placed.get(from) ?? []), ...(placed.get(to) ?? [])];
      const tries = [own, ...others].flatMap((side) =>
        SHIFTS.map((shift) => {
          const at = { x: middle.x + shift, y: middle.y };
          return { side, label: side === 'around' ? at : besideCurve(points, at, side, label.labelWidth) };
        }),
      );
      const found = tries.find((each) => !near.some((box) => overlap(box, boxOf(label, each.label, each.side)))) ??
        tries[0] ?? { side: own, label: middle };
      const box = boxOf(label, found.label, found.side);
      for (const node of [from, to]) placed.set(node, [...(placed.get(node) ?? []), box]);
      return found;
    },
  };
}

/** Formula and number of a label as the drawing sets them. */
function boxOf({ width, formula, number }: Label, { x, y }: Point, side: Side): Box {
  const [above, below] =
    side === 'around' ? [formula, number] : side === 'above' ? [formula + number, 0] : [0, formula + number];
  const [left, right] = [x - width / 2 - 1, x + width / 2 + 1];
  return {
    left,
    right,
    top: above > 0 ? y - GAP - above : y + GAP,
    bottom: below > 0 ? y + GAP + below : y - GAP,
  };
}
