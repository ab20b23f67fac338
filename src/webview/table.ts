/** The Wengert list as a table: the same numbers as the graph, for reading, searching and screen readers. */
import { signal } from '@preact/signals-core';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { formatValue } from '../base/numbers.ts';
import { briefShape, fullShape } from '../base/shapes.ts';
import { flatten } from '../base/value.ts';
import type { Inspection, InspectionLine } from '../protocol/messages.ts';
import { costView } from './cost.ts';
import { readable, shorten } from './notation.ts';
import { edgeId, type Plan } from './stepping.ts';
import type { Store } from './store.ts';
import { rowsInSight } from './stretch.ts';
import { adjointName } from './words.ts';

const ROW_HEIGHT = 27; // px; the style sheet says the same
const ALL_AT_ONCE = 200; // rows
const PARTIALS = 4; // in one cell

export interface Table {
  view(inspection: Inspection, plan: Plan): TemplateResult;
}

export function createTable(store: Store): Table {
  const scrolled = signal({ top: 0, height: 600 });
  const sort = signal<Sort | undefined>(undefined);
  let frame: Element | undefined;
  const observer = new ResizeObserver(() => {
    if (frame) scrolled.value = { top: frame.scrollTop, height: frame.clientHeight };
  });
  const attach = (element: Element | undefined) => {
    if (element === frame) return;
    if (frame) observer.unobserve(frame);
    frame = element;
    if (element) observer.observe(element);
  };
  const scroll = (event: Event) => {
    const { scrollTop, clientHeight } = event.currentTarget as Element;
    scrolled.value = { top: scrollTop, height: clientHeight };
  };

  /** A press sorts upwards, the next downwards, the third gives the order of evaluation back. */
  function head(column: Column, text: string, kind = ''): TemplateResult {
    const now = sort.value?.column === column ? sort.value.sign : 0;
    const press = () => {
      sort.value = now === 0 ? { column, sign: 1 } : now === 1 ? { column, sign: -1 } : undefined;
    };
    const state = now === 0 ? 'none' : now === 1 ? 'ascending' : 'descending';
    return html`<th scope="col" class=${kind} aria-sort=${state}>
      <button class="sort" title="Sort" @click=${press}>${text}<span aria-hidden="true">${now === 0 ? '' : now === 1 ? ' ↑' : ' ↓'}</span></button>
    </th>`;
  }

  function view(inspection: Inspection, plan: Plan): TemplateResult {
    const { output } = inspection;
    const lines = sorted(inspection.lines, sort.value);
    const constants = new Set(lines.filter(({ operation }) => operation === 'constant').map(({ name }) => name));
    const whole = lines.length <= ALL_AT_ONCE;
    const piece = whole
      ? { from: 0, to: lines.length }
      : rowsInSight(lines.length, ROW_HEIGHT, scrolled.value.top, scrolled.value.height);
    const shapes = lines.some(({ shape }) => shape.length > 0);
    const columns = shapes ? 7 : 6;
    const gap = (rows: number) =>
      rows > 0
        ? html`<tr class="gap" aria-hidden="true"><td colspan=${columns}><svg width="1" height=${rows * ROW_HEIGHT}></svg></td></tr>`
        : nothing;
    return html`
      <div class="table" tabindex="0" role="region" aria-label="Wengert list" ${ref(attach)} @scroll=${whole ? nothing : scroll}>
        ${costView(inspection)}
        <table aria-rowcount=${lines.length + 1}>
          <caption>
            <span>Wengert list (evaluation trace) of ${output.name}: ${lines.length} lines${sort.value ? '' : ' in evaluation order'}</span>
          </caption>
          <thead>
            <tr aria-rowindex="1">
              ${head('name', 'name')} ${head('operation', 'operation')}
              ${shapes ? html`<th scope="col">shape</th>` : nothing}
              ${head('value', 'value', 'number')} ${head('adjoint', output.name.length > 8 ? 'adjoint' : `adjoint ${adjointName(output.name, '·')}`, 'number')}
              ${head('used', 'used', 'number')}
              <th scope="col">local gradients</th>
            </tr>
          </thead>
          <tbody>
            ${gap(piece.from)}
            ${repeat(
              lines.slice(piece.from, piece.to),
              ({ name }) => name,
              (line, i) => rowView(store, plan, constants, line, piece.from + i, shapes),
            )}
            ${gap(lines.length - piece.to)}
          </tbody>
        </table>
      </div>
    `;
  }

  return { view };
}

type Column = 'name' | 'operation' | 'value' | 'adjoint' | 'used';

interface Sort {
  readonly column: Column;
  readonly sign: 1 | -1;
}

/** Numbers by size and sign, vectors and matrices by their largest entry; what is equal stays in order of evaluation. */
function sorted(lines: readonly InspectionLine[], sort: Sort | undefined): readonly InspectionLine[] {
  if (!sort) return lines;
  const { column, sign } = sort;
  if (column === 'name' || column === 'operation') {
    return [...lines].sort((a, b) => sign * a[column].localeCompare(b[column], 'en', { numeric: true }));
  }
  const key = ({ primal, adjoint, fanOut }: InspectionLine): number => {
    if (column === 'used') return fanOut;
    const number = flatten(column === 'value' ? primal : adjoint).reduce(
      (most, each) => (Math.abs(each) > Math.abs(most) ? each : most),
      0,
    );
    return Number.isNaN(number) ? Number.NEGATIVE_INFINITY : number;
  };
  const keys = new Map(lines.map((line) => [line, key(line)]));
  return [...lines].sort((a, b) => sign * ((keys.get(a) ?? 0) - (keys.get(b) ?? 0)));
}

function rowView(
  store: Store,
  plan: Plan,
  constants: ReadonlySet<string>,
  line: InspectionLine,
  index: number,
  shapes: boolean,
): TemplateResult {
  const stop = store.stop.value;
  const constant = line.operation === 'constant';
  const known = stop >= plan.valueFrom(line.name);
  const complete = !constant && stop >= (plan.arrivals(line.name).at(-1) ?? 0);
  const current = store.moment.value?.line === line.name;
  const classes = [
    current ? `current ${store.moment.value?.step.phase}` : '',
    store.focus.value === line.name ? 'chosen' : '',
    constant ? 'constant' : '',
  ].join(' ');
  const partials = line.partials.filter(
    ({ operand, text }, i) => text !== '' && !constants.has(operand) && stop >= plan.partialFrom(edgeId(line.name, i)),
  );
  return html`<tr class=${classes} aria-rowindex=${index + 2} aria-current=${current ? 'step' : nothing}>
    <th scope="row"><button class="name" @click=${() => store.choose(line.name)}>${line.name}</button></th>
    <td class="operation">
      <span>${line.operation}</span>
      ${line.operands.length > 0 ? html`<span class="written">${shorten(readable(line.formula.text), 32)}</span>` : nothing}
    </td>
    ${shapes ? html`<td class="shape" title=${fullShape(line)}>${briefShape(line)}</td>` : nothing}
    <td class="number value">${known ? formatValue(line.primal) : ''}</td>
    <td class="number adjoint">${complete ? formatValue(line.adjoint) : ''}</td>
    <td class="number used">${line.fanOut > 0 ? `${line.fanOut}×` : ''}</td>
    <td class="partials">
      ${partials.slice(0, PARTIALS).map((partial) => partialView(line, partial))}
      ${partials.length > PARTIALS ? html`<span>and ${partials.length - PARTIALS} more</span>` : nothing}
    </td>
  </tr>`;
}

function partialView(line: InspectionLine, partial: InspectionLine['partials'][number]): TemplateResult {
  const text = shorten(readable(partial.text), 24);
  const value = partial.value === undefined ? '' : formatValue(partial.value);
  return html`<span class="partial"
    >${adjointName(line.name, partial.operand)} = ${text}${value === '' || value === text ? '' : ` = ${value}`}</span
  >`;
}
