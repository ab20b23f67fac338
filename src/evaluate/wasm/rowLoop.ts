/** A stretch of lines in one loop over its rows, two rows at a time: one in each half of a pair. */
import { isConstant, type LineId, type WengertLine, type WengertList } from '../../graph/list.ts';
import { countOf } from '../../primitives/shape.ts';
import type { Mask } from '../masks.ts';
import { expandScalars, type WantedLine } from '../scalars.ts';
import { CODE, type FunctionBody, I32 } from './bytes.ts';
import { Emitter } from './emit.ts';
import { callOwn, type Imports } from './imports.ts';
import { chunkBody, chunked, type Spot, type Target } from './rowCode.ts';
import type { RowLine, Stretch } from './rows.ts';

const BYTES = 8;
/** Nodes of a row at most. */
const MOST_NODES = 24_000;

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
  const targets: Target[] = [];
  let at = 0;
  stored.forEach(({ id, sum }, i) => {
    const size = wanted[i]?.size ?? 0;
    const nodes = code.outputs.subarray(at, at + size);
    at += size;
    targets.push({ nodes, place: place(id), terms: sum?.terms ?? 0, isWatched: !sum && options.isAsked(id) });
  });
  const plan = chunked(code, targets, options.free);

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
      callOwn(imports, out, chunkBody(imports, { code, plan, which, spots: row.spots, isPair }));
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
