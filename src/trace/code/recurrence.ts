/** What each pass makes of the pass before, as one `scan` step. */
import { constantOf, type LineId } from '../../graph/list.ts';
import { scalarRow } from '../../primitives/table.ts';
import { createBodyWriter, writeBody } from '../../primitives/tensors/loopBody.ts';
import type { Lifting } from './lifting.ts';
import type { Machine } from './machine.ts';
import { type Change, OF_CARRIED, type Passes, type Roll } from './rolls.ts';

const MOST_STEPS = 2000;

interface Wanted {
  /** All that passes hand on, as far as lines tell it. */
  readonly all: readonly Change[];
  /** Those whose value after the last pass is wanted. */
  readonly wanted: readonly Change[];
  /** Lines of the body whose value in every pass is wanted. */
  readonly emitted: readonly LineId[];
}

/** Undefined: a pass is more than scalar steps. */
export function recurrence(
  machine: Machine,
  passes: Passes,
  roll: Roll,
  { lift, put }: Lifting,
  { all, wanted, emitted }: Wanted,
): { readonly finals: readonly LineId[]; readonly emits: ReadonlyMap<LineId, LineId> } | undefined {
  const { builder } = machine.kit;
  const changeAt = new Map(all.map((change) => [change.place, change]));
  const carried: Change[] = [...wanted];
  const slices: { body: LineId; line: LineId }[] = [];
  const plain: LineId[] = [];
  const steps = new Set<LineId>();
  const stack: LineId[] = [...wanted.map(({ after }) => after), ...emitted];
  const seen = new Set<LineId>();
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    if (builder.shape(id).length > 0 || seen.size > MOST_STEPS) return undefined;
    const flags = passes.flagsOf(roll, id);
    const change = changeAt.get(id);
    if (change) {
      if (!carried.includes(change)) carried.push(change);
      stack.push(change.after);
    } else if (flags === 0) {
      if (constantOf(builder.at(id)) === undefined) plain.push(id);
    } else if ((flags & OF_CARRIED) === 0) {
      const line = lift(id);
      if (line === undefined || builder.shape(line).length !== 1) return undefined;
      slices.push({ body: id, line });
    } else {
      const { operation, operands } = builder.at(id);
      const row = scalarRow(operation);
      if (!row || operation === 'named') return undefined;
      steps.add(id);
      stack.push(...operands);
    }
  }
  if (carried.some(({ place, before }) => builder.shape(place).length > 0 || builder.shape(before).length > 0))
    return undefined;
  const inputs = carried.length + slices.length + plain.length;
  const writer = createBodyWriter(inputs);
  const ids = new Map<LineId, number>();
  const leaves = [...carried.map(({ place }) => place), ...slices.map(({ body }) => body), ...plain];
  for (const [i, line] of leaves.entries()) ids.set(line, i);
  const idOf = (line: LineId): number => {
    const known = ids.get(line);
    return known ?? writer.constant(constantOf(builder.at(line)) ?? Number.NaN);
  };
  // What one pass hands on may rest on a later line of the body: places come before all steps, steps in order.
  for (const line of [...steps].sort((a, b) => a - b)) {
    const { operation, operands } = builder.at(line);
    ids.set(line, writer.step(operation, operands.map(idOf)));
  }
  const emits = [...carried.map((_, i) => i), ...emitted.map(idOf)];
  const body = writer.finish(
    carried.map(({ after }) => idOf(after)),
    emits,
  );
  const names = [
    ...carried.map(({ place, after }) => nameOf(place) ?? nameOf(after)),
    ...slices.map(({ line }) => nameOf(line)),
    ...plain.map(nameOf),
  ];
  const { count } = roll;
  const all1 = put('scan', [...carried.map(({ before }) => before), ...slices.map(({ line }) => line), ...plain], {
    body: writeBody(body),
    count,
    carried: carried.length,
    sliced: slices.length,
    names: names.map((name) => name ?? '').join(' '),
  });
  if (all1 === undefined) return undefined;
  for (const line of steps) for (const span of builder.spans.get(line) ?? []) builder.mark(all1, span);
  const finals: LineId[] = [];
  for (const i of wanted.keys()) {
    const line = put('index', [all1], { items: [[i]] });
    if (line === undefined) return undefined;
    finals.push(line);
  }
  const trails = new Map<LineId, LineId>();
  for (const [e, line] of emitted.entries()) {
    const start = carried.length + (carried.length + e) * count;
    const trail = put('index', [all1], { items: [[start, count, 1]] });
    if (trail === undefined) return undefined;
    trails.set(line, trail);
  }
  return { finals, emits: trails };

  function nameOf(line: LineId): string | undefined {
    return builder.names.get(line);
  }
}
