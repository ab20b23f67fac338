/** Tensor operations in Julia, which counts from 1, stores columns together and repeats from the first axis. */
import { countOf, sizesOf } from '../primitives/shape.ts';
import { dotted, itemsOf, numberOr, numbersOf, type Spelled, summedAxes } from './spelled.ts';

/** `entry`: the template for numbers, of what works entry by entry. */
export function spellJulia(step: Spelled, entry: string | undefined): string | undefined {
  if (entry === undefined) return SPELLINGS[step.operation]?.(step);
  // A choice with question mark takes one condition.
  if (entry.includes('?')) return undefined;
  const template = step.operation === 'not' ? '.!($1)' : dotted(named(entry, step.operands.length), SIGNS, true);
  let isAligned = true;
  const aligned = template.replace(/\$(\d+)/g, (operand, index) => {
    const own = step.operands[Number(index) - 1] ?? [];
    if (own.length === 0 || own.length === step.shape.length) return operand;
    if (own.length === 1 && step.shape.length === 2) return `transpose(${operand})`;
    isAligned = false;
    return operand;
  });
  return isAligned ? aligned : undefined;
}

const SIGNS = '+ - * / ^ % == != < <= > >= && ||';

function named(entry: string, arity: number): string {
  const all = Array.from({ length: arity }, (_, i) => `$${i + 1}`).join(', ');
  return /^[A-Za-z_][\w.]*$/.test(entry) ? `${entry}(${all})` : entry;
}

type Spell = (step: Spelled) => string | undefined;

const call =
  (name: string): Spell =>
  ({ operands }) =>
    `${name}(${operands.map((_, i) => `$${i + 1}`).join(', ')})`;

/** `DIMS` stands for the axes. Reductions keep them in Julia: they are dropped where they are not wanted. */
const reduction =
  (template: string): Spell =>
  ({ attributes, operands: [a = []] }) => {
    const axes = numbersOf(attributes.axes) ?? a.map((_, axis) => axis);
    if (axes.length === a.length && attributes.keep !== 1) return template.replaceAll('; DIMS', '');
    const dims = `dims=${dimensions(axes)}`;
    const reduced = template.replaceAll('DIMS', dims);
    return attributes.keep === 1 ? reduced : `dropdims(${reduced}; ${dims})`;
  };

/** The axis of an operation along one. */
function axisOf({ attributes, operands: [a = []] }: Spelled): string {
  return `dims=${numberOr(attributes.axis, a.length - 1) + 1}`;
}

function dimensions(axes: readonly number[]): string {
  return axes.length === 1 ? String((axes[0] as number) + 1) : `(${axes.map((axis) => axis + 1).join(', ')})`;
}

const offset =
  (name: string): Spell =>
  ({ attributes, operands: [a = []] }) => {
    if (a.length > 2) return undefined;
    const k = numberOr(attributes.k, 0);
    return k === 0 ? `${name}($1)` : `${name}($1, ${k})`;
  };

const SPELLINGS: Readonly<Record<string, Spell>> = {
  sum: reduction('sum($1; DIMS)'),
  prod: reduction('prod($1; DIMS)'),
  amax: reduction('maximum($1; DIMS)'),
  amin: reduction('minimum($1; DIMS)'),
  mean(step) {
    const sum = reduction('sum($1; DIMS)')(step);
    const count = countOf(step.operands[0] ?? []) / countOf(step.shape);
    return `${sum} ${step.shape.length > 0 ? './' : '/'} ${count}`;
  },
  norm: (step) =>
    step.shape.length > 0 ? `sqrt.(${reduction('sum(abs2, $1; DIMS)')(step)})` : reduction('norm($1; DIMS)')(step),
  normSquared: reduction('sum(abs2, $1; DIMS)'),
  logsumexp(step) {
    if (step.operands[0]?.length === 0) return '$1';
    const largest = reduction('maximum($1; DIMS)');
    const kept = { ...step, attributes: { ...step.attributes, keep: 1 } };
    const sum = reduction('sum(REST; DIMS)')(step)?.replace('REST', `exp.($1 .- ${largest(kept)})`);
    return step.shape.length > 0 ? `${largest(step)} .+ log.(${sum})` : `${largest(step)} + log(${sum})`;
  },
  softmax(step) {
    const shifted = `exp.($1 .- maximum($1; ${axisOf(step)}))`;
    return `${shifted} ./ sum(${shifted}; ${axisOf(step)})`;
  },
  logSoftmax(step) {
    const shifted = `$1 .- maximum($1; ${axisOf(step)})`;
    return `${shifted} .- log.(sum(exp.(${shifted}); ${axisOf(step)}))`;
  },
  cumsum: (step) => `cumsum($1; ${axisOf(step)})`,
  cumprod: (step) => `cumprod($1; ${axisOf(step)})`,

  matmul({ operands: [a = [], b = []] }) {
    if (a.length > 2 || b.length > 2) return undefined;
    if (a.length === 1) return b.length === 1 ? 'dot($1, $2)' : 'transpose($2) * $1';
    return '$1 * $2';
  },
  outer: () => '$1 * transpose($2)',
  kron: call('kron'),
  cross: call('cross'),
  trace: call('tr'),
  det: call('det'),
  logdet: () => 'logabsdet($1)[1]',
  inv: call('inv'),
  solve: call('\\'),
  cholesky: () => 'cholesky($1).L',
  diagonal: offset('diag'),
  diag: ({ attributes }) => `diagm(${numberOr(attributes.k, 0)} => $1)`,
  tril: offset('tril'),
  triu: offset('triu'),
  eye: ({ shape: [rows, columns] }) => `Matrix(1.0 * LinearAlgebra.I, ${rows?.size}, ${columns?.size})`,

  transpose({ attributes, operands: [a = []] }) {
    const axes = numbersOf(attributes.axes) ?? a.map((_, i) => a.length - 1 - i);
    if (axes.length < 2) return '$1';
    return axes.length === 2 && axes[0] === 1
      ? 'transpose($1)'
      : `permutedims($1, (${axes.map((axis) => axis + 1).join(', ')},))`;
  },
  reshape({ operands: [a = []], shape }) {
    // Where at most one axis is longer than 1, rows first or columns first is the same.
    const isLine = [a, shape].every((each) => each.filter(({ size }) => size > 1).length < 2);
    if (!isLine) return undefined;
    if (shape.length === 0) return 'only($1)';
    return a.length === 0 ? `fill($1, ${sizesOf(shape).join(', ')})` : `reshape($1, ${sizesOf(shape).join(', ')})`;
  },
  broadcast({ operands: [a = []], shape }) {
    const sizes = sizesOf(shape).join(', ');
    if (a.length === 0) return `fill($1, ${sizes})`;
    if (a.length === shape.length) return `$1 .+ zeros(${sizes})`;
    return a.length === 1 && shape.length === 2 ? `transpose($1) .+ zeros(${sizes})` : undefined;
  },
  sumTo({ operands: [a = []], shape }) {
    if (shape.length === 0) return 'sum($1)';
    const { axes, isExact } = summedAxes(a, shape);
    const dims = `dims=${dimensions(axes)}`;
    if (isExact) return `dropdims(sum($1; ${dims}); ${dims})`;
    return a.length === shape.length ? `sum($1; ${dims})` : undefined;
  },
  index({ attributes, operands: [a = []] }) {
    const parts = itemsOf(attributes, a.length).map((item) => {
      if (item === undefined) return ':';
      const [start = 0, count, step = 1] = item;
      if (count === undefined) return String(start + 1);
      return `${start + 1}:${step === 1 ? '' : `${step}:`}${start + (count - 1) * step + 1}`;
    });
    return `$1[${parts.join(', ')}]`;
  },
  gather({ attributes, operands: [a = []] }) {
    const indices = numbersOf(attributes.indices);
    const axis = numberOr(attributes.axis, 0);
    if (indices === undefined) return undefined;
    return `$1[${a.map((_, i) => (i === axis ? `[${indices.map((k) => k + 1).join(', ')}]` : ':')).join(', ')}]`;
  },
  concat: ({ attributes, operands }) =>
    `cat(${operands.map((_, i) => `$${i + 1}`).join(', ')}; dims=${numberOr(attributes.axis, 0) + 1})`,
  stack: ({ attributes, operands }) =>
    (operands[0]?.length ?? 0) === 0
      ? `[${operands.map((_, i) => `$${i + 1}`).join(', ')}]`
      : `stack([${operands.map((_, i) => `$${i + 1}`).join(', ')}]; dims=${numberOr(attributes.axis, 0) + 1})`,
  roll({ attributes, operands: [a = []] }) {
    const shift = numbersOf(attributes.shift);
    const axis = numbersOf(attributes.axis) ?? (a.length === 1 ? [0] : undefined);
    if (shift?.length !== 1 || axis?.length !== 1) return undefined;
    return `circshift($1, (${a.map((_, i) => (i === axis[0] ? shift[0] : 0)).join(', ')},))`;
  },
  flip({ attributes, operands: [a = []] }) {
    const axes = numbersOf(attributes.axes) ?? a.map((_, axis) => axis);
    return `reverse($1; dims=${dimensions(axes)})`;
  },
};
