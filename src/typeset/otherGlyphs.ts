/** By alphabet, the glyphs of MathJax's font that are seldom needed. The build fills it in, and leaves them out of the font. */
export const glyphs: Readonly<Record<string, object>> = {};
