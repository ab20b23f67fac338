/** Equations held against code: where a comment ties the two, or where the user picks them. */
import * as vscode from 'vscode';
import { type MathDocument, type MathRegion, openDocument } from '../core.ts';
import { comparedFiles, type MathFile, type Stopped, sideOf, unpaired } from './comparedFiles.ts';
import { type ComparedPair, comparisonMessage, comparisonReport } from './comparisonText.ts';
import { SOURCE } from './diagnostics.ts';
import type { MathDocuments } from './documents.ts';
import { languageOf } from './fileKinds.ts';
import { isProgram } from './languages.ts';
import { lineStarts, positionIn } from './offsets.ts';
import type { Project } from './project.ts';
import type { Reports } from './reports.ts';
import { anchored, besideLink, linksIn, type Place, type SameAs } from './sameAs.ts';
import { affects, checkSeverity, checksEnabled } from './settings.ts';
import { driveNow } from './slices.ts';
import { activeEditor, rangeOf } from './target.ts';

/** Quiet time after typing, ms. */
const DEBOUNCE = 1000;

/** How often files that are needed lead to more of them. */
const MOST_ROUNDS = 12;
/** Longer files are generated, or data. In characters. */
const LONGEST = 1_000_000;
export class Comparisons implements vscode.Disposable {
  readonly #documents: MathDocuments;
  readonly #project: Project;
  readonly #collection = vscode.languages.createDiagnosticCollection('gradientInspectorComparisons');
  /** What waits for its pause or is at work; `cancel` makes it stop. */
  readonly #running = new Map<string, { readonly cancel: () => void }>();
  /** Files in no editor as they were last read. */
  readonly #closed = new Map<string, MathFile>();
  /** Of documents with links: the files that they lead to. */
  readonly #linked = new Map<string, ReadonlySet<string>>();
  #watcher: vscode.Disposable | undefined;
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(documents: MathDocuments, project: Project) {
    this.#documents = documents;
    this.#project = project;
    this.#subscriptions = [
      this.#collection,
      vscode.window.onDidChangeVisibleTextEditors((editors) => {
        for (const { document } of editors) this.#schedule(document);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0) return;
        this.#schedule(document);
        this.#refresh(document.uri);
      }),
      documents.onDidChangeMeaning((uri) => {
        const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
        if (document && this.#linked.has(uri.toString())) this.#schedule(document);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#cancel(uri.toString());
        this.#collection.delete(uri);
        this.#linked.delete(uri.toString());
        this.#forgetUnlinked();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!affects(event, 'check')) return;
        for (const { document } of vscode.window.visibleTextEditors) this.#schedule(document);
      }),
    ];
    for (const { document } of vscode.window.visibleTextEditors) this.#schedule(document);
  }

  /** Compares what the comments of the active file tie together, or what the user picks, and reports. */
  async run(reports: Reports): Promise<void> {
    const editor = activeEditor(this.#documents);
    if (!editor) return;
    const pairs = await this.#compare(editor.document, () => false);
    if (!pairs) return;
    if (pairs.length > 0) return reports.show(comparisonReport(pairs.map(({ pair }) => pair)));
    const picked = await this.#pick(editor.document);
    if (picked) await reports.show(comparisonReport([picked]));
  }

  dispose(): void {
    for (const { cancel } of this.#running.values()) cancel();
    this.#watcher?.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #schedule(document: vscode.TextDocument): void {
    if (!this.#documents.knows(document)) return;
    const key = document.uri.toString();
    this.#cancel(key);
    if (!checksEnabled(document) || !document.getText().includes('same as')) {
      if (this.#collection.has(document.uri)) this.#collection.delete(document.uri);
      return;
    }
    let isCancelled = false;
    const work = () => void this.#compare(document, () => isCancelled);
    const timer = setTimeout(work, this.#documents.patience(document, DEBOUNCE));
    const cancel = () => {
      clearTimeout(timer);
      isCancelled = true;
    };
    this.#running.set(key, { cancel });
  }

  #cancel(key: string): void {
    this.#running.get(key)?.cancel();
    this.#running.delete(key);
  }

  #forgetUnlinked(): void {
    const linked = new Set([...this.#linked.values()].flatMap((files) => [...files]));
    for (const key of this.#closed.keys()) if (!linked.has(key)) this.#closed.delete(key);
  }

  /** The note or program at the other end of a comment has changed. */
  #refresh(uri: vscode.Uri): void {
    const changed = uri.toString();
    for (const [key, files] of this.#linked) {
      const document = files.has(changed) && vscode.workspace.textDocuments.find((open) => open.uri.toString() === key);
      if (document) this.#schedule(document);
    }
  }

  /** Files at the other end may change without being open. */
  #watch(): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher('**/*');
    const refresh = (uri: vscode.Uri) => this.#refresh(uri);
    return vscode.Disposable.from(
      watcher,
      watcher.onDidChange(refresh),
      watcher.onDidCreate(refresh),
      watcher.onDidDelete(refresh),
    );
  }

  /** All comments of the document, with squiggles under those that do not hold; undefined if it was stopped. */
  async #compare(
    document: vscode.TextDocument,
    isCancelled: Stopped,
  ): Promise<{ link: SameAs; pair: ComparedPair }[] | undefined> {
    const { version } = document;
    const stopped = () => isCancelled() || document.version !== version || document.isClosed;
    const own = await this.#open(document);
    if (!own || stopped()) return undefined;
    const found: { link: SameAs; pair: ComparedPair }[] = [];
    const links = linksIn(own.math.text);
    const there = ({ path }: SameAs) => vscode.Uri.joinPath(document.uri, '..', path);
    const others = links.filter(({ path }) => path !== '').map((link) => there(link).toString());
    this.#linked.set(document.uri.toString(), new Set(others));
    if (others.length > 0) this.#watcher ??= this.#watch();
    for (const link of links) {
      const place = besideLink(own.math.text, own.regions, link);
      const other = link.path === '' ? own : await this.#file(there(link), stopped);
      if (stopped()) return undefined;
      const to = other && anchored(other.math.text, other.regions, link.anchor);
      const pair =
        place && other && to ? await this.#pair(own, place, other, to, stopped) : unpaired(own, place, other, link);
      if (!pair || stopped()) return undefined;
      found.push({ link, pair });
    }
    this.#collection.set(
      document.uri,
      found
        .filter(({ pair }) => pair.outcome.value?.verdict === 'differs')
        .map(({ link, pair }) => {
          const range = rangeOf(document, link.span);
          const diagnostic = new vscode.Diagnostic(range, comparisonMessage(pair), checkSeverity(document.uri));
          diagnostic.source = SOURCE;
          diagnostic.code = 'comparison';
          return diagnostic;
        }),
    );
    return found;
  }

  /** As it stands in the editor where it is open; undefined if it cannot be read, or was stopped. */
  async #file(uri: vscode.Uri, stopped: Stopped): Promise<MathFile | undefined> {
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    if (open && this.#documents.knows(open)) {
      return this.#open(open);
    }
    const associations = vscode.workspace
      .getConfiguration('files', uri)
      .get<Record<string, string>>('associations', {});
    const languageId = languageOf(uri.path, associations);
    if (languageId === undefined) return undefined;
    try {
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      if (text.length > LONGEST) return undefined;
      const known = this.#closed.get(uri.toString());
      if (known?.math.text === text && known.math.languageId === languageId) return known;
      const math = openDocument(text, languageId);
      if (
        !(await driveNow(
          () => math.reading(),
          () => {},
          stopped,
        ))
      )
        return undefined;
      const file = this.#asFile(uri, math, math.findMath());
      this.#closed.set(uri.toString(), file);
      return file;
    } catch {
      return undefined;
    }
  }

  /** Undefined where its text changes while it is read. */
  async #open(document: vscode.TextDocument): Promise<MathFile | undefined> {
    if (!(await this.#documents.ready(document))) return undefined;
    const regions = this.#documents.regions(document);
    return this.#asFile(document.uri, this.#documents.engine(document).math, regions);
  }

  #asFile(uri: vscode.Uri, math: MathDocument, regions: readonly MathRegion[]): MathFile {
    return { uri, math, regions, starts: lineStarts(math.text), others: this.#project.othersOf(uri, math.languageId) };
  }

  /** First an equation, then code, from the files that are open. */
  async #pick(active: vscode.TextDocument): Promise<ComparedPair | undefined> {
    const documents = vscode.workspace.textDocuments
      .filter((document) => this.#documents.knows(document) && document.uri.scheme !== 'git')
      .sort((a, b) => Number(b === active) - Number(a === active));
    const choices: Choice[] = [];
    for (const document of documents) {
      const file = await this.#open(document);
      if (file) choices.push(...choicesIn(file));
    }
    const seen = new Set<string>();
    const items = choices.filter(({ label, file, isNote }) => {
      const key = `${label} ${file.uri.toString()}`;
      return isNote || (!seen.has(key) && seen.add(key));
    });
    const equations = items.filter(({ isNote }) => isNote);
    const first = await choose(equations.length > 0 ? equations : items, 'The equation');
    if (!first) return undefined;
    const code = items.filter((item) => item !== first && isProgram(item.file.math.languageId) && !item.isNote);
    const second = await choose(code.length > 0 ? code : items.filter((item) => item !== first), 'The code');
    return second && this.#pair(first.file, first.place, second.file, second.place, () => false);
  }

  /** In slices. What is compared may need other files, which are fetched when they are asked for. */
  async #pair(a: MathFile, from: Place, b: MathFile, to: Place, stopped: Stopped): Promise<ComparedPair | undefined> {
    for (let round = 0; ; round++) {
      const outcome = await comparedFiles(a, from, b, to, stopped);
      if (!outcome) return undefined;
      if (round >= MOST_ROUNDS || ![a, b].some(({ uri }) => this.#project.isLoading(uri))) {
        return { sides: [sideOf(a, from), sideOf(b, to)], outcome };
      }
      for (const { uri } of [a, b]) await this.#project.settled(uri);
    }
  }
}

interface Choice extends vscode.QuickPickItem {
  readonly file: MathFile;
  readonly place: Place;
  readonly isNote: boolean;
}

function choicesIn(file: MathFile): Choice[] {
  return file.regions.flatMap(({ kind, name, inner, notation }) => {
    const isNote = notation === 'latex' || notation === 'plain';
    const isWhole = kind === 'function' || (isNote && kind === 'definition');
    if (!isWhole || name === undefined) return [];
    const place = { at: inner.from, name };
    return [{ label: name, description: describe(file, place), file, place, isNote }];
  });
}

async function choose<T extends vscode.QuickPickItem>(items: readonly T[], what: string): Promise<T | undefined> {
  if (items.length === 0) {
    void vscode.window.showInformationMessage(
      'There is nothing to compare. Open the file with the equation and the file with the code, or write a comment such as “gradient: same as notes.md#eq-loss” above the function.',
    );
    return undefined;
  }
  return vscode.window.showQuickPick(items, { placeHolder: what, matchOnDescription: true });
}

function describe({ uri, starts }: MathFile, { at }: Place): string {
  return `${vscode.workspace.asRelativePath(uri)}, line ${positionIn(starts, at).line + 1}`;
}
