/** The computation graph of an inspection as text for other tools. */
import { type Outcome, refuse } from '../../base/outcome.ts';
import type { Inspection } from '../types.ts';
import { dotOf } from './dot.ts';
import { drawingOf } from './drawing.ts';
import { jsonOf } from './json.ts';
import { mermaidOf } from './mermaid.ts';
import { tikzOf } from './tikz.ts';

export type ExportFormat = 'dot' | 'mermaid' | 'tikz' | 'json';

/** Nodes that TeX sets on a page without giving up. */
const MOST_SET = 400;
/** Edges that Mermaid draws without being told to draw more. */
const MOST_MERMAID_EDGES = 500;

/** Refused where the format cannot hold a graph of this size. */
export function exportInspection(inspection: Inspection, format: ExportFormat): Outcome<string> {
  if (format === 'json') return { value: jsonOf(inspection), problems: [] };
  const drawing = drawingOf(inspection);
  const { nodes, edges } = drawing;
  switch (format) {
    case 'dot':
      return { value: dotOf(drawing), problems: [] };
    case 'mermaid':
      return {
        value: mermaidOf(drawing),
        problems:
          edges.length <= MOST_MERMAID_EDGES
            ? []
            : [
                {
                  code: 'large',
                  severity: 'info',
                  message: `This graph has ${edges.length} edges. Mermaid draws more than ${MOST_MERMAID_EDGES} only where maxEdges is raised in its configuration.`,
                },
              ],
      };
    case 'tikz':
      return nodes.length <= MOST_SET
        ? { value: tikzOf(drawing), problems: [] }
        : refuse(
            'large',
            `This graph has ${nodes.length} nodes, too many for one TikZ picture. Export it as SVG or DOT, or inspect a smaller part.`,
          );
  }
}
