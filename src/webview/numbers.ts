/** Numbers as the panel writes them. */
import { shapeOf, type Value } from '../base/value.ts';

const SIGNIFICANT = 5;

/**
 * Exact where that is short ('2', '0.5'), else five significant digits with their zeros ('1.0900'), powers of ten for
 * the very large and very small ('1.2346e−7').
 */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e6 && Number.isInteger(value)) return withMinus(String(value));
  const rounded = value.toPrecision(SIGNIFICANT);
  const exact = Number(rounded) === value;
  if (size >= 1e6 || size < 1e-4) {
    const [mantissa = '', exponent = ''] = value.toExponential(SIGNIFICANT - 1).split('e');
    return withMinus(`${exact ? trimZeros(mantissa) : mantissa}e${exponent.replace('+', '')}`);
  }
  return withMinus(exact ? trimZeros(String(Number(rounded))) : plain(rounded));
}

/** A scalar as above; a short vector by its entries; anything larger by its shape. */
export function formatValue(value: Value, entries = 4): string {
  if (typeof value === 'number') return formatNumber(value);
  const shape = shapeOf(value);
  if (shape.length === 1 && value.length <= entries) return `[${value.map((entry) => formatValue(entry)).join(', ')}]`;
  return `${shape.join('×')} ${shape.length === 1 ? 'vector' : shape.length === 2 ? 'matrix' : 'tensor'}`;
}

/** Every digit, in ASCII, as a field takes it back. */
export function exactValue(value: Value): string {
  if (typeof value !== 'number') return `[${value.map(exactValue).join(', ')}]`;
  if (value === Number.POSITIVE_INFINITY) return 'inf';
  if (value === Number.NEGATIVE_INFINITY) return '-inf';
  return Number.isNaN(value) ? 'nan' : String(value);
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** `toPrecision` turns to powers of ten when rounding reaches 100000. */
function plain(text: string): string {
  return text.includes('e') ? String(Number(text)) : text;
}

function withMinus(text: string): string {
  return text.replaceAll('-', '−');
}
