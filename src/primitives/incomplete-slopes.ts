/**
 * Derivatives of the regularized incomplete gamma and beta functions by their parameters. There is no closed form; the
 * series and the continued fractions of incomplete-kernels.ts are differentiated step by step. Error below 1e-12 of the
 * value. NaN outside the domain.
 */
import { poissonTerm, powerOfBeta } from './incomplete-kernels.ts';
import { digamma } from './special-kernels.ts';

const MOST_STEPS = 20_000;
const TINY = 1e-300;

/** A number with its derivatives by two parameters. */
type Dual = readonly [value: number, first: number, second: number];

const ONE: Dual = [1, 0, 0];

function sum([x, x1, x2]: Dual, [y, y1, y2]: Dual): Dual {
  return [x + y, x1 + y1, x2 + y2];
}

function product([x, x1, x2]: Dual, [y, y1, y2]: Dual): Dual {
  return [x * y, x1 * y + x * y1, x2 * y + x * y2];
}

function reciprocal([x, x1, x2]: Dual): Dual {
  const y = 1 / (Math.abs(x) < TINY ? TINY : x);
  return [y, -x1 * y * y, -x2 * y * y];
}

/** The continued fraction 1/(1 + e₁/(1 + e₂/(1 + …))) by Lentz' method, with its derivatives. */
function fraction(partial: (n: number) => Dual): Dual | undefined {
  let c: Dual = ONE;
  let d: Dual = [0, 0, 0];
  let h: Dual = ONE;
  for (let n = 1; n < MOST_STEPS; n++) {
    const e = partial(n);
    d = reciprocal(sum(ONE, product(e, d)));
    c = sum(ONE, product(e, reciprocal(c)));
    const factor = product(c, d);
    h = product(h, factor);
    const moved = Math.max(Math.abs(factor[0] - 1), Math.abs(factor[1]), Math.abs(factor[2]));
    if (moved < 3e-16) return reciprocal(h);
  }
  return undefined;
}

/** ∂P(a, x)/∂a */
export function gammaPByShape(a: number, x: number): number {
  if (!(a > 0 && x >= 0)) return Number.NaN;
  if (x === 0 || x === Number.POSITIVE_INFINITY) return 0;
  return x < Math.max(a + 1, 1.5) ? lowerByShape(a, x) : -upperByShape(a, x);
}

function lowerByShape(a: number, x: number): number {
  let term = 1;
  let harmonic = 0;
  let total = 1;
  let change = 0;
  for (let n = 1; n < MOST_STEPS; n++) {
    term *= x / (a + n);
    harmonic += 1 / (a + n);
    total += term;
    change -= term * harmonic;
    if (term * harmonic < 1e-18 * Math.abs(change) && term < 1e-18 * total)
      return poissonTerm(a, x) * ((Math.log(x) - digamma(a + 1)) * total + change);
  }
  return Number.NaN;
}

/** Γ(a, x) exp(x)/x^a = 1/(x + 1 − a − 1·(1 − a)/(x + 3 − a − …)) (DLMF 8.9.2), each level divided by its first part. */
function upperByShape(a: number, x: number): number {
  const level = (n: number): Dual => [x + 1 - a + 2 * n, -1, 0];
  const h = fraction((n) => {
    const above: Dual = [-n * (n - a), n, 0];
    return product(above, reciprocal(product(level(n), level(n - 1))));
  });
  if (!h) return Number.NaN;
  const [value, byShape] = product(h, reciprocal(level(0)));
  return poissonTerm(a, x) * a * ((Math.log(x) - digamma(a)) * value + byShape);
}

/** ∂I_x(a, b)/∂a */
export function betaIByFirst(a: number, b: number, x: number): number {
  return slopes(a, b, x)[0];
}

/** ∂I_x(a, b)/∂b */
export function betaIBySecond(a: number, b: number, x: number): number {
  return slopes(a, b, x)[1];
}

function slopes(a: number, b: number, x: number): readonly [number, number] {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) return [Number.NaN, Number.NaN];
  if (x === 0 || x === 1) return [0, 0];
  if (x <= (a + 1) / (a + b + 2)) return lowSlopes(a, b, x, 1 - x);
  const [byB, byA] = lowSlopes(b, a, 1 - x, x);
  return [-byA, -byB];
}

/** By the continued fraction DLMF 8.17.22; y = 1 − x. */
function lowSlopes(a: number, b: number, x: number, y: number): readonly [number, number] {
  const h = fraction((n) => {
    const m = n >> 1;
    const below = reciprocal(product([a + n - 1, 1, 0], [a + n, 1, 0]));
    const above: Dual = n % 2 === 0 ? [m * (b - m) * x, 0, m * x] : product([-(a + m) * x, -x, 0], [a + b + m, 1, 1]);
    return product(above, below);
  });
  if (!h) return [Number.NaN, Number.NaN];
  const both = digamma(a + b);
  const logY = x < 0.5 ? Math.log1p(-x) : Math.log(y);
  const logX = y < 0.5 ? Math.log1p(-y) : Math.log(x);
  const front = powerOfBeta(a, b, x, y) / a;
  const byFirst = (logX - digamma(a) - 1 / a + both) * h[0] + h[1];
  const bySecond = (logY - digamma(b) + both) * h[0] + h[2];
  return [front * byFirst, front * bySecond];
}
