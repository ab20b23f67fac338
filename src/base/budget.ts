/** How much work one call may do, counted; `stop` is the caller's clock or cancellation. */
export interface Budget {
  /** Lines of the Wengert list, gradient included. */
  readonly lines: number;
  /** Elementary units of reading, tracing and checking work. */
  readonly steps: number;
  readonly stop?: () => boolean;
  /** Loops of programs with more passes than this are kept whole where they can be; absent: 64. */
  readonly unrolled?: number;
}

export const DEFAULT_BUDGET: Budget = { lines: 200_000, steps: 5_000_000 };

/** Counts work down. `spend` answers false once nothing is left; it never throws. */
export interface Meter {
  spend(steps?: number): boolean;
  readonly exhausted: boolean;
  readonly left: number;
}

/** Spends from `whole`, at most `steps` of it: one of several attempts must not take what the others need. */
export function share(whole: Meter, steps: number): Meter {
  let left = Math.min(steps, whole.left);
  return {
    spend(count = 1) {
      left -= count;
      return whole.spend(count) && left > 0;
    },
    get exhausted() {
      return left <= 0 || whole.exhausted;
    },
    get left() {
      return Math.min(left, whole.left);
    },
  };
}

const STOP_EVERY = 1024;

/** Whether `stop` has said so: it is asked at every `every`th call, and no more once it has. */
export function patience(stop: Budget['stop'], every = 64): () => boolean {
  if (!stop) return () => false;
  let isOver = false;
  let calls = 0;
  return () => {
    if (!isOver && ++calls % every === 0) isOver = stop();
    return isOver;
  };
}

export function meter(budget: Budget): Meter {
  let left = budget.steps;
  let untilAsk = STOP_EVERY;
  return {
    spend(steps = 1) {
      left -= steps;
      untilAsk -= steps;
      if (untilAsk <= 0) {
        untilAsk = STOP_EVERY;
        if (budget.stop?.()) left = 0;
      }
      return left > 0;
    },
    get exhausted() {
      return left <= 0;
    },
    get left() {
      return left;
    },
  };
}
