/** The graph's tab: the drawing, its tools and its legend. */
import { guard } from 'lit/directives/guard.js';
import { ref } from 'lit/directives/ref.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Inspection } from '../../protocol/messages.ts';
import type { Exporter } from '../export/exporter.ts';
import { icon } from '../icons.ts';
import type { Plan } from '../stepping.ts';
import type { Store } from '../store.ts';
import { resultText } from '../words.ts';
import type { Canvas } from './canvas.ts';
import { drawing } from './drawing.ts';
import { loopBars } from './loopBar.ts';
import { sceneOf } from './scene.ts';
import type { Sight } from './sight.ts';

export function graphView(
  store: Store,
  canvas: Canvas,
  exporter: Exporter,
  inspection: Inspection,
  plan: Plan,
): TemplateResult {
  const picture = canvas.picture.value;
  const sight = canvas.sight.value;
  const { scale, x, y } = canvas.view.value;
  return html`
    <div class="graph">
      <div class="graph-bar">${legendView(canvas)}${toolsView(canvas, exporter, inspection)}</div>
      ${loopBars(store.loops, inspection)}
      <svg
        class=${`canvas ${picture?.direction ?? ''}`}
        role="group"
        aria-label=${`Computation graph of ${inspection.output.name}, inputs first. Arrow keys lead from node to node, with Shift they move the picture.`}
        ${ref(canvas.attach)}
        @keydown=${canvas.keydown}
      >
        <g transform=${`translate(${x} ${y}) scale(${scale})`}>
          ${
            picture && sight
              ? guard(guards(store, canvas, sight), () =>
                  drawing(sceneOf(store, canvas, picture, store.drawn.value ?? { inspection, plan }), sight),
                )
              : nothing
          }
        </g>
      </svg>
      <p class="visually-hidden">${resultText(inspection)}</p>
    </div>
  `;
}

/** What the drawing depends on, the view (pan, zoom) aside: panning must not draw anew. */
function guards(store: Store, canvas: Canvas, sight: Sight): unknown[] {
  return [
    canvas.picture.value,
    sight,
    store.stop.value,
    store.focus.value,
    canvas.entry.value,
    canvas.flows.value,
    store.formulas.version.value,
  ];
}

function toolsView(canvas: Canvas, exporter: Exporter, inspection: Inspection): TemplateResult {
  const picture = canvas.picture.value;
  const blocks = (canvas.outline.value?.around.size ?? 0) > 0;
  const isFlowShown = canvas.flows.value !== undefined;
  const canClose = (picture?.frames.length ?? 0) > 0;
  const canOpen = picture?.nodes.some(({ role }) => role === 'block') ?? false;
  const tool = (name: string, title: string, shape: Parameters<typeof icon>[0], act: () => void, off = false) =>
    html`<button class="tool" aria-label=${name} title=${title} aria-disabled=${off} @click=${act}>${icon(shape)}</button>`;
  return html`<div class="graph-tools" role="toolbar" aria-label="View">
    ${
      blocks
        ? html`
          ${tool('Collapse all', 'Collapse all layers, loops and calls', 'collapse', () => canvas.setAllOpen(false), !canClose)}
          ${tool('Expand all', 'Expand all layers, loops and calls', 'expand', () => canvas.setAllOpen(true), !canOpen)}
        `
        : nothing
    }
    ${
      inspection.derivation.length > 0
        ? html`<button
            class="tool"
            aria-label="Gradient flow"
            aria-pressed=${isFlowShown}
            title="Edges as thick as the gradient that flows back along them"
            @click=${() => canvas.showFlow(!isFlowShown)}
          >${icon('flow')}</button>`
        : nothing
    }
    ${tool('Zoom in', 'Zoom in (+)', 'plus', () => canvas.zoomBy(1.25))}
    ${tool('Zoom out', 'Zoom out (-)', 'minus', () => canvas.zoomBy(0.8))}
    ${tool('Fit', 'Fit (0)', 'fit', canvas.fitAll)}
    ${exporter.menu()}
  </div>`;
}

function legendView(canvas: Canvas): TemplateResult {
  if (!canvas.flows.value) {
    return html`<p class="legend" aria-hidden="true">
      <span class="value">= value</span><span class="adjoint">∂ adjoint</span><span class="rest">local gradient on the edge</span>
    </p>`;
  }
  const sample = (level: string) =>
    html`<svg class=${`sample edge flow-${level}`} width="26" height="10"><path class="line" d="M0,5h26"></path></svg>`;
  return html`<p class="legend of-flow" aria-hidden="true">
    <span class="rest">|adjoint · local gradient|, a tenth a step:</span>
    <span class="rest samples">largest ${['5', '4', '3', '2', '1'].map(sample)} less</span>
    <span class="rest samples">${sample('0')} 0</span>
  </p>`;
}
