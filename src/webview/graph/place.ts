/** From the model to a picture: how large everything is, where it stands, and which way the edges take. */

import { readable, shorten } from '../notation.ts';
import { adjointName } from '../words.ts';
import { layOut } from './choose.ts';
import type { LayoutOptions, Point } from './layout.ts';
import type { GraphEdge, GraphModel, GraphNode } from './model.ts';

/** px width of a text in the editor's font at a font size in px. */
export type Measure = (text: string, size: number) => number;

/** px; the style sheet uses the same. */
export const LABEL_SIZE = 13;
export const NUMBER_SIZE = 11.5;
export const LINE_HEIGHT = 15;

const BOX_HEIGHT = 32;
const LONGEST_LABEL = 26; // characters
/** Room that is kept for numbers whatever they are, so that nothing moves while they change. */
const NUMBER_ROOM = '−0.00000';

export interface PlacedNode extends GraphNode {
  readonly id: string;
  /** In linear notation, shortened. */
  readonly label: string;
  /** What the adjoint is called above the node. */
  readonly adjoint: string;
  readonly x: number;
  readonly y: number;
  readonly boxWidth: number;
  readonly boxHeight: number;
}

export interface PlacedEdge extends GraphEdge {
  readonly path: string;
  readonly label: Point;
  /** The local gradient in linear notation, shortened; its room is as wide as `labelWidth`. */
  readonly text: string;
  readonly labelWidth: number;
  /** Where it leaves and arrives: arrow heads go there. */
  readonly start: Point;
  readonly end: Point;
}

export interface Picture {
  readonly direction: LayoutOptions['direction'];
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

export function placeGraph(
  model: GraphModel,
  output: string,
  direction: LayoutOptions['direction'],
  measure: Measure,
): Picture {
  const longNames = model.nodes.some(({ line }) => adjointName(output, line.name).length > 8);
  const sized = model.nodes.map((node) => {
    const label = nodeLabel(node);
    const adjoint = longNames ? '∂' : adjointName(output, node.line.name);
    const boxWidth = Math.max(BOX_HEIGHT, Math.ceil(measure(label, LABEL_SIZE)) + 22);
    // Adjoints may reach a little over the gap beside the box: nothing else is at their height there.
    const overhang = direction === 'right' ? 16 : 0;
    const numbers = measure(`${adjoint} = ${NUMBER_ROOM}`, NUMBER_SIZE) - overhang;
    return { node, label, adjoint, boxWidth, width: Math.ceil(Math.max(boxWidth, numbers)) };
  });
  const texts = new Map(
    model.edges.map((edge) => {
      const text = shorten(readable(edge.partial?.text ?? ''), 18);
      const width = Math.max(measure(text, NUMBER_SIZE), isNumber(text) ? 0 : measure(NUMBER_ROOM, NUMBER_SIZE));
      return [edge.id, { text, labelWidth: Math.ceil(width) + 8 }] as const;
    }),
  );
  const layout = layOut(
    {
      nodes: sized.map(({ node, width }) => ({
        id: node.line.name,
        width,
        height: BOX_HEIGHT + 4 * LINE_HEIGHT, // two lines above (adjoint, its sum), two below (value, use)
      })),
      edges: model.edges.map(({ id, from, to }) => ({
        id,
        from,
        to,
        labelWidth: texts.get(id)?.labelWidth ?? 0,
        labelHeight: direction === 'right' ? 3 * LINE_HEIGHT : 2 * LINE_HEIGHT + 6,
      })),
    },
    { direction },
  );

  const nodes = sized.map(({ node, label, adjoint, boxWidth }): PlacedNode => {
    const { x, y } = layout.nodes.get(node.line.name) ?? { x: 0, y: 0 };
    return { ...node, id: node.line.name, label, adjoint, x, y, boxWidth, boxHeight: BOX_HEIGHT };
  });
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const ports = spreadPorts(model.edges, byId, direction);
  const edges = model.edges.flatMap((edge): PlacedEdge[] => {
    const from = byId.get(edge.from);
    const to = byId.get(edge.to);
    const course = layout.edges.get(edge.id);
    if (!from || !to || !course) return [];
    const port = ports.get(edge.id) ?? 0;
    const right = direction === 'right';
    const start = right ? { x: from.x + from.boxWidth / 2, y: from.y } : { x: from.x, y: from.y + from.boxHeight / 2 };
    const end = right ? { x: to.x - to.boxWidth / 2, y: to.y + port } : { x: to.x + port, y: to.y - to.boxHeight / 2 };
    const { text = '', labelWidth = 0 } = texts.get(edge.id) ?? {};
    const path = smooth([start, ...course.via, end], right);
    return [{ ...edge, path, label: course.label, text, labelWidth, start, end }];
  });
  return { direction, width: layout.width, height: layout.height, nodes, edges };
}

/** 'a = x²'; an input is its name. */
function nodeLabel({ line, role }: GraphNode): string {
  if (role === 'input') return shorten(line.name, LONGEST_LABEL);
  return shorten(`${line.name} = ${readable(line.formula.text)}`, LONGEST_LABEL);
}

export function isNumber(text: string): boolean {
  return /^[−-]?[\d.]+(e[−-]?\d+)?$/.test(text);
}

/** Edges that end at one node arrive a little apart, in the order of where they come from. */
function spreadPorts(
  edges: readonly GraphEdge[],
  nodes: ReadonlyMap<string, PlacedNode>,
  direction: LayoutOptions['direction'],
): Map<string, number> {
  const arriving = new Map<string, GraphEdge[]>();
  for (const edge of edges) {
    const others = arriving.get(edge.to);
    if (others) others.push(edge);
    else arriving.set(edge.to, [edge]);
  }
  const across = ({ from }: GraphEdge) => (direction === 'right' ? nodes.get(from)?.y : nodes.get(from)?.x) ?? 0;
  const ports = new Map<string, number>();
  for (const [to, group] of arriving) {
    const node = nodes.get(to);
    const breadth = (direction === 'right' ? node?.boxHeight : node?.boxWidth) ?? 0;
    const apart = Math.min(12, (breadth - 8) / group.length);
    group
      .toSorted((a, b) => across(a) - across(b))
      .forEach((edge, i) => {
        ports.set(edge.id, (i - (group.length - 1) / 2) * apart);
      });
  }
  return ports;
}

/** Cubics that run along the flow at every point. */
function smooth(points: readonly Point[], right: boolean): string {
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

function at(x: number, y: number): string {
  return `${round(x)},${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
