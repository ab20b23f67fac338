// Small evaluators over the table, for its tests: of a term, and of a list by the rows' own kernels.
import { isConstant, isInput, type LineId, type WengertList } from '../../src/graph/list.ts';
import type { Term } from '../../src/primitives/row.ts';
import { scalars } from '../../src/primitives/table.ts';

export function rowValue(name: string, operands: readonly number[]): number {
  const row = scalars[name];
  if (!row) throw new Error(`no row ${name}`);
  return row.value(...operands);
}

export function evaluateTerm(term: Term, operands: readonly number[], result: number): number {
  switch (term.kind) {
    case 'operand':
      return operands[term.index] ?? Number.NaN;
    case 'result':
      return result;
    case 'number':
      return term.value;
    case 'apply':
      return rowValue(
        term.primitive,
        term.operands.map((operand) => evaluateTerm(operand, operands, result)),
      );
  }
}

/** Values of all lines, inputs by name. */
export function evaluateList(list: WengertList, point: Readonly<Record<string, number>>): number[] {
  const values: number[] = [];
  for (const line of list.lines) {
    if (isInput(line)) values.push(point[line.name] ?? Number.NaN);
    else if (isConstant(line)) values.push(typeof line.value === 'number' ? line.value : Number.NaN);
    else
      values.push(
        rowValue(
          line.operation,
          line.operands.map((operand: LineId) => values[operand] ?? Number.NaN),
        ),
      );
  }
  return values;
}

/** Every row that a term applies, with the number of operands. */
export function applied(term: Term): { name: string; operands: number }[] {
  if (term.kind !== 'apply') return [];
  return [{ name: term.primitive, operands: term.operands.length }, ...term.operands.flatMap(applied)];
}

/** Every operand index that a term refers to. */
export function indices(term: Term): number[] {
  if (term.kind === 'operand') return [term.index];
  return term.kind === 'apply' ? term.operands.flatMap(indices) : [];
}
