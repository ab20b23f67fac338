import { MathJaxTexFont } from '@mathjax/mathjax-tex-font/js/svg.js';

type Glyphs = Parameters<MathJaxTexFont['defineChars']>[1];

/**
 * MathJax's font. What formulas about gradients need as a rule is there at once (see `usualCharacters` in `esbuild.js`);
 * the other four fifths are read when the first character or alphabet is met that is not among them.
 */
export class Font extends MathJaxTexFont {
  #isWhole = false;

  override getChar(variant: string, code: number): ReturnType<MathJaxTexFont['getChar']> {
    const known = super.getChar(variant, code);
    return known || this.#isWhole ? known : this.#whole().getChar(variant, code);
  }

  /** MathJax asks here which letters of an alphabet are those of another one, before it asks for their glyphs. */
  override getVariant(name: string): ReturnType<MathJaxTexFont['getVariant']> {
    if (!this.#isWhole && Object.keys(MathJaxTexFont.defaultChars[name] ?? []).length === 0) this.#whole();
    return super.getVariant(name);
  }

  #whole(): this {
    this.#isWhole = true;
    const { glyphs } = require('./otherGlyphs.ts') as typeof import('./otherGlyphs.ts');
    for (const [variant, chars] of Object.entries(glyphs)) this.defineChars(variant, chars as Glyphs);
    return this;
  }
}
