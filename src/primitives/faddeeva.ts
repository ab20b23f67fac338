/** Faddeeva's function w(x + iy), whose real part is the Voigt profile, and exponential integrals. */
import * as kernels from './faddeeva-kernels.ts';
import { emits, notes, operator, python } from './make.ts';
import { add, apply, missing, mul, neg, num, ONE, type ScalarRow, sub, type Term, TWO, X, Y } from './row.ts';

const RE = apply('faddeevaReal', X, Y);
const IM = apply('faddeevaImaginary', X, Y);
// w' = −2z w + 2i/√π, taken apart.
const SLOPE_RE = mul(TWO, sub(mul(Y, IM), mul(X, RE)));
const SLOPE_IM = sub(num(2 / Math.sqrt(Math.PI)), mul(TWO, add(mul(X, IM), mul(Y, RE))));

const PROBES = [
  [0.5, 0.75],
  [-2, 0.25],
  [3, 4],
  [12, 0.125],
  [0, 1],
];
const w = (part: string) => emits({ np: `scipy.special.wofz($1 + 1j * $2).${part}` });
const order = (n: Term) => sub(n, ONE);

export const faddeeva = {
  /** The real part of exp(−z²) erfc(−iz). */
  faddeevaReal: {
    arity: 2,
    value: kernels.faddeevaReal,
    partials: [SLOPE_RE, neg(SLOPE_IM)],
    show: operator('faddeevaReal'),
    read: notes('faddeevaReal'),
    emit: w('real'),
    probe: PROBES,
  },
  /** Its imaginary part. */
  faddeevaImaginary: {
    arity: 2,
    value: kernels.faddeevaImaginary,
    partials: [SLOPE_IM, SLOPE_RE],
    show: operator('faddeevaImaginary'),
    read: notes('faddeevaImaginary'),
    emit: w('imag'),
    probe: PROBES,
  },
  /** E of order x at y: ∫ exp(−y t)/t^x dt from 1 on. */
  exponentialIntegral: {
    arity: 2,
    value: kernels.exponentialIntegral,
    partials: [
      missing('the order is a whole number, there is no derivative by it'),
      neg(apply('exponentialIntegral', order(X), Y)),
    ],
    domain: {
      holds: (n, x) => Number.isInteger(n) && n >= 1 && n <= 100_000 && x > 0,
      text: 'a whole order from 1 and a positive argument',
    },
    show: operator('exponentialIntegral'),
    read: {
      ...notes('exponentialIntegral'),
      python: [...python('special', 'expn'), ...python('sympy', 'expint')],
      julia: ['expint'],
      c: ['gsl_sf_expint_En'],
    },
    emit: emits({ np: 'scipy.special.expn', julia: 'SpecialFunctions.expint' }),
    probe: [
      [1, 0.75],
      [1, 3],
      [2, 0.25],
      [5, 1.5],
      [3, 30],
    ],
  },
} satisfies Record<string, ScalarRow>;
