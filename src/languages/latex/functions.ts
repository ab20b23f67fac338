/** Functions applied: `\sin x`, `\log_2(x)`, `\operatorname{ReLU}(x)`, `f(x)`, and their powers, inverses and primes. */
import { cover, type Span } from '../../base/span.ts';
import type { Derivative, Expression } from '../../syntax/tree.ts';
import { callOf, juxtaposed, nameOf, numberLiteral, operation, unreadable } from '../expression/nodes.ts';
import { POWER } from '../expression/pratt.ts';
import { inBraces, isBar, listIn, opensArguments, opensBracket } from './brackets.ts';
import { differentialAt, startsDifferential } from './differentials.ts';
import { indicesOf, lower, raise, readScripts, type Scripts, startsScript } from './scripts.ts';
import { isRelation, runEnd, type State } from './state.ts';
import { BIG, EXTREMES, FRACTIONS, FUNCTION_COMMANDS, FUNCTION_WORDS, INTEGRALS, INVERSES } from './symbols.ts';
import type { LatexToken } from './tokens.ts';

/**
 * A named function whose name (tokens from `start` to the position) has been taken: reads its scripts and its
 * argument. Without an argument it is just the name.
 */
export function applyNamed(s: State, name: string, start: number, style?: 'text'): Expression {
  const { core } = s;
  const callee = nameOf(name, core.since(start), style);
  const scripts = asPrimes(s, name, readScripts(s, callee), FUNCTION_WORDS.has(name));
  if (scripts.broken) return scripts.broken;
  const logarithm = name === 'log' && scripts.sub !== undefined;
  const base = logarithm ? callee : lower(s, callee, onCallee(scripts));
  const args = readArguments(s, name);
  if (!args) return bare(s, callee, scripts, start);
  const order = logarithm && scripts.sub ? indicesOf(s, scripts.sub) : [];
  const call = (): Expression => {
    const at = core.since(start);
    if (logarithm) return callOf(callee, [...args, ...order], at);
    if (name === 'log') s.findings.choose('log', callee.span, 'natural', 'base 10', 'base 2');
    return logarithmOf(s, name, callee.span, args, at) ?? callOf(base, args, at);
  };
  return raised(s, base, call, args, scripts, start);
}

/** `\lg` is base 10, and `\log` what the user switched it to. */
function logarithmOf(
  s: State,
  name: string,
  at: Span,
  args: readonly Expression[],
  whole: Span,
): Expression | undefined {
  let base: string | undefined;
  if (name === 'log') {
    const switched = Object.hasOwn(s.switched, `log@${at.from}`) ? s.switched[`log@${at.from}`] : undefined;
    base = switched === 'base 10' ? '10' : switched === 'base 2' ? '2' : undefined;
  } else if (name === 'lg') base = '10';
  else if (name === 'lb') base = '2';
  if (base === undefined) return undefined;
  return callOf(nameOf('log', at), [...args, numberLiteral(base, { ...at, from: at.to })], whole);
}

/** `f^{(2)}(x)` of a function f is its second derivative; elsewhere `(2)` is a label. */
export function asPrimes(s: State, name: string | undefined, scripts: Scripts, known: boolean): Scripts {
  const { sup, primes } = scripts;
  if (sup?.kind !== 'label' || primes > 0 || !(known || (name !== undefined && s.functions.has(name)))) return scripts;
  const { from, to, at } = sup.range;
  const order = s.token(from + 1);
  if (to - from !== 3 || order?.kind !== 'number' || !/^[1-9]$/.test(order.text) || !s.is(s.token(from), '('))
    return scripts;
  if (s.findings.choose('order', at, 'derivative', 'label') === 'label') return scripts;
  return { ...scripts, sup: undefined, primes: Number(order.text), primeSpan: at };
}

/** The scripts that belong to the function's own name: subscript and label. */
export function onCallee(scripts: Scripts): Scripts {
  const own = scripts.sup?.kind === 'label' || scripts.sup?.kind === 'star';
  return { ...scripts, primes: 0, ...(own ? {} : { sup: undefined }) };
}

/** What a superscript between name and argument makes of the call: `\sin^2 x`, `\sin^{-1} x`, `f'(x)`, `f^{-1}(x)`. */
export function raised(
  s: State,
  callee: Expression,
  call: () => Expression,
  args: readonly Expression[],
  { sup, primes, second }: Scripts,
  start: number,
): Expression {
  const { core } = s;
  let node: Expression;
  if (sup?.kind === 'inverse') {
    const name = callee.kind === 'name' ? INVERSES.get(callee.name) : undefined;
    const inverse = name
      ? nameOf(name, callee.span)
      : callOf(
          nameOf('inverse', { from: callee.span.from, to: callee.span.from }),
          [callee],
          cover(callee.outer, sup.range.at),
        );
    node = callOf(inverse, args, core.since(start));
  } else {
    node = call();
    if (sup?.kind === 'power') {
      const exponent = s.read(sup.range);
      node = { ...operation('power', [node, exponent], sup.sign), span: core.since(start), outer: core.since(start) };
    } else if (sup?.kind === 'transpose') node = operation('transpose', [node], cover(sup.sign, sup.range.at));
    else if (sup && sup.kind !== 'label' && sup.kind !== 'star') {
      const text = s.quote(start, core.position);
      return core.refuse(
        'functionScript',
        `The superscript in “${text}” is not read on a function. Write it behind the argument.`,
        sup.range.at,
        text,
      );
    }
  }
  if (second) {
    const text = s.quote(start, core.position);
    return core.refuse(
      'doubleScript',
      `“${text}” has two superscripts. Group them with braces.`,
      core.since(start),
      text,
    );
  }
  return primes > 0 ? primed(node, primes, core.since(start)) : node;
}

/** `f''(x)`: the second derivative of f, at x. */
export function primed(of: Expression, order: number, at: Span): Derivative {
  return { kind: 'derivative', notation: 'prime', of, wrt: [], order, total: true, span: at, outer: at };
}

function bare(s: State, callee: Expression, scripts: Scripts, start: number): Expression {
  const { core } = s;
  const name = callee.kind === 'name' ? callee.name : '';
  if (name === 'exp' && scripts.sup?.kind === 'power' && scripts.primes === 0) {
    if (s.findings.choose('exp', callee.span, 'exponential', 'power of a function') === 'exponential') {
      return callOf(callee, [s.read(scripts.sup.range)], core.since(start));
    }
  }
  if (scripts.primes > 0) return primed(callee, scripts.primes, core.since(start));
  if (!FUNCTION_WORDS.has(name) && !FUNCTION_COMMANDS.has(`\\${name}`)) {
    return raise(s, lower(s, callee, scripts), scripts, start);
  }
  if (scripts.sup || scripts.sub) {
    const text = s.quote(start, core.position);
    return core.refuse(
      'missingArgument',
      `The function “${text}” has no argument. Write it behind, e.g. ${text}(x).`,
      core.since(start),
      text,
    );
  }
  return callee;
}

/** The arguments behind a function's name: a bracket, a group, or the product that follows. None: undefined. */
export function readArguments(s: State, name: string): readonly Expression[] | undefined {
  const { core } = s;
  while (core.peek()?.kind === 'quad') core.take();
  const next = core.peek();
  if (!next) return undefined;
  if (opensArguments(s, next, true)) return bracketArguments(s);
  const grouped = inBraces(s, true);
  if (grouped !== undefined) {
    // \log{\left(x\right)}^2 is \log(x)^2, while \log{x}^2 is \log x^2.
    core.position++;
    const args = bracketArguments(s);
    core.position = grouped + 1;
    return args;
  }
  if (next.kind === 'open') {
    const close = s.partner(core.position);
    if (close >= 0 && !(close + 1 < core.end && startsScript(s.token(close + 1)))) {
      const range = s.argument();
      return range ? [s.read(range)] : undefined;
    }
  }
  const argument = openArgument(s, name);
  return argument ? [argument] : undefined;
}

/** The list in the bracket at the position. */
export function bracketArguments(s: State): Expression[] {
  const { core } = s;
  const open = core.position;
  const range = s.inside(open);
  if (!s.closed(open)) {
    const text = s.quote(open, core.end);
    core.position = core.end;
    return [unreadable(text, `“${s.quote(open, open + 1)}” is never closed. Add its partner.`, range.at)];
  }
  core.position = range.to + 1;
  if (range.from === range.to) return [];
  const items = listIn(s, range);
  const [only] = items;
  return items.length === 1 && only ? [{ ...only, outer: range.at }] : items;
}

/** `\sin x y` is sin(xy): factors up to a sign, another function, a big operator, or a bracket after the first factor. */
function openArgument(s: State, name: string): Expression | undefined {
  const { core } = s;
  const first = core.peek();
  if (!first || !startsOperand(s, core.position)) {
    if (!s.is(first, '-', '+') || !startsOperand(s, core.position + 1)) return undefined;
    const sign = core.here();
    core.take();
    const inner = openArgument(s, name);
    return inner && operation(s.is(first, '-') ? 'negate' : 'plus', [inner], sign);
  }
  const start = core.position;
  const alone = core.factor();
  let argument = alone;
  let constant = isConstant(alone);
  let factors = constant ? 0 : 1;
  while (!core.done && startsOperand(s, core.position) && !stopsArgument(s, constant)) {
    const before = core.position;
    const mark = s.findings.mark();
    const factor = core.factor();
    const ambiguous = !constant && factors === 1;
    const ends = !constant && isApplication(factor);
    const ended = ends || (ambiguous && chooseArgument(s, name, start) === 'first factor');
    if (ended) {
      core.position = before;
      s.findings.rewind(mark);
      if (!ends) chooseArgument(s, name, start);
      break;
    }
    constant &&= isConstant(factor);
    if (!isConstant(factor)) factors++;
    argument = juxtaposed(argument, factor);
  }
  if (s.is(core.peek(), '/') && startsOperand(s, core.position + 1)) {
    const chosen = s.findings.choose(`stroke:${name}`, s.spanOf(start, start + 1), 'outside', 'in the argument');
    if (chosen === 'in the argument') return core.continueFrom(argument, POWER.product);
  }
  return argument;
}

function chooseArgument(s: State, name: string, start: number): 'product' | 'first factor' {
  return s.findings.choose(`argument:${name}`, s.spanOf(start, start + 1), 'product', 'first factor');
}

/** A function of the document with its bracket: `Q(s, a)`. It is another function, not a factor of the argument. */
function isApplication(node: Expression): boolean {
  const base = node.kind === 'operation' && node.operator === 'power' ? node.operands[0] : node;
  return (
    base?.kind === 'call' &&
    base.callee.span.to > base.callee.span.from &&
    base.callee.kind !== 'call' &&
    !ROOTS.has(calleeName(base.callee))
  );
}

function calleeName(callee: Expression): string {
  return callee.kind === 'name' ? callee.name : '';
}

const ROOTS: ReadonlySet<string> = new Set(['sqrt', 'root', 'binomial', 'exp']);

function isConstant(node: Expression): boolean {
  return node.kind === 'number' || (node.kind === 'name' && node.name === 'pi');
}

function stopsArgument(s: State, constant: boolean): boolean {
  const at = s.core.position;
  const token = s.token(at);
  if (!token) return true;
  if (opensBracket(token) || isBar(token)) return !constant;
  if (token.kind === 'begin' || token.kind === 'text') return true;
  return startsFunction(s, at) || startsDifferential(s, at);
}

/** Another function, a big operator, `e^…` or a derivative. */
function startsFunction(s: State, at: number): boolean {
  const token = s.token(at);
  if (!token) return false;
  if (token.kind === 'command') {
    const { text } = token;
    if (FUNCTION_COMMANDS.has(text) || EXTREMES.has(text) || BIG.has(text) || INTEGRALS.has(text)) return true;
    if (text === '\\lim' || text === '\\operatorname' || text === '\\nabla' || text === '\\arg') return true;
    return FRACTIONS.has(text) && isDerivativeFraction(s, at);
  }
  if (token.kind !== 'letter') return false;
  if (token.text === 'e' && s.token(at + 1)?.kind === 'sup' && !s.variables.has('e')) return true;
  return functionWordAt(s, at) !== undefined;
}

/** `\frac{d…}{d…}`, by its first tokens. */
function isDerivativeFraction(s: State, at: number): boolean {
  const close = s.token(at + 1)?.kind === 'open' ? s.partner(at + 1) : -1;
  if (close < 0 || s.token(close + 1)?.kind !== 'open') return false;
  const above = differentialAt(s, at + 2);
  const below = differentialAt(s, close + 2);
  return (
    above !== undefined &&
    below !== undefined &&
    above.total === below.total &&
    close + 2 + below.width < s.partner(close + 1)
  );
}

/** The function word that the letters from `at` on spell, if they are written as one (`cos(x)` without a backslash). */
export function functionWordAt(s: State, at: number): string | undefined {
  const end = runEnd(s.tokens, at, s.core.end);
  if (end - at < 2 || end - at > 8) return undefined;
  let word = '';
  for (let i = at; i < end; i++) word += s.token(i)?.text ?? '';
  if (!FUNCTION_WORDS.has(word)) return undefined;
  const next = end < s.core.end ? s.token(end) : undefined;
  if (!next) return undefined;
  if (opensArguments(s, next, word.length > 2) || next.kind === 'sup' || (next.kind === 'sub' && word === 'log'))
    return word;
  if (next.kind === 'open' && word.length > 2) return word;
  return word.length > 2 &&
    next.spaced &&
    (next.kind === 'letter' || next.kind === 'number' || next.kind === 'command') &&
    startsOperand(s, end)
    ? word
    : undefined;
}

/** Can an operand start at this token? Signs before it (`-x`) do not count. */
export function startsOperand(s: State, at: number): boolean {
  const token: LatexToken | undefined = at < s.core.end ? s.token(at) : undefined;
  if (!token) return false;
  switch (token.kind) {
    case 'letter':
    case 'number':
    case 'open':
    case 'text':
    case 'begin':
    case 'bad':
    case 'parameter':
      return true;
    case 'command':
    case 'symbol':
      if (isRelation(token) || token.fence === 'right' || token.side === 'close') return false;
      if (token.kind === 'symbol') return opensBracket(token) || isBar(token);
      return !NOT_OPERANDS.has(token.text);
    default:
      return false;
  }
}

const NOT_OPERANDS: ReadonlySet<string> = new Set(
  `\\cdot \\times \\ast \\cdotp \\div \\odot \\circ \\otimes \\bmod \\mod \\pmod \\land \\wedge \\lor \\vee \\over \\choose \\% \\notin
   \\rangle \\rfloor \\rceil \\top \\intercal \\prime \\middle \\right \\pm \\mp`.split(/\s+/),
);
