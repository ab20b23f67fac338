/** The composition root: the only place that knows every feature. Activation registers; everything else waits for its use. */
import type { ExtensionContext } from 'vscode';
import { registerCommands } from './editor/commands.ts';
import { Comparisons } from './editor/comparisons.ts';
import { Diagnostics } from './editor/diagnostics.ts';
import { MathDocuments } from './editor/documents.ts';
import { registerHover } from './editor/hover.ts';
import { registerInlayHints } from './editor/inlayHints.ts';
import { Panels } from './editor/panel.ts';
import { Points } from './editor/points.ts';
import { Project } from './editor/project.ts';

export function activate(context: ExtensionContext): void {
  const points = new Points(context.workspaceState);
  const project = new Project();
  const documents = new MathDocuments(points, project);
  const panels = new Panels(context.extensionUri, documents, points);
  const diagnostics = new Diagnostics(documents);
  const comparisons = new Comparisons(documents, project);
  context.subscriptions.push(
    points,
    project,
    documents,
    panels,
    diagnostics,
    comparisons,
    registerHover(documents),
    registerInlayHints(documents),
    registerCommands({ documents, project, points, panels, diagnostics, comparisons }),
  );
}
