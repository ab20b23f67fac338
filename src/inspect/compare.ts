/** Two ways to write one function, held against each other: value and gradient at seeded points. */
import { type Outcome, refuse, success } from '../base/outcome.ts';
import { random } from '../base/random.ts';
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
  const order = names.map((name) => others.indexOf(name));
  const next = random(names.length * 7919 + 17);
  const gradients = [new Float64Array(names.length), new Float64Array(names.length)] as const;
  let points = 0;
  for (let attempt = 0; attempt < TRIES && points < POINTS; attempt++) {
    const x = Float64Array.from(names, () => (attempt % 3 < 2 ? 0.2 + 2 * next() : 4 * next() - 2));
    const y = new Float64Array(names.length);
    order.forEach((place, i) => {
      y[place] = x[i] as number;
    });
    const values = [left.gradient(x, gradients[0]), right.gradient(y, gradients[1])] as const;
    const aligned = order.map((place) => gradients[1][place] as number);
    if (![...values, ...gradients[0], ...aligned].every(Number.isFinite)) continue;
    points++;
    const value = near(values[0], values[1], AGREES);
    const scale = Math.max(...gradients[0].map(Math.abs), ...aligned.map(Math.abs));
    const wrong = names.filter(
      (_, i) => Math.abs((gradients[0][i] as number) - (aligned[i] as number)) > AGREES * Math.max(scale, 1e-9),
    );
    if (value && wrong.length === 0) continue;
    const point = Object.fromEntries(names.map((name, i) => [name, x[i] as number]));
    const gradientOf = (list: ArrayLike<number>) =>
      Object.fromEntries(names.map((name, i) => [name, list[i] as number]));
    return success({
      verdict: 'differs',
      points,
      counterexample: { point, values, gradients: [gradientOf(gradients[0]), gradientOf(aligned)], wrong },
    });
  }
  if (points < 3) return refuse('noPoints', 'No points were found where both are defined. Check their domains.');
  return success({ verdict: 'agrees', points });
}
