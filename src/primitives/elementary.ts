/**
 * exp, log, sin, cos and tanh by additions, multiplications and divisions alone, so that every executor (src/evaluate)
 * gives the same numbers to the last bit: generated code repeats these lines one by one (src/evaluate/wasm/kernels.ts).
 * Within one unit in the last place (tanh: two) of the true value. Reductions by Cody and Waite; polynomials are
 * minimax for the remainder, from an exchange algorithm in 200 bits.
 */

// For generated code. The functions below have them as literals, which engines read faster; `npm test` compares both.

/** Added and taken away again, it rounds to the nearest whole number; its last bits hold that number meanwhile. */
export const ROUND = 6755399441055744;
/** The logarithm of 2 in two parts: up to 1,100 times the first is exact. */
export const LN2 = [0.6931471803691238, 1.9082149292705877e-10] as const;
/** π/2 in three parts: up to 2²⁰ times the first two are exact, and 2¹⁶ times the third is next to nothing. */
export const HALF_PI = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21] as const;
export const TWO_BY_PI = 0.6366197723675814;

/** (exp(r) − 1 − r)/r², |r| ≤ ln(2)/2. */
export const EXP = [
  0.5, 0.16666666666666685, 0.04166666666666673, 0.008333333333316617, 0.0013888888888858317, 0.00019841269897362545,
  2.4801587373955628e-5, 2.755723392887273e-6, 2.7557233193365494e-7, 2.5112348664916448e-8, 2.0926991315858497e-9,
] as const;
/** (log((1 + s)/(1 − s))/s − 2)/s² by powers of s². */
export const LOG = [
  0.6666666666666735, 0.3999999999941109, 0.28571428743262967, 0.2222219847595885, 0.18183569741120048,
  0.1531390321569902, 0.1479750799557229,
] as const;
/** (sin(r)/r − 1)/r² and (cos(r) − 1 + r²/2)/r⁴ by powers of r², |r| ≤ π/4. */
export const SIN = [
  -0.16666666666666632, 0.00833333333332237, -0.00019841269829771175, 2.7557313678668697e-6, -2.5050755961839547e-8,
  1.5896666530780505e-10,
] as const;
export const COS = [
  0.0416666666666666, -0.0013888888888874064, 2.480158728944347e-5, -2.7557314340656887e-7, 2.087572162339473e-9,
  -1.135955931495797e-11,
] as const;

/** Beyond these, exp is ∞ or 0. */
export const EXP_RANGE = [-746, 710] as const;
/** Of less than this in size the power of 2 in exp is a normal number. */
export const EXP_PLAIN = 708;
/** exp(2x) is 0 beside 1 below. */
export const TANH_FROM = -45;
/** And tanh is found from its distance to 1 below. */
export const TANH_FAR = -1.1;
export const LEAST_NORMAL = 2 ** -1022;
/** Makes the smallest numbers normal ones. */
export const LIFT = 54;
/** √½, of which only the upper half counts. */
export const LOG_FROM = 0x3fe6a09e;
/** Beyond this, and close to zeros of sine and cosine, the host's functions serve. */
export const CIRCULAR_TO = 1e5;
export const CIRCULAR_FROM = 2 ** -13;
/** Its sine is the number itself. */
export const SIN_FROM = 2 ** -27;

const LEAST_POWER = 1074;
/** Powers of 2 from the smallest number on. */
const powers = new Float64Array(LEAST_POWER + 1024);
for (let n = 0; n < powers.length; n++) powers[n] = n === 0 ? Number.MIN_VALUE : 2 * (powers[n - 1] as number);

const float = new Float64Array(1);
const halves = new Int32Array(float.buffer);
const UPPER = new Uint8Array(Float64Array.of(1).buffer)[7] === 0 ? 0 : 1;

export function exp(x: number): number {
  const isPlain = Math.abs(x) < 708;
  const y = isPlain ? x : Math.min(Math.max(x, -746), 710);
  const k = y * Math.LOG2E + 6755399441055744 - 6755399441055744;
  const high = y - k * 0.6931471803691238;
  const low = k * 1.9082149292705877e-10;
  const r = high - low;
  const rest = high - r - low;
  const z = r * r;
  const w = z * z;
  const first = 0.5 + 0.16666666666666685 * r + z * (0.04166666666666673 + 0.008333333333316617 * r);
  const second =
    0.0013888888888858317 + 0.00019841269897362545 * r + z * (2.4801587373955628e-5 + 2.755723392887273e-6 * r);
  const third = 2.7557233193365494e-7 + 2.5112348664916448e-8 * r + z * 2.0926991315858497e-9;
  const tail = rest + z * (first + w * second + w * w * third);
  const sum = 1 + r;
  const e = sum + (r - (sum - 1) + tail);
  if (isPlain) return e * (powers[(k + LEAST_POWER) | 0] as number);
  const half = Math.floor(0.5 * k);
  // Twice, as the power itself may be beyond the range of doubles. Of NaN any power will do.
  return e * (powers[(half + LEAST_POWER) | 0] as number) * (powers[(k - half + LEAST_POWER) | 0] as number);
}

export function log(x: number): number {
  if (!(x > 0 && x < Number.POSITIVE_INFINITY)) return x === 0 ? Number.NEGATIVE_INFINITY : x > 0 ? x : Number.NaN;
  const isSmall = x < 2 ** -1022;
  const y = isSmall ? x * 2 ** 54 : x;
  float[0] = y;
  const upper = halves[UPPER] as number;
  const exponent = (upper - 0x3fe6a09e) >> 20;
  const f = y * (powers[LEAST_POWER - exponent] as number) - 1;
  const k = isSmall ? exponent - 54 : exponent;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = 0.3999999999941109 + w * (0.2222219847595885 + w * 0.1531390321569902);
  const even = 0.6666666666666735 + w * (0.28571428743262967 + w * (0.18183569741120048 + w * 0.1479750799557229));
  const rest = z * (even + z * odd);
  const h = 0.5 * f * f;
  return k * 0.6931471803691238 - (h - (s * (h + rest) + k * 1.9082149292705877e-10) - f);
}

export function sin(x: number): number {
  const size = Math.abs(x);
  if (size < 2 ** -27) return x;
  if (!(size <= 1e5)) return Math.sin(x);
  const k = x * 0.6366197723675814 + 6755399441055744 - 6755399441055744;
  const high = x - k * 1.5707963267341256;
  const low = k * 6.077100506303966e-11;
  // What the difference loses is added again.
  const r = high - low;
  if (k !== 0 && Math.abs(r) < 2 ** -13) return Math.sin(x);
  return quarter(k | 0, r, high - r - low - k * 2.0222662487959506e-21);
}

export function cos(x: number): number {
  if (!(Math.abs(x) <= 1e5)) return Math.cos(x);
  const k = x * 0.6366197723675814 + 6755399441055744 - 6755399441055744;
  const high = x - k * 1.5707963267341256;
  const low = k * 6.077100506303966e-11;
  const r = high - low;
  if (k !== 0 && Math.abs(r) < 2 ** -13) return Math.cos(x);
  return quarter((k | 0) + 1, r, high - r - low - k * 2.0222662487959506e-21);
}

/** Writes both to places of an array: what `sin` and `cos` give. */
export function sincos(x: number, to: Float64Array, sine: number, cosine: number): void {
  const size = Math.abs(x);
  const k = x * 0.6366197723675814 + 6755399441055744 - 6755399441055744;
  const high = x - k * 1.5707963267341256;
  const low = k * 6.077100506303966e-11;
  const r = high - low;
  if (!(size >= 2 ** -27 && size <= 1e5) || (k !== 0 && Math.abs(r) < 2 ** -13)) {
    to[sine] = sin(x);
    to[cosine] = cos(x);
    return;
  }
  const rest = high - r - low - k * 2.0222662487959506e-21;
  to[sine] = quarter(k | 0, r, rest);
  to[cosine] = quarter((k | 0) + 1, r, rest);
}

/** The sine of so many right angles and an angle between −π/4 and π/4 in two parts. */
function quarter(angles: number, r: number, rest: number): number {
  const z = r * r;
  const w = z * z;
  let value: number;
  if (angles & 1) {
    const h = 0.5 * z;
    const main = 1 - h;
    const first = 0.0416666666666666 + z * -0.0013888888888874064;
    const second = 2.480158728944347e-5 + z * -2.7557314340656887e-7;
    const third = 2.087572162339473e-9 + z * -1.135955931495797e-11;
    const c = first + w * second + w * w * third;
    value = main + (1 - main - h + (w * c - r * rest));
  } else {
    const first = -0.16666666666666632 + z * 0.00833333333332237;
    const second = -0.00019841269829771175 + z * 2.7557313678668697e-6;
    const third = -2.5050755961839547e-8 + z * 1.5896666530780505e-10;
    const c = first + w * second + w * w * third;
    value = r + (z * r * c + (rest - 0.5 * z * rest));
  }
  return angles & 2 ? -value : value;
}

export function tanh(x: number): number {
  if (x === 0) return x;
  const y = Math.max(-2 * Math.abs(x), -45);
  const k = y * Math.LOG2E + 6755399441055744 - 6755399441055744;
  const high = y - k * 0.6931471803691238;
  const low = k * 1.9082149292705877e-10;
  const r = high - low;
  const rest = high - r - low;
  const z = r * r;
  const w = z * z;
  const first = 0.5 + 0.16666666666666685 * r + z * (0.04166666666666673 + 0.008333333333316617 * r);
  const second =
    0.0013888888888858317 + 0.00019841269897362545 * r + z * (2.4801587373955628e-5 + 2.755723392887273e-6 * r);
  const third = 2.7557233193365494e-7 + 2.5112348664916448e-8 * r + z * 2.0926991315858497e-9;
  const p = r + (rest + z * (first + w * second + w * w * third));
  const scale = powers[(k + LEAST_POWER) | 0] as number;
  // q = exp(−2|x|): (1 − q)/(1 + q), far from zero as 1 − 2q/(1 + q).
  const e = scale * p + (scale - 1);
  const isFar = y < -1.1;
  const quotient = (isFar ? 2 * (scale * p + scale) : e) / (e + 2);
  const value = isFar ? 1 - quotient : -quotient;
  return x < 0 ? -value : value;
}
