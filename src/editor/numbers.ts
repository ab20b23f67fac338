/** Numbers as hover, hints and messages show them. */
import type { Value } from '../core.ts';

/**
 * Five significant digits (four below 1): 5.9831, 0.8045, 12.346, 1.2346e-7. Whole numbers stay whole, so `1` is exact
 * and `1.0000` is rounded.
 */
export function showNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e6) return String(value + 0); // no -0
  if (size >= 1e6 || size < 1e-3) return value.toExponential(4).replace('e+', 'e');
  const digits = size < 1 ? 4 : 5;
  return value.toFixed(Math.max(0, digits - 1 - Math.floor(Math.log10(size))));
}

/** `[1, 2, …]`, rows in brackets; no more than `most` numbers in all, then an ellipsis. */
export function showValue(value: Value, most = 6): string {
  let left = most;
  const show = (part: Value): string => {
    if (typeof part === 'number') {
      left--;
      return showNumber(part);
    }
    const shown: string[] = [];
    for (const entry of part) {
      if (left <= 0) {
        shown.push('…');
        break;
      }
      shown.push(show(entry));
    }
    return `[${shown.join(', ')}]`;
  };
  return show(value);
}

/** `x = 1, y = 2`. */
export function showPoint(point: Readonly<Record<string, Value>>): string {
  return Object.entries(point)
    .map(([name, value]) => `${name} = ${showValue(value)}`)
    .join(', ');
}

/** A value as it can be typed again, in full precision. */
export function writeValue(value: Value): string {
  return typeof value === 'number' ? String(value) : `[${value.map(writeValue).join(', ')}]`;
}
