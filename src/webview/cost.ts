/** The cost of derivatives, beside the table: reverse mode, forward mode, with and without reuse. */
import { html, type TemplateResult } from 'lit/html.js';
import { formatValue } from '../base/numbers.ts';
import { sizeOf } from '../base/value.ts';
import type { Inspection } from '../protocol/messages.ts';

/** What the derivatives cost, in elementary operations, and what they would cost otherwise. */
export function costView({ cost, inputs }: Inspection): TemplateResult {
  const { forward, reverse, withoutReuse, forwardMode } = cost;
  const both = forward + reverse;
  const entries = inputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const rows = [
    { name: 'function alone', count: forward, note: '' },
    {
      name: 'with its gradient, reverse mode',
      count: both,
      note: forward > 0 ? `${formatValue(both / forward)} × the function` : '',
    },
    {
      name: 'with its gradient, forward mode',
      count: forward + forwardMode,
      note: `${entries} ${entries === 1 ? 'sweep' : 'sweeps'}, one for each number of the inputs`,
    },
    { name: 'gradient without reuse', count: withoutReuse, note: 'every shared value worked out at each use' },
  ];
  const most = Math.max(...rows.map(({ count }) => Math.log1p(count)).filter(Number.isFinite), 1);
  return html`<section class="cost" aria-label="Cost in elementary operations">
    <h2>Elementary operations</h2>
    <dl>
      ${rows.map(
        ({ name, count, note }) => html`<div>
          <dt>${name}</dt>
          <dd class="count">${formatValue(count)}</dd>
          <dd class="measure" aria-hidden="true"><svg width="120" height="8"><rect width=${Number.isFinite(count) ? (120 * Math.log1p(count)) / most : 120} height="8"></rect></svg></dd>
          <dd class="note">${note}</dd>
        </div>`,
      )}
    </dl>
  </section>`;
}
