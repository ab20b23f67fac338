/**
 * One open panel: a webview that knows where in which document it looks. Everything it shows is worked out anew from
 * there; while the point moves, by the inspection's replay.
 */
import * as vscode from 'vscode';
import type { Inspection, Problem, Span, Value } from '../core.ts';
import type { PictureExport } from '../protocol/export.ts';
import { encodeInspection } from '../protocol/inspection.ts';
import type { PassRequest } from '../protocol/loops.ts';
import { type HostMessage, type PanelMessage, type PanelState, readPanelMessage } from '../protocol/messages.ts';
import { panelPage } from '../protocol/page.ts';
import type { MoveRequest } from '../protocol/play.ts';
import { typeset } from '../typeset/typeset.ts';
import type { MathDocuments } from './documents.ts';
import { saveExport } from './exporting.ts';
import { Marks } from './marks.ts';
import { moveOffset } from './offsets.ts';
import { createPasses, type Passes } from './panelPasses.ts';
import { isSame, type Place, placeText, seekPlace } from './panelPlace.ts';
import { createPlay, type Play } from './panelPlay.ts';
import { codeMessage, take } from './panelTake.ts';
import { asInput, readValue } from './pointInput.ts';
import type { Points } from './points.ts';
import { checkAnswer } from './practise.ts';
import { rangeOf } from './target.ts';

/** Quiet time after the cursor or the text moved, ms. */
const DEBOUNCE = 120;
const GONE =
  'The panel shows nothing that could be taken. Put the cursor on a formula and run Gradient: Inspect Expression at Cursor.';

const ABSENT: Problem = {
  code: 'documentAbsent',
  severity: 'info',
  message: 'The document of this panel is not open. Open it, or its notebook, and the panel shows its formula again.',
};

export interface SessionRooms {
  readonly extension: vscode.Uri;
  readonly documents: MathDocuments;
  readonly points: Points;
}

export class PanelSession implements vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly #rooms: SessionRooms;
  #place: Place | undefined;
  /** While the document of the place is not there. */
  #seeking: vscode.Disposable | undefined;
  #shown: Inspection | undefined;
  #numbers = 0;
  /** Made ready at the first move after each `show`; null: it cannot be. */
  #play: Play | null | undefined;
  /** Made at the first question about a pass after each `show`. */
  #passes: Passes | undefined;
  #pinned: boolean;
  /** The page opens on the tab for practice. */
  #practises = false;
  /** The page listens. */
  #isReady = false;
  /** The picture that is wanted of it once it does. */
  #wanted: PictureExport | undefined;
  readonly #marks = new Marks();
  /** A selection that the panel itself has made is not followed. */
  #selecting = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(panel: vscode.WebviewPanel, rooms: SessionRooms, place?: Place, pinned = false) {
    this.panel = panel;
    this.#rooms = rooms;
    this.#place = place;
    this.#pinned = pinned;
    const { webview } = panel;
    const { extension } = rooms;
    const resource = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', name)).toString();
    webview.options = { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extension, 'dist')] };
    panel.iconPath = vscode.Uri.joinPath(extension, 'media', 'icon.svg');
    webview.onDidReceiveMessage((data) => {
      const message = readPanelMessage(data);
      if (message) void this.#receive(message);
    });
    panel.onDidChangeViewState(() => {
      this.#isReady &&= panel.visible; // a hidden page is gone, and loaded anew
    });
    panel.onDidDispose(() => this.dispose());
    webview.html = panelPage({
      scriptUri: resource('panel.js'),
      styleUri: resource('panel.css'),
      cspSource: webview.cspSource,
      nonce: nonce(),
    });
    this.#show(); // names the tab at once; the page asks again when it is ready
  }

  get pinned(): boolean {
    return this.#pinned;
  }

  open(place: Place): void {
    this.#moveTo(place);
    this.panel.reveal(undefined, true);
    this.#show();
  }

  /** Shows what stood there before, once its document is there. */
  seek(state: PanelState): void {
    this.#seeking?.dispose();
    this.#seeking = seekPlace(state, (place) => {
      this.#moveTo(place);
      this.#show();
    });
  }

  practise(): void {
    this.#practises = true;
    this.#post({ type: 'practise' });
  }

  /** Asks for a picture of the graph, which is then saved. */
  draw(format: PictureExport): void {
    if (this.#isReady) this.#post({ type: 'draw', format });
    else this.#wanted = format;
  }

  isAt(uri: vscode.Uri): boolean {
    return this.#place?.document.uri.toString() === uri.toString();
  }

  showLater(): void {
    this.#later(() => this.#show());
  }

  cursorMoved({ document, selection }: vscode.TextEditor): void {
    if (!this.panel.visible || this.#selecting || !this.#rooms.documents.knows(document)) return;
    if (this.#pinned && document !== this.#place?.document) return;
    // What is selected stays selected: its own event may come after the panel was opened on it.
    if (!selection.isEmpty) return;
    this.#later(() => this.#follow(document, document.offsetAt(selection.active)));
  }

  edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
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
    this.showLater();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#seeking?.dispose();
    this.#shown = undefined;
    this.#play = undefined;
    this.#passes = undefined;
    this.#marks.dispose();
  }

  async #receive(message: PanelMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        if (!this.#place && message.state) {
          this.#pinned = message.state.pinned;
          this.seek(message.state);
        }
        this.#show();
        if (this.#practises) this.#post({ type: 'practise' });
        this.#practises = false;
        this.#isReady = true;
        if (this.#wanted) this.#post({ type: 'draw', format: this.#wanted });
        this.#wanted = undefined;
        return;
      case 'setPoint':
        return this.#setPoint(message.name, message.text);
      case 'move':
        return this.#move(message);
      case 'pass':
        return this.#pass(message);
      case 'settle':
        return this.#settle(message.of, message.x);
      case 'setReading':
        if (this.#place) this.#rooms.documents.choose(this.#place.document, message.key, message.choice);
        return;
      case 'selectSpan':
        return this.#select(message.span);
      case 'pin':
        this.#pinned = message.pinned;
        return;
      case 'code':
        this.#post(
          this.#shown
            ? codeMessage(this.#shown, message.target)
            : { type: 'code', target: message.target, problem: GONE },
        );
        return;
      case 'take':
        if (this.#shown && this.#place) {
          const text = await take(this.#shown, message.taken, message.to, this.#place.document);
          this.#post({ type: 'said', text });
        } else void vscode.window.showWarningMessage(GONE); // the page has no place for it any more
        return;
      case 'export':
        if (this.#shown && this.#place) await saveExport(this.#shown, message, this.#place.document);
        else void vscode.window.showWarningMessage(GONE);
        return;
      case 'mark':
        return this.#mark(message.spans);
      case 'answer':
        return this.#answer(message.input, message.text);
      case 'newWindow':
        this.panel.reveal();
        await vscode.commands.executeCommand('workbench.action.moveEditorToNewWindow');
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
    this.#play = undefined;
    this.#passes = undefined;
    if (!this.#place || this.#place.document.isClosed) {
      this.#shown = undefined;
      this.#seekClosed();
      this.panel.title = 'Gradient';
      this.#post({ type: 'nothing', problems: this.#seeking ? [ABSENT] : [] });
      return;
    }
    const { document, at } = this.#place;
    const { value, problems } = this.#rooms.documents.inspect(document, at);
    this.#shown = value;
    this.panel.title = value ? `Gradient: ${value.output.name}` : 'Gradient';
    const place = placeText(document, at);
    if (value) this.#post(this.#showMessage(document, at, place, value));
    else this.#post({ type: 'nothing', place, problems });
  }

  /** VS Code closes documents that no editor shows. */
  #seekClosed(): void {
    if (!this.#place || this.#place.document.isUntitled || this.#seeking) return;
    const { document, at } = this.#place;
    const offset = typeof at === 'number' ? at : at.from;
    this.seek({ uri: document.uri.toString(), offset, pinned: this.#pinned });
  }

  #moveTo(place: Place): void {
    this.#seeking?.dispose();
    this.#seeking = undefined;
    this.#place = place;
  }

  #showMessage(document: vscode.TextDocument, at: number | Span, place: string, value: Inspection): HostMessage {
    const offset = typeof at === 'number' ? at : at.from;
    const inspection = encodeInspection(value);
    this.#numbers = inspection.numbers.length;
    return { type: 'show', uri: document.uri.toString(), offset, place, pinned: this.#pinned, inspection };
  }

  /**
   * Another formula is shown, unless this one is pinned; another part of the same one only marked; where no formula is,
   * the last one stays.
   */
  #follow(document: vscode.TextDocument, offset: number): void {
    const { value } = this.#rooms.documents.inspect(document, offset);
    if (!value) return;
    const same = this.#place?.document === document && this.#shown && isSame(this.#shown, value);
    if (this.#pinned && !same) return;
    if (!this.#pinned) this.#moveTo({ document, at: offset });
    if (same) this.#post({ type: 'focus', ...(value.focus === undefined ? {} : { line: value.focus }) });
    else this.#show();
  }

  #later(work: () => void): void {
    clearTimeout(this.#timer);
    const document = this.#place?.document;
    const wait = document ? this.#rooms.documents.patience(document, DEBOUNCE) : DEBOUNCE;
    const timer = setTimeout(async () => {
      if (document) await this.#rooms.documents.ready(document);
      if (this.#timer === timer) work();
    }, wait);
    this.#timer = timer;
  }

  #move(request: MoveRequest): void {
    const play = this.#playing();
    this.#post(play ? play.move(request) : this.#unfollowed(request));
  }

  /** What cannot be evaluated live has no numbers until the point rests. */
  #unfollowed({ id, x }: MoveRequest): HostMessage {
    const numbers = new Float64Array(this.#numbers).fill(Number.NaN);
    return { type: 'moved', id, x, numbers, problem: 'The numbers cannot follow here. Type the values instead.' };
  }

  #playing(): Play | undefined {
    if (this.#play !== undefined || !this.#shown || !this.#place) return this.#play ?? undefined;
    const { document, at } = this.#place;
    const { math, options } = this.#rooms.documents.engine(document);
    const point = this.#rooms.points.get(document.uri, this.#shown.output.name);
    this.#play = createPlay(math, at, { ...options, point }, this.#shown, this.#numbers).value ?? null;
    return this.#play ?? undefined;
  }

  #pass(request: PassRequest): void {
    if (!this.#shown || !this.#place) return;
    const { document, at } = this.#place;
    const { math, options } = this.#rooms.documents.engine(document);
    const point = this.#rooms.points.get(document.uri, this.#shown.output.name);
    this.#passes ??= createPasses(math, at, { ...options, point }, this.#shown);
    this.#post(this.#passes.answer(request));
  }

  async #settle(of: string, x: Float64Array): Promise<void> {
    if (this.#shown?.output.name !== of) return; // the panel has moved on
    const changed = this.#playing()?.changed(x) ?? {};
    if (!this.#shown || !this.#place || Object.keys(changed).length === 0) return;
    const { uri } = this.#place.document;
    const { name } = this.#shown.output;
    await this.#rooms.points.set(uri, name, { ...this.#rooms.points.get(uri, name), ...changed });
  }

  #answer(input: string, text: string): void {
    if (!this.#shown || !this.#place) return;
    const { document } = this.#place;
    const { math, options } = this.#rooms.documents.engine(document);
    const verdict = checkAnswer({ text: math.text, languageId: math.languageId }, this.#shown, options, input, text);
    this.#post({ type: 'answered', input, text, verdict });
  }

  async #setPoint(name: string, text: string): Promise<void> {
    const inspection = this.#shown;
    if (!inspection || !this.#place) return;
    const { uri } = this.#place.document;
    const point: Record<string, Value> = { ...this.#rooms.points.get(uri, inspection.output.name) };
    delete point[name];
    if (text.trim() !== '') {
      const read = await readValue(text);
      if ('problem' in read) return this.#post({ type: 'pointProblem', name, message: read.problem });
      const input = inspection.inputs.find((each) => each.name === name);
      point[name] = asInput(read.value, input?.shape);
      const message = this.#rooms.documents.misfit(this.#place.document, this.#place.at, point);
      if (message !== undefined) return this.#post({ type: 'pointProblem', name, message });
    }
    await this.#rooms.points.set(uri, inspection.output.name, point);
  }

  async #select(span: Span): Promise<void> {
    const document = this.#place && (await this.#rooms.documents.opened(this.#place.document, span));
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

  #mark(spans: readonly Span[]): void {
    const own = this.#place?.document;
    this.#marks.show(
      spans.flatMap((span) => {
        const document = own && this.#rooms.documents.documentOf(own, span);
        return document ? [{ document, range: rangeOf(document, span) }] : [];
      }),
    );
  }

  #post(message: HostMessage): void {
    void this.panel.webview.postMessage(message);
  }
}

function nonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
