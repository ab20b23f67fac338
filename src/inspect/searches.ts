/**
 * Programs that search (bisection, bracketing): each step chooses a branch by comparing with the input, so that the
 * branches taken at a point say nothing of how the result changes beside it. The gradient of the way taken is no
 * gradient of the result, however exact its number.
 */
import type { Problem } from '../base/outcome.ts';
import { flatten, nest, shapeOf, type Value } from '../base/value.ts';
import { compileProgram } from '../evaluate/program.ts';
import { run } from './choose.ts';
import type { Prepared } from './prepare.ts';

/** Fewer choices than this are written out by people: cases, clamps, corners. */
const FEW = 8;
/** How far beside the point it is evaluated, relative to each input; a gradient must fail at all of them. */
const STEPS = [1e-3, 1e-5, 1e-6];
/** Of the larger of the two slopes. */
const MISSED = 0.05;
/** Of the value: a slope below this is noise of rounding at the smallest step. */
const NOISE = 1e-7;
/** Where a list is long, its passes are seldom choices, and to look would take too long. */
const MOST_LINES = 50_000;

/** `gradient` by all inputs, of a number. Undefined: it tells how the result changes on one side of the point at least. */
export function searchProblem(
  { list, output, inputs }: Prepared,
  gradient: Readonly<Record<string, Value>>,
): Problem | undefined {
  if (list.lines.length > MOST_LINES || (list.lines[output]?.shape.length ?? 0) > 0) return undefined;
  let choices = 0;
  for (const { operation } of list.lines) if (operation === 'select') choices++;
  if (choices < FEW) return undefined;
  const program = compileProgram(list);
  const values = program.memory();
  const valueAt = (step: number): number => {
    const there = inputs.map(({ name, value }) => ({ name, value: moved(value, step) }));
    run(program, there, values);
    return flatten(program.at(values, output))[0] ?? Number.NaN;
  };
  const here = valueAt(0);
  let told = 0;
  for (const { name, value } of inputs) {
    const slopes = flatten(gradient[name] ?? 0);
    flatten(value).forEach((number, i) => {
      told += (slopes[i] ?? 0) * sizeOf(number);
    });
  }
  if (!Number.isFinite(told) || !Number.isFinite(here)) return undefined;
  const isAstray = STEPS.every((step) => {
    const sides = [(valueAt(step) - here) / step, (here - valueAt(-step)) / step];
    const [least, most] = [Math.min(...sides), Math.max(...sides)];
    const allowed = MISSED * Math.max(Math.abs(least), Math.abs(most), Math.abs(told)) + NOISE * Math.abs(here);
    return Number.isFinite(least + most) && (told < least - allowed || told > most + allowed);
  });
  return isAstray ? SEARCH : undefined;
}

const SEARCH: Problem = {
  code: 'search',
  severity: 'error',
  message:
    'Which way the branches go follows the values of inputs closely, as in a search: the way taken at this point does not tell how the result changes beside it. Inspect what is searched for, or set another point.',
};

/** Every input moves by its own size, or by 1 where it is 0. */
function moved(value: Value, step: number): Value {
  const numbers = flatten(value).map((number) => number + step * sizeOf(number));
  return nest(numbers, shapeOf(value));
}

function sizeOf(number: number): number {
  return Math.abs(number) || 1;
}
