/**
 * A loop of equal passes (src/primitives/tensors/scan.ts) on memory, in blocks of passes. Each number of the body has a
 * column, one entry a pass. What does not rest on what passes hand on is worked out step by step for a whole block, then
 * what they hand on pass by pass, then what else rests on that, step by step again.
 */
import type { StepLine } from '../graph/list.ts';
import { sincos } from '../primitives/elementary.ts';
import { scalars } from '../primitives/table.ts';
import type { Body } from '../primitives/tensors/loopBody.ts';
import { scanOf } from '../primitives/tensors/loopBody.ts';
import { type Calls, circularTwins, createRows, dispatch } from './dispatch.ts';
import { runFor } from './elementwise.ts';
import { type Bound, OP, type Op, operationOf } from './operations.ts';

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
  return circularTwins(
    ops,
    body.steps.map(({ operands }) => operands[0] ?? 0),
  );
}

/** Passes whose numbers the nearest cache holds. */
const BLOCK = 64;

/** A step on so many entries of columns. */
type ColumnStep = (columns: Float64Array, passes: number) => void;

/** Undefined where a step has no kernel. */
export function scanStep(
  { operation, attributes = {} }: StepLine,
  to: number,
  from: readonly number[],
): ((values: Float64Array) => Bound) | undefined {
  if (operation !== 'scan') return undefined;
  const { body, count, carried, sliced, isBack } = scanOf(attributes);
  const { emits } = body;
  if (body.steps.some((step) => step.operation !== undefined && !scalars[step.operation])) return undefined;
  return (values) => {
    const inputs = from.length;
    // One entry more: what the last pass of a block hands on.
    const height = Math.min(BLOCK, count) + 1;
    const columns = new Float64Array(height * (inputs + body.steps.length));
    const { once, before, along, after, fixed, places, copies } = phasesOf(body, inputs, carried, sliced, height);
    return () => {
      for (const { id, value } of fixed) {
        const at = id * height;
        if (id < inputs) columns[at] = values[from[id] as number] as number;
        else if (value !== undefined) columns[at] = value;
      }
      for (let c = 0; c < carried; c++) columns[c * height] = values[from[c] as number] as number;
      dispatch(once.rows, columns, once.calls);
      for (const { id } of fixed) columns.fill(columns[id * height] as number, id * height, (id + 1) * height);
      for (let start = 0; start < count; start += BLOCK) {
        const passes = Math.min(BLOCK, count - start);
        const first = isBack ? count - 1 - start : start;
        for (let i = carried; i < carried + sliced; i++) {
          const at = (from[i] as number) + first;
          if (isBack) for (let j = 0; j < passes; j++) columns[i * height + j] = values[at - j] as number;
          else for (let j = 0; j < passes; j++) columns[i * height + j] = values[at + j] as number;
        }
        for (let i = 0; i < before.length; i++) (before[i] as ColumnStep)(columns, passes);
        for (let j = 0; j < passes; j++) {
          dispatch(along.rows, columns, along.calls, 0, along.rows.length, j);
          for (let i = 0; i < copies.length; i += 2)
            columns[(copies[i] as number) + j] = columns[(copies[i + 1] as number) + j] as number;
        }
        for (let i = 0; i < after.length; i++) (after[i] as ColumnStep)(columns, passes);
        for (let e = 0; e < emits.length; e++) {
          const own = places[emits[e] as number] as number;
          const at = to + carried + e * count + first;
          if (isBack) for (let j = 0; j < passes; j++) values[at - j] = columns[own + j] as number;
          else for (let j = 0; j < passes; j++) values[at + j] = columns[own + j] as number;
        }
        for (let c = 0; c < carried; c++) columns[c * height] = columns[c * height + passes] as number;
      }
      for (let c = 0; c < carried; c++) values[to + c] = columns[c * height] as number;
    };
  };
}

interface Table {
  readonly rows: Int32Array;
  readonly calls: Calls;
}

interface Phases {
  /** What is the same in all passes, and its steps. */
  readonly fixed: readonly { readonly id: number; readonly value?: number }[];
  readonly once: Table;
  readonly before: readonly ColumnStep[];
  /** What each pass hands on. */
  readonly along: Table;
  readonly after: readonly ColumnStep[];
  /** By number of the body its first entry. */
  readonly places: Int32Array;
  /** What passes hand on and no step writes where the next pass reads it, in pairs: to, from. */
  readonly copies: Int32Array;
}

function phasesOf(body: Body, inputs: number, carried: number, sliced: number, height: number): Phases {
  const { steps } = body;
  const ops = steps.map((_, i) => operationIn(body, inputs, i));
  const twins = twinsIn(body, ops);
  const later = new Set(twins.values());
  const count = inputs + steps.length;
  const isFixed = Array.from({ length: inputs }, (_, i) => i >= carried + sliced);
  const isHanded = Array.from({ length: inputs }, (_, i) => i < carried);
  for (const { operands } of steps) {
    isFixed.push(operands.every((id) => isFixed[id]));
    isHanded.push(operands.some((id) => isHanded[id]));
  }
  const isNext = new Uint8Array(count);
  for (const id of body.next) isNext[id] = 1;
  for (let i = steps.length - 1; i >= 0; i--) {
    const twin = twins.get(i);
    if (twin !== undefined && isNext[inputs + twin]) isNext[inputs + i] = 1;
    if (isNext[inputs + i]) for (const id of steps[i]?.operands ?? []) isNext[id] = 1;
  }
  const places = Int32Array.from({ length: count }, (_, id) => id * height);
  const copies: number[] = [];
  const isPlaced = new Set<number>();
  for (const [c, id] of body.next.entries()) {
    if (id < inputs || isFixed[id] || isPlaced.has(id)) copies.push(c * height + 1, id);
    else {
      isPlaced.add(id);
      places[id] = c * height + 1;
    }
  }
  for (let i = 1; i < copies.length; i += 2) copies[i] = places[copies[i] as number] as number;
  const place = (id: number) => places[id] as number;
  const tables = [0, 1].map(() => {
    const calls: Calls = { kernels: [], operands: [], bound: [] };
    return { calls, table: createRows(steps.length, calls) };
  });
  const [once, along] = tables as [(typeof tables)[number], (typeof tables)[number]];
  const before: ColumnStep[] = [];
  const after: ColumnStep[] = [];
  const fixed: { readonly id: number; readonly value?: number }[] = [];
  isFixed.forEach((is, id) => {
    const step = steps[id - inputs];
    if (is) fixed.push(step && step.operation === undefined ? { id, value: step.value ?? Number.NaN } : { id });
  });
  steps.forEach(({ operation, operands }, i) => {
    if (operation === undefined || later.has(i)) return;
    const id = inputs + i;
    const kernel = scalars[operation]?.value ?? Math.pow;
    const at = operands.map(place);
    const twin = twins.get(i);
    const other = twin === undefined ? id : inputs + twin;
    const [sine, cosine] = (ops[i] === OP.SIN ? [id, other] : [other, id]).map(place) as [number, number];
    if (isFixed[id] || (isHanded[id] && isNext[id])) {
      const { table } = isFixed[id] ? once : along;
      const [a = 0, b = 0, c = 0] = at;
      if (twin !== undefined) table.both(sine, cosine, a);
      else if (ops[i] === OP.CALL) table.call(place(id), at, kernel);
      else table.step(ops[i] as Op, place(id), a, b, c);
      return;
    }
    const own = twin === undefined ? columnStep(ops[i] as Op, kernel, place(id), at) : bothStep(sine, cosine, at);
    (isHanded[id] ? after : before).push(own);
  });
  const finished = ({ table, calls }: (typeof tables)[number]): Table => ({ rows: table.finish(), calls });
  return {
    fixed,
    once: finished(once),
    before,
    along: finished(along),
    after,
    places,
    copies: Int32Array.from(copies),
  };
}

function columnStep(op: Op, kernel: (...x: number[]) => number, to: number, operands: readonly number[]): ColumnStep {
  const run = runFor(op, kernel, operands.length);
  const at = Int32Array.from(operands);
  const by = at.map(() => 1);
  return (columns, passes) => run(columns, to, passes, at, by);
}

function bothStep(sine: number, cosine: number, [angle = 0]: readonly number[]): ColumnStep {
  return (columns, passes) => {
    for (let j = 0; j < passes; j++) sincos(columns[angle + j] as number, columns, sine + j, cosine + j);
  };
}
