/** Instructions on pairs of numbers (WebAssembly Core Specification 2.0, section 5.4.6: vector instructions). */
import { OP } from '../operations.ts';
import type { Writer } from './bytes.ts';

export const SIMD = {
  LOAD: 0x00,
  LOAD_SPLAT: 0x0a,
  STORE: 0x0b,
  CONST: 0x0c,
  SHUFFLE: 0x0d,
  SPLAT: 0x14,
  EXTRACT: 0x21,
  REPLACE: 0x22,
  EQ: 0x47,
  NE: 0x48,
  LT: 0x49,
  GT: 0x4a,
  LE: 0x4b,
  GE: 0x4c,
  AND: 0x4e,
  OR: 0x50,
  XOR: 0x51,
  SELECT: 0x52,
  LOAD_LANE: 0x57,
  STORE_LANE: 0x5b,
  CEIL: 0x74,
  FLOOR: 0x75,
  TRUNC: 0x7a,
  ABS: 0xec,
  NEG: 0xed,
  SQRT: 0xef,
  ADD: 0xf0,
  SUB: 0xf1,
  MUL: 0xf2,
  DIV: 0xf3,
  MIN: 0xf4,
  MAX: 0xf5,
  PMIN: 0xf6,
  PMAX: 0xf7,
  I64_ALL_TRUE: 0xc3,
  I64_SHL: 0xcb,
  I64_SHR_U: 0xcd,
  I64_ADD: 0xce,
  I64_SUB: 0xd1,
  I64_EQ: 0xd6,
} as const;

/** Operations that are one instruction on pairs. */
export const PAIRED: { readonly [O in number]?: number } = {
  [OP.ADD]: SIMD.ADD,
  [OP.SUB]: SIMD.SUB,
  [OP.MUL]: SIMD.MUL,
  [OP.DIV]: SIMD.DIV,
  [OP.NEG]: SIMD.NEG,
  [OP.SQRT]: SIMD.SQRT,
  [OP.ABS]: SIMD.ABS,
  [OP.MAX]: SIMD.MAX,
  [OP.MIN]: SIMD.MIN,
  [OP.FLOOR]: SIMD.FLOOR,
  [OP.CEIL]: SIMD.CEIL,
  [OP.TRUNC]: SIMD.TRUNC,
};

export function simd(to: Writer, instruction: number): Writer {
  return to.byte(0xfd).unsigned(instruction);
}

/** From the address on the stack, plus a constant one. */
export function loadPair(to: Writer, offset: number): Writer {
  return simd(to, SIMD.LOAD).byte(3).unsigned(offset);
}

export function storePair(to: Writer, offset: number): Writer {
  return simd(to, SIMD.STORE).byte(3).unsigned(offset);
}
