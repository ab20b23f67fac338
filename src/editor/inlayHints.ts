/** Inline gradients, off by default: `∂f/∂x = 5.983 at x = 1` after a definition. */
import * as vscode from 'vscode';
import type { MathDocuments } from './documents.ts';
import { inlineText } from './inlineText.ts';
import { LANGUAGES } from './languages.ts';
import { affects, inlineEnabled } from './settings.ts';
import { SLICE } from './slices.ts';

/** More hints than this on one screen help nobody. */
const MOST = 60;

export function registerInlayHints(documents: MathDocuments): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.InlayHintsProvider = {
    onDidChangeInlayHints: changed.event,
    provideInlayHints: async (document, range, token) =>
      inlineEnabled(document) ? hintsIn(documents, document, range, token) : [],
  };
  return vscode.Disposable.from(
    changed,
    documents.onDidChangeMeaning(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration((event) => affects(event, 'inline') && changed.fire()),
    vscode.languages.registerInlayHintsProvider(
      LANGUAGES.map(({ id }) => ({ language: id })),
      provider,
    ),
  );
}

async function hintsIn(
  documents: MathDocuments,
  document: vscode.TextDocument,
  range: vscode.Range,
  token: vscode.CancellationToken,
): Promise<vscode.InlayHint[]> {
  const from = document.offsetAt(range.start);
  const to = document.offsetAt(range.end);
  const { version } = document;
  if (!(await documents.ready(document))) return [];
  const definitions = documents
    .regions(document)
    .filter(({ kind, span }) => (kind === 'definition' || kind === 'function') && from <= span.to && span.to <= to)
    .slice(0, MOST);
  const hints: vscode.InlayHint[] = [];
  let end = performance.now() + SLICE;
  for (const { span, inner } of definitions) {
    if (performance.now() > end) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (token.isCancellationRequested || document.version !== version) return [];
      end = performance.now() + SLICE;
    }
    const { value } = documents.inspect(document, inner.from, []);
    const label = value && inlineText(value);
    if (label === undefined) continue;
    const hint = new vscode.InlayHint(document.positionAt(span.to), label, vscode.InlayHintKind.Type);
    hint.paddingLeft = true;
    hint.tooltip =
      'The gradient at the point. “Gradient: Set Point…” changes the point, “Gradient: Toggle Inline Gradients” hides this.';
    hints.push(hint);
  }
  return hints;
}
