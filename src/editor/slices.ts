/** Long work in short pieces, so that typing is never held up. */

export interface Pace {
  /** Milliseconds, from any zero. */
  readonly now: () => number;
  /** Resolves once others have had their turn. */
  readonly pause: () => Promise<void>;
  /** True once nobody wants the result any more. */
  readonly stopped: () => boolean;
}

/** The longest a slice may hold the thread, in milliseconds; a generator that yields rarely may overrun it. */
export const SLICE = 20;

/**
 * Drives a generator in slices. `each` gets what it yields, gaps (`undefined`) left out. Answers false if it was stopped
 * before its end.
 */
export async function drive<T>(work: Generator<T | undefined>, each: (item: T) => void, pace: Pace): Promise<boolean> {
  await pace.pause();
  let end = pace.now() + SLICE;
  while (!pace.stopped()) {
    const { value, done } = work.next();
    if (done) return true;
    if (value !== undefined) each(value);
    if (pace.now() >= end) {
      await pace.pause();
      end = pace.now() + SLICE;
    }
  }
  work.return(undefined);
  return false;
}

/** The same by the machine's clock. The work is begun after the first pause: beginning it may take long, too. */
export function driveNow<T>(
  begin: () => Generator<T | undefined>,
  each: (item: T) => void,
  stopped: () => boolean,
): Promise<boolean> {
  function* work(): Generator<T | undefined> {
    yield* begin();
  }
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
  return drive(work(), each, { now: () => performance.now(), pause, stopped });
}
