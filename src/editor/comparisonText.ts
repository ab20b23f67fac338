/** What a comparison of an equation with code says: in a squiggle and in a report. */
import { showValue } from '../base/numbers.ts';
import type { Comparison, Outcome, Value } from '../core.ts';
import { showPoint } from './formulas.ts';
import { escapeMarkdown } from './markdown.ts';

/** One of the two: `loss` of `model.py`, line 12. */
export interface ComparedSide {
  readonly name: string;
  readonly label: string;
  readonly line: number;
  readonly link: string;
}

export interface ComparedPair {
  readonly sides: readonly [ComparedSide, ComparedSide];
  readonly outcome: Outcome<Comparison>;
}

/** `loss differs from L (notes.md, line 7).`, the point and what differs there. */
export function comparisonMessage({ sides: [own, other], outcome }: ComparedPair): string {
  const names = `${own.name} and ${other.name} (${other.label}, line ${other.line})`;
  const { value } = outcome;
  if (!value) return `${names} cannot be compared: ${reasonOf(outcome)}`;
  if (!value.counterexample) return `${names} agree: value and gradient at ${value.points} points.`;
  const { point, values } = value.counterexample;
  const gradients = rowsOf(value).map(({ what, mine, theirs }) => `${what}: ${mine} here, ${theirs} there`);
  const both =
    showValue(values[0]) === showValue(values[1])
      ? []
      : [`value: ${showValue(values[0])} here, ${showValue(values[1])} there`];
  return [`${names} differ.`, `At ${showPoint(point)}:`, ...both, ...gradients].join('\n');
}

export function comparisonReport(pairs: readonly ComparedPair[]): string {
  return ['# Comparison of equations with code', ...pairs.map(section)].join('\n\n').concat('\n');
}

function section({ sides, outcome }: ComparedPair): string {
  const [first, second] = sides.map(({ name, label, line, link }) => {
    return `${escapeMarkdown(name)} ([${escapeMarkdown(label)}:${line}](${link}#L${line}))`;
  });
  const { value } = outcome;
  const head = `## ${escapeMarkdown(sides[0].name)}\n\n${first} and ${second}`;
  if (!value) return `${head} cannot be compared: ${escapeMarkdown(reasonOf(outcome))}`;
  if (!value.counterexample) return `${head} agree: value and gradient at ${value.points} points.`;
  const { point, values } = value.counterexample;
  const rows = [{ what: 'value', mine: showValue(values[0]), theirs: showValue(values[1]) }, ...rowsOf(value)];
  return [
    `${head} differ.`,
    `At ${escapeMarkdown(showPoint(point))}:`,
    [
      `| | ${escapeMarkdown(sides[0].label)} | ${escapeMarkdown(sides[1].label)} |`,
      '|---|---|---|',
      ...rows.map(({ what, mine, theirs }) => `| ${[what, mine, theirs].map(escapeMarkdown).join(' | ')} |`),
    ].join('\n'),
  ].join('\n\n');
}

/** The components of the gradient that are apart. */
function rowsOf({ counterexample }: Comparison): readonly { what: string; mine: string; theirs: string }[] {
  const { gradients = [{}, {}], wrong = [] } = counterexample ?? {};
  const show = (value: Value | undefined) => (value === undefined ? '–' : showValue(value));
  return wrong.map((name) => ({
    what: `gradient by ${name}`,
    mine: show(gradients[0][name]),
    theirs: show(gradients[1][name]),
  }));
}

function reasonOf({ problems }: Outcome<Comparison>): string {
  return problems[0]?.message ?? 'one of them could not be read.';
}
