/** Scales of plots: from numbers to px, with ticks at round numbers. Layout, no mathematics. */

export interface Scale {
  readonly from: number;
  readonly to: number;
  /** px of a number. */
  at(value: number): number;
  /** The number at a px. */
  of(place: number): number;
}

export function scale(from: number, to: number, start: number, end: number): Scale {
  const factor = (end - start) / (to - from);
  return {
    from,
    to,
    at: (value) => start + (value - from) * factor,
    of: (place) => from + (place - start) / factor,
  };
}

/** Round numbers inside a range: multiples of 1, 2 or 5 times a power of ten, about `count` of them. */
export function ticks(from: number, to: number, count: number): number[] {
  const rough = (to - from) / Math.max(1, count);
  if (!(rough > 0) || !Number.isFinite(rough)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const unit = ([1, 2, 5].find((times) => times * power >= rough) ?? 10) * power;
  const first = Math.ceil(from / unit - 1e-9);
  const last = Math.floor(to / unit + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => tidy((first + i) * unit));
}

/** What a tick says: short, with a typographic minus. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  const text = size !== 0 && (size >= 1e5 || size < 1e-3) ? value.toExponential(0).replace('e+', 'e') : String(value);
  return text.replaceAll('-', '−');
}

/**
 * The range of the numbers that are seen: all of them, unless a few run away (a pole): then the middle nine tenths with
 * room on both sides. Never empty; `must` always lies inside.
 */
export function extentOf(values: ArrayLike<number>, must?: number): readonly [from: number, to: number] {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  const at = (part: number) => sorted[Math.round(part * (sorted.length - 1))] ?? 0;
  let [from, to] = [at(0), at(1)];
  const [low, high] = [at(0.05), at(0.95)];
  const reach = Math.max(high - low, 1e-9);
  if (from < low - 3 * reach) from = low - 0.5 * reach;
  if (to > high + 3 * reach) to = high + 0.5 * reach;
  if (must !== undefined && Number.isFinite(must)) [from, to] = [Math.min(from, must), Math.max(to, must)];
  const room =
    to - from > 1e-12 * Math.max(Math.abs(from), Math.abs(to)) ? 0.06 * (to - from) : Math.max(1, 0.1 * Math.abs(to));
  return [from - room, to + room];
}

/** A line through points with gaps at NaN, within `far` px of the picture, as a path. */
export function linePath(xs: ArrayLike<number>, ys: ArrayLike<number>, across: Scale, up: Scale, far = 4000): string {
  let path = '';
  let pen = false;
  for (let i = 0; i < xs.length; i++) {
    const y = ys[i] as number;
    if (!Number.isFinite(y)) {
      pen = false;
      continue;
    }
    const place = Math.max(-far, Math.min(far, up.at(y)));
    path += `${pen ? 'L' : 'M'}${across.at(xs[i] as number).toFixed(2)},${place.toFixed(2)}`;
    pen = true;
  }
  return path;
}

function tidy(value: number): number {
  return Number(value.toPrecision(12)) + 0; // no −0
}
