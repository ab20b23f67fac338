/**
 * Small words after math, off by default: the gradient after a definition (`∂f/∂x = 5.983 at x = 1`), and a quiet ✓ behind
 * derivatives that agree.
 */
import * as vscode from 'vscode';
import { claimSummary } from './checkText.ts';
import type { MathDocuments } from './documents.ts';
import { inlineText } from './inlineText.ts';
import { LANGUAGES } from './languages.ts';
import { affects, agreementShown, inlineEnabled } from './settings.ts';
import { SLICE } from './slices.ts';

/** More hints than this on one screen help nobody. */
const MOST = 60;

/** Quiet time after typing before derivatives are checked, ms: the editor asks at every keystroke. */
const DEBOUNCE = 400;

type Hints = (
  documents: MathDocuments,
  document: vscode.TextDocument,
  range: vscode.Range,
  token: vscode.CancellationToken,
) => Promise<vscode.InlayHint[]>;

export function registerInlayHints(documents: MathDocuments): vscode.Disposable {
  return vscode.Disposable.from(
    provided(documents, 'inline', async (...asked) => (inlineEnabled(asked[1]) ? gradients(...asked) : [])),
    provided(documents, 'check', async (...asked) => (agreementShown(asked[1]) ? agreements(...asked) : [])),
  );
}

/** Asked for again when the meaning of a document or the setting changes. */
function provided(documents: MathDocuments, setting: Parameters<typeof affects>[1], hints: Hints): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.InlayHintsProvider = {
    onDidChangeInlayHints: changed.event,
    provideInlayHints: (document, range, token) => hints(documents, document, range, token),
  };
  return vscode.Disposable.from(
    changed,
    documents.onDidChangeMeaning(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration((event) => affects(event, setting) && changed.fire()),
    vscode.languages.registerInlayHintsProvider(
      LANGUAGES.map(({ id }) => ({ language: id })),
      provider,
    ),
  );
}

async function gradients(
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

async function agreements(
  documents: MathDocuments,
  document: vscode.TextDocument,
  range: vscode.Range,
  token: vscode.CancellationToken,
): Promise<vscode.InlayHint[]> {
  await new Promise((resolve) => setTimeout(resolve, documents.patience(document, DEBOUNCE)));
  const checks = token.isCancellationRequested ? [] : ((await documents.checks(document, token)) ?? []);
  return checks.flatMap((check) => {
    if (check.verdict !== 'agrees' || check.span.doc !== undefined) return [];
    const position = document.positionAt(check.span.to);
    if (!range.contains(position)) return [];
    const hint = new vscode.InlayHint(position, '✓');
    hint.paddingLeft = true;
    const { title, lines } = claimSummary(check);
    hint.tooltip = [title, ...lines].join('\n');
    return [hint];
  });
}
