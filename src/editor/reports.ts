/** Reports opened as untitled Markdown documents, with links that lead to the lines they tell of. */
import * as vscode from 'vscode';

export class Reports implements vscode.Disposable {
  readonly #uris = new Set<string>();
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor() {
    this.#subscriptions = [
      vscode.languages.registerDocumentLinkProvider(
        { scheme: 'untitled', language: 'markdown' },
        { provideDocumentLinks: (document) => (this.#uris.has(document.uri.toString()) ? linksIn(document) : []) },
      ),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#uris.delete(uri.toString())),
    ];
  }

  async show(content: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
    this.#uris.add(document.uri.toString());
    await vscode.window.showTextDocument(document, { preview: false });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

/** How a report refers to a file: by its path in the first folder, so that it works as Markdown anywhere in there. */
export function linkTo(uri: vscode.Uri): string {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const root = folder?.uri.path.replace(/\/?$/, '/');
  const isInside = folder?.uri.scheme === uri.scheme && folder.uri.authority === uri.authority;
  const target =
    root && isInside && uri.path.startsWith(root) ? `/${encodeURI(uri.path.slice(root.length))}` : uri.toString();
  return target.replace(/[()#]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}

function linksIn(document: vscode.TextDocument): vscode.DocumentLink[] {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  return [...document.getText().matchAll(/\]\(([^()\s#]+)(?:#(L\d+))?\)/g)].flatMap((match) => {
    const [, path = '', fragment = ''] = match;
    const isPath = path.startsWith('/');
    if (isPath && !folder) return [];
    const uri = isPath && folder ? vscode.Uri.joinPath(folder.uri, decodeURIComponent(path)) : vscode.Uri.parse(path);
    const from = document.positionAt(match.index + 2);
    const to = document.positionAt(match.index + match[0].length - 1);
    return [new vscode.DocumentLink(new vscode.Range(from, to), uri.with({ fragment }))];
  });
}
