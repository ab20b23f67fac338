/** What the parts of the reader share. */
import { cover, type Span } from '../../base/span.ts';
import type { Expression, Statement, Unreadable } from '../../syntax/tree.ts';
import { Findings } from '../expression/choices.ts';
import { unreadable } from '../expression/nodes.ts';
import { type Grammar, Pratt } from '../expression/pratt.ts';
import { programMeter } from '../expression/program.ts';
import { findingSites, functionEnd, type Site, sitesWithin } from './bound.ts';
import { type Lexed, lexingR } from './lex.ts';
import { isKeyword, isSign, type RToken } from './tokens.ts';

export const SYNTAX = 'This is not complete R here. Finish or correct the line.';
export const INSIDE = 'A name is set inside an expression.';

/** What expressions of a statement do besides having a value. */
export interface Effects {
  readonly binds: Set<string>;
  leaves: boolean;
}

/** A value that takes several statements: `if (a) { b <- 1; b + 2 } else 3`. */
export interface Deferred {
  readonly statements: readonly Statement[];
  readonly from: number;
  readonly to: number;
}

/** What is known of a file before its statements are read. */
export interface Surveyed {
  readonly lexed: Lexed;
  readonly sites: readonly Site[];
}

/** With pauses. */
export function* surveying(text: string): Generator<undefined, Surveyed> {
  const lexed = yield* lexingR(text);
  yield;
  return { lexed, sites: yield* findingSites(lexed) };
}

export class State {
  readonly text: string;
  readonly lexed: Lexed;
  readonly tokens: readonly RToken[];
  readonly partners: readonly number[];
  readonly sites: readonly Site[];
  /** Names that some function of the file sets outside of itself. */
  readonly shared: ReadonlySet<string>;
  /** All names that are set or are parameters somewhere: `T` may be one. */
  readonly taken: ReadonlySet<string>;
  readonly findings = new Findings({});
  readonly core: Pratt<RToken>;
  effects: Effects = { binds: new Set(), leaves: false };
  deferred = new Map<Expression, Deferred>();
  /** Blocks around. */
  depth = 0;
  inFunction = false;
  /** The tokens of the function that is being read. */
  range: { readonly from: number; readonly to: number };
  /** Where a name may be set: at the start of a statement, or of the value in `a <- b <- 3`. */
  settable = -1;
  /** Statements that may set anything (`source`). */
  wild = 0;

  /** Reads the statement at the position: what blocks inside of expressions call. */
  readonly statement: (state: State) => Statement[];

  constructor(
    text: string,
    { lexed, sites }: Surveyed,
    grammar: (state: State) => Grammar<RToken>,
    statement: (state: State) => Statement[],
  ) {
    this.statement = statement;
    this.text = text;
    this.lexed = lexed;
    this.tokens = lexed.tokens;
    this.partners = lexed.partners;
    this.sites = sites;
    this.shared = new Set(this.sites.filter((site) => site.outside).map(({ name }) => name));
    this.taken = namesTaken(this.lexed, this.sites);
    this.range = { from: 0, to: this.tokens.length };
    this.core = new Pratt(this.tokens, grammar(this), this.findings, programMeter(this.tokens.length));
  }

  /** The text of tokens `from` to `to` (exclusive), shortened for messages. */
  quote(from: number, to: number): string {
    const at = this.spanOf(from, to);
    const line = this.text.slice(at.from, Math.min(at.to, at.from + 41)).split('\n', 1)[0] ?? '';
    return line.length < at.to - at.from ? `${line.slice(0, 40)} …` : line;
  }

  spanOf(from: number, to: number): Span {
    const [first, last] = [this.tokens[from], this.tokens[to - 1]];
    if (first && last && to > from) return cover(first.span, last.span);
    const at = first?.span.from ?? this.text.length;
    return { from: at, to: at };
  }

  /** The statement ends at the position. */
  isOver(): boolean {
    const next = this.core.peek();
    return !next || next.kind === 'newline' || isSign(next, ';') || isKeyword(next, 'else');
  }

  skipNewlines(): void {
    while (this.core.peek()?.kind === 'newline') this.core.take();
  }

  /** An expression that is shown but not evaluated, and what it may do. */
  refuse(from: number, to: number, reason: string): Expression {
    this.noteEffects(from, to);
    const at = this.spanOf(from, to);
    return unreadable(this.text.slice(at.from, at.to), reason, at);
  }

  noteEffects(from: number, to: number): void {
    for (const name of this.boundIn(from, to)) this.effects.binds.add(name);
    if (this.mayLeave(from, to)) this.effects.leaves = true;
  }

  /** A statement that is not read. */
  unread(from: number, to: number, reason: string, leaves?: Unreadable['leaves']): Unreadable {
    const may = leaves ?? (this.mayLeave(from, to) ? 'perhaps' : undefined);
    const binds = this.boundIn(from, to);
    return { kind: 'unreadable', span: this.spanOf(from, to), reason, binds, ...(may && { leaves: may }) };
  }

  /** Names that are set among the tokens, those of functions inside aside. */
  boundIn(from: number, to: number): string[] {
    const sites = sitesWithin(this.sites, from, to).filter(({ home, outside }) => home < from || outside);
    return [...new Set(sites.map(({ name }) => name))];
  }

  mayLeave(from: number, to: number): boolean {
    for (let i = from; i < to; i++) {
      const token = this.tokens[i];
      i = Math.max(i, functionEnd(this.tokens, this.partners, i));
      if (isKeyword(token, 'break', 'next')) return true;
      if (token?.kind === 'name' && token.text === 'return' && isSign(this.tokens[i + 1], '(')) return true;
    }
    return false;
  }

  /** The first token outside of brackets that `is` so; -1 where there is none. */
  find(from: number, to: number, is: (token: RToken) => boolean): number {
    for (let i = from; i < to; i++) {
      const token = this.tokens[i];
      if (token && is(token)) return i;
      i = Math.max(i, isSign(token, '(', '[', '[[', '{') ? (this.partners[i] ?? -1) : -1);
    }
    return -1;
  }

  /** Where the line of a broken statement ends. */
  lineEnd(from: number, to: number): number {
    const end = this.find(from, to, (token) => token.kind === 'newline' || isSign(token, ';'));
    return end < 0 ? to : end;
  }

  /** Pieces between commas, outside of brackets. */
  split(from: number, to: number): { readonly from: number; readonly to: number }[] {
    const pieces: { from: number; to: number }[] = [];
    for (let start = from; start <= to; ) {
      const at = this.find(start, to, (token) => isSign(token, ','));
      pieces.push({ from: start, to: at < 0 ? to : at });
      if (at < 0) break;
      start = at + 1;
    }
    return pieces;
  }
}

function namesTaken({ tokens, partners }: Lexed, sites: readonly Site[]): Set<string> {
  const names = new Set(sites.map(({ name }) => name));
  for (const [i, token] of tokens.entries()) {
    if (!isKeyword(token, 'function') && !isSign(token, '\\')) continue;
    for (let k = i + 2; k < (partners[i + 1] ?? -1); k++) {
      const formal = tokens[k];
      if (formal?.kind === 'name' && isSign(tokens[k - 1], '(', ',')) names.add(formal.text);
    }
  }
  return names;
}
