/** Numbers and strings as Python writes them. */

/** The value, or why there is none. */
export type Literal<T> = { readonly value: T } | { readonly reason: string };

const DECIMAL = /^(?:\d(?:_?\d)*)?(?:\.(?:\d(?:_?\d)*)?)?(?:[eE][+-]?\d(?:_?\d)*)?$/;
const PREFIXED = /^0(?:[xX](?:_?[\da-fA-F])+|[bB](?:_?[01])+|[oO](?:_?[0-7])+)$/;

export function pythonNumber(text: string): Literal<number> {
  if (/[jJ]$/.test(text) && !/^0[xX]/.test(text)) {
    return {
      reason: `“${text}” is a complex number; only real numbers are read. Write real and imaginary part apart.`,
    };
  }
  const digits = text.replaceAll('_', '');
  if (PREFIXED.test(text)) return { value: Number(digits) };
  if (/^0\d*[1-9]\d*$/.test(digits)) {
    return { reason: `“${text}”: Python numbers do not start with 0. Leave the zero out, or write 0o for octal.` };
  }
  if (DECIMAL.test(text) && /\d/.test(text)) return { value: Number(digits) };
  return { reason: `“${text}” is not a Python number. Check its digits and underscores.` };
}

const STRING = /^([a-zA-Z]{0,2})("""|'''|"|')([\s\S]*)$/;

export function pythonString(text: string): Literal<string> {
  const [, prefix = '', quote = '', rest = ''] = STRING.exec(text) ?? [];
  if (!quote || !rest.endsWith(quote)) return { reason: 'The text is not closed. Add the closing quote.' };
  if (/b/i.test(prefix)) return { reason: 'Bytes are not text or numbers. Use a plain string.' };
  const body = rest.slice(0, rest.length - quote.length);
  return { value: /r/i.test(prefix) ? body : unescaped(body) };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '' };

/** A piece of a formatted string: braces are doubled in it. */
export function formattedText(piece: string, prefix: string): string {
  const body = piece.replaceAll('{{', '{').replaceAll('}}', '}');
  return /r/i.test(prefix) ? body : unescaped(body);
}

/** Escapes of one character; `\x`, `\u`, `\N` and octal ones stay as written, they do not occur in axis or index names. */
function unescaped(body: string): string {
  return body.replace(/\\([\s\S])/g, (whole, next: string) => ESCAPES[next] ?? (/['"\\]/.test(next) ? next : whole));
}
