/** Numbers, and names that stand for values as long as nothing else is called so. */
import type { Expression } from '../../syntax/tree.ts';
import { numberLiteral, unreadable } from '../expression/nodes.ts';
import type { State } from './state.ts';
import { isSign, type MatlabToken } from './tokens.ts';

/** The value, or why there is none. */
export function matlabNumber(text: string): number | string {
  const prefixed = /^(0[xX][\da-fA-F]+|0[bB][01]+)(?:[us](?:8|16|32|64))?$/.exec(text);
  if (prefixed) return Number(prefixed[1]);
  if (/^(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?$/.test(text)) return Number(text.replace(/[dD]/, 'e'));
  if (/^[\d.]+(?:[eEdD][+-]?\d+)?[ijIJ]$/.test(text)) return COMPLEX;
  return `“${text}” is not a MATLAB number. Check its digits.`;
}

const COMPLEX = 'This is a complex number; only real numbers are read. Write real and imaginary part apart.';
const COUNTS = 'It depends on how the function is called. Give the parameter a value of its own.';
const REFUSED: Readonly<Record<string, string>> = {
  i: `The name is not set, so that it is the imaginary unit. ${COMPLEX}`,
  j: `The name is not set, so that it is the imaginary unit. ${COMPLEX}`,
  I: `The name is not set, so that it is the imaginary unit. ${COMPLEX}`,
  J: `The name is not set, so that it is the imaginary unit. ${COMPLEX}`,
  nargin: COUNTS,
  ans: 'It is the value of the last line. Give the value a name.',
};
const VALUES: Readonly<Record<string, number>> = {
  Inf: Number.POSITIVE_INFINITY,
  inf: Number.POSITIVE_INFINITY,
  NaN: Number.NaN,
  nan: Number.NaN,
};

/**
 * `true`, `Inf`, `nargin`, …; undefined for a plain name, and for calls such as `Inf(2, 3)`. A function is read as one
 * that is asked for all its outputs, which is what its `Return` gives: that many is `nargout`.
 */
export function readSpecial(s: State, { text, span }: MatlabToken): Expression | undefined {
  const next = s.core.peek();
  if (s.scope.isKnown(text) || s.functions.has(text)) return undefined;
  if (isSign(next, '(') && !(text in REFUSED)) return undefined;
  if (Object.hasOwn(REFUSED, text)) return unreadable(text, REFUSED[text] ?? '', span);
  if (text === 'true' || text === 'false') return { kind: 'boolean', value: text === 'true', span, outer: span };
  if (Object.hasOwn(VALUES, text)) return numberLiteral(text, span, VALUES[text]);
  if (text !== 'nargout') return undefined;
  return s.scope.outputs < 0 ? unreadable(text, COUNTS, span) : numberLiteral(text, span, s.scope.outputs);
}
