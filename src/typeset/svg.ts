import type { Picture } from './picture.ts';

/** What this file reads of MathJax's tree of SVG elements. */
export interface Element {
  readonly kind: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly children: readonly Node[];
}

interface Text {
  readonly kind: string;
  readonly value: string;
}

type Node = Element | Text;

export interface Style {
  /** CSS color of the formula. */
  readonly color: string;
  /** px per unit of the tree's coordinates. */
  readonly unit: number;
  /** Ids of repeated glyphs are made from it, so that several pictures fit into one page. */
  readonly key: string;
}

/** Only these are ever written; an element of another kind refuses the formula, another attribute is left out. */
const kinds = new Set(['svg', 'g', 'path', 'rect', 'line', 'polygon', 'ellipse', 'text']);
const attributes = new Set(
  `id transform d x y x1 y1 x2 y2 rx ry cx cy points width height viewBox preserveAspectRatio fill stroke stroke-width
  stroke-dasharray stroke-linecap font-size font-family font-style font-weight`.split(/\s+/),
);

/** Glyphs may reach a little out of their box, and an image is clipped at its own: this much is added all around. */
export const margin = 60;
const longestSvg = 600_000;
const widest = 20_000; // px

/** MathJax's `<svg>` element as a picture: self-contained, without style or data attributes. Throws where it cannot. */
export function writeSvg(root: Element, style: Style): Picture {
  const [x = 0, y = 0, w = 0, h = 0] = String(root.attributes.viewBox ?? '')
    .split(' ')
    .map(Number);
  if (!(root.kind === 'svg' && w > 0 && h > 0)) throw new Error('The formula has no size of its own.');
  const px = (length: number) => round(length * style.unit, 100);
  const width = px(w + 2 * margin);
  const height = px(h + 2 * margin);
  if (width > widest || height > widest) throw new Error('The formula is too large.');
  const writer = new Writer(root, style);
  const box = [x - margin, y - margin, w + 2 * margin, h + 2 * margin].map((length) => round(length, 10)).join(' ');
  const body = root.children.map((child) => writer.write(child)).join('');
  if (body === '') throw new Error('There is nothing to see.');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${box}">${writer.defs()}${body}</svg>`;
  if (svg.length > longestSvg) throw new Error('The formula is too long.');
  return { svg, width, height, depth: px(y + h + margin) };
}

class Writer {
  readonly #style: Style;
  readonly #prefix: string;
  readonly #uses = new Map<string, number>();
  readonly #ids = new Map<string, string>();

  constructor(root: Element, style: Style) {
    this.#style = style;
    this.#prefix = `m${hash(style.key)}-`;
    this.#count(root);
  }

  write(node: Node): string {
    if (isText(node)) {
      if (/[\u{1D400}-\u{1D7FF}]/u.test(node.value)) throw new Error('The font has no such letter.');
      return xml(node.value);
    }
    if (!kinds.has(node.kind)) throw new Error(`The formula asks for <${node.kind}>.`);
    if (node.kind === 'path' && node.attributes.d === '') return ''; // a space
    const shared = node.kind === 'path' ? this.#shared(String(node.attributes.d)) : undefined;
    const written = Object.entries({ ...node.attributes, ...rule(node) })
      .filter(([name]) => attributes.has(name) && !(shared && name === 'd'))
      .map(([name, value]) => ` ${name}="${this.#value(String(value))}"`)
      .join('');
    if (shared) return `<use href="#${shared}"${written}/>`;
    const content = node.children.map((child) => this.write(child)).join('');
    if (node.kind === 'text' && content === '') return '';
    if (node.kind === 'g' && (content === '' || written === '')) return content;
    return content ? `<${node.kind}${written}>${content}</${node.kind}>` : `<${node.kind}${written}/>`;
  }

  /** The repeated glyphs; to be called after all that uses them is written. */
  defs(): string {
    const glyphs = [...this.#ids].map(([d, id]) => `<path id="${id}" d="${xml(d)}"/>`).join('');
    return glyphs && `<defs>${glyphs}</defs>`;
  }

  #value(value: string): string {
    return xml(value.replaceAll('currentColor', this.#style.color));
  }

  #count(node: Node): void {
    if (isText(node)) return;
    if (node.kind === 'path') {
      const d = String(node.attributes.d);
      this.#uses.set(d, (this.#uses.get(d) ?? 0) + 1);
    }
    for (const child of node.children) this.#count(child);
  }

  /** The id of a glyph that is worth writing only once. */
  #shared(d: string): string | undefined {
    const uses = this.#uses.get(d) ?? 0;
    const [once, each] = [45, 20]; // characters for its definition and for a reference to it, about
    if (uses * d.length <= d.length + once + uses * each) return undefined;
    const id = this.#ids.get(d) ?? `${this.#prefix}${this.#ids.size}`;
    this.#ids.set(d, id);
    return id;
  }
}

/** What MathJax's stylesheet says about the lines and frames of tables. */
function rule({ attributes }: Element): Record<string, string> {
  if (!('data-line' in attributes || 'data-frame' in attributes)) return {};
  const lines = { fill: 'none', 'stroke-width': '70' };
  switch (attributes.class) {
    case 'mjx-dashed':
      return { ...lines, 'stroke-dasharray': '140' };
    case 'mjx-dotted':
      return { ...lines, 'stroke-dasharray': '0,140', 'stroke-linecap': 'round' };
    default:
      return lines;
  }
}

function isText(node: Node): node is Text {
  return node.kind === '#text';
}

/** Text as XML allows it. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}

function round(value: number, steps: number): number {
  return Math.round(value * steps) / steps;
}

/** 32-bit FNV-1a in base 36. */
function hash(text: string): string {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return (state >>> 0).toString(36);
}
