import { flatten, nest, type Value } from '../base/value.ts';
import {
  constantOf,
  isConstant,
  isInput,
  isStep,
  type StepLine,
  type WengertLine,
  type WengertList,
} from '../graph/list.ts';
import { cos, exp, log, sin, tanh } from '../primitives/elementary.ts';
import { countOf, sizesOf } from '../primitives/shape.ts';
import { scalars } from '../primitives/table.ts';
import { tensorRow } from '../primitives/tensors.ts';
import { elementwise } from './elementwise.ts';
import { fits } from './fits.ts';
import { arityOf, type Bound, type Kernel, OP, type Op, operationOf } from './operations.ts';
import { tensorStep } from './tensorSteps.ts';

/** A Wengert list made ready to run: all numbers in one typed array, one dispatch a line. */
export interface Program {
  /** Names of the inputs in the order of `run`'s `given`. */
  readonly inputs: readonly string[];
  /** How many numbers each input takes. */
  readonly inputSizes: readonly number[];
  /** By line: where its numbers start in memory, row-major. In a list of scalar lines `offsets[id]` is `id`. */
  readonly offsets: Int32Array;
  /** Length of the memory. */
  readonly size: number;
  /** Fresh memory for `run`, constants filled in. */
  memory(): Float64Array;
  /** Evaluates every line into `values` (made by `memory`) from the numbers of all inputs, one after the other. */
  run(given: ArrayLike<number>, values: Float64Array): void;
  /** What a line holds after a run, nested by its shape. */
  at(values: Float64Array, id: number): Value;
}

// The commonest steps are inlined in the loop; all others go through their row's kernel.
const INLINE: ReadonlySet<Op> = new Set([
  OP.ADD,
  OP.SUB,
  OP.MUL,
  OP.DIV,
  OP.NEG,
  OP.SQRT,
  OP.SQUARE,
  OP.CUBE,
  OP.RECIPROCAL,
  OP.EXP,
  OP.LOG,
  OP.SIN,
  OP.COS,
  OP.TANH,
]);
const UNARY = 100;
const BINARY = 101;
const TERNARY = 102;
const OTHER = 103;
const TENSOR = 104;

/** A line without a kernel, or whose operands do not fit it, evaluates to NaN. */
export function compileProgram(list: WengertList): Program {
  const { offsets, size } = layout(list);
  const inputs: string[] = [];
  const inputSizes: number[] = [];
  const inputOffsets: number[] = [];
  const constants: [number, Float64Array][] = [];
  const steps = list.lines.filter(isStep).length;
  const op = new Uint8Array(steps);
  const to = new Int32Array(steps);
  const a = new Int32Array(steps);
  const b = new Int32Array(steps);
  const c = new Int32Array(steps);
  const kernels: Kernel[] = [];
  const operands: (readonly number[])[] = [];
  const tensorSteps: ((values: Float64Array) => Bound)[] = [];
  const bound = new WeakMap<Float64Array, readonly Bound[]>();
  let count = 0;
  list.lines.forEach((line, id) => {
    const own = offsets[id] as number;
    if (isInput(line)) {
      inputs.push(line.name);
      inputSizes.push(countOf(line.shape));
      inputOffsets.push(own);
    } else if (isConstant(line)) {
      constants.push([own, entriesOf(line.value, countOf(line.shape))]);
    } else {
      const at = line.operands.map((operand) => offsets[operand] ?? 0);
      to[count] = own;
      if (isScalarStep(list, line)) {
        const inline = operationOf(
          line.operation,
          line.operands.map((operand) => constantOf(list.lines[operand])),
        );
        const isInline = inline !== undefined && INLINE.has(inline) && arityOf(inline) <= at.length;
        op[count] = isInline ? inline : ([OTHER, UNARY, BINARY, TERNARY][at.length] ?? OTHER);
        a[count] = at[0] ?? 0;
        b[count] = at[1] ?? 0;
        c[count] = at[2] ?? 0;
      } else {
        op[count] = TENSOR;
        c[count] = tensorSteps.length;
        tensorSteps.push(stepOf(list, line as StepLine, own, at));
      }
      kernels.push(scalars[line.operation]?.value ?? notANumber);
      operands.push(at);
      count++;
    }
  });

  function boundTo(values: Float64Array): readonly Bound[] {
    let found = bound.get(values);
    if (found === undefined) {
      found = tensorSteps.map((bind) => bind(values));
      bound.set(values, found);
    }
    return found;
  }

  return {
    inputs,
    inputSizes,
    offsets,
    size,
    memory() {
      const values = new Float64Array(size);
      for (const [offset, entries] of constants) values.set(entries, offset);
      return values;
    },
    at: (values, id) => nest(values, sizesOf(list.lines[id]?.shape ?? []), offsets[id] ?? values.length),
    run(given, values) {
      let next = 0;
      for (let i = 0; i < inputOffsets.length; i++) {
        const from = inputOffsets[i] as number;
        const numbers = inputSizes[i] as number;
        for (let k = 0; k < numbers; k++) values[from + k] = given[next++] ?? Number.NaN;
      }
      const tensors = tensorSteps.length > 0 ? boundTo(values) : NONE;
      for (let i = 0; i < steps; i++) {
        // Indices come from the list itself, so they are in range.
        const x = values[a[i] as number] as number;
        const y = values[b[i] as number] as number;
        const target = to[i] as number;
        switch (op[i]) {
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
          case OP.SQUARE:
            values[target] = x * x;
            break;
          case OP.CUBE:
            values[target] = x * x * x;
            break;
          case OP.RECIPROCAL:
            values[target] = 1 / x;
            break;
          case OP.TANH:
            values[target] = tanh(x);
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
          case UNARY:
            values[target] = (kernels[i] as Kernel)(x);
            break;
          case BINARY:
            values[target] = (kernels[i] as Kernel)(x, y);
            break;
          case TERNARY:
            values[target] = (kernels[i] as Kernel)(x, y, values[c[i] as number] as number);
            break;
          case TENSOR:
            (tensors[c[i] as number] as Bound)();
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

const NONE: readonly Bound[] = [];

function notANumber(): number {
  return Number.NaN;
}

function layout(list: WengertList): { offsets: Int32Array; size: number } {
  const offsets = new Int32Array(list.lines.length);
  let size = 0;
  list.lines.forEach((line, id) => {
    offsets[id] = size;
    size += countOf(line.shape);
  });
  return { offsets, size };
}

function entriesOf(value: Value, count: number): Float64Array {
  const entries = flatten(value);
  return entries.length === count ? Float64Array.from(entries) : new Float64Array(count).fill(Number.NaN);
}

function isScalarStep(list: WengertList, line: WengertLine): boolean {
  return (
    line.shape.length === 0 &&
    tensorRow(line.operation) === undefined &&
    line.operands.every((operand) => list.lines[operand]?.shape.length === 0)
  );
}

export function stepOf(
  list: WengertList,
  line: StepLine,
  to: number,
  from: readonly number[],
): (values: Float64Array) => Bound {
  const { shape, operation } = line;
  const end = to + countOf(shape);
  const shapes = line.operands.map((operand) => list.lines[operand]?.shape ?? []);
  if (!fits(line, shapes)) {
    return (values) => () => {
      values.fill(Number.NaN, to, end);
    };
  }
  if (tensorRow(operation)) return tensorStep(line, shapes, to, from);
  const placed = shapes.map((own, i) => ({ offset: from[i] as number, shape: own }));
  const numbers = line.operands.map((operand) => constantOf(list.lines[operand]));
  const op = operationOf(operation, numbers);
  const run = elementwise(op, scalars[operation]?.value ?? notANumber, to, shape, placed);
  return (values) => () => run(values);
}
