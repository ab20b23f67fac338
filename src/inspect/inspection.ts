/** Everything there is to say about one piece of math, as plain data. */
import type { Outcome, Problem } from '../base/outcome.ts';
import { sizesOf } from '../primitives/shape.ts';
import { shapeOriginOf, symbolicShape } from './choose.ts';
import { costOf } from './cost.ts';
import { deriveSteps } from './derivation.ts';
import { evaluateSweep, isFiniteValue } from './evaluated.ts';
import { focusAt } from './focus.ts';
import { describeGradient } from './gradient.ts';
import { hessianOf } from './hessian.ts';
import { describeLines, groupsOf } from './lines.ts';
import type { Prepared } from './prepare.ts';
import type { Source } from './source.ts';
import { sweepPrepared } from './sweep.ts';
import type { Target } from './target.ts';
import type { Inspection, InspectOptions } from './types.ts';

export function buildInspection(
  source: Source,
  target: Target,
  prepared: Prepared,
  options: InspectOptions,
  offset: number | undefined,
): Outcome<Inspection> {
  const { value, problems } = inspectList(prepared, options, target.definition?.parameters);
  if (!value) return { problems };
  const { region, span } = target.item;
  const selection = source.text.slice(span.from, span.to);
  return {
    value: {
      ...value,
      span: target.definition || target.claim ? span : target.expression.outer,
      readings: region.readings.filter(
        (reading) => selection.length > 0 && reading.span.from >= span.from && reading.span.to <= span.to,
      ),
      outputs: prepared.outputs ?? target.outputs ?? value.outputs,
      focus: offset === undefined ? undefined : focusAt(prepared, offset),
      problems: [...region.problems.filter((problem) => problem.severity !== 'error'), ...value.problems],
    },
    problems: [],
  };
}

/** What a list says by itself, without the text that it is from. */
export function inspectList(
  prepared: Prepared,
  options: InspectOptions,
  parameters?: readonly string[],
): Outcome<Inspection> {
  const { list, output, inputs, outputName } = prepared;
  const want = new Set(options.want ?? ['formulas', 'derivation', 'partials']);
  const by = options.wrt ? inputs.filter((input) => options.wrt?.includes(input.name)) : inputs;
  const missing = options.wrt?.find((name) => !inputs.some((input) => input.name === name));
  const sweep = sweepPrepared(prepared, options.budget?.lines);
  if (sweep.problems.some((problem) => problem.severity === 'error')) return { problems: sweep.problems };
  const { value: evaluated, problems: refusals } = evaluateSweep(prepared, sweep, options.seed);
  if (!evaluated) return { problems: refusals };

  const described = describeGradient(prepared, sweep, evaluated, by, options, want);
  const { namer, gradient, beyond } = described;
  if (missing !== undefined) gradient[missing] = 0;
  const hessian = options.order === 2 ? hessianOf(prepared, sweep, by, options.seed) : undefined;
  const shape = list.lines[output]?.shape ?? [];
  const gradientLines = by.map((input) => sweep.adjoint.get(input.line)).filter((line) => line !== undefined);
  const isSeeded = options.seed !== undefined;
  return {
    value: {
      span: { from: 0, to: 0 },
      reading: namer.reading(output, parameters),
      readings: [],
      output: {
        name: outputName,
        shape: sizesOf(shape),
        shapeText: symbolicShape(shape),
        value: evaluated.primal(output),
      },
      outputs: [outputName],
      inputs: inputs.map((input) => ({
        name: input.name,
        shape: sizesOf(input.shape),
        shapeText: symbolicShape(input.shape),
        shapeOrigin: shapeOriginOf(input),
        value: input.value,
        origin: input.origin,
        span: input.span,
      })),
      lines: describeLines(prepared, sweep, namer, evaluated, want.has('partials')),
      groups: groupsOf(list),
      gradient,
      hessian: hessian?.value,
      formulas: described.formulas,
      where: described.where,
      derivation: want.has('derivation')
        ? deriveSteps(prepared, sweep, namer, evaluated, described.contribution, isSeeded)
        : [],
      cost: costOf(
        list,
        by.map((input) => input.line),
        { ...sweep.list, outputs: gradientLines },
      ),
      problems: [
        ...prepared.problems,
        ...(hessian?.problems ?? []).map((problem) => ({ ...problem, severity: 'warning' as const })),
        ...unknown(missing, prepared),
        ...(isTold(prepared) ? [] : beyond.length > 0 ? tooLarge(beyond, prepared) : endless(gradient, prepared)),
      ],
    },
    problems: [],
  };
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
