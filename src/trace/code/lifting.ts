/** The body of a loop, followed for one pass, as lines that hold all passes at once along a first axis. */
import type { LineId } from '../../graph/list.ts';
import { isMisfit, sizesOf } from '../../primitives/shape.ts';
import { scalarRow } from '../../primitives/table.ts';
import type { Attributes } from '../../primitives/tensorRow.ts';
import type { Machine } from './machine.ts';
import { OF_CARRIED, type Passes, type Roll, runOf, type Slice } from './rolls.ts';
import { isTruthStep } from './truths.ts';

/** Rows whose value jumps: of the pass alone they are numbers, not steps. */
const JUMPS: ReadonlySet<string> = new Set([
  'mod',
  'remainder',
  'floorDivide',
  'floor',
  'ceil',
  'round',
  'sign',
  'select',
]);
const REDUCTIONS: ReadonlySet<string> = new Set(['sum', 'mean', 'prod', 'amax', 'amin', 'norm', 'normSquared']);

export interface Lifting {
  /** The line for all passes; undefined: it cannot be had without going pass by pass. What no pass changes stays as it is. */
  lift(line: LineId): LineId | undefined;
  /** Those entries of a line, one a pass, along a first axis. */
  slices(slice: Slice): LineId | undefined;
  put(operation: string, operands: readonly LineId[], attributes?: Attributes): LineId | undefined;
}

export function createLifting(machine: Machine, passes: Passes, roll: Roll): Lifting {
  const { builder, options } = machine.kit;
  const { count } = roll;
  const lifted = new Map<LineId, LineId | undefined>();
  return { lift, slices, put };

  function put(operation: string, operands: readonly LineId[], attributes?: Attributes): LineId | undefined {
    if (isMisfit(builder.shapeFor(operation, operands, attributes))) return undefined;
    return attributes ? builder.apply(operation, operands, attributes) : builder.step(operation, operands);
  }

  function lift(line: LineId): LineId | undefined {
    if (passes.flagsOf(roll, line) === 0) return line;
    // Operands come before their lines: in this order all of them are there.
    const needed = new Set<LineId>();
    const stack = [line];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (needed.has(id) || lifted.has(id) || passes.flagsOf(roll, id) === 0) continue;
      needed.add(id);
      if (roll.slices.has(id) || id === roll.index) continue;
      stack.push(...builder.at(id).operands);
    }
    for (const id of [...needed].sort((a, b) => a - b)) {
      const made = options.meter.spend() && !builder.full ? one(id) : undefined;
      lifted.set(id, made);
      if (made === undefined || passes.flagsOf(roll, made) !== 0) {
        lifted.set(id, undefined);
        continue;
      }
      const name = builder.names.get(id);
      if (name !== undefined) builder.name(made, name);
      for (const span of builder.spans.get(id) ?? []) builder.mark(made, span);
    }
    return lifted.get(line);
  }

  function one(id: LineId): LineId | undefined {
    if ((passes.flagsOf(roll, id) & OF_CARRIED) !== 0 && !roll.slices.has(id)) return undefined;
    const own = builder.at(id);
    const slice = roll.slices.get(id);
    const isJump = JUMPS.has(own.operation) || isTruthStep(builder, id);
    const known = id === roll.index || isJump ? passes.valuesOf(roll, id) : undefined;
    if (known) return series(known);
    if (slice) return slices(slice);
    const operands: LineId[] = [];
    for (const operand of own.operands) {
      const made = passes.flagsOf(roll, operand) === 0 ? operand : lifted.get(operand);
      if (made === undefined) return undefined;
      operands.push(made);
    }
    const attributes = 'attributes' in own ? own.attributes : undefined;
    if (scalarRow(own.operation)) return elementwise(own.operation, own.operands, operands, own.shape.length);
    return tensor(own.operation, own.operands, operands, attributes ?? {});
  }

  function isMoving(line: LineId): boolean {
    return passes.flagsOf(roll, line) !== 0;
  }

  function series(values: Float64Array): LineId {
    const run = runOf([...values]);
    const list = [...values];
    const last = list.at(-1);
    const text =
      run && list.length > 3 ? `[${list[0]}, ${list[1]}, …, ${last}]` : `[${list.slice(0, 3).join(', ')}, …]`;
    return builder.tensor(list, [{ size: count }], text);
  }

  /** The axis of passes stands first; what is narrower gets axes of size 1 behind it. */
  function elementwise(
    operation: string,
    before: readonly LineId[],
    operands: readonly LineId[],
    rank: number,
  ): LineId | undefined {
    const aligned: LineId[] = [];
    for (const [i, line] of operands.entries()) {
      const sizes = sizesOf(builder.shape(line));
      const missing = rank + 1 - sizes.length;
      if (!isMoving(before[i] as LineId) || missing <= 0) {
        aligned.push(line);
        continue;
      }
      const shape = [count, ...new Array<number>(missing).fill(1), ...sizes.slice(1)];
      const wide = put('reshape', [line], { shape });
      if (wide === undefined) return undefined;
      aligned.push(wide);
    }
    return put(operation, aligned);
  }

  function tensor(
    operation: string,
    before: readonly LineId[],
    operands: readonly LineId[],
    attributes: Attributes,
  ): LineId | undefined {
    const [first] = before;
    const [line, other] = operands;
    if (first === undefined || line === undefined) return undefined;
    const rank = builder.shape(first).length;
    if (operation === 'index' && Array.isArray(attributes.items)) {
      return put('index', [line], { ...attributes, items: [[], ...attributes.items] });
    }
    if (REDUCTIONS.has(operation)) {
      const axes = Array.isArray(attributes.axes) ? (attributes.axes as readonly number[]) : undefined;
      const all = axes ?? Array.from({ length: rank }, (_, i) => i);
      return put(operation, [line], { ...attributes, axes: all.map((axis) => axis + 1) });
    }
    if (operation === 'reshape' && Array.isArray(attributes.shape)) {
      return put('reshape', [line], { ...attributes, shape: [count, ...(attributes.shape as readonly number[])] });
    }
    if (operation === 'matmul' && other !== undefined) return product(before, line, other);
    return undefined;
  }

  /** Products of vectors and matrices of which at least one moves. */
  function product(before: readonly LineId[], left: LineId, right: LineId): LineId | undefined {
    const [a, b] = before as readonly [LineId, LineId];
    const [p, q] = [builder.shape(a).length, builder.shape(b).length];
    if (p === 1 && q === 1) {
      if (isMoving(a) && isMoving(b)) {
        const products = put('mul', [left, right]);
        return products === undefined ? undefined : put('sum', [products], { axes: [1] });
      }
      return isMoving(a) ? put('matmul', [left, right]) : put('matmul', [right, left]);
    }
    if (p === 2 && q === 1 && !isMoving(a)) {
      const turned = put('transpose', [left]);
      return turned === undefined ? undefined : put('matmul', [right, turned]);
    }
    if (p === 1 && q === 2 && !isMoving(b)) return put('matmul', [left, right]);
    return undefined;
  }

  function slices({ source, axis, places }: Slice): LineId | undefined {
    if (isMoving(source)) return undefined;
    const shape = builder.shape(source);
    const run = runOf(places);
    const isWhole = run?.start === 0 && run.step === 1 && places.length === shape[axis]?.size;
    let line: LineId | undefined = source;
    if (!isWhole) {
      const items = shape.map((_, i): number[] => (i === axis && run ? [run.start, places.length, run.step] : []));
      line = run
        ? put('index', [source], { items })
        : put('gather', [source], shape.length === 1 ? { indices: [...places] } : { axis, indices: [...places] });
    }
    if (axis === 0 || line === undefined) return line;
    const axes = [axis, ...shape.map((_, i) => i).filter((i) => i !== axis)];
    return put('transpose', [line], { axes });
  }
}
