/** Straight-line code of numbers: its nodes, and how it is put together. */
import { arityOf, hides, type Kernel, OP, type Op, operationOf, SOURCE } from './operations.ts';
import { LANES } from './orders.ts';

/** Nodes in order of evaluation; operands are earlier nodes. */
export interface ScalarCode {
  readonly count: number;
  readonly op: Uint8Array;
  /** Operands; of sources the place in the caller's array or among the constants, of `OP.CALL` see `calls`. */
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly c: Int32Array;
  readonly constants: Float64Array;
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
  full(): boolean;
  /** How many nodes may still be added. */
  room(): number;
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
  let room = Math.min(limit, FIRST_ROOM);
  let op = new Uint8Array(room);
  let [a, b, c] = [new Int32Array(room), new Int32Array(room), new Int32Array(room)];
  let count = 0;
  const values: number[] = [];
  const calls = new Map<number, Call>();
  const constants = new Map<number, number>();
  const inputs = new Map<number, number>();

  function add(code: number, x = 0, y = 0, z = 0): number {
    if (count === room) {
      room = 2 * room + 8;
      [op, a, b, c] = [grown(op, room), grown(a, room), grown(b, room), grown(c, room)];
    }
    op[count] = code;
    a[count] = x;
    b[count] = y;
    c[count] = z;
    return count++;
  }
  function constant(value: number): number {
    if (Object.is(value, -0)) return add(SOURCE.CONSTANT, values.push(value) - 1);
    let id = constants.get(value);
    if (id === undefined) {
      id = add(SOURCE.CONSTANT, values.push(value) - 1);
      constants.set(value, id);
    }
    return id;
  }
  const numberAt = (id: number) => (op[id] === SOURCE.CONSTANT ? values[a[id] as number] : undefined);
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
    const value = numberAt(id);
    if (value === undefined || !Number.isFinite(value)) guarded.add(id);
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
    full: () => count > limit,
    room: () => limit - count,
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
      return finished({ count, op, a, b, c, values, calls, outputs, guarded });
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

/** Nodes that arrays hold at first. */
const FIRST_ROOM = 1024;

function grown<T extends Uint8Array | Int32Array>(array: T, room: number): T {
  const larger = new (array.constructor as new (length: number) => T)(room);
  larger.set(array);
  return larger;
}

/** The nodes that outputs need, renumbered. */
function finished(all: {
  readonly count: number;
  readonly op: Uint8Array;
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly c: Int32Array;
  readonly values: readonly number[];
  readonly calls: ReadonlyMap<number, Call>;
  readonly outputs: readonly number[];
  readonly guarded: ReadonlySet<number>;
}): ScalarCode {
  const needed = new Uint8Array(all.count);
  for (const id of all.outputs) needed[id] = 1;
  for (const id of all.guarded) needed[id] = 1;
  for (let id = all.count - 1; id >= 0; id--) {
    const own = all.op[id] as number;
    if (!needed[id] || own <= SOURCE.CONSTANT) continue;
    if (own === OP.CALL) {
      for (const operand of all.calls.get(id)?.operands ?? NONE) needed[operand] = 1;
      continue;
    }
    const arity = arityOf(own as Op);
    needed[all.a[id] as number] = 1;
    if (arity > 1) needed[all.b[id] as number] = 1;
    if (arity > 2) needed[all.c[id] as number] = 1;
  }
  const moved = new Int32Array(all.count);
  let count = 0;
  for (let id = 0; id < moved.length; id++) if (needed[id]) moved[id] = count++;
  const op = new Uint8Array(count);
  const [a, b, c] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)];
  const constants = Float64Array.from(all.values);
  const calls = new Map<number, Call>();
  const watched = new Set<number>();
  let steps = 0;
  for (let id = 0; id < moved.length; id++) {
    if (!needed[id]) continue;
    const at = moved[id] as number;
    const own = all.op[id] as number;
    op[at] = own;
    if (own <= SOURCE.CONSTANT) {
      a[at] = all.a[id] as number;
      continue;
    }
    steps++;
    if (own === OP.CALL) {
      const call = all.calls.get(id) as Call;
      const operands = call.operands.map((operand) => moved[operand] as number);
      calls.set(at, { ...call, operands });
      for (const [i, operand] of operands.entries()) if (hides(OP.CALL, i)) watched.add(operand);
      continue;
    }
    const arity = arityOf(own as Op);
    a[at] = moved[all.a[id] as number] as number;
    if (arity > 1) b[at] = moved[all.b[id] as number] as number;
    if (arity > 2) c[at] = moved[all.c[id] as number] as number;
    for (let i = 0; i < arity; i++) {
      if (hides(own as Op, i)) watched.add((i === 0 ? a[at] : i === 1 ? b[at] : c[at]) as number);
    }
  }
  for (const id of all.guarded) watched.add(moved[id] as number);
  const outputs = Int32Array.from(all.outputs, (id) => moved[id] as number);
  const isTold = (id: number) => op[id] !== SOURCE.CONSTANT || !Number.isFinite(constants[a[id] as number]);
  const hidden = Int32Array.from([...watched].filter(isTold));
  for (const id of outputs) watched.add(id);
  const shown = Int32Array.from([...watched].filter(isTold));
  return { op, a, b, c, constants, count, calls, outputs, watched: shown, hidden, steps };
}

const NONE: readonly number[] = [];
