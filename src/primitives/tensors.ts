/** Rows of tensor operations by name. What has no tensors does without the table. */
import { scalars } from './table.ts';
import type { TensorRow } from './tensorRow.ts';
import { tableRow } from './tensorTable.ts';

/** Lines of numbers and tensors that are no rows. */
const NO_ROWS: ReadonlySet<string> = new Set(['input', 'constant', 'named', 'place']);

/** The row of a tensor operation, undefined for scalar rows and anything unknown. */
export function tensorRow(operation: string): TensorRow | undefined {
  return Object.hasOwn(scalars, operation) || NO_ROWS.has(operation) ? undefined : tableRow(operation);
}
