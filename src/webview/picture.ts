/** Formulas drawn by the host, taken apart and built anew: nothing but shapes gets into the page. */

const SVG = 'http://www.w3.org/2000/svg';
const ELEMENTS = new Set(['svg', 'g', 'defs', 'path', 'use', 'rect', 'line', 'polygon', 'ellipse', 'text', 'title']);
const ATTRIBUTES = new Set(
  `id transform d x y x1 y1 x2 y2 rx ry cx cy points width height viewBox preserveAspectRatio fill stroke stroke-width
  stroke-dasharray stroke-linecap font-size font-family font-style font-weight`.split(/\s+/),
);

/** A drawn formula. Sizes in em of the math font; the content is in its own units, baseline at y = 0. */
export interface Drawn {
  readonly content: SVGGElement;
  readonly unitsPerEm: number;
  /** Left edge, in units. */
  readonly left: number;
  readonly width: number;
  /** Above and below the baseline. */
  readonly ascent: number;
  readonly depth: number;
}

/** em of the math font per px of the text around it: at this size both have the same x-height. */
export const MATH_SCALE = 1.16;

const UNITS_PER_EM = 1000;

/** Undefined for anything that is not a harmless picture with a size. */
export function readPicture(svg: string): Drawn | undefined {
  if (/\son\w+\s*=/i.test(svg)) return undefined;
  const unstyled = svg.replace(/\sstyle\s*=\s*("[^"]*"|'[^']*')/gi, ''); // even parsing one offends the page's policy
  const parsed = new DOMParser().parseFromString(unstyled, 'image/svg+xml').documentElement;
  if (parsed.namespaceURI !== SVG || parsed.localName !== 'svg') return undefined;
  const [left = 0, top = 0, width = 0, height = 0] = (parsed.getAttribute('viewBox') ?? '').split(/[\s,]+/).map(Number);
  if (!(width > 0 && height > 0)) return undefined;
  const content = document.createElementNS(SVG, 'g');
  if (!copyChildren(parsed, content)) return undefined;
  return {
    content,
    unitsPerEm: UNITS_PER_EM,
    left,
    width: width / UNITS_PER_EM,
    ascent: -top / UNITS_PER_EM,
    depth: (top + height) / UNITS_PER_EM,
  };
}

/** As a picture of its own in a line of text of `size` px. The style goes through the CSSOM, which the policy allows. */
export function inText(drawn: Drawn, size: number): SVGSVGElement {
  const em = size * MATH_SCALE;
  const { left, width, ascent, depth, unitsPerEm } = drawn;
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'formula');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute(
    'viewBox',
    [left, -ascent * unitsPerEm, width * unitsPerEm, (ascent + depth) * unitsPerEm].join(' '),
  );
  svg.setAttribute('width', String(width * em));
  svg.setAttribute('height', String((ascent + depth) * em));
  svg.style.verticalAlign = `${-depth * em}px`;
  svg.append(drawn.content.cloneNode(true));
  return svg;
}

/** False where there is an element that does not belong into a picture of a formula. */
function copyChildren(from: Element, to: Element): boolean {
  for (const child of from.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      to.append(child.textContent ?? '');
      continue;
    }
    if (child.nodeType === Node.COMMENT_NODE) continue;
    if (!(child instanceof Element) || child.namespaceURI !== SVG || !ELEMENTS.has(child.localName)) return false;
    const copy = document.createElementNS(SVG, child.localName);
    for (const { name, localName, value } of child.attributes) {
      if (localName === 'href' && /^#[\w-]+$/.test(value)) copy.setAttribute('href', value);
      else if (ATTRIBUTES.has(name) && !/url\(|script:/i.test(value)) copy.setAttribute(name, value);
    }
    if (!copyChildren(child, copy)) return false;
    to.append(copy);
  }
  return true;
}
