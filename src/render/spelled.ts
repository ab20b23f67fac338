/** What the spellings of tensor operations share: attributes as numbers, axes, templates made entry by entry. */
import type { Shape } from '../graph/list.ts';
import type { Attributes } from '../primitives/tensorRow.ts';

/** A tensor operation whose operands are known by shape. */
export interface Spelled {
  readonly operation: string;
  readonly attributes: Attributes;
  readonly operands: readonly Shape[];
  readonly shape: Shape;
}

/** Axis by axis what an index says; axes without an item are taken whole. */
export function itemsOf({ items }: Attributes, rank: number): readonly (readonly number[] | undefined)[] {
  const given = Array.isArray(items) ? (items as readonly (readonly number[])[]) : [];
  return Array.from({ length: rank }, (_, axis) => (given[axis]?.length === 0 ? undefined : given[axis]));
}

/** A list of numbers among the attributes. */
export function numbersOf(value: Attributes[string] | undefined): readonly number[] | undefined {
  if (typeof value === 'number') return [value];
  return Array.isArray(value) && value.every((each) => typeof each === 'number') ? (value as number[]) : undefined;
}

/** The number under a name, or what is taken without one. */
export function numberOr(value: Attributes[string] | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

/** Axes that a sum to a smaller shape runs over, and whether the others keep their places. */
export function summedAxes(from: Shape, to: Shape): { readonly axes: readonly number[]; readonly isExact: boolean } {
  const more = from.length - to.length;
  const axes = from.flatMap(({ size }, axis) =>
    axis < more || (to[axis - more]?.size === 1 && size !== 1) ? [axis] : [],
  );
  return { axes, isExact: axes.every((axis) => axis < more) };
}

/** A template's signs, and where asked for its functions, made entry by entry: `exp($1) + 1` → `exp.($1) .+ 1`. */
export function dotted(template: string, signs: string, calls: boolean): string {
  const tokens =
    template.match(/\$\d+|\d+(?:\.\d+)?(?:e[+-]?\d+)?|\.[*/^]|[\p{L}_][\w.]*|==|~=|!=|<=|>=|&&|\|\||\s+|./gsu) ?? [];
  const known = new Set(signs.split(' '));
  let before = '';
  return tokens
    .map((token, i) => {
      const isSign = known.has(token) && !(token === '-' && /^[(,]?$/.test(before));
      const isCall = calls && /^\p{L}/u.test(token) && tokens[i + 1] === '(';
      if (token.trim() !== '') before = known.has(token) ? '(' : token;
      return isSign ? `.${token}` : isCall ? `${token}.` : token;
    })
    .join('');
}
