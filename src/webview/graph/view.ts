/** The graph as SVG: what is known at the present stop, and what is moving. */

import { guard } from 'lit/directives/guard.js';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, svg, type TemplateResult } from 'lit/html.js';
import { formatValue, writeValue } from '../../base/numbers.ts';
import { briefShape, fullShape } from '../../base/shapes.ts';
import { flatten, type Value } from '../../base/value.ts';
import type { DerivationStep, Inspection } from '../../protocol/messages.ts';
import { icon } from '../icons.ts';
import { type Drawn, MATH_SCALE } from '../picture.ts';
import type { Moment, Plan } from '../stepping.ts';
import type { Store } from '../store.ts';
import { adjointName, equation, lineText, resultText, shortValue } from '../words.ts';
import type { Canvas } from './canvas.ts';
import {
  isNumber,
  LABEL_SIZE,
  LINE_HEIGHT,
  NUMBER_GAP,
  NUMBER_SIZE,
  type Picture,
  type PlacedEdge,
  type PlacedNode,
} from './place.ts';

/** More nodes than this are labelled in linear notation: pictures of formulas are for what can be read at a glance. */
const DRAWN_FORMULAS = 60;

export function graphView(store: Store, canvas: Canvas, inspection: Inspection, plan: Plan): TemplateResult {
  const picture = canvas.picture.value;
  const { scale, x, y } = canvas.view.value;
  const stretch = canvas.stretch.value;
  return html`
    <div class="graph">
      <svg
        class=${`canvas ${picture?.direction ?? ''}`}
        role="group"
        aria-label=${`Computation graph of ${inspection.output.name}, inputs first. Arrow keys lead from node to node.`}
        ${ref(canvas.attach)}
        @keydown=${canvas.keydown}
      >
        <g transform=${`translate(${x} ${y}) scale(${scale})`}>
          ${picture ? guard(guards(store, canvas, picture), () => drawing(store, canvas, picture, inspection, plan)) : nothing}
        </g>
      </svg>
      <div class="graph-tools" role="group" aria-label="View">
        <button class="tool" aria-label="Zoom in" title="Zoom in (+)" @click=${() => canvas.zoomBy(1.25)}>${icon('plus')}</button>
        <button class="tool" aria-label="Zoom out" title="Zoom out (-)" @click=${() => canvas.zoomBy(0.8)}>${icon('minus')}</button>
        <button class="tool" aria-label="Fit" title="Fit (0)" @click=${canvas.fitAll}>${icon('fit')}</button>
      </div>
      <p class="legend" aria-hidden="true">
        <span class="value">= value</span><span class="adjoint">∂ adjoint</span><span class="rest">local gradient on the edge</span>
      </p>
      ${
        stretch && stretch.total > stretch.last - stretch.first + 1
          ? html`<p class="graph-note">
              Nodes ${stretch.first} to ${stretch.last} of ${stretch.total}, around the present step. The table holds them all.
            </p>`
          : nothing
      }
      <p class="visually-hidden">${resultText(inspection)}</p>
    </div>
  `;
}

/** What the drawing depends on, the view (pan, zoom) aside: panning must not draw anew. */
function guards(store: Store, canvas: Canvas, picture: Picture): unknown[] {
  return [picture, store.stop.value, store.focus.value, canvas.entry.value, store.formulas.version.value];
}

interface Scene {
  readonly store: Store;
  readonly inspection: Inspection;
  readonly plan: Plan;
  readonly stop: number;
  readonly moment?: Moment;
  readonly pictures: boolean;
  readonly right: boolean;
}

function drawing(store: Store, canvas: Canvas, picture: Picture, inspection: Inspection, plan: Plan): TemplateResult {
  const scene: Scene = {
    store,
    inspection,
    plan,
    stop: store.stop.value,
    moment: store.moment.value,
    pictures: picture.nodes.length <= DRAWN_FORMULAS,
    right: picture.direction === 'right',
  };
  const moving = new Set(scene.moment?.edges);
  const arrived = new Set(earlier(scene).flatMap(({ edges }) => edges));
  const still = picture.edges.filter(({ id }) => !moving.has(id));
  const active = picture.edges.filter(({ id }) => moving.has(id)); // drawn last, on top
  return svg`
    <g aria-hidden="true">
      ${repeat(
        [...still, ...active],
        ({ id }) => id,
        (edge) => edgeView(scene, edge, moving.has(edge.id), arrived.has(edge.id)),
      )}
    </g>
    ${repeat(
      picture.nodes,
      ({ id }) => id,
      (node) => nodeView(scene, node, node.id === canvas.entry.value),
    )}
  `;
}

/** The moments of the present sum that have passed: their contributions are part of it. */
function earlier({ plan, stop, moment }: Scene): Moment[] {
  if (moment?.step.phase !== 'backward') return [];
  return plan
    .stopsOf(moment.entry)
    .filter((at) => at < stop)
    .flatMap((at) => plan.moments[at - 1] ?? []);
}

function edgeView(scene: Scene, edge: PlacedEdge, moving: boolean, arrived: boolean): TemplateResult {
  const { plan, stop, moment } = scene;
  const told = stop >= plan.partialFrom(edge.id);
  const backward = arrived || (moving && moment?.step.phase === 'backward');
  const classes = ['edge', moving ? `moving ${moment?.step.phase}` : arrived ? 'arrived' : ''].join(' ');
  const head = backward ? arrowHead(edge.start, scene.right, true) : arrowHead(edge.end, scene.right, false);
  return svg`<g class=${classes}>
    <path class="line" d=${edge.path}></path>
    <path class="head" d=${head}></path>
    ${told ? partialView(scene, edge) : nothing}
  </g>`;
}

function partialView(scene: Scene, edge: PlacedEdge): TemplateResult {
  const { partial, text, label, side } = edge;
  const value = partial?.value === undefined ? undefined : shortValue(partial.value);
  const once = value === undefined || value === text || isNumber(text); // '1' is not said twice
  const drawn =
    scene.pictures && partial && !once ? scene.store.formulas.get(partial.latex, { display: true }) : undefined;
  const em = NUMBER_SIZE * MATH_SCALE;
  const high = drawn ? drawn.ascent * em : NUMBER_SIZE * 0.75; // of the formula, above its baseline
  const deep = drawn ? drawn.depth * em : 2;
  const number = once ? 0 : LINE_HEIGHT;
  const gap = 5;
  // Baselines of formula and number, from the middle of the label.
  const [formulaAt, numberAt] = !scene.right
    ? [(high - deep - number) / 2, (high + deep + number) / 2 + 1]
    : side === 'above'
      ? [-gap - number - deep, -gap]
      : side === 'below'
        ? [gap + high, gap + high + deep + number - 2]
        : [-gap - deep, gap + NUMBER_SIZE - 1];
  const width = Math.max(edge.labelWidth, 40);
  const height = high + deep + number + 6;
  return svg`
    ${scene.right ? nothing : svg`<rect class="paper" x=${label.x - width / 2} y=${label.y - height / 2} width=${width} height=${height}></rect>`}
    ${
      drawn
        ? formulaView(drawn, label.x, label.y + formulaAt, NUMBER_SIZE, width)
        : svg`<text class="partial" x=${label.x} y=${label.y + formulaAt}>${text}</text>`
    }
    ${once ? nothing : svg`<text class="partial number" x=${label.x} y=${label.y + numberAt}>${value}</text>`}
  `;
}

function nodeView(scene: Scene, node: PlacedNode, entry: boolean): TemplateResult {
  const { plan, stop, moment, inspection, store } = scene;
  const { line, boxWidth, boxHeight, role } = node;
  const known = stop >= plan.valueFrom(line.name);
  const arrivals = plan.arrivals(line.name);
  const arrived = arrivals.filter((at) => at <= stop).length;
  const complete = arrived === arrivals.length;
  const current = moment?.line === line.name;
  const step = backwardEntry(scene, line.name);
  const classes = [
    'node',
    role,
    known ? '' : 'unknown',
    current ? `current ${moment?.step.phase}` : '',
    store.focus.value === line.name ? 'chosen' : '',
  ].join(' ');
  const top = -boxHeight / 2;
  const x = scene.right ? 0 : boxWidth / 2 + NUMBER_GAP;
  const at = scene.right
    ? { adjoint: top - 6, value: -top + LINE_HEIGHT, used: -top + 2 * LINE_HEIGHT }
    : { adjoint: -4, value: LINE_HEIGHT - 4, used: 2 * LINE_HEIGHT - 4 };
  const total = shortValue(line.adjoint);
  const sum = current && arrivals.length > 1 && step && moment?.step.phase === 'backward';
  return svg`<g
    class=${classes}
    transform=${`translate(${node.x} ${node.y})`}
    role="button"
    tabindex=${entry ? 0 : -1}
    data-line=${line.name}
    aria-label=${lineText(line, { value: known, adjoint: complete }, inspection.output.name)}
  >
    <title>${tooltip(scene, node, known, complete)}</title>
    <rect class="box" x=${-boxWidth / 2} y=${top} width=${boxWidth} height=${boxHeight} rx=${role === 'input' ? boxHeight / 2 : 4}></rect>
    ${labelView(scene, node)}
    ${known ? svg`<text class="value" x=${x} y=${at.value}>= ${shortValue(line.primal)}${line.shape.length > 0 ? svg` <tspan class="shape">${briefShape(line)}</tspan>` : nothing}</text>` : nothing}
    ${line.fanOut > 1 ? svg`<text class="used" x=${x} y=${at.used}>used ${line.fanOut}×</text>` : nothing}
    ${arrived > 0 ? svg`<text class="adjoint" x=${x} y=${at.adjoint}>${node.adjoint}${complete ? total : `${arrivedText(step, arrived)} + …`}</text>` : nothing}
    ${sum && complete ? svg`<text class="adjoint sum" x=${x} y=${at.adjoint - LINE_HEIGHT}>${arrivedText(step, arrived)}</text>` : nothing}
  </g>`;
}

function labelView(scene: Scene, { line, role, label, boxWidth }: PlacedNode): TemplateResult {
  const latex = scene.pictures ? nodeLatex(scene, line.name, role === 'input') : undefined;
  const drawn = latex === undefined ? undefined : scene.store.formulas.get(latex);
  if (!drawn) return svg`<text class="label" y=${LABEL_SIZE * 0.35}>${label}</text>`;
  const em = LABEL_SIZE * MATH_SCALE;
  return formulaView(drawn, 0, ((drawn.ascent - drawn.depth) * em) / 2, LABEL_SIZE, boxWidth - 12);
}

/** A formula with the middle of its baseline at a point, not wider than `most`. */
function formulaView(drawn: Drawn, x: number, y: number, size: number, most: number): TemplateResult {
  const em = size * MATH_SCALE;
  const shrink = Math.min(1, most / (drawn.width * em));
  const scale = (em * shrink) / drawn.unitsPerEm;
  const left = x - (drawn.width * em * shrink) / 2 - drawn.left * scale;
  return svg`<g class="formula" transform=${`translate(${left} ${y}) scale(${scale})`}>${guard([drawn], () => drawn.content.cloneNode(true))}</g>`;
}

/** 'a = x^{2}': the name as the derivation writes it, the formula as the list has it. */
function nodeLatex({ inspection, plan }: Scene, name: string, input: boolean): string | undefined {
  const line = inspection.lines.find((each) => each.name === name);
  if (!line || input || line.formula.text === name) return line?.formula.latex;
  const entry = plan.entryOf('forward', name);
  const told = entry === undefined ? undefined : inspection.derivation[entry]?.latex;
  const equals = told?.indexOf(' = ') ?? -1;
  return told !== undefined && equals > 0 ? `${told.slice(0, equals)} = ${line.formula.latex}` : undefined;
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
function tooltip({ inspection }: Scene, { line, role }: PlacedNode, known: boolean, complete: boolean): string {
  const name = adjointName(inspection.output.name, line.name);
  return [
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

function arrowHead({ x, y }: { readonly x: number; readonly y: number }, right: boolean, back: boolean): string {
  const length = back ? -7 : 7;
  return right ? `M${x},${y}l${-length},-3.5v7z` : `M${x},${y}l-3.5,${-length}h7z`;
}
