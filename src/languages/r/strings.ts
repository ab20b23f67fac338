/** Texts in quotes, names in backticks, and numbers, as R writes them. */

export interface TextLiteral {
  /** Undefined where the text is not closed. */
  readonly value?: string;
  /** With the quotes. */
  readonly length: number;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '\n' };

/** Up to the same quote; texts may reach over line ends. One that is not closed ends with its line. */
export function quoted(text: string, at: number): TextLiteral {
  const quote = text[at];
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === quote) return { value: unescaped(text.slice(at + 1, i)), length: i + 1 - at };
  }
  const end = text.indexOf('\n', at);
  return { length: (end < 0 ? text.length : end) - at };
}

function unescaped(body: string): string {
  if (!body.includes('\\')) return body;
  return body.replace(/\\([\s\S])/g, (whole, next: string) => ESCAPES[next] ?? (/['"`\\]/.test(next) ? next : whole));
}

const RAW = /[rR](["'])(-*)([([{])/y;

/** `r"(…)"`, `R"--[…]--"`. */
export function rawString(text: string, at: number): TextLiteral | undefined {
  RAW.lastIndex = at;
  const found = RAW.exec(text);
  if (!found) return undefined;
  const [open, quote = '', dashes = '', bracket = ''] = found;
  const close = `${bracket === '(' ? ')' : bracket === '[' ? ']' : '}'}${dashes}${quote}`;
  const end = text.indexOf(close, at + open.length);
  if (end < 0) return { length: text.length - at };
  return { value: text.slice(at + open.length, end), length: end + close.length - at };
}

/** The value, or why there is none. */
export function rNumber(text: string): number | string {
  if (/^(?:0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)L?$/.test(text)) return Number(text.replace('L', ''));
  if (/i$/.test(text)) {
    return `“${text}” is a complex number; only real numbers are read. Write real and imaginary part apart.`;
  }
  return `“${text}” is not a number of R. Check its digits.`;
}
