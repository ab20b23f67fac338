/** Numbers and strings as JavaScript writes them. */

/** The value, or why there is none. */
export type Literal<T> = { readonly value: T } | { readonly reason: string };

const DECIMAL = /^(?:\d(?:_?\d)*\.?|(?:\d(?:_?\d)*)?\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?$/;
const PREFIXED = /^0(?:[xX][\da-fA-F](?:_?[\da-fA-F])*|[bB][01](?:_?[01])*|[oO][0-7](?:_?[0-7])*)$/;

export function javascriptNumber(text: string): Literal<number> {
  if (text.endsWith('n')) return { reason: `“${text}” is a BigInt; only ordinary numbers are read. Leave out the n.` };
  if (/^0\d/.test(text)) return { reason: `“${text}” may be octal. Leave out the leading 0, or write 0o.` };
  if (PREFIXED.test(text) || DECIMAL.test(text)) return { value: Number(text.replaceAll('_', '')) };
  return { reason: `“${text}” is not a JavaScript number. Check its digits and underscores.` };
}

export function javascriptString(text: string): Literal<string> {
  const quote = text[0] ?? '';
  if (text.length < 2 || !text.endsWith(quote)) return { reason: 'The text is not closed. Add the closing quote.' };
  return { value: unescaped(text.slice(1, -1)) };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '' };

/** Escapes of one character; `\x` and `\u` stay as written. */
export function unescaped(body: string): string {
  return body.replace(/\\([\s\S])/g, (whole, next: string) => ESCAPES[next] ?? (/[xu\d]/.test(next) ? whole : next));
}
