/** Numbers and strings as Julia writes them. */

/** The value, or why there is none. */
export type Literal<T> = { readonly value: T } | { readonly reason: string };

const DECIMAL = /^(?:\d[\d_]*\.?(?:\d[\d_]*)?|\.\d[\d_]*)(?:[eEf][+-]?\d+)?$/;
const PREFIXED = /^0(?:x[\da-fA-F_]+|b[01_]+|o[0-7_]+)$/;
const HEX_FLOAT = /^0x([\da-fA-F_]*)\.?([\da-fA-F_]*)p([+-]?\d+)$/i;

export function juliaNumber(text: string): Literal<number> {
  const digits = text.replaceAll('_', '');
  if (PREFIXED.test(text)) return { value: Number(digits) };
  const hex = HEX_FLOAT.exec(digits);
  if (hex) {
    const [, whole = '', fraction = '', power = ''] = hex;
    const value = Number.parseInt(`${whole}${fraction}`, 16) * 2 ** (Number(power) - 4 * fraction.length);
    return Number.isFinite(value) ? { value } : { reason: `“${text}” is not a number that is read.` };
  }
  // 1f0 is single precision; its value is that of 1e0 as far as is told here.
  if (DECIMAL.test(text) && /\d/.test(text)) return { value: Number(digits.replace('f', 'e')) };
  return { reason: `“${text}” is not a Julia number. Check its digits and underscores.` };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** The text between quotes; nothing of it may be interpolated. */
export function juliaString(text: string): Literal<string> {
  const quote = text.startsWith('"""') ? '"""' : '"';
  if (text.length < 2 * quote.length || !text.endsWith(quote)) {
    return { reason: 'The text is not closed. Add the closing quote.' };
  }
  const body = text.slice(quote.length, -quote.length);
  return {
    value: body.replace(/\\([\s\S])/g, (whole, next: string) => ESCAPES[next] ?? (/["\\$]/.test(next) ? next : whole)),
  };
}
