/** Shapes as people read them. */

export interface Shaped {
  readonly shape: readonly number[];
  /** 'm×n' where symbols are known. */
  readonly shapeText?: string;
}

/** 'm×n', '2×3', 'n', '3'; empty for a number. */
export function briefShape({ shape, shapeText }: Shaped): string {
  return shapeText ?? shape.join('×');
}

/** 'm×n (2, 3)', '(3,)'; empty for a number. */
export function fullShape({ shape, shapeText }: Shaped): string {
  if (shape.length === 0) return '';
  const sizes = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  return shapeText === undefined ? sizes : `${shapeText} ${sizes}`;
}
