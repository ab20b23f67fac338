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
export const WIDTH = 5;

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

/**
 * Takes the steps of `rows` in order on `values`, those between two places of the table. Indices come from code that was
 * checked: they are in range.
 */
export function dispatch(rows: Int32Array, values: Float64Array, calls: Calls, from = 0, to = rows.length): void {
  for (let k = from; k < to; k += WIDTH) {
    const target = rows[k + 1] as number;
    const x = values[rows[k + 2] as number] as number;
    const y = values[rows[k + 3] as number] as number;
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
        values[target] = x ? y : (values[rows[k + 4] as number] as number);
        break;
      case OP.LT:
        values[target] = x < y ? 1 : 0;
        break;
      case OP.LE:
        values[target] = x <= y ? 1 : 0;
        break;
      case OP.GT:
        values[target] = x > y ? 1 : 0;
        break;
      case OP.GE:
        values[target] = x >= y ? 1 : 0;
        break;
      case OP.EQ:
        values[target] = x === y ? 1 : 0;
        break;
      case OP.NE:
        values[target] = x !== y ? 1 : 0;
        break;
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
      case OP.TANH:
        values[target] = tanh(x);
        break;
      case OP.POW:
        values[target] = x ** y;
        break;
      case BOTH:
        sincos(x, values, target, rows[k + 4] as number);
        break;
      default:
        values[target] = called(calls, rows[k + 4] as number, values);
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
