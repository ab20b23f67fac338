/**
 * Kernels of the Bessel functions of real order. The methods are published ones (DLMF chapter 10; Temme, J. Comput.
 * Phys. 19 (1975) for Y near 0; Steed's continued fraction elsewhere). Error below 1e-13 of the size of the oscillation
 * (J, Y) or of the value (I, K). NaN outside the domain, and where a recurrence would be longer than 20,000 steps.
 */
import { sinPi } from './kernels.ts';
import { cosPi, gamma, lgamma } from './special-kernels.ts';

const MOST_STEPS = 20_000;
const TWO_OVER_PI = 2 / Math.PI;

/** J_v(x); x < 0 for whole orders only. */
export function besselJ(v: number, x: number): number {
  const isWhole = Number.isInteger(v);
  if (isWhole && v < 0) return parity(v) * besselJ(-v, x);
  if (x < 0) return isWhole ? parity(v) * besselJ(v, -x) : Number.NaN;
  if (x === 0) return v === 0 ? 1 : v > 0 ? 0 : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return 0;
  if (isFar(v, x)) return hankel(v, x)[0];
  if (0.25 * x * x < Math.max(v + 1, 1)) return series(v, x, -1);
  const order = Math.floor(v);
  if (v >= 0) return miller(v - order, x, order)[0];
  let [here, above] = miller(v - order, x, 0);
  for (let k = v - order; k - 0.5 > v; k--) [here, above] = [(2 * k * here) / x - above, here];
  return here;
}

/** Y_v(x), x > 0. */
export function besselY(v: number, x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return 0;
  if (v < 0) {
    if (Number.isInteger(v)) return parity(v) * besselY(-v, x);
    return sinPi(-v) * besselJ(-v, x) + cosPi(-v) * besselY(-v, x);
  }
  if (isFar(v, x)) return hankel(v, x)[1];
  if (v > MOST_STEPS) return Number.NaN;
  const low = v - (x < 2 ? Math.round(v) : Math.floor(v));
  let [here, above] = x < 2 ? temme(low, x) : steed(low, x);
  for (let k = low; k + 0.5 < v; k++) [here, above] = [above, (2 * (k + 1) * above) / x - here];
  return here;
}

/** I_v(x); x < 0 for whole orders only. */
export function besselI(v: number, x: number): number {
  const size = Math.abs(x);
  return size < 600 ? scaledI(v, x) * Math.exp(size) : Math.exp(size / 2) * scaledI(v, x) * Math.exp(size / 2);
}

/** exp(−|x|) I_v(x) */
export function scaledI(v: number, x: number): number {
  const isWhole = Number.isInteger(v);
  if (x < 0) return isWhole ? parity(v) * scaledI(v, -x) : Number.NaN;
  if (v < 0) {
    if (isWhole) return scaledI(-v, x);
    return scaledI(-v, x) + TWO_OVER_PI * sinPi(-v) * scaledK(-v, x) * Math.exp(-2 * x);
  }
  if (x === 0) return v === 0 ? 1 : 0;
  if (x === Number.POSITIVE_INFINITY) return 0;
  if (isFar(v, x)) return asymptoticI(v, x);
  if (0.25 * x * x < v + 1) return series(v, x, 1) * Math.exp(-x);
  // From I_v K_(v + 1) + I_(v + 1) K_v = 1/x (DLMF 10.28.2) and the ratio of I, all of it positive.
  return 1 / (x * (scaledK(v + 1, x) + ratioI(v, x) * scaledK(v, x)));
}

/** K_v(x), x > 0. */
export function besselK(v: number, x: number): number {
  return scaledK(v, x) * Math.exp(-x);
}

/** exp(x) K_v(x) = ∫ exp(−2x sinh²(t/2)) cosh(vt) dt over t > 0 by the trapezoidal rule, which is exact to rounding here. */
export function scaledK(v: number, x: number): number {
  if (!(x > 0)) return x === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const h = Math.min(0.1, 0.5 / Math.sqrt(Math.hypot(v, x)));
  const peak = Math.asinh(Math.abs(v) / x);
  let total = 0.5;
  for (let k = 1; k < MOST_STEPS; k++) {
    const t = k * h;
    const sine = Math.sinh(0.5 * t);
    const fall = 2 * x * sine * sine;
    const term = 0.5 * (Math.exp(v * t - fall) + Math.exp(-v * t - fall));
    total += term;
    if (t > peak && term < 1e-19 * total) return h * total;
  }
  return Number.NaN;
}

/** ∂K_v(x)/∂v, x > 0. */
export function besselKByOrder(v: number, x: number): number {
  return scaledKByOrder(v, x) * Math.exp(-x);
}

/** exp(x) ∂K_v(x)/∂v = ∫ exp(−2x sinh²(t/2)) t sinh(vt) dt over t > 0: the integral of K, differentiated by v. */
export function scaledKByOrder(v: number, x: number): number {
  if (!(x > 0)) return Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const h = Math.min(0.1, 0.5 / Math.sqrt(Math.hypot(v, x)));
  const peak = Math.asinh((Math.abs(v) + 1) / x);
  let total = 0;
  for (let k = 1; k < MOST_STEPS; k++) {
    const t = k * h;
    const sine = Math.sinh(0.5 * t);
    const fall = 2 * x * sine * sine;
    const isSmall = Math.abs(v * t) < 1;
    const term = isSmall
      ? t * Math.sinh(v * t) * Math.exp(-fall)
      : 0.5 * t * (Math.exp(v * t - fall) - Math.exp(-v * t - fall));
    total += term;
    if (t > peak && Math.abs(term) <= 1e-19 * Math.abs(total)) return h * total;
  }
  return Number.NaN;
}

function parity(v: number): number {
  return v % 2 === 0 ? 1 : -1;
}

/** Where the asymptotic series (DLMF 10.17, 10.40) are exact to rounding. */
function isFar(v: number, x: number): boolean {
  return x > 30 && x > 2 * v * v;
}

/** J and Y by their asymptotic series. */
function hankel(v: number, x: number): readonly [number, number] {
  let term = 1;
  let p = 1;
  let q = 0;
  for (let k = 1; k < 80 && Math.abs(term) > 1e-18; k++) {
    term *= (4 * v * v - (2 * k - 1) ** 2) / (8 * k * x);
    const sign = k % 4 < 2 ? 1 : -1;
    if (k % 2 === 0) p += sign * term;
    else q += sign * term;
  }
  // cos and sin of x − vπ/2 − π/4, without rounding the difference.
  const [c, s] = [cosPi(0.5 * v + 0.25), sinPi(0.5 * v + 0.25)];
  const cosine = Math.cos(x) * c + Math.sin(x) * s;
  const sine = Math.sin(x) * c - Math.cos(x) * s;
  const size = Math.sqrt(TWO_OVER_PI / x);
  return [size * (p * cosine - q * sine), size * (p * sine + q * cosine)];
}

function asymptoticI(v: number, x: number): number {
  let term = 1;
  let total = 1;
  for (let k = 1; k < 80 && Math.abs(term) > 1e-18; k++) {
    term *= -(4 * v * v - (2 * k - 1) ** 2) / (8 * k * x);
    total += term;
  }
  return total / Math.sqrt(2 * Math.PI * x);
}

/** (x/2)^v/Γ(v + 1) · Σ (±x²/4)^k/(k! (v + 1) … (v + k)) */
function series(v: number, x: number, sign: 1 | -1): number {
  let term = 1;
  let total = 1;
  for (let k = 1; k < 200; k++) {
    term *= (sign * 0.25 * x * x) / (k * (v + k));
    total += term;
    if (Math.abs(term) < 1e-18 * Math.abs(total)) break;
  }
  const front = v < 100 ? (0.5 * x) ** v / gamma(v + 1) : Math.exp(v * Math.log(0.5 * x) - lgamma(v + 1));
  return front * total;
}

/** I_(v + 1)/I_v by its continued fraction (DLMF 10.33.1), from far below upwards. */
function ratioI(v: number, x: number): number {
  const count = Math.ceil(40 + 2 * x);
  if (count > MOST_STEPS) return Number.NaN;
  let ratio = 0;
  for (let k = count; k >= 1; k--) ratio = 1 / ((2 * (v + k)) / x + ratio);
  return ratio;
}

/**
 * J of the orders low + n and low + n + 1, 0 ≤ low < 1, by Miller's recurrence downwards from far above x, brought to
 * scale by (x/2)^low = Σ (low + 2k) Γ(low + k)/k! J_(low + 2k) (DLMF 10.23.15).
 */
function miller(low: number, x: number, n: number): readonly [number, number] {
  const start = Math.max(n, x);
  const top = 2 * Math.ceil(0.5 * (start + 30 + 18 * Math.cbrt(start)));
  if (!(top < MOST_STEPS)) return [Number.NaN, Number.NaN];
  const weights = [1]; // in units of Γ(low + 1)
  let ratio = 1;
  for (let k = 1; 2 * k <= top; k++) {
    weights.push((low + 2 * k) * ratio);
    ratio *= (low + k) / (k + 1);
  }
  let above = 0;
  let here = 1e-280;
  let sum = 0;
  let found: readonly [number, number] = [0, 0];
  for (let k = top; k >= 0; k--) {
    if (k === n) found = [here, above];
    if (k % 2 === 0) sum += (weights[k / 2] ?? 0) * here;
    [above, here] = [here, (2 * (low + k) * here) / x - above];
    if (Math.abs(here) < 1e200) continue;
    above *= 1e-200;
    here *= 1e-200;
    sum *= 1e-200;
    found = [found[0] * 1e-200, found[1] * 1e-200];
  }
  const scale = (0.5 * x) ** low / (gamma(low + 1) * sum);
  return [found[0] * scale, found[1] * scale];
}

/** 1/Γ(1 + z) = Σ c_k z^k */
const RECIPROCAL_GAMMA = [
  1, 0.5772156649015329, -0.6558780715202539, -0.04200263503409524, 0.16653861138229148, -0.04219773455554434,
  -0.009621971527876973, 0.0072189432466631, -0.0011651675918590652, -0.00021524167411495098, 0.0001280502823881162,
  -2.013485478078824e-5, -1.2504934821426706e-6, 1.133027231981696e-6, -2.056338416977607e-7, 6.116095104481416e-9,
  5.002007644469223e-9, -1.18127457048702e-9, 1.0434267116911005e-10, 7.782263439905071e-12, -3.696805618642206e-12,
  5.100370287454476e-13, -2.058326053566507e-14,
];

/** The even and the odd part of 1/Γ(1 + z), the odd one divided by z. */
function gammaParts(z: number): readonly [even: number, odd: number] {
  let even = 0;
  let odd = 0;
  for (let k = RECIPROCAL_GAMMA.length - 1; k >= 0; k -= 2) even = even * z * z + (RECIPROCAL_GAMMA[k] ?? 0);
  for (let k = RECIPROCAL_GAMMA.length - 2; k >= 1; k -= 2) odd = odd * z * z + (RECIPROCAL_GAMMA[k] ?? 0);
  return [even, odd];
}

/** Y of the orders low and low + 1, |low| ≤ ½, 0 < x < 2. */
function temme(low: number, x: number): readonly [number, number] {
  const [even, odd] = gammaParts(low);
  const log = Math.log(2 / x);
  const sigma = low * log;
  const sinc = low === 0 ? 1 : (Math.PI * low) / sinPi(low);
  const spread = sigma === 0 ? 1 : Math.sinh(sigma) / sigma;
  let f = TWO_OVER_PI * sinc * (-odd * Math.cosh(sigma) + even * spread * log);
  let p = (0.5 * x) ** -low * (gamma(1 + low) / Math.PI);
  let q = (0.5 * x) ** low * (gamma(1 - low) / Math.PI);
  const half = sinPi(0.5 * low);
  const correction = low === 0 ? 0 : (2 / low) * half * half;
  let c = 1;
  let here = f + correction * q;
  let above = p;
  for (let k = 1; k < 60; k++) {
    f = (k * f + p + q) / (k * k - low * low);
    p /= k - low;
    q /= k + low;
    c *= (-0.25 * x * x) / k;
    const g = f + correction * q;
    here += c * g;
    above += c * (p - k * g);
    if (Math.abs(c * (Math.abs(g) * k + Math.abs(p))) < 1e-18 * Math.abs(here)) break;
  }
  return [-here, (-2 * above) / x];
}

/** Y of the orders low and low + 1, x ≥ 2: J'/J + i of both solutions by Steed's fraction, with J itself. */
function steed(low: number, x: number): readonly [number, number] {
  const [j, jAbove] = miller(low, x, 0);
  // The fraction a₁/(b₁ + a₂/(b₂ + …)) with a_k = (k − ½)² − low², b_k = 2(x + ik), from far below upwards.
  let re = 0;
  let im = 0;
  for (let k = Math.ceil(30 + 400 / x); k >= 1; k--) {
    const [bRe, bIm] = [2 * x + re, 2 * k + im];
    const a = (k - 0.5) ** 2 - low * low;
    const size = bRe * bRe + bIm * bIm;
    [re, im] = [(a * bRe) / size, (-a * bIm) / size];
  }
  // p + iq = −1/(2x) + i + (i/x) · fraction
  const p = -0.5 / x - im / x;
  const q = 1 + re / x;
  const slope = (low / x) * j - jAbove;
  const y = (p * j - slope) / q;
  const ySlope = p * y + q * j;
  return [y, (low / x) * y - ySlope];
}
