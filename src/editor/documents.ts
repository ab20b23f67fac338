/**
 * The open documents as math. Owns the engine's documents by uri and version, their caches, the choices of their users,
 * and the clock: the engine counts work, this file counts time.
 */
import * as vscode from 'vscode';
import {
  type DerivativeCheck,
  type Fix,
  type Inspection,
  type InspectOptions,
  type MathDocument,
  type MathRegion,
  type Outcome,
  openDocument,
  type Problem,
  type Span,
} from '../core.ts';
import { claimAt } from './claimPlace.ts';
import { editorLanguage } from './languages.ts';
import type { Points } from './points.ts';
import type { Project } from './project.ts';
import { moveChoices, type ReadingChoices } from './readingChoices.ts';
import { affects, formulaLayout } from './settings.ts';
import { drive } from './slices.ts';

type Changes = Parameters<MathDocument['edit']>[0];
type Prelude = NonNullable<InspectOptions['prelude']>;

interface Tracked {
  math: MathDocument;
  version: number;
  /** Edits not yet given to the engine, oldest first. */
  pending: { readonly version: number; readonly changes: Changes }[];
  choices: ReadingChoices;
  prelude: { readonly key: string; readonly cells: Prelude };
  /** What `math` holds; undefined until it is asked for. */
  regions?: readonly MathRegion[];
  /** Reading in slices that has begun; answers whether it came to its end. */
  reading?: Promise<boolean>;
  /** How long reading the document took last time, ms. */
  readingTime: number;
  checks?: { readonly key: string; readonly run: CheckRun };
}

/** A check of a whole document that several may wait for. It stops only when the text changes: its result is kept. */
interface CheckRun {
  readonly found: DerivativeCheck[];
  readonly finished: Promise<boolean>;
  done: boolean;
  /** Of the other files that it was made with. */
  stamp: number;
  /** Called at every further check and at the end. */
  readonly listeners: Set<() => void>;
}

type Point = NonNullable<InspectOptions['point']>;

export interface FilePart {
  readonly document: vscode.TextDocument;
  /** Of a notebook, from 1. */
  readonly cell?: number;
}

/** The problem that values of a point have another shape than their inputs. */
function misfitOf({ problems }: Outcome<Inspection>): Problem | undefined {
  return problems.find(({ code, severity }) => severity === 'error' && (code === 'shape' || code === 'tensor'));
}

/** The longest that one inspection may take, in milliseconds. */
const LONGEST = 1000;
/** The longest that a hover waits for other files, in milliseconds. */
const LONGEST_WAIT = 1500;
/** How often a check is made again because other files have come. */
const MOST_ROUNDS = 12;
/** How long a quick fix is sought, in milliseconds. */
const LONGEST_FIX = 30_000;
/** More edits than this are cheaper to read anew. */
const MOST_PENDING = 50;

export class MathDocuments implements vscode.Disposable {
  readonly #points: Points;
  readonly #project: Project;
  readonly #tracked = new Map<string, Tracked>();
  readonly #fixes = new WeakMap<DerivativeCheck, Promise<Fix | undefined>>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: vscode.Disposable[];
  /** Fires when what a document's math means has changed without an edit of its own: a point, a reading, an earlier cell. */
  readonly onDidChangeMeaning = this.#changed.event;

  constructor(points: Points, project: Project) {
    this.#points = points;
    this.#project = project;
    this.#subscriptions = [
      this.#changed,
      project.onDidChange((uri) => this.#changed.fire(uri)),
      points.onDidChange((uri) => this.#changed.fire(uri)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (affects(event, 'layout')) for (const uri of this.#tracked.keys()) this.#changed.fire(vscode.Uri.parse(uri));
      }),
      vscode.workspace.onDidChangeTextDocument((event) => this.#edited(event)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#tracked.delete(document.uri.toString())),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
        if (contentChanges.length > 0) for (const cell of notebook.getCells()) this.#changed.fire(cell.document.uri);
      }),
    ];
  }

  /** A document in a language of ours. */
  knows(document: vscode.TextDocument): boolean {
    return editorLanguage(document.languageId) !== undefined;
  }

  /**
   * Reads a document in slices, so that whatever is asked of it next does not hold up the editor. Answers false where its
   * text has changed meanwhile.
   */
  ready(document: vscode.TextDocument): Promise<boolean> {
    const tracked = this.#track(document);
    if (tracked.regions) return Promise.resolve(true);
    const { math, version } = tracked;
    const start = performance.now();
    tracked.reading ??= drive(math.reading(), () => {}, {
      now: () => performance.now(),
      pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
      stopped: () => document.version !== version || document.isClosed,
    }).then((done) => {
      if (done && tracked.math === math && !tracked.regions) {
        tracked.regions = math.findMath();
        tracked.readingTime = performance.now() - start;
      }
      return done;
    });
    return tracked.reading;
  }

  /** Every piece of math of a document, in order. */
  regions(document: vscode.TextDocument): readonly MathRegion[] {
    const tracked = this.#track(document);
    if (!tracked.regions) {
      const start = performance.now();
      tracked.regions = tracked.math.findMath();
      tracked.readingTime = performance.now() - start;
    }
    return tracked.regions;
  }

  /** The innermost piece of math at an offset. */
  regionAt(document: vscode.TextDocument, offset: number): MathRegion | undefined {
    return this.regions(document).findLast(({ span }) => span.from <= offset && offset <= span.to);
  }

  /** A quiet time (ms) before work that nobody waits for: longer where the document must be read anew and takes long. */
  patience(document: vscode.TextDocument, least: number): number {
    const tracked = this.#tracked.get(document.uri.toString());
    if (!tracked || (tracked.version === document.version && tracked.regions)) return least;
    return least + 4 * tracked.readingTime;
  }

  /** Everything at an offset or in a selection, at the user's point and with the user's readings. */
  inspect(document: vscode.TextDocument, at: number | Span, want?: InspectOptions['want']): Outcome<Inspection> {
    this.regions(document); // read before the clock starts: what a document holds must not depend on the machine
    const { math } = this.#track(document);
    const options = { ...this.#options(document), ...(want ? { want } : {}) };
    if (!this.#points.anyIn(document.uri)) return math.inspect(at, options);
    const unset = math.inspect(at, { ...options, want: [] });
    const point = unset.value && this.#points.get(document.uri, unset.value.output.name);
    if (!point) return math.inspect(at, options);
    const set = math.inspect(at, { ...options, point });
    const misfit = set.value ? undefined : misfitOf(set);
    if (!misfit) return set;
    // The formula has changed since the point was set: told, and the default point is shown.
    const { value, problems } = math.inspect(at, options);
    const told = { ...misfit, severity: 'warning' as const };
    return value ? { value: { ...value, problems: [told, ...value.problems] }, problems } : { problems };
  }

  /** The same once the files that it asks for are there, or no later than that takes too long. */
  async inspectWhole(document: vscode.TextDocument, at: number | Span): Promise<Outcome<Inspection>> {
    const end = performance.now() + LONGEST_WAIT;
    for (;;) {
      const outcome = this.inspect(document, at);
      if (!this.#project.isLoading(document.uri) || performance.now() > end) return outcome;
      await Promise.race([this.#project.settled(document.uri), new Promise((done) => setTimeout(done, LONGEST_WAIT))]);
    }
  }

  /** Why what stands there is not inspected, where a hover is silent; empty where there is nothing to inspect. */
  refusal(document: vscode.TextDocument, at: number | Span): readonly Problem[] {
    const { math, options } = this.engine(document);
    return math.inspect(at, { ...options, want: [], explain: true }).problems;
  }

  /** Why these values cannot be the point of what stands there; undefined where they can. */
  misfit(document: vscode.TextDocument, at: number | Span, point: Point): string | undefined {
    const { math } = this.#track(document);
    return misfitOf(math.inspect(at, { ...this.#options(document), point, want: [] }))?.message;
  }

  /** The engine's document with the options of `inspect`, for what is evaluated again and again. */
  engine(document: vscode.TextDocument): { readonly math: MathDocument; readonly options: InspectOptions } {
    this.regions(document);
    return { math: this.#track(document).math, options: this.#options(document) };
  }

  /** Every claimed derivative with its verdict; undefined if cancelled or the text changed before the end. */
  async checks(
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<readonly DerivativeCheck[] | undefined> {
    const run = this.#checkRun(document);
    const cancelled = new Promise<false>((resolve) => token.onCancellationRequested(() => resolve(false)));
    return !token.isCancellationRequested && (await Promise.race([run.finished, cancelled])) ? run.found : undefined;
  }

  /** The innermost claim at an offset, waiting for its verdict no longer than `patience` ms. */
  async checkAt(
    document: vscode.TextDocument,
    offset: number,
    token: vscode.CancellationToken,
    patience: number,
  ): Promise<DerivativeCheck | undefined> {
    const end = this.regionAt(document, offset)?.span.to ?? offset;
    const run = this.#checkRun(document);
    // Checks come in the order of the text: once one lies in math behind the offset's, all around it are known.
    const isKnown = () =>
      !this.#project.isLoading(document.uri) && run.found.some(({ span }) => span.doc === undefined && span.from > end);
    const clean: (() => void)[] = [];
    await new Promise<void>((resolve) => {
      const settle = () => (run.done || isKnown()) && resolve();
      const timer = setTimeout(resolve, patience);
      const cancelled = token.onCancellationRequested(() => resolve());
      run.listeners.add(settle);
      clean.push(
        () => clearTimeout(timer),
        () => cancelled.dispose(),
        () => run.listeners.delete(settle),
      );
      settle();
    });
    for (const undo of clean) undo();
    return claimAt(document.getText(), run.found, offset);
  }

  /** The edit that makes a wrong claim right, sought when it is first asked for; undefined: none was found in time. */
  fix(document: vscode.TextDocument, check: DerivativeCheck): Promise<Fix | undefined> {
    const known = this.#fixes.get(check);
    if (known) return known;
    const { math, version } = this.#track(document);
    const { readings, prelude, others } = this.#options(document);
    const end = performance.now() + LONGEST_FIX;
    const found: Fix[] = [];
    const late = () => performance.now() > end || document.version !== version;
    const work = math.fixes(check, { readings, prelude, others, budget: { stop: late } });
    const fix = drive(work, (each) => found.push(each), {
      now: () => performance.now(),
      pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
      stopped: late,
    }).then(() => found[0]);
    this.#fixes.set(check, fix);
    return fix;
  }

  /** The ambiguity is read the other way from now on. */
  choose(document: vscode.TextDocument, reading: string, choice: string): void {
    const tracked = this.#track(document);
    tracked.choices = { ...tracked.choices, [reading]: choice };
    tracked.checks = undefined;
    this.#changed.fire(document.uri);
  }

  /** The document itself, or the cells of the notebook that it is a cell of, with their numbers from 1. */
  wholeFile(document: vscode.TextDocument): readonly FilePart[] {
    const cells = cellsAround(document);
    return cells.length > 0 ? this.cellsOf(cells) : [{ document }];
  }

  /** The cells in languages of ours. */
  cellsOf(cells: readonly vscode.TextDocument[]): readonly FilePart[] {
    return cells.map((document, index) => ({ document, cell: index + 1 })).filter((part) => this.knows(part.document));
  }

  /** The document that a span lies in: this one, the earlier cell that it points to, or another file that is open. */
  documentOf(document: vscode.TextDocument, span: Span): vscode.TextDocument | undefined {
    if (span.doc === undefined) return document;
    const key = this.#project.fileAt(span.doc)?.toString();
    if (key === undefined) return earlierCells(document)[span.doc];
    return vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === key);
  }

  /** The same, other files opened if they are not; undefined if they are gone. */
  async opened(document: vscode.TextDocument, span: Span): Promise<vscode.TextDocument | undefined> {
    const open = this.documentOf(document, span);
    const uri = open || span.doc === undefined ? undefined : this.#project.fileAt(span.doc);
    if (!uri) return open;
    return vscode.workspace.openTextDocument(uri).then(
      (found) => found,
      () => undefined,
    );
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#tracked.clear();
  }

  #options(document: vscode.TextDocument): InspectOptions {
    const tracked = this.#track(document);
    const end = performance.now() + LONGEST;
    return {
      readings: tracked.choices,
      prelude: tracked.prelude.cells,
      others: this.#project.othersOf(document.uri, document.languageId),
      layout: formulaLayout(document),
      budget: { stop: () => performance.now() > end },
    };
  }

  #checkRun(document: vscode.TextDocument): CheckRun {
    const tracked = this.#track(document);
    const key = `${tracked.version} ${tracked.prelude.key}`;
    const known = tracked.checks?.key === key ? tracked.checks.run : undefined;
    if (known && (!known.done || known.stamp === this.#project.stamp(document.uri))) return known;
    const { math, version } = tracked;
    const { readings, prelude, others } = this.#options(document);
    const found: DerivativeCheck[] = [];
    const listeners = new Set<() => void>();
    const heard = () => {
      for (const listener of listeners) listener();
    };
    const run: CheckRun = {
      found,
      done: false,
      listeners,
      stamp: 0,
      finished: this.ready(document)
        .then(async () => {
          // What is asked of other files may have to be fetched first: then it is asked again.
          for (let round = 0; ; round++) {
            run.stamp = this.#project.stamp(document.uri);
            found.length = 0;
            const done = await drive(math.check({ readings, prelude, others }), (each) => found.push(each) && heard(), {
              now: () => performance.now(),
              pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
              stopped: () => tracked.checks?.run !== run || document.version !== version,
            });
            if (done) await this.#project.settled(document.uri);
            if (!done || run.stamp === this.#project.stamp(document.uri) || round >= MOST_ROUNDS) return done;
          }
        })
        .then((done) => {
          if (!done && tracked.checks?.run === run) tracked.checks = undefined;
          run.done = true;
          heard();
          return done;
        }),
    };
    tracked.checks = { key, run };
    return run;
  }

  #track(document: vscode.TextDocument): Tracked {
    const key = document.uri.toString();
    let tracked = this.#tracked.get(key);
    if (tracked && tracked.math.languageId !== document.languageId) tracked = undefined;
    if (!tracked) {
      const math = openDocument(document.getText(), document.languageId);
      tracked = {
        math,
        version: document.version,
        pending: [],
        choices: {},
        prelude: { key: '', cells: [] },
        readingTime: 0,
      };
      this.#tracked.set(key, tracked);
    } else if (tracked.version !== document.version) {
      tracked.math = this.#updated(tracked, document);
      tracked.version = document.version;
      tracked.pending = [];
      tracked.regions = undefined;
      tracked.reading = undefined;
    }
    const cells = earlierCells(document);
    const prelude = cells.map((cell) => `${cell.uri.fragment}@${cell.version}`).join(' ');
    if (tracked.prelude.key !== prelude) {
      const contents = cells.map((cell) => ({ text: cell.getText(), languageId: cell.languageId }));
      tracked.prelude = { key: prelude, cells: contents };
    }
    return tracked;
  }

  /** By the edits where they lead to the document's text; anew otherwise. A document out of step would answer for other text. */
  #updated({ math, pending }: Tracked, document: vscode.TextDocument): MathDocument {
    const text = document.getText();
    if (pending.length <= MOST_PENDING && pending.at(-1)?.version === document.version) {
      const edited = pending.reduce((before, { changes }) => before.edit(changes), math);
      if (edited.text === text) return edited;
    }
    return openDocument(text, document.languageId);
  }

  #edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (contentChanges.length > 0) for (const cell of laterCells(document)) this.#changed.fire(cell.uri);
    const tracked = this.#tracked.get(document.uri.toString());
    if (!tracked || contentChanges.length === 0) return;
    const changes = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
      span: { from: rangeOffset, to: rangeOffset + rangeLength },
      text,
    }));
    tracked.pending.push({ version: document.version, changes });
    if (tracked.pending.length > MOST_PENDING + 1) tracked.pending.shift();
    tracked.choices = moveChoices(
      tracked.choices,
      changes.map(({ span, text }) => ({ from: span.from, to: span.to, length: text.length })),
    );
  }
}

/** The cells above a notebook's cell, first to last; none for an ordinary document. */
function earlierCells(document: vscode.TextDocument): readonly vscode.TextDocument[] {
  const cells = cellsAround(document);
  return cells.slice(0, Math.max(0, cells.indexOf(document)));
}

function laterCells(document: vscode.TextDocument): readonly vscode.TextDocument[] {
  const cells = cellsAround(document);
  return cells.slice(cells.indexOf(document) + 1);
}

function cellsAround(document: vscode.TextDocument): readonly vscode.TextDocument[] {
  if (document.uri.scheme !== 'vscode-notebook-cell') return [];
  for (const notebook of vscode.workspace.notebookDocuments) {
    if (notebook.uri.path !== document.uri.path) continue;
    const cells = notebook.getCells().map((cell) => cell.document);
    if (cells.includes(document)) return cells;
  }
  return [];
}
