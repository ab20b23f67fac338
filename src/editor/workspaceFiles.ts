/** The files of the workspace that may hold math, found through the workspace's own file system. */
import * as vscode from 'vscode';
import { endings, excludedBy, isNotebook, languageOf } from './fileKinds.ts';

export interface FoundFile {
  readonly uri: vscode.Uri;
  /** Undefined for a notebook: each of its cells has its own. */
  readonly languageId: string | undefined;
}

/** Folders within folders are followed so far. */
const DEEPEST = 20;
const MOST_FILES = 20_000;

/** In the order of their names. Obeys `files.exclude`, `search.exclude` and `files.associations`. */
export async function mathFiles(token: vscode.CancellationToken): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = [];
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const settings = (section: string) => vscode.workspace.getConfiguration(section, folder.uri);
    const associations = settings('files').get<Record<string, string>>('associations', {});
    const isExcluded = excludedBy(
      settings('files').get<Record<string, unknown>>('exclude', {}),
      settings('search').get<Record<string, unknown>>('exclude', {}),
    );
    const pattern = new vscode.RelativePattern(folder, `**/*.{${endings(associations).join(',')}}`);
    const searched = await vscode.workspace.findFiles(pattern, undefined, MOST_FILES, token);
    // Without a search provider (some virtual file systems) nothing is found.
    const uris = searched.length > 0 ? searched : await walk(folder.uri, isExcluded, token);
    for (const uri of uris) {
      const path = uri.path.slice(folder.uri.path.replace(/\/$/, '').length + 1);
      const languageId = languageOf(path, associations);
      if (!isExcluded(path) && (languageId !== undefined || isNotebook(path))) found.push({ uri, languageId });
    }
  }
  return found.sort((a, b) => (a.uri.path < b.uri.path ? -1 : 1));
}

async function walk(
  root: vscode.Uri,
  isExcluded: (path: string) => boolean,
  token: vscode.CancellationToken,
): Promise<vscode.Uri[]> {
  const found: vscode.Uri[] = [];
  const open = [{ uri: root, path: '', depth: 0 }];
  for (let folder = open.pop(); folder && !token.isCancellationRequested; folder = open.pop()) {
    for (const [name, type] of await entriesOf(folder.uri)) {
      const path = folder.path === '' ? name : `${folder.path}/${name}`;
      const uri = vscode.Uri.joinPath(folder.uri, name);
      if (isExcluded(path) || found.length >= MOST_FILES) continue;
      if (type === vscode.FileType.Directory && folder.depth < DEEPEST)
        open.push({ uri, path, depth: folder.depth + 1 });
      if (type === vscode.FileType.File) found.push(uri);
    }
  }
  return found;
}

/** None of a folder that cannot be read. */
async function entriesOf(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(uri);
  } catch {
    return [];
  }
}
