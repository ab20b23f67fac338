/** Derivative notations: fractions, operators, `\nabla`, `\partial_x`, `D_x`, inline `df/dx`. Rules 4 and 17. */

import { cover } from '../../base/span.ts';
import { linearName } from '../../syntax/names.ts';
import type { Derivative, Expression, Name } from '../../syntax/tree.ts';
import { nameOf, operation } from '../expression/nodes.ts';
import { POWER } from '../expression/pratt.ts';
import { plainArguments } from './application.ts';
import { isBar, opensBracket } from './brackets.ts';
import { type Differential, differentialAt } from './differentials.ts';
import { bracketArguments, startsOperand } from './functions.ts';
import { readPlainSymbol } from './names.ts';
import { familyName, indicesOf, readScripts } from './scripts.ts';
import type { Range, State } from './state.ts';
import { FUNCTION_LETTERS } from './symbols.ts';

/** `\frac{…}{…}`: a derivative if both parts start with a differential, else a quotient. */
export function readFraction(s: State): Expression {
  const { core } = s;
  const start = core.position;
  const command = core.take();
  const above = s.argument();
  const below = above && s.argument();
  if (!above || !below) {
    const text = s.quote(start, core.position);
    const which = above ? 'denominator' : 'numerator';
    return core.refuse(
      'missingArgument',
      `The ${which} of “${text}” is missing. Write it as \\frac{…}{…}.`,
      core.since(start),
      text,
    );
  }
  const derivative = derivativeFraction(s, start, above, below);
  if (derivative) return derivative;
  const sign = command?.span ?? above.at;
  const at = core.since(start);
  return { ...operation('divide', [s.read(above), s.read(below)], sign), span: at, outer: at };
}

/** `z^L` over `w^L`: the whole window as one symbol with a label; undefined where it is more than that. */
function labelledSymbol(s: State): Expression | undefined {
  const mark = s.findings.mark();
  const variable = oneVariable(s);
  if (variable?.count === 1 && s.core.done) return variable.node;
  s.findings.rewind(mark);
  return undefined;
}

interface Numerator {
  readonly differential: Differential;
  readonly order: number;
  /** Where the function starts; equal to the range's end for an operator. */
  readonly rest: number;
}

function derivativeFraction(s: State, start: number, above: Range, below: Range): Expression | undefined {
  const numerator = numeratorIn(s, above);
  if (!numerator) return undefined;
  const mark = s.findings.mark();
  const found = s.core.within(below.from, below.to, () => variablesBelow(s, numerator.differential));
  const square = found && numerator.order === 1 ? squareOf(found) : undefined;
  const wrt =
    square ?? found ?? (numerator.order === 0 && startsAlike(s, numerator.differential, below) ? [] : undefined);
  const order = wrt && (wrt.length === numerator.order ? wrt.length : 0);
  if (!wrt) {
    s.findings.rewind(mark);
    return undefined;
  }
  const { differential, rest } = numerator;
  if (!order) {
    const text = s.quote(start, s.core.position);
    const message = `The orders above and below in “${text}” are not one number. Write a number on both sides: ∂²f over ∂x² or over ∂x ∂y.`;
    return s.core.refuse('derivativeOrder', message, s.core.since(start), text);
  }
  const unsure = (differential.delta || (differential.total && !differential.sure && s.variables.has('d'))) ?? false;
  const kind = differential.delta ? 'delta' : 'differential';
  const at = s.core.since(start);
  if (unsure && s.findings.choose(kind, at, 'derivative', 'fraction') === 'fraction') return undefined;
  if (rest < above.to) {
    const labelled = wrt.some((variable) => variable.kind === 'index' && variable.position === 'superscript');
    const plain = labelled ? s.core.within(rest, above.to, () => labelledSymbol(s)) : undefined;
    const of = plain ?? s.derived(() => s.read(s.rangeOf(rest, above.to)));
    const node: Derivative = {
      kind: 'derivative',
      notation: 'fraction',
      of,
      wrt,
      order,
      total: differential.total,
      span: at,
      outer: at,
    };
    return evaluated(s, node, start);
  }
  return operator(s, start, wrt, order, differential.total);
}

/** Squares that are quantities of their own: `\frac{\partial \ell}{\partial \sigma^2}`; x^2 may be a slip for the second derivative. */
const SQUARED = /^(?:sigma|varsigma|tau|s)(?:_|$)/;

function squareOf(variables: readonly Expression[]): readonly Expression[] | undefined {
  const [base, again] = variables;
  if (!base || again !== base || variables.length !== 2 || !SQUARED.test(linearName(base) ?? '')) return undefined;
  const at = base.outer;
  const two: Expression = { kind: 'number', value: 2, text: '2', span: at, outer: at };
  return [operation('power', [base, two], at)];
}

function numeratorIn(s: State, { from, to }: Range): Numerator | undefined {
  const differential = differentialAt(s, from);
  if (!differential || from + differential.width > to) return undefined;
  const behind = from + differential.width;
  const [order, rest] = orderAt(s, behind, to);
  return { differential, order: order ?? 0, rest };
}

/** `\frac{d^n y}{dx^n}`: both parts are differentials, but the order is no number. */
function startsAlike(s: State, { total }: Differential, below: Range): boolean {
  const found = differentialAt(s, below.from);
  return found !== undefined && found.total === total && below.from + found.width < below.to;
}

/** The order written as `^2` or `^{2}` at `at`, and the place behind it; 1 where there is none. */
function orderAt(s: State, at: number, to: number): [number | undefined, number] {
  if (at >= to || s.token(at)?.kind !== 'sup') return [1, at];
  const braced = s.token(at + 1)?.kind === 'open';
  const digit = s.token(at + (braced ? 2 : 1));
  const order = digit?.kind === 'number' && /^[1-9]$/.test(digit.text) ? Number(digit.text) : undefined;
  return [order, at + (braced ? 4 : 2)];
}

/** `dx`, `\partial x \partial y`, `dx^2`: each variable as often as it counts; undefined if the window holds anything else. */
function variablesBelow(s: State, kind: Differential): Expression[] | undefined {
  const { core } = s;
  const variables: Expression[] = [];
  while (!core.done) {
    if (core.peek()?.kind === 'quad') {
      core.take();
      continue;
    }
    const found = differentialAt(s, core.position);
    if (!found || found.total !== kind.total || (found.delta ?? false) !== (kind.delta ?? false)) return undefined;
    core.position += found.width;
    if (core.position >= core.end) return undefined;
    const variable = oneVariable(s, !found.total);
    if (!variable) return undefined;
    for (let i = 0; i < variable.count; i++) variables.push(variable.node);
  }
  return variables.length > 0 && variables.length <= 9 ? variables : undefined;
}

function oneVariable(s: State, word = false): { readonly node: Expression; readonly count: number } | undefined {
  const { core } = s;
  // A bracket, and concentrations in square ones: `\frac{\partial v}{\partial [S]}`.
  if (s.is(core.peek(), '(', '[')) {
    const open = core.position;
    const close = s.partner(open);
    if (close < 0) return undefined;
    const node = core.within(open, close + 1, () => s.whole());
    core.position = close + 1;
    return { node, count: 1 };
  }
  const symbol = readPlainSymbol(s, word);
  if (!symbol || symbol.node.kind === 'opaque') return undefined;
  const { node, scripts } = symbol;
  if (scripts.sup?.kind !== 'power') return scripts.sup?.kind === 'inverse' ? undefined : { node, count: 1 };
  const digit = s.token(scripts.sup.range.from);
  const { range } = scripts.sup;
  if (digit?.kind !== 'number') {
    // Nothing is differentiated by a power: `\partial w^L_{jk}` has a label.
    const at = cover(node.outer, range.at);
    return {
      node: { kind: 'index', base: node, indices: indicesOf(s, range), position: 'superscript', span: at, outer: at },
      count: 1,
    };
  }
  const single = range.to - range.from === 1;
  return single && digit?.kind === 'number' && /^[1-9]$/.test(digit.text)
    ? { node, count: Number(digit.text) }
    : undefined;
}

/** `\frac{df}{dx}(2)`: the derivative at a place, where the bracket holds one number or name, or several places. */
function evaluated(s: State, node: Derivative, start: number): Expression {
  const { core } = s;
  const open = core.position;
  if (!s.is(core.peek(), '(') || node.of.kind !== 'name') return node;
  const { from, to } = s.inside(open);
  const inner = s.token(from);
  const one = to - from === 1 && (inner?.kind === 'number' || inner?.kind === 'letter' || inner?.kind === 'command');
  const plain = one || s.find(from, to, (token) => s.is(token, ',')) > from;
  const { name } = node.of;
  const known = s.functions.has(name) || (FUNCTION_LETTERS.has(name) && !s.variables.has(name));
  if (!plain || !known) return node;
  const chosen = s.findings.choose('evaluation', s.spanOf(open, open + 1), 'at this place', 'product');
  if (chosen === 'product') return node;
  const args = bracketArguments(s);
  const at = core.since(start);
  return { kind: 'call', callee: node, args, keywords: [], span: at, outer: at };
}

/** `\dv{f}{x}`, `\dv[2]{f}{x}`, `\pdv{f}{x}{y}`, `\dv{x}` of common packages, where the document does not define them. */
export function readPackageDerivative(s: State): Expression {
  const { core } = s;
  const start = core.position;
  const command = core.take()?.text ?? '';
  if (s.is(core.peek(), '*')) core.take();
  let order = 1;
  if (s.is(core.peek(), '[') && s.partner(core.position) >= 0) {
    const inside = s.inside(core.position);
    order = orderOf(s, inside) ?? 0;
    core.position = inside.to + 1;
  }
  const args: Range[] = [];
  while (args.length < 3 && core.peek()?.kind === 'open') args.push(s.argument() as Range);
  const [first, ...rest] = args;
  const text = s.quote(start, core.position);
  if (!first || order < 1 || (rest.length > 1 && order > 1)) {
    return core.refuse(
      'missingArgument',
      `“${text}” is not read. Write it as ${command}{f}{x}.`,
      core.since(start),
      text,
    );
  }
  const variables = (rest.length > 0 ? rest : [first]).map((range) => s.read(range));
  const wrt = variables.length === 1 ? Array.from({ length: order }, () => variables[0] as Expression) : variables;
  const total = command !== '\\pdv';
  if (rest.length === 0) return operator(s, start, wrt, wrt.length, total);
  const of = s.derived(() => s.read(first));
  const at = core.since(start);
  return { kind: 'derivative', notation: 'fraction', of, wrt, order: wrt.length, total, span: at, outer: at };
}

// Operators

/** `\frac{d}{dx}` has been taken: with what it is applied to. */
function operator(s: State, start: number, wrt: readonly Expression[], order: number, total: boolean): Expression {
  const of = s.derived(() => operatorBody(s, wrt, false));
  const at = s.core.since(start);
  return { kind: 'derivative', notation: 'operator', of, wrt, order, total, span: at, outer: at };
}

/**
 * What an operator is applied to: a bracket alone, or the product that follows. `tight` (∇, ∂ₓ) stops behind the first
 * factor, unless that is a variable rather than a function.
 */
function operatorBody(s: State, wrt: readonly Expression[], tight: boolean): Expression {
  const { core } = s;
  while (core.peek()?.kind === 'quad') core.take();
  const start = core.position;
  const first = core.peek();
  if (first && s.is(first, '-') && !tight) return core.prefix('negate', POWER.product);
  if (!startsOperand(s, start)) return core.missing();
  if (tight) {
    const function_ = functionAlone(s);
    if (function_) return function_;
  }
  const closed = s.partner(start);
  const brackets = s.is(first, '(', '[', '\\{');
  const behind = s.token(closed + 1);
  const inEnd = closed + 1 < core.end;
  const scripted = inEnd && (behind?.kind === 'sup' || behind?.kind === 'sub' || behind?.kind === 'prime');
  if (brackets && closed >= 0 && !scripted) {
    const group = core.factor();
    if (core.done || !startsOperand(s, core.position)) return group;
    const usual = opensBracket(core.peek()) && !isBar(core.peek()) ? 'product' : 'bracket';
    const chosen = s.findings.choose(
      'operand',
      s.spanOf(start, start + 1),
      usual,
      usual === 'product' ? 'bracket' : 'product',
    );
    return chosen === 'bracket' ? group : core.continueFrom(group, POWER.juxtaposition);
  }
  const factor = core.factor();
  if (core.done) return factor;
  if (startsOperand(s, core.position)) {
    const usual = tight && factor.kind === 'call' ? 'first factor' : 'product';
    const chosen = s.findings.choose(
      'operand',
      s.spanOf(start, start + 1),
      usual,
      usual === 'product' ? 'first factor' : 'product',
    );
    if (chosen === 'first factor') return factor;
  }
  if (!s.is(core.peek(), '\\cdot', '\\times', '*')) return core.continueFrom(factor, POWER.juxtaposition);
  const usual = factor.kind === 'call' || isBoundTo(factor, wrt) ? 'first factor' : 'product';
  const chosen = s.findings.choose(
    'operand',
    s.spanOf(start, start + 1),
    usual,
    usual === 'product' ? 'first factor' : 'product',
  );
  return chosen === 'product' ? core.continueFrom(factor, POWER.product) : factor;
}

/** A derivative or call needs no explicit product behind it: `\frac{d}{dx} f(x) \cdot g(x)`. */
function isBoundTo(factor: Expression, wrt: readonly Expression[]): boolean {
  return factor.kind === 'derivative' || (factor.kind === 'name' && wrt.length === 0);
}

/** `f`, `f(x)`, `L_i`, `J(w)`: the one factor, if it is a function, without the power or transpose that follows. */
function functionAlone(s: State): Expression | undefined {
  const { core } = s;
  const start = core.position;
  const mark = s.findings.mark();
  const symbol = readPlainSymbol(s);
  const name = symbol && familyName(symbol.node);
  const style = symbol && styleOf(symbol.node);
  const functional =
    name !== undefined &&
    (s.functions.has(name) ||
      FUNCTION_LETTERS.has(name) ||
      style === 'calligraphic' ||
      (style === 'text' && name.length > 1));
  const applied =
    s.is(core.peek(), '(') &&
    style !== 'bold' &&
    style !== 'arrow' &&
    !s.variables.has(name ?? '') &&
    plainArguments(s, core.position);
  if (!symbol || name === undefined || !(functional || applied)) {
    core.position = start;
    s.findings.rewind(mark);
    return undefined;
  }
  const node = symbol.scripts.primes > 0 ? symbol.node : withoutPower(s, symbol.node, start);
  if (!s.is(core.peek(), '(')) return node;
  const args = bracketArguments(s);
  const at = core.since(start);
  return { kind: 'call', callee: node, args, keywords: [], span: at, outer: at };
}

/** A superscript that was taken with the symbol is given back, so that `\nabla f^\top` transposes the gradient. */
function withoutPower(s: State, node: Expression, start: number): Expression {
  const { core } = s;
  for (let at = core.position - 1; at > start; at--) {
    if (s.token(at)?.kind === 'sup' && s.spanOf(at, at + 1).from >= node.span.to) {
      core.position = at;
      break;
    }
  }
  return node;
}

function styleOf(node: Expression): Name['style'] | undefined {
  return node.kind === 'name' ? node.style : node.kind === 'index' ? styleOf(node.base) : undefined;
}

/** `\nabla f`, `\nabla_x f`, `\nabla^2 f`. */
export function readNabla(s: State): Expression {
  const { core } = s;
  const start = core.position;
  core.take();
  const sign = nameOf('nabla', core.since(start));
  const { sub, sup, broken } = readScripts(s, sign);
  if (broken) return broken;
  const next = core.peek();
  if (s.is(next, '\\cdot', '\\times')) {
    const text = s.quote(start, core.position + 1);
    const what = s.is(next, '\\cdot') ? 'divergence' : 'curl';
    core.take();
    return core.refuse(
      'vectorOperator',
      `The ${what} “${text}” is not read. Write the sum of partial derivatives.`,
      core.since(start),
      text,
    );
  }
  const order = sup ? orderOf(s, sup.range) : 1;
  if (order === undefined) {
    const text = s.quote(start, core.position);
    return core.refuse(
      'derivativeOrder',
      `The power in “${text}” is not an order of differentiation.`,
      core.since(start),
      text,
    );
  }
  const wrt = sub ? indicesOf(s, sub) : [];
  if (!startsOperand(s, core.position)) return sub || sup ? core.missing() : sign;
  const of = s.derived(() => operatorBody(s, wrt, true));
  const at = core.since(start);
  return { kind: 'derivative', notation: 'nabla', of, wrt, order, total: true, span: at, outer: at };
}

function orderOf(s: State, { from, to }: Range): number | undefined {
  const digit = s.token(from);
  return to - from === 1 && digit?.kind === 'number' && /^[1-9]$/.test(digit.text) ? Number(digit.text) : undefined;
}

/** `\partial_x f`, `\partial_x^2 f`, `D_x f(x)`. Undefined, taking nothing, where the sign stands for something else. */
export function readSubscriptDerivative(s: State): Expression | undefined {
  const { core } = s;
  const start = core.position;
  const first = core.peek();
  const partial = s.is(first, '\\partial');
  if (!partial && (first?.text !== 'D' || s.variables.has('D') || s.functions.has('D'))) return undefined;
  if (s.token(start + 1)?.kind !== 'sub' || start + 1 >= core.end) return undefined;
  const mark = s.findings.mark();
  core.take();
  const { sub, sup } = readScripts(s, nameOf('D', core.since(start)));
  const order = sup ? orderOf(s, sup.range) : undefined;
  const variables = sub ? indicesOf(s, sub) : [];
  const wrt =
    order !== undefined && variables.length === 1
      ? Array.from({ length: order }, () => variables[0] as Expression)
      : variables;
  const readable = sub && (!sup || order !== undefined) && wrt.every((v) => v.kind === 'name' || v.kind === 'index');
  if (!readable || !startsOperand(s, core.position) || (!partial && !functionFollows(s, variables))) {
    core.position = start;
    s.findings.rewind(mark);
    return undefined;
  }
  if (!partial && s.findings.choose('D', s.spanOf(start, start + 1), 'derivative', 'product') === 'product') {
    core.position = start;
    return undefined;
  }
  const of = s.derived(() => operatorBody(s, wrt, true));
  const at = core.since(start);
  return {
    kind: 'derivative',
    notation: 'subscript',
    of,
    wrt,
    order: wrt.length,
    total: !partial,
    span: at,
    outer: at,
  };
}

function functionFollows(s: State, variables: readonly Expression[]): boolean {
  const next = s.core.peek();
  const [only] = variables;
  if (variables.length !== 1 || only?.kind !== 'name' || !/^[a-z]/.test(only.name) || only.style === 'text')
    return false;
  const name = next?.kind === 'letter' ? next.text : next?.text.slice(1);
  return name !== undefined && (s.functions.has(name) || (FUNCTION_LETTERS.has(name) && next?.kind === 'letter'));
}

// Inline

/** `df/dx`, `\partial f / \partial x`, `d/dx (…)`: undefined, taking nothing, where it is no such quotient. */
export function readInlineDerivative(s: State): Expression | undefined {
  const { core } = s;
  const start = core.position;
  const differential = differentialAt(s, start);
  if (!differential || differential.delta) return undefined;
  if (!differential.sure && s.variables.has('d')) return undefined;
  const mark = s.findings.mark();
  const back = (): undefined => {
    core.position = start;
    s.findings.rewind(mark);
    return undefined;
  };
  const [order, behind] = orderAt(s, start + differential.width, core.end);
  if (order === undefined) return undefined;
  core.position = behind;
  const isOperator = s.is(core.peek(), '/');
  const of = isOperator ? undefined : inlineNumerator(s);
  if ((!of && !isOperator) || !s.is(core.peek(), '/')) return back();
  core.take();
  const wrt: Expression[] = [];
  for (let found = differentialAt(s, core.position); found; found = differentialAt(s, core.position)) {
    if (found.total !== differential.total || core.position >= core.end) break;
    core.position += found.width;
    const variable = core.done ? undefined : oneVariable(s);
    if (!variable) return back();
    for (let i = 0; i < variable.count; i++) wrt.push(variable.node);
    if (wrt.length >= order) break;
  }
  if (wrt.length !== order) return back();
  const { total } = differential;
  if (!of) return operator(s, start, wrt, order, total);
  const at = core.since(start);
  return { kind: 'derivative', notation: 'fraction', of, wrt, order, total, span: at, outer: at };
}

/** A symbol, with its arguments if it has some, or a bracket. */
function inlineNumerator(s: State): Expression | undefined {
  const { core } = s;
  if (s.is(core.peek(), '(') && s.partner(core.position) >= 0) {
    const open = core.position;
    const close = s.partner(open);
    const inner = core.within(open, close + 1, () => s.whole());
    core.position = close + 1;
    return inner;
  }
  const start = core.position;
  const symbol = readPlainSymbol(s);
  if (!symbol || symbol.scripts.sup?.kind === 'power') return undefined;
  if (!s.is(core.peek(), '(')) return symbol.node;
  const args = bracketArguments(s);
  const at = core.since(start);
  return { kind: 'call', callee: symbol.node, args, keywords: [], span: at, outer: at };
}
