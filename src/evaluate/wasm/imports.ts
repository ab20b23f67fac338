/** Functions of the host that generated code calls, by number. */
import type { Kernel } from '../operations.ts';
import { OP } from '../operations.ts';
import { CODE, F64, type FunctionType } from './bytes.ts';

export interface Imports {
  readonly kernels: Kernel[];
  readonly types: FunctionType[];
  readonly indices: Map<Kernel, number>;
}

export function noImports(): Imports {
  return { kernels: [], types: [], indices: new Map() };
}

export function imported({ kernels, types, indices }: Imports, kernel: Kernel, arity: number): number {
  let index = indices.get(kernel);
  if (index === undefined) {
    index = kernels.push(kernel) - 1;
    types.push({ parameters: new Array<number>(arity).fill(F64), results: [F64] });
    indices.set(kernel, index);
  }
  return index;
}

/** Operations that are functions of `Math`: engines call them from generated code as directly as from JavaScript. */
export const BUILTIN: { readonly [O in number]?: Kernel } = {
  [OP.EXP]: Math.exp,
  [OP.LOG]: Math.log,
  [OP.SIN]: Math.sin,
  [OP.COS]: Math.cos,
  [OP.TANH]: Math.tanh,
  [OP.POW]: Math.pow,
};

/** Operations that are one instruction on numbers. */
export const SIMPLE: { readonly [O in number]?: number } = {
  [OP.ADD]: CODE.F64_ADD,
  [OP.SUB]: CODE.F64_SUB,
  [OP.MUL]: CODE.F64_MUL,
  [OP.DIV]: CODE.F64_DIV,
  [OP.NEG]: CODE.F64_NEG,
  [OP.SQRT]: CODE.F64_SQRT,
  [OP.ABS]: CODE.F64_ABS,
  [OP.MAX]: CODE.F64_MAX,
  [OP.MIN]: CODE.F64_MIN,
  [OP.FLOOR]: CODE.F64_FLOOR,
  [OP.CEIL]: CODE.F64_CEIL,
  [OP.TRUNC]: CODE.F64_TRUNC,
};

export const COMPARISONS: { readonly [O in number]?: number } = {
  [OP.LT]: CODE.F64_LT,
  [OP.LE]: CODE.F64_LE,
  [OP.GT]: CODE.F64_GT,
  [OP.GE]: CODE.F64_GE,
  [OP.EQ]: CODE.F64_EQ,
  [OP.NE]: CODE.F64_NE,
};
