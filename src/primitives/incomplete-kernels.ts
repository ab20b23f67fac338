/**
 * Kernels of the incomplete gamma and beta functions (regularized), of log B and of Hurwitz' zeta function. The methods
 * are published ones (DLMF: NIST Digital Library of Mathematical Functions, chapters 8 and 25; Loader, Fast and Accurate
 * Computation of Binomial Probabilities, 2000). Relative error below 1e-12. NaN outside the domain.
 */
import { BERNOULLI, beta, gamma, isPole, lgamma, logBetaLarge, logGammaAt2, stirlingRest } from './special-kernels.ts';

const TWO_PI = 2 * Math.PI;
const EPSILON = 1e-17;
const TINY = 1e-300;
const MOST_STEPS = 20_000;

/** u − log(1 + u), without cancelling near 0. */
function excess(u: number): number {
  if (Math.abs(u) > 0.3) return u - Math.log1p(u);
  // log(1 + u) = 2 atanh s with s = u/(2 + u), so that u − log(1 + u) = s u − 2 (s³/3 + s⁵/5 + …).
  const s = u / (2 + u);
  let total = 0;
  for (let k = 31; k >= 3; k -= 2) total = (total + 1 / k) * (s * s);
  return s * (u - 2 * total);
}

/** x^a exp(−x)/Γ(a + 1): the probability of a under Poisson's distribution. */
export function poissonTerm(a: number, x: number): number {
  if (a < 12)
    return x < 600 && a * Math.abs(Math.log(x)) < 600 ? (x ** a * Math.exp(-x)) / gamma(a + 1) : smallTerm(a, x);
  // Far below a the logarithm of x/a itself, as 1 + u would be rounded.
  const away = x < 0.5 * a ? (x - a) / a - Math.log(x / a) : excess((x - a) / a);
  return Math.exp(-stirlingRest(a) - a * away) / Math.sqrt(TWO_PI * a);
}

function smallTerm(a: number, x: number): number {
  return Math.exp(a * Math.log(x) - x - lgamma(a + 1));
}

/** P(a, x), the regularized lower incomplete gamma function (DLMF 8.7.1, 8.9.2). */
export function gammaP(a: number, x: number): number {
  if (!(a > 0 && x >= 0)) return a === 0 && x > 0 ? 1 : Number.NaN;
  if (x === 0) return 0;
  if (x === Number.POSITIVE_INFINITY) return 1;
  return x < a + 1 ? lowerSeries(a, x) : 1 - gammaQ(a, x);
}

/** Q(a, x) = 1 − P(a, x). */
export function gammaQ(a: number, x: number): number {
  if (!(a > 0 && x >= 0)) return a === 0 && x > 0 ? 0 : Number.NaN;
  if (x === 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  if (a < 1 && x < 1.5) return upperOfSmall(a, x);
  return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x);
}

/** The term times 1 + x/(a + 1) + x²/((a + 1)(a + 2)) + …; all are positive. */
function lowerSeries(a: number, x: number): number {
  let term = 1;
  let total = 1;
  for (let n = 1; n < MOST_STEPS; n++) {
    term *= x / (a + n);
    total += term;
    if (term < EPSILON * total) return poissonTerm(a, x) * total;
  }
  return Number.NaN;
}

/** Lentz' method for the continued fraction of Γ(a, x). */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < MOST_STEPS; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / guarded(an * d + b);
    c = guarded(b + an / c);
    const factor = c * d;
    h *= factor;
    if (Math.abs(factor - 1) < 3e-16) return poissonTerm(a, x) * a * h;
  }
  return Number.NaN;
}

/** For a < 1, where 1 − P would cancel: 1 − x^a/Γ(a + 1) taken by expm1, less the rest of the alternating series. */
function upperOfSmall(a: number, x: number): number {
  const log = a * Math.log(x) - logGamma1p(a);
  let term = 1;
  let rest = 0;
  for (let n = 1; n < 60; n++) {
    term *= -x / n;
    rest += term / (a + n);
    if (Math.abs(term) < EPSILON) break;
  }
  return -Math.expm1(log) - Math.exp(log) * a * rest;
}

/** log Γ(1 + a) for 0 ≤ a < 1, exact near 0 too. */
function logGamma1p(a: number): number {
  return a < 0.5 ? logGammaAt2(a) - Math.log1p(a) : lgamma(1 + a);
}

function guarded(x: number): number {
  return Math.abs(x) < TINY ? TINY : x;
}

/** I_x(a, b), the regularized incomplete beta function (DLMF 8.17.22). */
export function betaI(a: number, b: number, x: number): number {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) return Number.NaN;
  if (x === 0 || x === 1) return x;
  return x <= (a + 1) / (a + b + 2) ? betaFraction(a, b, x, 1 - x) : 1 - betaFraction(b, a, 1 - x, x);
}

/** x^a y^b/(a B(a, b)) times the continued fraction; y = 1 − x. */
function betaFraction(a: number, b: number, x: number, y: number): number {
  let c = 1;
  let d = 1 / guarded(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m < MOST_STEPS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guarded(1 + even * d);
    c = guarded(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guarded(1 + odd * d);
    c = guarded(1 + odd / c);
    const factor = d * c;
    h *= factor;
    if (Math.abs(factor - 1) < 3e-16) return (powerOfBeta(a, b, x, y) / a) * h;
  }
  return Number.NaN;
}

/** x^a y^b/B(a, b), by Loader's method where a and b are large. */
export function powerOfBeta(a: number, b: number, x: number, y: number): number {
  if (Math.min(a, b) < 12) return Math.exp(a * Math.log(x) + b * logOneMinus(x, y) - logBeta(a, b));
  const n = a + b;
  // a − n x, whose parts nearly cancel in the middle of the distribution.
  const gap = a * y - b * x;
  const exponent = a * excess(-gap / a) + b * excess(gap / b);
  const rest = stirlingRest(n) - stirlingRest(a) - stirlingRest(b);
  return Math.exp(rest - exponent) * Math.sqrt(a / n) * Math.sqrt(b / TWO_PI);
}

/** log y where y = 1 − x was rounded. */
function logOneMinus(x: number, y: number): number {
  return x < 0.5 ? Math.log1p(-x) : Math.log(y);
}

/** log |B(a, b)| */
export function logBeta(a: number, b: number): number {
  if (isPole(a) || isPole(b)) return Number.POSITIVE_INFINITY;
  if (isPole(a + b)) return Number.NEGATIVE_INFINITY;
  const small = Math.min(a, b);
  const large = Math.max(a, b);
  if (small > 0 && large >= 20) return logBetaLarge(small, large);
  const value = Math.abs(beta(a, b));
  return value > TINY && value < 1 / TINY ? Math.log(value) : lgamma(a) + lgamma(b) - lgamma(a + b);
}

/** Σ (q + k)^−s for s > 1, q > 0: terms up to a large argument, then Euler and Maclaurin's formula (DLMF 25.11.28). */
export function hurwitzZeta(s: number, q: number): number {
  if (!(s > 1 && q > 0)) return s === 1 && q > 0 ? Number.POSITIVE_INFINITY : Number.NaN;
  const terms: number[] = [];
  let y = q;
  for (const far = 15 + Math.min(s, 100); y < far; y += 1) terms.push(y ** -s);
  const power = y ** -s;
  let factor = (0.5 * s * power) / y; // s (s + 1) … (s + 2k − 2)/((2k)! y^(s + 2k − 1))
  const rest: number[] = [];
  for (let k = 1; k <= BERNOULLI.length; k++) {
    rest.push((BERNOULLI[k - 1] ?? 0) * factor);
    factor *= ((s + 2 * k - 1) * (s + 2 * k)) / ((2 * k + 1) * (2 * k + 2)) / (y * y);
  }
  let total = 0;
  for (const term of rest.reverse()) total += term;
  total += 0.5 * power + (y * power) / (s - 1);
  for (const term of terms.reverse()) total += term;
  return total;
}

/** n! (exp x − 1 − x − … − x^(n − 1)/(n − 1)!)/xⁿ: the series near 0, the recurrence in n elsewhere. */
export function exprel(n: number, x: number): number {
  if (!Number.isInteger(n) || n < 0 || n > 1000) return Number.NaN;
  if (n === 0) return Math.exp(x);
  if (x === 0) return 1;
  if (n === 1) return Math.expm1(x) / x;
  if (x < -1 - n || x > 700) {
    let value = Math.exp(x);
    for (let k = 1; k <= n; k++) value = (k * (value - 1)) / x;
    return value;
  }
  let term = 1;
  let total = 1;
  if (x > 0) {
    for (let k = 1; k < MOST_STEPS && term > EPSILON * total; k++) {
      term *= x / (n + k);
      total += term;
    }
    return total;
  }
  // exp(x) 1F1(n; n + 1; −x), all of its terms positive.
  for (let k = 1; k < MOST_STEPS && term > EPSILON * total; k++) {
    term *= -x / k;
    total += (term * n) / (n + k);
  }
  return Math.exp(x) * total;
}
