/** The plots: which picture of which inputs, over which range. Samples come from the host; arrows and mouse move the point. */
import { computed, effect, signal } from '@preact/signals-core';
import { ref } from 'lit/directives/ref.js';
import { html, nothing, svg, type TemplateResult } from 'lit/html.js';
import { formatValue } from '../../base/numbers.ts';
import { flatten, sizeOf } from '../../base/value.ts';
import type { Inspection } from '../../protocol/messages.ts';
import type { Extent, PlotRequest } from '../../protocol/play.ts';
import { type Entry, entriesOf } from '../inputs.ts';
import { type Range, type Ranges, stepOf, withEnd } from '../sliders.ts';
import type { Store } from '../store.ts';
import { adjointName } from '../words.ts';
import { scale } from './axes.ts';
import { contourFrame, contourPicture } from './contours.ts';
import { curveFrames, curvePicture, type Frame } from './curve.ts';
import { normsHeight, normsPicture, normsText } from './norms.ts';

type Kind = PlotRequest['kind'];
const KINDS: Readonly<Record<Kind, string>> = {
  curve: 'Function and derivative',
  contours: 'Contours',
  norms: 'Gradient by layer',
};
/** Entries that can be chosen. */
const MOST_ENTRIES = 200;
/** With as many numbers in all inputs, layers are the first thing to see. */
const MANY = 7;

export interface Plots {
  view(inspection: Inspection): TemplateResult;
}

export function createPlots(store: Store, ranges: Ranges): Plots {
  const chosenKind = signal<Kind | undefined>(undefined);
  const across = signal(0); // index of an entry
  const up = signal(1);
  const component = signal(0);
  const size = signal({ width: 0, height: 0 });
  const inspection = computed(() =>
    store.shown.value.kind === 'inspection' ? store.shown.value.inspection : undefined,
  );
  const structure = computed(() => {
    const shown = inspection.value;
    return shown && JSON.stringify([shown.output.name, shown.inputs.map(({ name, shape }) => [name, shape])]);
  });
  const request = computed(() =>
    inspection.value && store.tab.value === 'plots' ? requestOf(inspection.value) : undefined,
  );
  effect(() => {
    structure.value; // of another formula, from the beginning
    chosenKind.value = undefined;
    across.value = 0;
    up.value = 1;
    component.value = 0;
  });
  effect(() => store.live.want(request.value));

  let picture: Element | undefined;
  const observer = new ResizeObserver(([change]) => {
    if (change)
      size.value = { width: Math.floor(change.contentRect.width), height: Math.floor(change.contentRect.height) };
  });
  const attach = (element: Element | undefined) => {
    if (element === picture) return;
    if (picture) observer.unobserve(picture);
    picture = element;
    if (element) observer.observe(element);
  };

  function kindOf(shown: Inspection): Kind {
    const kinds = kindsFor(shown);
    const wanted = chosenKind.value;
    if (wanted && kinds.includes(wanted)) return wanted;
    const numbers = shown.inputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    if (numbers >= MANY && kinds.includes('norms')) return 'norms';
    return numbers === 2 ? 'contours' : 'curve';
  }

  function requestOf(shown: Inspection): PlotRequest | undefined {
    const kind = kindOf(shown);
    if (kind === 'norms') return { kind };
    const [first, second] = chosenEntries(shown);
    const of = component.value;
    if (!first) return undefined;
    if (kind === 'curve') return { kind, ...extentOf(first), of };
    return second && { kind, across: extentOf(first), up: extentOf(second), of };
  }

  function extentOf({ place, label }: Entry): Extent {
    const { from, to } = ranges.of(label, store.live.x.value[place] ?? 0);
    return { entry: place, from, to };
  }

  function chosenEntries(shown: Inspection): readonly (Entry | undefined)[] {
    const entries = entriesOf(shown, MOST_ENTRIES);
    const first = entries[across.value] ?? entries[0];
    const second = entries[up.value] ?? entries[1];
    return [first, second === first ? entries.find((entry) => entry !== first) : second];
  }

  function view(shown: Inspection): TemplateResult {
    const kind = kindOf(shown);
    const kinds = kindsFor(shown);
    const [first, second] = chosenEntries(shown);
    if (!first) return html`<p class="code-problem">There is no input to plot over.</p>`;
    const twoAxes = kind === 'contours' && second !== undefined;
    return html`<section class="plots">
      <div class="plot-bar">
        <label>Plot <select id="plot-kind" @change=${(event: Event) => {
          chosenKind.value = (event.target as HTMLSelectElement).value as Kind;
        }}>
          ${kinds.map((each) => html`<option value=${each} ?selected=${each === kind}>${KINDS[each]}</option>`)}
        </select></label>
        ${kind === 'norms' ? nothing : axisView(shown, twoAxes ? 'across' : 'over', first, across)}
        ${twoAxes ? axisView(shown, 'up', second, up) : nothing}
        ${kind === 'norms' || shown.output.shape.length === 0 ? nothing : componentView(shown)}
      </div>
      ${kind === 'norms' ? normsView(shown) : planeView(shown, kind, first, second)}
    </section>`;
  }

  function axisView(shown: Inspection, name: string, entry: Entry, choice: typeof across): TemplateResult {
    const entries = entriesOf(shown, MOST_ENTRIES);
    const range = ranges.of(entry.label, store.live.x.value[entry.place] ?? 0);
    const end = (which: 'from' | 'to') => html`<input
      class="field end-field"
      type="text"
      autocomplete="off"
      aria-label=${`${entry.label} ${which}`}
      .value=${String(range[which])}
      @change=${(event: Event) => ranges.set(entry.label, withEnd(range, which, (event.target as HTMLInputElement).value))}
    />`;
    return html`<span class="axis"><label>${name} <select @change=${(event: Event) => {
      choice.value = Number((event.target as HTMLSelectElement).value);
    }}>
      ${entries.map((each, i) => html`<option value=${i} ?selected=${each.place === entry.place}>${each.label}</option>`)}
    </select></label> ${end('from')}<span aria-hidden="true">to</span>${end('to')}</span>`;
  }

  function componentView({ output }: Inspection): TemplateResult {
    const count = Math.min(MOST_ENTRIES, sizeOf(output.shape));
    return html`<label>of <select @change=${(event: Event) => {
      component.value = Number((event.target as HTMLSelectElement).value);
    }}>
      ${Array.from({ length: count }, (_, i) => html`<option value=${i} ?selected=${i === component.value}>${output.name}[${i}]</option>`)}
    </select></label>`;
  }

  function planeView(shown: Inspection, kind: Kind, first: Entry, second: Entry | undefined): TemplateResult {
    const { width, height } = size.value;
    const answer = store.live.plot.value;
    const data = answer?.data?.kind === kind ? answer.data : undefined;
    const here = pointOf(shown, first, second);
    const drawn =
      width > 0 && data && answer ? picturePart(shown, answer.request, first, second, width, height) : nothing;
    const move = (place: number, to: number) => store.live.set(place, to);
    const drag = (event: PointerEvent) => {
      const box = (event.currentTarget as Element).getBoundingClientRect();
      const target = kind === 'contours' && second ? contourFrame(width, height) : curveFrames(width, height)[0];
      const at = placed(target, ranges.of(first.label, here.x), event.clientX - box.left);
      move(first.place, at);
      if (kind === 'contours' && second) {
        move(second.place, placedUp(target, ranges.of(second.label, here.y), event.clientY - box.top));
      }
    };
    return html`
      <div
        class="plane"
        role="application"
        tabindex="0"
        aria-label=${`${planeText(shown, kind, first, second)} Arrow keys move the point.`}
        ${ref(attach)}
        @keydown=${(event: KeyboardEvent) => planeKey(event, kind, first, second, here)}
        @keyup=${() => store.live.settle()}
        @blur=${() => store.live.settle()}
        @pointerdown=${(event: PointerEvent) => {
          if (event.button !== 0) return;
          (event.currentTarget as Element).setPointerCapture(event.pointerId);
          drag(event);
        }}
        @pointermove=${(event: PointerEvent) => {
          if ((event.currentTarget as Element).hasPointerCapture(event.pointerId)) drag(event);
        }}
        @pointerup=${() => store.live.settle()}
      >
        <svg class="plot" width=${Math.max(1, width)} height=${Math.max(1, height)} viewBox=${`0 0 ${Math.max(1, width)} ${Math.max(1, height)}`} aria-hidden="true">${drawn}</svg>
        ${answer?.problem === undefined ? nothing : html`<p class="code-problem">${answer.problem}</p>`}
      </div>
      <p class="visually-hidden" aria-live="polite">${planeText(shown, kind, first, second)}</p>
    `;
  }

  function picturePart(
    shown: Inspection,
    asked: PlotRequest,
    first: Entry,
    second: Entry | undefined,
    width: number,
    height: number,
  ): TemplateResult {
    const data = store.live.plot.value?.data;
    const here = pointOf(shown, first, second);
    const output = outputName(shown);
    if (data?.kind === 'curve' && asked.kind === 'curve') {
      const names = { input: first.label, value: output, slope: adjointName(output, first.label) };
      return curvePicture(data, asked, { x: here.x, value: here.value, slope: here.gradient[0] }, names, width, height);
    }
    if (data?.kind !== 'contours' || asked.kind !== 'contours' || !second) return svg``;
    const path = (store.live.descent.value?.path ?? []).map(
      (x) => [x[first.place] ?? Number.NaN, x[second.place] ?? Number.NaN] as const,
    );
    const names = { across: first.label, up: second.label, value: output };
    return contourPicture(data, asked, here, path, names, width, height);
  }

  function normsView(shown: Inspection): TemplateResult {
    const data = store.live.plot.value?.data;
    if (data?.kind !== 'norms') return html`<div class="plane" ${ref(attach)}></div>`;
    const width = Math.max(280, size.value.width);
    const height = normsHeight(data);
    return html`<div class="plane scrolls" tabindex="0" role="region" aria-label="Length of the gradient by each parameter and layer" ${ref(attach)}>
      <svg class="plot" width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`} role="img" aria-label=${normsText(data, shown.output.name)}>${normsPicture(data, shown.output.name, width)}</svg>
    </div>`;
  }

  function planeKey(
    event: KeyboardEvent,
    kind: Kind,
    first: Entry,
    second: Entry | undefined,
    here: { x: number; y: number },
  ): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const times = event.shiftKey ? 10 : 1;
    const step = (entry: Entry, from: number, sign: number) => {
      const width = stepOf(ranges.of(entry.label, from));
      store.live.set(entry.place, Number((from + sign * times * width).toPrecision(12)));
    };
    const isPlane = kind === 'contours' && second !== undefined;
    if (event.key === 'ArrowLeft') step(first, here.x, -1);
    else if (event.key === 'ArrowRight') step(first, here.x, 1);
    else if (event.key === 'ArrowUp' && isPlane) step(second, here.y, 1);
    else if (event.key === 'ArrowDown' && isPlane) step(second, here.y, -1);
    else return;
    event.preventDefault();
  }

  /** The live point and what the host has told of it. */
  function pointOf(shown: Inspection, first: Entry, second: Entry | undefined) {
    const x = store.live.x.value;
    const total = shown.inputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    const slopes = shown.inputs.flatMap(({ name, shape }) => {
      const own = flatten(shown.gradient[name] ?? []);
      const size = sizeOf(shape);
      // Of a vector output the Jacobian's row of the chosen number.
      return own.length === size ? own : own.slice(component.value * size, (component.value + 1) * size);
    });
    const slope = (entry: Entry | undefined) =>
      (slopes.length === total && entry ? slopes[entry.place] : undefined) ?? Number.NaN;
    return {
      x: x[first.place] ?? Number.NaN,
      y: (second && x[second.place]) ?? Number.NaN,
      value: flatten(shown.output.value)[component.value] ?? Number.NaN,
      gradient: [slope(first), slope(second)] as const,
    };
  }

  function outputName({ output }: Inspection): string {
    return output.shape.length === 0 ? output.name : `${output.name}[${component.value}]`;
  }

  /** What the picture shows, in words. */
  function planeText(shown: Inspection, kind: Kind, first: Entry, second: Entry | undefined): string {
    const here = pointOf(shown, first, second);
    const output = outputName(shown);
    const slope = (entry: Entry, value: number) => `${adjointName(output, entry.label)} = ${formatValue(value)}`;
    if (kind === 'contours' && second) {
      return `Contours of ${output} over ${first.label} and ${second.label}. At ${first.label} = ${formatValue(here.x)}, ${second.label} = ${formatValue(here.y)}: ${output} = ${formatValue(here.value)}, ${slope(first, here.gradient[0])}, ${slope(second, here.gradient[1])}.`;
    }
    return `${output} and its derivative over ${first.label}. At ${first.label} = ${formatValue(here.x)}: ${output} = ${formatValue(here.value)}, ${slope(first, here.gradient[0])}.`;
  }

  return { view };
}

function kindsFor({ inputs, lines, output }: Inspection): Kind[] {
  const numbers = inputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const isLayered = inputs.length > 2 || lines.some(({ shape }) => shape.length > 0);
  return [
    'curve',
    ...(numbers > 1 ? (['contours'] as const) : []),
    ...(isLayered && output.shape.length === 0 ? (['norms'] as const) : []),
  ];
}

/** The number at a px of the frame, on a round step of the range. */
function placed({ left, right }: Frame, range: Range, px: number): number {
  return rounded(scale(range.from, range.to, left, right).of(px), range);
}

function placedUp({ top, bottom }: Frame, range: Range, px: number): number {
  return rounded(scale(range.from, range.to, bottom, top).of(px), range);
}

function rounded(value: number, range: Range): number {
  const step = stepOf(range);
  const inside = Math.max(range.from, Math.min(range.to, value));
  return Number((Math.round(inside / step) * step).toPrecision(12));
}
