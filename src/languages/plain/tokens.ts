/** The words and signs of one line of plain text, as far as formulas have them. */
import { isDigit, isLetter, isSpace } from '../finding/characters.ts';

export type TokenKind =
  | 'number'
  | 'name'
  | 'open'
  | 'close'
  | 'bar'
  | 'operator' // between operands; + and − also in front of one
  | 'root' // in front of an operand: √ ∂ ∇
  | 'after' // behind an operand: ² ! ′
  | 'comma'
  | 'equals'
  | 'compare'
  | 'question'
  | 'colon';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** White space before and after it. */
  readonly before: boolean;
  readonly after: boolean;
}

const SIGNS: ReadonlyMap<string, TokenKind> = new Map(
  Object.entries({
    '+': 'operator',
    '-': 'operator',
    '−': 'operator',
    '*': 'operator',
    '×': 'operator',
    '·': 'operator',
    '⋅': 'operator',
    '∙': 'operator',
    '/': 'operator',
    '÷': 'operator',
    '∕': 'operator',
    '^': 'operator',
    '(': 'open',
    '[': 'open',
    ')': 'close',
    ']': 'close',
    '|': 'bar',
    '‖': 'bar',
    ',': 'comma',
    '=': 'equals',
    '≔': 'equals',
    '<': 'compare',
    '>': 'compare',
    '≤': 'compare',
    '≥': 'compare',
    '≠': 'compare',
    '?': 'question',
    ':': 'colon',
    '!': 'after',
    "'": 'after',
    '′': 'after',
    '″': 'after',
    '√': 'root',
    '∛': 'root',
    '∂': 'root',
    '∇': 'root',
  } as const),
);
/** `==` and `!=` are tests of programs; `<-`, `->` and `//` are no signs of formulas at all. */
const PAIRS: ReadonlyMap<string, TokenKind> = new Map(
  Object.entries({
    '**': 'operator',
    ':=': 'equals',
    '==': 'compare',
    '!=': 'compare',
    '<=': 'compare',
    '>=': 'compare',
  } as const),
);
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ';
const FRACTIONS = '½⅓¼⅔¾⅛';

/** The tokens of `text[from, to)`; undefined where something stands that no formula has. */
export function tokenize(text: string, from: number, to: number): Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = from; at < to; ) {
    if (isSpace(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const kind = kindAt(text, at);
    const end = kind && endOf(kind, text, at, to);
    if (!kind || !end) return undefined;
    const before = at === from || isSpace(text.charCodeAt(at - 1));
    const after = end >= to || isSpace(text.charCodeAt(end));
    tokens.push({ kind, text: text.slice(at, end), from: at, to: end, before, after });
    at = end;
  }
  return tokens;
}

function kindAt(text: string, at: number): TokenKind | undefined {
  const code = text.charCodeAt(at);
  if (isNameStart(code)) return 'name';
  if (isDigit(code) || (code === 46 && isDigit(text.charCodeAt(at + 1)))) return 'number';
  const sign = text[at] as string;
  if (code > 127 && FRACTIONS.includes(sign)) return 'number';
  if (code > 127 && SUPERSCRIPTS.includes(sign)) return 'after';
  return PAIRS.get(text.slice(at, at + 2)) ?? SIGNS.get(sign);
}

/** Where the token ends; 0 where it is malformed. */
function endOf(kind: TokenKind, text: string, at: number, to: number): number {
  if (kind === 'number') return numberEnd(text, at, to);
  if (kind === 'name') {
    let end = at + 1;
    while (end < to && (isNameStart(text.charCodeAt(end)) || isNamePart(text.charCodeAt(end)))) end++;
    return end;
  }
  if (SUPERSCRIPTS.includes(text[at] as string)) {
    let end = at + 1;
    while (end < to && SUPERSCRIPTS.includes(text[end] as string)) end++;
    return end;
  }
  const pair = text.slice(at, at + 2);
  if (pair === '->' || pair === '<-' || pair === '=>' || pair === '//' || pair === '+=' || pair === '++') return 0;
  return at + (PAIRS.has(pair) ? 2 : 1);
}

/** `12`, `1.5`, `.5`, `1e-5`, `½`; not `1.2.3`, `007`, `0x1f` or `1_000`. */
function numberEnd(text: string, at: number, to: number): number {
  if (FRACTIONS.includes(text[at] as string)) return at + 1;
  const match = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+(?![\w.]))?/.exec(text.slice(at, Math.min(to, at + 60)));
  if (!match) return 0;
  const next = at + match[0].length < to ? (text[at + match[0].length] as string) : '';
  if (/^0\d/.test(match[0]) || next === '.' || next === '_') return 0;
  if (match[0] === '0' && /[xXbBoO]/.test(next)) return 0;
  return at + match[0].length;
}

/** Latin and Greek letters, the underscore, ħ ℓ ∞; letters with accents count, so that words with them are one token. */
function isNameStart(code: number): boolean {
  return (
    isLetter(code) ||
    code === 95 ||
    (code >= 0xc0 && code <= 0x24f && code !== 0xd7 && code !== 0xf7) ||
    (code >= 0x370 && code <= 0x3ff) ||
    (code >= 0x1e00 && code <= 0x1eff) ||
    code === 0x210f ||
    code === 0x2113 ||
    code === 0x221e
  );
}

/** Digits, combining accents and subscripts. */
function isNamePart(code: number): boolean {
  return (
    isDigit(code) ||
    (code >= 0x300 && code <= 0x36f) ||
    (code >= 0x2080 && code <= 0x209c) ||
    (code >= 0x1d62 && code <= 0x1d6a)
  );
}
