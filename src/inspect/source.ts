/**
 * A document (and its prelude) as math: regions in order, read, with the scope that their names are looked up in.
 * Everything is worked out at first use and kept; a source never changes.
 */
import { type Meter, meter } from '../base/budget.ts';
import { finished } from '../base/pauses.ts';
import type { Span } from '../base/span.ts';
import { readingC } from '../languages/c/read.ts';
import type { CodeDocument, CodePart, CodePieces } from '../languages/code.ts';
import { asWritten, doubledBackslashes } from '../languages/comments/escapes.ts';
import { scanComments } from '../languages/comments/scan.ts';
import { type FoundMath, innerText } from '../languages/found.ts';
import { readingJavaScript } from '../languages/javascript/read.ts';
import { readingJulia } from '../languages/julia/read.ts';
import { collectMacros } from '../languages/latex/macros.ts';
import { readLatex } from '../languages/latex/read.ts';
import { scanningMarkdown } from '../languages/markdown/scan.ts';
import { readingMatlab } from '../languages/matlab/read.ts';
import { scanningPlain } from '../languages/plain/lines.ts';
import { readPlain } from '../languages/plain/read.ts';
import { readingPython } from '../languages/python/read.ts';
import { readingR } from '../languages/r/read.ts';
import { scanningRestructuredText } from '../languages/restructuredtext/scan.ts';
import { macroDefinitions } from '../languages/tex/macros.ts';
import { scanningTex } from '../languages/tex/scan.ts';
import { linearName } from '../syntax/names.ts';
import type { Macro, ReadContext, ReadMath } from '../syntax/reading.ts';
import type { Expression, Language, Statement } from '../syntax/tree.ts';
import type { Scope } from '../trace/scope.ts';
import { createCollector, DOCUMENT_SECTIONS } from './collect.ts';
import { claimedOf } from './commentClaims.ts';
import { applied, type Edit, shifted } from './fixApply.ts';
import { factsOf } from './noteFacts.ts';
import type { Region } from './region.ts';
import {
  aboutOf,
  type Earlier,
  earlierPiece,
  type Names,
  type Piece,
  type Pieces,
  type ReadAt,
  sameMacros,
  sameNames,
} from './reread.ts';

export interface Source {
  readonly text: string;
  readonly languageId: string;
  /** Of the prelude. */
  readonly earlierTexts: readonly string[];
  /** Of this document, in order; those of the prelude are only in the scope. */
  readonly regions: readonly Region[];
  readonly scope: Scope;
  /** What was read, for a later text of the document. */
  readonly pieces: Pieces;
  /** Whether the pattern occurs anywhere in the text, or in the prelude. */
  says(pattern: RegExp): boolean;
  /** The text that a span lies in: this document's, or that of a part of the prelude. */
  textOf(span: Span): string;
  /** Reads any stretch of this document as math, even without delimiters. */
  readSelection(span: Span): Region;
  /** The formulas of a region of notes, in order, as they read after edits inside of it. */
  readEdited(region: Region, edits: readonly Edit[]): readonly Expression[];
  /** Edits of a region of notes as its text writes them, in strings with backslashes twice; undefined: it cannot. */
  asWritten(region: Region, edits: readonly Edit[]): readonly Edit[] | undefined;
}

export interface SourceOptions {
  readonly prelude?: readonly { readonly text: string; readonly languageId: string }[];
  readonly readings?: Readonly<Record<string, string>>;
  readonly meter?: Meter;
  /** What was read of the text before edits: pieces that are still the same are not read again. */
  readonly earlier?: Earlier;
}

type Notes = (text: string) => Generator<undefined, FoundMath[]>;
const NOTES: Readonly<Record<string, Notes>> = {
  markdown: scanningMarkdown,
  mdx: scanningMarkdown,
  quarto: scanningMarkdown,
  rmd: scanningMarkdown,
  latex: scanningTex,
  tex: scanningTex,
  restructuredtext: scanningRestructuredText,
  plaintext: scanningPlain,
};
type Reading = (text: string, earlier?: CodePieces) => Generator<undefined, CodeDocument>;
const CODE: Readonly<Record<string, { language: Language; reading: Reading }>> = {
  python: { language: 'python', reading: readingPython },
  javascript: { language: 'javascript', reading: (text) => readingJavaScript(text, 'javascript') },
  javascriptreact: { language: 'javascript', reading: (text) => readingJavaScript(text, 'jsx') },
  typescript: { language: 'javascript', reading: (text) => readingJavaScript(text, 'typescript') },
  typescriptreact: { language: 'javascript', reading: (text) => readingJavaScript(text, 'tsx') },
  matlab: { language: 'matlab', reading: readingMatlab },
  octave: { language: 'matlab', reading: readingMatlab },
  r: { language: 'r', reading: readingR },
  julia: { language: 'julia', reading: readingJulia },
  c: { language: 'c', reading: (text) => readingC(text, 'c') },
  cpp: { language: 'c', reading: (text) => readingC(text, 'cpp') },
  'cuda-cpp': { language: 'c', reading: (text) => readingC(text, 'cpp') },
};

export function isKnownLanguage(languageId: string): boolean {
  return Object.hasOwn(NOTES, languageId) || Object.hasOwn(CODE, languageId);
}

/** A language may be called `toString`. */
function notesOf(languageId: string) {
  return Object.hasOwn(NOTES, languageId) ? NOTES[languageId] : undefined;
}

function codeOf(languageId: string) {
  return Object.hasOwn(CODE, languageId) ? CODE[languageId] : undefined;
}

/** The programming language behind a language id; undefined for notes. */
export function languageOf(languageId: string): Language | undefined {
  return codeOf(languageId)?.language;
}

/** A text of a programming language, statement by statement; undefined for notes. */
export function readProgram(text: string, languageId: string): CodeDocument | undefined {
  return finished(readingProgram(text, languageId));
}

/** The same with pauses. */
export function* readingProgram(text: string, languageId: string): Generator<undefined, CodeDocument | undefined> {
  const code = codeOf(languageId);
  return code && (yield* code.reading(text));
}

const READ_STEPS = 20_000_000;

export function openSource(text: string, languageId: string, options: SourceOptions = {}): Source {
  return finished(openingSource(text, languageId, options));
}

/** A pause is offered once for so many pieces of math, or statements of a program. */
const PAUSE_EVERY = 50;

/** The same with pauses. */
export function* openingSource(
  text: string,
  languageId: string,
  options: SourceOptions = {},
): Generator<undefined, Source> {
  const work = options.meter ?? meter({ lines: 0, steps: READ_STEPS });
  const documents = [
    ...(options.prelude ?? []).map((part, doc) => ({ ...part, doc })),
    { text, languageId, doc: undefined },
  ];
  const macros = new Map<string, Macro>();
  for (const part of documents) {
    if (notesOf(part.languageId))
      for (const [name, macro] of collectMacros(part.text, macroDefinitions(part.text))) macros.set(name, macro);
  }
  const names: Names = { functions: new Set(), variables: new Set() };
  const context = (): ReadContext => ({ ...names, macros, readings: options.readings ?? {}, meter: work });
  const programs: (CodeDocument | undefined)[] = [];
  for (const { text, languageId, doc } of documents) {
    const earlier = doc === undefined ? options.earlier?.pieces.code : undefined;
    const code = codeOf(languageId);
    programs.push(code && (yield* code.reading(text, earlier)));
    yield;
  }
  const found: FoundMath[][] = [];
  for (const [i, part] of documents.entries()) {
    const program = programs[i];
    const scanning = notesOf(part.languageId);
    if (program) found.push(scanComments(part.text, program.comments));
    else found.push(scanning ? yield* scanning(part.text) : []);
    yield;
  }
  // Read once to learn which names are functions and which are variables, then with that knowledge.
  const isKept = options.earlier !== undefined && sameMacros(options.earlier.pieces.macros, macros);
  const kept = documents.map((part, i) =>
    (found[i] ?? []).map((math) => (isKept ? earlierPiece(options.earlier, part.text, math) : undefined)),
  );
  yield;
  const first: ReadAt[][] = [];
  for (const [i, part] of documents.entries()) {
    const reads: ReadAt[] = [];
    for (const [k, math] of (found[i] ?? []).entries()) {
      const fresh = () => ({ read: readFound(part.text, math, context()), from: math.inner.from });
      reads.push(kept[i]?.[k]?.first ?? fresh());
      if (k % PAUSE_EVERY === PAUSE_EVERY - 1) yield;
    }
    first.push(reads);
  }
  const taught = first.map((reads, i) =>
    reads.map(({ read }, k) => {
      const own = kept[i]?.[k]?.lesson ?? lessonOf(read);
      for (const name of own.functions) names.functions.add(name);
      for (const name of own.variables) names.variables.add(name);
      return own;
    }),
  );
  yield;
  const isKnown = isKept && sameNames(options.earlier?.pieces.names ?? names, names);
  const stems: Names = { functions: stemsOf(names.functions), variables: stemsOf(names.variables) };
  const knowing = context();
  const pieces = new Map<number, Piece>();
  const collector = createCollector();
  const regions: Region[] = [];
  const scanned = new Map<Region, FoundMath>();
  const said = new Map<RegExp, boolean>();
  for (const [i, part] of documents.entries()) {
    const own: Region[] = [];
    for (const [k, math] of (found[i] ?? []).entries()) {
      if (k % PAUSE_EVERY === PAUSE_EVERY - 1) yield;
      const before = first[i]?.[k] ?? { read: readFound(part.text, math, knowing), from: math.inner.from };
      const lesson = taught[i]?.[k];
      const piece = kept[i]?.[k];
      const { notation, inner } = math;
      let again: ReadAt | undefined;
      if (piece && isKnown) again = piece.again;
      // The LaTeX reader learns from the piece itself; the plain one is told everything.
      else if (depends(part.text.slice(inner.from, inner.to), stems, notation === 'latex' ? lesson : undefined))
        again = { read: readFound(part.text, math, knowing), from: inner.from };
      const { read, from } = again ?? before;
      const facts = piece && (isKnown || !(again ?? piece.again)) ? piece.facts : factsOf(read, notation);
      const isSame = piece !== undefined && isKnown && piece.from === inner.from;
      const note = { read, facts, by: inner.from - from };
      const region = collector.note(math, note, part.doc, i, { before: isSame ? piece.region : undefined });
      if (part.doc === undefined && lesson && !work.exhausted) {
        const text = innerText(part.text, math);
        if (isSame && piece.region === region) pieces.set(inner.from, piece);
        else
          pieces.set(inner.from, {
            text,
            notation,
            about: aboutOf(math),
            from: inner.from,
            first: before,
            lesson,
            again,
            facts,
            region,
          });
      }
      scanned.set(region, math);
      own.push(region);
    }
    const program = programs[i];
    const language = codeOf(part.languageId)?.language;
    // Not by spreading: as arguments, 100,000 regions would not fit on the stack of a web worker.
    const collected = program && language ? yield* collector.program(partsOf(program), language, part.doc) : [];
    for (const region of collected) own.push(region);
    if (part.doc === undefined) for (const region of own) regions.push(region);
  }
  regions.sort((a, b) => a.span.from - b.span.from || b.span.to - a.span.to);
  const scope = collector.scope();
  const earlierTexts = documents.slice(0, -1).map((part) => part.text);
  return {
    text,
    languageId,
    earlierTexts,
    regions,
    scope,
    pieces: { at: pieces, names, macros, code: programs.at(-1)?.pieces },
    says(pattern) {
      const known = said.get(pattern) ?? documents.some((part) => pattern.test(part.text));
      said.set(pattern, known);
      return known;
    },
    textOf: ({ doc }) => (doc === undefined ? text : (earlierTexts[doc] ?? '')),
    readSelection(span) {
      const notation = languageId === 'plaintext' || codeOf(languageId) ? 'plain' : 'latex';
      const section = regions.findLast((region) => region.span.from <= span.from)?.items[0]?.place.section ?? 0;
      const math: FoundMath = { span, inner: span, notation, display: false, section: section % DOCUMENT_SECTIONS };
      const read = readFound(text, math, knowing);
      const facts = factsOf(read, notation);
      return collector.note(math, { read, facts, by: 0 }, undefined, documents.length - 1, { register: false });
    },
    readEdited(region, edits) {
      const math = scanned.get(region);
      if (!math || region.span.doc !== undefined) return [];
      const inner = shifted(math.inner, edits);
      const edited = applied(text, edits);
      const masked = maskedIn(text, math, edited, edits);
      const changed = { ...math, span: shifted(math.span, edits), inner, masked };
      const { statements } = readFound(edited, changed, knowing);
      return statements.flatMap((statement) => (statement.kind === 'formula' ? [statement.expression] : []));
    },
    asWritten(region, edits) {
      const math = scanned.get(region);
      if (!math?.escaped) return edits;
      const written = edits.map((edit) => asWritten(text, math.inner, edit));
      return written.every((edit) => edit !== undefined) ? written : undefined;
    },
  };
}

/** What is no part of a formula once edits have changed it. */
function maskedIn(text: string, math: FoundMath, edited: string, edits: readonly Edit[]): readonly Span[] {
  const isHole = ({ from, to }: Span) => math.escaped === true && /^\\+$/.test(text.slice(from, to));
  const leaders = (math.masked ?? []).filter((span) => !isHole(span)).map((span) => shifted(span, edits));
  const holes = math.escaped ? doubledBackslashes(edited, shifted(math.inner, edits)) : [];
  return [...leaders, ...holes].sort((a, b) => a.from - b.from);
}

function partsOf(program: CodeDocument): readonly CodePart[] {
  return program.parts ?? [{ statements: program.statements, by: 0, kept: {} }];
}

function readFound(text: string, math: FoundMath, context: ReadContext): ReadMath {
  const read = math.notation === 'latex' ? readLatex : readPlain;
  const { about } = math;
  // The function may stand in its own derivative: s(x)(1 − s(x)).
  const known = about ? { ...context, functions: new Set([...context.functions, about.of]) } : context;
  const found = read(text, math.inner, known, math.masked);
  return about ? { ...found, statements: claimedOf(found.statements, about) } : found;
}

function lessonOf(read: ReadMath): Names {
  const own: Names = { functions: new Set(), variables: new Set() };
  learn(read.statements, own);
  return own;
}

function learn(statements: readonly Statement[], names: Names): void {
  for (const statement of statements) {
    if (statement.kind !== 'formula') continue;
    const { expression } = statement;
    if (expression.kind !== 'relation') continue;
    for (const [i, sign] of expression.signs.entries()) {
      if (sign !== '=' && sign !== ':=' && sign !== '<-') continue;
      const left = expression.terms[i];
      if (left?.kind === 'call' && left.callee.kind !== 'derivative') {
        const name = linearName(left.callee);
        if (name !== undefined) {
          names.functions.add(name);
        }
        for (const arg of left.args) {
          const parameter = linearName(arg);
          if (parameter !== undefined) {
            names.variables.add(parameter);
          }
        }
      } else if (left && i === 0) {
        const name = linearName(left);
        if (name !== undefined) {
          names.variables.add(name);
        }
      }
    }
  }
}

/** `x` of `x_max`. */
function stemsOf(names: ReadonlySet<string>): Set<string> {
  return new Set([...names].map((name) => name.split('_')[0] ?? name));
}

/**
 * Whether the document knows something of a name in the text that the piece itself did not teach: then it may read
 * differently. In LaTeX a run of letters is a product of names, so its letters count too; text beyond ASCII may spell any
 * name (θ is theta).
 */
function depends(text: string, stems: Names, own: Names | undefined): boolean {
  if (stems.functions.size === 0 && stems.variables.size === 0) return false;
  if (/[^\n -~]/.test(text)) return true;
  const isNews = (stem: string) =>
    (stems.functions.has(stem) && !own?.functions.has(stem)) ||
    (stems.variables.has(stem) && !own?.variables.has(stem));
  for (const [, command, run = ''] of text.matchAll(/(\\?)([A-Za-z]+)/g)) {
    if (isNews(run) || (!command && [...run].some(isNews))) return true;
  }
  return false;
}
