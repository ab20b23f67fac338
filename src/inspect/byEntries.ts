/** Loops that are kept whole, written out again: for targets that have no word for steps on arrays. */
import { flatten } from '../base/value.ts';
import { placesOf } from '../evaluate/elementwise.ts';
import { isMover, movedBy } from '../evaluate/orders.ts';
import { type Builder, createBuilder } from '../graph/builder.ts';
import { constantOf, isConstant, isInput, type LineId, type StepLine, type WengertList } from '../graph/list.ts';
import { countOf, sizesOf } from '../primitives/shape.ts';
import { scalarRow } from '../primitives/table.ts';
import { axesOf, forEachIndex, reducedStrides } from '../primitives/tensors/axes.ts';
import { scanOf } from '../primitives/tensors/loopBody.ts';

const MOST_LINES = 20_000;

/** A list of numbers alone that says the same. Undefined: an input is an array, a step has no such form, or it is too long. */
export function byEntries(list: WengertList): WengertList | undefined {
  const builder = createBuilder({ limit: MOST_LINES });
  const entries: (readonly LineId[])[] = [];
  for (const [id, line] of list.lines.entries()) {
    if (builder.full || countOf(line.shape) > MOST_LINES) return undefined;
    const name = list.names.get(id);
    let own: readonly LineId[] | undefined;
    if (isInput(line)) own = line.shape.length === 0 ? [builder.input(line.name)] : undefined;
    else if (isConstant(line) && typeof line.value === 'number') own = [builder.constant(line.value, line.text)];
    else if (isConstant(line)) own = flatten(line.value).map((value) => builder.constant(value));
    else own = stepEntries(builder, list, line, entries);
    if (!own || own.length !== countOf(line.shape)) return undefined;
    entries.push(own);
    const [only] = own;
    const isStep = only !== undefined && !isInput(builder.at(only)) && !isConstant(builder.at(only));
    if (name !== undefined && own.length === 1 && isStep) builder.name(only, name);
  }
  const outputs = list.outputs.map((output) => entries[output]?.[0] ?? 0);
  return builder.full ? undefined : builder.finish(outputs);
}

function stepEntries(
  builder: Builder,
  list: WengertList,
  line: StepLine,
  entries: readonly (readonly LineId[])[],
): readonly LineId[] | undefined {
  const { operation, shape, attributes = {} } = line;
  const shapes = line.operands.map((operand) => list.lines[operand]?.shape ?? []);
  const operands = line.operands.map((operand) => entries[operand] ?? []);
  if (scalarRow(operation)) {
    const places = shapes.map((own) => placesOf(shape, own));
    return Array.from({ length: countOf(shape) }, (_, i) =>
      stepOf(
        builder,
        operation,
        operands.map((own, k) => own[places[k]?.[i] ?? 0] as LineId),
      ),
    );
  }
  if (isMover(operation)) {
    const all = operands.flat();
    return [...movedBy(operation, shapes, attributes, shape)].map((from) =>
      from < 0 ? builder.constant(0) : (all[from] as LineId),
    );
  }
  if (operation === 'scan') return passes(builder, line, operands);
  const [first = []] = shapes;
  const combine = ({ sum: 'add', prod: 'mul' } as Readonly<Record<string, string>>)[operation];
  if (combine === undefined) return undefined;
  const sizes = sizesOf(first);
  const totals: (LineId | undefined)[] = new Array(countOf(shape)).fill(undefined);
  forEachIndex(sizes, reducedStrides(sizes, axesOf(attributes, first.length)), (from, to) => {
    const entry = operands[0]?.[from] as LineId;
    const before = totals[to];
    totals[to] = before === undefined ? entry : stepOf(builder, combine, [before, entry]);
  });
  return totals.every((total) => total !== undefined) ? (totals as LineId[]) : undefined;
}

/** What is made of numbers alone is a number. */
function stepOf(builder: Builder, operation: string, operands: readonly LineId[]): LineId {
  const numbers = operands.map((operand) => constantOf(builder.at(operand)));
  const value = numbers.includes(undefined) ? undefined : scalarRow(operation)?.value(...(numbers as number[]));
  return value !== undefined && Number.isFinite(value) ? builder.constant(value) : builder.step(operation, operands);
}

/** The passes of a loop one after the other. */
function passes(
  builder: Builder,
  line: StepLine,
  operands: readonly (readonly LineId[])[],
): readonly LineId[] | undefined {
  const { body, count, carried, sliced, isBack } = scanOf(line.attributes ?? {});
  if (count * Math.max(1, body.steps.length) > MOST_LINES) return undefined;
  let handed = operands.slice(0, carried).map(([own]) => own as LineId);
  const left: LineId[] = [];
  for (let pass = 0; pass < count; pass++) {
    const k = isBack ? count - 1 - pass : pass;
    const known = [...handed];
    for (const own of operands.slice(carried, carried + sliced)) known.push(own[k] as LineId);
    for (const own of operands.slice(carried + sliced)) known.push(own[0] as LineId);
    for (const { operation, operands: ids, value = 0 } of body.steps) {
      const to = ids.map((id) => known[id] as LineId);
      known.push(operation === undefined ? builder.constant(value) : stepOf(builder, operation, to));
    }
    for (const [e, emit] of body.emits.entries()) left[e * count + k] = known[emit] as LineId;
    handed = body.next.map((next) => known[next] as LineId);
  }
  return [...handed, ...left];
}
