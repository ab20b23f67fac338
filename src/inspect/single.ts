/** C's `float` has 24 bits, and everything is computed in double here: said where that shows in the digits that are told. */
import { showNumber } from '../base/numbers.ts';
import type { Problem } from '../base/outcome.ts';
import { isConstant, isInput } from '../graph/list.ts';
import { scalars } from '../primitives/table.ts';
import type { Prepared } from './prepare.ts';

/** Relative: from here on the five digits that are shown differ. */
const SHOWN = 5e-6;

/** `float`, `0.5f`, and names that a `typedef` or a macro gives to the type. */
export function isSingle(text: string, file: string): boolean {
  if (/\bfloat\b|(?<![\w.])(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?f\b/i.test(text)) return true;
  const names = [...file.matchAll(/\btypedef\s+float\s+(\w+)|#\s*define\s+(\w+)\s+float\b/g)].map(
    ([, type, macro]) => type ?? macro,
  );
  return names.some((name) => new RegExp(`\\b${name}\\b`).test(text));
}

/** The same steps with every number rounded to a float. Of arrays and of loops that are kept whole nothing is said. */
export function roundingProblem({ list, output, inputs }: Prepared): Problem | undefined {
  const exact: number[] = [];
  const single: number[] = [];
  for (const [id, line] of list.lines.entries()) {
    const row = scalars[line.operation];
    if (line.shape.length > 0) return undefined;
    if (isInput(line) || isConstant(line)) {
      const value = isConstant(line) ? line.value : inputs.find((input) => input.line === id)?.value;
      if (typeof value !== 'number') return undefined;
      exact[id] = value;
    } else {
      if (!row) return undefined;
      exact[id] = row.value(...line.operands.map((operand) => exact[operand] as number));
    }
    const value = row ? row.value(...line.operands.map((operand) => single[operand] as number)) : (exact[id] as number);
    single[id] = Math.fround(value);
  }
  const [value = Number.NaN, rounded = Number.NaN] = [exact[output], single[output]];
  if (!Number.isFinite(value) || Math.abs(rounded - value) <= SHOWN * Math.abs(value)) return undefined;
  const message = `This is computed in double: ${showNumber(value)}. In float, which holds 7 digits, it is about ${showNumber(rounded)}.`;
  return { code: 'single', severity: 'info', message };
}
