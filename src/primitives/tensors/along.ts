/** Rows that run along one axis and keep the shape. Attribute `axis`; a vector needs none. */
import { exp, log } from '../elementary.ts';
import type { Attributes, Lines, Tensor, TensorRow } from '../tensorRow.ts';
import { axisOf, noAxis, operandAt, split, word } from './axes.ts';
import { maskedProducts, rowsAlong } from './products.ts';

const PROBE: TensorRow['probe'] = [
  { shapes: [[3]] },
  { shapes: [[2, 3]], attributes: { axis: 1 } },
  { shapes: [[2, 3]], attributes: { axis: 0 } },
  { shapes: [[2, 3, 2]], attributes: { axis: 1 } },
];

/** `visit(first, step, size)`: the entries first, first + step, … of one run along the axis. */
function forEachRun(
  { sizes }: Tensor,
  attributes: Attributes,
  visit: (first: number, step: number, size: number) => void,
): void {
  const { outer, size, inner } = split(sizes, axisOf(attributes, sizes.length) ?? 0);
  for (let i = 0; i < outer; i++) {
    for (let k = 0; k < inner; k++) visit(i * size * inner + k, inner, size);
  }
}

function alongAxisRow(operation: string, name: string, row: Pick<TensorRow, 'value' | 'vjp'>): TensorRow {
  return {
    arity: 1,
    shape: ([a = []], attributes) =>
      axisOf(attributes, a.length) === undefined ? noAxis(operation, a, attributes.axis) : a,
    show: word(name),
    probe: PROBE,
    ...row,
  };
}

/** The sum along the axis of the step, which stays with size 1. */
function sumAlong(lines: Lines, line: number, attributes: Attributes): number {
  const rank = lines.shape(line).length;
  if (rank === 1) return lines.apply('sum', [line]);
  return lines.apply('sum', [line], { axes: [axisOf(attributes, rank) ?? 0], keep: 1 });
}

function softmax(a: Tensor, attributes: Attributes, out: Tensor, isLog: boolean): void {
  const { data } = a;
  forEachRun(a, attributes, (first, step, size) => {
    const end = first + step * size;
    let largest = Number.NEGATIVE_INFINITY;
    for (let at = first; at < end; at += step) largest = Math.max(largest, data[at] as number);
    let sum = 0;
    for (let at = first; at < end; at += step) {
      const shifted = (data[at] as number) - largest;
      const share = exp(shifted);
      out.data[at] = isLog ? shifted : share;
      sum += share;
    }
    const whole = isLog ? log(sum) : sum;
    for (let at = first; at < end; at += step) {
      const own = out.data[at] as number;
      out.data[at] = isLog ? own - whole : own / whole;
    }
  });
}

function running(
  a: Tensor,
  attributes: Attributes,
  out: Tensor,
  start: number,
  combine: (so: number, entry: number) => number,
): void {
  forEachRun(a, attributes, (first, step, size) => {
    let so = start;
    for (let i = 0; i < size; i++) {
      so = combine(so, a.data[first + i * step] as number);
      out.data[first + i * step] = so;
    }
  });
}

export const along: Readonly<Record<string, TensorRow>> = {
  /** exp(x) / Σ exp(x). */
  softmax: alongAxisRow('softmax', 'softmax', {
    value([a], attributes, out) {
      if (a) softmax(a, attributes, out, false);
    },
    // s̄ ↦ s ⊙ (s̄ − Σ s̄ ⊙ s)
    vjp(lines, { result, attributes }, cotangent) {
      const weighted = sumAlong(lines, lines.apply('mul', [cotangent, result]), attributes);
      return lines.apply('mul', [result, lines.apply('sub', [cotangent, weighted])]);
    },
  }),
  /** x − log Σ exp(x). */
  logSoftmax: alongAxisRow('logSoftmax', 'logsoftmax', {
    value([a], attributes, out) {
      if (a) softmax(a, attributes, out, true);
    },
    vjp(lines, step, cotangent) {
      const { line, shape } = operandAt(lines, step);
      const weights = lines.apply('softmax', [line], shape.length === 1 ? undefined : step.attributes);
      return lines.apply('sub', [
        cotangent,
        lines.apply('mul', [sumAlong(lines, cotangent, step.attributes), weights]),
      ]);
    },
  }),
  cumsum: alongAxisRow('cumsum', 'cumsum', {
    value([a], attributes, out) {
      if (a) running(a, attributes, out, 0, (so, entry) => so + entry);
    },
    // The sum of all that come after: from the other end.
    vjp(lines, step, cotangent) {
      const { shape } = operandAt(lines, step);
      const axes = shape.length === 1 ? undefined : { axes: [axisOf(step.attributes, shape.length) ?? 0] };
      const flipped = lines.apply('flip', [cotangent], axes);
      return lines.apply('flip', [lines.apply('cumsum', [flipped], step.attributes)], axes);
    },
  }),
  /** Its gradient multiplies the other factors, so it is exact where factors are 0. */
  cumprod: alongAxisRow('cumprod', 'cumprod', {
    value([a], attributes, out) {
      if (a) running(a, attributes, out, 1, (so, entry) => so * entry);
    },
    vjp(lines, step, cotangent) {
      const { line, shape } = operandAt(lines, step);
      const { there, back, size } = rowsAlong(lines, shape, [axisOf(step.attributes, shape.length) ?? 0]);
      const ones = lines.apply('broadcast', [lines.constant(1)], { shape: [size, size] });
      return back(maskedProducts(lines, there(line), lines.apply('tril', [ones]), there(cotangent)));
    },
  }),
};
