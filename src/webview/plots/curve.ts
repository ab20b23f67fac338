/** f and ∂f/∂x over a range, one picture above the other, with the point and its tangent. */
import { svg, type TemplateResult } from 'lit/html.js';
import type { PlotData } from '../../protocol/play.ts';
import { extentOf, linePath, type Scale, scale, ticks, tickText } from './axes.ts';

export interface CurveNames {
  readonly input: string;
  readonly value: string;
  readonly slope: string;
}

export interface CurvePoint {
  readonly x: number;
  readonly value: number;
  readonly slope: number;
}

export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const LEFT = 58;
const RIGHT = 14;
const TOP = 22;
const BETWEEN = 40;
const BOTTOM = 34;

/** Where the plots lie in a picture of this size: of f, and of its derivative below. */
export function curveFrames(width: number, height: number): readonly [Frame, Frame] {
  const middle = TOP + (height - TOP - BOTTOM - BETWEEN) * 0.58;
  const [left, right] = [LEFT, width - RIGHT];
  return [
    { left, right, top: TOP, bottom: middle },
    { left, right, top: middle + BETWEEN, bottom: height - BOTTOM },
  ];
}

export function curvePicture(
  data: Extract<PlotData, { kind: 'curve' }>,
  range: { readonly from: number; readonly to: number },
  point: CurvePoint,
  names: CurveNames,
  width: number,
  height: number,
): TemplateResult {
  const [upper, lower] = curveFrames(width, height);
  const across = scale(range.from, range.to, upper.left, upper.right);
  const [low, high] = extentOf(data.value, point.value);
  const value = scale(low, high, upper.bottom, upper.top);
  const [flat, steep] = extentOf(data.slope, point.slope);
  const slope = scale(Math.min(flat, 0), Math.max(steep, 0), lower.bottom, lower.top);
  const x = across.at(point.x);
  // Half of the tangent's length each way, in px.
  const reach = Math.min(90, (upper.right - upper.left) / 4);
  const rise = point.slope * (across.of(x + reach) - point.x);
  const tangent = [x - reach, value.at(point.value - rise), x + reach, value.at(point.value + rise)];
  return svg`
    ${frameView(upper, across, value, names.value)}
    <svg class="clip" x=${upper.left} y=${upper.top} width=${span(upper)} height=${deep(upper)} viewBox=${`${upper.left} ${upper.top} ${span(upper)} ${deep(upper)}`}>
      <path class="curve value" d=${linePath(data.x, data.value, across, value)}></path>
      ${Number.isFinite(point.slope) ? svg`<line class="tangent" x1=${tangent[0] ?? 0} y1=${tangent[1] ?? 0} x2=${tangent[2] ?? 0} y2=${tangent[3] ?? 0}></line>` : ''}
    </svg>
    ${frameView(lower, across, slope, names.slope, names.input)}
    <svg class="clip" x=${lower.left} y=${lower.top} width=${span(lower)} height=${deep(lower)} viewBox=${`${lower.left} ${lower.top} ${span(lower)} ${deep(lower)}`}>
      <line class="zero" x1=${lower.left} x2=${lower.right} y1=${slope.at(0)} y2=${slope.at(0)}></line>
      <path class="curve adjoint" d=${linePath(data.x, data.slope, across, slope)}></path>
    </svg>
    <line class="drop" x1=${x} x2=${x} y1=${upper.top} y2=${lower.bottom}></line>
    ${dot(x, value.at(point.value), 'value')}${dot(x, slope.at(point.slope), 'adjoint')}
  `;
}

function dot(x: number, y: number, kind: string): TemplateResult {
  return Number.isFinite(y) ? svg`<circle class=${`dot ${kind}`} cx=${x} cy=${y} r="5"></circle>` : svg``;
}

/** The frame with ticks and names; below only where `input` is given. */
export function frameView(frame: Frame, across: Scale, up: Scale, name: string, input?: string): TemplateResult {
  const xs = ticks(across.from, across.to, span(frame) / 80);
  const ys = ticks(up.from, up.to, deep(frame) / 36);
  return svg`
    ${xs.map((tick) => svg`<line class="grid-line" x1=${across.at(tick)} x2=${across.at(tick)} y1=${frame.top} y2=${frame.bottom}></line>`)}
    ${ys.map(
      (
        tick,
      ) => svg`<line class="grid-line" x1=${frame.left} x2=${frame.right} y1=${up.at(tick)} y2=${up.at(tick)}></line>
        <text class="tick up" x=${frame.left - 6} y=${up.at(tick) + 4}>${tickText(tick)}</text>`,
    )}
    <rect class="frame" x=${frame.left} y=${frame.top} width=${span(frame)} height=${deep(frame)}></rect>
    <text class="axis-name" x=${frame.left} y=${frame.top - 7}>${name}</text>
    ${
      input === undefined
        ? ''
        : svg`${xs.map((tick) => svg`<text class="tick" x=${across.at(tick)} y=${frame.bottom + 15}>${tickText(tick)}</text>`)}
          <text class="axis-name end" x=${frame.right} y=${frame.bottom + 29}>${input}</text>`
    }
  `;
}

export function span({ left, right }: Frame): number {
  return Math.max(1, right - left);
}

export function deep({ top, bottom }: Frame): number {
  return Math.max(1, bottom - top);
}
