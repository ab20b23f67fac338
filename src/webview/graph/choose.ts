import { layoutByDagre } from './dagre.ts';
import { layoutInLayers } from './layered.ts';
import type { Layout, LayoutGraph, LayoutOptions } from './layout.ts';

const DAGRE_LIMIT = 300; // nodes; beyond, it takes more than a tenth of a second

/** The best layout that the graph's size allows. */
export function layOut(graph: LayoutGraph, options: LayoutOptions): Layout {
  return graph.nodes.length <= DAGRE_LIMIT && graph.edges.length <= 2 * DAGRE_LIMIT
    ? layoutByDagre(graph, options)
    : layoutInLayers(graph, options);
}
