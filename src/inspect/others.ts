/** Other files of the project: read when something in them is asked for, each once for its text. */
import { finished } from '../base/pauses.ts';
import { locating } from '../languages/moved.ts';
import type { Files, Scope } from '../trace/scope.ts';
import { createCollector } from './collect.ts';
import { languageOf, openSource, readingProgram, type Source } from './source.ts';
import type { InspectOptions, OtherFile, Others } from './types.ts';

/** What one inspection reads at most: files, and characters of all together. */
const MOST_FILES = 64;
const MOST_TEXT = 2_000_000;

/** As long as somebody holds the file. */
const read = new WeakMap<OtherFile, Scope>();

/** The same document, whose names are looked up in these files too. */
export function withOthers(source: Source, others: Others): Source {
  const scope: { -readonly [K in keyof Scope]: Scope[K] } = { ...source.scope };
  scope.files = filesOf(scope, others);
  return { ...source, scope };
}

/** A text with edits made, in the place of the document that `options` were given for. */
export function openEdited(text: string, languageId: string, options: InspectOptions): Source {
  const source = openSource(text, languageId, options);
  return options.others ? withOthers(source, options.others) : source;
}

/**
 * The same document for one check: `asked` gets what it asks of other files, and what the answer was. Whoever asks the
 * same again gets the same.
 */
export function listening(source: Source, asked: (question: Question) => void): Source {
  const { files } = source.scope;
  if (!files) return source;
  const scope: { -readonly [K in keyof Scope]: Scope[K] } = { ...source.scope };
  scope.files = {
    find(from, specifier) {
      const isOwn = from === scope;
      const found = files.find(isOwn ? source.scope : from, specifier);
      asked({ from: isOwn ? undefined : from, specifier, found: found === source.scope ? undefined : found });
      return found === source.scope ? scope : found;
    },
    nameOf: files.nameOf,
  };
  return { ...source, scope };
}

/** `from`, `found`: undefined for the document itself; `found` also where there is no such file. */
export interface Question {
  readonly from: Scope | undefined;
  readonly specifier: string;
  readonly found: Scope | undefined;
}

/** Whether other files would still answer the same: an edited file is another scope. */
export function isSameAnswer(source: Source, { from, specifier, found }: Question): boolean {
  const { scope } = source;
  const now = scope.files?.find(from ?? scope, specifier);
  return (now === scope ? undefined : now) === found;
}

function filesOf(document: Scope, others: Others): Files {
  const known = new Map<OtherFile, Scope>();
  const names = new Map<number, string>();
  let size = 0;
  return {
    nameOf: (doc) => names.get(doc),
    find(from, specifier) {
      const file = others.find(from.key ?? others.key, specifier);
      if (!file) return undefined;
      if (file.key === others.key) return document;
      const before = known.get(file);
      if (before) return before;
      if (known.size >= MOST_FILES || size + file.text.length > MOST_TEXT) return undefined;
      const scope = finished(readingFile(file));
      if (!scope) return undefined;
      size += file.text.length;
      known.set(file, scope);
      names.set(file.doc, nameIn(file.key));
      return scope;
    },
  };
}

/** What a file holds, read with pauses where nobody has read it yet. */
export function* readingFile(file: OtherFile): Generator<undefined, Scope | undefined> {
  const before = read.get(file);
  if (before) return before;
  const language = languageOf(file.languageId);
  const program = yield* readingProgram(file.text, file.languageId);
  if (!language || !program) return undefined;
  const collector = createCollector({ key: file.key, label: labelOf(file.key) });
  const statements = yield* locating(program.statements, file.doc);
  yield* collector.program([{ statements, by: 0, kept: {} }], language, file.doc);
  const scope = collector.scope();
  read.set(file, scope);
  return scope;
}

/** `links` of `…/families/links.py`, `families` of `…/families/__init__.py`. */
function labelOf(key: string): string {
  const [last = '', before] = stepsOf(key);
  const name = last.replace(/\.\w+$/, '');
  return ((name === '__init__' || name === 'index') && before ? before : name).replace(/\W/g, '_');
}

/** `links.py`, `families/__init__.py`. */
function nameIn(key: string): string {
  const [last = '', before] = stepsOf(key);
  return /^(?:__init__|index)\./.test(last) && before ? `${before}/${last}` : last;
}

function stepsOf(key: string): string[] {
  return key.split(/[/\\]/).toReversed();
}
