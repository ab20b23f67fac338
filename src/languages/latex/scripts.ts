/** Subscripts, superscripts, primes and stars, and what they make of the term they stand at. */
import { cover, type Span } from '../../base/span.ts';
import { childrenOf, linearName } from '../../syntax/names.ts';
import type { Accent, Derivative, Expression, Name } from '../../syntax/tree.ts';
import { callOf, nameOf, nothingAt, numberLiteral, operation } from '../expression/nodes.ts';
import { isRelation, type Range, runEnd, type State } from './state.ts';
import { GREEK, LABEL_WORDS, NAME_COMMANDS } from './symbols.ts';
import type { LatexToken } from './tokens.ts';

export interface Scripts {
  readonly sub?: Range;
  readonly sup?: Superscript;
  readonly primes: number;
  /** Of the prime signs. */
  readonly primeSpan?: Span;
  /** A second superscript: `a^b^c`. */
  readonly second?: Range;
  /** What could not be read, if anything. */
  readonly broken?: Expression;
}

export type Superscript = { readonly range: Range; readonly sign: Span } & (
  | { readonly kind: 'power' }
  | { readonly kind: 'inverse' }
  | { readonly kind: 'transpose'; readonly letter: boolean }
  | { readonly kind: 'inverseTranspose' }
  | { readonly kind: 'label' /** `W^{[l]T}`: of the transpose sign. */; readonly transposed?: Span }
  | { readonly kind: 'star' }
  | { readonly kind: 'degrees' }
);

export function startsScript(token: LatexToken | undefined): boolean {
  return token?.kind === 'sub' || token?.kind === 'sup' || token?.kind === 'prime';
}

/** Takes every script that follows `base`, in whatever order. */
export function readScripts(s: State, base: Expression): Scripts {
  const { core } = s;
  let sub: Range | undefined;
  let sup: Superscript | undefined;
  let second: Range | undefined;
  let broken: Expression | undefined;
  let primes = 0;
  let primeSpan: Span | undefined;
  for (let token = core.peek(); token && startsScript(token); token = core.peek()) {
    const start = core.position;
    core.take();
    if (token.kind === 'prime') {
      primes++;
      primeSpan = primeSpan ? cover(primeSpan, token.span) : token.span;
      continue;
    }
    const range = s.script();
    if (!range) {
      const sign = token.kind === 'sub' ? 'subscript' : 'superscript';
      const message = `The ${sign} after “${s.quote(Math.max(0, start - 1), start + 1)}” is missing. Write it, or remove the sign.`;
      broken = core.refuse('missingArgument', message, token.span, token.text);
      continue;
    }
    if (token.kind === 'sub') {
      if (sub) broken = twice(s, 'subscript', start, range);
      sub = range;
      continue;
    }
    const count = primesIn(s, range);
    if (count > 0) {
      primes += count;
      primeSpan = primeSpan ? cover(primeSpan, range.at) : range.at;
    } else if (sup) second = range;
    else sup = superscript(s, base, range, token.span);
  }
  return { sub, sup, second, primes, primeSpan, broken };
}

function twice(s: State, what: string, start: number, range: Range): Expression {
  const text = s.quote(Math.max(0, start - 3), range.to);
  return s.core.refuse('doubleScript', `“${text}” has two ${what}s. Group them with braces.`, range.at, text);
}

function primesIn(s: State, { from, to }: Range): number {
  for (let at = from; at < to; at++) {
    const token = s.token(at);
    if (token?.kind !== 'prime' && !s.is(token, '\\prime')) return 0;
  }
  return to - from;
}

function superscript(s: State, base: Expression, range: Range, sign: Span): Superscript {
  const { from, to } = range;
  const first = s.token(from);
  if (to - from === 1) {
    if (s.is(first, '\\top', '\\intercal')) return { range, sign, kind: 'transpose', letter: false };
    if (first?.kind === 'letter' && first.text === 'T') return { range, sign, kind: 'transpose', letter: true };
    if (s.is(first, '*', '\\ast', '\\star')) return { range, sign, kind: 'star' };
    if (s.is(first, '\\circ')) return { range, sign, kind: 'degrees' };
    if (first?.kind === 'text') {
      return { range, sign, ...(first.text.trim() === 'T' ? { kind: 'transpose', letter: false } : { kind: 'label' }) };
    }
    if (s.is(first, '+', '-', '\\dagger', '\\pm', '\\mp')) return { range, sign, kind: 'label' };
  }
  const upright = s.is(first, '\\mathrm', '\\mathsf', '\\mathtt', '\\mathit', '\\operatorname');
  if (upright && lastOf(s, range) === to) {
    const word = lettersIn(s, from + 1, to);
    if (word === 'T') return { range, sign, kind: 'transpose', letter: false };
    if (word.length > 1) return { range, sign, kind: 'label' };
  }
  if (s.is(first, '-')) {
    const next = s.token(from + 1);
    if (to - from === 2 && next?.kind === 'number' && next.text === '1') return { range, sign, kind: 'inverse' };
    const transposed = s.is(next, '\\top', '\\intercal') || (next?.kind === 'letter' && next.text === 'T');
    if (to - from === 2 && transposed) return { range, sign, kind: 'inverseTranspose' };
    if (s.is(next, '\\mathrm', '\\mathsf') && lettersIn(s, from + 2, to) === 'T')
      return { range, sign, kind: 'inverseTranspose' };
  }
  if (s.find(from, to, (token) => s.is(token, ',')) >= 0) return { range, sign, kind: 'label' };
  const last = s.token(to - 1);
  if (to - from > 1 && s.is(last, '+', '-')) return { range, sign, kind: 'label' };
  const transposed = labelTransposed(s, range);
  if (transposed) return { range: transposed, sign, kind: 'label', transposed: cover(sign, range.at) };
  const whole = (s.match[from] ?? -1) === to - 1;
  if (whole && s.is(first, '[')) return { range, sign, kind: 'label' };
  if (whole && s.is(first, '(') && to - from <= 8 && isLabelled(s, base, range)) return { range, sign, kind: 'label' };
  return { range, sign, kind: 'power' };
}

/** The label of `W^{[l]T}` and `W^{(l)\top}`. */
function labelTransposed(s: State, { from, to, at }: Range): Range | undefined {
  const close = s.match[from] ?? -1;
  const last = s.token(to - 1);
  const sign = s.is(last, '\\top', '\\intercal') || (last?.kind === 'letter' && last.text === 'T');
  if (!s.is(s.token(from), '[', '(') || close !== to - 2 || !sign) return undefined;
  return { from, to: close + 1, at };
}

/** The place behind the command at `from` and its argument in braces. */
function lastOf(s: State, { from, to }: Range): number {
  const open = s.token(from + 1);
  if (open?.kind !== 'open') return Math.min(to, from + 2);
  return (s.match[from + 1] ?? to) + 1;
}

function lettersIn(s: State, from: number, to: number): string {
  let word = '';
  for (let at = from; at < to; at++) {
    const token = s.token(at);
    if (token?.kind === 'letter' || token?.kind === 'number') word += token.text;
  }
  return word;
}

// Putting them on a term

/** `base` with all scripts that follow it, where it is not applied to anything. */
export function withScripts(s: State, base: Expression, start: number): Expression {
  const scripts = readScripts(s, base);
  return raise(s, lower(s, base, scripts), scripts, start);
}

/** Whole with token `start` up to the position. */
function reach<E extends Expression>(s: State, node: E, start: number): E {
  const at = s.core.since(start);
  return { ...node, span: at, outer: at };
}

/** Star, prime (as part of the name), label and subscript: all that belongs to the symbol itself. */
export function lower(s: State, base: Expression, scripts: Scripts): Expression {
  const { sub, sup, primes, primeSpan, broken } = scripts;
  if (broken) return broken;
  let node = base;
  if (primes > 0 && primeSpan) {
    if (!isSymbol(node)) return derivedTerm(s, node, primes, cover(node.outer, primeSpan));
    const label: Accent = 'prime';
    for (let i = 0; i < primes; i++) node = decorate(s, node, label, cover(node.outer, primeSpan));
  }
  if (sup?.kind === 'star') node = decorate(s, node, 'star', cover(node.outer, sup.range.at));
  if (sup?.kind === 'label') {
    const at = cover(node.outer, sup.range.at);
    node = { kind: 'index', base: node, indices: labelOf(s, sup.range), position: 'superscript', span: at, outer: at };
  }
  if (sub) {
    const at = cover(node.outer, sub.at);
    node = { kind: 'index', base: node, indices: indicesOf(s, sub), position: 'subscript', span: at, outer: at };
  }
  return node;
}

function isSymbol(node: Expression): boolean {
  return node.kind === 'name' || (node.kind === 'index' && node.position !== 'bracket') || node.kind === 'opaque';
}

/** `(x^2)'`: the derivative by its only symbol; by nothing that is known here where there are several, or where it may be made of others. */
function derivedTerm(s: State, of: Expression, order: number, at: Span): Derivative {
  const symbols = new Map<string, Expression>();
  for (const node of symbolsIn(of)) symbols.set(linearName(node) ?? '', node);
  const [only] = symbols.values();
  const name = (only && linearName(only)) ?? '';
  const isFree = only && symbols.size === 1 && !s.functions.has(name) && !s.variables.has(name);
  const wrt = isFree ? Array.from({ length: order }, () => only) : [];
  return { kind: 'derivative', notation: 'operator', of, wrt, order, total: true, span: at, outer: at };
}

/** The symbols of a term that are neither functions nor constants; iterative. */
function symbolsIn(root: Expression): Expression[] {
  const found: Expression[] = [];
  const stack: Expression[] = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.kind === 'name' && node.name !== 'pi' && node.name !== 'e') found.push(node);
    else if (node.kind === 'index') found.push(node);
    else if (node.kind === 'call') stack.push(...node.args);
    else stack.push(...childrenOf(node));
  }
  return found;
}

/** `x^{(i)}` is a label on a symbol; on a number or a bracket it is a power. */
function isLabelled(s: State, base: Expression, range: Range): boolean {
  if (base.kind !== 'name' && base.kind !== 'index' && base.kind !== 'derivative') {
    if (base.kind !== 'number') s.findings.choose('label', range.at, 'power', 'label');
    return false;
  }
  if (base.kind === 'name' && base.name === 'e' && !s.variables.has('e')) return false;
  const { from, to } = range;
  if (s.find(from + 1, to - 1, (token) => s.is(token, '*', '/', '^')) >= 0) return false;
  if (to - from === 3 || s.find(from + 1, to - 1, (token) => s.is(token, ',')) >= 0) return true;
  const first = s.token(from + 1);
  const likely = first?.kind === 'letter' ? /^[i-tl]$/.test(first.text) : first?.kind !== 'command';
  return s.findings.choose('label', range.at, likely ? 'label' : 'power', likely ? 'power' : 'label') === 'label';
}

const OPERAND =
  /^\\(?:frac|tfrac|dfrac|sqrt|[a-z]*(?:alpha|beta|gamma|delta|eta|theta|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|omega))$/i;

/** `x^-2`, where TeX raises the sign alone; after white space another factor may be meant. */
function isLoneMinus(s: State, { from, to }: Range): boolean {
  const [minus, next] = [s.token(from), s.token(to)];
  if (to - from !== 1 || !minus || !next || !s.is(minus, '-') || next.span.from !== minus.span.to) return false;
  return ['number', 'letter', 'open'].includes(next.kind) || (next.kind === 'command' && OPERAND.test(next.text));
}

/** Power and transpose. `node` already has its subscript. */
export function raise(s: State, node: Expression, { sup, second, broken }: Scripts, start: number): Expression {
  if (broken || !sup) return node;
  if (second) return towers(s, node, sup, second, start);
  const { range, sign } = sup;
  switch (sup.kind) {
    case 'label':
      if (isLoneMinus(s, range)) {
        const text = s.quote(start, range.to + 1);
        const message = `“${text}” has only the sign in its exponent. Put all of it in braces: ^{-…}.`;
        return s.core.refuse('sign', message, s.core.since(start), text);
      }
      return sup.transposed ? reach(s, operation('transpose', [node], sup.transposed), start) : node;
    case 'star':
      return node;
    case 'transpose':
      if (sup.letter && !isTransposed(s, node, range)) return power(s, node, range, sign, start);
      return reach(s, operation('transpose', [node], cover(sign, range.at)), start);
    case 'inverseTranspose': {
      const minus = s.token(range.from)?.span ?? range.at;
      const one = operation('negate', [numberLiteral('1', minus)], minus);
      const inverse = reach(s, operation('power', [node, one], sign), start);
      return reach(s, operation('transpose', [inverse], cover(sign, range.at)), start);
    }
    case 'degrees': {
      const text = s.quote(start, range.to);
      return s.core.refuse(
        'degrees',
        `“${text}” is an angle in degrees. Write it in radians: π/180 times the number.`,
        s.core.since(start),
        text,
      );
    }
    case 'power':
    case 'inverse':
      return power(s, node, range, sign, start);
  }
}

function power(s: State, base: Expression, range: Range, sign: Span, start: number): Expression {
  const { sizes } = s;
  s.sizes = base.kind === 'name' && base.style === 'blackboard';
  const exponent = s.read(range);
  s.sizes = sizes;
  if (isEuler(base)) {
    const chosen = s.findings.choose('e', base.span, ...eulerChoices(s));
    if (chosen === 'exp') return callOf(nameOf('exp', base.span), [exponent], s.core.since(start));
  }
  return reach(s, operation('power', [base, exponent], sign), start);
}

function isEuler(base: Expression): boolean {
  return base.kind === 'name' && base.name === 'e' && (base.style === undefined || base.style === 'text');
}

function eulerChoices(s: State): ['exp' | 'power of e', 'exp' | 'power of e'] {
  return s.variables.has('e') ? ['power of e', 'exp'] : ['exp', 'power of e'];
}

/** `a^b^c`: an error in LaTeX; both readings are offered. */
function towers(s: State, node: Expression, sup: Superscript, second: Range, start: number): Expression {
  const text = s.quote(start, second.to);
  const at = s.core.since(start);
  const chosen = s.findings.choose('tower', at, 'unreadable', '(a^b)^c', 'a^(b^c)');
  const b = s.read(sup.range);
  const c = s.read(second);
  if (chosen === '(a^b)^c')
    return reach(s, operation('power', [operation('power', [node, b], sup.sign), c], second.at), start);
  if (chosen === 'a^(b^c)')
    return reach(s, operation('power', [node, operation('power', [b, c], second.at)], sup.sign), start);
  return s.core.refuse(
    'doubleScript',
    `“${text}” has two superscripts. Group them with braces: {a^b}^c or a^{b^c}.`,
    at,
    text,
  );
}

/** `^T` on bold, upper-case, `w`, subscripted and compound terms is a transpose, unless T is a variable. */
function isTransposed(s: State, node: Expression, range: Range): boolean {
  const symbol = node.kind === 'index' ? 'compound' : node.kind === 'name' ? node : 'compound';
  let likely = true;
  if (symbol !== 'compound') {
    likely = symbol.style === 'bold' || symbol.style === 'arrow' || /^([A-Z]|w$)/.test(symbol.base);
    if (!likely && /^([a-z]|theta|beta|mu|phi|psi|xi)$/.test(symbol.base))
      likely = !s.variables.has('T') && operandFollows(s);
  } else if (node.kind === 'number') likely = false;
  if (s.variables.has('T')) likely = false;
  const chosen = s.findings.choose(
    'transpose',
    range.at,
    likely ? 'transpose' : 'power',
    likely ? 'power' : 'transpose',
  );
  return chosen === 'transpose';
}

function operandFollows(s: State): boolean {
  const next = s.core.peek();
  if (!next || isRelation(next)) return false;
  return (
    next.kind === 'letter' ||
    (next.kind === 'command' &&
      (NAME_COMMANDS.has(next.text) || /^\\(math|bold|hat|vec|bar|tilde|Sigma)/.test(next.text)))
  );
}

/** `name` with an accent, a star or a prime; pushed below a subscript. Anything but a symbol cannot carry one. */
export function decorate(s: State, node: Expression, accent: Accent, at: Span): Expression {
  if (node.kind === 'index' && node.position !== 'bracket') {
    const base = decorate(s, node.base, accent, node.base.span);
    return { ...node, base, span: at, outer: at };
  }
  if (node.kind === 'name') {
    if (accent === 'vec') return { ...node, style: node.style ?? 'arrow', span: at, outer: at };
    const decorated: Name = {
      ...node,
      name: `${node.name}_${accent}`,
      accents: [...node.accents, accent],
      span: at,
      outer: at,
    };
    return decorated;
  }
  const text = s.textAt(at);
  const what = accent === 'prime' || accent === 'star' ? `A ${accent}` : `The accent “${accent}”`;
  return s.core.refuse('accent', `${what} on more than one symbol is not read. Give the whole term a name.`, at, text);
}

// Indices

/** `x_{ij}` has two indices, `x_{i,j}` too; `x_{\text{max}}` one, a name; `x_{i+1}` an expression. */
export function indicesOf(s: State, script: Range): Expression[] {
  const range = s.unwrap(script);
  if (range.from === range.to) return [nothingAt(range.at.from)];
  return s
    .split(range.from, range.to, (token) => s.is(token, ',', ';') || token.kind === 'row')
    .flatMap((part) => indexPart(s, part));
}

function indexPart(s: State, part: Range): Expression[] {
  const { from, to } = part;
  const count = to - from;
  const first = s.token(from);
  if (!first) return [nothingAt(part.at.from)];
  if (count === 1) {
    if (s.is(first, '*', '\\ast', '\\star')) return [nameOf('star', first.span, 'text')];
    if (s.is(first, '+')) return [nameOf('plus', first.span, 'text')];
    if (s.is(first, '-')) return [nameOf('minus', first.span, 'text')];
    if (s.is(first, ':')) return [{ kind: 'slice', span: first.span, outer: first.span }];
    if (first.kind === 'text') return [labelName(first.text, first.span)];
  }
  const colon = s.find(from, to, (token) => s.is(token, ':'));
  if (colon >= 0) {
    const start = colon > from ? s.read(s.rangeOf(from, colon)) : undefined;
    const stop = colon + 1 < to ? s.read(s.rangeOf(colon + 1, to)) : undefined;
    return [{ kind: 'slice', ...(start ? { start } : {}), ...(stop ? { stop } : {}), span: part.at, outer: part.at }];
  }
  if (count > 1 && allSimple(s, from, to)) return sideBySide(s, part);
  return [s.read(part)];
}

export function labelName(words: string, at: Span): Name {
  return nameOf(
    words
      .trim()
      .replace(/[^\p{L}\p{N}_]+/gu, '_')
      .replace(/^_+|_+$/g, '') || 'label',
    at,
    'text',
  );
}

/** `(i)`, `[l]`, `\text{new}`, `+`: what a superscript label says. */
function labelOf(s: State, range: Range): Expression[] {
  const { from, to } = range;
  const bracket = s.is(s.token(from), '(', '[') && s.match[from] === to - 1;
  const inner = bracket ? s.rangeOf(from + 1, to - 1) : range;
  if (s.is(s.token(inner.to - 1), '+', '-') && inner.to - inner.from > 1)
    return [nameOf(s.textAt(inner.at), inner.at, 'text')];
  const first = s.token(inner.from);
  if (inner.to - inner.from === 1 && first && s.is(first, '\\dagger', '\\pm', '\\mp'))
    return [nameOf(first.text.slice(1), first.span, 'text')];
  return indicesOf(s, inner);
}

function allSimple(s: State, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const token = s.token(at);
    const simple =
      token?.kind === 'letter' ||
      token?.kind === 'number' ||
      (token?.kind === 'command' && NAME_COMMANDS.has(token.text));
    if (!simple) return false;
  }
  return true;
}

/** Letters and numbers side by side: indices, one word, or a product. */
function sideBySide(s: State, part: Range): Expression[] {
  const { from, to, at } = part;
  const word = lettersIn(s, from, to);
  const letters = runEnd(s.tokens, from, to) === to;
  const known = letters && (LABEL_WORDS.has(word) || GREEK.has(word));
  const name = known || (letters && word.length > 2 && !/^[ijklmnpqrstuv]{3,4}$/.test(word) && !/^[A-Z]+$/.test(word));
  const usual = name ? 'one name' : 'indices';
  const options = (['indices', 'one name', 'product'] as const).filter(
    (option) => option !== usual && (option !== 'one name' || letters),
  );
  const chosen = s.findings.choose('indices', at, usual, ...options);
  if (chosen === 'one name') return [nameOf(word, at, 'text')];
  if (chosen === 'product') return [s.read(part)];
  const indices: Expression[] = [];
  for (let i = from; i < to; i++) {
    const token = s.token(i);
    if (!token) continue;
    if (token.kind === 'number') indices.push(numberLiteral(token.text, token.span));
    else if (token.kind === 'letter') indices.push(nameOf(token.text, token.span));
    else indices.push(nameOf(NAME_COMMANDS.get(token.text) ?? token.text, token.span));
  }
  return indices;
}

/** The linear name, or the one below an index: `f` of `f_i`. */
export function familyName(node: Expression): string | undefined {
  return node.kind === 'index' ? familyName(node.base) : linearName(node);
}

export function opaqueWords(text: string, at: Span): Expression {
  return { kind: 'opaque', what: 'words', text, span: at, outer: at };
}
