/** Tokens of C and C++ expressions; comments and white space are left out. */
import type { Span } from '../../base/span.ts';

export interface Token extends Span {
  readonly kind: 'name' | 'number' | 'string' | 'character' | 'sign' | 'strange';
  readonly text: string;
}

const SPACE = /(?:\s|\\\r?\n|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const NAME = /[A-Za-z_$][\w$]*/y;
const NUMBER =
  /(?:0[xX][\da-fA-F'.]+(?:[pP][+-]?\d+)?|0[bB][01']+|(?:\d[\d']*\.?[\d']*|\.\d[\d']*)(?:[eE][+-]?\d+)?)[A-Za-z_]*/y;
const STRING = /(?:u8|[LuU])?"(?:[^"\\\n]|\\.)*"/y;
const CHARACTER = /(?:u8|[LuU])?'(?:[^'\\\n]|\\.)+'/y;
const SIGN = /<<=|>>=|->\*|\.\.\.|<=>|::|->|\+\+|--|&&|\|\||[-+*/%&|^=!<>]=|<<|>>|[-+*/%&|^=!<>?:;,.~()[\]{}]/y;

/** Functions written by people are much shorter. */
const LIMIT = 200_000;

export function tokensOf(text: string, from: number, to: number): Token[] {
  const tokens: Token[] = [];
  let at = from;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? '';
  };
  while (at < to && tokens.length < LIMIT) {
    at += take(SPACE).length;
    if (at >= to) break;
    const [kind, word] = tokenAt(take);
    const written = word || (text[at] ?? '');
    tokens.push({ kind, text: written, from: at, to: Math.min(to, at + written.length) });
    at += written.length;
  }
  return tokens;
}

function tokenAt(take: (pattern: RegExp) => string): readonly [Token['kind'], string] {
  // A string with a prefix looks like a name at first.
  const tries = [
    ['string', STRING],
    ['character', CHARACTER],
    ['name', NAME],
    ['number', NUMBER],
    ['sign', SIGN],
  ] as const;
  for (const [kind, pattern] of tries) {
    const word = take(pattern);
    if (word) return [kind, word];
  }
  return ['strange', ''];
}
