import { forwardSweep } from '../autodiff/forward.ts';
import { prune } from '../graph/builder.ts';
import { isConstant, isInput, isStep, type LineId, type WengertLine, type WengertList } from '../graph/list.ts';
import type { Partial1, Term } from '../primitives/row.ts';
import { countOf } from '../primitives/shape.ts';
import { scalars } from '../primitives/table.ts';
import { scanOf } from '../primitives/tensors/loopBody.ts';
import { simplify } from '../simplify/rewrite.ts';
import type { Inspection } from './types.ts';

/** Forward mode is swept exactly up to this much work, and extrapolated from the first inputs beyond. */
const EXACT_SWEEPS = 20_000;
/** Lines looked at when steps are counted. */
const MOST_COUNTED = 1_000_000;
/** Longer lists are not swept: the products of every step are counted. */
const MOST_SWEPT = 2000;

/**
 * Elementary operations, of tensors one for each entry: of the function; of the backward pass; of the same derivative
 * written out without reuse (every shared value worked out at each use); of forward mode, one sweep for each entry of
 * each input.
 */
export function costOf(list: WengertList, inputs: readonly LineId[], gradient: WengertList): Inspection['cost'] {
  const forward = operationsOf(list);
  const combined = prune(gradient, [...list.outputs, ...gradient.outputs]).list;
  return {
    forward,
    reverse: Math.max(0, operationsOf(combined) - forward),
    withoutReuse: writtenOut(gradient),
    forwardMode: forwardMode(list, inputs, forward),
  };
}

function operationsOf(list: WengertList): number {
  return list.lines.reduce((sum, line) => sum + operationsIn(list, line), 0);
}

/** They move or repeat numbers, and compute none. */
const MOVERS: ReadonlySet<string> = new Set(
  'transpose reshape broadcast index slice gather take concat concatenate stack roll flip repeat tile diag tril triu pad squeeze expand scatter put'.split(
    ' ',
  ),
);
/** Of an n×n matrix, about n³/3 multiply-adds or more. */
const CUBIC: ReadonlySet<string> = new Set('inv det logdet slogdet solve cholesky'.split(' '));

/** What one line costs: a multiply-add counts as one. */
function operationsIn(list: WengertList, line: WengertLine): number {
  if (!isStep(line)) return 0;
  if (line.operation === 'scan') {
    const { body, count } = scanOf(line.attributes ?? {});
    return count * body.steps.filter(({ operation }) => operation !== undefined).length;
  }
  const own = countOf(line.shape);
  if (scalars[line.operation]) return own;
  if (MOVERS.has(line.operation)) return 0;
  const shapes = line.operands.map((operand) => list.lines[operand]?.shape ?? []);
  const [first = []] = shapes;
  if (line.operation === 'matmul') return own * (first.at(-1)?.size ?? 1);
  if (CUBIC.has(line.operation)) return countOf(first) * (first.at(-1)?.size ?? 1);
  return Math.max(own, ...shapes.map(countOf));
}

function writtenOut(list: WengertList): number {
  const size: number[] = [];
  for (const line of list.lines) {
    size.push(line.operands.reduce((sum, operand) => sum + (size[operand] ?? 0), operationsIn(list, line)));
  }
  return list.outputs.reduce((sum, output) => sum + (size[output] ?? 0), 0);
}

function forwardMode(list: WengertList, inputs: readonly LineId[], forward: number): number {
  const isLong = list.lines.length > MOST_SWEPT;
  if (isLong || list.lines.some((line) => line.shape.length > 0)) {
    const counted = inputs.slice(0, Math.max(1, Math.floor(MOST_COUNTED / list.lines.length)));
    const sizes = (some: readonly LineId[]) =>
      some.reduce((sum, input) => sum + countOf(list.lines[input]?.shape ?? []), 0);
    const total = counted.reduce(
      (sum, input) => sum + countOf(list.lines[input]?.shape ?? []) * tangentOperations(list, input),
      0,
    );
    return counted.length === inputs.length ? total : Math.round((total / sizes(counted)) * sizes(inputs));
  }
  const sweeps = Math.max(1, Math.min(inputs.length, Math.floor(EXACT_SWEEPS / Math.max(1, list.lines.length))));
  let total = 0;
  for (const input of inputs.slice(0, sweeps)) {
    const { list: swept, tangent } = forwardSweep(list, new Map([[input, 1]]), { rewrite: simplify });
    const outputs = list.outputs.map((output) => tangent.get(output)).filter((line) => line !== undefined);
    total += Math.max(0, operationsOf(prune(swept, [...list.outputs, ...outputs]).list) - forward);
  }
  return inputs.length <= sweeps ? total : Math.round((total / sweeps) * inputs.length);
}

/**
 * One tangent sweep of a list with tensors, counted step by step: the local gradients, a product and (from the second
 * varying operand on) a sum for each entry; a tensor operation costs as much again for each varying operand.
 */
function tangentOperations(list: WengertList, input: LineId): number {
  const varies = new Uint8Array(list.lines.length);
  let total = 0;
  for (const [id, line] of list.lines.entries()) {
    if (id === input) varies[id] = 1;
    if (isInput(line) || isConstant(line)) continue;
    const active = line.operands.flatMap((operand, index) => (varies[operand] ? [index] : []));
    if (active.length === 0) continue;
    varies[id] = 1;
    const row = scalars[line.operation];
    const each = row ? active.map((index) => countOf(line.shape) * productOperations(row.partials[index])) : [];
    total += row ? each.reduce((sum, cost) => sum + cost, 0) : active.length * operationsIn(list, line);
    total += (active.length - 1) * countOf(line.shape);
  }
  return total;
}

/** A local gradient, unless it is 1 or 0, and its product with the tangent. */
function productOperations(partial: Partial1 | undefined): number {
  if (partial === undefined || partial.kind === 'zero' || partial.kind === 'missing') return 0;
  return partial.kind === 'number' ? (partial.value === 1 ? 0 : 1) : 1 + termOperations(partial);
}

function termOperations(term: Term): number {
  return term.kind === 'apply' ? term.operands.reduce((sum, operand) => sum + termOperations(operand), 1) : 0;
}
