/** Constants that headers of the GNU Scientific Library define: error codes, modes, what a double can hold. */

const CODES = {
  GSL_SUCCESS: 0,
  GSL_FAILURE: -1,
  GSL_CONTINUE: -2,
  GSL_EDOM: 1,
  GSL_ERANGE: 2,
  GSL_EFAULT: 3,
  GSL_EINVAL: 4,
  GSL_EFAILED: 5,
  GSL_EMAXITER: 11,
  GSL_EZERODIV: 12,
  GSL_EUNDRFLW: 15,
  GSL_EOVRFLW: 16,
  GSL_ELOSS: 17,
  GSL_EROUND: 18,
  GSL_EBADLEN: 19,
  GSL_ESING: 21,
  GSL_EDIVERGE: 22,
  GSL_PREC_DOUBLE: 0,
  GSL_PREC_SINGLE: 1,
  GSL_PREC_APPROX: 2,
  GSL_MODE_DEFAULT: 0,
  GSL_SF_FACT_NMAX: 170,
  GSL_SF_DOUBLEFACT_NMAX: 297,
  GSL_SF_GAMMA_XMAX: 171,
};

/** The smallest normal number, 2^-1022. */
const SMALLEST = 2 ** -1022;

/** A bound with its roots and its logarithm: `GSL_SQRT_DBL_MAX`. */
function roots(name: string, value: number): [string, number][] {
  return [
    [`GSL_${name}`, value],
    [`GSL_SQRT_${name}`, Math.sqrt(value)],
    [`GSL_ROOT3_${name}`, Math.cbrt(value)],
    [`GSL_ROOT4_${name}`, Math.sqrt(Math.sqrt(value))],
    [`GSL_ROOT5_${name}`, value ** 0.2],
    [`GSL_ROOT6_${name}`, Math.sqrt(Math.cbrt(value))],
    [`GSL_LOG_${name}`, Math.log(value)],
  ];
}

const all: readonly [string, number][] = [
  ...Object.entries(CODES),
  ...roots('DBL_EPSILON', Number.EPSILON),
  ...roots('DBL_MIN', SMALLEST),
  ...roots('DBL_MAX', Number.MAX_VALUE),
  ...roots('FLT_EPSILON', 2 ** -23),
  ['DBL_MIN', SMALLEST],
  ['FLT_EPSILON', 2 ** -23],
  ['INT_MAX', 2 ** 31 - 1],
  ['INT_MIN', -(2 ** 31)],
];

export const gslConstants: Readonly<Record<string, { readonly value: number; readonly text: string }>> =
  Object.fromEntries(all.map(([name, value]) => [name, { value, text: String(value) }]));
