/** Remembers the `capacity` most recently used answers. */
export class Lru<V> {
  readonly #entries = new Map<string, V>();

  constructor(readonly capacity: number) {}

  /** The remembered answer for `key`, or else a new one from `make`. */
  get(key: string, make: () => V): V {
    const entry = this.#entries.has(key) ? (this.#entries.get(key) as V) : make();
    this.#entries.delete(key); // a Map keeps its order of insertion: the oldest is first
    this.#entries.set(key, entry);
    if (this.#entries.size > this.capacity) {
      for (const oldest of this.#entries.keys()) {
        this.#entries.delete(oldest);
        break;
      }
    }
    return entry;
  }

  get size(): number {
    return this.#entries.size;
  }
}
