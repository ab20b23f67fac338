/** Entries of tensors that are zero by construction (what `tril` leaves out), and entries that nothing needs. */
import type { LineId, StepLine, WengertList } from '../graph/list.ts';
import { countOf, sameShape } from '../primitives/shape.ts';
import { scalars } from '../primitives/table.ts';
import { movedBy } from './orders.ts';

/** By entry 1 where it is meant. */
export type Mask = Uint8Array;

const CUTS: ReadonlySet<string> = new Set(['tril', 'triu', 'diag']);
const KEEPS: ReadonlySet<string> = new Set([...CUTS, 'transpose', 'reshape']);

function tableOf(list: WengertList, { operation, operands, attributes = {}, shape }: StepLine): Int32Array {
  const shapes = operands.map((operand) => list.lines[operand]?.shape ?? []);
  return movedBy(operation, shapes, attributes, shape);
}

/** By line the entries that are zero whatever the numbers are. */
export function zerosIn(list: WengertList): ReadonlyMap<LineId, Mask> {
  const zeros = new Map<LineId, Mask>();
  for (const [id, line] of list.lines.entries()) {
    const { operation, operands } = line;
    const before = zeros.get(operands[0] ?? -1);
    if (!CUTS.has(operation) && !(KEEPS.has(operation) && before)) continue;
    zeros.set(
      id,
      Uint8Array.from(tableOf(list, line as StepLine), (from) => (from < 0 || before?.[from] ? 1 : 0)),
    );
  }
  return zeros;
}

/** By line the entries that nothing needs, if there are any: what comes of them is left out by `tril` and the like. */
export function unneededIn(list: WengertList, asked: ReadonlySet<LineId>): ReadonlyMap<LineId, Mask> {
  const unneeded = new Map<LineId, Mask>();
  if (!list.lines.some(({ operation }) => CUTS.has(operation))) return unneeded;
  /** Lines of which some user needs every entry. */
  const isWhole = new Set(asked);
  for (let id = list.lines.length - 1; id >= 0; id--) {
    const line = list.lines[id] as StepLine;
    const own = isWhole.has(id) ? undefined : unneeded.get(id);
    if (own === undefined) unneeded.delete(id);
    const [first = 0] = line.operands;
    if (CUTS.has(line.operation)) {
      const mask = new Uint8Array(countOf(list.lines[first]?.shape ?? [])).fill(1);
      tableOf(list, line).forEach((from, entry) => {
        if (from >= 0 && !own?.[entry]) mask[from] = 0;
      });
      put(first, mask);
      continue;
    }
    for (const operand of line.operands) {
      const isSame = scalars[line.operation] && sameShape(list.lines[operand]?.shape ?? [], line.shape);
      put(operand, isSame ? own : undefined);
    }
  }
  return unneeded;

  /** Another user: nothing needs an entry that none of them needs. */
  function put(line: LineId, mask: Mask | undefined): void {
    if (!mask) {
      isWhole.add(line);
      return;
    }
    const known = unneeded.get(line);
    unneeded.set(line, known ? known.map((each, i) => each & (mask[i] as number)) : mask);
  }
}
