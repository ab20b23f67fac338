/** The course of the lesson in words: what the status line and screen readers say. */

import { formatShaped, formatValue } from '../base/numbers.ts';
import { fullShape } from '../base/shapes.ts';
import type { Value } from '../base/value.ts';
import type { DerivationStep, Inspection, InspectionLine } from '../protocol/messages.ts';
import { readable } from './notation.ts';
import { countSteps, type Moment, type Phase, type Plan, type Step } from './stepping.ts';

export const PHASES: Readonly<Record<Phase, string>> = {
  forward: 'Forward pass',
  local: 'Local gradients',
  backward: 'Backward pass',
};

/** What has just happened at a stop: 'Backward pass, step 3 of 5: c feeds d and e: contributions add. …' */
export function statusText(inspection: Inspection, plan: Plan, stop: number): string {
  if (plan.moments.length === 0) return resultText(inspection);
  if (stop <= 0) return `Start: ${pointText(inspection)}. Nothing is computed yet.`;
  const moment = plan.moments[stop - 1];
  if (!moment) return `Complete: ${resultText(inspection)}`;
  const { phase, number } = moment.step;
  const place = `${PHASES[phase]}, step ${number} of ${countSteps(plan, phase)}`;
  const entry = inspection.derivation[moment.entry] as DerivationStep;
  return `${place}: ${phase === 'backward' ? backwardText(inspection, plan, moment, entry) : statement(entry)}`;
}

/** Characters of the status line that results take, and that the point takes: vectors and matrices are long. */
const RESULT_ROOM = 100;
const POINT_ROOM = 80;

/** 'f = 1.0900, ∂f/∂x = 5.9831 at x = 1' */
export function resultText(inspection: Inspection): string {
  const { output } = inspection;
  const gradient = Object.entries(inspection.gradient)
    .slice(0, 3)
    .map(([name, value]) => `${adjointName(output.name, name)} = ${formatValue(value)}`);
  const point = pointText(inspection);
  const result = fitting([`${output.name} = ${formatValue(output.value)}`, ...gradient], RESULT_ROOM);
  return `${result}${point ? ` at ${point}` : ''}`;
}

/** The first part, and as many more as there is room for. */
function fitting(parts: readonly string[], room: number): string {
  let text = '';
  for (const [i, part] of parts.entries()) {
    if (i > 0 && text.length + part.length > room) return `${text}, …`;
    text += i > 0 ? `, ${part}` : part;
  }
  return text;
}

/** 'From c to b and a' */
export function stepTitle(step: Step): string {
  if (step.from.length === 0) return `Start: the seed`;
  const sum = step.from.length > 1 ? ': contributions add' : '';
  return `From ${listText(step.from)} to ${listText(step.to)}${sum}`;
}

export function adjointName(output: string, line: string): string {
  return `∂${output}/∂${line}`;
}

/** '1 · 0.25930 + 1 · 0.54520', the numbers of a sum over paths; `count` of them have arrived. */
export function sumText(entry: DerivationStep, count = entry.contributions.length): string {
  const terms = entry.contributions.slice(0, count).map((each) => bracketed(productText(each)));
  const shown = terms.length > 4 ? ['…', ...terms.slice(-3)] : terms;
  return shown.join(' + ');
}

/** What a screen reader says of a line: everything the graph shows at this stop. */
export function lineText(
  line: InspectionLine,
  shown: { readonly value: boolean; readonly adjoint: boolean },
  output: string,
): string {
  const formula = line.operation === 'input' ? `input ${line.name}` : equation(line);
  return [
    formula,
    ...(line.shape.length > 0 ? [`shape ${fullShape(line)}`] : []),
    ...(shown.value ? [`value ${formatValue(line.primal)}`] : []),
    ...(shown.adjoint ? [`adjoint ${adjointName(output, line.name)} = ${formatValue(line.adjoint)}`] : []),
    ...(line.fanOut > 1 ? [`used ${line.fanOut} times`] : []),
  ].join(', ');
}

/** 'c = a + b'; an entry that goes by its own formula, 'x[0]', is only named. */
export function equation({ name, formula }: InspectionLine): string {
  const text = readable(formula.text);
  return text === name ? name : `${name} = ${text}`;
}

export function listText(names: readonly string[]): string {
  if (names.length > 4) return `${names.length} later steps`;
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** As much of a value as stands at a node or an edge: '3.7183', '[1.2, 0.8, …]', '[[1, …], …]'. */
export function shortValue(value: Value): string {
  return formatValue(value, typeof value === 'number' || typeof value[0] === 'number' ? 2 : 1);
}

/** What is left of a derivation step's value: '= 3.7183', or '∂y/∂W = …' where its formulas are of a product with the seed. */
export function valueText(output: string, { seed, line, value }: DerivationStep): string {
  return `${seed === undefined ? '' : `${adjointName(output, line)} `}= ${formatShaped(value)}`;
}

/** '∂f/∂x', or '⟨v, ∂y/∂W⟩' of a product with a cotangent. */
export function formulaName({ output, formulas }: Inspection, input: string): string {
  const name = adjointName(output.name, input);
  const seed = formulas[input]?.seed;
  return seed === undefined ? name : `⟨${seed}, ${name}⟩`;
}

/** 'c = a + b = 3.7183'; a number is not said twice. */
function statement(entry: DerivationStep): string {
  const text = readable(entry.text);
  const value = formatValue(entry.value);
  return text.endsWith(`= ${value}`) ? text : `${text} = ${value}`;
}

function backwardText(inspection: Inspection, plan: Plan, moment: Moment, entry: DerivationStep): string {
  const name = adjointName(inspection.output.name, entry.line);
  const total = `${name} = ${formatValue(entry.value)}`;
  const { contributions } = entry;
  const contribution = moment.contribution === undefined ? undefined : contributions[moment.contribution];
  if (!contribution || moment.contribution === undefined) return `start with the seed ${total}`;
  const reuse = reuseText(inspection, plan, entry, contribution.via);
  if (contributions.length === 1 && entry.seed !== undefined)
    return `from ${contribution.via} to ${entry.line}: ${readable(entry.text)}; ${total}`;
  if (contributions.length === 1) {
    return `from ${contribution.via} to ${entry.line}: ${name} = ${productText(contribution)}${equals(contribution)}${reuse}`;
  }
  const vias = [...new Set(contributions.map(({ via }) => via))];
  const part = `through ${contribution.via} (${moment.contribution + 1} of ${contributions.length}) comes ${productText(contribution)}${equals(contribution)}${reuse}`;
  const together = moment.contribution === contributions.length - 1 ? `; together ${total}` : '';
  return `${entry.line} feeds ${listText(vias)}: contributions add; ${part}${together}`;
}

/** ', where ∂f/∂c of step 3 is used again' */
function reuseText(inspection: Inspection, plan: Plan, entry: DerivationStep, via: string): string {
  if (!entry.reuses.includes(via) || via === inspection.output.name) return ''; // of the seed it goes without saying
  const made = plan.steps.find(
    ({ phase, entries }) => phase === 'backward' && entries.some((i) => inspection.derivation[i]?.line === via),
  );
  return `, ${adjointName(inspection.output.name, via)}${made ? ` of step ${made.number}` : ''} used again`;
}

function productText({ adjoint, partial, value }: DerivationStep['contributions'][number]): string {
  return isProduct(partial, value)
    ? `${formatValue(adjoint)} · ${bracketed(formatValue(partial as Value))}`
    : formatValue(value);
}

/** Between numbers, what is added is adjoint · local gradient; of tensors only the result is shown. */
function isProduct(partial: Value | undefined, value: Value): boolean {
  return typeof partial === 'number' && typeof value === 'number';
}

/** A sign never stands right after an operator. */
function bracketed(term: string): string {
  return term.startsWith('−') ? `(${term})` : term;
}

function equals({ partial, value }: DerivationStep['contributions'][number]): string {
  return isProduct(partial, value) ? ` = ${formatValue(value)}` : '';
}

function pointText({ inputs }: Inspection): string {
  const shown = inputs.slice(0, 4).map(({ name, value }) => `${name} = ${formatValue(value)}`);
  return fitting(inputs.length > 4 ? [...shown, '…'] : shown, POINT_ROOM).replace(/, …, …$/, ', …');
}
