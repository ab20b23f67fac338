/** Two ways to write one function, held against each other: value and gradient at seeded points. */

import { meter } from '../base/budget.ts';
import { type Outcome, type Problem, refuse, success } from '../base/outcome.ts';
import { finished } from '../base/pauses.ts';
import { random } from '../base/random.ts';
import type { Span } from '../base/span.ts';
import { nest, sizeOf, type Value } from '../base/value.ts';
import { plainShape, shapeText } from '../primitives/shape.ts';
import { near } from './agreement.ts';
import { budgetOf } from './budget.ts';
import { Document } from './document.ts';
import type { Comparable, Comparison, Evaluator, Inspection, InspectOptions, Source } from './types.ts';

const POINTS = 12;
const TRIES = 60;
const AGREES = 1e-8;
/** All points together, in budgets of a trace. */
const SAMPLING = 8;
/** Operations of an evaluation that take as long as a step of a trace. */
const OPERATIONS_A_STEP = 16;

/**
 * Inputs are matched by name; a side that only guesses the shape of one takes the other's. Refused where a side cannot be
 * read, or where the two have different inputs or outputs of different shapes: then nothing can be said about either.
 * Vectors and matrices are compared by their product with a seed.
 */
export function compareSources(a: Source, b: Source, options: InspectOptions = {}): Outcome<Comparison> {
  return finished(comparingSources(a, b, options));
}

/** The same with pauses. */
export function* comparingSources(
  a: Source,
  b: Source,
  options: InspectOptions = {},
): Generator<undefined, Outcome<Comparison>> {
  const one = yield* sideOf(a, options);
  const other = yield* sideOf(b, options);
  const [first, second] = yield* fitted(one, other);
  for (const side of [first, second]) if (!side.inspection) return unread(side.problems);
  const shapes = [first, second].map(({ inspection }) => inspection?.output.shape ?? []) as [Sizes, Sizes];
  if (!sameSizes(...shapes)) {
    const [left, right] = shapes.map((shape) => (shape.length === 0 ? 'one number' : shapeText(plainShape(shape))));
    return refuse('outputs', `One of the two gives ${left}, the other ${right}.`);
  }
  const seed = options.seed ?? seedOf(shapes[0]);
  const evaluators: Evaluator[] = [];
  for (const { document, at, options: own } of [first, second]) {
    const { value, problems } = document.compile(at, { ...own, seed });
    if (!value) return unread(problems);
    evaluators.push(value);
    yield;
  }
  const [left, right] = evaluators as [Evaluator, Evaluator];
  const names = left.slots.map((slot) => slot.name);
  const others = right.slots.map((slot) => slot.name);
  const unmatched = [
    ...names.filter((name) => !others.includes(name)),
    ...others.filter((name) => !names.includes(name)),
  ];
  if (unmatched.length > 0) {
    return refuse(
      'inputs',
      `Only one of the two depends on ${unmatched.join(', ')}. Use the same names on both sides.`,
    );
  }
  const apart = left.slots.find((slot) => !sameSizes(slot.shape, slotOf(right, slot.name).shape));
  if (apart) {
    const shapes = [apart.shape, slotOf(right, apart.name).shape].map((shape) => shapeText(plainShape(shape)));
    return refuse('inputs', `${apart.name} has shape ${shapes.join(' in one of the two and ')} in the other.`);
  }
  const size = left.slots.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  // For each entry of the left side's inputs: where it lies on the right side.
  const order = left.slots.flatMap(({ name, shape }) => {
    const { offset } = slotOf(right, name);
    return Array.from({ length: sizeOf(shape) }, (_, i) => offset + i);
  });
  const next = random(size * 7919 + 17);
  const gradients = [new Float64Array(size), new Float64Array(size)] as const;
  const budget = budgetOf(options);
  const work = meter({ ...budget, steps: SAMPLING * budget.steps });
  const effort = Math.ceil((size + operationsOf(first) + operationsOf(second)) / OPERATIONS_A_STEP);
  let points = 0;
  for (let attempt = 0; attempt < TRIES && points < POINTS; attempt++) {
    yield;
    if (!work.spend(effort)) break;
    const x = Float64Array.from(order, () => (attempt % 3 < 2 ? 0.2 + 2 * next() : 4 * next() - 2));
    const y = new Float64Array(size);
    order.forEach((place, i) => {
      y[place] = x[i] as number;
    });
    const values = [left.gradient(x, gradients[0]), right.gradient(y, gradients[1])] as const;
    const aligned = Float64Array.from(order, (place) => gradients[1][place] as number);
    if (![...values, ...gradients[0], ...aligned].every(Number.isFinite)) continue;
    points++;
    const scale = largest(aligned, largest(gradients[0], 1e-9));
    const wrong = left.slots.filter(({ shape, offset }) => {
      for (let i = offset; i < offset + sizeOf(shape); i++) {
        if (Math.abs((gradients[0][i] as number) - (aligned[i] as number)) > AGREES * scale) return true;
      }
      return false;
    });
    if (near(values[0], values[1], AGREES) && wrong.length === 0) continue;
    const byName = (data: Float64Array) =>
      Object.fromEntries(left.slots.map(({ name, offset, shape }) => [name, nest(data, shape, offset)]));
    return success({
      verdict: 'differs',
      points,
      counterexample: {
        point: byName(x),
        values: shapes[0].length === 0 ? values : ([valueAt(first, byName(x)), valueAt(second, byName(x))] as const),
        gradients: [byName(gradients[0]), byName(aligned)],
        wrong: wrong.map(({ name }) => name),
      },
    });
  }
  if (points < 3 && work.exhausted) {
    return refuse('budget', 'The two take too long to be compared. Compare a smaller part.');
  }
  if (points < 3) return refuse('noPoints', 'No points were found where both are defined. Check their domains.');
  return success({ verdict: 'agrees', points });
}

type Sizes = readonly number[];

interface Side {
  readonly document: Comparable;
  readonly at: number | Span;
  readonly options: InspectOptions;
  readonly inspection?: Inspection;
  readonly problems: readonly Problem[];
}

function* sideOf(source: Source, options: InspectOptions): Generator<undefined, Side> {
  const named = 'entry' in source && source.entry !== undefined ? { ...options, entry: source.entry } : options;
  const own = source.others ? { ...named, others: source.others } : named;
  const document = source.document ?? new Document(source.text, source.languageId);
  yield* document.reading(own);
  return yield* inspectedSide({
    document,
    at: source.at ?? 0,
    options: own,
    problems: [],
  });
}

function* inspectedSide(side: Side): Generator<undefined, Side> {
  yield;
  const { value, problems } = side.document.inspect(side.at, { ...side.options, want: [] });
  return { ...side, inspection: value, problems };
}

/** Both with the same shapes of their inputs where one of them does not insist on its own. */
function* fitted(a: Side, b: Side): Generator<undefined, readonly [Side, Side]> {
  if (!a.inspection || !b.inspection) return [a, b];
  for (const [given, open] of [
    [a, b],
    [b, a],
  ] as const) {
    const point = shapesFor(open, given);
    if (Object.keys(point).length === 0) return [a, b];
    const side = yield* inspectedSide({
      ...open,
      options: { ...open.options, point: { ...point, ...open.options.point } },
    });
    if (side.inspection) return open === a ? [side, given] : [given, side];
  }
  return [a, b];
}

/** Values of the inputs that have another shape on the other side. */
function shapesFor(open: Side, given: Side): Record<string, Value> {
  const others = new Map(given.inspection?.inputs.map((input) => [input.name, input]));
  return Object.fromEntries(
    (open.inspection?.inputs ?? []).flatMap(({ name, shape }) => {
      const other = others.get(name);
      return other && other.shape.length > 0 && !sameSizes(other.shape, shape) ? [[name, other.value]] : [];
    }),
  );
}

/** Of one evaluation with its gradient. */
function operationsOf({ inspection }: Side): number {
  return inspection ? inspection.cost.forward + inspection.cost.reverse : 0;
}

function unread(problems: readonly Problem[]): Outcome<never> {
  if (problems.length > 0) return { problems };
  return refuse('noMath', 'There is no formula at one of the two places. Point at a formula or name a function.');
}

/** Numbers without a pattern, so that no two different outputs have the same product. */
function seedOf(shape: Sizes): Value | undefined {
  if (shape.length === 0) return undefined;
  const next = random(sizeOf(shape) * 104_729 + 3);
  return nest(
    Float64Array.from({ length: sizeOf(shape) }, () => 0.5 + next()),
    shape,
  );
}

function valueAt({ document, at, options }: Side, point: Readonly<Record<string, Value>>): Value {
  const { value } = document.inspect(at, { ...options, point: { ...options.point, ...point }, want: [] });
  return value?.output.value ?? Number.NaN;
}

function slotOf({ slots }: Evaluator, name: string): Evaluator['slots'][number] {
  return slots.find((slot) => slot.name === name) ?? { name, offset: 0, shape: [] };
}

function sameSizes(a: Sizes, b: Sizes): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

function largest(values: Float64Array, least: number): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), least);
}
