/** The graph as a file: pictures come from the panel, text from the engine. */
import * as vscode from 'vscode';
import { exportGraph, type Inspection } from '../core.ts';
import {
  type ExportRequest,
  PICTURE_EXPORTS,
  type PictureExport,
  TEXT_EXPORTS,
  type TextExport,
} from '../protocol/export.ts';

interface FileKind {
  readonly extension: string;
  /** VS Code's, for a new document. */
  readonly languageId: string;
}

const KINDS: Readonly<Record<TextExport | PictureExport, FileKind>> = {
  svg: { extension: 'svg', languageId: 'xml' },
  png: { extension: 'png', languageId: '' },
  tikz: { extension: 'tex', languageId: 'latex' },
  dot: { extension: 'dot', languageId: 'dot' },
  mermaid: { extension: 'mmd', languageId: 'mermaid' },
  json: { extension: 'json', languageId: 'json' },
};

type Format = TextExport | PictureExport;

/** What the user wants the graph to be; undefined: nothing after all. */
export async function pickFormat(output: string): Promise<Format | undefined> {
  const forms = Object.entries({ ...PICTURE_EXPORTS, ...TEXT_EXPORTS }).map(([format, label]) => ({
    label,
    format: format as Format,
  }));
  const picked = await vscode.window.showQuickPick(forms, { placeHolder: `Export the graph of ${output} as` });
  return picked?.format;
}

export function isPicture(format: Format): format is PictureExport {
  return Object.hasOwn(PICTURE_EXPORTS, format);
}

/** Asks for a place and writes what the panel asks for there. */
export async function saveExport(
  inspection: Inspection,
  request: Extract<ExportRequest, { readonly type: 'export' }>,
  document: vscode.TextDocument,
): Promise<void> {
  const name = inspection.output.name;
  if ('content' in request) return save(bytesOf(request.format, request.content), request.format, name, document);
  const text = textOf(inspection, request.format);
  if (text !== undefined) await save(new TextEncoder().encode(text), request.format, name, document);
}

/** To a file or into a new document. */
export async function exportText(
  inspection: Inspection,
  format: TextExport,
  document: vscode.TextDocument,
): Promise<void> {
  const places = [
    { label: 'Save to a File…', save: true },
    { label: 'Open as a New Document', save: false },
  ];
  const picked = await vscode.window.showQuickPick(places, { placeHolder: TEXT_EXPORTS[format] });
  if (!picked) return;
  if (picked.save) return saveExport(inspection, { type: 'export', format }, document);
  const content = textOf(inspection, format);
  if (content === undefined) return;
  const known = await vscode.languages.getLanguages();
  const { languageId } = KINDS[format];
  const language = known.includes(languageId) ? languageId : 'plaintext';
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language, content }));
}

/** Says why where there is none. */
function textOf(inspection: Inspection, format: TextExport): string | undefined {
  const { value, problems } = exportGraph(inspection, format);
  const [problem] = problems;
  if (problem) {
    const say = value === undefined ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
    void say(problem.message);
  }
  return value;
}

async function save(bytes: Uint8Array, format: Format, name: string, document: vscode.TextDocument): Promise<void> {
  const { extension } = KINDS[format];
  const label = { ...PICTURE_EXPORTS, ...TEXT_EXPORTS }[format];
  const uri = await vscode.window.showSaveDialog({
    title: `Export the graph of ${name}`,
    filters: { [label]: [extension] },
    defaultUri: placeFor(`${name.replace(/\W+/g, '_') || 'graph'}.${extension}`, document),
  });
  if (!uri) return;
  try {
    await vscode.workspace.fs.writeFile(uri, bytes);
    vscode.window.setStatusBarMessage(`Graph saved to ${vscode.workspace.asRelativePath(uri)}.`, 4000);
  } catch (error) {
    const reason = error instanceof Error ? `: ${error.message}` : '';
    void vscode.window.showErrorMessage(`The graph could not be saved${reason}. Choose another place.`);
  }
}

/** Beside the document; a document without a place of its own, in the folder that is open. */
function placeFor(file: string, { uri, isUntitled }: vscode.TextDocument): vscode.Uri | undefined {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const isCell = uri.scheme === 'vscode-notebook-cell';
  if (!isUntitled && !isCell) return vscode.Uri.joinPath(uri, '..', file);
  return folder && vscode.Uri.joinPath(folder.uri, file);
}

function bytesOf(format: PictureExport, content: string): Uint8Array {
  if (format === 'svg') return new TextEncoder().encode(`${content}\n`);
  return Uint8Array.from(atob(content), (char) => char.charCodeAt(0));
}
