/**
 * Lists with tensors as WebAssembly over the memory of the plain program: steps of equal length fused into loops, products
 * on pairs of numbers, any other step called as it is. Sums are added up in the order of the plain program.
 */
import {
  constantOf,
  isConstant,
  isInput,
  type StepLine,
  type WengertLine,
  type WengertList,
} from '../../graph/list.ts';
import { countOf, sizesOf } from '../../primitives/shape.ts';
import { scalars } from '../../primitives/table.ts';
import { scanOf } from '../../primitives/tensors/loopBody.ts';
import { tensorRow } from '../../primitives/tensors.ts';
import { fits } from '../fits.ts';
import { unneededIn, zerosIn } from '../masks.ts';
import { type Bound, hides, OP, operationOf } from '../operations.ts';
import { isMover, movedBy } from '../orders.ts';
import { type Program, stepOf } from '../program.ts';
import { CODE, F64, type FunctionBody, moduleBytes, writer } from './bytes.ts';
import { fusedLoop, type Member, type Operand, type Total } from './fused.ts';
import { imported, noImports } from './imports.ts';
import { instantiated } from './instance.ts';
import { withOwn } from './kernels.ts';
import { matrixVector, outerProduct, transposedVector } from './products.ts';
import { rowLoop } from './rowLoop.ts';
import { type Plan, type RowLine, rowPlan, type Stretch, usersOf } from './rows.ts';
import { scanLoop } from './scanLoop.ts';
import { scanPairs } from './scanPairs.ts';

export interface LoopRun {
  /** As `program.memory()`: inputs are put here at their offsets, and lines that were asked for are read from here. */
  readonly memory: Float64Array;
  /** By line where its numbers are: of lines in `targets` there, else at their offsets in the program. */
  readonly places: readonly number[];
  /** False: some number on the way was not finite. */
  run(): boolean;
}

/** Lists that hold more numbers than this are not given a memory twice. */
const MOST_NUMBERS = 16_000_000;

/**
 * Undefined where the host has no WebAssembly, or the list is too strange. `asked`: lines whose numbers are read.
 * `targets`: lines of those that shall lie in the `behind` numbers after the program's memory, each so far from its end.
 */
export function generatedLoops(
  list: WengertList,
  program: Program,
  asked: ReadonlySet<number>,
  targets: ReadonlyMap<number, number> = new Map(),
  behind = 0,
): LoopRun | undefined {
  const plan = rowPlan(list);
  // Rows of too many operations are left to plain steps.
  return (
    (plan && planned(list, program, asked, targets, behind, plan)) ??
    planned(list, program, asked, targets, behind, undefined)
  );
}

/** Whether code writes all entries of a line anew in each run: others may write over them in between. */
export function isWrittenWhole(line: WengertLine | undefined): boolean {
  return line !== undefined && (scalars[line.operation] !== undefined || WHOLE.has(line.operation));
}

const WHOLE: ReadonlySet<string> = new Set([
  ...['matmul', 'outer', 'einsum', 'sum', 'mean', 'normSquared', 'sumTo', 'softmax', 'logSoftmax', 'logsumexp'],
  ...['transpose', 'reshape', 'broadcast', 'tril', 'triu', 'concat', 'stack'],
]);

/** Works out what rests on constants alone, as far as it is finite: by line whether that was done. */
function worked(list: WengertList, program: Program, values: Float64Array): readonly boolean[] {
  const isDone: boolean[] = [];
  for (const [id, line] of list.lines.entries()) {
    const isFree = !isInput(line) && line.operands.every((operand) => isDone[operand]);
    isDone.push(isFree);
    if (!isFree || isConstant(line)) continue;
    const from = line.operands.map((operand) => program.offsets[operand] as number);
    const to = program.offsets[id] as number;
    stepOf(list, line as StepLine, to, from)(values)();
    isDone[id] = values.subarray(to, to + countOf(line.shape)).every(Number.isFinite);
  }
  return isDone;
}

function planned(
  list: WengertList,
  program: Program,
  asked: ReadonlySet<number>,
  targets: ReadonlyMap<number, number>,
  behind: number,
  plan: Plan | undefined,
): LoopRun | undefined {
  if (program.size > MOST_NUMBERS) return undefined;
  const imports = noImports();
  const bodies: FunctionBody[] = [];
  const bound: (Bound | undefined)[] = [];
  const binders: ((values: Float64Array) => Bound)[] = [];
  /** By line: the stretch of rows that it is part of, and what it reads there. */
  const stretches = new Map<number, { readonly stretch: Stretch; readonly form: RowLine }>();
  for (const part of plan ?? []) {
    if (typeof part !== 'number') for (const form of part.lines) stretches.set(form.id, { stretch: part, form });
  }
  const users = usersOf(list, stretches);
  const zeros = zerosIn(list);
  const unneeded = unneededIn(list, asked);
  const whole = program.size + behind;
  const pairs = scanPairs(list, whole);
  let free = pairs.free;
  const counts = list.lines.map(({ shape }) => countOf(shape));
  const places = Array.from(program.offsets);
  for (const [line, offset] of targets) places[line] = program.size + offset;
  const views: Float64Array[] = [];
  /** Ranges of memory that the host checks after a run. */
  const afterwards: (readonly [from: number, count: number])[] = [];
  /** Steps of the loop that is being put together, by line; all of the same length. */
  let members = new Map<number, number>();
  let steps: { readonly line: number; readonly member: Member; readonly stores: number[] }[] = [];
  let totals: Total[] = [];
  /** Lines that the open loop writes beside its members: not to be read before it has run. */
  let pending = new Set<number>();
  let length = 0;

  function flush(): void {
    if (steps.length > 0) {
      const finished = steps.map(({ line, member, stores }): Member => {
        const isUsed = asked.has(line) || users[line]?.some((user) => !members.has(user) && !pending.has(user));
        return { ...member, stores: isUsed ? [places[line] as number, ...stores] : stores };
      });
      bodies.push(fusedLoop(imports, length, finished, totals));
    }
    members = new Map();
    steps = [];
    totals = [];
    pending = new Set();
  }

  function operandOf(line: number): Operand {
    const member = members.get(line);
    if (member !== undefined) return { member };
    const constant = constantOf(list.lines[line]);
    if (constant !== undefined) return { constant };
    return counts[line] === 1 ? { number: places[line] as number } : { place: places[line] as number };
  }

  const initial = program.memory();
  const isFixed = worked(list, program, initial);
  for (const part of plan ?? list.lines.keys()) {
    if (typeof part !== 'number') {
      flush();
      if (!byRows(part)) return undefined;
      continue;
    }
    const id = part;
    const line = list.lines[id] as WengertLine;
    if (isInput(line) || isConstant(line)) continue;
    if (isFixed[id] && !asked.has(id)) continue;
    const step = line as StepLine;
    const shapes = step.operands.map((operand) => list.lines[operand]?.shape ?? []);
    const count = counts[id] as number;
    const waits = () => step.operands.some((operand) => pending.has(operand));
    if (!fits(step, shapes)) return undefined;
    if (isAlias(id, step)) {
      if (step.operands.some((operand) => members.has(operand) || pending.has(operand))) flush();
      const [from = 0] = step.operands;
      const start = isMover(step.operation) ? movedBy(step.operation, shapes, step.attributes ?? {}, step.shape)[0] : 0;
      places[id] = (places[from] as number) + (start ?? 0);
      continue;
    }
    if (isTransposed(id, step)) continue;
    if (scaledBy(id) !== undefined) continue;
    const operation = isScaled(step) ? undefined : elementwiseOf(step);
    if (operation && count > 0 && step.operands.every((operand) => isUniform(operand, count, step))) {
      if (waits() || (count !== length && steps.length > 0)) flush();
      length = count;
      const operands = step.operands.map(operandOf);
      members.set(id, steps.length);
      steps.push({ line: id, member: { operation, operands, stores: [], watched: asked.has(id) }, stores: [] });
      continue;
    }
    if (isTotal(step, count)) {
      const [of = 0] = step.operands;
      if (pending.has(of) || (counts[of] !== length && steps.length > 0)) flush();
      if (steps.length === 0) length = counts[of] as number;
      if (steps.length > 0) {
        const share = step.operation === 'mean' ? (counts[of] as number) : 1;
        const place = places[id] as number;
        totals.push({
          of: operandOf(of),
          place,
          squares: step.operation === 'normSquared',
          share,
          watched: asked.has(id),
        });
        pending.add(id);
        continue;
      }
    }
    const target = scattered(id, step);
    const [source = 0] = step.operands;
    const member = members.get(source);
    if (target !== undefined && member !== undefined) {
      steps[member]?.stores.push(target);
      pending.add(id);
      if (asked.has(id)) steps[member] = watchedStep(steps[member]);
      continue;
    }
    flush();
    const body = product(id, step);
    if (body) bodies.push(body);
    else called(id, step, shapes);
  }
  flush();
  return assembled();

  function byRows(stretch: Stretch): boolean {
    const isHere = (user: number) => stretches.get(user)?.stretch === stretch;
    const loop = rowLoop(imports, {
      list,
      stretch,
      place: (line) => places[line] as number,
      isStored: (line) => asked.has(line) || (users[line] ?? []).some((user) => !isHere(user)),
      isAsked: (line) => asked.has(line),
      zeros,
      unneeded,
      free,
    });
    if (!loop) return false;
    bodies.push(loop.body);
    free = loop.free;
    return true;
  }

  function watchedStep<T extends { readonly member: Member }>(step: T | undefined): T {
    return { ...(step as T), member: { ...(step as T).member, watched: true } };
  }

  /** The step's entries are those of its operand, in a row: nothing has to be done. */
  function isAlias(id: number, { operation, operands, attributes = {}, shape }: StepLine): boolean {
    if (asked.has(id)) return false;
    if (operation === 'named' || operation === 'reshape') return counts[operands[0] ?? 0] === counts[id];
    if (operation !== 'index' || counts[id] === 0) return false;
    const table = movedBy(operation, [list.lines[operands[0] ?? 0]?.shape ?? []], attributes, shape);
    return table.every((from, i) => from === (table[0] as number) + i);
  }

  /** A transpose that only products with a vector use: they read the matrix as it lies. */
  function isTransposed(id: number, { operation, shape, attributes }: StepLine): boolean {
    if (operation !== 'transpose' || shape.length !== 2 || attributes !== undefined || asked.has(id)) return false;
    return (users[id] ?? []).every((user) => {
      if (stretches.has(user)) return false;
      const other = list.lines[user];
      const [left, right = 0] = other?.operands ?? [];
      return other?.operation === 'matmul' && left === id && list.lines[right]?.shape.length === 1;
    });
  }

  /** Of an outer product that is only needed times a number: the line of that product. */
  function scaledBy(id: number): number | undefined {
    const [user, ...others] = users[id] ?? [];
    if (list.lines[id]?.operation !== 'outer' || user === undefined || others.length > 0 || asked.has(id))
      return undefined;
    if (stretches.has(user)) return undefined;
    const line = list.lines[user];
    const [factor = id, product] = line?.operands ?? [];
    return line?.operation === 'mul' && product === id && list.lines[factor]?.shape.length === 0 ? user : undefined;
  }

  function isScaled({ operation, operands }: StepLine): boolean {
    return operation === 'mul' && operands[1] !== undefined && scaledBy(operands[1]) !== undefined;
  }

  function isUniform(operand: number, count: number, { shape }: StepLine): boolean {
    const own = list.lines[operand]?.shape ?? [];
    if (counts[operand] === 1) return true;
    // The same entries in the same order: leading axes of size 1 aside, the shape of the result.
    return counts[operand] === count && own.length <= shape.length && !isTransposedLine(operand);
  }

  function isTransposedLine(line: number): boolean {
    const own = list.lines[line];
    return own !== undefined && isTransposed(line, own as StepLine);
  }

  function elementwiseOf({ operation, operands }: StepLine) {
    const row = tensorRow(operation) ? undefined : scalars[operation];
    if (!row || operands.length === 0) return undefined;
    const op = operationOf(
      operation,
      operands.map((operand) => constantOf(list.lines[operand])),
    );
    return { op: op ?? OP.CALL, kernel: row.value, arity: row.arity };
  }

  function isTotal({ operation, operands }: StepLine, count: number): boolean {
    const isSum = operation === 'sum' || operation === 'mean' || operation === 'normSquared';
    return isSum && count === 1 && (counts[operands[0] ?? 0] ?? 0) > 0;
  }

  /** Where the entries of the operand go in a row, for a step that puts zeros around them. */
  function scattered(id: number, { operation, operands, attributes = {}, shape }: StepLine): number | undefined {
    if (operation !== 'scatter') return undefined;
    const table = movedBy(operation, [list.lines[operands[0] ?? 0]?.shape ?? []], attributes, shape);
    const first = table.indexOf(0);
    const size = counts[operands[0] ?? 0] ?? 0;
    for (let i = 0; i < size; i++) if (table[first + i] !== i) return undefined;
    return first < 0 ? undefined : (places[id] as number) + first;
  }

  function product(id: number, { operation, operands, shape, attributes = {} }: StepLine): FunctionBody | undefined {
    if (operation === 'scan') {
      const from = operands.map((operand) => places[operand] as number);
      const shares = { kept: pairs.kept.get(id), given: pairs.given.get(id) };
      const body = scanLoop(imports, scanOf(attributes), from, places[id] as number, shares);
      return body && watchedBody(id, body);
    }
    const [left = 0, right = 0] = operands;
    const to = places[id] as number;
    const [a, b] = [list.lines[left], list.lines[right]];
    const own = sizesOf(shape);
    if (operation === 'matmul' && a?.shape.length === 2 && b?.shape.length === 1) {
      const inner = counts[right] as number;
      if (inner === 0 || own[0] === 0) return undefined;
      const vector = places[right] as number;
      if (!isTransposedLine(left)) {
        const at = { a: places[left] as number, b: vector, to };
        return watchedBody(id, matrixVector(imports, at, own[0] as number, inner));
      }
      const at = { a: places[a.operands[0] ?? 0] as number, b: vector, to };
      return watchedBody(id, transposedVector(imports, at, inner, own[0] as number));
    }
    const isTimes = isScaled(list.lines[id] as StepLine);
    if (operation === 'outer' || isTimes) {
      const [x = 0, y = 0] = isTimes ? (b?.operands ?? []) : operands;
      const at = { a: places[x] as number, b: places[y] as number, to };
      const constant = constantOf(a);
      const factor = constant !== undefined ? { constant } : { number: places[left] as number };
      return outerProduct(imports, at, own[0] as number, own[1] as number, isTimes ? factor : undefined, asked.has(id));
    }
    return undefined;
  }

  function watchedBody(id: number, body: FunctionBody): FunctionBody {
    if (asked.has(id)) afterwards.push([places[id] as number, counts[id] as number]);
    return body;
  }

  function called(id: number, step: StepLine, shapes: readonly (readonly unknown[])[]): void {
    const at = bound.push(undefined) - 1;
    const from = step.operands.map((operand) => places[operand] as number);
    binders.push(stepOf(list, step, places[id] as number, from));
    const ranges = [[places[id] as number, counts[id] as number] as const];
    shapes.forEach((_, i) => {
      const operand = step.operands[i] ?? 0;
      const op = operationOf(step.operation, []);
      if (op === undefined || hides(op, i)) ranges.push([places[operand] as number, counts[operand] as number]);
    });
    const kernel = () => {
      bound[at]?.();
      let sum = 0;
      const memory = views[0] as Float64Array;
      for (const [first, count] of ranges) for (let k = first; k < first + count; k++) sum += memory[k] as number;
      return sum;
    };
    const index = imported(imports, kernel, 0);
    const code = writer().byte(CODE.CALL).unsigned(index);
    bodies.push({ type: { parameters: [], results: [F64] }, locals: [], code });
  }

  function assembled(): LoopRun | undefined {
    const main = writer();
    bodies.forEach((_, i) => {
      main.byte(CODE.CALL).unsigned(imports.kernels.length + i);
      if (i > 0) main.byte(CODE.F64_ADD);
    });
    if (bodies.length === 0) return undefined;
    const all = [...bodies, { type: { parameters: [], results: [F64] }, locals: [], code: main }];
    // Numbers of kernels lie apart from what loops write.
    const size = free + 8;
    const module = moduleBytes({ ...withOwn(imports, all, size), imports: imports.types, run: bodies.length, size });
    const instance = instantiated(module, imports.kernels);
    if (!instance) return undefined;
    const memory = new Float64Array(instance.memory.buffer, 0, whole);
    memory.set(initial);
    views.push(memory);
    for (const [i, bind] of binders.entries()) bound[i] = bind(memory);
    const { run } = instance;
    return {
      memory,
      places,
      run() {
        let sum = run();
        for (let i = 0; i < afterwards.length; i++) {
          const [from, count] = afterwards[i] as readonly [number, number];
          for (let k = from; k < from + count; k++) sum += memory[k] as number;
        }
        return sum - sum === 0;
      },
    };
  }
}
