/** Squiggles under derivatives that are wrong, while typing and on request, with their quick fixes. */
import * as vscode from 'vscode';
import type { DerivativeCheck } from '../core.ts';
import { diagnosticMessage } from './checkText.ts';
import type { MathDocuments } from './documents.ts';
import { LANGUAGES } from './languages.ts';
import { quickFixes } from './quickFixes.ts';
import { affects, checkSeverity, checksEnabled } from './settings.ts';
import { rangeOf } from './target.ts';

/** Whose squiggles these are, as the Problems view names it. */
export const SOURCE = 'Gradient';
/** Quiet time after typing before the checks start, ms. */
const DEBOUNCE = 400;

export class Diagnostics implements vscode.Disposable {
  readonly #documents: MathDocuments;
  readonly #collection = vscode.languages.createDiagnosticCollection('gradientInspector');
  /** What the squiggles of a document came from, and for which text. */
  readonly #shown = new Map<string, { readonly version: number; readonly wrong: readonly DerivativeCheck[] }>();
  readonly #running = new Map<string, { readonly cancel: vscode.CancellationTokenSource; readonly timer: Timer }>();
  readonly #subscriptions: vscode.Disposable[];

  constructor(documents: MathDocuments) {
    this.#documents = documents;
    this.#subscriptions = [
      this.#collection,
      vscode.window.onDidChangeVisibleTextEditors(() => this.#checkVisible()),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && this.#isVisible(document)) this.#schedule(document);
      }),
      documents.onDidChangeMeaning((uri) => {
        const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
        if (document && this.#isVisible(document)) this.#schedule(document);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!affects(event, 'check')) return;
        for (const document of vscode.workspace.textDocuments) this.#forget(document);
        this.#checkVisible();
      }),
      vscode.languages.registerCodeActionsProvider(
        LANGUAGES.map(({ id }) => ({ language: id })),
        { provideCodeActions: (document, range) => this.#actions(document, range) },
        { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
      ),
    ];
    this.#checkVisible();
  }

  /** Checks now, whatever the settings say, and shows the squiggles; undefined if the text changed meanwhile. */
  async check(
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<readonly DerivativeCheck[] | undefined> {
    const checks = await this.#documents.checks(document, token);
    if (checks && !document.isClosed) this.#show(document, checks);
    return checks;
  }

  dispose(): void {
    for (const { cancel, timer } of this.#running.values()) {
      clearTimeout(timer);
      cancel.cancel();
    }
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #checkVisible(): void {
    for (const { document } of vscode.window.visibleTextEditors) {
      if (!this.#shown.has(document.uri.toString())) this.#schedule(document);
    }
  }

  #isVisible(document: vscode.TextDocument): boolean {
    return vscode.window.visibleTextEditors.some((editor) => editor.document === document);
  }

  /** After a pause in typing; an earlier check of the same document is dropped. */
  #schedule(document: vscode.TextDocument): void {
    if (!this.#documents.knows(document) || !checksEnabled(document) || isSnapshot(document)) return;
    const key = document.uri.toString();
    this.#cancel(key);
    const cancel = new vscode.CancellationTokenSource();
    const work = () => void this.check(document, cancel.token).finally(() => cancel.dispose());
    const timer = setTimeout(work, this.#documents.patience(document, DEBOUNCE));
    this.#running.set(key, { cancel, timer });
  }

  #cancel(key: string): void {
    const running = this.#running.get(key);
    if (!running) return;
    clearTimeout(running.timer);
    running.cancel.cancel();
    this.#running.delete(key);
  }

  #forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    this.#cancel(key);
    this.#shown.delete(key);
    this.#collection.delete(document.uri);
  }

  #show(document: vscode.TextDocument, checks: readonly DerivativeCheck[]): void {
    const wrong = checks.filter(
      ({ verdict, suppressed, span }) => verdict === 'differs' && !suppressed && span.doc === undefined,
    );
    const severity = checkSeverity(document);
    this.#shown.set(document.uri.toString(), { version: document.version, wrong });
    this.#collection.set(
      document.uri,
      wrong.map((check) => this.#diagnostic(document, check, severity)),
    );
  }

  #diagnostic(
    document: vscode.TextDocument,
    check: DerivativeCheck,
    severity: vscode.DiagnosticSeverity,
  ): vscode.Diagnostic {
    const diagnostic = new vscode.Diagnostic(rangeOf(document, check.span), diagnosticMessage(check), severity);
    diagnostic.source = SOURCE;
    diagnostic.code = check.kind;
    diagnostic.relatedInformation = (check.related ?? []).flatMap((span) => {
      const place = this.#documents.documentOf(document, span);
      if (!place) return [];
      const location = new vscode.Location(place.uri, rangeOf(place, span));
      return [new vscode.DiagnosticRelatedInformation(location, `${check.of || 'it'} is defined here`)];
    });
    return diagnostic;
  }

  async #actions(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.CodeAction[]> {
    const shown = this.#shown.get(document.uri.toString());
    // Squiggles of an older text have other offsets: no edit is better than a wrong one.
    if (shown?.version !== document.version) return [];
    const diagnostics = this.#collection.get(document.uri) ?? [];
    const actions = await Promise.all(
      shown.wrong.map((check, i) => {
        const diagnostic = diagnostics[i];
        return diagnostic?.range.intersection(range) ? quickFixes(this.#documents, document, check, diagnostic) : [];
      }),
    );
    return shown.version === document.version ? actions.flat() : [];
  }
}

/** The old side of a comparison and the like: nobody can mend what stands there. */
function isSnapshot({ uri }: vscode.TextDocument): boolean {
  return vscode.workspace.fs.isWritableFileSystem(uri.scheme) === false;
}

type Timer = ReturnType<typeof setTimeout>;
