import { flatten, nest, type Value } from '../base/value.ts';
import { isConstant, isInput, isStep, type StepLine, type WengertLine, type WengertList } from '../graph/list.ts';
import { broadcastShapes, countOf, isMisfit, type Shape, sameShape, sizesOf } from '../primitives/shape.ts';
import { scalars } from '../primitives/table.ts';
import type { Attributes, Tensor } from '../primitives/tensorRow.ts';
import { tensorRow } from '../primitives/tensors.ts';
import { elementwise, type Kernel } from './elementwise.ts';

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
const INLINE = ['add', 'sub', 'mul', 'div', 'neg', 'sqrt', 'exp', 'log', 'sin', 'cos'] as const;
const UNARY = 100;
const BINARY = 101;
const TERNARY = 102;
const OTHER = 103;
const TENSOR = 104;

/** A step of tensors made ready for one memory. */
type Bound = () => void;

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
        const inline = (INLINE as readonly string[]).indexOf(line.operation);
        op[count] = inline >= 0 ? inline : ([OTHER, UNARY, BINARY, TERNARY][at.length] ?? OTHER);
        a[count] = at[0] ?? 0;
        b[count] = at[1] ?? 0;
        c[count] = at[2] ?? 0;
      } else {
        op[count] = TENSOR;
        c[count] = tensorSteps.length;
        tensorSteps.push(tensorStep(list, line, own, at));
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

function tensorStep(
  list: WengertList,
  line: WengertLine,
  to: number,
  from: readonly number[],
): (values: Float64Array) => Bound {
  const { shape, operation } = line;
  const end = to + countOf(shape);
  const shapes = line.operands.map((operand) => list.lines[operand]?.shape ?? []);
  const attributes = (line as StepLine).attributes ?? {};
  if (!fits(operation, shapes, attributes, shape)) {
    return (values) => () => {
      values.fill(Number.NaN, to, end);
    };
  }
  const row = tensorRow(operation);
  if (row) {
    return (values) => {
      const view = (offset: number, own: Shape): Tensor => ({
        data: values.subarray(offset, offset + countOf(own)),
        sizes: sizesOf(own),
      });
      const operands = shapes.map((own, i) => view(from[i] as number, own));
      const out = view(to, shape);
      return () => row.value(operands, attributes, out);
    };
  }
  const placed = shapes.map((own, i) => ({ offset: from[i] as number, shape: own }));
  const run = elementwise(operation, scalars[operation]?.value ?? notANumber, to, shape, placed);
  return (values) => () => run(values);
}

/** Whether the operands give the shape that the line says it has. */
function fits(operation: string, operands: readonly Shape[], attributes: Attributes, shape: Shape): boolean {
  const row = tensorRow(operation);
  const arity = row ? row.arity : scalars[operation]?.arity;
  if ((!row && arity === undefined) || (arity !== undefined && arity !== operands.length)) return false;
  const expected = row ? row.shape(operands, attributes) : broadcastShapes(operands);
  return !isMisfit(expected) && sameShape(expected, shape);
}
