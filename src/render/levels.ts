/** How tightly a printed piece binds, in both notations; a piece below the level that its place asks for is bracketed. */
export const LEVEL = {
  choice: 0,
  or: 1,
  and: 2,
  not: 3,
  relation: 4,
  /** a mod b: unlike a product, it is bracketed in sums too. */
  remainder: 5,
  sum: 6,
  sign: 7,
  product: 8,
  power: 9,
  atom: 10,
} as const;

export interface Piece {
  readonly code: string;
  readonly level: number;
}

export function atom(code: string): Piece {
  return { code, level: LEVEL.atom };
}

/** Of a row that prints between its operands: its level, and the least level of either operand. */
export function infixLevels(operation: string): {
  readonly own: number;
  readonly left: number;
  readonly right: number;
} {
  if (operation === 'or' || operation === 'and') {
    return { own: LEVEL[operation], left: LEVEL[operation], right: LEVEL[operation] + 1 };
  }
  if (RELATIONS.has(operation)) return { own: LEVEL.relation, left: LEVEL.sum, right: LEVEL.sum };
  return { own: LEVEL.remainder, left: LEVEL.power, right: LEVEL.power };
}

const RELATIONS: ReadonlySet<string> = new Set(['lt', 'le', 'gt', 'ge', 'eq', 'ne']);
