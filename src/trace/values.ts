/** What lines are worth while they are being traced: values that need no input. */
import { flatten, nest, type Value } from '../base/value.ts';
import { isConstant, isInput, type LineId } from '../graph/list.ts';
import { countOf, sizesOf } from '../primitives/shape.ts';
import { scalarRow } from '../primitives/table.ts';
import { tensorRow } from '../primitives/tensors.ts';
import type { Kit } from './kit.ts';

/** Of one array. */
const MOST_STATIC = 100_000;

/** Values that need no input, worked out once a line. */
export function createValues(kit: Kit): (line: LineId) => Value | undefined {
  const known = new Map<LineId, Value | undefined>();
  return value;

  function value(id: LineId): Value | undefined {
    if (known.has(id)) return known.get(id);
    known.set(id, undefined); // lines are acyclic; this only bounds the walk
    const computed = compute(id, 0);
    known.set(id, computed);
    return computed;
  }

  function compute(id: LineId, depth: number): Value | undefined {
    const line = kit.builder.at(id);
    if (isConstant(line)) return line.value;
    if (isInput(line) || depth > 100) return undefined;
    const operands: Value[] = [];
    for (const operand of line.operands) {
      const before = known.get(operand);
      const own = before ?? compute(operand, depth + 1);
      if (own === undefined) return undefined;
      known.set(operand, own);
      operands.push(own);
    }
    const sizes = sizesOf(line.shape);
    const count = countOf(line.shape);
    const tensor = tensorRow(line.operation);
    const inner = line.operands.map((operand) => sizesOf(kit.builder.shape(operand)));
    const flat = operands.map((operand) => flatten(operand));
    if (count > MOST_STATIC || flat.some((numbers) => numbers.length > MOST_STATIC)) return undefined;
    if (tensor) {
      const out = { data: new Float64Array(count), sizes };
      const given = flat.map((numbers, i) => ({ data: Float64Array.from(numbers), sizes: inner[i] ?? [] }));
      tensor.value(given, ('attributes' in line && line.attributes) || {}, out);
      return nest([...out.data], sizes);
    }
    const row = scalarRow(line.operation);
    if (!row || flat.some((numbers) => numbers.length !== 1 && numbers.length !== count)) return undefined;
    const result = Array.from({ length: count }, (_, i) =>
      row.value(...flat.map((numbers) => numbers[numbers.length === 1 ? 0 : i] as number)),
    );
    return nest(result, sizes);
  }
}
