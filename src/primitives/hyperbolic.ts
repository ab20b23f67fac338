/** Hyperbolic functions and their inverses. */
import { tanh } from './elementary.ts';
import * as kernels from './kernels.ts';
import { call, emits, everywhere, named, notes, operator, python } from './make.ts';
import { add, apply, div, mul, neg, ONE, OUT, type ScalarRow, sq, sub, X } from './row.ts';

const COMMON = 'math np torch jnp tf sympy';
const NOT_ZERO = { holds: (x: number) => x !== 0, text: 'an argument other than 0' };
const sqrt = (...operands: Parameters<typeof neg>) => apply('sqrt', ...operands);

function inverse(short: string, ...long: readonly string[]) {
  return {
    ...everywhere(short),
    ...notes(short, ...long),
    python: [...python('math torch tf sympy np jnp', short), ...python('np torch jnp', `arc${short.slice(1)}`)],
  };
}

function rare(short: string, ...others: readonly string[]) {
  return { ...notes(short, ...others), python: python('sympy', short), julia: [short], matlab: [short] };
}

export const hyperbolic = {
  sinh: {
    arity: 1,
    value: Math.sinh,
    partials: [apply('cosh', X)],
    show: call('\\sinh', 'sinh'),
    read: { ...everywhere('sinh'), ...notes('sinh', 'sh'), python: python(COMMON, 'sinh') },
    emit: named('sinh'),
    probe: [[-2], [0], [0.75], [1e-8]],
  },
  cosh: {
    arity: 1,
    value: Math.cosh,
    partials: [apply('sinh', X)],
    show: call('\\cosh', 'cosh'),
    read: { ...everywhere('cosh'), ...notes('cosh', 'ch'), python: python(COMMON, 'cosh') },
    emit: named('cosh'),
    probe: [[-2], [0], [0.75]],
  },
  tanh: {
    arity: 1,
    value: tanh,
    partials: [sub(ONE, sq(OUT))],
    show: call('\\tanh', 'tanh'),
    read: {
      ...everywhere('tanh'),
      ...notes('tanh', 'Tanh', 'th'),
      python: [...python(COMMON, 'tanh'), ...python('F jax.nn', 'tanh')],
      matlab: ['tanh', 'tansig'],
    },
    emit: named('tanh'),
    probe: [[-2], [0], [0.75], [1e-8]],
  },
  coth: {
    arity: 1,
    value: kernels.coth,
    partials: [sub(ONE, sq(OUT))],
    domain: NOT_ZERO,
    show: call('\\coth', 'coth'),
    read: rare('coth', 'cth'),
    emit: emits({
      np: '1 / np.tanh($1)',
      torch: '1 / torch.tanh($1)',
      jax: '1 / jnp.tanh($1)',
      js: '1 / Math.tanh($1)',
      c: '1 / tanh($1)',
      julia: 'coth',
      matlab: 'coth',
    }),
    probe: [[-2], [0.75], [0.01]],
  },
  sech: {
    arity: 1,
    value: kernels.sech,
    partials: [neg(mul(OUT, apply('tanh', X)))],
    show: operator('sech'),
    read: rare('sech'),
    emit: emits({
      np: '1 / np.cosh($1)',
      torch: '1 / torch.cosh($1)',
      jax: '1 / jnp.cosh($1)',
      js: '1 / Math.cosh($1)',
      c: '1 / cosh($1)',
      julia: 'sech',
      matlab: 'sech',
    }),
    probe: [[-2], [0], [0.75]],
  },
  csch: {
    arity: 1,
    value: kernels.csch,
    partials: [neg(mul(OUT, apply('coth', X)))],
    domain: NOT_ZERO,
    show: operator('csch'),
    read: rare('csch', 'cosech'),
    emit: emits({
      np: '1 / np.sinh($1)',
      torch: '1 / torch.sinh($1)',
      jax: '1 / jnp.sinh($1)',
      js: '1 / Math.sinh($1)',
      c: '1 / sinh($1)',
      julia: 'csch',
      matlab: 'csch',
    }),
    probe: [[-2], [0.75], [0.01]],
  },
  asinh: {
    arity: 1,
    value: Math.asinh,
    partials: [div(ONE, sqrt(add(sq(X), ONE)))],
    show: operator('arsinh'),
    read: inverse('asinh', 'arsinh', 'arcsinh', 'arsh'),
    emit: named('asinh', { np: 'np.arcsinh', jax: 'jnp.arcsinh' }),
    probe: [[-2], [0], [0.75], [1e-8]],
  },
  acosh: {
    arity: 1,
    value: Math.acosh,
    partials: [div(ONE, sqrt(sub(sq(X), ONE)))],
    domain: { holds: (x) => x > 1, text: 'an argument above 1' },
    show: operator('arcosh'),
    read: inverse('acosh', 'arcosh', 'arccosh', 'arch'),
    emit: named('acosh', { np: 'np.arccosh', jax: 'jnp.arccosh' }),
    probe: [[2], [1.25], [30], [0.5]],
  },
  atanh: {
    arity: 1,
    value: Math.atanh,
    partials: [div(ONE, sub(ONE, sq(X)))],
    domain: { holds: (x) => Math.abs(x) < 1, text: 'an argument between −1 and 1' },
    show: operator('artanh'),
    read: inverse('atanh', 'artanh', 'arctanh', 'arth'),
    emit: named('atanh', { np: 'np.arctanh', jax: 'jnp.arctanh' }),
    probe: [[-0.5], [0], [0.875], [1e-8], [2]],
  },
  acoth: {
    arity: 1,
    value: kernels.acoth,
    partials: [div(ONE, sub(ONE, sq(X)))],
    domain: { holds: (x) => Math.abs(x) > 1, text: 'an argument below −1 or above 1' },
    show: operator('arcoth'),
    read: rare('acoth', 'arcoth', 'arccoth'),
    emit: emits({
      np: 'np.arctanh(1 / $1)',
      torch: 'torch.atanh(1 / $1)',
      jax: 'jnp.arctanh(1 / $1)',
      js: 'Math.atanh(1 / $1)',
      c: 'atanh(1 / $1)',
      julia: 'acoth',
      matlab: 'acoth',
    }),
    probe: [[-2], [1.25], [1000], [0.5]],
  },
  asech: {
    arity: 1,
    value: kernels.asech,
    partials: [neg(div(ONE, mul(X, sqrt(sub(ONE, sq(X))))))],
    domain: { holds: (x) => x > 0 && x < 1, text: 'an argument between 0 and 1' },
    show: operator('arsech'),
    read: rare('asech', 'arsech', 'arcsech'),
    emit: emits({
      np: 'np.arccosh(1 / $1)',
      torch: 'torch.acosh(1 / $1)',
      jax: 'jnp.arccosh(1 / $1)',
      js: 'Math.acosh(1 / $1)',
      c: 'acosh(1 / $1)',
      julia: 'asech',
      matlab: 'asech',
    }),
    probe: [[0.25], [0.875], [0.001], [2]],
  },
  acsch: {
    arity: 1,
    value: kernels.acsch,
    partials: [neg(div(ONE, mul(apply('abs', X), sqrt(add(ONE, sq(X))))))],
    domain: NOT_ZERO,
    show: operator('arcsch'),
    read: rare('acsch', 'arcsch', 'arccsch'),
    emit: emits({
      np: 'np.arcsinh(1 / $1)',
      torch: 'torch.asinh(1 / $1)',
      jax: 'jnp.arcsinh(1 / $1)',
      js: 'Math.asinh(1 / $1)',
      c: 'asinh(1 / $1)',
      julia: 'acsch',
      matlab: 'acsch',
    }),
    probe: [[-2], [0.75], [0.01]],
  },
} satisfies Record<string, ScalarRow>;
