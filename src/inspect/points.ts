/** Where inputs stand when nobody says: distinct, in (0.5, 2), easy to read; then seven other points to fall back on. */

const FIRST = [1.2, 0.8, 1.5, 0.6, 1.8, 0.9, 1.4, 0.7, 1.6, 1.1, 1.9, 1.3, 1.7];
const FALLBACKS = [1, 0.5, 1.5, -1, 0.25, 2.2, -0.5, 4];
const GOLDEN = 0.618034;

export const DEFAULT_POINTS = FALLBACKS.length;

/** The value of input `index` of `count` at the given one of the eight default points. */
export function defaultValue(index: number, count: number, which: number): number {
  const factor = FALLBACKS[which] ?? 1;
  if (count === 1) return factor;
  const base = FIRST[index] ?? 0.5 + 1.5 * (((index + 1) * GOLDEN) % 1);
  return Math.round(base * factor * 1000) / 1000;
}

/** `index`-th of the letters that anonymous steps go by: a … z, then a_1 … */
export function letter(index: number): string {
  const round = Math.floor(index / 26);
  const name = String.fromCharCode(97 + (index % 26));
  return round === 0 ? name : `${name}_${round}`;
}
