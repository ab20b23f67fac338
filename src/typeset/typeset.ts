import { Lru } from './lru.ts';
import type { Picture } from './picture.ts';
import { writeSvg } from './svg.ts';

export type { Picture } from './picture.ts';

export interface TypesetOptions {
  /** CSS color, e.g. '#cccccc'. */
  readonly color: string;
  /** Of the surrounding text, in px; default 14. */
  readonly fontSize?: number;
  /** A formula on a line of its own (the default) or within text. */
  readonly display?: boolean;
  /** In px: a displayed formula breaks its lines, at relations and operators, to stay within this. Default: never. */
  readonly maxWidth?: number;
}

const longestLatex = 20_000;
const pictures = new Lru<Promise<Picture | undefined>>(200);

/**
 * LaTeX → self-contained SVG. Loads MathJax on first use. Answers undefined where the LaTeX cannot be set (the caller
 * falls back to text). Never rejects.
 */
export function typeset(latex: string, options: TypesetOptions): Promise<Picture | undefined> {
  if (latex.length > longestLatex || latex.trim() === '') return Promise.resolve(undefined);
  const { color, display = true } = options;
  const fontSize = within(options.fontSize, 4, 200) ?? 14;
  const maxWidth = display ? within(options.maxWidth, 40, 20_000) : undefined;
  const key = JSON.stringify([latex, color, fontSize, display, maxWidth]);
  return pictures.get(key, () => draw(latex, { color, fontSize, display, maxWidth, key }));
}

/** The picture as an address for the `src` of an `<img>`: `data:image/svg+xml;base64,…`. */
export function pictureUri(picture: Picture): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(picture.svg)) binary += String.fromCharCode(byte);
  return `data:image/svg+xml;base64,${btoa(binary)}`;
}

type Request = Required<Omit<TypesetOptions, 'maxWidth'>> & { readonly maxWidth?: number; readonly key: string };

async function draw(latex: string, request: Request): Promise<Picture | undefined> {
  try {
    // Imported here, not above: MathJax and its fonts are read only when the first formula is set.
    const { layOut, unit } = await import('./engine.ts');
    return writeSvg(layOut(latex, request), { ...request, unit: unit(request.fontSize) });
  } catch {
    return undefined; // an unknown command, an unclosed group, … : the text form says it as well
  }
}

/** `value` pulled into low…high; undefined if it is not a number. */
function within(value: number | undefined, low: number, high: number): number | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : Math.min(Math.max(value, low), high);
}
