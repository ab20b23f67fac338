/** Numbers and strings as C and C++ write them. */
import { FLOAT, INT, type Type } from './types.ts';

/** The value and its type, or why there is none. */
export type NumberText = { readonly value: number; readonly type: Type } | { readonly reason: string };

const DECIMAL = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const HEX_FLOAT = /^0[xX]([\da-fA-F]*)\.?([\da-fA-F]*)[pP]([+-]?\d+)$/;

export function cNumber(text: string): NumberText {
  const isHex = /^0[xX]/.test(text);
  const digits = text.replaceAll("'", '').replace(isHex && !/[pP]/.test(text) ? /[uUlLzZ]+$/ : /[uUlLzZfF]+$/, '');
  const suffix = text.replaceAll("'", '').slice(digits.length);
  if (!/^(?:[uU]?(?:l|L|ll|LL|z|Z)?|(?:l|L|ll|LL)[uU]|[fFlL])$/.test(suffix)) return wrong(text);
  const hex = HEX_FLOAT.exec(digits);
  if (hex) {
    const [, whole = '', fraction = '', power = ''] = hex;
    const value = Number.parseInt(`${whole}${fraction}`, 16) * 2 ** (Number(power) - 4 * fraction.length);
    return Number.isFinite(value) ? { value, type: FLOAT } : wrong(text);
  }
  if (isHex) return /^0[xX][\da-fA-F]+$/.test(digits) ? { value: Number(digits), type: INT } : wrong(text);
  if (/^0[bB][01]+$/.test(digits)) return { value: Number(digits.toLowerCase()), type: INT };
  if (!DECIMAL.test(digits)) return wrong(text);
  if (/[.eE]/.test(digits)) return /[uU]/.test(suffix) ? wrong(text) : { value: Number(digits), type: FLOAT };
  if (/[fF]/.test(suffix)) return wrong(text);
  // A leading zero makes the number octal.
  if (/^0\d/.test(digits))
    return /^[0-7]+$/.test(digits) ? { value: Number.parseInt(digits, 8), type: INT } : wrong(text);
  return { value: Number(digits), type: INT };
}

function wrong(text: string): NumberText {
  return { reason: `“${text}” is not a number of C that is read. Check its digits and suffix.` };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

/** The text between quotes. */
export function cString(text: string): string {
  const body = text.slice(text.indexOf('"') + 1, -1);
  return body.replace(/\\([\s\S])/g, (whole, next: string) => ESCAPES[next] ?? (/["'\\]/.test(next) ? next : whole));
}
