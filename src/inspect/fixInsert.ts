/** Factors and terms that a claim lacks, found by what both sides are worth at the sampled points. */

import type { Builder } from '../graph/builder.ts';
import { isConstant, type LineId } from '../graph/list.ts';
import { walk } from '../syntax/names.ts';
import type { Expression } from '../syntax/tree.ts';
import { GUESSED_SIZE } from '../trace/statics.ts';
import { near } from './agreement.ts';
import type { SidesCompared } from './claims.ts';
import type { Edit } from './fixApply.ts';
import { added, type Editable, isSum, multiplied } from './fixFactors.ts';
import type { Sample } from './sampling.ts';

/** Lines looked at for each place. */
const MOST_LINES = 400;
const MOST_FOUND = 6;

/** A line as text that can stand in the file; one wording or more. */
export type Print = (line: LineId) => readonly string[];

/** What must be put into `at`, which is the whole claimed side, so that it becomes the computed one. */
export function insertionsOf(at: Editable, comparison: SidesCompared, print: Print): readonly Edit[] {
  const { samples } = comparison;
  const claimed = (sample: Sample) => sample.claimed;
  const found = factors(at, at.expression, comparison, claimed, print);
  for (const term of termsOf(at.expression)) {
    const line = lineAt(comparison.builder, term);
    if (line === undefined || term === at.expression) continue;
    found.push(...factors(at, term, comparison, (sample) => sample.at(line), print));
  }
  for (const line of linesOf(comparison)) {
    const value = (sample: Sample) => sample.at(line);
    // A term twice is a factor.
    if (samples.some((sample) => value(sample) === 0) || samples.every((sample) => near(value(sample), sample.claimed)))
      continue;
    for (const sign of ['+', '-'] as const) {
      const times = sign === '+' ? 1 : -1;
      if (!samples.every((sample) => closes(sample, times * value(sample)))) continue;
      for (const text of print(line)) found.push(added(at, sign, bracketed(text, true)));
    }
    if (found.length > MOST_FOUND) break;
  }
  return found;
}

/** Factors of a term (of the whole) whose difference to what is there makes up for what is wrong. */
function factors(
  at: Editable,
  term: Expression,
  comparison: SidesCompared,
  value: (sample: Sample) => number,
  print: Print,
): Edit[] {
  const { samples } = comparison;
  const found: Edit[] = [];
  for (const line of linesOf(comparison)) {
    const by = (sample: Sample) => value(sample) * (sample.at(line) - 1);
    const isWhole =
      samples.some((sample) => value(sample) === 0) || !samples.every((sample) => Number.isFinite(by(sample)));
    if (isWhole) continue;
    const sign = [1, -1].find((s) =>
      samples.every((sample) => closes(sample, value(sample) * (s * sample.at(line) - 1))),
    );
    if (sign === undefined || samples.every((sample) => sample.at(line) === 1)) continue;
    for (const text of print(line)) {
      found.push(...multiplied(at, term, `${sign === 1 ? '' : '-'}${bracketed(text, false)}`));
    }
    if (found.length > MOST_FOUND) break;
  }
  return found;
}

function closes(sample: Sample, change: number): boolean {
  const wanted = sample.computed - sample.claimed;
  return near(wanted, change) || Math.abs(wanted - change) <= 1e-9 * sample.scale;
}

/** The derivative's own lines first; numbers are coefficients. */
function linesOf({ list, computed, claimed }: SidesCompared): LineId[] {
  const found: LineId[] = [];
  const steps = list.lines.slice(0, MOST_LINES);
  for (const [id, line] of steps.entries()) if (id !== computed && id !== claimed && !isConstant(line)) found.push(id);
  return found;
}

/** The terms of a sum, of sums within it too. */
function termsOf(expression: Expression): Expression[] {
  const found: Expression[] = [];
  const open = [expression];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === 'operation' && (isSum(node) || node.operator === 'negate')) open.push(...node.operands);
    else found.push(node);
  }
  return found;
}

function lineAt({ spans }: Builder, { span }: Expression): LineId | undefined {
  for (const [line, places] of spans) {
    if (places.some(({ from, to, doc }) => from === span.from && to === span.to && doc === undefined)) return line;
  }
  return undefined;
}

/** In brackets where signs outside of brackets would bind otherwise; `asTerm`: only a leading sign does. */
export function bracketed(text: string, asTerm: boolean): string {
  let depth = 0;
  for (const [i, sign] of [...text].entries()) {
    if ('([{'.includes(sign)) depth++;
    if (')]}'.includes(sign)) depth--;
    if (
      depth === 0 &&
      (sign === '+' || sign === '-') &&
      (i === 0 || (!asTerm && !/[eE^*(]$/.test(text.slice(0, i).trimEnd())))
    ) {
      return `(${text})`;
    }
  }
  return text;
}

/** Whether an axis has the size that stands for one that nothing tells. */
export function isGuessed({ list }: SidesCompared): boolean {
  return list.lines.some(({ shape }) => shape.some(({ size }) => size === GUESSED_SIZE));
}

/** Names of variables in an expression as they are written, functions left out. */
export function writtenNames(text: string, expressions: readonly Expression[]): string[] {
  const found = new Set<string>();
  for (const expression of expressions) {
    const skipped = new Set<Expression>();
    for (const node of walk(expression)) {
      if (skipped.has(node)) continue;
      if (node.kind === 'call') skipped.add(node.callee);
      if (node.kind === 'attribute' && node.base.kind === 'name') {
        skipped.add(node.base);
        found.add(text.slice(node.span.from, node.span.to));
      }
      if (node.kind === 'index' && node.indices.every(({ kind }) => kind === 'number')) {
        found.add(text.slice(node.span.from, node.span.to));
      }
      if (node.kind === 'name' && node.span.doc === undefined) found.add(text.slice(node.span.from, node.span.to));
    }
  }
  return [...found];
}
