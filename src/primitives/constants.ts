/** Constants of mathematics, and what notes call them. */
export interface KnownConstant {
  readonly value: number;
  /** How it is written in plain text, or digits where it has no name. */
  readonly text: string;
}

const EULER_GAMMA = 0.5772156649015329;
const GOLDEN = 1.618033988749895;

export const pi = { value: Math.PI, text: 'pi' };
export const e = { value: Math.E, text: 'e' };
export const tau = { value: 2 * Math.PI, text: 'tau' };
export const inf = { value: Number.POSITIVE_INFINITY, text: 'inf' };
export const nan = { value: Number.NaN, text: 'nan' };
export const gamma = { value: EULER_GAMMA, text: 'EulerGamma' };
export const golden = { value: GOLDEN, text: 'GoldenRatio' };
export const number = (value: number) => ({ value, text: String(value) });

/** By spelling. `e` and `i` are left to whoever knows what else is in scope. Euler's constant is never a bare gamma. */
export const constants: Readonly<Record<'latex' | 'plain', Readonly<Record<string, KnownConstant>>>> = {
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
};
