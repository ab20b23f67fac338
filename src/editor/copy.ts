/** Derivations and gradients taken out of an inspection: written into the document, copied as text, LaTeX or code. */
import * as vscode from 'vscode';
import { type Target as EmitTarget, emit, type Inspection } from '../core.ts';
import { type DerivationForm, FORMS, TARGETS } from '../protocol/take.ts';
import { derivationIn } from './derivationText.ts';
import type { MathDocuments } from './documents.ts';
import { codeInsertion, derivationInsertion, targetOf } from './insertion.ts';
import { editorLanguage, isProgram } from './languages.ts';
import { inspectTarget, offsetOf, type Target } from './target.ts';

/** Below the formula, in the form of the document's language. */
export async function insertDerivation(documents: MathDocuments, target: Target): Promise<void> {
  const inspection = inspectTarget(documents, target);
  if (!inspection) return;
  const { document, at } = target;
  const region = documents.regionAt(document, offsetOf(at));
  const place = region?.span ?? inspection.span;
  const quoted = isProgram(document.languageId) && (region?.notation === 'latex' || region?.notation === 'plain');
  const insertion = derivationInsertion(document.getText(), document.languageId, place, inspection, quoted);
  await insert(document, insertion, 'The derivation', 'Gradient: Copy Derivation');
}

/** Code after the formula or function, in the file's own language where that can be written. */
export async function insertGradient(documents: MathDocuments, target: Target): Promise<void> {
  const inspection = inspectTarget(documents, target);
  if (!inspection) return;
  const { document, at } = target;
  const text = document.getText();
  const own = targetOf(text, document.languageId);
  const code = own && emit(inspection, own).value;
  const chosen =
    own !== undefined && code !== undefined ? { id: own, text: code } : await pickCode(inspection, 'Insert');
  if (!chosen) return;
  const place = documents.regionAt(document, offsetOf(at))?.span ?? inspection.span;
  const insertion = codeInsertion(text, document.languageId, place, chosen.text, chosen.id);
  await insert(document, insertion, 'The gradient', 'Gradient: Copy Gradient As…');
}

async function insert(
  document: vscode.TextDocument,
  { offset, text }: ReturnType<typeof codeInsertion>,
  what: string,
  instead: string,
): Promise<void> {
  const position = document.positionAt(offset);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, position, text);
  if (!(await vscode.workspace.applyEdit(edit))) {
    const message = `${what} could not be inserted: this document cannot be edited. “${instead}” copies it instead.`;
    void vscode.window.showWarningMessage(message);
    return;
  }
  const below = document.positionAt(offset + text.length);
  const editor = vscode.window.visibleTextEditors.find((visible) => visible.document === document);
  editor?.revealRange(new vscode.Range(position, below), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

export async function copyDerivation(documents: MathDocuments, target: Target): Promise<void> {
  const inspection = inspectTarget(documents, target);
  if (!inspection) return;
  const forms = Object.entries(FORMS).map(([form, label]) => ({ label, form: form as DerivationForm }));
  if (editorLanguage(target.document.languageId)?.derivation === 'text') forms.reverse();
  const picked = await vscode.window.showQuickPick(forms, {
    placeHolder: `Copy the derivation of ${inspection.output.name} as`,
  });
  if (picked) await copy(derivationIn(inspection, picked.form), 'Derivation');
}

export async function copyGradient(documents: MathDocuments, target: Target): Promise<void> {
  const inspection = inspectTarget(documents, target);
  const picked = inspection && (await pickCode(inspection, 'Copy'));
  if (picked) await copy(picked.text, `Gradient in ${picked.label}`);
}

/** Only the targets in which this gradient can be written are offered. */
async function pickCode(inspection: Inspection, verb: string) {
  const outcomes = Object.entries(TARGETS).map(([id, label]) => ({
    id: id as EmitTarget,
    label,
    outcome: emit(inspection, id as EmitTarget),
  }));
  const forms = outcomes.flatMap(({ id, label, outcome }) =>
    outcome.value === undefined ? [] : [{ id, label, text: outcome.value }],
  );
  if (forms.length === 0) {
    const reason = outcomes[0]?.outcome.problems[0]?.message;
    void vscode.window.showWarningMessage(`This gradient cannot be written as code${reason ? `: ${reason}` : '.'}`);
    return undefined;
  }
  return vscode.window.showQuickPick(forms, { placeHolder: `${verb} the gradient of ${inspection.output.name} as` });
}

async function copy(text: string, what: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(`${what} copied.`, 4000);
}
