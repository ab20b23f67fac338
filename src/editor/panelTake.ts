/** Derivations and gradients on their way out of the panel: shown as code, copied, written at the cursor. */
import * as vscode from 'vscode';
import { emit, type Inspection } from '../core.ts';
import { type CodeTarget, FORMS, TARGETS, type TakeMessage, type Taken } from '../protocol/take.ts';
import { derivationIn } from './derivationText.ts';
import { codeAtCursor } from './insertion.ts';

export function codeMessage(inspection: Inspection, target: CodeTarget): TakeMessage {
  const { value, problems } = emit(inspection, target);
  if (value !== undefined) return { type: 'code', target, text: value };
  return { type: 'code', target, problem: problems[0]?.message ?? `This cannot be written in ${TARGETS[target]}.` };
}

/** What was done, in one sentence. */
export async function take(
  inspection: Inspection,
  taken: Taken,
  to: 'clipboard' | 'cursor',
  document: vscode.TextDocument,
): Promise<string> {
  const name = taken.what === 'code' ? `Gradient in ${TARGETS[taken.target]}` : `Derivation as ${FORMS[taken.form]}`;
  const text = taken.what === 'code' ? emit(inspection, taken.target).value : derivationIn(inspection, taken.form);
  if (text === undefined) return 'There is nothing to take.';
  if (to === 'clipboard') {
    await vscode.env.clipboard.writeText(text);
    return `${name} copied.`;
  }
  const own = taken.what === 'code' ? codeAtCursor(document.languageId, text, taken.target) : text;
  const editor = await editorOf(document);
  const done = await editor.edit((edit) => edit.replace(editor.selection, ending(own, document)));
  if (!done) return 'It could not be inserted: this document cannot be edited.';
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return `${name} inserted at the cursor, line ${editor.selection.start.line + 1}.`;
}

/** The editor of the document that was used last, else a new one in the first column. */
async function editorOf(document: vscode.TextDocument): Promise<vscode.TextEditor> {
  const open = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  return open ?? vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, preserveFocus: true });
}

function ending(text: string, document: vscode.TextDocument): string {
  const lines = text.endsWith('\n') ? text : `${text}\n`;
  return document.eol === vscode.EndOfLine.CRLF ? lines.replaceAll('\n', '\r\n') : lines;
}
