/** What the text itself defines, found before it is read: `f(x) = …` makes f a function, `e = …` makes e a variable. */
import { linearName } from '../../syntax/names.ts';
import { plainArguments } from './application.ts';
import { bracketArguments } from './functions.ts';
import { readPlainSymbol } from './names.ts';
import { startsScript } from './scripts.ts';
import { isRelation, type State } from './state.ts';
import { NAME_COMMANDS } from './symbols.ts';
import type { LatexToken } from './tokens.ts';

/** Heads looked at; a display of people has a few. */
const HEADS = 200;
/** Tokens looked through for uses. */
const USES = 20_000;

export function learnDefinitions(s: State): void {
  learnUses(s);
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

/** Which symbols stand before a bracket with only symbols in it, and which subscripted ones stand without. */
function learnUses(s: State): void {
  for (let at = 0; at < s.tokens.length && at < USES; at++) {
    const token = s.token(at);
    if (token?.kind === 'sub' || token?.kind === 'sup') {
      at = Math.max(at, (s.match[at + 1] ?? -1) > at + 1 ? (s.match[at + 1] ?? at) : at + 1);
      continue;
    }
    if (!token || !(token.kind === 'letter' || NAME_COMMANDS.has(token.text))) continue;
    const sub = s.token(at + 1)?.kind === 'sub';
    const close = sub && s.token(at + 2)?.kind === 'open' ? (s.match[at + 2] ?? -1) : at + 2;
    const end = sub ? close + 1 : at + 1;
    if (end <= at || end - at > 12) continue;
    if (s.is(s.token(end), '(')) {
      if (plainArguments(s, end)) s.applied.add(s.key(at, end));
    } else if (sub && !startsScript(s.token(end))) s.alone.add(s.key(at, end));
    if (sub) at = end - 1;
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
    const { from, to } = s.inside(s.core.position);
    const parameters = bracketArguments(s).map(linearName);
    if (!defines(s, s.core.peek())) return;
    s.functions.add(name);
    for (const parameter of parameters) if (parameter !== undefined) s.variables.add(parameter);
    s.parameters.add(s.key(from, to));
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
