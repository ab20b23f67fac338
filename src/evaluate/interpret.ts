/** Straight-line code of numbers, run as it is: one dispatch a node or a run of nodes, nothing allocated. */
import { type Calls, circularTwins, createRows, dispatch } from './dispatch.ts';
import type { ScalarCode } from './nodes.ts';
import { OP, SOURCE } from './operations.ts';
import { dispatchRuns, inRuns } from './runs.ts';

/**
 * Evaluates at the caller's numbers and writes what was asked for: to `results`, with a `target` only the first number
 * there and the others to `target`. False: some number on the way was not finite.
 */
export type Run = (given: Float64Array, results: Float64Array, target?: Float64Array) => boolean;

/** Fewer steps are guessed well as they are. */
const LEAST_STEPS = 300;
/** Sorting pays from so many evaluations on. */
const BEFORE_RUNS = 5;

/** The table of a code: memory with its constants, where things lie there, and how all steps are taken. */
interface Executor {
  readonly values: Float64Array;
  /** In pairs: place of an input, and among the caller's numbers. */
  readonly inputs: Int32Array;
  readonly outputs: Int32Array;
  readonly watched: Int32Array;
  run(values: Float64Array): void;
}

export function interpreter(code: ScalarCode): Run {
  let executor = oneByOne(code);
  // The code itself is let go with the last look at it.
  let left: { readonly code: ScalarCode; times: number } | undefined =
    code.steps < LEAST_STEPS ? undefined : { code, times: BEFORE_RUNS };
  return (given, results, target) => {
    if (left && --left.times === 0) {
      executor = byRuns(left.code) ?? executor;
      left = undefined;
    }
    const { values, inputs, outputs, watched } = executor;
    for (let k = 0; k < inputs.length; k += 2)
      values[inputs[k] as number] = given[inputs[k + 1] as number] ?? Number.NaN;
    executor.run(values);
    let sum = 0;
    for (let k = 0; k < watched.length; k++) sum += values[watched[k] as number] as number;
    if (target) {
      results[0] = values[outputs[0] as number] as number;
      for (let k = 1; k < outputs.length; k++) target[k - 1] = values[outputs[k] as number] as number;
    } else for (let k = 0; k < outputs.length; k++) results[k] = values[outputs[k] as number] as number;
    return sum - sum === 0;
  };
}

function oneByOne(code: ScalarCode): Executor {
  const { count, op, a, b, c } = code;
  const calls: Calls = { kernels: [], operands: [], bound: [] };
  const table = createRows(code.steps, calls);
  const twins = circularTwins(op, a);
  const later = new Set(twins.values());
  for (let id = 0; id < count; id++) {
    const own = op[id] as number;
    if (own <= SOURCE.CONSTANT || later.has(id)) continue;
    const twin = twins.get(id);
    const call = code.calls.get(id);
    if (call) table.call(id, call.operands, call.kernel);
    else if (twin === undefined) table.step(own, id, a[id] as number, b[id] as number, c[id] as number);
    else table.both(own === OP.SIN ? id : twin, own === OP.SIN ? twin : id, a[id] as number);
  }
  const rows = table.finish();
  return { ...placed(code, count), run: (values) => dispatch(rows, values, calls) };
}

function byRuns(code: ScalarCode): Executor | undefined {
  const runs = inRuns(code, circularTwins(code.op, code.a));
  return runs && { ...placed(code, code.count, runs.places), run: (values) => dispatchRuns(runs, values) };
}

/** Where numbers of the code lie: by default each node at its own number. */
function placed(code: ScalarCode, size: number, places?: Int32Array): Omit<Executor, 'run'> {
  const values = new Float64Array(size);
  const inputs: number[] = [];
  for (let id = 0; id < code.count; id++) {
    const at = places ? (places[id] as number) : id;
    if (code.op[id] === SOURCE.CONSTANT) values[at] = code.constants[code.a[id] as number] as number;
    else if (code.op[id] === SOURCE.INPUT) inputs.push(at, code.a[id] as number);
  }
  const at = (ids: Int32Array) => (places ? ids.map((id) => places[id] as number) : ids);
  return { values, inputs: Int32Array.from(inputs), outputs: at(code.outputs), watched: at(code.watched) };
}
