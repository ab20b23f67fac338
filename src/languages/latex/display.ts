/** A display as its formulas in order: split at rows, wide spaces, commas and words. */
import { cover } from '../../base/span.ts';
import { walk } from '../../syntax/names.ts';
import type { Expression, Relation } from '../../syntax/tree.ts';
import { juxtaposed, sequence, unreadable } from '../expression/nodes.ts';
import { isInfix, isRelation, type Range, type State } from './state.ts';
import { BIG, EXTREMES, FUNCTION_COMMANDS, INTEGRALS, RELATIONS } from './symbols.ts';
import type { LatexToken } from './tokens.ts';
import { isNameText } from './words.ts';

type Break = 'start' | 'row' | 'quad' | 'comma' | 'words';

interface Part {
  readonly range: Range;
  /** What stands before it. */
  readonly after: Break;
  /** The words before it, lower case; '' where there are none. */
  readonly words: string;
  /** Words follow directly. */
  readonly fragment: boolean;
}

/** The formulas in the range. A system inside (`cases`, `aligned`) is one item. */
export function readItems(s: State, range: Range): Expression[] {
  const items: Expression[] = [];
  const parts = partsOf(s, range);
  for (let i = 0; i < parts.length; ) {
    const part = parts[i];
    if (!part) break;
    let end = i + 1;
    while (parts[end]?.after === 'comma') end++;
    addGroup(s, items, parts.slice(i, end));
    i = end;
  }
  return items.filter((item) => item.kind !== 'opaque' || item.what !== 'ellipsis');
}

function partsOf(s: State, { from, to }: Range): Part[] {
  const parts: Part[] = [];
  let start = from;
  let after = 'start' as Break;
  let words = '';
  const close = (end: number, fragment: boolean): void => {
    const range = trim(s, start, end);
    if (range.from >= range.to) return;
    parts.push({ range, after, words, fragment });
    words = '';
  };
  for (let at = s.find(from, to, (token, i) => breakAt(s, token, i) !== undefined); at >= 0; ) {
    const token = s.token(at);
    const kind = token && breakAt(s, token, at);
    const before = parts.length;
    close(at, kind === 'words');
    if (parts.length > before || kind !== 'comma') {
      after = kind === 'quad' && after === 'row' && parts.length === before ? after : (kind ?? after);
    }
    if (kind === 'words' && token) words = `${words} ${wordsOf(token)}`.trim();
    else if (kind === 'row') words = '';
    start = at + 1;
    at = s.find(start, to, (next, i) => breakAt(s, next, i) !== undefined);
  }
  close(to, false);
  return parts;
}

function wordsOf(token: LatexToken): string {
  if (token.kind !== 'text') return token.text === '\\therefore' ? 'so' : 'for all';
  return token.text.trim().toLowerCase();
}

function breakAt(s: State, token: LatexToken, at: number): Break | undefined {
  switch (token.kind) {
    case 'row':
    case 'cell':
      return 'row';
    case 'quad':
      return joins(s.token(at - 1)) ||
        awaitsOperand(s, at - 1) ||
        isInfix(s.token(at + 1)) ||
        (isRelation(s.token(at + 1)) && !s.is(s.token(at - 1), ',', '.'))
        ? undefined
        : 'quad';
    case 'text':
      return isNameText(s, at) || (at > 0 && joins(s.token(at - 1))) ? undefined : 'words';
    case 'symbol':
      return s.is(token, ',', ';') || (s.is(token, '.') && !isBetweenFactors(s, at)) ? 'comma' : undefined;
    case 'command':
      return s.is(token, '\\forall', '\\exists', '\\therefore', '\\because') ? 'words' : undefined;
    default:
      return undefined;
  }
}

/** `x . y`, with nothing wider than a thin space around: a product to some, the end of a sentence to nobody. */
function isBetweenFactors(s: State, at: number): boolean {
  for (let i = at + 1; ; i++) {
    const token = s.token(i);
    const ends = !token || ['row', 'cell', 'quad', 'text'].includes(token.kind) || s.is(token, ',', ';', '.', ':');
    if (ends) return i > at + 1;
    if (isRelation(token)) return false;
  }
}

/** An operator such as `\min_{x}` ends at the token: what it acts on is still to come. */
function awaitsOperand(s: State, end: number): boolean {
  let at = end;
  for (let i = 0; i < 3 && at >= 0; i++) {
    const close = s.match[at] ?? -1;
    if (s.token(at)?.kind === 'close' && close >= 0) at = close - 1;
    else if (s.token(at - 1)?.kind === 'sub' || s.token(at - 1)?.kind === 'sup') at--;
    else break;
    if (s.token(at)?.kind !== 'sub' && s.token(at)?.kind !== 'sup') break;
    at--;
  }
  const token = s.token(at);
  if (token?.kind !== 'command') return false;
  return (
    EXTREMES.has(token.text) || BIG.has(token.text) || INTEGRALS.has(token.text) || FUNCTION_COMMANDS.has(token.text)
  );
}

function joins(token: LatexToken | undefined): boolean {
  return token === undefined || isInfix(token) || isRelation(token);
}

/** Without wide spaces and punctuation around it; a colon behind words goes too. */
function trim(s: State, start: number, end: number): Range {
  let from = start;
  let to = end;
  const loose = (at: number): boolean => s.token(at)?.kind === 'quad' || s.is(s.token(at), ',', '.', ';');
  while (from < to && (loose(from) || s.is(s.token(from), ':'))) from++;
  while (to > from && loose(to - 1)) to--;
  return s.rangeOf(from, to);
}

const CONDITION = /(?:^|^[,.;] ?)(?:if|when|whenever|provided|as long as)\b/;
const REST = /(?:^|^[,.;] ?)(?:otherwise|else|elsewhere)\b/;
const REMARK =
  /^(?:for|for all|for any|for each|for every|where|with|since|because|as|by|so|given|using|here|and)\b|\b(?:is|are|denotes|be)$/;
const RANGE = /^(?:for|for all|for any|for each|for every|over|as)\b/;

/** One formula. In `f = x > 0 \land y > 0` the equality comes last: f is what stands behind it. */
function readPart(s: State, range: Range): Expression {
  const { from, to } = range;
  const sign = s.find(from, to, isRelation);
  const relation = RELATIONS.get(s.token(sign)?.text ?? '');
  if (sign <= from || (relation !== '=' && relation !== ':=')) return s.read(range);
  const connective = s.find(sign, to, (token) => s.is(token, '\\land', '\\lor', '\\wedge', '\\vee'));
  if (connective < 0 || s.find(sign + 1, to, (token) => s.is(token, '=')) >= 0) return s.read(range);
  const terms = [s.read(s.rangeOf(from, sign)), s.read(s.rangeOf(sign + 1, to))];
  const at = terms.reduce((whole, term) => cover(whole, term.outer), s.spanOf(sign, sign + 1));
  return { kind: 'relation', terms, signs: [relation], signSpans: [s.spanOf(sign, sign + 1)], span: at, outer: at };
}

/** Parts that only commas separate. */
function addGroup(s: State, items: Expression[], parts: readonly Part[]): void {
  const nodes: Expression[] = [];
  const [first] = parts;
  if (!first) return;
  for (const part of parts) {
    const node = readPart(s, part.range);
    if (part === first && attached(s, items, part, node)) return;
    nodes.push(node);
  }
  merge(nodes, (i) => numbersMeet(s, parts[i]?.range));
  for (const node of nodes) items.push(...implied(s, node));
}

/**
 * `y = x^2 \Rightarrow \frac{dy}{dx} = 2x` is two formulas; `x > 0 \Rightarrow f(x) = 1` and `x = 0 \Rightarrow …` are one,
 * as the second holds under a condition.
 */
function implied(s: State, node: Expression): Expression[] {
  if (node.kind !== 'relation') return [node];
  const last = node.terms[node.terms.length - 1];
  if (last && isNothing(last)) {
    const sign = node.signSpans[node.signSpans.length - 1] ?? last.span;
    s.findings.tell('warning', 'missingOperand', 'Nothing stands behind the last sign. Write the right side.', sign);
  }
  if (node.signs[0] !== '=>') return [node];
  const terms = node.terms.filter((term) => !isNothing(term));
  const free = terms.every((term, i) => i === terms.length - 1 || isEquation(term));
  return free ? terms : [node];
}

function isNothing(node: Expression): boolean {
  return node.kind === 'opaque' && node.what === 'nothing';
}

/** An equation between terms, rather than the setting of a value. */
function isEquation(node: Expression): boolean {
  if (node.kind !== 'relation' || node.signs.some((sign) => sign !== '=' && sign !== ':=')) return false;
  const right = node.terms[node.terms.length - 1];
  const value = right?.kind === 'operation' && right.operator === 'negate' ? right.operands[0] : right;
  return value?.kind !== 'number';
}

/** A part that says something of the item before it, or is prose: true if nothing of its group is a formula. */
function attached(s: State, items: Expression[], { after, words, fragment, range }: Part, node: Expression): boolean {
  const previous = items[items.length - 1];
  if (!previous) return false;
  const first = node.kind === 'relation' ? node.terms[0] : undefined;
  if (node.kind === 'relation' && first && isNothing(first) && node.signs[0] !== '=>') {
    continueChain(items, node);
    return true;
  }
  if (after === 'quad' && isInequality(node) && awaitsCondition(previous)) {
    items[items.length - 1] = conditioned(previous, node);
    return true;
  }
  if (after === 'row' && node.kind !== 'relation' && previous.kind === 'relation') {
    items[items.length - 1] = unfinished(s, previous, node);
    return true;
  }
  if (after !== 'words') return false;
  if (CONDITION.test(words)) {
    items[items.length - 1] = conditioned(previous, node);
    return true;
  }
  if (REST.test(words)) {
    items[items.length - 1] = completed(previous, node);
    return true;
  }
  if (RANGE.test(words)) {
    if (node.kind === 'relation' && node.signs.every((sign) => /^([<>]=?|!=)$/.test(sign)))
      items[items.length - 1] = conditioned(previous, node);
    return true;
  }
  // “where σ(x) is the logistic sigmoid”: a fragment of a sentence.
  return node.kind !== 'relation' && (fragment || REMARK.test(words) || range.to - range.from === 1);
}

/** `= c` in a row of its own: one chain with the formula before it; or its next case, if conditions follow them. */
function continueChain(items: Expression[], node: Relation): void {
  const last = items[items.length - 1];
  const before = items[items.length - 2];
  const value = node.terms[1];
  if (last && before?.kind === 'relation' && value && isInequality(last) && node.terms.length === 2) {
    items.splice(-2, 2, withCase(conditioned(before, last), value));
    return;
  }
  const head = last && isInequality(last) && before ? before : last;
  if (head) items[items.lastIndexOf(head)] = chained(head, node);
}

function isInequality(node: Expression): boolean {
  return node.kind === 'relation' && node.signs.every((sign) => /^([<>]=?|!=)$/.test(sign));
}

/** `f(x) = a` where x > 0, and the value of the next case, whose condition is still to come. */
function withCase(item: Expression, value: Expression): Expression {
  return mapLast(item, (last) => {
    const at = cover(last.outer, value.outer);
    const cases = last.kind === 'piecewise' ? last.cases : [{ value: last }];
    return { kind: 'piecewise', cases: [...cases, { value }], span: at, outer: at };
  });
}

/** The last term of a chain (or the expression itself) replaced. */
function mapLast(item: Expression, change: (last: Expression) => Expression): Expression {
  if (item.kind !== 'relation') return change(item);
  const last = item.terms[item.terms.length - 1];
  if (!last) return item;
  const changed = change(last);
  const at = cover(item.outer, changed.outer);
  return { ...item, terms: [...item.terms.slice(0, -1), changed], span: at, outer: at };
}

/** Its last term has cases, and the last of them no condition yet. */
function awaitsCondition(item: Expression): boolean {
  const last = item.kind === 'relation' ? item.terms[item.terms.length - 1] : item;
  return last?.kind === 'piecewise' && last.cases.length > 1 && last.cases.at(-1)?.condition === undefined;
}

/** A row without a sign after a formula: it may go on or start anew, so that the formula is not to be relied on. */
function unfinished(s: State, item: Expression, node: Expression): Expression {
  const text = s.textAt(node.outer);
  const reason = `The row “${text}” may continue the formula above it. Start it with a sign, or give it a relation.`;
  s.findings.tell('warning', 'looseRow', reason, node.outer);
  return mapLast(item, (last) => juxtaposed(last, unreadable(text, reason, node.outer)));
}

/** `a = b` and `= c`: one chain. */
function chained(left: Expression, right: Relation): Expression {
  const [, ...terms] = right.terms;
  const at = cover(left.outer, right.outer);
  if (left.kind !== 'relation') return { ...right, terms: [left, ...terms], span: at, outer: at };
  return {
    ...left,
    terms: [...left.terms, ...terms],
    signs: [...left.signs, ...right.signs],
    signSpans: [...left.signSpans, ...right.signSpans],
    span: at,
    outer: at,
  };
}

/** `y = x \text{ if } x > 0`: the last term (its last case) holds under the condition only. */
function conditioned(item: Expression, condition: Expression): Expression {
  return mapLast(item, (last) => {
    const at = cover(last.outer, condition.outer);
    const cases = last.kind === 'piecewise' ? [...last.cases] : [{ value: last }];
    const open = cases.pop();
    if (!open || ('condition' in open && open.condition)) return last;
    return { kind: 'piecewise', cases: [...cases, { ...open, condition }], span: at, outer: at };
  });
}

/** `…, otherwise 0`: the rest of the cases of the last term. */
function completed(item: Expression, value: Expression): Expression {
  const last = item.kind === 'relation' ? item.terms[item.terms.length - 1] : item;
  const open = last?.kind === 'piecewise' && last.cases.every(({ condition }) => condition);
  return open ? withCase(item, value) : item;
}

/**
 * `i = 1, \dots, n` and `i = 1, 2` are one relation with a list, `a, b \in S` one of a tuple; `1` and `n` are no formulas of their own.
 */
function merge(nodes: Expression[], meets: (i: number) => boolean): void {
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i];
    if (node?.kind !== 'relation') continue;
    let end = i + 1;
    while (end < nodes.length && nodes[end]?.kind !== 'relation') end++;
    const behind = nodes.slice(i + 1, end);
    const last = node.terms[node.terms.length - 1];
    const numbers = behind.length > 0 && last?.kind === 'number' && behind.every(({ kind }) => kind === 'number');
    if (last && (numbers || behind.some(isEllipsis) || (behind.length > 0 && meets(i + 1)))) {
      const at = cover(last.outer, (behind[behind.length - 1] ?? last).outer);
      const list = sequence('list', [last, ...behind], at);
      const whole = cover(node.outer, at);
      nodes.splice(i, end - i, { ...node, terms: [...node.terms.slice(0, -1), list], span: whole, outer: whole });
    }
    const [sign] = node.signs;
    const start = nodes.slice(0, i).findLastIndex((before) => before.kind === 'relation') + 1;
    const first = node.terms[0];
    if (first && start < i && (sign === 'in' || sign === '~')) {
      const at = cover((nodes[start] ?? first).outer, first.outer);
      const tuple = sequence('tuple', [...nodes.slice(start, i), first], at);
      const whole = cover(node.outer, at);
      nodes.splice(start, i - start + 1, {
        ...node,
        terms: [tuple, ...node.terms.slice(1)],
        span: whole,
        outer: whole,
      });
      i = start;
    }
  }
}

/** `1,5`: a comma between two digits, without a space. It may be a list, a decimal comma or thousands. */
function numbersMeet(s: State, range: Range | undefined): boolean {
  if (!range) return false;
  const first = s.token(range.from);
  return (
    first?.kind === 'number' &&
    !first.spaced &&
    s.is(s.token(range.from - 1), ',') &&
    s.token(range.from - 2)?.kind === 'number'
  );
}

function isEllipsis(node: Expression): boolean {
  for (const part of walk(node)) if (part.kind === 'opaque' && part.what === 'ellipsis') return true;
  return false;
}
