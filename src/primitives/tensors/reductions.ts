/** Rows that reduce axes. Attributes: `axes` (absent: all of them), `keep` 1 keeps reduced axes with size 1. */
import { exp, log } from '../elementary.ts';
import { nearEqual } from '../kernels.ts';
import type { Attributes, Lines, Step, Tensor, TensorRow } from '../tensorRow.ts';
import {
  alongAxis,
  axesOf,
  forEachIndex,
  like,
  operandAt,
  reducedCount,
  reducedShape,
  reducedStrides,
  spread,
  word,
} from './axes.ts';
import { maskedProducts, rowsAlong } from './products.ts';

const PROBE: TensorRow['probe'] = [
  { shapes: [[3]] },
  { shapes: [[]] },
  { shapes: [[2, 3]] },
  { shapes: [[2, 3]], attributes: { axes: [1] } },
  { shapes: [[2, 3]], attributes: { axes: [0], keep: 1 } },
  { shapes: [[2, 3]], attributes: { keep: 1 } },
  { shapes: [[2, 3, 2]], attributes: { axes: [2, 0] } },
];

/** `visit(from, to)`: the entry at `from` of the operand belongs to the entry at `to` of the result. */
function forEachEntry({ sizes }: Tensor, attributes: Attributes, visit: (from: number, to: number) => void): void {
  forEachIndex(sizes, reducedStrides(sizes, axesOf(attributes, sizes.length)), visit);
}

/** out = combine(out, entry), from `start` on. */
function fold(
  a: Tensor,
  attributes: Attributes,
  out: Tensor,
  start: number,
  combine: (so: number, entry: number) => number,
): void {
  if (out.data.length === 1) {
    let so = start;
    for (let i = 0; i < a.data.length; i++) so = combine(so, a.data[i] as number);
    out.data[0] = so;
    return;
  }
  out.data.fill(start);
  forEachEntry(a, attributes, (from, to) => {
    out.data[to] = combine(out.data[to] as number, a.data[from] as number);
  });
}

const add = (so: number, entry: number) => so + entry;
const addSquare = (so: number, entry: number) => so + entry * entry;

function reduction(operation: string, row: Omit<TensorRow, 'arity' | 'shape' | 'show' | 'probe'>): TensorRow {
  return {
    arity: 1,
    shape: ([a = []], attributes) => reducedShape(operation, a, attributes),
    show: word(operation),
    probe: PROBE,
    ...row,
  };
}

/** The largest or smallest entry. Its cotangent goes in equal parts to all entries that are equal to it. */
function extreme(operation: string, text: string, start: number, pick: (x: number, y: number) => number): TensorRow {
  return {
    ...reduction(operation, {
      value([a], attributes, out) {
        if (a) fold(a, attributes, out, start, pick);
      },
      vjp(lines, step, cotangent) {
        const { line } = operandAt(lines, step);
        const chosen = lines.apply('eq', [line, spread(lines, step, step.result)]);
        const count = lines.apply('sum', [chosen], step.attributes);
        return lines.apply('mul', [chosen, spread(lines, step, lines.apply('div', [cotangent, count]))]);
      },
      kink: {
        at: ([a], attributes) => a !== undefined && hasTies(a, attributes, start, pick),
        text: `where the ${text} entry is not the only one`,
        convention:
          'the derivative is split evenly among the equal entries (JAX and TensorFlow; so does PyTorch, but max and min with an axis pick one)',
      },
    }),
    show: { latex: operation === 'amax' ? '\\max' : '\\min', text: operation.slice(1) },
  };
}

function hasTies(a: Tensor, attributes: Attributes, start: number, pick: (x: number, y: number) => number): boolean {
  const count = a.data.length;
  const best = { data: new Float64Array(count), sizes: a.sizes };
  fold(a, attributes, best, start, pick);
  const times = new Int32Array(count);
  let ties = false;
  forEachEntry(a, attributes, (from, to) => {
    if (!nearEqual(a.data[from] as number, best.data[to] as number)) return;
    times[to] = (times[to] as number) + 1;
    if ((times[to] as number) > 1) ties = true;
  });
  return ties;
}

export const reductions: Readonly<Record<string, TensorRow>> = {
  sum: reduction('sum', {
    value([a], attributes, out) {
      if (a) fold(a, attributes, out, 0, add);
    },
    vjp: (lines, step, cotangent) => like(lines, spread(lines, step, cotangent), operandAt(lines, step).shape),
  }),
  mean: reduction('mean', {
    value([a], attributes, out) {
      if (!a) return;
      fold(a, attributes, out, 0, add);
      const count = a.data.length / out.data.length;
      for (let i = 0; i < out.data.length; i++) out.data[i] = (out.data[i] as number) / count;
    },
    vjp(lines, step, cotangent) {
      const { shape } = operandAt(lines, step);
      const share = lines.apply('div', [cotangent, lines.constant(reducedCount(shape, step.attributes))]);
      return like(lines, spread(lines, step, share), shape);
    },
  }),
  /** Its gradient multiplies the other factors, so it is exact where factors are 0. */
  prod: reduction('prod', {
    value([a], attributes, out) {
      if (a) fold(a, attributes, out, 1, (so, entry) => so * entry);
    },
    vjp: (lines, step, cotangent) =>
      lines.apply('mul', [
        spread(lines, step, cotangent),
        lines.apply('prodOthers', [operandAt(lines, step).line], withoutKeep(step.attributes)),
      ]),
  }),
  /** For each entry the product of all others along `axes`: of the operand's shape. No division. */
  prodOthers: {
    ...reduction('prodOthers', {
      value([a], attributes, out) {
        if (a) productOfOthers(a, attributes, out);
      },
      vjp: othersRule,
    }),
    shape([a = []], attributes) {
      const reduced = reducedShape('prodOthers', a, attributes);
      return 'misfit' in reduced ? reduced : a;
    },
    probe: PROBE.filter(({ attributes }) => attributes?.keep === undefined),
  },
  amax: extreme('amax', 'largest', Number.NEGATIVE_INFINITY, Math.max),
  amin: extreme('amin', 'smallest', Number.POSITIVE_INFINITY, Math.min),
  /** √Σx²: the Euclidean norm of vectors, the Frobenius norm of matrices; no overflow. */
  norm: reduction('norm', {
    value([a], attributes, out) {
      if (a) norm(a, attributes, out);
    },
    vjp(lines, step, cotangent) {
      const scaled = lines.apply('mul', [spread(lines, step, cotangent), operandAt(lines, step).line]);
      return lines.apply('div', [scaled, spread(lines, step, step.result)]);
    },
    domain: {
      holds: (a) => a === undefined || a.data.some((entry) => entry !== 0),
      text: 'an operand that is not all 0 (there the norm has no gradient)',
    },
  }),
  /** Σx². */
  normSquared: reduction('normSquared', {
    value([a], attributes, out) {
      if (a) fold(a, attributes, out, 0, addSquare);
    },
    vjp(lines, step, cotangent) {
      const twice = lines.apply('mul', [lines.constant(2), spread(lines, step, cotangent)]);
      return lines.apply('mul', [twice, operandAt(lines, step).line]);
    },
  }),
  /** log Σ exp(x), shifted by the largest entry. */
  logsumexp: reduction('logsumexp', {
    value([a], attributes, out) {
      if (a) logSumExp(a, attributes, out);
    },
    vjp(lines, step, cotangent) {
      const { line, shape } = operandAt(lines, step);
      const [axis, ...others] = axesOf(step.attributes, shape.length);
      const weights =
        axis !== undefined && others.length === 0
          ? lines.apply('softmax', [line], alongAxis(axis, shape.length))
          : lines.apply('exp', [lines.apply('sub', [line, spread(lines, step, step.result)])]);
      return lines.apply('mul', [spread(lines, step, cotangent), weights]);
    },
  }),
};

function withoutKeep({ axes }: Attributes): Attributes | undefined {
  return axes === undefined ? undefined : { axes };
}

/** From both ends: the product of all before an entry, times that of all behind it. */
function productOfOthers(a: Tensor, attributes: Attributes, out: Tensor): void {
  const count = a.data.length;
  const group = new Int32Array(count);
  forEachEntry(a, attributes, (from, to) => {
    group[from] = to;
  });
  const running = new Float64Array(count).fill(1);
  for (let i = 0; i < count; i++) {
    const to = group[i] as number;
    out.data[i] = running[to] as number;
    running[to] = (running[to] as number) * (a.data[i] as number);
  }
  running.fill(1);
  for (let i = count - 1; i >= 0; i--) {
    const to = group[i] as number;
    out.data[i] = (out.data[i] as number) * (running[to] as number);
    running[to] = (running[to] as number) * (a.data[i] as number);
  }
}

/** Each entry's product is that of a row of a matrix that has 1 in its place. */
function othersRule(lines: Lines, step: Step, cotangent: number): number {
  const { line, shape } = operandAt(lines, step);
  const { there, back, size } = rowsAlong(lines, shape, axesOf(step.attributes, shape.length));
  const others = lines.apply('sub', [lines.constant(1), lines.apply('eye', [], { n: size })]);
  return back(maskedProducts(lines, there(line), others, there(cotangent)));
}

function norm(a: Tensor, attributes: Attributes, out: Tensor): void {
  fold(a, attributes, out, 0, addSquare);
  const isSafe = out.data.every((square) => square > 1e-280 && square < 1e300);
  if (isSafe) {
    for (let i = 0; i < out.data.length; i++) out.data[i] = Math.sqrt(out.data[i] as number);
    return;
  }
  // Some squares left the range of doubles: entries are divided by the largest of their group before.
  const largest = { data: new Float64Array(out.data.length), sizes: out.sizes };
  fold(a, attributes, largest, 0, (so, entry) => Math.max(so, Math.abs(entry)));
  out.data.fill(0);
  forEachEntry(a, attributes, (from, to) => {
    const scale = largest.data[to] as number;
    if (scale > 0 && Number.isFinite(scale))
      out.data[to] = (out.data[to] as number) + ((a.data[from] as number) / scale) ** 2;
    else out.data[to] = 1;
  });
  for (let i = 0; i < out.data.length; i++) {
    out.data[i] = (largest.data[i] as number) * Math.sqrt(out.data[i] as number);
  }
}

function logSumExp(a: Tensor, attributes: Attributes, out: Tensor): void {
  const largest = { data: new Float64Array(out.data.length), sizes: out.sizes };
  fold(a, attributes, largest, Number.NEGATIVE_INFINITY, Math.max);
  out.data.fill(0);
  forEachEntry(a, attributes, (from, to) => {
    out.data[to] = (out.data[to] as number) + exp((a.data[from] as number) - (largest.data[to] as number));
  });
  for (let i = 0; i < out.data.length; i++) {
    const shift = largest.data[i] as number;
    out.data[i] = Number.isFinite(shift) ? shift + log(out.data[i] as number) : shift;
  }
}
