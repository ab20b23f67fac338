/** What a command acts on: what its link names, else the cursor or selection of the active editor. */
import * as vscode from 'vscode';
import type { Inspection, Problem, Span } from '../core.ts';
import { COMMANDS } from './commandIds.ts';
import type { MathDocuments } from './documents.ts';
import type { HoverTarget } from './hoverText.ts';
import { LANGUAGES } from './languages.ts';

export interface Target {
  readonly document: vscode.TextDocument;
  /** A selection is read as math even without delimiters. */
  readonly at: number | Span;
}

/** Undefined, after having said so, where there is nothing to act on. */
export async function findTarget(documents: MathDocuments, argument: unknown): Promise<Target | undefined> {
  if (isHoverTarget(argument)) {
    const uri = vscode.Uri.parse(argument.uri);
    return { document: await vscode.workspace.openTextDocument(uri), at: argument.offset };
  }
  const editor = activeEditor(documents);
  if (!editor) return undefined;
  const { document, selection } = editor;
  const from = document.offsetAt(selection.start);
  if (!selection.isEmpty) return { document, at: { from, to: document.offsetAt(selection.end) } };
  return { document, at: onItsLine(documents, document, from) ?? from };
}

/** In code, where nothing stands at the cursor itself (`def`, the end of a line): the first formula or function of its line. */
function onItsLine(documents: MathDocuments, document: vscode.TextDocument, offset: number): number | undefined {
  const { value, problems } = documents.inspect(document, offset, []);
  if (value || problems.length > 0) return undefined;
  const { line } = document.positionAt(offset);
  const inCode = documents.regions(document).filter(({ notation }) => notation !== 'latex' && notation !== 'plain');
  const starts = inCode.map(({ inner, span, kind }) => (kind === 'function' ? span : inner).from);
  return starts.find(
    (from) => document.positionAt(from).line === line && documents.inspect(document, from, []).value !== undefined,
  );
}

/** The active editor if its language is one of ours; says what to do otherwise. */
export function activeEditor(documents: MathDocuments): vscode.TextEditor | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    void vscode.window.showInformationMessage(
      'No text editor is active. Open a file with math and put the cursor in a formula.',
    );
    return undefined;
  }
  if (!documents.knows(editor.document)) {
    const names = LANGUAGES.map(({ name }) => name).join(', ');
    void vscode.window.showInformationMessage(
      `Gradient Inspector does not read files of the language "${editor.document.languageId}". It reads ${names}. Set the file's language with "Change Language Mode".`,
    );
    return undefined;
  }
  return editor;
}

/** The inspection at the target; where there is none, says why and what to do. */
export function inspectTarget(documents: MathDocuments, target: Target): Inspection | undefined {
  const { value, problems } = documents.inspect(target.document, target.at);
  if (value) return value;
  const told = problems.length > 0 ? problems : documents.refusal(target.document, target.at);
  const reason = told.find(({ severity }) => severity === 'error') ?? told[0];
  const list = 'Inspect Expression…';
  const shown = reason
    ? vscode.window.showWarningMessage(`No gradient here: ${reason.message}${placeOf(target, reason)}`, list)
    : vscode.window.showInformationMessage(
        'There is no formula with a variable at the cursor. Put the cursor inside one or select it, and run the command again.',
        list,
      );
  // Not awaited: a command is done when its message stands, not when it is dismissed.
  void shown.then((chosen) => chosen === list && vscode.commands.executeCommand(COMMANDS.inspectExpression));
  return undefined;
}

/** Where the reason stands, if that is another line than the target's. */
function placeOf({ document, at }: Target, { span }: Problem): string {
  if (!span || span.doc !== undefined) return '';
  const [line, own] = [document.positionAt(span.from).line, document.positionAt(offsetOf(at)).line];
  return line === own ? '' : ` (Line ${line + 1}.)`;
}

export function offsetOf(at: number | Span): number {
  return typeof at === 'number' ? at : at.from;
}

export function rangeOf(document: vscode.TextDocument, { from, to }: Span): vscode.Range {
  return new vscode.Range(document.positionAt(from), document.positionAt(to));
}

function isHoverTarget(argument: unknown): argument is HoverTarget {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'uri' in argument &&
    typeof argument.uri === 'string' &&
    'offset' in argument &&
    typeof argument.offset === 'number'
  );
}
