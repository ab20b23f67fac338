import type { LiteElement } from '@mathjax/src/js/adaptors/lite/Element.js';
import { LiteAdaptor } from '@mathjax/src/js/adaptors/liteAdaptor.js';
import type { MmlNode } from '@mathjax/src/js/core/MmlTree/MmlNode.js';
import { RegisterHTMLHandler } from '@mathjax/src/js/handlers/html.js';
import type ParseOptions from '@mathjax/src/js/input/tex/ParseOptions.js';
import { TeX } from '@mathjax/src/js/input/tex.js';
import '@mathjax/src/js/input/tex/ams/AmsConfiguration.js';
import '@mathjax/src/js/input/tex/boldsymbol/BoldsymbolConfiguration.js';
import '@mathjax/src/js/input/tex/textmacros/TextMacrosConfiguration.js';
import { mathjax } from '@mathjax/src/js/mathjax.js';
import { SVG } from '@mathjax/src/js/output/svg.js';
import { Font } from './font.ts';
import { restricted } from './restricted.ts';
import { margin } from './svg.ts';

export interface Layout {
  /** px */
  readonly fontSize: number;
  readonly display: boolean;
  /** px */
  readonly maxWidth?: number;
}

/** How many px the font's x-height takes, as a share of the text's font size: that of common screen fonts. */
const exFactor = 0.5;

const adaptor = new LiteAdaptor();
RegisterHTMLHandler(adaptor);

const input = new TeX<LiteElement, unknown, unknown>({
  packages: ['base', 'ams', 'boldsymbol', 'textmacros', restricted],
  formatError: (_jax: unknown, error: Error) => fail(error),
  maxBuffer: 64 * 1024,
  maxMacros: 1000,
});
const output = new SVG<LiteElement, unknown, unknown>({
  fontData: Font,
  fontCache: 'none',
  displayAlign: 'left',
  linebreaks: { inline: false },
});
const page = mathjax.document('', {
  InputJax: input,
  OutputJax: output,
  compileError: (_page: unknown, _item: unknown, error: Error) => fail(error),
  typesetError: (_page: unknown, _item: unknown, error: Error) => fail(error),
});

input.postFilters.add((filtered) => indent((filtered as { data: ParseOptions }).data.root));

/** The `<svg>` element MathJax makes of `latex`, its sizes in 1/1000 of the math font's em. Throws where it cannot. */
export function layOut(latex: string, { fontSize, display, maxWidth }: Layout): LiteElement {
  output.options.displayOverflow = maxWidth === undefined ? 'overflow' : 'linebreak';
  input.reset();
  const container: LiteElement = page.convert(latex, {
    display,
    em: fontSize,
    ex: fontSize * exFactor,
    containerWidth: (maxWidth ?? 80 * fontSize) - 2 * margin * unit(fontSize),
  });
  return adaptor.firstChild(container) as LiteElement;
}

/** px per 1/1000 em of the math font, for text of `fontSize` px: both fonts get the same x-height. */
export function unit(fontSize: number): number {
  return (fontSize * exFactor) / (output.font.params.x_height * 1000);
}

/** Indents the lines after a break; fractions and tables align theirs by themselves. */
function indent(node: MmlNode): void {
  if (node.isKind('mfrac') || node.isKind('mtable')) return;
  if (node.isKind('mo')) {
    node.attributes.setInherited('indentshiftfirst', '0');
    node.attributes.setInherited('indentshift', '1.5em');
  }
  for (const child of node.childNodes ?? []) indent(child);
}

function fail(error: Error): never {
  throw error;
}
