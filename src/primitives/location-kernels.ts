/**
 * Kernels of distributions whose quantiles or distribution functions are found by solving: the inverse Gaussian one,
 * Tukey's lambda, the raised cosine. Relative error below 1e-13 where well conditioned. NaN outside the domain.
 */
import { erfcx } from './error-kernels.ts';
import { solve } from './inverse-kernels.ts';
import { normalCdf } from './special-kernels.ts';

const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

/** Φ(a) + exp(2/μ) Φ(−b) with a = (x/μ − 1)/√x, b = (x/μ + 1)/√x: mean μ, shape 1. */
export function inverseGaussianCdf(x: number, mu: number): number {
  if (!(mu > 0) || Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 0;
  if (x === Number.POSITIVE_INFINITY) return 1;
  const { a, scaled } = parts(x, mu);
  return normalCdf(a) + scaled;
}

/** 1 less the same. */
export function inverseGaussianSf(x: number, mu: number): number {
  if (!(mu > 0) || Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const { a, b, scaled } = parts(x, mu);
  if (a < 1) return normalCdf(-a) - scaled;
  // exp(−a²/2)/2 (erfcx(a/√2) − erfcx(b/√2)), where only what both are multiplied with is small.
  return 0.5 * Math.exp(-0.5 * a * a) * (erfcx(a * Math.SQRT1_2) - erfcx(b * Math.SQRT1_2));
}

/** `scaled`: exp(2/μ) Φ(−b) = exp(−a²/2) erfcx(b/√2)/2, as 2/μ = (b² − a²)/2. */
function parts(x: number, mu: number): { a: number; b: number; scaled: number } {
  const root = Math.sqrt(x);
  const a = (x - mu) / mu / root;
  const b = (x / mu + 1) / root;
  return { a, b, scaled: 0.5 * Math.exp(-0.5 * a * a) * erfcx(b * Math.SQRT1_2) };
}

/** The x with F(x) = p. */
export function inverseGaussianQuantile(p: number, mu: number): number {
  return inverseGaussianAt(p, 1 - p, mu);
}

/** The x with 1 − F(x) = q. */
export function inverseGaussianUpperQuantile(q: number, mu: number): number {
  return inverseGaussianAt(1 - q, q, mu);
}

function inverseGaussianAt(p: number, q: number, mu: number): number {
  if (!(mu > 0 && p >= 0 && q >= 0)) return Number.NaN;
  if (p === 0) return 0;
  if (q === 0) return Number.POSITIVE_INFINITY;
  const rises = p <= q;
  const at = (x: number) => (rises ? inverseGaussianCdf(x, mu) : inverseGaussianSf(x, mu));
  const density = (x: number) => Math.exp((-0.5 * ((x - mu) / mu) ** 2) / x) / (ROOT_TWO_PI * x * Math.sqrt(x));
  let [low, high] = [Math.min(mu, 1), mu];
  while (low > 1e-300 && inverseGaussianCdf(low, mu) > p) low /= 8;
  while (high < 1e300 && inverseGaussianSf(high, mu) > q) high *= 4;
  return solve({ at, density, rises }, rises ? p : q, Math.sqrt(low) * Math.sqrt(high), low, high);
}

/** The p with (p^λ − (1 − p)^λ)/λ = x, for λ = 0 log(p/(1 − p)) = x. */
export function tukeyLambdaCdf(x: number, lambda: number): number {
  if (Number.isNaN(x) || Number.isNaN(lambda)) return Number.NaN;
  if (x > 0) return 1 - tukeyLambdaCdf(-x, lambda);
  if (lambda > 0 && -x * lambda >= 1) return 0;
  if (x === Number.NEGATIVE_INFINITY) return 0;
  return Math.exp(tukeyLog(x, lambda));
}

/** log p for x ≤ 0, where p ≤ ½, by Newton's steps kept between bounds. */
function tukeyLog(x: number, lambda: number): number {
  let [least, most] = [-745, -Math.LN2];
  let u = -Math.LN2;
  for (let step = 0; step < 200; step++) {
    const rest = Math.log1p(-Math.exp(u));
    const gap = power(u, lambda) - power(rest, lambda) - x;
    if (gap > 0) most = u;
    else least = u;
    const slope = Math.exp(lambda * u) + Math.exp(u + (lambda - 1) * rest);
    let next = u - gap / slope;
    if (!(next >= least && next <= most)) next = 0.5 * (least + most);
    if (Math.abs(next - u) <= 1e-16 * Math.abs(u)) return next;
    u = next;
  }
  return u;
}

/** (exp(λ u) − 1)/λ */
function power(u: number, lambda: number): number {
  return lambda === 0 ? u : Math.expm1(lambda * u) / lambda;
}

/** ∂/∂λ of the p above. */
export function tukeyLambdaByShape(x: number, lambda: number): number {
  if (x > 0) return -tukeyLambdaByShape(-x, lambda);
  if (Number.isNaN(x) || Number.isNaN(lambda) || x === Number.NEGATIVE_INFINITY) return Number.NaN;
  if (lambda > 0 && -x * lambda >= 1) return 0;
  const u = tukeyLog(x, lambda);
  const rest = Math.log1p(-Math.exp(u));
  const byShape = u * u * bend(lambda * u) - rest * rest * bend(lambda * rest);
  const slope = Math.exp((lambda - 1) * u) + Math.exp((lambda - 1) * rest);
  return -byShape / slope;
}

/** (z exp z − exp z + 1)/z² */
function bend(z: number): number {
  if (Math.abs(z) > 0.5) return (z * Math.exp(z) - Math.expm1(z)) / (z * z);
  let term = 1;
  let total = 0.5;
  for (let k = 1; k < 25; k++) {
    term *= z / k;
    total += term / (k + 2);
  }
  return total;
}

/** The x from −π to π with (π + x + sin x)/(2π) = p. */
export function cosineQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  return p > 0.5 ? Math.PI - fromEdge(2 * Math.PI * (1 - p)) : fromEdge(2 * Math.PI * p) - Math.PI;
}

/** The y from 0 to π with y − sin y = c. */
function fromEdge(c: number): number {
  if (c === 0) return 0;
  let [least, most] = [0, Math.PI];
  let y = Math.min(Math.cbrt(6 * c), Math.PI);
  for (let step = 0; step < 100; step++) {
    const gap = lessSine(y) - c;
    if (gap > 0) most = y;
    else least = y;
    const sine = Math.sin(0.5 * y);
    let next = y - gap / (2 * sine * sine);
    if (!(next >= least && next <= most)) next = 0.5 * (least + most);
    if (Math.abs(next - y) <= 2e-16 * y) return next;
    y = next;
  }
  return y;
}

/** y − sin y */
function lessSine(y: number): number {
  if (y > 1) return y - Math.sin(y);
  let term = (y * y * y) / 6;
  let total = term;
  for (let k = 4; k < 24; k += 2) {
    term *= (-y * y) / (k * (k + 1));
    total += term;
  }
  return total;
}
