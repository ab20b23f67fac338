/** The reverse sweep of a prepared list, with a seed of its own where the output is a vector or matrix. */
import { type Adjoints, sweepInto } from '../autodiff/reverse.ts';
import type { Budget } from '../base/budget.ts';
import { createBuilder } from '../graph/builder.ts';
import { simplify } from '../simplify/rewrite.ts';
import type { Prepared } from './prepare.ts';

export interface Sweep extends Adjoints {
  /** The name of the input that holds the cotangent of the output; absent where the output is a number (it is 1). */
  readonly seed?: string;
}

const SEEDS = ['v', 'u', 'w'];

export function sweepPrepared({ list, output }: Pick<Prepared, 'list' | 'output'>, budget?: Budget): Sweep {
  const builder = createBuilder({ start: list, rewrite: simplify, limit: budget?.lines, stop: budget?.stop });
  const shape = list.lines[output]?.shape ?? [];
  if (shape.length === 0) return { ...sweepInto(builder, output), list: builder.finish(list.outputs) };
  const taken = new Set(list.names.values());
  let seed = SEEDS.find((name) => !taken.has(name)) ?? 'v_0';
  for (let k = 0; taken.has(seed); k++) seed = `v_${k}`;
  const line = builder.input(seed, shape);
  return { ...sweepInto(builder, output, { seed: line }), list: builder.finish(list.outputs), seed };
}
