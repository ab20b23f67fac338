/** Tensor operations in Julia, which counts from 1, stores columns together and repeats from the first axis. */
import { countOf, sizesOf } from '../primitives/shape.ts';
import { dotted, itemsOf, numberOr, numbersOf, type Spelled, summedAxes } from './spelled.ts';

/** `entry`: the template for numbers, of what works entry by entry. */
export function spellJulia(step: Spelled, entry: string | undefined): string | undefined {
  if (entry === undefined) return SPELLINGS[step.operation]?.(step);
  const template = dotted(named(entry, step.operands.length), SIGNS, true);
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

/** Reductions along axes keep them in Julia: they are dropped where they are not wanted. */
const reduction =
  (name: string): Spell =>
  ({ attributes, operands: [a = []] }) => {
    const axes = numbersOf(attributes.axes) ?? a.map((_, axis) => axis);
    if (axes.length === a.length && attributes.keep !== 1)
      return name.includes('$1') ? name.replace(', DIMS', '') : `${name}($1)`;
    const dims = `dims=${dimensions(axes)}`;
    const reduced = name.includes('$1') ? name.replace('DIMS', dims) : `${name}($1; ${dims})`;
    return attributes.keep === 1 ? reduced : `dropdims(${reduced}; ${dims})`;
  };

function dimensions(axes: readonly number[]): string {
  return axes.length === 1 ? String((axes[0] as number) + 1) : `(${axes.map((axis) => axis + 1).join(', ')})`;
}

const offset =
  (name: string): Spell =>
  ({ attributes }) => {
    const k = numberOr(attributes.k, 0);
    return k === 0 ? `${name}($1)` : `${name}($1, ${k})`;
  };

const SPELLINGS: Readonly<Record<string, Spell>> = {
  sum: reduction('sum'),
  prod: reduction('prod'),
  max: reduction('maximum'),
  min: reduction('minimum'),
  mean(step) {
    const sum = reduction('sum')(step);
    const [a = []] = step.operands;
    return sum && `${sum} / ${countOf(a) / countOf(step.shape)}`;
  },
  norm: ({ attributes }) => (Object.keys(attributes).length === 0 ? 'norm($1)' : undefined),
  normSquared: ({ attributes }) => (Object.keys(attributes).length === 0 ? 'sum(abs2, $1)' : undefined),
  cumsum: ({ attributes, operands: [a = []] }) => `cumsum($1; dims=${numberOr(attributes.axis, a.length - 1) + 1})`,
  cumprod: ({ attributes, operands: [a = []] }) => `cumprod($1; dims=${numberOr(attributes.axis, a.length - 1) + 1})`,

  matmul({ operands: [a = [], b = []] }) {
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
