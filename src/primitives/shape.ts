/** Shapes: the sizes of a tensor along its axes, with symbols where they are known. */

/** One axis: its size, and the symbol it goes by where one is known (n = 3). */
export interface Dimension {
  readonly size: number;
  readonly symbol?: string;
  /** The size is a guess that use may correct: equal guesses are one unknown. */
  readonly guess?: number;
}
/** `[]` for a number. */
export type Shape = readonly Dimension[];

/** Why shapes do not fit, in words: `(3,4) @ (3,) : inner sizes 4 and 3 differ`. */
export interface Misfit {
  readonly misfit: string;
  /** Two axes that would have to be equal: where one of them is a guess, it can be corrected. */
  readonly equal?: readonly [Dimension, Dimension];
}

export function isMisfit(shape: Shape | Misfit): shape is Misfit {
  return !Array.isArray(shape);
}

export function sizesOf(shape: Shape): number[] {
  return shape.map((dimension) => dimension.size);
}

/** How many numbers a tensor of this shape holds. */
export function countOf(shape: Shape): number {
  if (shape.length === 0) return 1;
  let count = 1;
  for (const { size } of shape) count *= size;
  return count;
}

/** A shape without symbols. */
export function plainShape(sizes: readonly number[]): Shape {
  return sizes.map((size) => ({ size }));
}

/** `(3, 4)`, `(3,)`, `()` as NumPy writes it. */
export function shapeText(shape: Shape): string {
  return `(${shape.map(({ size }) => size).join(', ')}${shape.length === 1 ? ',' : ''})`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every(({ size }, i) => size === b[i]?.size);
}

/** Of two equal axes the one that says more: known before guessed, with a symbol before without. */
export function better(a: Dimension, b: Dimension): Dimension {
  if (a.size === 1 && b.size !== 1) return b;
  if (b.size === 1 && a.size !== 1) return a;
  if ((a.guess === undefined) !== (b.guess === undefined))
    return a.guess === undefined ? withSymbol(a, b) : withSymbol(b, a);
  return withSymbol(a, b);
}

function withSymbol(a: Dimension, b: Dimension): Dimension {
  return a.symbol === undefined && b.symbol !== undefined ? { ...a, symbol: b.symbol } : a;
}

/** NumPy's broadcasting: axes are aligned from the last; sizes are equal, or one of them is 1. */
export function broadcastShapes(shapes: readonly Shape[]): Shape | Misfit {
  let result: Shape = [];
  for (const shape of shapes) {
    const joined = broadcastTwo(result, shape);
    if (isMisfit(joined)) return joined;
    result = joined;
  }
  return result;
}

function broadcastTwo(a: Shape, b: Shape): Shape | Misfit {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const rank = Math.max(a.length, b.length);
  const result: Dimension[] = [];
  for (let k = 1; k <= rank; k++) {
    const p = a[a.length - k];
    const q = b[b.length - k];
    if (p && q && p.size !== q.size && p.size !== 1 && q.size !== 1) {
      return {
        misfit: `shapes ${shapeText(a)} and ${shapeText(b)} do not fit: sizes ${p.size} and ${q.size} differ`,
        equal: [p, q],
      };
    }
    result.unshift(p && q ? better(p, q) : ((p ?? q) as Dimension));
  }
  return result;
}
