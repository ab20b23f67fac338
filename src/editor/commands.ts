/** The commands of the category "Gradient". A command that finds nothing says so and what to do. */
import * as vscode from 'vscode';
import { checkFile, checkWorkspace } from './checkCommands.ts';
import { COMMANDS } from './commandIds.ts';
import type { Comparisons } from './comparisons.ts';
import { copyDerivation, copyGradient, insertDerivation, insertGradient } from './copy.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { MathDocuments } from './documents.ts';
import { EXAMPLE } from './example.ts';
import { exportText, isPicture, pickFormat } from './exporting.ts';
import { isProgram } from './languages.ts';
import { shorten } from './markdown.ts';
import type { Panels } from './panel.ts';
import { setPoint } from './pointCommand.ts';
import type { Points } from './points.ts';
import type { Project } from './project.ts';
import { Reports } from './reports.ts';
import { toggle } from './settings.ts';
import { activeEditor, findTarget, inspectTarget, rangeOf } from './target.ts';

export interface CommandRooms {
  readonly documents: MathDocuments;
  readonly project: Project;
  readonly points: Points;
  readonly panels: Panels;
  readonly diagnostics: Diagnostics;
  readonly comparisons: Comparisons;
}

export function registerCommands({
  documents,
  project,
  points,
  panels,
  diagnostics,
  comparisons,
}: CommandRooms): vscode.Disposable {
  const reports = new Reports();
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
    checkFile: () => checkFile({ documents, project, diagnostics, reports }),
    checkWorkspace: () => checkWorkspace({ documents, project, diagnostics, reports }),
    compareWithCode: () => comparisons.run(reports),
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
    exportGraph: async (argument) => {
      const target = await findTarget(documents, argument);
      const inspection = target && inspectTarget(documents, target);
      if (!target || !inspection) return;
      const format = await pickFormat(inspection.output.name);
      if (!format) return;
      if (isPicture(format)) panels.draw(target.document, target.at, format);
      else await exportText(inspection, format, target.document);
    },
    practise: async (argument) => {
      const target = await findTarget(documents, argument);
      if (target && inspectTarget(documents, target)) panels.open(target.document, target.at, { practise: true });
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
    reports,
    ...Object.entries(commands).map(([name, run]) =>
      vscode.commands.registerCommand(COMMANDS[name as keyof typeof COMMANDS], run),
    ),
  );
}

function noMath({ languageId }: vscode.TextDocument): string {
  const read = isProgram(languageId)
    ? 'Functions and assignments that compute numbers are read, and math in comments.'
    : 'Math is read between $…$, in LaTeX environments, or as a line such as f = x^2.';
  return `No formula was found in this file. ${read}`;
}

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
  if (items.length === 0) return inform(noMath(document));
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
    inform(noMath(editor.document));
    return;
  }
  const position = document.positionAt(next);
  editor.selection = new vscode.Selection(position, position);
  editor.revealRange(new vscode.Range(position, position), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
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
