/** What can be done about a squiggle: mend the derivative, silence it, or change how such are reported. */
import * as vscode from 'vscode';
import type { DerivativeCheck } from '../core.ts';
import { claimName } from './checkText.ts';
import type { MathDocuments } from './documents.ts';
import { ignoreInsertion } from './insertion.ts';
import { shorten } from './markdown.ts';
import { rangeOf } from './target.ts';

const LONGEST_TITLE = 100;
const SETTINGS = 'Change how wrong derivatives are reported…';

const LOOK_AGAIN = 'A fix is still being looked for: look again';
/** So long the light bulb waits for a fix, ms. */
const PATIENCE = 3000;
const LATER = Symbol('later');

function later(ms: number): Promise<typeof LATER> {
  return new Promise((resolve) => setTimeout(resolve, ms, LATER));
}

export async function quickFixes(
  documents: MathDocuments,
  document: vscode.TextDocument,
  check: DerivativeCheck,
  diagnostic: vscode.Diagnostic,
): Promise<vscode.CodeAction[]> {
  const action = (title: string, more: Pick<vscode.CodeAction, 'edit' | 'command' | 'isPreferred'>) => {
    const made = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    made.diagnostics = [diagnostic];
    return Object.assign(made, more);
  };
  const actions: vscode.CodeAction[] = [];
  const fix = await Promise.race([documents.fix(document, check), later(PATIENCE)]);
  if (fix === LATER) {
    // It is sought on in slices; the menu that is opened again has it.
    actions.push(action(LOOK_AGAIN, { command: { title: LOOK_AGAIN, command: 'editor.action.quickFix' } }));
  } else if (fix) {
    const edit = new vscode.WorkspaceEdit();
    for (const { span, text } of fix.edits) edit.replace(document.uri, rangeOf(document, span), text);
    actions.push(action(shorten(fix.title.replace(/\s+/g, ' '), LONGEST_TITLE), { edit, isPreferred: true }));
  }
  const regions = documents.regions(document);
  const comment = ignoreInsertion(document.getText(), document.languageId, check, regions);
  if (comment) {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.positionAt(comment.offset), comment.text);
    actions.push(action(`Ignore ${claimName(check)} with a comment`, { edit }));
  }
  const open = { title: SETTINGS, command: 'workbench.action.openSettings', arguments: ['gradientInspector.check'] };
  return [...actions, action(SETTINGS, { command: open })];
}
