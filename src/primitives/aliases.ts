/**
 * Spellings that stand for a row with some operands given or in another order: `np.square(x)` is pow(x, 2), Julia's
 * `log(b, x)` is logBase(x, b), `F.leaky_relu(x)` is leakyRelu(x, 0.01).
 */
import type { Language } from '../syntax/tree.ts';
import { python } from './make.ts';

/** An operand of the row: the argument at an index, or a number. */
export type OperandSource = { readonly argument: number } | { readonly number: number };

type Programming = Exclude<Language, 'latex' | 'plain'>;

export interface Alias {
  readonly language: Programming;
  readonly spellings: readonly string[];
  /** How many arguments the call has. */
  readonly arity: number;
  readonly row: string;
  readonly operands: readonly OperandSource[];
}

const argument = (index: number): OperandSource => ({ argument: index });
const number = (value: number): OperandSource => ({ number: value });

const SQUARE = { arity: 1, row: 'pow', operands: [argument(0), number(2)] };
const RECIPROCAL = { arity: 1, row: 'div', operands: [number(1), argument(0)] };

const SWAPPED = { arity: 2, operands: [argument(1), argument(0)] };

/** Spellings with the order, 0 or 1, in the name: `j0`, `j1` as `j#`. */
function ofWholeOrder(row: string, names: Readonly<Partial<Record<Programming, readonly string[]>>>): readonly Alias[] {
  return ([0, 1] as const).flatMap((order) =>
    Object.entries(names).map(([language, spellings]) => ({
      language: language as Programming,
      spellings: spellings.map((name) => name.replace('#', String(order))),
      arity: 1,
      row,
      operands: [number(order), argument(0)],
    })),
  );
}

/** Names of the GNU Scientific Library for rows with the same operands. */
const GSL: readonly (readonly [spelling: string, row: string, arity: number])[] = [
  ['gsl_sf_lngamma', 'lgamma', 1],
  ['gsl_sf_gamma', 'gamma', 1],
  ['gsl_sf_beta', 'beta', 2],
  ['gsl_sf_lnbeta', 'logBeta', 2],
  ['gsl_sf_psi', 'digamma', 1],
  ['gsl_sf_psi_1', 'trigamma', 1],
  ['gsl_sf_psi_n', 'polygamma', 2],
  ['gsl_sf_fact', 'factorial', 1],
  ['gsl_sf_choose', 'binomial', 2],
  ['gsl_sf_erf', 'erf', 1],
  ['gsl_sf_erfc', 'erfc', 1],
  ['gsl_sf_exp', 'exp', 1],
  ['gsl_sf_log', 'log', 1],
  ['gsl_sf_dawson', 'dawson', 1],
  ['gsl_sf_hzeta', 'hurwitzZeta', 2],
  ['gsl_sf_gamma_inc_P', 'gammaP', 2],
  ['gsl_sf_gamma_inc_Q', 'gammaQ', 2],
  ['gsl_sf_beta_inc', 'betaI', 3],
  ['gsl_cdf_ugaussian_P', 'normalCdf', 1],
  ['gsl_cdf_ugaussian_Pinv', 'normalQuantile', 1],
  ['gsl_ran_ugaussian_pdf', 'normalPdf', 1],
  ['gsl_log1p', 'log1p', 1],
  ['gsl_expm1', 'expm1', 1],
  ['gsl_hypot', 'hypot', 2],
  ['gsl_acosh', 'acosh', 1],
  ['gsl_asinh', 'asinh', 1],
  ['gsl_atanh', 'atanh', 1],
  ...['GSL_MAX', 'GSL_MAX_DBL', 'GSL_MAX_INT'].map((spelling) => [spelling, 'max', 2] as const),
  ...['GSL_MIN', 'GSL_MIN_DBL', 'GSL_MIN_INT'].map((spelling) => [spelling, 'min', 2] as const),
];

const aliases: readonly Alias[] = [
  ...GSL.map(
    ([spelling, row, arity]): Alias => ({
      language: 'c',
      spellings: [spelling],
      arity,
      row,
      operands: [0, 1, 2].slice(0, arity).map(argument),
    }),
  ),
  ...[2, 3, 4, 5, 6, 7, 8, 9].map(
    (exponent): Alias => ({
      language: 'c',
      spellings: [`gsl_pow_${exponent}`],
      arity: 1,
      row: 'pow',
      operands: [argument(0), number(exponent)],
    }),
  ),
  { language: 'python', spellings: python('np torch jnp tf', 'square'), ...SQUARE },
  { language: 'julia', spellings: ['abs2'], ...SQUARE },
  { language: 'python', spellings: python('np torch jnp tf', 'reciprocal'), ...RECIPROCAL },
  { language: 'julia', spellings: ['inv'], ...RECIPROCAL },
  {
    language: 'python',
    spellings: python('torch tf lax', 'rsqrt'),
    arity: 1,
    row: 'pow',
    operands: [argument(0), number(-0.5)],
  },
  {
    language: 'python',
    spellings: python('special', 'exp10'),
    arity: 1,
    row: 'pow',
    operands: [number(10), argument(0)],
  },
  { language: 'julia', spellings: ['exp10'], arity: 1, row: 'pow', operands: [number(10), argument(0)] },
  { language: 'julia', spellings: ['log'], arity: 2, row: 'logBase', operands: [argument(1), argument(0)] },
  ...ofWholeOrder('besselJ', {
    python: [...python('special', 'j#'), ...python('torch.special', 'bessel_j#')],
    julia: ['besselj#'],
    c: ['j#', 'gsl_sf_bessel_J#'],
  }),
  ...ofWholeOrder('besselY', {
    python: [...python('special', 'y#'), ...python('torch.special', 'bessel_y#')],
    julia: ['bessely#'],
    c: ['y#', 'gsl_sf_bessel_Y#'],
  }),
  ...ofWholeOrder('besselI', {
    python: [...python('special torch.special', 'i#'), ...python('tf', 'bessel_i#')],
    c: ['gsl_sf_bessel_I#'],
  }),
  ...ofWholeOrder('besselIe', {
    python: [...python('special torch.special', 'i#e'), ...python('tf lax', 'bessel_i#e')],
    c: ['gsl_sf_bessel_I#_scaled'],
  }),
  ...ofWholeOrder('besselK', {
    python: [...python('special', 'k#'), ...python('torch.special', 'modified_bessel_k#')],
    c: ['gsl_sf_bessel_K#'],
  }),
  ...ofWholeOrder('besselKe', {
    python: [...python('special', 'k#e'), ...python('torch.special', 'scaled_modified_bessel_k#')],
    c: ['gsl_sf_bessel_K#_scaled'],
  }),
  {
    language: 'python',
    spellings: ['np.i0', 'torch.i0', 'jnp.i0'],
    arity: 1,
    row: 'besselI',
    operands: [number(0), argument(0)],
  },
  { language: 'r', spellings: ['besselJ'], ...SWAPPED, row: 'besselJ' },
  { language: 'r', spellings: ['besselY'], ...SWAPPED, row: 'besselY' },
  { language: 'r', spellings: ['besselI'], ...SWAPPED, row: 'besselI' },
  { language: 'r', spellings: ['besselK'], ...SWAPPED, row: 'besselK' },
  { language: 'matlab', spellings: ['gammainc'], ...SWAPPED, row: 'gammaP' },
  {
    language: 'matlab',
    spellings: ['betainc'],
    arity: 3,
    row: 'betaI',
    operands: [argument(1), argument(2), argument(0)],
  },
  { language: 'matlab', spellings: ['gammaincinv'], ...SWAPPED, row: 'gammaPInverse' },
  {
    language: 'matlab',
    spellings: ['betaincinv'],
    arity: 3,
    row: 'betaIInverse',
    operands: [argument(1), argument(2), argument(0)],
  },
  ...(['python', 'julia'] as const).map((language) => ({
    language,
    spellings: language === 'julia' ? ['zeta'] : python('special sympy', 'zeta'),
    arity: 1,
    row: 'hurwitzZeta',
    operands: [argument(0), number(1)],
  })),
  {
    language: 'python',
    spellings: python('special', 'exprel'),
    arity: 1,
    row: 'exprel',
    operands: [number(1), argument(0)],
  },
  { language: 'c', spellings: ['gsl_sf_exprel'], arity: 1, row: 'exprel', operands: [number(1), argument(0)] },
  {
    language: 'python',
    spellings: python('special', 'exp1'),
    arity: 1,
    row: 'exponentialIntegral',
    operands: [number(1), argument(0)],
  },
  ...(['matlab', 'julia'] as const).map((language) => ({
    language,
    spellings: ['expint'],
    arity: 1,
    row: 'exponentialIntegral',
    operands: [number(1), argument(0)],
  })),
  ...([1, 2] as const).map((order) => ({
    language: 'c' as const,
    spellings: [`gsl_sf_expint_E${order}`],
    arity: 1,
    row: 'exponentialIntegral',
    operands: [number(order), argument(0)],
  })),
  { language: 'r', spellings: ['psigamma'], arity: 2, row: 'polygamma', operands: [argument(1), argument(0)] },
  {
    language: 'python',
    spellings: python('F jax.nn', 'leaky_relu'),
    arity: 1,
    row: 'leakyRelu',
    operands: [argument(0), number(0.01)],
  },
  { language: 'julia', spellings: ['leakyrelu'], arity: 1, row: 'leakyRelu', operands: [argument(0), number(0.01)] },
  {
    language: 'python',
    spellings: python('F jax.nn tf', 'elu'),
    arity: 1,
    row: 'elu',
    operands: [argument(0), number(1)],
  },
  { language: 'julia', spellings: ['elu'], arity: 1, row: 'elu', operands: [argument(0), number(1)] },
];

export function aliasesOf(language: Programming): readonly Alias[] {
  return aliases.filter((alias) => alias.language === language);
}
