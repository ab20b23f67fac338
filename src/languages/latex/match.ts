/** Which bracket closes which: one pass over the tokens, whatever is broken. */
import type { LatexToken } from './tokens.ts';

const CLOSING: ReadonlyMap<string, string> = new Map([
  [')', '('],
  [']', '['],
  ['\\}', '\\{'],
  ['\\rangle', '\\langle'],
  ['\\rfloor', '\\lfloor'],
  ['\\rceil', '\\lceil'],
]);
const OPENING: ReadonlySet<string> = new Set(CLOSING.values());
/** How far down a closing bracket looks for an opening one of its shape past others. */
const REACH = 64;

/** What stands between brackets of one kind. Braces, fences and environments are never crossed by other brackets. */
type Kind = 'brace' | 'fence' | 'environment' | 'bracket';

interface Open {
  readonly at: number;
  readonly kind: Kind;
  readonly shape: string;
}

/**
 * For each opening token the index of its closing one and the reverse; -1 where there is none, and for all other
 * tokens. Bars without a side are no brackets here: whether they open depends on what stands before them.
 */
export function matchBrackets(tokens: readonly LatexToken[]): Int32Array {
  const match = new Int32Array(tokens.length).fill(-1);
  const stack: Open[] = [];
  let braces = 0;
  const pair = (open: number, close: number): void => {
    match[open] = close;
    match[close] = open;
  };
  const cut = (length: number): void => {
    for (let i = length; i < stack.length; i++) if (stack[i]?.kind === 'brace') braces--;
    stack.length = length;
  };
  for (const [at, token] of tokens.entries()) {
    const opening = openingKind(token);
    if (opening) {
      if (opening === 'brace') braces++;
      stack.push({ at, kind: opening, shape: token.text });
      continue;
    }
    const closing = closingKind(token);
    if (!closing || (closing === 'brace' && braces === 0)) continue;
    const wanted = closing === 'bracket' ? (CLOSING.get(token.text) ?? token.text) : token.text;
    const found = findOpen(stack, closing, wanted);
    const open = stack[found];
    if (!open) continue;
    pair(open.at, at);
    cut(found);
  }
  return match;
}

function openingKind(token: LatexToken): Kind | undefined {
  if (token.kind === 'open') return 'brace';
  if (token.kind === 'begin') return 'environment';
  if (token.kind !== 'symbol' && token.kind !== 'command') return undefined;
  if (token.fence) return token.fence === 'left' ? 'fence' : undefined;
  if (token.side === 'open' || (OPENING.has(token.text) && token.side !== 'close')) return 'bracket';
  return undefined;
}

function closingKind(token: LatexToken): Kind | undefined {
  if (token.kind === 'close') return 'brace';
  if (token.kind === 'end') return 'environment';
  if (token.kind !== 'symbol' && token.kind !== 'command') return undefined;
  if (token.fence) return token.fence === 'right' ? 'fence' : undefined;
  return CLOSING.has(token.text) || token.side === 'close' ? 'bracket' : undefined;
}

function findOpen(stack: readonly Open[], closing: Kind, shape: string): number {
  let other = -1;
  for (let i = stack.length - 1; i >= 0; i--) {
    const open = stack[i];
    if (!open) break;
    if (closing === 'brace') {
      if (open.kind === 'brace') return i;
      continue;
    }
    if (open.kind === closing) {
      if (closing === 'fence') return i;
      if (open.shape === shape) return i;
      if (other < 0 && (closing === 'environment' || mixed(open.shape, shape))) other = i;
    } else if (open.kind === 'brace' || (closing === 'bracket' && open.kind !== 'bracket')) break;
    if (stack.length - i > REACH) break;
  }
  return other;
}

/** `[0, 1)` and `(0, 1]`: half-open intervals; ⌊x⌉ rounds. */
function mixed(open: string, wanted: string): boolean {
  return (
    (open === '(' && wanted === '[') ||
    (open === '[' && wanted === '(') ||
    (open === '\\lfloor' && wanted === '\\lceil')
  );
}
