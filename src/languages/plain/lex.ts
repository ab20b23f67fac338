/** Tokens of plain and Unicode math. */
import { type Span, span } from '../../base/span.ts';
import type { Token } from '../expression/pratt.ts';

export interface PlainToken extends Token {
  /** `bad` is what looks like a number and is none; its text says why. */
  readonly kind: 'number' | 'name' | 'sign' | 'superscript' | 'newline' | 'bad';
  /** Signs in one spelling: `·` is `*`, `−` is `-`. Names in linear form: `θ₁` is `theta_1`. Superscripts as digits. */
  readonly text: string;
  /** Written in Greek letters. */
  readonly greek?: boolean;
}

/** Words that are signs. */
export const WORDS: ReadonlySet<string> = new Set(['and', 'or', 'not', 'mod', 'if', 'else', 'in']);

const GREEK: ReadonlyMap<string, string> = new Map(
  [
    [
      'αβγδεζηθικλμνξοπρστυφχψω',
      'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega',
    ],
    [
      'ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ',
      'Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho Sigma Tau Upsilon Phi Chi Psi Omega',
    ],
    ['ϵϑϖϱςϕ\u00b5ℓℏħ', 'epsilon vartheta varpi varrho varsigma phi mu ell hbar hbar'],
  ].flatMap(([letters = '', names = '']) => {
    const spelled = names.split(' ');
    return [...letters].map((letter, i): [string, string] => [letter, spelled[i] ?? letter]);
  }),
);
const FRACTIONS: ReadonlyMap<string, number> = new Map([
  ['½', 1 / 2],
  ['⅓', 1 / 3],
  ['⅔', 2 / 3],
  ['¼', 1 / 4],
  ['¾', 3 / 4],
  ['⅕', 1 / 5],
  ['⅖', 2 / 5],
  ['⅗', 3 / 5],
  ['⅘', 4 / 5],
  ['⅙', 1 / 6],
  ['⅚', 5 / 6],
  ['⅛', 1 / 8],
  ['⅜', 3 / 8],
  ['⅝', 5 / 8],
  ['⅞', 7 / 8],
]);
const DIGITS_ABOVE = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const DIGITS_BELOW = '₀₁₂₃₄₅₆₇₈₉';
const ABOVE: ReadonlyMap<string, string> = new Map([
  ['⁻', '-'],
  ['⁺', '+'],
  ['ⁿ', 'n'],
  ['ˣ', 'x'],
  ['ᵏ', 'k'],
  ['ᵐ', 'm'],
  ['ⁱ', 'i'],
  ['ᵀ', 'T'],
]);
const SIGNS: ReadonlyMap<string, string> = new Map([
  ['−', '-'],
  ['–', '-'],
  ['·', '*'],
  ['⋅', '*'],
  ['∙', '*'],
  ['∗', '*'],
  ['×', '*'],
  ['÷', '/'],
  ['∕', '/'],
  ['⁄', '/'],
  ['**', '^'],
  ['≤', '<='],
  ['≥', '>='],
  ['⩽', '<='],
  ['⩾', '>='],
  ['≠', '!='],
  ['≈', '~~'],
  ['∝', 'propto'],
  ['→', '->'],
  ['⇒', '=>'],
  ['′', "'"],
  ['’', "'"],
  ['″', "''"],
  ['∈', 'in'],
  ['≔', ':='],
  ['←', '<-'],
  ['＝', '='],
  ['∧', '&&'],
  ['∨', '||'],
  ['¬', 'not'],
  ['‖', '||'],
]);
const LONG_SIGNS = ['**', ':=', '<=', '>=', '==', '!=', '=>', '~~', '&&', '//'];
const ACCENTS: ReadonlyMap<string, string> = new Map([
  ['\u0302', 'hat'],
  ['\u0304', 'bar'],
  ['\u0303', 'tilde'],
  ['\u0307', 'dot'],
  ['\u20d7', 'vec'],
]);

const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/uy;
const NOT_A_NUMBER = /0[xXbBoO][\da-fA-F]+|0\d+(?![\d.])|\d+_\d[\d_]*/uy;
const NAME = /(?![ⁿˣᵏᵐⁱᵀ])[\p{L}_$](?:(?![ⁿˣᵏᵐⁱᵀ])[\p{L}\d_$₀-₉]|\p{Mn})*(?:(?<=_)\{[\p{L}\d]+\})?/uy;

/** `text` from `inner.from` to `inner.to`; what is no token of math is a sign by itself. `masked` is in order. */
export function lexPlain(text: string, inner: Span, masked: readonly Span[] = []): PlainToken[] {
  const tokens: PlainToken[] = [];
  let spaced = false;
  let at = inner.from;
  let hidden = 0;
  const put = (kind: PlainToken['kind'], to: number, shown: string, greek = false): void => {
    tokens.push({ kind, text: shown, span: span(at, to), spaced, ...(greek && { greek }) });
    spaced = false;
    at = to;
  };
  while (at < inner.to) {
    while ((masked[hidden]?.to ?? Number.POSITIVE_INFINITY) <= at) hidden++;
    const mask = masked[hidden];
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    if (mask && mask.from <= at) {
      at = mask.to;
      spaced = true;
    } else if (character === '\n') {
      put('newline', at + 1, '\n');
    } else if (/\s/.test(character)) {
      spaced = true;
      at += character.length;
    } else if (startsComment(text, at, tokens)) {
      const end = text.indexOf('\n', at);
      at = end < 0 || end > inner.to ? inner.to : end;
    } else {
      takeToken(text, at, inner.to, character, put);
    }
  }
  return tokens;
}

/** `#` anywhere, `//` where a line starts; between operands `//` may be a whole division, and is not read. */
function startsComment(text: string, at: number, tokens: readonly PlainToken[]): boolean {
  if (text[at] === '#') return true;
  const before = tokens[tokens.length - 1];
  return text.startsWith('//', at) && (before === undefined || before.kind === 'newline');
}

function takeToken(
  text: string,
  at: number,
  end: number,
  character: string,
  put: (kind: PlainToken['kind'], to: number, shown: string, greek?: boolean) => void,
): void {
  const fraction = FRACTIONS.get(character);
  if (fraction !== undefined) {
    put('number', at + character.length, String(fraction));
    return;
  }
  const odd = matchAt(NOT_A_NUMBER, text, at, end);
  if (odd !== undefined) {
    put('bad', at + odd.length, `“${odd}” is not a number of plain math. Write it in decimal digits.`);
    return;
  }
  const number = matchAt(NUMBER, text, at, end);
  if (number !== undefined) {
    put('number', at + number.length, number);
    return;
  }
  const raised = raisedAt(text, at, end);
  if (raised) {
    put('superscript', at + raised.length, raised.text);
    return;
  }
  const name = matchAt(NAME, text, at, end);
  if (name !== undefined) {
    put('name', at + name.length, linear(name), GREEK.has(character));
    return;
  }
  const sign =
    LONG_SIGNS.find((long) => text.startsWith(long, at) && at + long.length <= end) ?? arrowAt(text, at, end);
  const spelled = sign ?? character;
  put('sign', Math.min(end, at + spelled.length), SIGNS.get(spelled) ?? spelled);
}

/** `x <- 1` sets x, `x<-1` compares with −1: the arrow stands between blanks. */
function arrowAt(text: string, at: number, end: number): string | undefined {
  if (at + 2 > end) return undefined;
  if (text.startsWith('->', at)) return '->';
  const apart = /\s/.test(text[at - 1] ?? '') && /\s/.test(text[at + 2] ?? '');
  return text.startsWith('<-', at) && apart ? '<-' : undefined;
}

function matchAt(pattern: RegExp, text: string, at: number, end: number): string | undefined {
  pattern.lastIndex = at;
  const found = pattern.exec(text)?.[0];
  return found?.slice(0, end - at);
}

function raisedAt(text: string, at: number, end: number): { text: string; length: number } | undefined {
  let shown = '';
  let to = at;
  for (; to < end; to++) {
    const character = text[to] ?? '';
    const digit = DIGITS_ABOVE.indexOf(character);
    const raised = digit >= 0 ? String(digit) : ABOVE.get(character);
    if (raised === undefined) break;
    shown += raised;
  }
  return shown === '' ? undefined : { text: shown, length: to - at };
}

/** `θ₁` → `theta_1`, `ŷ` → `y_hat`, `x_{max}` → `x_max`, `𝑥` → `x`. */
function linear(name: string): string {
  if (/^[\w$]*$/.test(name)) return name;
  let base = '';
  let subscript = '';
  let accent = '';
  for (const character of name
    .replace(/[\u{1d400}-\u{1d7ff}]/gu, (letter) => letter.normalize('NFKC'))
    .normalize('NFD')) {
    const digit = DIGITS_BELOW.indexOf(character);
    const mark = ACCENTS.get(character);
    if (character === '{' || character === '}') continue;
    if (digit >= 0) subscript += digit;
    else if (mark !== undefined) accent += `_${mark}`;
    else base += GREEK.get(character) ?? character;
  }
  return base.normalize('NFC') + accent + (subscript === '' ? '' : `_${subscript}`);
}
