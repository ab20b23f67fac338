import type { Span } from '../base/span.ts';

/** A piece of text that holds math, found by a scanner; not yet read. */
export interface FoundMath {
  /** With delimiters: `$…$`, `\[…\]`, `\begin{align}…\end{align}`, `` :math:`…` ``, the content of a `.. math::` block. */
  readonly span: Span;
  /** What is to be read. A bare environment is read whole: `inner` equals `span`. */
  readonly inner: Span;
  readonly notation: 'latex' | 'plain';
  readonly display: boolean;
  /**
   * Ranges inside `inner` that are not part of the math (block-quote markers, comment leaders, the first backslash of
   * an escaped pair), in order; none holds a line break. The reader sees spaces of equal length there.
   */
  readonly masked?: readonly Span[];
  /** It stands in a string, where a backslash is usually written twice. */
  readonly escaped?: boolean;
  /** The math is the derivative alone, of what the words before it say. */
  readonly about?: About;
  /** How many headings stand before it (its own included): names are looked up in their own section first. */
  readonly section: number;
}

/** What a derivative that stands alone is of and by. */
export interface About {
  readonly of: string;
  readonly parameters: readonly string[];
  /** Once for each order; none: by all parameters. */
  readonly wrt: readonly string[];
  /** The words that say so. */
  readonly said: Span;
}

/** The text to read: `inner` with its masked ranges blanked, so offsets into it differ from the document's by `inner.from`. */
export function innerText(text: string, { inner, masked }: FoundMath): string {
  if (!masked?.length) return text.slice(inner.from, inner.to);
  let result = '';
  let at = inner.from;
  for (const { from, to } of masked) {
    result += text.slice(at, from) + ' '.repeat(to - from);
    at = to;
  }
  return result + text.slice(at, inner.to);
}

/** A piece of a passage, before it is known what of it is masked. */
export interface FoundPiece {
  readonly span: Span;
  readonly inner: Span;
  readonly display: boolean;
}

/**
 * The pieces as math in LaTeX, masked by those of the sorted `holes` that lie within them; one walk over both. What is
 * blank once masked is left out.
 */
export function asFound(
  text: string,
  pieces: readonly FoundPiece[],
  holes: readonly Span[],
  section: number,
): FoundMath[] {
  const found: FoundMath[] = [];
  let first = 0;
  for (const { span, inner, display } of pieces) {
    let masked: Span[] | undefined;
    for (; first < holes.length && (holes[first] as Span).to <= inner.from; first++);
    for (let k = first; k < holes.length && (holes[k] as Span).from < inner.to; k++) {
      const hole = holes[k] as Span;
      masked ??= [];
      masked.push({ from: Math.max(hole.from, inner.from), to: Math.min(hole.to, inner.to) });
    }
    const math: FoundMath = { span, inner, notation: 'latex', display, masked, section };
    if (!masked || innerText(text, math).trim() !== '') found.push(math);
  }
  return found;
}
