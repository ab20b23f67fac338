/** Tensor operations in NumPy, PyTorch and JAX. */
import { sizesOf } from '../primitives/shape.ts';
import type { Attributes } from '../primitives/tensorRow.ts';
import { itemsOf, numberOr, numbersOf, type Spelled, summedAxes } from './spelled.ts';

type Framework = 'python' | 'torch' | 'jax';
type Spell = (step: Spelled, framework: Framework) => string | undefined;

const MODULES: Readonly<Record<Framework, string>> = { python: 'np', torch: 'torch', jax: 'jnp' };

export function spellPython(step: Spelled, framework: Framework): string | undefined {
  return SPELLINGS[step.operation]?.(step, framework);
}

/** The same function in all three. */
const call =
  (name: string, ...more: readonly string[]): Spell =>
  ({ operands }, framework) =>
    `${MODULES[framework]}.${name}(${[...operands.map((_, i) => `$${i + 1}`), ...more].join(', ')})`;

/** `axis=0, keepdims=True`, in PyTorch `dim=0, keepdim=True`; of all axes nothing. */
function along({ attributes }: Spelled, framework: Framework, rank: number): string {
  const axes = numbersOf(attributes.axes);
  const keep = attributes.keep === 1;
  const [axis, kept] = framework === 'torch' ? ['dim', 'keepdim'] : ['axis', 'keepdims'];
  const all = keep && framework === 'torch' ? Array.from({ length: rank }, (_, i) => i) : undefined;
  const said = axes ?? all;
  return `${said ? `, ${axis}=${tuple(said)}` : ''}${keep ? `, ${kept}=True` : ''}`;
}

const reduction =
  (name: string): Spell =>
  (step, framework) =>
    `${MODULES[framework]}.${name}($1${along(step, framework, step.operands[0]?.length ?? 0)})`;

/** `0`, `(0, 1)`. */
function tuple(numbers: readonly number[]): string {
  return numbers.length === 1 ? String(numbers[0]) : `(${numbers.join(', ')})`;
}

function shapeTuple(sizes: readonly number[]): string {
  return `(${sizes.join(', ')}${sizes.length === 1 ? ',' : ''})`;
}

/** A function of one axis: `, axis=0`. */
function axisOf({ attributes }: Spelled, framework: Framework): string {
  const axis = numbersOf(attributes.axis ?? attributes.axes)?.[0] ?? 0;
  return `, ${framework === 'torch' ? 'dim' : 'axis'}=${axis}`;
}

/** By framework; absent where it has nothing. */
const by =
  (names: Partial<Record<Framework, string>>, rest: (step: Spelled, framework: Framework) => string): Spell =>
  (step, framework) => {
    const name = names[framework];
    return name === undefined ? undefined : `${name}($1${rest(step, framework)})`;
  };

/** Entries of `$1` taken along an axis by the order of `$2`. */
const ordered =
  (places: (order: string, sort: (what: string) => string) => string): Spell =>
  (step, framework) => {
    const rest = axisOf(step, framework);
    const sort = (what: string) => `${MODULES[framework]}.argsort(${what}${rest})`;
    const take = framework === 'torch' ? 'torch.take_along_dim' : `${MODULES[framework]}.take_along_axis`;
    return `${take}($1, ${places(sort('$2'), sort)}${rest})`;
  };

const linalg = (name: string) => call(`linalg.${name}`);
const offset: (name: string) => Spell = (name) => (step, framework) => {
  const k = numberOr(step.attributes.k, 0);
  const word =
    framework === 'torch' ? (name === 'diagonal' ? 'offset=' : 'diagonal=') : name === 'diagonal' ? 'offset=' : 'k=';
  return `${MODULES[framework]}.${name}($1${k === 0 ? '' : `, ${word}${k}`})`;
};

/** `0, 1:3, ::2` between brackets, or as `(0, slice(1, 3))`; undefined where the framework refuses the step. */
function indexOf(attributes: Attributes, sizes: readonly number[], slices: boolean): string {
  const parts = itemsOf(attributes, sizes.length).map((item, axis) => {
    if (item === undefined) return slices ? 'slice(None)' : ':';
    const [start = 0, count, step = 1] = item;
    if (count === undefined) return String(start);
    const size = sizes[axis] ?? 0;
    const stop = start + count * step;
    const from = start === 0 && step > 0 ? '' : String(start);
    const to = stop < 0 || (stop >= size && step > 0) ? '' : String(stop);
    if (slices) return `slice(${from || 'None'}, ${to || 'None'}${step === 1 ? '' : `, ${step}`})`;
    return `${from}:${to}${step === 1 ? '' : `:${step}`}`;
  });
  if (!slices) return parts.join(', ');
  return `(${parts.join(', ')}${parts.length === 1 ? ',' : ''})`;
}

function goesBack(attributes: Attributes): boolean {
  return itemsOf(attributes, 8).some((item) => (item?.[2] ?? 1) < 0);
}

const placed =
  (helper: string, method: string, blank: (sizes: readonly number[]) => string): Spell =>
  ({ attributes, shape }, framework) => {
    const sizes = sizesOf(shape);
    const value = helper === 'scatter' ? '$1' : '$2';
    if (framework === 'jax') return `${blank(sizes)}.at[${indexOf(attributes, sizes, false)}].${method}(${value})`;
    if (framework === 'torch' && goesBack(attributes)) return undefined;
    const first = helper === 'scatter' ? shapeTuple(sizes) : '$1';
    return `${helper}(${first}, ${indexOf(attributes, sizes, true)}, ${value})`;
  };

const SPELLINGS: Readonly<Record<string, Spell>> = {
  sum: reduction('sum'),
  mean: reduction('mean'),
  prod(step, framework) {
    const axes = numbersOf(step.attributes.axes);
    if (framework === 'torch' && (axes ? axes.length > 1 : step.attributes.keep === 1)) return undefined;
    return reduction('prod')(step, framework);
  },
  amax: (step, framework) => reduction(framework === 'torch' ? 'amax' : 'max')(step, framework),
  amin: (step, framework) => reduction(framework === 'torch' ? 'amin' : 'min')(step, framework),
  // Without a division, as an entry may be 0.
  prodOthers({ attributes, operands: [a = []] }, framework) {
    const axes = numbersOf(attributes.axes) ?? a.map((_, axis) => axis);
    if (framework === 'torch' || axes.length !== 1) return undefined;
    const [module, axis] = [MODULES[framework], `axis=${axes[0]}`];
    const others = `${module}.prod(${module}.delete($1, i, ${axis}), ${axis})`;
    return `${module}.stack([${others} for i in range($1.shape[${axes[0]}])], ${axis})`;
  },
  norm: (step, framework) => `${MODULES[framework]}.sqrt(${SPELLINGS.normSquared?.(step, framework)})`,
  normSquared: (step, framework) =>
    `${MODULES[framework]}.sum($1 ** 2${along(step, framework, step.operands[0]?.length ?? 0)})`,
  logsumexp(step, framework) {
    const rank = step.operands[0]?.length ?? 0;
    if (framework !== 'torch') {
      return `${framework === 'jax' ? 'jax' : 'scipy'}.${framework === 'jax' ? 'scipy.special' : 'special'}.logsumexp($1${along(step, framework, rank)})`;
    }
    const axes = numbersOf(step.attributes.axes) ?? Array.from({ length: rank }, (_, i) => i);
    return `torch.logsumexp($1, dim=${tuple(axes)}${step.attributes.keep === 1 ? ', keepdim=True' : ''})`;
  },
  softmax: by({ python: 'scipy.special.softmax', torch: 'torch.softmax', jax: 'jax.nn.softmax' }, axisOf),
  logSoftmax: by(
    { python: 'scipy.special.log_softmax', torch: 'torch.log_softmax', jax: 'jax.nn.log_softmax' },
    axisOf,
  ),
  // The k-th of the sorted entries; by one axis, or of a vector.
  kthSmallest(step, framework) {
    const {
      attributes,
      operands: [a = []],
    } = step;
    const axes = numbersOf(attributes.axes) ?? (a.length === 1 ? [0] : undefined);
    const k = numberOr(attributes.k, 0);
    const keep = attributes.keep === 1;
    const module = MODULES[framework];
    if (axes?.length === 1) {
      const [axis] = axes;
      const kept = framework === 'jax' ? `jnp.array([${k}])` : `[${k}]`;
      if (framework === 'torch') return `torch.kthvalue($1, ${k + 1}, dim=${axis}${keep ? ', keepdim=True' : ''})[0]`;
      return `${module}.take(${module}.sort($1, axis=${axis}), ${keep ? kept : k}, axis=${axis})`;
    }
    if (axes || keep) return undefined;
    return framework === 'torch' ? `torch.sort(torch.flatten($1))[0][${k}]` : `${module}.sort($1, axis=None)[${k}]`;
  },
  sortBy: ordered((order) => order),
  unsortBy: ordered((order, sort) => sort(order)),
  cumsum: by({ python: 'np.cumsum', torch: 'torch.cumsum', jax: 'jnp.cumsum' }, axisOf),
  cumprod: by({ python: 'np.cumprod', torch: 'torch.cumprod', jax: 'jnp.cumprod' }, axisOf),

  matmul: () => '$1 @ $2',
  outer: call('outer'),
  kron: call('kron'),
  cross: (step, framework) =>
    framework === 'torch' ? linalg('cross')(step, framework) : call('cross')(step, framework),
  einsum({ attributes: { spec }, operands }, framework) {
    if (typeof spec !== 'string' || !/^[A-Za-z,]*->[A-Za-z]*$/.test(spec)) return undefined;
    return `${MODULES[framework]}.einsum('${spec}', ${operands.map((_, i) => `$${i + 1}`).join(', ')})`;
  },
  trace: call('trace'),
  det: linalg('det'),
  logdet: (_step, framework) => `${MODULES[framework]}.linalg.slogdet($1)[1]`,
  inv: linalg('inv'),
  solve: linalg('solve'),
  cholesky: linalg('cholesky'),
  diagonal: offset('diagonal'),
  diag: offset('diag'),
  tril: offset('tril'),
  triu: offset('triu'),
  eye({ shape: [rows, columns] }, framework) {
    const sizes = rows?.size === columns?.size ? `${rows?.size}` : `${rows?.size}, ${columns?.size}`;
    return framework === 'torch' ? `torch.eye(${sizes}, dtype=torch.float64)` : `${MODULES[framework]}.eye(${sizes})`;
  },

  transpose({ attributes, operands: [a = []] }, framework) {
    const axes = numbersOf(attributes.axes) ?? a.map((_, i) => a.length - 1 - i);
    if (axes.length === 2 && axes[0] === 1) return '$1.T';
    return `${framework === 'torch' ? 'torch.permute' : `${MODULES[framework]}.transpose`}($1, ${shapeTuple(axes)})`;
  },
  reshape: ({ shape }, framework) => `${MODULES[framework]}.reshape($1, ${shapeTuple(sizesOf(shape))})`,
  broadcast: ({ shape }, framework) => `${MODULES[framework]}.broadcast_to($1, ${shapeTuple(sizesOf(shape))})`,
  sumTo({ operands: [a = []], shape }, framework) {
    const { axes, isExact } = summedAxes(a, shape);
    const sum = `${MODULES[framework]}.sum($1, ${framework === 'torch' ? 'dim' : 'axis'}=${tuple(axes)})`;
    return isExact ? sum : `${MODULES[framework]}.reshape(${sum}, ${shapeTuple(sizesOf(shape))})`;
  },
  index({ attributes, operands: [a = []] }, framework) {
    if (framework === 'torch' && goesBack(attributes)) return undefined;
    return `$1[${indexOf(attributes, sizesOf(a), false)}]`;
  },
  scatter: placed('scatter', 'set', (sizes) => `jnp.zeros(${shapeTuple(sizes)})`),
  setIndex: placed('set_index', 'set', () => '$1'),
  gather({ attributes }, framework) {
    const indices = numbersOf(attributes.indices);
    if (indices === undefined) return undefined;
    const axis = numberOr(attributes.axis, 0);
    if (framework === 'torch') return `torch.index_select($1, ${axis}, torch.tensor([${indices.join(', ')}]))`;
    const list = framework === 'jax' ? `jnp.array([${indices.join(', ')}])` : `[${indices.join(', ')}]`;
    return `${MODULES[framework]}.take($1, ${list}, axis=${axis})`;
  },
  scatterAdd({ attributes, shape }, framework) {
    const indices = numbersOf(attributes.indices)?.join(', ');
    if (indices === undefined) return undefined;
    const axis = numberOr(attributes.axis, 0);
    const sizes = shapeTuple(sizesOf(shape));
    if (framework === 'python') return `scatter_add(${sizes}, ${axis}, [${indices}], $1)`;
    if (framework === 'torch') return `$1.new_zeros(${sizes}).index_add(${axis}, torch.tensor([${indices}]), $1)`;
    return `jnp.zeros(${sizes}).at[${':, '.repeat(axis)}jnp.array([${indices}])].add($1)`;
  },
  concat({ attributes, operands }, framework) {
    const all = operands.map((_, i) => `$${i + 1}`).join(', ');
    const axis = numberOr(attributes.axis, 0);
    return framework === 'torch'
      ? `torch.cat((${all},), dim=${axis})`
      : `${MODULES[framework]}.concatenate((${all},), axis=${axis})`;
  },
  stack({ attributes, operands }, framework) {
    const all = operands.map((_, i) => `$${i + 1}`).join(', ');
    return `${MODULES[framework]}.stack((${all},), ${framework === 'torch' ? 'dim' : 'axis'}=${numberOr(attributes.axis, 0)})`;
  },
  roll({ attributes }, framework) {
    const shift = numbersOf(attributes.shift);
    if (shift === undefined) return undefined;
    const axis = numbersOf(attributes.axis);
    const word = framework === 'torch' ? 'dims' : 'axis';
    return `${MODULES[framework]}.roll($1, ${tuple(shift)}${axis ? `, ${word}=${tuple(axis)}` : ''})`;
  },
  flip({ attributes, operands: [a = []] }, framework) {
    const axes = numbersOf(attributes.axes) ?? a.map((_, axis) => axis);
    return `${MODULES[framework]}.flip($1, ${framework === 'torch' ? 'dims' : 'axis'}=${shapeTuple(axes)})`;
  },
};
