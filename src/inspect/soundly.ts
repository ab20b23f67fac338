/**
 * Runs work that recurses over programs: calls inside calls may outgrow the stack, which is smallest in a web worker. The
 * answer is `otherwise` then; any other error is a mistake of ours and is not hidden.
 */
export function soundly<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError && /call stack/i.test(error.message)) return otherwise;
    throw error;
  }
}

/** The same of work in steps. */
export function* soundSteps<T>(steps: Generator<undefined, T>, otherwise: T): Generator<undefined, T> {
  for (;;) {
    const next = soundly(() => steps.next(), { done: true as const, value: otherwise });
    if (next.done) return next.value;
    yield undefined;
  }
}
