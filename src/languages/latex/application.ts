/** Whether a bracket behind a symbol is an argument or a factor (rule 1), and what stands between the two. */
import { cover } from '../../base/span.ts';
import { linearName } from '../../syntax/names.ts';
import type { Expression, Name } from '../../syntax/tree.ts';
import { callOf, operation } from '../expression/nodes.ts';
import { inBraces, opensArguments } from './brackets.ts';
import { asPrimes, bracketArguments, onCallee, primed, raised } from './functions.ts';
import { familyName, lower, raise, readScripts, type Scripts } from './scripts.ts';
import { isRelation, type State } from './state.ts';
import { ACCENTS, FUNCTION_LETTERS, GREEK, NAME_COMMANDS, STYLES, VARIABLE_LETTERS } from './symbols.ts';
import type { LatexToken } from './tokens.ts';

/** Scripts, arguments and powers of the symbol `base`, whose tokens start at `start`. */
export function dress(s: State, base: Expression, start: number): Expression {
  const { core } = s;
  if (base.kind !== 'name' && base.kind !== 'index') {
    if (base.kind === 'opaque') return base;
    const scripts = readScripts(s, base);
    return raise(s, lower(s, base, scripts), scripts, start);
  }
  const name = familyName(base);
  if (name === 'indicator' && core.peek()?.kind === 'sub') return indicator(s, base, start);
  const scripts = asPrimes(s, name, readScripts(s, base), false);
  if (scripts.broken) return scripts.broken;
  const callee = lower(s, base, onCallee(scripts));
  const next = core.peek();
  if (opensArguments(s, next, isFunctional(s, callee)) && isApplied(s, callee, scripts, start)) {
    const args = bracketArguments(s);
    return raised(s, callee, () => callOf(callee, args, core.since(start)), args, scripts, start);
  }
  const grouped = inBraces(s);
  if (grouped !== undefined) {
    const end = core.position;
    core.position++;
    if (isApplied(s, callee, scripts, start, end)) {
      const args = bracketArguments(s);
      core.position = grouped + 1;
      return raised(s, callee, () => callOf(callee, args, core.since(start)), args, scripts, start);
    }
    core.position = end;
  }
  if (s.is(next, '[') && !scripts.sup && isIndexed(s, callee)) return indexed(s, callee, start);
  if (scripts.primes > 0 && isDerived(s, callee, scripts)) {
    const node = primed(callee, scripts.primes, core.since(start));
    return raise(s, node, scripts, start);
  }
  return raise(s, lower(s, base, scripts), scripts, start);
}

/** `\mathbb{1}_{x > 0}`: 1 where the condition holds. */
function indicator(s: State, base: Expression, start: number): Expression {
  s.core.take();
  const range = s.argument();
  const at = s.core.since(start);
  return range ? callOf(base, [s.read(range)], at) : s.core.missing();
}

/** `x[n-k]`: entries of a sequence, where the bracket holds whole numbers and index letters only. */
function isIndexed(s: State, callee: Expression): boolean {
  const open = s.core.position;
  const { from, to } = s.inside(open);
  if (from >= to || s.partner(open) < 0) return false;
  for (let at = from; at < to; at++) {
    const token = s.token(at);
    const whole = token?.kind === 'number' && /^\d+$/.test(token.text);
    if (!whole && !(token?.kind === 'letter' && /^[i-npqt]$/.test(token.text)) && !s.is(token, '+', '-', ',', ':'))
      return false;
  }
  return (
    s.findings.choose(`entry:${familyName(callee) ?? ''}`, s.spanOf(open, open + 1), 'entry', 'product') === 'entry'
  );
}

function indexed(s: State, callee: Expression, start: number): Expression {
  const { core } = s;
  const indices = bracketArguments(s);
  const at = core.since(start);
  const node: Expression = { kind: 'index', base: callee, indices, position: 'bracket', span: at, outer: at };
  const scripts = readScripts(s, operation('plus', [node], at));
  return raise(s, lower(s, node, scripts), scripts, start);
}

/** Square brackets and braces hold arguments only behind names that are surely functions. */
function isFunctional(s: State, callee: Expression): boolean {
  const name = linearName(callee);
  if (name !== undefined && s.functions.has(name)) return true;
  return callee.kind === 'name' && ((callee.style === 'text' && callee.name.length > 1) || callee.name === 'indicator');
}

/**
 * Is the bracket at the position the argument of `callee`, whose tokens reach from `start` to `end`? The document's
 * evidence comes first, then the letter's.
 */
function isApplied(
  s: State,
  callee: Expression,
  scripts: Scripts,
  start: number,
  end: number = s.core.position,
): boolean {
  const open = s.core.position;
  const family = familyName(callee) ?? '';
  const name = linearName(callee) ?? family;
  const base = baseOf(callee);
  if (s.functions.has(name) || (base !== callee && linearName(callee) === undefined && s.functions.has(family)))
    return true;
  const variable = s.variables.has(name);
  const { from, to } = s.inside(open);
  const list = s.find(from, to, (token) => s.is(token, ',', ';', '\\mid', '|', '\\|') || isRelation(token)) >= 0;
  // δ(|r| − δ/2) is a product whatever the bars: a function does not stand in its own argument.
  const separated = list && !isAbsolute(s, from, to);
  const word = base !== undefined && (isWordName(base) || base.style === 'calligraphic');
  if (!variable && (word || scripts.primes > 0 || (separated && family !== 'pi'))) return true;
  const plain =
    plainArguments(s, open) && base !== undefined && !/bold|arrow/.test(base.style ?? '') && family !== 'pi';
  let likely = list || (plain && !VARIABLE_LETTERS.has(base.base)) || s.functions.has(family) || isFunctionLetter(base);
  likely ||= s.parameters.has(s.key(from, to)) || s.applied.has(s.key(start, end));
  likely &&= !variable && !isPower(s, scripts) && (separated || !standsAlone(s, from, to, start, end));
  likely ||= plain && s.deriving;
  // y'(2): a factor would stand before it.
  likely ||= scripts.primes > 0 && base?.base === 'y' && to - from === 1;
  const usual = likely ? 'application' : 'product';
  const at = s.spanOf(start, start + 1);
  return s.findings.choose(`call:${name}`, at, usual, likely ? 'product' : 'application') === 'application';
}

/** Nothing but bars in pairs makes it look like a list. */
function isAbsolute(s: State, from: number, to: number): boolean {
  if (s.find(from, to, (token) => s.is(token, ',', ';', '\\mid') || isRelation(token)) >= 0) return false;
  let bars = 0;
  for (let at = from; at < to; at++) if (s.is(s.token(at), '|', '\\|')) bars++;
  return bars % 2 === 0;
}

function isFunctionLetter(base: Name | undefined): boolean {
  return base !== undefined && FUNCTION_LETTERS.has(base.base) && !(base.base === 'Phi' && base.style === 'bold');
}

/** A superscript that is no digit: `p^k (1-p)` is a product. */
function isPower(s: State, { sup }: Scripts): boolean {
  return sup?.kind === 'power' && !/^\d$/.test(s.token(sup.range.from)?.text ?? '');
}

/**
 * The symbol of tokens `start` to `open` stands in the range without a bracket behind it, as in `p(1 - p)`; a symbol
 * with a subscript, anywhere in the text.
 */
function standsAlone(s: State, from: number, to: number, start: number, open: number): boolean {
  const symbol = s.token(start);
  const key = s.key(start, open);
  if (symbol?.kind !== 'letter' && !NAME_COMMANDS.has(symbol?.text ?? '')) {
    const inside = s.key(from, to);
    const found = inside.indexOf(key);
    return found >= 0 && inside.charAt(found + key.length) !== '(';
  }
  if (open - start > 1 && s.alone.has(key)) return true;
  for (let at = from; at < to; at++) {
    const token = s.token(at);
    if (token?.kind === symbol?.kind && token?.text === symbol?.text && !s.is(s.token(at + 1), '(')) return true;
  }
  return false;
}

/** Only symbols and commas stand in the bracket that opens at `open`. */
export function plainArguments(s: State, open: number): boolean {
  const { from, to } = s.inside(open);
  return from < to && s.find(from, to, (token) => !isPlain(s, token)) < 0;
}

/** A symbol or what belongs to one: no sign, no number. */
function isPlain(s: State, token: LatexToken): boolean {
  if (token.kind === 'symbol' || token.kind === 'number') return s.is(token, ',');
  if (token.kind === 'begin') return false; // cases and matrices are read as one token here
  return token.kind !== 'command' || NAME_COMMANDS.has(token.text) || ACCENTS.has(token.text) || STYLES.has(token.text);
}

function baseOf(node: Expression): Name | undefined {
  if (node.kind === 'name') return node;
  return node.kind === 'index' ? baseOf(node.base) : undefined;
}

function isWordName(name: Name): boolean {
  if (GREEK.has(name.base) || name.base.startsWith('Delta_') || NAME_COMMANDS.has(`\\${name.base}`)) return false;
  return (
    (name.base.length > 1 && !/^\p{L}\d+$/u.test(name.base)) ||
    (name.style === 'blackboard' && /^[PE]$/.test(name.base))
  );
}

/** `f'` without a bracket: the derivative of a function, or another symbol `x'`. */
function isDerived(s: State, callee: Expression, { primeSpan }: Scripts): boolean {
  const name = familyName(callee) ?? '';
  const base = baseOf(callee)?.base ?? '';
  const likely =
    s.functions.has(name) ||
    (/^([fgh]|sigma|phi|varphi|psi)$/.test(base) && !s.variables.has(name)) ||
    (/^[yuv]$/.test(base) && s.variables.has(name));
  const at = cover(callee.span, primeSpan ?? callee.span);
  const usual = likely ? 'derivative' : 'another name';
  return s.findings.choose(`prime:${name}`, at, usual, likely ? 'another name' : 'derivative') === 'derivative';
}
