/** A stretch of lines in one loop over its rows, two rows at a time: one in each half of a pair. */
import { isConstant, type LineId, type WengertLine, type WengertList } from '../../graph/list.ts';
import { countOf } from '../../primitives/shape.ts';
import type { Mask } from '../masks.ts';
import type { ScalarCode } from '../nodes.ts';
import { arityOf, type Op, SOURCE } from '../operations.ts';
import { expandScalars, type WantedLine } from '../scalars.ts';
import { CODE, F64, type FunctionBody, I32, V128 } from './bytes.ts';
import { Emitter } from './emit.ts';
import { callOwn, type Imports } from './imports.ts';
import type { RowLine, Stretch } from './rows.ts';
import { loadPair, SIMD, simd, storePair } from './simd.ts';

const BYTES = 8;
/** Nodes of a row at most. */
const MOST_NODES = 24_000;
/** Operations a function. */
const CHUNK = 500;

/** Where numbers of a row come from or go: `place` for the first row, `by` further for each row (0: the same for all). */
interface Spot {
  readonly place: number;
  readonly by: number;
}

export interface StretchOptions {
  readonly list: WengertList;
  readonly stretch: Stretch;
  /** Where the entries of a line lie in memory. */
  place(line: LineId): number;
  /** Lines whose entries are needed after the stretch, or asked for: those must be finite. */
  isStored(line: LineId): boolean;
  isAsked(line: LineId): boolean;
  /** By line the entries that are 0 by construction, and those that nothing needs. */
  readonly zeros: ReadonlyMap<LineId, Mask>;
  readonly unneeded: ReadonlyMap<LineId, Mask>;
  /** The first place of memory that nothing else uses. */
  readonly free: number;
}

/** Undefined where a row takes too many operations. `free`: the first place after those that the code uses. */
export function rowLoop(
  imports: Imports,
  options: StretchOptions,
): { readonly body: FunctionBody; readonly free: number } | undefined {
  const { list, stretch, place } = options;
  const row = rowList(options);
  const stored = stretch.lines.filter(({ id, sum }) => sum || options.isStored(id));
  const wanted = stored.map(({ id, sum }): WantedLine => {
    const line = row.ids.get(id) as number;
    const size = countOf(row.list.lines[line]?.shape ?? []);
    const mask = sum && options.unneeded.get(id);
    // Entries side by side that are the terms of one sum are needed or not together.
    return {
      line,
      size,
      unneeded: mask && Uint8Array.from({ length: size }, (_, i) => mask[Math.floor(i / sum.terms)] ?? 0),
    };
  });
  const code = expandScalars(row.list, wanted, row.source, MOST_NODES);
  if (!code) return undefined;
  const plan = chunked(code, options.free);

  const targets: Target[] = [];
  let at = 0;
  stored.forEach(({ id, sum }, i) => {
    const size = wanted[i]?.size ?? 0;
    const nodes = code.outputs.subarray(at, at + size);
    at += size;
    targets.push({ nodes, place: place(id), terms: sum?.terms ?? 0, isWatched: !sum && options.isAsked(id) });
  });

  const e = new Emitter(imports);
  const { out } = e;
  const n = e.local(I32);
  const index = e.local(I32);
  const sums = stored.filter(({ sum }) => sum);
  const entries = (line: RowLine) => countOf(list.lines[line.id]?.shape ?? []);
  for (const line of sums) {
    e.loop(index, entries(line) * BYTES, BYTES, () => {
      e.get(index);
      e.number(0);
      out.byte(CODE.F64_STORE, 3).unsigned(place(line.id) * BYTES);
    });
  }
  const run = (isPair: boolean) => {
    plan.chunks.forEach((_, which) => {
      e.get(n);
      callOwn(imports, out, chunkBody(imports, { code, plan, which, spots: row.spots, targets, isPair }));
      e.watch();
    });
  };
  const whole = stretch.size - (stretch.size % 2);
  e.loop(n, whole, 2, () => run(true));
  if (whole < stretch.size) {
    e.integer(whole);
    e.set(n);
    run(false);
  }
  for (const line of sums) {
    const { share } = line.sum as { share: number };
    const isAsked = options.isAsked(line.id);
    if (share === 1 && !isAsked) continue;
    e.loop(index, entries(line) * BYTES, BYTES, () => {
      const value = () => {
        e.get(index);
        out.byte(CODE.F64_LOAD, 3).unsigned(place(line.id) * BYTES);
      };
      if (share !== 1) {
        e.get(index);
        value();
        e.number(share);
        out.byte(CODE.F64_DIV, CODE.F64_STORE, 3).unsigned(place(line.id) * BYTES);
      }
      if (!isAsked) return;
      value();
      e.watch();
    });
  }
  return { body: e.finish(), free: plan.free };
}

/** The list of one row; its inputs are what comes from memory. */
function rowList({ list, stretch, place, zeros }: StretchOptions) {
  const lines: WengertLine[] = [];
  const ids = new Map<LineId, number>();
  const spots: Spot[] = [];
  const starts = new Map<string, number>();
  const masks = new Map<string, Mask | undefined>();
  const taken = new Map<string, number>();
  const add = (line: WengertLine) => lines.push(line) - 1;
  for (const { id, operands, steps } of stretch.lines) {
    let current = operands.map(({ line, rows, shape }): number => {
      const member = rows ? ids.get(line) : undefined;
      if (member !== undefined) return member;
      const own = list.lines[line] as WengertLine;
      const name = `${rows ? 'row' : 'whole'} ${line} ${shape.map(({ size }) => size).join()}`;
      const known = taken.get(name);
      if (known !== undefined) return known;
      const count = countOf(shape);
      let read: number;
      if (!rows && isConstant(own)) read = add({ ...own, shape });
      else {
        starts.set(name, spots.length);
        if (!rows) masks.set(name, zeros.get(line));
        for (let i = 0; i < count; i++) spots.push({ place: place(line) + i, by: rows ? count : 0 });
        read = add({ operation: 'input', name, operands: [], shape });
      }
      taken.set(name, read);
      return read;
    });
    for (const { operation, attributes, shape, number } of steps) {
      if (number !== undefined) {
        current.push(add({ operation: 'constant', value: number, text: String(number), operands: [], shape: [] }));
      }
      const step = attributes
        ? { operation, attributes, operands: current, shape }
        : { operation, operands: current, shape };
      current = [add(step)];
    }
    ids.set(id, current[0] as number);
  }
  const rows: WengertList = { lines, outputs: [], names: new Map(), spans: new Map() };
  return {
    list: rows,
    ids,
    spots,
    source: (name: string) => ({ from: starts.get(name) ?? 0, zeros: masks.get(name) }),
  };
}

/** Entries of a row that leave it: stored, or with `terms` added up, so many to each sum. */
interface Target {
  readonly nodes: Int32Array;
  readonly place: number;
  readonly terms: number;
  readonly isWatched: boolean;
}

interface Chunks {
  readonly chunks: readonly (readonly [from: number, to: number])[];
  readonly chunkOf: Int32Array;
  /** By node: where later functions find it, a pair a node; −1 where none needs it. */
  readonly kept: Int32Array;
  readonly free: number;
}

function operandsOf(code: ScalarCode, id: number): readonly number[] {
  const op = code.op[id] as number;
  if (op <= SOURCE.CONSTANT) return [];
  const call = code.calls.get(id);
  if (call) return call.operands;
  return [code.a[id] as number, code.b[id] as number, code.c[id] as number].slice(0, arityOf(op as Op));
}

function chunked(code: ScalarCode, start: number): Chunks {
  const chunks: [number, number][] = [];
  const chunkOf = new Int32Array(code.count);
  let [first, operations] = [0, 0];
  for (let id = 0; id < code.count; id++) {
    chunkOf[id] = chunks.length;
    if ((code.op[id] as number) > SOURCE.CONSTANT) operations++;
    if (operations === CHUNK || id === code.count - 1) {
      chunks.push([first, id + 1]);
      [first, operations] = [id + 1, 0];
    }
  }
  const kept = new Int32Array(code.count).fill(-1);
  let free = start + (start % 2);
  const use = (node: number, by: number) => {
    if ((code.op[node] as number) <= SOURCE.CONSTANT || chunkOf[node] === by || kept[node] !== -1) return;
    kept[node] = free;
    free += 2;
  };
  for (let id = 0; id < code.count; id++)
    for (const operand of operandsOf(code, id)) use(operand, chunkOf[id] as number);
  // What leaves the row does so in the last function.
  for (const id of code.outputs) use(id, chunks.length - 1);
  return { chunks, chunkOf, kept, free };
}

interface ChunkOptions {
  readonly code: ScalarCode;
  readonly plan: Chunks;
  readonly which: number;
  readonly spots: readonly Spot[];
  readonly targets: readonly Target[];
  readonly isPair: boolean;
}

/** A part of the work on row n, or on rows n and n + 1; answers the sum of what must be finite. */
function chunkBody(imports: Imports, options: ChunkOptions): FunctionBody {
  const { code, plan, which, spots, targets, isPair } = options;
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

  for (let id = from; id < to; id++) {
    const op = code.op[id] as number;
    if (op > SOURCE.CONSTANT) {
      const call = code.calls.get(id);
      const operands = operandsOf(code, id);
      const operation = { op: op as Op, kernel: call?.kernel ?? Math.pow, arity: operands.length };
      // Loads of locals come before their uses, whatever an operation does with its operands.
      for (const operand of operands) prepare(operand);
      const gets = operands.map((operand) => () => get(operand));
      if (isPair) e.pair(operation, gets);
      else e.single(operation, gets);
      const local = e.local(type);
      e.set(local);
      locals.set(id, local);
      if ((plan.kept[id] as number) >= 0) {
        e.integer(0);
        e.get(local);
        const place = (plan.kept[id] as number) * BYTES;
        if (isPair) storePair(out, place);
        else out.byte(CODE.F64_STORE, 3).unsigned(place);
      }
    }
    if (hidden.has(id)) watch(id);
  }
  if (which === plan.chunks.length - 1) for (const target of targets) leave(target);
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

  function leave({ nodes, place, terms, isWatched }: Target): void {
    const size = nodes.length;
    for (const node of nodes) {
      prepare(node);
      if (isWatched) watch(node);
    }
    if (terms > 0) {
      added(nodes, place, terms);
      return;
    }
    nodes.forEach((node, i) => {
      base(size);
      get(node);
      const offset = (place + i) * BYTES;
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
    });
  }

  /** Adds terms to their sums, those of row n before those of row n + 1; in pairs two sums at a time. */
  function added(nodes: Int32Array, place: number, terms: number): void {
    const sums = nodes.length / terms;
    const isZero = (entry: number) => nodes.subarray(entry * terms, (entry + 1) * terms).every(isNothing);
    const single = (entry: number) => {
      e.integer(0);
      e.integer(0);
      out.byte(CODE.F64_LOAD, 3).unsigned((place + entry) * BYTES);
      for (const lane of isPair ? [0, 1] : [0]) {
        for (let k = 0; k < terms; k++) {
          get(nodes[entry * terms + k] as number);
          if (isPair) simd(out, SIMD.EXTRACT).byte(lane);
          out.byte(CODE.F64_ADD);
        }
      }
      out.byte(CODE.F64_STORE, 3).unsigned((place + entry) * BYTES);
    };
    const double = (entry: number) => {
      e.integer(0);
      e.integer(0);
      loadPair(out, (place + entry) * BYTES);
      for (const lane of [0, 1]) {
        for (let k = 0; k < terms; k++) {
          get(nodes[entry * terms + k] as number);
          get(nodes[(entry + 1) * terms + k] as number);
          simd(out, SIMD.SHUFFLE).byte(...bytesOf(lane), ...bytesOf(2 + lane));
          simd(out, SIMD.ADD);
        }
      }
      storePair(out, (place + entry) * BYTES);
    };
    let entry = 0;
    if (isPair) for (; entry + 1 < sums; entry += 2) if (!isZero(entry) || !isZero(entry + 1)) double(entry);
    for (; entry < sums; entry++) if (!isZero(entry)) single(entry);
  }
}

/** Of a number among four in two pairs the places of its bytes. */
function bytesOf(number: number): readonly number[] {
  return Array.from({ length: BYTES }, (_, i) => BYTES * number + i);
}
