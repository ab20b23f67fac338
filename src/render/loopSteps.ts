/** The steps of a loop's pass, written as a list of numbers. */
import { constantOf, type LineId, type WengertLine } from '../graph/list.ts';
import { scalarRow } from '../primitives/table.ts';
import type { Leaf, Loop } from './loopParts.ts';

export interface BodyList {
  leaf(leaf: Leaf): LineId;
  constant(value: number, text?: string): LineId;
  step(operation: string, operands: readonly LineId[]): LineId;
  /** The leaves that these values need. */
  finish(roots: readonly LineId[]): Pick<Loop, 'body' | 'leaves'>;
}

/**
 * A body as a list of numbers. What adds or multiplies nothing is left out; a factor 0 stands for an adjoint that no
 * path leads to, so its product is 0 whatever the other factor.
 */
export function createBody(): BodyList {
  const lines: WengertLine[] = [];
  const leaves = new Map<LineId, Leaf>();
  const known = new Map<string, LineId>();
  const shape = [] as const;
  return {
    leaf(leaf) {
      return put(JSON.stringify(leaf), () => {
        leaves.set(lines.length, leaf);
        return { operation: 'input', name: '', operands: [], shape };
      });
    },
    constant,
    step(operation, operands) {
      const [a = -1, b = -1] = operands;
      const [p, q] = operands.map((operand) => constantOf(lines[operand]));
      if (operation === 'mul' && (p === 0 || q === 0)) return constant(0);
      if (['mul', 'div', 'pow'].includes(operation) && q === 1) return a;
      if (operation === 'mul' && p === 1) return b;
      if (operation === 'mul' && p === -1) return this.step('neg', [b]);
      if ((operation === 'add' || operation === 'sub') && q === 0) return a;
      if (operation === 'add' && p === 0) return b;
      if (operation === 'neg' && p === 0) return constant(0);
      // y * (1/x) is y/x.
      const [over = -1, under = -1] = lines[b]?.operands ?? [];
      if (operation === 'mul' && lines[b]?.operation === 'div' && constantOf(lines[over]) === 1)
        return this.step('div', [a, under]);
      // The index of the pass and whole numbers: k − 1 + 1.
      const [of = -1, by = -1] = lines[a]?.operands ?? [];
      const shift = shiftOf(operation, q);
      const before = leaves.get(of)?.kind === 'pass' ? shiftOf(lines[a]?.operation, constantOf(lines[by])) : undefined;
      if (shift !== undefined && before !== undefined) {
        const sum = before + shift;
        return this.step(sum < 0 ? 'sub' : 'add', [of, constant(Math.abs(sum))]);
      }
      const numbers = operands.map((operand) => constantOf(lines[operand]));
      const value = numbers.includes(undefined) ? undefined : scalarRow(operation)?.value(...(numbers as number[]));
      if (value !== undefined && Number.isFinite(value) && Number.isInteger(value)) return constant(value);
      return put(`${operation} ${operands.join(' ')}`, () => ({ operation, operands, shape }));
    },
    finish(roots) {
      const needed = readersOf(lines, roots);
      const body = { lines, outputs: [], names: new Map(), spans: new Map() };
      return { body, leaves: new Map([...leaves].filter(([id]) => needed[id])) };
    },
  };

  function constant(value: number, text = String(value)): LineId {
    return put(`#${Object.is(value, -0) ? '-0' : value}`, () => ({
      operation: 'constant',
      value,
      text,
      operands: [],
      shape,
    }));
  }

  function put(key: string, make: () => WengertLine): LineId {
    const before = known.get(key);
    if (before !== undefined) return before;
    const line = make();
    lines.push(line);
    known.set(key, lines.length - 1);
    return lines.length - 1;
  }
}

/** What adding or subtracting a whole number adds. */
function shiftOf(operation: string | undefined, number: number | undefined): number | undefined {
  if (!Number.isInteger(number) || number === undefined) return undefined;
  return operation === 'add' ? number : operation === 'sub' ? -number : undefined;
}

/** How many needed lines read a line; 0: it is not needed. */
export function readersOf(lines: readonly WengertLine[], roots: readonly LineId[]): Float64Array {
  const count = new Float64Array(lines.length);
  for (const root of roots) count[root] = (count[root] ?? 0) + 1;
  for (let id = lines.length - 1; id >= 0; id--)
    if (count[id]) for (const operand of lines[id]?.operands ?? []) count[operand] = (count[operand] ?? 0) + 1;
  return count;
}
