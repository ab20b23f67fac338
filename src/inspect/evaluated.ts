/** A swept list at its point: every value, every adjoint, the whole Jacobian where the output is a vector or matrix. */
import { type Outcome, refuse, success } from '../base/outcome.ts';
import { flatten, nest, sizeOf, type Value } from '../base/value.ts';
import { compileProgram } from '../evaluate/program.ts';
import { isConstant, type LineId } from '../graph/list.ts';
import { countOf, type Shape, shapeText, sizesOf } from '../primitives/shape.ts';
import type { Prepared } from './prepare.ts';
import { createRangeCheck } from './range.ts';
import type { Sweep } from './sweep.ts';

/** Output entries of a Jacobian at most, and numbers that all sweeps hold together. */
const MOST_ENTRIES = 400;
const MOST_NUMBERS = 2_000_000;

export interface Evaluated {
  readonly primal: (line: LineId) => Value;
  /** ∂output/∂line (output axes first); zeros where the output does not depend on it. */
  readonly adjoint: (line: LineId) => Value;
  /** A line of the sweep that is a derivative of the output: like an adjoint. */
  readonly derivative: (line: LineId) => Value;
  /** Any other line of the sweep. */
  readonly at: (line: LineId) => Value;
  /** The derivative by this line was computed from numbers beyond the range of doubles, and is NaN for that. */
  readonly isBeyond: (line: LineId) => boolean;
}

/** The sweeps made ready to run at one point after another. */
export interface Runs {
  /** Of one run; there is one for each entry of a vector output, unless it has a seed. */
  readonly size: number;
  readonly count: number;
  /** `x`: the numbers of all inputs, one after another. Where a number left the range of doubles, `beyond` gets 1. */
  run(x: ArrayLike<number>, memories: readonly Float64Array[], beyond?: Uint8Array): void;
  memories(): Float64Array[];
  /** The values in these memories; numbers of any kind, places as well. */
  read(memories: readonly Float64Array[], beyond?: Uint8Array): Evaluated;
}

/** Refused where the Jacobian would be too large, or the given seed does not fit the output. */
export function evaluateSweep(prepared: Prepared, sweep: Sweep, seed: Value | undefined): Outcome<Evaluated> {
  const { value: runs, problems } = compileSweep(prepared, sweep, seed);
  if (!runs) return { problems };
  const memories = runs.memories();
  const beyond = new Uint8Array(runs.size);
  runs.run(
    prepared.inputs.flatMap(({ value }) => flatten(value)),
    memories,
    beyond,
  );
  return success(runs.read(memories, beyond));
}

export function compileSweep(prepared: Prepared, sweep: Sweep, seed: Value | undefined): Outcome<Runs> {
  const { list, output } = prepared;
  const shape = list.lines[output]?.shape ?? [];
  const seeds = seedsFor(prepared, shape, seed);
  if (!seeds.value) return { problems: seeds.problems };
  const program = compileProgram(sweep.list);
  if (program.size > MOST_NUMBERS) {
    const count = `${(program.size / 1e6).toFixed(1)} million numbers`;
    return refuse(
      'budget',
      `${prepared.outputName} and its gradient hold ${count}, too many to show. Set smaller inputs.`,
    );
  }
  if (seeds.value.length * program.size > MOST_NUMBERS) return tooLarge(prepared, shape);
  const check = createRangeCheck(sweep.list, program, list.lines.length);
  const cotangents = seeds.value.map((value) => (sweep.seed === undefined ? [] : flatten(value)));
  const inputNumbers = prepared.inputs.reduce((sum, input) => sum + countOf(input.shape), 0);
  const stacked = sweep.seed !== undefined && seed === undefined;
  const seeded = stacked ? dependents(sweep) : undefined;
  const factor = sweep.seed === undefined && typeof seed === 'number' ? seed : 1;
  const outputSizes = stacked ? sizesOf(shape) : [];

  return success({
    size: program.size,
    count: cotangents.length,
    memories: () => cotangents.map(() => program.memory()),
    run(x, memories, beyond) {
      const given = new Float64Array(inputNumbers + (cotangents[0]?.length ?? 0));
      for (let i = 0; i < inputNumbers; i++) given[i] = x[i] ?? Number.NaN;
      cotangents.forEach((cotangent, i) => {
        const memory = memories[i] as Float64Array;
        given.set(cotangent, inputNumbers);
        program.run(given, memory);
        check(memory)?.forEach((changed, at) => {
          if (changed && beyond) beyond[at] = 1;
        });
      });
    },
    read(memories, beyond) {
      const first = memories[0] as Float64Array; // there is a seed at least
      const at = (line: LineId): Value =>
        seeded?.[line]
          ? stack(
              memories.map((values) => program.at(values, line)),
              outputSizes,
            )
          : program.at(first, line);
      const derivative = (line: LineId): Value => scaled(at(line), factor);
      return {
        primal: (line) => program.at(first, line),
        at,
        derivative,
        adjoint(line) {
          const adjoint = sweep.adjoint.get(line);
          if (adjoint !== undefined) return derivative(adjoint);
          const sizes = [...outputSizes, ...sizesOf(list.lines[line]?.shape ?? [])];
          return nest(new Float64Array(sizeOf(sizes)), sizes);
        },
        isBeyond(line) {
          const adjoint = sweep.adjoint.get(line);
          if (adjoint === undefined) return false;
          const from = program.offsets[adjoint] ?? 0;
          const count = countOf(sweep.list.lines[adjoint]?.shape ?? []);
          return beyond?.subarray(from, from + count).includes(1) ?? false;
        },
      };
    },
  });
}

/** One cotangent for each sweep: the seed, or the unit ones of every entry of the output. */
function seedsFor(prepared: Prepared, shape: Shape, seed: Value | undefined): Outcome<readonly Value[]> {
  if (shape.length === 0) {
    if (seed === undefined || typeof seed === 'number') return success([1]);
    return refuse('seed', `${prepared.outputName} is one number; its seed is one number too.`);
  }
  const sizes = sizesOf(shape);
  if (seed !== undefined) {
    if (hasSizes(seed, sizes)) return success([seed]);
    return refuse('seed', `The seed of ${prepared.outputName} must have its shape ${shapeText(shape)}.`);
  }
  const count = countOf(shape);
  if (count > MOST_ENTRIES) return tooLarge(prepared, shape);
  return success(
    Array.from({ length: count }, (_, which) => {
      const unit = new Float64Array(count);
      unit[which] = 1;
      return nest(unit, sizes);
    }),
  );
}

export function hasSizes(value: Value, sizes: readonly number[], axis = 0): boolean {
  if (typeof value === 'number') return axis === sizes.length;
  return value.length === sizes[axis] && value.every((entry) => hasSizes(entry, sizes, axis + 1));
}

function tooLarge({ outputName }: Prepared, shape: Shape): Outcome<never> {
  return refuse(
    'jacobian',
    `${outputName} has shape ${shapeText(shape)}: its Jacobian is too large to work out here. Inspect one of its entries, or a number made of them.`,
  );
}

/** By line of the sweep: whether it depends on the seed. */
function dependents({ list, seed }: Sweep): Uint8Array {
  const depends = new Uint8Array(list.lines.length);
  for (const [id, line] of list.lines.entries()) {
    const is = line.operation === 'input' ? (line as { name: string }).name === seed : false;
    if (is || (!isConstant(line) && line.operands.some((operand) => depends[operand]))) depends[id] = 1;
  }
  return depends;
}

/** Values in row-major order of the axes `sizes`, nested by them. */
function stack(values: readonly Value[], sizes: readonly number[]): Value {
  const [size, ...rest] = sizes;
  if (size === undefined) return values[0] ?? Number.NaN;
  const stride = sizeOf(rest);
  return Array.from({ length: size }, (_, i) => stack(values.slice(i * stride, (i + 1) * stride), rest));
}

function scaled(value: Value, factor: number): Value {
  if (factor === 1) return value;
  return typeof value === 'number' ? value * factor : value.map((entry) => scaled(entry, factor));
}

export function isFiniteValue(value: Value): boolean {
  return flatten(value).every(Number.isFinite);
}

/** `value` with NaN for all its numbers. */
export function undefinedLike(value: Value): Value {
  return typeof value === 'number' ? Number.NaN : value.map(undefinedLike);
}
