/** Check Derivatives in File and in Workspace: squiggles, a sentence with the counts, and a report. */
import * as vscode from 'vscode';
import { type DerivativeCheck, openDocument } from '../core.ts';
import { type CheckedFile, type CheckReport, reportMarkdown } from './checkReport.ts';
import { countsText } from './checkText.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { MathDocuments } from './documents.ts';
import { lineStarts, positionIn } from './offsets.ts';
import type { Project } from './project.ts';
import { linkTo, type Reports } from './reports.ts';
import { driveNow } from './slices.ts';
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
  const files = documents.wholeFile(editor.document);
  const found = await vscode.window.withProgress(progress('Checking derivatives'), async (_, token) => {
    const placed: CheckedFile['checks'][number][] = [];
    for (const [index, document] of files.entries()) {
      const checks = await diagnostics.check(document, token);
      if (!checks) return token.isCancellationRequested ? 'cancelled' : undefined;
      const cell = files.length > 1 ? { cell: index + 1 } : {};
      for (const check of checks) placed.push({ check, line: document.positionAt(check.span.from).line + 1, ...cell });
    }
    return placed;
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

/** How often files that are needed lead to more of them. */
const MOST_ROUNDS = 12;
/** Longer files are generated, or data. In characters. */
const LONGEST = 1_000_000;

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
  { documents, project, diagnostics }: CheckRooms,
  bar: vscode.Progress<{ message?: string; increment?: number }>,
  token: vscode.CancellationToken,
): Promise<CheckReport> {
  const found = await mathFiles(token);
  const files: CheckedFile[] = [];
  const skipped: { label: string; reason: string }[] = [];
  let read = 0;
  diagnostics.forgetClosed();
  for (const file of found) {
    if (token.isCancellationRequested) break;
    const label = vscode.workspace.asRelativePath(file.uri);
    bar.report({ message: label, increment: 100 / found.length });
    const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.uri.toString());
    const line = (text: vscode.TextDocument) => (check: DerivativeCheck) => ({
      check,
      line: text.positionAt(check.span.from).line + 1,
    });
    if (open && documents.knows(open)) {
      const checks = await diagnostics.check(open, token);
      if (checks) {
        files.push({ label, link: linkTo(file.uri), checks: checks.map(line(open)) });
        diagnostics.keep(file.uri);
      } else if (!token.isCancellationRequested) skipped.push({ label, reason: 'It was edited meanwhile.' });
      read++;
      continue;
    }
    const closed = await checkClosed(file, project, token);
    if ('reason' in closed) skipped.push({ label, reason: closed.reason });
    else if (closed.checks) {
      read++;
      const { checks, starts } = closed;
      diagnostics.showClosed(file.uri, checks, (offset) => positionIn(starts, offset));
      const placed = checks.map((check) => ({ check, line: positionIn(starts, check.span.from).line + 1 }));
      files.push({ label, link: linkTo(file.uri), checks: placed });
    }
  }
  return { files, read, skipped, cancelled: token.isCancellationRequested };
}

type Closed =
  | { readonly reason: string }
  /** No checks: cancelled. */
  | { readonly checks: readonly DerivativeCheck[] | undefined; readonly starts: readonly number[] };

async function checkClosed(
  { uri, languageId }: FoundFile,
  project: Project,
  token: vscode.CancellationToken,
): Promise<Closed> {
  let text: string;
  try {
    text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return { reason: 'It could not be read.' };
  }
  if (text.length > LONGEST) return { reason: `It is longer than ${LONGEST / 1_000_000} million characters.` };
  const document = openDocument(text, languageId);
  const others = project.othersOf(uri, languageId);
  const checks: DerivativeCheck[] = [];
  let isDone = false;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    checks.length = 0;
    isDone = await driveNow(
      () => document.check({ others }),
      (check) => checks.push(check),
      () => token.isCancellationRequested,
    );
    // Other files are fetched when they are asked for; then what asked for them is checked again.
    if (!isDone || !project.isLoading(uri)) break;
    await project.settled(uri);
  }
  project.forget(uri);
  return { checks: isDone ? checks : undefined, starts: lineStarts(text) };
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
