/** Texts in quotes. Only Octave's reach over the end of their line, behind a backslash. */

export interface TextLiteral {
  /** Undefined where the text is not closed. */
  readonly value?: string;
  /** With the quotes. */
  readonly length: number;
}

export function singleQuoted(text: string, at: number): TextLiteral {
  return literal(text, at, "'", false);
}

/** Octave escapes with a backslash, MATLAB does not. */
export function doubleQuoted(text: string, at: number, escapes: boolean): TextLiteral {
  return literal(text, at, '"', escapes);
}

/** A quote inside is written twice. */
function literal(text: string, at: number, quote: string, escapes: boolean): TextLiteral {
  let i = at + 1;
  for (; i < text.length && text[i] !== '\n'; i++) {
    if (escapes && text[i] === '\\') i++;
    else if (text[i] === quote && text[i + 1] === quote) i++;
    else if (text[i] === quote) {
      return { value: text.slice(at + 1, i).replaceAll(quote + quote, quote), length: i + 1 - at };
    }
  }
  return { length: Math.min(i, text.length) - at };
}
