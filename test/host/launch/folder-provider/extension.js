// Runs in the browser's extension host: serves `folder:/name/…` from the local server's /folder/ address.
const vscode = require('vscode');

const base = (context) => `${context.extensionUri.scheme}://${context.extensionUri.authority}/folder`;

exports.activate = (context) => {
  const changes = new vscode.EventEmitter();
  const announce = (type, ...uris) => changes.fire(uris.map((uri) => ({ type, uri })));

  /** The first segment of a path is the folder's own name. */
  const address = (uri, query = '') => {
    const path = uri.path.split('/').slice(2).map(encodeURIComponent).join('/');
    return `${base(context)}/${path}${query}`;
  };
  const ask = async (uri, query, init) => {
    const answer = await fetch(address(uri, query), init);
    if (answer.ok) return answer;
    if (answer.status === 404) throw vscode.FileSystemError.FileNotFound(uri);
    if (answer.status === 409) throw vscode.FileSystemError.FileExists(uri);
    if (answer.status === 403) throw vscode.FileSystemError.NoPermissions(uri);
    throw vscode.FileSystemError.Unavailable(await answer.text());
  };
  const exists = (uri) =>
    ask(uri, '?stat').then(
      () => true,
      () => false,
    );

  const provider = {
    onDidChangeFile: changes.event,
    watch: () => new vscode.Disposable(() => {}),
    stat: async (uri) => (await ask(uri, '?stat')).json(),
    readDirectory: async (uri) => (await ask(uri, '?list')).json(),
    readFile: async (uri) => new Uint8Array(await (await ask(uri)).arrayBuffer()),
    async createDirectory(uri) {
      await ask(uri, '?folder', { method: 'PUT' });
      announce(vscode.FileChangeType.Created, uri);
    },
    async writeFile(uri, content, { create, overwrite }) {
      const there = await exists(uri);
      if (!there && !create) throw vscode.FileSystemError.FileNotFound(uri);
      if (there && create && !overwrite) throw vscode.FileSystemError.FileExists(uri);
      await ask(uri, '', { method: 'PUT', body: content });
      announce(there ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created, uri);
    },
    async delete(uri) {
      await ask(uri, '', { method: 'DELETE' });
      announce(vscode.FileChangeType.Deleted, uri);
    },
    async rename(from, to, { overwrite }) {
      if (!overwrite && (await exists(to))) throw vscode.FileSystemError.FileExists(to);
      const target = to.path.split('/').slice(2).join('/');
      await ask(from, `?to=${encodeURIComponent(target)}`, { method: 'POST' });
      announce(vscode.FileChangeType.Deleted, from);
      announce(vscode.FileChangeType.Created, to);
    },
  };
  context.subscriptions.push(
    vscode.workspace.registerFileSystemProvider('folder', provider, { isCaseSensitive: true }),
    vscode.workspace.registerFileSearchProvider('folder', {
      async provideFileSearchResults(_query, { folder }) {
        const paths = await (await ask(folder, '?all')).json();
        return paths.map((path) => vscode.Uri.joinPath(folder, path));
      },
    }),
  );
};
