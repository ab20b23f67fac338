/**
 * Kernels of Owen's T function and of the skew normal distribution (Azzalini 1985). The tails are positive integrals or
 * sums, so that nothing cancels: relative error below 1e-13. NaN outside the domain.
 */
import { normalQuantile } from './error-kernels.ts';
import { integral } from './quadrature.ts';
import { erf, erfc, normalCdf } from './special-kernels.ts';

const TWO_PI = 2 * Math.PI;

/** 1 − Φ(x) */
const upper = (x: number) => 0.5 * erfc(x * Math.SQRT1_2);

/** T(h, a) = 1/(2π) ∫ exp(−h² (1 + t²)/2)/(1 + t²) dt from 0 to a. */
export function owensT(h: number, a: number): number {
  if (Number.isNaN(h) || Number.isNaN(a)) return Number.NaN;
  if (a < 0) return -owensT(h, -a);
  const size = Math.abs(h);
  if (a === Number.POSITIVE_INFINITY) return 0.5 * upper(size);
  if (a <= 1) return ofSmall(size, a);
  const [p, q] = [upper(size), upper(a * size)];
  return 0.5 * (p + q) - p * q - ofSmall(a * size, 1 / a);
}

/** h ≥ 0, 0 ≤ a ≤ 1. */
function ofSmall(h: number, a: number): number {
  const end = Math.min(a, 9 / h);
  const f = (t: number) => Math.exp(-0.5 * h * h * t * t) / (1 + t * t);
  return (Math.exp(-0.5 * h * h) / TWO_PI) * integral(f, [0, end / 3, end]);
}

/** ∫ 2 φ(t) Φ(at) dt up to x. */
export function skewNormalCdf(x: number, a: number): number {
  if (Number.isNaN(x) || Number.isNaN(a)) return Number.NaN;
  if (a === 0) return normalCdf(x);
  if (a < 0) return 2 * normalCdf(x) - skewNormalCdf(x, -a);
  return x < 0 ? lowerTail(-x, a) : erf(x * Math.SQRT1_2) + lowerTail(x, a);
}

/** F(−h) for h ≥ 0, a > 0: 1/π ∫ exp(−h² (1 + t²)/2)/(1 + t²) dt from a on. */
function lowerTail(h: number, a: number): number {
  if (h === Number.POSITIVE_INFINITY) return 0;
  const far = a * h;
  if (far <= 1)
    return a <= 1 ? upper(h) - 2 * owensT(h, a) : 2 * ofSmall(far, 1 / a) - upper(far) * erf(h * Math.SQRT1_2);
  const unit = 1 / (far * h);
  const f = (u: number) => Math.exp(-u - (0.5 * u * u) / (far * far)) / (1 + (a + u * unit) ** 2);
  return (Math.exp(-0.5 * (h * h + far * far)) * unit * integral(f, [0, 2, 6, 12, 20, 40])) / Math.PI;
}

/** The x with F(x) = p. */
export function skewNormalQuantile(p: number, a: number): number {
  if (!(p >= 0 && p <= 1) || Number.isNaN(a)) return Number.NaN;
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  return p <= 0.5 ? lowerQuantile(p, a) : -lowerQuantile(1 - p, -a);
}

/** Newton's steps on log F, kept between bounds: Φ is above F for a > 0 and below it for a < 0. */
function lowerQuantile(p: number, a: number): number {
  let least = normalQuantile(a < 0 ? p / 2 : p);
  let most = a < 0 ? normalQuantile(p) : normalQuantile(0.5 * (1 + p));
  if (least === most) return least;
  let x = 0.5 * (least + most);
  for (let step = 0; step < 200; step++) {
    const value = skewNormalCdf(x, a);
    if (value > p) most = x;
    else least = x;
    const slope = (2 * Math.exp(-0.5 * x * x) * normalCdf(a * x)) / Math.sqrt(TWO_PI);
    let next = x - (Math.log(value / p) * value) / slope;
    if (!(next >= least && next <= most)) next = 0.5 * (least + most);
    if (Math.abs(next - x) <= 2e-16 * Math.abs(x)) return next;
    x = next;
  }
  return x;
}
