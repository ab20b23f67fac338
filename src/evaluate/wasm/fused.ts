/** Elementwise steps of equal length in one loop: numbers stay in registers, sums of entries are added up on the way. */
import { hides } from '../operations.ts';
import { CODE } from './bytes.ts';
import { type Elementwise, Emitter, F64, type Get, I32, V128 } from './emit.ts';
import type { Imports } from './imports.ts';
import { loadPair, SIMD, simd, storePair } from './simd.ts';

/** Where an operand comes from: a step of the same loop, entries in memory, or one number in memory for all entries. */
export type Operand =
  | { readonly member: number }
  | { readonly place: number }
  | { readonly constant: number }
  | { readonly number: number };

export interface Member {
  readonly operation: Elementwise;
  readonly operands: readonly Operand[];
  /** Places in memory where its entries go. */
  readonly stores: readonly number[];
  /** Its entries must be finite for the result to mean anything. */
  readonly watched: boolean;
}

/** The sum of a member's entries, or of their squares, in lanes; `share` divides it. */
export interface Total {
  readonly of: Operand;
  readonly place: number;
  readonly squares: boolean;
  readonly share: number;
  readonly watched: boolean;
}

const BYTES = 8;
/** Two pairs a round: the four lanes of sums. */
const ROUND = 4;

export function fusedLoop(imports: Imports, count: number, members: readonly Member[], totals: readonly Total[]) {
  const e = new Emitter(imports);
  const { out } = e;
  const at = e.local(I32);
  const whole = count - (count % ROUND);
  const watch = e.local(V128);
  const splats = new Map<string, { readonly pair: number; readonly single: number }>();
  const lanes = totals.map(() => [e.local(V128), e.local(V128)] as const);
  const sums = totals.map(() => e.local(F64));

  for (const operand of [...members.flatMap(({ operands }) => operands), ...totals.map(({ of }) => of)]) {
    if (!('number' in operand) && !('constant' in operand)) continue;
    const key = keyOf(operand);
    if (splats.has(key)) continue;
    const local = { pair: e.local(V128), single: e.local(F64) };
    splats.set(key, local);
    if ('number' in operand) e.load(operand.number);
    else e.number(operand.constant);
    out.byte(CODE.TEE).unsigned(local.single);
    simd(out, SIMD.SPLAT);
    e.set(local.pair);
  }

  const read = (operand: Operand, isPair: boolean, shift: number, values: Map<string, number>): Get => {
    if ('number' in operand || 'constant' in operand) {
      const { pair, single } = splats.get(keyOf(operand)) as { pair: number; single: number };
      return () => e.get(isPair ? pair : single);
    }
    return () => {
      const key = keyOf(operand);
      const known = values.get(key);
      if (known !== undefined) {
        e.get(known);
        return;
      }
      // Of members every number is known by then: what is left lies in memory.
      const local = e.local(isPair ? V128 : F64);
      values.set(key, local);
      e.get(at);
      const offset = BYTES * ('place' in operand ? operand.place : 0) + shift;
      if (isPair) loadPair(out, offset);
      else out.byte(CODE.F64_LOAD, 3).unsigned(offset);
      out.byte(CODE.TEE).unsigned(local);
    };
  };

  function body(isPair: boolean, shift: number): void {
    const values = new Map<string, number>();
    members.forEach(({ operation, operands, stores, watched }, which) => {
      const gets = operands.map((operand) => read(operand, isPair, shift, values));
      // Loads come first, once, whatever an operation does with its operands.
      for (const [i, operand] of operands.entries()) {
        if ('place' in operand && !values.has(keyOf(operand))) {
          gets[i]?.();
          out.byte(DROP);
        }
      }
      if (isPair) e.pair(operation, gets);
      else e.single(operation, gets);
      const local = e.local(isPair ? V128 : F64);
      e.set(local);
      values.set(keyOf({ member: which }), local);
      for (const place of stores) {
        e.get(at);
        e.get(local);
        if (isPair) storePair(out, BYTES * place + shift);
        else out.byte(CODE.F64_STORE, 3).unsigned(BYTES * place + shift);
      }
      const hidden = operands.filter((operand, i) => !('constant' in operand) && hides(operation.op, i));
      const checked: Get[] = hidden.map((operand) => read(operand, isPair, shift, values));
      if (watched) checked.push(() => e.get(local));
      for (const get of checked) {
        get();
        if (isPair) {
          e.get(watch);
          simd(out, SIMD.ADD);
          e.set(watch);
        } else e.watch();
      }
    });
    totals.forEach(({ of, squares }, which) => {
      const get = read(of, isPair, shift, values);
      const [first, second] = lanes[which] as readonly [number, number];
      const total = isPair ? (shift === 0 ? first : second) : (sums[which] as number);
      e.get(total);
      get();
      if (squares) {
        get();
        if (isPair) simd(out, SIMD.MUL);
        else out.byte(CODE.F64_MUL);
      }
      if (isPair) simd(out, SIMD.ADD);
      else out.byte(CODE.F64_ADD);
      e.set(total);
    });
  }

  e.loop(at, whole * BYTES, ROUND * BYTES, () => {
    body(true, 0);
    body(true, 2 * BYTES);
  });
  totals.forEach((_, which) => {
    const [first, second] = lanes[which] as readonly [number, number];
    e.get(first);
    e.get(second);
    simd(out, SIMD.ADD);
    e.set(first);
    for (const lane of [0, 1]) {
      e.get(first);
      simd(out, SIMD.EXTRACT).byte(lane);
    }
    out.byte(CODE.F64_ADD);
    e.set(sums[which] as number);
  });
  e.loop(at, count * BYTES, BYTES, () => body(false, 0), whole * BYTES);
  for (const lane of [0, 1]) {
    e.get(watch);
    simd(out, SIMD.EXTRACT).byte(lane);
    e.watch();
  }
  totals.forEach(({ place, share, watched }, which) => {
    e.integer(0);
    e.get(sums[which] as number);
    if (share !== 1) {
      e.number(share);
      out.byte(CODE.F64_DIV);
    }
    out.byte(CODE.F64_STORE, 3).unsigned(BYTES * place);
    if (!watched) return;
    e.get(sums[which] as number);
    e.watch();
  });
  return e.finish();
}

const DROP = 0x1a;

function keyOf(operand: Operand): string {
  return Object.entries(operand).flat().join(' ');
}
