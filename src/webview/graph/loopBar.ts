/** Above the drawing, for each open loop: which pass is shown, and the way to the others. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Inspection, InspectionLine } from '../../protocol/messages.ts';
import { icon } from '../icons.ts';
import type { Loops, OpenLoop } from '../loops.ts';

export function loopBars(loops: Loops, { lines }: Inspection): TemplateResult | typeof nothing {
  const open = lines.flatMap((line) => {
    const own = loops.open.value.get(line.name);
    return own && line.loop ? [{ line, own }] : [];
  });
  return open.length === 0 ? nothing : html`${open.map(({ line, own }) => barView(loops, line, own))}`;
}

function barView(loops: Loops, { name, loop }: InspectionLine, { number, problem }: OpenLoop): TemplateResult {
  const count = loop?.count ?? 1;
  const go = (to: number) => () => loops.goTo(name, to);
  const typed = (event: Event) => {
    const field = event.currentTarget as HTMLInputElement;
    loops.goTo(name, field.valueAsNumber);
    field.value = String(loops.open.value.get(name)?.number ?? number);
  };
  const tool = (title: string, shape: Parameters<typeof icon>[0], act: () => void, off: boolean) =>
    html`<button class="tool" aria-label=${`${title} of ${name}`} title=${title} aria-disabled=${off} @click=${act}>${icon(shape)}</button>`;
  const handed = (loop?.handed ?? []).map(({ from, to, text }) => `${from} → ${text ?? to}`).join(', ');
  return html`<div class="loop-bar" role="group" aria-label=${`Loop ${name}`}>
    <span class="which">${name}: pass</span>
    ${tool('First pass', 'first', go(1), number === 1)}
    ${tool('Previous pass', 'back', go(number - 1), number === 1)}
    <input type="number" min="1" max=${count} step="1" aria-label=${`Pass of ${name}`} .value=${String(number)} @change=${typed} />
    <span>of ${count.toLocaleString('en')}</span>
    ${tool('Next pass', 'forward', go(number + 1), number === count)}
    ${tool('Last pass', 'last', go(count), number === count)}
    ${tool('Close the loop', 'collapse', () => loops.setOpen(name, false), false)}
    ${handed === '' ? nothing : html`<span class="handed"><span aria-hidden="true">↻ </span>handed on: ${handed}</span>`}
    ${problem === undefined ? nothing : html`<p class="problem" role="alert">${problem}</p>`}
  </div>`;
}
