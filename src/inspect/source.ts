/**
 * A document (and its prelude) as math: regions in order, read, with the scope that their names are looked up in.
 * Everything is worked out at first use and kept; a source never changes.
 */
import { type Meter, meter } from '../base/budget.ts';
import type { Problem } from '../base/outcome.ts';
import type { Span } from '../base/span.ts';
import type { CodeDocument } from '../languages/code.ts';
import { scanComments } from '../languages/comments/scan.ts';
import type { FoundMath } from '../languages/found.ts';
import { readJavaScript } from '../languages/javascript/read.ts';
import { collectMacros } from '../languages/latex/macros.ts';
import { readLatex } from '../languages/latex/read.ts';
import { scanMarkdown } from '../languages/markdown/scan.ts';
import { scanPlain } from '../languages/plain/lines.ts';
import { readPlain } from '../languages/plain/read.ts';
import { readPython } from '../languages/python/read.ts';
import { scanRestructuredText } from '../languages/restructuredtext/scan.ts';
import { macroDefinitions } from '../languages/tex/macros.ts';
import { scanTex } from '../languages/tex/scan.ts';
import { linearName, walk } from '../syntax/names.ts';
import type { Macro, ReadContext, Reading, ReadMath } from '../syntax/reading.ts';
import type { Expression, Language, Statement } from '../syntax/tree.ts';
import { definitionsOf, sizesIn, tensorsIn } from '../trace/define.ts';
import type { Block, Definition, Place, Scope } from '../trace/scope.ts';

/** One statement that is math, with its place. */
export interface Item {
  readonly expression: Expression;
  /** The whole statement: of `y = x**2` the assignment. */
  readonly span: Span;
  readonly place: Place;
  readonly language: Language;
  readonly definitions: readonly Definition[];
  readonly region: Region;
}

/** One piece of math: a display, an inline formula, a line, a statement of code. */
export interface Region {
  readonly span: Span;
  readonly inner: Span;
  readonly notation: Language;
  readonly items: readonly Item[];
  readonly readings: readonly Reading[];
  readonly problems: readonly Problem[];
  /** A function of a program: its name. */
  readonly functionName?: string;
}

export interface Source {
  readonly text: string;
  readonly languageId: string;
  /** Of this document, in order; those of the prelude are only in the scope. */
  readonly regions: readonly Region[];
  readonly scope: Scope;
  /** Reads any stretch of this document as math, even without delimiters. */
  readSelection(span: Span): Region;
}

export interface SourceOptions {
  readonly prelude?: readonly { readonly text: string; readonly languageId: string }[];
  readonly readings?: Readonly<Record<string, string>>;
  readonly meter?: Meter;
}

type Notes = (text: string) => FoundMath[];
const NOTES: Readonly<Record<string, Notes>> = {
  markdown: scanMarkdown,
  mdx: scanMarkdown,
  quarto: scanMarkdown,
  rmd: scanMarkdown,
  latex: scanTex,
  tex: scanTex,
  restructuredtext: scanRestructuredText,
  plaintext: scanPlain,
};
const CODE: Readonly<Record<string, { language: Language; read: (text: string) => CodeDocument }>> = {
  python: { language: 'python', read: readPython },
  javascript: { language: 'javascript', read: (text) => readJavaScript(text, 'javascript') },
  javascriptreact: { language: 'javascript', read: (text) => readJavaScript(text, 'jsx') },
  typescript: { language: 'javascript', read: (text) => readJavaScript(text, 'typescript') },
  typescriptreact: { language: 'javascript', read: (text) => readJavaScript(text, 'tsx') },
};

export function isKnownLanguage(languageId: string): boolean {
  return languageId in NOTES || languageId in CODE;
}

/** What a reader needs to know of the whole document before it reads one piece. */
interface Names {
  readonly functions: Set<string>;
  readonly variables: Set<string>;
}

/** Sections of different documents never mix. */
const DOCUMENT_SECTIONS = 1_000_000;
const READ_STEPS = 20_000_000;
const MODULE_BLOCK: Block = { id: 0, owner: 0, parameters: new Set() };

export function openSource(text: string, languageId: string, options: SourceOptions = {}): Source {
  const work = options.meter ?? meter({ lines: 0, steps: READ_STEPS });
  const documents = [
    ...(options.prelude ?? []).map((part, doc) => ({ ...part, doc })),
    { text, languageId, doc: undefined },
  ];
  const macros = new Map<string, Macro>();
  for (const part of documents) {
    if (part.languageId in NOTES)
      for (const [name, macro] of collectMacros(part.text, macroDefinitions(part.text))) macros.set(name, macro);
  }
  const names: Names = { functions: new Set(), variables: new Set() };
  const context = (): ReadContext => ({ ...names, macros, readings: options.readings ?? {}, meter: work });
  const programs = documents.map((part) => CODE[part.languageId]?.read(part.text));
  const found = documents.map((part, i) => {
    const program = programs[i];
    return program ? scanComments(part.text, program.comments) : (NOTES[part.languageId]?.(part.text) ?? []);
  });
  // Read once to learn which names are functions and which are variables, then with that knowledge.
  const first = documents.map((part, i) => (found[i] ?? []).map((math) => readFound(part.text, math, context())));
  for (const reads of first) for (const read of reads) learn(read.statements, names);
  const knowing = context();
  const collector = createCollector();
  const regions: Region[] = [];
  documents.forEach((part, i) => {
    const own: Region[] = [];
    (found[i] ?? []).forEach((math, k) => {
      const before = first[i]?.[k];
      const read = before && !depends(part.text, math, names) ? before : readFound(part.text, math, knowing);
      own.push(collector.note(math, read, part.doc, i));
    });
    const program = programs[i];
    const language = CODE[part.languageId]?.language;
    if (program && language) own.push(...collector.program(program, language, part.doc));
    if (part.doc === undefined) regions.push(...own);
  });
  regions.sort((a, b) => a.span.from - b.span.from || b.span.to - a.span.to);
  const scope = collector.scope();
  return {
    text,
    languageId,
    regions,
    scope,
    readSelection(span) {
      const notation = languageId === 'plaintext' || CODE[languageId] ? 'plain' : 'latex';
      const section = regions.findLast((region) => region.span.from <= span.from)?.items[0]?.place.section ?? 0;
      const math: FoundMath = { span, inner: span, notation, display: false, section: section % DOCUMENT_SECTIONS };
      return collector.note(math, readFound(text, math, knowing), undefined, documents.length - 1, false);
    },
  };
}

function readFound(text: string, math: FoundMath, context: ReadContext): ReadMath {
  const read = math.notation === 'latex' ? readLatex : readPlain;
  return read(text, math.inner, context, math.masked);
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
        if (name !== undefined) names.functions.add(name);
        for (const arg of left.args) {
          const parameter = linearName(arg);
          if (parameter !== undefined) names.variables.add(parameter);
        }
      } else if (left && i === 0) {
        const name = linearName(left);
        if (name !== undefined) names.variables.add(name);
      }
    }
  }
}

/** Whether what was learnt can change how the piece is read: it holds one of the names, or a bracket after a letter. */
function depends(text: string, math: FoundMath, names: Names): boolean {
  return (
    (names.functions.size > 0 || names.variables.size > 0) && math.inner.to - math.inner.from > 1 && text.length > 0
  );
}

// Collecting items and definitions

interface Collector {
  /** `register`: its definitions hold for the document (not those of a mere selection). */
  note(math: FoundMath, read: ReadMath, doc: number | undefined, document: number, register?: boolean): Region;
  program(program: CodeDocument, language: Language, doc: number | undefined): Region[];
  scope(): Scope;
}

function createCollector(): Collector {
  const definitions = new Map<string, Definition[]>();
  const blocks: Block[] = [MODULE_BLOCK];
  const imports = new Map<string, string>();
  const sizes = new Set<string>();
  const tensors = new Set<string>();
  let order = 0;
  let display = 0;

  function add(definition: Definition): void {
    const list = definitions.get(definition.name);
    if (list) list.push(definition);
    else definitions.set(definition.name, [definition]);
  }

  function inDocument(span: Span, doc: number | undefined): Span {
    return doc === undefined ? span : { ...span, doc };
  }

  return {
    note(math, read, doc, document, register = true) {
      display++;
      const items: Item[] = [];
      const region: Region = {
        span: inDocument(math.span, doc),
        inner: inDocument(math.inner, doc),
        notation: math.notation,
        items,
        readings: read.readings,
        problems: read.problems,
      };
      for (const statement of read.statements) {
        if (statement.kind !== 'formula') continue;
        const { expression } = statement;
        const place: Place = {
          order: order++,
          display,
          section: document * DOCUMENT_SECTIONS + math.section,
          block: 0,
        };
        const made = definitionsOf(expression, place, math.notation).map((d) => ({
          ...d,
          span: inDocument(d.span, doc),
        }));
        if (register) made.forEach(add);
        for (const size of sizesIn(expression)) sizes.add(size);
        for (const tensor of tensorsIn(expression)) tensors.add(tensor);
        items.push({
          expression,
          span: inDocument(statement.span, doc),
          place,
          language: math.notation,
          definitions: made,
          region,
        });
      }
      return region;
    },
    program(program, language, doc) {
      const regions: Region[] = [];
      visit(program.statements, MODULE_BLOCK);
      return regions;

      function visit(statements: readonly Statement[], block: Block): void {
        for (const statement of statements) visitOne(statement, block);
      }

      function open(parent: Block, parameters: ReadonlySet<string>, owner?: number): Block {
        const block: Block = { id: blocks.length, parent: parent.id, owner: owner ?? blocks.length, parameters };
        blocks.push(block);
        return block;
      }

      function item(expression: Expression, span: Span, place: Place, made: readonly Definition[]): void {
        const items: Item[] = [];
        const region: Region = {
          span: inDocument(span, doc),
          inner: inDocument(span, doc),
          notation: language,
          items,
          readings: [],
          problems: [],
        };
        items.push({ expression, span: region.span, place, language, definitions: made, region });
        regions.push(region);
      }

      function unfollowed(names: Iterable<string>, block: Block, span: Span, reason: string): void {
        for (const name of names) {
          const place = { order: order++, display: ++display, section: 0, block: block.id };
          add({
            name,
            bodies: [],
            place,
            bodyPlace: place,
            span: inDocument(span, doc),
            language,
            notFollowed: reason,
          });
        }
      }

      function visitOne(statement: Statement, block: Block): void {
        const place: Place = { order: order++, display: ++display, section: 0, block: block.id };
        switch (statement.kind) {
          case 'formula':
            item(statement.expression, statement.span, place, []);
            return;
          case 'assign': {
            const name = linearName(statement.target);
            if (statement.target.kind === 'sequence' && statement.value.kind === 'sequence') {
              const values = statement.value.items;
              const targets = statement.target.items;
              if (targets.length === values.length) {
                const made: Definition[] = [];
                targets.forEach((target, i) => {
                  const own = linearName(target);
                  const value = values[i];
                  if (own !== undefined && value) {
                    made.push({
                      name: own,
                      bodies: [value],
                      place,
                      bodyPlace: place,
                      span: inDocument(target.span, doc),
                      language,
                    });
                  }
                });
                made.forEach(add);
                item(statement.value, statement.span, place, made);
                return;
              }
            }
            if (name === undefined) {
              unfollowed(namesIn(statement.target), block, statement.span, 'it is set as part of something larger');
              return;
            }
            const value: Expression = statement.operator
              ? {
                  kind: 'operation',
                  operator: statement.operator,
                  operands: [statement.target, statement.value],
                  sign: statement.target.span,
                  span: statement.span,
                  outer: statement.span,
                }
              : statement.value;
            const definition: Definition = {
              name,
              ...(value.kind === 'lambda' ? { parameters: value.parameters.map((parameter) => parameter.name) } : {}),
              bodies: [value.kind === 'lambda' ? value.body : value],
              place,
              bodyPlace: place,
              span: inDocument(statement.target.span, doc),
              language,
            };
            if (value.kind === 'lambda') {
              const inner = open(block, new Set(definition.parameters));
              const bodyPlace = { ...place, block: inner.id };
              const whole = { ...definition, bodyPlace };
              add(whole);
              item(value.body, statement.span, bodyPlace, [whole]);
              return;
            }
            add(definition);
            item(value, statement.span, place, [definition]);
            return;
          }
          case 'function': {
            const inner = open(block, new Set(statement.parameters.map((parameter) => parameter.name)));
            const start = regions.length;
            visit(statement.body, inner);
            const last = statement.body[statement.body.length - 1];
            const straight = statement.body.every(
              (s) => s.kind === 'assign' || s.kind === 'return' || s.kind === 'formula',
            );
            if (straight && last?.kind === 'return' && last.value) {
              const bodyPlace: Place = { order, display, section: 0, block: inner.id };
              add({
                name: statement.name,
                parameters: statement.parameters.map((parameter) => parameter.name),
                bodies: [last.value],
                place,
                bodyPlace,
                span: inDocument(statement.nameSpan, doc),
                language,
              });
              const returned = regions.slice(start).find((region) => region.items[0]?.expression === last.value);
              if (returned) regions[regions.indexOf(returned)] = { ...returned, functionName: statement.name };
            } else {
              unfollowed(
                [statement.name],
                block,
                statement.nameSpan,
                'the function is not a straight line of assignments',
              );
            }
            return;
          }
          case 'class':
            visit(statement.body, open(block, new Set()));
            return;
          case 'return':
            if (statement.value) item(statement.value, statement.span, place, []);
            return;
          case 'if':
            visit(statement.then, open(block, new Set(), block.owner));
            visit(statement.otherwise, open(block, new Set(), block.owner));
            unfollowed(
              bound([...statement.then, ...statement.otherwise]),
              block,
              statement.span,
              'it is set in a branch',
            );
            return;
          case 'for':
          case 'while': {
            const targets = statement.kind === 'for' ? namesIn(statement.target) : [];
            const changed = new Set([...targets, ...bound(statement.body)]);
            unfollowed(changed, block, statement.span, 'it changes in a loop');
            visit(statement.body, open(block, new Set(), block.owner));
            unfollowed(changed, block, statement.span, 'it changes in a loop');
            return;
          }
          case 'import':
            imports.set(
              statement.local,
              statement.member === undefined ? statement.module : `${statement.module}.${statement.member}`,
            );
            return;
          case 'unreadable':
            unfollowed(statement.binds, block, statement.span, statement.reason);
            return;
        }
      }
    },
    scope() {
      return { definitions, blocks, imports, sizes, tensors };
    },
  };
}

function namesIn(target: Expression): string[] {
  return [...walk(target)].flatMap((node) => (node.kind === 'name' ? [node.name] : []));
}

function bound(statements: readonly Statement[]): string[] {
  return statements.flatMap((statement): string[] => {
    switch (statement.kind) {
      case 'assign':
        return namesIn(statement.target);
      case 'function':
      case 'class':
        return [statement.name];
      case 'if':
        return bound([...statement.then, ...statement.otherwise]);
      case 'for':
        return [...namesIn(statement.target), ...bound(statement.body)];
      case 'while':
        return bound(statement.body);
      case 'unreadable':
        return [...statement.binds];
      default:
        return [];
    }
  });
}
