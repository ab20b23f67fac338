/** R's expressions: how an operand starts, and what may follow one. */

import { cover } from '../../base/span.ts';
import { attributeName } from '../../syntax/names.ts';
import type { Assignment, Expression, Operator, RelationSign, Slice } from '../../syntax/tree.ts';
import { nameOf, numberLiteral, unreadable } from '../expression/nodes.ts';
import { type Action, type Grammar, POWER, STOP } from '../expression/pratt.ts';
import { comparison } from '../expression/program.ts';
import {
  readBlockValue,
  readBracketIndex,
  readCall,
  readElement,
  readGroup,
  readNamespace,
  readPipe,
} from './brackets.ts';
import { readIfValue } from './control.ts';
import { readFunctionValue } from './functions.ts';
import { INSIDE, type State, SYNTAX } from './state.ts';
import { rNumber } from './strings.ts';
import type { RToken } from './tokens.ts';

/** R's own order, from loose to tight: `=`, `<-`, `->`, `~`, or, and, not, comparisons, sums, products, `%%`, `:`, signs, `^`. */
const [EQUALS, SET, SET_RIGHT, FORMULA, SPECIAL, RANGE] = [3, 5, 6, 8, 52, 53];

export function rGrammar(s: State): Grammar<RToken> {
  return {
    operand: () => operand(s),
    after: (_core, left) => after(s, left),
    quote: (from, to) => s.quote(from, to),
  };
}

function operand(s: State): Expression | undefined {
  const { core } = s;
  s.skipNewlines();
  const token = core.peek();
  switch (token?.kind) {
    case 'number': {
      core.take();
      const value = rNumber(token.text);
      return typeof value === 'number'
        ? numberLiteral(token.text, token.span, value)
        : unreadable(token.text, value, token.span);
    }
    case 'string':
      core.take();
      return { kind: 'string', value: token.text, span: token.span, outer: token.span };
    case 'name':
      core.take();
      return readName(s, token);
    case 'keyword':
      return operandWord(s, token);
    case 'sign':
      return operandSign(s, token);
    default:
      return undefined;
  }
}

function readName(s: State, { text, span }: RToken): Expression {
  const quoted = s.text[span.from] === '`';
  if (!quoted && (text === 'T' || text === 'F') && !s.taken.has(text)) {
    return { kind: 'boolean', value: text === 'T', span, outer: span };
  }
  if (!quoted && (text === '_' || /^\.\.\d+$/.test(text))) return unreadable(text, `“${text}” is not read here.`, span);
  return nameOf(text, span);
}

function operandWord(s: State, token: RToken): Expression | undefined {
  const { text, span } = token;
  switch (text) {
    case 'if':
      return readIfValue(s);
    case 'function':
      return readFunctionValue(s);
    case 'TRUE':
    case 'FALSE':
      s.core.take();
      return { kind: 'boolean', value: text === 'TRUE', span, outer: span };
    case 'NULL':
      s.core.take();
      return { kind: 'none', span, outer: span };
    case 'Inf':
    case 'NaN':
      s.core.take();
      return numberLiteral(text, span, text === 'Inf' ? Number.POSITIVE_INFINITY : Number.NaN);
    case 'for':
    case 'while':
    case 'repeat':
    case 'break':
    case 'next':
      return refuseRest(s, 'A loop has no value. Write it on a line of its own.');
    default:
      if (!text.startsWith('NA')) return undefined;
      s.core.take();
      return unreadable(text, 'A missing value is no number.', span);
  }
}

/** Everything up to the end of the line or the bracket around. */
function refuseRest(s: State, reason: string): Expression {
  const { core } = s;
  const from = core.position;
  core.position = Math.max(from + 1, s.lineEnd(from, core.end));
  return s.refuse(from, core.position, reason);
}

function operandSign(s: State, token: RToken): Expression | undefined {
  const { core } = s;
  switch (token.text) {
    case '-':
      return core.prefix('negate', POWER.sign);
    case '+':
      return core.prefix('plus', POWER.sign);
    case '!':
      return core.prefix('not', POWER.not);
    case '(':
      return readGroup(s);
    case '{':
      return readBlockValue(s);
    case '\\':
      return readFunctionValue(s);
    case '~':
    case '?': {
      const from = core.position;
      core.take();
      core.expression(FORMULA);
      return s.refuse(from, core.position, MODEL);
    }
    default:
      return undefined;
  }
}

const MODEL = 'A model formula has no value.';
const RELATIONS: Readonly<Record<string, RelationSign>> = {
  '==': '=',
  '!=': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};
const INFIX: ReadonlyMap<string, readonly [Operator, number]> = new Map([
  ['+', ['add', POWER.sum]],
  ['-', ['subtract', POWER.sum]],
  ['*', ['multiply', POWER.product]],
  ['/', ['divide', POWER.product]],
  ['%%', ['modulo', SPECIAL]],
  ['%/%', ['floorDivide', SPECIAL]],
  ['%*%', ['matrixMultiply', SPECIAL]],
  ['%o%', ['outer', SPECIAL]],
  ['&', ['and', POWER.and]],
  ['&&', ['and', POWER.and]],
  ['|', ['or', POWER.or]],
  ['||', ['or', POWER.or]],
]);

function after(s: State, left: Expression): Action {
  const token = s.core.peek();
  if (token?.kind !== 'sign') return STOP;
  const { text } = token;
  const infix = INFIX.get(text);
  if (infix) return { does: 'infix', operator: infix[0], power: infix[1], elementwise: text === '&' || text === '|' };
  if (RELATIONS[text]) return { does: 'postfix', power: POWER.relation, build: () => compare(s, left, token) };
  switch (text) {
    case '^':
    case '**':
      return { does: 'infix', operator: 'power', power: POWER.power, right: true };
    case '(':
      return { does: 'postfix', power: POWER.postfix, build: (base) => readCall(s, base) };
    case '[':
    case '[[':
      return { does: 'postfix', power: POWER.postfix, build: (base) => readBracketIndex(s, base) };
    case '$':
    case '@':
      return { does: 'postfix', power: POWER.postfix, build: (base) => readElement(s, base) };
    case '::':
    case ':::':
      return { does: 'postfix', power: POWER.postfix, build: (base) => readNamespace(s, base) };
    case '|>':
      return { does: 'postfix', power: SPECIAL, build: (base) => readPipe(s, base, SPECIAL) };
    case ':':
      return { does: 'postfix', power: RANGE, build: (base) => range(s, base) };
    case '<-':
      return { does: 'postfix', power: SET, build: (base) => assignment(s, base, SET) };
    case '=':
      if (!canSet(s, left)) return STOP;
      return { does: 'postfix', power: EQUALS, build: (base) => assignment(s, base, EQUALS) };
    case '->':
      return { does: 'postfix', power: SET_RIGHT, build: (base) => assignmentRight(s, base) };
    case '<<-':
    case '->>':
    case ':=':
      return { does: 'postfix', power: SET, build: (base) => refuseBoth(s, base, SET, OUTSIDE) };
    case '~':
    case '?':
      return { does: 'postfix', power: FORMULA, build: (base) => refuseBoth(s, base, FORMULA + 1, MODEL) };
    default:
      if (!text.startsWith('%')) return STOP;
      return { does: 'postfix', power: SPECIAL, build: (base) => special(s, base, token) };
  }
}

const OUTSIDE = 'The name belongs to an outer function. Pass the value as an argument instead.';

function special(s: State, left: Expression, sign: RToken): Expression {
  if (sign.text !== '%in%') return refuseBoth(s, left, SPECIAL + 1, `“${sign.text}” is not known here.`);
  s.core.take();
  return comparison(left, 'in', sign.span, s.core.expression(SPECIAL + 1));
}

/** The sign at the position and both its sides. */
function refuseBoth(s: State, left: Expression, power: number, reason: string): Expression {
  const { core } = s;
  const from = core.position;
  core.take();
  const right = core.expression(power);
  s.noteEffects(from, core.position);
  const at = cover(cover(left.outer, s.spanOf(from, from + 1)), right.outer);
  return unreadable(s.text.slice(at.from, at.to), reason, at);
}

/** Comparisons do not chain: `a < b < c` is no R. `%in%` binds tighter and is none of them. */
function compare(s: State, left: Expression, sign: RToken): Expression {
  if (left.kind === 'relation' && left.span === left.outer && !left.signs.includes('in'))
    return refuseBoth(s, left, POWER.relation + 1, SYNTAX);
  s.core.take();
  return comparison(left, RELATIONS[sign.text] ?? '=', sign.span, s.core.expression(POWER.relation + 1));
}

function range(s: State, start: Expression): Expression {
  s.core.take();
  const stop = s.core.expression(RANGE + 1);
  const at = cover(start.outer, stop.outer);
  const slice: Slice = { kind: 'slice', start, stop, span: at, outer: at };
  return start.kind === 'slice' && start.span === start.outer
    ? unreadable(s.text.slice(at.from, at.to), 'A range starts at a number.', at)
    : slice;
}

/** It stands where a statement or the value of an assignment starts. */
function canSet(s: State, left: Expression): boolean {
  return left.outer.from === s.settable;
}

function assignment(s: State, target: Expression, power: number): Expression {
  const { core } = s;
  if (!canSet(s, target)) return refuseBoth(s, target, power, INSIDE);
  const from = core.position;
  core.take();
  s.skipNewlines();
  const around = s.settable;
  s.settable = core.here().from;
  const value = core.expression(power);
  s.settable = around;
  return assigned(s, target, value, from);
}

function assignmentRight(s: State, value: Expression): Expression {
  const { core } = s;
  if (!canSet(s, value)) return refuseBoth(s, value, SET_RIGHT + 1, INSIDE);
  const from = core.position;
  core.take();
  return assigned(s, core.expression(SET_RIGHT + 1), value, from);
}

function assigned(s: State, written: Expression, value: Expression, sign: number): Expression {
  const at = cover(cover(written.outer, value.outer), s.spanOf(sign, sign + 1));
  const label = labelOf(written);
  const word = written.kind === 'string' ? written.value : label;
  const target = word === undefined ? written : { ...nameOf(word, written.span), outer: written.outer };
  const node: Assignment = { kind: 'assignment', target, value, worth: 'new', span: at, outer: at };
  if (isTarget(target)) return node;
  s.noteEffects(sign, sign + 1);
  return unreadable(s.text.slice(at.from, at.to), 'Only names, elements and items are set.', at);
}

/** `attr(value, "gradient")` as a variable of its own: the value's numbers stay as they are. */
function labelOf(target: Expression): string | undefined {
  if (target.kind !== 'call' || target.callee.kind !== 'name' || target.callee.name !== 'attr') return undefined;
  const [of, which] = target.args;
  if (target.args.length !== 2 || target.keywords.length > 0 || of?.kind !== 'name' || which?.kind !== 'string')
    return undefined;
  return which.value === 'gradient' || which.value === 'hessian' ? attributeName(of.name, which.value) : undefined;
}

function isTarget(target: Expression): boolean {
  switch (target.kind) {
    case 'name':
      return true;
    case 'attribute':
      return isTarget(target.base);
    case 'index':
      return isTarget(target.base) && target.indices.every(({ kind }) => kind !== 'opaque');
    default:
      return false;
  }
}
