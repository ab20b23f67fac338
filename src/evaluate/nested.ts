/** Loops inside each other over places of two operands and of the result. */

/** How far a round of one loop moves: in the operands and in the result. */
export interface Axis {
  readonly size: number;
  readonly p: number;
  readonly q: number;
  readonly r: number;
}

/** What is done from a place in each operand and in the result on. */
export type Round = (p: number, q: number, r: number) => void;

/** Loops of fewer rounds cost more than they do. */
export const SHORT = 8;

export function nested(axes: readonly Axis[], inner: Round): Round {
  return axes.reduceRight<Round>(
    (each, { size, p, q, r }) =>
      (x, y, z) => {
        for (let n = 0, i = x, j = y, k = z; n < size; n++, i += p, j += q, k += r) each(i, j, k);
      },
    inner,
  );
}

/** Adds up products along one axis. */
export function products(values: Float64Array, { size, p, q, r }: Axis): Round {
  if (r !== 0) {
    return (x, y, z) => {
      for (let n = 0, i = x, j = y, k = z; n < size; n++, i += p, j += q, k += r)
        values[k] = (values[k] as number) + (values[i] as number) * (values[j] as number);
    };
  }
  return (x, y, z) => {
    let sum = values[z] as number;
    for (let n = 0, i = x, j = y; n < size; n++, i += p, j += q) sum += (values[i] as number) * (values[j] as number);
    values[z] = sum;
  };
}

/** Adds up entries of the first operand along one axis. */
export function entries(values: Float64Array, { size, p, r }: Axis): Round {
  if (r !== 0) {
    return (x, _, z) => {
      for (let n = 0, i = x, k = z; n < size; n++, i += p, k += r)
        values[k] = (values[k] as number) + (values[i] as number);
    };
  }
  return (x, _, z) => {
    let sum = values[z] as number;
    for (let n = 0, i = x; n < size; n++, i += p) sum += values[i] as number;
    values[z] = sum;
  };
}
