/** What the text itself defines, found before it is read: `f(x) = …` makes f a function, `e = …` makes e a variable. */
import { linearName } from '../../syntax/names.ts';
import { bracketArguments } from './functions.ts';
import { readPlainSymbol } from './names.ts';
import { isRelation, type State } from './state.ts';
import type { LatexToken } from './tokens.ts';

/** Heads looked at; a display of people has a few. */
const HEADS = 200;

export function learnDefinitions(s: State): void {
  let heads = 0;
  for (let at = 0; at < s.tokens.length && heads < HEADS; at++) {
    const token = s.token(at);
    if (token && isHead(token) && startsHere(s, at)) {
      heads++;
      learnHead(s, at, !isRelation(s.token(at - 1)));
    }
    // Only braces and brackets are skipped: rows of environments and of a left brace define.
    const close = s.match[at] ?? -1;
    if (close > at && token?.kind !== 'begin' && token?.text !== '\\{') at = close;
  }
}

function isHead(token: LatexToken): boolean {
  return token.kind === 'letter' || token.kind === 'text' || (token.kind === 'command' && !isRelation(token));
}

function startsHere(s: State, at: number): boolean {
  const before = s.token(at - 1);
  if (!before) return true;
  if (
    before.kind === 'row' ||
    before.kind === 'cell' ||
    before.kind === 'quad' ||
    before.kind === 'begin' ||
    before.kind === 'text'
  )
    return true;
  return s.is(before, ',', ';', '.', ':', '\\{') || isRelation(before);
}

function learnHead(s: State, at: number, first: boolean): void {
  const mark = s.findings.mark();
  s.core.within(at, s.tokens.length, () => {
    const symbol = readPlainSymbol(s);
    const name = symbol && linearName(symbol.node);
    if (!symbol || name === undefined || symbol.scripts.sup?.kind === 'power') return;
    const next = s.core.peek();
    if (defines(s, next)) {
      if (first) s.variables.add(name);
      return;
    }
    if (!s.is(next, '(') || !plainParameters(s, s.core.position, name)) return;
    bracketArguments(s);
    if (defines(s, s.core.peek())) s.functions.add(name);
  });
  s.findings.rewind(mark);
}

function defines(s: State, token: LatexToken | undefined): boolean {
  return s.is(token, '=', '\\coloneqq', '\\triangleq', '\\leftarrow', '\\gets', '\\equiv', '\\doteq', '\\coloneq');
}

/** Only symbols and commas (or one number): `f(x, y)`, `u(\vec{x})`, `f(0)`, not `a(b + c)`. */
function plainParameters(s: State, open: number, name: string): boolean {
  const { from, to } = s.inside(open);
  if (from >= to || to - from > 60) return false;
  for (let at = from; at < to; at++) {
    const token = s.token(at);
    if (!token) return false;
    if (token.kind === 'letter' && token.text === name) return false;
    const fits =
      token.kind === 'letter' ||
      token.kind === 'command' ||
      token.kind === 'number' ||
      token.kind === 'text' ||
      token.kind === 'open' ||
      token.kind === 'close' ||
      token.kind === 'sub' ||
      token.kind === 'sup' ||
      token.kind === 'prime' ||
      s.is(token, ',', ';', '(', ')');
    if (!fits || s.is(token, '\\cdot', '\\times', '\\frac')) return false;
  }
  return true;
}
