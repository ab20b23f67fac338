/** The commands of the category "Gradient". A command that finds nothing says so and what to do. */
import * as vscode from 'vscode';
import type { DerivativeCheck } from '../core.ts';
import { countsText, reportLine } from './checkText.ts';
import { COMMANDS } from './commandIds.ts';
import { copyDerivation, copyGradient, insertDerivation, insertGradient } from './copy.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { MathDocuments } from './documents.ts';
import { EXAMPLE } from './example.ts';
import { shorten } from './markdown.ts';
import type { Panels } from './panel.ts';
import { setPoint } from './pointCommand.ts';
import type { Points } from './points.ts';
import { toggle } from './settings.ts';
import { activeEditor, findTarget, inspectTarget, rangeOf } from './target.ts';

export interface CommandRooms {
  readonly documents: MathDocuments;
  readonly points: Points;
  readonly panels: Panels;
  readonly diagnostics: Diagnostics;
}

export function registerCommands({ documents, points, panels, diagnostics }: CommandRooms): vscode.Disposable {
  const report = vscode.window.createOutputChannel('Gradient Inspector');
  const commands: Readonly<Record<keyof typeof COMMANDS, (...args: unknown[]) => unknown>> = {
    inspectAtCursor: async (argument) => {
      const target = await findTarget(documents, argument);
      if (target && inspectTarget(documents, target)) panels.open(target.document, target.at);
    },
    inspectInNewPanel: async (argument) => {
      const target = await findTarget(documents, argument);
      if (target && inspectTarget(documents, target)) panels.open(target.document, target.at, { another: true });
    },
    inspectExpression: () => pickExpression(documents, panels),
    nextExpression: () => goTo(documents, 1),
    previousExpression: () => goTo(documents, -1),
    setPoint: async (argument) => {
      const target = await findTarget(documents, argument);
      if (target) await setPoint(documents, points, target);
    },
    checkFile: () => checkFile(documents, diagnostics, report),
    insertDerivation: async (argument) => {
      const target = await findTarget(documents, argument);
      if (target) await insertDerivation(documents, target);
    },
    copyDerivation: async (argument) => {
      const target = await findTarget(documents, argument);
      if (target) await copyDerivation(documents, target);
    },
    copyGradient: async (argument) => {
      const target = await findTarget(documents, argument);
      if (target) await copyGradient(documents, target);
    },
    insertGradient: async (argument) => {
      const target = await findTarget(documents, argument);
      if (target) await insertGradient(documents, target);
    },
    toggleHover: async () => say(`Gradient hovers are ${onOff(await toggle('hover.enable'))}.`),
    toggleInline: async () => say(`Inline gradients are ${onOff(await toggle('inline.enable'))}.`),
    openExample: async () => {
      const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: EXAMPLE });
      await vscode.window.showTextDocument(document);
    },
    switchReading: async (argument, key, choice) => {
      const target = await findTarget(documents, argument);
      if (!target || typeof key !== 'string' || typeof choice !== 'string') return;
      documents.choose(target.document, key, choice);
      say(`Read as: ${choice}`);
    },
  };
  return vscode.Disposable.from(
    report,
    ...Object.entries(commands).map(([name, run]) =>
      vscode.commands.registerCommand(COMMANDS[name as keyof typeof COMMANDS], run),
    ),
  );
}

const noMath =
  'No formula was found in this file. Math is read between $…$, in LaTeX environments, or as a line such as f = x^2.';

/** A list of everything in the active file that can be inspected. */
async function pickExpression(documents: MathDocuments, panels: Panels): Promise<void> {
  const editor = activeEditor(documents);
  if (!editor) return;
  const { document } = editor;
  const text = document.getText();
  const items = documents
    .regions(document)
    .filter(({ kind }) => kind !== 'symbol')
    .map(({ inner, span, name, notation }) => {
      const written = text.slice(inner.from, inner.to);
      const formula = shorten(notation === 'latex' ? formulaLabel(written) : written.trim().replace(/\s+/g, ' '), 90);
      const line = `line ${document.positionAt(span.from).line + 1}`;
      return { label: name ?? formula, description: line, inner, ...(name === undefined ? {} : { detail: formula }) };
    });
  if (items.length === 0) return inform(noMath);
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: 'Choose an expression to inspect',
    matchOnDetail: true,
    matchOnDescription: true,
  });
  if (!picked) return;
  const range = rangeOf(document, picked.inner);
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  if (inspectTarget(documents, { document, at: picked.inner.from })) panels.open(document, picked.inner.from);
}

/** The formula on one line, without the frame of an environment and its alignment. */
function formulaLabel(latex: string): string {
  return latex
    .replace(/\\(begin|end)\{[a-z]+\*?\}/g, ' ')
    .replace(/&/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** To the next (1) or previous (−1) formula, round the end of the file. */
function goTo(documents: MathDocuments, direction: 1 | -1): void {
  const editor = activeEditor(documents);
  if (!editor) return;
  const { document } = editor;
  const cursor = document.offsetAt(editor.selection.active);
  const starts = documents
    .regions(document)
    .filter(({ kind }) => kind !== 'symbol')
    .map(({ inner }) => inner.from)
    .sort((a, b) => a - b);
  const next =
    direction === 1
      ? (starts.find((start) => start > cursor) ?? starts[0])
      : (starts.findLast((start) => start < cursor) ?? starts.at(-1));
  if (next === undefined) {
    inform(noMath);
    return;
  }
  const position = document.positionAt(next);
  editor.selection = new vscode.Selection(position, position);
  editor.revealRange(new vscode.Range(position, position), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** Squiggles, a report with every claim, and one sentence. Of a notebook, all cells. */
async function checkFile(
  documents: MathDocuments,
  diagnostics: Diagnostics,
  report: vscode.OutputChannel,
): Promise<void> {
  const editor = activeEditor(documents);
  if (!editor) return;
  const files = documents.wholeFile(editor.document);
  const progress = { location: vscode.ProgressLocation.Notification, title: 'Checking derivatives', cancellable: true };
  const found = await vscode.window.withProgress(progress, async (_, token) => {
    const all: { readonly check: DerivativeCheck; readonly place: string }[] = [];
    for (const [cell, document] of files.entries()) {
      const checks = await diagnostics.check(document, token);
      if (!checks) return token.isCancellationRequested ? 'cancelled' : undefined;
      for (const check of checks) {
        const line = `line ${document.positionAt(check.span.from).line + 1}`;
        all.push({ check, place: files.length > 1 ? `cell ${cell + 1}, ${line}` : line });
      }
    }
    return all;
  });
  if (found === 'cancelled') return;
  if (!found) return inform('The text changed while its derivatives were checked. Run the command again.');
  if (found.length === 0) {
    return inform(
      'No derivative is claimed in this file. Claims are read in forms such as ∂f/∂x = 2x or f′(x) = 2x, for an f that the file defines.',
    );
  }
  const message = countsText(found.map(({ check }) => check));
  report.clear();
  report.appendLine(vscode.workspace.asRelativePath(editor.document.uri));
  for (const { check, place } of found) report.appendLine(reportLine(check, place));
  report.appendLine(message);
  const wrong = found.some(({ check }) => check.verdict === 'differs' && !check.suppressed);
  const show = 'Show Report';
  const shown = wrong
    ? vscode.window.showWarningMessage(message, show)
    : vscode.window.showInformationMessage(message, show);
  void shown.then((chosen) => chosen === show && report.show());
}

function inform(message: string): void {
  void vscode.window.showInformationMessage(message);
}

/** For what was asked for and has happened: no notification, a few seconds in the status bar. */
function say(message: string): void {
  vscode.window.setStatusBarMessage(message, 4000);
}

function onOff(on: boolean): string {
  return on ? 'on' : 'off';
}
