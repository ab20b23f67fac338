/**
 * The identities by which adjoint lines are made shorter (notation: pattern.ts). The first that matches is applied, and
 * then again to what it wrote. They take signs, numbers, quotients and choices outwards, and cancel or collect factors;
 * nothing is multiplied out, so every chain of them ends.
 */
import { calculate, fractionOf, numberOf } from './exact.ts';

export interface Identity {
  readonly from: string;
  readonly to: string;
  /** Of the numbers bound to k, m, i, j. */
  readonly where?: (value: (letter: string) => number) => boolean;
  /** Where the right side has a value although the left side has none. */
  readonly extends?: 'at isolated points' | 'where an operand is not finite';
  /** Not for products of a number and a tensor, which keep the number in front. */
  readonly unmixed?: boolean;
}

type Guard = Identity['where'];

const negative: Guard = (value) => value('k') < 0;
const even: Guard = (value) => value('i') % 2 === 0;
const next: Guard = (value) => value('i') > 1 && value('j') === value('i') + 1;
const odd: Guard = (value) => value('i') % 2 !== 0;

/** The operation on k and m (or i) has an exact, short result. */
function folds(operation: string, second = 'm'): Guard {
  return (value) => {
    const [a, b] = [fractionOf(value('k')), fractionOf(value(second))];
    const result = a && b && calculate(operation, a, b);
    return result !== undefined && numberOf(result) !== undefined;
  };
}

/** k/m is shorter than it is written: 4/6, 6/3, 1/0.5. */
function reducible(top: number, bottom: number): boolean {
  const [a, b] = [fractionOf(top), fractionOf(bottom)];
  const quotient = a && b && calculate('div', a, b);
  if (!quotient) return false;
  if (quotient.decimal) return numberOf(quotient) !== undefined && (top !== 1 || quotient.denominator === 1);
  return Math.abs(quotient.denominator) < Math.abs(bottom);
}
const cancels: Guard = (value) => reducible(value('k'), value('m'));
const wholeReciprocal: Guard = (value) => reducible(1, value('m'));

const NOT_FINITE = 'where an operand is not finite';
const ISOLATED = 'at isolated points';

export const identities: readonly Identity[] = [
  // Products
  { from: 'mul(0, x)', to: '0', extends: NOT_FINITE },
  { from: 'mul(1, x)', to: 'x' },
  { from: 'mul(k, x)', to: 'neg(mul(neg(k), x))', where: negative },
  { from: 'mul(neg(x), y)', to: 'neg(mul(x, y))' },
  { from: 'mul(x, select(c, a, 0))', to: 'select(c, mul(x, a), 0)', extends: NOT_FINITE },
  { from: 'mul(x, select(c, 0, a))', to: 'select(c, 0, mul(x, a))', extends: NOT_FINITE },
  { from: 'mul(x, div(y, z))', to: 'div(mul(x, y), z)', unmixed: true },
  { from: 'mul(k, mul(m, x))', to: 'mul(mul(k, m), x)', where: folds('mul') },
  { from: 'mul(f, mul(k, y))', to: 'mul(k, mul(f, y))', unmixed: true },
  { from: 'mul(abs(x), sign(x))', to: 'x' },
  { from: 'div(sign(x), abs(x))', to: 'div(1, x)' },
  { from: 'div(mul(y, sign(x)), abs(x))', to: 'div(y, x)' },
  { from: 'mul(prod(x, a), add(div(y, x), z))', to: 'mul(a, add(y, mul(z, x)))', extends: ISOLATED },
  { from: 'mul(prod(x, a), sub(div(y, x), z))', to: 'mul(a, sub(y, mul(z, x)))', extends: ISOLATED },
  { from: 'mul(prod(x, a), sub(z, div(y, x)))', to: 'mul(a, sub(mul(z, x), y))', extends: ISOLATED },
  { from: 'mul(prod(x, a), prod(x, b))', to: 'mul(pow(x, 2), mul(a, b))' },
  { from: 'mul(prod(x, a), prod(pow(x, i), b))', to: 'mul(pow(x, add(i, 1)), mul(a, b))', extends: ISOLATED },
  { from: 'mul(prod(pow(x, i), a), prod(pow(x, j), b))', to: 'mul(pow(x, add(i, j)), mul(a, b))', extends: ISOLATED },
  { from: 'mul(prod(x, a), prod(pow(x, sub(y, 1)), b))', to: 'mul(pow(x, y), mul(a, b))', extends: ISOLATED },

  // Quotients
  { from: 'div(0, x)', to: '0', extends: ISOLATED },
  { from: 'div(x, 1)', to: 'x' },
  { from: 'div(neg(x), y)', to: 'neg(div(x, y))' },
  { from: 'div(x, neg(y))', to: 'neg(div(x, y))' },
  { from: 'div(k, x)', to: 'neg(div(neg(k), x))', where: negative },
  { from: 'div(x, k)', to: 'neg(div(x, neg(k)))', where: negative },
  { from: 'div(select(c, a, 0), x)', to: 'select(c, div(a, x), 0)', extends: ISOLATED },
  { from: 'div(select(c, 0, a), x)', to: 'select(c, 0, div(a, x))', extends: ISOLATED },
  { from: 'div(div(x, y), z)', to: 'div(x, mul(y, z))' },
  { from: 'div(x, div(y, z))', to: 'div(mul(x, z), y)' },
  { from: 'div(mul(k, x), m)', to: 'mul(div(k, m), x)', where: cancels },
  { from: 'div(k, mul(m, y))', to: 'mul(div(k, m), div(1, y))', where: cancels },
  { from: 'div(mul(k, x), mul(m, y))', to: 'mul(div(k, m), div(x, y))', where: cancels },
  { from: 'div(f, m)', to: 'mul(div(1, m), f)', where: wholeReciprocal },
  { from: 'div(f, mul(m, y))', to: 'mul(div(1, m), div(f, y))', where: wholeReciprocal },
  { from: 'div(prod(x, a), prod(x, b))', to: 'div(a, b)', extends: ISOLATED },
  {
    from: 'div(prod(x, a), prod(pow(x, i), b))',
    to: 'div(a, mul(pow(x, sub(i, 1)), b))',
    where: (value) => value('i') > 1,
  },
  {
    from: 'div(prod(pow(x, i), a), prod(x, b))',
    to: 'div(mul(pow(x, sub(i, 1)), a), b)',
    where: (value) => value('i') > 1,
    extends: ISOLATED,
  },
  {
    from: 'div(prod(pow(x, i), a), prod(pow(x, j), b))',
    to: 'div(mul(pow(x, sub(i, j)), a), b)',
    where: (value) => value('i') > value('j') && value('j') > 1,
    extends: ISOLATED,
  },
  {
    from: 'div(prod(pow(x, i), a), prod(pow(x, j), b))',
    to: 'div(a, mul(pow(x, sub(j, i)), b))',
    where: (value) => value('j') > value('i') && value('i') > 1,
  },
  {
    from: 'div(prod(x, a), prod(pow(prod(x, b), i), c))',
    to: 'div(a, mul(pow(x, sub(i, 1)), mul(pow(b, i), c)))',
    where: (value) => value('i') > 1,
  },

  // Powers, logarithms, exponentials
  { from: 'pow(x, 1)', to: 'x' },
  { from: 'pow(x, 0)', to: '1' },
  { from: 'pow(pow(x, i), j)', to: 'pow(x, mul(i, j))' },
  { from: 'pow(neg(x), i)', to: 'pow(x, i)', where: even },
  { from: 'pow(neg(x), i)', to: 'neg(pow(x, i))', where: odd },
  { from: 'pow(abs(x), i)', to: 'pow(x, i)', where: even },
  {
    from: 'pow(mul(k, x), i)',
    to: 'mul(pow(k, i), pow(x, i))',
    where: (value) => value('i') > 1 && folds('pow', 'i')?.(value) === true,
  },
  { from: 'log(1)', to: '0' },
  { from: `log(${Math.E})`, to: '1' },
  { from: 'exp(0)', to: '1' },
  // d(0^x)/dx = 0^x · log 0: 0^x is 0 wherever it has a derivative.
  { from: 'mul(pow(0, x), log(0))', to: '0', extends: NOT_FINITE },

  // Signs
  { from: 'neg(neg(x))', to: 'x' },
  { from: 'neg(sub(x, y))', to: 'sub(y, x)' },
  { from: 'neg(select(c, a, 0))', to: 'select(c, neg(a), 0)' },
  { from: 'neg(select(c, 0, a))', to: 'select(c, 0, neg(a))' },

  // Sums
  { from: 'add(0, x)', to: 'x' },
  { from: 'add(x, neg(y))', to: 'sub(x, y)' },
  { from: 'add(k, x)', to: 'sub(x, neg(k))', where: negative },
  { from: 'add(k, add(m, x))', to: 'add(add(k, m), x)', where: folds('add') },
  { from: 'add(select(c, a, b), select(c, p, q))', to: 'select(c, add(a, p), add(b, q))' },
  { from: 'add(div(x, z), div(y, z))', to: 'div(add(x, y), z)' },
  { from: 'add(div(x, f), div(y, pow(f, 2)))', to: 'div(add(mul(x, f), y), pow(f, 2))' },
  {
    from: 'add(div(x, pow(f, i)), div(y, pow(f, j)))',
    to: 'div(add(mul(x, f), y), pow(f, j))',
    where: next,
  },
  { from: 'add(x, x)', to: 'mul(2, x)' },
  { from: 'add(mul(k, x), mul(k, y))', to: 'mul(k, add(x, y))' },
  { from: 'add(f, prod(f, a))', to: 'mul(f, add(1, a))' },
  { from: 'add(prod(x, a), prod(x, b))', to: 'mul(x, add(a, b))' },
  { from: 'add(add(x, times(k, f)), times(m, f))', to: 'add(x, mul(add(k, m), f))' },
  { from: 'add(sub(x, times(k, f)), times(m, f))', to: 'add(x, mul(sub(m, k), f))' },
  { from: 'add(sub(times(k, f), x), times(m, f))', to: 'sub(mul(add(k, m), f), x)' },

  // Differences
  { from: 'sub(x, 0)', to: 'x' },
  { from: 'sub(0, x)', to: 'neg(x)' },
  { from: 'sub(x, x)', to: '0', extends: NOT_FINITE },
  { from: 'sub(x, neg(y))', to: 'add(x, y)' },
  { from: 'sub(x, k)', to: 'add(x, neg(k))', where: negative },
  { from: 'sub(neg(x), y)', to: 'neg(add(x, y))' },
  { from: 'sub(select(c, a, b), select(c, p, q))', to: 'select(c, sub(a, p), sub(b, q))' },
  { from: 'sub(div(x, z), div(y, z))', to: 'div(sub(x, y), z)' },
  { from: 'sub(div(x, f), div(y, pow(f, 2)))', to: 'div(sub(mul(x, f), y), pow(f, 2))' },
  { from: 'sub(div(y, pow(f, 2)), div(x, f))', to: 'div(sub(y, mul(x, f)), pow(f, 2))' },
  {
    from: 'sub(div(x, pow(f, i)), div(y, pow(f, j)))',
    to: 'div(sub(mul(x, f), y), pow(f, j))',
    where: next,
  },
  {
    from: 'sub(div(y, pow(f, j)), div(x, pow(f, i)))',
    to: 'div(sub(y, mul(x, f)), pow(f, j))',
    where: next,
  },
  { from: 'sub(mul(k, x), mul(k, y))', to: 'mul(k, sub(x, y))' },
  { from: 'sub(f, prod(f, a))', to: 'mul(f, sub(1, a))' },
  { from: 'sub(prod(f, a), f)', to: 'mul(f, sub(a, 1))' },
  { from: 'sub(prod(x, a), prod(x, b))', to: 'mul(x, sub(a, b))' },
  { from: 'sub(add(x, times(k, f)), times(m, f))', to: 'add(x, mul(sub(k, m), f))' },
  { from: 'sub(sub(x, times(k, f)), times(m, f))', to: 'sub(x, mul(add(k, m), f))' },
  { from: 'sub(sub(times(k, f), x), times(m, f))', to: 'sub(mul(sub(k, m), f), x)' },
  { from: 'sub(times(m, f), add(x, times(k, f)))', to: 'sub(mul(sub(m, k), f), x)' },
  { from: 'sub(times(m, f), sub(x, times(k, f)))', to: 'sub(mul(add(m, k), f), x)' },
  { from: 'sub(times(m, f), sub(times(k, f), x))', to: 'add(mul(sub(m, k), f), x)' },

  // Choices
  { from: 'select(c, a, a)', to: 'a' },
  { from: 'select(0, a, b)', to: 'b' },
  { from: 'select(1, a, b)', to: 'a' },
  { from: 'select(not(c), a, b)', to: 'select(c, b, a)' },
  { from: 'select(c, select(c, a, b), p)', to: 'select(c, a, p)' },
  { from: 'select(c, a, select(c, b, p))', to: 'select(c, a, p)' },
  { from: 'select(c, prod(select(c, a, b), p), q)', to: 'select(c, mul(a, p), q)' },
  { from: 'select(c, q, prod(select(c, a, b), p))', to: 'select(c, q, mul(b, p))' },
];
