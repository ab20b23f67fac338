/** Circular functions, their inverses and angles. */
import { cos, sin } from './elementary.ts';
import * as kernels from './kernels.ts';
import { c, call, emits, everywhere, named, notes, operator, python } from './make.ts';
import { add, apply, div, mul, neg, num, ONE, OUT, pow, type ScalarRow, sq, sub, X, Y } from './row.ts';

const COMMON = 'math np torch jnp tf sympy';
const INSIDE = { holds: (x: number) => Math.abs(x) < 1, text: 'an argument between −1 and 1' };
const OUTSIDE = { holds: (x: number) => Math.abs(x) > 1, text: 'an argument below −1 or above 1' };
const sqrt = (...operands: Parameters<typeof neg>) => apply('sqrt', ...operands);

/** asin: the names of an inverse function in notes and in the languages that have it. */
function inverse(short: string, long: string) {
  return {
    ...everywhere(short),
    ...notes(short, long),
    python: [...python('math torch tf sympy np jnp', short), ...python('np torch jnp', long)],
  };
}

/** acot and the like: in notes, SymPy, Julia and MATLAB only. */
function rareInverse(short: string, long: string, other: readonly string[] = []) {
  return { ...notes(short, long, ...other), python: python('sympy', short), julia: [short], matlab: [short] };
}

export const trigonometric = {
  sin: {
    arity: 1,
    value: sin,
    partials: [apply('cos', X)],
    show: call('\\sin', 'sin'),
    read: { ...everywhere('sin'), python: python(COMMON, 'sin') },
    emit: named('sin'),
    probe: [[-2], [0], [0.75], [40]],
  },
  cos: {
    arity: 1,
    value: cos,
    partials: [neg(apply('sin', X))],
    show: call('\\cos', 'cos'),
    read: { ...everywhere('cos'), python: python(COMMON, 'cos') },
    emit: named('cos'),
    probe: [[-2], [0], [0.75], [40]],
  },
  tan: {
    arity: 1,
    value: Math.tan,
    partials: [add(ONE, sq(OUT))],
    show: call('\\tan', 'tan'),
    read: { ...everywhere('tan'), ...notes('tan', 'tg'), python: python(COMMON, 'tan') },
    emit: named('tan'),
    probe: [[-2], [0], [0.75], [1.5]],
  },
  cot: {
    arity: 1,
    value: kernels.cot,
    partials: [neg(add(ONE, sq(OUT)))],
    domain: { holds: (x) => Math.sin(x) !== 0, text: 'an argument that is no multiple of π' },
    show: call('\\cot', 'cot'),
    read: { ...notes('cot', 'ctg', 'cotg', 'cotan'), python: python('sympy', 'cot'), julia: ['cot'], matlab: ['cot'] },
    emit: emits({
      np: '1 / np.tan($1)',
      torch: '1 / torch.tan($1)',
      jax: '1 / jnp.tan($1)',
      js: '1 / Math.tan($1)',
      c: '1 / tan($1)',
      julia: 'cot',
      matlab: 'cot',
    }),
    probe: [[-2], [0.75], [1.5]],
  },
  sec: {
    arity: 1,
    value: kernels.sec,
    partials: [mul(OUT, apply('tan', X))],
    show: call('\\sec', 'sec'),
    read: { ...notes('sec'), python: python('sympy', 'sec'), julia: ['sec'], matlab: ['sec'] },
    emit: emits({
      np: '1 / np.cos($1)',
      torch: '1 / torch.cos($1)',
      jax: '1 / jnp.cos($1)',
      js: '1 / Math.cos($1)',
      c: '1 / cos($1)',
      julia: 'sec',
      matlab: 'sec',
    }),
    probe: [[-2], [0], [0.75]],
  },
  csc: {
    arity: 1,
    value: kernels.csc,
    partials: [neg(mul(OUT, apply('cot', X)))],
    domain: { holds: (x) => Math.sin(x) !== 0, text: 'an argument that is no multiple of π' },
    show: call('\\csc', 'csc'),
    read: { ...notes('csc', 'cosec'), python: python('sympy', 'csc'), julia: ['csc'], matlab: ['csc'] },
    emit: emits({
      np: '1 / np.sin($1)',
      torch: '1 / torch.sin($1)',
      jax: '1 / jnp.sin($1)',
      js: '1 / Math.sin($1)',
      c: '1 / sin($1)',
      julia: 'csc',
      matlab: 'csc',
    }),
    probe: [[-2], [0.75], [1.5]],
  },
  asin: {
    arity: 1,
    value: Math.asin,
    partials: [div(ONE, sqrt(sub(ONE, sq(X))))],
    domain: INSIDE,
    show: call('\\arcsin', 'arcsin'),
    read: inverse('asin', 'arcsin'),
    emit: named('asin', { np: 'np.arcsin', jax: 'jnp.arcsin' }),
    probe: [[-0.5], [0], [0.875], [2]],
  },
  acos: {
    arity: 1,
    value: Math.acos,
    partials: [neg(div(ONE, sqrt(sub(ONE, sq(X)))))],
    domain: INSIDE,
    show: call('\\arccos', 'arccos'),
    read: inverse('acos', 'arccos'),
    emit: named('acos', { np: 'np.arccos', jax: 'jnp.arccos' }),
    probe: [[-0.5], [0], [0.875], [2]],
  },
  atan: {
    arity: 1,
    value: Math.atan,
    partials: [div(ONE, add(ONE, sq(X)))],
    show: call('\\arctan', 'arctan'),
    read: { ...inverse('atan', 'arctan'), ...notes('atan', 'arctan', 'arctg') },
    emit: named('atan', { np: 'np.arctan', jax: 'jnp.arctan' }),
    probe: [[-2], [0], [0.75], [1e8]],
  },
  /** atan(1/x), in (−π/2, π/2]. */
  acot: {
    arity: 1,
    value: kernels.acot,
    partials: [neg(div(ONE, add(ONE, sq(X))))],
    kink: {
      at: kernels.nearZero,
      text: 'at 0, where this branch of arccot jumps',
      convention: 'derivative −1, equal on both sides',
    },
    show: operator('arccot'),
    read: rareInverse('acot', 'arccot'),
    emit: emits({
      np: 'np.arctan(1 / $1)',
      torch: 'torch.atan(1 / $1)',
      jax: 'jnp.arctan(1 / $1)',
      js: 'Math.atan(1 / $1)',
      c: 'atan(1 / $1)',
      julia: 'acot',
      matlab: 'acot',
    }),
    probe: [[-2], [0.75], [1e8]],
  },
  asec: {
    arity: 1,
    value: kernels.asec,
    partials: [div(ONE, mul(apply('abs', X), sqrt(sub(sq(X), ONE))))],
    domain: OUTSIDE,
    show: operator('arcsec'),
    read: rareInverse('asec', 'arcsec'),
    emit: emits({
      np: 'np.arccos(1 / $1)',
      torch: 'torch.acos(1 / $1)',
      jax: 'jnp.arccos(1 / $1)',
      js: 'Math.acos(1 / $1)',
      c: 'acos(1 / $1)',
      julia: 'asec',
      matlab: 'asec',
    }),
    probe: [[-2], [1.25], [50], [0.5]],
  },
  acsc: {
    arity: 1,
    value: kernels.acsc,
    partials: [neg(div(ONE, mul(apply('abs', X), sqrt(sub(sq(X), ONE)))))],
    domain: OUTSIDE,
    show: operator('arccsc'),
    read: rareInverse('acsc', 'arccsc', ['arccosec']),
    emit: emits({
      np: 'np.arcsin(1 / $1)',
      torch: 'torch.asin(1 / $1)',
      jax: 'jnp.arcsin(1 / $1)',
      js: 'Math.asin(1 / $1)',
      c: 'asin(1 / $1)',
      julia: 'acsc',
      matlab: 'acsc',
    }),
    probe: [[-2], [1.25], [50], [0.5]],
  },
  /** The angle of the point with ordinate x and abscissa y: `atan2(ordinate, abscissa)`. */
  atan2: {
    arity: 2,
    value: Math.atan2,
    partials: [div(Y, add(sq(X), sq(Y))), neg(div(X, add(sq(X), sq(Y))))],
    domain: { holds: (x, y) => x !== 0 || y !== 0, text: 'operands that are not both 0' },
    kink: {
      at: (x, y) => y < 0 && Math.abs(x) <= 4 * Number.EPSILON * -y,
      text: 'on the negative half axis, where the angle jumps from π to −π',
      convention: 'the derivative of either side, which is the same',
    },
    show: operator('atan2'),
    read: {
      latex: ['atan2', 'arctan2', 'arctan', 'atan'],
      plain: ['atan2', 'arctan2', 'atan', 'arctan'],
      python: [
        ...python('math torch tf sympy np', 'atan2'),
        ...python('np torch jnp', 'arctan2'),
        ...python('jnp', 'atan2'),
      ],
      javascript: ['atan2'],
      julia: ['atan'],
      c: c('atan2'),
      matlab: ['atan2'],
      r: ['atan2'],
    },
    emit: named('atan2', { np: 'np.arctan2', jax: 'jnp.arctan2', julia: 'atan' }),
    probe: [
      [1, 2],
      [-1, 0.5],
      [0.25, -3],
      [-2, -1],
      [3, 0],
    ],
  },
  /** Degrees to radians. */
  radians: {
    arity: 1,
    value: (x) => (x * Math.PI) / 180,
    partials: [div(num(Math.PI), num(180))],
    show: operator('radians'),
    read: {
      ...notes('radians', 'deg2rad'),
      python: [...python('math np jnp', 'radians'), ...python('np torch jnp', 'deg2rad')],
      julia: ['deg2rad'],
      matlab: ['deg2rad'],
    },
    emit: emits({
      np: 'np.radians',
      torch: 'torch.deg2rad',
      jax: 'jnp.radians',
      js: '$1 * Math.PI / 180',
      c: '$1 * acos(-1) / 180',
      julia: 'deg2rad',
      matlab: 'deg2rad',
    }),
    probe: [[-90], [0], [37.5]],
  },
  /** Radians to degrees. */
  degrees: {
    arity: 1,
    value: (x) => (x * 180) / Math.PI,
    partials: [div(num(180), num(Math.PI))],
    show: operator('degrees'),
    read: {
      ...notes('degrees', 'rad2deg'),
      python: [...python('math np jnp', 'degrees'), ...python('np torch jnp', 'rad2deg')],
      julia: ['rad2deg'],
      matlab: ['rad2deg'],
    },
    emit: emits({
      np: 'np.degrees',
      torch: 'torch.rad2deg',
      jax: 'jnp.degrees',
      js: '$1 * 180 / Math.PI',
      c: '$1 * 180 / acos(-1)',
      julia: 'rad2deg',
      matlab: 'rad2deg',
    }),
    probe: [[-2], [0], [0.75]],
  },
  /** sin x / x, the sine cardinal of mathematics. Near 0 the derivative is a series: there cos x − sinc x cancels. */
  sinc: {
    arity: 1,
    value: kernels.sinc,
    partials: [
      apply(
        'select',
        apply('lt', apply('abs', X), num(0.01)),
        sub(sub(div(pow(X, num(3)), num(30)), div(X, num(3))), div(pow(X, num(5)), num(840))),
        div(sub(apply('cos', X), OUT), X),
      ),
    ],
    show: operator('sinc'),
    read: { ...notes('sinc'), python: python('sympy', 'sinc') },
    emit: emits({
      np: 'np.sinc($1 / np.pi)',
      torch: 'torch.sinc($1 / torch.pi)',
      jax: 'jnp.sinc($1 / jnp.pi)',
      js: '($1 === 0 ? 1 : Math.sin($1) / $1)',
      c: '($1 == 0 ? 1 : sin($1) / $1)',
      julia: 'sinc($1 / π)',
      matlab: 'sinc($1 / pi)',
    }),
    probe: [[-2], [0], [0.005], [0.75], [-0.02], [30]],
  },
  /** sin πx / (πx), the normalized one of signal processing (NumPy, PyTorch, Julia, MATLAB). */
  sincPi: {
    arity: 1,
    value: kernels.sincPi,
    partials: [
      apply(
        'select',
        apply('lt', apply('abs', X), num(0.003)),
        sub(
          sub(div(mul(pow(num(Math.PI), num(4)), pow(X, num(3))), num(30)), div(mul(sq(num(Math.PI)), X), num(3))),
          div(mul(pow(num(Math.PI), num(6)), pow(X, num(5))), num(840)),
        ),
        div(sub(apply('cos', mul(num(Math.PI), X)), OUT), X),
      ),
    ],
    show: operator('sincPi'),
    read: {
      ...notes('sincPi'),
      python: python('np torch jnp torch.special', 'sinc'),
      julia: ['sinc'],
      matlab: ['sinc'],
    },
    emit: emits({
      np: 'np.sinc',
      torch: 'torch.sinc',
      jax: 'jnp.sinc',
      js: '($1 === 0 ? 1 : Math.sin(Math.PI * $1) / (Math.PI * $1))',
      c: '($1 == 0 ? 1 : sin(acos(-1) * $1) / (acos(-1) * $1))',
      julia: 'sinc',
      matlab: 'sinc',
    }),
    probe: [[-2], [0], [0.001], [0.75], [-0.02], [3.5]],
  },
} satisfies Record<string, ScalarRow>;
