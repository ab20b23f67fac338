import { type MathRegion, openDocument } from '../../src/core.ts';
import { fuzzInput } from './inputs.ts';

export interface FuzzReport {
  readonly inputs: number;
  readonly failures: readonly string[];
  /** The input that took the most counted work. */
  readonly worst: { readonly index: number; readonly asks: number };
}

/** Counted work of one call at most. Small: what never ends (`for (;;)`) takes all of it each time. */
const STEPS = 100_000;
const LINES = 3_000;
/** `stop` is asked for every 1,024 units, for every 512 lines of the gradient and for every 64 lines that are written. */
const ASKS = Math.ceil(STEPS / 1024) + LINES / 16;

/** Every reader and everything behind it on inputs `from` … `to`: no exception, none over its budget. */
export function runFuzz(seed: number, from: number, to: number): FuzzReport {
  const failures: string[] = [];
  let worst = { index: from, asks: 0 };
  for (let index = from; index < to; index++) {
    const { text, languageId } = fuzzInput(seed, index);
    let asks = 0;
    const stop = () => {
      asks++;
      return false;
    };
    const budget = { lines: LINES, steps: STEPS, stop };
    const spend = (what: string, call: () => void) => {
      asks = 0;
      try {
        call();
      } catch (error) {
        failures.push(
          `${index} (${languageId}) ${what}: ${error instanceof Error ? (error.stack ?? error.message) : error}`,
        );
      }
      if (asks > ASKS) failures.push(`${index} (${languageId}) ${what}: the clock was asked ${asks} times`);
      if (asks > worst.asks) worst = { index, asks };
    };
    const document = openDocument(text, languageId);
    let regions: readonly MathRegion[] = [];
    spend('findMath', () => {
      regions = document.findMath();
    });
    spend('inspect', () => {
      document.inspect(Math.floor(text.length / 2), { budget, want: index % 4 === 0 ? undefined : [] });
    });
    // What was found is asked for too: of a program, a function in the middle is mostly none of the text at the middle.
    const region = regions[index % Math.max(1, regions.length)];
    if (region && index % 3 === 1) {
      spend('inspect what was found', () => {
        document.inspect(region.span.from, { budget, want: index % 2 === 0 ? undefined : [] });
      });
    }
    if (index % 3 === 0) {
      spend('inspect a selection', () => {
        document.inspect(
          { from: Math.floor(text.length / 3), to: Math.floor((2 * text.length) / 3) },
          { budget, want: [] },
        );
      });
    }
    if (index % 2 === 0) {
      for (const _ of checks(document, budget)) {
        if (failures.length > 20) break;
      }
    }
    if (failures.length > 20) break;

    function* checks(opened: typeof document, given: typeof budget) {
      const generator = opened.check({ budget: given });
      for (let more = true; more; ) {
        spend('check', () => {
          more = !generator.next().done;
        });
        yield more;
        if (failures.length > 0 && failures[failures.length - 1]?.startsWith(`${index} `)) return;
      }
    }
  }
  return { inputs: to - from, failures, worst };
}
