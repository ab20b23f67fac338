import type { Expression } from '../../syntax/tree.ts';
import { callOf, nameOf, numberLiteral, sequence, unreadable } from '../expression/nodes.ts';
import { type Grammar, POWER } from '../expression/pratt.ts';
import { after } from './after.ts';
import { extreme, readBig, readExpectation, readExtreme, readIntegral, readLimit } from './big.ts';
import { absolute, heldFixed, isBar, listIn, norm, opensBracket, readBracket } from './brackets.ts';
import {
  readFraction,
  readInlineDerivative,
  readNabla,
  readPackageDerivative,
  readSubscriptDerivative,
} from './derivatives.ts';
import { readEnvironment } from './environments.ts';
import { applyNamed, bracketArguments, startsOperand } from './functions.ts';
import { readName } from './names.ts';
import { opaqueWords, withScripts } from './scripts.ts';
import { glued, isRelation, runEnd, type State } from './state.ts';
import {
  ACCENTS,
  BIG,
  BINOMIALS,
  ELLIPSES,
  EXTREMES,
  FRACTIONS,
  FUNCTION_COMMANDS,
  INFIX,
  INTEGRALS,
  NAME_COMMANDS,
  STYLES,
  SWITCHES,
} from './symbols.ts';
import type { LatexToken } from './tokens.ts';

export function grammar(s: State): Grammar<LatexToken> {
  return { operand: () => operand(s), after: (_, left) => after(s, left), quote: (from, to) => s.quote(from, to) };
}

function operand(s: State): Expression | undefined {
  const { core } = s;
  while (core.peek()?.kind === 'quad') core.take();
  const token = core.peek();
  if (!token) return undefined;
  switch (token.kind) {
    case 'number':
      return number(s);
    case 'letter':
      return letter(s, token);
    case 'text':
      return extremeWord(s) ?? readInlineDerivative(s) ?? readName(s);
    case 'open':
      return group(s);
    case 'begin':
      return readEnvironment(s);
    case 'command':
      return command(s, token);
    case 'symbol':
      return symbol(s, token);
    case 'bad':
      core.take();
      return unreadable(token.text, token.reason ?? '', token.span);
    case 'parameter':
      return refuse(s, 'parameter', `“${token.text}” is a parameter outside a macro. Replace it.`);
    case 'sub':
    case 'sup':
      return scriptWithoutBase(s);
    default:
      return undefined;
  }
}

/** Takes the next token as what cannot be read. */
function refuse(s: State, code: string, message: string): Expression {
  const start = s.core.position;
  s.core.take();
  return s.core.refuse(code, message, s.core.since(start), s.quote(start, start + 1));
}

function number(s: State): Expression {
  const { core } = s;
  const start = core.position;
  const token = core.take();
  if (!token) return core.missing();
  const exponent = scientific(s, token);
  if (exponent !== undefined) return numberLiteral(`${token.text}e${exponent}`, core.since(start));
  return numberLiteral(token.text, token.span);
}

/** `1e-3`, written without spaces, is a number. */
function scientific(s: State, mantissa: LatexToken): string | undefined {
  const { core } = s;
  const e = core.peek();
  if (e?.kind !== 'letter' || !/^[eE]$/.test(e.text) || !glued(mantissa, e)) return undefined;
  const sign = core.peek(1);
  const signed = s.is(sign, '-', '+') && glued(e, sign);
  const digits = core.peek(signed ? 2 : 1);
  if (digits?.kind !== 'number' || !/^\d+$/.test(digits.text) || !glued(signed ? sign : e, digits)) return undefined;
  if (s.findings.choose('scientific', mantissa.span, 'number', 'product with e') !== 'number') return undefined;
  core.position += signed ? 3 : 2;
  return `${signed ? sign?.text : ''}${digits.text}`;
}

function letter(s: State, token: LatexToken): Expression | undefined {
  if (token.text === 'm' || token.text === 'a') {
    const operator = extremeLetters(s);
    if (operator) return operator;
  }
  if (token.text === 'd') return readInlineDerivative(s) ?? readName(s);
  if (token.text === 'D') return readSubscriptDerivative(s) ?? readName(s);
  if (token.text === 'E') return expectation(s, token) ?? readName(s);
  return readName(s);
}

/** `E[x]`, ℝ-style 𝔼: an expectation where a bracket or a subscript with one follows. */
function expectation(s: State, token: LatexToken): Expression | undefined {
  const { core } = s;
  const start = core.position;
  if (s.variables.has('E') || s.functions.has('E')) return undefined;
  if (!token.blackboard && !s.is(s.token(start + 1), '[')) return undefined;
  core.take();
  if (!token.blackboard && s.findings.choose('E', token.span, 'expectation', 'product') === 'product') {
    core.position = start;
    return undefined;
  }
  return readExpectation(s, start);
}

function group(s: State): Expression {
  const { core } = s;
  const range = s.argument();
  if (!range) return core.missing();
  if (!range.open && s.find(range.from, range.to, (token) => s.is(token, ',')) >= 0) {
    return sequence('list', listIn(s, range), range.at);
  }
  if (range.from === range.to && !range.open)
    return { kind: 'opaque', what: 'nothing', text: '', span: range.at, outer: range.at };
  return s.read(range);
}

function scriptWithoutBase(s: State): Expression {
  const { core } = s;
  const start = core.position;
  core.take();
  s.argument();
  const text = s.quote(start, core.position);
  return core.refuse(
    'scriptWithoutBase',
    `The script “${text}” has nothing to stand at. Write its base before it.`,
    core.since(start),
    text,
  );
}

// Commands

const ARGUMENT_WORDS: ReadonlyMap<string, 'argmin' | 'argmax' | 'max' | 'min'> = new Map([
  ['argmin', 'argmin'],
  ['argmax', 'argmax'],
  ['max', 'max'],
  ['min', 'min'],
  ['sup', 'max'],
  ['inf', 'min'],
  ['minimize', 'min'],
  ['minimise', 'min'],
  ['maximize', 'max'],
  ['maximise', 'max'],
]);

function command(s: State, token: LatexToken): Expression | undefined {
  const { core } = s;
  const start = core.position;
  const { text } = token;
  if (text === '\\partial' || text === '\\mathrm') {
    const derivative = readInlineDerivative(s) ?? readSubscriptDerivative(s);
    if (derivative) return derivative;
    if (text === '\\partial' && startsOperand(s, start + 1)) {
      const message = `“${s.quote(start, start + 2)}” is no derivative that can be read. Write \\frac{\\partial f}{\\partial x}.`;
      return refuse(s, 'looseDifferential', message);
    }
  }
  if (text === '\\nabla') return readNabla(s);
  if (STYLES.has(text)) return extremeWord(s) ?? styledExpectation(s) ?? readInlineDerivative(s) ?? readName(s);
  if (NAME_COMMANDS.has(text) || ACCENTS.has(text)) return readName(s);
  if (FRACTIONS.has(text)) return readFraction(s);
  const name = FUNCTION_COMMANDS.get(text);
  if (text === '\\arg' && EXTREMES.has(s.token(start + 1)?.text ?? '')) return readExtreme(s);
  if (name !== undefined) {
    core.take();
    return applyNamed(s, name, start);
  }
  if (EXTREMES.has(text)) return readExtreme(s);
  if (BIG.has(text)) return readBig(s);
  if (INTEGRALS.has(text)) return readIntegral(s);
  if (text === '\\lim') return readLimit(s);
  if (text === '\\sqrt') return root(s);
  if (BINOMIALS.has(text)) return binomial(s);
  if (ELLIPSES.has(text)) {
    core.take();
    return { kind: 'opaque', what: 'ellipsis', text, span: token.span, outer: token.span };
  }
  if (SWITCHES.has(text)) {
    core.take();
    s.style = SWITCHES.get(text);
    return operand(s);
  }
  if (text === '\\neg' || text === '\\lnot') return core.prefix('not', POWER.not);
  if (text === '\\abs' || text === '\\norm') return packaged(s, text);
  if (text === '\\dv' || text === '\\pdv' || text === '\\odv') return readPackageDerivative(s);
  if (opensBracket(token)) return withScriptsOf(s, readBracket);
  if (text === '\\mid') return bars(s);
  if (text === '\\pm' || text === '\\mp') {
    return refuse(s, 'twoSigns', `“${text}” stands for two formulas at once. Write the one that is meant.`);
  }
  if (text === '\\cdot' && isPlaceholder(s)) {
    core.take();
    return opaqueWords('·', token.span);
  }
  if (isRelation(token) || INFIX.has(text) || !startsOperand(s, start)) {
    return text === '\\middle' || token.fence ? undefined : signAlone(s);
  }
  return unknown(s, token);
}

/** The dot of `f(\cdot)` and `\|\cdot\|`. */
function isPlaceholder(s: State): boolean {
  const at = s.core.position;
  const before = s.token(at - 1);
  const next = at + 1 < s.core.end ? s.token(at + 1) : undefined;
  return (
    (!before || opensBracket(before) || isBar(before) || s.is(before, ',', ';')) &&
    (!next || isBar(next) || s.is(next, ',', ';', ')', ']'))
  );
}

/** A sign where an operand should be: the core tells what is missing, and goes on behind it. */
function signAlone(s: State): Expression | undefined {
  const token = s.core.peek();
  if (token && (INFIX.has(token.text) || isRelation(token))) return undefined;
  return refuse(s, 'misplacedSign', `“${token?.text ?? ''}” cannot stand here. Write an operand before it.`);
}

/** An unknown command, with the arguments in braces that stand directly behind it. */
function unknown(s: State, token: LatexToken): Expression {
  const { core } = s;
  const start = core.position;
  core.take();
  while (core.peek()?.kind === 'open' && s.partner(core.position) >= 0 && !core.peek()?.spaced) s.argument();
  const text = s.quote(start, core.position);
  const message = `The command ${token.text} is not known. Define it with \\newcommand, or write what it stands for.`;
  return core.refuse('unknownCommand', message, core.since(start), text);
}

/** `min_{x}`, `argmax_i` without a backslash. */
function extremeLetters(s: State): Expression | undefined {
  const { core } = s;
  const start = core.position;
  const end = runEnd(s.tokens, start, core.end);
  const operator = ARGUMENT_WORDS.get(s.key(start, end));
  if (!operator || end >= core.end || s.token(end)?.kind !== 'sub') return undefined;
  if (s.findings.choose(`word:${operator}`, s.spanOf(start, start + 1), 'function', 'product') === 'product')
    return undefined;
  core.position = end;
  return extreme(s, operator, start);
}

/** The word of `\operatorname{arg\,min}`, `\text{argmax}` … as an operator over a variable. */
function extremeWord(s: State): Expression | undefined {
  const { core } = s;
  const start = core.position;
  const token = core.peek();
  let word = '';
  let end = start + 1;
  if (token?.kind === 'text') word = token.text;
  else if (s.token(start + 1)?.kind === 'open') {
    end = s.partner(start + 1) + 1;
    if (end <= start || end - start > 12) return undefined;
    for (let at = start + 2; at < end - 1; at++) {
      const part = s.token(at);
      word += part?.kind === 'letter' || part?.kind === 'text' ? part.text : part?.text.replace('\\', '');
    }
  }
  const operator = ARGUMENT_WORDS.get(word.replace(/\s/g, ''));
  if (!operator || (!operator.startsWith('arg') && s.token(end)?.kind !== 'sub')) return undefined;
  core.position = end;
  return extreme(s, operator, start);
}

/** `\mathbb{E}_{x \sim p}[…]`, `\operatorname{E}[…]`. */
function styledExpectation(s: State): Expression | undefined {
  const { core } = s;
  const start = core.position;
  const braced = s.token(start + 1)?.kind === 'open';
  const inner = s.token(start + (braced ? 2 : 1));
  if (inner?.kind !== 'letter' || inner.text !== 'E' || (braced && s.token(start + 3)?.kind !== 'close'))
    return undefined;
  const end = start + (braced ? 4 : 2);
  const style = STYLES.get(core.peek()?.text ?? '')?.style;
  const next = s.token(end);
  if (style !== 'blackboard' && !(style === 'text' && s.is(next, '[', '('))) return undefined;
  if (end >= core.end || !(next?.kind === 'sub' || opensBracket(next) || startsOperand(s, end))) return undefined;
  core.position = end;
  return readExpectation(s, start);
}

/** `\sqrt{x}`, `\sqrt[3]{x}`, and `\sqrt(x)` as people write it. */
function root(s: State): Expression {
  const { core } = s;
  const start = core.position;
  const sign = core.take()?.span ?? core.here();
  let degree: Expression | undefined;
  if (s.is(core.peek(), '[') && s.partner(core.position) >= 0) {
    const inside = s.inside(core.position);
    degree = s.read(inside);
    core.position = inside.to + 1;
  }
  const callee = nameOf(degree ? 'root' : 'sqrt', sign);
  if (s.is(core.peek(), '(') && !degree) {
    if (s.findings.choose('root', sign, 'of the bracket', 'of one sign') === 'of the bracket') {
      const args = bracketArguments(s);
      return withScripts(s, callOf(callee, args, core.since(start)), start);
    }
  }
  const range = s.argument();
  if (!range) {
    return core.refuse(
      'missingArgument',
      'The root has nothing below it. Write it as \\sqrt{x}.',
      core.since(start),
      '\\sqrt',
    );
  }
  const inner = s.read(range);
  return callOf(callee, degree ? [inner, degree] : [inner], core.since(start));
}

function binomial(s: State): Expression {
  const { core } = s;
  const start = core.position;
  const sign = core.take()?.span ?? core.here();
  const above = s.argument();
  const below = above && s.argument();
  if (!above || !below) {
    const text = s.quote(start, core.position);
    return core.refuse(
      'missingArgument',
      `“${text}” takes two arguments. Write it as \\binom{n}{k}.`,
      core.since(start),
      text,
    );
  }
  return callOf(nameOf('binomial', sign), [s.read(above), s.read(below)], core.since(start));
}

/** `\abs{x}`, `\norm{x}`: common macros, where the document does not define them. */
function packaged(s: State, text: string): Expression {
  const { core } = s;
  const start = core.position;
  core.take();
  if (s.is(core.peek(), '*')) core.take();
  const range = s.argument();
  if (!range)
    return core.refuse('missingArgument', `${text} has no argument. Write it as ${text}{x}.`, core.since(start), text);
  const inner = s.read(range);
  return text === '\\abs' ? absolute(s, inner, core.since(start)) : norm(s, inner, core.since(start));
}

// Signs

function symbol(s: State, token: LatexToken): Expression | undefined {
  const { core } = s;
  if (opensBracket(token)) return withScriptsOf(s, readBracket);
  if (isBar(token) && token.side !== 'close' && token.fence !== 'right') return bars(s);
  switch (token.text) {
    case '-':
      return core.prefix('negate', POWER.product);
    case '+':
      return core.prefix('plus', POWER.product);
    case '?':
    case '@':
    case '$':
    case '"':
    case '`':
    case '#':
      return refuse(s, 'unexpected', `“${token.text}” is no math. Remove it.`);
    default:
      if (token.text.charCodeAt(0) > 127)
        return refuse(s, 'unexpected', `“${token.text}” is not read as math. Replace it by a command.`);
      return undefined;
  }
}

function withScriptsOf(s: State, read: (s: State) => Expression): Expression {
  const { core } = s;
  const start = core.position;
  const opening = core.peek();
  const node = read(s);
  if (core.peek()?.kind !== 'sub') return node;
  const plus = s.token(core.position + 1);
  if (s.is(plus, '+') || (plus?.kind === 'open' && s.is(s.token(core.position + 2), '+'))) {
    core.take();
    s.argument();
    const at = core.since(start);
    const zero = numberLiteral('0', { from: at.from, to: at.from });
    if (s.findings.choose('positive', at, 'positive part', 'index') === 'positive part')
      return callOf(nameOf('max', zero.span), [zero, node], at);
    return node;
  }
  if (node.kind === 'derivative' && s.is(opening, '(', '[')) {
    const held = heldFixed(s, node, start);
    if (held) return held;
  }
  return s.is(opening, '[') ? evaluatedBracket(s, node, start) : node;
}

/** `\left[x^2\right]_0^1` is a difference of two values, not an index with a power. */
function evaluatedBracket(s: State, node: Expression, start: number): Expression {
  const { core } = s;
  const sub = s.token(core.position + 1);
  const braced = sub?.kind === 'open';
  const end = braced ? s.partner(core.position + 1) + 1 : core.position + 2;
  const index = sub?.kind === 'letter' || (braced && s.token(core.position + 2)?.kind === 'letter');
  if (s.token(end)?.kind !== 'sup' || end >= core.end || index) return node;
  core.position = end + 1;
  s.argument();
  const text = s.quote(start, core.position);
  return core.refuse(
    'limits',
    `The bracket with two limits “${text}” is not read. Write the difference of the two values.`,
    core.since(start),
    text,
  );
}

/** `|x|`, `\|x\|`, `||x||`, and `\mid x \mid` used as bars. */
function bars(s: State): Expression {
  const { core } = s;
  const start = core.position;
  const opening = core.peek();
  const shape = opening?.text ?? '|';
  if (shape === '|' && s.is(s.token(start + 1), '|') && start + 1 < core.end) {
    const double = doubleBars(s, start);
    if (double) return double;
  }
  s.bars.push(shape);
  const node = core.bars(
    (token) => token.text === shape && token.side !== 'open',
    (inner, at) => (shape === '\\|' ? norm(s, inner, at) : absolute(s, inner, at)),
  );
  s.bars.pop();
  return node;
}

/** `||x||`: a norm if the next bar of this level is double too. */
function doubleBars(s: State, start: number): Expression | undefined {
  const { core } = s;
  const close = s.find(start + 2, Math.min(core.end, start + 500), (token) => s.is(token, '|'));
  if (close <= start + 2 || !s.is(s.token(close + 1), '|') || close + 1 >= core.end) return undefined;
  const inner = s.read(s.rangeOf(start + 2, close));
  core.position = close + 2;
  return norm(s, inner, core.since(start));
}
