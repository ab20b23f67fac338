/** The panel's entry: wires the host's messages to the store and the store to the page. */
import { effect } from '@preact/signals-core';
import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import { type Inspection, isHostMessage, type PanelMessage, readPanelState } from '../protocol/messages.ts';
import { createCode } from './code.ts';
import { createDerivation } from './derivation.ts';
import { createDescend } from './descend.ts';
import { createExporter } from './export/exporter.ts';
import { createCanvas } from './graph/canvas.ts';
import { graphView } from './graph/view.ts';
import { headerView } from './header.ts';
import { createInputs } from './inputs.ts';
import { markText } from './marking.ts';
import { editorMeasure } from './measure.ts';
import { emptyView, problemsView, refusalView } from './notices.ts';
import { createPlots } from './plots/plots.ts';
import { practiseView } from './practise.ts';
import { createRanges } from './sliders.ts';
import './styles/panel.css';
import type { Plan } from './stepping.ts';
import { createStore, type Tab } from './store.ts';
import { createTable } from './table.ts';
import { tabsView } from './tabs.ts';
import { transportKey, transportView } from './transport.ts';

interface WebviewApi {
  postMessage(message: PanelMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): WebviewApi;

function start(root: HTMLElement): void {
  const vscode = acquireVsCodeApi();
  const store = createStore({
    post: (message) => vscode.postMessage(message),
    getState: () => readPanelState(vscode.getState()),
    setState: (state) => vscode.setState(state),
  });
  const canvas = createCanvas(store, editorMeasure());
  const exporter = createExporter(store, canvas, (message) => vscode.postMessage(message));
  markText(store, (message) => vscode.postMessage(message));
  const derivation = createDerivation(store);
  const table = createTable(store);
  const code = createCode(store);
  const ranges = createRanges();
  const plots = createPlots(store, ranges);
  const parts = { inputs: createInputs(store, ranges), descend: createDescend(store) };

  const views: Readonly<Record<Tab, (inspection: Inspection, plan: Plan) => TemplateResult>> = {
    graph: (inspection, plan) => graphView(store, canvas, exporter, inspection, plan),
    table: (inspection, plan) => table.view(inspection, plan),
    plots: (inspection) => plots.view(inspection),
    code: () => code.view(),
    practise: (inspection) => practiseView(store, inspection),
  };

  const page = (): TemplateResult => {
    const shown = store.shown.value;
    if (shown.kind === 'waiting') return html``;
    if (shown.kind === 'nothing') {
      return shown.problems.length > 0 ? refusalView(store, shown.problems, shown.place) : emptyView();
    }
    const { inspection, plan, place } = shown;
    const tab = store.tab.value;
    return html`
      ${headerView(store, parts, inspection, place)}
      ${problemsView(store, inspection.problems)}
      <div class=${`views ${tab === 'practise' ? 'alone' : `of-${tab}`}`}>
        <div class="view" id="view" role="tabpanel" aria-labelledby=${`tab-${tab}`}>
          ${views[tab](inspection, plan)}
        </div>
        ${tab === 'practise' ? nothing : derivation.view(inspection, plan)}
      </div>
      ${tab === 'practise' ? html`<footer class="transport alone">${tabsView(store)}</footer>` : transportView(store, inspection, plan)}
    `;
  };

  effect(() => {
    render(page(), root);
  });
  effect(() => {
    const line = store.moment.value?.line ?? store.focus.value;
    if (line !== undefined) queueMicrotask(() => canvas.show(line));
  });
  document.addEventListener('keydown', (event) => transportKey(store, event));
  window.addEventListener('message', ({ data }) => {
    if (isHostMessage(data)) store.receive(data);
  });
  const state = readPanelState(vscode.getState());
  vscode.postMessage({ type: 'ready', ...(state ? { state } : {}) });
}

const root = document.getElementById('panel');
if (root) start(root);
