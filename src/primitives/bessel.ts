/** Bessel functions of real order, plain and scaled by an exponential. */
import * as kernels from './bessel-kernels.ts';
import { nearZero } from './kernels.ts';
import { emits, type Names, notes, operator, python } from './make.ts';
import { add, apply, div, missing, mul, neg, ONE, OUT, type ScalarRow, sub, TWO, X, Y } from './row.ts';

const BY_ORDER = missing('the derivative of a Bessel function by its order is not read');
const AGAIN = missing('the second derivative of a Bessel function by its order is not read');
const above = (row: string) => apply(row, add(X, ONE), Y);
const below = (row: string) => apply(row, sub(X, ONE), Y);
const half = (a: Parameters<typeof neg>[0]) => div(a, TWO);

const isWhole = Number.isInteger;
/** Whole orders take every argument, others the positive ones. */
const REAL = {
  holds: (v: number, x: number) => x > 0 || isWhole(v),
  text: 'a positive argument where the order is not a whole number',
};
const POSITIVE = { holds: (_v: number, x: number) => x > 0, text: 'a positive argument' };

const PROBES = [
  [0, 0.75],
  [1, 3],
  [2.5, 12],
  [0, 40],
  [7, 5],
];
const WITH_ZERO = [...PROBES, [0, 0], [1, 0], [1, -2], [3, -0.5]];

function named(python: string, julia: string, matlab: string, special: Names = {}) {
  return emits({ np: `scipy.special.${python}`, julia: `SpecialFunctions.${julia}`, matlab, ...special });
}

export const bessel = {
  /** J of order x at y. */
  besselJ: {
    arity: 2,
    value: kernels.besselJ,
    partials: [BY_ORDER, half(sub(below('besselJ'), above('besselJ')))],
    domain: REAL,
    show: operator('besselJ'),
    read: {
      ...notes('besselJ'),
      python: [...python('special', 'jv', 'jn'), ...python('sympy', 'besselj')],
      julia: ['besselj'],
      c: ['std::cyl_bessel_j', 'cyl_bessel_j', 'gsl_sf_bessel_Jnu'],
      matlab: ['besselj'],
    },
    emit: named('jv', 'besselj', 'besselj'),
    probe: WITH_ZERO,
  },
  /** Y of order x at y. */
  besselY: {
    arity: 2,
    value: kernels.besselY,
    partials: [BY_ORDER, half(sub(below('besselY'), above('besselY')))],
    domain: POSITIVE,
    show: operator('besselY'),
    read: {
      ...notes('besselY'),
      python: [...python('special', 'yv'), ...python('sympy', 'bessely')],
      julia: ['bessely'],
      c: ['std::cyl_neumann', 'cyl_neumann', 'gsl_sf_bessel_Ynu'],
      matlab: ['bessely'],
    },
    emit: named('yv', 'bessely', 'bessely'),
    probe: PROBES,
  },
  /** I of order x at y. */
  besselI: {
    arity: 2,
    value: kernels.besselI,
    partials: [BY_ORDER, half(add(below('besselI'), above('besselI')))],
    domain: REAL,
    show: operator('besselI'),
    read: {
      ...notes('besselI'),
      python: [...python('special', 'iv'), ...python('sympy', 'besseli')],
      julia: ['besseli'],
      c: ['std::cyl_bessel_i', 'cyl_bessel_i', 'gsl_sf_bessel_Inu'],
      matlab: ['besseli'],
    },
    emit: named('iv', 'besseli', 'besseli'),
    probe: WITH_ZERO,
  },
  /** exp(−|y|) I of order x at y. */
  besselIe: {
    arity: 2,
    value: kernels.scaledI,
    partials: [BY_ORDER, sub(half(add(below('besselIe'), above('besselIe'))), mul(apply('sign', Y), OUT))],
    domain: REAL,
    kink: {
      at: (v, x) => v === 0 && nearZero(x),
      text: 'at 0',
      convention: 'derivative 0 (that of exp(−|x|) taken as 0)',
    },
    show: operator('besselIe'),
    read: { ...notes('besselIe'), python: python('special', 'ive'), julia: ['besselix'] },
    emit: named('ive', 'besselix', 'besseli($1, $2, 1)'),
    probe: [...PROBES, [1, -2]],
  },
  /** K of order x at y. */
  besselK: {
    arity: 2,
    value: kernels.besselK,
    partials: [apply('besselKByOrder', X, Y), neg(half(add(below('besselK'), above('besselK'))))],
    domain: POSITIVE,
    show: operator('besselK'),
    read: {
      ...notes('besselK'),
      python: [...python('special', 'kv'), ...python('sympy', 'besselk')],
      julia: ['besselk'],
      c: ['std::cyl_bessel_k', 'cyl_bessel_k', 'gsl_sf_bessel_Knu'],
      matlab: ['besselk'],
    },
    emit: named('kv', 'besselk', 'besselk'),
    probe: PROBES,
  },
  /** exp(y) K of order x at y. */
  besselKe: {
    arity: 2,
    value: kernels.scaledK,
    partials: [apply('besselKeByOrder', X, Y), sub(OUT, half(add(below('besselKe'), above('besselKe'))))],
    domain: POSITIVE,
    show: operator('besselKe'),
    read: { ...notes('besselKe'), python: python('special', 'kve'), julia: ['besselkx'] },
    emit: named('kve', 'besselkx', 'besselk($1, $2, 1)'),
    probe: PROBES,
  },
  /** The derivative of K by its order. */
  besselKByOrder: {
    arity: 2,
    value: kernels.besselKByOrder,
    partials: [AGAIN, neg(half(add(below('besselKByOrder'), above('besselKByOrder'))))],
    domain: POSITIVE,
    show: operator('besselKByOrder'),
    read: notes('besselKByOrder'),
    emit: {},
    probe: PROBES,
  },
  /** exp(y) times the derivative of K by its order. */
  besselKeByOrder: {
    arity: 2,
    value: kernels.scaledKByOrder,
    partials: [AGAIN, sub(OUT, half(add(below('besselKeByOrder'), above('besselKeByOrder'))))],
    domain: POSITIVE,
    show: operator('besselKeByOrder'),
    read: notes('besselKeByOrder'),
    emit: {},
    probe: PROBES,
  },
} satisfies Record<string, ScalarRow>;
