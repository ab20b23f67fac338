/** Second derivatives: the reverse sweep of each line of the gradient. */
import { sweepInto } from '../autodiff/reverse.ts';
import { type Outcome, refuse, success } from '../base/outcome.ts';
import { flatten, nest, type Value } from '../base/value.ts';
import { compileProgram } from '../evaluate/program.ts';
import { createBuilder, prune } from '../graph/builder.ts';
import { isInput, type LineId } from '../graph/list.ts';
import { countOf, sizesOf } from '../primitives/shape.ts';
import { simplify } from '../simplify/rewrite.ts';
import { budgetOf } from './budget.ts';
import { type PreparedInput, run } from './choose.ts';
import type { Prepared } from './prepare.ts';
import { createRangeCheck } from './range.ts';
import type { Sweep } from './sweep.ts';
import type { InspectOptions } from './types.ts';

/** Rows at most, and numbers computed for all of them. */
const MOST_ROWS = 300;
const MOST_WORK = 50_000_000;

/**
 * Rows and columns are the entries of `by` in order, each input row-major. Of a vector output it is that of its product
 * with the seed, and refused without one. Refused as well where it is too large or a step has no second derivative.
 */
export function hessianOf(
  prepared: Prepared,
  sweep: Sweep,
  by: readonly PreparedInput[],
  options: InspectOptions,
): Outcome<Value> {
  const { seed } = options;
  const { lines: limit, stop } = budgetOf(options);
  const { outputName, list } = prepared;
  if (sweep.seed !== undefined && seed === undefined)
    return refuse('hessian', `${outputName} is no number: it has no Hessian. Inspect one of its entries.`);
  const size = by.reduce((sum, { shape }) => sum + countOf(shape), 0);
  const large = refuse('hessian', `The Hessian of ${outputName} has ${size} rows, too many to work out here.`);
  if (size > MOST_ROWS) return large;
  const given = sweep.seed === undefined ? [] : [{ name: sweep.seed, value: seed ?? 1 }];
  const factor = sweep.seed === undefined && typeof seed === 'number' ? seed : 1;
  const rows: number[][] = [];
  for (const input of by) {
    if (stop?.()) return large;
    const line = sweep.adjoint.get(input.line);
    const count = countOf(input.shape);
    if (line === undefined) {
      for (let k = 0; k < count; k++) rows.push(new Array<number>(size).fill(0));
      continue;
    }
    const { list: start, moved } = prune(sweep.list, [line]);
    const builder = createBuilder({ start, rewrite: simplify, limit: start.lines.length + limit, stop });
    const gradient = start.outputs[0] as LineId;
    const direction = input.shape.length === 0 ? undefined : builder.input(unused(start.names.values()), input.shape);
    const second = sweepInto(builder, gradient, { seed: direction });
    const [problem] = second.problems;
    if (problem) return { problems: [problem] };
    const finished = builder.finish([gradient]);
    const program = compileProgram(finished);
    if (program.size * count > MOST_WORK) return large;
    const primals = moved.slice(0, list.lines.length).filter((id) => id !== undefined).length;
    const check = createRangeCheck(finished, program, primals);
    const memory = program.memory();
    const name = direction === undefined ? '' : (finished.names.get(direction) ?? '');
    for (let k = 0; k < count; k++) {
      const unit = Array.from({ length: count }, (_, i) => (i === k ? factor : 0));
      const along = { name, value: nest(unit, sizesOf(input.shape)) };
      run(program, [...prepared.inputs, ...given, along], memory);
      check(memory);
      rows.push(
        by.flatMap((other) => {
          const at = finished.lines.findIndex((entry) => isInput(entry) && entry.name === other.name);
          const adjoint = at < 0 ? undefined : second.adjoint.get(at);
          if (adjoint === undefined) return new Array<number>(countOf(other.shape)).fill(0);
          const row = flatten(program.at(memory, adjoint));
          return direction === undefined ? row.map((value) => value * factor) : row;
        }),
      );
    }
  }
  return success(rows);
}

function unused(names: Iterable<string>): string {
  const taken = new Set(names);
  let name = 'direction';
  for (let k = 0; taken.has(name); k++) name = `direction_${k}`;
  return name;
}
