/** Choices, comparisons, truth values, steps and rounding: everything with kinks or jumps. */
import * as kernels from './kernels.ts';
import { c, call, emits, everywhere, type Names, named, notes, operator, python, SPECIAL, template } from './make.ts';
import { apply, type Kink, num, ONE, type ScalarRow, type Show, type Term, X, Y, Z, ZERO } from './row.ts';

const NONE = num(0);
const select = (condition: Term, then: Term, otherwise: Term) => apply('select', condition, then, otherwise);

const AT_ZERO_JUMP: Kink = { at: kernels.nearZero, text: 'at 0', convention: 'derivative 0' };
const AT_INTEGERS: Kink = { at: kernels.nearInteger, text: 'at integers', convention: 'derivative 0' };
const AT_HALVES: Kink = {
  at: (x) => kernels.nearInteger(x - 0.5),
  text: 'halfway between integers',
  convention: 'derivative 0',
};
const WHERE_EQUAL: Kink = {
  at: kernels.nearEqual,
  text: 'where both sides are equal',
  convention: 'derivative 0; the branch that the comparison takes there counts',
};

const PAIRS = [
  [1, 2],
  [2, 1],
  [-1.5, -1.5],
];

function comparison(
  value: (x: number, y: number) => boolean,
  latex: string,
  text: string,
  words: string[],
  pythons: readonly string[],
  matlab: string,
): ScalarRow {
  return {
    arity: 2,
    value: (x, y) => (value(x ?? Number.NaN, y ?? Number.NaN) ? 1 : 0),
    partials: [ZERO, ZERO],
    kink: WHERE_EQUAL,
    logical: true,
    show: { form: 'infix', latex, text, precedence: 1 },
    read: { plain: words, python: pythons, matlab: [matlab] },
    emit: template(
      `$1 ${text} $2`,
      matlab === 'ne' ? { matlab: '$1 ~= $2' } : text === '==' ? { js: '$1 === $2' } : {},
    ),
    probe: PAIRS,
  };
}

function logic(
  arity: 1 | 2,
  value: (x: number, y: number) => boolean,
  show: Show,
  word: string,
  emit: Names,
): ScalarRow {
  return {
    arity,
    value: (x, y) => (value(x ?? Number.NaN, y ?? Number.NaN) ? 1 : 0),
    partials: arity === 1 ? [ZERO] : [ZERO, ZERO],
    logical: true,
    show,
    read: { plain: [word], python: python('np torch jnp tf', `logical_${word}`), matlab: [word] },
    emit: emits(emit),
    probe:
      arity === 1
        ? [[0], [1]]
        : [
            [0, 0],
            [0, 1],
            [1, 0],
            [1, 1],
          ],
  };
}

/** floor and the like: constant between jumps. */
function step(value: (x: number) => number, kink: Kink, rest: Pick<ScalarRow, 'show' | 'read' | 'emit'>): ScalarRow {
  return {
    arity: 1,
    value: (x) => value(x ?? Number.NaN),
    partials: [ZERO],
    kink,
    ...rest,
    probe: [[-2.25], [0.75], [1.5], [3.25], [-0.5], [-3.75], [2.5]],
  };
}

export const piecewise = {
  abs: {
    arity: 1,
    value: Math.abs,
    partials: [apply('sign', X)],
    kink: {
      at: kernels.nearZero,
      text: 'at 0',
      convention: 'derivative 0 (PyTorch, JAX and TensorFlow agree)',
    },
    show: SPECIAL,
    read: {
      ...notes('abs', 'Abs'),
      python: [
        ...python('', 'abs'),
        ...python('np torch jnp tf', 'abs'),
        ...python('np torch jnp', 'absolute'),
        ...python('math np jnp', 'fabs'),
        ...python('sympy', 'Abs'),
      ],
      javascript: ['abs'],
      julia: ['abs'],
      c: [...c('fabs'), 'std::abs'],
      matlab: ['abs'],
      r: ['abs'],
    },
    emit: named('abs', { c: 'fabs' }),
    probe: [[-2], [0.75], [0]],
  },
  /** −1, 0 or 1. */
  sign: {
    arity: 1,
    value: Math.sign,
    partials: [ZERO],
    kink: AT_ZERO_JUMP,
    show: operator('sign'),
    read: {
      ...notes('sign', 'sgn', 'signum'),
      python: [...python('np torch jnp tf sympy', 'sign'), ...python('torch', 'sgn')],
      javascript: ['sign'],
      julia: ['sign'],
      matlab: ['sign'],
      r: ['sign'],
    },
    emit: named('sign', { c: '(double)(($1 > 0) - ($1 < 0))' }),
    probe: [[-2], [0.75], [0]],
  },
  floor: step(Math.floor, AT_INTEGERS, {
    show: SPECIAL,
    read: { ...everywhere('floor'), python: python('math np torch jnp tf sympy', 'floor') },
    emit: named('floor'),
  }),
  ceil: step(Math.ceil, AT_INTEGERS, {
    show: SPECIAL,
    read: {
      ...everywhere('ceil'),
      ...notes('ceil', 'ceiling'),
      r: ['ceiling'],
      python: [...python('math np torch jnp tf', 'ceil'), ...python('sympy', 'ceiling')],
    },
    emit: named('ceil'),
  }),
  /** To the nearest integer, ties to even. */
  round: step(kernels.roundHalfEven, AT_HALVES, {
    show: operator('roundHalfEven'),
    read: {
      ...notes('roundHalfEven'),
      python: [...python('', 'round'), ...python('np torch jnp tf', 'round'), ...python('np jnp', 'rint', 'around')],
      julia: ['round'],
      c: c('rint', 'nearbyint'),
      r: ['round'],
    },
    emit: emits({ np: 'np.round', torch: 'torch.round', jax: 'jnp.round', c: 'rint', julia: 'round' }),
  }),
  /** To the nearest integer, ties upwards (JavaScript). */
  roundHalfUp: step(Math.round, AT_HALVES, {
    show: operator('roundHalfUp'),
    read: { ...notes('roundHalfUp'), javascript: ['round'] },
    emit: emits({
      np: 'np.floor($1 + 0.5)',
      torch: 'torch.floor($1 + 0.5)',
      jax: 'jnp.floor($1 + 0.5)',
      js: 'Math.round',
      c: 'floor($1 + 0.5)',
      julia: 'floor($1 + 0.5)',
      matlab: 'floor($1 + 0.5)',
    }),
  }),
  /** To the nearest integer, ties away from zero (C, MATLAB, schools). */
  roundHalfAway: step(kernels.roundHalfAway, AT_HALVES, {
    show: operator('round'),
    read: { ...notes('round'), c: c('round'), matlab: ['round'] },
    emit: emits({
      np: 'np.sign($1) * np.floor(np.abs($1) + 0.5)',
      torch: 'torch.sign($1) * torch.floor(torch.abs($1) + 0.5)',
      jax: 'jnp.sign($1) * jnp.floor(jnp.abs($1) + 0.5)',
      js: 'Math.sign($1) * Math.round(Math.abs($1))',
      c: 'round',
      julia: 'sign($1) * floor(abs($1) + 0.5)',
      matlab: 'round',
    }),
  }),
  /** Towards zero. */
  trunc: step(
    Math.trunc,
    { ...AT_INTEGERS, at: (x) => kernels.nearInteger(x) && !kernels.nearZero(x) },
    {
      show: operator('trunc'),
      read: {
        ...everywhere('trunc'),
        python: [...python('math np torch jnp', 'trunc'), ...python('np torch jnp', 'fix')],
        matlab: ['fix'],
      },
      emit: named('trunc', { matlab: 'fix' }),
    },
  ),
  max: {
    arity: 2,
    value: Math.max,
    partials: [select(apply('ge', X, Y), ONE, NONE), select(apply('ge', X, Y), NONE, ONE)],
    kink: {
      at: kernels.nearEqual,
      text: 'where both operands are equal',
      convention: 'the first operand counts (TensorFlow; PyTorch and JAX take one half of each)',
    },
    show: call('\\max', 'max'),
    read: {
      ...notes('max', 'maximum'),
      python: [
        ...python('', 'max'),
        ...python('np torch jnp tf', 'maximum'),
        ...python('np jnp torch', 'fmax'),
        ...python('sympy', 'Max'),
      ],
      javascript: ['max'],
      julia: ['max'],
      c: [...c('fmax'), 'std::max'],
      matlab: ['max'],
      r: ['max', 'pmax'],
    },
    emit: named('max', { np: 'np.maximum', torch: 'torch.maximum', jax: 'jnp.maximum', c: 'fmax' }),
    probe: PAIRS,
  },
  min: {
    arity: 2,
    value: Math.min,
    partials: [select(apply('le', X, Y), ONE, NONE), select(apply('le', X, Y), NONE, ONE)],
    kink: {
      at: kernels.nearEqual,
      text: 'where both operands are equal',
      convention: 'the first operand counts (TensorFlow; PyTorch and JAX take one half of each)',
    },
    show: call('\\min', 'min'),
    read: {
      ...notes('min', 'minimum'),
      python: [
        ...python('', 'min'),
        ...python('np torch jnp tf', 'minimum'),
        ...python('np jnp torch', 'fmin'),
        ...python('sympy', 'Min'),
      ],
      javascript: ['min'],
      julia: ['min'],
      c: [...c('fmin'), 'std::min'],
      matlab: ['min'],
      r: ['min', 'pmin'],
    },
    emit: named('min', { np: 'np.minimum', torch: 'torch.minimum', jax: 'jnp.minimum', c: 'fmin' }),
    probe: PAIRS,
  },
  /** min(max(x, low), high). */
  clip: {
    arity: 3,
    value: (x, low, high) => Math.min(Math.max(x, low), high),
    partials: [
      select(apply('and', apply('ge', X, Y), apply('le', X, Z)), ONE, NONE),
      select(apply('lt', X, Y), ONE, NONE),
      select(apply('gt', X, Z), ONE, NONE),
    ],
    domain: { holds: (_x, low, high) => low <= high, text: 'a lower bound that is not above the upper one' },
    kink: {
      at: (x, low, high) => kernels.nearEqual(x, low) || kernels.nearEqual(x, high),
      text: 'at the bounds',
      convention: 'derivative 1 (PyTorch and TensorFlow; JAX takes one half)',
    },
    show: operator('clip'),
    read: {
      ...notes('clip', 'clamp'),
      python: [...python('np torch jnp', 'clip'), ...python('torch', 'clamp'), ...python('tf', 'clip_by_value')],
      julia: ['clamp'],
      c: ['std::clamp'],
    },
    emit: emits({
      np: 'np.clip',
      torch: 'torch.clamp',
      jax: 'jnp.clip',
      js: 'Math.min(Math.max($1, $2), $3)',
      c: 'fmin(fmax($1, $2), $3)',
      julia: 'clamp',
      matlab: 'min(max($1, $2), $3)',
    }),
    probe: [
      [0.5, -1, 1],
      [-2, -1, 1],
      [3, -1, 1],
    ],
  },
  /** `then` where the condition holds (is not 0), else `otherwise`; the other side contributes an exact zero. */
  select: {
    arity: 3,
    value: (condition, then, otherwise) => (condition ? then : otherwise),
    partials: [ZERO, select(X, ONE, NONE), select(X, NONE, ONE)],
    show: SPECIAL,
    read: {
      ...notes('select', 'where', 'ifelse'),
      python: [...python('np torch jnp tf', 'where'), 'lax.select'],
      julia: ['ifelse'],
      r: ['ifelse'],
    },
    emit: emits({
      np: 'np.where',
      torch: 'torch.where',
      jax: 'jnp.where',
      js: '$1 ? $2 : $3',
      c: '$1 ? $2 : $3',
      julia: 'ifelse',
      matlab: 'choose', // defined beside the emitted function
    }),
    probe: [
      [1, 2, 3],
      [0, 2, 3],
    ],
  },
  lt: comparison(
    (x, y) => x < y,
    '<',
    '<',
    ['lt', 'less'],
    python('np jnp torch tf', 'less').concat(python('torch', 'lt')),
    'lt',
  ),
  le: comparison(
    (x, y) => x <= y,
    '\\le',
    '<=',
    ['le'],
    python('np jnp torch tf', 'less_equal').concat(python('torch', 'le')),
    'le',
  ),
  gt: comparison(
    (x, y) => x > y,
    '>',
    '>',
    ['gt', 'greater'],
    python('np jnp torch tf', 'greater').concat(python('torch', 'gt')),
    'gt',
  ),
  ge: comparison(
    (x, y) => x >= y,
    '\\ge',
    '>=',
    ['ge'],
    python('np jnp torch tf', 'greater_equal').concat(python('torch', 'ge')),
    'ge',
  ),
  eq: comparison(
    (x, y) => x === y,
    '=',
    '==',
    ['eq'],
    python('np jnp tf', 'equal').concat(python('torch', 'eq')),
    'eq',
  ),
  ne: comparison(
    (x, y) => x !== y,
    '\\ne',
    '!=',
    ['ne'],
    python('np jnp torch tf', 'not_equal').concat(python('torch', 'ne')),
    'ne',
  ),
  and: logic(2, (x, y) => x !== 0 && y !== 0, { form: 'infix', latex: '\\land', text: 'and', precedence: 3 }, 'and', {
    np: 'np.logical_and($1, $2)',
    torch: 'torch.logical_and($1, $2)',
    jax: 'jnp.logical_and($1, $2)',
    js: '$1 && $2',
    c: '$1 && $2',
    julia: '$1 && $2',
    matlab: '$1 & $2',
  }),
  or: logic(2, (x, y) => x !== 0 || y !== 0, { form: 'infix', latex: '\\lor', text: 'or', precedence: 2 }, 'or', {
    np: 'np.logical_or($1, $2)',
    torch: 'torch.logical_or($1, $2)',
    jax: 'jnp.logical_or($1, $2)',
    js: '$1 || $2',
    c: '$1 || $2',
    julia: '$1 || $2',
    matlab: '$1 | $2',
  }),
  not: logic(1, (x) => x === 0, { form: 'prefix', latex: '\\lnot', text: 'not', precedence: 3 }, 'not', {
    np: 'np.logical_not($1)',
    torch: 'torch.logical_not($1)',
    jax: 'jnp.logical_not($1)',
    js: '!$1',
    c: '!$1',
    julia: '!$1',
    matlab: '~$1',
  }),
  /** 0 below 0, 1 above, one half at 0 (MATLAB, SymPy). */
  heaviside: {
    arity: 1,
    value: (x) => (x < 0 ? 0 : x > 0 ? 1 : x === 0 ? 0.5 : Number.NaN),
    partials: [ZERO],
    kink: AT_ZERO_JUMP,
    show: operator('heaviside'),
    read: {
      ...notes('heaviside', 'Heaviside', 'step'),
      python: python('sympy', 'Heaviside'),
      matlab: ['heaviside'],
    },
    emit: emits({
      np: 'np.heaviside($1, 0.5)',
      torch: '(torch.sign($1) + 1) / 2',
      jax: 'jnp.heaviside($1, 0.5)',
      js: '(Math.sign($1) + 1) / 2',
      c: '0.5 * (1 + ($1 > 0) - ($1 < 0))',
      julia: '(sign($1) + 1) / 2',
      matlab: '(sign($1) + 1) / 2',
    }),
    probe: [[-2], [0.75], [0]],
  },
  /** 0 below 0, 1 above, `y` at 0 (NumPy, PyTorch). */
  heavisideAt: {
    arity: 2,
    value: (x, y) => (x < 0 ? 0 : x > 0 ? 1 : x === 0 ? y : Number.NaN),
    partials: [ZERO, select(apply('eq', X, NONE), ONE, NONE)],
    kink: { ...AT_ZERO_JUMP, at: (x) => kernels.nearZero(x) },
    show: operator('heaviside'),
    read: { ...notes('heaviside'), python: python('np torch jnp', 'heaviside') },
    emit: emits({
      np: 'np.heaviside',
      torch: 'torch.heaviside',
      jax: 'jnp.heaviside',
      js: '($1 < 0 ? 0 : $1 > 0 ? 1 : $2)',
      c: '($1 < 0 ? 0 : $1 > 0 ? 1 : $2)',
      julia: '($1 < 0 ? 0 : $1 > 0 ? 1 : $2)',
    }),
    probe: [
      [-2, 0.25],
      [0.75, 0.25],
    ],
  },
} satisfies Record<string, ScalarRow>;
