/** What a check of a function and its derivative looks at: both of them, and the functions and names that they lead to. */
import type { Definition } from '../trace/scope.ts';
import { type Memory, numberOf } from './memory.ts';
import type { Pair } from './pairs.ts';
import type { Source } from './source.ts';

/** Of a program, worked out once. */
export interface ProgramIndex {
  /** What stands outside of functions, comments left out. */
  readonly around: number;
  /** Functions by the last part of their name. */
  readonly functions: ReadonlyMap<string, readonly FunctionText[]>;
}

interface FunctionText {
  readonly text: number;
  readonly words: ReadonlySet<string>;
}

const WORD = /[\p{L}_][\p{L}\p{N}_]*/gu;

export function programIndex(memory: Memory, { text, scope }: Source): ProgramIndex {
  const functions = new Map<string, FunctionText[]>();
  const spans: { readonly from: number; readonly to: number }[] = [];
  const known = new Map<number, FunctionText>();
  for (const [name, definitions] of scope.definitions) {
    for (const { function: written, span } of definitions) {
      if (!written || span.doc !== undefined) continue;
      const { from, to } = written.span;
      const own = known.get(from) ?? textOf(memory, text.slice(from, to));
      known.set(from, own);
      spans.push({ from, to });
      const last = name.slice(name.lastIndexOf('.') + 1);
      functions.set(last, [...(functions.get(last) ?? []), own]);
    }
  }
  let around = '';
  let at = 0;
  for (const { from, to } of spans.sort((a, b) => a.from - b.from || b.to - a.to)) {
    if (from > at) around += text.slice(at, from);
    at = Math.max(at, to);
  }
  const lines = (around + text.slice(at)).split('\n').filter((line) => !/^\s*(?:#|\/\/|%|\*|\/\*|$)/.test(line));
  return { around: numberOf(memory, lines.join('\n')), functions };
}

function textOf(memory: Memory, text: string): FunctionText {
  return { text: numberOf(memory, text), words: new Set(text.match(WORD) ?? []) };
}

export function pairKey(memory: Memory, { text }: Source, index: ProgramIndex, pair: Pair): string {
  const { of, derivative, names, span, wrt, out, order, by, spread } = pair;
  const parts = [JSON.stringify([names, wrt, out, order, by, spread, of.className, derivative.className])];
  const reached = new Set<FunctionText>();
  const open: FunctionText[] = [];
  for (const definition of [of, derivative]) {
    const own = ownText(text, definition);
    parts.push(own, text.slice(Math.max(0, definition.span.from - BEFORE), definition.span.from));
    open.push(textOf(memory, own));
  }
  parts.push(text.slice(Math.max(0, span.from - BEFORE), span.to + BEFORE));
  const seen = new Set<string>();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const word of next.words) {
      if (seen.has(word)) continue;
      seen.add(word);
      for (const called of index.functions.get(word) ?? []) {
        if (reached.has(called)) continue;
        reached.add(called);
        open.push(called);
      }
    }
  }
  const others = [...reached].map((called) => called.text).sort((a, b) => a - b);
  return `${parts.map((part) => numberOf(memory, part)).join(' ')} | ${index.around} ${others.join(' ')}`;
}

/** Comments before a function that a check reads reach so far. */
const BEFORE = 250;

function ownText(text: string, { function: written, span }: Definition): string {
  return text.slice(written?.span.from ?? span.from, written?.span.to ?? span.to);
}
