/** LaTeX math → tokens with their places in the document. Linear; nothing is an error here. */
import type { Span } from '../../base/span.ts';
import { BLACKBOARD, DELIMITERS, NONE, SUBSCRIPTS, SUPERSCRIPTS, UNICODE } from './symbols.ts';
import type { LatexToken } from './tokens.ts';

const NUMBER =
  /(?:\d{1,3}(?:(?:\\,|\{,\})\d{3})+(?!\d)|\d{1,3}(?:,\d{3})*,0\d\d(?:,\d{3})*(?!\d)|\d+)(?:(?:\.|\{,\})\d+)?|\.\d+/y;
const JOINED = /[a-zA-Z]+(?:\\_[a-zA-Z0-9]+)+/y;
const COMMAND = /\\(?:[a-zA-Z]+\*?|[\s\S])/y;
const TEXT_COMMANDS: ReadonlySet<string> = new Set(
  '\\text \\textrm \\textit \\textbf \\textsf \\texttt \\textnormal \\textsc \\textup \\mbox \\hbox \\textmd'.split(
    ' ',
  ),
);
const SPACES: ReadonlySet<string> = new Set(
  '\\, \\! \\: \\; \\> \\  \\/ \\- \\thinspace \\medspace \\thickspace \\enspace \\enskip \\nobreakspace \\space'.split(
    ' ',
  ),
);
const SIZE = /^\\(?:big|Big|bigg|Bigg)([lrm]?)$/;
const FENCES: ReadonlyMap<string, 'left' | 'right' | 'middle'> = new Map([
  ['\\left', 'left'],
  ['\\right', 'right'],
  ['\\middle', 'middle'],
]);
const ROWS: ReadonlySet<string> = new Set(['\\\\', '\\cr', '\\newline', '\\tabularnewline']);
const SINGLE: ReadonlyMap<string, LatexToken['kind']> = new Map([
  ['{', 'open'],
  ['}', 'close'],
  ['_', 'sub'],
  ['^', 'sup'],
  ["'", 'prime'],
]);
const PAIRS: ReadonlyMap<string, string> = new Map([
  [':=', '\\coloneqq'],
  ['<=', '<='],
  ['>=', '>='],
  ['==', '='],
  ['->', '->'],
]);
const HTML = /&(lt|gt|amp);/y;

/** Reads `inner` of `text`; places inside `masked` (quote marks of a blockquote, comment signs) count as white space. */
export function lex(text: string, inner: Span, masked: readonly Span[] = []): LatexToken[] {
  const lexer = new Lexer(text, inner, masked);
  lexer.run(inner.to);
  return lexer.tokens;
}

class Lexer {
  readonly tokens: LatexToken[] = [];
  readonly #text: string;
  readonly #masked: readonly Span[];
  readonly #doc: number | undefined;
  #mask = 0;
  #at: number;
  #end: number;
  #spaced = false;
  #size: Pick<LatexToken, 'fence' | 'side' | 'big'> | undefined;
  #sizeFrom = 0;

  constructor(text: string, inner: Span, masked: readonly Span[]) {
    this.#text = text;
    this.#masked = masked;
    this.#doc = inner.doc;
    this.#at = Math.max(0, inner.from);
    this.#end = Math.min(text.length, inner.to);
  }

  run(end: number): void {
    const text = this.#text;
    this.#end = Math.min(text.length, end);
    while (this.#at < this.#end) {
      if (this.#skipMask()) continue;
      const code = text.charCodeAt(this.#at);
      if (code <= 32 || code === 0xa0 || code === 126) this.#space();
      else if (code === 37) this.#comment();
      else if (code === 92) this.#command();
      else if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90)) this.#letter();
      else if (code >= 48 && code <= 57) this.#number();
      else if (code < 128) this.#sign();
      else this.#unicode();
    }
  }

  #push(kind: LatexToken['kind'], width: number, text = this.#text.slice(this.#at, this.#at + width)): void {
    const size = this.#size;
    const from = size ? this.#sizeFrom : this.#at;
    const to = this.#at + width;
    const span = this.#doc === undefined ? { from, to } : { from, to, doc: this.#doc };
    this.tokens.push(
      size ? { kind, text, span, spaced: this.#spaced, ...size } : { kind, text, span, spaced: this.#spaced },
    );
    this.#at = to;
    this.#spaced = false;
    this.#size = undefined;
  }

  #space(): void {
    this.#at++;
    this.#spaced = true;
  }

  #skipMask(): boolean {
    let next = this.#masked[this.#mask];
    while (next && next.to <= this.#at) next = this.#masked[++this.#mask];
    if (!next || this.#at < next.from) return false;
    this.#at = next.to;
    this.#spaced = true;
    return true;
  }

  /** One letter, or a name like `x\_out` with all that underscores join. */
  #letter(): void {
    const within = this.#at > 0 && /[a-zA-Z]/.test(this.#text.charAt(this.#at - 1));
    JOINED.lastIndex = this.#at;
    const joined = within ? undefined : JOINED.exec(this.#text)?.[0];
    if (joined && this.#at + joined.length <= this.#end) this.#push('text', joined.length, printed(joined));
    else this.#push('letter', 1);
  }

  #comment(): void {
    const line = this.#text.indexOf('\n', this.#at);
    this.#at = line < 0 || line >= this.#end ? this.#end : line + 1;
    this.#spaced = true;
  }

  #number(): void {
    NUMBER.lastIndex = this.#at;
    const found = NUMBER.exec(this.#text)?.[0] ?? this.#text.charAt(this.#at);
    const written = found.slice(0, this.#end - this.#at);
    this.#push('number', written.length, plainNumber(written));
  }

  #sign(): void {
    const sign = this.#text.charAt(this.#at);
    const next = this.#text.charAt(this.#at + 1);
    const kind = SINGLE.get(sign);
    const pair = PAIRS.get(sign + next);
    if (kind) this.#push(kind, 1);
    else if (sign === '.' && this.#size) this.#push('symbol', 1, NONE);
    else if (sign === '&') this.#ampersand();
    else if (this.#text.startsWith('...', this.#at)) this.#push('command', 3, '\\dots');
    else if (sign === '.' && next >= '0' && next <= '9') this.#number();
    else if (sign === '#' && next >= '1' && next <= '9') this.#push('parameter', 2);
    else if (this.#size && (sign === '<' || sign === '>'))
      this.#push('symbol', 1, sign === '<' ? '\\langle' : '\\rangle');
    else if (pair) this.#push('symbol', 2, pair);
    else this.#push('symbol', 1);
  }

  #ampersand(): void {
    HTML.lastIndex = this.#at;
    const [written = '&', name = 'amp'] = HTML.exec(this.#text) ?? [];
    if (name === 'amp') this.#push('cell', written.length);
    else this.#push('symbol', written.length, name === 'lt' ? '<' : '>');
  }

  #command(): void {
    COMMAND.lastIndex = this.#at;
    // Of a command that the end cuts off only the part before counts.
    const command = (COMMAND.exec(this.#text)?.[0] ?? '\\').slice(0, this.#end - this.#at);
    const width = command.length;
    const size = SIZE.exec(command);
    const fence = FENCES.get(command);
    if (size || fence) {
      this.#sizeFrom = this.#at;
      this.#at += width;
      this.#size = fence
        ? { fence }
        : { big: true, ...(size?.[1] === 'l' ? { side: 'open' } : size?.[1] === 'r' ? { side: 'close' } : {}) };
      while (this.#at < this.#end && this.#text.charCodeAt(this.#at) <= 32) this.#at++;
      return;
    }
    const relation = !this.#size && (command === '\\lt' || command === '\\gt');
    const delimiter = relation ? undefined : DELIMITERS.get(command);
    if (delimiter) {
      if (delimiter.side && !this.#size) {
        this.#size = { side: delimiter.side };
        this.#sizeFrom = this.#at;
      }
      this.#push('symbol', width, delimiter.text);
      return;
    }
    if (SPACES.has(command) || command.trim() === '\\') {
      this.#at += width;
      this.#spaced = true;
    } else if (ROWS.has(command)) this.#row(width);
    else if (TEXT_COMMANDS.has(command)) this.#words(width);
    else this.#other(command, width);
  }

  #other(command: string, width: number): void {
    if (command === '\\quad' || command === '\\qquad') this.#push('quad', width);
    else if (command === '\\{' || command === '\\}' || command === '\\|') this.#push('symbol', width);
    else if (command === '\\operatorname*') this.#push('command', width, '\\operatorname');
    else if (command.endsWith('*') && command.length > 2) this.#push('command', width - 1, command.slice(0, -1));
    else this.#push('command', width);
  }

  /** `\\`, with its star and its optional length. */
  #row(width: number): void {
    let end = this.#at + width;
    if (this.#text.charAt(end) === '*' && this.#text.charAt(this.#at + 1) === '\\') end++;
    if (this.#text.charAt(end) === '[') {
      const close = this.#text.indexOf(']', end);
      if (close > 0 && close - end < 12 && /^\[\s*-?[\d.]+\s*\\?[a-z]*\s*\]?$/.test(this.#text.slice(end, close)))
        end = close + 1;
    }
    this.#push('row', Math.min(end, this.#end) - this.#at);
  }

  /** `\text{…}`: its words, and the math between dollar signs in them as tokens of their own. */
  #words(width: number): void {
    const text = this.#text;
    let open = this.#at + width;
    while (open < this.#end && text.charCodeAt(open) <= 32) open++;
    if (text.charAt(open) !== '{') {
      const single = text.charAt(open) === '\\' || open >= this.#end ? '' : text.charAt(open);
      this.#push('text', Math.min(this.#end, open + single.length) - this.#at, single);
      return;
    }
    const close = closingBrace(text, open, this.#end);
    const inside = text.slice(open + 1, close);
    const end = Math.min(this.#end, close + 1);
    if (!/\$|\\\(/.test(inside)) {
      this.#push('text', end - this.#at, printed(inside));
      return;
    }
    const outerEnd = this.#end;
    for (let at = open + 1; at < close; ) {
      const dollar = indexOrEnd(text, '$', at, close);
      if (text.slice(at, dollar).trim()) {
        if (this.#at < at && at > open + 1) this.#at = at;
        this.#push('text', dollar - this.#at, printed(text.slice(at, dollar)));
      }
      const mathEnd = indexOrEnd(text, '$', dollar + 1, close);
      this.#at = Math.min(dollar + 1, close);
      this.#spaced = true;
      if (dollar < close) this.run(mathEnd);
      this.#end = outerEnd;
      at = mathEnd + 1;
      this.#at = Math.min(at, close);
    }
    this.#at = end;
    this.#spaced = true;
  }

  #unicode(): void {
    const point = this.#text.codePointAt(this.#at) ?? 0;
    const letter = String.fromCodePoint(point);
    const width = letter.length;
    const same = UNICODE.get(letter);
    if (same) {
      const kind = same === "'" ? 'prime' : same.length > 1 && same !== '\\|' ? 'command' : 'symbol';
      this.#push(kind, width, same);
      return;
    }
    const styled = BLACKBOARD.get(letter);
    if (styled) {
      this.#push('letter', width, styled);
      const last = this.tokens.pop();
      if (last) this.tokens.push({ ...last, blackboard: true });
      return;
    }
    if (SUPERSCRIPTS.includes(letter) || SUBSCRIPTS.includes(letter)) {
      this.#unicodeScript();
      return;
    }
    if (/\s|\p{Cf}/u.test(letter)) {
      this.#at += width;
      this.#spaced = true;
      return;
    }
    this.#push(/\p{L}/u.test(letter) ? 'letter' : 'symbol', width, letter);
  }

  /** `x²`, `x₁₀`: a script sign in an empty place, then one number. */
  #unicodeScript(): void {
    const raised = SUPERSCRIPTS.includes(this.#text.charAt(this.#at));
    const digits = raised ? SUPERSCRIPTS : SUBSCRIPTS;
    let value = '';
    let end = this.#at;
    for (; end < this.#end && digits.includes(this.#text.charAt(end)); end++)
      value += digits.indexOf(this.#text.charAt(end));
    this.#push(raised ? 'sup' : 'sub', 0, raised ? '^' : '_');
    this.#push('number', end - this.#at, value);
  }
}

/** `1{,}000` and `10\,000` are thousands, `0{,}5` a decimal comma. */
function plainNumber(written: string): string {
  if (!/[\\,{]/.test(written)) return written;
  return written
    .replace(/(?:\\,|\{,\})(?=\d{3}(?!\d))/g, '')
    .replace(/\{,\}/g, '.')
    .replace(/,/g, '');
}

function closingBrace(text: string, open: number, end: number): number {
  let depth = 0;
  for (let at = open; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 92) at++;
    else if (code === 123) depth++;
    else if (code === 125 && --depth === 0) return at;
  }
  return end;
}

function indexOrEnd(text: string, sign: string, from: number, end: number): number {
  const at = text.indexOf(sign, from);
  return at < 0 || at > end ? end : at;
}

/** The words of `\text{negative\_slope}` as they print. */
function printed(words: string): string {
  return words.replace(/\\([_&%$#{} ])/g, '$1').replace(/~/g, ' ');
}
