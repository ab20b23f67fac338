/** An SVG as it looks here, for where no style sheet of ours is: every element says its own colours and fonts. */
import { literalColour } from './colour.ts';

const SVG = 'http://www.w3.org/2000/svg';
const GEOMETRY = new Set('id transform d x y x1 y1 x2 y2 rx ry r cx cy points width height viewBox href'.split(' '));
/** Inherited: only what differs from the parent's is written. */
const COLOURS = ['fill', 'stroke'] as const;
const TEXT_STYLES = ['font-family', 'font-size', 'font-weight', 'font-style', 'text-anchor'] as const;
const LINE_STYLES = ['stroke-width', 'stroke-dasharray', 'stroke-linejoin', 'paint-order'] as const;
type Style = Readonly<Record<string, string>>;
const INITIAL: Style = {
  fill: '#000000',
  'fill-opacity': '1',
  stroke: 'none',
  'stroke-opacity': '1',
  'stroke-width': '1px',
  'stroke-dasharray': 'none',
  'stroke-linejoin': 'miter',
  'paint-order': 'normal',
};

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** `drawn` stands in the page, styled. `paper`: what is behind it, as computed. */
export function standalone(drawn: SVGSVGElement, { x, y, width, height }: Area, paper: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', [x, y, width, height].map(Math.round).join(' '));
  svg.setAttribute('width', String(Math.round(width)));
  svg.setAttribute('height', String(Math.round(height)));
  const back = document.createElementNS(SVG, 'rect');
  for (const [name, value] of Object.entries({ x, y, width, height }))
    back.setAttribute(name, String(Math.round(value)));
  back.setAttribute('fill', literalColour(paper)?.colour ?? '#ffffff');
  svg.append(back);
  for (const child of drawn.children) copy(child, svg, INITIAL);
  return svg;
}

function copy(from: Element, into: Element, around: Style): void {
  if (from.localName === 'title' || from.namespaceURI !== SVG) return;
  const to = document.createElementNS(SVG, from.localName);
  for (const { name, value } of from.attributes) if (GEOMETRY.has(name)) to.setAttribute(name, value);
  const style = styleOf(from);
  for (const [name, value] of Object.entries(style)) if (around[name] !== value) to.setAttribute(name, value);
  into.append(to);
  for (const child of from.childNodes) {
    if (child instanceof Element) copy(child, to, style);
    else if (child.nodeType === Node.TEXT_NODE && isText(from))
      to.append((child.textContent ?? '').replace(/\s+/g, ' '));
  }
}

function styleOf(element: Element): Style {
  const computed = getComputedStyle(element);
  const style: Record<string, string> = {};
  for (const name of COLOURS) {
    const literal = literalColour(computed.getPropertyValue(name)) ?? { colour: 'none', opacity: 1 };
    style[name] = literal.colour;
    style[`${name}-opacity`] = String(literal.opacity);
  }
  for (const name of isText(element) ? [...LINE_STYLES, ...TEXT_STYLES] : LINE_STYLES) {
    style[name] = computed.getPropertyValue(name);
  }
  return style;
}

function isText({ localName }: Element): boolean {
  return localName === 'text' || localName === 'tspan';
}
