/** Two ways to write one function, held against each other: value and gradient at seeded points. */
import { type Outcome, refuse, success } from '../base/outcome.ts';
import { random } from '../base/random.ts';
import { nest, sizeOf } from '../base/value.ts';
import { plainShape, shapeText } from '../primitives/shape.ts';
import { near } from './differences.ts';
import { Document } from './document.ts';
import type { Comparison, Evaluator, InspectOptions, Source } from './types.ts';

const POINTS = 12;
const TRIES = 60;
const AGREES = 1e-8;

/**
 * Inputs are matched by name. Refused where a side cannot be read, or where the two have different inputs: then nothing
 * can be said about either.
 */
export function compareSources(a: Source, b: Source, options: InspectOptions = {}): Outcome<Comparison> {
  const sides: Evaluator[] = [];
  for (const source of [a, b]) {
    const own = 'entry' in source && source.entry !== undefined ? { ...options, entry: source.entry } : options;
    const outcome = new Document(source.text, source.languageId).compile(source.at ?? 0, own);
    if (!outcome.value)
      return outcome.problems.length > 0
        ? { problems: outcome.problems }
        : refuse('noMath', 'There is no formula at one of the two places. Point at a formula or name a function.');
    sides.push(outcome.value);
  }
  const [left, right] = sides as [Evaluator, Evaluator];
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
  let points = 0;
  for (let attempt = 0; attempt < TRIES && points < POINTS; attempt++) {
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
        values,
        gradients: [byName(gradients[0]), byName(aligned)],
        wrong: wrong.map(({ name }) => name),
      },
    });
  }
  if (points < 3) return refuse('noPoints', 'No points were found where both are defined. Check their domains.');
  return success({ verdict: 'agrees', points });
}

function slotOf({ slots }: Evaluator, name: string): Evaluator['slots'][number] {
  return slots.find((slot) => slot.name === name) ?? { name, offset: 0, shape: [] };
}

function sameSizes(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

function largest(values: Float64Array, least: number): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), least);
}
