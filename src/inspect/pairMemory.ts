/** What a check of a function and its derivative looks at: both of them, and the functions and names that they lead to. */
import { every } from '../base/pauses.ts';
import type { Definition } from '../trace/scope.ts';
import { type Memory, numberOf } from './memory.ts';
import type { Pair } from './pairs.ts';
import type { Source } from './source.ts';

/** Of a program, worked out once. */
export interface ProgramIndex {
  /** What stands outside of functions, comments left out. */
  readonly around: number;
  /** Functions and statements outside of functions, by the words that lead to them. */
  readonly parts: ReadonlyMap<string, readonly Part[]>;
  /** How many lines outside of functions stand above a function that starts there. */
  readonly linesAbove: ReadonlyMap<number, number>;
  /** Words that are met wherever one starts: of decorators. */
  readonly always: ReadonlySet<string>;
}

interface Part {
  /** Of functions: what they say, whose they are, and what stands above. */
  readonly key?: string;
  /** Where it stands. */
  readonly from: number;
  readonly words: ReadonlySet<string>;
}

const WORD = /[\p{L}_][\p{L}\p{N}_]*/gu;
/** Methods that are run without being named: constructors, calls, operators. */
const UNNAMED = /^(?:__\w+__|constructor)$/;

/** Functions, statements or names that are looked at before others get their turn. */
const PAUSE_EVERY = 100;

/** With pauses. */
export function* indexingProgram(
  memory: Memory,
  { text, scope, languageId }: Source,
): Generator<undefined, ProgramIndex> {
  const functions = new Map<number, { readonly to: number; readonly definitions: [string, Definition][] }>();
  for (const [name, definitions] of scope.definitions) {
    for (const definition of definitions) {
      const { function: written, span } = definition;
      if (!written || span.doc !== undefined) continue;
      const { from, to } = written.span;
      const known = functions.get(from);
      if (known) known.definitions.push([name, definition]);
      else functions.set(from, { to, definitions: [[name, definition]] });
    }
  }
  const parts = new Map<string, Part[]>();
  const add = (word: string, part: Part) => {
    const known = parts.get(word);
    if (known) known.push(part);
    else parts.set(word, [part]);
  };
  const lines: string[] = [];
  const linesAbove = new Map<number, number>();
  let at = 0;
  let rest = '';
  const outside = (piece: string) => {
    const whole = (rest + piece).split('\n');
    rest = whole.pop() ?? '';
    lines.push(...whole.filter((line) => !isComment(line, languageId)));
  };
  yield;
  const isTime = every(PAUSE_EVERY);
  for (const [from, { to, definitions }] of [...functions].sort(([a], [b]) => a - b)) {
    if (isTime()) yield;
    if (from > at) outside(text.slice(at, from));
    at = Math.max(at, to);
    linesAbove.set(from, lines.length);
    const own = text.slice(from, to);
    const words = new Set(own.match(WORD) ?? []);
    for (const [name, { className }] of definitions) {
      const last = name.slice(name.lastIndexOf('.') + 1);
      const key = `${numberOf(memory, own)} ${numberOf(memory, `${className}.${name}`)} ${lines.length}`;
      const part = { key, from, words: className === undefined ? words : new Set([...words, className]) };
      add(last, part);
      if (className !== undefined && UNNAMED.test(last)) add(className, part);
    }
  }
  outside(`${text.slice(at)}\n`);
  const always = new Set<string>();
  yield;
  for (const statement of statementsOf(lines)) {
    if (isTime()) yield;
    const words = new Set(statement.match(WORD) ?? []);
    if (DECORATOR.test(statement)) for (const word of words) always.add(word);
    for (const word of words) add(word, { from: -1, words });
  }
  return { around: numberOf(memory, lines.join('\n')), parts, linesAbove, always };
}

const DECORATOR = /^\s*@/m;

/** What starts at the margin, with the lines below that belong to it. */
function statementsOf(lines: readonly string[]): string[] {
  const statements: string[] = [];
  for (const line of lines) {
    if (statements.length === 0 || /^[^\s)\]}]/.test(line)) statements.push(line);
    else statements[statements.length - 1] += `\n${line}`;
  }
  return statements;
}

/**
 * Lines that mean nothing, whatever stands around them: no `#define`, no line that goes on with `* 2`, and none that
 * starts or ends a comment of several lines.
 */
function isComment(line: string, languageId: string): boolean {
  const start = COMMENT[languageId] ?? '//';
  const trimmed = line.trim();
  return trimmed === '' || (trimmed.startsWith(start) && !/[{}]|#=|=#|\*\/|\\$/.test(trimmed));
}

const COMMENT: Readonly<Record<string, string>> = {
  python: '#',
  r: '#',
  julia: '#',
  matlab: '%',
  octave: '%',
};

export function pairKey(memory: Memory, source: Source, index: ProgramIndex, pair: Pair): string {
  const { of, derivative, names, span, wrt, out, order, by, spread, seed } = pair;
  const parts = [JSON.stringify([names, wrt, out, order, by, spread, seed, of.className, derivative.className])];
  const open = new Set(index.always);
  for (const definition of [of, derivative]) {
    const text = source.textOf(definition.span);
    const own = ownText(text, definition);
    parts.push(own, text.slice(Math.max(0, definition.span.from - BEFORE), definition.span.from));
    parts.push(String(index.linesAbove.get(definition.function?.span.from ?? -1)));
    for (const word of own.match(WORD) ?? []) open.add(word);
    if (definition.className !== undefined) open.add(definition.className);
  }
  parts.push(source.text.slice(Math.max(0, span.from - BEFORE), span.to + BEFORE));
  const reached = new Set<Part>();
  // A set goes on with what is added to it meanwhile.
  for (const word of open) {
    for (const part of index.parts.get(word) ?? []) {
      if (reached.has(part)) continue;
      reached.add(part);
      for (const next of part.words) open.add(next);
    }
  }
  const others = [...reached].sort((a, b) => a.from - b.from).flatMap(({ key }) => key ?? []);
  return `${parts.map((part) => numberOf(memory, part)).join(' ')} | ${index.around} ${others.join(', ')}`;
}

/** Comments before a function that a check reads reach so far. */
const BEFORE = 250;

function ownText(text: string, { function: written, span }: Definition): string {
  return text.slice(written?.span.from ?? span.from, written?.span.to ?? span.to);
}
