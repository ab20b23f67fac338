/** Activations of neural networks and the logistic family. */
import * as kernels from './kernels.ts';
import { emits, type Names, notes, operator, python } from './make.ts';
import { add, apply, div, type Kink, mul, num, ONE, OUT, type ScalarRow, sq, sub, type Term, X, Y } from './row.ts';
import { normalCdf } from './special-kernels.ts';

const NONE = num(0);
const select = (condition: Term, then: Term, otherwise: Term) => apply('select', condition, then, otherwise);
const exp = (a: Term) => apply('exp', a);
const sigmoid = (a: Term) => apply('sigmoid', a);
const POSITIVE = apply('gt', X, NONE);

/** Klambauer et al., Self-Normalizing Neural Networks (2017). */
const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;
/** √(2/π) and the cubic coefficient of Hendrycks & Gimpel, Gaussian Error Linear Units (2016). */
const GELU_SCALE = 0.7978845608028654;
const GELU_CUBIC = 0.044715;

const PROBE = [[-2], [0.75], [3]];
const SMOOTH_PROBE = [[-2], [0], [0.75], [-30], [30]];

/** Where a ramp bends, and the slope that is answered there. */
function bend(text: string, convention: string, ...at: readonly number[]): Kink {
  return { at: (x) => at.some((corner) => kernels.nearZero(x - corner)), text, convention };
}

function torch(name: string): Names {
  return { torch: `torch.nn.functional.${name}`, jax: `jax.nn.${name}` };
}

/** The argument of tanh in geluTanh, twice: 2√(2/π)(x + 0.044715x³), and its derivative. */
const TANH_TWICE = mul(num(2 * GELU_SCALE), add(X, mul(num(GELU_CUBIC), apply('pow', X, num(3)))));
const TANH_TWICE_SLOPE = mul(num(2 * GELU_SCALE), add(ONE, mul(num(3 * GELU_CUBIC), sq(X))));

export const activation = {
  /** 1/(1 + exp(−x)). */
  sigmoid: {
    arity: 1,
    value: kernels.sigmoid,
    partials: [mul(OUT, sub(ONE, OUT))],
    show: operator('sigmoid'),
    read: {
      ...notes('sigmoid', 'Sigmoid', 'logistic', 'expit', 'sigm'),
      python: [
        ...python('torch tf F jax.nn', 'sigmoid'),
        ...python('special torch.special', 'expit'),
        ...python('lax', 'logistic'),
      ],
      julia: ['sigmoid', 'σ', 'logistic'],
      matlab: ['logsig', 'sigmoid'],
      r: ['plogis'],
    },
    emit: emits({
      np: 'scipy.special.expit',
      torch: 'torch.sigmoid',
      jax: 'jax.nn.sigmoid',
      js: '1 / (1 + Math.exp(-$1))',
      c: '1 / (1 + exp(-$1))',
      julia: '1 / (1 + exp(-$1))',
      matlab: '1 ./ (1 + exp(-$1))',
    }),
    probe: SMOOTH_PROBE,
  },
  /** log sigmoid(x), without underflow. */
  logsigmoid: {
    arity: 1,
    value: (x) => -kernels.softplus(-x),
    partials: [sigmoid(apply('neg', X))],
    show: operator('logsigmoid'),
    read: {
      ...notes('logsigmoid', 'logSigmoid', 'LogSigmoid'),
      python: [...python('F', 'logsigmoid'), ...python('jax.nn tf', 'log_sigmoid'), ...python('special', 'log_expit')],
      julia: ['logsigmoid', 'logσ'],
    },
    emit: emits({
      np: '-np.logaddexp(0, -$1)',
      torch: 'torch.nn.functional.logsigmoid',
      jax: 'jax.nn.log_sigmoid',
      js: 'Math.min($1, 0) - Math.log1p(Math.exp(-Math.abs($1)))',
      c: 'fmin($1, 0) - log1p(exp(-fabs($1)))',
      julia: 'min($1, 0) - log1p(exp(-abs($1)))',
      matlab: 'min($1, 0) - log1p(exp(-abs($1)))',
    }),
    probe: SMOOTH_PROBE,
  },
  /** log(1 + exp(x)). */
  softplus: {
    arity: 1,
    value: kernels.softplus,
    partials: [sigmoid(X)],
    show: operator('softplus'),
    read: {
      ...notes('softplus', 'Softplus', 'SoftPlus', 'log1pexp'),
      python: python('F jax.nn tf', 'softplus'),
      julia: ['softplus', 'log1pexp'],
    },
    emit: emits({
      ...torch('softplus'),
      np: 'np.logaddexp(0, $1)',
      js: 'Math.max($1, 0) + Math.log1p(Math.exp(-Math.abs($1)))',
      c: 'fmax($1, 0) + log1p(exp(-fabs($1)))',
      julia: 'max($1, 0) + log1p(exp(-abs($1)))',
      matlab: 'max($1, 0) + log1p(exp(-abs($1)))',
    }),
    probe: SMOOTH_PROBE,
  },
  relu: {
    arity: 1,
    value: (x) => Math.max(x, 0),
    partials: [select(POSITIVE, ONE, NONE)],
    kink: bend('at 0', 'derivative 0 (PyTorch, JAX and TensorFlow agree)', 0),
    show: operator('ReLU'),
    read: {
      ...notes('ReLU', 'relu', 'Relu', 'RELU'),
      python: [...python('F jax.nn tf', 'relu'), ...python('torch', 'relu')],
      julia: ['relu'],
      matlab: ['relu', 'poslin'],
    },
    emit: emits({
      np: 'np.maximum(0, $1)',
      torch: 'torch.relu',
      jax: 'jax.nn.relu',
      js: 'Math.max(0, $1)',
      c: 'fmax(0, $1)',
      julia: 'max(0, $1)',
      matlab: 'max(0, $1)',
    }),
    probe: PROBE,
  },
  relu6: {
    arity: 1,
    value: (x) => Math.min(Math.max(x, 0), 6),
    partials: [select(apply('and', POSITIVE, apply('lt', X, num(6))), ONE, NONE)],
    kink: bend('at 0 and 6', 'derivative 0 (PyTorch and TensorFlow; JAX takes one half)', 0, 6),
    show: operator('ReLU6'),
    read: { ...notes('ReLU6', 'relu6'), python: python('F jax.nn tf', 'relu6'), julia: ['relu6'] },
    emit: emits({
      ...torch('relu6'),
      np: 'np.clip($1, 0, 6)',
      js: 'Math.min(Math.max($1, 0), 6)',
      c: 'fmin(fmax($1, 0), 6)',
      julia: 'clamp($1, 0, 6)',
      matlab: 'min(max($1, 0), 6)',
    }),
    probe: [...PROBE, [7]],
  },
  /** x for x > 0, else y·x. */
  leakyRelu: {
    arity: 2,
    value: (x, slope) => (x > 0 ? x : slope * x),
    partials: [select(POSITIVE, ONE, Y), select(POSITIVE, NONE, X)],
    kink: bend('at 0', 'the slope of the negative side (PyTorch and TensorFlow; JAX takes 1)', 0),
    show: operator('leakyReLU'),
    read: {
      ...notes('leakyReLU', 'leakyRelu', 'LeakyReLU', 'leaky_relu'),
      python: python('F jax.nn tf', 'leaky_relu'),
      julia: ['leakyrelu'],
    },
    emit: emits({
      ...torch('leaky_relu'),
      np: 'np.where($1 > 0, $1, $2 * $1)',
      js: '($1 > 0 ? $1 : $2 * $1)',
      c: '($1 > 0 ? $1 : $2 * $1)',
      julia: 'ifelse($1 > 0, $1, $2 * $1)',
      matlab: 'max($1, 0) + $2 .* min($1, 0)',
    }),
    probe: [
      [-2, 0.25],
      [0.75, 0.25],
      [3, -1],
    ],
  },
  /** x for x > 0, else y(exp(x) − 1). */
  elu: {
    arity: 2,
    value: (x, alpha) => (x > 0 ? x : alpha * Math.expm1(x)),
    partials: [select(POSITIVE, ONE, mul(Y, exp(X))), select(POSITIVE, NONE, apply('expm1', X))],
    kink: {
      at: (x, alpha) => kernels.nearZero(x) && alpha !== 1,
      text: 'at 0 where alpha is not 1',
      convention: 'the slope of the negative side, alpha (PyTorch, JAX and TensorFlow agree)',
    },
    show: operator('ELU'),
    read: { ...notes('ELU', 'elu'), python: python('F jax.nn', 'elu'), julia: ['elu'] },
    emit: emits({
      ...torch('elu'),
      np: 'np.where($1 > 0, $1, $2 * np.expm1(np.minimum($1, 0)))',
      js: '($1 > 0 ? $1 : $2 * Math.expm1($1))',
      c: '($1 > 0 ? $1 : $2 * expm1($1))',
      julia: 'ifelse($1 > 0, $1, $2 * expm1(min($1, 0)))',
      matlab: 'max($1, 0) + $2 .* expm1(min($1, 0))',
    }),
    probe: [
      [-2, 0.25],
      [0.75, 0.25],
      [-0.5, 1],
    ],
  },
  selu: {
    arity: 1,
    value: (x) => SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
    partials: [select(POSITIVE, num(SELU_SCALE), mul(num(SELU_SCALE * SELU_ALPHA), exp(X)))],
    kink: bend('at 0', 'the slope of the negative side (PyTorch, JAX and TensorFlow agree)', 0),
    show: operator('SELU'),
    read: { ...notes('SELU', 'selu'), python: python('F jax.nn tf torch', 'selu'), julia: ['selu'] },
    emit: emits({
      ...torch('selu'),
      np: `${SELU_SCALE} * np.where($1 > 0, $1, ${SELU_ALPHA} * np.expm1(np.minimum($1, 0)))`,
      js: `${SELU_SCALE} * ($1 > 0 ? $1 : ${SELU_ALPHA} * Math.expm1($1))`,
      c: `${SELU_SCALE} * ($1 > 0 ? $1 : ${SELU_ALPHA} * expm1($1))`,
      julia: `${SELU_SCALE} * ifelse($1 > 0, $1, ${SELU_ALPHA} * expm1(min($1, 0)))`,
      matlab: `${SELU_SCALE} * (max($1, 0) + ${SELU_ALPHA} * expm1(min($1, 0)))`,
    }),
    probe: PROBE,
  },
  /** xΦ(x), exact. */
  gelu: {
    arity: 1,
    value: (x) => x * normalCdf(x),
    partials: [add(apply('normalCdf', X), mul(X, apply('normalPdf', X)))],
    show: operator('GELU'),
    read: { ...notes('GELU', 'gelu'), python: python('F tf', 'gelu'), julia: ['gelu_erf'] },
    emit: emits({
      np: '$1 * scipy.special.ndtr($1)',
      torch: 'torch.nn.functional.gelu',
      jax: 'jax.nn.gelu($1, approximate=False)',
      c: '$1 * erfc(-$1 / sqrt(2)) / 2',
      julia: '$1 * SpecialFunctions.erfc(-$1 / sqrt(2)) / 2',
      matlab: '$1 .* erfc(-$1 / sqrt(2)) / 2',
    }),
    probe: [...PROBE, [0], [-10]],
  },
  /** ½x(1 + tanh(√(2/π)(x + 0.044715x³))), written with sigmoid: ½(1 + tanh u) = sigmoid(2u) without cancelling. */
  geluTanh: {
    arity: 1,
    value: (x) => x * kernels.sigmoid(2 * GELU_SCALE * (x + GELU_CUBIC * x ** 3)),
    partials: [
      add(sigmoid(TANH_TWICE), mul(mul(X, TANH_TWICE_SLOPE), mul(sigmoid(TANH_TWICE), sub(ONE, sigmoid(TANH_TWICE))))),
    ],
    show: operator('geluTanh'),
    read: { ...notes('geluTanh', 'gelu_tanh'), python: python('jax.nn', 'gelu'), julia: ['gelu_tanh'] },
    emit: emits({
      np: '0.5 * $1 * (1 + np.tanh(np.sqrt(2 / np.pi) * ($1 + 0.044715 * $1 ** 3)))',
      torch: "torch.nn.functional.gelu($1, approximate='tanh')",
      jax: 'jax.nn.gelu($1, approximate=True)',
      js: '0.5 * $1 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * ($1 + 0.044715 * $1 ** 3)))',
      c: '0.5 * $1 * (1 + tanh(sqrt(2 / acos(-1)) * ($1 + 0.044715 * $1 * $1 * $1)))',
      julia: '0.5 * $1 * (1 + tanh(sqrt(2 / π) * ($1 + 0.044715 * $1^3)))',
      matlab: '0.5 * $1 .* (1 + tanh(sqrt(2 / pi) * ($1 + 0.044715 * $1 .^ 3)))',
    }),
    probe: [...PROBE, [0], [-5]],
  },
  /** x sigmoid(x), also called swish. */
  silu: {
    arity: 1,
    value: (x) => x * kernels.sigmoid(x),
    partials: [mul(sigmoid(X), add(ONE, mul(X, sub(ONE, sigmoid(X)))))],
    show: operator('SiLU'),
    read: {
      ...notes('SiLU', 'silu', 'swish', 'Swish'),
      python: [...python('F jax.nn tf', 'silu'), ...python('jax.nn tf', 'swish')],
      julia: ['swish'],
    },
    emit: emits({
      ...torch('silu'),
      np: '$1 / (1 + np.exp(-$1))',
      js: '$1 / (1 + Math.exp(-$1))',
      c: '$1 / (1 + exp(-$1))',
      julia: '$1 / (1 + exp(-$1))',
      matlab: '$1 ./ (1 + exp(-$1))',
    }),
    probe: [...PROBE, [0], [-30]],
  },
  /** x tanh(softplus(x)). */
  mish: {
    arity: 1,
    value: (x) => x * Math.tanh(kernels.softplus(x)),
    partials: [
      add(
        apply('tanh', apply('softplus', X)),
        mul(mul(X, sigmoid(X)), sub(ONE, sq(apply('tanh', apply('softplus', X))))),
      ),
    ],
    show: operator('mish'),
    read: { ...notes('mish', 'Mish'), python: python('F jax.nn', 'mish'), julia: ['mish'] },
    emit: emits({
      ...torch('mish'),
      np: '$1 * np.tanh(np.logaddexp(0, $1))',
      js: '$1 * Math.tanh(Math.max($1, 0) + Math.log1p(Math.exp(-Math.abs($1))))',
      c: '$1 * tanh(fmax($1, 0) + log1p(exp(-fabs($1))))',
      julia: '$1 * tanh(max($1, 0) + log1p(exp(-abs($1))))',
      matlab: '$1 .* tanh(max($1, 0) + log1p(exp(-abs($1))))',
    }),
    probe: [...PROBE, [0], [-30]],
  },
  /** x/(1 + |x|). */
  softsign: {
    arity: 1,
    value: (x) => x / (1 + Math.abs(x)),
    partials: [div(ONE, sq(add(ONE, apply('abs', X))))],
    show: operator('softsign'),
    read: {
      ...notes('softsign', 'Softsign'),
      python: [...python('F tf', 'softsign'), ...python('jax.nn', 'soft_sign')],
      julia: ['softsign'],
    },
    emit: emits({
      np: '$1 / (1 + np.abs($1))',
      torch: 'torch.nn.functional.softsign',
      jax: 'jax.nn.soft_sign',
      js: '$1 / (1 + Math.abs($1))',
      c: '$1 / (1 + fabs($1))',
      julia: '$1 / (1 + abs($1))',
      matlab: '$1 ./ (1 + abs($1))',
    }),
    probe: PROBE,
  },
  hardtanh: {
    arity: 1,
    value: (x) => Math.min(Math.max(x, -1), 1),
    partials: [select(apply('lt', apply('abs', X), ONE), ONE, NONE)],
    kink: bend('at −1 and 1', 'derivative 0 (PyTorch; JAX takes 1)', -1, 1),
    show: operator('hardtanh'),
    read: {
      ...notes('hardtanh', 'Hardtanh', 'HardTanh'),
      python: [...python('F', 'hardtanh'), ...python('jax.nn', 'hard_tanh')],
      julia: ['hardtanh'],
    },
    emit: emits({
      np: 'np.clip($1, -1, 1)',
      torch: 'torch.nn.functional.hardtanh',
      jax: 'jax.nn.hard_tanh',
      js: 'Math.min(Math.max($1, -1), 1)',
      c: 'fmin(fmax($1, -1), 1)',
      julia: 'clamp($1, -1, 1)',
      matlab: 'min(max($1, -1), 1)',
    }),
    probe: [...PROBE, [-0.5]],
  },
  /** min(max(x + 3, 0), 6)/6, as in PyTorch and JAX. */
  hardsigmoid: {
    arity: 1,
    value: (x) => Math.min(Math.max(x + 3, 0), 6) / 6,
    partials: [select(apply('lt', apply('abs', X), num(3)), div(ONE, num(6)), NONE)],
    kink: bend('at −3 and 3', 'derivative 0 (PyTorch)', -3, 3),
    show: operator('hardsigmoid'),
    read: {
      ...notes('hardsigmoid'),
      python: [...python('F', 'hardsigmoid'), ...python('jax.nn', 'hard_sigmoid')],
    },
    emit: emits({
      np: 'np.clip($1 + 3, 0, 6) / 6',
      torch: 'torch.nn.functional.hardsigmoid',
      jax: 'jax.nn.hard_sigmoid',
      js: 'Math.min(Math.max($1 + 3, 0), 6) / 6',
      c: 'fmin(fmax($1 + 3, 0), 6) / 6',
      julia: 'clamp($1 + 3, 0, 6) / 6',
      matlab: 'min(max($1 + 3, 0), 6) / 6',
    }),
    probe: [...PROBE, [-4], [5]],
  },
  /** log(p/(1 − p)). */
  logit: {
    arity: 1,
    value: kernels.logit,
    partials: [div(ONE, mul(X, sub(ONE, X)))],
    domain: { holds: (p) => p > 0 && p < 1, text: 'an argument between 0 and 1' },
    show: operator('logit'),
    read: {
      ...notes('logit'),
      python: python('special torch torch.special', 'logit'),
      julia: ['logit'],
      r: ['qlogis'],
    },
    emit: emits({
      np: 'scipy.special.logit',
      torch: 'torch.logit',
      jax: 'jax.scipy.special.logit',
      js: 'Math.log($1 / (1 - $1))',
      c: 'log($1 / (1 - $1))',
      julia: 'log($1 / (1 - $1))',
      matlab: 'log($1 ./ (1 - $1))',
    }),
    probe: [[0.25], [0.5], [0.500001], [0.999], [1e-9], [2]],
  },
} satisfies Record<string, ScalarRow>;
