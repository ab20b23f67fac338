/** The drawing area: its size, what part of the picture it shows, and what mouse, touch and keys do there. */
import { batch, computed, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Store } from '../store.ts';
import { graphOf, stretchAt } from './model.ts';
import { neighbour } from './neighbour.ts';
import { type Picture, type PlacedNode, placeGraph } from './place.ts';
import { fit as fitInto, pan, ratio, reveal, type Size, type View, zoom } from './viewport.ts';

export interface Stretch {
  readonly first: number;
  readonly last: number;
  readonly total: number;
}

export interface Canvas {
  readonly picture: ReadonlySignal<Picture | undefined>;
  readonly stretch: ReadonlySignal<Stretch | undefined>;
  readonly view: ReadonlySignal<View>;
  /** The node that the tab key leads to. */
  readonly entry: ReadonlySignal<string | undefined>;
  attach(element: Element | undefined): void;
  zoomBy(factor: number): void;
  fitAll(): void;
  /** Brings a line into sight. */
  show(line: string): void;
  keydown(event: KeyboardEvent): void;
}

const NARROW = 520; // px: below, the graph runs down instead of to the right
/** Scales: no graph is drawn smaller by itself, and none that does not fit is drawn larger. */
const SMALLEST_READABLE = 0.6;
const LARGEST_CUT = { right: 0.68, down: 0.9 };
const CLICK_REACH = 4; // px a pointer may move within a click
const ZOOM_STEP = 1.25;

export function createCanvas(store: Store, measure: (text: string, size: number) => number): Canvas {
  const size = signal<Size>({ width: 0, height: 0 });
  const moved = signal<View | undefined>(undefined); // undefined: fitted
  const last = signal<string | undefined>(undefined);
  const direction = computed(() => (size.value.width > 0 && size.value.width < NARROW ? 'down' : 'right'));
  const inspection = computed(() =>
    store.shown.value.kind === 'inspection' ? store.shown.value.inspection : undefined,
  );
  const start = computed(() => {
    const shown = inspection.value;
    return shown ? stretchAt(shown, store.moment.value?.line ?? store.focus.value) : 0;
  });
  const model = computed(() => inspection.value && graphOf(inspection.value, start.value));
  const picture = computed(() => {
    const shown = inspection.value;
    return shown && model.value && placeGraph(model.value, shown.output.name, direction.value, measure);
  });
  const fitted = computed(() => {
    const drawn = picture.value;
    if (!drawn) return { scale: 1, x: 0, y: 0 };
    // Across the flow everything should be in sight; along it, a picture that cannot be read is cut off instead.
    const across =
      drawn.direction === 'right' ? ratio(drawn.height, size.value.height) : ratio(drawn.width, size.value.width);
    const smallest = Math.max(SMALLEST_READABLE, Math.min(LARGEST_CUT[drawn.direction], across));
    const result = drawn.nodes.find(({ id }) => id === inspection.value?.output.name);
    return fitInto(drawn, size.value, smallest, result ?? drawn.nodes[0]);
  });
  const view = computed(() => moved.value ?? fitted.value);
  const nodeOf = (id: string | undefined): PlacedNode | undefined =>
    id === undefined ? undefined : picture.value?.nodes.find((node) => node.id === id);
  const entry = computed(
    () =>
      (nodeOf(last.value) ?? nodeOf(store.moment.value?.line) ?? nodeOf(store.focus.value) ?? picture.value?.nodes[0])
        ?.id,
  );

  let element: Element | undefined;
  const observer = new ResizeObserver(([change]) => {
    if (!change) return;
    const { width, height } = change.contentRect;
    if (width === size.value.width && height === size.value.height) return;
    const turned = width < NARROW !== size.value.width < NARROW;
    batch(() => {
      size.value = { width, height };
      if (turned) moved.value = undefined;
    });
  });
  const centre = () => ({ x: size.value.width / 2, y: size.value.height / 2 });

  const canvas: Canvas = {
    picture,
    stretch: model,
    view,
    entry,
    attach(to) {
      if (element === to) return;
      if (element) observer.unobserve(element);
      element = to;
      if (!to) return;
      observer.observe(to);
      listen(to as SVGSVGElement);
    },
    zoomBy(factor) {
      moved.value = zoom(view.value, factor, centre());
    },
    fitAll() {
      moved.value = undefined;
    },
    show(line) {
      const node = nodeOf(line);
      if (!node || size.value.width === 0) return;
      const shownNow = view.value;
      const next = reveal(shownNow, node, size.value);
      if (next !== shownNow) moved.value = next;
    },
    keydown(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const id = (event.target as Element).closest('[data-line]')?.getAttribute('data-line');
      switch (event.key) {
        case 'ArrowLeft':
        case 'ArrowRight':
        case 'ArrowUp':
        case 'ArrowDown': {
          const to = picture.value && id !== null && id !== undefined && neighbour(picture.value, id, event.key);
          if (to) focusNode(to);
          break;
        }
        case 'Enter':
        case ' ':
          if (id) store.choose(id);
          break;
        case '+':
        case '=':
          canvas.zoomBy(ZOOM_STEP);
          break;
        case '-':
          canvas.zoomBy(1 / ZOOM_STEP);
          break;
        case '0':
          canvas.fitAll();
          break;
        default:
          return;
      }
      event.preventDefault();
      event.stopPropagation();
    },
  };

  function focusNode(id: string): void {
    last.value = id;
    canvas.show(id);
    element?.querySelector<SVGElement>(`[data-line="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
  }

  function listen(svg: SVGSVGElement): void {
    let dragged: { readonly pointer: number; x: number; y: number; far: boolean } | undefined;
    svg.addEventListener('focusin', (event) => {
      const id = (event.target as Element).closest('[data-line]')?.getAttribute('data-line');
      if (id) last.value = id;
    });
    svg.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      dragged = { pointer: event.pointerId, x: event.clientX, y: event.clientY, far: false };
    });
    svg.addEventListener('pointermove', (event) => {
      if (dragged?.pointer !== event.pointerId) return;
      const [dx, dy] = [event.clientX - dragged.x, event.clientY - dragged.y];
      if (!dragged.far && Math.hypot(dx, dy) < CLICK_REACH) return;
      if (!dragged.far) svg.setPointerCapture(event.pointerId);
      dragged = { pointer: event.pointerId, x: event.clientX, y: event.clientY, far: true };
      moved.value = pan(view.value, dx, dy);
    });
    const release = (event: PointerEvent) => {
      if (dragged?.pointer !== event.pointerId) return;
      const id = (event.target as Element).closest('[data-line]')?.getAttribute('data-line');
      if (event.type === 'pointerup' && !dragged.far && id) store.choose(id);
      dragged = undefined;
    };
    svg.addEventListener('pointerup', release);
    svg.addEventListener('pointercancel', release);
    svg.addEventListener('dblclick', (event) => {
      if (!(event.target as Element).closest('[data-line]')) canvas.fitAll();
    });
    svg.addEventListener(
      'wheel',
      (event) => {
        const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
        if (event.ctrlKey || event.metaKey) {
          const box = svg.getBoundingClientRect();
          const around = { x: event.clientX - box.left, y: event.clientY - box.top };
          moved.value = zoom(view.value, Math.exp((-event.deltaY * unit) / 250), around);
        } else if (cutOff()) {
          moved.value = pan(view.value, -event.deltaX * unit, -event.deltaY * unit);
        } else return; // everything is in sight: the page scrolls
        event.preventDefault();
      },
      { passive: false },
    );
  }

  function cutOff(): boolean {
    const drawn = picture.value;
    const { scale, x, y } = view.value;
    const { width, height } = size.value;
    return (
      drawn !== undefined && (x < 0 || y < 0 || x + drawn.width * scale > width || y + drawn.height * scale > height)
    );
  }

  return canvas;
}
