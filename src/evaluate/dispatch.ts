/** Steps on numbers, one dispatch a step. */
import { cos, exp, log, sin, sincos, tanh } from '../primitives/elementary.ts';
import { type Kernel, OP } from './operations.ts';

/** What operations without code of their own call. */
export interface Calls {
  readonly kernels: readonly Kernel[];
  readonly operands: readonly (readonly number[])[];
}

/** The sine of a number, and its cosine at the place in the last column. */
const BOTH = 31;

/** Numbers a step takes in a table of steps: operation, place of the result, places of three operands. */
const WIDTH = 5;

/** A step as a row of the table; `calls` grows by the kernel of an operation that has no code. */
export function rowOf(
  op: number,
  to: number,
  operands: readonly number[],
  kernel: Kernel,
  calls: { readonly kernels: Kernel[]; readonly operands: (readonly number[])[] },
): readonly number[] {
  const [a = 0, b = 0, c = 0] = operands;
  if (op !== OP.CALL) return [op, to, a, b, c];
  calls.operands.push(operands);
  return [op, to, a, b, calls.kernels.push(kernel) - 1];
}

/** By step that is a sine or cosine the later one, among steps `from` to `to`, that is the other of the same number. */
export function circularTwins(
  to: number,
  step: (id: number) => readonly [op: number | undefined, angle: number],
  from = 0,
): ReadonlyMap<number, number> {
  const open = new Map<number, number>();
  const twins = new Map<number, number>();
  for (let id = from; id < to; id++) {
    const [op, angle] = step(id);
    if (op !== OP.SIN && op !== OP.COS) continue;
    const other = open.get(angle);
    if (other === undefined) open.set(angle, id);
    else if (step(other)[0] !== op && !twins.has(other)) twins.set(other, id);
  }
  return twins;
}

/** A sine and a cosine of the same number as one row. */
export function rowOfBoth(sine: number, cosine: number, angle: number): readonly number[] {
  return [BOTH, sine, angle, angle, cosine];
}

/** Takes the steps of `rows` in order on `values`. Indices come from code that was checked: they are in range. */
export function dispatch(rows: Int32Array, values: Float64Array, calls: Calls): void {
  for (let k = 0; k < rows.length; k += WIDTH) {
    const to = rows[k + 1] as number;
    const x = values[rows[k + 2] as number] as number;
    const y = values[rows[k + 3] as number] as number;
    switch (rows[k]) {
      case OP.ADD:
        values[to] = x + y;
        break;
      case OP.SUB:
        values[to] = x - y;
        break;
      case OP.MUL:
        values[to] = x * y;
        break;
      case OP.DIV:
        values[to] = x / y;
        break;
      case OP.NEG:
        values[to] = -x;
        break;
      case OP.SQRT:
        values[to] = Math.sqrt(x);
        break;
      case OP.ABS:
        values[to] = Math.abs(x);
        break;
      case OP.SQUARE:
        values[to] = x * x;
        break;
      case OP.CUBE:
        values[to] = x * x * x;
        break;
      case OP.RECIPROCAL:
        values[to] = 1 / x;
        break;
      case OP.MAX:
        values[to] = Math.max(x, y);
        break;
      case OP.MIN:
        values[to] = Math.min(x, y);
        break;
      case OP.FLOOR:
        values[to] = Math.floor(x);
        break;
      case OP.CEIL:
        values[to] = Math.ceil(x);
        break;
      case OP.TRUNC:
        values[to] = Math.trunc(x);
        break;
      case OP.SELECT:
        values[to] = x ? y : (values[rows[k + 4] as number] as number);
        break;
      case OP.LT:
        values[to] = x < y ? 1 : 0;
        break;
      case OP.LE:
        values[to] = x <= y ? 1 : 0;
        break;
      case OP.GT:
        values[to] = x > y ? 1 : 0;
        break;
      case OP.GE:
        values[to] = x >= y ? 1 : 0;
        break;
      case OP.EQ:
        values[to] = x === y ? 1 : 0;
        break;
      case OP.NE:
        values[to] = x !== y ? 1 : 0;
        break;
      case OP.EXP:
        values[to] = exp(x);
        break;
      case OP.LOG:
        values[to] = log(x);
        break;
      case OP.SIN:
        values[to] = sin(x);
        break;
      case OP.COS:
        values[to] = cos(x);
        break;
      case OP.TANH:
        values[to] = tanh(x);
        break;
      case OP.POW:
        values[to] = x ** y;
        break;
      case BOTH:
        sincos(x, values, to, rows[k + 4] as number);
        break;
      default:
        values[to] = called(calls, rows[k + 4] as number, values);
    }
  }
}

function called({ kernels, operands }: Calls, which: number, values: Float64Array): number {
  const kernel = kernels[which] as Kernel;
  const own = operands[which] as readonly number[];
  const [a = 0, b = 0, c = 0] = own;
  if (own.length === 1) return kernel(values[a] as number);
  if (own.length === 2) return kernel(values[a] as number, values[b] as number);
  if (own.length === 3) return kernel(values[a] as number, values[b] as number, values[c] as number);
  return kernel(...own.map((id) => values[id] as number));
}
