/** Straight-line code of numbers as WebAssembly: functions of some hundred operations, one local a node. */
import { circularTwins } from '../dispatch.ts';
import type { Run } from '../interpret.ts';
import type { ScalarCode } from '../nodes.ts';
import { arityOf, OP, type Op, SOURCE } from '../operations.ts';
import { CODE, F64, type FunctionBody, type FunctionType, moduleBytes, type Writer, writer } from './bytes.ts';
import { BUILTIN, COMPARISONS, callOwn, type Imports, imported, KERNELS, noImports, SIMPLE } from './imports.ts';
import { instantiated } from './instance.ts';
import { withOwn } from './kernels.ts';

/** Operations a function: compilers take more than their share of time for longer ones. */
const CHUNK = 400;
/** Sums of what must be finite: several, so that one addition need not wait for the last. */
const CHECKS = 4;

export interface GeneratedRun {
  readonly run: Run;
  /** Arrays in the memory of the code: `run` copies nothing where it is handed these. */
  readonly given: Float64Array;
  readonly target: Float64Array;
}

/** Undefined where the host has no WebAssembly or refuses it. */
export function generated(code: ScalarCode, given: number): GeneratedRun | undefined {
  const plan = planned(code, given);
  const imports = noImports();
  for (const { kernel, operands } of code.calls.values()) imported(imports, kernel, operands.length);
  for (let id = 0; id < code.count; id++) {
    const builtin = BUILTIN[code.op[id] as number];
    if (builtin) imported(imports, builtin, 2);
  }
  const chunks = plan.chunks.map((chunk) => chunkBody(code, plan, chunk, imports));
  // The sum less itself: 0 where all are finite.
  const difference = (to: Writer) =>
    to.byte(CODE.SET).unsigned(0).byte(CODE.GET).unsigned(0).byte(CODE.GET).unsigned(0).byte(CODE.F64_SUB);
  const [only, ...others] = chunks;
  const functions: FunctionBody[] = [...chunks];
  if (only && others.length === 0) difference(only.code);
  else {
    const main = writer();
    chunks.forEach((_, i) => {
      main.byte(CODE.CALL).unsigned(imports.kernels.length + i);
      if (i > 0) main.byte(CODE.F64_ADD);
    });
    functions.push({ type: NUMBER, locals: [[1, F64]], code: difference(main) });
  }
  const bytes = moduleBytes({
    ...withOwn(imports, functions, plan.size),
    imports: imports.types,
    run: functions.length - 1,
    size: plan.size,
  });
  const instance = instantiated(bytes, imports.kernels);
  if (!instance) return undefined;
  const memory = new Float64Array(instance.memory.buffer);
  const { run } = instance;
  const count = code.outputs.length;
  const from = plan.results;
  const second = from + 1;
  const own = memory.subarray(0, given);
  const ownTarget = memory.subarray(Math.min(second, from + count), from + count);
  const runOnce: Run = (numbers, results, target) => {
    if (numbers === own) {
      // They lie where the code reads them.
    } else if (numbers.length >= given) for (let i = 0; i < given; i++) memory[i] = numbers[i] as number;
    else for (let i = 0; i < given; i++) memory[i] = i < numbers.length ? (numbers[i] as number) : Number.NaN;
    if (run() !== 0) return false;
    if (target) {
      results[0] = memory[from] as number;
      if (target !== ownTarget) for (let i = 0; i < count - 1; i++) target[i] = memory[second + i] as number;
    } else for (let i = 0; i < count; i++) results[i] = memory[from + i] as number;
    return true;
  };
  return { run: runOnce, given: own, target: ownTarget };
}

const NUMBER: FunctionType = { parameters: [], results: [F64] };

interface Plan {
  readonly chunks: readonly (readonly [from: number, to: number])[];
  /** By node: its chunk. */
  readonly chunkOf: Int32Array;
  /** By node: its place in memory where a later chunk needs it, else −1. */
  readonly place: Int32Array;
  /** Places that are written for the caller, by node. */
  readonly asked: ReadonlyMap<number, readonly number[]>;
  /** First place of the results. */
  readonly results: number;
  readonly size: number;
}

function planned(code: ScalarCode, given: number): Plan {
  const chunks: [number, number][] = [];
  const chunkOf = new Int32Array(code.count);
  let start = 0;
  let operations = 0;
  for (let id = 0; id < code.count; id++) {
    chunkOf[id] = chunks.length;
    if ((code.op[id] as number) > SOURCE.CONSTANT) operations++;
    if (operations === CHUNK || id === code.count - 1) {
      chunks.push([start, id + 1]);
      start = id + 1;
      operations = 0;
    }
  }
  const place = new Int32Array(code.count).fill(-1);
  const results = given;
  let size = given + code.outputs.length;
  const use = (node: number, by: number) => {
    const isFar = (code.op[node] as number) > SOURCE.CONSTANT && chunkOf[node] !== by;
    if (isFar && place[node] === -1) place[node] = size++;
  };
  for (let id = 0; id < code.count; id++)
    for (const operand of operandsOf(code, id)) use(operand, chunkOf[id] as number);
  const asked = new Map<number, number[]>();
  code.outputs.forEach((id, i) => {
    const places = asked.get(id);
    if (places) places.push(results + i);
    else asked.set(id, [results + i]);
  });
  return { chunks, chunkOf, place, asked, results, size };
}

function operandsOf(code: ScalarCode, id: number): readonly number[] {
  const op = code.op[id] as number;
  if (op <= SOURCE.CONSTANT) return [];
  const call = code.calls.get(id);
  if (call) return call.operands;
  // Of operations with fewer operands the others are node 0, which is harmless.
  return [code.a[id] as number, code.b[id] as number, code.c[id] as number];
}

/** Evaluates the nodes of one chunk; answers the sum of those that are watched. */
function chunkBody(
  code: ScalarCode,
  plan: Plan,
  [from, to]: readonly [number, number],
  imports: Imports,
): FunctionBody {
  const out = writer();
  const watched = new Set(code.watched);
  const locals = new Map<number, number>();
  const localOf = (id: number): number => {
    let local = locals.get(id);
    if (local === undefined) {
      local = locals.size + CHECKS;
      locals.set(id, local);
    }
    return local;
  };
  const load = (place: number) => out.byte(CODE.I32_CONST, 0, CODE.F64_LOAD, 3).unsigned(8 * place);
  /** Puts the number of a node on the stack. */
  function get(id: number): void {
    const op = code.op[id] as number;
    if (op === SOURCE.CONSTANT) {
      out.byte(CODE.F64_CONST).f64(code.constants[code.a[id] as number] as number);
      return;
    }
    const isHere = id >= from && id < to && op !== SOURCE.INPUT;
    if (!isHere && !locals.has(id)) {
      load(op === SOURCE.INPUT ? (code.a[id] as number) : (plan.place[id] as number));
      out.byte(CODE.TEE).unsigned(localOf(id));
      return;
    }
    out.byte(CODE.GET).unsigned(localOf(id));
  }
  function store(place: number, id: number): void {
    out.byte(CODE.I32_CONST, 0);
    get(id);
    out.byte(CODE.F64_STORE, 3).unsigned(8 * place);
  }

  const twins = circularTwins(code.op, code.a, from, to);
  let checked = 0;
  for (let id = from; id < to; id++) {
    const op = code.op[id] as number;
    if (op > SOURCE.CONSTANT) {
      if (!locals.has(id)) {
        operation(op, id);
        out.byte(CODE.SET).unsigned(localOf(id));
      }
      const place = plan.place[id] as number;
      if (place >= 0) store(place, id);
    }
    for (const place of plan.asked.get(id) ?? []) store(place, id);
    if (watched.has(id)) {
      const check = checked++ % CHECKS;
      out.byte(CODE.GET).unsigned(check);
      get(id);
      out.byte(CODE.F64_ADD, CODE.SET).unsigned(check);
    }
  }
  for (let check = 0; check < CHECKS; check++) {
    out.byte(CODE.GET).unsigned(check);
    if (check > 0) out.byte(CODE.F64_ADD);
  }
  return { type: NUMBER, locals: [[locals.size + CHECKS, F64]], code: out };

  function operation(op: number, id: number): void {
    const [a, b, c] = [code.a[id] as number, code.b[id] as number, code.c[id] as number];
    const simple = SIMPLE[op];
    const comparison = COMPARISONS[op];
    const builtin = BUILTIN[op];
    const own = KERNELS[op];
    const twin = twins.get(id);
    if (simple !== undefined) {
      get(a);
      if (arityOf(op as Op) === 2) get(b);
      out.byte(simple);
    } else if (comparison !== undefined) {
      get(a);
      get(b);
      out.byte(comparison, CODE.F64_CONVERT_I32_S);
    } else if (own && twin !== undefined) {
      // Both at once: the later one finds its local set.
      get(a);
      callOwn(imports, out, 'sincos');
      const [first, second] = op === OP.COS ? [id, twin] : [twin, id];
      out.byte(CODE.SET).unsigned(localOf(first));
      if (second === id) return;
      out.byte(CODE.SET).unsigned(localOf(second));
      out.byte(CODE.GET).unsigned(localOf(id));
    } else if (own) {
      get(a);
      callOwn(imports, out, own);
    } else if (builtin) {
      get(a);
      if (op === OP.POW) get(b);
      out.byte(CODE.CALL).unsigned(imports.indices.get(builtin) ?? 0);
    } else if (op === OP.SQUARE || op === OP.CUBE) {
      get(a);
      get(a);
      out.byte(CODE.F64_MUL);
      if (op === OP.SQUARE) return;
      get(a);
      out.byte(CODE.F64_MUL);
    } else if (op === OP.RECIPROCAL) {
      out.byte(CODE.F64_CONST).f64(1);
      get(a);
      out.byte(CODE.F64_DIV);
    } else if (op === OP.SELECT) {
      get(b);
      get(c);
      get(a);
      out.byte(CODE.F64_ABS, CODE.F64_CONST).f64(0).byte(CODE.F64_GT, CODE.SELECT);
    } else {
      const call = code.calls.get(id);
      for (const operand of call?.operands ?? []) get(operand);
      out.byte(CODE.CALL).unsigned((call && imports.indices.get(call.kernel)) ?? 0);
    }
  }
}
