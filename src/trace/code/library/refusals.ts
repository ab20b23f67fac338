/** Functions that are known and not read, each with its reason. */
import { python } from '../../../primitives/make.ts';
import { unknown } from '../things.ts';
import { type LibraryCall, type LibraryEntry, type LibraryFunction, pythonEntry } from './entry.ts';
import { isTrue, refuse, sizesGiven, spreadSizes } from './given.ts';
import { parameterOf } from './numpy-make.ts';

const ORDER = 'its result depends on the order of the values; that is not followed';
const WHERE = 'where an entry stands does not change with small changes of the values, so there is no derivative';
export const MANY = 'how many entries there are depends on the values of inputs; that is not followed';
const STOPS = 'it stops gradients, so that what comes out would count as a constant';
const SPECTRAL = 'derivatives of eigenvalues and of such decompositions are not read';
const OUTSIDE = 'it runs an algorithm whose steps are not in the text';
const DERIVES = 'derivatives taken inside a program are not followed; inspect the function itself';

const ARRAYS = 'np jnp torch';
const REASONS: readonly (readonly [reason: string, names: readonly string[], methods?: readonly string[]])[] = [
  [
    ORDER,
    python(ARRAYS, 'nanmedian', 'nanquantile', 'nanpercentile', 'partition', 'lexsort', 'mode'),
    ['partition', 'mode'],
  ],
  [
    WHERE,
    python(
      ARRAYS,
      'argmax',
      'argmin',
      'argsort',
      'argpartition',
      'searchsorted',
      'digitize',
      'bucketize',
      'nanargmax',
      'nanargmin',
    ),
    ['argmax', 'argmin', 'argsort', 'searchsorted'],
  ],
  [
    MANY,
    python(ARRAYS, 'unique', 'argwhere', 'extract', 'compress', 'histogram', 'bincount', 'masked_select', 'trim_zeros'),
    ['unique', 'masked_select'],
  ],
  [
    STOPS,
    ['lax.stop_gradient', 'torch.no_grad', 'torch.inference_mode', 'jax.stop_gradient'],
    ['detach', 'detach_', 'stop_gradient'],
  ],
  [
    SPECTRAL,
    [
      'eig',
      'eigh',
      'eigvals',
      'eigvalsh',
      'svd',
      'svdvals',
      'qr',
      'pinv',
      'lstsq',
      'matrix_rank',
      'cond',
      'schur',
      'lu',
      'expm',
      'sqrtm',
      'logm',
      'null_space',
      'orth',
    ]
      .map((name) => `linalg.${name}`)
      .concat(python('torch', 'svd', 'qr', 'lstsq', 'pinverse', 'matrix_exp')),
  ],
  [
    OUTSIDE,
    [
      ...python(
        'np jnp',
        'interp',
        'gradient',
        'roots',
        'polyfit',
        'apply_along_axis',
        'apply_over_axes',
        'unwrap',
        'cov',
        'corrcoef',
      ),
      ...python(
        'optimize',
        'minimize',
        'minimize_scalar',
        'root',
        'root_scalar',
        'fsolve',
        'brentq',
        'newton',
        'bisect',
        'curve_fit',
        'least_squares',
        'linprog',
        'differential_evolution',
        'basinhopping',
        'fmin',
        'fmin_bfgs',
      ),
      ...python('integrate', 'quad', 'dblquad', 'tplquad', 'odeint', 'solve_ivp', 'fixed_quad'),
      ...python('interpolate', 'interp1d', 'CubicSpline', 'UnivariateSpline'),
      ...python('fft', 'fft', 'ifft', 'rfft', 'irfft', 'fft2', 'ifft2'),
    ],
  ],
  [
    DERIVES,
    [
      'jax.grad',
      'jax.value_and_grad',
      'jax.jacobian',
      'jax.jacfwd',
      'jax.jacrev',
      'jax.hessian',
      'jax.jvp',
      'jax.vjp',
      'autograd.grad',
      'torch.autograd.grad',
      'autograd.value_and_grad',
      'autograd.jacobian',
      'autograd.hessian',
      'autograd.elementwise_grad',
      'torch.func.grad',
    ],
    ['backward', 'grad'],
  ],
  [
    'what it does depends on the values of inputs',
    [
      'lax.cond',
      'lax.while_loop',
      'lax.switch',
      'lax.fori_loop',
      'lax.scan',
      'np.piecewise',
      'np.choose',
      'jnp.piecewise',
      'jnp.choose',
    ],
  ],
];

function refusing(reason: string) {
  return (call: LibraryCall): undefined => {
    const name = call.receiver ? `.${call.path}` : call.path;
    return refuse(call, `${name} is not read: ${reason}.`);
  };
}

const MOST_DRAWN = 10_000;
const RANDOM = 'random numbers have no derivative and no value that is known here; give them a name of their own';

/** Random arrays of a shape: refused where their values are used, but their shape is known. */
const SHAPED = python('np.random', 'randn', 'rand')
  .concat(python('torch', 'randn', 'rand', 'empty_strided'))
  .concat(
    python(
      'np.random',
      'normal',
      'uniform',
      'standard_normal',
      'random',
      'random_sample',
      'beta',
      'gamma',
      'exponential',
      'poisson',
      'binomial',
      'randint',
      'choice',
      'permutation',
      'multivariate_normal',
      'laplace',
      'logistic',
      'lognormal',
      'integers',
    ),
  )
  .concat(
    python('torch', 'randint', 'randperm', 'normal', 'bernoulli', 'multinomial', 'rand_like', 'randn_like', 'poisson'),
  )
  .concat(
    python(
      'jax.random',
      'normal',
      'uniform',
      'PRNGKey',
      'key',
      'split',
      'bernoulli',
      'randint',
      'categorical',
      'permutation',
    ),
  )
  .concat(
    python(
      'random',
      'random',
      'uniform',
      'gauss',
      'normalvariate',
      'randint',
      'choice',
      'sample',
      'expovariate',
      'betavariate',
    ),
  );

/** Where the shape stands by position, for functions that take it so. */
const SHAPE_AT: Readonly<Record<string, number>> = {
  standard_normal: 0,
  random: 0,
  random_sample: 0,
  normal: 2,
  uniform: 2,
};

/** The shape of what is drawn, as far as it is told; no shape: a number. */
function sizesDrawn(call: LibraryCall): readonly number[] | undefined {
  const last = call.path.split('.').pop() ?? '';
  if (/^(?:randn|rand)$/.test(last)) return call.args.length === 0 ? [] : spreadSizes(call, 0);
  const place = call.path.startsWith('jax') ? 1 : SHAPE_AT[last];
  if (place === undefined) return undefined;
  const sized = call.keywords.get('size') ?? call.keywords.get('shape') ?? call.args[place];
  return sized && sized.kind !== 'none' ? sizesGiven(call, sized) : [];
}

const random: LibraryFunction = (call) => {
  const before = call.machine.kit.problemCount();
  const sizes = sizesDrawn(call);
  if (call.machine.kit.isWishing()) return undefined;
  call.machine.kit.forgetProblems(before);
  const count = sizes?.reduce((product, size) => product * size, 1) ?? 0;
  if (!sizes || count < 1 || count > MOST_DRAWN || sizes.some((size) => size < 1)) return unknown(RANDOM);
  if (isTrue(call, call.keywords.get('requires_grad'))) return parameterOf(call, sizes);
  return { kind: 'unknown', reason: RANDOM, sizes };
};

/** A generator draws what the module draws. */
const generator: LibraryFunction = () => ({ kind: 'builtin', path: 'numpy.random' });

export const refusals: readonly LibraryEntry[] = [
  ...REASONS.map(([reason, names, methods = []]) => pythonEntry(refusing(reason), names, methods)),
  pythonEntry(random, SHAPED),
  pythonEntry(generator, ['np.random.default_rng', 'np.random.RandomState']),
];
