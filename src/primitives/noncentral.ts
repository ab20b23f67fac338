/** The noncentral χ² distribution at x, of y degrees of freedom and noncentrality z. */
import { emits, notes, operator, python } from './make.ts';
import * as kernels from './noncentral-kernels.ts';
import {
  add,
  apply,
  div,
  missing,
  mul,
  neg,
  num,
  ONE,
  OUT,
  type ScalarRow,
  sub,
  type Term,
  TWO,
  X,
  Y,
  Z,
} from './row.ts';

const AGAIN = missing('its second derivative by the degrees of freedom has no closed form');
const HALF = num(0.5);
const pdf = (x: Term, k: Term, lambda: Term) => apply('noncentralPdf', x, k, lambda);
const byDf = (x: Term, k: Term, lambda: Term) => apply('noncentralPdfByDf', x, k, lambda);
const more = add(Y, TWO);

const DOMAIN = {
  holds: (x: number, k: number, lambda: number) => x > 0 && k > 0 && lambda >= 0 && lambda <= 50_000,
  text: 'a positive argument, positive degrees of freedom and a noncentrality from 0 to 50,000',
};
const PROBABILITY = {
  holds: (p: number, k: number, lambda: number) => p > 0 && p < 1 && DOMAIN.holds(1, k, lambda),
  text: 'a probability between 0 and 1, positive degrees of freedom and a noncentrality from 0 to 50,000',
};
const PROBES = [
  [1.5, 2.5, 0.75],
  [0.5, 0.5, 3],
  [12, 7, 5],
];
const PROBABILITIES = [
  [0.25, 2.5, 0.75],
  [0.75, 0.5, 3],
  [0.5, 7, 5],
];
/** (y/2 − 1)/x − ½ */
const OWN_SLOPE = sub(div(sub(div(Y, TWO), ONE), X), HALF);
const PULL = div(Z, mul(TWO, X));

const BY_DF = neg(div(apply('noncentralCdfByDf', OUT, Y, Z), pdf(OUT, Y, Z)));
const BY_LAMBDA = div(pdf(OUT, more, Z), pdf(OUT, Y, Z));

export const noncentral = {
  noncentralPdf: {
    arity: 3,
    value: kernels.noncentralPdf,
    partials: [
      add(mul(OUT, OWN_SLOPE), mul(PULL, pdf(X, more, Z))),
      byDf(X, Y, Z),
      mul(HALF, sub(pdf(X, more, Z), OUT)),
    ],
    domain: DOMAIN,
    show: operator('noncentralPdf'),
    read: notes('noncentralPdf'),
    emit: emits({ np: 'scipy.stats.ncx2.pdf' }),
    probe: PROBES,
  },
  /** ∂/∂y of the density. */
  noncentralPdfByDf: {
    arity: 3,
    value: kernels.noncentralPdfByDf,
    partials: [
      add(add(mul(OUT, OWN_SLOPE), div(pdf(X, Y, Z), mul(TWO, X))), mul(PULL, byDf(X, more, Z))),
      AGAIN,
      mul(HALF, sub(byDf(X, more, Z), OUT)),
    ],
    domain: DOMAIN,
    show: operator('noncentralPdfByDf'),
    read: notes('noncentralPdfByDf'),
    emit: {},
    probe: PROBES,
  },
  noncentralCdf: {
    arity: 3,
    value: kernels.noncentralCdf,
    partials: [pdf(X, Y, Z), apply('noncentralCdfByDf', X, Y, Z), neg(pdf(X, more, Z))],
    domain: DOMAIN,
    show: operator('noncentralCdf'),
    read: { ...notes('noncentralCdf'), python: python('special', 'chndtr') },
    emit: emits({ np: 'scipy.stats.ncx2.cdf' }),
    probe: PROBES,
  },
  /** 1 less the same. */
  noncentralSf: {
    arity: 3,
    value: kernels.noncentralSf,
    partials: [neg(pdf(X, Y, Z)), neg(apply('noncentralCdfByDf', X, Y, Z)), pdf(X, more, Z)],
    domain: DOMAIN,
    show: operator('noncentralSf'),
    read: notes('noncentralSf'),
    emit: emits({ np: 'scipy.stats.ncx2.sf' }),
    probe: PROBES,
  },
  /** ∂/∂y of noncentralCdf. */
  noncentralCdfByDf: {
    arity: 3,
    value: kernels.noncentralCdfByDf,
    partials: [byDf(X, Y, Z), AGAIN, neg(byDf(X, more, Z))],
    domain: DOMAIN,
    show: operator('noncentralCdfByDf'),
    read: notes('noncentralCdfByDf'),
    emit: {},
    probe: PROBES,
  },
  noncentralQuantile: {
    arity: 3,
    value: kernels.noncentralQuantile,
    partials: [div(ONE, pdf(OUT, Y, Z)), BY_DF, BY_LAMBDA],
    domain: PROBABILITY,
    show: operator('noncentralQuantile'),
    read: notes('noncentralQuantile'),
    emit: emits({ np: 'scipy.stats.ncx2.ppf' }),
    probe: PROBABILITIES,
  },
  /** By the probability above. */
  noncentralUpperQuantile: {
    arity: 3,
    value: kernels.noncentralUpperQuantile,
    partials: [neg(div(ONE, pdf(OUT, Y, Z))), BY_DF, BY_LAMBDA],
    domain: PROBABILITY,
    show: operator('noncentralUpperQuantile'),
    read: notes('noncentralUpperQuantile'),
    emit: emits({ np: 'scipy.stats.ncx2.isf' }),
    probe: PROBABILITIES,
  },
} satisfies Record<string, ScalarRow>;
