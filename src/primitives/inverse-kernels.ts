/**
 * Kernels of the inverses of the regularized incomplete gamma and beta functions. The smaller tail is solved for, by
 * Newton's method on its logarithm, kept between bounds: it is nearly straight there, and nothing cancels. Relative
 * error below 1e-12 where the inverse is well conditioned. NaN outside the domain.
 */
import { betaI, gammaP, gammaQ, poissonTerm, powerOfBeta } from './incomplete-kernels.ts';
import { lgamma } from './special-kernels.ts';

const MOST_STEPS = 200;

/** A tail of a distribution over x > 0 and its density; `rises`: it is the lower one. */
export interface Tail {
  readonly at: (x: number) => number;
  readonly density: (x: number) => number;
  readonly rises: boolean;
}

/** Where the tail is `target`, between `low` and `high`. In log x for lower tails, which are powers of x near 0. */
export function solve({ at, density, rises }: Tail, target: number, start: number, low: number, high: number): number {
  let [least, most] = [low, high];
  let x = Math.min(Math.max(start, least), most);
  if (!(x > 0)) x = 0.5 * (least + most);
  for (let step = 0; step < MOST_STEPS; step++) {
    const value = at(x);
    if (value === target) return x;
    if (value > target === rises) most = x;
    else least = x;
    const excess = Math.log(value / target);
    const slope = density(x) / value;
    let next = rises ? x * Math.exp(-excess / (slope * x)) : x + excess / slope;
    // Newton's step left the bounds, or there is none.
    if (!(next > least && next < most)) {
      next = least > 0 && most > 4 * least ? Math.sqrt(least) * Math.sqrt(most) : 0.5 * (least + most);
    }
    if (Math.abs(next - x) <= 1e-16 * x) return next;
    x = next;
  }
  return x;
}

/** x with P(a, x) = p. */
export function gammaPInverse(a: number, p: number): number {
  return gammaInverse(a, p, 1 - p);
}

/** x with Q(a, x) = q. */
export function gammaQInverse(a: number, q: number): number {
  return gammaInverse(a, 1 - q, q);
}

function gammaInverse(a: number, p: number, q: number): number {
  if (!(a > 0 && p >= 0 && q >= 0)) return Number.NaN;
  if (p === 0) return 0;
  if (q === 0) return Number.POSITIVE_INFINITY;
  const rises = p <= q;
  // The first term of the series, P ≈ x^a/Γ(a + 1), is an upper bound of P: x lies above.
  const low = Math.exp((Math.log(p) + lgamma(a + 1)) / a);
  let high = Math.max(1, 2 * a, 2 * low);
  while (rises ? gammaP(a, high) < p : gammaQ(a, high) > q) high *= 2;
  const density = (x: number) => (poissonTerm(a, x) * a) / x;
  const at = (x: number) => (rises ? gammaP(a, x) : gammaQ(a, x));
  return solve({ at, density, rises }, rises ? p : q, rises ? low : Math.max(a, low), 0.999 * low, high);
}

/** x with I_x(a, b) = p. */
export function betaIInverse(a: number, b: number, p: number): number {
  if (!(a > 0 && b > 0 && p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0 || p === 1) return p;
  const middle = a / (a + b);
  if (p <= betaI(a, b, middle)) return lowerBeta(a, b, p, middle);
  return 1 - lowerBeta(b, a, 1 - p, 1 - middle);
}

/** x ≤ `high` with I_x(a, b) = p. */
function lowerBeta(a: number, b: number, p: number, high: number): number {
  const density = (x: number) => powerOfBeta(a, b, x, 1 - x) / (x * (1 - x));
  return solve({ at: (x) => betaI(a, b, x), density, rises: true }, p, high, 0, high);
}
