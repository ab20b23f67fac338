/**
 * Kernels of the elementary functions that JavaScript's Math lacks, written so that nothing cancels or overflows on
 * the way. NaN outside the domain. Special functions are in special-kernels.ts.
 */

const EPSILON = Number.EPSILON;

/** At zero, or so close that rounding of the operand alone may have moved it: sin(π) is 1.2e-16. */
export function nearZero(x: number): boolean {
  return Math.abs(x) <= 4 * EPSILON;
}

/** Equal up to rounding. */
export function nearEqual(x: number, y: number): boolean {
  const gap = Math.abs(x - y);
  return x === y || (gap < Number.POSITIVE_INFINITY && gap <= 4 * EPSILON * Math.max(Math.abs(x), Math.abs(y)));
}

/** At an integer up to rounding. */
export function nearInteger(x: number): boolean {
  return nearEqual(x, Math.round(x)) || nearZero(x);
}

export function isInteger(x: number): boolean {
  return Number.isInteger(x);
}

/** The real n-th root: of negative x for odd n. */
export function root(x: number, n: number): number {
  if (n === 2) return Math.sqrt(x);
  if (n === 3) return Math.cbrt(x);
  if (x >= 0) return polish(x ** (1 / n), x, n);
  if (Number.isInteger(n) && n % 2 !== 0) return -polish((-x) ** (1 / n), -x, n);
  return Number.NaN;
}

/** One Newton step, which takes back the rounding of 1/n where powers of the root are finite. */
function polish(r: number, x: number, n: number): number {
  if (!Number.isInteger(n) || r === 0 || !Number.isFinite(r)) return r;
  const power = r ** n;
  if (power === 0 || !Number.isFinite(power)) return r;
  return r - (r * (power - x)) / (n * power);
}

export function log(x: number): number {
  return Math.log(x);
}

/** log(x) / log(b), exact at powers of 2 and 10. */
export function logBase(x: number, b: number): number {
  if (b === 2) return Math.log2(x);
  if (b === 10) return Math.log10(x);
  return Math.log(x) / Math.log(b);
}

/** log(exp(x) + exp(y)). */
export function logaddexp(x: number, y: number): number {
  if (x === y) return x + Math.LN2;
  const top = Math.max(x, y);
  return top + Math.log1p(Math.exp(-Math.abs(x - y)));
}

export function cot(x: number): number {
  return 1 / Math.tan(x);
}
export function sec(x: number): number {
  return 1 / Math.cos(x);
}
export function csc(x: number): number {
  return 1 / Math.sin(x);
}

/** atan(1/x): values in (−π/2, π/2], as in MATLAB, Julia and SymPy. */
export function acot(x: number): number {
  return x === 0 ? Math.PI / 2 : Math.atan(1 / x);
}

/** √(x² − 1) for |x| ≥ 1: the difference is taken before squaring, and nothing overflows. */
function rootOfSquareMinusOne(x: number): number {
  const size = Math.abs(x);
  return Math.sqrt(size - 1) * Math.sqrt(size + 1);
}

export function asec(x: number): number {
  const angle = Math.atan(rootOfSquareMinusOne(x));
  return x > 0 ? angle : Math.PI - angle;
}

export function acsc(x: number): number {
  return Math.sign(x) * Math.atan(1 / rootOfSquareMinusOne(x));
}

export function coth(x: number): number {
  return 1 / Math.tanh(x);
}
export function sech(x: number): number {
  return 1 / Math.cosh(x);
}
export function csch(x: number): number {
  return 1 / Math.sinh(x);
}

/** ½ log((x + 1)/(x − 1)) for |x| > 1. */
export function acoth(x: number): number {
  const size = Math.abs(x);
  return size < 1 ? Number.NaN : Math.sign(x) * 0.5 * Math.log1p(2 / (size - 1));
}

/** acosh(1/x) for 0 < x ≤ 1; 1/x − 1 is taken as (1 − x)/x. */
export function asech(x: number): number {
  if (!(x >= 0 && x <= 1)) return Number.NaN;
  const d = (1 - x) / x;
  return Math.log1p(d + Math.sqrt(d) * Math.sqrt(d + 2));
}

export function acsch(x: number): number {
  return Math.asinh(1 / x);
}

/** The remainder with the sign of the divisor (Python's %). */
export function mod(x: number, y: number): number {
  const r = x % y;
  if (r === 0) return y < 0 ? -0 : 0;
  return r < 0 !== y < 0 ? r + y : r;
}

/** ⌊x/y⌋ without the rounding of the quotient: 1 // 0.1 is 9, as in Python. */
export function floorDivide(x: number, y: number): number {
  if (y === 0) return Number.NaN;
  const quotient = (x - mod(x, y)) / y;
  return Math.round(quotient);
}

/** To the nearest integer, ties to even (Python, NumPy, PyTorch, Julia, R, C's rint). */
export function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest < 0.5) return below;
  if (rest > 0.5) return below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/** To the nearest integer, ties away from zero (C's round, MATLAB). */
export function roundHalfAway(x: number): number {
  const size = Math.abs(x);
  const below = Math.floor(size);
  return Math.sign(x) * (size - below >= 0.5 ? below + 1 : below);
}

/** 1/(1 + exp(−x)). */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** log(1 + exp(x)). */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** log(p/(1 − p)); near ½ as 2 atanh(2p − 1), where the logarithms would cancel. */
export function logit(p: number): number {
  if (p >= 0.25 && p <= 0.75) return 2 * Math.atanh(2 * p - 1);
  return Math.log(p) - Math.log1p(-p);
}

/** sin(x)/x, 1 at 0. */
export function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x) / x;
}

/** sin(πx) with the reduction done before the multiplication: exactly 0 at integers. */
export function sinPi(x: number): number {
  const r = x - 2 * Math.round(x / 2);
  const size = Math.abs(r);
  const value = size <= 0.5 ? Math.sin(Math.PI * size) : Math.sin(Math.PI * (1 - size));
  return r < 0 ? -value : value;
}

/** sin(πx)/(πx), 1 at 0. */
export function sincPi(x: number): number {
  return x === 0 ? 1 : sinPi(x) / (Math.PI * x);
}
