/** The value of `make`, worked out when it is first asked for and kept; what it was made from is then let go. */
export function once<T>(make: () => T): () => T {
  let pending: (() => T) | undefined = make;
  let value: T | undefined;
  return () => {
    if (pending) {
      value = pending();
      pending = undefined;
    }
    return value as T; // `make` has run
  };
}
