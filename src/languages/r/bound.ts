/** Where names are set, found in the tokens alone: for what is not read. */
import { every } from '../../base/pauses.ts';
import type { Lexed } from './lex.ts';
import { isKeyword, isSign, PAUSE_EVERY, type RToken } from './tokens.ts';

export interface Site {
  /** Dotted where an element is set: `s.w` for `s$w`. */
  readonly name: string;
  /** The token of the sign or word that sets it. */
  readonly at: number;
  /** It is set outside of the function that says so: `<<-`. */
  readonly outside: boolean;
  /** The `function` whose braces are around it; -1 outside of all. */
  readonly home: number;
}

/** With pauses, in the order of the text. `=` among arguments gives them names, and sets nothing. */
export function* findingSites({ tokens, partners, around }: Lexed): Generator<undefined, Site[]> {
  const sites: Site[] = [];
  const homes: { readonly at: number; readonly end: number }[] = [];
  const put = (name: string, at: number, outside: boolean) => {
    sites.push({ name, at, outside, home: homes[homes.length - 1]?.at ?? -1 });
  };
  const isTime = every(PAUSE_EVERY);
  for (const [at, token] of tokens.entries()) {
    if (isTime()) yield;
    while (homes.length > 0 && (homes[homes.length - 1]?.end ?? 0) < at) homes.pop();
    const end = functionEnd(tokens, partners, at);
    if (end > at) homes.push({ at, end });
    if (token.kind === 'sign' && /^(?:<-|<<-|=|:=)$/.test(token.text)) {
      const bracket = tokens[around[at] ?? -1]?.text;
      const names = token.text === '=' && (bracket === '(' || bracket === '[' || bracket === '[[');
      const name = names ? undefined : nameBefore(tokens, partners, at);
      if (name !== undefined) put(name, at, token.text === '<<-');
    } else if (isSign(token, '->', '->>')) {
      const name = wordOf(tokens[at + 1]);
      if (name !== undefined) put(name, at, token.text === '->>');
    } else if (isKeyword(token, 'for')) {
      const name = wordOf(tokens[at + 2]);
      if (name !== undefined && isKeyword(tokens[at + 3], 'in')) put(name, at, false);
    } else if (
      token.kind === 'name' &&
      /^(?:assign|rm|data|delayedAssign)$/.test(token.text) &&
      isSign(tokens[at + 1], '(')
    ) {
      for (let i = at + 2; i < (partners[at + 1] ?? -1); i++) {
        const name = wordOf(tokens[i]);
        if (name !== undefined) put(name, at, token.text !== 'data' && homes.length > 0);
        if (token.text !== 'rm') break;
      }
    }
  }
  return sites;
}

/** The closing brace of the function that starts at the token; -1 where none starts, or its body has no braces. */
export function functionEnd(tokens: readonly RToken[], partners: readonly number[], at: number): number {
  if (!isKeyword(tokens[at], 'function') && !isSign(tokens[at], '\\')) return -1;
  let body = (isSign(tokens[at + 1], '(') ? (partners[at + 1] ?? -1) : -1) + 1;
  while (body > 0 && tokens[body]?.kind === 'newline') body++;
  return body > 0 && isSign(tokens[body], '{') ? (partners[body] ?? -1) : -1;
}

function wordOf(token: RToken | undefined): string | undefined {
  return token?.kind === 'name' || token?.kind === 'string' ? token.text : undefined;
}

/** `s.w` of `s$w[3]`; x of `names(x)`. */
function nameBefore(tokens: readonly RToken[], partners: readonly number[], at: number): string | undefined {
  let name = '';
  for (let i = at - 1; i >= 0; ) {
    const token = tokens[i];
    if (isSign(token, ']', ']]')) {
      name = '';
      i = (partners[i] ?? -1) - 1;
    } else if (isSign(token, ')')) {
      const opener = partners[i] ?? -1;
      if (isLabel(tokens, opener)) return undefined;
      for (let k = opener + 1; opener >= 0 && k < i; k++) if (tokens[k]?.kind === 'name') return tokens[k]?.text;
      return undefined;
    } else {
      const word = wordOf(token);
      if (word === undefined) return undefined;
      name = name === '' ? word : `${word}.${name}`;
      if (!isSign(tokens[i - 1], '$', '@')) return name;
      i -= 2;
    }
  }
  return undefined;
}

/** `names(x) <- …` and `attr(x, "gradient") <- …` leave the numbers as they are. */
function isLabel(tokens: readonly RToken[], opener: number): boolean {
  const callee = tokens[opener - 1];
  if (callee?.kind !== 'name') return false;
  if (callee.text !== 'attr') return /^(?:names|dimnames|rownames|colnames|row\.names|comment)$/.test(callee.text);
  const which = tokens[opener + 3];
  return which?.kind === 'string' && which.text !== 'dim' && which.text !== 'class';
}

/** The sites with their sign among the tokens `from` to `to`. */
export function sitesWithin(sites: readonly Site[], from: number, to: number): readonly Site[] {
  return sites.slice(firstFrom(sites, from), firstFrom(sites, to));
}

function firstFrom(sites: readonly Site[], at: number): number {
  let [low, high] = [0, sites.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sites[middle]?.at ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
