/**
 * What is known of the names of one function, or of the script. `x(2)` is an item of a variable, or the value of a
 * function: syntax does not tell, so that assignments are followed in the order of the text.
 */
import { namesOfSites, type Site, sitesWithin } from './bound.ts';

/** `unsure`: a function in one place, an array in another. */
export type Meaning = 'variable' | 'handle' | 'unsure' | 'unknown';

export class Scope {
  /** Everything that is set somewhere in it, functions inside included. */
  readonly sites: readonly Site[];
  readonly outputs: number;
  /** Names that others may set meanwhile: `global`, `persistent`, and those that functions inside set. */
  readonly shared = new Set<string>();
  /** Statements that may set anything (`eval`). */
  wild = 0;
  /** Anonymous functions that are not read, and why: what they are called with is no index. */
  readonly unread = new Map<string, string>();
  readonly inFunction: boolean;
  readonly #parent: Scope | undefined;
  readonly #known = new Set<string>();
  readonly #handles = new Map<string, 'handle' | 'unsure'>();
  /** Parameters of the anonymous functions around, innermost last. */
  readonly #parameters: string[] = [];
  readonly #loops: { readonly from: number; readonly to: number }[] = [];
  readonly #settings = new Map<string, number[]>();

  /** `outputs` is how many values the function gives; -1 where that is not fixed, undefined for the script. */
  constructor(sites: readonly Site[], outputs?: number, parent?: Scope) {
    this.sites = sites;
    this.outputs = outputs ?? -1;
    this.inFunction = outputs !== undefined;
    this.#parent = parent;
    const plain = new Set(sites.filter((site) => !site.handle).map(({ name }) => name));
    for (const { name, root, handle, at } of sites) {
      if (handle) this.#handles.set(name, plain.has(name) ? 'unsure' : 'handle');
      const settings = this.#settings.get(root);
      if (settings) settings.push(at);
      else this.#settings.set(root, [at]);
    }
  }

  know(name: string): void {
    this.#known.add(name);
  }

  /** All names that are variables here. */
  get known(): readonly string[] {
    return [...this.#known];
  }

  isKnown(name: string): boolean {
    return this.#parameters.includes(name) || this.#known.has(name) || this.#isParents(name);
  }

  #isParents(name: string): boolean {
    return this.#parent !== undefined && (this.#parent.isKnown(name) || this.#parent.sets(name));
  }

  /** What `path(…)` is. */
  meaning(path: string): Meaning {
    const root = path.split('.', 1)[0] ?? path;
    if (this.#parameters.includes(root)) return 'variable';
    if (!this.isKnown(root)) return 'unknown';
    return (
      this.#handles.get(path) ?? (this.#known.has(root) ? 'variable' : (this.#parent?.meaning(path) ?? 'variable'))
    );
  }

  sets(name: string): boolean {
    return this.#settings.has(name);
  }

  /** Within the anonymous function whose parameters these are. */
  within<R>(parameters: readonly string[], read: () => R): R {
    this.#parameters.push(...parameters);
    const result = read();
    this.#parameters.length -= parameters.length;
    return result;
  }

  /** What a loop sets is a variable in all of it: a round may use what the one before has set. */
  loop<R>(from: number, to: number, read: () => R): R {
    for (const { root } of sitesWithin(this.sites, from, to)) this.#known.add(root);
    this.#loops.push({ from, to });
    const result = read();
    this.#loops.pop();
    return result;
  }

  /**
   * Whether the name has another value when the anonymous function at token `at` is called than it had there: MATLAB
   * keeps the value, the tree looks the name up. `again` tells whether the function may be called in a later round
   * before it is made anew.
   */
  changes(name: string, at: number, again: (loopFrom: number) => boolean): boolean {
    if (this.#parameters.includes(name)) return false;
    const settings = this.#settings.get(name) ?? [];
    if ((settings[settings.length - 1] ?? -1) > at) return true;
    return this.#loops.some(
      (loop) => again(loop.from) && settings.some((setting) => setting >= loop.from && setting < loop.to),
    );
  }

  /** Names that an `eval` may have changed. */
  inDoubt(): string[] {
    return [...new Set([...this.#known, ...namesOfSites(this.sites)])];
  }
}
