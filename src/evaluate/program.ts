import { flatten } from '../base/value.ts';
import { isConstant, isInput, isStep, type WengertList } from '../graph/list.ts';
import { scalars } from '../primitives/table.ts';

/** A scalar Wengert list made ready to run: typed arrays, one dispatch a line, no allocation per run. */
export interface Program {
  /** Names of the inputs in the order of `run`'s `inputs`. */
  readonly inputs: readonly string[];
  /** One place a line. */
  readonly size: number;
  /** Fresh memory for `run`, constants filled in. */
  memory(): Float64Array;
  /** Evaluates every line into `values` (made by `memory`). */
  run(inputs: ArrayLike<number>, values: Float64Array): void;
}

// The commonest steps are inlined in the loop; all others go through their row's kernel.
const INLINE = ['add', 'sub', 'mul', 'div', 'neg', 'sqrt', 'exp', 'log', 'sin', 'cos'] as const;
const UNARY = 100;
const BINARY = 101;
const TERNARY = 102;
const OTHER = 103;

type Kernel = (...x: number[]) => number;

/** Lists of scalar lines only; a line without a kernel evaluates to NaN. */
export function compileProgram(list: WengertList): Program {
  const inputs: string[] = [];
  const inputLines: number[] = [];
  const constants: [number, number][] = [];
  const steps = list.lines.filter(isStep).length;
  const op = new Uint8Array(steps);
  const to = new Int32Array(steps);
  const a = new Int32Array(steps);
  const b = new Int32Array(steps);
  const c = new Int32Array(steps);
  const kernels: Kernel[] = [];
  const operands: (readonly number[])[] = [];
  let count = 0;
  list.lines.forEach((line, id) => {
    if (isInput(line)) {
      inputs.push(line.name);
      inputLines.push(id);
    } else if (isConstant(line)) {
      constants.push([id, flatten(line.value)[0] ?? Number.NaN]);
    } else {
      const inline = (INLINE as readonly string[]).indexOf(line.operation);
      op[count] = inline >= 0 ? inline : ([OTHER, UNARY, BINARY, TERNARY][line.operands.length] ?? OTHER);
      to[count] = id;
      a[count] = line.operands[0] ?? 0;
      b[count] = line.operands[1] ?? 0;
      c[count] = line.operands[2] ?? 0;
      kernels.push(scalars[line.operation]?.value ?? notANumber);
      operands.push(line.operands);
      count++;
    }
  });
  return {
    inputs,
    size: list.lines.length,
    memory() {
      const values = new Float64Array(list.lines.length);
      for (const [id, value] of constants) values[id] = value;
      return values;
    },
    run(given, values) {
      for (let i = 0; i < inputLines.length; i++) values[inputLines[i] as number] = given[i] ?? Number.NaN;
      for (let i = 0; i < steps; i++) {
        // Indices come from the list itself, so they are in range.
        const x = values[a[i] as number] as number;
        const y = values[b[i] as number] as number;
        const target = to[i] as number;
        switch (op[i]) {
          case 0:
            values[target] = x + y;
            break;
          case 1:
            values[target] = x - y;
            break;
          case 2:
            values[target] = x * y;
            break;
          case 3:
            values[target] = x / y;
            break;
          case 4:
            values[target] = -x;
            break;
          case 5:
            values[target] = Math.sqrt(x);
            break;
          case 6:
            values[target] = Math.exp(x);
            break;
          case 7:
            values[target] = Math.log(x);
            break;
          case 8:
            values[target] = Math.sin(x);
            break;
          case 9:
            values[target] = Math.cos(x);
            break;
          case UNARY:
            values[target] = (kernels[i] as Kernel)(x);
            break;
          case BINARY:
            values[target] = (kernels[i] as Kernel)(x, y);
            break;
          case TERNARY:
            values[target] = (kernels[i] as Kernel)(x, y, values[c[i] as number] as number);
            break;
          default:
            values[target] = (kernels[i] as Kernel)(
              ...(operands[i] as readonly number[]).map((id) => values[id] as number),
            );
        }
      }
    },
  };
}

function notANumber(): number {
  return Number.NaN;
}
