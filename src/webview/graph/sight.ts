/** What of a picture is in sight: of large graphs only that is drawn. */
import { type Box, overlap } from './box.ts';
import type { Picture, PlacedEdge, PlacedFrame, PlacedNode } from './place.ts';
import type { Size, View } from './viewport.ts';

export interface Sight {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly frames: readonly PlacedFrame[];
  /** Drawn so small that no text can be read. */
  readonly isFar: boolean;
}

/** Smaller graphs are drawn whole, as near or far as they are. */
const FEW = 80;
const FAR_SCALE = 0.3;

export function everything({ nodes, edges, frames }: Picture): Sight {
  return { nodes, edges, frames, isFar: false };
}

/** What may be in sight: in steps of half a screen, so that it seldom changes while the picture is moved. */
export function areaOf({ scale, x, y }: View, { width, height }: Size): Box {
  const step = Math.max(width, height, 1) / (2 * scale);
  const down = (at: number) => (Math.floor(at / step) - 1) * step;
  const up = (at: number) => (Math.ceil(at / step) + 1) * step;
  return {
    left: down(-x / scale),
    top: down(-y / scale),
    right: up((width - x) / scale),
    bottom: up((height - y) / scale),
  };
}

export function sightOf(picture: Picture, area: Box, scale: number): Sight {
  if (picture.nodes.length <= FEW) return everything(picture);
  if (scale < FAR_SCALE) return { ...everything(picture), isFar: true };
  const isNear = ({ room }: { readonly room: Box }) => overlap(room, area);
  const { nodes, edges, frames } = picture;
  return { nodes: nodes.filter(isNear), edges: edges.filter(isNear), frames: frames.filter(isNear), isFar: false };
}
