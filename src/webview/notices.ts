/** What is said where there is nothing to draw, and what there is to say beside a drawing. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Problem } from '../base/outcome.ts';
import type { Store } from './store.ts';

const SEVERITIES: Readonly<Record<Problem['severity'], string>> = { error: 'Error', warning: 'Warning', info: 'Note' };
const MOST = 20;

export function emptyView(): TemplateResult {
  return html`<section class="empty">
    <h1>No expression yet</h1>
    <p>Put the cursor on a formula and run <strong>Gradient: Inspect Expression at Cursor</strong>.</p>
    <p>It works in LaTeX, Markdown, reStructuredText and plain text, in Python, JavaScript, TypeScript, Julia, C, C++, MATLAB
      and R, and in the cells of notebooks.</p>
  </section>`;
}

export function refusalView(store: Store, problems: readonly Problem[], place: string | undefined): TemplateResult {
  return html`<section class="empty">
    <h1>This cannot be inspected</h1>
    ${place === undefined ? nothing : html`<p class="place">${place}</p>`}
    ${problemsView(store, problems)}
    <p>Change the text, or put the cursor on another formula and run <strong>Gradient: Inspect Expression at Cursor</strong>.</p>
  </section>`;
}

export function problemsView(store: Store, problems: readonly Problem[]): TemplateResult | typeof nothing {
  const [first, second] = problems;
  if (!first) return nothing;
  const list = html`<ul class="problems" aria-label="Problems">
    ${problems.slice(0, MOST).map(
      ({ severity, message, span }) => html`<li class=${severity}>
        <span><strong>${SEVERITIES[severity]}:</strong> ${message}</span>
        ${span ? html`<button class="link" @click=${() => store.select(span)}>Show in the text</button>` : nothing}
      </li>`,
    )}
    ${problems.length > MOST ? html`<li>and ${problems.length - MOST} more</li>` : nothing}
  </ul>`;
  if (!second || problems.some(({ severity }) => severity !== 'info')) return list;
  // Notes say what was guessed: one line of them is seen, all are at hand.
  return html`<details class="notes">
    <summary><span>${problems.length} notes: <span class="first">${first.message}</span></span></summary>
    ${list}
  </details>`;
}
