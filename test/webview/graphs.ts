/** Graphs of inspections, for the panel's tests. */
import type { Inspection } from '../../src/core.ts';
import { outlineOf } from '../../src/webview/graph/blocks.ts';
import { type GraphModel, graphOf } from '../../src/webview/graph/model.ts';

/** With the blocks open whose labels are given; by default all. */
export function graphWith(inspection: Inspection, open?: readonly string[]): GraphModel {
  return graphOf(outlineOf(inspection), inspection.output.name, ({ label }) => open?.includes(label) ?? true);
}
