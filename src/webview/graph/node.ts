/** One node: its formula in a box, the value below, the adjoint above. A block shows the line that is on its way, or its result. */
import { guard } from 'lit/directives/guard.js';
import { nothing, svg, type TemplateResult } from 'lit/html.js';
import { formatValue, writeValue } from '../../base/numbers.ts';
import { briefShape, fullShape } from '../../base/shapes.ts';
import { flatten, type Value } from '../../base/value.ts';
import type { DerivationStep, InspectionLine } from '../../protocol/messages.ts';
import { type Drawn, MATH_SCALE } from '../picture.ts';
import { adjointName, equation, lineText, shortValue } from '../words.ts';
import { BEHIND, LABEL_SIZE, LINE_HEIGHT, NUMBER_GAP, nameBefore, type PlacedNode } from './place.ts';
import type { Scene } from './scene.ts';

/** What a node shows at a stop. */
interface Shown {
  readonly line: InspectionLine;
  readonly known: boolean;
  /** Contributions to its adjoint that have arrived, and whether these are all. */
  readonly arrived: number;
  readonly complete: boolean;
  readonly current: boolean;
}

export function nodeView(scene: Scene, node: PlacedNode): TemplateResult {
  const { moment, inspection, store } = scene;
  const { boxWidth, boxHeight, role, block } = node;
  const shown = shownOf(scene, node);
  const { line, known, complete, current } = shown;
  const focus = store.focus.value;
  const classes = [
    'node',
    role,
    known ? '' : 'unknown',
    current ? `current ${moment?.step.phase}` : '',
    focus !== undefined && scene.nodeOf(focus) === node.id ? 'chosen' : '',
    node.uses > 1 ? 'fan' : '',
    isHanded(scene, node) ? 'handed' : '',
  ].join(' ');
  const top = -boxHeight / 2;
  const corner = role === 'input' ? boxHeight / 2 : 4;
  const text = lineText(line, { value: known, adjoint: complete }, inspection.output.name);
  return svg`<g
    class=${classes}
    transform=${`translate(${node.x} ${node.y})`}
    role="button"
    tabindex=${node.id === scene.entry ? 0 : -1}
    data-node=${node.id}
    data-line=${block ? nothing : line.name}
    aria-expanded=${block ? 'false' : nothing}
    aria-label=${block ? `${block.label}, ${node.count}, closed: ${text}` : isHanded(scene, node) ? `${text}, handed on from pass to pass` : text}
  >
    <title>${tooltip(scene, node, shown)}</title>
    ${block ? svg`<rect class="box behind" x=${-boxWidth / 2 + BEHIND} y=${top - BEHIND} width=${boxWidth} height=${boxHeight} rx=${corner}></rect>` : nothing}
    <rect class="box" x=${-boxWidth / 2} y=${top} width=${boxWidth} height=${boxHeight} rx=${corner}></rect>
    ${labelView(scene, node)}
    ${numbersView(scene, node, shown)}
    ${node.uses > 1 ? svg`<circle class="fork" cx=${scene.right ? boxWidth / 2 : 0} cy=${scene.right ? 0 : boxHeight / 2} r="3"></circle>` : nothing}
  </g>`;
}

/** In an open loop, what one pass hands on to the next. */
function isHanded({ handed }: Scene, { block, line }: PlacedNode): boolean {
  return !block && (handed?.has(line.name) ?? false);
}

function shownOf({ lines, plan, stop, moment, current }: Scene, node: PlacedNode): Shown {
  const isCurrent = current === node.id;
  const line = (isCurrent && node.block && moment && lines.get(moment.line)) || node.line;
  const arrivals = plan.arrivals(line.name);
  const arrived = arrivals.filter((at) => at <= stop).length;
  return {
    line,
    known: stop >= plan.valueFrom(line.name),
    arrived,
    complete: arrived === arrivals.length,
    current: isCurrent,
  };
}

function numbersView(
  scene: Scene,
  node: PlacedNode,
  { line, known, arrived, complete, current }: Shown,
): TemplateResult {
  const { moment, inspection } = scene;
  const { boxWidth, block, uses } = node;
  const step = backwardEntry(scene, line.name);
  const top = -node.boxHeight / 2;
  const x = scene.right ? 0 : boxWidth / 2 + NUMBER_GAP;
  const at = scene.right
    ? { adjoint: top - (block ? 10 : 6), value: -top + LINE_HEIGHT, used: -top + 2 * LINE_HEIGHT }
    : { adjoint: -4, value: LINE_HEIGHT - 4, used: 2 * LINE_HEIGHT - 4 };
  // What arrives stands above; below it the name, with its value once all has come.
  const isSum =
    (step?.contributions.length ?? 0) > 1 &&
    arrived > 0 &&
    (!complete || (current && moment?.step.phase === 'backward'));
  const name = nameBefore({ ...node, line });
  const adjoint =
    block && node.adjoint !== '∂ ' ? `${adjointName(inspection.output.name, line.name)} = ` : node.adjoint;
  const again = isReused(scene, node, line) ? svg` <tspan class="again">again</tspan>` : nothing;
  return svg`
    ${known ? svg`<text class="value" x=${x} y=${at.value}>${name}= ${shortValue(line.primal)}${line.shape.length > 0 ? svg` <tspan class="shape">${briefShape(line)}</tspan>` : nothing}${isHanded(scene, node) ? svg`<tspan class="shape"> ↻</tspan>` : nothing}</text>` : nothing}
    ${uses > 1 ? svg`<text class="used" x=${x} y=${at.used}>used ${uses}×</text>` : nothing}
    ${arrived > 0 ? svg`<text class="adjoint" x=${x} y=${at.adjoint}>${adjoint}${complete ? shortValue(line.adjoint) : '…'}${again}</text>` : nothing}
    ${isSum ? svg`<text class="adjoint sum" x=${x} y=${at.adjoint - LINE_HEIGHT}>${arrivedText(step, arrived)}${complete ? '' : ' + …'}</text>` : nothing}
  `;
}

/** What arrives at this moment is made of this node's adjoint, which an earlier step was made of already. */
function isReused({ inspection, moment }: Scene, node: PlacedNode, line: InspectionLine): boolean {
  const entry = moment && inspection.derivation[moment.entry];
  const via = moment?.contribution === undefined ? undefined : entry?.contributions[moment.contribution]?.via;
  return via !== undefined && via === line.name && node.role !== 'output' && (entry?.reuses.includes(via) ?? false);
}

function labelView(scene: Scene, node: PlacedNode): TemplateResult {
  const { line, role, label, boxWidth, block, count } = node;
  if (block) {
    return svg`<text class="label" y="-2">${label}</text><text class="count" y="13">${count}</text>`;
  }
  const latex = scene.pictures ? nodeLatex(scene, line, role === 'input') : undefined;
  const drawn = latex === undefined ? undefined : scene.store.formulas.get(latex);
  if (!drawn || !fits(drawn, LABEL_SIZE, boxWidth - 12))
    return svg`<text class="label" y=${LABEL_SIZE * 0.35}>${label}</text>`;
  const em = LABEL_SIZE * MATH_SCALE;
  return formulaView(drawn, 0, ((drawn.ascent - drawn.depth) * em) / 2, LABEL_SIZE, boxWidth - 12);
}

/** Smaller than this, as a part of its size, no formula is drawn: its text can be shortened. */
const SMALLEST = 0.75;

/** It can be read where it must not be wider than `most`. */
export function fits(drawn: Drawn, size: number, most: number): boolean {
  return drawn.width * size * MATH_SCALE * SMALLEST <= most;
}

/** A formula with the middle of its baseline at a point, not wider than `most`. */
export function formulaView(drawn: Drawn, x: number, y: number, size: number, most: number): TemplateResult {
  const em = size * MATH_SCALE;
  const shrink = Math.min(1, most / (drawn.width * em));
  const scale = (em * shrink) / drawn.unitsPerEm;
  const left = x - (drawn.width * em * shrink) / 2 - drawn.left * scale;
  return svg`<g class="formula" transform=${`translate(${left} ${y}) scale(${scale})`}>${guard([drawn], () => drawn.content.cloneNode(true))}</g>`;
}

/** 'a = x^{2}': the name as the derivation writes it, the formula as the list has it. */
function nodeLatex({ inspection, plan, told }: Scene, line: InspectionLine, input: boolean): string | undefined {
  if (input || line.formula.text === line.name) return line.formula.latex;
  const own = told?.get(line.name);
  if (own !== undefined) return own === '' ? undefined : own;
  const entry = plan.entryOf('forward', line.name);
  const written = entry === undefined ? undefined : inspection.derivation[entry]?.latex;
  const equals = written?.indexOf(' = ') ?? -1;
  return written !== undefined && equals > 0 ? `${written.slice(0, equals)} = ${line.formula.latex}` : undefined;
}

function backwardEntry({ inspection, plan }: Scene, name: string): DerivationStep | undefined {
  const entry = plan.entryOf('backward', name);
  return entry === undefined ? undefined : inspection.derivation[entry];
}

/** '0.25930 + 0.54525' */
function arrivedText(step: DerivationStep | undefined, count: number): string {
  const values = (step?.contributions ?? []).slice(0, count).map(({ value }) => shortValue(value));
  const shown = values.length > 3 ? ['…', ...values.slice(-2)] : values;
  return shown.map((value, i) => (i > 0 && value.startsWith('−') ? `(${value})` : value)).join(' + ');
}

/** Every digit, and the operation by its name. */
function tooltip({ inspection }: Scene, { role, block, count }: PlacedNode, { line, known, complete }: Shown): string {
  const name = adjointName(inspection.output.name, line.name);
  return [
    ...(block ? [`${block.label}: ${count}. Click to open.`] : []),
    role === 'input' ? `${line.name} (input)` : `${equation(line)} (${line.operation})`,
    ...(line.shape.length > 0 ? [`shape ${fullShape(line)}`] : []),
    ...(known ? [`value ${digits(line.primal)}`] : []),
    ...(complete ? [`adjoint ${name} = ${digits(line.adjoint)}`] : []),
    ...(line.fanOut > 1 ? [`used ${line.fanOut} times: contributions add`] : []),
  ].join('\n');
}

/** Every digit of a number or of a short vector; of more numbers the first. */
function digits(value: Value): string {
  return flatten(value).length <= 12 ? writeValue(value) : formatValue(value, 12);
}
