/** What a token does after an operand in LaTeX: signs, strokes, bars, scripts, postfix marks. */
import { cover } from '../../base/span.ts';
import type { Call, Expression } from '../../syntax/tree.ts';
import { callOf, nameOf, numberLiteral, operation, unreadable } from '../expression/nodes.ts';
import { type Action, JUXTAPOSE, POWER, STOP } from '../expression/pratt.ts';
import { isBar, settings } from './brackets.ts';
import { bracketArguments, startsOperand } from './functions.ts';
import type { State } from './state.ts';
import { INFIX, RELATIONS, UNREAD_SIGNS } from './symbols.ts';
import { scriptedTerm } from './terms.ts';
import type { LatexToken } from './tokens.ts';

export function after(s: State, left: Expression): Action {
  const { core } = s;
  const token = core.peek();
  if (!token) return STOP;
  switch (token.kind) {
    case 'quad':
      return { does: 'postfix', power: POWER.postfix, build: (node) => skip(s, node) };
    case 'sub':
    case 'sup':
    case 'prime':
      return { does: 'postfix', power: POWER.postfix, build: (node) => scripted(s, node) };
    case 'row':
    case 'cell':
    case 'close':
    case 'end':
      return STOP;
    case 'number':
      if (left.kind === 'number' && left.outer.to === left.span.to && left.text !== '') {
        return { does: 'postfix', power: POWER.juxtaposition, build: (node) => twoNumbers(s, node) };
      }
      return JUXTAPOSE;
    case 'text':
      return /^(and|or)$/.test(token.text.trim()) ? connective(token.text.trim()) : JUXTAPOSE;
    case 'command':
    case 'symbol':
      return sign(s, left, token);
    default:
      return JUXTAPOSE;
  }
}

function connective(word: string): Action {
  const operator = word === 'or' ? 'or' : 'and';
  return { does: 'infix', operator, power: POWER[operator] };
}

/** The node, with the next token taken. */
function skip(s: State, node: Expression): Expression {
  s.core.take();
  return node;
}

function scripted(s: State, node: Expression): Expression {
  const start = startOf(s, node);
  return scriptedTerm(s, node, start);
}

/** The token that the node starts with, looking back from the position. */
function startOf(s: State, node: Expression): number {
  let at = s.core.position - 1;
  while (at > 0 && (s.token(at)?.span.from ?? 0) > node.outer.from) at--;
  return Math.max(0, at);
}

function twoNumbers(s: State, node: Expression): Expression {
  const { core } = s;
  const start = core.position;
  core.take();
  const text = s.quote(start - 1, start + 1);
  const at = cover(node.outer, core.since(start));
  return core.refuse('twoNumbers', `“${text}” has no sign between two numbers. Write \\cdot, or join them.`, at, text);
}

function sign(s: State, left: Expression, token: LatexToken): Action {
  const { core } = s;
  const { text } = token;
  if (isBar(token) || text === '\\mid') {
    const action = bar(s, left, token);
    if (action) return action;
  }
  if (token.fence === 'right' || token.side === 'close') return STOP;
  if (text === '/') return { does: 'postfix', power: POWER.product, build: (node) => slash(s, node) };
  if (text === '\\notin') return { does: 'postfix', power: POWER.relation, build: (node) => notIn(s, node) };
  if (text === '!') return { does: 'postfix', power: POWER.postfix, build: (node) => factorial(s, node) };
  if (text === '\\%') return { does: 'postfix', power: POWER.postfix, build: (node) => percent(s, node) };
  if (text === '\\pm' || text === '\\mp')
    return { does: 'postfix', power: POWER.sum, build: (node) => twoSigns(s, node) };
  if (UNREAD_SIGNS.has(text)) return { does: 'postfix', power: POWER.sum, build: (node) => unreadSign(s, node) };
  if (text === '(' && left.kind === 'call' && isCompose(left)) {
    return { does: 'postfix', power: POWER.postfix, build: (node) => composed(s, node) };
  }
  if (text === '\\over') return { does: 'infix', operator: 'divide', power: 1 };
  if (text === '\\choose') return { does: 'postfix', power: 1, build: (node) => choose(s, node) };
  const infix = INFIX.get(text);
  if (infix) return infixAction(s, left, text, infix);
  const relation = RELATIONS.get(text);
  if (relation) return { does: 'relation', sign: relation };
  return startsOperand(s, core.position) ? JUXTAPOSE : STOP;
}

function infixAction(
  s: State,
  left: Expression,
  text: string,
  { operator, level }: NonNullable<ReturnType<typeof INFIX.get>>,
): Action {
  const power = POWER[level];
  if (text === '\\times') {
    const right = s.token(s.core.position + 1)?.text ?? '';
    const vectors = isVector(left) && /^\\(mathbf|boldsymbol|bm|vec|overrightarrow)$/.test(right);
    return { does: 'infix', operator: vectors || s.sizes ? 'cross' : operator, power };
  }
  if (text === '\\circ' && left.kind === 'name') {
    const likely = s.functions.has(left.name) || /^([fghFGH]|sigma|phi|psi)$/.test(left.name);
    const at = s.core.here();
    const chosen = s.findings.choose(
      'circ',
      at,
      likely ? 'composition' : 'elementwise product',
      likely ? 'elementwise product' : 'composition',
    );
    if (chosen === 'composition') return { does: 'postfix', power, build: (node) => compose(s, node) };
  }
  return { does: 'infix', operator, power };
}

function isVector(node: Expression): boolean {
  if (node.kind === 'index') return isVector(node.base);
  return node.kind === 'name' && (node.style === 'bold' || node.style === 'arrow');
}

function compose(s: State, node: Expression): Expression {
  const { core } = s;
  const sign = core.here();
  core.take();
  const other = core.expression(POWER.product + 1);
  return callOf(nameOf('compose', sign), [node, other], cover(node.outer, other.outer));
}

function isCompose(node: Call): boolean {
  return node.callee.kind === 'name' && node.callee.name === 'compose' && node.outer !== node.span;
}

/** `(f \circ g)(x)` is f(g(x)). */
function composed(s: State, node: Expression): Expression {
  const args = bracketArguments(s);
  const at = { from: node.outer.from, to: Math.max(node.outer.to, s.spanOf(s.core.position - 1, s.core.position).to) };
  const apply = (f: Expression, inner: readonly Expression[]): Expression => {
    if (f.kind === 'call' && f.callee.kind === 'name' && f.callee.name === 'compose' && f.args.length === 2) {
      const [outer, first] = f.args;
      if (outer && first) return apply(outer, [apply(first, inner)]);
    }
    return callOf(f, inner, at);
  };
  return apply(node, args);
}

function unreadSign(s: State, node: Expression): Expression {
  const { core } = s;
  const start = core.position;
  core.take();
  const other = startsOperand(s, core.position) ? core.expression(POWER.sum + 1) : node;
  const sign = s.quote(start, start + 1);
  const at = cover(node.outer, other.outer);
  const reason = `“${sign}” is shown, but not calculated with. Inspect one of its sides.`;
  s.findings.tell('warning', 'unreadSign', reason, s.spanOf(start, start + 1));
  return unreadable(s.textAt(at), reason, at);
}

function twoSigns(s: State, node: Expression): Expression {
  const { core } = s;
  const start = core.position;
  core.take();
  const other = core.expression(POWER.sum + 1);
  const sign = s.quote(start, start + 1);
  const at = cover(node.outer, other.outer);
  return core.refuse('twoSigns', `“${sign}” stands for two formulas at once. Write the one that is meant.`, at, sign);
}

/** A bar after an operand: it closes, sets values (`|_{x=0}`), opens the next factor, or ends the expression. */
function bar(s: State, left: Expression, token: LatexToken): Action | undefined {
  const { core } = s;
  const at = core.position;
  const open = core.openBars > 0 ? s.bars[s.bars.length - 1] : undefined;
  if (open === token.text && token.side !== 'open') return STOP;
  if (
    token.text !== '\\mid' &&
    s.token(at + 1)?.kind === 'sub' &&
    at + 1 < core.end &&
    (token.side === 'close' || open === undefined)
  ) {
    const single = left.kind === 'derivative' || left.kind === 'call' || left.outer !== left.span;
    return {
      does: 'postfix',
      power: single ? POWER.postfix : POWER.sum - 1,
      build: (node) => settings(s, skip(s, node)),
    };
  }
  if (token.text === '\\mid') return undefined;
  if (token.side === 'close' || token.fence === 'right') return STOP;
  if (token.side === 'open' || token.fence === 'left') return JUXTAPOSE;
  const double = s.is(s.token(at + 1), '|') && token.text === '|' ? 1 : 0;
  const next = s.find(
    at + 1 + double,
    Math.min(core.end, at + 500),
    (other) => other.text === token.text && isBar(other),
  );
  if (next > at + 1 + double) return JUXTAPOSE;
  return { does: 'relation', sign: 'given' };
}

/**
 * `a/bc` is a/(bc), as juxtaposition binds tighter; `a / b c` with a space between b and c, and `1/2 x` with numbers on
 * both sides of the stroke, are (a/b)c. Either way it is said.
 */
function slash(s: State, left: Expression): Expression {
  const { core } = s;
  const start = core.position;
  const stroke = core.take()?.span ?? core.here();
  const first = core.factor();
  const next = core.peek();
  if (!next || next.kind === 'quad' || !startsOperand(s, core.position) || (isBar(next) && core.openBars > 0)) {
    return operation('divide', [left, first], stroke);
  }
  const coefficient = first.kind === 'number' && left.kind !== 'number';
  const loose =
    next.spaced && !coefficient && !(s.token(core.position - 1)?.kind === 'command' && !wide(s, core.position));
  const at = s.spanOf(start, start + 1);
  const chosen = s.findings.choose('slash', at, loose ? '(a/b)c' : 'a/(bc)', loose ? 'a/(bc)' : '(a/b)c');
  if (chosen === '(a/b)c') return operation('divide', [left, first], stroke);
  return operation('divide', [left, core.continueFrom(first, POWER.juxtaposition)], stroke);
}

/** More than the one space that a command needs behind it. */
function wide(s: State, at: number): boolean {
  const before = s.token(at - 1);
  const here = s.token(at);
  return before !== undefined && here !== undefined && here.span.from - before.span.to > 1;
}

function notIn(s: State, node: Expression): Expression {
  const { core } = s;
  const sign = core.here();
  core.take();
  const set = core.expression(POWER.relation + 1);
  const at = cover(node.outer, set.outer);
  return operation(
    'not',
    [{ kind: 'relation', terms: [node, set], signs: ['in'], signSpans: [sign], span: at, outer: at }],
    sign,
  );
}

function factorial(s: State, node: Expression): Expression {
  const { core } = s;
  const start = core.position;
  const sign = core.here();
  core.take();
  if (s.is(core.peek(), '!')) {
    core.take();
    const text = s.quote(start - 1, core.position);
    return core.refuse(
      'doubleFactorial',
      `The double factorial “${text}” is not read. Write the product.`,
      core.since(start),
      text,
    );
  }
  return operation('factorial', [node], sign);
}

function percent(s: State, node: Expression): Expression {
  const { core } = s;
  const sign = core.here();
  core.take();
  return operation('divide', [node, numberLiteral('100', sign)], sign);
}

function choose(s: State, node: Expression): Expression {
  const { core } = s;
  const sign = core.here();
  core.take();
  const below = core.expression(1);
  return callOf(nameOf('binomial', sign), [node, below], cover(node.outer, below.outer));
}
