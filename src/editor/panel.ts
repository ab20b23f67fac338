/** The open panels: one that follows the cursor beside the editor, and as many pinned ones as are wanted. */
import * as vscode from 'vscode';
import type { Span } from '../core.ts';
import type { PictureExport } from '../protocol/export.ts';
import { readPanelState } from '../protocol/messages.ts';
import type { MathDocuments } from './documents.ts';
import { type Place, placeOf } from './panelPlace.ts';
import { PanelSession, type SessionRooms } from './panelSession.ts';
import type { Points } from './points.ts';

const VIEW_TYPE = 'gradientInspector.panel';

export interface OpenOptions {
  /** In a panel beside those that are open, which stay as they are: where one of them follows the cursor, it is pinned. */
  readonly another?: boolean;
  readonly practise?: boolean;
}

export class Panels implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #rooms: SessionRooms;
  readonly #sessions = new Set<PanelSession>();
  readonly #subscriptions: vscode.Disposable[];

  constructor(extension: vscode.Uri, documents: MathDocuments, points: Points) {
    this.#rooms = { extension, documents, points };
    const each = (act: (session: PanelSession) => void) => {
      for (const session of this.#sessions) act(session);
    };
    this.#subscriptions = [
      vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => each((one) => one.cursorMoved(textEditor))),
      vscode.window.onDidChangeActiveTextEditor((editor) => editor && each((one) => one.cursorMoved(editor))),
      vscode.workspace.onDidChangeTextDocument((event) => each((one) => one.edited(event))),
      documents.onDidChangeMeaning((uri) => each((one) => one.isAt(uri) && one.showLater())),
    ];
  }

  /** Opens a panel beside the editor, or takes the one that follows the cursor, and shows what stands there. */
  open(
    document: vscode.TextDocument,
    at: number | Span,
    { another = false, practise = false }: OpenOptions = {},
  ): void {
    const place = { document, at };
    const following = [...this.#sessions].findLast(({ pinned }) => !pinned);
    let session = another ? undefined : following;
    if (session) session.open(place);
    else {
      const beside = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      const panel = vscode.window.createWebviewPanel(VIEW_TYPE, 'Gradient', beside);
      session = this.#add(panel, place, following !== undefined);
    }
    if (practise) session.practise();
  }

  /** Shows what stands there and saves a picture of it. */
  draw(document: vscode.TextDocument, at: number | Span, format: PictureExport): void {
    this.open(document, at);
    const following = [...this.#sessions].filter(({ pinned }) => !pinned);
    following.at(-1)?.draw(format);
  }

  /** After the window was reloaded. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, data: unknown): Promise<void> {
    const state = readPanelState(data);
    const place = state && (await placeOf(state));
    const session = this.#add(panel, place, state?.pinned ?? false);
    if (state && !place) session.seek(state);
  }

  dispose(): void {
    for (const { panel } of [...this.#sessions]) panel.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #add(panel: vscode.WebviewPanel, place: Place | undefined, pinned: boolean): PanelSession {
    const session = new PanelSession(panel, this.#rooms, place, pinned);
    this.#sessions.add(session);
    panel.onDidDispose(() => this.#sessions.delete(session));
    return session;
  }
}
