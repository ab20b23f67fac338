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
import { countOf, sizesOf } from '../primitives/shape.ts';
import { scalars } from '../primitives/table.ts';
import { tensorRow } from '../primitives/tensors.ts';
import { type Calls, createRows, dispatch } from './dispatch.ts';
import { elementwise } from './elementwise.ts';
import { fits } from './fits.ts';
import { arityOf, type Bound, OP, operationOf } from './operations.ts';
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
  /** The same where inputs lie in `values` already. */
  evaluate(values: Float64Array): void;
  /** What a line holds after a run, nested by its shape. */
  at(values: Float64Array, id: number): Value;
}

/** A line without a kernel, or whose operands do not fit it, evaluates to NaN. */
export function compileProgram(list: WengertList): Program {
  const { offsets, size } = layout(list);
  const inputs: string[] = [];
  const inputSizes: number[] = [];
  const inputOffsets: number[] = [];
  /** One number each, and tensors. */
  const constants: { readonly to: number; readonly value: number }[] = [];
  const tensors: { readonly to: number; readonly entries: Float64Array }[] = [];
  const tensorSteps: ((values: Float64Array) => Bound)[] = [];
  const calls: Calls = { kernels: [], operands: [], bound: [] };
  const table = createRows(list.lines.filter(isStep).length, calls);
  /** By memory: steps on tensors are made for one. */
  const bound = new WeakMap<Float64Array, Calls>();
  list.lines.forEach((line, id) => {
    const own = offsets[id] as number;
    if (isInput(line)) {
      inputs.push(line.name);
      inputSizes.push(countOf(line.shape));
      inputOffsets.push(own);
    } else if (isConstant(line)) {
      if (line.shape.length === 0 && typeof line.value === 'number') constants.push({ to: own, value: line.value });
      else tensors.push({ to: own, entries: entriesOf(line.value, countOf(line.shape)) });
    } else if (isScalarStep(list, line)) {
      const numbers = line.operands.map((operand) => constantOf(list.lines[operand]));
      const op = operationOf(line.operation, numbers) ?? OP.CALL;
      const [a = 0, b = 0, c = 0] = line.operands;
      const hasCode = op !== OP.CALL && arityOf(op) <= line.operands.length;
      if (hasCode) table.step(op, own, offsets[a] ?? 0, offsets[b] ?? 0, offsets[c] ?? 0);
      else
        table.call(
          own,
          line.operands.map((operand) => offsets[operand] ?? 0),
          kernelOf(line),
        );
    } else {
      const from = line.operands.map((operand) => offsets[operand] ?? 0);
      table.bound(own, tensorSteps.push(stepOf(list, line as StepLine, own, from)) - 1);
    }
  });
  const rows = table.finish();

  function callsOn(values: Float64Array): Calls {
    if (tensorSteps.length === 0) return calls;
    let found = bound.get(values);
    if (found === undefined) {
      found = { ...calls, bound: tensorSteps.map((bind) => bind(values)) };
      bound.set(values, found);
    }
    return found;
  }

  function evaluate(values: Float64Array): void {
    // Indices come from the list itself, so they are in range.
    dispatch(rows, values, callsOn(values));
  }

  return {
    inputs,
    inputSizes,
    offsets,
    size,
    memory() {
      const values = new Float64Array(size);
      for (const { to, value } of constants) values[to] = value;
      for (const { to, entries } of tensors) values.set(entries, to);
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
      evaluate(values);
    },
    evaluate,
  };
}

function kernelOf(line: WengertLine): (...x: number[]) => number {
  return scalars[line.operation]?.value ?? notANumber;
}

function notANumber(): number {
  return Number.NaN;
}

function layout(list: WengertList): { offsets: Int32Array; size: number } {
  const offsets = new Int32Array(list.lines.length);
  let size = 0;
  for (let id = 0; id < list.lines.length; id++) {
    offsets[id] = size;
    size += countOf(list.lines[id]?.shape ?? []);
  }
  return { offsets, size };
}

function entriesOf(value: Value, count: number): Float64Array {
  const entries = flatten(value);
  return entries.length === count ? Float64Array.from(entries) : new Float64Array(count).fill(Number.NaN);
}

function isScalarStep(list: WengertList, line: WengertLine): boolean {
  if (line.shape.length > 0 || tensorRow(line.operation) !== undefined) return false;
  for (const operand of line.operands) if (list.lines[operand]?.shape.length !== 0) return false;
  return true;
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
