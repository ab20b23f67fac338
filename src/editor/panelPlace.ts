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

/** ms between looks for a place that is not there yet. */
const PAUSES = [250, 500, 1000, 2000, 4000, 8000];

/**
 * Looks for a place until it is there, or until it is disposed of: after a reload of the window a file system may come
 * later than its panel, and the notebook of a cell is open only when somebody opens it.
 */
export function seekPlace(state: PanelState, found: (place: Place) => void): vscode.Disposable {
  let isOver = false;
  let pauses = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = async () => {
    const place = isOver ? undefined : await placeOf(state);
    if (isOver) return;
    if (place) {
      end();
      found(place);
    } else if (PAUSES[pauses] !== undefined) {
      clearTimeout(timer);
      timer = setTimeout(look, PAUSES[pauses++]);
    }
  };
  const opened = vscode.workspace.onDidOpenTextDocument(({ uri }) => uri.toString() === state.uri && void look());
  const end = () => {
    isOver = true;
    clearTimeout(timer);
    opened.dispose();
  };
  void look();
  return new vscode.Disposable(end);
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
