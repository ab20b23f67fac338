/** Numbers as people read them: one rounding for hover, hints, messages and panel. */
import { fullShape } from './shapes.ts';
import { shapeOf, type Value } from './value.ts';

const SIGNIFICANT = 5;

/**
 * Exact where that is short (2, 0.5), else five significant digits with their zeros (1.0900, 0.80450), powers of ten for
 * the very large and very small (1.2346e-7). In ASCII, but for ∞.
 */
export function showNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e6) return String(value + 0); // no -0
  const rounded = value.toPrecision(size < 1e5 ? SIGNIFICANT : SIGNIFICANT + 1); // no zeros in place of digits
  const exact = Number(rounded) === value;
  if (size >= 1e6 || size < 1e-4) {
    const [mantissa = '', exponent = ''] = value.toExponential(SIGNIFICANT - 1).split('e');
    return `${exact ? mantissa.replace(/\.?0+$/, '') : mantissa}e${exponent.replace('+', '')}`;
  }
  // `toPrecision` turns to powers of ten where rounding reaches another digit.
  return exact || rounded.includes('e') ? String(Number(rounded)) : rounded;
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

/** The same, with the shape behind it where it is cut: `[1, 2, …] (10,)`. */
export function showShaped(value: Value, most = 6): string {
  const text = showValue(value, most);
  return text.includes('…') ? `${text} ${fullShape({ shape: shapeOf(value) })}` : text;
}

/** The same with the typographic minus, as the panel sets it. */
export function formatValue(value: Value, most = 4): string {
  return showValue(value, most).replaceAll('-', '−');
}

export function formatShaped(value: Value, most = 4): string {
  return showShaped(value, most).replaceAll('-', '−');
}

/** A value as it can be typed again, in full precision. */
export function writeValue(value: Value): string {
  if (typeof value !== 'number') return `[${value.map(writeValue).join(', ')}]`;
  if (Number.isNaN(value)) return 'nan';
  return Number.isFinite(value) ? String(value) : value > 0 ? 'inf' : '-inf';
}
