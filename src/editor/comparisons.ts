/** Equations held against code: where a comment ties the two, or where the user picks them. */
import * as vscode from 'vscode';
import { compare, type MathDocument, type Others, openDocument } from '../core.ts';
import { type ComparedPair, comparisonMessage, comparisonReport } from './comparisonText.ts';
import { SOURCE } from './diagnostics.ts';
import type { MathDocuments } from './documents.ts';
import { languageOf } from './fileKinds.ts';
import { isProgram } from './languages.ts';
import { lineStarts, positionIn } from './offsets.ts';
import type { Project } from './project.ts';
import { linkTo, type Reports } from './reports.ts';
import { anchored, besideLink, linksIn, type Place, type SameAs } from './sameAs.ts';
import { affects, checkSeverity, checksEnabled } from './settings.ts';
import { activeEditor, rangeOf } from './target.ts';

/** Quiet time after typing, ms. */
const DEBOUNCE = 1000;

/** How often files that are needed lead to more of them. */
const MOST_ROUNDS = 12;

/** A file of ours as math, open or not. */
interface MathFile {
  readonly uri: vscode.Uri;
  readonly text: string;
  readonly math: MathDocument;
  /** Files that it imports from. */
  readonly others: Others;
}

export class Comparisons implements vscode.Disposable {
  readonly #documents: MathDocuments;
  readonly #project: Project;
  readonly #collection = vscode.languages.createDiagnosticCollection('gradientInspectorComparisons');
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
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
        this.#collection.delete(uri);
        this.#linked.delete(uri.toString());
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
    const pairs = await this.#compare(editor.document);
    if (pairs.length > 0) return reports.show(comparisonReport(pairs.map(({ pair }) => pair)));
    const picked = await this.#pick(editor.document);
    if (picked) await reports.show(comparisonReport([picked]));
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#watcher?.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #schedule(document: vscode.TextDocument): void {
    if (!this.#documents.knows(document)) return;
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    if (!checksEnabled(document) || !document.getText().includes('same as')) {
      if (this.#collection.has(document.uri)) this.#collection.delete(document.uri);
      return;
    }
    const wait = this.#documents.patience(document, DEBOUNCE);
    this.#timers.set(
      key,
      setTimeout(() => void this.#compare(document), wait),
    );
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

  /** All comments of the document, with squiggles under those that do not hold. */
  async #compare(document: vscode.TextDocument): Promise<{ link: SameAs; pair: ComparedPair }[]> {
    const { version } = document;
    const own = this.#open(document);
    const found: { link: SameAs; pair: ComparedPair }[] = [];
    const links = linksIn(own.text);
    const there = ({ path }: SameAs) => vscode.Uri.joinPath(document.uri, '..', path);
    const others = links.filter(({ path }) => path !== '').map((link) => there(link).toString());
    this.#linked.set(document.uri.toString(), new Set(others));
    if (others.length > 0) this.#watcher ??= this.#watch();
    for (const link of links) {
      const place = besideLink(own.text, own.math.findMath(), link);
      const other = link.path === '' ? own : await this.#file(there(link));
      found.push({ link, pair: await this.#whole(own, other, () => comparePlaces(own, place, other, link)) });
    }
    if (document.version !== version || document.isClosed) return found;
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

  /** As it stands in the editor where it is open; undefined if it cannot be read. */
  async #file(uri: vscode.Uri): Promise<MathFile | undefined> {
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
      return { uri, text, math: openDocument(text, languageId), others: this.#project.othersOf(uri, languageId) };
    } catch {
      return undefined;
    }
  }

  #open(document: vscode.TextDocument): MathFile {
    const { uri, languageId } = document;
    const { math } = this.#documents.engine(document);
    return { uri, text: document.getText(), math, others: this.#project.othersOf(uri, languageId) };
  }

  /** First an equation, then code, from the files that are open. */
  async #pick(active: vscode.TextDocument): Promise<ComparedPair | undefined> {
    const choices = vscode.workspace.textDocuments
      .filter((document) => this.#documents.knows(document) && document.uri.scheme !== 'git')
      .sort((a, b) => Number(b === active) - Number(a === active))
      .flatMap((document) => {
        const file = this.#open(document);
        return this.#documents.regions(document).flatMap(({ kind, name, inner, notation }) => {
          const isNote = notation === 'latex' || notation === 'plain';
          const isWhole = kind === 'function' || (isNote && kind === 'definition');
          if (!isWhole || name === undefined) return [];
          const place = { at: inner.from, name };
          return [{ label: name, description: describe(file, place), file, place, isNote }];
        });
      });
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
    return (
      second &&
      this.#whole(first.file, second.file, () => comparePair(first.file, first.place, second.file, second.place))
    );
  }

  /** What is compared may need other files, which are fetched when they are asked for. */
  async #whole<T>(a: MathFile, b: MathFile | undefined, compared: () => T): Promise<T> {
    const uris = b ? [a.uri, b.uri] : [a.uri];
    for (let round = 0; ; round++) {
      const pair = compared();
      if (round >= MOST_ROUNDS || !uris.some((uri) => this.#project.isLoading(uri))) return pair;
      for (const uri of uris) await this.#project.settled(uri);
    }
  }
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

function comparePlaces(
  own: MathFile,
  place: Place | undefined,
  other: MathFile | undefined,
  link: SameAs,
): ComparedPair {
  const there = other && anchored(other.text, other.math.findMath(), link.anchor);
  if (place && other && there) return comparePair(own, place, other, there);
  const named = `${link.path}${link.anchor === undefined ? '' : `#${link.anchor}`}`;
  const message = !place
    ? 'there is no formula or function beside the comment.'
    : other
      ? `there is no ${link.anchor ?? 'formula'} in it.`
      : 'the file could not be read.';
  const unknown = { name: named, label: link.path || 'this file', line: 1, link: linkTo(other?.uri ?? own.uri) };
  return {
    sides: [sideOf(own, place ?? { at: link.span.from }), unknown],
    outcome: { problems: [{ code: 'comparison', severity: 'error', message }] },
  };
}

function comparePair(a: MathFile, from: Place, b: MathFile, to: Place): ComparedPair {
  const outcome = compare(
    { text: a.text, languageId: a.math.languageId, at: from.at, others: a.others },
    { text: b.text, languageId: b.math.languageId, at: to.at, others: b.others },
  );
  return { sides: [sideOf(a, from), sideOf(b, to)], outcome };
}

function sideOf(file: MathFile, { at, name }: Place): ComparedPair['sides'][number] {
  const label = vscode.workspace.asRelativePath(file.uri);
  const line = positionIn(lineStarts(file.text), at).line + 1;
  return {
    name: name ?? file.math.inspect(at, { want: [] }).value?.output.name ?? label,
    label,
    line,
    link: linkTo(file.uri),
  };
}

function describe(file: MathFile, { at }: Place): string {
  return `${vscode.workspace.asRelativePath(file.uri)}, line ${positionIn(lineStarts(file.text), at).line + 1}`;
}
