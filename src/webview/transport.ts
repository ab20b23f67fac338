/** The bar that steps through the passes, and says in words where one is. */
import { html, type TemplateResult } from 'lit/html.js';
import type { Inspection } from '../protocol/messages.ts';
import { icon } from './icons.ts';
import type { Plan } from './stepping.ts';
import type { Store } from './store.ts';
import { tabsView } from './tabs.ts';
import { statusText } from './words.ts';

export function transportView(store: Store, inspection: Inspection, plan: Plan): TemplateResult {
  const stop = store.stop.value;
  const playing = store.playing.value;
  const go = (to: number) => () => {
    store.play(false);
    store.goTo(to);
  };
  const button = (
    name: string,
    keys: string,
    shape: Parameters<typeof icon>[0],
    act: () => void,
    off: boolean,
  ): TemplateResult => html`<button
    class="tool"
    aria-label=${name}
    aria-keyshortcuts=${keys === '←' ? 'ArrowLeft' : keys === '→' ? 'ArrowRight' : keys}
    title=${`${name} (${keys})`}
    aria-disabled=${off}
    @click=${act}
  >${icon(shape)}</button>`;
  return html`
    <footer class="transport">
      <progress class="progress" aria-label="Steps shown" max=${Math.max(1, plan.last)} value=${plan.last > 0 ? stop : 1}></progress>
      <div class="buttons" role="group" aria-label="Step through backpropagation">
        ${button('First', 'Home', 'first', go(0), stop === 0)}
        ${button('Back', '←', 'back', go(stop - 1), stop === 0)}
        ${button(playing ? 'Pause' : 'Play', 'Space', playing ? 'pause' : 'play', () => store.play(!playing), plan.last === 0)}
        ${button('Forward', '→', 'forward', go(stop + 1), stop === plan.last)}
        ${button('Last', 'End', 'last', go(plan.last), stop === plan.last)}
      </div>
      <p class="status" role="status" aria-live="polite">${statusText(inspection, plan, stop)}</p>
      ${tabsView(store)}
    </footer>
  `;
}

/** Keys of the whole panel; fields, tabs and the graph's nodes have their own. */
export function transportKey(store: Store, event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const target = event.target instanceof Element ? event.target : undefined;
  if (target?.closest('input, select, textarea, [role=tablist]')) return;
  const shown = store.shown.value;
  if (shown.kind !== 'inspection') return;
  const to: Readonly<Record<string, number>> = {
    Home: 0,
    ArrowLeft: store.stop.value - 1,
    ArrowRight: store.stop.value + 1,
    End: shown.plan.last,
  };
  if (event.key === ' ') {
    if (target?.closest('button')) return; // presses it
    store.play(!store.playing.value);
  } else {
    const stop = to[event.key];
    if (stop === undefined) return;
    store.play(false);
    store.goTo(stop);
  }
  event.preventDefault();
}
