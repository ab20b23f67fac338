/** Big operators: sums, products, integrals, limits, extremes over a variable, expectations. */
import { walk } from '../../syntax/names.ts';
import type { Big, Expression } from '../../syntax/tree.ts';
import { callOf, nameOf, sequence } from '../expression/nodes.ts';
import { POWER } from '../expression/pratt.ts';
import { listIn } from './brackets.ts';
import { differentialAt } from './differentials.ts';
import { applyNamed, readArguments, startsOperand } from './functions.ts';
import { readPlainSymbol } from './names.ts';
import { indicesOf } from './scripts.ts';
import { isInfix, isRelation, type Range, type State } from './state.ts';
import { BIG, EXTREMES, INTEGRALS } from './symbols.ts';

interface Bounds {
  readonly variable?: Expression;
  readonly from?: Expression;
  readonly to?: Expression;
  readonly condition?: Expression;
}

/** `\sum`, `\prod`, `\bigcup`: the body is the product that follows, with a sign of its own in front. */
export function readBig(s: State): Expression {
  const { core } = s;
  const start = core.position;
  const operator = BIG.get(core.take()?.text ?? '') ?? 'sum';
  const { sub, sup } = limits(s);
  const upper = sup && uppersIn(s, sup);
  const bounds = sub ? boundsIn(s, s.unwrap(sub), upper) : [];
  return nest(s, operator, bounds, productBody(s), start);
}

/** Several variables make several operators, the first outermost. */
function nest(
  s: State,
  operator: Big['operator'],
  bounds: readonly Bounds[],
  body: Expression,
  start: number,
): Expression {
  const at = s.core.since(start);
  const wrap = (inner: Expression, bound: Bounds): Expression => ({
    kind: 'big',
    operator,
    body: inner,
    ...bound,
    span: at,
    outer: at,
  });
  return bounds.length === 0 ? wrap(body, {}) : bounds.reduceRight(wrap, body);
}

/** The scripts at the position, `\limits` or not. */
function limits(s: State): { readonly sub?: Range; readonly sup?: Range } {
  const { core } = s;
  let sub: Range | undefined;
  let sup: Range | undefined;
  for (let kind = core.peek()?.kind; kind === 'sub' || kind === 'sup'; kind = core.peek()?.kind) {
    const start = core.position;
    core.take();
    const range = s.script();
    if (!range) {
      const text = s.quote(start - 1, start + 1);
      const message = `The limit after “${text}” is missing. Write it in braces.`;
      core.refuse('missingArgument', message, s.spanOf(start, start + 1), text);
      break;
    }
    if (kind === 'sub') sub = range;
    else sup = range;
  }
  return { sub, sup };
}

/**
 * `i=1`, `i`, `i,j`, `i \in S`, `i \ne j`, `k, k \ne y_i`: the variables in order, each with what is said of it.
 * In `i,j=1` the start holds for both.
 */
function boundsIn(s: State, sub: Range, uppers: readonly Expression[] = []): Bounds[] {
  const [to] = uppers;
  const parts = s
    .split(sub.from, sub.to, (token) => s.is(token, ',', ';') || token.kind === 'row')
    .filter((part) => part.from < part.to);
  const bounds: Bounds[] = [];
  for (const part of parts) {
    const relation = s.find(part.from, part.to, isRelation) >= 0;
    if (!relation) {
      for (const variable of indicesOf(s, part)) bounds.push({ variable });
      continue;
    }
    const node = s.read(part);
    if (node.kind !== 'relation') {
      bounds.push({ variable: node });
      continue;
    }
    const [left, right] = node.terms;
    const [sign] = node.signs;
    const simple = node.signs.length === 1;
    const last = bounds[bounds.length - 1];
    if (simple && sign === '=' && left) {
      for (const [i, bound] of bounds.entries())
        if (!bound.from && !bound.condition) bounds[i] = { ...bound, from: right, ...(to ? { to } : {}) };
      bounds.push({ variable: left, from: right, ...(to ? { to } : {}) });
    } else if (last && !last.condition && !last.from) bounds[bounds.length - 1] = { ...last, condition: node };
    else if (last) bounds.push({ condition: node });
    else bounds.push({ variable: simple || sign === 'in' ? left : node.terms[1], condition: node });
  }
  return bounds.map((bound, i) => (bound.condition || !to ? bound : { ...bound, to: uppers[i] ?? to }));
}

/** `\sum_{i,j=1}^{m,n}`: one upper limit for each variable, or one for all. */
function uppersIn(s: State, sup: Range): Expression[] {
  const range = s.unwrap(sup);
  return s.split(range.from, range.to, (token) => s.is(token, ',')).map((part) => s.read(part));
}

function productBody(s: State): Expression {
  const { core } = s;
  while (core.peek()?.kind === 'quad') core.take();
  if (s.is(core.peek(), '-')) return core.prefix('negate', POWER.product);
  return startsOperand(s, core.position) || s.is(core.peek(), '\\mid')
    ? core.expression(POWER.product)
    : core.missing();
}

// Integrals

export function readIntegral(s: State): Expression {
  const { core } = s;
  const start = core.position;
  const count = INTEGRALS.get(core.take()?.text ?? '') ?? 1;
  const { sub, sup } = limits(s);
  const from = sub && s.read(sub);
  const to = sup && s.read(sup);
  const closing = differentialAfter(s, core.position, count);
  if (closing < 0)
    return nest(s, 'integral', [{ ...(from ? { from } : {}), ...(to ? { to } : {}) }], productBody(s), start);
  const bodyStart = core.position;
  const variables: Expression[] = [];
  core.position = closing;
  while (variables.length < count) {
    const found = differentialAt(s, core.position);
    if (!found || core.position >= core.end) break;
    core.position += found.width;
    const symbol = core.done ? undefined : readPlainSymbol(s);
    if (!symbol) break;
    if (s.is(core.peek(), '(')) return byFunction(s, start);
    variables.push(symbol.node);
    while (core.peek()?.kind === 'quad') core.take();
  }
  const body =
    closing === bodyStart && startsOperand(s, core.position)
      ? productBody(s)
      : closing === bodyStart
        ? {
            kind: 'number' as const,
            value: 1,
            text: '1',
            span: s.spanOf(closing, closing + 1),
            outer: s.spanOf(closing, closing + 1),
          }
        : s.read(s.rangeOf(bodyStart, closing));
  // The innermost integral belongs to the first differential.
  const bounds = variables
    .map((variable): Bounds => ({ variable, ...(from ? { from } : {}), ...(to ? { to } : {}) }))
    .reverse();
  return nest(s, 'integral', bounds, body, start);
}

/** `\int x \, dF(x)`: an integral by a function. */
function byFunction(s: State, start: number): Expression {
  const { core } = s;
  core.position = s.inside(core.position).to + 1;
  const text = s.quote(start, core.position);
  return core.refuse(
    'integralBy',
    `The integral by a function, “${text}”, is not read. Write it by a variable.`,
    core.since(start),
    text,
  );
}

/** The place of the differential that closes this integral, past those of integrals inside it; -1 where there is none. */
function differentialAfter(s: State, from: number, count: number): number {
  let inner = 0;
  return s.find(from, s.core.end, (token, at) => {
    if (token.kind === 'command' && INTEGRALS.has(token.text)) inner += INTEGRALS.get(token.text) ?? 1;
    const found = differentialAt(s, at);
    if (!found?.total || at + found.width >= s.core.end) return false;
    const next = s.token(at + found.width);
    if (next?.kind !== 'letter' && next?.kind !== 'command') return false;
    if (isInfix(next) || (next.kind === 'command' && next.text === '\\cdot')) return false;
    if (inner === 0) return count > 0;
    inner--;
    return false;
  });
}

/** `\lim_{h \to 0}`. */
export function readLimit(s: State): Expression {
  const { core } = s;
  const start = core.position;
  core.take();
  const { sub } = limits(s);
  const node = sub && s.read(sub);
  const bound: Bounds =
    node?.kind === 'relation' && node.signs[0] === '->'
      ? { variable: node.terms[0], to: node.terms[1] }
      : node
        ? { condition: node }
        : {};
  return nest(s, 'limit', [bound], productBody(s), start);
}

// Extremes

/** `\max(a, b)`, `\max_i x_i`, `\arg\min_\theta L(\theta)`, `\min_w f(w) + g(w)`. */
export function readExtreme(s: State): Expression {
  const { core } = s;
  const start = core.position;
  const command = core.take()?.text ?? '';
  const arg = command === '\\arg';
  const kind = EXTREMES.get(arg ? (core.take()?.text ?? '') : command) ?? 'max';
  const operator = arg ? (kind === 'min' || kind === 'argmin' ? 'argmin' : 'argmax') : kind;
  return extreme(s, operator, start);
}

/** The words `argmin`, `arg\,max` of `\operatorname` and `\mathrm` are the same operators; the word has been taken. */
export function extreme(s: State, operator: 'max' | 'min' | 'argmax' | 'argmin', start: number): Expression {
  const { core } = s;
  if (core.peek()?.kind !== 'sub') {
    if (operator === 'max' || operator === 'min') return applyNamed(s, operator, start);
    const args = readArguments(s, operator);
    const name = nameOf(operator, s.spanOf(start, start + 1));
    return args ? callOf(name, args, core.since(start)) : name;
  }
  const { sub } = limits(s);
  if (!sub) return core.missing();
  const parts =
    sub.from < sub.to ? s.split(sub.from, sub.to, (token) => s.is(token, ',')).map((part) => s.read(part)) : [];
  const [first] = parts;
  const bound = extremeBound(parts);
  while (core.peek()?.kind === 'quad') core.take();
  if (s.is(core.peek(), '\\{', '(')) {
    const list = listAhead(s);
    if (list) return nest(s, operator, [bound], sequence('set', list, core.since(start)), start);
  }
  if (!startsOperand(s, core.position) && !s.is(core.peek(), '-')) return core.missing();
  const body = productBody(s);
  const index =
    first?.kind === 'name'
      ? first.name
      : first?.kind === 'relation' && first.terms[0]?.kind === 'name'
        ? first.terms[0].name
        : '';
  const plus = s.is(core.peek(), '+', '-');
  if (!plus || indexes(body, index)) return nest(s, operator, [bound], body, start);
  const usual = operator === 'max' && parts.length === 1 ? 'product' : 'sum';
  const chosen = s.findings.choose('body', s.spanOf(start, start + 1), usual, usual === 'sum' ? 'product' : 'sum');
  return nest(s, operator, [bound], chosen === 'sum' ? core.continueFrom(body, POWER.sum) : body, start);
}

function extremeBound(parts: readonly Expression[]): Bounds {
  const [only] = parts;
  if (!only) return {};
  if (parts.length > 1) {
    const last = parts[parts.length - 1] ?? only;
    return {
      variable: sequence('tuple', parts, { from: only.outer.from, to: Math.max(only.outer.to, last.outer.to) }),
    };
  }
  if (only.kind !== 'relation') return { variable: only };
  return { variable: only.terms[0], condition: only };
}

/** A bracket with a list of several items right here: taken. */
function listAhead(s: State): Expression[] | undefined {
  const { core } = s;
  const { from, to } = s.inside(core.position);
  if (s.partner(core.position) < 0 || s.find(from, to, (token) => s.is(token, ',')) < 0) return undefined;
  const items = listIn(s, s.inside(core.position));
  core.position = to + 1;
  return items;
}

/** Does `name` stand as an index in the term? */
function indexes(body: Expression, name: string): boolean {
  for (const node of walk(body)) {
    if (
      node.kind === 'index' &&
      node.indices.some((index) => [...walk(index)].some((part) => part.kind === 'name' && part.name === name))
    )
      return true;
  }
  return false;
}

// Expectations

/** `\mathbb{E}_{x \sim p}[f(x)]`, `E[x]`: the sign has been taken up to the position. */
export function readExpectation(s: State, start: number): Expression {
  const { core } = s;
  const { sub } = limits(s);
  let bound: Bounds = {};
  if (sub) {
    const parts = listIn(s, { ...sub, at: sub.at });
    const [only] = parts;
    if (parts.length === 1 && only)
      bound = only.kind === 'relation' ? { variable: only.terms[0], condition: only } : { condition: only };
    else if (only) bound = { condition: sequence('tuple', parts, sub.at) };
  }
  if (s.is(core.peek(), '[', '(', '\\{') && s.partner(core.position) >= 0) {
    const range = s.inside(core.position);
    const items = listIn(s, range);
    core.position = range.to + 1;
    const [only] = items;
    const body = items.length === 1 && only ? { ...only, outer: range.at } : sequence('tuple', items, range.at);
    return nest(s, 'expectation', [bound], body, start);
  }
  const body = startsOperand(s, core.position) ? core.factor() : core.missing();
  return nest(s, 'expectation', [bound], body, start);
}
