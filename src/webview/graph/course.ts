/** The way of an edge from node to node, and where its label stands beside it. */
import type { Point } from '../../layout/layout.ts';

/** px that a label is moved off its place at most. */
const FARTHEST = 44;
/** px of a label's room that its text leaves free. */
const FREE = 8;

/** An SVG path of cubics that run along the flow at every point. */
export function curve(points: readonly Point[], right: boolean): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let from = first;
  let path = `M${at(from.x, from.y)}`;
  for (const to of rest) {
    const half = right ? (to.x - from.x) / 2 : (to.y - from.y) / 2;
    path += right
      ? `C${at(from.x + half, from.y)} ${at(to.x - half, to.y)} ${at(to.x, to.y)}`
      : `C${at(from.x, from.y + half)} ${at(to.x, to.y - half)} ${at(to.x, to.y)}`;
    from = to;
  }
  return path;
}

/**
 * A label above or below a curve that runs to the right: moved along to the side where the curve goes away from it, and off
 * the curve as far as that reaches into it.
 */
export function besideCurve(points: readonly Point[], middle: Point, side: 'above' | 'below', width: number): Point {
  const [before, after] = [heightAt(points, middle.x - 1), heightAt(points, middle.x + 1)];
  const steep = Math.min(1, Math.abs(after - before) / 1.2);
  const comesNear = after < before === (side === 'above'); // to the right of the label
  const x = middle.x + ((comesNear ? -1 : 1) * steep * width) / 7;
  const half = Math.max(0, width - FREE) / 2;
  const heights = [-1, -0.5, 0, 0.5, 1].map((part) => heightAt(points, x + part * half));
  const y =
    side === 'above'
      ? Math.max(middle.y - FARTHEST, Math.min(middle.y, ...heights))
      : Math.min(middle.y + FARTHEST, Math.max(middle.y, ...heights));
  return { x, y };
}

/** Of the curve to the right through these points; beyond its ends, that of the end. */
function heightAt(points: readonly Point[], x: number): number {
  const next = points.findIndex((point) => point.x >= x);
  const [from, to] = [points[next - 1], points[next]];
  if (!to) return points.at(-1)?.y ?? 0;
  if (!from) return to.y;
  let [least, most] = [0, 1];
  for (let i = 0; i < 20; i++) {
    const t = (least + most) / 2;
    const along = 1.5 * t * (1 - t) + t ** 3; // of a cubic whose control points stand half way
    if (from.x + along * (to.x - from.x) < x) least = t;
    else most = t;
  }
  return from.y + (3 * least ** 2 - 2 * least ** 3) * (to.y - from.y);
}

function at(x: number, y: number): string {
  return `${round(x)},${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
