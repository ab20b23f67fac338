import { Graph, layout } from '@dagrejs/dagre';
import {
  type EdgeCourse,
  type Layout,
  type LayoutGraph,
  type LayoutOptions,
  NODE_GAP,
  type Point,
  RANK_GAP,
} from './layout.ts';

/** Good for the eye, superlinear in time: for graphs of a few hundred nodes. */
export function layoutByDagre({ nodes, edges }: LayoutGraph, { direction }: LayoutOptions): Layout {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({
    rankdir: direction === 'right' ? 'LR' : 'TB',
    ranksep: RANK_GAP,
    nodesep: NODE_GAP,
    edgesep: NODE_GAP,
  });
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height });
  for (const { id, from, to, labelWidth, labelHeight } of edges) {
    graph.setEdge(from, to, { width: labelWidth, height: labelHeight, labelpos: 'c' }, id);
  }
  layout(graph);

  const placed = new Map<string, Point>();
  for (const { id } of nodes) placed.set(id, pointOf(graph.node(id)));
  const courses = new Map<string, EdgeCourse>();
  for (const { id, from, to } of edges) {
    const label = graph.edge(from, to, id);
    const points: readonly Point[] = (label.points ?? []).slice(1, -1).map(pointOf);
    courses.set(id, { via: points, label: pointOf(label) });
  }
  const { width = 0, height = 0 } = graph.graph();
  return { width, height, nodes: placed, edges: courses };
}

function pointOf({ x = 0, y = 0 }: { readonly x?: number; readonly y?: number }): Point {
  return { x, y };
}
