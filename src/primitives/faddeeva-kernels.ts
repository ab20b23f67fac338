/**
 * Kernels of Faddeeva's function w(z) = exp(−z²) erfc(−iz) of z = x + iy, of which the Voigt profile is the real part, and of
 * the exponential integrals. The rule is that of trapezoids with a correction for the pole (Al Azah and Chandler-Wilde,
 * SIAM J. Numer. Anal. 59, 2021). Error below 1e-14 of |w|.
 */

const COUNT = 11;
const STEP = Math.sqrt(Math.PI / (COUNT + 1));

type Complex = readonly [re: number, im: number];

function divided([a, b]: Complex, [c, d]: Complex): Complex {
  const size = c * c + d * d;
  return [(a * c + b * d) / size, (b * c - a * d) / size];
}

/** The real part of w. */
export function faddeevaReal(x: number, y: number): number {
  return faddeeva(x, y)[0];
}

/** The imaginary part of w. */
export function faddeevaImaginary(x: number, y: number): number {
  return faddeeva(x, y)[1];
}

function faddeeva(x: number, y: number): Complex {
  if (Number.isNaN(x) || Number.isNaN(y)) return [Number.NaN, Number.NaN];
  if (x < 0) {
    const [re, im] = faddeeva(-x, y);
    return [re, -im];
  }
  if (y < 0) {
    // w(z) = 2 exp(−z²) − w(−z)
    const [re, im] = faddeeva(x, -y);
    const size = 2 * Math.exp((y - x) * (y + x));
    return [size * Math.cos(2 * x * y) - re, -size * Math.sin(2 * x * y) + im];
  }
  return quadrant(x, y);
}

/** x ≥ 0, y ≥ 0. */
function quadrant(x: number, y: number): Complex {
  if (Math.hypot(x, y) > 1e8) return divided([0, 1 / Math.sqrt(Math.PI)], [x, y]);
  if (y >= Math.max(x, Math.PI / STEP)) return sum(x, y, 0.5);
  const place = x / STEP - Math.floor(x / STEP);
  const isWhole = y < x && place >= 0.25 && place <= 0.75;
  const [re, im] = sum(x, y, isWhole ? 0 : 0.5);
  const [more, also] = correction(x, y, isWhole);
  return [re + more, im + also];
}

/** 2i h z/π Σ exp(−t²)/(z² − t²) over t = (k + offset) h ≥ 0; the term of t = 0 counts half. */
function sum(x: number, y: number, offset: number): Complex {
  const square: Complex = [(x - y) * (x + y), 2 * x * y];
  let [re, im] = [0, 0];
  for (let k = COUNT; k >= 0; k--) {
    const t = (k + offset) * STEP;
    const weight = Math.exp(-t * t) * (t === 0 ? 0.5 : 1);
    const below: Complex = t === 0 ? square : [(x - t) * (x + t) - y * y, square[1]];
    const term = divided([weight, 0], below);
    re += term[0];
    im += term[1];
  }
  const scale = (2 * STEP) / Math.PI;
  return [-scale * (x * im + y * re), scale * (x * re - y * im)];
}

/** 2 exp(−z²)/(1 ± exp(−2πi z/h)): + for nodes at halves, − for whole ones. */
function correction(x: number, y: number, isWhole: boolean): Complex {
  const turn = (2 * Math.PI * x) / STEP;
  const rise = (2 * Math.PI * y) / STEP;
  if (rise > 700) return [0, 0];
  // Both sides times exp(−rise), which does not overflow.
  const fall = Math.exp(-rise);
  const sign = isWhole ? -1 : 1;
  const below: Complex = [fall + sign * Math.cos(turn), -sign * Math.sin(turn)];
  const size = 2 * Math.exp((y - x) * (y + x) - rise);
  return divided([size * Math.cos(2 * x * y), -size * Math.sin(2 * x * y)], below);
}

/** E_n(x) = ∫ exp(−x t)/t^n dt from 1 on, for whole n (DLMF 8.19.17, 8.19.8). */
export function exponentialIntegral(n: number, x: number): number {
  if (!Number.isInteger(n) || n < -20 || n > 100_000 || !(x >= 0)) return Number.NaN;
  if (x === 0) return n > 1 ? 1 / (n - 1) : Number.POSITIVE_INFINITY;
  if (n <= 0) {
    // E_(m) = (exp(−x) − m E_(m + 1))/x, of positive terms downwards from 0.
    let value = Math.exp(-x) / x;
    for (let m = -1; m >= n; m--) value = (Math.exp(-x) - m * value) / x;
    return value;
  }
  if (x > 1) {
    // Lentz' method for exp(−x)/(x + n − 1·n/(x + n + 2 − 2 (n + 1)/(x + n + 4 − …))).
    let b = x + n;
    let c = 1e300;
    let d = 1 / b;
    let h = d;
    for (let i = 1; i < 2000; i++) {
      const a = -i * (n - 1 + i);
      b += 2;
      d = 1 / (a * d + b);
      c = b + a / c;
      h *= c * d;
      if (Math.abs(c * d - 1) < 2e-16) break;
    }
    return h * Math.exp(-x);
  }
  // The sum of all powers but x^(n − 1), whose place a logarithm takes.
  let harmonic = -0.5772156649015329;
  for (let k = 1; k < n && k < 60; k++) harmonic += 1 / k;
  let total = n === 1 ? -Math.log(x) + harmonic : 1 / (n - 1);
  let power = 1;
  for (let i = 1; i < 60; i++) {
    power *= -x / i;
    const term = i === n - 1 ? power * (harmonic - Math.log(x)) : -power / (i - n + 1);
    total += term;
    if (i > n && Math.abs(term) < 1e-18 * Math.abs(total)) break;
  }
  return total;
}
