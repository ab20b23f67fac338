/** What a check shows of the disagreement: points, whole vectors and matrices, and which entries are wrong. */

import { nest, type Value } from '../base/value.ts';
import { sizesOf } from '../primitives/shape.ts';
import { disagreements } from './agreement.ts';
import type { SidesCompared } from './claims.ts';
import { written } from './differences.ts';
import type { Sample } from './sampling.ts';
import type { DerivativeCheck } from './types.ts';

/** Up to three points, whole vectors and matrices. */
export function evidenceOf(comparison: SidesCompared): DerivativeCheck['evidence'] {
  const points = [...new Set(disagreements(comparison.samples).map(({ point }) => point))].slice(0, 3);
  return points.map((point) => ({ point, ...valuesAt(comparison, point) }));
}

function valuesAt(
  { samples, list, computed }: SidesCompared,
  point: Sample['point'],
): { claimed: Value; computed: Value } {
  const entries = samples.filter((sample) => sample.point === point);
  const sizes = sizesOf(list.lines[computed]?.shape ?? []);
  return {
    claimed: nest(
      entries.map((entry) => entry.claimed),
      sizes,
    ),
    computed: nest(
      entries.map((entry) => entry.computed),
      sizes,
    ),
  };
}

/** `[2]`, `[1, 2]`: the entries that are wrong at some point, counted from 1; absent for numbers. */
export function wrongEntries({ samples, list, computed }: SidesCompared): readonly string[] | undefined {
  const sizes = sizesOf(list.lines[computed]?.shape ?? []);
  const count = sizes.reduce((product, size) => product * size, 1);
  if (sizes.length === 0) return undefined;
  const wrong = new Set<number>();
  samples.forEach((sample, i) => {
    if (disagreements([sample]).length > 0) wrong.add(i % count);
  });
  return [...wrong]
    .sort((a, b) => a - b)
    .map((k) => `[${sizes.map((size, axis) => 1 + (Math.floor(k / strideOf(sizes, axis)) % size)).join(', ')}]`);
}

function strideOf(sizes: readonly number[], axis: number): number {
  return sizes.slice(axis + 1).reduce((product, size) => product * size, 1);
}

/** Both sides where they can be told apart, and the computed formula. */
export function numbers(comparison: SidesCompared): Pick<DerivativeCheck, 'computed' | 'claimed'> {
  const { samples, list, computed, builder } = comparison;
  const sample = disagreements(samples)[0] ?? samples[0];
  const values = sample ? valuesAt(comparison, sample.point) : { computed: Number.NaN, claimed: Number.NaN };
  return {
    computed: { value: values.computed, formula: written(list, computed, builder) },
    claimed: { value: values.claimed },
  };
}
