/** Tokens of plain and Unicode math. */
import { type Span, span } from '../../base/span.ts';
import type { Token } from '../expression/pratt.ts';

export interface PlainToken extends Token {
  readonly kind: 'number' | 'name' | 'sign' | 'superscript' | 'newline';
  /** Signs in one spelling: `·` is `*`, `−` is `-`. Names in linear form: `θ₁` is `theta_1`. Superscripts as digits. */
  readonly text: string;
  readonly span: Span;
}

const GREEK: Readonly<Record<string, string>> = Object.fromEntries(
  [
    [
      'αβγδεζηθικλμνξοπρστυφχψω',
      'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega',
    ],
    ['ΓΔΘΛΞΠΣΥΦΨΩ', 'Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega'],
    ['ϵϑϖϱςϕµℓℏ', 'epsilon vartheta varpi varrho varsigma phi mu ell hbar'],
  ].flatMap(([letters = '', names = '']) => names.split(' ').map((name, i) => [[...letters][i] ?? '', name])),
);
const FRACTIONS: Readonly<Record<string, number>> = {
  '½': 1 / 2,
  '¼': 1 / 4,
  '¾': 3 / 4,
  '⅓': 1 / 3,
  '⅔': 2 / 3,
  '⅕': 1 / 5,
  '⅙': 1 / 6,
  '⅛': 1 / 8,
};
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';
const RAISED: Readonly<Record<string, string>> = { '⁻': '-', '⁺': '+', ⁿ: 'n', ˣ: 'x' };
const SIGNS: Readonly<Record<string, string>> = {
  '−': '-',
  '–': '-',
  '·': '*',
  '⋅': '*',
  '∗': '*',
  '×': '*',
  '÷': '/',
  '∕': '/',
  '≤': '<=',
  '≥': '>=',
  '≠': '!=',
  '≈': '~~',
  '→': '->',
  '′': "'",
  '’': "'",
  '∈': 'in',
  '≔': ':=',
  '←': '<-',
  '＝': '=',
};
const LONG_SIGNS = ['**', ':=', '<=', '>=', '==', '!=', '->', '<-', '~~', '||', '&&'];
const ACCENTS: Readonly<Record<string, string>> = {
  '\u0302': 'hat',
  '\u0304': 'bar',
  '\u0303': 'tilde',
  '\u0307': 'dot',
  '\u20d7': 'vec',
};

const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+(?![\p{L}\d_]))?/uy;
const NAME = /[\p{L}_$](?:[\p{L}\d_$₀-₉]|\p{Mn})*/uy;

/** `text` from `inner.from` to `inner.to`; what is no token of math is a sign by itself. */
export function lexPlain(text: string, inner: Span, masked: readonly Span[] = []): PlainToken[] {
  const tokens: PlainToken[] = [];
  let spaced = false;
  let at = inner.from;
  const put = (kind: PlainToken['kind'], to: number, shown: string) => {
    tokens.push({ kind, text: shown, span: span(at, to), spaced });
    spaced = false;
    at = to;
  };
  while (at < inner.to) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const mask = masked.find((hidden) => hidden.from <= at && at < hidden.to);
    if (mask) {
      at = mask.to;
      spaced = true;
    } else if (character === '\n') {
      put('newline', at + 1, '\n');
    } else if (/\s/.test(character)) {
      spaced = true;
      at += character.length;
    } else if (character === '#' || text.startsWith('//', at)) {
      const end = text.indexOf('\n', at);
      at = end < 0 || end > inner.to ? inner.to : end;
    } else {
      const number = matchAt(NUMBER, text, at, inner.to);
      const name = number === undefined ? matchAt(NAME, text, at, inner.to) : undefined;
      const raised = number === undefined && name === undefined ? raisedAt(text, at, inner.to) : undefined;
      const fraction = FRACTIONS[character];
      if (fraction !== undefined) put('number', at + 1, String(fraction));
      else if (number !== undefined) put('number', at + number.length, number);
      else if (raised !== undefined) put('superscript', at + raised.length, raised.text);
      else if (name !== undefined) put('name', at + name.length, linear(name));
      else {
        const long = LONG_SIGNS.find((sign) => text.startsWith(sign, at));
        const sign = long ?? character;
        put(
          'sign',
          Math.min(inner.to, at + sign.length),
          sign === '**' ? '^' : sign === '==' ? '=' : (SIGNS[sign] ?? sign),
        );
      }
    }
  }
  return tokens;
}

function matchAt(pattern: RegExp, text: string, at: number, end: number): string | undefined {
  pattern.lastIndex = at;
  const found = pattern.exec(text)?.[0];
  return found === undefined ? undefined : found.slice(0, end - at);
}

function raisedAt(text: string, at: number, end: number): { text: string; length: number } | undefined {
  let shown = '';
  let to = at;
  for (; to < end; to++) {
    const character = text[to] ?? '';
    const digit = SUPERSCRIPTS.indexOf(character);
    const raised = digit >= 0 ? String(digit) : RAISED[character];
    if (raised === undefined) break;
    shown += raised;
  }
  return shown === '' ? undefined : { text: shown, length: to - at };
}

/** `θ₁` → `theta_1`, `ŷ` → `y_hat`. */
function linear(name: string): string {
  let base = '';
  let subscript = '';
  let accent = '';
  for (const character of name.normalize('NFD')) {
    const digit = SUBSCRIPTS.indexOf(character);
    if (digit >= 0) subscript += digit;
    else if (ACCENTS[character] !== undefined) accent += `_${ACCENTS[character]}`;
    else base += GREEK[character] ?? character;
  }
  return base.normalize('NFC') + accent + (subscript === '' ? '' : `_${subscript}`);
}
