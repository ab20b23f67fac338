/**
 * Kernels of the distributions of Kolmogorov's and of Smirnov's statistic (Marsaglia, Tsang and Wang, J. Stat. Softw. 8,
 * 2003; Birnbaum and Tingey, Ann. Math. Stat. 22, 1951). Relative error below 1e-12. NaN outside the domain, and for
 * Smirnov's statistic of more than 1000 observations.
 */
import { powerOfBeta } from './incomplete-kernels.ts';
import { solve } from './inverse-kernels.ts';
import { binomial } from './special-kernels.ts';

/** Where both series of Kolmogorov's distribution run equally fast. */
const MIDDLE = 0.82;
const MOST_OBSERVATIONS = 1000;
const MOST_DERIVATIVES = 6;

/** K(x) = √(2π)/x Σ exp(−(2k − 1)² π²/(8x²)) over k ≥ 1. */
export function kolmogorovCdf(x: number): number {
  if (!(x > 0)) return Number.isNaN(x) ? x : 0;
  return x < MIDDLE ? low(x, 0) : 1 - high(x, 0);
}

/** 1 − K(x) = 2 Σ (−1)^(k − 1) exp(−2k²x²) over k ≥ 1. */
export function kolmogorovSf(x: number): number {
  if (!(x > 0)) return Number.isNaN(x) ? x : 1;
  return x < MIDDLE ? 1 - low(x, 0) : high(x, 0);
}

/** The n-th derivative of K at x, n ≥ 1. */
export function kolmogorovSlope(n: number, x: number): number {
  if (!Number.isInteger(n) || n < 1 || n > MOST_DERIVATIVES || Number.isNaN(x)) return Number.NaN;
  if (x <= 0 || x === Number.POSITIVE_INFINITY) return 0;
  return x < MIDDLE ? low(x, n) : -high(x, n);
}

function low(x: number, n: number): number {
  let total = 0;
  for (let k = 1; k < 12; k += 2) total += ofInverse((k * k * Math.PI * Math.PI) / 8, x, n);
  return Math.sqrt(2 * Math.PI) * total;
}

function high(x: number, n: number): number {
  let total = 0;
  for (let k = 1; k < 12; k++) total += (k % 2 === 1 ? 2 : -2) * ofSquare(2 * k * k, x, n);
  return total;
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

/** The n-th derivative of exp(−a x²), by its Taylor coefficients: f' = −2a x f. */
function ofSquare(a: number, x: number, n: number): number {
  const c = [Math.exp(-a * x * x)];
  for (let k = 0; k < n; k++) c.push((-2 * a * (x * (c[k] as number) + (c[k - 1] ?? 0))) / (k + 1));
  return factorial(n) * (c[n] as number);
}

/** The n-th derivative of exp(−b/x²)/x. */
function ofInverse(b: number, x: number, n: number): number {
  const u = [1 / (x * x)];
  for (let k = 0; k < n; k++) u.push((-(k + 2) * (u[k] as number)) / (x * (k + 1)));
  const e = [Math.exp(-b * (u[0] as number))];
  for (let k = 0; k < n; k++) {
    let sum = 0;
    for (let j = 0; j <= k; j++) sum += (j + 1) * (u[j + 1] as number) * (e[k - j] as number);
    e.push((-b * sum) / (k + 1));
  }
  let total = 0;
  for (let k = 0; k <= n; k++) total += ((e[n - k] as number) * (k % 2 === 0 ? 1 : -1)) / x ** (k + 1);
  return factorial(n) * total;
}

/** The x with K(x) = p. */
export function kolmogorovQuantile(p: number): number {
  return kolmogorovAt(p, 1 - p);
}

/** The x with 1 − K(x) = q. */
export function kolmogorovUpperQuantile(q: number): number {
  return kolmogorovAt(1 - q, q);
}

function kolmogorovAt(p: number, q: number): number {
  if (!(p >= 0 && q >= 0)) return Number.NaN;
  if (p === 0) return 0;
  if (q === 0) return Number.POSITIVE_INFINITY;
  const rises = p <= q;
  const tail = { at: rises ? kolmogorovCdf : kolmogorovSf, density: (x: number) => kolmogorovSlope(1, x), rises };
  return solve(tail, rises ? p : q, MIDDLE, 0.03, 20);
}

/** SciPy cuts the number of observations to a whole one; NaN where there are none or too many. */
function sizeOf(n: number): number {
  const size = Math.trunc(n);
  return size >= 1 && size <= MOST_OBSERVATIONS ? size : Number.NaN;
}

/** P(D⁺ ≥ x) = Σ C(n, k) x (x + k/n)^(k − 1) (1 − x − k/n)^(n − k) over k ≤ n (1 − x). */
export function smirnovSf(observations: number, x: number): number {
  const n = sizeOf(observations);
  if (!(n > 0) || !(x >= 0 && x <= 1)) return Number.NaN;
  if (x === 0 || x === 1) return 1 - x;
  return n * x * x < 0.05 ? 1 - few(n, x) : many(n, x, 0);
}

/** P(D⁺ < x) = 1 less the same. */
export function smirnovCdf(observations: number, x: number): number {
  const n = sizeOf(observations);
  if (!(n > 0) || !(x >= 0 && x <= 1)) return Number.NaN;
  if (x === 0 || x === 1) return x;
  return n * x * x < 0.05 ? few(n, x) : 1 - many(n, x, 0);
}

/** The derivative of the distribution function of this order, 1 to 3. */
export function smirnovSlope(order: number, observations: number, x: number): number {
  const n = sizeOf(observations);
  if (![1, 2, 3].includes(order) || !(n > 0) || !(x > 0 && x < 1)) return Number.NaN;
  return -many(n, x, order);
}

function many(n: number, x: number, order: number): number {
  let total = 0;
  for (let k = 0; k < n; k++) {
    const p = x + k / n;
    const q = (n - k) / n - x;
    if (q <= 0) break;
    const term = (x / p) * probability(n, k, p, q);
    if (order === 0) {
      total += term;
      continue;
    }
    // Derivatives of the logarithm of the term.
    const first = 1 / x + (k - 1) / p - (n - k) / q;
    const second = -1 / (x * x) - (k - 1) / (p * p) - (n - k) / (q * q);
    const third = 2 / x ** 3 + (2 * (k - 1)) / p ** 3 - (2 * (n - k)) / q ** 3;
    if (order === 1) total += term * first;
    else if (order === 2) total += term * (first * first + second);
    else total += term * (first ** 3 + 3 * first * second + third);
  }
  return total;
}

/** C(n, k) p^k q^(n − k), q = 1 − p. */
function probability(n: number, k: number, p: number, q: number): number {
  if (n < 25) return binomial(n, k) * p ** k * q ** (n - k);
  return powerOfBeta(k + 1, n - k + 1, p, q) / ((n + 1) * p * q);
}

/** The terms of the sum from n (1 − x) on, all of which together are 1 (Abel): few where x is small. */
function few(n: number, x: number): number {
  let total = 0;
  let choices = 1;
  for (let j = 0; j < n * x; j++) {
    const away = x - j / n;
    total += choices * x * Math.exp((n - j - 1) * Math.log1p(away)) * (-away) ** j;
    choices *= (n - j) / (j + 1);
  }
  return total;
}

/** The x with P(D⁺ < x) = p. */
export function smirnovQuantile(n: number, p: number): number {
  return smirnovAt(n, p, 1 - p);
}

/** The x with P(D⁺ ≥ x) = q. */
export function smirnovUpperQuantile(n: number, q: number): number {
  return smirnovAt(n, 1 - q, q);
}

function smirnovAt(observations: number, p: number, q: number): number {
  const n = sizeOf(observations);
  if (!(n > 0) || !(p >= 0 && q >= 0)) return Number.NaN;
  if (p === 0 || q === 0) return p;
  if (n === 1) return p;
  const rises = p <= q;
  const at = (x: number) => (rises ? smirnovCdf(n, x) : smirnovSf(n, x));
  const start = Math.min(0.9, Math.sqrt((-0.5 * Math.log(rises ? 1 - p : q)) / n));
  return solve({ at, density: (x) => smirnovSlope(1, n, x), rises }, rises ? p : q, start, 0, 1);
}
