/** Straight-line code of numbers, run as it is: one dispatch a node, nothing allocated. */
import { cos, exp, log, sin, tanh } from '../primitives/elementary.ts';
import type { ScalarCode } from './nodes.ts';
import { type Kernel, OP, SOURCE } from './operations.ts';

/**
 * Evaluates at the caller's numbers and writes what was asked for: to `results`, with a `target` only the first number
 * there and the others to `target`. False: some number on the way was not finite.
 */
export type Run = (given: Float64Array, results: Float64Array, target?: Float64Array) => boolean;

export function interpreter(code: ScalarCode): Run {
  const { count, outputs, watched } = code;
  const values = new Float64Array(count);
  const first: number[] = [];
  for (let i = 0; i < count; i++) {
    if (code.op[i] === SOURCE.CONSTANT) values[i] = code.value[i] as number;
    else if (code.op[i] !== SOURCE.INPUT) first.push(i);
  }
  const inputs = Int32Array.from({ length: count }, (_, i) => i).filter((i) => code.op[i] === SOURCE.INPUT);
  const order = Int32Array.from(first);
  const steps = order.length;
  // One row a step: operation, result, operands; of a call the place of its kernel.
  const rows = new Int32Array(5 * steps);
  const kernels: Kernel[] = [];
  const operands: (readonly number[])[] = [];
  for (let k = 0; k < steps; k++) {
    const id = order[k] as number;
    const call = code.calls.get(id);
    rows.set([code.op[id] as number, id, code.a[id] as number, code.b[id] as number, code.c[id] as number], 5 * k);
    if (!call) continue;
    rows.set([OP.CALL, id, call.operands[0] ?? 0, call.operands[1] ?? 0, kernels.length], 5 * k);
    kernels.push(call.kernel);
    operands.push(call.operands);
  }
  return (given, results, target) => {
    for (let k = 0; k < inputs.length; k++) {
      const id = inputs[k] as number;
      values[id] = given[code.a[id] as number] ?? Number.NaN;
    }
    // Indices come from the code itself, so they are in range.
    for (let k = 0; k < rows.length; k += 5) {
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
        default:
          values[to] = called(rows[k + 4] as number, x, y);
      }
    }
    let sum = 0;
    for (let k = 0; k < watched.length; k++) sum += values[watched[k] as number] as number;
    if (target) {
      results[0] = values[outputs[0] as number] as number;
      for (let k = 1; k < outputs.length; k++) target[k - 1] = values[outputs[k] as number] as number;
    } else for (let k = 0; k < outputs.length; k++) results[k] = values[outputs[k] as number] as number;
    return sum - sum === 0;
  };

  function called(which: number, x: number, y: number): number {
    const kernel = kernels[which] as Kernel;
    const own = operands[which] as readonly number[];
    if (own.length === 1) return kernel(x);
    if (own.length === 2) return kernel(x, y);
    if (own.length === 3) return kernel(x, y, values[own[2] as number] as number);
    return kernel(...own.map((id) => values[id] as number));
  }
}
