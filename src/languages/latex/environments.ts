/** `\begin{…}` … `\end{…}`: systems of formulas, values with conditions, matrices. */
import { cover } from '../../base/span.ts';
import type { Expression, Matrix, Piecewise } from '../../syntax/tree.ts';
import { callOf, nameOf, operation, sequence, unreadable } from '../expression/nodes.ts';
import { absolute } from './brackets.ts';
import { readItems } from './display.ts';
import { ALIGNED, CASES, MATRICES } from './layout.ts';
import { isRelation, type Range, type State } from './state.ts';
import { isNameText } from './words.ts';

/** Takes the environment at the position. */
export function readEnvironment(s: State): Expression {
  const { core } = s;
  const start = core.position;
  const begin = core.peek();
  const name = begin?.text ?? '';
  const close = s.partner(start);
  const range: Range = close >= 0 ? s.inside(start) : { from: start + 1, to: core.end, at: s.spanOf(start, core.end) };
  core.position = close >= 0 ? close + 1 : core.end;
  if (close < 0) {
    const message = `\\begin{${name}} has no \\end{${name}}. Add it.`;
    return core.refuse('unclosedEnvironment', message, begin?.span ?? range.at, s.quote(start, start + 1));
  }
  const end = s.token(close);
  if (end && end.text !== name) {
    const message = `\\begin{${name}} is closed by \\end{${end.text}}. Give both the same name.`;
    s.findings.tell('warning', 'environmentName', message, end.span);
  }
  if (begin?.cases || CASES.has(name)) return readCases(s, range);
  const kind = MATRICES.get(name);
  if (kind) return readMatrix(s, range, name, kind);
  if (ALIGNED.has(name)) return sequence('system', readItems(s, range), range.at);
  const text = s.quote(start, close + 1);
  return core.refuse(
    'unknownEnvironment',
    `The environment “${name}” is not known as math. Use aligned, cases or a matrix.`,
    range.at,
    text,
  );
}

function rowsIn(s: State, { from, to }: Range): Range[][] {
  return s
    .split(from, to, (token) => token.kind === 'row')
    .filter((row) => row.from < row.to)
    .map((row) => s.split(row.from, row.to, (token) => token.kind === 'cell'));
}

// Matrices

function readMatrix(s: State, range: Range, name: string, kind: 'bare' | 'brackets' | 'bar' | 'norm'): Expression {
  const rows = rowsIn(s, range);
  const single = rows.every((cells) => cells.length === 1);
  if (name === 'array' && single && rows.some(([cell]) => cell && s.find(cell.from, cell.to, isRelation) >= 0)) {
    return sequence('system', readItems(s, range), range.at);
  }
  const matrix: Matrix = {
    kind: 'matrix',
    rows: rows.map((cells) => cells.map((cell) => (cell.from < cell.to ? s.read(trimmed(s, cell)) : blank(s, cell)))),
    span: range.at,
    outer: range.at,
  };
  if (kind === 'bar') return absolute(s, matrix, range.at);
  if (kind === 'norm') return callOf(nameOf('norm', { from: range.at.from, to: range.at.from }), [matrix], range.at);
  return matrix;
}

/** An empty cell of a matrix is not surely a zero. */
function blank(s: State, cell: Range): Expression {
  const message = 'A cell of the matrix is empty. Write its entry, e.g. 0.';
  s.findings.tell('warning', 'emptyCell', message, cell.at);
  return unreadable('', message, cell.at);
}

/** Without spaces around and punctuation behind. */
export function trimmed(s: State, part: Range): Range {
  let { from, to } = part;
  while (from < to && s.token(from)?.kind === 'quad') from++;
  while (to > from && (s.token(to - 1)?.kind === 'quad' || s.is(s.token(to - 1), ',', '.', ';'))) to--;
  return s.rangeOf(from, to);
}

// Cases

/** Rows `a &= x^2` are definitions, rows `x & \text{if } x > 0` values with conditions: decided row by row. */
function readCases(s: State, range: Range): Expression {
  const items: Expression[] = [];
  const cases: { value: Expression; condition?: Expression }[] = [];
  for (const cells of rowsIn(s, range)) {
    const [first, ...rest] = cells;
    if (!first) continue;
    const words = s.find(first.from, first.to, (token, at) => token.kind === 'text' && !isNameText(s, at));
    const split = rest.length === 0 ? (words > first.from ? words : conditionBehindQuad(s, first)) : -1;
    if (rest.length === 0 && split < 0 && s.find(first.from, first.to, isRelation) >= 0) {
      items.push(...readItems(s, first));
      continue;
    }
    const value = s.read(trimmed(s, split > 0 ? s.rangeOf(first.from, split) : first));
    const conditions = split > 0 ? [s.rangeOf(split, first.to)] : rest;
    const condition = conditionOf(s, conditions);
    cases.push(condition ? { value, condition } : { value });
  }
  if (cases.length > 0) {
    const piecewise: Piecewise = { kind: 'piecewise', cases, span: range.at, outer: range.at };
    if (items.length === 0) return piecewise;
    items.push(piecewise);
  }
  return sequence('system', items, range.at);
}

/** `x, \quad x > 0` in one cell: the condition starts behind the wide space. */
function conditionBehindQuad(s: State, cell: Range): number {
  const quad = s.find(cell.from, cell.to, (token) => token.kind === 'quad');
  if (quad <= cell.from) return -1;
  const relation = s.find(cell.from, cell.to, isRelation);
  return relation > quad ? quad : -1;
}

/** `\text{if } x > 0 \text{ and } y > 0`: undefined for “otherwise” and for an empty cell. */
function conditionOf(s: State, cells: readonly Range[]): Expression | undefined {
  let condition: Expression | undefined;
  let joint: 'and' | 'or' = 'and';
  for (const cell of cells) {
    const part = trimmed(s, cell);
    for (let at = part.from; at < part.to; ) {
      const next = s.find(
        at,
        part.to,
        (token, i) => (token.kind === 'text' && !isNameText(s, i)) || s.is(token, ',') || token.kind === 'quad',
      );
      const stop = next < 0 ? part.to : next;
      const piece = trimmed(s, s.rangeOf(at, stop));
      if (piece.from < piece.to) {
        const node = asCondition(s, s.read(piece));
        condition = condition
          ? operation(joint, [condition, node], { from: node.outer.from, to: node.outer.from })
          : node;
        joint = 'and';
      }
      const token = s.token(stop);
      if (next >= 0 && token?.kind === 'text') {
        const words = token.text
          .trim()
          .toLowerCase()
          .replace(/[.,;]+$/, '');
        if (/^(otherwise|else|elsewhere|in all other cases|other)$/.test(words)) return condition;
        if (/^or\b/.test(words)) joint = 'or';
        if (!KNOWN.test(words)) {
          const reason = `The condition “${token.text.trim()}” is in words and not read. Write it with signs, e.g. x > 0.`;
          const opaque = unreadable(token.text, reason, token.span);
          s.findings.tell('warning', 'wordCondition', reason, token.span);
          condition = condition
            ? { ...operation(joint, [condition, opaque], token.span), outer: cover(condition.outer, token.span) }
            : opaque;
        }
      }
      at = stop + 1;
    }
  }
  return condition;
}

/** A condition says something; `0, n` after `i = 0` does not, by itself. */
function asCondition(s: State, node: Expression): Expression {
  const says = node.kind === 'relation' || node.kind === 'opaque' || node.kind === 'call';
  if (says || (node.kind === 'operation' && /^(and|or|not)$/.test(node.operator))) return node;
  const text = s.textAt(node.outer);
  const reason = `“${text}” is not read as a condition. Write it with a sign, e.g. x > 0.`;
  s.findings.tell('warning', 'wordCondition', reason, node.outer);
  return unreadable(text, reason, node.outer);
}

const KNOWN =
  /^(?:(?:else|otherwise,?) )?(?:if|for|when|where|whenever|and|or|with|for all|and if|or if|as|on|else if|elif|and also|but)?$/;
