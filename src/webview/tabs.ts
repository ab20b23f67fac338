/** The views of an inspection: one at a time. */
import { html, type TemplateResult } from 'lit/html.js';
import { type Store, TABS, type Tab } from './store.ts';

const NAMES: Readonly<Record<Tab, string>> = {
  graph: 'Graph',
  table: 'Table',
  plots: 'Plots',
  code: 'Code',
  practise: 'Practise',
};

export function tabsView(store: Store): TemplateResult {
  return html`<div class="tabs" role="tablist" aria-label="View as" @keydown=${(event: KeyboardEvent) => tabKey(store, event)}>
    ${TABS.map((tab) => tabView(store, tab))}
  </div>`;
}

function tabView(store: Store, tab: Tab): TemplateResult {
  const selected = store.tab.value === tab;
  return html`<button
    class="tab"
    role="tab"
    id=${`tab-${tab}`}
    aria-selected=${selected}
    aria-controls="view"
    tabindex=${selected ? 0 : -1}
    @click=${() => store.setTab(tab)}
  >${NAMES[tab]}</button>`;
}

function tabKey(store: Store, event: KeyboardEvent): void {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    Home: -TABS.length,
    End: TABS.length,
  };
  const step = steps[event.key];
  if (step === undefined) return;
  const index = Math.max(0, Math.min(TABS.length - 1, TABS.indexOf(store.tab.value) + step));
  const tab = TABS[index] ?? 'graph';
  store.setTab(tab);
  document.getElementById(`tab-${tab}`)?.focus();
  event.preventDefault();
}
