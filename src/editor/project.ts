/**
 * The files beside a document that its programs import from. Nothing is read before an inspection asks for it; what is not
 * there yet is answered by nothing, fetched, and the document is told once it has come.
 */
import * as vscode from 'vscode';
import { type OtherFile, type Others, readingOther } from '../core.ts';
import { languageOf } from './fileKinds.ts';
import { candidatesFor, folderOf, isBelow, isForeign } from './projectPaths.ts';
import { driveNow } from './slices.ts';

/** Of a document: what it has asked for. */
interface Asker {
  readonly uri: vscode.Uri;
  readonly languageId: string;
  readonly others: Others;
  /** Files that it was handed. */
  readonly used: Set<string>;
  /** What is on its way. */
  readonly waiting: Set<Promise<unknown>>;
  /** Something has come that it has not been told of. */
  hasGained: boolean;
  /** Has asked for anything at all. */
  hasAsked: boolean;
  /** Counts how often the answers have changed. */
  stamp: number;
}

/** Larger files are generated, or data. */
const LARGEST = 1_000_000;
/** Numbers of files in spans; below are the cells of a notebook. */
const FIRST_NUMBER = 100_000;
/** Packages lie in packages so deep. */
const DEEPEST = 12;
/** Files that appear and vanish come in crowds, ms. */
const CROWD = 200;

export class Project implements vscode.Disposable {
  readonly #askers = new Map<string, Asker>();
  /** By importing file and import. `null`: there is no such file. */
  readonly #answers = new Map<string, vscode.Uri | null>();
  readonly #asking = new Map<string, Promise<void>>();
  readonly #folders = new Map<string, Promise<ReadonlyMap<string, vscode.FileType>>>();
  readonly #texts = new Map<string, OtherFile | null>();
  /** How often a text that was read has changed since. */
  readonly #edits = new Map<string, number>();
  /** As they were last read: the same text is the same object. */
  readonly #before = new Map<string, OtherFile>();
  readonly #numbers: vscode.Uri[] = [];
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #watchers: vscode.Disposable[] = [];
  readonly #watched = new Set<string>();
  readonly #subscriptions: vscode.Disposable[];
  #crowd: ReturnType<typeof setTimeout> | undefined;
  /** Fires for a document when files that it imports from have come or changed. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#subscriptions = [
      this.#changed,
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#edited(document.uri);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#askers.delete(uri.toString());
        this.#edited(uri);
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#forgetAll()),
    ];
  }

  /** What the inspections of a document are handed. */
  othersOf(uri: vscode.Uri, languageId: string): Others {
    return this.#asker(uri, languageId).others;
  }

  /** A number that is another one when files that the document imports from have changed. */
  stamp(uri: vscode.Uri): number {
    return this.#askers.get(uri.toString())?.stamp ?? 0;
  }

  isLoading(uri: vscode.Uri): boolean {
    return (this.#askers.get(uri.toString())?.waiting.size ?? 0) > 0;
  }

  /** Resolves when nothing is on its way any more. */
  async settled(uri: vscode.Uri): Promise<void> {
    for (let asker = this.#askers.get(uri.toString()); asker && asker.waiting.size > 0; ) {
      await Promise.allSettled([...asker.waiting]);
    }
  }

  /** Of a document that is in no editor: its answers are not kept. */
  forget(uri: vscode.Uri): void {
    this.#askers.delete(uri.toString());
  }

  /** The file that spans call by this number. */
  fileAt(doc: number): vscode.Uri | undefined {
    return this.#numbers[doc - FIRST_NUMBER];
  }

  dispose(): void {
    clearTimeout(this.#crowd);
    for (const each of [...this.#subscriptions, ...this.#watchers]) each.dispose();
  }

  #asker(uri: vscode.Uri, languageId: string): Asker {
    const known = this.#askers.get(uri.toString());
    if (known?.languageId === languageId) return known;
    const key = fileOf(uri).toString();
    const asker: Asker = {
      uri,
      languageId,
      used: new Set(),
      waiting: new Set(),
      hasAsked: false,
      hasGained: false,
      stamp: 0,
      others: { key, find: (from, specifier) => this.#find(asker, from, specifier) },
    };
    this.#askers.set(uri.toString(), asker);
    return asker;
  }

  #find(asker: Asker, from: string, specifier: string): OtherFile | undefined {
    asker.hasAsked = true;
    const question = `${from} ${specifier}`;
    const found = this.#answers.get(question);
    if (found === null || !candidatesFor(this.#languageOf(asker, from), specifier)) return undefined;
    const key = found?.toString();
    if (key === asker.others.key) return { key, doc: 0, text: '', languageId: asker.languageId };
    const text = key === undefined ? undefined : this.#texts.get(key);
    if (key !== undefined) asker.used.add(key);
    if (text !== undefined) return text ?? undefined;
    this.#fetch(asker, question, from, specifier);
    return undefined;
  }

  #languageOf(asker: Asker, from: string): string {
    return from === asker.others.key ? asker.languageId : (languageOf(from, {}) ?? '');
  }

  /** Several may wait for one answer. */
  #fetch(asker: Asker, question: string, from: string, specifier: string): void {
    const languageId = this.#languageOf(asker, from);
    const work =
      this.#asking.get(question) ??
      this.#answer(question, vscode.Uri.parse(from), languageId, specifier).finally(() =>
        this.#asking.delete(question),
      );
    this.#asking.set(question, work);
    if (asker.waiting.has(work)) return;
    asker.waiting.add(work);
    void work.finally(() => {
      asker.waiting.delete(work);
      if (this.#answers.get(question)) asker.hasGained = true;
      if (asker.waiting.size > 0 || !asker.hasGained) return;
      asker.hasGained = false;
      this.#tell(asker);
    });
  }

  async #answer(question: string, from: vscode.Uri, languageId: string, specifier: string): Promise<void> {
    const uri = this.#answers.get(question) ?? (await this.#resolve(from, languageId, specifier));
    this.#answers.set(question, uri ?? null);
    if (!uri) return;
    const key = uri.toString();
    while (!this.#texts.has(key)) {
      const edits = this.#edits.get(key);
      const file = await this.#read(uri);
      // Read before anybody asks for its names, in slices: an inspection would read it at once.
      if (file)
        await driveNow(
          () => readingOther(file),
          () => {},
          () => this.#edits.get(key) !== edits,
        );
      // Changed while it was read: what was read is gone.
      if (this.#edits.get(key) === edits) this.#texts.set(key, file ?? null);
    }
  }

  async #resolve(from: vscode.Uri, languageId: string, specifier: string): Promise<vscode.Uri | undefined> {
    const candidates = candidatesFor(languageId, specifier);
    const home = folderOf(from.path);
    if (!candidates || home === undefined) return undefined;
    const workspace = vscode.workspace.getWorkspaceFolder(from)?.uri.path;
    const top = await this.#packageOf(from, home);
    this.#watch(from, workspace, home);
    const limit = workspace ?? top;
    const roots =
      candidates.up === undefined
        ? [folderOf(top) ?? top, home, ...(workspace === undefined ? [] : [workspace, `${workspace}/src`])]
        : [folderOf(from.path, candidates.up)];
    for (const root of new Set(roots)) {
      for (const candidate of candidates.paths) {
        const path = root === undefined ? '' : `${root === '/' ? '' : root}/${candidate}`;
        if (!isBelow(path, limit) || isForeign(path, from.path)) continue;
        const uri = from.with({ path });
        if (await this.#isThere(uri, limit)) return uri;
      }
    }
    return undefined;
  }

  /** The outermost folder around a file that is a Python package; its own folder where that is none. */
  async #packageOf(from: vscode.Uri, home: string): Promise<string> {
    let top = home;
    for (let k = 0; k < DEEPEST; k++) {
      const folder = k === 0 ? home : folderOf(top);
      if (folder === undefined || !(await this.#isThere(from.with({ path: `${folder}/__init__.py` }), folder))) break;
      top = folder;
    }
    return top;
  }

  /** Whether there is such a file, or folder. Folders are listed from `top` downwards: none that is not there. */
  async #isThere(uri: vscode.Uri, top: string, type = vscode.FileType.File): Promise<boolean> {
    const path = folderOf(uri.path);
    if (path === undefined) return false;
    const folder = uri.with({ path });
    if (isBelow(path, top) && !(await this.#isThere(folder, top, vscode.FileType.Directory))) return false;
    const key = folder.toString();
    const listed = this.#folders.get(key) ?? namesIn(folder);
    this.#folders.set(key, listed);
    return (((await listed).get(uri.path.slice(uri.path.lastIndexOf('/') + 1)) ?? 0) & type) !== 0;
  }

  async #read(uri: vscode.Uri): Promise<OtherFile | undefined> {
    const key = uri.toString();
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
    const associations = vscode.workspace
      .getConfiguration('files', uri)
      .get<Record<string, string>>('associations', {});
    const languageId = open?.languageId ?? languageOf(uri.path, associations);
    if (languageId === undefined) return undefined;
    try {
      const size = open ? 0 : (await vscode.workspace.fs.stat(uri)).size;
      if (size > LARGEST) return undefined;
      const text = open?.getText() ?? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      const before = this.#before.get(key);
      if (before?.text === text && before.languageId === languageId) return before;
      const file = { key, doc: before?.doc ?? FIRST_NUMBER + this.#numbers.push(uri) - 1, text, languageId };
      this.#before.set(key, file);
      return file;
    } catch {
      return undefined;
    }
  }

  /** Its text is read again when it is next asked for. */
  #edited(uri: vscode.Uri): void {
    const key = uri.toString();
    if (!this.#before.has(key) && !this.#texts.has(key)) return;
    this.#edits.set(key, (this.#edits.get(key) ?? 0) + 1);
    if (!this.#texts.delete(key)) return;
    for (const asker of this.#askers.values()) if (asker.used.has(key)) this.#tell(asker);
  }

  #tell(asker: Asker): void {
    asker.stamp++;
    this.#changed.fire(asker.uri);
  }

  /** Files have come or gone: what an import means may be another one. */
  #forgetAll(): void {
    clearTimeout(this.#crowd);
    this.#crowd = setTimeout(() => {
      this.#answers.clear();
      this.#folders.clear();
      for (const asker of this.#askers.values()) if (asker.hasAsked) this.#tell(asker);
    }, CROWD);
  }

  /** Once for a folder of the workspace, and for folders beyond it. */
  #watch(from: vscode.Uri, workspace: string | undefined, home: string): void {
    const base = from.with({ path: workspace ?? home });
    if (this.#watched.has(base.toString()) || this.#watched.size >= 20) return;
    this.#watched.add(base.toString());
    const glob = workspace === undefined ? '*' : '**/*.{py,m,js,mjs,cjs,jsx,ts,mts,cts,tsx}';
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(base, glob));
    this.#watchers.push(
      watcher,
      watcher.onDidChange((uri) => this.#edited(uri)),
      watcher.onDidCreate(() => this.#forgetAll()),
      watcher.onDidDelete((uri) => {
        this.#texts.delete(uri.toString());
        this.#forgetAll();
      }),
    );
  }
}

/** The file that a document is, or that it is a cell of. */
function fileOf(uri: vscode.Uri): vscode.Uri {
  if (uri.scheme !== 'vscode-notebook-cell') return uri;
  const notebook = vscode.workspace.notebookDocuments.find((each) => each.uri.path === uri.path);
  return notebook?.uri ?? uri;
}

/** Nothing of a folder that cannot be read. */
async function namesIn(folder: vscode.Uri): Promise<ReadonlyMap<string, vscode.FileType>> {
  try {
    return new Map(await vscode.workspace.fs.readDirectory(folder));
  } catch {
    return new Map();
  }
}
