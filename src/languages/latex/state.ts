/** What the parts of the LaTeX reader share: tokens, brackets, what the document knows, and reading inside a range. */
import { cover, type Span } from '../../base/span.ts';
import type { ReadContext } from '../../syntax/reading.ts';
import type { Expression, Name } from '../../syntax/tree.ts';
import type { Findings } from '../expression/choices.ts';
import { bracketed, juxtaposed, nothingAt, unreadable } from '../expression/nodes.ts';
import { type Grammar, POWER, Pratt } from '../expression/pratt.ts';
import { isInfix, isRelation } from './layout.ts';
import { matchBrackets } from './match.ts';
import { ACCENTS, BINOMIALS, FRACTIONS, STYLES } from './symbols.ts';
import type { LatexToken } from './tokens.ts';

/** Tokens `from` to `to` (exclusive), read or still to be read; `at` is their place with the brackets around them. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly at: Span;
  /** Its opening brace is never closed. */
  readonly open?: boolean;
}

/** Names that the document knows, and those that this text adds: a copy for each formula would cost more than reading it. */
class Names {
  readonly #known: ReadonlySet<string>;
  readonly #own = new Set<string>();

  constructor(known: ReadonlySet<string>) {
    this.#known = known;
  }

  has(name: string): boolean {
    return this.#own.has(name) || this.#known.has(name);
  }

  add(name: string): void {
    this.#own.add(name);
  }
}

export class State {
  readonly core: Pratt<LatexToken>;
  readonly tokens: readonly LatexToken[];
  /** Partner of each bracket, or -1. */
  readonly match: Int32Array;
  readonly findings: Findings;
  readonly switched: ReadContext['readings'];
  /** Names that are functions, and names that are variables: of the document and of this text. */
  readonly functions: Names;
  readonly variables: Names;
  /** Parameter lists of the functions that this text defines, as token texts: `x`, `x,y`. */
  readonly parameters = new Set<string>();
  /** Symbols that stand before a bracket with only symbols in it somewhere, and subscripted ones that stand without. */
  readonly applied = new Set<string>();
  readonly alone = new Set<string>();
  /** Shapes of the bars that are open, innermost last; only meaningful while `core.openBars` is not 0. */
  readonly bars: string[] = [];
  /** The style that names are set in here: inside `\mathbf{…}`. */
  style: Name['style'] | undefined;
  /** Inside the superscript of ℝ: `m \times n` are sizes. */
  sizes = false;
  /** Inside what a derivative is taken of: a bracket with plain symbols holds arguments. */
  deriving = false;
  readonly #text: string;
  /** Tokens stand in the order of the text: no macro and no `\underset` moved them. */
  readonly #ordered: boolean;
  #letters: Letters | undefined;

  constructor(
    text: string,
    tokens: readonly LatexToken[],
    context: ReadContext,
    findings: Findings,
    grammar: (state: State) => Grammar<LatexToken>,
  ) {
    this.#text = text;
    this.tokens = tokens;
    this.match = matchBrackets(tokens);
    this.#ordered = tokens.every((token, i) => token.span.from >= (tokens[i - 1]?.span.to ?? 0));
    this.findings = findings;
    this.switched = context.readings;
    this.functions = new Names(context.functions);
    this.variables = new Names(context.variables);
    this.core = new Pratt(tokens, grammar(this), findings, context.meter);
  }

  // Tokens

  token(at: number): LatexToken | undefined {
    return this.tokens[at];
  }

  /** Is the token one of these signs or commands? Never true of words and names with the same letters. */
  is(token: LatexToken | undefined, ...texts: readonly string[]): boolean {
    return token !== undefined && (token.kind === 'symbol' || token.kind === 'command') && texts.includes(token.text);
  }

  /** The text of the document from token `from` to `to` (exclusive), shortened for messages. */
  quote(from: number, to: number): string {
    const at = this.spanOf(from, to);
    return shorten(this.#text.slice(at.from, at.to));
  }

  spanOf(from: number, to: number): Span {
    const last = this.tokens[to - 1];
    if (this.#ordered && last && to > from) return cover(this.tokens[from]?.span ?? last.span, last.span);
    let whole = this.tokens[from]?.span ?? this.core.here();
    for (let i = from + 1; i < to; i++) {
      const token = this.tokens[i];
      if (token && (token.span.from < whole.from || token.span.to > whole.to)) whole = cover(whole, token.span);
    }
    return whole;
  }

  /** Tokens by their texts, to compare symbols: `f_0`. */
  key(from: number, to: number): string {
    let key = '';
    for (let at = from; at < to; at++) key += this.tokens[at]?.text ?? '';
    return key;
  }

  /** Letters that stand alone, and runs of letters with how often they occur; counted at first need. */
  get letters(): Letters {
    this.#letters ??= countLetters(this.tokens);
    return this.#letters;
  }

  /** The first place in `from`…`to` at bracket level 0 whose token passes; -1 where none does. */
  find(from: number, to: number, test: (token: LatexToken, at: number) => boolean): number {
    for (let at = from; at < to; at++) {
      const token = this.tokens[at];
      if (token && test(token, at)) return at;
      const close = this.match[at] ?? -1;
      if (close > at) at = close;
    }
    return -1;
  }

  /** The parts of a range between separators at bracket level 0. */
  split(from: number, to: number, test: (token: LatexToken, at: number) => boolean): Range[] {
    const parts: Range[] = [];
    let start = from;
    for (let at = this.find(from, to, test); at >= 0; at = this.find(start, to, test)) {
      parts.push(this.rangeOf(start, at));
      start = at + 1;
    }
    parts.push(this.rangeOf(start, to));
    return parts;
  }

  rangeOf(from: number, to: number): Range {
    if (from < to) return { from, to, at: this.spanOf(from, to) };
    const before = this.tokens[from - 1]?.span.to ?? this.tokens[from]?.span.from ?? 0;
    return { from, to: from, at: { from: before, to: before } };
  }

  /** The closing bracket of the one at `open`, if it stands in the window; else -1. */
  partner(open: number): number {
    const close = this.match[open] ?? -1;
    return close < this.core.end ? close : -1;
  }

  /** Inside the bracket that opens at `open` (to the end of the window where it is not closed). */
  inside(open: number): Range {
    const close = this.partner(open);
    if (close >= 0) return { from: open + 1, to: close, at: this.spanOf(open, close + 1) };
    return { from: open + 1, to: this.core.end, at: this.spanOf(open, this.core.end) };
  }

  /**
   * Takes the argument of a command or script: a group in braces or one token (with its own arguments).
   * Undefined, taking nothing, where none stands.
   */
  argument(): Range | undefined {
    const { core } = this;
    while (core.peek()?.kind === 'quad') core.take();
    const start = core.position;
    const token = core.peek();
    if (!token || token.kind === 'close' || token.kind === 'cell' || token.kind === 'row' || token.kind === 'end')
      return undefined;
    if (token.kind === 'open') {
      const range = this.inside(start);
      const closed = this.closed(start);
      core.position = Math.min(core.end, range.to + 1);
      return closed ? range : { ...range, open: true };
    }
    for (let wanted = 1; wanted > 0 && !core.done; wanted--) {
      const close = core.peek()?.kind === 'open' ? this.partner(core.position) : -1;
      const next = core.take();
      if (close >= 0) core.position = Math.min(core.end, close + 1);
      else wanted += argumentsOf(next);
    }
    return { from: start, to: core.position, at: core.since(start) };
  }

  /** The inside of a range that is one group in braces (`{{…}}`, `_{\substack{…}}`). */
  unwrap(range: Range): Range {
    let { from, to } = range;
    while (this.tokens[from]?.kind === 'open' && this.match[from] === to - 1) {
      from++;
      to--;
    }
    return from === range.from ? range : { from, to, at: range.at };
  }

  /** The argument of `^` or `_`; a bracket right behind the sign is meant as a whole: `e^(-x)`. */
  script(): Range | undefined {
    const { core } = this;
    const start = core.position;
    const close = this.partner(start);
    if (!this.is(core.peek(), '(') || close < 0) return this.argument();
    const at = this.spanOf(start, start + 1);
    if (this.findings.choose('script', at, 'bracket', 'one sign') === 'one sign') return this.argument();
    core.position = close + 1;
    return { from: start + 1, to: close, at: this.spanOf(start, close + 1) };
  }

  /** The text of the document at `at`, shortened for messages. */
  textAt(at: Span): string {
    return shorten(this.#text.slice(at.from, at.to));
  }

  /** Tells the problem of a bracket that is never closed. */
  closed(open: number): boolean {
    if (this.partner(open) >= 0) return true;
    const token = this.tokens[open];
    if (!token) return false;
    const sign = this.quote(open, open + 1);
    const message = `“${sign}” before “${this.quote(open + 1, Math.min(open + 5, this.core.end))}” is never closed. Add its partner.`;
    this.findings.tell('error', 'unclosedBracket', message, token.span);
    return false;
  }

  // Reading inside a range

  /** Everything in the range as one expression (relations included); `outer` is the range with its brackets. */
  read(range: Range): Expression {
    if (range.open) {
      const reason = 'The brace “{” is never closed. Add “}”.';
      return unreadable(this.quote(range.from - 1, range.to), reason, range.at);
    }
    const { style, sizes } = this;
    const node = this.core.within(range.from, range.to, () => this.whole());
    this.style = style;
    this.sizes = sizes;
    return bracketed(node, cover(range.at, node.outer));
  }

  /** Runs `read` as what a derivative is taken of. */
  derived<R>(read: () => R): R {
    const { deriving } = this;
    this.deriving = true;
    const result = read();
    this.deriving = deriving;
    return result;
  }

  /** Everything up to the window's end as one expression; what is left over is a problem. */
  whole(): Expression {
    const { core } = this;
    while (core.peek()?.kind === 'quad') core.take();
    const first = core.peek();
    let node =
      first && isRelation(first) && !this.is(first, ':')
        ? core.continueFrom(nothingAt(first.span.from), POWER.lowest)
        : core.expression();
    while (!core.done) node = this.leftOver(node);
    return node;
  }

  /** `node` is read and something still follows. */
  leftOver(node: Expression): Expression {
    const { core } = this;
    const start = core.position;
    const token = core.take();
    if (!token || token.kind === 'quad') return node;
    const closes = token.kind === 'close' || (this.match[start] === -1 && isClosing(token));
    const end = this.tail(core.position);
    if (end && this.is(token, ',', '.', ';', ':')) {
      core.position = core.end;
      return node;
    }
    if (closes && end) {
      core.position = core.end;
      const message = `“${this.quote(start, start + 1)}” closes nothing and is left out. Remove it, or add its partner.`;
      this.findings.tell('warning', 'strayBracket', message, token.span);
      return node;
    }
    core.position = core.end;
    const at = core.since(start);
    const text = this.quote(start, core.end);
    const sign = this.quote(start, start + 1);
    const reason = closes
      ? `“${sign}” closes nothing. Remove it, or add its partner before it.`
      : `“${sign}” cannot stand after “${this.quote(Math.max(0, start - 3), start)}”. Add a sign between them, or remove it.`;
    this.findings.tell('error', 'unexpected', reason, at);
    return juxtaposed(node, unreadable(text, reason, at));
  }

  /** Only punctuation follows from `from` to the window's end. */
  private tail(from: number): boolean {
    for (let at = from; at < this.core.end; at++) {
      const token = this.tokens[at];
      if (token && token.kind !== 'quad' && !this.is(token, ',', '.', ';')) return false;
    }
    return true;
  }
}

/** How many arguments the command takes when it stands in for one itself: `x^\frac12`. */
function argumentsOf(token: LatexToken | undefined): number {
  if (token?.kind !== 'command') return 0;
  if (FRACTIONS.has(token.text) || BINOMIALS.has(token.text)) return 2;
  return STYLES.has(token.text) || ACCENTS.has(token.text) || token.text === '\\sqrt' ? 1 : 0;
}

function shorten(text: string): string {
  const written = text.slice(0, 200).replace(/\s+/g, ' ');
  return written.length > 48 ? `${written.slice(0, 45).replace(/[\ud800-\udbff]$/, '')}…` : written;
}

function isClosing(token: LatexToken): boolean {
  return token.fence === 'right' || [')', ']', '\\}', '\\rangle', '\\rfloor', '\\rceil'].includes(token.text);
}

export interface Letters {
  readonly single: ReadonlySet<string>;
  readonly runs: ReadonlyMap<string, number>;
}

/** A run of more letters than any word has is looked at no further. */
const LONGEST = 25;

/** The place behind the letters that are written together without a space from `start` on. */
export function runEnd(tokens: readonly LatexToken[], start: number, end = tokens.length, longest = LONGEST): number {
  let at = start + 1;
  while (at < end && at - start < longest && tokens[at]?.kind === 'letter' && glued(tokens[at - 1], tokens[at])) at++;
  return at;
}

/** Written without a space between them, or side by side in one macro body. */
export function glued(left: LatexToken | undefined, right: LatexToken | undefined): boolean {
  if (!left || !right || right.spaced || right.blackboard || left.blackboard) return false;
  return left.span.to === right.span.from || (left.span.from === right.span.from && left.span.to === right.span.to);
}

function countLetters(tokens: readonly LatexToken[]): Letters {
  const single = new Set<string>();
  const runs = new Map<string, number>();
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at];
    if (token?.kind !== 'letter') {
      at++;
      continue;
    }
    const end = runEnd(tokens, at, tokens.length, tokens.length);
    if (end === at + 1) single.add(token.text);
    else if (end - at <= 24) {
      let run = '';
      for (let i = at; i < end; i++) run += tokens[i]?.text ?? '';
      runs.set(run, (runs.get(run) ?? 0) + 1);
    }
    at = end;
  }
  return { single, runs };
}

export { isInfix, isRelation };
