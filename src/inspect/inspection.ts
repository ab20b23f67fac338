/** Everything there is to say about one piece of math, as plain data. */
import { type Adjoints, reverseSweep } from '../autodiff/reverse.ts';
import type { Outcome, Problem } from '../base/outcome.ts';
import { contains, covers, length, type Span } from '../base/span.ts';
import { compileProgram } from '../evaluate/program.ts';
import { prune } from '../graph/builder.ts';
import { isConstant, isInput, isStep, type LineId, type WengertLine, type WengertList } from '../graph/list.ts';
import { latexName } from '../render/names.ts';
import { type Printed, printLine } from '../render/print.ts';
import { simplify } from '../simplify/rewrite.ts';
import { costOf } from './cost.ts';
import { deriveSteps } from './derivation.ts';
import { type Naming, naming } from './naming.ts';
import { type Prepared, run, selected } from './prepare.ts';
import type { Source } from './source.ts';
import type { Target } from './target.ts';
import type { Inspection, InspectionLine, InspectOptions } from './types.ts';

/** Lines beyond this number are not printed one by one unless formulas are asked for by name. */
const PARTIAL_LIMIT = 40;

export function buildInspection(
  source: Source,
  target: Target,
  prepared: Prepared,
  options: InspectOptions,
  offset: number | undefined,
): Outcome<Inspection> {
  const { list, output } = prepared;
  const want = new Set(options.want ?? ['formulas', 'derivation', 'partials']);
  const by = options.wrt ? prepared.inputs.filter((input) => options.wrt?.includes(input.name)) : prepared.inputs;
  const missing = options.wrt?.find((name) => !prepared.inputs.some((input) => input.name === name));
  const sweep = reverseSweep(list, output, { rewrite: simplify, limit: options.budget?.lines });
  if (sweep.problems.some((problem) => problem.severity === 'error')) return { problems: sweep.problems };

  const program = compileProgram(sweep.list);
  const values = program.memory();
  run(program, prepared.inputs, values);
  const seed = typeof options.seed === 'number' ? options.seed : 1;
  const numberAt = (id: LineId | undefined) => (id === undefined ? 0 : (values[id] ?? Number.NaN));
  const adjointOf = (id: LineId) => numberAt(sweep.adjoint.get(id)) * seed;

  const gradient: Record<string, number> = {};
  // Where the function is not defined, neither is its derivative, though the formula may give a number.
  const defined = !Number.isNaN(numberAt(output));
  for (const input of by) gradient[input.name] = defined ? adjointOf(input.line) : Number.NaN;
  if (missing !== undefined) gradient[missing] = 0;

  const beyond = defined ? beyondRange(by, sweep, list.lines.length, values, gradient) : [];
  for (const name of beyond) gradient[name] = Number.NaN;

  const namer = naming(prepared, sweep.list);
  const formulas: Record<string, Printed> = {};
  const used = new Set<LineId>();
  if (want.has('formulas')) {
    for (const input of by) {
      const line = sweep.adjoint.get(input.line);
      formulas[input.name] = line === undefined ? { latex: '0', text: '0' } : namer.formula(line, used);
    }
  }

  const gradientLines = by.map((input) => sweep.adjoint.get(input.line)).filter((line) => line !== undefined);
  const hessian = options.order === 2 ? hessianOf(sweep.list, gradientLines, by, prepared) : undefined;
  const lines = describeLines(prepared, sweep, namer, values, adjointOf, want.has('partials'));
  const selection = source.text.slice(target.item.span.from, target.item.span.to);
  return {
    value: {
      span: target.definition || target.claim ? target.item.span : target.expression.outer,
      reading: namer.reading(output, target.definition?.parameters),
      readings: target.item.region.readings.filter(
        (reading) =>
          selection.length > 0 && reading.span.from >= target.item.span.from && reading.span.to <= target.item.span.to,
      ),
      output: { name: prepared.outputName, shape: [], value: numberAt(output) },
      outputs: target.outputs ?? [prepared.outputName],
      inputs: prepared.inputs.map(({ name, value, origin, span }) => ({ name, shape: [], value, origin, span })),
      lines,
      groups: [],
      focus: offset === undefined ? undefined : focusAt(prepared, offset),
      gradient,
      hessian,
      formulas,
      where: want.has('formulas') ? namer.where(used) : [],
      derivation: want.has('derivation') ? deriveSteps(prepared, sweep, namer, values, adjointOf) : [],
      cost: costOf(
        list,
        by.map((input) => input.line),
        { ...sweep.list, outputs: gradientLines },
      ),
      problems: [
        ...target.item.region.problems.filter((problem) => problem.severity !== 'error'),
        ...prepared.problems,
        ...unknown(missing, prepared),
        ...(prepared.problems.length > 0
          ? []
          : beyond.length > 0
            ? tooLarge(beyond, prepared)
            : endless(gradient, prepared)),
      ],
    },
    problems: [],
  };
}

/**
 * Inputs whose derivative is a number only by chance: something inside it left the range of doubles (x/y² with y = 10²⁰⁰),
 * while every value of the function stayed within.
 */
function beyondRange(
  by: Prepared['inputs'],
  sweep: Adjoints,
  primals: LineId,
  values: Float64Array,
  gradient: Readonly<Record<string, number>>,
): string[] {
  return by
    .filter(({ name, line }) => {
      const adjoint = sweep.adjoint.get(line);
      if (adjoint === undefined || !Number.isFinite(gradient[name])) return false;
      const needed = selected({ ...sweep.list, outputs: [adjoint] }, values);
      let left = false;
      for (let id = 0; id < needed.length; id++) {
        if (!needed[id] || Number.isFinite(values[id]) || isConstant(sweep.list.lines[id] as WengertLine)) continue;
        if (id < primals) return false; // told as the function's own trouble
        left = true;
      }
      return left;
    })
    .map(({ name }) => name);
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
function endless(gradient: Readonly<Record<string, number>>, prepared: Prepared): Problem[] {
  const names = Object.keys(gradient).filter((name) => !Number.isFinite(gradient[name]));
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

function describeLines(
  prepared: Prepared,
  sweep: Adjoints,
  namer: Naming,
  values: Float64Array,
  adjointOf: (id: LineId) => number,
  partials: boolean,
): InspectionLine[] {
  const { list, names } = prepared;
  const fanOut = new Array<number>(list.lines.length).fill(0);
  for (const line of list.lines) for (const operand of line.operands) fanOut[operand] = (fanOut[operand] ?? 0) + 1;
  const local = new Map<string, LineId>();
  for (const uses of sweep.contributions.values()) {
    for (const use of uses) if (use.partial !== undefined) local.set(`${use.consumer}:${use.operand}`, use.partial);
  }
  const printed = partials && list.lines.filter(isStep).length <= PARTIAL_LIMIT * 100;
  return list.lines.map((line, id): InspectionLine => {
    const name = names[id] ?? '?';
    return {
      name,
      named: prepared.named.has(id) || undefined,
      operation: line.operation,
      operands: line.operands.map((operand) => names[operand] ?? '?'),
      shape: [],
      primal: values[id] ?? Number.NaN,
      adjoint: adjointOf(id),
      fanOut: fanOut[id] ?? 0,
      formula:
        isConstant(line) || isInput(line)
          ? {
              latex: isInput(line) ? latexName(name) : printLine(list, id, { nameOf: () => undefined }).latex,
              text: name,
            }
          : namer.step(id),
      partials: printed
        ? line.operands.map((operand, index) => {
            const partial = local.get(`${id}:${index}`);
            if (partial === undefined) return { operand: names[operand] ?? '?', latex: '', text: '' };
            return { operand: names[operand] ?? '?', ...namer.local(partial), value: values[partial] ?? Number.NaN };
          })
        : [],
      spans: list.spans.get(id) ?? [],
    };
  });
}

/**
 * The line whose text is the smallest around the pointer. A constant belongs to the step that it is in, and the symbol in
 * `x^2` to its power.
 */
function focusAt(prepared: Prepared, offset: number): string | undefined {
  const found =
    innermost(prepared, (span) => covers(span, offset)) ?? innermost(prepared, (span) => contains(span, offset));
  return found === undefined ? undefined : prepared.names[found];
}

function innermost({ list }: Prepared, holds: (span: Span) => boolean): LineId | undefined {
  const around = [...list.spans].flatMap(([id, spans]) => {
    const line = list.lines[id];
    if (!line || isConstant(line)) return [];
    return spans.filter((span) => span.doc === undefined && holds(span)).map((span) => ({ id, line, span }));
  });
  around.sort((a, b) => length(a.span) - length(b.span) || b.id - a.id);
  const [first, second] = around;
  const isPower =
    second?.line.operation === 'pow' && second.line.operands[0] === first?.id && second.span.from === first?.span.from;
  const exponent = list.lines[second?.line.operands[1] ?? -1];
  return isPower && first && isInput(first.line) && exponent && isConstant(exponent) ? second?.id : first?.id;
}

/** Second derivatives: the reverse sweep of each gradient line. Rows and columns in the order of `by`. */
function hessianOf(
  list: WengertList,
  gradient: readonly LineId[],
  by: Prepared['inputs'],
  prepared: Prepared,
): number[][] {
  return gradient.map((line) => {
    const sweep = reverseSweep(prune(list, [line]).list, prune(list, [line]).list.outputs[0] ?? 0, {
      rewrite: simplify,
    });
    const program = compileProgram(sweep.list);
    const values = program.memory();
    run(program, prepared.inputs, values);
    return by.map((input) => {
      const id = sweep.list.lines.findIndex((entry) => isInput(entry) && entry.name === input.name);
      const adjoint = id < 0 ? undefined : sweep.adjoint.get(id);
      return adjoint === undefined ? 0 : (values[adjoint] ?? Number.NaN);
    });
  });
}
