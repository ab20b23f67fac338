/** Exponentials and logarithms. */
import { exp, log } from './elementary.ts';
import * as kernels from './kernels.ts';
import { c, call, emits, everywhere, named, notes, operator, python, SPECIAL } from './make.ts';
import { add, apply, div, mul, neg, num, ONE, OUT, type ScalarRow, sub, TWO, X, Y } from './row.ts';

const POSITIVE = { holds: (x: number) => x > 0, text: 'a positive argument' };

export const exponential = {
  exp: {
    arity: 1,
    value: exp,
    partials: [OUT],
    show: call('\\exp', 'exp'),
    read: { ...everywhere('exp'), python: python('math np torch jnp tf sympy', 'exp') },
    emit: named('exp'),
    probe: [[-2], [0], [0.75], [3]],
  },
  /** Natural. */
  log: {
    arity: 1,
    value: log,
    partials: [div(ONE, X)],
    domain: POSITIVE,
    show: call('\\log', 'log'),
    read: {
      ...everywhere('log'),
      ...notes('log', 'ln'),
      python: [...python('math np torch jnp tf sympy', 'log'), ...python('sympy', 'ln')],
    },
    emit: named('log'),
    probe: [[2], [1], [0.125], [1e-9], [0], [-1]],
  },
  log2: {
    arity: 1,
    value: Math.log2,
    partials: [div(ONE, mul(X, apply('log', TWO)))],
    domain: POSITIVE,
    show: SPECIAL,
    read: { ...everywhere('log2'), python: python('math np torch jnp', 'log2') },
    emit: named('log2'),
    probe: [[2], [1], [0.125], [7], [-1]],
  },
  log10: {
    arity: 1,
    value: Math.log10,
    partials: [div(ONE, mul(X, apply('log', num(10))))],
    domain: POSITIVE,
    show: SPECIAL,
    read: { ...everywhere('log10'), python: python('math np torch jnp', 'log10') },
    emit: named('log10'),
    probe: [[2], [1], [0.125], [1000], [-1]],
  },
  /** log x to the base b. */
  logBase: {
    arity: 2,
    value: kernels.logBase,
    partials: [div(ONE, mul(X, apply('log', Y))), neg(div(OUT, mul(Y, apply('log', Y))))],
    domain: {
      holds: (x, b) => x > 0 && b > 0 && b !== 1,
      text: 'a positive argument and a positive base other than 1',
    },
    show: SPECIAL,
    read: {
      latex: ['log', 'logBase'],
      plain: ['log', 'logBase'],
      python: python('math sympy', 'log'),
      r: ['log'],
    },
    emit: emits({
      np: 'np.log($1) / np.log($2)',
      torch: 'torch.log($1) / torch.log($2)',
      jax: 'jnp.log($1) / jnp.log($2)',
      js: 'Math.log($1) / Math.log($2)',
      c: 'log($1) / log($2)',
      julia: 'log($2, $1)',
      matlab: 'log($1) ./ log($2)',
    }),
    probe: [
      [8, 2],
      [1000, 10],
      [5, 3],
      [2, 0.5],
      [1, 7],
      [2, 1],
    ],
  },
  log1p: {
    arity: 1,
    value: Math.log1p,
    partials: [div(ONE, add(ONE, X))],
    domain: { holds: (x) => x > -1, text: 'an argument above −1' },
    show: operator('log1p'),
    read: {
      ...everywhere('log1p'),
      python: [...python('math np torch jnp tf', 'log1p'), ...python('special', 'log1p')],
    },
    emit: named('log1p'),
    probe: [[2], [0], [1e-10], [-0.75], [-2]],
  },
  expm1: {
    arity: 1,
    value: Math.expm1,
    partials: [apply('exp', X)],
    show: operator('expm1'),
    read: {
      ...everywhere('expm1'),
      python: [...python('math np torch jnp tf', 'expm1'), ...python('special', 'expm1')],
    },
    emit: named('expm1'),
    probe: [[2], [0], [1e-10], [-0.75], [-40]],
  },
  exp2: {
    arity: 1,
    value: (x) => 2 ** x,
    partials: [mul(OUT, apply('log', TWO))],
    show: operator('exp2'),
    read: {
      ...notes('exp2'),
      python: [...python('math np torch jnp', 'exp2'), ...python('special', 'exp2')],
      julia: ['exp2'],
      c: c('exp2'),
    },
    emit: named('exp2', { js: '2 ** $1', matlab: '2 .^ $1' }),
    probe: [[2], [0], [-1.5], [0.3]],
  },
  /** log(exp x + exp y). */
  logaddexp: {
    arity: 2,
    value: kernels.logaddexp,
    partials: [apply('sigmoid', sub(X, Y)), apply('sigmoid', sub(Y, X))],
    show: operator('logaddexp'),
    read: { ...notes('logaddexp'), python: python('np torch jnp', 'logaddexp'), julia: ['logaddexp'] },
    emit: emits({
      np: 'np.logaddexp',
      torch: 'torch.logaddexp',
      jax: 'jnp.logaddexp',
      js: 'Math.max($1, $2) + Math.log1p(Math.exp(-Math.abs($1 - $2)))',
      c: 'fmax($1, $2) + log1p(exp(-fabs($1 - $2)))',
      julia: 'max($1, $2) + log1p(exp(-abs($1 - $2)))',
      matlab: 'max($1, $2) + log1p(exp(-abs($1 - $2)))',
    }),
    probe: [
      [0, 0],
      [1, 3],
      [-2, 0.5],
      [1000, 999],
    ],
  },
} satisfies Record<string, ScalarRow>;
