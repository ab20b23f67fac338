/** Derivatives that are numbers only by chance, because something inside them left the range of doubles. */
import type { Program } from '../evaluate/program.ts';
import { isConstant, isInput, type LineId, type WengertList } from '../graph/list.ts';
import { countOf } from '../primitives/shape.ts';
import { scalars } from '../primitives/table.ts';
import { placesOf } from './broadcast.ts';

/** What a number was computed from. */
const PRIMAL = 1; // a value of the function that is not finite: told as the function's own trouble
const DERIVATIVE = 2; // a number of the derivative that is not finite

/**
 * After a run of the program of a list that holds `primals` lines of the function and then those of its derivative: sets
 * to NaN every number that was computed from one beyond the range of doubles, while the function itself stayed within
 * (x/y² with y = 10²⁰⁰ is no 0). Answers by place in memory where that was done, undefined where nowhere.
 */
export function createRangeCheck(
  list: WengertList,
  program: Program,
  primals: LineId,
): (values: Float64Array) => Uint8Array | undefined {
  let watch: ReturnType<typeof createWatch> | undefined;
  return (values) => {
    if (allFinite(values)) return undefined;
    watch ??= createWatch(list, program, primals);
    return watch(values);
  };
}

/** 0 times anything finite is 0: sums without a branch, several at once, since this is asked after every run. */
function allFinite(values: Float64Array): boolean {
  const whole = values.length - (values.length % 4);
  let [p, q, r, s] = [0, 0, 0, 0];
  for (let i = 0; i < whole; i += 4) {
    p += 0 * (values[i] as number);
    q += 0 * (values[i + 1] as number);
    r += 0 * (values[i + 2] as number);
    s += 0 * (values[i + 3] as number);
  }
  for (let i = whole; i < values.length; i++) p += 0 * (values[i] as number);
  return p + q + r + s === 0;
}

interface WatchedStep {
  readonly from: number;
  readonly count: number;
  readonly kind: typeof PRIMAL | typeof DERIVATIVE;
  readonly select: boolean;
  /** By entry, for elementwise steps. */
  readonly places?: readonly ((entry: number) => number)[];
  /** First place and number of entries of each operand. */
  readonly operands: readonly (readonly [from: number, count: number])[];
}

function createWatch(list: WengertList, program: Program, primals: LineId) {
  const inputs: (readonly [from: number, to: number])[] = [];
  const steps: WatchedStep[] = [];
  const extent = (id: LineId) => [program.offsets[id] ?? 0, countOf(list.lines[id]?.shape ?? [])] as const;
  for (const [id, line] of list.lines.entries()) {
    const [from, count] = extent(id);
    if (isConstant(line)) continue;
    if (isInput(line)) {
      inputs.push([from, from + count]);
      continue;
    }
    steps.push({
      from,
      count,
      kind: id < primals ? PRIMAL : DERIVATIVE,
      select: line.operation === 'select',
      places: scalars[line.operation]
        ? line.operands.map((operand) => placesOf(line.shape, list.lines[operand]?.shape ?? [], extent(operand)[0]))
        : undefined,
      operands: line.operands.map(extent),
    });
  }
  const causes = new Uint8Array(program.size);
  const changed = new Uint8Array(program.size);

  return (values: Float64Array): Uint8Array | undefined => {
    let any = false;
    causes.fill(0);
    changed.fill(0);
    for (const [from, to] of inputs) {
      for (let at = from; at < to; at++) if (!Number.isFinite(values[at])) causes[at] = PRIMAL;
    }
    for (const { from, count, kind, select, places, operands } of steps) {
      const together = places ? 0 : joined(operands);
      for (let entry = 0; entry < count; entry++) {
        const at = from + entry;
        let cause = together;
        if (places) {
          const untaken = !select ? -1 : values[places[0]?.(entry) ?? 0] !== 0 ? 2 : 1;
          for (let i = 0; i < places.length; i++) {
            if (i !== untaken) cause |= causes[places[i]?.(entry) ?? 0] as number;
          }
        }
        if (!Number.isFinite(values[at])) cause |= kind;
        else if (cause === DERIVATIVE) {
          values[at] = Number.NaN;
          changed[at] = 1;
          any = true;
        }
        causes[at] = cause;
      }
    }
    return any ? changed : undefined;
  };

  /** A number of a tensor operation may come from any entry of its operands. */
  function joined(operands: WatchedStep['operands']): number {
    let cause = 0;
    for (const [from, count] of operands) {
      for (let at = from; at < from + count && cause !== (PRIMAL | DERIVATIVE); at++) cause |= causes[at] as number;
    }
    return cause;
  }
}
