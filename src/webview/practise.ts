/** Practice: the derivative is hidden; what a person types for it is checked, and the way is shown step by step. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { DerivationStep, Inspection } from '../protocol/messages.ts';
import { formulaView } from './derivation.ts';
import type { Verdict } from './practice.ts';
import type { Store } from './store.ts';
import { adjointName, formulaName } from './words.ts';

const MOST_INPUTS = 60;
const WIDTH = 640; // px, for formulas

const HEADINGS: Readonly<Record<Verdict['kind'], string>> = { right: '✓', wrong: '✗', unread: '?' };

export function practiseView(store: Store, inspection: Inspection): TemplateResult {
  const { practice } = store;
  const { inputs, output } = inspection;
  const names = inputs.slice(0, MOST_INPUTS).map(({ name }) => name);
  const input = practice.input.value ?? names[0];
  if (input === undefined) return html`<p class="code-problem">There is no input to differentiate by.</p>`;
  const verdict = practice.verdicts.value.get(input);
  const isNews = verdict !== undefined && verdict.text === practice.draft.value;
  const submit = (event: Event) => {
    event.preventDefault();
    practice.answer(input);
  };
  return html`<section class="practise" aria-label="Practise the derivative">
    ${
      names.length > 1
        ? html`<label class="by">Differentiate ${output.name} by <select @change=${(event: Event) => practice.choose((event.target as HTMLSelectElement).value)}>
            ${names.map((name) => html`<option value=${name} ?selected=${name === input}>${name}${practice.verdicts.value.get(name)?.kind === 'right' ? ' ✓' : ''}</option>`)}
          </select></label>`
        : nothing
    }
    <form @submit=${submit}>
      <label class="asked" for="answer">${adjointName(output.name, input)} =</label>
      <input
        id="answer"
        class="field"
        type="text"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        aria-describedby="answer-note"
        .value=${practice.draft.value}
        @input=${(event: Event) => practice.type((event.target as HTMLInputElement).value)}
      />
      <button class="act" type="submit" aria-disabled=${practice.waiting.value}>Check</button>
    </form>
    <p id="answer-note" class="hint">In plain notation, LaTeX, or as the file writes it; any form that is equal is right. Names of the steps may be used.</p>
    <div aria-live="polite" class=${`verdict ${isNews ? verdict.kind : ''}`}>${isNews ? verdictView(verdict) : nothing}</div>
    ${stepsView(store, inspection, input)}
  </section>`;
}

function verdictView({ kind, message, evidence }: Verdict): TemplateResult {
  return html`<p><span class="mark" aria-hidden="true">${HEADINGS[kind]}</span> ${message}</p>
    ${
      evidence
        ? html`<dl class="evidence">
            <div><dt>at</dt><dd>${evidence.point}</dd></div>
            <div><dt>yours</dt><dd>${evidence.yours}</dd></div>
            <div><dt>computed</dt><dd>${evidence.computed}</dd></div>
          </dl>`
        : nothing
    }`;
}

/** The decomposition is given; then one step more of the way back at each press, at last the result. */
function stepsView(store: Store, inspection: Inspection, input: string): TemplateResult {
  const { derivation, formulas } = inspection;
  const of = (phase: DerivationStep['phase']) => derivation.filter((step) => step.phase === phase);
  const backward = of('backward');
  const hidden = [
    ...of('local').map((step) => ({ step, title: 'Local gradients' })),
    ...backward.map((step) => ({ step, title: 'Backward pass' })),
  ];
  const count = Math.min(store.practice.shown.value, hidden.length + 1);
  const result = formulas[input];
  const shown = hidden.slice(0, count);
  const list = (title: string, steps: readonly DerivationStep[]) =>
    steps.length === 0
      ? nothing
      : html`<h2>${title}</h2><ol class="shown-steps">${steps.map(({ latex, text }) => html`<li>${formulaView(store, latex, text, true, WIDTH)}</li>`)}</ol>`;
  return html`
    ${list('Steps', of('forward'))}
    ${list(
      'Local gradients',
      shown.flatMap(({ step, title }) => (title === 'Local gradients' ? [step] : [])),
    )}
    ${list(
      'Backward pass',
      shown.flatMap(({ step, title }) => (title === 'Backward pass' ? [step] : [])),
    )}
    ${
      count > hidden.length && result
        ? html`<h2>Result</h2><p class="shown-result">${formulaName(inspection, input)} = ${formulaView(store, result.latex, result.text, true, WIDTH)}</p>`
        : html`<button class="act" @click=${() => store.practice.showNext()}>${count < hidden.length ? `Show the next step (${count + 1} of ${hidden.length + 1})` : 'Show the result'}</button>`
    }
  `;
}
