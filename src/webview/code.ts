/** The gradient as code in a language of choice, to be read, copied or inserted. */
import { signal } from '@preact/signals-core';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { type CodeTarget, TARGETS } from '../protocol/take.ts';
import { highlighted } from './highlight.ts';
import { icon } from './icons.ts';
import type { Store } from './store.ts';

export interface Code {
  view(): TemplateResult;
}

export function createCode(store: Store): Code {
  const target = signal<CodeTarget>('python');

  function view(): TemplateResult {
    const chosen = target.value;
    const answer = store.codes.value.get(chosen);
    if (!answer) queueMicrotask(() => store.askCode(chosen));
    const take = (to: 'clipboard' | 'cursor') => () => store.take({ what: 'code', target: chosen }, to);
    const off = answer?.text === undefined;
    return html`<section class="code" aria-label="Gradient as code">
      <div class="code-bar">
        <label for="code-target">Language</label>
        <select
          id="code-target"
          @change=${(event: Event) => {
            target.value = (event.target as HTMLSelectElement).value as CodeTarget;
          }}
        >
          ${Object.entries(TARGETS).map(([id, name]) => html`<option value=${id} ?selected=${id === chosen}>${name}</option>`)}
        </select>
        <button class="act" ?disabled=${off} @click=${take('clipboard')}>${icon('copy')}Copy</button>
        <button class="act" ?disabled=${off} @click=${take('cursor')}>${icon('insert')}Insert at cursor</button>
        <span class="said" aria-live="polite">${store.said('code')}</span>
      </div>
      ${answer?.problem === undefined ? nothing : html`<p class="code-problem">${answer.problem}</p>`}
      ${
        answer?.text === undefined
          ? nothing
          : html`<pre class="listing" tabindex="0" aria-label=${`Gradient in ${TARGETS[chosen]}`}><code>${highlighted(answer.text, chosen)}</code></pre>`
      }
    </section>`;
  }

  return { view };
}
