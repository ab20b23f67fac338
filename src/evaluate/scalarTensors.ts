/** Rows on tensors as code of numbers, entry by entry, added up in the order that all executors keep. */
import type { StepLine } from '../graph/list.ts';
import { countOf, type Shape, sizesOf } from '../primitives/shape.ts';
import { axisOf, forEachIndex, split } from '../primitives/tensors/axes.ts';
import { type EinsumWalk, einsumWalk } from '../primitives/tensors/einsum.ts';
import type { Nodes } from './nodes.ts';
import { OP } from './operations.ts';
import { isMover, movedBy } from './orders.ts';
import { groupTable } from './tableSteps.ts';

/** Undefined where there is no code for the row, or it would be too long. */
export function tensorEntries(
  line: StepLine,
  shapes: readonly Shape[],
  operands: readonly Int32Array[],
  nodes: Nodes,
  shares: Shares,
): Int32Array | undefined {
  const { operation, shape, attributes = {} } = line;
  if (isMover(operation)) {
    const moved = movedBy(operation, shapes, attributes, shape);
    const all = operands.flatMap((entries) => [...entries]);
    return Int32Array.from(moved, (from) => (from < 0 ? nodes.zero : (all[from] as number)));
  }
  const [a, b] = operands;
  const [left = [], right = []] = shapes;
  const count = countOf(shape);
  switch (operation) {
    case 'sum':
    case 'mean':
    case 'normSquared': {
      const groups = groupsOf(line, left);
      if (!a) return undefined;
      const share = a.length / count;
      return Int32Array.from(groups, (group) => {
        const terms = group.map((i) =>
          operation === 'normSquared' ? nodes.step(OP.SQUARE, a[i] as number) : (a[i] as number),
        );
        const total = count === 1 ? nodes.sumInLanes(terms) : nodes.sum(terms);
        return operation === 'mean' ? nodes.step(OP.DIV, total, nodes.constant(share)) : total;
      });
    }
    case 'sumTo': {
      const groups = groupsOf(line, left);
      return a && Int32Array.from(groups, (group) => nodes.sum(group.map((i) => a[i] as number)));
    }
    case 'outer':
      if (!a || !b) return undefined;
      return Int32Array.from({ length: count }, (_, i) =>
        nodes.step(OP.MUL, a[Math.floor(i / b.length)] as number, b[i % b.length] as number),
      );
    case 'matmul': {
      if (!a || !b || left.length > 2 || right.length > 2) return undefined;
      const inner = sizesOf(left)[left.length - 1] ?? 1;
      const columns = right.length > 1 ? (right[1]?.size ?? 1) : 1;
      if (count * inner > nodes.room()) return undefined;
      return Int32Array.from({ length: count }, (_, at) => {
        const [i, j] = [Math.floor(at / columns), at % columns];
        const terms = Array.from({ length: inner }, (_, k) =>
          nodes.product(a[i * inner + k] as number, b[k * columns + j] as number),
        );
        return columns === 1 ? nodes.sumInLanes(terms) : nodes.sum(terms);
      });
    }
    case 'einsum': {
      const walk = einsumWalk(shapes.map(sizesOf), attributes, sizesOf(shape));
      return walk && contracted(walk, operands, count, nodes);
    }
    case 'logsumexp': {
      if (!a) return undefined;
      return Int32Array.from(groupsOf(line, left), (group) => {
        const { largest, total } = exponentials(
          group.map((i) => a[i] as number),
          nodes,
          shares,
        );
        return nodes.step(OP.ADD, largest, nodes.step(OP.LOG, total));
      });
    }
    case 'softmax':
    case 'logSoftmax': {
      if (!a) return undefined;
      const entries = new Int32Array(count);
      const { outer, size, inner } = split(sizesOf(left), axisOf(attributes, left.length) ?? 0);
      for (let run = 0; run < outer * inner; run++) {
        const first = Math.floor(run / inner) * size * inner + (run % inner);
        const group = Array.from({ length: size }, (_, j) => a[first + j * inner] as number);
        const { shifted, powers, total } = exponentials(group, nodes, shares);
        const byTotal = (j: number) =>
          operation === 'softmax'
            ? nodes.step(OP.DIV, powers[j] as number, total)
            : nodes.step(OP.SUB, shifted[j] as number, nodes.step(OP.LOG, total));
        for (let j = 0; j < size; j++) entries[first + j * inner] = byTotal(j);
      }
      return entries;
    }
    default:
      return undefined;
  }
}

/** Sums of products, each in the order of the walk. */
function contracted(walk: EinsumWalk, operands: readonly Int32Array[], count: number, nodes: Nodes) {
  const all = walk.sizes.reduce((product, size) => product * size, 1);
  if (2 * all > nodes.room()) return undefined;
  const terms = Array.from({ length: count }, () => [] as number[]);
  const places = [...walk.strides, walk.to].map((strides) => {
    const own: number[] = [];
    forEachIndex(walk.sizes, strides, (_, at) => own.push(at));
    return own;
  });
  const to = places[operands.length] as number[];
  for (let i = 0; i < all; i++) {
    const [first = nodes.zero, ...others] = operands.map((entries, k) => entries[places[k]?.[i] ?? 0] as number);
    terms[to[i] as number]?.push(others.reduce(nodes.product, first));
  }
  return Int32Array.from(terms, nodes.sum);
}

/** Of numbers: the largest, their distances to it, the exponentials of these and their sum. */
interface Exponentials {
  readonly largest: number;
  readonly shifted: readonly number[];
  readonly powers: readonly number[];
  readonly total: number;
}
/** A softmax and the logarithm of its sum are made of the same ones. */
export type Shares = Map<string, Exponentials>;

function exponentials(group: readonly number[], nodes: Nodes, shares: Shares): Exponentials {
  const key = group.join();
  let found = shares.get(key);
  if (!found) {
    const [first = nodes.constant(Number.NEGATIVE_INFINITY), ...others] = group;
    const largest = others.reduce((so, each) => nodes.step(OP.MAX, so, each), first);
    const shifted = group.map((each) => nodes.step(OP.SUB, each, largest));
    const powers = shifted.map((each) => nodes.step(OP.EXP, each));
    found = { largest, shifted, powers, total: nodes.sum(powers) };
    shares.set(key, found);
  }
  return found;
}

/** By entry of the result the entries that it adds up, in order. */
function groupsOf(line: StepLine, from: Shape): readonly (readonly number[])[] {
  const groups = Array.from({ length: countOf(line.shape) }, () => [] as number[]);
  for (const [own, to] of groupTable(line, from).entries()) groups[to]?.push(own);
  return groups;
}
