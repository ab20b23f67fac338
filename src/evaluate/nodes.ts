/** Straight-line code of numbers: its nodes, and how it is put together. */
import { arityOf, hides, type Kernel, OP, type Op, operationOf, SOURCE } from './operations.ts';
import { LANES } from './orders.ts';

/** Nodes in order of evaluation; operands are earlier nodes. */
export interface ScalarCode {
  readonly count: number;
  readonly op: Uint8Array;
  /** Operands; of `SOURCE.INPUT` the place in the caller's array, of `OP.CALL` see `calls`. */
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly c: Int32Array;
  /** Of `SOURCE.CONSTANT`. */
  readonly value: Float64Array;
  /** By node, of `OP.CALL`. */
  readonly calls: ReadonlyMap<number, Call>;
  /** Nodes whose numbers are asked for, in order. */
  readonly outputs: Int32Array;
  /**
   * Nodes that must be finite for every number before them to be so: outputs, and what an operation may make finite again
   * (the divisor of x/∞, the exponent of exp(−∞)).
   */
  readonly watched: Int32Array;
  /** Of those the ones that operations hide, without the outputs. */
  readonly hidden: Int32Array;
  /** How many steps are no inputs and constants. */
  readonly steps: number;
}

export interface Call {
  readonly kernel: Kernel;
  readonly operands: readonly number[];
}

export interface Nodes {
  readonly full: boolean;
  /** How many nodes may still be added. */
  readonly room: number;
  readonly zero: number;
  input(place: number): number;
  constant(value: number): number;
  step(op: Op, a: number, b?: number, c?: number): number;
  /** A scalar row. */
  apply(operation: string, kernel: Kernel, operands: readonly number[]): number;
  /** Of two factors in a sum of products: 0 where one of them is 0; the other has to be finite then. */
  product(a: number, b: number): number;
  /** Asks that a number be finite, though no result shows it. */
  guard(id: number): void;
  /** Asks that a product, which is left out, and sums of it over rows be finite. Answers false where it is no product. */
  guardProduct(id: number): boolean;
  sum(terms: readonly number[]): number;
  /** As SIMD adds up: entries i, i + 4, i + 8, … in four lanes, these in pairs at the end. */
  sumInLanes(terms: readonly number[]): number;
  finish(outputs: readonly number[]): ScalarCode;
}

export function createNodes(limit: number): Nodes {
  const op: number[] = [];
  const [a, b, c]: [number[], number[], number[]] = [[], [], []];
  const values: number[] = [];
  const calls = new Map<number, Call>();
  const constants = new Map<number, number>();
  const inputs = new Map<number, number>();

  function add(code: number, x = 0, y = 0, z = 0, value = 0): number {
    op.push(code);
    a.push(x);
    b.push(y);
    c.push(z);
    values.push(value);
    return op.length - 1;
  }
  function constant(value: number): number {
    if (Object.is(value, -0)) return add(SOURCE.CONSTANT, 0, 0, 0, value);
    let id = constants.get(value);
    if (id === undefined) {
      id = add(SOURCE.CONSTANT, 0, 0, 0, value);
      constants.set(value, id);
    }
    return id;
  }
  const numberAt = (id: number) => (op[id] === SOURCE.CONSTANT ? values[id] : undefined);
  const zero = constant(0);

  function step(code: Op, x: number, y = 0, z = 0): number {
    if (code === OP.ADD && x === zero) return y;
    if ((code === OP.ADD || code === OP.SUB) && y === zero) return x;
    if (code === OP.DIV) {
      const by = numberAt(y);
      // Exact: the quotient by a power of two is the product with its reciprocal.
      if (by !== undefined && isPowerOfTwo(by)) return add(OP.MUL, x, constant(1 / by));
    }
    return add(code, x, y, z);
  }
  function sum(terms: readonly number[]): number {
    return terms.reduce((total, term) => step(OP.ADD, total, term), zero);
  }

  const guarded = new Set<number>();
  const squares = new Map<number, number>();
  function guard(id: number): void {
    if (op[id] !== SOURCE.CONSTANT || !Number.isFinite(values[id])) guarded.add(id);
  }

  return {
    guard,
    product(x, y) {
      if (x !== zero && y !== zero) return step(OP.MUL, x, y);
      guard(x === zero ? y : x);
      return zero;
    },
    guardProduct(id) {
      if (op[id] !== OP.MUL) return false;
      // |xy| ≤ x² + y², and so for sums of them.
      for (const x of [a[id] as number, b[id] as number]) {
        let square = squares.get(x);
        if (square === undefined) {
          square = step(OP.SQUARE, x);
          squares.set(x, square);
        }
        guard(square);
      }
      return true;
    },
    get full() {
      return op.length > limit;
    },
    get room() {
      return limit - op.length;
    },
    zero,
    constant,
    step,
    sum,
    input(place) {
      let id = inputs.get(place);
      if (id === undefined) {
        id = add(SOURCE.INPUT, place);
        inputs.set(place, id);
      }
      return id;
    },
    apply(operation, kernel, operands) {
      const numbers = operands.map(numberAt);
      if (numbers.every((value) => value !== undefined)) return constant(kernel(...(numbers as number[])));
      if (operation === 'named') return operands[0] ?? zero;
      const code = operationOf(operation, numbers);
      if (code !== undefined) return step(code, operands[0] ?? zero, operands[1], operands[2]);
      const id = add(OP.CALL);
      calls.set(id, { kernel, operands });
      return id;
    },
    sumInLanes(terms) {
      const lanes = [zero, zero, zero, zero];
      const whole = terms.length - (terms.length % LANES);
      for (let i = 0; i < whole; i++) lanes[i % LANES] = step(OP.ADD, lanes[i % LANES] as number, terms[i] as number);
      const [p, q, r, s] = lanes as [number, number, number, number];
      const total = step(OP.ADD, step(OP.ADD, p, r), step(OP.ADD, q, s));
      return terms.slice(whole).reduce((so, term) => step(OP.ADD, so, term), total);
    },
    finish(outputs) {
      return finished({ op, a, b, c, values, calls, outputs, guarded });
    },
  };
}

/** Neither so small nor so large that its reciprocal is none. */
function isPowerOfTwo(value: number): boolean {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const exponent = (bits.getUint16(0) >> 4) & 0x7ff;
  const isPower = bits.getUint32(4) === 0 && (bits.getUint32(0) & 0xfffff) === 0;
  return isPower && exponent > 2 && exponent < 2044;
}

/** The nodes that outputs need, renumbered. */
function finished(all: {
  readonly op: readonly number[];
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly c: readonly number[];
  readonly values: readonly number[];
  readonly calls: ReadonlyMap<number, Call>;
  readonly outputs: readonly number[];
  readonly guarded: ReadonlySet<number>;
}): ScalarCode {
  const operandsOf = (id: number): readonly number[] => {
    const code = all.op[id] as number;
    if (code === SOURCE.INPUT || code === SOURCE.CONSTANT) return NONE;
    if (code === OP.CALL) return all.calls.get(id)?.operands ?? NONE;
    return [all.a[id] as number, all.b[id] as number, all.c[id] as number].slice(0, arityOf(code as Op));
  };
  const needed = new Uint8Array(all.op.length);
  for (const id of all.outputs) needed[id] = 1;
  for (const id of all.guarded) needed[id] = 1;
  for (let id = all.op.length - 1; id >= 0; id--) {
    if (needed[id]) for (const operand of operandsOf(id)) needed[operand] = 1;
  }
  const moved = new Int32Array(all.op.length);
  let count = 0;
  for (let id = 0; id < moved.length; id++) if (needed[id]) moved[id] = count++;
  const code = {
    op: new Uint8Array(count),
    a: new Int32Array(count),
    b: new Int32Array(count),
    c: new Int32Array(count),
    value: new Float64Array(count),
  };
  const calls = new Map<number, Call>();
  const watched = new Set<number>();
  let steps = 0;
  for (let id = 0; id < moved.length; id++) {
    if (!needed[id]) continue;
    const at = moved[id] as number;
    const own = all.op[id] as number;
    code.op[at] = own;
    code.value[at] = all.values[id] as number;
    if (own === SOURCE.INPUT) {
      code.a[at] = all.a[id] as number;
      continue;
    }
    if (own === SOURCE.CONSTANT) continue;
    steps++;
    const operands = operandsOf(id).map((operand) => moved[operand] as number);
    if (own === OP.CALL) calls.set(at, { kernel: all.calls.get(id)?.kernel as Kernel, operands });
    else [code.a[at] = 0, code.b[at] = 0, code.c[at] = 0] = operands;
    for (const [i, operand] of operands.entries()) if (hides(own as Op, i)) watched.add(operand);
  }
  for (const id of all.guarded) watched.add(moved[id] as number);
  const outputs = Int32Array.from(all.outputs, (id) => moved[id] as number);
  const isTold = (id: number) => code.op[id] !== SOURCE.CONSTANT || !Number.isFinite(code.value[id]);
  const hidden = Int32Array.from([...watched].filter(isTold));
  for (const id of outputs) watched.add(id);
  return { ...code, count, calls, outputs, watched: Int32Array.from([...watched].filter(isTold)), hidden, steps };
}

const NONE: readonly number[] = [];
