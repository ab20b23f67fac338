/** Functions of the host that generated code calls, by number. */
import type { Kernel } from '../operations.ts';
import { OP } from '../operations.ts';
import { CODE, F64, type FunctionBody, type FunctionType, type Writer } from './bytes.ts';

/** Kernels that modules bring along (kernels.ts): on numbers, and on pairs. */
export type Single = 'exp' | 'log' | 'sin' | 'cos' | 'sincos' | 'tanh';
export type Own = Single | `${Single}Pair`;

export interface Imports {
  readonly kernels: Kernel[];
  readonly types: FunctionType[];
  readonly indices: Map<Kernel, number>;
  /** Calls of own kernels and other functions: where in which code the number of the function goes. */
  readonly calls: { readonly own: Own | FunctionBody; readonly out: Writer; readonly at: number }[];
}

export function noImports(): Imports {
  return { kernels: [], types: [], indices: new Map(), calls: [] };
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

/** Calls a kernel or a function of the same module, whose number is known only when the module is put together. */
export function callOwn(imports: Imports, out: Writer, own: Own | FunctionBody): void {
  const { calls } = imports;
  // What kernels themselves call is known from here on: numbers of functions count imports.
  if (typeof own === 'string') {
    for (const name of ['sin', 'cos'] as const) if (own.includes(name)) imported(imports, Math[name], 1);
  }
  out.byte(CODE.CALL);
  calls.push({ own, out, at: out.length() });
  out.byte(...UNKNOWN);
}

const UNKNOWN = [0x80, 0x80, 0x80, 0x80, 0x00];

export const KERNELS: { readonly [O in number]?: Exclude<Single, 'sincos'> } = {
  [OP.EXP]: 'exp',
  [OP.LOG]: 'log',
  [OP.SIN]: 'sin',
  [OP.COS]: 'cos',
  [OP.TANH]: 'tanh',
};

/** Operations that are functions of `Math`: engines call them from generated code as directly as from JavaScript. */
export const BUILTIN: { readonly [O in number]?: Kernel } = {
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
