/** What stands in brackets: groups, tuples, sets, argument lists, norms, absolute values. */
import { cover, type Span } from '../../base/span.ts';
import { linearName } from '../../syntax/names.ts';
import type { Derivative, Expression, Relation } from '../../syntax/tree.ts';
import { bracketed, callOf, nameOf, sequence, unreadable } from '../expression/nodes.ts';
import { indicesOf, raise, readScripts, startsScript } from './scripts.ts';
import { isInfix, isRelation, type Range, type State } from './state.ts';
import { NONE } from './symbols.ts';
import type { LatexToken } from './tokens.ts';

const OPENING: ReadonlySet<string> = new Set(['(', '[', '\\{', '\\langle', '\\lfloor', '\\lceil']);
const BARS: ReadonlySet<string> = new Set(['|', '\\|']);

export function opensBracket(token: LatexToken | undefined): boolean {
  if (!token || (token.kind !== 'symbol' && token.kind !== 'command')) return false;
  return OPENING.has(token.text) || token.fence === 'left' || isOpeningBar(token);
}

/** A bracket that can hold the arguments of a function. */
export function opensArguments(s: State, token: LatexToken | undefined, square = false): boolean {
  return s.is(token, '(') || (square && s.is(token, '[', '\\{'));
}

/**
 * Where the braces at the position end, if they hold one bracket and nothing else: `f{\left(x\right)}`, as SymPy prints
 * f(x).
 */
export function inBraces(s: State, square = false): number | undefined {
  const { core } = s;
  if (core.peek()?.kind !== 'open') return undefined;
  const close = s.partner(core.position);
  const isWhole = close >= 0 && s.match[core.position + 1] === close - 1;
  return isWhole && opensArguments(s, s.token(core.position + 1), square) ? close : undefined;
}

export function isBar(token: LatexToken | undefined): boolean {
  return token !== undefined && (token.kind === 'symbol' || token.kind === 'command') && BARS.has(token.text);
}

function isOpeningBar(token: LatexToken): boolean {
  return BARS.has(token.text) && (token.side === 'open' || token.fence === 'left');
}

/** Takes the bracket at the position, with what it makes of its content. */
export function readBracket(s: State): Expression {
  const { core } = s;
  const start = core.position;
  const opening = core.peek();
  if (!opening) return core.missing();
  const range = s.inside(start);
  const closing = s.token(s.partner(start));
  if (!s.closed(start)) {
    const text = s.quote(start, core.end);
    core.position = core.end;
    return unreadable(text, `“${s.quote(start, start + 1)}” is never closed. Add its partner.`, range.at);
  }
  core.position = range.to + 1;
  if (isOpeningBar(opening) || isBar(closing)) return fenced(s, opening, closing, range);
  if (opening.fence && (opening.text === NONE || closing?.text === NONE)) return s.read(range);
  switch (opening.text) {
    case '\\lfloor':
      return named(closing?.text === '\\rceil' ? 'round' : 'floor', s, range);
    case '\\lceil':
      return named('ceil', s, range);
    case '\\langle':
      return angle(s, range);
    case '\\{':
      return braces(s, range);
    case '[':
      return listOr(s, range, 'list');
    default:
      return listOr(s, range, 'tuple');
  }
}

function named(name: string, s: State, range: Range): Expression {
  const sign = { from: range.at.from, to: range.at.from };
  return callOf(nameOf(name, sign), [s.read(s.rangeOf(range.from, range.to))], range.at);
}

function listOr(s: State, range: Range, form: 'tuple' | 'list' | 'set'): Expression {
  if (range.from === range.to) return sequence(form, [], range.at);
  const items = listIn(s, range);
  const [only] = items;
  if (items.length === 1 && only) return bracketed(only, range.at);
  return sequence(form, items, range.at);
}

/** `\{a, b\}` is a set, `\{a + b\}c` a group; `\{x_i\}_{i=1}^n` a family, which is not read. */
function braces(s: State, range: Range): Expression {
  const node = listOr(s, range, 'set');
  const { core } = s;
  if (core.peek()?.kind === 'sub') {
    core.take();
    s.argument();
    if (startsScript(core.peek())) {
      core.take();
      s.argument();
    }
    const text = s.quote(range.from - 1, core.position);
    return core.refuse(
      'family',
      `The family “${text}” is not read as a value. Name its members, or use a sum or a vector.`,
      range.at,
      text,
    );
  }
  return node;
}

function angle(s: State, range: Range): Expression {
  const items = listIn(s, range, (token) => isBar(token) || s.is(token, '\\mid'));
  if (items.length === 2) return callOf(nameOf('inner', { from: range.at.from, to: range.at.from }), items, range.at);
  const text = s.quote(range.from - 1, range.to + 1);
  return s.core.refuse(
    'angle',
    `“${text}” is read as an inner product only with two parts: write ⟨u, v⟩.`,
    range.at,
    text,
  );
}

/** `\left| … \right|`, `\lVert … \rVert`, and `\left. … \right|_{x=0}`. */
function fenced(s: State, opening: LatexToken, closing: LatexToken | undefined, range: Range): Expression {
  if (opening.text === NONE || !isBar(opening)) {
    const body = s.read(range);
    return s.core.peek()?.kind === 'sub' ? settings(s, body) : body;
  }
  if (!closing || closing.text !== opening.text) return s.read(range);
  const inner = s.read(s.rangeOf(range.from, range.to));
  return opening.text === '|' ? absolute(s, inner, range.at) : norm(s, inner, range.at);
}

/** `|A|` of a bold or matrix term is a determinant; of everything else, the absolute value. */
export function absolute(s: State, inner: Expression, at: Span): Expression {
  const sign = { from: at.from, to: at.from };
  let name = 'abs';
  if (inner.kind === 'matrix') name = 'det';
  else if (isUpper(inner)) {
    const likely = isMatrixName(inner);
    const chosen = s.findings.choose(
      'bars',
      at,
      likely ? 'determinant' : 'absolute value',
      likely ? 'absolute value' : 'determinant',
    );
    name = chosen === 'determinant' ? 'det' : 'abs';
  }
  if (name === 'abs' && s.core.peek()?.kind === 'sub') return norm(s, inner, at);
  return callOf(nameOf(name, sign), [bracketed(inner, at)], at);
}

function isUpper(inner: Expression): boolean {
  return inner.kind === 'name'
    ? /^[A-Z]/.test(inner.base) && inner.style !== 'text'
    : inner.kind === 'index' && isUpper(inner.base);
}

function isMatrixName(inner: Expression): boolean {
  if (inner.kind === 'index') return isMatrixName(inner.base);
  return inner.kind === 'name' && (inner.style === 'bold' || inner.base === 'Sigma');
}

/** `\|x\|`, `\|x\|_2`, `\|X\|_F`: takes the subscript. */
export function norm(s: State, inner: Expression, at: Span): Expression {
  const sign = { from: at.from, to: at.from };
  const args: Expression[] = [bracketed(inner, at)];
  const start = s.core.position;
  if (!startsScript(s.core.peek())) return callOf(nameOf('norm', sign), args, at);
  const plain = callOf(nameOf('norm', sign), args, at);
  const scripts = readScripts(s, plain);
  if (scripts.broken) return scripts.broken;
  const { sub } = scripts;
  const [order] = sub ? indicesOf(s, sub) : [];
  if (order) args.push(order.kind === 'name' && order.name === 'F' ? { ...order, style: 'text' } : order);
  const call = callOf(nameOf('norm', sign), args, sub ? cover(at, sub.at) : at);
  const node = raise(s, call, scripts, start);
  const whole = cover(at, node.span);
  return node === call ? call : { ...node, span: whole, outer: whole };
}

// Lists

/**
 * The items of a list: parts between commas and semicolons. A lone bar or `\mid` at this level makes one item
 * “left given right”; `\|` between them separates as in `D(p\|q)`.
 */
export function listIn(s: State, range: Range, separates?: (token: LatexToken) => boolean): Expression[] {
  const { from, to } = range;
  const given = separates ? -1 : conditionSign(s, from, to);
  if (given >= 0) {
    const left = itemsIn(s, from, given);
    const right = itemsIn(s, given + 1, to);
    const sign = s.spanOf(given, given + 1);
    return [conditional(left, right, sign)];
  }
  return itemsIn(s, from, to, separates);
}

function itemsIn(s: State, from: number, to: number, separates?: (token: LatexToken) => boolean): Expression[] {
  const double = separates ? -1 : loneDouble(s, from, to);
  return s
    .split(
      from,
      to,
      (token, at) => s.is(token, ',', ';') || at === double || token.kind === 'row' || (separates?.(token) ?? false),
    )
    .filter((part, i, parts) => part.from < part.to || i < parts.length - 1)
    .map((part) => s.read(inner(s, part, double)));
}

/** Without wide spaces around it, and without the second bar of a `||` before it. */
function inner(s: State, part: Range, double: number): Range {
  let { from, to } = part;
  if (double >= 0 && from === double + 1 && s.is(s.token(from), '|')) from++;
  while (from < to && s.token(from)?.kind === 'quad') from++;
  while (to > from && s.token(to - 1)?.kind === 'quad') to--;
  return s.rangeOf(from, to);
}

function conditional(left: readonly Expression[], right: readonly Expression[], sign: Span): Relation {
  const side = (items: readonly Expression[]): Expression => {
    const [only] = items;
    if (items.length === 1 && only) return only;
    const first = only?.outer ?? sign;
    const last = items[items.length - 1]?.outer ?? sign;
    return sequence('tuple', items, { from: Math.min(first.from, last.from), to: Math.max(first.to, last.to) });
  };
  const terms = [side(left), side(right)];
  const at = terms.reduce((whole, term) => cover(whole, term.outer), sign);
  return { kind: 'relation', terms, signs: ['given'], signSpans: [sign], span: at, outer: at };
}

/** The one bar or `\mid` of this level that stands behind an operand, if there is exactly one; else -1. */
function conditionSign(s: State, from: number, to: number): number {
  const isSign = (token: LatexToken): boolean => s.is(token, '|', '\\mid') && !token.side;
  const first = s.find(from, to, isSign);
  if (first <= from || s.find(first + 1, to, isSign) >= 0) return -1;
  return behindOperand(s, first) && s.token(first + 1)?.kind !== 'sub' ? first : -1;
}

/** The one `\|` or `||` of this level that stands behind an operand; else -1. */
function loneDouble(s: State, from: number, to: number): number {
  const first = s.find(from, to, isBar);
  if (first <= from || !behindOperand(s, first)) return -1;
  const width = s.is(s.token(first), '\\|') ? 1 : 2;
  if (width === 2 && !s.is(s.token(first + 1), '|')) return -1;
  return s.find(first + width, to, isBar) >= 0 ? -1 : first;
}

function behindOperand(s: State, at: number): boolean {
  const before = s.token(at - 1);
  return !isInfix(before) && !isRelation(before) && !s.is(before, ',', ';');
}

/** `… |_{x=0}`: takes the subscript (and refuses a superscript: the difference between two places). */
export function settings(s: State, body: Expression): Expression {
  const { core } = s;
  const start = core.position;
  core.take();
  const sub = s.argument();
  if (!sub) return core.missing();
  if (core.peek()?.kind === 'sup') {
    core.take();
    s.argument();
    const text = s.quote(start, core.position);
    return core.refuse(
      'limits',
      `The bar with two limits “${text}” is not read. Write the difference of the two values.`,
      core.since(start),
      text,
    );
  }
  const range = s.unwrap(sub);
  const list = s
    .split(range.from, range.to, (token) => s.is(token, ',', ';') || token.kind === 'row')
    .map((part) => s.read(part));
  const at = { from: Math.min(body.outer.from, sub.at.from), to: Math.max(body.outer.to, sub.at.to) };
  if (body.kind === 'derivative' && list.length > 0 && list.every(isHeld)) return { ...body, held: list, outer: at };
  return { kind: 'at', body, settings: list, span: at, outer: at };
}

/** The T of `\left(\frac{\partial P}{\partial V}\right)_T`: takes the subscript where it holds symbols without numbers. */
export function heldFixed(s: State, body: Derivative, start: number): Expression | undefined {
  const { core } = s;
  const before = core.position;
  const mark = s.findings.mark();
  core.take();
  const sub = s.argument();
  const range = sub && s.unwrap(sub);
  const list = range && s.split(range.from, range.to, (token) => s.is(token, ',', ';')).map((part) => s.read(part));
  const outer = core.since(start);
  if (list?.length && list.every(isHeld)) return { ...body, held: list, outer };
  const isPlace = list?.every((each) => each.kind === 'relation' && each.signs[0] === '=');
  if (list?.length && isPlace) return { kind: 'at', body, settings: list, span: outer, outer };
  core.position = before;
  s.findings.rewind(mark);
  return undefined;
}

/** x_0 and 0 are points. */
function isHeld(symbol: Expression): boolean {
  const name = linearName(symbol);
  return name !== undefined && !/\d/.test(name);
}
