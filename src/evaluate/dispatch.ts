/** Steps on numbers as rows of a table, one dispatch a step. */
import { cos, exp, log, sin, sincos, tanh } from '../primitives/elementary.ts';
import { type Bound, type Kernel, OP } from './operations.ts';

/** What operations without code of their own call. */
export interface Calls {
  readonly kernels: Kernel[];
  readonly operands: (readonly number[])[];
  /** Steps on tensors. */
  readonly bound: readonly Bound[];
}

/** The sine of a number, and its cosine at the place in the last column. */
export const BOTH = 31;
/** A step on tensors, by number. */
export const BOUND = 32;

/** Numbers a row takes: operation, place of the result, places of two operands. What has a third takes two rows. */
export const WIDTH = 4;

export interface Rows {
  length(): number;
  step(op: number, to: number, a: number, b: number, c: number): void;
  both(sine: number, cosine: number, angle: number): void;
  call(to: number, operands: readonly number[], kernel: Kernel): void;
  bound(to: number, which: number): void;
  finish(): Int32Array;
}

/** Rows for about so many steps; `calls` grows by the kernels of operations that have no code. */
export function createRows(steps: number, calls: Calls): Rows {
  let rows = new Int32Array(WIDTH * steps);
  let length = 0;
  function row(op: number, to: number, a: number, b: number): void {
    if (length + WIDTH > rows.length) {
      const larger = new Int32Array(2 * length + WIDTH);
      larger.set(rows);
      rows = larger;
    }
    rows[length] = op;
    rows[length + 1] = to;
    rows[length + 2] = a;
    rows[length + 3] = b;
    length += WIDTH;
  }
  return {
    length: () => length,
    step(op, to, a, b, c) {
      row(op, to, a, b);
      if (op === OP.SELECT) row(op, c, 0, 0);
    },
    both: (sine, cosine, angle) => row(BOTH, sine, angle, cosine),
    call(to, operands, kernel) {
      calls.operands.push(operands);
      row(OP.CALL, to, 0, calls.kernels.push(kernel) - 1);
    },
    bound: (to, which) => row(BOUND, to, 0, which),
    finish: () => (length === rows.length ? rows : rows.slice(0, length)),
  };
}

export function widthOf(op: number): number {
  return op === OP.SELECT ? 2 * WIDTH : WIDTH;
}

/** By step that is a sine or cosine the later one, among steps `from` to `to`, that is the other of the same number. */
export function circularTwins(
  op: ArrayLike<number>,
  angle: ArrayLike<number>,
  from = 0,
  to = op.length,
): ReadonlyMap<number, number> {
  const open = new Map<number, number>();
  const twins = new Map<number, number>();
  for (let id = from; id < to; id++) {
    if (op[id] !== OP.SIN && op[id] !== OP.COS) continue;
    const other = open.get(angle[id] as number);
    if (other === undefined) open.set(angle[id] as number, id);
    else if (op[other] !== op[id] && !twins.has(other)) twins.set(other, id);
  }
  return twins;
}

/**
 * Takes the steps of `rows` in order, those between two places of the table, on `values` from `shift` on. Indices come
 * from code that was checked: they are in range.
 */
export function dispatch(
  rows: Int32Array,
  values: Float64Array,
  calls: Calls,
  from = 0,
  to = rows.length,
  shift = 0,
): void {
  let k = arithmetic(rows, values, from, to, shift);
  while (k < to) {
    called(rows, k, values, calls, shift);
    k = arithmetic(rows, values, k + widthOf(rows[k] as number), to, shift);
  }
}

/** Up to the first row that calls a function, whose place it answers: without calls, engines keep more in registers. */
function arithmetic(rows: Int32Array, values: Float64Array, from: number, to: number, shift: number): number {
  for (let k = from; k < to; k += WIDTH) {
    const target = (rows[k + 1] as number) + shift;
    const x = values[(rows[k + 2] as number) + shift] as number;
    const y = values[(rows[k + 3] as number) + shift] as number;
    switch (rows[k]) {
      case OP.ADD:
        values[target] = x + y;
        break;
      case OP.SUB:
        values[target] = x - y;
        break;
      case OP.MUL:
        values[target] = x * y;
        break;
      case OP.DIV:
        values[target] = x / y;
        break;
      case OP.NEG:
        values[target] = -x;
        break;
      case OP.SQRT:
        values[target] = Math.sqrt(x);
        break;
      case OP.ABS:
        values[target] = Math.abs(x);
        break;
      case OP.SQUARE:
        values[target] = x * x;
        break;
      case OP.CUBE:
        values[target] = x * x * x;
        break;
      case OP.RECIPROCAL:
        values[target] = 1 / x;
        break;
      case OP.MAX:
        values[target] = Math.max(x, y);
        break;
      case OP.MIN:
        values[target] = Math.min(x, y);
        break;
      default:
        return k;
    }
  }
  return to;
}

/** The step at place k of the table. */
export function called(rows: Int32Array, k: number, values: Float64Array, calls: Calls, shift: number): void {
  const target = (rows[k + 1] as number) + shift;
  const x = values[(rows[k + 2] as number) + shift] as number;
  const second = rows[k + 3] as number;
  switch (rows[k]) {
    case OP.EXP:
      values[target] = exp(x);
      break;
    case OP.LOG:
      values[target] = log(x);
      break;
    case OP.SIN:
      values[target] = sin(x);
      break;
    case OP.COS:
      values[target] = cos(x);
      break;
    case BOTH:
      sincos(x, values, target, second + shift);
      break;
    case OP.TANH:
      values[target] = tanh(x);
      break;
    case OP.POW:
      values[target] = x ** (values[second + shift] as number);
      break;
    case OP.FLOOR:
      values[target] = Math.floor(x);
      break;
    case OP.CEIL:
      values[target] = Math.ceil(x);
      break;
    case OP.TRUNC:
      values[target] = Math.trunc(x);
      break;
    case OP.SELECT:
      values[target] = values[(x ? second : (rows[k + WIDTH + 1] as number)) + shift] as number;
      break;
    case OP.LT:
      values[target] = x < (values[second + shift] as number) ? 1 : 0;
      break;
    case OP.LE:
      values[target] = x <= (values[second + shift] as number) ? 1 : 0;
      break;
    case OP.GT:
      values[target] = x > (values[second + shift] as number) ? 1 : 0;
      break;
    case OP.GE:
      values[target] = x >= (values[second + shift] as number) ? 1 : 0;
      break;
    case OP.EQ:
      values[target] = x === (values[second + shift] as number) ? 1 : 0;
      break;
    case OP.NE:
      values[target] = x !== (values[second + shift] as number) ? 1 : 0;
      break;
    case BOUND:
      (calls.bound[second] as Bound)();
      break;
    default:
      values[target] = byKernel(calls, second, values, shift);
  }
}

function byKernel({ kernels, operands }: Calls, which: number, values: Float64Array, shift: number): number {
  const kernel = kernels[which] as Kernel;
  const own = operands[which] as readonly number[];
  const [a = 0, b = 0, c = 0] = own;
  if (own.length === 1) return kernel(values[a + shift] as number);
  if (own.length === 2) return kernel(values[a + shift] as number, values[b + shift] as number);
  if (own.length === 3)
    return kernel(values[a + shift] as number, values[b + shift] as number, values[c + shift] as number);
  return kernel(...own.map((id) => values[id + shift] as number));
}
