/** Linear notation as a reader likes to see it where no picture is drawn: x² for x^2, √c for sqrt(c), 2x for 2*x. */

const SUPERSCRIPT: Readonly<Record<string, string>> = {
  '-': '⁻',
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
};

/** Never changes what is said: where a shorter form could be read otherwise, the long one stays. */
export function readable(text: string): string {
  return text
    .replace(/\bsqrt\(([A-Za-z]\w*|\d+)\)/g, '√$1')
    .replace(/\bsqrt\(/g, '√(')
    .replace(/(?<!\^[^\s^]{0,4})\^(-?\d{1,3})(?![\w.^])/g, (_, exponent: string) =>
      [...exponent].map((char) => SUPERSCRIPT[char] ?? char).join(''),
    )
    .replace(/(?<![\w.^/]|\de-)(\d+(?:\.\d+)?)\*(?=[A-Za-z√(])/g, '$1')
    .replace(/\s?\*\s?/g, ' · ')
    .replace(/(?<!\de)-/g, '−');
}

/** At most `most` characters, the rest as an ellipsis. */
export function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`;
}
