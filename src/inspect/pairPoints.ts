/**
 * Pairs that go a way which the values of inputs decide (how many entries a mask takes, which branch leaves an array of
 * which shape) are followed at points. Where both sides agree at each the claim holds; where they do not, nothing is said:
 * what was decided there may hold in that one point.
 */
import type { Budget } from '../base/budget.ts';
import { random } from '../base/random.ts';
import { nest, type Value } from '../base/value.ts';
import { type Shape, sizesOf } from '../primitives/shape.ts';
import { ENOUGH } from './agreement.ts';
import { isSame } from './pairDoubts.ts';
import { type Side, sidesOf } from './pairSides.ts';
import type { Pair } from './pairs.ts';
import { type Sample, sampleAt, widely } from './sampling.ts';
import type { Source } from './source.ts';

const POINTS = 4;
const TRIES = 30;
/** So often it may not be followed before anything was found. */
const REFUSALS = 4;

export interface AtPoints {
  readonly sides: readonly Side[];
  readonly samples: readonly Sample[];
}

/** The first reading that holds at every point; undefined: none does. */
export function* holdingAtPoints(
  source: Source,
  pair: Pair,
  budget: Budget,
): Generator<undefined, AtPoints | undefined> {
  const found = new Map<string, { readonly at: AtPoints; count: number; isRight: boolean; isZero: boolean }>();
  for (let attempt = 0, refused = 0; attempt < TRIES && refused < REFUSALS; attempt++) {
    const at = pointAt(attempt);
    const sides = sidesOf(source, pair, false, budget, [], at);
    yield undefined;
    if ('reason' in sides) {
      if (found.size === 0) refused++;
      continue;
    }
    for (const reading of sides.readings) {
      const samples = reading.map(({ computed, claimed }) =>
        sampleAt(sides.builder.finish([computed, claimed]), computed, claimed, at),
      );
      if (samples.some((own) => own.length === 0)) continue;
      const key = reading.map(({ wrt }) => wrt).join();
      const known = found.get(key) ?? {
        at: { sides: reading, samples: samples.flat() },
        count: 0,
        isRight: true,
        isZero: true,
      };
      known.count++;
      known.isRight &&= samples.every(isSame) && reading.every(({ across }) => across === undefined);
      known.isZero &&= samples.flat().every(({ computed }) => computed === 0);
      found.set(key, known);
    }
    const all = [...found.values()];
    const held = all.find(({ count, isRight, isZero }) => isRight && !isZero && count >= Math.max(POINTS, ENOUGH));
    if (held) return held.at;
    if (all.length > 0 && all.every(({ isRight }) => !isRight)) return undefined;
  }
  return undefined;
}

/** The same numbers for a name, in whatever order they are asked for. */
function pointAt(attempt: number): (input: string, shape: Shape) => Value {
  return (input, shape) => {
    let seed = 11 * (attempt + 1);
    for (const letter of input) seed = (Math.imul(seed, 31) + letter.charCodeAt(0)) >>> 0;
    const next = random(seed);
    const sizes = sizesOf(shape);
    const [rows = 0, columns] = sizes;
    const entries = Array.from({ length: sizes.reduce((all, size) => all * size, 1) }, (_, k) => {
      const drawn = widely(attempt, true, next);
      // Square matrices get a heavy diagonal.
      return sizes.length === 2 && rows === columns && k % (rows + 1) === 0 ? drawn + 2 * rows : drawn;
    });
    return nest(entries, sizes);
  };
}
