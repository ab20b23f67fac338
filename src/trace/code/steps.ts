/** Operators of programs that are rows of the table, entry by entry. */
import type { Operator } from '../../syntax/tree.ts';

export const STEPS: Partial<Record<Operator, string>> = {
  add: 'add',
  subtract: 'sub',
  multiply: 'mul',
  divide: 'div',
  power: 'pow',
  modulo: 'mod',
  remainder: 'remainder',
  floorDivide: 'floorDivide',
  hadamard: 'mul',
  and: 'and',
  or: 'or',
};

/** Comparisons by their sign. */
export const COMPARISONS: Readonly<Record<string, string>> = {
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  '=': 'eq',
  '!=': 'ne',
};
