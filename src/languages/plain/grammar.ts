/** How plain math is put together: how an operand starts, and what may follow one. */
import { cover } from '../../base/span.ts';
import type { Expression, Operator, RelationSign } from '../../syntax/tree.ts';
import { callOf, nameOf, numberLiteral, operation } from '../expression/nodes.ts';
import { type Action, type Grammar, JUXTAPOSE, POWER, STOP } from '../expression/pratt.ts';
import { readBars, readGroup, readRoot } from './brackets.ts';
import { readNabla, readPartial } from './derivatives.ts';
import { type PlainToken, WORDS } from './lex.ts';
import type { State } from './state.ts';
import { readWord, takeSuperscript } from './words.ts';

export function plainGrammar(s: State): Grammar<PlainToken> {
  return {
    operand: () => operand(s),
    after: (_core, left) => after(s, left),
    quote: (from, to) => s.quote(from, to),
  };
}

function operand(s: State): Expression | undefined {
  const { core } = s;
  const token = core.peek();
  if (!token) return undefined;
  if (token.kind === 'bad') {
    core.take();
    return s.refuse('number', token.text, token.span);
  }
  if (token.kind === 'number') {
    core.take();
    return numberLiteral(s.raw(token.span), token.span, Number(token.text));
  }
  if (token.kind === 'name') {
    return token.text === 'not' ? core.prefix('not', POWER.not) : readWord(s, token);
  }
  if (token.kind !== 'sign') return undefined;
  switch (token.text) {
    case '-':
      return core.prefix('negate', POWER.sign);
    case '+':
      return core.prefix('plus', POWER.sign);
    case 'not':
    case '!':
      return core.prefix('not', POWER.not);
    case '√':
      return readRoot(s, 'sqrt');
    case '∛':
      return readRoot(s, 'cbrt');
    case '∂':
      return readPartial(s);
    case '∇':
      return readNabla(s);
    case '∞':
      core.take();
      return numberLiteral('∞', token.span, Number.POSITIVE_INFINITY);
    case '|':
    case '||':
      return readBars(s);
    case '(':
    case '[':
    case '{':
      return readGroup(s);
    default:
      return unknownSign(s, token);
  }
}

/** Signs that are known, but only elsewhere. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  '∑': 'Sums are read in LaTeX only. Write the terms out.',
  '∏': 'Products are read in LaTeX only. Write the factors out.',
  '∫': 'Integrals are not read in plain text.',
  '±': '“±” means two values. Write one of them.',
  '"': 'Text in quotes is not math.',
};

function unknownSign(s: State, token: PlainToken): Expression | undefined {
  const message = ELSEWHERE[token.text];
  if (message === undefined) return undefined;
  s.core.take();
  return s.refuse('sign', message, token.span);
}

export const RELATIONS: Readonly<Record<string, RelationSign>> = {
  '=': '=',
  '==': '=',
  ':=': ':=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '!=': '!=',
  '~~': 'approx',
  '~': '~',
  propto: 'propto',
  '->': '->',
  '<-': '<-',
  '=>': '=>',
  in: 'in',
};
const INFIX: ReadonlyMap<string, readonly [Operator, number]> = new Map([
  ['+', ['add', POWER.sum]],
  ['-', ['subtract', POWER.sum]],
  ['*', ['multiply', POWER.product]],
  ['@', ['matrixMultiply', POWER.product]],
  ['⊙', ['hadamard', POWER.product]],
  ['⊗', ['outer', POWER.product]],
  ['mod', ['modulo', POWER.product]],
  ['and', ['and', POWER.and]],
  ['&&', ['and', POWER.and]],
  ['or', ['or', POWER.or]],
  ['||', ['or', POWER.or]],
]);

function after(s: State, left: Expression): Action {
  const { core } = s;
  const token = core.peek();
  if (!token) return STOP;
  switch (token.kind) {
    case 'superscript':
      return { does: 'postfix', power: POWER.power, build: (base) => raised(s, base, token) };
    case 'name':
      return afterWord(s, token);
    case 'sign':
      return afterSign(s, token, left);
    default:
      return STOP;
  }
}

function afterWord(s: State, token: PlainToken): Action {
  if (!WORDS.has(token.text)) return JUXTAPOSE;
  if (token.text === 'if') return { does: 'postfix', power: POWER.lowest, build: (value) => conditional(s, value) };
  if (token.text === 'in') return { does: 'relation', sign: 'in' };
  return infix(token.text) ?? STOP;
}

function infix(text: string): Action | undefined {
  const found = INFIX.get(text);
  return found && { does: 'infix', operator: found[0], power: found[1] };
}

function afterSign(s: State, token: PlainToken, left: Expression): Action {
  const { core } = s;
  const relation = RELATIONS[token.text];
  if (relation) return { does: 'relation', sign: relation };
  switch (token.text) {
    case '^':
      return { does: 'postfix', power: POWER.power, build: (base) => power(s, base) };
    case '/':
      return { does: 'postfix', power: POWER.product, build: (above) => quotient(s, above) };
    case '//':
      return { does: 'postfix', power: POWER.lowest, build: () => doubleStroke(s) };
    case '%':
      return percent(s);
    case '!':
      return { does: 'postfix', power: POWER.postfix, build: (base) => factorial(s, base) };
    case '?':
      return { does: 'postfix', power: POWER.lowest, build: (condition) => choice(s, condition) };
    case '|':
      return core.openBars > 0 ? STOP : JUXTAPOSE;
    case '||':
      if (core.openBars > 0) return STOP;
      break;
    case '(':
    case '√':
    case '∛':
    case '∂':
    case '∇':
    case '∞':
      return JUXTAPOSE;
    case '[':
    case '{':
      // `[a + b](c)` groups; behind a number or a bracket it is a factor, behind a name with a blank it is unclear.
      return left.kind === 'name' ? STOP : JUXTAPOSE;
  }
  return infix(token.text) ?? STOP;
}

function factorial(s: State, base: Expression): Expression {
  const sign = s.core.here();
  s.core.take();
  return operation('factorial', [base], sign);
}

/** `x²`, `xⁿ`; `Aᵀ` is the transpose. */
function raised(s: State, base: Expression, token: PlainToken): Expression {
  if (token.text === 'T') {
    s.core.take();
    return operation('transpose', [base], token.span);
  }
  return operation('power', [base, takeSuperscript(s)], token.span);
}

/**
 * Right-associative; a sign in the exponent binds to the exponent alone: `x^-2 y` is x^(−2) · y. `e^x` is exp(x)
 * unless e is a name of the document.
 */
function power(s: State, base: Expression): Expression {
  const { core } = s;
  const sign = core.here();
  core.take();
  const start = core.position;
  const exponent = exponentOf(s);
  const euler = base.kind === 'name' && base.name === 'e' && base.span === base.outer && !s.isVariable('e');
  if (euler && s.findings.choose('e', base.span, 'exponential', 'variable e') === 'exponential') {
    return callOf(nameOf('exp', base.span), [exponent], cover(base.outer, core.since(start)));
  }
  return operation('power', [base, exponent], sign);
}

function exponentOf(s: State): Expression {
  const sign = s.core.peek();
  if (!s.is(sign, '-', '+')) return s.core.expression(POWER.power);
  return s.core.prefix(sign?.text === '-' ? 'negate' : 'plus', POWER.power);
}

/**
 * `a/bc` is a/(b·c), since juxtaposition binds tighter; with a blank, `a/b c`, and with numbers, `1/2x`, it is
 * (a/b)·c. Either way it is said.
 */
function quotient(s: State, above: Expression): Expression {
  const { core } = s;
  const start = core.position;
  const sign = core.here();
  core.take();
  const below = core.expression(POWER.juxtaposition + 1);
  const next = core.peek();
  if (!next || after(s, below).does !== 'juxtapose') return operation('divide', [above, below], sign);
  const numbers = isNumber(above) && isNumber(below);
  const loose = numbers || (next.spaced && below.kind !== 'number');
  const usual = loose ? '(a/b)c' : 'a/(bc)';
  const chosen = s.findings.choose('slash', core.tokens[start]?.span ?? sign, usual, loose ? 'a/(bc)' : '(a/b)c');
  if (chosen === '(a/b)c') return operation('divide', [above, below], sign);
  return operation('divide', [above, core.continueFrom(below, POWER.juxtaposition)], sign);
}

/** A number, or a product that ends with one: `3*1`. */
function isNumber(node: Expression): boolean {
  if (node.kind === 'operation' && node.operator === 'negate') return node.operands.every(isNumber);
  return node.kind === 'number' && node.span === node.outer;
}

/** `a // b` is a whole division in some languages and a comment in others. */
function doubleStroke(s: State): Expression {
  const { core } = s;
  const at = core.here();
  while (!core.done) core.take();
  return s.refuse(
    'doubleStroke',
    '“//” may divide or start a comment. Write floor(a/b), or a comment on its own line.',
    at,
  );
}

/** `x % 3` is a remainder; `5%` alone is not read. */
function percent(s: State): Action {
  const next = s.core.peek(1);
  const starts = next && (next.kind === 'number' || next.kind === 'name' || s.is(next, '('));
  return starts ? { does: 'infix', operator: 'modulo', power: POWER.product } : STOP;
}

/** `a if c else b`; in notes also `a if c`. */
function conditional(s: State, value: Expression): Expression {
  const { core } = s;
  core.take();
  const condition = core.expression(POWER.lowest + 1);
  const cases: { value: Expression; condition?: Expression }[] = [{ value, condition }];
  let at = cover(value.outer, condition.outer);
  const next = core.peek();
  if (next?.kind === 'name' && next.text === 'else') {
    core.take();
    const rest = core.expression(POWER.lowest);
    at = cover(at, rest.outer);
    if (rest.kind === 'piecewise' && rest.span === rest.outer) cases.push(...rest.cases);
    else cases.push({ value: rest });
  }
  return { kind: 'piecewise', cases, span: at, outer: at };
}

/** `c ? a : b`. */
function choice(s: State, condition: Expression): Expression {
  const { core } = s;
  core.take();
  const value = core.expression(POWER.lowest);
  if (!s.is(core.peek(), ':')) {
    const at = core.here();
    while (!core.done) core.take();
    return s.refuse('missingColon', 'A choice needs its second part. Write condition ? value : other value.', at);
  }
  core.take();
  const rest = core.expression(POWER.lowest);
  const at = cover(condition.outer, rest.outer);
  return { kind: 'piecewise', cases: [{ value, condition }, { value: rest }], span: at, outer: at };
}
