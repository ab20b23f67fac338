/** Straight-line code of numbers, run as it is: one dispatch a node, nothing allocated. */
import { circularTwins, dispatch, rowOf, rowOfBoth, WIDTH } from './dispatch.ts';
import type { ScalarCode } from './nodes.ts';
import { type Kernel, OP, SOURCE } from './operations.ts';
import { dispatchRuns, inRuns, type Runs } from './runs.ts';

/**
 * Evaluates at the caller's numbers and writes what was asked for: to `results`, with a `target` only the first number
 * there and the others to `target`. False: some number on the way was not finite.
 */
export type Run = (given: Float64Array, results: Float64Array, target?: Float64Array) => boolean;

/** Fewer steps are guessed well as they are. */
const LEAST_STEPS = 300;
/** Sorting pays from so many evaluations on. */
const BEFORE_RUNS = 5;

export function interpreter(code: ScalarCode): Run {
  const { count, outputs, watched } = code;
  const values = new Float64Array(count);
  const first: number[] = [];
  for (let i = 0; i < count; i++) {
    if (code.op[i] === SOURCE.CONSTANT) values[i] = code.value[i] as number;
    else if (code.op[i] !== SOURCE.INPUT) first.push(i);
  }
  const inputs = Int32Array.from({ length: count }, (_, i) => i).filter((i) => code.op[i] === SOURCE.INPUT);
  const calls = { kernels: [] as Kernel[], operands: [] as (readonly number[])[] };
  const twins = circularTwins(count, (id) => [code.op[id] as number, code.a[id] as number]);
  const later = new Set(twins.values());
  const table: number[] = [];
  for (const id of first) {
    if (later.has(id)) continue;
    const twin = twins.get(id);
    const call = code.calls.get(id);
    const operands = call?.operands ?? [code.a[id] as number, code.b[id] as number, code.c[id] as number];
    const op = code.op[id] as number;
    if (twin === undefined) table.push(...rowOf(op, id, operands, call?.kernel ?? Math.pow, calls));
    else table.push(...rowOfBoth(op === OP.SIN ? id : twin, op === OP.SIN ? twin : id, code.a[id] as number));
  }
  const rows = Int32Array.from(table);
  let left = rows.length < WIDTH * LEAST_STEPS ? 0 : BEFORE_RUNS;
  let runs: Runs | undefined;
  return (given, results, target) => {
    for (let k = 0; k < inputs.length; k++) {
      const id = inputs[k] as number;
      values[id] = given[code.a[id] as number] ?? Number.NaN;
    }
    if (left > 0 && --left === 0) runs = inRuns(rows, count, calls);
    if (runs) dispatchRuns(runs, values, calls);
    else dispatch(rows, values, calls);
    let sum = 0;
    for (let k = 0; k < watched.length; k++) sum += values[watched[k] as number] as number;
    if (target) {
      results[0] = values[outputs[0] as number] as number;
      for (let k = 1; k < outputs.length; k++) target[k - 1] = values[outputs[k] as number] as number;
    } else for (let k = 0; k < outputs.length; k++) results[k] = values[outputs[k] as number] as number;
    return sum - sum === 0;
  };
}
