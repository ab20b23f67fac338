/** Exact arithmetic of the numbers that people write: integers, fractions and short decimals. Never 0.30000000000000004. */

/** numerator/denominator in lowest terms, both safe integers, the denominator positive. */
export interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
  /** A decimal (0.25) was involved: the result is written as a decimal again. */
  readonly decimal: boolean;
}

/** More digits than this are not what anybody wrote: π, or a rounded result. */
const MAX_DIGITS = 15;

/** The fraction that a number stands for as it prints: 0.1 is 1/10. Undefined for long, huge and non-finite numbers. */
export function fractionOf(value: number): Fraction | undefined {
  if (Number.isInteger(value)) {
    return Number.isSafeInteger(value) ? { numerator: value, denominator: 1, decimal: false } : undefined;
  }
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (!match) return undefined;
  const [, sign, whole = '', rest = '', exponent = '0'] = match;
  const digits = (whole + rest).replace(/^0+/, '');
  const places = rest.length - Number(exponent);
  if (digits.length > MAX_DIGITS || places > MAX_DIGITS || places < 0) return undefined;
  return fraction(Number(`${sign}${digits}`), 10 ** places, true);
}

/** Whether a constant takes part in folding: an integer or a short decimal. */
export function isExact(value: number): boolean {
  if (Number.isInteger(value)) return Number.isSafeInteger(value);
  // Most are of few places, which is told without writing them.
  if (Math.abs(value) < 1e9 && Math.round(value * 1e6) / 1e6 === value) return true;
  const written = String(value);
  // One of its characters is the point: short ones have no more digits than are allowed.
  if (written.length <= MAX_DIGITS + 1 && Number.isFinite(value) && !written.includes('e')) return true;
  return fractionOf(value) !== undefined;
}

/** In lowest terms; undefined beyond the safe integers and for a denominator of 0. */
export function fraction(numerator: number, denominator: number, decimal: boolean): Fraction | undefined {
  if (denominator === 0 || !Number.isSafeInteger(numerator) || !Number.isSafeInteger(denominator)) return undefined;
  const divisor = gcd(Math.abs(numerator), Math.abs(denominator)) * Math.sign(denominator);
  return { numerator: numerator / divisor + 0, denominator: denominator / divisor, decimal };
}

function gcd(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x === 0 ? 1 : x;
}

/** `a operation b` exactly, for add, sub, mul, div, neg and pow by an integer; undefined for the rest. */
export function calculate(operation: string, a: Fraction, b?: Fraction): Fraction | undefined {
  if (operation === 'neg') return { ...a, numerator: -a.numerator + 0 };
  if (!b) return undefined;
  const decimal = a.decimal || b.decimal;
  switch (operation) {
    case 'add':
    case 'sub': {
      const sign = operation === 'add' ? 1 : -1;
      const left = a.numerator * b.denominator;
      const right = sign * b.numerator * a.denominator;
      if (!Number.isSafeInteger(left) || !Number.isSafeInteger(right)) return undefined;
      return fraction(left + right, a.denominator * b.denominator, decimal);
    }
    case 'mul':
      return fraction(a.numerator * b.numerator, a.denominator * b.denominator, decimal);
    case 'div':
      return fraction(a.numerator * b.denominator, a.denominator * b.numerator, decimal);
    case 'pow': {
      if (b.denominator !== 1 || Math.abs(b.numerator) > 64) return undefined;
      if (b.numerator < 0 && a.numerator === 0) return undefined;
      const [top, bottom] = b.numerator < 0 ? [a.denominator, a.numerator] : [a.numerator, a.denominator];
      const exponent = Math.abs(b.numerator);
      return fraction(top ** exponent, bottom ** exponent, decimal);
    }
    default:
      return undefined;
  }
}

/** The number to write for a fraction: an integer, or a decimal where decimals were involved and it is a short one. */
export function numberOf(value: Fraction): number | undefined {
  if (value.denominator === 1) return value.numerator;
  if (!value.decimal) return undefined;
  const quotient = value.numerator / value.denominator;
  const back = fractionOf(quotient);
  return back?.numerator === value.numerator && back.denominator === value.denominator ? quotient : undefined;
}
