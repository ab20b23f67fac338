/**
 * The panel's host: one webview beside the editor, which follows the cursor unless it is pinned. It knows where in
 * which document it looks; everything it shows is worked out anew from there.
 */
import * as vscode from 'vscode';
import type { Inspection, Span, Value } from '../core.ts';
import { encodeInspection } from '../protocol/inspection.ts';
import {
  type HostMessage,
  type PanelMessage,
  type PanelState,
  readPanelMessage,
  readPanelState,
} from '../protocol/messages.ts';
import { panelPage } from '../protocol/page.ts';
import { typeset } from '../typeset/typeset.ts';
import type { MathDocuments } from './documents.ts';
import { moveOffset } from './offsets.ts';
import { asInput, readValue } from './pointInput.ts';
import type { Points } from './points.ts';
import { rangeOf } from './target.ts';

const VIEW_TYPE = 'gradientInspector.panel';
/** Quiet time after the cursor or the text moved, ms. */
const DEBOUNCE = 120;

/** Where the panel looks. */
interface Place {
  readonly document: vscode.TextDocument;
  at: number | Span;
}

export class Panels implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #extension: vscode.Uri;
  readonly #documents: MathDocuments;
  readonly #points: Points;
  readonly #subscriptions: vscode.Disposable[];
  #panel: vscode.WebviewPanel | undefined;
  #place: Place | undefined;
  #shown: Inspection | undefined;
  #pinned = false;
  /** A selection that the panel itself has made is not followed. */
  #selecting = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(extension: vscode.Uri, documents: MathDocuments, points: Points) {
    this.#extension = extension;
    this.#documents = documents;
    this.#points = points;
    this.#subscriptions = [
      vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#cursorMoved(textEditor)),
      vscode.window.onDidChangeActiveTextEditor((editor) => editor && this.#cursorMoved(editor)),
      vscode.workspace.onDidChangeTextDocument((event) => this.#edited(event)),
      documents.onDidChangeMeaning((uri) => {
        if (uri.toString() === this.#place?.document.uri.toString()) this.#later(() => this.#show());
      }),
    ];
  }

  /** Opens the panel beside the editor, or takes the open one, and shows what stands there. */
  open(document: vscode.TextDocument, at: number | Span): void {
    this.#place = { document, at };
    if (this.#panel) {
      this.#panel.reveal(undefined, true);
      this.#show();
      return;
    }
    const beside = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.#attach(vscode.window.createWebviewPanel(VIEW_TYPE, 'Gradient', beside, this.#webviewOptions()));
    this.#show(); // names the tab at once; the page asks again when it is ready
  }

  /** After the window was reloaded. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, data: unknown): Promise<void> {
    panel.webview.options = this.#webviewOptions();
    const state = readPanelState(data);
    if (state) await this.#restore(state);
    this.#attach(panel);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#panel?.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #webviewOptions(): vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(this.#extension, 'dist')] };
  }

  #attach(panel: vscode.WebviewPanel): void {
    this.#panel?.dispose();
    this.#panel = panel;
    const { webview } = panel;
    const resource = (name: string) =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.#extension, 'dist', name)).toString();
    panel.iconPath = vscode.Uri.joinPath(this.#extension, 'media', 'icon.svg');
    webview.onDidReceiveMessage((data) => {
      const message = readPanelMessage(data);
      if (message) void this.#receive(message);
    });
    panel.onDidDispose(() => {
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      this.#shown = undefined;
    });
    webview.html = panelPage({
      scriptUri: resource('panel.js'),
      styleUri: resource('panel.css'),
      cspSource: webview.cspSource,
      nonce: nonce(),
    });
  }

  async #restore({ uri, offset, pinned }: PanelState): Promise<void> {
    this.#pinned = pinned;
    try {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
      this.#place = { document, at: Math.min(offset, document.getText().length) };
    } catch {
      this.#place = undefined; // deleted, or a notebook that is not open: the panel says what to do
    }
  }

  async #receive(message: PanelMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        if (!this.#place && message.state) await this.#restore(message.state);
        return this.#show();
      case 'setPoint':
        return this.#setPoint(message.name, message.text);
      case 'setReading':
        if (this.#place) this.#documents.choose(this.#place.document, message.key, message.choice);
        return;
      case 'selectSpan':
        return this.#select(message.span);
      case 'pin':
        this.#pinned = message.pinned;
        return;
      case 'typeset': {
        const items = await Promise.all(
          message.items.map(async ({ id, latex, display, maxWidth }) => {
            const width = maxWidth === undefined ? {} : { maxWidth };
            const picture = await typeset(latex, { color: 'currentColor', display, ...width });
            return picture ? { id, svg: picture.svg } : { id, text: latex };
          }),
        );
        this.#post({ type: 'typeset', items });
      }
    }
  }

  #show(): void {
    if (!this.#panel) return;
    if (!this.#place || this.#place.document.isClosed) {
      this.#shown = undefined;
      this.#panel.title = 'Gradient';
      this.#post({ type: 'nothing', problems: [] });
      return;
    }
    const { document, at } = this.#place;
    const { value, problems } = this.#documents.inspect(document, at);
    this.#shown = value;
    this.#panel.title = value ? `Gradient: ${value.output.name}` : 'Gradient';
    const place = placeText(document, at);
    if (value) this.#post(this.#showMessage(document, at, place, value));
    else this.#post({ type: 'nothing', place, problems });
  }

  #showMessage(document: vscode.TextDocument, at: number | Span, place: string, inspection: Inspection): HostMessage {
    const offset = typeof at === 'number' ? at : at.from;
    const uri = document.uri.toString();
    return { type: 'show', uri, offset, place, pinned: this.#pinned, inspection: encodeInspection(inspection) };
  }

  /** Another formula is shown, another part of the same one only marked; where no formula is, the last one stays. */
  #follow(document: vscode.TextDocument, offset: number): void {
    const { value } = this.#documents.inspect(document, offset);
    if (!value) return;
    const same = this.#place?.document === document && this.#shown && isSame(this.#shown, value);
    this.#place = { document, at: offset };
    if (same) this.#post({ type: 'focus', ...(value.focus === undefined ? {} : { line: value.focus }) });
    else this.#show();
  }

  #cursorMoved(editor: vscode.TextEditor): void {
    if (!this.#panel?.visible || this.#pinned || this.#selecting || !this.#documents.knows(editor.document)) return;
    // What is selected stays selected: its own event may come after the panel was opened on it.
    if (!editor.selection.isEmpty) return;
    this.#later(() => this.#follow(editor.document, editor.document.offsetAt(editor.selection.active)));
  }

  #edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const place = this.#place;
    if (!place || place.document !== document || contentChanges.length === 0) return;
    const changes = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
      from: rangeOffset,
      to: rangeOffset + rangeLength,
      length: text.length,
    }));
    const at = moveOffset(typeof place.at === 'number' ? place.at : place.at.from, changes);
    const to = typeof place.at === 'number' ? at : moveOffset(place.at.to, changes);
    place.at = typeof place.at === 'number' ? at : { from: at, to: Math.max(at, to) };
    this.#later(() => this.#show());
  }

  #later(work: () => void): void {
    clearTimeout(this.#timer);
    const document = this.#place?.document;
    this.#timer = setTimeout(work, document ? this.#documents.patience(document, DEBOUNCE) : DEBOUNCE);
  }

  async #setPoint(name: string, text: string): Promise<void> {
    const inspection = this.#shown;
    if (!inspection || !this.#place) return;
    const { uri } = this.#place.document;
    const point: Record<string, Value> = { ...this.#points.get(uri, inspection.output.name) };
    delete point[name];
    if (text.trim() !== '') {
      const read = await readValue(text);
      if ('problem' in read) return this.#post({ type: 'pointProblem', name, message: read.problem });
      const input = inspection.inputs.find((each) => each.name === name);
      point[name] = asInput(read.value, input?.shape);
      const message = this.#documents.misfit(this.#place.document, this.#place.at, point);
      if (message !== undefined) return this.#post({ type: 'pointProblem', name, message });
    }
    await this.#points.set(uri, inspection.output.name, point);
  }

  async #select(span: Span): Promise<void> {
    const document = this.#place && this.#documents.documentOf(this.#place.document, span);
    if (!document) return;
    this.#selecting = true;
    try {
      const open = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
      const editor =
        open ??
        (await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, preserveFocus: true }));
      const range = rangeOf(document, span);
      editor.selection = new vscode.Selection(range.start, range.end);
      editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
      await new Promise((resolve) => setTimeout(resolve, 2 * DEBOUNCE)); // the selection's own event comes later
    } finally {
      this.#selecting = false;
    }
  }

  #post(message: HostMessage): void {
    void this.#panel?.webview.postMessage(message);
  }
}

/** The same formula at the same point: only the focus may differ. */
function isSame(a: Inspection, b: Inspection): boolean {
  return (
    a.span.from === b.span.from &&
    a.span.to === b.span.to &&
    a.output.name === b.output.name &&
    a.reading === b.reading &&
    JSON.stringify(a.inputs) === JSON.stringify(b.inputs)
  );
}

/** `note.md, line 61`. */
function placeText(document: vscode.TextDocument, at: number | Span): string {
  const line = document.positionAt(typeof at === 'number' ? at : at.from).line + 1;
  const name = document.uri.path.split('/').at(-1) ?? '';
  return `${name}, line ${line}`;
}

function nonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
