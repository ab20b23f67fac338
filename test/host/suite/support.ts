// What the suites in the extension host share. Runs in a web worker too: no Node, no DOM.
import * as vscode from 'vscode';

/** The uri of a file of the sample workspace. */
export function sample(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  ok(folder, 'no folder is open');
  return vscode.Uri.joinPath(folder.uri, name);
}

/** Opens a file of the sample workspace in an editor. */
export async function openSample(name: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(sample(name)), { preview: false });
}

/**
 * Opens an untitled document without an editor. VS Code gives it the name of one that was just closed, and, as long as it
 * has not removed that one's backup, also the text; so the text is written where it is another.
 */
export async function newDocument(content: string, language: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ content, language });
  if (document.getText() !== content) {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, document.validateRange(new vscode.Range(0, 0, document.lineCount, 0)), content);
    ok(await vscode.workspace.applyEdit(edit), 'the text of a new document was refused');
  }
  return document;
}

/** Opens an untitled document in an editor. */
export async function openText(content: string, language: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await newDocument(content, language), { preview: false });
}

/** Replaces the whole text of an editor's document. */
export async function replaceText(editor: vscode.TextEditor, text: string): Promise<void> {
  const { document } = editor;
  const everything = new vscode.Range(0, 0, document.lineCount, 0);
  ok(await editor.edit((edit) => edit.replace(document.validateRange(everything), text)), 'the edit was refused');
}

/** The position of the `occurrence`th (from 1) `text`, plus `shift` characters. */
export function positionOf(document: vscode.TextDocument, text: string, occurrence = 1, shift = 0): vscode.Position {
  let offset = -1;
  for (let k = 0; k < occurrence; k++) {
    offset = document.getText().indexOf(text, offset + 1);
    ok(offset >= 0, `"${text}" occurs ${k} times, wanted number ${occurrence}`);
  }
  return document.positionAt(offset + shift);
}

/** The Markdown of all hovers at a position, one string each. */
export async function hoversAt(document: vscode.TextDocument, position: vscode.Position): Promise<string[]> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  return hovers.flatMap((hover) =>
    hover.contents.map((content) => (typeof content === 'string' ? content : content.value)),
  );
}

/** Waits until the diagnostics of a document satisfy `wanted`, and returns them. */
export function diagnosticsOf(
  uri: vscode.Uri,
  wanted: (diagnostics: vscode.Diagnostic[]) => boolean,
  description: string,
  seconds?: number,
): Promise<vscode.Diagnostic[]> {
  return until(
    () => {
      const diagnostics = vscode.languages.getDiagnostics(uri);
      return wanted(diagnostics) ? diagnostics : undefined;
    },
    () => `diagnostics: ${description}; there are: ${show(vscode.languages.getDiagnostics(uri))}`,
    seconds,
  );
}

/** Polls until `probe` gives a value other than undefined; fails with `what` after `seconds`. */
export async function until<T>(
  probe: () => T | undefined | Promise<T | undefined>,
  what: string | (() => string),
  seconds = 60,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export function command<T = unknown>(id: string, ...args: unknown[]): Thenable<T> {
  return vscode.commands.executeCommand<T>(id, ...args);
}

export async function closeEverything(): Promise<void> {
  await command('workbench.action.revertAndCloseActiveEditor');
  await command('workbench.action.closeAllEditors');
}

export function ok(value: unknown, message: string): asserts value {
  if (!value) throw new Error(message);
}

export function equal<T>(actual: T, expected: T, message = 'not equal'): void {
  if (!Object.is(actual, expected)) throw new Error(`${message}: got ${show(actual)}, wanted ${show(expected)}`);
}

/** Numbers that agree to a relative tolerance. */
export function near(actual: number, expected: number, tolerance = 1e-9): void {
  const allowed = tolerance * Math.max(1, Math.abs(expected));
  if (!(Math.abs(actual - expected) <= allowed)) throw new Error(`got ${actual}, wanted ${expected} ± ${allowed}`);
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

/** The code actions at a place. */
export function actionsAt(document: vscode.TextDocument, position: vscode.Position): Thenable<vscode.CodeAction[]> {
  const range = new vscode.Range(position, position);
  return vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range);
}
