/** When two numbers, and two sides at all points, count as the same, as different, or as neither. */
import type { Sample } from './sampling.ts';

const AGREES = 1e-8;
const DIFFERS = 1e-5;
const TOLERANCE = 1e-7;
/** Points of agreement or disagreement that a verdict needs. */
export const ENOUGH = 3;

export function near(a: number, b: number, tolerance = TOLERANCE): boolean {
  const apart = Math.abs(a - b);
  return Number.isFinite(apart) && apart <= tolerance * Math.max(Math.abs(a), Math.abs(b), 1e-9);
}

export function same({ claimed, computed, scale }: Sample, tolerance = AGREES): boolean {
  return near(claimed, computed, tolerance) || Math.abs(claimed - computed) <= tolerance * 1e-2 * scale;
}

export function agrees(samples: readonly Sample[]): boolean {
  return samples.every((sample) => same(sample));
}

export function disagreements(samples: readonly Sample[]): Sample[] {
  return samples.filter((sample) => !same(sample, DIFFERS));
}
