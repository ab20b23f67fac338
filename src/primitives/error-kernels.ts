/**
 * Kernels around the error function: scaled, inverted, on the scale of logarithms. Relative error below 1e-14 (values
 * near a zero aside). NaN outside the domain.
 */
import { erf, erfc, erfcxPositive } from './special-kernels.ts';

const SQRT_PI = 1.772453850905516;

/** exp(x²) erfc(x); for x < 0 it is 2 exp(x²) − exp(x²) erfc(−x). */
export function erfcx(x: number): number {
  if (x >= 0) return x > 1e8 ? 1 / (x * SQRT_PI) : erfcxPositive(x);
  return 2 * expSquare(x) - erfcxPositive(-x);
}

/** exp(x²) with x² in two parts: the rounding of one product would grow by x². */
function expSquare(x: number): number {
  const high = Math.fround(x);
  return Math.exp(high * high) * Math.exp((x - high) * (x + high));
}

/** The x with erf x = p. Newton's steps with Halley's correction: the second derivative of erf is −2x times the first. */
export function erfinv(p: number): number {
  if (p < 0) return -erfinv(-p);
  if (p > 0.5) return erfcinv(1 - p);
  let x = (p * SQRT_PI) / 2;
  for (let step = 0; step < 4; step++) {
    const newton = (p - erf(x)) * 0.5 * SQRT_PI * Math.exp(x * x);
    x += newton / (1 + x * newton);
  }
  return x;
}

/** The x with erfc x = q: for small q by Newton's steps on log erfc, which is nearly a parabola. */
export function erfcinv(q: number): number {
  if (!(q >= 0 && q <= 2)) return Number.NaN;
  if (q === 0) return Number.POSITIVE_INFINITY;
  if (q >= 0.5 && q <= 1.5) return erfinv(1 - q);
  if (q > 1.5) return -erfcinv(2 - q);
  const log = Math.log(q);
  const size = -log - Math.log(SQRT_PI);
  let x = Math.sqrt(Math.max(0.2, size - 0.5 * Math.log(Math.max(size, 0.2))));
  for (let step = 0; step < 8; step++) {
    const scaled = erfcxPositive(x);
    const newton = (Math.log(scaled) - x * x - log) * 0.5 * SQRT_PI * scaled;
    x += newton;
    if (Math.abs(newton) < 1e-9 * x) break;
  }
  return x;
}

/** The x with Φ(x) = p. */
export function normalQuantile(p: number): number {
  return -Math.SQRT2 * erfcinv(2 * p);
}

/** The x with log Φ(x) = y: in the left tail by Newton's steps on log Φ, which is nearly a parabola. */
export function normalLogQuantile(y: number): number {
  if (!(y <= 0)) return Number.NaN;
  if (y > -0.7) return -normalQuantile(-Math.expm1(y));
  if (y === Number.NEGATIVE_INFINITY) return y;
  let x = -Math.sqrt(Math.max(0, -2 * y - Math.log(Math.max(1, -4 * Math.PI * y))));
  for (let step = 0; step < 30; step++) {
    const slope = Math.sqrt(2 / Math.PI) / erfcx(-x * Math.SQRT1_2);
    const next = x - (logNormalCdf(x) - y) / slope;
    if (Math.abs(next - x) <= 2e-16 * Math.abs(x)) return next;
    x = next;
  }
  return x;
}

/** log Φ(x), also where Φ(x) itself is too small for a floating-point number. */
export function logNormalCdf(x: number): number {
  if (x > -1) return Math.log1p(-0.5 * erfc(x * Math.SQRT1_2));
  return Math.log(0.5 * erfcxPositive(-x * Math.SQRT1_2)) - 0.5 * x * x;
}

/** exp(−x²) ∫ exp(t²) dt from 0 to x, by Rybicki's sum (Computers in Physics 3, 1989); by its series near 0. */
export function dawson(x: number): number {
  if (x < 0) return -dawson(-x);
  if (x > 1e8) return 0.5 / x;
  if (x < 0.5) {
    let term = x;
    let total = x;
    for (let n = 1; n < 20; n++) {
      term *= (-2 * x * x) / (2 * n + 1);
      total += term;
    }
    return total;
  }
  const middle = 2 * Math.round(x / (2 * STEP));
  let total = 0;
  for (let k = -31; k <= 31; k += 2) {
    const gap = x - (middle + k) * STEP;
    total += Math.exp(-gap * gap) / (middle + k);
  }
  return total / SQRT_PI;
}

/** Of Rybicki's sum: its error is of the order of exp(−(π/(2 · step))²). */
const STEP = 0.24;

/** 2/√π ∫ exp(t²) dt from 0 to x. */
export function erfi(x: number): number {
  return (2 / SQRT_PI) * expSquare(x) * dawson(x);
}
