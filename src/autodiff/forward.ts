import type { Problem } from '../base/outcome.ts';
import { createBuilder, type Rewrite } from '../graph/builder.ts';
import { isStep, type LineId, type WengertList } from '../graph/list.ts';
import { sameShape, sizesOf } from '../primitives/shape.ts';
import { scalars } from '../primitives/table.ts';

export interface Tangents {
  /** The given lines (same ids), inputs for the direction, and the lines of the forward sweep. */
  readonly list: WengertList;
  /** By given line: the line that holds its derivative along the direction; absent where it is zero. */
  readonly tangent: ReadonlyMap<LineId, LineId>;
  readonly problems: readonly Problem[];
}

/**
 * Forward sweep: tangent(line) = Σ over operands of ∂line/∂operand · tangent(operand), from the given tangents of inputs,
 * which have their shapes. Tensor operations are refused: what depends on them needs a reverse sweep.
 */
export function forwardSweep(
  list: WengertList,
  direction: ReadonlyMap<LineId, string | number>,
  options: { rewrite?: Rewrite; limit?: number } = {},
): Tangents {
  const builder = createBuilder({ start: list, ...options });
  const tangent = new Map<LineId, LineId>();
  const problems: Problem[] = [];
  for (const [id, entry] of direction) {
    const { shape } = builder.at(id);
    tangent.set(id, typeof entry === 'number' ? filled(builder.constant(entry), id) : builder.input(entry, shape));
  }
  for (const [id, line] of list.lines.entries()) {
    if (!isStep(line) || builder.full) continue;
    let total: LineId | undefined;
    for (const [index, operand] of line.operands.entries()) {
      const incoming = tangent.get(operand);
      const partial = scalars[line.operation]?.partials[index];
      if (incoming === undefined || partial?.kind === 'zero') continue;
      if (partial === undefined || partial.kind === 'missing') {
        problems.push({
          code: 'noDerivative',
          severity: 'error',
          message: `${line.operation} has no derivative here. Differentiate by other inputs, or rewrite the step.`,
          span: list.spans.get(id)?.[0],
        });
        continue;
      }
      const product =
        line.operation === 'select' && index > 0
          ? side(index, line.operands[0] ?? 0, incoming)
          : builder.step('mul', [builder.term(partial, line.operands, id), incoming]);
      total = total === undefined ? product : builder.step('add', [total, product]);
    }
    if (total !== undefined) tangent.set(id, filled(total, id));
  }
  return { list: builder.finish(list.outputs), tangent, problems };

  /** A tangent that is the same for entries along some axis, as tensor of its line's shape. */
  function filled(value: LineId, id: LineId): LineId {
    const { shape } = builder.at(id);
    if (sameShape(builder.shape(value), shape)) return value;
    return builder.apply('broadcast', [value], { shape: sizesOf(shape) });
  }

  /** The tangent of one side of a piecewise step, an exact 0 where the other side is taken. */
  function side(index: number, condition: LineId, incoming: LineId): LineId {
    const zero = builder.constant(0);
    return builder.step('select', index === 1 ? [condition, incoming, zero] : [condition, zero, incoming]);
  }
}
