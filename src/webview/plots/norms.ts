/** Lengths of the gradient, layer by layer, as bars on a logarithmic scale: vanishing and exploding seen at a glance. */
import { svg, type TemplateResult } from 'lit/html.js';
import { formatValue } from '../../base/numbers.ts';
import type { PlotData } from '../../protocol/play.ts';

const ROW = 24;
const LABEL = 132;
const NUMBER = 84;
const TOP = 26;
/** More bars than these are left out in the middle. */
const MOST = 80;
/** Below, a gradient counts as vanishing, above as exploding, against the largest and smallest of its kind. */
const SMALL = 1e-4;
const LARGE = 1e4;

export function normsHeight({ names }: { readonly names: readonly string[] }): number {
  return TOP + 16 + ROW * Math.min(names.length, MOST);
}

export function normsPicture(
  { names, values, steps }: Extract<PlotData, { kind: 'norms' }>,
  output: string,
  width: number,
): TemplateResult {
  const shown = names
    .map((name, i) => ({ name, value: values[i] ?? Number.NaN, layer: i >= names.length - steps }))
    .slice(0, MOST);
  const powers = shown.flatMap(({ value }) => (value > 0 && Number.isFinite(value) ? [Math.log10(value)] : []));
  const from = Math.floor(Math.min(...powers, 0) - 0.2);
  const to = Math.max(Math.ceil(Math.max(...powers, from + 1)), from + 1);
  const [left, right] = [LABEL, Math.max(LABEL + 40, width - NUMBER)];
  const at = (power: number) => left + ((right - left) * (power - from)) / (to - from);
  const every = Math.max(1, Math.ceil((to - from) / Math.max(1, (right - left) / 70)));
  const ends = Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, i) => from + i * every);
  const bottom = TOP + ROW * shown.length;
  return svg`
    ${ends.map(
      (power) => svg`<line class="grid-line" x1=${at(power)} x2=${at(power)} y1=${TOP - 4} y2=${bottom}></line>
        <text class="tick" x=${at(power)} y=${TOP - 10}>${powerText(power)}</text>`,
    )}
    ${shown.map(({ name, value, layer }, i) => {
      const y = TOP + ROW * i;
      const length =
        value > 0 && Number.isFinite(value) ? Math.max(2, at(Math.log10(value)) - left) : value > 0 ? right - left : 0;
      const mark = markOf(value, layer, shown);
      return svg`<g class=${`bar ${layer ? 'layer' : 'parameter'} ${mark}`}>
        <text class="bar-name" x=${LABEL - 8} y=${y + 15}>‖∂${output}/∂${name}‖</text>
        <rect x=${left} y=${y + 4} width=${length} height=${ROW - 8}></rect>
        <text class="bar-value" x=${left + length + 6} y=${y + 15}>${value === 0 ? '0' : formatValue(value)}${mark === '' ? '' : ` ${mark}`}</text>
      </g>`;
    })}
  `;
}

/** Against its own kind: parameters with parameters, layers' outputs with layers' outputs. */
function markOf(
  value: number,
  layer: boolean,
  all: readonly { readonly value: number; readonly layer: boolean }[],
): string {
  const kind = all.filter((each) => each.layer === layer && Number.isFinite(each.value));
  if (!Number.isFinite(value)) return 'exploding';
  if (kind.length < 2) return '';
  const most = Math.max(...kind.map((each) => each.value));
  if (value < SMALL * most) return 'vanishing';
  return value > LARGE ? 'exploding' : '';
}

function powerText(power: number): string {
  return power >= -2 && power <= 3 ? String(10 ** power) : `1e${power}`.replace('-', '−');
}

/** The same in words. */
export function normsText({ names, values }: Extract<PlotData, { kind: 'norms' }>, output: string): string {
  return names.map((name, i) => `length of ∂${output}/∂${name}: ${formatValue(values[i] ?? Number.NaN)}`).join('; ');
}
