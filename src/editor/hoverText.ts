/**
 * What a hover says, as Markdown, from plain data. Brief first, because a hover is about 250 px tall before it scrolls:
 * the step under the pointer, the reading, the gradient, the numbers, the cost, what is wrong, what to do next.
 */

import { showNumber, showShaped, showValue } from '../base/numbers.ts';
import { fullShape } from '../base/shapes.ts';
import type { DerivationStep, DerivativeCheck, Inspection, InspectionLine, Problem } from '../core.ts';
import { claimSummary } from './checkText.ts';
import { COMMANDS } from './commandIds.ts';
import { derivativeName, gradientText, isStep, rightSide, showPoint } from './formulas.ts';
import { attribute, code, commandLink, escapeMarkdown, readable, shorten } from './markdown.ts';

/** Where the hover stands: what its links act on. */
export interface HoverTarget {
  readonly uri: string;
  readonly offset: number;
}

export interface HoverPicture {
  readonly src: string;
  /** px */
  readonly width: number;
  readonly height: number;
}

export interface HoverView {
  readonly inspection: Inspection;
  readonly target: HoverTarget;
  readonly picture?: HoverPicture;
  /** CSS colours of values and adjoints. */
  readonly colors: { readonly value: string; readonly adjoint: string };
  /** The document's text, to quote what an ambiguous reading is about. */
  readonly text: string;
}

const longestReading = 160;
const longestFormula = 240;
const mostNames = 4;
const mostProblems = 3;

export function inspectionHover({ inspection, target, picture, text, colors }: HoverView): string {
  const paint: Paint = { value: painter(colors.value), adjoint: painter(colors.adjoint) };
  return [
    focusParagraph(inspection, paint),
    joinLines([titleLine(inspection), ...readingLines(inspection, text, target)]),
    picture && image(picture, gradientText(inspection).join('; ')),
    joinLines([
      ...formulaLines(inspection),
      numbersLine(inspection, paint),
      ...shapesLine(inspection),
      costLine(inspection),
    ]),
    problemLines(inspection.problems),
    links(target),
  ]
    .filter((part) => part)
    .join('\n\n');
}

/** A claimed derivative: its value, our formula, the verdict. `squiggled`: a squiggle's message says all this already. */
export function claimHover(check: DerivativeCheck, target: HoverTarget, squiggled = false): string {
  const { title, lines } = claimSummary(check);
  const said = squiggled ? [] : [joinLines([`**${escapeMarkdown(title)}**`, ...lines.map(escapeMarkdown)])];
  return [
    ...said,
    commandLink('Open graph', COMMANDS.inspectAtCursor, [target], 'Show the computation graph beside the editor'),
  ].join('\n\n');
}

/** Why a real expression cannot be differentiated; one reason is enough. */
export function refusalHover(problems: readonly Problem[]): string | undefined {
  const first = problems.find((problem) => problem.severity === 'error') ?? problems[0];
  return first && `⚠ No gradient here: ${escapeMarkdown(shorten(first.message, 300))}`;
}

// The parts, from top to bottom

/** `a = x² = 1 · ∂f/∂a = ∂f/∂b·exp(a) + ∂f/∂c = 2.1870 + 0.8045 = 2.9915 (two paths) · used 2 ×` */
function focusParagraph(inspection: Inspection, paint: Paint): string | undefined {
  const line = inspection.lines.find(({ name }) => name === inspection.focus);
  if (!line || line.operation === 'constant' || line.name === inspection.output.name) return undefined;
  const formula = readable(line.formula.text);
  const definition = isStep(line) && formula !== line.name ? [line.name, formula] : [line.name];
  const shape = line.shape.length > 0 ? ` ${escapeMarkdown(fullShape(line))}` : '';
  const parts = [
    `${code(definition.join(' = '))} = ${paint.value(showValue(line.primal))}${shape}`,
    adjointText(inspection, line, paint),
  ];
  if (line.fanOut > 1) parts.push(`used ${line.fanOut}\u00a0×`);
  return parts.join(' · ');
}

function adjointText(inspection: Inspection, line: InspectionLine, paint: Paint): string {
  const step = inspection.derivation.find(({ phase, line: name }) => phase === 'backward' && name === line.name);
  const name = derivativeName(inspection.output.name, line.name);
  // Of a vector output, what is said step by step is of products with the seed.
  const formula = step && step.seed === undefined ? lastForm(step) : undefined;
  const sum = step ? contributionSum(step) : undefined;
  const paths = step && step.contributions.length > 1 ? ` (${countWord(step.contributions.length)} paths)` : '';
  return [
    code(formula && !/^[\d\s·]+$/.test(formula) ? `${name} = ${shorten(readable(formula), longestFormula)}` : name),
    sum,
    paint.adjoint(showShaped(line.adjoint)) + paths,
  ]
    .filter((part) => part !== undefined)
    .join(' = ');
}

/** The last form of `∂f/∂a = … = ∂f/∂b · exp(a) + ∂f/∂c · 1`: the one with the local gradients put in. */
function lastForm(step: DerivationStep): string | undefined {
  return step.text.split(' = ').slice(1).at(-1);
}

/** `2.1870 + 0.8045`, where several consumers add. */
function contributionSum({ contributions }: DerivationStep): string | undefined {
  if (contributions.length < 2 || contributions.length > mostNames) return undefined;
  if (contributions.some(({ value }) => typeof value !== 'number')) return undefined;
  const terms = contributions.map(({ value }) => showValue(value));
  return escapeMarkdown(
    terms.map((term, i) => (i === 0 ? term : term.startsWith('-') ? `− ${term.slice(1)}` : `+ ${term}`)).join(' '),
  );
}

function titleLine(inspection: Inspection): string {
  const { output, inputs } = inspection;
  const names = inputs.map(({ name }) => name);
  const listed = names.length > mostNames ? [...names.slice(0, mostNames - 1), '…'] : names;
  const head = names.length === 0 ? output.name : `${output.name}(${listed.join(', ')})`;
  return `**${escapeMarkdown(head)}** read as ${code(shorten(rightSide(inspection), longestReading))}`;
}

/** One line for each kind of choice that the reader can take back: the first `\log` stands for all. */
function readingLines(inspection: Inspection, text: string, target: HoverTarget): string[] {
  const seen = new Set<string>();
  return inspection.readings
    .filter(({ alternatives, span, chosen }) => {
      const kind = `${chosen} ${text.slice(span.from, span.to)}`;
      const isNew = alternatives.length > 0 && span.doc === undefined && !seen.has(kind);
      return isNew && seen.add(kind);
    })
    .slice(0, 2)
    .map(({ key, chosen, alternatives, span }) => {
      const quoted = code(shorten(text.slice(span.from, span.to), 40));
      const switches = alternatives
        .slice(0, 3)
        .map((choice) => commandLink(choice, COMMANDS.switchReading, [target, key, choice], `Read it as: ${choice}`));
      return `${quoted} read as ${escapeMarkdown(chosen)}, not ${switches.join(' or ')}`;
    });
}

function image({ src, width, height }: HoverPicture, alternative: string): string {
  return `<img src="${attribute(src)}" width="${Math.ceil(width)}" height="${Math.ceil(height)}" alt="${attribute(shorten(alternative, 2000))}">`;
}

/** The same formulas as text: to be read aloud and copied. */
function formulaLines(inspection: Inspection): string[] {
  const lines = gradientText(inspection);
  const chain = Object.values(inspection.formulas).find((formula) => formula.chain)?.chain?.text;
  const shown = lines.slice(0, 3).map((line) => code(shorten(line, longestFormula)));
  if (lines.length > shown.length) shown.push(`and ${lines.length - shown.length} more in the graph’s panel`);
  return chain === undefined ? shown : [code(shorten(chain, longestFormula)), ...shown];
}

/** `where a = x², c = a + exp(a) · at x = 1 (default): f = 1.0900, ∂f/∂x = 5.9831` */
function numbersLine(inspection: Inspection, paint: Paint): string {
  const { where, output, gradient } = inspection;
  const parts: string[] = [];
  if (where.length > 0) {
    const definitions = nearest(inspection).map(({ name, text }) => {
      const equation = text.includes(' = ') ? text : `${name} = ${text}`;
      return code(shorten(readable(equation), longestFormula));
    });
    if (where.length > mostNames) definitions.push('…');
    parts.push(`where ${definitions.join(', ')}`);
  }
  const values = [
    `${escapeMarkdown(output.name)} = ${paint.value(showShaped(output.value))}`,
    ...Object.entries(gradient)
      .slice(0, mostNames)
      .map(
        ([name, value]) => `${escapeMarkdown(derivativeName(output.name, name))} = ${paint.adjoint(showShaped(value))}`,
      ),
  ];
  const more = Object.keys(gradient).length > mostNames ? ', …' : '';
  parts.push(`${pointText(inspection)}${values.join(', ')}${more}`);
  return parts.join(' · ');
}

/** As many definitions as there is room for: those of adjoints that the shown formulas use first, if there are more. */
function nearest({ where, formulas, output }: Inspection): Inspection['where'] {
  if (where.length <= mostNames) return where;
  const shown = Object.keys(formulas)
    .slice(0, 3)
    .map((name) => derivativeName(output.name, name));
  const isUsed = ({ usedFor }: (typeof where)[number]) => usedFor?.some((name) => shown.includes(name)) ?? false;
  const first = where.filter(isUsed);
  return [...first, ...where.filter((entry) => !isUsed(entry))].slice(0, mostNames);
}

const origins = { user: 'set by you', document: 'from the document', default: 'default' } as const;

/** `at x = 1, y = 2 (default), A = 3 (from the document): `; matrices take room, so there may be fewer. */
function pointText({ inputs }: Inspection): string {
  if (inputs.length === 0) return '';
  const groups = new Map<keyof typeof origins, string[]>();
  let room = longestReading;
  let told = 0;
  for (const { name, value, origin } of inputs.slice(0, 2 * mostNames)) {
    const shown = escapeMarkdown(showPoint({ [name]: value }));
    room -= shown.length;
    if (told > 0 && room < 0) break;
    groups.set(origin, [...(groups.get(origin) ?? []), shown]);
    told++;
  }
  const listed = [...groups].map(([origin, points]) => `${points.join(', ')} (${origins[origin]})`).join(', ');
  return `at ${listed}${inputs.length > told ? ', …' : ''}: `;
}

const shapeOrigins = {
  user: 'as set by you',
  document: 'from the document',
  use: 'from use',
  guess: 'from use, guessed',
} as const;

/** `shapes: W m×n (2, 3), x n (3,) from use, guessed; b (2,) from the document`; nothing where all inputs are numbers. */
function shapesLine({ inputs }: Inspection): string[] {
  const tensors = inputs.filter(({ shape }) => shape.length > 0);
  if (tensors.length === 0) return [];
  const groups = new Map<string, string[]>();
  for (const input of tensors.slice(0, 2 * mostNames)) {
    const origin = input.shapeOrigin === undefined ? '' : ` ${shapeOrigins[input.shapeOrigin]}`;
    groups.set(origin, [...(groups.get(origin) ?? []), escapeMarkdown(`${input.name} ${fullShape(input)}`)]);
  }
  const shown = [...groups].map(([origin, shapes]) => `${shapes.join(', ')}${origin}`);
  return [`shapes: ${shown.join('; ')}${tensors.length > 2 * mostNames ? '; …' : ''}`];
}

/** `6 steps · c is used twice, its gradient is computed once · gradient ≈ 2.1 × the function’s work` */
function costLine({ lines, cost }: Inspection): string {
  const steps = lines.filter(isStep);
  const parts = [steps.length === 1 ? '1 step' : `${steps.length} steps`];
  const shared = steps.filter(({ fanOut }) => fanOut > 1);
  if (shared.length > 0) {
    parts.push(
      `${usesText(shared)}${shared.length === 1 ? ', its gradient is computed once' : ': each gradient is computed once'}`,
    );
  }
  const ratio = (cost.forward + cost.reverse) / cost.forward;
  if (Number.isFinite(ratio)) parts.push(`gradient ≈ ${ratio.toFixed(1)} × the function’s work`);
  return parts.join(' · ');
}

/** `a and c are used twice, d 3 times, 2 more are shared`. */
function usesText(shared: readonly InspectionLine[]): string {
  const byCount = new Map<number, string[]>();
  for (const { name, fanOut } of shared.slice(0, 3)) {
    byCount.set(fanOut, [...(byCount.get(fanOut) ?? []), escapeMarkdown(name)]);
  }
  const parts = [...byCount].map(([count, names], i) => {
    const verb = i > 0 ? '' : names.length === 1 ? ' is used' : ' are used';
    return `${listed(names)}${verb} ${timesWord(count)}`;
  });
  if (shared.length > 3) parts.push(`${shared.length - 3} more ${shared.length === 4 ? 'is' : 'are'} shared`);
  return parts.join(', ');
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function problemLines(problems: readonly Problem[]): string | undefined {
  if (problems.length === 0) return undefined;
  const lines = problems.slice(0, mostProblems).map(({ severity, message }) => {
    const sign = severity === 'info' ? 'ⓘ' : '⚠';
    return `${sign} ${escapeMarkdown(shorten(message, 300))}`;
  });
  if (problems.length > mostProblems) lines.push(`⚠ and ${problems.length - mostProblems} more in the panel`);
  return joinLines(lines);
}

function links(target: HoverTarget): string {
  return [
    commandLink('Open graph', COMMANDS.inspectAtCursor, [target], 'Show the computation graph beside the editor'),
    commandLink('Set point', COMMANDS.setPoint, [target], 'Choose the values of the inputs'),
    commandLink('Insert derivation', COMMANDS.insertDerivation, [target], 'Write the steps below the formula'),
    commandLink('Copy as …', COMMANDS.copyGradient, [target], 'Copy the gradient as code or LaTeX'),
  ].join(' · ');
}

// Small words

/** Markdown keeps these on lines of their own without the gap between paragraphs. */
function joinLines(lines: readonly string[]): string {
  return lines.join('  \n');
}

/** Forward values and backward adjoints have one colour each. */
interface Paint {
  value(text: string): string;
  adjoint(text: string): string;
}

function painter(color: string): (text: string) => string {
  return (text) => `<span style="color:${attribute(color)};">${escapeMarkdown(text)}</span>`;
}

function countWord(count: number): string {
  return ['zero', 'one', 'two', 'three', 'four', 'five', 'six'][count] ?? showNumber(count);
}

function timesWord(count: number): string {
  return count === 2 ? 'twice' : `${count} times`;
}
