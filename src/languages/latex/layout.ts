/**
 * Takes away what is only layout, and settles what `&`, `\\` and stacked signs mean, token by token:
 * spacing, colours, tags, labels and braces under a term go; `&` beside a relation goes; a row that continues the one
 * before it is joined to it; `\overset{def}{=}` becomes one sign. One pass, linear.
 */
import { cover } from '../../base/span.ts';
import type { Findings } from '../expression/choices.ts';
import { BINOMIALS, DROPPED, FRACTIONS, INFIX, PROSE, RELATIONS } from './symbols.ts';
import type { LatexToken } from './tokens.ts';

/** Environments whose rows are formulas; `&` only aligns. */
export const ALIGNED: ReadonlySet<string> = new Set(
  `align align* aligned alignat alignat* alignedat flalign flalign* gather gather* gathered split eqnarray eqnarray* equation
   equation* multline multline* multlined math displaymath subequations dmath dmath*`.split(/\s+/),
);
export const CASES: ReadonlySet<string> = new Set('cases cases* dcases dcases* rcases drcases numcases'.split(' '));
export const MATRICES: ReadonlyMap<string, 'bare' | 'brackets' | 'bar' | 'norm'> = new Map([
  ['matrix', 'bare'],
  ['smallmatrix', 'bare'],
  ['array', 'bare'],
  ['pmatrix', 'brackets'],
  ['bmatrix', 'brackets'],
  ['Bmatrix', 'brackets'],
  ['vmatrix', 'bar'],
  ['Vmatrix', 'norm'],
]);
const TAKES_ARGUMENT: ReadonlySet<string> = new Set('array alignat alignat* alignedat numcases'.split(' '));
const UPRIGHT: ReadonlySet<string> = new Set(['\\mathrm', '\\operatorname', '\\mathsf', '\\mathit']);
const PLAIN_WORDS: ReadonlySet<string> = new Set(['otherwise', 'where']);
const CELL_WORDS: ReadonlySet<string> = new Set(['if', 'for', 'when', 'else']);

interface Frame {
  readonly environment?: string;
  readonly cases?: boolean;
  /** Alignment signs so far in this row. */
  cells: number;
  /** A wide space parts this row, so that the next one continues what stands before the space. */
  parted?: boolean;
  /** After the closing brace: a script that is only a label, or the second argument of a fraction. */
  readonly behind?: 'label' | 'second';
}

export function isRelation(token: LatexToken | undefined): boolean {
  return token !== undefined && (token.kind === 'symbol' || token.kind === 'command') && RELATIONS.has(token.text);
}

export function isInfix(token: LatexToken | undefined): boolean {
  if (!token || (token.kind !== 'symbol' && token.kind !== 'command')) return false;
  return token.text === '/' || INFIX.has(token.text);
}

export function layOut(tokens: readonly LatexToken[], findings: Findings): LatexToken[] {
  const layout = new Layout(tokens, findings);
  layout.run();
  return layout.out;
}

class Layout {
  readonly out: LatexToken[] = [];
  readonly #tokens: readonly LatexToken[];
  readonly #findings: Findings;
  readonly #frames: Frame[] = [{ cells: 0 }];
  #at = 0;
  /** The next number gives only its first digit: `\frac12`. */
  #digit = 0;

  constructor(tokens: readonly LatexToken[], findings: Findings) {
    this.#tokens = tokens;
    this.#findings = findings;
  }

  run(): void {
    for (let token = this.#peek(); token; token = this.#peek()) this.#one(token);
    this.#trimRows();
  }

  #peek(ahead = 0): LatexToken | undefined {
    return this.#tokens[this.#at + ahead];
  }

  #last(): LatexToken | undefined {
    return this.out[this.out.length - 1];
  }

  #frame(): Frame {
    return this.#frames[this.#frames.length - 1] ?? { cells: 0 };
  }

  #one(token: LatexToken): void {
    const digit = this.#digit;
    this.#digit = 0;
    switch (token.kind) {
      case 'open':
        this.#open(token, digit > 1 ? 'second' : undefined);
        break;
      case 'close':
        this.#close(token);
        break;
      case 'quad':
        this.#at++;
        this.#quad(token);
        break;
      case 'cell':
        this.#cell(token);
        break;
      case 'row':
        this.#row(token);
        break;
      case 'number':
        this.#number(token, digit);
        break;
      case 'letter':
        this.#letter(token, digit);
        break;
      case 'command':
        this.#command(token, digit);
        break;
      case 'text':
        this.#at++;
        if (/^\s*\d+(\.\d+)?\s*$/.test(token.text))
          this.out.push({ ...token, kind: 'number', text: token.text.trim() });
        else this.out.push(token);
        return;
      default:
        this.#at++;
        this.out.push(token);
    }
  }

  #open(token: LatexToken, behind?: 'second'): void {
    const next = this.#peek(1);
    const after = this.#peek(2)?.kind;
    const last = this.#last();
    if (next?.kind === 'text' && after === 'close' && (!last || last.kind === 'quad')) {
      this.out.push(next);
      this.#at += 3;
      return;
    }
    const argument = last?.kind === 'sub' || last?.kind === 'sup' || last?.kind === 'command' || behind !== undefined;
    if (next?.kind === 'close' && !argument && after !== 'sub' && after !== 'sup') {
      this.#at += 2; // `{}` only spaces
      return;
    }
    this.#at++;
    this.out.push(token);
    this.#frames.push(behind ? { cells: 0, behind } : { cells: 0 });
  }

  #close(token: LatexToken): void {
    this.#at++;
    this.out.push(token);
    const frame = this.#frame();
    if (this.#frames.length > 1 && frame.environment === undefined) this.#frames.pop();
    if (frame.behind === 'label') this.#skipScript();
    if (frame.behind === 'second') this.#digit = 1;
  }

  #number(token: LatexToken, digit: number): void {
    this.#at++;
    const last = this.#last();
    const script = (last?.kind === 'sup' || last?.kind === 'sub') && last.span.to > last.span.from;
    const split =
      token.text.length > 1 &&
      (digit > 0 || (script && this.#findings.choose('script', token.span, 'number', 'one digit') === 'one digit'));
    if (!split) {
      this.out.push(token);
      this.#digit = digit > 1 ? digit - 1 : 0;
      return;
    }
    const [first, rest] = firstDigit(token);
    this.out.push(first);
    if (digit > 1) this.out.push(...(rest.text.length > 1 ? firstDigit(rest) : [rest]));
    else this.out.push(rest);
  }

  /** Letters that are words of prose, `if` and `otherwise` in a cell, become text. */
  #letter(token: LatexToken, digit: number): void {
    const before = this.#tokens[this.#at - 1];
    if (token.spaced || !before || before.kind !== 'letter') {
      let word = token.text;
      let end = this.#at + 1;
      for (; this.#tokens[end]?.kind === 'letter' && !this.#tokens[end]?.spaced && word.length < 12; end++) {
        word += this.#tokens[end]?.text ?? '';
      }
      const last = this.#last()?.kind;
      const begins = last === 'cell' || last === 'quad' || (token.spaced && this.#last()?.text === ',');
      if (PLAIN_WORDS.has(word) || (CELL_WORDS.has(word) && begins)) {
        const to = this.#tokens[end - 1]?.span ?? token.span;
        this.out.push({ kind: 'text', text: word, span: cover(token.span, to), spaced: token.spaced });
        this.#at = end;
        return;
      }
    }
    this.#at++;
    this.out.push(token);
    this.#digit = digit > 1 ? digit - 1 : 0;
  }

  #command(token: LatexToken, digit: number): void {
    const { text } = token;
    const dropped = DROPPED.get(text);
    if (dropped !== undefined) {
      this.#drop(dropped, digit);
      return;
    }
    if (UPRIGHT.has(text) && this.#prose(token)) return;
    switch (text) {
      case '\\atop':
        this.#at++;
        this.out.push({ ...token, kind: 'row' });
        return;
      case '\\begin':
        this.#begin(token);
        return;
      case '\\end':
        this.#end(token);
        return;
      case '\\not':
        this.#not(token);
        return;
      case '\\stackrel':
      case '\\overset':
      case '\\underset':
        this.#stacked(token);
        return;
      case '\\underbrace':
      case '\\overbrace':
      case '\\underbracket':
      case '\\overbracket':
        this.#at++;
        if (this.#peek()?.kind === 'open') {
          this.out.push(this.#peek() ?? token);
          this.#frames.push({ cells: 0, behind: 'label' });
          this.#at++;
        }
        return;
      case '\\xrightarrow':
        this.#at++;
        this.#at = this.#behindArgument(this.#at);
        this.out.push(token);
        return;
      case '\\mathchoice':
        this.#at++;
        return;
    }
    this.#at++;
    this.out.push(token);
    if (FRACTIONS.has(text) || BINOMIALS.has(text)) this.#digit = 2;
    else if (text === '\\sqrt') this.#digit = this.#peek()?.text === '[' ? 0 : 1;
    else this.#digit = digit > 1 ? digit - 1 : 0;
  }

  /** `\mathrm{and}`, `\operatorname{if}`: words, as in `\text`. */
  #prose(token: LatexToken): boolean {
    if (this.#peek(1)?.kind !== 'open') return false;
    let word = '';
    let end = 2;
    for (; this.#peek(end)?.kind === 'letter' && end < 14; end++) word += this.#peek(end)?.text ?? '';
    const close = this.#peek(end);
    if (close?.kind !== 'close' || word.length < 2 || !PROSE.has(word)) return false;
    this.#at += end + 1;
    this.out.push({ kind: 'text', text: word, span: cover(token.span, close.span), spaced: token.spaced });
    return true;
  }

  #drop(args: number, digit: number): void {
    this.#at++;
    this.#digit = digit;
    if (this.#peek()?.text === '*') this.#at++;
    if (args > 0 && this.#peek()?.text === '[') {
      for (let i = 1; i < 12; i++) {
        if (this.#peek(i)?.text !== ']') continue;
        this.#at += i + 1;
        break;
      }
    }
    for (let i = 0; i < args && this.#peek()?.kind === 'open'; i++) this.#at = this.#behindArgument(this.#at);
  }

  /** The place behind the group or single token at `from`. */
  #behindArgument(from: number): number {
    if (this.#tokens[from]?.kind !== 'open') return Math.min(from + 1, this.#tokens.length);
    let depth = 0;
    for (let i = from; i < this.#tokens.length; i++) {
      const kind = this.#tokens[i]?.kind;
      if (kind === 'open') depth++;
      if (kind === 'close' && --depth === 0) return i + 1;
    }
    return this.#tokens.length;
  }

  #skipScript(): void {
    const next = this.#peek()?.kind;
    if (next !== 'sub' && next !== 'sup') return;
    this.#at++;
    const argument = this.#peek();
    this.#at = this.#behindArgument(this.#at);
    if (argument?.kind === 'command' && this.#peek()?.kind === 'open') this.#at = this.#behindArgument(this.#at);
  }

  // Environments

  #begin(token: LatexToken): void {
    const name = this.#environmentName();
    if (name === undefined) {
      this.out.push(token);
      return;
    }
    const last = this.#last();
    const braced = last?.text === '\\{' && last.kind === 'symbol';
    const cases = CASES.has(name) || (braced && (name === 'array' || ALIGNED.has(name)));
    if (this.#peek()?.text === '[' && this.#peek(2)?.text === ']') this.#at += 3;
    if (TAKES_ARGUMENT.has(name) && this.#peek()?.kind === 'open') this.#at = this.#behindArgument(this.#at);
    const to = this.#tokens[this.#at - 1]?.span ?? token.span;
    this.out.push({
      kind: 'begin',
      text: name,
      span: cover(token.span, to),
      spaced: token.spaced,
      ...(cases ? { cases } : {}),
    });
    this.#frames.push({ environment: name, cases, cells: 0 });
  }

  #end(token: LatexToken): void {
    const name = this.#environmentName();
    if (name === undefined) {
      this.out.push(token);
      return;
    }
    this.#trimRows();
    const to = this.#tokens[this.#at - 1]?.span ?? token.span;
    this.out.push({ kind: 'end', text: name, span: cover(token.span, to), spaced: token.spaced });
    const open = this.#frames.findLastIndex((frame) => frame.environment === name);
    if (open > 0 && this.#frames.length - open < 50) this.#frames.length = open;
  }

  /** Takes `\begin{name}`; nothing but the command where no name follows. */
  #environmentName(): string | undefined {
    this.#at++;
    if (this.#peek()?.kind !== 'open') return undefined;
    let name = '';
    for (let i = 1; i < 24; i++) {
      const part = this.#peek(i);
      if (!part) return undefined;
      if (part.kind === 'close') {
        this.#at += i + 1;
        return name;
      }
      name += part.text;
    }
    return undefined;
  }

  #trimRows(): void {
    while (this.#last()?.kind === 'row' || this.#last()?.kind === 'cell') this.out.pop();
  }

  #cell(token: LatexToken): void {
    this.#at++;
    const frame = this.#frame();
    if (isRelation(this.#last()) || isRelation(this.#peek())) return;
    const tabular = frame.cases || (frame.environment !== undefined && MATRICES.has(frame.environment));
    const inGroup = frame.environment === undefined && this.#frames.length > 1;
    if (tabular || inGroup) {
      this.out.push(token);
      return;
    }
    frame.cells++;
    if (frame.cells % 2 === 0) this.#quad({ ...token, kind: 'quad' });
  }

  #row(token: LatexToken): void {
    this.#at++;
    const frame = this.#frame();
    frame.cells = 0;
    if (frame.environment !== undefined && MATRICES.has(frame.environment) && !frame.cases) {
      this.out.push(token);
      return;
    }
    const parted = frame.parted ?? false;
    frame.parted = false;
    if (frame.environment?.startsWith('multline')) return;
    const chained = parted && isRelation(this.#nextInRow()) && !isRelation(this.#last());
    if ((chained || !this.#continues()) && this.#last()?.kind !== 'row') this.out.push(token);
  }

  #quad(token: LatexToken): void {
    const last = this.#last();
    if (!isInfix(last) && !isRelation(last)) this.#frame().parted = true;
    this.out.push(token);
  }

  /** The first token of the next row that is no layout. */
  #nextInRow(): LatexToken | undefined {
    let ahead = 0;
    while (this.#peek(ahead)?.kind === 'cell' || this.#peek(ahead)?.kind === 'quad') ahead++;
    return this.#peek(ahead);
  }

  /** Does the row from here on continue the one before? It starts with a sign, or the other ended with one. */
  #continues(): boolean {
    const { cases } = this.#frame();
    const last = this.#last();
    if (!last) return false;
    if (isRelation(last) || isInfix(last)) return true;
    let at = this.#at;
    let indented = false;
    for (; ; at++) {
      const kind = this.#tokens[at]?.kind;
      const empty = kind === 'open' && this.#tokens[at + 1]?.kind === 'close';
      if (kind !== 'cell' && kind !== 'quad' && !empty) break;
      indented = true;
      if (empty) at++;
    }
    const first = this.#tokens[at];
    if (isRelation(first)) return true;
    if (!isInfix(first) || cases) return false;
    return first?.text !== '-' || (indented && !this.#rowHasRelation(at));
  }

  #rowHasRelation(from: number): boolean {
    let depth = 0;
    for (let i = from; i < this.#tokens.length && i < from + 500; i++) {
      const token = this.#tokens[i];
      if (token?.kind === 'open') depth++;
      else if (token?.kind === 'close') depth--;
      if (depth < 0 || (depth === 0 && (token?.kind === 'row' || token?.text === '\\end'))) return false;
      if (depth === 0 && isRelation(token)) return true;
    }
    return false;
  }

  // Signs in two parts

  #not(token: LatexToken): void {
    this.#at++;
    const next = this.#peek();
    if (next?.text === '=' || next?.text === '\\in' || next?.text === '\\equiv') {
      this.#at++;
      const text = next.text === '\\in' ? '\\notin' : '\\ne';
      this.out.push({ ...token, text, span: cover(token.span, next.span) });
    } else this.out.push(token);
  }

  /** `\stackrel{def}{=}` is one sign; `\overset{a}{x}` is x; `\underset{w}{\min}` is `\min_{w}`. */
  #stacked(token: LatexToken): void {
    this.#at++;
    const first = this.#at;
    const firstEnd = this.#behindArgument(first);
    const secondEnd = this.#behindArgument(firstEnd);
    const inner = this.#tokens.slice(firstEnd, secondEnd).filter(({ kind }) => kind !== 'open' && kind !== 'close');
    const [sign] = inner;
    const above = this.#tokens.slice(first, firstEnd).map(({ text }) => text);
    if (inner.length === 1 && sign && isRelation(sign)) {
      const defines = sign.text === '=' && /def|△|triangle|Delta|let/i.test(above.join(''));
      const end = this.#tokens[secondEnd - 1]?.span ?? sign.span;
      this.out.push({ ...sign, text: defines ? '\\coloneqq' : sign.text, span: cover(token.span, end) });
      this.#at = secondEnd;
      return;
    }
    this.#at = firstEnd;
    if (token.text === '\\underset' && this.#tokens[first]?.kind === 'open' && inner.length > 0) {
      const grouped = this.#tokens[firstEnd]?.kind === 'open';
      const body = this.#tokens.slice(firstEnd + (grouped ? 1 : 0), secondEnd - (grouped ? 1 : 0));
      const script: LatexToken = { kind: 'sub', text: '_', span: token.span, spaced: false };
      this.out.push(...body, script, ...this.#tokens.slice(first, firstEnd));
      this.#at = secondEnd;
    }
  }
}

/** A number in two: its first digit, and what is left. Both stand where it stood if it came out of a macro. */
function firstDigit(token: LatexToken): [LatexToken, LatexToken] {
  const { text, span } = token;
  const own = span.to - span.from === text.length;
  const first = own ? { ...span, to: span.from + 1 } : span;
  const rest = own ? { ...span, from: span.from + 1 } : span;
  return [
    { ...token, text: text.charAt(0), span: first },
    { ...token, text: text.slice(1), span: rest, spaced: false },
  ];
}
