/** An inspection told again at other points, without inspecting again: sliders. */
import { type Outcome, type Problem, success } from '../base/outcome.ts';
import { flatten, nest, sizeOf, type Value } from '../base/value.ts';
import { countOf, sizesOf } from '../primitives/shape.ts';
import { budgetOf } from './budget.ts';
import { compileSweep } from './evaluated.ts';
import { whereDefined } from './gradient.ts';
import { describe } from './inspection.ts';
import type { Prepared } from './prepare.ts';
import { sweepPrepared } from './sweep.ts';
import type { InspectOptions, Replay } from './types.ts';

/** The place before holds 0: the adjoint of what the output does not depend on. */
const FIRST = 1;

/**
 * The inspection is described once, by the same code as ever, with places in one array for its numbers; a point then
 * costs one run of the compiled sweep.
 */
export function buildReplay(prepared: Prepared, options: InspectOptions): Outcome<Replay> {
  const { inputs, output, guards } = prepared;
  const sweep = sweepPrepared(prepared, budgetOf(options));
  if (sweep.problems.length > 0) return { problems: sweep.problems };
  const { value: runs, problems } = compileSweep(prepared, sweep, options.seed);
  if (!runs) return { problems };

  const { size, count } = runs;
  const values = runs.read(
    runs.memories().map((_, k) => Float64Array.from({ length: size }, (_, i) => FIRST + k * size + i)),
  );
  const told = describe(prepared, sweep, values, { ...options, order: 1 });
  let next = FIRST + count * size;
  const reserve = (shape: readonly number[]) => {
    const places = Float64Array.from({ length: sizeOf(shape) }, () => next++);
    return nest(places, shape);
  };
  const by = inputs.filter(({ name }) => Object.hasOwn(told.gradient, name));
  const adjoints = by.map(({ line }) => flatten(values.adjoint(line)));
  const outputSizes = told.output.shape;
  const jacobianSizes = by.map(({ shape }) => [...(options.seed === undefined ? outputSizes : []), ...sizesOf(shape)]);
  const gradient = by.map(({ name }, i) => [name, reserve(jacobianSizes[i] ?? [])] as const);
  const cost = reserve([4]) as readonly number[];
  const [forward = 0, reverse = 0, withoutReuse = 0, forwardMode = 0] = cost;

  const memory = new Float64Array(next);
  const windows = Array.from({ length: count }, (_, k) => memory.subarray(FIRST + k * size, FIRST + (k + 1) * size));
  for (const [k, constants] of runs.memories().entries()) windows[k]?.set(constants);
  memory.set(Object.values(told.cost), forward);
  const result = flatten(values.primal(output));

  let offset = 0;
  const slots = inputs.map(({ name, shape }) => {
    const slot = { name, offset, shape: sizesOf(shape) };
    offset += countOf(shape);
    return slot;
  });

  return success({
    places: {
      ...told,
      gradient: { ...told.gradient, ...Object.fromEntries(gradient) },
      cost: { forward, reverse, withoutReuse, forwardMode },
    },
    slots,
    refusal: (x): Problem | undefined => guards?.refusal(inputs, x),
    run(x) {
      runs.run(x, windows);
      const isDefined = result.every((place) => !Number.isNaN(memory[place]));
      gradient.forEach(([, places], i) => {
        const from = adjoints[i] ?? [];
        const numbers = Float64Array.from(from, (place) => memory[place] as number);
        const shown = isDefined ? numbers : defined(numbers, jacobianSizes[i] ?? []);
        flatten(places).forEach((place, k) => {
          memory[place] = shown[k] as number;
        });
      });
      return memory;
    },
  });

  function defined(numbers: Float64Array, sizes: readonly number[]): ArrayLike<number> {
    const value = nest(
      result.map((place) => memory[place] as number),
      outputSizes,
    );
    const whole: Value = whereDefined(value, nest(numbers, sizes), options.seed !== undefined);
    return flatten(whole);
  }
}
