import { forwardSweep } from '../autodiff/forward.ts';
import { sweepInto } from '../autodiff/reverse.ts';
import { type Outcome, refuse } from '../base/outcome.ts';
import { flatten } from '../base/value.ts';
import { compileProgram } from '../evaluate/program.ts';
import { expandScalars, type InputSource, type WantedLine } from '../evaluate/scalars.ts';
import { tiered } from '../evaluate/tiers.ts';
import { generatedLoops, isWrittenWhole, type LoopRun } from '../evaluate/wasm/loops.ts';
import { createBuilder, prune } from '../graph/builder.ts';
import { isInput, type LineId, type WengertList } from '../graph/list.ts';
import { countOf, shapeText, sizesOf } from '../primitives/shape.ts';
import { simplify } from '../simplify/rewrite.ts';
import { budgetOf } from './budget.ts';
import { hasSizes } from './evaluated.ts';
import type { Prepared } from './prepare.ts';
import { createRangeCheck } from './range.ts';
import { sweepPrepared } from './sweep.ts';
import type { Evaluator, InspectOptions } from './types.ts';

/** Numbers that lie one after another in an array of the caller's. */
interface Part {
  readonly name: string;
  readonly from: number;
  readonly size: number;
}

type Wanted = WantedLine;

/** The list made ready to evaluate again and again. Inputs lie in `x` in the order of the inspection's inputs. */
export function buildEvaluator(prepared: Prepared, options: InspectOptions): Outcome<Evaluator> {
  const { list, output, inputs, outputName } = prepared;
  const shape = list.lines[output]?.shape ?? [];
  const { seed } = options;
  const fits = seed === undefined ? shape.length === 0 : hasSizes(seed, sizesOf(shape));
  if (!fits) {
    const message = `${outputName} has shape ${shapeText(shape)}: a gradient needs a seed of that shape.`;
    return refuse('seed', shape.length === 0 ? `${outputName} is one number; its seed is one number too.` : message);
  }
  const sweep = sweepPrepared(prepared, budgetOf(options));
  if (sweep.problems.length > 0) return { problems: sweep.problems };
  const cotangent = shape.length === 0 ? undefined : Float64Array.from(flatten(seed ?? 1));
  const factor = shape.length === 0 && typeof seed === 'number' ? seed : 1;

  let total = 0;
  const parts = inputs.map((input): Part => {
    const part = { name: input.name, from: total, size: countOf(input.shape) };
    total += part.size;
    return part;
  });
  const adjoints = list.lines.map((_, id) => sweep.adjoint.get(id));
  const wanted = (line: LineId | undefined, like: LineId): Wanted => ({
    line,
    size: countOf(list.lines[like]?.shape ?? []),
  });
  const whole = wanted(output, output);
  const isWanted = (name: string) => options.wrt?.includes(name) ?? true;
  const byInput = inputs.map(({ line, name }) => wanted(isWanted(name) ? adjoints[line] : undefined, line));
  const byLine = list.lines.map((_, id) => wanted(id, id));

  const first = ready(sweep.list, [whole, ...byInput]);
  const derivative = first.results.subarray(first.starts[1] ?? first.results.length);
  let only: ReturnType<typeof ready> | undefined;
  let all: ReturnType<typeof ready> | undefined;
  let hessian: ((x: Float64Array, v: Float64Array, out: Float64Array) => void) | undefined;

  let own: { readonly x: Float64Array; readonly out: Float64Array } | undefined;

  return {
    value: {
      arrays() {
        own ??= first.arrays() ?? { x: new Float64Array(total), out: new Float64Array(total) };
        return own;
      },
      slots: parts.map(({ name, from }, i) => ({ name, offset: from, shape: sizesOf(inputs[i]?.shape ?? []) })),
      value(x) {
        if (prepared.guards?.refusal(inputs, x)) return Number.NaN;
        only ??= ready(sweep.list, [whole]);
        only.run(x);
        return only.value();
      },
      gradient(x, out) {
        if (prepared.guards?.refusal(inputs, x)) {
          out.fill(Number.NaN);
          return Number.NaN;
        }
        const isThere = factor === 1 && out.length >= total && first.runTo(x, out);
        if (!isThere) {
          first.run(x);
          // The inputs lie in `x` as they do in the results.
          for (let i = 0; i < derivative.length; i++) out[i] = factor * (derivative[i] as number);
        }
        const value = first.value();
        if (Number.isNaN(value)) out.fill(Number.NaN);
        return value;
      },
      sweep(x, primals, derivatives) {
        all ??= ready(sweep.list, [...byLine, ...byLine.map(({ size }, id) => ({ line: adjoints[id], size }))]);
        all.run(x);
        for (let i = 0, at = 0; i < byLine.length; i++) {
          all.copy(i, primals, at, 1);
          all.copy(byLine.length + i, derivatives, at, factor);
          at += (byLine[i] as Wanted).size;
        }
      },
      hessianVector(x, v, out) {
        hessian ??= second();
        hessian(x, v, out);
      },
    },
    problems: [],
  };

  /**
   * A program for lines of a list that starts with those of `sweep`. Of a pruned list the program may meet the inputs in
   * another order than the caller's.
   */
  function ready(full: WengertList, lines: readonly Wanted[], along: readonly Part[] = []) {
    const { list: pruned, moved } = prune(
      full,
      lines.flatMap(({ line }) => line ?? []),
    );
    const source = (name: string): InputSource => {
      const part = parts.find((each) => each.name === name);
      if (part) return part;
      const other = along.find((each) => each.name === name);
      if (other) return { from: total + other.from };
      return { values: name === sweep.seed && cotangent ? cotangent : [] };
    };
    const asked = lines.map(({ line, size }) => ({ line: line === undefined ? undefined : moved[line], size }));
    const starts: number[] = [];
    let count = 0;
    for (const { size } of asked) {
      starts.push(count);
      count += size;
    }
    const results = new Float64Array(count);
    const both = along.length > 0 ? new Float64Array(2 * total) : undefined;
    const code = expandScalars(pruned, asked, source);
    const fast = code && tiered(code, both ? 2 * total : total);
    const primals = moved.slice(0, list.lines.length).filter((id) => id !== undefined).length;
    let plain: ReturnType<typeof plainRun> | undefined;
    return {
      results,
      starts,
      /** Writes what follows the first line to `target` and answers true, where that saves a copy. */
      runTo(x: Float64Array, target: Float64Array): boolean {
        if (fast) return !cotangent && fast.run(x, results, target);
        plain ??= plainRun(pruned, primals, asked, source, results);
        return plain.run(x, target);
      },
      /** Where generated code reads all inputs and writes what follows the first line. */
      arrays() {
        if (fast) {
          const made = cotangent ? undefined : fast.arrays();
          return made && made.target.length === total ? { x: made.given, out: made.target } : undefined;
        }
        plain ??= plainRun(pruned, primals, asked, source, results);
        return plain.arrays(total);
      },
      run(x: Float64Array, v?: Float64Array): void {
        let numbers = x;
        if (both && v) {
          if (x.length < total || v.length < total) both.fill(Number.NaN);
          both.set(x.length > total ? x.subarray(0, total) : x);
          both.set(v.length > total ? v.subarray(0, total) : v, total);
          numbers = both;
        }
        if (fast?.run(numbers, results)) return;
        plain ??= plainRun(pruned, primals, asked, source, results);
        plain.run(numbers);
      },
      /** The first line; of a vector, its product with the seed. */
      value(): number {
        if (!cotangent) return results[0] as number;
        let sum = 0;
        for (let i = 0; i < cotangent.length; i++) sum += (results[i] as number) * (cotangent[i] as number);
        return sum;
      },
      copy(which: number, out: Float64Array, at: number, times: number): void {
        const from = starts[which] as number;
        const { size } = asked[which] as Wanted;
        for (let i = 0; i < size; i++) out[at + i] = times * (results[from + i] as number);
      },
    };
  }

  /** The tangent of the gradient along v: forward over reverse for numbers, reverse over reverse where there are tensors. */
  function second() {
    const taken = new Set(sweep.list.names.values());
    let prefix = 'direction';
    while ([...taken].some((name) => name.startsWith(prefix))) prefix = `${prefix}_`;
    const along = parts.map((part, i) => ({ ...part, name: `${prefix}${i}` }));
    const scalar = sweep.list.lines.every((line) => line.shape.length === 0);
    const swept = scalar ? forwardOverReverse(along) : reverseOverReverse(along);
    const program =
      swept &&
      ready(swept.list, [whole, ...swept.lines.map((line, i) => ({ line, size: (parts[i] as Part).size }))], along);
    return (x: Float64Array, v: Float64Array, out: Float64Array) => {
      if (!program) {
        out.fill(Number.NaN);
        return;
      }
      program.run(x, v);
      for (let i = 0; i < parts.length; i++) program.copy(i + 1, out, (parts[i] as Part).from, factor);
    };
  }

  function forwardOverReverse(along: readonly Part[]) {
    const direction = new Map(inputs.map((input, i) => [input.line, along[i]?.name ?? '']));
    const { list: swept, tangent, problems } = forwardSweep(sweep.list, direction, { rewrite: simplify });
    if (problems.length > 0) return undefined;
    return { list: swept, lines: byInput.map(({ line }) => (line === undefined ? undefined : tangent.get(line))) };
  }

  /** ∇⟨∇f, v⟩ */
  function reverseOverReverse(along: readonly Part[]) {
    const builder = createBuilder({ start: sweep.list, rewrite: simplify });
    let product: LineId | undefined;
    byInput.forEach(({ line }, i) => {
      const direction = builder.input(along[i]?.name ?? '', inputs[i]?.shape);
      if (line === undefined) return;
      const entries = builder.step('mul', [line, direction]);
      const sum = builder.shape(entries).length === 0 ? entries : builder.apply('sum', [entries]);
      product = product === undefined ? sum : builder.step('add', [product, sum]);
    });
    if (product === undefined) return { list: sweep.list, lines: byInput.map(() => undefined) };
    const { adjoint, problems } = sweepInto(builder, product, { wrt: inputs.map(({ line }) => line) });
    if (problems.length > 0) return undefined;
    return { list: builder.finish([product]), lines: inputs.map(({ line }) => adjoint.get(line)) };
  }
}

/**
 * Every line in order, and what was computed from numbers beyond the range of doubles is no number; in generated loops
 * once that pays. With a `target` what follows the first line is written there, if that can be: the answer is true then.
 */
function plainRun(
  list: WengertList,
  primals: number,
  asked: readonly WantedLine[],
  source: (name: string) => InputSource,
  results: Float64Array,
) {
  const program = compileProgram(list);
  const check = createRangeCheck(list, program, primals);
  let plain: { readonly memory: Float64Array; readonly views: readonly (Float64Array | undefined)[] } | undefined;
  const loads: { readonly from: number; readonly size: number; readonly line: LineId }[] = [];
  const fixed: { readonly line: LineId; readonly values: readonly number[] }[] = [];
  const lines = list.lines.flatMap((line, id) => (isInput(line) ? id : []));
  program.inputs.forEach((name, i) => {
    const size = program.inputSizes[i] ?? 1;
    const own = source(name);
    if ('from' in own) loads.push({ from: own.from, size, line: lines[i] ?? 0 });
    else {
      const values = Array.from({ length: size }, (_, k) => own.values[k] ?? Number.NaN);
      fixed.push({ line: lines[i] ?? 0, values });
    }
  });
  const parts: { readonly from: number; readonly size: number; readonly at: number }[] = [];
  for (const { from, size, line } of loads) {
    const at = program.offsets[line] ?? 0;
    const last = parts[parts.length - 1];
    if (last && last.from + last.size === from && last.at + last.size === at) {
      parts[parts.length - 1] = { ...last, size: last.size + size };
    } else parts.push({ from, size, at });
  }
  let untilLoops = Math.min(LOOPS_FROM, Math.max(LOOPS_AT_LEAST, Math.ceil(LOOPS_AFTER / program.size)));
  let loops: LoopRun | undefined;
  let views: readonly (Float64Array | undefined)[] = [];
  /** In the memory of the loops: all inputs, what follows the first line, and what of that has to be copied there. */
  let ownX: Float64Array | undefined;
  let ownTarget: Float64Array | undefined;
  let copied: readonly Copy[] = [];

  function generate(): void {
    untilLoops = 0;
    const lines = new Set(asked.flatMap(({ line }) => line ?? []));
    // What follows the first line lies in a row where it may.
    const targets = new Map<LineId, number>();
    const first = asked[0]?.size ?? 0;
    let total = 0;
    for (const { line, size } of asked) {
      const isFree = total > 0 && line !== undefined && line !== asked[0]?.line && !targets.has(line);
      if (isFree && isWrittenWhole(list.lines[line])) targets.set(line, total - first);
      total += size;
    }
    loops = generatedLoops(list, program, lines, targets, total - first);
    if (!loops) return;
    const { memory, places } = loops;
    for (const { line, values } of fixed) memory.set(values, places[line]);
    views = viewsOf(memory, places);
    const [part, ...others] = parts;
    if (part && others.length === 0 && part.from === 0) ownX = memory.subarray(part.at, part.at + part.size);
    ownTarget = memory.subarray(program.size, program.size + total - first);
    let next = -first;
    copied = asked.flatMap(({ line, size }, i): Copy[] => {
      const to = next;
      next += size;
      const isThere = i === 0 || (line !== undefined && targets.get(line) === to);
      return isThere ? [] : [{ view: views[i], to, size }];
    });
  }

  /** False: some number was not finite, the lines have to be looked at one by one. */
  function runLoops(numbers: Float64Array, target: Float64Array | undefined): boolean {
    if (!loops) return false;
    if (numbers !== ownX) load(loops.memory, numbers);
    if (!loops.run()) return false;
    if (target && target === ownTarget) {
      if (views[0]) results.set(views[0], 0);
      for (let i = 0; i < copied.length; i++) {
        const { view, to, size } = copied[i] as Copy;
        if (view) target.set(view, to);
        else target.fill(0, to, to + size);
      }
      return true;
    }
    deliver(views, target);
    return true;
  }

  function load(memory: Float64Array, numbers: Float64Array): void {
    for (let i = 0; i < parts.length; i++) {
      const { from, size, at } = parts[i] as (typeof parts)[number];
      if (from === 0 && size === numbers.length) memory.set(numbers, at);
      else for (let k = 0; k < size; k++) memory[at + k] = numbers[from + k] ?? Number.NaN;
    }
  }

  /** Where what was asked for lies in a memory; undefined where nothing rests on an input. */
  function viewsOf(memory: Float64Array, places: ArrayLike<number>): readonly (Float64Array | undefined)[] {
    return asked.map(({ line, size }) => {
      const from = line === undefined ? undefined : places[line];
      return from === undefined ? undefined : memory.subarray(from, from + size);
    });
  }

  function deliver(views: readonly (Float64Array | undefined)[], target: Float64Array | undefined): void {
    const first = asked[0]?.size ?? 0;
    let next = 0;
    for (let i = 0; i < views.length; i++) {
      const view = views[i];
      const size = asked[i]?.size ?? 0;
      if (target && i > 0) {
        if (view) target.set(view, next - first);
        else target.fill(0, next - first, next - first + size);
      } else if (view) results.set(view, next);
      next += size;
    }
  }

  /** Answers whether what follows the first line was written to `target`. */
  function run(numbers: Float64Array, target?: Float64Array): boolean {
    if (untilLoops > 0 && --untilLoops === 0) generate();
    if (runLoops(numbers, target)) return target !== undefined;
    if (!plain) {
      const memory = program.memory();
      for (const { line, values } of fixed) memory.set(values, program.offsets[line]);
      plain = { memory, views: viewsOf(memory, program.offsets) };
    }
    load(plain.memory, numbers);
    program.evaluate(plain.memory);
    check(plain.memory);
    deliver(plain.views, target);
    return target !== undefined;
  }

  return {
    run,
    /** Generates loops at once; `total`: how many numbers all inputs are. */
    arrays(total: number): { readonly x: Float64Array; readonly out: Float64Array } | undefined {
      if (untilLoops > 0) generate();
      if (ownX?.length !== total || ownTarget?.length !== total) return undefined;
      return { x: ownX, out: ownTarget };
    },
  };
}

interface Copy {
  /** Absent: zeros. */
  readonly view: Float64Array | undefined;
  readonly to: number;
  readonly size: number;
}

/** Loops are generated from so many evaluations on, or when so many entries have been evaluated: that takes about as long. */
const LOOPS_FROM = 20;
const LOOPS_AT_LEAST = 3;
const LOOPS_AFTER = 2_000_000;
