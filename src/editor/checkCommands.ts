/** Check Derivatives in File and in Workspace: squiggles, a sentence with the counts, and a report. */
import * as vscode from 'vscode';
import type { DerivativeCheck } from '../core.ts';
import { type CheckedFile, type CheckReport, type PlacedCheck, reportMarkdown } from './checkReport.ts';
import { countsText } from './checkText.ts';
import { checkOnDisk } from './closedFiles.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { FilePart, MathDocuments } from './documents.ts';
import { positionIn } from './offsets.ts';
import type { Project } from './project.ts';
import { linkTo, type Reports } from './reports.ts';
import { activeEditor } from './target.ts';
import { type FoundFile, mathFiles } from './workspaceFiles.ts';

export interface CheckRooms {
  readonly documents: MathDocuments;
  readonly project: Project;
  readonly diagnostics: Diagnostics;
  readonly reports: Reports;
}

/** Of a notebook, all cells. */
export async function checkFile({ documents, diagnostics, reports }: CheckRooms): Promise<void> {
  const editor = activeEditor(documents);
  if (!editor) return;
  const { uri } = editor.document;
  const parts = documents.wholeFile(editor.document);
  const found = await vscode.window.withProgress(progress('Checking derivatives'), async (_, token) => {
    const placed = await checkParts(diagnostics, parts, token);
    return token.isCancellationRequested ? 'cancelled' : placed;
  });
  if (found === 'cancelled') return;
  if (!found) return inform('The text changed while its derivatives were checked. Run the command again.');
  if (found.length === 0) {
    return inform(
      'No derivative is claimed in this file. Claims are read in forms such as ∂f/∂x = 2x or f′(x) = 2x, for an f that the file defines, and functions such as f_prime beside f.',
    );
  }
  const label = vscode.workspace.asRelativePath(uri);
  const report = { files: [{ label, link: linkTo(uri), checks: found }], read: 1, skipped: [] };
  const show = 'Show Report';
  const checks = found.map(({ check }) => check);
  const shown = isWrong(checks)
    ? vscode.window.showWarningMessage(countsText(checks), show)
    : vscode.window.showInformationMessage(countsText(checks), show);
  void shown.then((chosen) => (chosen === show ? reports.show(reportMarkdown(report)) : undefined));
}

export async function checkWorkspace(rooms: CheckRooms): Promise<void> {
  if (!vscode.workspace.workspaceFolders?.length) {
    return inform('No folder is open. Open one, or run “Gradient: Check Derivatives in File”.');
  }
  const report = await vscode.window.withProgress(progress('Checking derivatives in the workspace'), (bar, token) =>
    checkFiles(rooms, bar, token),
  );
  const checks = report.files.flatMap(({ checks }) => checks.map(({ check }) => check));
  if (checks.length === 0 && !report.cancelled && report.skipped.length === 0) {
    return inform(`No derivative is claimed in the ${report.read} files of the workspace that were read.`);
  }
  await rooms.reports.show(reportMarkdown(report));
}

async function checkFiles(
  rooms: CheckRooms,
  bar: vscode.Progress<{ message?: string; increment?: number }>,
  token: vscode.CancellationToken,
): Promise<CheckReport> {
  const found = await mathFiles(token);
  const files: CheckedFile[] = [];
  const skipped: { label: string; reason: string }[] = [];
  let read = 0;
  rooms.diagnostics.forgetClosed();
  for (const file of found) {
    if (token.isCancellationRequested) break;
    const label = vscode.workspace.asRelativePath(file.uri);
    bar.report({ message: label, increment: 100 / found.length });
    const open = openParts(rooms.documents, file.uri);
    const checked = open ? await checkOpen(rooms, open, token) : await checkClosed(rooms, file, token);
    if (token.isCancellationRequested) break;
    if ('reason' in checked) skipped.push({ label, reason: checked.reason });
    else files.push({ label, link: linkTo(file.uri), checks: checked.placed });
    if (open || 'placed' in checked) read++;
  }
  return { files, read, skipped, cancelled: token.isCancellationRequested };
}

/** The document of a file, or the cells of a notebook; undefined: it is not open, or in another language by now. */
function openParts(documents: MathDocuments, file: vscode.Uri): readonly FilePart[] | undefined {
  const key = file.toString();
  const notebook = vscode.workspace.notebookDocuments.find(({ uri }) => uri.toString() === key);
  if (notebook) return documents.cellsOf(notebook.getCells().map((cell) => cell.document));
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === key);
  return document && documents.knows(document) ? [{ document }] : undefined;
}

type Checked = { readonly reason: string } | { readonly placed: readonly PlacedCheck[] };

async function checkOpen(
  { diagnostics }: CheckRooms,
  parts: readonly FilePart[],
  token: vscode.CancellationToken,
): Promise<Checked> {
  const placed = await checkParts(diagnostics, parts, token);
  if (!placed) return { reason: 'It was edited meanwhile.' };
  // The cells of a notebook go when it is closed.
  for (const { document, cell } of parts) if (cell === undefined) diagnostics.keep(document.uri);
  return { placed };
}

/** Undefined where a text has changed meanwhile, or it was cancelled. */
async function checkParts(
  diagnostics: Diagnostics,
  parts: readonly FilePart[],
  token: vscode.CancellationToken,
): Promise<readonly PlacedCheck[] | undefined> {
  const placed: PlacedCheck[] = [];
  for (const { document, cell } of parts) {
    const checks = await diagnostics.check(document, token);
    if (!checks) return undefined;
    const at = cell === undefined ? {} : { cell };
    for (const check of checks) placed.push({ check, line: document.positionAt(check.span.from).line + 1, ...at });
  }
  return placed;
}

/** Of a file that is not open, the squiggles go to the list of problems; of a notebook, they need its cells. */
async function checkClosed(
  { project, diagnostics }: CheckRooms,
  file: FoundFile,
  token: vscode.CancellationToken,
): Promise<Checked> {
  const closed = await checkOnDisk(file, project, token);
  if ('reason' in closed) return closed;
  const [only] = closed;
  if (only && only.cell === undefined)
    diagnostics.showClosed(file.uri, only.checks, (offset) => positionIn(only.starts, offset));
  return {
    placed: closed.flatMap(({ checks, starts, cell }) =>
      checks.map((check) => ({
        check,
        line: positionIn(starts, check.span.from).line + 1,
        ...(cell === undefined ? {} : { cell }),
      })),
    ),
  };
}

function isWrong(checks: readonly DerivativeCheck[]): boolean {
  return checks.some(({ verdict, suppressed }) => verdict === 'differs' && !suppressed);
}

function progress(title: string): vscode.ProgressOptions {
  return { location: vscode.ProgressLocation.Notification, title, cancellable: true };
}

function inform(message: string): void {
  void vscode.window.showInformationMessage(message);
}
