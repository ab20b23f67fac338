/** Everything there is to say about one piece of math, as plain data. */
import { patience } from '../base/budget.ts';
import { getters } from '../base/getters.ts';
import { once } from '../base/once.ts';
import type { Outcome, Problem } from '../base/outcome.ts';
import { sizesOf } from '../primitives/shape.ts';
import { budgetOf } from './budget.ts';
import { shapeOriginOf, symbolicShape } from './choose.ts';
import { costOf } from './cost.ts';
import { deriveSteps } from './derivation.ts';
import { type Evaluated, evaluateSweep, isFiniteValue } from './evaluated.ts';
import { focusAt } from './focus.ts';
import { describeGradient } from './gradient.ts';
import { hessianOf } from './hessian.ts';
import { describeLines, groupsOf } from './lines.ts';
import type { Prepared } from './prepare.ts';
import { searchProblem } from './searches.ts';
import { isSingle, roundingProblem } from './single.ts';
import type { Source } from './source.ts';
import { type Sweep, sweepPrepared } from './sweep.ts';
import type { Target } from './target.ts';
import type { Inspection, InspectOptions } from './types.ts';

export function buildInspection(
  source: Source,
  target: Target,
  prepared: Prepared,
  options: InspectOptions,
  offset: number | undefined,
): Outcome<Inspection> {
  const { region, span } = target.item;
  const selection = source.text.slice(span.from, span.to);
  const { from, to } = target.definition?.function?.span ?? region.span;
  const isFloat = target.item.language === 'c' && isSingle(source.text.slice(from, to), source.text);
  const rounding = [isFloat ? roundingProblem(prepared) : undefined].filter((problem) => problem !== undefined);
  return inspectList(prepared, options, target.definition?.parameters, {
    span: target.definition || target.claim ? span : target.expression.outer,
    readings: region.readings.filter(
      (reading) => selection.length > 0 && reading.span.from >= span.from && reading.span.to <= span.to,
    ),
    outputs: prepared.outputs ?? target.outputs,
    focus: offset === undefined ? undefined : focusAt(prepared, offset),
    problems: [...region.problems.filter((problem) => problem.severity !== 'error'), ...rounding],
  });
}

/** What the text adds to what a list says by itself. */
interface Place extends Pick<Inspection, 'span' | 'readings' | 'focus' | 'problems'> {
  readonly outputs?: readonly string[];
}

const NOWHERE: Place = { span: { from: 0, to: 0 }, readings: [], problems: [] };

/** What a list says by itself, and at its place in the text. */
export function inspectList(
  prepared: Prepared,
  options: InspectOptions,
  parameters?: readonly string[],
  place?: Place,
): Outcome<Inspection> {
  const sweep = sweepPrepared(prepared, budgetOf(options));
  if (sweep.problems.some((problem) => problem.severity === 'error')) return { problems: sweep.problems };
  const { value: evaluated, problems } = evaluateSweep(prepared, sweep, options.seed);
  if (!evaluated) return { problems };
  const value = describe(prepared, sweep, evaluated, options, parameters, place);
  const isWhole = options.wrt === undefined && options.seed === undefined;
  const search = isWhole ? searchProblem(prepared, value.gradient) : undefined;
  return search ? { problems: [search] } : { value, problems: [] };
}

/**
 * The numbers come from `evaluated` alone: a replay hands in their places. Of short lists, what a hover does not show
 * is worked out when it is first read.
 */
export function describe(
  prepared: Prepared,
  sweep: Sweep,
  evaluated: Evaluated,
  options: InspectOptions,
  parameters?: readonly string[],
  place: Place = NOWHERE,
): Inspection {
  const { list, output, inputs, outputName } = prepared;
  const { stop } = budgetOf(options);
  // Without a clock nothing is ever late.
  const isShort = list.lines.length <= MOST_AT_ONCE || stop === undefined;
  const isLate = isShort ? never : patience(stop);
  const isLong = list.lines.length > MOST_WRITTEN;
  const asked = options.want ?? ['formulas', 'derivation', 'partials'];
  const want = new Set(isLong ? asked.filter((each) => each === 'formulas') : asked);
  const by = options.wrt ? inputs.filter((input) => options.wrt?.includes(input.name)) : inputs;
  const missing = options.wrt?.find((name) => !inputs.some((input) => input.name === name));
  const described = describeGradient(prepared, sweep, evaluated, by, options, want, isLate);
  const { namer, gradient, beyond } = described;
  if (missing !== undefined) gradient[missing] = 0;
  const hessian = options.order === 2 ? hessianOf(prepared, sweep, by, options) : undefined;
  const shape = list.lines[output]?.shape ?? [];
  const gradientLines = by.map((input) => sweep.adjoint.get(input.line)).filter((line) => line !== undefined);
  const isSeeded = options.seed !== undefined;
  const lines = once(() => describeLines(prepared, sweep, namer, evaluated, want.has('partials'), isLate));
  const derivation = once(() =>
    want.has('derivation')
      ? deriveSteps(prepared, sweep, namer, evaluated, described.contribution, isSeeded, isLate)
      : [],
  );
  const cost = once(() =>
    costOf(
      list,
      by.map((input) => input.line),
      { ...sweep.list, outputs: gradientLines },
    ),
  );
  const written = isShort || lines().written;
  const isDerived = isShort || derivation() !== undefined;
  const told = {
    span: place.span,
    reading: namer.reading(output, parameters),
    readings: place.readings,
    output: {
      name: outputName,
      shape: sizesOf(shape),
      shapeText: symbolicShape(shape),
      value: evaluated.primal(output),
    },
    outputs: place.outputs ?? [outputName],
    inputs: inputs.map((input) => ({
      name: input.name,
      shape: sizesOf(input.shape),
      shapeText: symbolicShape(input.shape),
      shapeOrigin: shapeOriginOf(input),
      value: evaluated.primal(input.line),
      origin: input.origin,
      span: input.span,
    })),
    groups: groupsOf(list),
    gradient,
    hessian: hessian?.value,
    formulas: described.formulas,
    where: described.where,
    problems: [
      ...place.problems,
      ...prepared.problems,
      ...(hessian?.problems ?? []).map((problem) => ({ ...problem, severity: 'warning' as const })),
      ...unknown(missing, prepared),
      ...unwritten({
        steps: !written,
        formulas: !described.written,
        partials: asked.includes('partials') && (isLong || !written),
        derivation: asked.includes('derivation') && (isLong || !isDerived),
      }),
      ...(isTold(prepared) ? [] : beyond.length > 0 ? tooLarge(beyond, prepared) : endless(gradient, prepared)),
    ],
    focus: place.focus,
  };
  return late(told, { lines: () => lines().lines, derivation: () => derivation() ?? [], cost });
}

const late = getters('lines', 'derivation', 'cost');

/** Lists up to this length are written out in any case, which takes no time worth asking a clock for. */
const MOST_AT_ONCE = 300;

function never(): boolean {
  return false;
}

/** Local gradients and steps of derivations of longer lists are not written out: nobody reads them. */
const MOST_WRITTEN = 6000;

/** What was asked for and is not there. */
interface Unwritten {
  readonly steps: boolean;
  readonly formulas: boolean;
  readonly partials: boolean;
  readonly derivation: boolean;
}

function unwritten({ steps, formulas, partials, derivation }: Unwritten): Problem[] {
  const what = [
    ...(steps ? ['all steps'] : []),
    ...(formulas ? ['the formulas'] : []),
    ...(partials ? ['the local gradients'] : []),
    ...(derivation ? ['the derivation'] : []),
  ];
  if (what.length === 0) return [];
  const listed = what.length > 1 ? `${what.slice(0, -1).join(', ')} and ${what.at(-1)}` : what[0];
  const message = `This is too long to write out ${listed}; the values are worked out. Inspect a smaller part for them.`;
  return [{ code: 'long', severity: 'info', message }];
}

/** What is wrong at the point is said already, at the step where it starts. */
function isTold({ problems }: Prepared): boolean {
  return problems.some(({ code }) => code === 'domain' || code === 'notFinite' || code === 'kink');
}

function tooLarge(names: readonly string[], prepared: Prepared): Problem[] {
  return [
    {
      code: 'range',
      severity: 'warning',
      message: `A value inside the derivative of ${prepared.outputName} by ${names.join(', ')} is too large for a double here. Set another point.`,
    },
  ];
}

/** A derivative that is not finite although every step of the value is: x^y at 0, 0. */
function endless(gradient: Inspection['gradient'], prepared: Prepared): Problem[] {
  const names = Object.keys(gradient).filter((name) => !isFiniteValue(gradient[name] ?? 0));
  if (names.length === 0) return [];
  return [
    {
      code: 'notFinite',
      severity: 'warning',
      message: `${prepared.outputName} has no finite derivative by ${names.join(', ')} at this point. Set another point.`,
    },
  ];
}

function unknown(missing: string | undefined, prepared: Prepared): Problem[] {
  if (missing === undefined) return [];
  return [
    {
      code: 'unknownInput',
      severity: 'warning',
      message: `${prepared.outputName} does not depend on ${missing}; its derivative is 0. Inputs are: ${prepared.inputs.map((input) => input.name).join(', ')}.`,
    },
  ];
}
