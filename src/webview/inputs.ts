/** The point: for each input a field that takes `pi/4` or `[1, 2; 3, 4]`, and a slider; vectors and matrices as grids. */
import { type Signal, signal } from '@preact/signals-core';
import { live as current } from 'lit/directives/live.js';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { formatValue, writeValue } from '../base/numbers.ts';
import { fullShape } from '../base/shapes.ts';
import { sizeOf, type Value } from '../base/value.ts';
import type { Inspection } from '../protocol/messages.ts';
import { drawStrip } from './heat.ts';
import { icon } from './icons.ts';
import { type Ranges, stepOf, withEnd } from './sliders.ts';
import type { Store } from './store.ts';

type Input = Inspection['inputs'][number];

const ORIGINS: Readonly<Record<Input['origin'], string>> = {
  default: 'default',
  document: 'from the text',
  user: 'set here',
};

/** More than these are in the table. */
const INPUTS = 60;
/** Characters that the field of a vector or matrix shows. */
const SHORTEST = 12;
const WIDEST = 40;
/** Rows and columns of a grid; larger ones have pages of as many, and all of it as a strip of colours. */
const MOST_CELLS = 8;

export interface Inputs {
  view(inspection: Inspection): TemplateResult | typeof nothing;
}

/** An entry of an input: by its place in the live point. */
export interface Entry {
  readonly place: number;
  readonly label: string;
}

export function createInputs(store: Store, ranges: Ranges): Inputs {
  const open = signal<string | undefined>(undefined); // whose grid is shown
  const chosen: Signal<ReadonlyMap<string, number>> = signal(new Map()); // entry of each grid, by its index
  /** First row and column of the page that is shown, by the name of the grid. */
  const pages: Signal<ReadonlyMap<string, readonly [row: number, column: number]>> = signal(new Map());

  function view(inspection: Inspection): TemplateResult | typeof nothing {
    const { inputs } = inspection;
    if (inputs.length === 0) return nothing;
    const places: number[] = [];
    inputs.reduce((sum, { shape }, i) => {
      places[i] = sum;
      return sum + sizeOf(shape);
    }, 0);
    const shown = inputs.slice(0, INPUTS);
    const gridOf = shown.findIndex(({ name, shape }) => name === open.value && shape.length > 0);
    const grid = shown[gridOf];
    return html`<div class="inputs" role="group" aria-label="Point">
        ${repeat(
          shown,
          ({ name }) => name,
          (input, i) => inputView(input, places[i] ?? 0),
        )}
        ${inputs.length > INPUTS ? html`<span class="origin">${inputs.length - INPUTS} more in the table</span>` : nothing}
      </div>
      ${grid ? gridView(grid, places[gridOf] ?? 0) : nothing}`;
  }

  function inputView(input: Input, place: number): TemplateResult {
    const { name, value, origin, shape } = input;
    const isNumber = shape.length === 0;
    const problem = store.pointProblems.value.get(name);
    const text = store.drafts.value.get(name) ?? writeValue(value);
    const id = `input-${name}`;
    const keydown = (event: KeyboardEvent) => {
      if (event.key === 'Escape') store.draft(name, undefined);
    };
    return html`<div class=${isNumber ? 'input' : 'input wide'}>
      <label for=${id}>${name} =</label>
      <input
        id=${id}
        type="text"
        autocomplete="off"
        spellcheck="false"
        .value=${current(text)}
        aria-invalid=${problem === undefined ? 'false' : 'true'}
        aria-describedby=${`${id}-note`}
        class=${isNumber ? 'field' : 'field tensor'}
        size=${isNumber ? nothing : Math.max(SHORTEST, Math.min(WIDEST, text.length))}
        title=${`${name}: ${note(input)}. ${example(shape)}. Empty: back to the ${origin === 'document' ? 'text’s' : 'default'} value`}
        @input=${(event: Event) => store.draft(name, (event.target as HTMLInputElement).value)}
        @change=${() => store.commit(name)}
        @keydown=${keydown}
      />
      ${isNumber ? sliderView({ place, label: name }, value as number) : gridButton(name)}
      <span id=${`${id}-note`} class=${problem === undefined ? 'origin' : 'origin problem'}>${problem ?? note(input)}</span>
    </div>`;
  }

  function gridButton(name: string): TemplateResult {
    const isOpen = open.value === name;
    return html`<button
      class="tool grid-button"
      aria-label=${`Entries of ${name}`}
      aria-expanded=${isOpen}
      title=${`Entries of ${name}, with a slider`}
      @click=${() => {
        open.value = isOpen ? undefined : name;
      }}
    >${icon('grid')}</button>`;
  }

  function sliderView({ place, label }: Entry, value: number): TemplateResult {
    const range = ranges.of(label, value);
    const end = (which: 'from' | 'to') => html`<input
      class="end"
      type="text"
      autocomplete="off"
      aria-label=${which === 'from' ? `Least ${label}` : `Greatest ${label}`}
      title=${which === 'from' ? 'Least value of the slider' : 'Greatest value of the slider'}
      size=${Math.max(2, String(range[which]).length)}
      .value=${current(String(range[which]))}
      @change=${(event: Event) => ranges.set(label, withEnd(range, which, (event.target as HTMLInputElement).value))}
    />`;
    return html`<span class="slider">
      ${end('from')}<input
        type="range"
        aria-label=${`${label}, slider`}
        aria-valuetext=${formatValue(value)}
        min=${range.from}
        max=${range.to}
        step=${stepOf(range)}
        .value=${current(String(value))}
        @input=${(event: Event) => store.live.set(place, (event.target as HTMLInputElement).valueAsNumber)}
        @change=${() => store.live.settle()}
      />${end('to')}
    </span>`;
  }

  function gridView(input: Input, first: number): TemplateResult {
    const { name, shape, value } = input;
    const columns = shape.at(-1) ?? 1;
    const rows = sizeOf(shape) / columns;
    const numbers = store.live.x.value;
    const index = Math.min(chosen.value.get(name) ?? 0, sizeOf(shape) - 1);
    const label = entryLabel(name, shape, index);
    const choose = (to: number) => {
      chosen.value = new Map(chosen.value).set(name, to);
    };
    const cut = rows > MOST_CELLS || columns > MOST_CELLS;
    const page = pages.value.get(name) ?? [0, 0];
    const [top, left] = [startOfPage(page[0], rows), startOfPage(page[1], columns)];
    const turn = (row: number, column: number) => {
      pages.value = new Map(pages.value).set(name, [startOfPage(row, rows), startOfPage(column, columns)]);
    };
    const cell = (row: number, column: number) => {
      const at = row * columns + column;
      const own = entryLabel(name, shape, at);
      return html`<td><input
        type="text"
        autocomplete="off"
        spellcheck="false"
        class=${at === index ? 'cell chosen' : 'cell'}
        aria-label=${own}
        .value=${current(short(numbers[first + at] ?? Number.NaN))}
        title=${String(numbers[first + at])}
        @focus=${() => choose(at)}
        @change=${(event: Event) => commitEntry(input, at, (event.target as HTMLInputElement).value)}
        @keydown=${(event: KeyboardEvent) => moveCell(event, rows, row, (to) => turn(to, left))}
      /></td>`;
    };
    return html`<div class="grid" role="group" aria-label=${`Entries of ${name}`}>
      <div class="cells"><table role="presentation">
        ${Array.from(
          { length: Math.min(rows - top, MOST_CELLS) },
          (_, row) =>
            html`<tr>${Array.from({ length: Math.min(columns - left, MOST_CELLS) }, (_, column) => cell(top + row, left + column))}</tr>`,
        )}
      </table></div>
      ${
        cut
          ? html`<div class="pages">
              ${rows > MOST_CELLS && columns > 1 ? turnView('Rows', top, rows, (to) => turn(to, left)) : nothing}
              ${rows > MOST_CELLS && columns === 1 ? turnView('Entries', top, rows, (to) => turn(to, left)) : nothing}
              ${columns > MOST_CELLS ? turnView(rows === 1 ? 'Entries' : 'Columns', left, columns, (to) => turn(top, to)) : nothing}
            </div>
            <figure class="strip"><canvas role="img" aria-label=${`All entries of ${name}, ${fullShape(input)}, as colours`} ${ref((canvas) => canvas && drawStrip(canvas as HTMLCanvasElement, numbers.subarray(first, first + rows * columns), rows, columns))}></canvas>
            <figcaption>all ${fullShape(input)}: orange below 0, blue above; ${extent(value)}</figcaption></figure>`
          : nothing
      }
      <div class="input"><span class="chosen-name">${label} =</span> <span class="chosen-value">${short(numbers[first + index] ?? Number.NaN)}</span>
        ${sliderView({ place: first + index, label }, numbers[first + index] ?? Number.NaN)}</div>
    </div>`;
  }

  /** The whole value with one entry as typed: the host evaluates it (`pi/4`). */
  function commitEntry({ name, value }: Input, index: number, text: string): void {
    if (text.trim() === '') return;
    let next = 0;
    const write = (part: Value): string => {
      if (typeof part !== 'number') return `[${part.map(write).join(', ')}]`;
      return next++ === index ? text.trim() : writeValue(part);
    };
    store.draft(name, write(value));
    store.commit(name);
  }

  return { view };
}

/** The first entries of all inputs. */
export function entriesOf({ inputs }: Inspection, most: number): Entry[] {
  const entries: Entry[] = [];
  let place = 0;
  for (const { name, shape } of inputs) {
    const size = sizeOf(shape);
    for (let i = 0; i < size && entries.length < most; i++) {
      entries.push({ place: place + i, label: shape.length === 0 ? name : entryLabel(name, shape, i) });
    }
    place += size;
  }
  return entries;
}

/** `W[0, 2]`, from 0 as in most programs. */
function entryLabel(name: string, shape: readonly number[], index: number): string {
  const places: number[] = [];
  let rest = index;
  for (const size of [...shape].reverse()) {
    places.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `${name}[${places.join(', ')}]`;
}

/** Pages begin at multiples of their size. */
function startOfPage(at: number, count: number): number {
  const inside = Math.max(0, Math.min(count - 1, at));
  return inside - (inside % MOST_CELLS);
}

/** `‹ rows 8 … 15 of 20 ›` */
function turnView(what: string, first: number, count: number, turn: (to: number) => void): TemplateResult {
  const last = Math.min(count, first + MOST_CELLS) - 1;
  const button = (name: string, shape: 'back' | 'forward', to: number, off: boolean) => html`<button
    class="tool"
    aria-label=${`${what} ${name}`}
    title=${`${what} ${name}`}
    aria-disabled=${off}
    @click=${() => off || turn(to)}
  >${icon(shape)}</button>`;
  return html`<span class="page-turn">
    ${button('before', 'back', first - MOST_CELLS, first === 0)}
    <span aria-live="polite">${what.toLowerCase()} ${first} … ${last} of ${count}</span>
    ${button('after', 'forward', first + MOST_CELLS, last === count - 1)}
  </span>`;
}

/** With the arrows up and down from cell to cell, and on to the next page; left and right stay in the text. */
function moveCell(event: KeyboardEvent, rows: number, row: number, turn: (row: number) => void): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const to = row + step;
  if (to < 0 || to >= rows) return;
  const cell = (event.currentTarget as Element).closest('td');
  const table = cell?.closest('table');
  if (startOfPage(to, rows) !== startOfPage(row, rows)) turn(to); // is drawn at once
  table?.rows[to % MOST_CELLS]?.cells[cell?.cellIndex ?? 0]?.querySelector('input')?.focus();
}

function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(5))) : String(value);
}

function extent(value: Value): string {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const look = (part: Value): void => {
    if (typeof part !== 'number') for (const entry of part) look(entry);
    else {
      least = Math.min(least, part);
      greatest = Math.max(greatest, part);
    }
  };
  look(value);
  return `from ${formatValue(least)} to ${formatValue(greatest)}`;
}

/** What can be typed for a value. */
function example({ length }: readonly number[]): string {
  if (length === 0) return 'A number such as 2, −1.5 or pi/4';
  return length === 1
    ? 'Numbers in brackets such as [1, pi/4]'
    : 'Rows of numbers such as [1, 2; 3, 4] or [[1, 2], [3, 4]]';
}

/** 'default', 'set here, m×n (2, 3)', 'default, n (3,) guessed'. */
function note({ origin, shapeOrigin, ...shaped }: Input): string {
  if (shaped.shape.length === 0) return ORIGINS[origin];
  const from = shapeOrigin === 'guess' ? ' guessed' : shapeOrigin === 'use' ? ' from use' : '';
  return `${ORIGINS[origin]}, ${fullShape(shaped)}${from}`;
}
