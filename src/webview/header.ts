/** What is inspected, at which point, and what came out. */
import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { formatShaped } from '../base/numbers.ts';
import type { Inspection } from '../protocol/messages.ts';
import type { Descend } from './descend.ts';
import { icon } from './icons.ts';
import type { Inputs } from './inputs.ts';
import type { Store } from './store.ts';
import { adjointName } from './words.ts';

const RESULTS = 4;
export interface HeaderParts {
  readonly inputs: Inputs;
  readonly descend: Descend;
}

export function headerView(
  store: Store,
  parts: HeaderParts,
  inspection: Inspection,
  place: string | undefined,
): TemplateResult {
  const { output, gradient } = inspection;
  const results = store.tab.value === 'practise' ? [] : Object.entries(gradient); // the answer is hidden
  return html`
    <header class="header">
      <div class="headline">
        <h1 class="reading" title=${place ?? ''}>${readingText(inspection)}</h1>
        ${newWindowView(store)}${pinView(store)}
      </div>
      ${repeat(
        inspection.readings,
        ({ key }) => key,
        (reading) => readingChoice(store, reading),
      )}
      <div class="point">
        ${parts.inputs.view(inspection)}
        <dl class="results">
          <div class=${lengthOf(output.name)}><dt>${output.name}</dt><dd class="value" title=${formatShaped(output.value)}>= ${formatShaped(output.value)}</dd></div>
          ${results
            .slice(0, RESULTS)
            .map(
              ([name, value]) =>
                html`<div class=${lengthOf(adjointName(output.name, name))}><dt>${adjointName(output.name, name)}</dt><dd class="adjoint" title=${formatShaped(value)}>= ${formatShaped(value)}</dd></div>`,
            )}
          ${results.length > RESULTS ? html`<div class="rest">${results.length - RESULTS} more in the table</div>` : nothing}
        </dl>
        ${parts.descend.button(inspection)}
      </div>
      ${parts.descend.view(inspection)}
      ${store.live.problem.value === undefined ? nothing : html`<p class="live-problem" role="alert">${store.live.problem.value}</p>`}
    </header>
  `;
}

/** A long name may have its value below it. */
function lengthOf(name: string): 'long' | '' {
  return name.length > 24 ? 'long' : '';
}

export function pinView(store: Store): TemplateResult {
  const pinned = store.pinned.value;
  const title = pinned ? 'Pinned: stays on this expression' : 'Follows the cursor. Pin to stay on this expression';
  return html`<button
    class="tool pin"
    aria-label="Pin"
    aria-pressed=${pinned}
    title=${title}
    @click=${() => store.setPinned(!pinned)}
  >${icon('pin')}</button>`;
}

function newWindowView(store: Store): TemplateResult {
  return html`<button
    class="tool"
    aria-label="Move to new window"
    title="Move to a window of its own"
    @click=${() => store.toNewWindow()}
  >${icon('window')}</button>`;
}

/** The reading, with what it defines in front unless it says so itself. */
function readingText({ reading, output, inputs }: Inspection): string {
  if (/^[^=]*[^=<>!]=[^=]/.test(reading)) return reading;
  const names = inputs.map(({ name }) => name);
  return `${output.name}${names.length > 0 && names.length <= 4 ? `(${names.join(', ')})` : ''} = ${reading}`;
}

function readingChoice(store: Store, reading: Inspection['readings'][number]): TemplateResult {
  return html`<label class="choice">
    Read as
    <select @change=${(event: Event) => store.setReading(reading.key, (event.target as HTMLSelectElement).value)}>
      ${[reading.chosen, ...reading.alternatives.filter((other) => other !== reading.chosen)].map(
        (choice) => html`<option value=${choice} ?selected=${choice === reading.chosen}>${choice}</option>`,
      )}
    </select>
  </label>`;
}
