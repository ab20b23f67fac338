/**
 * Lists of few numbers as straight-line code of numbers: every tensor entry by entry, moves of entries resolved, what is
 * constant worked out. Runs as it is (interpret.ts) and becomes WebAssembly (wasm/straight.ts), in the same order of
 * operations, so both give the same numbers.
 */
import { flatten } from '../base/value.ts';
import { isConstant, isInput, type WengertLine, type WengertList } from '../graph/list.ts';
import { broadcastShapes, countOf, isMisfit, type Shape } from '../primitives/shape.ts';
import { scalars } from '../primitives/table.ts';
import { tensorRow } from '../primitives/tensors.ts';
import { placesOf } from './elementwise.ts';
import { fits } from './fits.ts';
import type { Mask } from './masks.ts';
import { createNodes, type Nodes, type ScalarCode } from './nodes.ts';
import { type Shares, tensorEntries } from './scalarTensors.ts';

/** A number of the caller's: where in the array that `run` is given, and which are known to be 0. Or numbers that never change. */
export type InputSource = { readonly from: number; readonly zeros?: Mask } | { readonly values: ArrayLike<number> };

export interface WantedLine {
  /** Absent: `size` zeros. */
  readonly line: number | undefined;
  readonly size: number;
  /** Entries that need not be worked out: 0 where that can be left out. */
  readonly unneeded?: Mask;
}

/** Nodes for the entries of tensors, beyond what the lines that are numbers need: more of them are faster in loops. */
const MOST_ENTRIES = 6000;
const NODES_A_LINE = 4;
/** Entries that all lines hold together: they take memory while the code is made. */
const MOST_PLACES = 4_000_000;

/** Undefined where the list holds too many numbers, or a step has no code of numbers: loops are best kept as they are. */
export function expandScalars(
  list: WengertList,
  wanted: readonly WantedLine[],
  source: (name: string) => InputSource,
  most = MOST_ENTRIES,
): ScalarCode | undefined {
  const numbers = list.lines.filter(({ shape }) => shape.length === 0).length;
  if (list.lines.reduce((sum, { shape }) => sum + countOf(shape), 0) > MOST_PLACES) return undefined;
  const nodes = createNodes(most + NODES_A_LINE * numbers);
  const places: (Int32Array | undefined)[] = [];
  const shares: Shares = new Map();
  for (const line of list.lines) {
    const entries = entriesOf(list, line, places, nodes, source, shares);
    if (entries === undefined || nodes.full()) return undefined;
    places.push(entries);
  }
  const outputs: number[] = [];
  for (const { line, size, unneeded } of wanted) {
    const entries = line === undefined ? undefined : places[line];
    for (let i = 0; i < size; i++) {
      const id = entries?.[i] ?? nodes.zero;
      outputs.push(unneeded?.[i] && nodes.guardProduct(id) ? nodes.zero : id);
    }
  }
  return nodes.finish(outputs);
}

function entriesOf(
  list: WengertList,
  line: WengertLine,
  places: readonly (Int32Array | undefined)[],
  nodes: Nodes,
  source: (name: string) => InputSource,
  shares: Shares,
): Int32Array | undefined {
  const count = countOf(line.shape);
  if (isInput(line)) {
    if (count > nodes.room()) return undefined;
    const given = source(line.name);
    return Int32Array.from({ length: count }, (_, i) =>
      'from' in given
        ? given.zeros?.[i]
          ? nodes.zero
          : nodes.input(given.from + i)
        : nodes.constant(given.values[i] ?? Number.NaN),
    );
  }
  if (isConstant(line)) {
    const values = flatten(line.value);
    if (values.length !== count) return undefined;
    return Int32Array.from(values, (value) => nodes.constant(value));
  }
  const shapes = line.operands.map((operand) => list.lines[operand]?.shape ?? []);
  const operands = line.operands.map((operand) => places[operand]);
  if (operands.some((entries) => entries === undefined) || !fits(line, shapes)) return undefined;
  const known = operands as readonly Int32Array[];
  return tensorRow(line.operation)
    ? tensorEntries(line, shapes, known, nodes, shares)
    : elementwiseEntries(line, shapes, known, nodes);
}

function elementwiseEntries(
  line: WengertLine,
  shapes: readonly Shape[],
  operands: readonly Int32Array[],
  nodes: Nodes,
): Int32Array | undefined {
  const kernel = scalars[line.operation]?.value;
  if (kernel === undefined || isMisfit(broadcastShapes(shapes))) return undefined;
  const tables = shapes.map((shape) => placesOf(line.shape, shape));
  return Int32Array.from({ length: countOf(line.shape) }, (_, i) =>
    nodes.apply(
      line.operation,
      kernel,
      operands.map((entries, k) => entries[tables[k]?.[i] ?? 0] as number),
    ),
  );
}
