/** Names: variables, functions applied (`sin(x)`, `sin x`, `sin² x`, `f(x)`), paths, entries. */
import type { Expression, Index, Name } from '../../syntax/tree.ts';
import { callOf, juxtaposed, nameOf, numberLiteral, operation } from '../expression/nodes.ts';
import { readArguments, readGroup } from './brackets.ts';
import { primed, readQuotient } from './derivatives.ts';
import { type PlainToken, WORDS } from './lex.ts';
import type { State } from './state.ts';

/** Single letters that stand for functions before a bracket when nothing else is known. */
const FUNCTION_LETTERS = /^(?:[fghFGHpqLJ]|sigma|phi|psi|Phi|Psi)(?:_?\d+)?$/;
/** Greek names are variables even though they have several letters. */
const GREEK_NAMES =
  /^(?:alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|vartheta|iota|kappa|lambda?|lam|mu|nu|xi|omicron|pi|rho|tau|upsilon|chi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega|hbar|ell)(?:_?\w*)$/;
/** Functions whose names nobody gives to a variable. */
const NEVER_VARIABLES =
  /^(?:a(?:rc)?)?(?:sin|cos|tan|sec|csc|cot)h?$|^(?:exp|ln|log|log2|log10|sqrt|cbrt|tanh|arsinh|arcosh|artanh)$/;
/** What `sin^-1` and its relatives are called. */
const INVERSE = /^(?:sin|cos|tan|sec|csc|cot)h?$/;

export function readWord(s: State, token: PlainToken): Expression | undefined {
  const { core } = s;
  if (WORDS.has(token.text)) return undefined;
  const quotient = readQuotient(s);
  if (quotient) return quotient;
  const start = core.position;
  core.take();
  const name = nameOf(token.text, token.span);
  const primes = takePrimes(s);
  if (primes > 0) return readPrimed(s, name, primes, start);
  const logarithm = /^log_(\w+)$/.exec(token.text)?.[1];
  if (logarithm !== undefined && !s.isVariable(token.text)) return readLogarithm(s, token, logarithm, start);
  if (s.isKnown(token.text)) {
    const applied = readFunction(s, name, token, start);
    if (applied) return applied;
  }
  if (s.touches('.') && core.peek(1)?.kind === 'name' && core.peek(1)?.spaced === false)
    return readPath(s, name, start);
  if (s.touches('[')) return readEntry(s, name, start);
  if (s.is(core.peek(), '(') && isApplied(s, token)) return readCall(s, name, start);
  return name;
}

function takePrimes(s: State): number {
  let primes = 0;
  while (s.touches("'", "''")) primes += s.core.take()?.text.length ?? 0;
  return primes;
}

/** `f'(x)`, `f''`, or another name `x'` (`x_prime`). */
function readPrimed(s: State, name: Name, order: number, start: number): Expression {
  const { core } = s;
  const at = core.since(start);
  if (s.is(core.peek(), '(') && !s.isVariable(name.name)) {
    return primed(callOf(name, readArguments(s), core.since(start)), order, core.since(start));
  }
  const likely =
    s.isFunction(name.name) ||
    s.isKnown(name.name) ||
    (/^(?:[fghy]|phi|psi)$/.test(name.name) && !s.isVariable(name.name));
  const usual = likely ? 'derivative' : 'another name';
  const other = likely ? 'another name' : 'derivative';
  if (s.findings.choose(`prime:${name.name}`, at, usual, other) === 'derivative') return primed(name, order, at);
  const accents = Array.from({ length: order }, () => 'prime' as const);
  return { ...name, name: name.name + '_prime'.repeat(order), accents, span: at, outer: at };
}

/** `log_2(x)`: two arguments, as everywhere. */
function readLogarithm(s: State, token: PlainToken, base: string, start: number): Expression {
  const end = token.span.to;
  const at = { from: end - base.length, to: end };
  const order = /^\d+$/.test(base) ? numberLiteral(base, at) : nameOf(base, at);
  const callee = nameOf('log', { from: token.span.from, to: token.span.from + 3 });
  const args = s.is(s.core.peek(), '(') ? readArguments(s) : openArgument(s);
  if (!args) return missingArgument(s, start);
  return callOf(callee, [...args, order], s.core.since(start));
}

/** A known function: `sin(x)`, `sin x`, `sin^2 x`, `sin²(x)`, `sin^-1 x`. Undefined: the name is meant as a variable. */
function readFunction(s: State, name: Name, token: PlainToken, start: number): Expression | undefined {
  const { core } = s;
  const next = core.peek();
  if (s.is(next, '(')) {
    // `gamma(x)` is the function, γ(x) the letter and a bracket.
    if (GREEK_NAMES.test(name.name)) return isApplied(s, token) ? readCall(s, name, start) : undefined;
    return readCall(s, name, start);
  }
  if (GREEK_NAMES.test(name.name)) return undefined;
  const before = core.position;
  const exponent = next?.kind === 'superscript' ? takeSuperscript(s) : s.touches('^') ? takeExponent(s) : undefined;
  const args = s.is(core.peek(), '(') && exponent ? readArguments(s) : openArgument(s);
  if (!args) {
    core.position = before;
    return NEVER_VARIABLES.test(name.name) ? missingArgument(s, start) : undefined;
  }
  if (!exponent) return naturally(s, name, args, start);
  if (!isMinusOne(exponent)) {
    return { ...operation('power', [naturally(s, name, args, start), exponent], exponent.outer), ...placed(s, start) };
  }
  const inverse = INVERSE.test(name.name)
    ? nameOf(`arc${name.name}`, name.span)
    : callOf(nameOf('inverse', { from: name.span.from, to: name.span.from }), [name], name.span);
  return callOf(inverse, args, core.since(start));
}

function placed(s: State, start: number): Pick<Expression, 'span' | 'outer'> {
  const at = s.core.since(start);
  return { span: at, outer: at };
}

function missingArgument(s: State, start: number): Expression {
  const at = s.core.since(start);
  const name = s.textOf(at);
  return s.refuse('missingArgument', `The function “${name}” has no argument. Write it behind, e.g. ${name}(x).`, at);
}

/** `log` without a base is natural, and it is said. */
function naturally(s: State, name: Name, args: readonly Expression[], start: number): Expression {
  const at = s.core.since(start);
  if (name.name !== 'log' || args.length !== 1) return callOf(name, args, at);
  const chosen = s.findings.choose('log', name.span, 'natural', 'base 10', 'base 2');
  if (chosen === 'natural') return callOf(name, args, at);
  const place = { from: name.span.to, to: name.span.to };
  return callOf(name, [...args, numberLiteral(chosen === 'base 10' ? '10' : '2', place)], at);
}

/** Without brackets: the product that follows, up to a sign, another function, or a bracket after the first factor. */
function openArgument(s: State): readonly Expression[] | undefined {
  const { core } = s;
  const sign = core.peek();
  const after = core.peek(1);
  const signed = s.is(sign, '-') && sign?.spaced === true && after?.spaced === false;
  if (signed) core.take();
  if (!startsFactor(s)) {
    if (signed) core.position--;
    return undefined;
  }
  let argument = core.factor();
  while (s.core.peek()?.kind === 'name' && startsFactor(s) && !s.isKnown(core.peek()?.text ?? '')) {
    argument = juxtaposed(argument, core.factor());
  }
  return [signed && sign ? operation('negate', [argument], sign.span) : argument];
}

function startsFactor(s: State): boolean {
  const next = s.core.peek();
  if (!next) return false;
  if (next.kind === 'name') return !WORDS.has(next.text);
  return next.kind === 'number' || s.is(next, '(', '√', '∛', '∞') || (s.is(next, '|', '||') && s.core.openBars === 0);
}

/** `^2`, `^-1`, `^n`, `^(1/2)` between a function and its argument. */
function takeExponent(s: State): Expression {
  const { core } = s;
  core.take();
  const sign = core.peek();
  if (s.is(sign, '-') && sign) {
    core.take();
    return operation('negate', [takeExponentDigits(s)], sign.span);
  }
  return takeExponentDigits(s);
}

function takeExponentDigits(s: State): Expression {
  const token = s.core.peek();
  if (token?.kind === 'number') {
    s.core.take();
    return numberLiteral(token.text, token.span);
  }
  if (token?.kind === 'name') {
    s.core.take();
    return nameOf(token.text, token.span);
  }
  return s.is(token, '(') ? readGroup(s) : s.core.missing();
}

/** `²`, `⁻¹`, `ⁿ`. */
export function takeSuperscript(s: State): Expression {
  const token = s.core.take();
  const at = token?.span ?? s.core.here();
  const shown = token?.text ?? '';
  const bare = shown.replace(/^[-+]/, '');
  const digits = /^\d+$/.test(bare);
  if (!digits && !/^[a-z]$/.test(bare)) {
    return s.refuse('superscript', `The exponent “${shown}” is not read. Write it behind ^.`, at);
  }
  const inner = digits ? numberLiteral(bare, at) : nameOf(bare, at);
  return shown.startsWith('-') ? operation('negate', [inner], { from: at.from, to: at.from + 1 }) : inner;
}

function isMinusOne(exponent: Expression): boolean {
  const inner = exponent.kind === 'operation' && exponent.operator === 'negate' ? exponent.operands[0] : undefined;
  return inner?.kind === 'number' && inner.value === 1;
}

/** `f(x)` is an application or a product `x(x+1)`: one rule, and it is said which. */
function isApplied(s: State, token: PlainToken): boolean {
  const name = token.text;
  if (s.isFunction(name)) return true;
  const next = s.core.peek();
  const list = s.holdsList();
  const word = /^\p{L}{2}/u.test(name) && !GREEK_NAMES.test(name) && next?.spaced === false;
  // Γ is a function, γ and β are none.
  const known = s.isKnown(name) && (token.greek !== true || name === 'Gamma');
  const likely = !s.isVariable(name) && (list || word || known || FUNCTION_LETTERS.test(name));
  const usual = likely ? 'application' : 'product';
  const other = likely ? 'product' : 'application';
  return s.findings.choose(`call:${name}`, token.span, usual, other) === 'application';
}

function readCall(s: State, callee: Name, start: number): Expression {
  return naturally(s, callee, readArguments(s), start);
}

/** `self.N`, `np.exp(x)`. */
function readPath(s: State, base: Expression, start: number): Expression {
  const { core } = s;
  let node: Expression = base;
  while (s.touches('.') && core.peek(1)?.kind === 'name') {
    core.take();
    const member = core.take();
    const at = core.since(start);
    node = { kind: 'attribute', base: node, name: member?.text ?? '', span: at, outer: at };
  }
  return s.touches('(') ? callOf(node, readArguments(s), core.since(start)) : node;
}

function readEntry(s: State, base: Expression, start: number): Expression {
  const inside = readGroup(s);
  const at = s.core.since(start);
  if (inside.kind === 'opaque') return inside;
  const listed = inside.kind === 'sequence' && inside.span === inside.outer;
  const indices = listed && inside.kind === 'sequence' ? inside.items : [inside];
  const entry: Index = { kind: 'index', base, indices, position: 'bracket', span: at, outer: at };
  return entry;
}
