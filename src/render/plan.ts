/** Which lines of a list become statements: what is named or used more than once; short single uses are written in place. */
import { isStep, type LineId, type WengertList } from '../graph/list.ts';

export interface Plan {
  /** Lines with a statement of their own, each after those that it uses. */
  readonly statements: readonly LineId[];
  /** All lines that the results need, as marks. */
  readonly needed: Uint8Array;
}

/** Operations in one statement at most, what it is built from in place included. */
const LONGEST = 8;

/**
 * `roots` are always statements (inputs and constants aside), as are lines of `named` that are needed. Roots but the
 * first come last and in order, where nothing else uses them.
 * `uses(consumer, index)` tells how many times the written consumer repeats its operand.
 */
export function planStatements(
  list: WengertList,
  roots: readonly LineId[],
  named: (id: LineId) => boolean,
  uses: (consumer: LineId, index: number) => number,
): Plan {
  const needed = new Uint8Array(list.lines.length);
  const count = new Float64Array(list.lines.length);
  const isUsed = new Uint8Array(list.lines.length);
  const isRoot = new Set(roots);
  for (const root of roots) needed[root] = 1;
  for (let id = list.lines.length - 1; id >= 0; id--) {
    if (!needed[id]) continue;
    for (const [index, operand] of (list.lines[id]?.operands ?? []).entries()) {
      needed[operand] = 1;
      isUsed[operand] = 1;
      count[operand] = (count[operand] ?? 0) + uses(id, index);
    }
  }
  const statements: LineId[] = [];
  const isStatement = new Uint8Array(list.lines.length);
  /** Operations written in place where the line is used: none for a line with a name. */
  const size = new Int32Array(list.lines.length);
  for (const [id, line] of list.lines.entries()) {
    if (!needed[id] || !isStep(line)) continue;
    const own = line.operands.reduce((sum, operand) => sum + (size[operand] ?? 0), 1);
    if (isRoot.has(id) || named(id) || (count[id] ?? 0) > 1 || own > LONGEST) {
      statements.push(id);
      isStatement[id] = 1;
    } else size[id] = own;
  }
  const [, ...results] = roots;
  const last = new Set(results.filter((id) => !isUsed[id] && isStatement[id]));
  last.delete(roots[0] ?? -1);
  return { statements: [...statements.filter((id) => !last.has(id)), ...last], needed };
}
