/** Work that pauses, so that others get their turn: a generator that yields where it may be stopped. */

/** The work to its end, without a pause. */
export function finished<T>(work: Generator<undefined, T>): T {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
}

/** Says when to pause: at every `count`th call. */
export function every(count: number): () => boolean {
  let left = count;
  return () => {
    if (--left > 0) return false;
    left = count;
    return true;
  };
}

const GROUP = 50;

/** What `read` makes of `count` entries, group by group, with a pause after each. */
export function* inGroups<T>(
  count: number,
  read: (from: number, to: number) => readonly T[],
): Generator<undefined, T[]> {
  const all: T[] = [];
  for (let from = 0; from < count; from += GROUP) {
    for (const one of read(from, Math.min(from + GROUP, count))) all.push(one);
    yield;
  }
  return all;
}
