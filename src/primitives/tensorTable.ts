/** The table of tensor operations, one row each. Whoever adds one adds a row to its family and nothing else. */
import type { TensorRow } from './tensorRow.ts';
import { along } from './tensors/along.ts';
import { contractions } from './tensors/contractions.ts';
import { diagonals } from './tensors/diagonals.ts';
import { einsum } from './tensors/einsum.ts';
import { entries } from './tensors/entries.ts';
import { matrices } from './tensors/matrices.ts';
import { movers } from './tensors/movers.ts';
import { order } from './tensors/order.ts';
import { reductions } from './tensors/reductions.ts';
import { scan } from './tensors/scan.ts';

/** Name (as in `StepLine.operation`) → row. No name is that of a scalar row. */
export const tensors: Readonly<Record<string, TensorRow>> = {
  ...reductions,
  ...along,
  ...contractions,
  einsum,
  ...matrices,
  ...diagonals,
  ...movers,
  ...entries,
  scan,
  ...order,
};

export function tableRow(operation: string): TensorRow | undefined {
  return Object.hasOwn(tensors, operation) ? tensors[operation] : undefined;
}
