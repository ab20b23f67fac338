/** Numbers and strings as C and C++ write them. */
import { FLOAT, INT, LONG, SIZE, type Type } from './types.ts';

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
  const whole = (value: number, isDecimal = false) => ({ value, type: typeOfWhole(value, suffix, isDecimal) });
  if (isHex) return /^0[xX][\da-fA-F]+$/.test(digits) ? whole(Number(digits)) : wrong(text);
  if (/^0[bB][01]+$/.test(digits)) return whole(Number(digits.toLowerCase()));
  if (!DECIMAL.test(digits)) return wrong(text);
  if (/[.eE]/.test(digits)) return /[uU]/.test(suffix) ? wrong(text) : { value: Number(digits), type: FLOAT };
  if (/[fF]/.test(suffix)) return wrong(text);
  // A leading zero makes the number octal.
  if (/^0\d/.test(digits)) return /^[0-7]+$/.test(digits) ? whole(Number.parseInt(digits, 8)) : wrong(text);
  return whole(Number(digits), true);
}

/** The first type from `int` on that holds the number; without a sign only where it is asked for or not decimal. */
function typeOfWhole(value: number, suffix: string, isDecimal: boolean): Type {
  const isWide = /[lLzZ]/.test(suffix);
  if (/[uU]/.test(suffix)) return isWide || value >= 2 ** 32 ? SIZE : { ...INT, whole: 'unsigned' };
  if (!isWide && value < 2 ** 31) return INT;
  if (!isWide && !isDecimal && value < 2 ** 32) return { ...INT, whole: 'unsigned' };
  return value < 2 ** 63 || isDecimal ? LONG : SIZE;
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
