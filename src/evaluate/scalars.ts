/**
 * Lists of few numbers as straight-line code of numbers: every tensor entry by entry, moves of entries resolved, what is
 * constant worked out. Runs as it is (interpret.ts) and becomes WebAssembly (wasm/straight.ts), in the same order of
 * operations, so both give the same numbers.
 */
import { flatten } from '../base/value.ts';
import { isConstant, isInput, isScan, type StepLine, type WengertLine, type WengertList } from '../graph/list.ts';
import { broadcastShapes, countOf, isMisfit, type Shape, sizesOf } from '../primitives/shape.ts';
import { scalars } from '../primitives/table.ts';
import { tensorRow } from '../primitives/tensors.ts';
import { placesOf } from './elementwise.ts';
import { fits } from './fits.ts';
import { arityOf, hides, type Kernel, OP, type Op, operationOf, SOURCE } from './operations.ts';
import { isMover, LANES, movedBy } from './orders.ts';
import { groupTable } from './tableSteps.ts';

/** A number of the caller's: where in the array that `run` is given. Or numbers that never change. */
export type InputSource = { readonly from: number } | { readonly values: ArrayLike<number> };

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
  /** How many steps are no inputs and constants. */
  readonly steps: number;
}

export interface Call {
  readonly kernel: Kernel;
  readonly operands: readonly number[];
}

export interface WantedLine {
  /** Absent: `size` zeros. */
  readonly line: number | undefined;
  readonly size: number;
}

/** Nodes for the entries of tensors, beyond what the lines that are numbers need: more of them are faster in loops. */
const MOST_ENTRIES = 6000;
const NODES_A_LINE = 4;
/** Entries that all lines hold together: they take memory while the code is made. */
const MOST_PLACES = 4_000_000;

/** Undefined where the list holds too many numbers, or a step has no code of numbers. */
export function expandScalars(
  list: WengertList,
  wanted: readonly WantedLine[],
  source: (name: string) => InputSource,
): ScalarCode | undefined {
  const numbers = list.lines.filter(({ shape }) => shape.length === 0).length;
  if (list.lines.reduce((sum, { shape }) => sum + countOf(shape), 0) > MOST_PLACES) return undefined;
  const nodes = createNodes(MOST_ENTRIES + NODES_A_LINE * numbers);
  const places: (Int32Array | undefined)[] = [];
  for (const line of list.lines) {
    const entries = entriesOf(list, line, places, nodes, source);
    if (entries === undefined || nodes.full) return undefined;
    places.push(entries);
  }
  const outputs: number[] = [];
  for (const { line, size } of wanted) {
    const entries = line === undefined ? undefined : places[line];
    for (let i = 0; i < size; i++) outputs.push(entries?.[i] ?? nodes.zero);
  }
  return nodes.finish(outputs);
}

function entriesOf(
  list: WengertList,
  line: WengertLine,
  places: readonly (Int32Array | undefined)[],
  nodes: Nodes,
  source: (name: string) => InputSource,
): Int32Array | undefined {
  const count = countOf(line.shape);
  if (isInput(line)) {
    if (count > nodes.room) return undefined;
    const given = source(line.name);
    return Int32Array.from({ length: count }, (_, i) =>
      'from' in given ? nodes.input(given.from + i) : nodes.constant(given.values[i] ?? Number.NaN),
    );
  }
  if (isConstant(line)) {
    const values = flatten(line.value);
    if (values.length !== count) return undefined;
    return Int32Array.from(values, (value) => nodes.constant(value));
  }
  if (isScan(line)) return undefined;
  const shapes = line.operands.map((operand) => list.lines[operand]?.shape ?? []);
  const operands = line.operands.map((operand) => places[operand]);
  if (operands.some((entries) => entries === undefined) || !fits(line, shapes)) return undefined;
  const known = operands as readonly Int32Array[];
  return tensorRow(line.operation)
    ? tensorEntries(line, shapes, known, nodes)
    : elementwiseEntries(line, shapes, known, nodes);
}

function elementwiseEntries(
  line: WengertLine,
  shapes: readonly Shape[],
  operands: readonly Int32Array[],
  nodes: Nodes,
): Int32Array | undefined {
  const kernel = scalars[line.operation]?.value;
  if (kernel === undefined || isMisfit(broadcastShapes(shapes))) return undefined;
  const tables = shapes.map((shape) => placesOf(line.shape, shape));
  return Int32Array.from({ length: countOf(line.shape) }, (_, i) =>
    nodes.apply(
      line.operation,
      kernel,
      operands.map((entries, k) => entries[tables[k]?.[i] ?? 0] as number),
    ),
  );
}

function tensorEntries(
  line: StepLine,
  shapes: readonly Shape[],
  operands: readonly Int32Array[],
  nodes: Nodes,
): Int32Array | undefined {
  const { operation, shape, attributes = {} } = line;
  if (isMover(operation)) {
    const moved = movedBy(operation, shapes, attributes, shape);
    const all = operands.flatMap((entries) => [...entries]);
    return Int32Array.from(moved, (from) => (from < 0 ? nodes.zero : (all[from] as number)));
  }
  const [a, b] = operands;
  const [left = [], right = []] = shapes;
  const count = countOf(shape);
  switch (operation) {
    case 'sum':
    case 'mean':
    case 'normSquared': {
      const groups = groupsOf(line, left);
      if (!a) return undefined;
      const share = a.length / count;
      return Int32Array.from(groups, (group) => {
        const terms = group.map((i) =>
          operation === 'normSquared' ? nodes.step(OP.SQUARE, a[i] as number) : (a[i] as number),
        );
        const total = count === 1 ? nodes.sumInLanes(terms) : nodes.sum(terms);
        return operation === 'mean' ? nodes.step(OP.DIV, total, nodes.constant(share)) : total;
      });
    }
    case 'sumTo': {
      const groups = groupsOf(line, left);
      return a && Int32Array.from(groups, (group) => nodes.sum(group.map((i) => a[i] as number)));
    }
    case 'outer':
      if (!a || !b) return undefined;
      return Int32Array.from({ length: count }, (_, i) =>
        nodes.step(OP.MUL, a[Math.floor(i / b.length)] as number, b[i % b.length] as number),
      );
    case 'matmul': {
      if (!a || !b || left.length > 2 || right.length > 2) return undefined;
      const inner = sizesOf(left)[left.length - 1] ?? 1;
      const columns = right.length > 1 ? (right[1]?.size ?? 1) : 1;
      if (count * inner > nodes.room) return undefined;
      return Int32Array.from({ length: count }, (_, at) => {
        const [i, j] = [Math.floor(at / columns), at % columns];
        const terms = Array.from({ length: inner }, (_, k) =>
          nodes.step(OP.MUL, a[i * inner + k] as number, b[k * columns + j] as number),
        );
        return columns === 1 ? nodes.sumInLanes(terms) : nodes.sum(terms);
      });
    }
    default:
      return undefined;
  }
}

/** By entry of the result the entries that it adds up, in order. */
function groupsOf(line: StepLine, from: Shape): readonly (readonly number[])[] {
  const groups = Array.from({ length: countOf(line.shape) }, () => [] as number[]);
  for (const [own, to] of groupTable(line, from).entries()) groups[to]?.push(own);
  return groups;
}

interface Nodes {
  readonly full: boolean;
  /** How many nodes may still be added. */
  readonly room: number;
  readonly zero: number;
  input(place: number): number;
  constant(value: number): number;
  step(op: Op, a: number, b?: number, c?: number): number;
  /** A scalar row. */
  apply(operation: string, kernel: Kernel, operands: readonly number[]): number;
  sum(terms: readonly number[]): number;
  /** As SIMD adds up: entries i, i + 4, i + 8, … in four lanes, these in pairs at the end. */
  sumInLanes(terms: readonly number[]): number;
  finish(outputs: readonly number[]): ScalarCode;
}

function createNodes(limit: number): Nodes {
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

  return {
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
      return finished({ op, a, b, c, values, calls, outputs });
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
}): ScalarCode {
  const operandsOf = (id: number): readonly number[] => {
    const code = all.op[id] as number;
    if (code === SOURCE.INPUT || code === SOURCE.CONSTANT) return NONE;
    if (code === OP.CALL) return all.calls.get(id)?.operands ?? NONE;
    return [all.a[id] as number, all.b[id] as number, all.c[id] as number].slice(0, arityOf(code as Op));
  };
  const needed = new Uint8Array(all.op.length);
  for (const id of all.outputs) needed[id] = 1;
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
  const outputs = Int32Array.from(all.outputs, (id) => moved[id] as number);
  for (const id of outputs) watched.add(id);
  const varying = [...watched].filter((id) => code.op[id] !== SOURCE.CONSTANT || !Number.isFinite(code.value[id]));
  return { ...code, count, calls, outputs, watched: Int32Array.from(varying), steps };
}

const NONE: readonly number[] = [];
