/** Sine and cosine of multiples of π, and 1 − cos without cancelling. */
import { sinPi } from './kernels.ts';
import { emits, type Names, notes, operator, python } from './make.ts';
import { apply, mul, neg, num, type ScalarRow, X } from './row.ts';
import { cosPi } from './special-kernels.ts';

const PI = num(Math.PI);
const PROBE = [[-2.25], [0], [0.75], [3.375]];

/** `name` of πx in the targets that have no function for it. */
function ofPi(name: string): Names {
  return {
    np: `np.${name}(np.pi * $1)`,
    torch: `torch.${name}(torch.pi * $1)`,
    jax: `jnp.${name}(jnp.pi * $1)`,
    js: `Math.${name}(Math.PI * $1)`,
    c: `${name}(acos(-1) * $1)`,
    julia: `${name}pi`,
    matlab: `${name}pi`,
  };
}

export const turns = {
  /** sin(πx). */
  sinPi: {
    arity: 1,
    value: sinPi,
    partials: [mul(PI, apply('cosPi', X))],
    show: operator('sinpi'),
    read: { ...notes('sinpi'), julia: ['sinpi'], c: ['sinpi'], matlab: ['sinpi'], r: ['sinpi'] },
    emit: emits(ofPi('sin')),
    probe: PROBE,
  },
  /** cos(πx). */
  cosPi: {
    arity: 1,
    value: cosPi,
    partials: [neg(mul(PI, apply('sinPi', X)))],
    show: operator('cospi'),
    read: { ...notes('cospi'), julia: ['cospi'], c: ['cospi'], matlab: ['cospi'], r: ['cospi'] },
    emit: emits(ofPi('cos')),
    probe: PROBE,
  },
  /** cos(x) − 1. */
  cosm1: {
    arity: 1,
    value: (x) => -2 * Math.sin(0.5 * x) ** 2,
    partials: [neg(apply('sin', X))],
    show: operator('cosm1'),
    read: { ...notes('cosm1'), python: python('special', 'cosm1') },
    emit: emits({
      np: 'scipy.special.cosm1',
      torch: '-2 * torch.sin($1 / 2) ** 2',
      jax: '-2 * jnp.sin($1 / 2) ** 2',
      js: '-2 * Math.sin($1 / 2) ** 2',
      c: '-2 * sin($1 / 2) * sin($1 / 2)',
      julia: '-2 * sin($1 / 2)^2',
      matlab: '-2 * sin($1 / 2) .^ 2',
    }),
    probe: [[-2], [0], [0.75], [1e-9]],
  },
} satisfies Record<string, ScalarRow>;
