/** Numbers (not negative) as written where they can be, otherwise as the shortest decimals that are the same double. */

export interface Numeral {
  readonly code: string;
  /** It is a product of a decimal and a power of ten, or a power of ten. */
  readonly compound?: 'product' | 'power';
}

const LONGEST = 24;

/** `\pi`, `0.10`, `1.5 \cdot 10^{-7}`, `10^{21}`, `\infty`, `\text{undefined}`. */
export function latexNumber(value: number, written: string): Numeral {
  if (written === 'pi') return { code: '\\pi' };
  if (Number.isNaN(value)) return { code: '\\text{undefined}' };
  if (!Number.isFinite(value)) return { code: '\\infty' };
  const [mantissa = '', exponent] = decimal(value, written).split('e');
  if (exponent === undefined) return { code: mantissa };
  const ten = `10^{${Number(exponent)}}`;
  if (mantissa === '1') return { code: ten, compound: 'power' };
  return { code: `${mantissa} \\cdot ${ten}`, compound: 'product' };
}

/** `pi`, `0.10`, `1.5e-7`, `∞`, `NaN`: the plain reader reads the same double. */
export function textNumber(value: number, written: string): string {
  if (/^[a-z]/i.test(written)) return written;
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return '∞';
  return decimal(value, written);
}

/** As the author wrote it, if that is a plain decimal of this value and not overlong; else `String`'s digits. */
export function decimal(value: number, written: string): string {
  const plain = /^(?:0|[1-9]\d*)(?:\.\d+)?$/.test(written) && written.length <= LONGEST && Number(written) === value;
  return plain ? written : String(value).replace('e+', 'e');
}
