/** A function of two inputs from above: lines of equal value, the point, its gradient, the path of a descent. */
import { guard } from 'lit/directives/guard.js';
import { svg, type TemplateResult } from 'lit/html.js';
import { formatValue } from '../../base/numbers.ts';
import type { Extent, PlotData } from '../../protocol/play.ts';
import { scale, tickText } from './axes.ts';
import { deep, type Frame, frameView, span } from './curve.ts';
import { placeLabels } from './labels.ts';
import { levelPath, levelsOf, placesOn } from './level.ts';

export interface ContourPoint {
  readonly x: number;
  readonly y: number;
  /** ∂f/∂x and ∂f/∂y. */
  readonly gradient: readonly [number, number];
}

const LEVELS = 14;
const ARROW = 64; // px: the longest arrow

export function contourFrame(width: number, height: number): Frame {
  return { left: 58, right: width - 14, top: 22, bottom: height - 34 };
}

export function contourPicture(
  data: Extract<PlotData, { kind: 'contours' }>,
  extents: { readonly across: Extent; readonly up: Extent },
  point: ContourPoint,
  path: readonly (readonly [number, number])[],
  names: { readonly across: string; readonly up: string; readonly value: string },
  width: number,
  height: number,
): TemplateResult {
  const frame = contourFrame(width, height);
  const across = scale(extents.across.from, extents.across.to, frame.left, frame.right);
  const up = scale(extents.up.from, extents.up.to, frame.bottom, frame.top);
  const [x, y] = [across.at(point.x), up.at(point.y)];
  return svg`
    ${frameView(frame, across, up, `${names.up}, contours of ${names.value}`, names.across)}
    <svg class="clip" x=${frame.left} y=${frame.top} width=${span(frame)} height=${deep(frame)} viewBox=${`${frame.left} ${frame.top} ${span(frame)} ${deep(frame)}`}>
      ${guard([data, width, height, names.value], () => linesView(data, frame, names.value))}
      ${
        path.length > 1
          ? svg`<path class="descent-path" d=${path.map(([px, py], i) => `${i > 0 ? 'L' : 'M'}${across.at(px)},${up.at(py)}`).join('')}></path>
            ${path.slice(-400).map(([px, py]) => svg`<circle class="descent-dot" cx=${across.at(px)} cy=${up.at(py)} r="2.2"></circle>`)}`
          : ''
      }
      ${arrowView(x, y, arrowOf(point.gradient, across.at(1) - across.at(0), up.at(1) - up.at(0)))}
      <circle class="dot value" cx=${x} cy=${y} r="5"></circle>
    </svg>
  `;
}

/** The lines with their values, light where the function is low; the same as long as the samples are. */
function linesView(data: Extract<PlotData, { kind: 'contours' }>, frame: Frame, value: string): TemplateResult {
  const column = scale(0, data.columns - 1, frame.left, frame.right);
  const row = scale(0, data.rows - 1, frame.bottom, frame.top);
  const levels = levelsOf(data.values, LEVELS);
  const paths = levels.map((level) => levelPath(data, level, column.at, row.at));
  const labels = placeLabels(
    levels.map((level, i) => ({ text: tickText(Number(level.toPrecision(4))), places: placesOn(paths[i] ?? '') })),
    frame,
  );
  return svg`
    ${levels.map(
      (level, i) =>
        svg`<path class="contour" d=${paths[i]} stroke-opacity=${0.35 + (0.65 * i) / Math.max(1, levels.length - 1)}><title>${value} = ${formatValue(level)}</title></path>`,
    )}
    ${labels.map(({ text, x, y }) => svg`<text class="contour-label" x=${x} y=${y + 4}>${text}</text>`)}
  `;
}

/** The gradient as it stands across the contours, in px: longer where it is steeper, never longer than `ARROW`. */
function arrowOf(
  [dx, dy]: readonly [number, number],
  acrossUnit: number,
  upUnit: number,
): readonly [number, number] | undefined {
  // Where the axes have different units, the direction across drawn contours is that of the gradient per px.
  const [x, y] = [dx / acrossUnit, dy / upUnit];
  const length = Math.hypot(x, y);
  if (!(length > 0) || !Number.isFinite(length)) return undefined;
  const slope = Math.hypot(dx, dy);
  const shown = ARROW * (0.35 + 0.65 * (slope / (1 + slope)));
  return [(x / length) * shown, (y / length) * shown];
}

function arrowView(x: number, y: number, arrow: readonly [number, number] | undefined): TemplateResult {
  if (!arrow || !Number.isFinite(x + y)) return svg``;
  const angle = (Math.atan2(arrow[1], arrow[0]) * 180) / Math.PI;
  const length = Math.hypot(...arrow);
  return svg`<g class="arrow" transform=${`translate(${x} ${y}) rotate(${angle})`}>
    <line x1="0" y1="0" x2=${length - 7} y2="0"></line><path d=${`M${length},0l-9,-4.5v9z`}></path>
  </g>`;
}
