/** Reads printed formulas of tensors with the project's own readers and evaluates what was read. */
import { DEFAULT_BUDGET, meter } from '../../src/base/budget.ts';
import { flatten, nest, type Value } from '../../src/base/value.ts';
import { compileProgram } from '../../src/evaluate/program.ts';
import { createBuilder } from '../../src/graph/builder.ts';
import { isInput, type WengertList } from '../../src/graph/list.ts';
import { differentiate } from '../../src/inspect/differentiate.ts';
import { readLatex } from '../../src/languages/latex/read.ts';
import { readPlain } from '../../src/languages/plain/read.ts';
import { sizesOf } from '../../src/primitives/shape.ts';
import { createTracer } from '../../src/trace/trace.ts';
import type { Point } from '../simplify/tensors.ts';
import { EMPTY, PLACE } from './readBack.ts';

/** The inputs' values as a user gives them. */
export function givenAt(list: WengertList, point: Point): Record<string, Value> {
  const inputs = list.lines.filter(isInput);
  return Object.fromEntries(inputs.map(({ name, shape }) => [name, nest(point.get(name) ?? [], sizesOf(shape))]));
}

/** The numbers that the formula stands for; a sentence where it is not read, or speaks of something else. */
export function evaluateTensor(
  formula: string,
  language: 'latex' | 'plain',
  given: Readonly<Record<string, Value>>,
): readonly number[] | string {
  const names = new Set(Object.keys(given));
  const reader = language === 'latex' ? readLatex : readPlain;
  const { statements, problems } = reader(
    formula,
    { from: 0, to: formula.length },
    { functions: new Set(), variables: names, macros: new Map(), readings: {}, meter: meter(DEFAULT_BUDGET) },
  );
  const [statement] = statements;
  if (problems.length > 0 || statements.length !== 1 || statement?.kind !== 'formula') {
    return `${statements.length} statements; ${problems[0]?.message}`;
  }
  const builder = createBuilder();
  const tracer = createTracer({
    scope: EMPTY,
    builder,
    meter: meter(DEFAULT_BUDGET),
    differentiate,
    bound: names,
    given,
  });
  const line = tracer.trace(statement.expression, { place: PLACE, bindings: new Map(), statics: new Map(), language });
  if (line === undefined) return tracer.problems[0]?.message ?? 'not traced';
  const program = compileProgram(builder.finish([line]));
  const unknown = program.inputs.find((name) => !names.has(name));
  if (unknown !== undefined) return `an input ${unknown}`;
  const memory = program.memory();
  program.run(
    program.inputs.flatMap((name) => flatten(given[name] ?? Number.NaN)),
    memory,
  );
  return flatten(program.at(memory, line));
}
