/**
 * Tensor operations arranged for print, in the notation of matrix calculus:
 *
 * | | LaTeX | text |
 * |---|---|---|
 * | products | `A B`, `A x`, `u^\top v`, `A^\top u` (u before A), `u v^\top` | `A @ B`, `A @ x`, `u @ v`, `u @ A`, `outer(u, v)` |
 * | entry by entry | `x \odot y`, `x \oslash y`, `x^{\circ 2}`, `\exp(x)` | `x ⊙ y`, `x ⊘ y`, `x^∘2`, `exp(x)` |
 * | transpose, inverse | `A^\top`, `A^{-1}`, `A^{-\top}` | `Aᵀ`, `inv(A)`, `inv(A)ᵀ` |
 * | ones, identity, unit | `\mathbf{1}`, `\mathbf{1} \mathbf{1}^\top`, `I`, `\mathbf{e}_{0}` | `ones(3)`, `ones(2, 3)`, `eye(3)`, `unit(0)` |
 * | sums | `\operatorname{sum}(A)`, `A \mathbf{1}`, `A^\top \mathbf{1}` | `sum(A)`, `sum(A, axis=1)`, `sum(A, axis=0)` |
 * | norms | `\lVert x \rVert_{2}`, `\lVert A \rVert_{F}^{2}` | `norm(x)`, `norm(A)^2` |
 * | entries, from 0 | `x_{0}`, `A_{0,:}`, `x_{1:3}` | `x[0]`, `A[0, :]`, `x[1:3]` |
 * | entries, from 1 | `x_{1}`, `A_{1,:}`, `x_{2:3}` | `x[1]`, `A[1, :]`, `x[2:3]` |
 *
 * A number before a tensor stands as before a number; sums repeat what has fewer axes, as code does. All else goes by
 * the name of its row.
 */
import { flatten, type Value } from '../base/value.ts';
import type { ConstantLine, Shape, WengertLine } from '../graph/list.ts';
import type { Show } from '../primitives/row.ts';
import { countOf, sameShape, sizesOf } from '../primitives/shape.ts';
import type { Attributes } from '../primitives/tensorRow.ts';
import { tensorRow } from '../primitives/tensors.ts';
import type { FirstIndex } from '../syntax/firstIndex.ts';
import { ELLIPSIS, negate, product } from './compose.ts';
import type { Formula } from './formula.ts';

type Arrange = (step: {
  readonly args: readonly [Formula, Formula];
  readonly shapes: readonly [Shape, Shape];
  readonly attributes: Attributes;
  readonly shape: Shape;
  readonly firstIndex: FirstIndex;
}) => Formula | undefined;

/** A tensor operation on operands that are arranged already. */
export function arrangeTensor(
  line: WengertLine,
  args: readonly Formula[],
  shapes: readonly Shape[],
  firstIndex: FirstIndex,
): Formula {
  const attributes = ('attributes' in line && line.attributes) || {};
  const [first = ELLIPSIS, second = ELLIPSIS] = args;
  const [a = [], b = []] = shapes;
  const { operation, shape } = line;
  const special = FORMS[operation]?.({ args: [first, second], shapes: [a, b], attributes, shape, firstIndex });
  return special ?? called(operation, args, attributes, a.length);
}

/** Numbers first, then the product of the tensors. */
export function entrywiseProduct(parts: readonly { readonly factor: Formula; readonly isTensor: boolean }[]): Formula {
  let minus = false;
  const tensors: Formula[] = [];
  const numbers: Formula[] = [];
  for (const { factor, isTensor } of parts) {
    const size = factor.kind === 'negative' ? factor.of : factor;
    if (factor.kind === 'negative') minus = !minus;
    if (!isTensor) numbers.push(size);
    else if (size.kind === 'product') {
      numbers.push(...size.factors.slice(0, -1));
      tensors.push(...size.factors.slice(-1));
    } else tensors.push(size);
  }
  const [only] = tensors;
  const tensor: Formula =
    tensors.length === 1 && only
      ? only
      : { kind: 'entrywise', factors: tensors.flatMap((each) => (each.kind === 'entrywise' ? each.factors : [each])) };
  const whole = scaled(numbers, tensor);
  return minus ? negate(whole) : whole;
}

function scaled(numbers: readonly Formula[], tensor: Formula): Formula {
  if (tensor.kind === 'negative') return negate(scaled(numbers, tensor.of));
  if (numbers.length === 0) return tensor;
  const number = product(numbers);
  if (number.kind === 'negative') return negate(scaled([number.of], tensor));
  if (number.kind === 'number' && number.value === 1) return tensor;
  const before = number.kind === 'product' ? number.factors : [number];
  return { kind: 'product', factors: [...before, ...(tensor.kind === 'product' ? tensor.factors : [tensor])] };
}

const FORMS: Readonly<Record<string, Arrange>> = {
  matmul({ args: [left, right], shapes: [a, b] }) {
    if (a.length > 2 || b.length > 2) return undefined;
    if (a.length === 1) return { kind: b.length === 1 ? 'inner' : 'rowProduct', left, right };
    return { kind: 'matrixProduct', factors: [left, right].flatMap(factorsOf) };
  },
  outer: ({ args: [left, right] }) => ({ kind: 'outer', left, right }),
  kron: ({ args, shape }) => (shape.length > 0 ? infix('kron', '\\otimes', args) : undefined),
  cross: ({ args }) => infix('cross', '\\times', args),
  transpose({ args: [of], shapes: [a], attributes }) {
    if (a.length < 2) return of;
    const { axes } = attributes;
    const isPlain = !Array.isArray(axes) || axes.every((axis, i) => axis === axes.length - 1 - i);
    if (!isPlain) return undefined;
    return of.kind === 'transposed' ? of.of : { kind: 'transposed', of };
  },
  inv: ({ args: [of] }) => ({ kind: 'inverse', of }),
  solve: ({ args: [matrix, of] }) => ({ kind: 'solution', matrix, of }),
  logdet: ({ args: [of] }) => ({ kind: 'logdet', of }),
  norm: (step) => norm(step, false),
  normSquared: (step) => norm(step, true),
  eye: ({ shape: [rows, columns] }) =>
    rows && rows.size === columns?.size ? { kind: 'eye', size: rows.size } : undefined,
  broadcast({ args: [of], shapes: [from], shape }) {
    const sizes = sizesOf(shape);
    if (sameShape(from, shape)) return of;
    if (from.length === 0 || countOf(from) === 0) return scaled([of], { kind: 'ones', sizes });
    if (shape.length !== 2) return undefined;
    if (from.length === 1 && from[0]?.size === sizes[1]) return { kind: 'repeated', of, as: 'rows', sizes };
    const isColumn = from.length === 2 && from[1]?.size === 1 && of.kind === 'apply' && of.operation === 'reshape';
    const [vector] = isColumn ? of.args : [];
    return vector && { kind: 'repeated', of: vector, as: 'columns', sizes };
  },
  sum({ args: [of], shapes: [a], attributes: { axes, keep } }) {
    const [axis, ...others] = Array.isArray(axes) ? axes : [axes];
    const isOne = a.length === 2 && others.length === 0 && keep !== 1;
    return isOne && (axis === 0 || axis === 1) ? { kind: 'axisSum', of, axis } : undefined;
  },
  sumTo: ({ args: [of], shapes: [a], shape }) =>
    a.length === 2 && shape.length === 1 && shape[0]?.size === a[1]?.size
      ? { kind: 'axisSum', of, axis: 0 }
      : undefined,
  index: ({ args: [of], shapes: [a], attributes: { items }, firstIndex }) =>
    Array.isArray(items)
      ? { kind: 'entry', of, items: a.map(({ size }, axis) => itemText(items[axis], size, firstIndex)) }
      : undefined,
  scatter({ args: [of], shapes: [a], attributes: { items }, firstIndex }) {
    const places = Array.isArray(items)
      ? items.map((item) => (Array.isArray(item) && item.length === 1 ? item[0] : undefined))
      : [];
    const at = places.flatMap((place) => (typeof place === 'number' ? [place + firstIndex] : []));
    const isEntry = a.length === 0 && at.length > 0 && at.length < 3 && at.length === places.length;
    return isEntry ? scaled([of], { kind: 'unit', at }) : undefined;
  },
};

const norm = (
  { args: [of], shapes: [a], attributes }: Parameters<Arrange>[0],
  squared: boolean,
): Formula | undefined =>
  Object.keys(attributes).length > 0 ? undefined : { kind: 'norm', of, label: a.length > 1 ? 'F' : '2', squared };

function infix(operation: string, latex: string, args: readonly Formula[]): Formula {
  const show: Show = { form: 'infix', latex, text: operation, precedence: 5 };
  return { kind: 'apply', operation, show, args };
}

function factorsOf(formula: Formula): readonly Formula[] {
  return formula.kind === 'matrixProduct' ? formula.factors : [formula];
}

/** An axis of an index as code writes it: `0`, `1:3`, `:`, `0::2`; counted from 1 with both ends: `1`, `2:3`, `1:2:9`. */
function itemText(item: unknown, size: number, firstIndex: FirstIndex): string {
  if (!Array.isArray(item) || item.length === 0) return ':';
  const [start, count, step = 1] = item as number[];
  if (start === undefined || count === undefined) return String((start ?? 0) + firstIndex);
  if (start === 0 && count === size && step === 1) return ':';
  if (firstIndex === 1) return `${start + 1}:${step === 1 ? '' : `${step}:`}${start + (count - 1) * step + 1}`;
  const stop = start + count * step;
  const end = stop < 0 ? '' : String(stop);
  return `${start}:${end}${step === 1 ? '' : `:${step}`}`;
}

/** By the name of the row, attributes behind the operands. */
function called(operation: string, args: readonly Formula[], attributes: Attributes, rank: number): Formula {
  const name = tensorRow(operation)?.show;
  const show: Show = {
    form: 'call',
    latex: name && /^\\(?:operatorname\{\w+\}|[a-z]+)$/.test(name.latex) ? name.latex : `\\operatorname{${operation}}`,
    text: name && /^\w+$/.test(name.text) ? name.text : operation,
  };
  const goesWithout = (key: string, value: unknown) =>
    value === undefined || (value === 0 && (key === 'keep' || key === 'k' || (key === 'axis' && rank === 1)));
  const options = Object.entries(attributes).flatMap(([key, value]) =>
    goesWithout(key, value) ? [] : [[nameOf(key, operation), valueText(value)] as const],
  );
  return { kind: 'apply', operation, show, args, options, entrywise: true };
}

/** As NumPy calls it. */
function nameOf(attribute: string, operation: string): string {
  if (attribute === 'keep') return 'keepdims';
  return attribute === 'axes' && operation !== 'transpose' ? 'axis' : attribute;
}

const LONGEST = 12;

function valueText(value: Value | string): string {
  if (!Array.isArray(value)) return String(value);
  if (value.length === 1 && !Array.isArray(value[0])) return String(value[0]);
  const items = (value as readonly Value[]).slice(0, LONGEST).map(valueText);
  return `(${[...items, ...(value.length > LONGEST ? ['…'] : [])].join(', ')})`;
}

const SHOWN = 6;

/** The numbers of a constant tensor; the name it was given, or an ellipsis, where these are many. */
export function arrayOf(line: ConstantLine, constant: (value: number, text: string) => Formula): Formula {
  if (/^\p{L}[\p{L}\p{N}_]*$/u.test(line.text)) return { kind: 'name', name: line.text };
  const [rows = 0, columns = 1] = sizesOf(line.shape);
  const rank = line.shape.length;
  const series = rank === 1 && rows > SHOWN ? SERIES.exec(line.text) : null;
  if (series) return seriesOf(line.text);
  if ((rank !== 1 && rank !== 2) || rows > SHOWN || columns > SHOWN) return ELLIPSIS;
  const entries = flatten(line.value).map((value) => constant(value, ''));
  return {
    kind: 'array',
    rank,
    rows: Array.from({ length: rows }, (_, i) => entries.slice(i * columns, (i + 1) * columns)),
  };
}

/** `[0, 1, …, 99]`: the indices of a loop. */
const SERIES = /^\[-?[\d.e+-]+, -?[\d.e+-]+, …, -?[\d.e+-]+\]$/;

function seriesOf(text: string): Formula {
  return { kind: 'symbol', printed: { latex: text.replace('…', '\\ldots'), text } };
}

/** A column of ones. */
const ONES: Formula = { kind: 'ones', sizes: [] };

/** The factors of a product in order, as columns and matrices: of `u v^\top` u and v^⊤. */
export function matrixFactors(formula: Formula): readonly Formula[] {
  switch (formula.kind) {
    case 'matrixProduct':
      return formula.factors.flatMap(matrixFactors);
    case 'inner':
      return [...rowFactors(formula.left), ...matrixFactors(formula.right)];
    case 'outer':
      return [...matrixFactors(formula.left), ...rowFactors(formula.right)];
    case 'rowProduct':
      return [...rowFactors(formula.right), ...matrixFactors(formula.left)];
    case 'ones':
      return formula.sizes.length === 2 ? [ONES, { kind: 'transposed', of: ONES }] : [formula];
    case 'solution': {
      const { matrix } = formula;
      const inverse: Formula =
        matrix.kind === 'transposed'
          ? { kind: 'transposed', of: { kind: 'inverse', of: matrix.of } }
          : { kind: 'inverse', of: matrix };
      return [inverse, ...matrixFactors(formula.of)];
    }
    case 'repeated':
      return formula.as === 'rows'
        ? [ONES, ...rowFactors(formula.of)]
        : [...matrixFactors(formula.of), ...rowFactors(ONES)];
    case 'axisSum':
      return [...(formula.axis === 0 ? rowFactors(formula.of) : matrixFactors(formula.of)), ONES];
    default:
      return [formula];
  }
}

/** The factors of the transpose: a vector as a row, a product in reverse. */
export function rowFactors(formula: Formula): readonly Formula[] {
  if (formula.kind === 'transposed') return matrixFactors(formula.of);
  const factors = matrixFactors(formula);
  if (factors.length > 1) return factors.toReversed().flatMap(rowFactors);
  return [{ kind: 'transposed', of: formula }];
}
