/**
 * Kernels of the noncentral χ² distribution of k degrees of freedom and noncentrality λ: sums over Poisson's
 * probabilities of λ/2, all of whose terms are positive. Relative error below 1e-12. NaN outside the domain and for
 * λ > 50,000.
 */
import { gammaP, gammaQ, poissonTerm } from './incomplete-kernels.ts';
import { gammaPByShape } from './incomplete-slopes.ts';
import { solve } from './inverse-kernels.ts';
import { digamma } from './special-kernels.ts';

const MOST_NONCENTRAL = 50_000;
const MOST_STEPS = 60_000;
const SMALL = 1e-18;

const isIn = (k: number, lambda: number) => k > 0 && lambda >= 0 && lambda <= MOST_NONCENTRAL;

/** y^(a − 1) exp(−y)/Γ(a): the density of gamma at y. */
function density(a: number, y: number): number {
  return a >= 1 ? poissonTerm(a - 1, y) : (poissonTerm(a, y) * a) / y;
}

/** Where the terms of the density are largest: about j (j + a − 1) = λ y/2. */
function peakOf(a: number, y: number, lambda: number): number {
  const b = 0.5 * (a - 1);
  return Math.max(0, Math.floor(Math.sqrt(b * b + 0.5 * lambda * y) - b));
}

/** Σ w_j g(j) from the peak outwards, until terms no longer count; `weights` are Poisson's probabilities. */
function total(peak: number, lambda: number, term: (j: number, weight: number) => number): number {
  const half = 0.5 * lambda;
  const start = half === 0 ? (peak === 0 ? 1 : 0) : poissonTerm(peak, half);
  let sum = 0;
  let size = 0;
  let weight = start;
  for (let j = peak; j < peak + MOST_STEPS; j++) {
    const next = term(j, weight);
    sum += next;
    size = Math.max(size, Math.abs(next));
    if (j > half && Math.abs(next) <= SMALL * size) break;
    weight *= half / (j + 1);
    if (weight === 0) break;
  }
  weight = start;
  for (let j = peak; j > 0; j--) {
    weight *= j / half;
    const next = term(j - 1, weight);
    sum += next;
    if (Math.abs(next) <= SMALL * size) break;
    size = Math.max(size, Math.abs(next));
  }
  return sum;
}

/** The density at x > 0. */
export function noncentralPdf(x: number, k: number, lambda: number): number {
  if (!isIn(k, lambda) || Number.isNaN(x)) return Number.NaN;
  if (x <= 0 || x === Number.POSITIVE_INFINITY) return x === 0 && k <= 2 ? atZero(k, lambda) : 0;
  const [a, y] = [0.5 * k, 0.5 * x];
  return 0.5 * total(peakOf(a, y, lambda), lambda, (j, weight) => weight * density(a + j, y));
}

function atZero(k: number, lambda: number): number {
  return k < 2 ? Number.POSITIVE_INFINITY : 0.5 * Math.exp(-0.5 * lambda);
}

/** The derivative of the density by k. */
export function noncentralPdfByDf(x: number, k: number, lambda: number): number {
  if (!isIn(k, lambda) || !(x > 0) || x === Number.POSITIVE_INFINITY) return Number.NaN;
  const [a, y] = [0.5 * k, 0.5 * x];
  const log = Math.log(y);
  const term = (j: number, weight: number) => weight * density(a + j, y) * (log - digamma(a + j));
  return 0.25 * total(peakOf(a, y, lambda), lambda, term);
}

/** The probability below x. */
export function noncentralCdf(x: number, k: number, lambda: number): number {
  if (!isIn(k, lambda) || Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 0;
  if (x === Number.POSITIVE_INFINITY) return 1;
  const [a, y] = [0.5 * k, 0.5 * x];
  if (x > k + lambda) return 1 - above(a, y, lambda);
  return below(a, y, lambda);
}

/** The probability above x. */
export function noncentralSf(x: number, k: number, lambda: number): number {
  if (!isIn(k, lambda) || Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const [a, y] = [0.5 * k, 0.5 * x];
  if (x < k + lambda) return 1 - below(a, y, lambda);
  return above(a, y, lambda);
}

/** Σ w_j P(a + j, y), from a j on downwards above which terms do not count: P(a) = P(a + 1) + y^a exp(−y)/Γ(a + 1). */
function below(a: number, y: number, lambda: number): number {
  const half = 0.5 * lambda;
  if (half === 0) return gammaP(a, y);
  const peak = peakOf(a, y, lambda);
  let top = peak;
  let weight = poissonTerm(peak, half);
  const least = SMALL * weight;
  while (!(top > half && weight <= least) && top < peak + MOST_STEPS) {
    top += 1;
    weight *= half / top;
  }
  let p = gammaP(a + top, y);
  let sum = weight * p;
  for (let j = top - 1; j >= 0; j--) {
    weight *= (j + 1) / half;
    p += poissonTerm(a + j, y);
    sum += weight * p;
    if (j < peak && weight * p <= SMALL * sum) break;
  }
  return sum;
}

/** Σ w_j Q(a + j, y), upwards from a j below which terms do not count. */
function above(a: number, y: number, lambda: number): number {
  const half = 0.5 * lambda;
  if (half === 0) return gammaQ(a, y);
  const peak = peakOf(a, y, lambda);
  let bottom = peak;
  let weight = poissonTerm(peak, half);
  const least = SMALL * weight;
  while (bottom > 0 && !(bottom < half && weight <= least)) {
    weight *= bottom / half;
    bottom -= 1;
  }
  let q = gammaQ(a + bottom, y);
  let sum = weight * q;
  for (let j = bottom; j < peak + MOST_STEPS; j++) {
    q += poissonTerm(a + j, y);
    weight *= half / (j + 1);
    sum += weight * q;
    if (j > peak && j > half && weight * q <= SMALL * sum) break;
  }
  return sum;
}

/** The derivative of the probability below x by k. */
export function noncentralCdfByDf(x: number, k: number, lambda: number): number {
  if (!isIn(k, lambda) || !(x >= 0)) return Number.NaN;
  if (x === 0 || x === Number.POSITIVE_INFINITY) return 0;
  const [a, y] = [0.5 * k, 0.5 * x];
  return 0.5 * total(peakOf(a, y, lambda), lambda, (j, weight) => weight * gammaPByShape(a + j, y));
}

/** The x with probability p below it. */
export function noncentralQuantile(p: number, k: number, lambda: number): number {
  return quantileAt(p, 1 - p, k, lambda);
}

/** The x with probability q above it. */
export function noncentralUpperQuantile(q: number, k: number, lambda: number): number {
  return quantileAt(1 - q, q, k, lambda);
}

function quantileAt(p: number, q: number, k: number, lambda: number): number {
  if (!isIn(k, lambda) || !(p >= 0 && q >= 0)) return Number.NaN;
  if (p === 0) return 0;
  if (q === 0) return Number.POSITIVE_INFINITY;
  const rises = p <= q;
  const at = (x: number) => (rises ? noncentralCdf(x, k, lambda) : noncentralSf(x, k, lambda));
  const mean = k + lambda;
  let [low, high] = [mean, mean];
  while (low > 1e-300 && noncentralCdf(low, k, lambda) > p) low *= low > 1e-3 * mean ? 0.5 : 1e-3;
  if (!(noncentralCdf(low, k, lambda) <= p)) low = 0;
  while (high < 1e300 && noncentralSf(high, k, lambda) > q) high *= 2;
  const start = low > 0 ? Math.sqrt(low) * Math.sqrt(high) : high;
  return solve({ at, density: (x) => noncentralPdf(x, k, lambda), rises }, rises ? p : q, start, low, high);
}
