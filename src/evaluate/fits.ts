import type { StepLine } from '../graph/list.ts';
import { broadcastShapes, isMisfit, type Shape, sameShape } from '../primitives/shape.ts';
import { scalars } from '../primitives/table.ts';
import { tensorRow } from '../primitives/tensors.ts';

/** Whether the operands give the shape that the line says it has. */
export function fits({ operation, attributes = {}, shape }: StepLine, operands: readonly Shape[]): boolean {
  const row = tensorRow(operation);
  const arity = row ? row.arity : scalars[operation]?.arity;
  if ((!row && arity === undefined) || (arity !== undefined && arity !== operands.length)) return false;
  const expected = row ? row.shape(operands, attributes) : broadcastShapes(operands);
  return !isMisfit(expected) && sameShape(expected, shape);
}
