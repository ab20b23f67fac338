/**
 * What is assumed of inputs whose shape the text does not state. Tracing starts with numbers; where the use of an input
 * needs more (`x[2]`, `A @ x`, a loop over it), the tracer wishes for it, stops, and is run again with the wish granted.
 */
import type { Dimension, Shape } from '../primitives/shape.ts';

export type Wish =
  /** An input must have at least so many axes. */
  | { readonly kind: 'rank'; readonly input: string; readonly rank: number }
  /** Two axes must be equal; at least one is a guess. */
  | { readonly kind: 'equal'; readonly axes: readonly [Dimension, Dimension] }
  /** An axis must have at least (`exact`: just) so many entries. */
  | { readonly kind: 'size'; readonly axis: Dimension; readonly size: number; readonly exact?: boolean }
  /** An input must be a known whole number: it bounds a loop, chooses an axis. */
  | { readonly kind: 'static'; readonly input: string }
  /** A matrix called I that the text does not explain is the identity, once its sizes are known. */
  | { readonly kind: 'identity'; readonly input: string };

/** Sizes of guessed axes, in the order in which they are met: distinct, so that what must be equal shows. */
const SIZES = [3, 2, 4, 5, 6, 7];
const SYMBOLS = ['n', 'm', 'k', 'p', 'q', 'r', 's'];
const MOST_RANK = 4;

export class Assumptions {
  private readonly axes = new Map<string, number[]>();
  private readonly constants = new Set<string>();
  private readonly identities = new Set<string>();
  private readonly symbols = new Map<string, number>();
  /** Union-find over guesses; by root: a size that use has fixed. */
  private readonly parent: number[] = [];
  private readonly fixed = new Map<number, { size: number; exact: boolean }>();
  /** Letters that the document uses for something else. */
  private readonly taken: (name: string) => boolean;

  constructor(taken: (name: string) => boolean = () => false) {
    this.taken = taken;
  }

  /** The shape assumed for an input; undefined: a number. */
  shapeOf(input: string): Shape | undefined {
    return this.axes.get(input)?.map((guess) => this.dimension(guess));
  }

  /** Sizes as declared: a number, or a symbol that stands for one size wherever it occurs. */
  declare(input: string, sizes: readonly { readonly size?: number; readonly symbol?: string }[]): void {
    if (this.axes.has(input)) return;
    this.axes.set(
      input,
      sizes.map(({ size, symbol }) => {
        const known = symbol === undefined ? undefined : this.symbols.get(symbol);
        const guess = known ?? this.fresh();
        if (symbol !== undefined) this.symbols.set(symbol, guess);
        if (size !== undefined) this.fixed.set(this.root(guess), { size, exact: true });
        return guess;
      }),
    );
  }

  /** Whether inputs had to be known whole numbers. */
  get hasStatics(): boolean {
    return this.constants.size > 0;
  }

  isIdentity(input: string): boolean {
    return this.identities.has(input);
  }

  isStatic(input: string): boolean {
    return this.constants.has(input);
  }

  /** Whether the wish changes anything: false means that it cannot be granted. */
  grant(wish: Wish): boolean {
    switch (wish.kind) {
      case 'rank': {
        const axes = this.axes.get(wish.input) ?? [];
        if (axes.length >= wish.rank || wish.rank > MOST_RANK) return false;
        while (axes.length < wish.rank) axes.push(this.fresh());
        this.axes.set(wish.input, axes);
        return true;
      }
      case 'static':
        if (this.constants.has(wish.input)) return false;
        this.constants.add(wish.input);
        return true;
      case 'identity': {
        const [rows, columns, ...more] = this.axes.get(wish.input) ?? [];
        if (rows === undefined || columns === undefined || more.length > 0 || this.identities.has(wish.input))
          return false;
        this.identities.add(wish.input);
        this.join(this.root(rows), this.root(columns));
        return true;
      }
      case 'size': {
        const { guess } = wish.axis;
        return guess !== undefined && this.fix(this.root(guess), wish.size, wish.exact === true);
      }
      case 'equal': {
        const [a, b] = wish.axes;
        if (a.guess !== undefined && b.guess !== undefined) return this.join(this.root(a.guess), this.root(b.guess));
        if (a.guess !== undefined) return this.fix(this.root(a.guess), b.size, true);
        return b.guess !== undefined && this.fix(this.root(b.guess), a.size, true);
      }
    }
  }

  private fresh(): number {
    this.parent.push(this.parent.length);
    return this.parent.length - 1;
  }

  private root(guess: number): number {
    let root = guess;
    while (this.parent[root] !== undefined && this.parent[root] !== root) root = this.parent[root] as number;
    return root;
  }

  private join(a: number, b: number): boolean {
    if (a === b) return false;
    const [low, high] = a < b ? [a, b] : [b, a];
    const p = this.fixed.get(low);
    const q = this.fixed.get(high);
    if (p && q && p.size !== q.size) {
      if (p.exact && q.exact) return false;
      const [rigid, loose] = p.exact ? [p, q] : q.exact ? [q, p] : p.size > q.size ? [p, q] : [q, p];
      if (loose.size > rigid.size) return false;
      this.fixed.set(low, rigid);
    } else if (q && !p) {
      this.fixed.set(low, q);
    }
    this.parent[high] = low;
    return true;
  }

  private fix(root: number, size: number, exact: boolean): boolean {
    const before = this.fixed.get(root);
    if (before?.exact) return false;
    if (before && before.size >= size && !exact) return false;
    if (before && exact && size < before.size) return false;
    if (!before && !exact && this.sizeOf(root) >= size) return false;
    this.fixed.set(root, { size, exact });
    return true;
  }

  private sizeOf(root: number): number {
    return this.fixed.get(root)?.size ?? SIZES[this.rankOf(root)] ?? 3;
  }

  /** The how-manieth of the roots it is. */
  private rankOf(root: number): number {
    let before = 0;
    for (let guess = 0; guess < root; guess++) if (this.parent[guess] === guess) before++;
    return before;
  }

  private dimension(guess: number): Dimension {
    const root = this.root(guess);
    const size = this.sizeOf(root);
    const declared = [...this.symbols].find(([, own]) => this.root(own) === root)?.[0];
    if (declared !== undefined) return { size, guess: root, symbol: declared };
    if (this.fixed.get(root)?.exact) return { size, guess: root };
    const free = SYMBOLS.filter((symbol) => !this.taken(symbol));
    return { size, guess: root, symbol: free[this.rankOf(root)] };
  }
}
