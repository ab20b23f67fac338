/** Samples of a function and its derivative for plots: fine enough to draw, and honest where there is nothing to join. */
import type { Evaluator } from '../core.ts';
import type { Extent, PlotData } from '../protocol/play.ts';

const SAMPLES = 401;
const BISECTIONS = 40;
/** A change of the slope between two samples that is looked at more closely, as a part of the slope's whole range. */
const SUSPICIOUS = 0.08;
/** What is left of a change after all bisections if it is a jump. */
const JUMP = 0.3;
/** Numbers that a grid of contours takes to evaluate at most; the grid gets coarser for long lists. */
const GRID = 65;

interface Sample {
  readonly x: number;
  readonly value: number;
  readonly slope: number;
}

/** Along one entry of the inputs, the others fixed at `x`. */
export function sampleCurve(evaluator: Evaluator, x: Float64Array, { entry, from, to }: Extent): PlotData {
  const at = Float64Array.from(x);
  const gradient = new Float64Array(x.length);
  const sample = (place: number): Sample => {
    at[entry] = place;
    const value = evaluator.gradient(at, gradient);
    return { x: place, value, slope: gradient[entry] as number };
  };
  const even = Array.from({ length: SAMPLES }, (_, i) => sample(from + ((to - from) * i) / (SAMPLES - 1)));
  const slopes = even.map(({ slope }) => slope).filter(Number.isFinite);
  const range = slopes.reduce((most, slope) => Math.max(most, slope), -Infinity) - Math.min(...slopes);
  const found: Sample[] = [];
  even.forEach((here, i) => {
    found.push(here);
    const next = even[i + 1];
    if (next) found.push(...between(sample, here, next, range));
  });
  const column = (key: keyof Sample) => Float64Array.from(found, (each) => each[key]);
  return { kind: 'curve', x: column('x'), value: column('value'), slope: column('slope') };
}

/** What stands between two neighbours: the end of the domain, a jump, a kink; nothing on a smooth stretch. */
function between(sample: (x: number) => Sample, left: Sample, right: Sample, range: number): Sample[] {
  if (isDefined(left) !== isDefined(right)) {
    const [inside, outside] = narrowed(sample, left, right, (middle) => isDefined(middle) === isDefined(left));
    return isDefined(left) ? [inside, gap(outside.x)] : [gap(inside.x), outside];
  }
  if (!isDefined(left)) return [];
  // On a smooth stretch the value rises by something between the two slopes.
  const width = right.x - left.x;
  const rise = (right.value - left.value) / width;
  const slack = 1e-9 * (Math.abs(left.value) / width + Math.abs(left.slope));
  const rises = rise < Math.min(left.slope, right.slope) - slack || rise > Math.max(left.slope, right.slope) + slack;
  const turns = Math.abs(right.slope - left.slope) > SUSPICIOUS * range;
  return (rises ? breakAt('value') : undefined) ?? (turns ? breakAt('slope') : undefined) ?? [];

  /** Undefined where the change shrinks with the stretch: there it is steep, not broken. */
  function breakAt(key: 'value' | 'slope'): Sample[] | undefined {
    const change = Math.abs(right[key] - left[key]);
    const [a, b] = narrowed(sample, left, right, (middle, from, to) => {
      return Math.abs(to[key] - middle[key]) >= Math.abs(middle[key] - from[key]);
    });
    if (!isDefined(a) || !isDefined(b)) return [gap((a.x + b.x) / 2)];
    if (Math.abs(b[key] - a[key]) < JUMP * change) return undefined;
    // Across a kink the value goes on, the slope does not.
    const isJump = Math.abs(b.value - a.value) > 1e-6 * Math.max(Math.abs(left.value), Math.abs(right.value));
    return [a, { x: (a.x + b.x) / 2, value: isJump ? Number.NaN : a.value, slope: Number.NaN }, b];
  }
}

/** Halves the stretch again and again, towards the right while `goRight` says so of its middle. */
function narrowed(
  sample: (x: number) => Sample,
  left: Sample,
  right: Sample,
  goRight: (middle: Sample, left: Sample, right: Sample) => boolean,
): readonly [Sample, Sample] {
  let [a, b] = [left, right];
  for (let i = 0; i < BISECTIONS; i++) {
    const x = (a.x + b.x) / 2;
    if (x <= a.x || x >= b.x) break;
    const middle = sample(x);
    if (goRight(middle, a, b)) a = middle;
    else b = middle;
  }
  return [a, b];
}

function isDefined({ value, slope }: Sample): boolean {
  return Number.isFinite(value) && Number.isFinite(slope);
}

function gap(x: number): Sample {
  return { x, value: Number.NaN, slope: Number.NaN };
}

/** Values over two entries of the inputs, the others fixed at `x`; a coarser grid where a value takes long. */
export function sampleGrid(evaluator: Evaluator, x: Float64Array, across: Extent, up: Extent): PlotData {
  const points = x.length > 2000 ? Math.ceil(GRID / 2) : GRID;
  const at = Float64Array.from(x);
  const gradient = new Float64Array(x.length);
  const values = new Float64Array(points * points);
  for (let row = 0; row < points; row++) {
    at[up.entry] = up.from + ((up.to - up.from) * row) / (points - 1);
    for (let column = 0; column < points; column++) {
      at[across.entry] = across.from + ((across.to - across.from) * column) / (points - 1);
      values[row * points + column] = evaluator.gradient(at, gradient);
    }
  }
  return { kind: 'contours', columns: points, rows: points, values };
}
