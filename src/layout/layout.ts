/** Where the nodes and edges of a graph go: what a layout takes and gives. Sizes and places in px. */

/** px. The box that nothing else may overlap, its centre where edges meet it. */
export interface LayoutNode {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface LayoutEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly labelWidth: number;
  readonly labelHeight: number;
}

export interface LayoutGraph {
  /** In evaluation order: operands stand before the lines that use them. */
  readonly nodes: readonly LayoutNode[];
  readonly edges: readonly LayoutEdge[];
}

export interface LayoutOptions {
  /** Where the inputs' values flow: to the right, or (narrow panels) down. */
  readonly direction: 'right' | 'down';
  /** Where nodes stood before: what need not move across the flow keeps its order. */
  readonly before?: ReadonlyMap<string, Point>;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Centres. */
  readonly nodes: ReadonlyMap<string, Point>;
  readonly edges: ReadonlyMap<string, EdgeCourse>;
}

export interface EdgeCourse {
  /** Between the two nodes, in the direction of flow; may be empty. */
  readonly via: readonly Point[];
  readonly label: Point;
}

/** px between columns (aside from edge labels) and between rows. */
export const RANK_GAP = 18;
export const NODE_GAP = 22;
