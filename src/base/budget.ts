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
  return new Share(whole, steps);
}

// Classes, because V8 keeps an object that is written out with getters as a slow dictionary, in memory that it seldom tidies.
class Share implements Meter {
  private readonly whole: Meter;
  private rest: number;

  constructor(whole: Meter, steps: number) {
    this.whole = whole;
    this.rest = Math.min(steps, whole.left);
  }

  spend(steps = 1): boolean {
    this.rest -= steps;
    return this.whole.spend(steps) && this.rest > 0;
  }

  get exhausted(): boolean {
    return this.rest <= 0 || this.whole.exhausted;
  }

  get left(): number {
    return Math.min(this.rest, this.whole.left);
  }
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

export function meter({ steps, stop }: Budget): Meter {
  return new Counter(steps, stop);
}

class Counter implements Meter {
  left: number;
  private readonly stop: Budget['stop'];
  private untilAsk = STOP_EVERY;

  constructor(steps: number, stop: Budget['stop']) {
    this.left = steps;
    this.stop = stop;
  }

  spend(steps = 1): boolean {
    this.left -= steps;
    this.untilAsk -= steps;
    if (this.untilAsk <= 0) {
      this.untilAsk = STOP_EVERY;
      if (this.stop?.()) this.left = 0;
    }
    return this.left > 0;
  }

  get exhausted(): boolean {
    return this.left <= 0;
  }
}
