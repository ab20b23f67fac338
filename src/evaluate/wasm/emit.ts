/** One generated function: its locals, and operations on single numbers or on pairs of them. */
import { arityOf, type Kernel, OP, type Op } from '../operations.ts';
import { CODE, F64, type FunctionBody, I32, V128, type Writer, writer } from './bytes.ts';
import { BUILTIN, COMPARISONS, callOwn, type Imports, imported, KERNELS, SIMPLE } from './imports.ts';
import { PAIRED, SIMD, simd } from './simd.ts';

/** An elementwise operation; `kernel` serves where there is no code for it. */
export interface Elementwise {
  readonly op: Op;
  readonly kernel: Kernel;
  readonly arity: number;
}

/** Puts an operand on the stack. */
export type Get = () => void;

export class Emitter {
  readonly out: Writer = writer();
  readonly imports: Imports;
  readonly #locals: number[] = [];
  /** The sum of what must be finite. */
  readonly check: number;

  readonly #parameters: readonly number[];

  /** Parameters are the first locals. */
  constructor(imports: Imports, parameters: readonly number[] = []) {
    this.imports = imports;
    this.#parameters = parameters;
    this.check = this.local(F64);
  }

  local(type: number): number {
    return this.#parameters.length + this.#locals.push(type) - 1;
  }

  get(local: number): void {
    this.out.byte(CODE.GET).unsigned(local);
  }

  set(local: number): void {
    this.out.byte(CODE.SET).unsigned(local);
  }

  number(value: number): void {
    this.out.byte(CODE.F64_CONST).f64(value);
  }

  integer(value: number): void {
    this.out.byte(CODE.I32_CONST).signed(value);
  }

  /** The number at a constant place. */
  load(place: number): void {
    this.integer(0);
    this.out.byte(CODE.F64_LOAD, 3).unsigned(8 * place);
  }

  /** Adds the number on the stack to what must be finite. */
  watch(): void {
    this.get(this.check);
    this.out.byte(CODE.F64_ADD);
    this.set(this.check);
  }

  /** `body` for `at` = 0, `step`, … below `end`; all in bytes. */
  loop(at: number, end: number, step: number, body: () => void, from = 0): void {
    if (from >= end) return;
    this.integer(from);
    this.set(at);
    this.out.byte(CODE.LOOP, 0x40);
    body();
    this.get(at);
    this.integer(step);
    this.out.byte(CODE.I32_ADD, CODE.TEE).unsigned(at);
    this.integer(end);
    this.out.byte(CODE.I32_LT_S, CODE.BR_IF).unsigned(0).byte(CODE.END);
  }

  /** `body` for `at` = `last`, `last` − `step`, … 0; all in bytes. */
  loopDown(at: number, last: number, step: number, body: () => void): void {
    if (last < 0) return;
    this.integer(last);
    this.set(at);
    this.out.byte(CODE.LOOP, 0x40);
    body();
    this.get(at);
    this.integer(step);
    this.out.byte(CODE.I32_SUB, CODE.TEE).unsigned(at);
    this.integer(0);
    this.out.byte(CODE.I32_GE_S, CODE.BR_IF).unsigned(0).byte(CODE.END);
  }

  finish(): FunctionBody {
    this.get(this.check);
    return {
      type: { parameters: this.#parameters, results: [F64] },
      locals: this.#locals.map((type) => [1, type] as const),
      code: this.out,
    };
  }

  /** An operation on single numbers. */
  single({ op, kernel, arity }: Elementwise, operands: readonly Get[]): void {
    const [a, b, c] = operands as readonly [Get, Get, Get];
    const { out } = this;
    const simple = SIMPLE[op];
    const comparison = COMPARISONS[op];
    if (simple !== undefined || comparison !== undefined) {
      a();
      if (arityOf(op) === 2) b();
      out.byte(simple ?? comparison ?? 0);
      if (comparison !== undefined) out.byte(CODE.F64_CONVERT_I32_S);
    } else if (op === OP.SQUARE || op === OP.CUBE) {
      a();
      a();
      out.byte(CODE.F64_MUL);
      if (op === OP.SQUARE) return;
      a();
      out.byte(CODE.F64_MUL);
    } else if (op === OP.RECIPROCAL) {
      this.number(1);
      a();
      out.byte(CODE.F64_DIV);
    } else if (op === OP.SELECT) {
      b();
      c();
      a();
      out.byte(CODE.F64_ABS);
      this.number(0);
      out.byte(CODE.F64_GT, CODE.SELECT);
    } else {
      for (const get of operands) get();
      const own = KERNELS[op];
      if (own) {
        callOwn(this.imports, out, own);
        return;
      }
      const callee = BUILTIN[op] ?? kernel;
      out.byte(CODE.CALL).unsigned(imported(this.imports, callee, arity));
    }
  }

  /** The same on pairs. */
  pair(operation: Elementwise, operands: readonly Get[]): void {
    const { op } = operation;
    const [a, b, c] = operands as readonly [Get, Get, Get];
    const { out } = this;
    const paired = PAIRED[op];
    const comparison = PAIR_COMPARISONS[op];
    if (paired !== undefined) {
      a();
      if (arityOf(op) === 2) b();
      simd(out, paired);
    } else if (comparison !== undefined) {
      a();
      b();
      simd(out, comparison);
      this.number(1);
      simd(out, SIMD.SPLAT);
      simd(out, SIMD.AND);
    } else if (op === OP.SQUARE || op === OP.CUBE) {
      a();
      a();
      simd(out, SIMD.MUL);
      if (op === OP.SQUARE) return;
      a();
      simd(out, SIMD.MUL);
    } else if (op === OP.RECIPROCAL) {
      this.number(1);
      simd(out, SIMD.SPLAT);
      a();
      simd(out, SIMD.DIV);
    } else if (op === OP.SELECT) {
      b();
      c();
      a();
      simd(out, SIMD.ABS);
      this.number(0);
      simd(out, SIMD.SPLAT);
      simd(out, SIMD.GT);
      simd(out, SIMD.SELECT);
    } else if (KERNELS[op]) {
      a();
      callOwn(this.imports, out, `${KERNELS[op]}Pair`);
    } else {
      this.#byLanes(operation, operands);
    }
  }

  #byLanes(operation: Elementwise, operands: readonly Get[]): void {
    const { out } = this;
    const pairs = operands.map((get) => {
      const local = this.local(V128);
      get();
      this.set(local);
      return local;
    });
    for (const lane of [0, 1]) {
      const lanes = pairs.map((pair) => () => {
        this.get(pair);
        simd(out, SIMD.EXTRACT).byte(lane);
      });
      this.single(operation, lanes);
      if (lane === 0) simd(out, SIMD.SPLAT);
      else simd(out, SIMD.REPLACE).byte(1);
    }
  }
}

const PAIR_COMPARISONS: { readonly [O in number]?: number } = {
  [OP.LT]: SIMD.LT,
  [OP.LE]: SIMD.LE,
  [OP.GT]: SIMD.GT,
  [OP.GE]: SIMD.GE,
  [OP.EQ]: SIMD.EQ,
  [OP.NE]: SIMD.NE,
};

export { F64, I32, V128 };
