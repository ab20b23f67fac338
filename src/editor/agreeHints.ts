/** A quiet ✓ behind derivatives that agree, off by default. */
import * as vscode from 'vscode';
import { claimSummary } from './checkText.ts';
import type { MathDocuments } from './documents.ts';
import { LANGUAGES } from './languages.ts';
import { affects, agreementShown } from './settings.ts';

/** Quiet time after typing, ms: the editor asks at every keystroke. */
const DEBOUNCE = 400;

export function registerAgreeHints(documents: MathDocuments): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.InlayHintsProvider = {
    onDidChangeInlayHints: changed.event,
    provideInlayHints: async (document, range, token) => {
      if (!agreementShown(document)) return [];
      const wait = documents.patience(document, DEBOUNCE);
      await new Promise((resolve) => setTimeout(resolve, wait));
      return token.isCancellationRequested ? [] : hintsIn(documents, document, range, token);
    },
  };
  return vscode.Disposable.from(
    changed,
    documents.onDidChangeMeaning(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration((event) => affects(event, 'check') && changed.fire()),
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
  const checks = (await documents.checks(document, token)) ?? [];
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
