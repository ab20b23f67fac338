/** Derivations and gradients taken out of an inspection: written into the document, copied as text, LaTeX or code. */
import * as vscode from 'vscode';
import { type Target as EmitTarget, emit } from '../core.ts';
import { derivationLatex, derivationText } from './derivationText.ts';
import type { MathDocuments } from './documents.ts';
import { derivationInsertion } from './insertion.ts';
import { editorLanguage, isProgram } from './languages.ts';
import { inspectTarget, offsetOf, type Target } from './target.ts';

const targetNames: Readonly<Record<EmitTarget, string>> = {
  latex: 'LaTeX',
  python: 'Python (NumPy)',
  torch: 'Python (PyTorch)',
  jax: 'Python (JAX)',
  javascript: 'JavaScript',
  typescript: 'TypeScript',
  c: 'C',
  julia: 'Julia',
  matlab: 'MATLAB / Octave',
};

/** Below the formula, in the form of the document's language. */
export async function insertDerivation(documents: MathDocuments, target: Target): Promise<void> {
  const inspection = inspectTarget(documents, target);
  if (!inspection) return;
  const { document, at } = target;
  const region = documents.regionAt(document, offsetOf(at));
  const place = region?.span ?? inspection.span;
  const quoted = isProgram(document.languageId) && (region?.notation === 'latex' || region?.notation === 'plain');
  const { offset, text } = derivationInsertion(document.getText(), document.languageId, place, inspection, quoted);
  const position = document.positionAt(offset);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, position, text);
  if (!(await vscode.workspace.applyEdit(edit))) {
    void vscode.window.showWarningMessage(
      'The derivation could not be inserted: this document cannot be edited. “Gradient: Copy Derivation” copies it instead.',
    );
    return;
  }
  const below = document.positionAt(offset + text.length);
  const editor = vscode.window.visibleTextEditors.find((visible) => visible.document === document);
  editor?.revealRange(new vscode.Range(position, below), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

export async function copyDerivation(documents: MathDocuments, target: Target): Promise<void> {
  const inspection = inspectTarget(documents, target);
  if (!inspection) return;
  const forms = [
    { label: 'LaTeX', detail: 'An align* environment', text: () => derivationLatex(inspection) },
    {
      label: 'Plain text',
      detail: 'One step a line, with the values at the point',
      text: () => derivationText(inspection).join('\n'),
    },
  ];
  if (editorLanguage(target.document.languageId)?.derivation === 'text') forms.reverse();
  const picked = await vscode.window.showQuickPick(forms, {
    placeHolder: `Copy the derivation of ${inspection.output.name} as`,
  });
  if (picked) await copy(picked.text(), 'Derivation');
}

/** Only the targets in which this gradient can be written are offered. */
export async function copyGradient(documents: MathDocuments, target: Target): Promise<void> {
  const inspection = inspectTarget(documents, target);
  if (!inspection) return;
  const outcomes = Object.entries(targetNames).map(([id, label]) => ({
    label,
    outcome: emit(inspection, id as EmitTarget),
  }));
  const forms = outcomes.flatMap(({ label, outcome }) =>
    outcome.value === undefined ? [] : [{ label, text: outcome.value }],
  );
  if (forms.length === 0) {
    const reason = outcomes[0]?.outcome.problems[0]?.message;
    void vscode.window.showWarningMessage(`This gradient cannot be written as code${reason ? `: ${reason}` : '.'}`);
    return;
  }
  const picked = await vscode.window.showQuickPick(forms, {
    placeHolder: `Copy the gradient of ${inspection.output.name} as`,
  });
  if (picked) await copy(picked.text, `Gradient in ${picked.label}`);
}

async function copy(text: string, what: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(`${what} copied.`, 4000);
}
