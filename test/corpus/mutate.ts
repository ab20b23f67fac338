/**
 * Mistakes put into right derivatives, one at a time, at the nodes that our own readers found (so in every language), and
 * what the check makes of each.
 *
 * A mistake counts as applied where it changes numbers: where the changed claim still agrees and both are the same numbers
 * at every one of many points of all sizes and signs, it was none (`x + 0`, a sign that is squared); else it counts, as not
 * found, unless the two are laid out otherwise (`layout`: rows for columns, a number for each entry), which needs no evidence. Where the check says that shapes or arguments do not fit, the program would not run:
 * that is no mistake in a gradient, and counted by itself.
 *
 * Named rightly, by `kind` of the check and the words of its difference (`NAMED`):
 * - sign: `sign`
 * - factor (a number more or less): `factor` or `missingAverage`
 * - term: `missingTerm` or `missingPath`; where a number is all that is left of the sum also `missingChainFactor` or `factor`,
 *   since x·(1 + y) without y lacks the factor 1 + y as well; in an exponent so, too: e^(x − y) without y lacks e^(−y)
 * - chain (a factor that is no number): `missingChainFactor`, `factor` or `missingAverage`
 * - index: `wrongIndex` or `wrongArgument`; also where one thing is said to stand for another
 * - transposition: `transposed`
 * - axis: `wrongAxis` or `transposed`
 * - argument (f(x) for x, x for f(x)) and function (sin for cos): `wrongArgument`, or one thing is said to stand for another
 * - average: `missingAverage` or `factor`, `missingChainFactor` where the words name what is divided by
 * - power: the words name an exponent, or one thing that stands for another, or a factor
 */
import type { Span } from '../../src/base/span.ts';
import { applied, type Edit } from '../../src/inspect/fixApply.ts';
import { type Editable, empty, multiplied, signOf } from '../../src/inspect/fixFactors.ts';
import type { Subject } from '../../src/inspect/fixSubject.ts';
import { walk } from '../../src/syntax/names.ts';
import type { Call, Expression, Language, Operation } from '../../src/syntax/tree.ts';

export type Slip =
  | 'sign'
  | 'factor'
  | 'term'
  | 'chain'
  | 'index'
  | 'transposition'
  | 'axis'
  | 'argument'
  | 'function'
  | 'average'
  | 'power';

export interface Mutation {
  readonly slip: Slip;
  readonly edit: Edit;
  /** All that is left of a sum is a number, or the sum is one of exponents: what is missing is a factor as well. */
  readonly isFactorToo?: boolean;
}

const STANDS = /stands? where/;
const FACTOR = ['missingChainFactor', 'factor', 'missingAverage'];

const NAMED: Readonly<Record<Slip, (kind: string, words: string, mutation: Mutation) => boolean>> = {
  sign: (kind) => kind === 'sign',
  factor: (kind) => kind === 'factor' || kind === 'missingAverage',
  term: (kind, _, { isFactorToo }) =>
    kind === 'missingTerm' || kind === 'missingPath' || (isFactorToo === true && FACTOR.includes(kind)),
  chain: (kind) => FACTOR.includes(kind),
  index: (kind, words) => kind === 'wrongIndex' || kind === 'wrongArgument' || STANDS.test(words),
  transposition: (kind) => kind === 'transposed',
  axis: (kind) => kind === 'wrongAxis' || kind === 'transposed',
  argument: (kind, words) => kind === 'wrongArgument' || STANDS.test(words),
  function: (kind, words) => kind === 'wrongArgument' || STANDS.test(words),
  average: (kind) => FACTOR.includes(kind),
  power: (kind, words) => /exponent/.test(words) || kind === 'wrongArgument' || FACTOR.includes(kind),
};

export function isNamedRightly(mutation: Mutation, kind: string, words: string): boolean {
  return NAMED[mutation.slip](kind, words, mutation);
}

/** At most `most`, as many of each kind as there are, chosen the same way every time. */
export function mutationsOf(text: string, subject: Subject, most: number): Mutation[] {
  const bySlip = new Map<Slip, Mutation[]>();
  const seen = new Set<string>();
  for (const expression of subject.places) {
    if (expression.span.doc !== undefined) continue;
    const at: Editable = { ...subject, text, expression };
    for (const mutation of mutations(at, subject.places.length === 1)) {
      const { edit, slip } = mutation;
      const changed = applied(text, [edit]);
      // Of `\\cos` in a string the reader sees the second stroke only.
      const isEscaped = text[edit.span.from] === '\\' && text[edit.span.from - 1] === '\\';
      if (changed === text || seen.has(changed) || isEscaped) continue;
      seen.add(changed);
      bySlip.set(slip, [...(bySlip.get(slip) ?? []), mutation]);
    }
  }
  const queues = [...bySlip.values()].map((own) => [...own].sort((a, b) => drawn(a.edit) - drawn(b.edit)));
  const chosen: Mutation[] = [];
  while (chosen.length < most && queues.some((queue) => queue.length > 0)) {
    for (const queue of queues) {
      const next = queue.shift();
      if (next && chosen.length < most) chosen.push(next);
    }
  }
  return chosen;
}

/** A number that is the same every time and says nothing about the place. */
function drawn({ span, text }: Edit): number {
  let hash = 2166136261;
  for (const sign of `${span.from} ${span.to} ${text}`) hash = Math.imul(hash ^ sign.charCodeAt(0), 16777619);
  return hash >>> 0;
}

function* mutations(at: Editable, isOnly: boolean): Generator<Mutation> {
  const { text, expression } = at;
  for (const root of rootsOf(expression)) {
    // MATLAB: what a function gives stands as a bare name in its head.
    const isResult = /\bfunction\b[^\n(=]*$/.test(text.slice(0, root.span.from));
    const isWhole = isOnly && root === expression && (root.kind === 'call' || (root.kind === 'name' && !isResult));
    if (root.kind !== 'operation' && !isWhole) continue;
    yield { slip: 'sign', edit: signOf(text, root) };
    for (const edit of multiplied(at, root, '2').slice(0, 1)) yield { slip: 'factor', edit };
  }
  for (const node of walk(expression)) {
    if (node.span.doc !== undefined) continue;
    if (node.kind === 'operation') yield* inOperation(at, node);
    if (node.kind === 'call') yield* inCall(at, node);
    if (node.kind === 'index') {
      for (const index of node.indices) {
        if (index.kind !== 'number' || !Number.isInteger(index.value)) continue;
        yield { slip: 'index', edit: { span: index.span, text: otherIndex(at, node.base, index.value) } };
      }
    }
    if (node.kind === 'attribute' && node.name === 'T')
      yield { slip: 'transposition', edit: { span: { from: node.base.outer.to, to: node.span.to }, text: '' } };
  }
  yield* otherLetters(at);
}

function* inOperation(at: Editable, node: Operation): Generator<Mutation> {
  const { text } = at;
  const [left, right] = node.operands;
  if (node.operator === 'negate' && left && !isIndexing(at, node))
    yield { slip: 'sign', edit: { span: { from: node.span.from, to: left.outer.from }, text: '' } };
  if (node.operator === 'transpose' && left)
    yield { slip: 'transposition', edit: { span: { from: left.outer.to, to: node.span.to }, text: '' } };
  if (!left || !right) return;
  const before = { from: left.outer.from, to: right.outer.from };
  const behind = { from: left.outer.to, to: right.outer.to };
  const drop = (slip: Slip, span: Span, put = '', isFactorToo = false): Mutation => ({
    slip,
    edit: { span, text: put },
    isFactorToo,
  });
  const sign = text.slice(node.sign.from, node.sign.to);
  switch (node.operator) {
    case 'add':
    case 'subtract': {
      if (isIndexing(at, node)) return;
      const other = ({ '+': '-', '-': '+', '−': '+', '.+': '.-', '.-': '.+' } as Readonly<Record<string, string>>)[
        sign
      ];
      if (other !== undefined) yield { slip: 'sign', edit: { span: node.sign, text: other } };
      const isExponent = exponentsIn(at.expression).has(node);
      yield drop('term', behind, '', isExponent || left.kind === 'number');
      yield drop('term', before, node.operator === 'add' ? '' : '-', isExponent || right.kind === 'number');
      return;
    }
    case 'multiply':
    case 'hadamard':
      if (text.slice(behind.from, behind.to).includes('\n')) return;
      // The sign of −2 is another's.
      yield drop(isNumber(left) ? 'factor' : 'chain', before, /^[-−]/.exec(text.slice(before.from))?.[0] ?? '');
      yield drop(isNumber(right) ? 'factor' : 'chain', behind);
      return;
    case 'divide':
      // \frac is no sign between two.
      if (!/^\.?\/$/.test(sign)) return;
      yield drop(isNumber(right) ? 'factor' : isSize(right) ? 'average' : 'chain', behind);
      return;
    case 'power':
      if (right.kind !== 'number' || !Number.isInteger(right.value)) return;
      yield { slip: 'power', edit: { span: right.span, text: String(right.value + 1) } };
      if (right.value === 2)
        yield { slip: 'power', edit: { span: node.span, text: text.slice(left.outer.from, left.outer.to) } };
      else yield { slip: 'power', edit: { span: right.span, text: String(right.value - 1) } };
      return;
    case 'matrixMultiply': {
      const [a, b] = [left, right].map(({ outer }) => text.slice(outer.from, outer.to));
      const between = text.slice(left.outer.to, right.outer.from);
      yield { slip: 'transposition', edit: { span: node.span, text: `${b}${between}${a}` } };
      for (const operand of [left, right]) {
        const turned = TURNED[at.language];
        if (turned !== undefined && operand.kind === 'name')
          yield { slip: 'transposition', edit: { span: empty(operand.span.to), text: turned } };
      }
      return;
    }
    default:
  }
}

const TURNED: Readonly<Partial<Record<Language, string>>> = { python: '.T', latex: '^\\top', julia: "'", matlab: "'" };

/** Functions that are taken for one another. */
const TWINS: Readonly<Record<string, string>> = {
  sin: 'cos',
  cos: 'sin',
  sinh: 'cosh',
  cosh: 'sinh',
  tan: 'sin',
  exp: 'log',
  log: 'exp',
  sqrt: 'exp',
};

const PRODUCTS = new Set(['dot', 'outer', 'matmul', 'kron', 'mm', 'mv', 'crossprod', 'tcrossprod']);

function* inCall(at: Editable, node: Call): Generator<Mutation> {
  const { text } = at;
  const { callee, args, keywords } = node;
  const written = text.slice(callee.span.from, callee.span.to);
  const name = /\\?[A-Za-z_]\w*$/.exec(written)?.[0].replace('\\', '') ?? '';
  const renamed = (fresh: string): Edit => ({
    span: { from: callee.span.to - name.length, to: callee.span.to },
    text: fresh,
  });
  const plain = name.replace(/f$/, '');
  const twin = TWINS[name] ?? (at.language === 'c' && TWINS[plain] ? `${TWINS[plain]}f` : undefined);
  if (twin !== undefined && args.length === 1) yield { slip: 'function', edit: renamed(twin) };
  if (name === 'mean') yield { slip: 'average', edit: renamed('sum') };
  if (name === 'rowSums' || name === 'colSums')
    yield { slip: 'axis', edit: renamed(name === 'rowSums' ? 'colSums' : 'rowSums') };
  const [first, second] = args;
  if (twin !== undefined && first && args.length === 1 && first.kind === 'name')
    yield { slip: 'argument', edit: { span: node.span, text: text.slice(first.outer.from, first.outer.to) } };
  if ((name === 'pow' || name === 'power') && second?.kind === 'number' && Number.isInteger(second.value)) {
    for (const by of [1, -1]) yield { slip: 'power', edit: { span: second.span, text: String(second.value + by) } };
  }
  if (PRODUCTS.has(name) && first && second && args.length === 2) {
    const [a, b] = [first, second].map(({ outer }) => text.slice(outer.from, outer.to));
    const between = text.slice(first.outer.to, second.outer.from);
    yield {
      slip: 'transposition',
      edit: { span: { from: first.outer.from, to: second.outer.to }, text: `${b}${between}${a}` },
    };
  }
  // a.dot(b)
  if (PRODUCTS.has(name) && callee.kind === 'attribute' && first && args.length === 1) {
    const [a, b] = [callee.base, first].map(({ outer }) => text.slice(outer.from, outer.to));
    if (a !== undefined && b !== undefined && /^[\w.]+$/.test(b) && !/^(?:np|numpy|torch|jnp|math)$/.test(a)) {
      const between = text.slice(callee.base.outer.to, first.outer.from);
      const span = { from: callee.base.outer.from, to: first.outer.to };
      yield { slip: 'transposition', edit: { span, text: `${b}${between}${a}` } };
    }
  }
  if ((name === 't' || name === 'transpose') && first && args.length === 1)
    yield { slip: 'transposition', edit: { span: node.span, text: text.slice(first.outer.from, first.outer.to) } };
  for (const { name: keyword, value } of keywords) {
    if (!/^(?:axis|dim|dims)$/.test(keyword) || value.kind !== 'number') continue;
    const isFromOne = at.language === 'julia';
    yield { slip: 'axis', edit: { span: value.span, text: otherAxis(value.value, isFromOne) } };
  }
  const reduces = name === 'sum' || name === 'mean';
  if (reduces && second?.kind === 'number' && args.length === 2)
    yield { slip: 'axis', edit: { span: second.span, text: otherAxis(second.value, at.language === 'matlab') } };
  // x.sum(0)
  const isMethod = callee.kind === 'attribute' && at.language === 'python' && args.length === 1;
  if (reduces && isMethod && first?.kind === 'number')
    yield { slip: 'axis', edit: { span: first.span, text: otherAxis(first.value, false) } };
}

function otherAxis(axis: number, isFromOne: boolean): string {
  if (isFromOne) return axis === 1 ? '2' : '1';
  return axis === 0 ? '1' : '0';
}

/** Another entry that the text names, else the next one or the one before. */
function otherIndex({ text, names }: Editable, base: Expression, value: number): string {
  const written = text.slice(base.outer.from, base.outer.to);
  for (const by of [1, -1, 2]) {
    const other = value + by;
    if (names.some((name) => name.startsWith(written) && new RegExp(`\\D${other}\\D?$`).test(name)))
      return String(other);
  }
  return String(value > 0 ? value - 1 : value + 1);
}

/** `x[i]` for `x[j]`, `x_j` for `x_i`: another letter that stands as an index. */
function* otherLetters({ text, expression }: Editable): Generator<Mutation> {
  const letters = new Map<string, Expression[]>();
  for (const node of walk(expression)) {
    if (node.kind !== 'index') continue;
    for (const index of node.indices) {
      if (index.kind !== 'name') continue;
      const written = text.slice(index.span.from, index.span.to);
      letters.set(written, [...(letters.get(written) ?? []), index]);
    }
  }
  for (const [letter, places] of letters) {
    const other = [...letters.keys()].find((each) => each !== letter);
    if (other === undefined) continue;
    for (const place of places) yield { slip: 'index', edit: { span: place.span, text: other } };
  }
}

function isNumber(node: Expression): boolean {
  return node.kind === 'number' || (node.kind === 'operation' && node.operands.every(isNumber));
}

/** How many there are: `m`, `len(x)`, `x.shape[0]`. */
function isSize(node: Expression): boolean {
  if (node.kind === 'name') return /^[mnN]$/.test(node.name);
  if (node.kind === 'call') return node.callee.kind === 'name' && /^(?:len|length|nrow|size)$/.test(node.callee.name);
  if (node.kind === 'attribute') return node.name === 'size' || node.name === 'length';
  return node.kind === 'index' && node.base.kind === 'attribute' && node.base.name === 'shape';
}

/** Whether a sum stands among indices or sizes, where another kind of mistake comes out. */
function isIndexing({ expression }: Editable, node: Operation): boolean {
  for (const each of walk(expression)) {
    const parts = each.kind === 'index' ? each.indices : [];
    if (parts.some((part) => [...walk(part)].includes(node))) return true;
  }
  return false;
}

const POWERS = /^(?:pow|power|exp)f?$/;

/** Sums that an exponent is made of. */
function exponentsIn(expression: Expression): ReadonlySet<Expression> {
  const found = new Set<Expression>();
  const visit = (node: Expression | undefined): void => {
    if (node?.kind !== 'operation') return;
    found.add(node);
    const isLinear = ['add', 'subtract', 'negate', 'multiply', 'hadamard', 'divide'].includes(node.operator);
    if (isLinear) for (const operand of node.operands) visit(operand);
  };
  for (const node of walk(expression)) {
    if (node.kind === 'operation' && node.operator === 'power') visit(node.operands[1]);
    if (node.kind !== 'call') continue;
    const name = node.callee.kind === 'attribute' || node.callee.kind === 'name' ? node.callee.name : '';
    if (POWERS.test(name)) visit(node.args.at(-1));
  }
  return found;
}

/** The expression, or the entries of a list. */
function rootsOf(expression: Expression): readonly Expression[] {
  const found: Expression[] = [];
  for (const node of walk(expression)) {
    if (node.kind === 'sequence') found.push(...node.items);
    if (node.kind === 'matrix') found.push(...node.rows.flat());
  }
  return found.length > 0 ? found : [expression];
}
