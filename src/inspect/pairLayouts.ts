/** How the results of a hand-written derivative are laid out, beside the computed derivative in the same layout. */

import { flatten } from '../base/value.ts';
import type { Builder } from '../graph/builder.ts';
import { isConstant, type LineId } from '../graph/list.ts';
import { countOf, type Shape, sameShape, sizesOf } from '../primitives/shape.ts';
import { simplify } from '../simplify/rewrite.ts';
import { differentiate } from './differentiate.ts';
import type { Pair } from './pairs.ts';
import { ownParameters } from './parameters.ts';

/** One claimed line beside the computed one of the same shape. */
export interface Fitted {
  readonly computed: LineId;
  /** Where the claimed one had to be laid out in another way too. */
  readonly claimed?: LineId;
  /** Where this is not 0 the function does not work entry by entry, and `computed` means nothing. */
  readonly across?: LineId;
  /** The two are weighted sums over the entries of the value; of one entry alone: */
  readonly entries?: { readonly count: number; of(k: number): Pick<Fitted, 'computed'> & { readonly claimed: LineId } };
}

/** The computed derivative in the shape of the claimed one. */
export function fitting(
  builder: Builder,
  computed: LineId,
  claimed: LineId,
  value: LineId,
  variables: readonly string[],
): Fitted | undefined {
  const [want, have] = [builder.shape(computed), builder.shape(claimed)];
  if (sameShape(want, have)) return { computed };
  // f(x) of an array, entry by entry: the derivatives are on the diagonal of the Jacobian.
  const [rows, columns] = want;
  if (want.length === 2 && rows && columns && rows.size === columns.size && builder.shape(value).length === 1) {
    const diagonal = builder.apply('diagonal', [computed]);
    const across = builder.apply('sub', [computed, builder.apply('diag', [diagonal])]);
    if (sameShape(builder.shape(diagonal), have)) return { computed: diagonal, across };
    if (have.length === 0) {
      return {
        computed: diagonal,
        across,
        claimed: builder.apply('broadcast', [claimed], { shape: sizesOf(builder.shape(diagonal)) }),
      };
    }
  }
  // A number that holds for every entry.
  if (have.length === 0 && want.length === 1 && builder.shape(value).length === 1 && variables.length > 0) {
    return { computed, claimed: builder.apply('broadcast', [claimed], { shape: sizesOf(want) }) };
  }
  if (countOf(want) === countOf(have) && have.length <= 2 && have.some(({ size }) => size === 1)) {
    return { computed: builder.apply('reshape', [computed], { shape: sizesOf(have) }) };
  }
  // 6x₀ + 2 for f(x) of a vector with one entry.
  if (have.length === 0 && countOf(want) === 1) {
    return { computed: builder.apply('reshape', [computed], { shape: [] }) };
  }
  return undefined;
}

const MOST_ENTRIES = 4096;

/**
 * A Jacobian too large to be computed entry by entry, as in least squares with a row for each measurement: both sides are
 * summed over the value's entries with weights c, ∂(Σ cᵢ fᵢ)/∂x beside Σ cᵢ Jᵢ. With weights of no pattern the sums agree
 * only if all entries do.
 */
function weighted(builder: Builder, claimed: LineId, value: LineId, by: LineId): Fitted | undefined {
  const [axes, own, have] = [builder.shape(value), builder.shape(by), builder.shape(claimed)];
  if (axes.length === 0 || !sameShape(have, [...axes, ...own])) return undefined;
  const [count, size] = [countOf(axes), countOf(own)];
  if (count * size > MOST_ENTRIES) return undefined;
  const flat = builder.apply('reshape', [claimed], { shape: [count, size] });
  const values = builder.apply('reshape', [value], { shape: [count] });
  const weights = builder.tensor(weightsOf(count), shapeOf([count]), 'c');
  const sum = builder.apply('sum', [builder.apply('mul', [values, weights])], {});
  const computed = derivative(builder, sum, by);
  const scaled = builder.apply('mul', [flat, builder.apply('reshape', [weights], { shape: [count, 1] })]);
  const shape = sizesOf(own);
  return {
    computed,
    claimed: builder.apply('reshape', [builder.apply('sum', [scaled], { axes: [0] })], { shape }),
    entries: {
      count,
      of: (k) => ({
        computed: derivative(builder, axes.length === 1 ? entryAt(builder, value, k) : entryAt(builder, values, k), by),
        claimed: builder.apply('reshape', [builder.apply('index', [flat], { items: [[k]] })], { shape }),
      }),
    },
  };
}

/**
 * `f(x, y)` of many points at once, a column each (SciPy's `solve_bvp`): J[i, j, q] = ∂f[i, q]/∂y[j, q]. Of one point,
 * which may stand there as a column of its own, J holds it once for every q.
 */
function pointwise(builder: Builder, claimed: LineId, value: LineId, by: LineId): Fitted | undefined {
  const [axes, own, have] = [builder.shape(value), builder.shape(by), builder.shape(claimed)];
  const [rows, columns] = axes;
  if (!rows || axes.length > 2 || own.length === 0 || own.length > 2) return undefined;
  const flat = { shape: [rows.size] };
  if (own.length === 1 && (!columns || columns.size === 1)) {
    const values = columns ? builder.apply('reshape', [value], flat) : value;
    const line = differentiate(builder, { of: values, wrt: by, local: false });
    if (typeof line !== 'number') return undefined;
    if (sameShape(have, builder.shape(line))) return { computed: line };
    if (have.length !== 3 || !sameShape(have.slice(0, 2), builder.shape(line))) return undefined;
    const shape = [...sizesOf(builder.shape(line)), 1];
    const wide = builder.apply('reshape', [line], { shape });
    return { computed: builder.apply('broadcast', [wide], { shape: sizesOf(have) }) };
  }
  const [unknowns, points] = own;
  if (!columns || !unknowns || points?.size !== columns.size || have.length !== 3) return undefined;
  if (have[0]?.size !== rows.size || have[1]?.size !== unknowns.size || have[2]?.size !== points.size) return undefined;
  if (rows.size * unknowns.size * points.size > MOST_ENTRIES) return undefined;
  const weights = builder.tensor(weightsOf(points.size), shapeOf([points.size]), 'c');
  const gradients = (own: LineId | undefined) =>
    Array.from({ length: rows.size }, (_, i) => {
      const row = builder.apply('index', [value], { items: [[i]] });
      const terms = own === undefined ? row : builder.apply('mul', [row, own]);
      return derivative(builder, builder.apply('sum', [terms], {}), by);
    });
  const computed = builder.apply('stack', gradients(undefined), { axis: 0 });
  // Σ_q c_q f[i, q] by y[j, q] is c_q J[i, j, q] if every point is by itself.
  const along = builder.apply('stack', gradients(weights), { axis: 0 });
  return { computed, across: builder.apply('sub', [along, builder.apply('mul', [computed, weights])]) };
}

/** A Jacobian of many entries in one of the layouts above. */
export function largeOf(builder: Builder, claimed: LineId, value: LineId, by: LineId): Fitted | undefined {
  return weighted(builder, claimed, value, by) ?? pointwise(builder, claimed, value, by);
}

/**
 * By parameters that all points share: J[i, k, q] = ∂f[i, q]/∂p[k]. Only beside the derivative by the points, one of the
 * `others`, is it clear what the last axis is.
 */
export function byParameter(
  builder: Builder,
  claimed: LineId,
  value: LineId,
  by: LineId,
  others: readonly LineId[],
): Fitted | undefined {
  const [rows = 0, columns = 0, more] = sizesOf(builder.shape(value));
  const [own = 0, another] = sizesOf(builder.shape(by));
  const isBeside = others.some((other) => {
    const sizes = sizesOf(builder.shape(other));
    return sizes.length === 2 && sizes[1] === columns;
  });
  if (!isBeside || more !== undefined || another !== undefined || columns === 0) return undefined;
  if (sizesOf(builder.shape(claimed)).join() !== [rows, own, columns].join() || rows * columns > MOST_GRADIENTS)
    return undefined;
  const entry = (i: number, q: number) => builder.apply('index', [value], { items: [[i], [q]] });
  const along = (i: number) =>
    builder.apply(
      'stack',
      Array.from({ length: columns }, (_, q) => derivative(builder, entry(i, q), by)),
      { axis: 1 },
    );
  return {
    computed: builder.apply(
      'stack',
      Array.from({ length: rows }, (_, i) => along(i)),
      { axis: 0 },
    ),
  };
}

const MOST_GRADIENTS = 64;

/** Made of zeros alone. */
export function isZero(builder: Builder, line: LineId): boolean {
  const step = builder.at(line);
  if (isConstant(step)) return flatten(step.value).every((value) => value === 0);
  const isZeroAt = (operand: LineId) => isZero(builder, operand);
  if (step.operation === 'mul') return step.operands.some(isZeroAt);
  return ZERO_KEEPING.has(step.operation) && step.operands.every(isZeroAt);
}

const ZERO_KEEPING = new Set(['broadcast', 'reshape', 'stack', 'transpose', 'index', 'named', 'neg']);

/** Entry k of a vector; of one that was set entry by entry what was set there. */
export function entryAt(builder: Builder, line: LineId, k: number): LineId {
  for (let at = line; ; ) {
    const step = builder.at(at);
    const items = 'attributes' in step ? step.attributes?.items : undefined;
    const [base, put] = step.operands;
    const place =
      step.operation === 'setIndex' && Array.isArray(items) && items.length === 1 ? placeOf(items[0]) : undefined;
    if (place === undefined || base === undefined || put === undefined) {
      const own = step.operation === 'stack' ? step.operands[k] : undefined;
      return own ?? builder.rewriting(simplify).apply('index', [at], { items: [[k]] });
    }
    if (place === k && builder.shape(put).length === 0) return put;
    if (place === k) return builder.rewriting(simplify).apply('index', [at], { items: [[k]] });
    at = base;
  }
}

function placeOf(item: unknown): number | undefined {
  const only: unknown = Array.isArray(item) && item.length === 1 ? item[0] : item;
  return typeof only === 'number' ? only : undefined;
}

/** Zero where the line does not depend on it. */
function derivative(builder: Builder, of: LineId, wrt: LineId): LineId {
  const line = differentiate(builder, { of, wrt, local: false });
  if (typeof line === 'number') return line;
  return builder.apply('broadcast', [builder.constant(0)], { shape: sizesOf(builder.shape(wrt)) });
}

/** Between 1 and 2, no two alike: fractional parts of multiples of the golden ratio. */
function weightsOf(count: number): number[] {
  return Array.from({ length: count }, (_, k) => 1 + (((k + 1) * GOLDEN) % 1));
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

function shapeOf(sizes: readonly number[]): Shape {
  return sizes.map((size) => ({ size }));
}

/** `hess(x, v)` beside `jac(x)` or `grad(x)`: the derivative of v·grad(x), of Σ vᵢ jac(x)ᵢ. */
export function alongOf(
  { of, derivative, seed }: Pair,
  builder: Builder,
  value: LineId,
): { readonly name: string; readonly line: LineId; readonly value: LineId } | undefined {
  const [rows, columns, more] = builder.shape(value);
  if (seed !== undefined || !rows || more || !/hess(?:ian)?p?$/i.test(derivative.name)) return undefined;
  const taken = ownParameters(of);
  const [name, another] = ownParameters(derivative).filter((own) => !taken.includes(own));
  if (name === undefined || another !== undefined || ownParameters(derivative).length !== taken.length + 1) {
    return undefined;
  }
  const line = builder.input(name, [rows]);
  const weights = columns ? builder.apply('reshape', [line], { shape: [rows.size, 1] }) : line;
  const product = builder.apply('mul', [value, weights]);
  return { name, line, value: builder.apply('sum', [product], { axes: [0] }) };
}
