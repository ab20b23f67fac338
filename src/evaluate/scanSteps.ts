/** A loop of equal passes (src/primitives/tensors/scan.ts) on memory: its body as a table of steps, run once a pass. */
import type { StepLine } from '../graph/list.ts';
import { scalars } from '../primitives/table.ts';
import type { Body } from '../primitives/tensors/loopBody.ts';
import { scanOf } from '../primitives/tensors/scan.ts';
import { circularTwins, dispatch, rowOf, rowOfBoth } from './dispatch.ts';
import { type Bound, type Kernel, OP, type Op, operationOf } from './operations.ts';

/** The operation of a step of a body: powers and the like with constant operands as everywhere else. */
export function operationIn({ steps }: Body, inputs: number, step: number): Op {
  const { operation, operands } = steps[step] as Body['steps'][number];
  if (operation === undefined) return OP.CALL;
  const numbers = operands.map((id) => {
    const own = id < inputs ? undefined : steps[id - inputs];
    return own?.operation === undefined ? own?.value : undefined;
  });
  return operationOf(operation, numbers) ?? OP.CALL;
}

export function twinsIn(body: Body, ops: readonly Op[]): ReadonlyMap<number, number> {
  return circularTwins(ops.length, (i) => [ops[i], body.steps[i]?.operands[0] ?? 0]);
}

/** Undefined where a step has no kernel. */
export function scanStep(
  { operation, attributes = {} }: StepLine,
  to: number,
  from: readonly number[],
): ((values: Float64Array) => Bound) | undefined {
  if (operation !== 'scan') return undefined;
  const { body, count, carried, sliced, isBack } = scanOf(attributes);
  const { steps, next, emits } = body;
  if (steps.some((step) => step.operation !== undefined && !scalars[step.operation])) return undefined;
  return (values) => {
    const inputs = from.length;
    const ops = steps.map((_, i) => operationIn(body, inputs, i));
    const twins = twinsIn(body, ops);
    const later = new Set(twins.values());
    const known = new Float64Array(inputs + steps.length);
    const calls = { kernels: [] as Kernel[], operands: [] as (readonly number[])[] };
    // Steps that are the same in all passes are taken once.
    const table: number[] = [];
    const once: number[] = [];
    const isSame = from.map((_, i) => i >= carried + sliced);
    for (const { operands } of steps) isSame.push(operands.every((id) => isSame[id]));
    steps.forEach(({ operation: name, operands, value = Number.NaN }, i) => {
      const own = inputs + i;
      if (name === undefined) known[own] = value;
      if (name === undefined || later.has(i)) return;
      const rows = isSame[own] ? once : table;
      const twin = twins.get(i);
      if (twin === undefined) rows.push(...rowOf(ops[i] as Op, own, operands, scalars[name]?.value ?? Math.pow, calls));
      else {
        const [sine, cosine] = ops[i] === OP.SIN ? [own, inputs + twin] : [inputs + twin, own];
        rows.push(...rowOfBoth(sine, cosine, operands[0] as number));
      }
    });
    const rows = Int32Array.from(table);
    const rowsOnce = Int32Array.from(once);
    const handed = new Float64Array(carried);
    return () => {
      for (let i = 0; i < inputs; i++) known[i] = values[from[i] as number] as number;
      dispatch(rowsOnce, known, calls);
      for (let pass = 0; pass < count; pass++) {
        const k = isBack ? count - 1 - pass : pass;
        for (let i = carried; i < carried + sliced; i++) known[i] = values[(from[i] as number) + k] as number;
        dispatch(rows, known, calls);
        for (let e = 0; e < emits.length; e++) {
          values[to + carried + e * count + k] = known[emits[e] as number] as number;
        }
        for (let c = 0; c < carried; c++) handed[c] = known[next[c] as number] as number;
        for (let c = 0; c < carried; c++) known[c] = handed[c] as number;
      }
      for (let c = 0; c < carried; c++) values[to + c] = known[c] as number;
    };
  };
}
