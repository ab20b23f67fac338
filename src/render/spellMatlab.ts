/** Tensor operations in MATLAB: all is a matrix there, a vector is a column; counted from 1. */
import { countOf, sizesOf } from '../primitives/shape.ts';
import { dotted, itemsOf, numberOr, numbersOf, type Spelled, summedAxes } from './spelled.ts';

/** `entry`: the template for numbers, of what works entry by entry. Three axes and more have no spelling. */
export function spellMatlab(step: Spelled, entry: string | undefined): string | undefined {
  if (step.shape.length > 2 || step.operands.some((operand) => operand.length > 2)) return undefined;
  if (entry === undefined) return SPELLINGS[step.operation]?.(step);
  if (step.operation === 'select') {
    const [condition = []] = step.operands;
    return countOf(condition) === countOf(step.shape) ? 'choose_each($1, $2, $3)' : undefined;
  }
  const all = step.operands.map((_, i) => `$${i + 1}`).join(', ');
  const template = /^[A-Za-z_]\w*$/.test(entry) ? `${entry}(${all})` : dotted(entry, '* / ^', false);
  return template.replace(/\$(\d+)/g, (operand, index) =>
    step.operands[Number(index) - 1]?.length === 1 && step.shape.length === 2 ? `transpose(${operand})` : operand,
  );
}

type Spell = (step: Spelled) => string | undefined;

const call =
  (name: string): Spell =>
  ({ operands }) =>
    `${name}(${operands.map((_, i) => `$${i + 1}`).join(', ')})`;

/**
 * A reduction of rows leaves a column, of columns a row: the row is turned where its axis is the only one. Of both, one
 * after the other (Octave has no 'all'); `outer` is the second.
 */
const reduction =
  (name: (axis: string) => string, outer = name): Spell =>
  ({ attributes, operands: [a = []], shape }) => {
    const axes = numbersOf(attributes.axes) ?? a.map((_, axis) => axis);
    if (axes.length === a.length) return a.length < 2 ? name('1') : outer('2').replace('$1', () => name('1'));
    return turned(name(String((axes[0] as number) + 1)), axes[0] === 0 && shape.length === 1);
  };

const offset =
  (name: string): Spell =>
  ({ attributes }) => {
    const k = numberOr(attributes.k, 0);
    return k === 0 ? `${name}($1)` : `${name}($1, ${k})`;
  };

/** A row where a vector is wanted becomes the column that vectors are. */
function turned(code: string, isRow: boolean): string {
  return isRow ? `transpose(${code})` : code;
}

/** `3, 1`: sizes as MATLAB has them. */
function dimensions(sizes: readonly number[]): string {
  const [rows = 1, columns = 1] = sizes;
  return `${rows}, ${columns}`;
}

function axisOf({ attributes, operands: [a = []] }: Spelled): number {
  return numberOr(attributes.axis, a.length - 1) + 1;
}

const sumOver = (axis: string) => `sum($1, ${axis})`;

const SPELLINGS: Readonly<Record<string, Spell>> = {
  sum: reduction(sumOver),
  mean: reduction((axis) => `mean($1, ${axis})`),
  prod: reduction((axis) => `prod($1, ${axis})`),
  amax: reduction((axis) => `max($1, [], ${axis})`),
  amin: reduction((axis) => `min($1, [], ${axis})`),
  norm: (step) => `sqrt(${SPELLINGS.normSquared?.(step)})`,
  normSquared: reduction((axis) => `sum($1 .^ 2, ${axis})`, sumOver),
  logsumexp(step) {
    const kept = { ...step, attributes: { ...step.attributes, keep: 1 }, shape: step.operands[0] ?? [] };
    const largest = reduction((axis) => `max($1, [], ${axis})`);
    const sum = reduction((axis) => `sum(exp($1 - ${largest(kept)}), ${axis})`, sumOver);
    return `${largest(step)} + log(${sum(step)})`;
  },
  softmax(step) {
    const shifted = `exp($1 - max($1, [], ${axisOf(step)}))`;
    return `${shifted} ./ sum(${shifted}, ${axisOf(step)})`;
  },
  logSoftmax(step) {
    const shifted = `$1 - max($1, [], ${axisOf(step)})`;
    return `${shifted} - log(sum(exp(${shifted}), ${axisOf(step)}))`;
  },
  cumsum: (step) => `cumsum($1, ${axisOf(step)})`,
  cumprod: (step) => `cumprod($1, ${axisOf(step)})`,

  matmul({ operands: [a = [], b = []] }) {
    if (a.length === 1) return b.length === 1 ? 'transpose($1) * $2' : 'transpose($2) * $1';
    return '$1 * $2';
  },
  outer: () => '$1 * transpose($2)',
  kron: call('kron'),
  cross: call('cross'),
  trace: call('trace'),
  det: call('det'),
  logdet: () => 'log(abs(det($1)))',
  inv: call('inv'),
  solve: call('mldivide'),
  cholesky: () => "chol($1, 'lower')",
  diagonal: offset('diag'),
  diag: offset('diag'),
  tril: offset('tril'),
  triu: offset('triu'),
  eye: ({ shape: [rows, columns] }) => `eye(${rows?.size}, ${columns?.size})`,

  transpose: ({ attributes, operands: [a = []] }) =>
    a.length < 2 || numbersOf(attributes.axes)?.[0] === 0 ? '$1' : 'transpose($1)',
  reshape({ operands: [a = []], shape }) {
    // Where at most one axis is longer than 1, rows first or columns first is the same.
    const isLine = [a, shape].every((each) => each.filter(({ size }) => size > 1).length < 2);
    return isLine ? `reshape($1, ${dimensions(sizesOf(shape))})` : undefined;
  },
  broadcast({ operands: [a = []], shape }) {
    const zeros = `zeros(${dimensions(sizesOf(shape))})`;
    return a.length === 1 && shape.length === 2 ? `transpose($1) + ${zeros}` : `$1 + ${zeros}`;
  },
  sumTo({ operands: [a = []], shape }) {
    const { axes, isExact } = summedAxes(a, shape);
    if (axes.length === a.length) return 'sum(sum($1, 1), 2)';
    return turned(`sum($1, ${(axes[0] ?? 0) + 1})`, isExact);
  },
  index({ attributes, operands: [a = []], shape }) {
    const items = itemsOf(attributes, a.length);
    const parts = items.map((item) => {
      if (item === undefined) return "':'";
      const [start = 0, count, step = 1] = item;
      if (count === undefined) return String(start + 1);
      return `${start + 1}:${step === 1 ? '' : `${step}:`}${start + (count - 1) * step + 1}`;
    });
    const isRow = a.length === 2 && shape.length === 1 && items[0]?.length === 1;
    // Only what has a name can be indexed.
    return turned(`entry($1, ${parts.join(', ')})`, isRow);
  },
  gather({ attributes, operands: [a = []] }) {
    const indices = numbersOf(attributes.indices);
    const axis = numberOr(attributes.axis, 0);
    if (indices === undefined) return undefined;
    return `entry($1, ${a.map((_, i) => (i === axis ? `[${indices.map((k) => k + 1).join(' ')}]` : "':'")).join(', ')})`;
  },
  concat: ({ attributes, operands }) =>
    `cat(${[numberOr(attributes.axis, 0) + 1, ...operands.map((_, i) => `$${i + 1}`)].join(', ')})`,
  stack: ({ operands }) =>
    (operands[0]?.length ?? 0) === 0 ? `cat(1, ${operands.map((_, i) => `$${i + 1}`).join(', ')})` : undefined,
  roll({ attributes, operands: [a = []] }) {
    const shift = numbersOf(attributes.shift);
    const axis = numbersOf(attributes.axis) ?? (a.length === 1 ? [0] : undefined);
    if (shift?.length !== 1 || axis?.length !== 1) return undefined;
    return `circshift($1, ${shift[0]}, ${(axis[0] as number) + 1})`;
  },
  flip({ attributes, operands: [a = []] }) {
    const axes = numbersOf(attributes.axes) ?? a.map((_, axis) => axis);
    return axes.reduce((code, axis) => `flip(${code}, ${axis + 1})`, '$1');
  },
};
