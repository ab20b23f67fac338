/** How tightly a printed piece binds, in both notations; a piece below the level that its place asks for is bracketed. */
export const LEVEL = {
  choice: 0,
  or: 1,
  and: 2,
  not: 3,
  relation: 4,
  sum: 5,
  sign: 6,
  product: 7,
  power: 8,
  atom: 9,
} as const;

export interface Piece {
  readonly code: string;
  readonly level: number;
}

export function atom(code: string): Piece {
  return { code, level: LEVEL.atom };
}

/** The level of a row that prints between or before its operands. */
export function levelOf(operation: string): number {
  if (operation === 'or' || operation === 'and' || operation === 'not') return LEVEL[operation];
  return LEVEL.relation;
}
