/** The graph as SVG: what is known at the present stop, and what is moving. */
import { repeat } from 'lit/directives/repeat.js';
import { nothing, svg, type TemplateResult } from 'lit/html.js';
import { MATH_SCALE } from '../picture.ts';
import type { Moment } from '../stepping.ts';
import { shortValue } from '../words.ts';
import { farView } from './far.ts';
import { fits, formulaView, nodeView } from './node.ts';
import { isNumber, LINE_HEIGHT, NUMBER_SIZE, type PlacedEdge, type PlacedFrame, type PlacedNode } from './place.ts';
import type { Scene } from './scene.ts';
import type { Sight } from './sight.ts';

export function drawing(scene: Scene, { nodes, edges, frames, isFar }: Sight): TemplateResult {
  if (isFar) return farView(scene, nodes, edges);
  const moving = new Set(scene.moment?.edges);
  const arrived = new Set(earlier(scene).flatMap((moment) => moment.edges));
  const isMoving = ({ uses }: PlacedEdge) => uses.some((use) => moving.has(use));
  const still = edges.filter((edge) => !isMoving(edge));
  const active = edges.filter(isMoving); // drawn last, on top
  return svg`
    ${repeat(
      frames,
      ({ block }) => block.id,
      (frame) => frameView(frame, scene.right),
    )}
    <g aria-hidden="true">
      ${repeat(
        [...still, ...active],
        ({ id }) => id,
        (edge) =>
          edgeView(
            scene,
            edge,
            isMoving(edge),
            edge.uses.some((use) => arrived.has(use)),
          ),
      )}
    </g>
    ${repeat(
      nodes,
      ({ id }) => id,
      (node: PlacedNode) => nodeView(scene, node),
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

/** The frame of an open block, and what closes it: where no edge comes in. */
function frameView({ block, room, isAlone }: PlacedFrame, toTheRight: boolean): TemplateResult {
  const { left, top, right, bottom } = room;
  const label = `− ${block.label}`;
  const [x, y] = toTheRight || !isAlone ? [left + 8, top - 5] : [right - 8, top + 14];
  return svg`<g class="frame">
    ${isAlone ? svg`<rect class="hull" x=${left} y=${top} width=${right - left} height=${bottom - top} rx="8"></rect>` : nothing}
    <text class=${toTheRight || !isAlone ? 'close' : 'close inside'} x=${x} y=${y} data-frame=${block.id} aria-hidden="true"><title>Collapse ${block.label} (Backspace on one of its nodes)</title>${label}</text>
  </g>`;
}

function edgeView(scene: Scene, edge: PlacedEdge, moving: boolean, arrived: boolean): TemplateResult {
  const { plan, stop, moment, flows } = scene;
  const told = edge.partial !== undefined && edge.uses.every((use) => stop >= plan.partialFrom(use));
  const backward = arrived || (moving && moment?.step.phase === 'backward');
  const flow = flows?.(edge.uses);
  const classes = [
    'edge',
    moving ? `moving ${moment?.step.phase}` : arrived ? 'arrived' : '',
    flows ? `flow-${flow ?? 'unknown'}` : '',
    edge.depth > 0 ? `in-${Math.min(edge.depth, 3)}` : '',
  ].join(' ');
  const head = backward ? arrowHead(edge.start, scene.right, true) : arrowHead(edge.end, scene.right, false);
  return svg`<g class=${classes}>
    <path class="line" d=${edge.path}></path>
    <path class="head" d=${head}></path>
    ${told ? partialView(scene, edge) : nothing}
  </g>`;
}

function partialView(scene: Scene, edge: PlacedEdge): TemplateResult | typeof nothing {
  const { partial, text, label, side } = edge;
  if (text === '') return nothing;
  const value = partial?.value === undefined ? undefined : shortValue(partial.value);
  const once = value === undefined || value === text || isNumber(text); // '1' is not said twice
  const em = NUMBER_SIZE * MATH_SCALE;
  const room = Math.max(edge.labelWidth, 40);
  const picture =
    scene.pictures && partial && !once ? scene.store.formulas.get(partial.latex, { display: true }) : undefined;
  const drawn = picture && fits(picture, NUMBER_SIZE, room) ? picture : undefined;
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
  const width = once ? edge.width + 8 : room; // a line is not broken for longer than its label asks for
  const height = high + deep + number + 6;
  return svg`
    ${scene.right ? nothing : svg`<rect class="paper" x=${label.x - width / 2} y=${label.y - height / 2} width=${width} height=${height}></rect>`}
    ${
      drawn
        ? formulaView(drawn, label.x, label.y + formulaAt, NUMBER_SIZE, room)
        : svg`<text class="partial" x=${label.x} y=${label.y + formulaAt}>${text}</text>`
    }
    ${once ? nothing : svg`<text class="partial number" x=${label.x} y=${label.y + numberAt}>${value}</text>`}
  `;
}

function arrowHead({ x, y }: { readonly x: number; readonly y: number }, right: boolean, back: boolean): string {
  const length = back ? -7 : 7;
  return right ? `M${x},${y}l${-length},-3.5v7z` : `M${x},${y}l-3.5,${-length}h7z`;
}
