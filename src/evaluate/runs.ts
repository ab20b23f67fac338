/**
 * Steps by level (how long the longest way from an input is) and operation: runs of equal steps, which need one dispatch
 * together. Processors cannot guess the operations of a long irregular list one by one.
 */
import { type Calls, dispatch, WIDTH } from './dispatch.ts';
import { OP } from './operations.ts';

export interface Runs {
  readonly rows: Int32Array;
  /** Of each run the operation, the place of its first row, and that of the next run. */
  readonly runs: Int32Array;
}

/** Shorter runs on average are not worth it. */
const LEAST_MEAN = 4;

/** The steps of a table in another order, `places` numbers in all; undefined where runs would be short. */
export function inRuns(rows: Int32Array, places: number, calls: Calls): Runs | undefined {
  const count = rows.length / WIDTH;
  const levels = new Int32Array(places);
  const keys = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const at = i * WIDTH;
    const [op, to, a, b, c] = rows.subarray(at, at + WIDTH) as unknown as [number, number, number, number, number];
    // Of operations with fewer operands the others are earlier places too, which is harmless.
    const others = op === OP.CALL ? (calls.operands[c] ?? []) : op === OP.SELECT ? [c] : [];
    const level =
      1 + Math.max(levels[a] as number, levels[b] as number, ...others.map((each) => levels[each] as number));
    levels[to] = level;
    if (op > OP.CALL) levels[c] = level;
    keys[i] = (level * 64 + op) * 2 ** 24 + i;
  }
  keys.sort();
  const sorted = new Int32Array(rows.length);
  const runs: number[] = [];
  let last = -1;
  for (let i = 0; i < count; i++) {
    const at = (keys[i] as number) % 2 ** 24;
    sorted.set(rows.subarray(at * WIDTH, (at + 1) * WIDTH), i * WIDTH);
    const kind = Math.floor((keys[i] as number) / 2 ** 24);
    if (kind !== last) runs.push(kind % 64, i * WIDTH);
    last = kind;
  }
  if (runs.length === 0 || (2 * count) / runs.length < LEAST_MEAN) return undefined;
  const table: number[] = [];
  for (let i = 0; i < runs.length; i += 2)
    table.push(runs[i] as number, runs[i + 1] as number, runs[i + 3] ?? rows.length);
  return { rows: sorted, runs: Int32Array.from(table) };
}

/** Takes all steps. The commonest have a loop of their own. */
export function dispatchRuns({ rows, runs }: Runs, values: Float64Array, calls: Calls): void {
  for (let r = 0; r < runs.length; r += 3) {
    const from = runs[r + 1] as number;
    const to = runs[r + 2] as number;
    switch (runs[r]) {
      case OP.ADD:
        for (let k = from; k < to; k += WIDTH)
          values[rows[k + 1] as number] =
            (values[rows[k + 2] as number] as number) + (values[rows[k + 3] as number] as number);
        break;
      case OP.SUB:
        for (let k = from; k < to; k += WIDTH)
          values[rows[k + 1] as number] =
            (values[rows[k + 2] as number] as number) - (values[rows[k + 3] as number] as number);
        break;
      case OP.MUL:
        for (let k = from; k < to; k += WIDTH)
          values[rows[k + 1] as number] =
            (values[rows[k + 2] as number] as number) * (values[rows[k + 3] as number] as number);
        break;
      case OP.DIV:
        for (let k = from; k < to; k += WIDTH)
          values[rows[k + 1] as number] =
            (values[rows[k + 2] as number] as number) / (values[rows[k + 3] as number] as number);
        break;
      case OP.NEG:
        for (let k = from; k < to; k += WIDTH)
          values[rows[k + 1] as number] = -(values[rows[k + 2] as number] as number);
        break;
      default:
        dispatch(rows, values, calls, from, to);
    }
  }
}
