/**
 * A loop of equal passes (src/primitives/tensors/scan.ts): what is handed on stays in registers. Steps that rest on nothing
 * that is handed on are taken for two passes at a time, one in each half of a pair; those that are alike in all passes once.
 */
import { scalars } from '../../primitives/table.ts';
import type { Scan } from '../../primitives/tensors/loopBody.ts';
import { hides, OP, type Op } from '../operations.ts';
import { operationIn, twinsIn } from '../scanSteps.ts';
import { CODE, F64, type FunctionBody, I32, V128 } from './bytes.ts';
import { Emitter } from './emit.ts';
import { callOwn, type Imports } from './imports.ts';
import { isCostly, type Kept } from './scanPairs.ts';
import { loadPair, SIMD, simd, storePair } from './simd.ts';

const BYTES = 8;

/** What a value rests on: the same in all passes, entries alone, or what passes hand on. */
const SAME = 0;
const ENTRIES = 1;
const HANDED = 2;

/** Results of steps that this loop leaves for another one, and those that it finds. */
export interface ScanShares {
  readonly kept?: ReadonlyMap<number, Kept>;
  readonly given?: ReadonlyMap<number, number>;
}

/** `from`: where operands lie in memory; the result starts at `to`. Undefined where a step has no kernel. */
export function scanLoop(
  imports: Imports,
  scan: Scan,
  from: readonly number[],
  to: number,
  { kept = new Map(), given = new Map() }: ScanShares = {},
): FunctionBody | undefined {
  const { body, count, carried, sliced, isBack } = scan;
  const inputs = from.length;
  if (body.steps.some(({ operation }) => operation !== undefined && !scalars[operation])) return undefined;
  const e = new Emitter(imports);
  const { out } = e;
  const at = e.local(I32);
  const isSlice = (id: number) => id >= carried && id < carried + sliced;
  const numbers = body.steps.map((step) => (step.operation === undefined ? (step.value ?? Number.NaN) : undefined));
  const numberOf = (id: number) => (id < inputs ? undefined : numbers[id - inputs]);
  const ops = body.steps.map((_, i) => operationIn(body, inputs, i));
  const twins = twinsIn(body, ops);
  /** Of the second pass of two in memory. */
  let shift = 0;
  const kinds: number[] = from.map((_, i) => (i < carried ? HANDED : isSlice(i) ? ENTRIES : SAME));
  body.steps.forEach(({ operands }, i) => {
    kinds.push(given.has(i) ? ENTRIES : operands.reduce((most, id) => Math.max(most, kinds[id] ?? 0), SAME));
  });
  /** Vectors with an entry a pass, by value. */
  const vectors = new Map<number, number>();
  for (let i = carried; i < carried + sliced; i++) vectors.set(i, from[i] as number);
  for (const [i, place] of given) vectors.set(inputs + i, place);
  const read = new Set([...body.next, ...body.emits]);
  body.steps.forEach(({ operands }, i) => {
    if (!given.has(i)) for (const id of operands) read.add(id);
  });
  for (const id of vectors.keys()) if (!read.has(id)) vectors.delete(id);
  const singles = kinds.map(() => e.local(F64));
  const pairs: (number | undefined)[] = [];
  const single = (id: number) => () => {
    const number = numberOf(id);
    if (number !== undefined) e.number(number);
    else e.get(singles[id] as number);
  };
  const pair = (id: number) => () => {
    if (kinds[id] === ENTRIES) {
      e.get(pairs[id] as number);
      return;
    }
    const number = numberOf(id);
    if (number !== undefined) simd(out, SIMD.CONST).f64(number).f64(number);
    else {
      single(id)();
      simd(out, SIMD.SPLAT);
    }
  };

  /** The steps that rest on just that, for one pass or for two. */
  function steps(kind: number, isPair: boolean): void {
    const get = isPair ? pair : single;
    const type = isPair ? V128 : F64;
    const set = (step: number) => {
      if (!isPair) e.set(singles[inputs + step] as number);
      else {
        pairs[inputs + step] ??= e.local(type);
        e.set(pairs[inputs + step] as number);
      }
    };
    const known = new Set<number>(given.keys());
    body.steps.forEach(({ operation, operands }, i) => {
      if (operation === undefined || kinds[inputs + i] !== kind || known.has(i)) return;
      const op = ops[i] ?? OP.CALL;
      const { own, other } = kept.get(i) ?? {};
      const twin = twins.get(i);
      const isBoth = (twin !== undefined && !given.has(twin)) || other !== undefined;
      if (isBoth) {
        get(operands[0] as number)();
        callOwn(imports, out, isPair ? 'sincosPair' : 'sincos');
        const second = e.local(type);
        const [sine, cosine] = op === OP.COS ? [-1, i] : [i, -1];
        for (const each of [cosine, sine]) {
          if (each >= 0) set(each);
          else e.set(second);
        }
        if (other !== undefined) store(other, () => e.get(second), isPair);
        if (twin !== undefined) {
          e.get(second);
          set(twin);
          known.add(twin);
          // What is to be kept of the other one, which does not come up any more.
          const { own: itself, other: first } = kept.get(twin) ?? {};
          if (itself !== undefined) store(itself, get(inputs + twin), isPair);
          if (first !== undefined) store(first, get(inputs + i), isPair);
        }
      } else {
        const operation1 = { op, kernel: scalars[operation]?.value ?? Math.pow, arity: operands.length };
        if (isPair) e.pair(operation1, operands.map(get));
        else e.single(operation1, operands.map(get));
        set(i);
      }
      if (own !== undefined) store(own, get(inputs + i), isPair);
      for (const [k, operand] of operands.entries()) {
        if (!hides(op as Op, k) || numberOf(operand) !== undefined) continue;
        get(operand)();
        if (!isPair) {
          e.watch();
          continue;
        }
        const watched = e.local(V128);
        e.set(watched);
        for (const lane of [0, 1]) {
          e.get(watched);
          simd(out, SIMD.EXTRACT).byte(lane);
          e.watch();
        }
      }
    });
  }

  function store(place: number, get: () => void, isPair: boolean): void {
    e.get(at);
    get();
    if (isPair) storePair(out, place * BYTES + shift);
    else out.byte(CODE.F64_STORE, 3).unsigned(place * BYTES + shift);
  }

  function entries(isPair: boolean): void {
    for (const [i, place] of vectors) {
      e.get(at);
      const offset = place * BYTES;
      if (isPair) {
        pairs[i] ??= e.local(V128);
        loadPair(out, offset);
        e.set(pairs[i] as number);
      } else {
        out.byte(CODE.F64_LOAD, 3).unsigned(offset);
        e.set(singles[i] as number);
      }
    }
  }

  /** What a pass leaves, and hands on. */
  function leave(isPair: boolean): void {
    body.emits.forEach((id, which) => {
      if (!isPair || kinds[id] !== ENTRIES) store(to + carried + which * count, single(id), false);
    });
    // All at once: a value may be handed to another's place.
    for (const id of body.next) single(id)();
    for (let i = carried - 1; i >= 0; i--) e.set(singles[i] as number);
  }

  function onePass(): void {
    entries(false);
    steps(ENTRIES, false);
    steps(HANDED, false);
    leave(false);
  }

  /** What steps that go pass by pass need of those that are taken for two. */
  const apart = new Set([...body.next, ...body.emits]);
  body.steps.forEach(({ operands }, i) => {
    if (kinds[inputs + i] === HANDED) for (const id of operands) apart.add(id);
  });

  function twoPasses(): void {
    entries(true);
    steps(ENTRIES, true);
    body.emits.forEach((id, which) => {
      if (kinds[id] === ENTRIES) store(to + carried + which * count, pair(id), true);
    });
    for (const lane of isBack ? [1, 0] : [0, 1]) {
      for (const id of apart) {
        if (kinds[id] !== ENTRIES) continue;
        pair(id)();
        simd(out, SIMD.EXTRACT).byte(lane);
        e.set(singles[id] as number);
      }
      shift = lane * BYTES;
      steps(HANDED, false);
      leave(true);
    }
    shift = 0;
  }

  from.forEach((first, i) => {
    if (isSlice(i)) return;
    e.load(first);
    e.set(singles[i] as number);
  });
  steps(SAME, false);
  const isPaired = count > 1 && ops.some((op, i) => kinds[inputs + i] === ENTRIES && !given.has(i) && isCostly(op));
  const width = isPaired ? 2 : 1;
  const rounds = (count - (count % width)) / width;
  const last = (rounds - 1) * width * BYTES;
  if (isBack && isPaired && count % 2 === 1) {
    e.integer((count - 1) * BYTES);
    e.set(at);
    onePass();
  }
  const step = width * BYTES;
  if (isBack) e.loopDown(at, last, step, isPaired ? twoPasses : onePass);
  else e.loop(at, rounds * step, step, isPaired ? twoPasses : onePass);
  if (!isBack && isPaired && count % 2 === 1) {
    e.integer((count - 1) * BYTES);
    e.set(at);
    onePass();
  }
  for (let i = 0; i < carried; i++) {
    e.integer(0);
    e.get(singles[i] as number);
    out.byte(CODE.F64_STORE, 3).unsigned((to + i) * BYTES);
  }
  return e.finish();
}
