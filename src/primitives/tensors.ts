/** The table of tensor operations, one row each. Whoever adds one adds a row to its family and nothing else. */

import type { TensorRow } from './tensorRow.ts';
import { contractions } from './tensors/contractions.ts';
import { movers } from './tensors/movers.ts';
import { reductions } from './tensors/reductions.ts';

/** Name (as in `StepLine.operation`) → row. */
export const tensors: Readonly<Record<string, TensorRow>> = { ...reductions, ...contractions, ...movers };

/** The row of a tensor operation, undefined for scalar rows and anything unknown. */
export function tensorRow(operation: string): TensorRow | undefined {
  return Object.hasOwn(tensors, operation) ? tensors[operation] : undefined;
}
