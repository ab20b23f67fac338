/** Which executor runs: the interpreter first, generated code once it has paid for itself. */
import { interpreter, type Run } from './interpret.ts';
import type { ScalarCode } from './nodes.ts';
import { generated } from './wasm/straight.ts';

/** Generating and compiling pays from about so many evaluations on: 2,300 of 10 operations, 130 of 3,000. */
export function breakEven(steps: number): number {
  return Math.ceil(7300 / Math.sqrt(Math.max(1, steps)));
}

/** More operations than this take too long to compile. */
const MOST_GENERATED = 100_000;

/** Runs code of numbers; `given` is how many the caller hands in. All tiers give the same numbers. */
export function tiered(code: ScalarCode, given: number): Run {
  let run = interpreter(code);
  let left = code.steps > MOST_GENERATED ? Number.POSITIVE_INFINITY : breakEven(code.steps);
  return (numbers, results, target) => {
    if (left > 0 && --left === 0) run = generated(code, given) ?? run;
    return run(numbers, results, target);
  };
}
