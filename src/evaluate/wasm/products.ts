/** Products of matrices and vectors on pairs of numbers, added up in the order that all executors keep. */
import { LANES } from '../orders.ts';
import { CODE, type FunctionBody } from './bytes.ts';
import { Emitter, F64, I32, V128 } from './emit.ts';
import type { Imports } from './imports.ts';
import { loadPair, SIMD, simd, storePair } from './simd.ts';

const BYTES = 8;
const PAIR = 16;

interface Places {
  readonly a: number;
  readonly b: number;
  readonly to: number;
}

/** Rows that share what they load of the vector. */
const ROWS = 4;

/** A matrix (rows × inner) times a vector: of each row the dot product in four lanes. */
export function matrixVector(imports: Imports, { a, b, to }: Places, rows: number, inner: number): FunctionBody {
  const e = new Emitter(imports);
  const { out } = e;
  const [row, target, at, from] = [e.local(I32), e.local(I32), e.local(I32), e.local(I32)];
  const width = inner * BYTES;
  const whole = inner - (inner % LANES);
  const block = (count: number) => {
    const lanes = Array.from({ length: count }, () => [e.local(V128), e.local(V128)] as const);
    const sums = lanes.map(() => e.local(F64));
    const vector = [e.local(V128), e.local(V128)] as const;
    const one = e.local(F64);
    for (const local of lanes.flat()) {
      e.number(0);
      simd(out, SIMD.SPLAT);
      e.set(local);
    }
    e.loop(at, whole * BYTES, LANES * BYTES, () => {
      e.get(row);
      e.get(at);
      out.byte(CODE.I32_ADD);
      e.set(from);
      for (const [half, local] of vector.entries()) {
        e.get(at);
        loadPair(out, b * BYTES + half * PAIR);
        e.set(local);
      }
      lanes.forEach((pair, i) => {
        pair.forEach((local, half) => {
          e.get(local);
          e.get(from);
          loadPair(out, a * BYTES + i * width + half * PAIR);
          e.get(vector[half] as number);
          simd(out, SIMD.MUL);
          simd(out, SIMD.ADD);
          e.set(local);
        });
      });
    });
    lanes.forEach(([first, second], i) => {
      e.get(first);
      e.get(second);
      simd(out, SIMD.ADD);
      e.set(first);
      for (const lane of [0, 1]) {
        e.get(first);
        simd(out, SIMD.EXTRACT).byte(lane);
      }
      out.byte(CODE.F64_ADD);
      e.set(sums[i] as number);
    });
    e.loop(
      at,
      inner * BYTES,
      BYTES,
      () => {
        e.get(at);
        out.byte(CODE.F64_LOAD, 3).unsigned(b * BYTES);
        e.set(one);
        sums.forEach((sum, i) => {
          e.get(sum);
          e.get(row);
          e.get(at);
          out.byte(CODE.I32_ADD, CODE.F64_LOAD, 3).unsigned(a * BYTES + i * width);
          e.get(one);
          out.byte(CODE.F64_MUL, CODE.F64_ADD);
          e.set(sum);
        });
      },
      whole * BYTES,
    );
    sums.forEach((sum, i) => {
      e.get(target);
      e.get(sum);
      out.byte(CODE.F64_STORE, 3).unsigned((to + i) * BYTES);
    });
    e.get(row);
    e.integer(count * width);
    out.byte(CODE.I32_ADD);
    e.set(row);
  };
  const wholeRows = rows - (rows % ROWS);
  e.loop(target, wholeRows * BYTES, ROWS * BYTES, () => block(ROWS));
  e.loop(target, rows * BYTES, BYTES, () => block(1), wholeRows * BYTES);
  return e.finish();
}

/** Columns that are added up side by side: two pairs in four lanes each. */
const COLUMNS = 4;

/** The transpose of a matrix (inner × columns) times a vector, without transposing it: the same sums in four lanes. */
export function transposedVector(imports: Imports, { a, b, to }: Places, inner: number, columns: number): FunctionBody {
  const e = new Emitter(imports);
  const { out } = e;
  const [column, at, row] = [e.local(I32), e.local(I32), e.local(I32)];
  const width = columns * BYTES;
  const whole = inner - (inner % LANES);
  const block = (pairs: number) => {
    const isPair = pairs > 0;
    const type = isPair ? V128 : F64;
    const halves = Math.max(1, pairs);
    const lanes = Array.from({ length: LANES }, () => Array.from({ length: halves }, () => e.local(type)));
    const factor = e.local(type);
    const add = () => (isPair ? simd(out, SIMD.ADD) : out.byte(CODE.F64_ADD));
    const product = (offset: number) => {
      e.get(row);
      if (isPair) loadPair(out, offset);
      else out.byte(CODE.F64_LOAD, 3).unsigned(offset);
      e.get(factor);
      if (isPair) simd(out, SIMD.MUL);
      else out.byte(CODE.F64_MUL);
      add();
    };
    const loadFactor = (offset: number) => {
      e.get(at);
      out.byte(CODE.F64_LOAD, 3).unsigned(offset);
      if (isPair) simd(out, SIMD.SPLAT);
      e.set(factor);
    };
    for (const local of lanes.flat()) {
      e.number(0);
      if (isPair) simd(out, SIMD.SPLAT);
      e.set(local);
    }
    e.get(column);
    e.set(row);
    const next = (rows: number) => {
      e.get(row);
      e.integer(rows * width);
      out.byte(CODE.I32_ADD);
      e.set(row);
    };
    e.loop(at, whole * BYTES, LANES * BYTES, () => {
      for (let lane = 0; lane < LANES; lane++) {
        loadFactor((b + lane) * BYTES);
        lanes[lane]?.forEach((local, half) => {
          e.get(local);
          product(a * BYTES + lane * width + half * PAIR);
          e.set(local);
        });
      }
      next(LANES);
    });
    for (let half = 0; half < halves; half++) {
      const [p, q, r, s] = lanes.map((locals) => locals[half] as number) as [number, number, number, number];
      e.get(p);
      e.get(r);
      add();
      e.get(q);
      e.get(s);
      add();
      add();
      e.set(p);
    }
    e.loop(
      at,
      inner * BYTES,
      BYTES,
      () => {
        loadFactor(b * BYTES);
        lanes[0]?.forEach((local, half) => {
          e.get(local);
          product(a * BYTES + half * PAIR);
          e.set(local);
        });
        next(1);
      },
      whole * BYTES,
    );
    lanes[0]?.forEach((local, half) => {
      e.get(column);
      e.get(local);
      if (isPair) storePair(out, to * BYTES + half * PAIR);
      else out.byte(CODE.F64_STORE, 3).unsigned(to * BYTES);
    });
  };
  const wholeColumns = columns - (columns % COLUMNS);
  e.loop(column, wholeColumns * BYTES, COLUMNS * BYTES, () => block(COLUMNS / 2));
  e.loop(column, columns * BYTES, BYTES, () => block(0), wholeColumns * BYTES);
  return e.finish();
}

/** factor · (a bᵀ), or a bᵀ. */
export function outerProduct(
  imports: Imports,
  { a, b, to }: Places,
  rows: number,
  columns: number,
  factor: { readonly constant: number } | { readonly number: number } | undefined,
  watched: boolean,
): FunctionBody {
  const e = new Emitter(imports);
  const { out } = e;
  const [i, row, at] = [e.local(I32), e.local(I32), e.local(I32)];
  const [x, pair, scale, scales] = [e.local(F64), e.local(V128), e.local(F64), e.local(V128)];
  if (factor) {
    if ('constant' in factor) e.number(factor.constant);
    else e.load(factor.number);
    out.byte(CODE.TEE).unsigned(scale);
    simd(out, SIMD.SPLAT);
    e.set(scales);
  }
  const whole = columns - (columns % 2);
  const [largest, other] = [e.local(F64), e.local(F64)];
  const bound = (local: number, from: number, count: number) => {
    e.loop(at, count * BYTES, BYTES, () => {
      e.get(local);
      e.get(at);
      out
        .byte(CODE.F64_LOAD, 3)
        .unsigned(from * BYTES)
        .byte(CODE.F64_ABS, CODE.F64_ADD);
      e.set(local);
    });
  };
  if (watched) {
    // No entry is larger than the product of all sizes together: where that is finite, every entry is.
    bound(largest, a, rows);
    bound(other, b, columns);
    e.get(largest);
    e.get(other);
    out.byte(CODE.F64_MUL);
    if (factor) {
      e.get(scale);
      out.byte(CODE.F64_MUL);
    }
    e.watch();
  }
  e.loop(i, rows * BYTES, BYTES, () => {
    e.get(i);
    out.byte(CODE.F64_LOAD, 3).unsigned(a * BYTES);
    out.byte(CODE.TEE).unsigned(x);
    simd(out, SIMD.SPLAT);
    e.set(pair);
    const target = () => {
      e.get(row);
      e.get(at);
      out.byte(CODE.I32_ADD);
    };
    e.loop(at, whole * BYTES, PAIR, () => {
      target();
      if (factor) e.get(scales);
      e.get(pair);
      e.get(at);
      loadPair(out, b * BYTES);
      simd(out, SIMD.MUL);
      if (factor) simd(out, SIMD.MUL);
      storePair(out, to * BYTES);
    });
    e.loop(
      at,
      columns * BYTES,
      BYTES,
      () => {
        target();
        if (factor) e.get(scale);
        e.get(x);
        e.get(at);
        out
          .byte(CODE.F64_LOAD, 3)
          .unsigned(b * BYTES)
          .byte(CODE.F64_MUL);
        if (factor) out.byte(CODE.F64_MUL);
        out.byte(CODE.F64_STORE, 3).unsigned(to * BYTES);
      },
      whole * BYTES,
    );
    e.get(row);
    e.integer(columns * BYTES);
    out.byte(CODE.I32_ADD);
    e.set(row);
  });
  return e.finish();
}
