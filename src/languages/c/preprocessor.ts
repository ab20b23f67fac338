/** Lines for the preprocessor: taken out before the grammar sees the text, definitions and conditions kept. */
import type { Span } from '../../base/span.ts';
import type { Token } from './lex.ts';

export interface Conditional extends Span {
  readonly does: 'open' | 'turn' | 'close';
}

export interface Define extends Span {
  readonly name: string;
  readonly nameSpan: Span;
  /** Undefined for a name without brackets. */
  readonly parameters?: readonly (Span & { readonly name: string })[];
  readonly body: Span;
}

/** A macro that is put in where it is used. */
export interface Expansion {
  /** Undefined for a name without brackets. */
  readonly parameters?: readonly string[];
  readonly tokens: readonly Token[];
}

export interface Preprocessed {
  /** The text with those lines blanked. */
  readonly source: string;
  readonly conditionals: readonly Conditional[];
  readonly defines: readonly Define[];
}

const LINE = /^[ \t]*#[ \t]*([A-Za-z_]*)((?:\\\r?\n|\/\*[\s\S]*?\*\/|[^\n])*)/gm;
const DEFINE = /^[ \t]*#[ \t]*define[ \t]+([A-Za-z_]\w*)(\([^()]*\))?/;
/** What CUDA writes before functions and variables. */
const DECORATION =
  /\b__(?:device|host|global|forceinline|noinline|inline|shared|constant|restrict)__\b|\b__(?:forceinline|inline|restrict)\b/g;

export function preprocess(text: string): Preprocessed {
  const conditionals: Conditional[] = [];
  const defines: Define[] = [];
  const comments = commentsOf(text);
  const blanks: Span[] = [];
  const stack: { readonly from: number; readonly words: string; turned: boolean; turns: Span[] }[] = [];
  const guard = guardOf(text, comments);
  let inComment = 0;
  for (const match of text.matchAll(LINE)) {
    const [whole, word = '', rest = ''] = match;
    const at = { from: match.index, to: match.index + whole.length };
    while (comments[inComment] && (comments[inComment] as Span).to <= at.from) inComment++;
    if ((comments[inComment]?.from ?? at.to) < at.from) continue;
    blanks.push(at);
    if (word === 'define') {
      const define = defineOf(text, at);
      if (define) defines.push(define);
    } else if (/^if/.test(word)) {
      stack.push({ from: at.from, words: `${word} ${rest.trim()}`, turned: false, turns: [] });
      if (at.from !== guard) conditionals.push({ ...at, does: 'open' });
    } else if (/^(?:else|elif)/.test(word)) {
      const open = stack[stack.length - 1];
      if (open) open.turned = true;
      open?.turns.push(at);
      conditionals.push({ ...at, does: 'turn' });
    } else if (word === 'endif') {
      const open = stack.pop();
      if (!open) continue;
      if (open.from !== guard) conditionals.push({ ...at, does: 'close' });
      const isLinkage =
        /__cplusplus/.test(open.words) &&
        /^[\s]*(?:extern\s*"C"\s*\{|\})[\s]*$/.test(text.slice(text.indexOf('\n', open.from), at.from));
      const [turn, another] = open.turns;
      const isLeft =
        /^if\s+0\b/.test(open.words) && turn && !another && /^\s*#\s*else/.test(text.slice(turn.from, turn.to));
      if (isLeft) {
        // `#if 0 … #else … #endif`: what stands behind is compiled.
        blanks.push({ from: open.from, to: turn.to });
        dropped(conditionals, open.from, turn.from);
        dropped(conditionals, turn.from, turn.to);
        dropped(conditionals, at.from, at.to);
        dropped(defines, open.from, turn.to);
      }
      if (!open.turned && (isLinkage || /^if\s+0$/.test(open.words))) {
        blanks.push({ from: open.from, to: at.to });
        for (let i = conditionals.length - 1; (conditionals[i]?.from ?? -1) >= open.from; i--) conditionals.pop();
        for (let i = defines.length - 1; (defines[i]?.from ?? -1) >= open.from; i--) defines.pop();
      }
    }
  }
  const source = blanked(text, blanks).replace(DECORATION, (decoration) => ' '.repeat(decoration.length));
  return { source, conditionals, defines };
}

/** Takes out what starts in a stretch. */
function dropped(list: Span[], from: number, to: number): void {
  for (let i = list.length - 1; i >= 0; i--) {
    const start = list[i]?.from ?? -1;
    if (start >= from && start < to) list.splice(i, 1);
  }
}

/** Where the `#ifndef` stands that keeps a header from being read twice: the first line that is no comment. */
function guardOf(text: string, comments: readonly Span[]): number | undefined {
  let start = 0;
  for (const { from, to } of comments) {
    if (text.slice(start, from).trim() !== '') break;
    start = to;
  }
  const rest = text.slice(start, start + 500);
  const match = /^\s*(#[ \t]*ifndef[ \t]+(\w+)[^\n]*\n\s*#[ \t]*define[ \t]+(\w+))/.exec(rest);
  return match?.[1] && match[2] === match[3] ? start + match[0].length - match[1].length : undefined;
}

function defineOf(text: string, at: Span): Define | undefined {
  const line = text.slice(at.from, at.to);
  const match = DEFINE.exec(line);
  const [head, name, list] = match ?? [];
  if (head === undefined || name === undefined) return undefined;
  const start = at.from + head.length - (list?.length ?? 0) - name.length;
  const body = { from: at.from + head.length, to: at.to };
  const nameSpan = { from: start, to: start + name.length };
  if (list === undefined) return { ...at, name, nameSpan, body };
  const parameters: (Span & { name: string })[] = [];
  for (const word of list.matchAll(/[A-Za-z_]\w*|\.\.\./g)) {
    const from = start + name.length + word.index;
    parameters.push({ name: word[0], from, to: from + word[0].length });
  }
  return { ...at, name, nameSpan, parameters, body };
}

/** Comments, with strings passed over. */
export function commentsOf(text: string): Span[] {
  const comments: Span[] = [];
  const pattern =
    /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\.)+'|\/\/(?:\\\r?\n|[^\n])*|\/\*[\s\S]*?(?:\*\/|$(?![\s\S]))/g;
  for (const { 0: piece, index } of text.matchAll(pattern)) {
    if (piece.startsWith('/')) comments.push({ from: index, to: index + piece.length });
  }
  return comments;
}

function blanked(text: string, blanks: readonly Span[]): string {
  let result = '';
  let from = 0;
  for (const { from: start, to } of [...blanks].sort((a, b) => a.from - b.from || b.to - a.to)) {
    if (to <= from) continue;
    const begin = Math.max(start, from);
    result += text.slice(from, begin) + text.slice(begin, to).replace(/[^\n\r]/g, ' ');
    from = to;
  }
  return result + text.slice(from);
}

/** How many conditions are open at an offset. */
export function depthAt(conditionals: readonly Conditional[], offset: number): number {
  let depth = 0;
  for (const { from, does } of conditionals) {
    if (from > offset) break;
    if (does === 'open') depth++;
    if (does === 'close') depth--;
  }
  return depth;
}

/** From `#if` to `#endif`, where there is an `#else` between. */
export function alternatives(conditionals: readonly Conditional[]): Span[] {
  const stack: { from: number; turned: boolean }[] = [];
  const found: Span[] = [];
  for (const { from, to, does } of conditionals) {
    const open = stack[stack.length - 1];
    if (does === 'open') stack.push({ from, turned: false });
    else if (does === 'turn' && open) open.turned = true;
    else if (does === 'close' && open) {
      stack.pop();
      if (open.turned) found.push({ from: open.from, to });
    }
  }
  return found;
}
