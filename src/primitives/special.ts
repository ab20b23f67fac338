/** Error function, gamma function and their kin; the standard normal distribution. */
import { c, call, emits, notes, operator, python, SPECIAL } from './make.ts';
import { add, apply, div, missing, mul, neg, num, ONE, OUT, type ScalarRow, sq, sub, TWO, X, Y } from './row.ts';
import * as kernels from './special-kernels.ts';

const exp = (a: Parameters<typeof neg>[0]) => apply('exp', a);
const digamma = (a: Parameters<typeof neg>[0]) => apply('digamma', a);
/** 2/√π · exp(−x²) */
const GAUSS = mul(div(TWO, apply('sqrt', num(Math.PI))), exp(neg(sq(X))));
const NO_POLE = {
  holds: (x: number) => x > 0 || !Number.isInteger(x),
  text: 'an argument other than 0, −1, −2, …',
};

export const special = {
  erf: {
    arity: 1,
    value: kernels.erf,
    partials: [GAUSS],
    show: operator('erf'),
    read: {
      ...notes('erf'),
      python: python('math torch torch.special tf special sympy lax', 'erf'),
      julia: ['erf'],
      c: c('erf'),
      matlab: ['erf'],
    },
    emit: emits({
      np: 'scipy.special.erf',
      torch: 'torch.erf',
      jax: 'jax.scipy.special.erf',
      c: 'erf',
      julia: 'SpecialFunctions.erf',
      matlab: 'erf',
    }),
    probe: [[-2], [0], [0.75], [1e-8], [5]],
  },
  erfc: {
    arity: 1,
    value: kernels.erfc,
    partials: [neg(GAUSS)],
    show: operator('erfc'),
    read: {
      ...notes('erfc'),
      python: python('math torch torch.special tf special sympy lax', 'erfc'),
      julia: ['erfc'],
      c: c('erfc'),
      matlab: ['erfc'],
    },
    emit: emits({
      np: 'scipy.special.erfc',
      torch: 'torch.erfc',
      jax: 'jax.scipy.special.erfc',
      c: 'erfc',
      julia: 'SpecialFunctions.erfc',
      matlab: 'erfc',
    }),
    probe: [[-2], [0], [0.75], [3], [10], [26]],
  },
  gamma: {
    arity: 1,
    value: kernels.gamma,
    partials: [mul(OUT, digamma(X))],
    domain: NO_POLE,
    show: call('\\Gamma', 'gamma'),
    read: {
      latex: ['Gamma'],
      plain: ['gamma', 'Gamma', 'Γ'],
      python: python('math special sympy', 'gamma'),
      julia: ['gamma', 'Γ'],
      c: c('tgamma'),
      matlab: ['gamma'],
      r: ['gamma'],
    },
    emit: emits({
      np: 'scipy.special.gamma',
      // lgamma is that of |Γ|: below 0 the sign changes at every integer.
      torch: 'torch.exp(torch.lgamma($1)) * (1 - 2 * torch.remainder(torch.clamp(torch.floor($1), max=0), 2))',
      jax: 'jax.scipy.special.gamma',
      c: 'tgamma',
      julia: 'SpecialFunctions.gamma',
      matlab: 'gamma',
    }),
    probe: [[0.5], [5], [2.75], [-1.5], [100.5], [1e-5], [-1]],
  },
  /** log |Γ(x)|. */
  lgamma: {
    arity: 1,
    value: kernels.lgamma,
    partials: [digamma(X)],
    domain: NO_POLE,
    show: operator('lgamma'),
    read: {
      ...notes('lgamma', 'gammaln', 'loggamma'),
      python: [
        ...python('math torch tf', 'lgamma'),
        ...python('special torch.special', 'gammaln'),
        ...python('special', 'loggamma'),
      ],
      julia: ['lgamma', 'loggamma'],
      c: c('lgamma'),
      matlab: ['gammaln'],
      r: ['lgamma'],
    },
    emit: emits({
      np: 'scipy.special.gammaln',
      torch: 'torch.lgamma',
      jax: 'jax.scipy.special.gammaln',
      c: 'lgamma',
      julia: 'SpecialFunctions.loggamma',
      matlab: 'real(gammaln($1))', // in Octave the logarithm of a negative Γ is complex
    }),
    probe: [[0.5], [5], [2.75], [100.5], [1e-5], [1.000001]],
  },
  digamma: {
    arity: 1,
    value: kernels.digamma,
    partials: [apply('trigamma', X)],
    domain: NO_POLE,
    show: operator('digamma'),
    read: {
      ...notes('digamma'),
      python: [...python('special torch.special', 'digamma', 'psi'), ...python('torch tf sympy', 'digamma')],
      julia: ['digamma'],
      matlab: ['psi'],
      r: ['digamma'],
    },
    emit: emits({
      np: 'scipy.special.digamma',
      torch: 'torch.digamma',
      jax: 'jax.scipy.special.digamma',
      julia: 'SpecialFunctions.digamma',
      matlab: 'psi',
    }),
    probe: [[0.5], [5], [1.5], [-1.25], [100.5], [0]],
  },
  trigamma: {
    arity: 1,
    value: kernels.trigamma,
    partials: [apply('polygamma', TWO, X)],
    domain: NO_POLE,
    show: operator('trigamma'),
    read: {
      ...notes('trigamma'),
      python: python('sympy', 'trigamma'),
      julia: ['trigamma'],
      r: ['trigamma'],
    },
    emit: emits({
      np: 'scipy.special.polygamma(1, $1)',
      torch: 'torch.polygamma(1, $1)',
      jax: 'jax.scipy.special.polygamma(1, $1)',
      julia: 'SpecialFunctions.trigamma',
      matlab: 'psi(1, $1)',
    }),
    probe: [[0.5], [5], [1.5], [-1.25], [100.5]],
  },
  /** The x-th derivative of digamma at y. */
  polygamma: {
    arity: 2,
    value: kernels.polygamma,
    partials: [
      missing('the order of polygamma is a whole number, there is no derivative by it'),
      apply('polygamma', add(X, ONE), Y),
    ],
    domain: {
      holds: (n, x) => Number.isInteger(n) && n >= 0 && (x > 0 || !Number.isInteger(x)),
      text: 'a whole order from 0 and an argument other than 0, −1, −2, …',
    },
    show: operator('polygamma'),
    read: {
      ...notes('polygamma'),
      python: [...python('special torch torch.special sympy', 'polygamma')],
      julia: ['polygamma'],
      matlab: ['psi'],
    },
    emit: emits({
      np: 'scipy.special.polygamma',
      torch: 'torch.polygamma',
      jax: 'jax.scipy.special.polygamma',
      julia: 'SpecialFunctions.polygamma',
      matlab: 'psi',
    }),
    probe: [
      [0, 0.5],
      [1, 5],
      [2, 1.5],
      [3, -1.25],
      [4, 20],
    ],
  },
  beta: {
    arity: 2,
    value: kernels.beta,
    partials: [mul(OUT, sub(digamma(X), digamma(add(X, Y)))), mul(OUT, sub(digamma(Y), digamma(add(X, Y))))],
    domain: {
      holds: (x, y) => [x, y, x + y].every((z) => z > 0 || !Number.isInteger(z)),
      text: 'operands that, like their sum, are not 0, −1, −2, …',
    },
    show: call('\\operatorname{Beta}', 'beta'),
    read: {
      latex: ['Beta'],
      plain: ['beta', 'Beta'],
      python: python('special', 'beta'),
      julia: ['beta'],
      matlab: ['beta'],
      r: ['beta'],
    },
    emit: emits({
      np: 'scipy.special.beta',
      // PyTorch and C have lgamma only, which loses the sign of Γ below 0.
      jax: 'jax.scipy.special.beta',
      julia: 'SpecialFunctions.beta',
      matlab: 'beta',
    }),
    probe: [
      [0.5, 2],
      [3, 4],
      [0.25, 30],
      [25, 40],
    ],
  },
  /** Γ(x + 1). */
  factorial: {
    arity: 1,
    value: kernels.factorial,
    partials: [mul(OUT, digamma(add(X, ONE)))],
    domain: { holds: (x) => x > -1 || !Number.isInteger(x), text: 'an argument other than −1, −2, …' },
    show: SPECIAL,
    read: {
      ...notes('factorial'),
      python: python('math sympy', 'factorial'),
      julia: ['factorial'],
      matlab: ['factorial'],
      r: ['factorial'],
    },
    emit: emits({
      np: 'scipy.special.gamma($1 + 1)',
      torch: 'torch.exp(torch.lgamma($1 + 1)) * (1 - 2 * torch.remainder(torch.clamp(torch.floor($1 + 1), max=0), 2))',
      jax: 'jax.scipy.special.gamma($1 + 1)',
      c: 'tgamma($1 + 1)',
      julia: 'SpecialFunctions.gamma($1 + 1)',
      matlab: 'gamma($1 + 1)',
    }),
    probe: [[0], [5], [2.75], [-0.5], [20]],
  },
  binomial: {
    arity: 2,
    value: kernels.binomial,
    partials: [
      mul(OUT, sub(digamma(add(X, ONE)), digamma(add(sub(X, Y), ONE)))),
      mul(OUT, sub(digamma(add(sub(X, Y), ONE)), digamma(add(Y, ONE)))),
    ],
    domain: {
      holds: (n, k) => [n, k, n - k].every((z) => z > -1),
      text: 'operands and a difference above −1',
    },
    show: SPECIAL,
    read: {
      ...notes('binomial', 'binom'),
      python: [...python('math', 'comb'), ...python('special', 'binom', 'comb'), ...python('sympy', 'binomial')],
      julia: ['binomial'],
      matlab: ['nchoosek'],
      r: ['choose'],
    },
    emit: emits({
      np: 'scipy.special.binom',
      torch: 'torch.exp(torch.lgamma($1 + 1) - torch.lgamma($2 + 1) - torch.lgamma($1 - $2 + 1))',
      jax: 'jnp.exp(jax.scipy.special.gammaln($1 + 1) - jax.scipy.special.gammaln($2 + 1) - jax.scipy.special.gammaln($1 - $2 + 1))',
      c: 'exp(lgamma($1 + 1) - lgamma($2 + 1) - lgamma($1 - $2 + 1))',
      julia: '1 / (($1 + 1) * SpecialFunctions.beta($1 - $2 + 1, $2 + 1))',
      matlab: '1 ./ (($1 + 1) .* beta($1 - $2 + 1, $2 + 1))',
    }),
    probe: [
      [5, 2],
      [7.5, 3],
      [6, 2.25],
      [40, 20],
    ],
  },
  /** Density of the standard normal distribution. */
  normalPdf: {
    arity: 1,
    value: kernels.normalPdf,
    partials: [neg(mul(X, OUT))],
    show: operator('normalPdf'),
    read: {
      ...notes('normalPdf', 'normpdf'),
      python: python('norm', 'pdf'),
      matlab: ['normpdf'],
      r: ['dnorm'],
    },
    emit: emits({
      np: 'np.exp(-$1 ** 2 / 2) / np.sqrt(2 * np.pi)',
      torch: 'torch.exp(-$1 ** 2 / 2) / (2 * torch.pi) ** 0.5',
      jax: 'jax.scipy.stats.norm.pdf',
      js: 'Math.exp(-($1 ** 2) / 2) / Math.sqrt(2 * Math.PI)',
      c: 'exp(-$1 * $1 / 2) / sqrt(2 * acos(-1))',
      julia: 'exp(-$1^2 / 2) / sqrt(2π)',
      matlab: 'exp(-$1 .^ 2 / 2) / sqrt(2 * pi)',
    }),
    probe: [[-2], [0], [0.75], [10]],
  },
  /** Distribution function of the standard normal distribution. */
  normalCdf: {
    arity: 1,
    value: kernels.normalCdf,
    partials: [apply('normalPdf', X)],
    show: operator('normalCdf'),
    read: {
      ...notes('normalCdf', 'normcdf'),
      python: [...python('norm', 'cdf'), ...python('special torch.special', 'ndtr')],
      matlab: ['normcdf'],
      r: ['pnorm'],
    },
    emit: emits({
      np: 'scipy.special.ndtr',
      torch: 'torch.special.ndtr',
      jax: 'jax.scipy.special.ndtr',
      c: 'erfc(-$1 / sqrt(2)) / 2',
      julia: 'SpecialFunctions.erfc(-$1 / sqrt(2)) / 2',
      matlab: 'erfc(-$1 / sqrt(2)) / 2',
    }),
    probe: [[-2], [0], [0.75], [-10], [-37]],
  },
} satisfies Record<string, ScalarRow>;
