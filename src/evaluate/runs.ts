/**
 * Steps in runs of equal operations, which need one dispatch together: processors cannot guess the operations of a long
 * irregular list one by one. Results lie in the order of the steps, so that only operands have to be told.
 */
import { cos, exp, log, sin, tanh } from '../primitives/elementary.ts';
import { BOTH, type Calls, called, createRows, WIDTH, widthOf } from './dispatch.ts';
import type { ScalarCode } from './nodes.ts';
import { OP, SOURCE } from './operations.ts';
import { byOperation, stepKinds } from './schedule.ts';

export interface Runs {
  /** Of each run the operation, how many steps, and their operands in pairs; of what has no loop of its own rows. */
  readonly stream: Int32Array;
  /** Place of the first result. */
  readonly first: number;
  readonly calls: Calls;
  /** By node its place among the values. */
  readonly places: Int32Array;
}

/** Shorter runs on average are not worth it. */
const LEAST_MEAN = 3;

/** Operations with a loop of their own. */
const LOOPED: ReadonlySet<number> = new Set<number>([
  ...[OP.ADD, OP.SUB, OP.MUL, OP.DIV, OP.NEG, OP.SQRT, OP.ABS, OP.SQUARE, OP.CUBE, OP.RECIPROCAL, OP.MAX, OP.MIN],
  ...[OP.EXP, OP.LOG, OP.SIN, OP.COS, OP.TANH],
]);

/** Undefined where runs would be short. `twins`: steps that are taken together with an earlier one (see `circularTwins`). */
export function inRuns(code: ScalarCode, twins: ReadonlyMap<number, number>): Runs | undefined {
  const kinds = stepKinds(code);
  for (const [id, twin] of twins) [kinds[id], kinds[twin]] = [BOTH, 0];
  const { order, runs } = byOperation(code, kinds, twins);
  if (order.length === 0 || order.length / (runs.length / 2) < LEAST_MEAN) return undefined;
  const places = new Int32Array(code.count);
  let first = 0;
  for (let id = 0; id < code.count; id++) if ((code.op[id] as number) <= SOURCE.CONSTANT) places[id] = first++;
  let next = first;
  for (const id of order) {
    const twin = twins.get(id);
    if (twin === undefined) places[id] = next++;
    else {
      const [sine, cosine] = code.op[id] === OP.SIN ? [id, twin] : [twin, id];
      places[sine] = next++;
      places[cosine] = next++;
    }
  }
  let length = 0;
  for (let r = 0; r < runs.length; r += 2) {
    const [kind = 0, steps = 0] = [runs[r], runs[r + 1]];
    length += 2 + steps * (LOOPED.has(kind) ? 2 : widthOf(kind));
  }
  const stream = new Int32Array(length);
  const calls: Calls = { kernels: [], operands: [], bound: [] };
  let at = 0;
  let step = 0;
  const place = (id: number | undefined) => places[id as number] as number;
  for (let r = 0; r < runs.length; r += 2) {
    const [kind = 0, steps = 0] = [runs[r], runs[r + 1]];
    stream[at] = kind;
    stream[at + 1] = steps;
    at += 2;
    for (const end = step + steps; step < end; step++) {
      const id = order[step] as number;
      const [a, b] = [place(code.a[id]), place(code.b[id])];
      if (LOOPED.has(kind)) {
        stream[at] = a;
        stream[at + 1] = b;
        at += 2;
        continue;
      }
      const row = createRows(2, calls);
      const call = code.calls.get(id);
      if (call) row.call(place(id), call.operands.map(place), call.kernel);
      else if (kind === BOTH)
        row.both(Math.min(place(id), place(twins.get(id))), Math.max(place(id), place(twins.get(id))), a);
      else row.step(kind, place(id), a, b, place(code.c[id]));
      stream.set(row.finish(), at);
      at += row.length();
    }
  }
  return { stream, first, calls, places };
}

/** Takes all steps. */
export function dispatchRuns({ stream, first, calls }: Runs, values: Float64Array): void {
  let to = first;
  for (let k = 0; k < stream.length; ) {
    const kind = stream[k] as number;
    const steps = stream[k + 1] as number;
    k += 2;
    const end = k + 2 * steps;
    switch (kind) {
      case OP.ADD:
        for (; k < end; k += 2)
          values[to++] = (values[stream[k] as number] as number) + (values[stream[k + 1] as number] as number);
        break;
      case OP.SUB:
        for (; k < end; k += 2)
          values[to++] = (values[stream[k] as number] as number) - (values[stream[k + 1] as number] as number);
        break;
      case OP.MUL:
        for (; k < end; k += 2)
          values[to++] = (values[stream[k] as number] as number) * (values[stream[k + 1] as number] as number);
        break;
      case OP.DIV:
        for (; k < end; k += 2)
          values[to++] = (values[stream[k] as number] as number) / (values[stream[k + 1] as number] as number);
        break;
      case OP.NEG:
        for (; k < end; k += 2) values[to++] = -(values[stream[k] as number] as number);
        break;
      case OP.SQRT:
        for (; k < end; k += 2) values[to++] = Math.sqrt(values[stream[k] as number] as number);
        break;
      case OP.ABS:
        for (; k < end; k += 2) values[to++] = Math.abs(values[stream[k] as number] as number);
        break;
      case OP.SQUARE:
        for (; k < end; k += 2) {
          const x = values[stream[k] as number] as number;
          values[to++] = x * x;
        }
        break;
      case OP.CUBE:
        for (; k < end; k += 2) {
          const x = values[stream[k] as number] as number;
          values[to++] = x * x * x;
        }
        break;
      case OP.RECIPROCAL:
        for (; k < end; k += 2) values[to++] = 1 / (values[stream[k] as number] as number);
        break;
      case OP.MAX:
        for (; k < end; k += 2)
          values[to++] = Math.max(values[stream[k] as number] as number, values[stream[k + 1] as number] as number);
        break;
      case OP.MIN:
        for (; k < end; k += 2)
          values[to++] = Math.min(values[stream[k] as number] as number, values[stream[k + 1] as number] as number);
        break;
      case OP.EXP:
        for (; k < end; k += 2) values[to++] = exp(values[stream[k] as number] as number);
        break;
      case OP.LOG:
        for (; k < end; k += 2) values[to++] = log(values[stream[k] as number] as number);
        break;
      case OP.SIN:
        for (; k < end; k += 2) values[to++] = sin(values[stream[k] as number] as number);
        break;
      case OP.COS:
        for (; k < end; k += 2) values[to++] = cos(values[stream[k] as number] as number);
        break;
      case OP.TANH:
        for (; k < end; k += 2) values[to++] = tanh(values[stream[k] as number] as number);
        break;
      default: {
        const width = kind === OP.SELECT ? 2 * WIDTH : WIDTH;
        for (let i = 0; i < steps; i++, k += width) called(stream, k, values, calls, 0);
        to += kind === BOTH ? 2 * steps : steps;
      }
    }
  }
}
