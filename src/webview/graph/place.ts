/** From the model to a picture: how large everything is, where it stands, and which way the edges take. */

import { briefShape } from '../../base/shapes.ts';
import type { Value } from '../../base/value.ts';
import { layoutInLayers } from '../../layout/layered.ts';
import type { Layout, LayoutGraph, LayoutOptions, Point } from '../../layout/layout.ts';
import { readable, shorten } from '../notation.ts';
import { adjointName, equation, shortValue } from '../words.ts';
import type { Block } from './blocks.ts';
import { around, type Box, overlap, spanned } from './box.ts';
import { curve } from './course.ts';
import { createLabels, type Side } from './labels.ts';
import type { Frame, GraphEdge, GraphModel, GraphNode } from './model.ts';

/** px width of a text in the editor's font at a font size in px. */
export type Measure = (text: string, size: number) => number;

/** px; the style sheet uses the same. */
export const LABEL_SIZE = 13;
export const NUMBER_SIZE = 11.5;
export const LINE_HEIGHT = 15;

export const COUNT_SIZE = 11;

const BOX_HEIGHT = 32;
const BLOCK_HEIGHT = 44;
/** px by which the second sheet of a block looks out, up and to the right. */
export const BEHIND = 4;
const FRAME_GAP = 10; // px between an open block's nodes and its frame
const LABEL_GAP = 14; // px between the label of an edge and the numbers of the nodes at its ends
const LONGEST_LABEL = 26; // characters
/** px by which numbers may be wider than their box, and which they stand off it. */
const OVERHANG = 40;
export const NUMBER_GAP = 8;
/** px to the left by which edges pass between boxes downwards: on the right of a box its numbers stand. */
const LANE_SHIFT = 11;
/** Room that is kept for numbers whatever they are, so that nothing moves while they change. */
const NUMBER_ROOM = '−0.00000';

/** The room of a value: its brackets and as many numbers as it shows. */
function roomOf(value: Value | undefined): string {
  return value === undefined ? NUMBER_ROOM : shortValue(value).replaceAll(/[^\s[\],…]+/g, NUMBER_ROOM);
}

export interface PlacedNode extends GraphNode {
  /** In linear notation, shortened. */
  readonly label: string;
  /** Of a block: how much is in it. */
  readonly count?: string;
  /** What stands before the adjoint: '∂f/∂c = ', or '∂ ' where names are long or room is short. */
  readonly adjoint: string;
  readonly x: number;
  readonly y: number;
  readonly boxWidth: number;
  readonly boxHeight: number;
  /** Everything that belongs to it, numbers included. */
  readonly room: Box;
}

export interface PlacedEdge extends GraphEdge {
  readonly path: string;
  readonly label: Point;
  /** Where the label stands to a line that runs to the right: on the outer side of its bend, around a straight one. */
  readonly side: Side;
  /** The local gradient in linear notation, shortened, so many px wide; its room is as wide as `labelWidth`. */
  readonly text: string;
  readonly width: number;
  readonly labelWidth: number;
  /** Where it leaves and arrives: arrow heads go there. */
  readonly start: Point;
  readonly end: Point;
  readonly room: Box;
  /** In how many frames its label stands: it has their colour behind it. */
  readonly depth: number;
}

/** An open block; `isAlone`: nothing else stands in its frame. */
export interface PlacedFrame extends Frame {
  readonly room: Box;
  readonly isAlone: boolean;
}

export interface Picture {
  readonly direction: LayoutOptions['direction'];
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly frames: readonly PlacedFrame[];
  nodeOf(line: string): string | undefined;
}

/** From sizes to places. */
export type LayOut = (graph: LayoutGraph, options: LayoutOptions) => Layout;

export function placeGraph(
  model: GraphModel,
  output: string,
  direction: LayoutOptions['direction'],
  measure: Measure,
  layOut: LayOut = layoutInLayers,
): Picture {
  const right = direction === 'right';
  const isLong = ({ line }: GraphNode) => line.shape.length > 0 || adjointName(output, line.name).length > 8;
  const short = !right || model.nodes.some(isLong);
  const sized = model.nodes.map((node) => {
    const label = nodeLabel(node);
    const count = node.block && countText(node.block);
    const adjoint = short ? '∂ ' : `${adjointName(output, node.line.name)} = `;
    const text = Math.max(measure(label, LABEL_SIZE), count === undefined ? 0 : measure(count, COUNT_SIZE));
    const boxWidth = Math.max(BOX_HEIGHT, Math.ceil(text) + (count === undefined ? 16 : 24));
    const boxHeight = count === undefined ? BOX_HEIGHT : BLOCK_HEIGHT;
    const { primal, adjoint: derivative, shape } = node.line;
    const rooms = [`${adjoint}${roomOf(derivative)}`];
    const name = nameBefore(node);
    if (shape.length > 0 || name) rooms.push(`${name}= ${roomOf(primal)} ${briefShape(node.line)}`);
    const numbers = Math.ceil(Math.max(...rooms.map((room) => measure(room, NUMBER_SIZE))));
    return { node, label, count, adjoint, boxWidth, boxHeight, numbers };
  });
  /** To the right, numbers stand over and under the box, and may reach over the gaps. Down, they stand beside it. */
  const widthOf = ({ boxWidth, numbers }: (typeof sized)[number]) =>
    right ? Math.max(boxWidth, numbers - OVERHANG) : boxWidth + NUMBER_GAP + numbers;
  const texts = new Map(
    model.edges.map((edge) => {
      const text = shorten(readable(edge.partial?.text ?? ''), 18);
      const width = Math.ceil(
        Math.max(measure(text, NUMBER_SIZE), isNumber(text) ? 0 : measure(roomOf(edge.partial?.value), NUMBER_SIZE)),
      );
      return [edge.id, { text, width, labelWidth: Math.max(28, width + 8) }] as const;
    }),
  );
  /** Adjoint, its sum, value and use, a line each. */
  const heightOf = ({ boxHeight }: (typeof sized)[number]) => boxHeight + (right ? 4 : 2) * LINE_HEIGHT;
  const layout = layOut(
    {
      nodes: sized.map((each) => ({ id: each.node.id, width: widthOf(each), height: heightOf(each) })),
      edges: model.edges.map(({ id, from, to }) => ({
        id,
        from,
        to,
        labelWidth: (texts.get(id)?.labelWidth ?? 0) + (right ? LABEL_GAP : 0),
        labelHeight: LINE_HEIGHT * (texts.get(id)?.text.includes('/') ? 4 : 3),
      })),
    },
    { direction },
  );

  // From the layout's places to the boxes': room for what reaches out at both ends, or for what stands beside.
  const aside = right ? OVERHANG / 2 : -(NUMBER_GAP + Math.max(0, ...sized.map(({ numbers }) => numbers))) / 2;
  const nodes = sized.map((each): PlacedNode => {
    const { node, label, count, adjoint, boxWidth, boxHeight } = each;
    const { x, y } = layout.nodes.get(node.id) ?? { x: 0, y: 0 };
    const room = around(x + (right ? aside : 0), y, widthOf(each) + (right ? OVERHANG : 0), heightOf(each));
    return { ...node, label, count, adjoint, x: x + aside, y, boxWidth, boxHeight, room };
  });
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const ports = spreadPorts(model.edges, byId, direction);
  const frames = placeFrames(model, byId, right);
  const labels = createLabels();
  const edges = model.edges.flatMap((edge): PlacedEdge[] => {
    const from = byId.get(edge.from);
    const to = byId.get(edge.to);
    const course = layout.edges.get(edge.id);
    if (!from || !to || !course) return [];
    const port = ports.get(edge.id) ?? 0;
    const start = right ? { x: from.x + from.boxWidth / 2, y: from.y } : { x: from.x, y: from.y + from.boxHeight / 2 };
    const end = right
      ? { x: to.x - to.boxWidth / 2, y: to.y + port }
      : { x: to.x + port, y: to.y - to.boxHeight / 2 - (to.block ? BEHIND : 0) };
    const { text = '', width = 0, labelWidth = 0 } = texts.get(edge.id) ?? {};
    const via = course.via.map(({ x, y }) => ({ x: x + (right ? aside : Math.max(aside, -LANE_SHIFT)), y }));
    const points = [start, ...via, end];
    const last = via.at(-1) ?? from;
    const middle = right
      ? { x: course.label.x + aside, y: course.label.y }
      : { x: (last.x + to.x) / 2, y: course.label.y };
    const { label, side } =
      right && text !== ''
        ? labels.place(edge, { width, labelWidth, ...labelHeights(text) }, points, middle)
        : ({ label: middle, side: 'around' } as const);
    const room = spanned([...points, label], labelWidth / 2 + LINE_HEIGHT);
    const path = curve(points, right);
    return [{ ...edge, path, label, side, text, width, labelWidth, start, end, room, depth: depthOf(label, frames) }];
  });
  const width = layout.width + (right ? OVERHANG : 0);
  return { direction, width, height: layout.height, nodes, edges, frames, nodeOf: model.nodeOf };
}

function placeFrames(
  { frames, edges }: GraphModel,
  nodes: ReadonlyMap<string, PlacedNode>,
  isToTheRight: boolean,
): PlacedFrame[] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const others = targets.get(from);
    if (others) others.push(to);
    else targets.set(from, [to]);
  }
  const boxes = new Map<string, Box>();
  for (const [id, { x, y, boxWidth, boxHeight }] of nodes) {
    // To the right numbers stand over and under the box; downwards the frame's name stands over the first.
    boxes.set(id, around(x, y, boxWidth, boxHeight + 2 * (isToTheRight ? LINE_HEIGHT + 6 : 8)));
  }
  const all = [...nodes.values()].map((node) => ({ node, box: boxes.get(node.id) as Box }));
  return frames.map((frame) => {
    const members = new Set(frame.nodes);
    const corners = frame.nodes.flatMap((id) => {
      const { left = 0, top = 0, right: end = 0, bottom = 0 } = boxes.get(id) ?? {};
      // Downwards the numbers stand beside the box, and belong into the frame.
      const right = isToTheRight ? end : Math.max(end, nodes.get(id)?.room.right ?? end);
      return [
        { x: left, y: top },
        { x: right, y: bottom },
      ];
    });
    const room = spanned(corners, FRAME_GAP - Math.min(FRAME_GAP - 2, 3 * frame.depth));
    /** Inputs that only this block uses may stand in it. */
    const belongs = ({ id, role }: PlacedNode) =>
      members.has(id) || (role === 'input' && (targets.get(id) ?? []).every((to) => members.has(to)));
    const isAlone = !all.some(({ node, box }) => overlap(box, room) && !belongs(node));
    return { ...frame, room, isAlone };
  });
}

function depthOf({ x, y }: Point, frames: readonly PlacedFrame[]): number {
  return frames.filter(
    ({ isAlone, room }) => isAlone && room.left < x && x < room.right && room.top < y && y < room.bottom,
  ).length;
}

/** '12 steps, 2 inputs' */
function countText({ steps, inputs, loop }: Block): string {
  if (loop) return `${steps} steps × ${loop.passes.toLocaleString('en')}`;
  return `${steps} steps${inputs > 0 ? `, ${inputs} input${inputs === 1 ? '' : 's'}` : ''}`;
}

/** What stands before a block's value: the name of its result, where the block is not called so. */
export function nameBefore({ block, line }: GraphNode): string {
  return block && line.name !== block.label ? `${line.name} ` : '';
}

/** 'a = x²'; an input is its name. */
function nodeLabel({ line, role, block }: GraphNode): string {
  if (block) return shorten(block.label, LONGEST_LABEL);
  if (role === 'input') return shorten(line.name, LONGEST_LABEL);
  return shorten(equation(line), LONGEST_LABEL);
}

/** Of the formula and of the number of a label to the right. */
function labelHeights(text: string): { readonly formula: number; readonly number: number } {
  return { formula: LINE_HEIGHT * (text.includes('/') ? 2 : 1), number: isNumber(text) ? 0 : LINE_HEIGHT };
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
