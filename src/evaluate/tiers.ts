/** Which executor runs: the interpreter first, generated code once it has paid for itself. */
import { interpreter, type Run } from './interpret.ts';
import type { ScalarCode } from './nodes.ts';
import { type GeneratedRun, generated } from './wasm/straight.ts';

/** Code has been generated, or cannot be. */
const NEVER = Number.NEGATIVE_INFINITY;

/** Generating and compiling pays from about so many evaluations on: 2,300 of 10 operations, 130 of 3,000. */
export function breakEven(steps: number): number {
  return Math.ceil(7300 / Math.sqrt(Math.max(1, steps)));
}

/** More operations than this take too long to compile. */
const MOST_GENERATED = 100_000;

export interface Tiered {
  /** Becomes another function when another executor takes over. */
  run: Run;
  /** Generates code at once; arrays that it need not copy, undefined where there is none. */
  arrays(): { readonly given: Float64Array; readonly target: Float64Array } | undefined;
}

/** Runs code of numbers; `given` is how many the caller hands in. All tiers give the same numbers. */
export function tiered(code: ScalarCode, given: number): Tiered {
  const interpreted = interpreter(code);
  const isLong = code.steps > MOST_GENERATED;
  let left = isLong ? Number.POSITIVE_INFINITY : breakEven(code.steps);
  let made: GeneratedRun | undefined;
  function generate(): void {
    if (left !== NEVER && !isLong) made = generated(code, given);
    left = NEVER;
    tier.run = made?.run ?? interpreted;
  }
  const tier: Tiered = {
    run(numbers, results, target) {
      if (--left <= 0) generate();
      return interpreted(numbers, results, target);
    },
    arrays() {
      generate();
      return made;
    },
  };
  return tier;
}
