/** Scalar rows on tensors: entry by entry, with NumPy's broadcasting. */
import { cos, exp, log, sin, tanh } from '../primitives/elementary.ts';
import { countOf, type Shape } from '../primitives/shape.ts';
import { arityOf, type Kernel, OP, type Op } from './operations.ts';

/** Where an operand starts in memory, and its shape, which broadcasts to that of the result. */
export interface Placed {
  readonly offset: number;
  readonly shape: Shape;
}

/** `count` results from `to` on; operands start at `at` and move by `by` from one to the next. */
type Run = (values: Float64Array, to: number, count: number, at: Int32Array, by: Int32Array) => void;

/** Writes the result, which starts at `to`, from operands in the same memory. Allocates nothing when it runs. */
export function elementwise(
  operation: Op | undefined,
  kernel: Kernel,
  to: number,
  shape: Shape,
  operands: readonly Placed[],
): (values: Float64Array) => void {
  const run = runFor(operation, kernel, operands.length);
  const axes = joinedAxes(shape, operands);
  const inner = axes.pop() ?? { size: 1, strides: operands.map(() => 0) };
  const count = inner.size;
  const by = Int32Array.from(inner.strides);
  const starts = Int32Array.from(operands, ({ offset }) => offset);
  if (axes.length === 0) return (values) => run(values, to, count, starts, by);
  const outer = axes.reduce((product, { size }) => product * size, 1);
  const isBinary = operands.length === 2 && (operation === undefined || arityOf(operation) === 2);
  if (isBinary && count < SHORT && outer * count <= MOST_TABLED) {
    const byTable = tabled(operation, kernel, to, shape, operands);
    if (byTable) return byTable;
  }
  const at = new Int32Array(operands.length);
  const index = new Int32Array(axes.length);
  return (values) => {
    at.set(starts);
    index.fill(0);
    for (let i = 0; i < outer; i++) {
      run(values, to + i * count, count, at, by);
      for (let axis = axes.length - 1; axis >= 0; axis--) {
        const { size, strides } = axes[axis] as Axis;
        const wraps = (index[axis] as number) + 1 === size;
        index[axis] = wraps ? 0 : (index[axis] as number) + 1;
        const steps = wraps ? 1 - size : 1;
        for (let k = 0; k < at.length; k++) at[k] = (at[k] as number) + steps * (strides[k] as number);
        if (!wraps) break;
      }
    }
  };
}

/** Rows shorter than this are no loops of their own: operands are found by tables of places. */
const SHORT = 24;
const MOST_TABLED = 2_000_000;

function tabled(
  operation: Op | undefined,
  kernel: Kernel,
  to: number,
  shape: Shape,
  [left, right]: readonly Placed[],
): ((values: Float64Array) => void) | undefined {
  if (!left || !right) return undefined;
  let tables: readonly [Int32Array, Int32Array] | undefined;
  return (values) => {
    tables ??= [placesOf(shape, left.shape), placesOf(shape, right.shape)];
    const [p, q] = tables;
    const [a, b] = [left.offset, right.offset];
    const count = p.length;
    switch (operation) {
      case OP.ADD:
        for (let i = 0; i < count; i++)
          values[to + i] = (values[a + (p[i] as number)] as number) + (values[b + (q[i] as number)] as number);
        break;
      case OP.SUB:
        for (let i = 0; i < count; i++)
          values[to + i] = (values[a + (p[i] as number)] as number) - (values[b + (q[i] as number)] as number);
        break;
      case OP.MUL:
        for (let i = 0; i < count; i++)
          values[to + i] = (values[a + (p[i] as number)] as number) * (values[b + (q[i] as number)] as number);
        break;
      default:
        for (let i = 0; i < count; i++)
          values[to + i] = kernel(values[a + (p[i] as number)] as number, values[b + (q[i] as number)] as number);
    }
  };
}

interface Axis {
  readonly size: number;
  /** By operand; 0 where it repeats. */
  readonly strides: readonly number[];
}

/** The axes of the result, neighbours joined where all operands run through them without a jump. */
function joinedAxes(shape: Shape, operands: readonly Placed[]): Axis[] {
  const strides = operands.map((operand) => stridesIn(operand.shape, shape.length));
  const axes: Axis[] = [];
  shape.forEach(({ size }, i) => {
    const axis = { size, strides: strides.map((own) => own[i] as number) };
    const before = axes[axes.length - 1];
    if (before?.strides.every((stride, k) => stride === size * (axis.strides[k] as number))) {
      axes[axes.length - 1] = { size: before.size * size, strides: axis.strides };
    } else axes.push(axis);
  });
  return axes;
}

/** By entry of the result the entry of an operand that is broadcast to it. */
export function placesOf(shape: Shape, operand: Shape): Int32Array {
  const strides = stridesIn(operand, shape.length);
  const places = new Int32Array(countOf(shape));
  const index = new Int32Array(shape.length);
  let at = 0;
  for (let i = 0; i < places.length; i++) {
    places[i] = at;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const size = shape[axis]?.size ?? 1;
      index[axis] = (index[axis] as number) + 1;
      at += strides[axis] as number;
      if ((index[axis] as number) < size) break;
      at -= size * (strides[axis] as number);
      index[axis] = 0;
    }
  }
  return places;
}

function stridesIn(shape: Shape, rank: number): number[] {
  const strides = new Array<number>(rank).fill(0);
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    const size = shape[i]?.size ?? 1;
    if (size !== 1) strides[rank - shape.length + i] = stride;
    stride *= size;
  }
  return strides;
}

// The commonest steps without a call per entry. Indices are in range by construction.
const RUNS: { readonly [O in Op]?: Run } = {
  [OP.ADD](values, to, count, at, by) {
    let a = at[0] as number;
    let b = at[1] as number;
    const p = by[0] as number;
    const q = by[1] as number;
    for (let i = to; i < to + count; i++, a += p, b += q) values[i] = (values[a] as number) + (values[b] as number);
  },
  [OP.SUB](values, to, count, at, by) {
    let a = at[0] as number;
    let b = at[1] as number;
    const p = by[0] as number;
    const q = by[1] as number;
    for (let i = to; i < to + count; i++, a += p, b += q) values[i] = (values[a] as number) - (values[b] as number);
  },
  [OP.MUL](values, to, count, at, by) {
    let a = at[0] as number;
    let b = at[1] as number;
    const p = by[0] as number;
    const q = by[1] as number;
    for (let i = to; i < to + count; i++, a += p, b += q) values[i] = (values[a] as number) * (values[b] as number);
  },
  [OP.DIV](values, to, count, at, by) {
    let a = at[0] as number;
    let b = at[1] as number;
    const p = by[0] as number;
    const q = by[1] as number;
    for (let i = to; i < to + count; i++, a += p, b += q) values[i] = (values[a] as number) / (values[b] as number);
  },
  [OP.NEG](values, to, count, at, by) {
    let a = at[0] as number;
    const p = by[0] as number;
    for (let i = to; i < to + count; i++, a += p) values[i] = -(values[a] as number);
  },
  [OP.SQUARE](values, to, count, at, by) {
    let a = at[0] as number;
    const p = by[0] as number;
    for (let i = to; i < to + count; i++, a += p) values[i] = (values[a] as number) * (values[a] as number);
  },
  [OP.CUBE](values, to, count, at, by) {
    let a = at[0] as number;
    const p = by[0] as number;
    for (let i = to; i < to + count; i++, a += p) {
      const x = values[a] as number;
      values[i] = x * x * x;
    }
  },
  [OP.RECIPROCAL](values, to, count, at, by) {
    let a = at[0] as number;
    const p = by[0] as number;
    for (let i = to; i < to + count; i++, a += p) values[i] = 1 / (values[a] as number);
  },
  [OP.EXP](values, to, count, at, by) {
    let a = at[0] as number;
    const p = by[0] as number;
    for (let i = to; i < to + count; i++, a += p) values[i] = exp(values[a] as number);
  },
  [OP.SQRT](values, to, count, at, by) {
    let a = at[0] as number;
    const p = by[0] as number;
    for (let i = to; i < to + count; i++, a += p) values[i] = Math.sqrt(values[a] as number);
  },
  [OP.LOG](values, to, count, at, by) {
    let a = at[0] as number;
    const p = by[0] as number;
    for (let i = to; i < to + count; i++, a += p) values[i] = log(values[a] as number);
  },
  [OP.SIN](values, to, count, at, by) {
    let a = at[0] as number;
    const p = by[0] as number;
    for (let i = to; i < to + count; i++, a += p) values[i] = sin(values[a] as number);
  },
  [OP.COS](values, to, count, at, by) {
    let a = at[0] as number;
    const p = by[0] as number;
    for (let i = to; i < to + count; i++, a += p) values[i] = cos(values[a] as number);
  },
  [OP.TANH](values, to, count, at, by) {
    let a = at[0] as number;
    const p = by[0] as number;
    for (let i = to; i < to + count; i++, a += p) values[i] = tanh(values[a] as number);
  },
};

/** A step on operands in memory; `operation` undefined where only the kernel serves. */
export function runFor(operation: Op | undefined, kernel: Kernel, arity: number): Run {
  return (operation !== undefined && RUNS[operation]) || runOf(kernel, arity);
}

function runOf(kernel: Kernel, arity: number): Run {
  return (values, to, count, at, by) => {
    let a = at[0] as number;
    let b = at[1] ?? 0;
    let c = at[2] ?? 0;
    const p = by[0] as number;
    const q = by[1] ?? 0;
    const r = by[2] ?? 0;
    for (let i = to; i < to + count; i++, a += p, b += q, c += r) {
      values[i] =
        arity === 1
          ? kernel(values[a] as number)
          : arity === 2
            ? kernel(values[a] as number, values[b] as number)
            : kernel(values[a] as number, values[b] as number, values[c] as number);
    }
  };
}
