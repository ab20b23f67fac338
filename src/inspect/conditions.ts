/**
 * Conditions that texts leave unsaid or say far away: A is symmetric, the entries of y sum to 1, u has length 1, Q is
 * orthogonal. A claim that holds under one of them is no mistake.
 */
import { isInput, type WengertList } from '../graph/list.ts';
import { countOf } from '../primitives/shape.ts';

export interface Condition {
  /** Square matrices, lists of them, and families a_11, a_12, …, that are symmetric. */
  readonly symmetric?: ReadonlySet<string>;
  /** Matrices that are diagonal, or have orthonormal columns (rows, where there are fewer of them). */
  readonly matrices?: 'diagonal' | 'orthonormal';
  /** Vectors, rows of matrices that are not square, and numbers y_1, y_2, …: of sum 1, of zeros and ones, one-hot, of length 1, or with a single entry of any size. */
  readonly vectors?: 'sum' | 'binary' | 'oneHot' | 'unit' | 'single';
  /** Numbers that are as large as a size. */
  readonly sizes?: ReadonlyMap<string, number>;
  /** Rows of square matrices too, as of labels that happen to be as many as the classes. */
  readonly square?: boolean;
  /** Of matrices the columns are meant, not the rows. */
  readonly columns?: boolean;
  /** The one input that `vectors` is about; all of them without it. */
  readonly only?: string;
}

/** Changes the inputs (all numbers, one input after the other) so that they meet the condition. */
export function impose(condition: Condition, list: WengertList, inputs: number[]): void {
  let from = 0;
  const families = new Map<string, number[]>();
  const entries = new Map<string, number>();
  for (const line of list.lines) {
    if (!isInput(line)) continue;
    const { name, shape } = line;
    const [rows = 1, columns = 1] = shape.map(({ size }) => size);
    const size = condition.sizes?.get(name);
    if (size !== undefined && shape.length === 0) inputs[from] = size;
    const pair = pairOf(name);
    if (pair && condition.symmetric?.has(pair.base)) entries.set(name, from);
    const family = familyOf(name);
    const isMeant = condition.only === undefined || condition.only === name || condition.only === family;
    const [, , inner = 0] = shape.map((axis) => axis.size);
    if (shape.length === 3 && columns === inner && condition.symmetric?.has(name)) {
      for (let k = 0; k < rows; k++) symmetrise(inputs, from + k * columns * columns, columns);
    }
    if (shape.length === 2) {
      if (condition.symmetric?.has(name)) symmetrise(inputs, from, rows);
      if (condition.matrices === 'diagonal' && rows === columns) diagonalise(inputs, from, rows);
      if (condition.matrices === 'orthonormal') orthonormalise(inputs, from, rows, columns);
    }
    const hasRows = shape.length === 2 && (rows !== columns || condition.square === true);
    if (condition.vectors && isMeant && (shape.length === 1 || hasRows)) {
      const isByColumn = condition.columns && shape.length === 2;
      const length = shape.length === 1 || isByColumn ? rows : columns;
      const count = countOf(shape) / length;
      for (let own = 0; own < count; own++) {
        const place = (k: number) => from + (isByColumn ? k * columns + own : own * length + k);
        normalise(
          condition.vectors,
          inputs,
          Array.from({ length }, (_, k) => place(k)),
        );
      }
    }
    if (isMeant && shape.length === 0 && family !== undefined) {
      families.set(family, [...(families.get(family) ?? []), from]);
    }
    from += countOf(shape);
  }
  for (const [name, place] of entries) {
    const mirrored = entries.get(pairOf(name)?.mirrored ?? '');
    if (mirrored !== undefined) inputs[place] = inputs[mirrored] ?? 0;
  }
  if (!condition.vectors) return;
  for (const places of families.values()) if (places.length > 1) normalise(condition.vectors, inputs, places);
}

/** y of y_1. */
export function familyOf(name: string): string | undefined {
  return /^(.+?)_(?:sup_)?\d+$/.exec(name)?.[1];
}

/** a and a_21 of a_12. */
export function pairOf(name: string): { readonly base: string; readonly mirrored: string } | undefined {
  const [, base, i, between, j] = /^(.+?)_(\d)(_?)(\d)$/.exec(name) ?? [];
  return base === undefined ? undefined : { base, mirrored: `${base}_${j}${between}${i}` };
}

function symmetrise(inputs: number[], from: number, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const mean = ((inputs[from + i * n + j] ?? 0) + (inputs[from + j * n + i] ?? 0)) / 2;
      inputs[from + i * n + j] = mean;
      inputs[from + j * n + i] = mean;
    }
  }
}

function diagonalise(inputs: number[], from: number, n: number): void {
  for (let k = 0; k < n * n; k++) if (k % (n + 1) !== 0) inputs[from + k] = 0;
}

/** Gram–Schmidt on the columns, or on the rows where there are fewer of them. */
function orthonormalise(inputs: number[], from: number, rows: number, columns: number): void {
  const byColumn = rows >= columns;
  const [count, length] = byColumn ? [columns, rows] : [rows, columns];
  const place = (vector: number, k: number) => from + (byColumn ? k * columns + vector : vector * columns + k);
  for (let vector = 0; vector < count; vector++) {
    const own = Array.from({ length }, (_, k) => inputs[place(vector, k)] ?? 0);
    for (let before = 0; before < vector; before++) {
      const other = own.map((_, k) => inputs[place(before, k)] ?? 0);
      const along = own.reduce((sum, value, k) => sum + value * (other[k] ?? 0), 0);
      for (let k = 0; k < length; k++) own[k] = (own[k] ?? 0) - along * (other[k] ?? 0);
    }
    const norm = Math.hypot(...own);
    for (let k = 0; k < length; k++) inputs[place(vector, k)] = (own[k] ?? 0) / norm;
  }
}

function normalise(how: NonNullable<Condition['vectors']>, inputs: number[], places: readonly number[]): void {
  const values = places.map((place) => inputs[place] ?? 0);
  const largest = values.indexOf(Math.max(...values));
  const total = values.reduce((sum, value) => sum + Math.abs(value), 0);
  const length = Math.hypot(...values);
  if (how === 'binary') {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    for (const [k, place] of places.entries()) inputs[place] = (values[k] ?? 0) > mean ? 1 : 0;
    return;
  }
  places.forEach((place, k) => {
    const value = values[k] ?? 0;
    if (how === 'single') inputs[place] = k === largest ? value : 0;
    else
      inputs[place] =
        how === 'oneHot' ? (k === largest ? 1 : 0) : how === 'sum' ? Math.abs(value) / total : value / length;
  });
}
