/** The derivation as a textbook writes it, the numbers beside it; every entry leads to its moment. */
import { type Signal, signal } from '@preact/signals-core';
import { guard } from 'lit/directives/guard.js';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { formatShaped } from '../base/numbers.ts';
import type { DerivationStep, Inspection } from '../protocol/messages.ts';
import { type DerivationForm, FORMS } from '../protocol/take.ts';
import { icon } from './icons.ts';
import { cutAtEquals } from './latex.ts';
import { readable } from './notation.ts';
import { inText } from './picture.ts';
import type { Phase, Plan, Step } from './stepping.ts';
import type { Store } from './store.ts';
import { pieceAround } from './stretch.ts';
import { adjointName, formulaName, PHASES, stepTitle, sumText, valueText } from './words.ts';

const STEPS_AT_ONCE = 80;
/** Longer phases are folded until a step of theirs is at work or the reader opens them. */
const UNFOLDED = 40;
/** Definitions below the result. */
const MOST_NAMES = 24;
const TEXT_SIZE = 14; // px
/** Part of the column that a value may take beside its formula, beyond what a number takes. */
const MOST_BESIDE = 0.2;
const WIDTH_STEP = 40; // px: formulas are broken anew only when the column has changed by as much

export interface Derivation {
  view(inspection: Inspection, plan: Plan): TemplateResult;
}

export function createDerivation(store: Store): Derivation {
  const width = signal(0); // of the column, in px
  /** What the reader has folded or opened, and where in a long phase he has turned pages; of one plan and stop. */
  const folds = signal<{ readonly plan: Plan; readonly open: ReadonlyMap<Phase, boolean> } | undefined>(undefined);
  const turned = signal<
    { readonly plan: Plan; readonly stop: number; readonly at: ReadonlyMap<Phase, number> } | undefined
  >(undefined);
  const form = signal<DerivationForm>('align');
  let column: Element | undefined;
  const observer = new ResizeObserver(([change]) => {
    if (change) width.value = Math.floor(change.contentRect.width / WIDTH_STEP) * WIDTH_STEP;
  });
  const attach = (element: Element | undefined) => {
    if (element === column) return;
    if (column) observer.unobserve(column);
    column = element;
    if (element) observer.observe(element);
  };

  function view(inspection: Inspection, plan: Plan): TemplateResult {
    const stop = store.stop.value;
    const present = plan.moments[stop - 1]?.step;
    const pages = turned.value?.plan === plan && turned.value.stop === stop ? turned.value.at : undefined;
    const own = folds.value?.plan === plan ? folds.value.open : undefined;
    queueMicrotask(keepInSight);
    return html`
      <section class="derivation" aria-label="Derivation" ${ref(attach)}>
        ${takeView(store, form)}
        ${phasesOf(plan.steps).map(([phase, steps]) => {
          const isLong = steps.length > UNFOLDED;
          const open = own?.get(phase) ?? (!isLong || (present !== undefined && steps.includes(present)));
          const fold = () => {
            folds.value = { plan, open: new Map(own).set(phase, !open) };
          };
          const at = pages?.get(phase) ?? (present ? Math.max(0, steps.indexOf(present)) : 0);
          const turn = (to: number) => {
            turned.value = { plan, stop, at: new Map(pages).set(phase, to) };
          };
          return html`
            <h2>
              ${isLong ? html`<button class="fold" aria-expanded=${open} @click=${fold}>${icon(open ? 'down' : 'right')}${PHASES[phase]}, ${steps.length} steps</button>` : PHASES[phase]}
            </h2>
            ${open ? phaseView(inspection, plan, phase, steps, at, turn) : nothing}
          `;
        })}
        ${resultView(store, inspection, width.value)}
      </section>
    `;
  }

  function phaseView(
    inspection: Inspection,
    plan: Plan,
    phase: Phase,
    steps: readonly Step[],
    at: number,
    turn: (to: number) => void,
  ): TemplateResult {
    const { from, to } = pieceAround(steps.length, at, STEPS_AT_ONCE);
    return html`
      ${from > 0 ? html`<button class="link" @click=${() => turn(from - STEPS_AT_ONCE / 2)}>${from} earlier steps</button>` : nothing}
      <ol class=${`steps ${phase}`}>
        ${repeat(
          steps.slice(from, to),
          (step) => `${phase}${step.number}`,
          (step) => stepView(store, inspection, plan, step, width.value),
        )}
      </ol>
      ${to < steps.length ? html`<button class="link" @click=${() => turn(to + STEPS_AT_ONCE / 2)}>${steps.length - to} later steps</button>` : nothing}
    `;
  }

  /** Scrolls the column only, never the page. */
  function keepInSight(): void {
    const current = column?.querySelector('[aria-current="step"]');
    if (!column || !current || column.scrollHeight <= column.clientHeight) return;
    const box = current.getBoundingClientRect();
    const frame = column.getBoundingClientRect();
    const margin = Math.min(40, frame.height / 4);
    if (box.top < frame.top + margin) column.scrollTop -= frame.top + margin - box.top;
    else if (box.bottom > frame.bottom - margin) column.scrollTop += box.bottom - frame.bottom + margin;
  }

  return { view };
}

/** The derivation to take along, in a form of choice. */
function takeView(store: Store, form: Signal<DerivationForm>): TemplateResult {
  const take = (to: 'clipboard' | 'cursor') => () => store.take({ what: 'derivation', form: form.value }, to);
  return html`<div class="take">
    <select
      aria-label="Form of the derivation"
      @change=${(event: Event) => {
        form.value = (event.target as HTMLSelectElement).value as DerivationForm;
      }}
    >
      ${Object.entries(FORMS).map(([id, name]) => html`<option value=${id} ?selected=${id === form.value}>${name}</option>`)}
    </select>
    <button class="tool" aria-label="Copy derivation" title="Copy the derivation" @click=${take('clipboard')}>${icon('copy')}</button>
    <button class="tool" aria-label="Insert derivation at cursor" title="Insert the derivation at the cursor" @click=${take('cursor')}>${icon('insert')}</button>
    <span class="said" aria-live="polite">${store.said('derivation')}</span>
  </div>`;
}

function phasesOf(steps: readonly Step[]): [Phase, Step[]][] {
  const phases: [Phase, Step[]][] = [];
  for (const step of steps) {
    const open = phases.at(-1);
    if (open?.[0] === step.phase) open[1].push(step);
    else phases.push([step.phase, [step]]);
  }
  return phases;
}

function stepView(store: Store, inspection: Inspection, plan: Plan, step: Step, width: number): TemplateResult {
  const present = store.moment.value?.step === step;
  return html`<li class=${present ? 'step present' : 'step'}>
    <span class="ordinal" aria-hidden="true">${step.number}</span>
    <div class="entries">
      ${step.phase === 'backward' ? html`<h3>${stepTitle(step)}</h3>` : nothing}
      ${step.entries.map((index) => entryView(store, inspection, plan, index, width))}
    </div>
  </li>`;
}

function entryView(store: Store, inspection: Inspection, plan: Plan, index: number, width: number): TemplateResult {
  const entry = inspection.derivation[index] as DerivationStep;
  const stop = store.stop.value;
  const own = plan.stopsOf(index);
  const reached = stop >= (own.at(-1) ?? 0);
  const current = own.includes(stop);
  const arrived = own.filter((at) => at <= stop).length;
  const choose = () => {
    store.play(false);
    store.goTo(own.at(-1) ?? stop);
    store.choose(entry.line);
  };
  const result = valueText(inspection.output.name, entry);
  // A vector or matrix that would leave the formula no room stands below it.
  const isBelow = beyondNumber(result) > width * MOST_BESIDE;
  const room = isBelow ? width : width - beyondNumber(result);
  const chosen = store.focus.value === entry.line;
  const classes = ['entry', reached ? '' : 'ahead', chosen ? 'chosen' : '', isBelow ? 'tall' : ''].join(' ');
  const lines = cutAtEquals(entry.latex);
  const texts = cutAtEquals(entry.text);
  const written = lines.map((latex, i) => formulaView(store, latex, texts[i] ?? '', true, room));
  const numbers =
    entry.contributions.length > 0 && arrived > 0 ? `= ${sumText(entry, arrived)}${reached ? '' : ' + …'}` : undefined;
  const shownNumbers =
    numbers === undefined || numbers === result || texts.map(readable).includes(numbers) ? undefined : numbers;
  return html`<button class=${classes} aria-current=${current ? 'step' : nothing} @click=${choose}>
    <span class="formulas">
      ${lines.length === texts.length ? written : formulaView(store, entry.latex, entry.text, true, room)}
      ${bodyView(store, inspection, entry, width)}
      ${shownNumbers === undefined ? nothing : html`<span class="numbers">${shownNumbers}</span>`}
      ${reused(inspection, entry) && arrived > 0 ? html`<span class="reuse">${reused(inspection, entry)}</span>` : nothing}
    </span>
    <span class=${`result ${entry.phase}`}>${reached ? result : nothing}</span>
  </button>`;
}

/** Of a loop that is kept whole: what each pass does, told once; with the values of the pass that is open. */
function bodyView(store: Store, { lines }: Inspection, { phase, line }: DerivationStep, width: number) {
  const loop = phase === 'forward' ? lines.find(({ name }) => name === line)?.loop : undefined;
  if (!loop) return nothing;
  const open = store.loops.open.value.get(line)?.pass;
  const values = new Map(open?.lines.map(({ name, primal }) => [name, formatShaped(primal)]));
  const handed = loop.handed.flatMap(({ latex, text }) =>
    latex !== undefined && text !== undefined ? [{ name: '', latex, text }] : [],
  );
  return html`<span class="loop-body">
    <span class="range">for ${formulaView(store, loop.range.latex, loop.range.text, false, width)}:${open ? html` <span class="which">values of pass ${open.number.toLocaleString('en')}</span>` : nothing}</span>
    ${[...loop.steps, ...handed].map(({ name, latex, text }) => {
      const value = values.get(name);
      return html`<span class="loop-step">${formulaView(store, latex, text, false, width)}${value === undefined ? nothing : html`<span class="value">= ${value}</span>`}</span>`;
    })}
  </span>`;
}

/** px by which a value is wider than a number, for which there is room beside every formula. */
function beyondNumber(result: string): number {
  return Math.max(0, Math.ceil((8 * result.length - 110) / WIDTH_STEP) * WIDTH_STEP);
}

function reused({ output }: Inspection, { reuses }: DerivationStep): string | undefined {
  const names = reuses.filter((name) => name !== output.name).map((name) => adjointName(output.name, name));
  return names.length > 0 ? `${names.join(', ')}: computed before, used again` : undefined;
}

function resultView(store: Store, inspection: Inspection, width: number): TemplateResult {
  const { output, formulas, where, gradient } = inspection;
  const results = Object.entries(formulas).slice(0, 8);
  if (results.length === 0) return html``;
  return html`
    <h2>Result</h2>
    <div class="conclusion">
      ${results.map(([name, { latex, text, chain }]) => {
        const value = gradient[name];
        const left = formulaName(inspection, name);
        const isProduct = formulas[name]?.seed !== undefined;
        const shown = value === undefined ? '' : formatShaped(value);
        return html`<p class=${beyondNumber(shown) > width * MOST_BESIDE ? 'entry tall' : 'entry'}>
          <span class="formulas"
            >${chain === undefined ? nothing : html`<span class="chain">${formulaView(store, chain.latex, chain.text, true, width - 60)}</span>`}<span class="left">${left} = </span>${formulaView(store, latex, text, true, width - 60)}</span
          >
          <span class="result backward">${value === undefined ? nothing : `${isProduct ? `${adjointName(output.name, name)} ` : ''}= ${shown}`}</span>
        </p>`;
      })}
      ${whereView(store, where, width)}
    </div>
  `;
}

/** Adjoints that several formulas share, each on a line of its own; then what names stand for. */
function whereView(store: Store, where: Inspection['where'], width: number): TemplateResult {
  const shared = where.filter(({ usedFor }) => usedFor);
  const names = where.filter(({ usedFor }) => !usedFor).slice(0, MOST_NAMES);
  const more = where.length - shared.length - names.length;
  return html`
    ${shared.slice(0, MOST_NAMES).map(
      ({ latex, text, usedFor }) => html`<p class="entry shared">
        <span class="formulas"
          >${formulaView(store, latex, text, true, width)}<span class="reuse">used for ${namesText(usedFor ?? [])}</span></span
        >
      </p>`,
    )}
    ${shared.length > MOST_NAMES ? html`<p class="where">and ${shared.length - MOST_NAMES} more adjoints</p>` : nothing}
    ${
      names.length > 0
        ? html`<p class="where">where ${names.map(({ latex, text }, i) => html`${i > 0 ? ', ' : ''}${formulaView(store, latex, text, false, width)}`)}${more > 0 ? `, and ${more} more` : ''}</p>`
        : nothing
    }
  `;
}

function namesText(names: readonly string[]): string {
  return names.length > 6 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
}

/** A picture with its text for screen readers, or the text alone. */
export function formulaView(
  store: Store,
  latex: string,
  text: string,
  display: boolean,
  width: number,
): TemplateResult {
  const drawn = store.formulas.get(latex, display ? { display, maxWidth: Math.max(160, width - 110) } : {});
  if (!drawn) return html`<span class="written">${readable(text)}</span>`;
  return html`<span class="drawn"
    ><span class="visually-hidden">${readable(text)}</span>${guard([drawn], () => inText(drawn, TEXT_SIZE))}</span
  >`;
}
