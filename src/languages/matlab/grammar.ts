/** MATLAB's expressions: how an operand starts, and what may follow one. */
import { cover } from '../../base/span.ts';
import type { Expression, Operator, RelationSign, Slice } from '../../syntax/tree.ts';
import { callOf, nameOf, numberLiteral, operation, unreadable } from '../expression/nodes.ts';
import { type Action, type Grammar, POWER, STOP } from '../expression/pratt.ts';
import { comparison } from '../expression/program.ts';
import { isIncrement, isStepped } from './bound.ts';
import { readApplication, readBraceIndex, readCell, readField, readGroup, readMatrix } from './brackets.ts';
import { readHandle } from './handles.ts';
import { matlabNumber, readSpecial } from './literals.ts';
import { type State, SYNTAX } from './state.ts';
import { isSign, type MatlabToken } from './tokens.ts';

/** Between comparisons and sums. */
const RANGE = 30;
/** `&` binds tighter than `|`, and both tighter than `&&`. */
const [EVERY, EITHER] = [18, 17];

export function matlabGrammar(s: State): Grammar<MatlabToken> {
  return {
    operand: () => operand(s),
    after: (_core, left) => after(s, left),
    quote: (from, to) => s.quote(from, to),
  };
}

function operand(s: State): Expression | undefined {
  const { core } = s;
  const token = core.peek();
  switch (token?.kind) {
    case 'number': {
      core.take();
      const literal = matlabNumber(token.text);
      return typeof literal === 'number'
        ? numberLiteral(token.text, token.span, literal)
        : unreadable(token.text, literal, token.span);
    }
    case 'string':
      core.take();
      return { kind: 'string', value: token.text, span: token.span, outer: token.span };
    case 'end':
      core.take();
      if (s.indices > 0) return { kind: 'end', span: token.span, outer: token.span };
      return unreadable('end', '“end” is the last index of a variable; none is known here.', token.span);
    case 'name':
      core.take();
      return readSpecial(s, token) ?? nameOf(token.text, token.span);
    case 'sign':
      return operandSign(s, token);
    default:
      return undefined;
  }
}

const STEPPED = '“++” and “--” change the variable in Octave, and are two signs in MATLAB. Write x += 1.';

function operandSign(s: State, token: MatlabToken): Expression | undefined {
  const { position } = s.core;
  if (isStepped(s.tokens, position)) {
    s.core.position = Math.min(s.core.end, position + 3);
    return s.refuse(position, s.core.position, STEPPED);
  }
  switch (token.text) {
    case '-':
      return s.core.prefix('negate', POWER.sign);
    case '+':
      return s.core.prefix('plus', POWER.sign);
    case '~':
    case '!':
      return s.core.prefix('not', POWER.sign);
    case '(':
      return readGroup(s);
    case '[':
      return readMatrix(s);
    case '{':
      return readCell(s);
    case '@':
      return readHandle(s);
    case ':':
      s.core.take();
      return { kind: 'slice', span: token.span, outer: token.span };
    default:
      return undefined;
  }
}

const RELATIONS: Readonly<Record<string, RelationSign>> = {
  '==': '=',
  '~=': '!=',
  '!=': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};
const INFIX: ReadonlyMap<string, readonly [Operator, number, boolean]> = new Map([
  ['+', ['add', POWER.sum, false]],
  ['-', ['subtract', POWER.sum, false]],
  ['*', ['multiply', POWER.product, false]],
  ['/', ['divide', POWER.product, false]],
  ['.*', ['multiply', POWER.product, true]],
  ['./', ['divide', POWER.product, true]],
  ['&', ['and', EVERY, true]],
  ['|', ['or', EITHER, true]],
  ['&&', ['and', POWER.and, false]],
  ['||', ['or', POWER.or, false]],
]);

/** `*`, `/` and `^` by themselves are products and powers of matrices, and of numbers: shapes decide, not the text. */
function after(s: State, left: Expression): Action {
  const token = s.core.peek();
  if (token?.kind !== 'sign') return STOP;
  const infix = INFIX.get(token.text);
  if (isIncrement(s.tokens, s.core.position)) {
    return { does: 'postfix', power: POWER.postfix, build: (base) => stepped(s, base) };
  }
  if (infix) return { does: 'infix', operator: infix[0], power: infix[1], elementwise: infix[2] };
  if (RELATIONS[token.text]) return { does: 'postfix', power: POWER.relation, build: () => compare(s, left, token) };
  switch (token.text) {
    case '(':
      return { does: 'postfix', power: POWER.postfix, build: (base) => readApplication(s, base) };
    case '{':
      return { does: 'postfix', power: POWER.postfix, build: (base) => readBraceIndex(s, base) };
    case '.':
      return { does: 'postfix', power: POWER.postfix, build: (base) => readField(s, base) };
    case "'":
    case ".'":
      return { does: 'postfix', power: POWER.power, build: (base) => transpose(s, base, token) };
    case '^':
    case '**':
    case '.^':
    case '.**':
      return { does: 'postfix', power: POWER.power, build: (base) => power(s, base, token) };
    case '\\':
    case '.\\':
      return { does: 'postfix', power: POWER.product, build: (base) => leftDivide(s, base, token) };
    case ':':
      return { does: 'postfix', power: RANGE, build: (base) => range(s, base) };
    default:
      return STOP;
  }
}

function stepped(s: State, base: Expression): Expression {
  const { position } = s.core;
  s.core.position = Math.min(s.core.end, position + 2);
  return {
    ...s.refuse(position, s.core.position, STEPPED),
    outer: cover(base.outer, s.spanOf(position, position + 2)),
  };
}

function transpose(s: State, base: Expression, sign: MatlabToken): Expression {
  s.core.take();
  return operation('transpose', [base], sign.span, sign.text === ".'" ? { elementwise: true } : {});
}

/** Powers nest to the left; a sign in the exponent belongs to the next factor alone: `2^-1^2` is (2^(-1))^2. */
function power(s: State, base: Expression, sign: MatlabToken): Expression {
  const { core } = s;
  core.take();
  const signs: MatlabToken[] = [];
  for (let next = core.peek(); next && isSign(next, '-', '+', '~', '!'); next = core.peek()) {
    signs.push(next);
    core.take();
    if (signs.length > SIGNS) return s.refuse(core.position - 1, core.end, SYNTAX);
  }
  let exponent = core.expression(POWER.power + 1);
  for (const { text, span } of signs.reverse()) {
    exponent = operation(text === '-' ? 'negate' : text === '+' ? 'plus' : 'not', [exponent], span);
  }
  return operation('power', [base, exponent], sign.span, sign.text.startsWith('.') ? { elementwise: true } : {});
}

const SIGNS = 50;

/** `A \ b` solves A x = b; `a .\ b` is b ./ a. */
function leftDivide(s: State, base: Expression, sign: MatlabToken): Expression {
  s.core.take();
  const right = s.core.expression(POWER.product + 1);
  if (sign.text === '.\\') return operation('divide', [right, base], sign.span, { elementwise: true });
  return callOf(nameOf('leftDivide', sign.span), [base, right], cover(base.outer, right.outer));
}

function compare(s: State, left: Expression, sign: MatlabToken): Expression {
  const start = s.core.position;
  s.core.take();
  const right = s.core.expression(POWER.relation + 1);
  if (left.kind === 'relation' && left.span === left.outer) {
    s.core.position = Math.max(s.core.position, start + 1);
    const at = cover(left.outer, right.outer);
    const reason = 'MATLAB compares the truth of the first comparison, 0 or 1. Write a < b && b < c.';
    return unreadable(s.text.slice(at.from, at.to), reason, at);
  }
  return comparison(left, RELATIONS[sign.text] ?? '=', sign.span, right);
}

/** `a:b`, `a:step:b`. */
function range(s: State, start: Expression): Expression {
  const { core } = s;
  core.take();
  const second = core.expression(RANGE + 1);
  const isStep = isSign(core.peek(), ':');
  if (isStep) core.take();
  const third = isStep ? core.expression(RANGE + 1) : undefined;
  const at = cover(start.outer, (third ?? second).outer);
  if (start.kind === 'slice' && start.span === start.outer) {
    return unreadable(s.text.slice(at.from, at.to), SYNTAX, at);
  }
  const slice: Slice = { kind: 'slice', start, stop: third ?? second, span: at, outer: at };
  return third ? { ...slice, step: second } : slice;
}
