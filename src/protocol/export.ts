/** The graph on its way out of the panel, and the part of the text that the present step is about. */
import type { Span } from '../base/span.ts';

/** What the host writes by itself, from the inspection. */
export const TEXT_EXPORTS = {
  tikz: 'TikZ (LaTeX)',
  dot: 'Graphviz DOT',
  mermaid: 'Mermaid',
  json: 'JSON (the whole inspection)',
} as const;
/** What the panel draws, as it is seen. */
export const PICTURE_EXPORTS = { svg: 'SVG picture', png: 'PNG picture' } as const;
export type TextExport = keyof typeof TEXT_EXPORTS;
export type PictureExport = keyof typeof PICTURE_EXPORTS;

export type ExportRequest =
  | { readonly type: 'export'; readonly format: TextExport }
  /** `content`: the text of an SVG, or a PNG in base64. */
  | { readonly type: 'export'; readonly format: PictureExport; readonly content: string }
  /** Mark this in the text, and nothing else. */
  | { readonly type: 'mark'; readonly spans: readonly Span[] };

/** Asks for a picture: an `export` answers. */
export interface DrawMessage {
  readonly type: 'draw';
  readonly format: PictureExport;
}

export function readExport(
  data: Readonly<Record<string, unknown>>,
  readSpan: (data: unknown) => Span | undefined,
): ExportRequest | undefined {
  if (data.type === 'mark') {
    return Array.isArray(data.spans)
      ? { type: 'mark', spans: data.spans.flatMap((each) => readSpan(each) ?? []) }
      : undefined;
  }
  const { type, format, content } = data;
  if (type !== 'export' || typeof format !== 'string') return undefined;
  if (Object.hasOwn(TEXT_EXPORTS, format)) return { type, format: format as TextExport };
  return Object.hasOwn(PICTURE_EXPORTS, format) && typeof content === 'string'
    ? { type, format: format as PictureExport, content }
    : undefined;
}
