/** What the parts of the reader share. */
import type { Span } from '../../base/span.ts';
import { cover } from '../../base/span.ts';
import type { Expression, Unreadable } from '../../syntax/tree.ts';
import { Findings } from '../expression/choices.ts';
import { unreadable } from '../expression/nodes.ts';
import { type Grammar, Pratt } from '../expression/pratt.ts';
import { programMeter } from '../expression/program.ts';
import { type Blocks, findingBlocks } from './blocks.ts';
import { findingSites, namesOfSites, type Site, sitesWithin } from './bound.ts';
import { type Lexed, lexingMatlab } from './lex.ts';
import { Scope } from './scope.ts';
import { isKeyword, isSign, type MatlabToken } from './tokens.ts';

export const SYNTAX = 'This is not complete MATLAB here. Finish or correct the line.';

/** What is known of a file before its statements are read. */
export interface Surveyed {
  readonly lexed: Lexed;
  readonly blocks: Blocks;
  readonly sites: readonly Site[];
}

/** With pauses. */
export function* surveying(text: string): Generator<undefined, Surveyed> {
  const lexed = yield* lexingMatlab(text);
  yield;
  const { tokens, partners } = lexed;
  const blocks = yield* findingBlocks(tokens, text);
  return { lexed, blocks, sites: yield* findingSites(tokens, partners) };
}

export class State {
  readonly text: string;
  readonly tokens: readonly MatlabToken[];
  readonly partners: readonly number[];
  readonly comments: readonly Span[];
  readonly blocks: Blocks;
  readonly sites: readonly Site[];
  /** Functions of the file. */
  readonly functions: ReadonlySet<string>;
  readonly findings = new Findings({});
  readonly core: Pratt<MatlabToken>;
  scope: Scope;
  /** Blocks around. */
  depth = 0;
  /** Indices around, where `end` has a meaning. */
  indices = 0;
  /** Where a function is made that is surely used up at once: among the arguments of `integral` and the like. */
  immediate = false;
  /** The name that the statement gives to an anonymous function. */
  target: string | undefined;
  /** Names that expressions of the statement set. */
  effects = new Set<string>();

  constructor(text: string, { lexed, blocks, sites }: Surveyed, grammar: (state: State) => Grammar<MatlabToken>) {
    const { tokens, partners, comments } = lexed;
    this.text = text;
    this.tokens = tokens;
    this.partners = partners;
    this.comments = comments;
    this.blocks = blocks;
    this.sites = sites;
    this.functions = namesOfFunctions(tokens, partners);
    this.scope = new Scope(this.sites);
    this.core = new Pratt(tokens, grammar(this), this.findings, programMeter(tokens.length));
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

  /** An expression that is shown but not evaluated, and what it may set. */
  refuse(from: number, to: number, reason: string): Expression {
    for (const name of this.boundIn(from, to)) this.effects.add(name);
    const at = this.spanOf(from, to);
    return unreadable(this.text.slice(at.from, at.to), reason, at);
  }

  /** A statement that is not read. */
  unread(from: number, to: number, reason: string, leaves?: Unreadable['leaves']): Unreadable {
    const binds = this.boundIn(from, to);
    for (const name of binds) this.scope.know(name.split('.', 1)[0] ?? name);
    const may = leaves ?? (this.mayLeave(from, to) ? 'perhaps' : undefined);
    return { kind: 'unreadable', span: this.spanOf(from, to), reason, binds, ...(may && { leaves: may }) };
  }

  boundIn(from: number, to: number): string[] {
    return namesOfSites(sitesWithin(this.sites, from, to));
  }

  mayLeave(from: number, to: number): boolean {
    for (let i = from; i < to; i++) if (isKeyword(this.tokens[i], 'return', 'break', 'continue')) return true;
    return false;
  }

  /** Where the statement that starts at `from` ends: at a separator or keyword. */
  statementEnd(from: number, to: number): number {
    let i = from;
    while (i < to && this.tokens[i]?.kind !== 'separator' && this.tokens[i]?.kind !== 'keyword') i++;
    return i;
  }

  /** A bracket without a partner, or something that is no token. */
  isBroken(from: number, to: number): boolean {
    for (let i = from; i < to; i++) {
      const token = this.tokens[i];
      if (token?.kind === 'bad') return true;
      if (isSign(token, '(', ')', '[', ']', '{', '}') && (this.partners[i] ?? -1) < 0) return true;
    }
    return false;
  }

  /** The first token outside of brackets that `is` so; -1 where there is none. */
  find(from: number, to: number, is: (token: MatlabToken) => boolean): number {
    for (let i = from; i < to; i++) {
      const token = this.tokens[i];
      if (token && is(token)) return i;
      i = Math.max(i, isSign(token, '(', '[', '{') ? (this.partners[i] ?? -1) : -1);
    }
    return -1;
  }

  /** Pieces between the signs, outside of brackets. */
  split(from: number, to: number, sign: string): { readonly from: number; readonly to: number }[] {
    const pieces: { from: number; to: number }[] = [];
    let start = from;
    while (start <= to) {
      const at = this.find(start, to, (token) => isSign(token, sign));
      pieces.push({ from: start, to: at < 0 ? to : at });
      if (at < 0) break;
      start = at + 1;
    }
    return pieces;
  }
}

function namesOfFunctions(tokens: readonly MatlabToken[], partners: readonly number[]): Set<string> {
  const names = new Set<string>();
  for (const [i, token] of tokens.entries()) {
    if (!isKeyword(token, 'function')) continue;
    const past = isSign(tokens[i + 1], '[') ? (partners[i + 1] ?? i) + 1 : i + 2;
    const name = tokens[isSign(tokens[past], '=') ? past + 1 : i + 1];
    if (name?.kind === 'name') names.add(name.text);
  }
  return names;
}
