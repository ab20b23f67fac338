/** Where names are set, found in the tokens alone: for statements that are not read, and to know what is a variable. */
import { every } from '../../base/pauses.ts';
import { isKeyword, isSign, type MatlabToken, PAUSE_EVERY } from './tokens.ts';

export interface Site {
  /** Dotted where a field is set: `s.w`. */
  readonly name: string;
  /** The variable: `s`. */
  readonly root: string;
  /** The token of the sign or word that sets it. */
  readonly at: number;
  /** What is set is surely a function: `f = @(x) …`. */
  readonly handle: boolean;
}

export const ASSIGNS: ReadonlySet<string> = new Set(['=', '+=', '-=', '*=', '/=', '^=', '|=', '&=']);
const ELEMENTWISE: ReadonlySet<string> = new Set(['.*=', './=', '.^=', '.\\=']);

export function isAssign(token: MatlabToken | undefined): boolean {
  return token?.kind === 'sign' && (ASSIGNS.has(token.text) || ELEMENTWISE.has(token.text));
}

/** In the order of the text. */
export function* findingSites(
  tokens: readonly MatlabToken[],
  partners: readonly number[],
): Generator<undefined, Site[]> {
  const sites: Site[] = [];
  const isTime = every(PAUSE_EVERY);
  for (const [at, token] of tokens.entries()) {
    if (isTime()) yield;
    if (isAssign(token)) {
      const handle = isSign(tokens[at + 1], '@') && !isSign(tokens[at - 1], ')', '}');
      for (const { name, root, indexed } of targetsBefore(tokens, partners, at)) {
        sites.push({ name, root, at, handle: handle && !indexed });
      }
    } else if (isIncrement(tokens, at)) {
      const path = pathBefore(tokens, partners, at);
      if (path) sites.push({ name: path.name, root: path.root, at, handle: false });
    } else if (isStepped(tokens, at)) {
      const name = tokens[at + 2]?.text ?? '';
      sites.push({ name, root: name, at, handle: false });
    } else if (isKeyword(token, 'global', 'persistent', 'catch')) {
      for (let i = at + 1; tokens[i]?.kind === 'name'; i++) {
        const name = tokens[i]?.text ?? '';
        sites.push({ name, root: name, at, handle: false });
      }
    }
  }
  return sites;
}

/** Octave's `x++` and `x--`. */
export function isIncrement(tokens: readonly MatlabToken[], at: number): boolean {
  const after = tokens[at + 2];
  if (!isDoubled(tokens, at)) return false;
  return !after || after.kind === 'separator' || after.kind === 'keyword' || isSign(after, ')', ']', '}', ',', ';');
}

/** Octave's `++x` and `--x`, which change x; in MATLAB these are two signs. */
export function isStepped(tokens: readonly MatlabToken[], at: number): boolean {
  const before = tokens[at - 1];
  const operand = before && before.kind !== 'separator' && before.kind !== 'keyword';
  const behind = operand && !(before.kind === 'sign' && !isSign(before, ')', ']', '}', "'", ".'"));
  return !behind && isDoubled(tokens, at) && tokens[at + 2]?.kind === 'name';
}

function isDoubled(tokens: readonly MatlabToken[], at: number): boolean {
  const [first, second] = [tokens[at], tokens[at + 1]];
  return isSign(first, '+', '-') && second?.kind === 'sign' && second.text === first?.text && !second.spaced;
}

interface Path {
  readonly name: string;
  readonly root: string;
  /** An item of it, or something in an item. */
  readonly indexed: boolean;
}

function targetsBefore(tokens: readonly MatlabToken[], partners: readonly number[], at: number): Path[] {
  const opener = isSign(tokens[at - 1], ']') ? (partners[at - 1] ?? -1) : -1;
  if (opener < 0) {
    const path = pathBefore(tokens, partners, at);
    return path ? [path] : [];
  }
  const paths: Path[] = [];
  for (let i = opener + 1; i < at; i++) {
    if (i < at - 1 && !isSign(tokens[i], ',')) continue;
    const path = pathBefore(tokens, partners, i);
    if (path) paths.push(path);
  }
  return paths;
}

/** `s.w` of `s.w(3){2}` that ends before token `at`. */
function pathBefore(tokens: readonly MatlabToken[], partners: readonly number[], at: number): Path | undefined {
  let name = '';
  let indexed = false;
  for (let i = at - 1; i >= 0; ) {
    const token = tokens[i];
    if (isSign(token, ')', '}')) {
      const opener = partners[i] ?? -1;
      if (opener < 0) return undefined;
      name = '';
      indexed = true;
      i = opener - 1;
      if (isSign(tokens[i], '.')) i--;
    } else if (token?.kind === 'name') {
      name = name === '' ? token.text : `${token.text}.${name}`;
      if (!isSign(tokens[i - 1], '.') || token.spaced) return { name, root: token.text, indexed };
      i -= 2;
    } else {
      return undefined;
    }
  }
  return undefined;
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

export function namesOfSites(sites: readonly Site[]): string[] {
  return [...new Set(sites.map(({ name }) => name))];
}
