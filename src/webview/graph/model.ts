/** The graph that is drawn: lines as nodes, uses as edges; constants stay inside the formulas of the nodes that use them. */
import type { Inspection, InspectionLine } from '../../protocol/messages.ts';
import { edgeId } from '../stepping.ts';

export interface GraphNode {
  readonly line: InspectionLine;
  readonly role: 'input' | 'step' | 'output';
}

export interface GraphEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly partial?: InspectionLine['partials'][number];
}

export interface GraphModel {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Drawn nodes are numbers `first` to `last` (from 1) of `total`. */
  readonly first: number;
  readonly last: number;
  readonly total: number;
}

/** More nodes than this are not drawn at once: a stretch of the list is, in evaluation order. */
export const GRAPH_LIMIT = 400;

/** Draws from the `start`-th drawable line on (from 0). */
export function graphOf(inspection: Inspection, start = 0, limit = GRAPH_LIMIT): GraphModel {
  const shown = drawable(inspection);
  const drawn = shown.slice(start, start + limit);
  const names = new Set(drawn.map(({ name }) => name));
  return {
    nodes: drawn.map((line) => ({ line, role: roleOf(line, inspection.output.name) })),
    edges: drawn.flatMap((line) =>
      line.operands.flatMap((operand, i) =>
        names.has(operand)
          ? [{ id: edgeId(line.name, i), from: operand, to: line.name, partial: partialOf(line, i) }]
          : [],
      ),
    ),
    first: drawn.length > 0 ? start + 1 : 0,
    last: start + drawn.length,
    total: shown.length,
  };
}

/**
 * The `start` of the stretch that holds the line `around`, by default the first. Stretches overlap by half and are
 * the same for neighbouring lines, so that the picture stands still while stepping.
 */
export function stretchAt(inspection: Inspection, around?: string, limit = GRAPH_LIMIT): number {
  if (inspection.lines.length <= limit) return 0;
  const shown = drawable(inspection);
  const end = Math.max(0, shown.length - limit);
  const at = around === undefined ? 0 : shown.findIndex(({ name }) => name === around);
  const half = Math.max(1, Math.floor(limit / 2));
  return Math.max(0, Math.min(end, Math.round((at - half) / half) * half));
}

function drawable({ lines, output }: Inspection): readonly InspectionLine[] {
  return lines.filter(({ operation, name }) => operation !== 'constant' || name === output.name);
}

function roleOf(line: InspectionLine, output: string): GraphNode['role'] {
  if (line.operation === 'input') return 'input';
  return line.name === output ? 'output' : 'step';
}

function partialOf(line: InspectionLine, index: number): GraphEdge['partial'] {
  const same = line.partials[index];
  const operand = line.operands[index];
  return same?.operand === operand ? same : line.partials.find((partial) => partial.operand === operand);
}
