// A small evaluator of lists of tensors over the rows' own kernels, and random points for it.
import { random } from '../../src/base/random.ts';
import { flatten } from '../../src/base/value.ts';
import { isConstant, isInput, type LineId, type WengertList } from '../../src/graph/list.ts';
import { countOf, sizesOf } from '../../src/primitives/shape.ts';
import { scalars } from '../../src/primitives/table.ts';
import type { Attributes, Tensor } from '../../src/primitives/tensorRow.ts';
import { tensorRow } from '../../src/primitives/tensors.ts';

export type Point = ReadonlyMap<string, readonly number[]>;

/** Values of all lines. */
export function tensorValues(list: WengertList, point: Point): Tensor[] {
  const values: Tensor[] = [];
  for (const line of list.lines) {
    const sizes = sizesOf(line.shape);
    const out: Tensor = { data: new Float64Array(countOf(line.shape)), sizes };
    const operands = line.operands.map((id) => values[id] as Tensor);
    if (isInput(line)) out.data.set(point.get(line.name) ?? []);
    else if (isConstant(line)) out.data.set(flatten(line.value));
    else {
      const row = tensorRow(line.operation);
      if (row) row.value(operands, (line as { attributes?: Attributes }).attributes ?? {}, out);
      else elementwise(line.operation, operands, out);
    }
    values.push(out);
  }
  return values;
}

function elementwise(operation: string, operands: readonly Tensor[], out: Tensor): void {
  const row = scalars[operation];
  if (!row) throw new Error(`no row ${operation}`);
  for (let at = 0; at < out.data.length; at++) {
    out.data[at] = row.value(...operands.map((operand) => operand.data[placeIn(operand, out, at)] as number));
  }
}

/** Where the entry at `at` of the result comes from. */
function placeIn(operand: Tensor, out: Tensor, at: number): number {
  let [place, stride, rest] = [0, 1, at];
  for (let axis = out.sizes.length - 1; axis >= 0; axis--) {
    const size = out.sizes[axis] as number;
    const own = operand.sizes[axis - out.sizes.length + operand.sizes.length];
    if (own === undefined) break;
    if (own > 1) place += stride * (rest % size);
    stride *= own;
    rest = Math.floor(rest / size);
  }
  return place;
}

/** Numbers of 0.3 to 1.8 with either sign, the same for the same seed; matrices are far from singular. */
export function randomPoint(list: WengertList, seed: number, sign = true): Point {
  const next = random(seed);
  const point = new Map<string, number[]>();
  for (const line of list.lines) {
    if (!isInput(line)) continue;
    const [rows = 1, columns = 1] = sizesOf(line.shape);
    const square = line.shape.length === 2 && rows === columns;
    const entries = Array.from({ length: countOf(line.shape) }, (_, i) => {
      const entry = (sign && next() < 0.5 ? -1 : 1) * (0.3 + 1.5 * next());
      return square && i % (columns + 1) === 0 ? entry + 4 : entry;
    });
    point.set(line.name, entries);
  }
  return point;
}

/** Central differences of a number by the entries of an input. */
export function differences(list: WengertList, output: LineId, name: string, point: Point): number[] {
  const entries = point.get(name) ?? [];
  const h = 1e-5;
  return entries.map((entry, i) => {
    const [up, down] = [entry + h, entry - h].map((moved) => {
      const there = new Map(point).set(name, entries.with(i, moved));
      return tensorValues(list, there)[output]?.data[0] ?? Number.NaN;
    });
    return ((up as number) - (down as number)) / (2 * h);
  });
}

export function isClose(a: ArrayLike<number>, b: ArrayLike<number>, tolerance: number): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] as number, b[i] as number];
    if (Number.isNaN(x) && Number.isNaN(y)) continue;
    if (!(Math.abs(x - y) <= tolerance * Math.max(1, Math.abs(x)))) return false;
  }
  return true;
}
