/** Where a panel looks: the same place after a reload, in words, and whether two inspections are of one formula. */
import * as vscode from 'vscode';
import type { Inspection, Span } from '../core.ts';
import type { PanelState } from '../protocol/messages.ts';

/** Where a panel looks. */
export interface Place {
  readonly document: vscode.TextDocument;
  at: number | Span;
}

/** Undefined where the document is gone, or belongs to a notebook that is not open: the panel says what to do. */
export async function placeOf({ uri, offset }: PanelState): Promise<Place | undefined> {
  try {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
    return { document, at: Math.min(offset, document.getText().length) };
  } catch {
    return undefined;
  }
}

/** The same formula at the same point: only the focus may differ. */
export function isSame(a: Inspection, b: Inspection): boolean {
  return (
    a.span.from === b.span.from &&
    a.span.to === b.span.to &&
    a.output.name === b.output.name &&
    a.reading === b.reading &&
    JSON.stringify(a.inputs) === JSON.stringify(b.inputs)
  );
}

/** `note.md, line 61`. */
export function placeText(document: vscode.TextDocument, at: number | Span): string {
  const line = document.positionAt(typeof at === 'number' ? at : at.from).line + 1;
  const name = document.uri.path.split('/').at(-1) ?? '';
  return `${name}, line ${line}`;
}
