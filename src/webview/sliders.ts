/** Ranges of sliders: about the value at first, then as the reader sets them. Layout, no mathematics. */
import { type Signal, signal } from '@preact/signals-core';

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** As far as the value is from 0, one unit at least, with round ends: a positive value keeps its sign. */
export function rangeAbout(value: number): Range {
  const middle = Number.isFinite(value) ? value : 0;
  const reach = Math.max(1, Math.abs(middle));
  const unit = 10 ** (Math.floor(Math.log10(reach)) - 1);
  const round = (end: number) => Number((Math.round(end / unit) * unit).toPrecision(12));
  return { from: round(middle - reach), to: round(middle + reach) };
}

/** One press of an arrow key: a 200th of the range or less, a round number. */
export function stepOf({ from, to }: Range): number {
  const unit = 10 ** Math.floor(Math.log10((to - from) / 200));
  const step = [5, 2, 1].find((times) => times * unit <= (to - from) / 200) ?? 1;
  return Number((step * unit).toPrecision(12));
}

/** The range with the value inside: a typed value may lie anywhere. */
export function rangeWith(range: Range, value: number): Range {
  if (!Number.isFinite(value) || (value >= range.from && value <= range.to)) return range;
  const about = rangeAbout(value);
  return { from: Math.min(range.from, about.from), to: Math.max(range.to, about.to) };
}

/** The new end as typed, if it leaves something between the ends. */
export function withEnd(range: Range, end: 'from' | 'to', text: string): Range {
  const typed = Number(text.trim().replace('−', '-'));
  if (text.trim() === '' || !Number.isFinite(typed)) return range;
  const next = { ...range, [end]: typed };
  return next.from < next.to ? next : range;
}

/** The ranges by the names of the entries (`x`, `W[0, 2]`), the same for sliders and plots. */
export interface Ranges {
  of(label: string, value: number): Range;
  set(label: string, range: Range): void;
}

export function createRanges(): Ranges {
  const known: Signal<ReadonlyMap<string, Range>> = signal(new Map());
  const set = (label: string, range: Range) => {
    known.value = new Map(known.peek()).set(label, range);
  };
  return {
    set,
    of(label, value) {
      const before = known.value.get(label);
      const range = rangeWith(before ?? rangeAbout(value), value);
      if (before !== range) queueMicrotask(() => set(label, range)); // stays while the value moves
      return range;
    },
  };
}
