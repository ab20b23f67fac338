/** Constants of mathematics by their spelling in each language. */
import type { Language } from '../syntax/tree.ts';
import { gslConstants } from './gslConstants.ts';

export interface KnownConstant {
  readonly value: number;
  /** How it is written in plain text, or digits where it has no name. */
  readonly text: string;
}

const EULER_GAMMA = 0.5772156649015329;
const GOLDEN = 1.618033988749895;

const pi = { value: Math.PI, text: 'pi' };
const e = { value: Math.E, text: 'e' };
const tau = { value: 2 * Math.PI, text: 'tau' };
const inf = { value: Number.POSITIVE_INFINITY, text: 'inf' };
const nan = { value: Number.NaN, text: 'nan' };
const gamma = { value: EULER_GAMMA, text: 'EulerGamma' };
const golden = { value: GOLDEN, text: 'GoldenRatio' };
const number = (value: number) => ({ value, text: String(value) });

/**
 * By full spelling; Python's modules as in `python(…)` of make.ts. `e` and `i` are left to whoever knows what else is
 * in scope. Euler's constant is never a bare gamma.
 */
export const constants: Readonly<Record<Language, Readonly<Record<string, KnownConstant>>>> = {
  latex: { pi, e, infty: inf },
  plain: {
    pi,
    π: pi,
    e,
    inf,
    infinity: inf,
    Infinity: inf,
    '∞': inf,
    nan,
    NaN: nan,
    EulerGamma: gamma,
    GoldenRatio: golden,
  },
  python: {
    ...modules('math np jnp torch', { pi, e, inf, nan }),
    // Names of NumPy before 2.0.
    ...modules('np', { Inf: inf, Infinity: inf, infty: inf, PINF: inf, NaN: nan, NAN: nan }),
    ...modules('np', { NINF: { value: Number.NEGATIVE_INFINITY, text: '-inf' } }),
    ...modules('math', { tau }),
    ...modules('np jnp', { euler_gamma: gamma }),
    ...modules('sympy', { pi, E: e, oo: inf, nan, EulerGamma: gamma, GoldenRatio: golden }),
    ...modules('constants', { pi, golden, golden_ratio: golden }),
  },
  javascript: {
    'Math.PI': pi,
    'Math.E': e,
    'Math.LN2': number(Math.LN2),
    'Math.LN10': number(Math.LN10),
    'Math.LOG2E': number(Math.LOG2E),
    'Math.LOG10E': number(Math.LOG10E),
    'Math.SQRT2': number(Math.SQRT2),
    'Math.SQRT1_2': number(Math.SQRT1_2),
    Infinity: inf,
    NaN: nan,
    'Number.POSITIVE_INFINITY': inf,
    'Number.NEGATIVE_INFINITY': { value: Number.NEGATIVE_INFINITY, text: '-inf' },
    'Number.NaN': nan,
    'Number.EPSILON': number(Number.EPSILON),
    'Number.MAX_VALUE': number(Number.MAX_VALUE),
    'Number.MIN_VALUE': number(Number.MIN_VALUE),
    'Number.MAX_SAFE_INTEGER': number(Number.MAX_SAFE_INTEGER),
  },
  julia: {
    pi,
    π: pi,
    ℯ: e,
    'Base.pi': pi,
    'MathConstants.pi': pi,
    'MathConstants.e': e,
    'MathConstants.γ': gamma,
    'MathConstants.eulergamma': gamma,
    'MathConstants.φ': golden,
    'MathConstants.golden': golden,
    Inf: inf,
    NaN: nan,
    // Of IrrationalConstants.jl.
    twoπ: tau,
    fourπ: number(4 * Math.PI),
    halfπ: number(Math.PI / 2),
    quartπ: number(Math.PI / 4),
    invπ: number(1 / Math.PI),
    twoinvπ: number(2 / Math.PI),
    inv2π: number(0.5 / Math.PI),
    inv4π: number(0.25 / Math.PI),
    sqrt2: number(Math.SQRT2),
    sqrt3: number(Math.sqrt(3)),
    sqrtπ: number(Math.sqrt(Math.PI)),
    sqrt2π: number(Math.sqrt(2 * Math.PI)),
    sqrt4π: number(2 * Math.sqrt(Math.PI)),
    sqrthalfπ: number(Math.sqrt(Math.PI / 2)),
    invsqrt2: number(Math.SQRT1_2),
    invsqrtπ: number(1 / Math.sqrt(Math.PI)),
    invsqrt2π: number(1 / Math.sqrt(2 * Math.PI)),
    logtwo: number(Math.LN2),
    logten: number(Math.LN10),
    loghalf: number(-Math.LN2),
    logπ: number(Math.log(Math.PI)),
    log2π: number(Math.log(2 * Math.PI)),
    log4π: number(Math.log(4 * Math.PI)),
  },
  c: {
    M_PI: pi,
    M_E: e,
    M_PI_2: number(Math.PI / 2),
    M_PI_4: number(Math.PI / 4),
    M_1_PI: number(0.3183098861837907),
    M_2_PI: number(0.6366197723675814),
    M_2_SQRTPI: number(1.1283791670955126),
    M_LN2: number(Math.LN2),
    M_LN10: number(Math.LN10),
    M_LOG2E: number(Math.LOG2E),
    M_LOG10E: number(Math.LOG10E),
    M_SQRT2: number(Math.SQRT2),
    M_SQRT1_2: number(Math.SQRT1_2),
    INFINITY: inf,
    HUGE_VAL: inf,
    NAN: nan,
    DBL_EPSILON: number(Number.EPSILON),
    DBL_MAX: number(Number.MAX_VALUE),
    DBL_MIN: number(2 ** -1022),
    FLT_EPSILON: number(2 ** -23),
    FLT_MIN: number(2 ** -126),
    GSL_NAN: nan,
    GSL_POSINF: inf,
    GSL_NEGINF: { value: Number.NEGATIVE_INFINITY, text: '-inf' },
    ...gslConstants,
    M_SQRT3: number(Math.sqrt(3)),
    M_SQRTPI: number(Math.sqrt(Math.PI)),
    M_LNPI: number(Math.log(Math.PI)),
    M_EULER: gamma,
    'std::numbers::pi': pi,
    'std::numbers::e': e,
    'std::numbers::ln2': number(Math.LN2),
    'std::numbers::sqrt2': number(Math.SQRT2),
    'std::numbers::egamma': gamma,
  },
  matlab: {
    pi,
    Inf: inf,
    inf,
    NaN: nan,
    nan,
    eps: number(Number.EPSILON),
    realmax: number(Number.MAX_VALUE),
    realmin: number(2 ** -1022),
  },
  r: {
    pi,
    Inf: inf,
    NaN: nan,
    '.Machine.double.eps': number(Number.EPSILON),
    '.Machine.double.xmin': number(2 ** -1022),
    '.Machine.double.xmax': number(Number.MAX_VALUE),
    '.Machine.integer.max': number(2 ** 31 - 1),
  },
};

function modules(names: string, entries: Record<string, KnownConstant>): Record<string, KnownConstant> {
  return Object.fromEntries(
    names.split(' ').flatMap((name) => Object.entries(entries).map(([key, value]) => [`${name}.${key}`, value])),
  );
}
