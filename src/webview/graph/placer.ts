/** Places graphs one after the other: what has the same sizes stands as before, and what is new finds the rest in order. */
import { layoutInLayers } from '../../layout/layered.ts';
import type { Layout, LayoutGraph, LayoutOptions, Point } from '../../layout/layout.ts';
import { blockNode, type Outline } from './blocks.ts';
import type { GraphModel } from './model.ts';
import { type Measure, type Picture, placeGraph } from './place.ts';

export interface Placer {
  place(model: GraphModel, outline: Outline, output: string, direction: LayoutOptions['direction']): Picture;
  /** Another graph comes: nothing needs to stay. */
  forget(): void;
}

export function createPlacer(measure: Measure): Placer {
  let last: { readonly graph: LayoutGraph; readonly layout: Layout; readonly options: LayoutOptions } | undefined;
  return {
    place(model, outline, output, direction) {
      return placeGraph(model, output, direction, measure, (graph, options) => {
        const kept = last?.options.direction === direction ? last : undefined;
        if (kept && sameGraph(kept.graph, graph)) return kept.layout;
        const layout = layoutInLayers(graph, {
          ...options,
          ...(kept ? { before: placesOf(kept, graph, outline) } : {}),
        });
        last = { graph, layout, options };
        return layout;
      });
    },
    forget() {
      last = undefined;
    },
  };
}

/** Where nodes stood: what was in a closed block, where that was; a block that was open, amid its lines. */
function placesOf(last: { readonly layout: Layout }, graph: LayoutGraph, outline: Outline): Map<string, Point> {
  const { nodes } = last.layout;
  const places = new Map(nodes);
  const inside = new Map<string, Point[]>();
  for (const [line, blocks] of outline.around) {
    const ids = blocks.map(blockNode);
    const block = ids.find((id) => nodes.has(id));
    const point = nodes.get(line) ?? (block === undefined ? undefined : nodes.get(block));
    if (!point) continue;
    places.set(line, point);
    for (const id of ids) {
      const others = inside.get(id);
      if (others) others.push(point);
      else inside.set(id, [point]);
    }
  }
  for (const { id } of graph.nodes) {
    const points = nodes.has(id) ? undefined : inside.get(id);
    if (points) places.set(id, middle(points));
  }
  return places;
}

function middle(points: readonly Point[]): Point {
  const sum = points.reduce((total, { x, y }) => ({ x: total.x + x, y: total.y + y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}

function sameGraph(a: LayoutGraph, b: LayoutGraph): boolean {
  return (
    same(a.nodes, b.nodes, ['id', 'width', 'height']) &&
    same(a.edges, b.edges, ['id', 'from', 'to', 'labelWidth', 'labelHeight'])
  );
}

function same<T>(a: readonly T[], b: readonly T[], keys: readonly (keyof T)[]): boolean {
  return a.length === b.length && a.every((each, i) => keys.every((key) => each[key] === b[i]?.[key]));
}
