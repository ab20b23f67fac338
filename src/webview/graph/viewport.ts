/** Pan and zoom: which part of the picture is seen. Screen = picture · scale + offset, in px. */
import type { Point } from '../../layout/layout.ts';

export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const MARGIN = 16;
const LARGEST_FIT = 1.25; // a small graph is not blown up
const SMALLEST = 0.08;
const LARGEST = 4;

/**
 * The whole picture in the middle; where it would have to be smaller than `smallest` to be read, it is rather cut off,
 * and starts at `anchor` (a point of the picture), in the middle if it can be.
 */
export function fit(picture: Size, screen: Size, smallest = 0, anchor: Point = { x: 0, y: 0 }): View {
  const whole = Math.min(ratio(picture.width, screen.width), ratio(picture.height, screen.height));
  const scale = Math.min(LARGEST_FIT, Math.max(smallest, whole));
  return {
    scale,
    x: offset(picture.width * scale, screen.width, anchor.x * scale),
    y: offset(picture.height * scale, screen.height, anchor.y * scale),
  };
}

/** The scale at which a picture just fits one way. */
export function ratio(content: number, room: number): number {
  return Math.max(1, room - 2 * MARGIN) / Math.max(1, content);
}

/** Around a point of the screen, which stays where it is. `smallest`: the scale at which all is in sight. */
export function zoom(view: View, factor: number, around: Point, smallest = SMALLEST): View {
  const scale = Math.min(LARGEST, Math.max(Math.min(SMALLEST, smallest), view.scale * factor));
  const by = scale / view.scale;
  return { scale, x: around.x - (around.x - view.x) * by, y: around.y - (around.y - view.y) * by };
}

export function pan(view: View, dx: number, dy: number): View {
  return { ...view, x: view.x + dx, y: view.y + dy };
}

/** Moves as little as needed to show a point of the picture, `reach` px of screen around it. */
export function reveal(view: View, point: Point, screen: Size, reach = 60): View {
  const along = (at: number, size: number) => {
    const margin = Math.min(reach, size / 2);
    return at < margin ? margin - at : at > size - margin ? size - margin - at : 0;
  };
  const dx = along(point.x * view.scale + view.x, screen.width);
  const dy = along(point.y * view.scale + view.y, screen.height);
  return dx === 0 && dy === 0 ? view : pan(view, dx, dy);
}

function offset(content: number, room: number, anchor: number): number {
  if (content + 2 * MARGIN <= room) return (room - content) / 2;
  return Math.min(MARGIN, Math.max(room - MARGIN - content, room / 2 - anchor));
}
