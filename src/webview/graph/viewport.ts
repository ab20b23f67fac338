/** Pan and zoom: which part of the picture is seen. Screen = picture · scale + offset, in px. */
import type { Point } from './layout.ts';

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
/** Below this, names cannot be read: a large graph is rather cut off than shrunk further. */
const SMALLEST_FIT = 0.55;
const SMALLEST = 0.08;
const LARGEST = 4;

/** The whole picture in the middle; one that is too large starts at `anchor` (picture coordinates), in the middle if it can be. */
export function fit(picture: Size, screen: Size, anchor?: Point): View {
  const room = { width: Math.max(1, screen.width - 2 * MARGIN), height: Math.max(1, screen.height - 2 * MARGIN) };
  const whole = Math.min(room.width / Math.max(1, picture.width), room.height / Math.max(1, picture.height));
  const scale = Math.min(LARGEST_FIT, Math.max(SMALLEST_FIT, whole));
  return {
    scale,
    x: offset(picture.width * scale, screen.width, (anchor?.x ?? 0) * scale),
    y: offset(picture.height * scale, screen.height, (anchor?.y ?? 0) * scale),
  };
}

/** Around a point of the screen, which stays where it is. */
export function zoom(view: View, factor: number, around: Point): View {
  const scale = Math.min(LARGEST, Math.max(SMALLEST, view.scale * factor));
  const ratio = scale / view.scale;
  return { scale, x: around.x - (around.x - view.x) * ratio, y: around.y - (around.y - view.y) * ratio };
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
