/** Gradient descent by hand: steps against the gradient, by a rate that the reader chooses. */
import { signal } from '@preact/signals-core';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { formatValue } from '../base/numbers.ts';
import type { Inspection } from '../protocol/messages.ts';
import { icon } from './icons.ts';
import type { Store } from './store.ts';

/** ms between two steps while it runs, and how many steps it runs at most. */
const BEAT = 80;
const LONGEST_RUN = 500;

export interface Descend {
  view(inspection: Inspection): TemplateResult | typeof nothing;
  /** The button that opens it. */
  button(inspection: Inspection): TemplateResult | typeof nothing;
}

export function createDescend(store: Store): Descend {
  const shown = signal(false);
  const rate = signal('0.1');
  const running = signal(false);
  let timer: ReturnType<typeof setInterval> | undefined;
  let left = 0;

  const number = () => Number(rate.value.trim().replace('−', '-'));
  const valid = () => rate.value.trim() !== '' && Number.isFinite(number());

  /** What is descended on: the same text with the same reading. */
  const formula = () => {
    const shown = store.shown.value;
    return shown.kind === 'inspection' ? `${shown.inspection.output.name} = ${shown.inspection.reading}` : undefined;
  };

  function run(on: boolean): void {
    clearInterval(timer);
    running.value = on && valid();
    if (!running.value) {
      store.live.settle();
      return;
    }
    left = LONGEST_RUN;
    const own = formula();
    timer = setInterval(() => {
      const ended = store.live.descent.value?.ended !== undefined;
      if (formula() !== own) {
        clearInterval(timer); // the cursor has moved on to another formula
        running.value = false;
      } else if (ended || left-- <= 0) run(false);
      else store.live.descend(number(), 1);
    }, BEAT);
  }

  function step(): void {
    run(false);
    if (valid()) store.live.descend(number(), 1);
    queueMicrotask(() => setTimeout(store.live.settle, 2 * BEAT));
  }

  function reset(): void {
    run(false);
    store.live.resetDescent();
    store.live.settle();
  }

  const can = ({ output, inputs }: Inspection) => output.shape.length === 0 && inputs.length > 0;

  return {
    button(inspection) {
      if (!can(inspection)) return nothing;
      return html`<button
        class="link descend-button"
        aria-expanded=${shown.value}
        @click=${() => {
          shown.value = !shown.value;
          if (!shown.value) run(false);
        }}
      >Descend</button>`;
    },

    view(inspection) {
      if (!shown.value || !can(inspection)) return nothing;
      const { output } = inspection;
      const descent = store.live.descent.value;
      const steps = (descent?.path.length ?? 1) - 1;
      return html`<div class="descend" role="group" aria-label="Gradient descent">
        <label for="rate">rate</label>
        <input
          id="rate"
          class="field"
          type="text"
          autocomplete="off"
          .value=${rate.value}
          aria-invalid=${valid() ? 'false' : 'true'}
          title="Each step goes by rate · gradient; a negative rate climbs"
          @input=${(event: Event) => {
            rate.value = (event.target as HTMLInputElement).value;
          }}
        />
        <button class="act" @click=${step}>Step</button>
        <button class="act" aria-pressed=${running.value} @click=${() => run(!running.value)}>${icon(running.value ? 'pause' : 'play')}${running.value ? 'Stop' : 'Run'}</button>
        <button class="act" aria-disabled=${steps === 0} @click=${reset}>Reset</button>
        <span class="descent-text" aria-live="polite">${
          descent
            ? `${steps} ${steps === 1 ? 'step' : 'steps'}: ${output.name} from ${formatValue(descent.values[0] ?? Number.NaN)} to ${formatValue(descent.values.at(-1) ?? Number.NaN)}${descent.ended === undefined ? '' : `. ${descent.ended}`}`
            : `x ← x − rate · ∂${output.name}/∂x for every input`
        }</span>
      </div>`;
    },
  };
}
