/** What is inspected, at which point, and what came out. */
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { formatShaped, writeValue } from '../base/numbers.ts';
import { fullShape } from '../base/shapes.ts';
import type { Inspection } from '../protocol/messages.ts';
import { icon } from './icons.ts';
import type { Store } from './store.ts';
import { adjointName } from './words.ts';

const ORIGINS: Readonly<Record<Inspection['inputs'][number]['origin'], string>> = {
  default: 'default',
  document: 'from the text',
  user: 'set here',
};

/** More than these are in the table. */
const INPUTS = 60;
const RESULTS = 4;
/** Characters that the field of a vector or matrix shows. */
const SHORTEST = 12;
const WIDEST = 40;

export function headerView(store: Store, inspection: Inspection, place: string | undefined): TemplateResult {
  const { output, gradient, inputs } = inspection;
  const results = Object.entries(gradient);
  return html`
    <header class="header">
      <div class="headline">
        <h1 class="reading" title=${place ?? ''}>${readingText(inspection)}</h1>
        ${pinView(store)}
      </div>
      ${repeat(
        inspection.readings,
        ({ key }) => key,
        (reading) => readingChoice(store, reading),
      )}
      <div class="point">
        ${
          inputs.length > 0
            ? html`<div class="inputs" role="group" aria-label="Point">
                ${repeat(
                  inputs.slice(0, INPUTS),
                  ({ name }) => name,
                  (input) => inputView(store, input),
                )}
              ${inputs.length > INPUTS ? html`<span class="origin">${inputs.length - INPUTS} more in the table</span>` : nothing}
              </div>`
            : nothing
        }
        <dl class="results">
          <div><dt>${output.name}</dt><dd class="value">= ${formatShaped(output.value)}</dd></div>
          ${results
            .slice(0, RESULTS)
            .map(
              ([name, value]) =>
                html`<div><dt>${adjointName(output.name, name)}</dt><dd class="adjoint">= ${formatShaped(value)}</dd></div>`,
            )}
          ${results.length > RESULTS ? html`<div class="rest">${results.length - RESULTS} more in the table</div>` : nothing}
        </dl>
      </div>
    </header>
  `;
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

/** What can be typed for a value. */
function example({ length }: readonly number[]): string {
  if (length === 0) return 'A number such as 2, −1.5 or pi/4';
  return length === 1
    ? 'Numbers in brackets such as [1, pi/4]'
    : 'Rows of numbers such as [1, 2; 3, 4] or [[1, 2], [3, 4]]';
}

/** 'default', 'set here, m×n (2, 3)', 'default, n (3,) guessed'. */
function note({ origin, shapeOrigin, ...shaped }: Inspection['inputs'][number]): string {
  if (shaped.shape.length === 0) return ORIGINS[origin];
  const from = shapeOrigin === 'guess' ? ' guessed' : shapeOrigin === 'use' ? ' from use' : '';
  return `${ORIGINS[origin]}, ${fullShape(shaped)}${from}`;
}

function inputView(store: Store, input: Inspection['inputs'][number]): TemplateResult {
  const { name, value, origin, shape } = input;
  const problem = store.pointProblems.value.get(name);
  const text = store.drafts.value.get(name) ?? writeValue(value);
  const id = `input-${name}`;
  const keydown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') store.draft(name, undefined);
  };
  return html`<div class="input">
    <label for=${id}>${name} =</label>
    <input
      id=${id}
      type="text"
      autocomplete="off"
      spellcheck="false"
      .value=${live(text)}
      aria-invalid=${problem === undefined ? 'false' : 'true'}
      aria-describedby=${`${id}-note`}
      class=${shape.length > 0 ? 'tensor' : nothing}
      size=${shape.length > 0 ? Math.max(SHORTEST, Math.min(WIDEST, text.length)) : nothing}
      title=${`${example(shape)}. Empty: back to the ${origin === 'document' ? "text's" : 'default'} value`}
      @input=${(event: Event) => store.draft(name, (event.target as HTMLInputElement).value)}
      @change=${() => store.commit(name)}
      @keydown=${keydown}
    />
    <span id=${`${id}-note`} class=${problem === undefined ? 'origin' : 'origin problem'}>${problem ?? note(input)}</span>
  </div>`;
}
