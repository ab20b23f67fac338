/** The code of one row of a stretch (see rowLoop.ts), or of two at a time, in functions of some hundred operations. */
import type { ScalarCode } from '../nodes.ts';
import { arityOf, type Op, SOURCE } from '../operations.ts';
import { depthFirst } from '../schedule.ts';
import { CODE, F64, type FunctionBody, I32, V128 } from './bytes.ts';
import { Emitter } from './emit.ts';
import type { Imports } from './imports.ts';
import { loadPair, SIMD, simd, storePair } from './simd.ts';

const BYTES = 8;
/** Operations a function. */
const CHUNK = 500;

/** Where numbers of a row come from or go: `place` for the first row, `by` further for each row (0: the same for all). */
export interface Spot {
  readonly place: number;
  readonly by: number;
}

/** Entries of a row that leave it: stored, or with `terms` added up, so many to each sum. */
export interface Target {
  readonly nodes: Int32Array;
  readonly place: number;
  readonly terms: number;
  readonly isWatched: boolean;
}

/** Entries that leave a row together: one, or of sums two side by side. */
interface Leaving {
  readonly target: Target;
  readonly entry: number;
  readonly count: number;
}

interface Chunks {
  /** Steps in the order in which they are taken, and the parts of it that are functions. */
  readonly order: Int32Array;
  readonly chunks: readonly (readonly [from: number, to: number])[];
  readonly chunkOf: Int32Array;
  /** By node: where later functions find it, a pair a node; −1 where none needs it. */
  readonly kept: Int32Array;
  /** By node: what leaves the row as soon as it is known; of −1 what rests on no step. */
  readonly leaving: ReadonlyMap<number, readonly Leaving[]>;
  readonly free: number;
}

function operandsOf(code: ScalarCode, id: number): readonly number[] {
  const op = code.op[id] as number;
  if (op <= SOURCE.CONSTANT) return [];
  const call = code.calls.get(id);
  if (call) return call.operands;
  return [code.a[id] as number, code.b[id] as number, code.c[id] as number].slice(0, arityOf(op as Op));
}

/** Where what leaves a row goes, and the parts that the work on it is done in; places from `start` on are free. */
export function chunked(code: ScalarCode, targets: readonly Target[], start: number): Chunks {
  const order = depthFirst(code);
  const chunks: [number, number][] = [];
  for (let from = 0; from === 0 || from < order.length; from += CHUNK) {
    chunks.push([from, Math.min(from + CHUNK, order.length)]);
  }
  const chunkOf = new Int32Array(code.count);
  const rank = new Int32Array(code.count).fill(-1);
  order.forEach((id, at) => {
    chunkOf[id] = Math.floor(at / CHUNK);
    rank[id] = at;
  });
  const kept = new Int32Array(code.count).fill(-1);
  let free = start + (start % 2);
  const use = (node: number, by: number) => {
    if ((code.op[node] as number) <= SOURCE.CONSTANT || chunkOf[node] === by || kept[node] !== -1) return;
    kept[node] = free;
    free += 2;
  };
  for (const id of order) for (const operand of operandsOf(code, id)) use(operand, chunkOf[id] as number);
  const leaving = new Map<number, Leaving[]>();
  for (const target of targets) {
    const terms = Math.max(1, target.terms);
    const entries = target.nodes.length / terms;
    const together = target.terms > 0 ? 2 : 1;
    for (let entry = 0; entry < entries; entry += together) {
      const count = Math.min(together, entries - entry);
      const nodes = target.nodes.subarray(entry * terms, (entry + count) * terms);
      let last = -1;
      for (const node of nodes) if ((rank[node] as number) > (last < 0 ? -1 : (rank[last] as number))) last = node;
      for (const node of nodes) use(node, last < 0 ? chunks.length - 1 : (chunkOf[last] as number));
      const known = leaving.get(last);
      if (known) known.push({ target, entry, count });
      else leaving.set(last, [{ target, entry, count }]);
    }
  }
  return { order, chunks, chunkOf, kept, leaving, free };
}

interface ChunkOptions {
  readonly code: ScalarCode;
  readonly plan: Chunks;
  readonly which: number;
  readonly spots: readonly Spot[];
  readonly isPair: boolean;
}

/** A part of the work on row n, or on rows n and n + 1; answers the sum of what must be finite. */
export function chunkBody(imports: Imports, options: ChunkOptions): FunctionBody {
  const { code, plan, which, spots, isPair } = options;
  const e = new Emitter(imports, [I32]);
  const { out } = e;
  const type = isPair ? V128 : F64;
  const [from, to] = plan.chunks[which] as readonly [number, number];
  const hidden = new Set(code.hidden);
  // Several, so that additions need not wait for each other.
  const checks = [e.local(type), e.local(type), e.local(type), e.local(type)];
  let nextCheck = 0;
  const locals = new Map<number, number>();
  const bases = new Map<number, number>();

  /** n times so many numbers, in bytes. */
  function base(by: number): void {
    const known = bases.get(by);
    if (known !== undefined) {
      e.get(known);
      return;
    }
    const local = e.local(I32);
    e.get(0);
    e.integer(by * BYTES);
    out.byte(CODE.I32_MUL, CODE.TEE).unsigned(local);
    bases.set(by, local);
  }

  function read({ place, by }: Spot): void {
    if (by === 0) e.integer(0);
    else base(by);
    if (!isPair) out.byte(CODE.F64_LOAD, 3).unsigned(place * BYTES);
    else if (by === 1) loadPair(out, place * BYTES);
    else {
      simd(out, SIMD.LOAD_SPLAT)
        .byte(3)
        .unsigned(place * BYTES);
      if (by === 0) return;
      const first = e.local(V128);
      e.set(first);
      base(by);
      e.get(first);
      simd(out, SIMD.LOAD_LANE)
        .byte(3)
        .unsigned((place + by) * BYTES)
        .byte(1);
    }
  }

  function get(id: number): void {
    const known = locals.get(id);
    if (known !== undefined) {
      e.get(known);
      return;
    }
    const op = code.op[id] as number;
    if (op === SOURCE.CONSTANT) {
      const value = code.constants[code.a[id] as number] as number;
      if (isPair) simd(out, SIMD.CONST).f64(value).f64(value);
      else e.number(value);
      return;
    }
    if (op === SOURCE.INPUT) read(spots[code.a[id] as number] as Spot);
    else {
      e.integer(0);
      const place = (plan.kept[id] as number) * BYTES;
      if (isPair) loadPair(out, place);
      else out.byte(CODE.F64_LOAD, 3).unsigned(place);
    }
    const local = e.local(type);
    locals.set(id, local);
    out.byte(CODE.TEE).unsigned(local);
  }

  function watch(id: number): void {
    const check = checks[nextCheck++ % checks.length] as number;
    e.get(check);
    get(id);
    if (isPair) simd(out, SIMD.ADD);
    else out.byte(CODE.F64_ADD);
    e.set(check);
  }

  for (const id of plan.order.subarray(from, to)) {
    const call = code.calls.get(id);
    const operands = operandsOf(code, id);
    const operation = { op: code.op[id] as Op, kernel: call?.kernel ?? Math.pow, arity: operands.length };
    // Loads of locals come before their uses, whatever an operation does with its operands.
    for (const operand of operands) prepare(operand);
    const gets = operands.map((operand) => () => get(operand));
    if (isPair) e.pair(operation, gets);
    else e.single(operation, gets);
    const local = e.local(type);
    e.set(local);
    locals.set(id, local);
    const place = (plan.kept[id] as number) * BYTES;
    if (place >= 0) {
      e.integer(0);
      e.get(local);
      if (isPair) storePair(out, place);
      else out.byte(CODE.F64_STORE, 3).unsigned(place);
    }
    if (hidden.has(id)) watch(id);
    for (const each of plan.leaving.get(id) ?? []) leave(each);
  }
  if (which === plan.chunks.length - 1) {
    for (const id of hidden) if ((code.op[id] as number) <= SOURCE.CONSTANT) watch(id);
    for (const each of plan.leaving.get(-1) ?? []) leave(each);
  }
  for (const check of checks) {
    for (const lane of isPair ? [0, 1] : [0]) {
      e.get(check);
      if (isPair) simd(out, SIMD.EXTRACT).byte(lane);
      e.watch();
    }
  }
  return e.finish();

  function isNothing(id: number): boolean {
    return code.op[id] === SOURCE.CONSTANT && code.constants[code.a[id] as number] === 0;
  }

  function prepare(id: number): void {
    if (locals.has(id) || code.op[id] === SOURCE.CONSTANT) return;
    get(id);
    out.byte(CODE.DROP);
  }

  function leave({ target, entry, count }: Leaving): void {
    const { nodes, place, terms, isWatched } = target;
    if (terms > 0) {
      added(target, entry, count);
      return;
    }
    const node = nodes[entry] as number;
    const size = nodes.length;
    prepare(node);
    if (isWatched) watch(node);
    base(size);
    get(node);
    const offset = (place + entry) * BYTES;
    if (!isPair) out.byte(CODE.F64_STORE, 3).unsigned(offset);
    else if (size === 1) storePair(out, offset);
    else {
      simd(out, SIMD.STORE_LANE).byte(3).unsigned(offset).byte(0);
      base(size);
      get(node);
      simd(out, SIMD.STORE_LANE)
        .byte(3)
        .unsigned(offset + size * BYTES)
        .byte(1);
    }
  }

  /** Adds terms to their sums, those of row n before those of row n + 1; in pairs two sums at a time. */
  function added({ nodes, place, terms }: Target, entry: number, count: number): void {
    const own = nodes.subarray(entry * terms, (entry + count) * terms);
    if (own.every(isNothing)) return;
    for (const node of own) prepare(node);
    if (isPair && count === 2) {
      e.integer(0);
      e.integer(0);
      loadPair(out, (place + entry) * BYTES);
      for (const lane of [0, 1]) {
        for (let k = 0; k < terms; k++) {
          get(own[k] as number);
          get(own[terms + k] as number);
          simd(out, SIMD.SHUFFLE).byte(...bytesOf(lane), ...bytesOf(2 + lane));
          simd(out, SIMD.ADD);
        }
      }
      storePair(out, (place + entry) * BYTES);
      return;
    }
    for (let i = 0; i < count; i++) {
      const each = own.subarray(i * terms, (i + 1) * terms);
      if (each.every(isNothing)) continue;
      e.integer(0);
      e.integer(0);
      out.byte(CODE.F64_LOAD, 3).unsigned((place + entry + i) * BYTES);
      for (const lane of isPair ? [0, 1] : [0]) {
        for (const node of each) {
          get(node);
          if (isPair) simd(out, SIMD.EXTRACT).byte(lane);
          out.byte(CODE.F64_ADD);
        }
      }
      out.byte(CODE.F64_STORE, 3).unsigned((place + entry + i) * BYTES);
    }
  }
}

/** Of a number among four in two pairs the places of its bytes. */
function bytesOf(number: number): readonly number[] {
  return Array.from({ length: BYTES }, (_, i) => BYTES * number + i);
}
