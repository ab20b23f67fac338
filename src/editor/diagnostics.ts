/** Squiggles under derivatives that are wrong, while typing and on request, with their quick fixes. */
import * as vscode from 'vscode';
import type { DerivativeCheck, Span } from '../core.ts';
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
  /** Files in no editor that have squiggles. */
  readonly #closed = new Set<string>();
  #watcher: vscode.Disposable | undefined;
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
        this.forgetClosed();
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
    this.#watcher?.dispose();
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
    // What a check of the workspace has found stays in the list of problems.
    if (!this.#closed.has(key) || document.isDirty || !document.isClosed) this.#collection.delete(document.uri);
  }

  /** Squiggles of a file that is in no editor; they stay until it changes. */
  showClosed(
    uri: vscode.Uri,
    checks: readonly DerivativeCheck[],
    positionAt: (offset: number) => { readonly line: number; readonly character: number },
  ): void {
    const position = (offset: number) => {
      const { line, character } = positionAt(offset);
      return new vscode.Position(line, character);
    };
    const range = ({ from, to }: Span) => new vscode.Range(position(from), position(to));
    const place = (span: Span) => (span.doc === undefined ? new vscode.Location(uri, range(span)) : undefined);
    const severity = checkSeverity(uri);
    this.keep(uri);
    this.#collection.set(
      uri,
      reported(checks).map((check) => diagnosticOf(check, range(check.span), severity, place)),
    );
  }

  /** The squiggles of a file stay when it is closed. */
  keep(uri: vscode.Uri): void {
    this.#closed.add(uri.toString());
    this.#watcher ??= this.#watch();
  }

  /** Squiggles of another text are none. */
  #watch(): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher('**/*', true);
    const forget = (uri: vscode.Uri) => {
      const key = uri.toString();
      if (this.#closed.delete(key) && !this.#shown.has(key)) this.#collection.delete(uri);
    };
    return vscode.Disposable.from(watcher, watcher.onDidChange(forget), watcher.onDidDelete(forget));
  }

  /** Takes the squiggles of all files back that are in no editor. */
  forgetClosed(): void {
    // A document lives on for minutes after its editor is closed: what counts is what can be seen.
    const seen = new Set(vscode.window.visibleTextEditors.map(({ document }) => document.uri.toString()));
    for (const key of this.#closed) {
      if (seen.has(key)) continue;
      this.#shown.delete(key);
      this.#collection.delete(vscode.Uri.parse(key));
    }
    this.#closed.clear();
  }

  #show(document: vscode.TextDocument, checks: readonly DerivativeCheck[]): void {
    const wrong = reported(checks);
    const severity = checkSeverity(document.uri);
    const place = (span: Span) => {
      const there = this.#documents.documentOf(document, span);
      return there && new vscode.Location(there.uri, rangeOf(there, span));
    };
    this.#shown.set(document.uri.toString(), { version: document.version, wrong });
    this.#collection.set(
      document.uri,
      wrong.map((check) => diagnosticOf(check, rangeOf(document, check.span), severity, place)),
    );
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

function reported(checks: readonly DerivativeCheck[]): readonly DerivativeCheck[] {
  return checks.filter(
    ({ verdict, suppressed, span }) => verdict === 'differs' && !suppressed && span.doc === undefined,
  );
}

function diagnosticOf(
  check: DerivativeCheck,
  range: vscode.Range,
  severity: vscode.DiagnosticSeverity,
  place: (span: Span) => vscode.Location | undefined,
): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(range, diagnosticMessage(check), severity);
  diagnostic.source = SOURCE;
  diagnostic.code = check.kind;
  diagnostic.relatedInformation = (check.related ?? []).flatMap((span) => {
    const location = place(span);
    return location ? [new vscode.DiagnosticRelatedInformation(location, `${check.of || 'it'} is defined here`)] : [];
  });
  return diagnostic;
}

/** The old side of a comparison and the like: nobody can mend what stands there. */
function isSnapshot({ uri }: vscode.TextDocument): boolean {
  return vscode.workspace.fs.isWritableFileSystem(uri.scheme) === false;
}

type Timer = ReturnType<typeof setTimeout>;
