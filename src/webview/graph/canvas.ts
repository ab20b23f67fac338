/** The drawing area: its size, what part of the picture it shows, which blocks are open, and what mouse and keys do. */
import { batch, computed, effect, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Inspection } from '../../protocol/messages.ts';
import type { Store } from '../store.ts';
import { type Block, blockNode, COLLAPSED_ABOVE, type Outline, outlineOf } from './blocks.ts';
import { type FlowOf, flowsOf } from './flow.ts';
import { graphOf } from './model.ts';
import { neighbour } from './neighbour.ts';
import type { Measure, Picture, PlacedNode } from './place.ts';
import { createPlacer } from './placer.ts';
import { listenToPointer } from './pointer.ts';
import { areaOf, type Sight, sightOf } from './sight.ts';
import { fit as fitInto, pan, ratio, reveal, type Size, type View, zoom } from './viewport.ts';

export interface Canvas {
  readonly picture: ReadonlySignal<Picture | undefined>;
  /** What of it is to be drawn. */
  readonly sight: ReadonlySignal<Sight | undefined>;
  readonly view: ReadonlySignal<View>;
  readonly outline: ReadonlySignal<Outline | undefined>;
  /** The node that the tab key leads to. */
  readonly entry: ReadonlySignal<string | undefined>;
  /** While the flow of the gradient is shown. */
  readonly flows: ReadonlySignal<FlowOf | undefined>;
  attach(element: Element | undefined): void;
  zoomBy(factor: number): void;
  fitAll(): void;
  showFlow(on: boolean): void;
  setOpen(block: Block, open: boolean): void;
  setAllOpen(open: boolean): void;
  /** Brings the node of a line into sight. */
  show(line: string): void;
  keydown(event: KeyboardEvent): void;
}

const NARROW = 520; // px: below, the graph runs down instead of to the right
/** Scales: no graph is drawn smaller by itself, and none that does not fit is drawn larger. */
const SMALLEST_READABLE = 0.6;
/** From here on all of a graph is shown rather than a part of it. */
const SMALLEST_WHOLE = 0.65;
const LARGEST_CUT = { right: 0.8, down: 0.9 };
const ZOOM_STEP = 1.25;
const PAN_STEP = 80; // px
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

export function createCanvas(store: Store, measure: Measure): Canvas {
  const size = signal<Size>({ width: 0, height: 0 });
  const moved = signal<View | undefined>(undefined); // undefined: fitted
  /** Somebody has moved the view; else it is fitted, and moved on only as far as `kept` asks for. */
  let isOwn = false;
  /** The node that has to stay in sight. */
  let kept: string | undefined;
  const last = signal<string | undefined>(undefined);
  const opened = signal<ReadonlyMap<string, boolean>>(new Map()); // by id of block, where not as to begin with
  const isFlowShown = signal(false);
  const placer = createPlacer(measure);
  const direction = computed(() => (size.value.width > 0 && size.value.width < NARROW ? 'down' : 'right'));
  const inspection = computed(() =>
    store.shown.value.kind === 'inspection' ? store.shown.value.inspection : undefined,
  );
  const outline = computed(() => store.drawn.value && outlineOf(store.drawn.value.inspection));
  const picture = computed(() => {
    const [shown, parts] = [inspection.value, outline.value];
    if (!shown || !parts) return undefined;
    const isOpen = ({ id, loop }: Block) =>
      loop ? store.loops.open.value.has(loop.line) : (opened.value.get(id) ?? parts.total <= COLLAPSED_ABOVE);
    return placer.place(graphOf(parts, shown.output.name, isOpen), parts, shown.output.name, direction.value);
  });
  const fitted = computed(() => {
    const drawn = picture.value;
    if (!drawn) return { scale: 1, x: 0, y: 0 };
    // Across the flow everything should be in sight; along it, a picture that cannot be read is cut off instead.
    const across =
      drawn.direction === 'right' ? ratio(drawn.height, size.value.height) : ratio(drawn.width, size.value.width);
    const whole = Math.min(ratio(drawn.height, size.value.height), ratio(drawn.width, size.value.width));
    const cut = Math.max(SMALLEST_READABLE, Math.min(LARGEST_CUT[drawn.direction], across));
    const smallest = whole >= SMALLEST_WHOLE ? Math.min(whole, cut) : cut;
    return fitInto(drawn, size.value, smallest, nodeOf(inspection.value?.output.name) ?? drawn.nodes[0]);
  });
  const view = computed(() => moved.value ?? fitted.value);
  const nodes = computed(() => new Map(picture.value?.nodes.map((node) => [node.id, node])));
  const nodeOf = (line: string | undefined): PlacedNode | undefined =>
    line === undefined ? undefined : nodes.value.get(picture.value?.nodeOf(line) ?? '');
  const entry = computed(
    () =>
      (
        nodes.value.get(last.value ?? '') ??
        nodeOf(store.moment.value?.line) ??
        nodeOf(store.focus.value) ??
        picture.value?.nodes[0]
      )?.id,
  );
  const scale = computed(() => view.value.scale);
  const area = computed(() => JSON.stringify(areaOf(view.value, size.value))); // equal areas are the same
  const sight = computed(() => picture.value && sightOf(picture.value, JSON.parse(area.value), scale.value));
  const flows = computed(() => (isFlowShown.value && inspection.value ? flowsOf(inspection.value) : undefined));

  let graph = '';
  effect(() => {
    const name = inspection.value ? nameOf(inspection.value) : graph;
    if (name === graph) return;
    graph = name;
    placer.forget();
    batch(() => {
      opened.value = new Map();
      refit();
      last.value = undefined;
    });
  });

  let element: SVGSVGElement | undefined;
  const observer = new ResizeObserver(([change]) => {
    if (!change) return;
    const { width, height } = change.contentRect;
    if (width === size.value.width && height === size.value.height) return;
    const turned = width < NARROW !== size.value.width < NARROW;
    const before = size.value;
    batch(() => {
      size.value = { width, height };
      if (turned) isOwn = false;
      // What was in the middle stays there.
      moved.value = isOwn ? pan(view.value, (width - before.width) / 2, (height - before.height) / 2) : undefined;
      const node = nodes.value.get(kept ?? '');
      if (node) bring(node);
    });
  });
  const moveTo = (to: View) => {
    [isOwn, kept] = [true, undefined];
    moved.value = to;
  };
  const panBy = (dx: number, dy: number) => moveTo(pan(view.value, dx, dy));
  /** A loop that was opened shows its first node once its pass has come. */
  let awaited: string | undefined;
  effect(() => {
    const frame = picture.value?.frames.find(({ block }) => block.id === awaited);
    const [first, second] = frame?.nodes ?? [];
    if (first === undefined || second === undefined) return;
    awaited = undefined;
    requestAnimationFrame(() => focusNode(first));
  });
  const centre = () => ({ x: size.value.width / 2, y: size.value.height / 2 });
  const zoomAt: typeof zoom = (from, factor, around) => zoom(from, factor, around, smallestScale());
  const nodeAt = (target: Element): string | undefined =>
    target.closest('[data-node]')?.getAttribute('data-node') ?? undefined;

  const canvas: Canvas = {
    picture,
    sight,
    view,
    outline,
    entry,
    flows,
    attach(to) {
      if (element === to) return;
      if (element) observer.unobserve(element);
      element = to as SVGSVGElement | undefined;
      if (!element) return;
      observer.observe(element);
      listen(element);
    },
    zoomBy(factor) {
      moveTo(zoomAt(view.value, factor, centre()));
    },
    fitAll: refit,
    showFlow(on) {
      isFlowShown.value = on;
    },
    setOpen(block, open) {
      if (block.loop) store.loops.setOpen(block.loop.line, open);
      awaited = block.loop && open ? block.id : undefined;
      const id = blockNode(block);
      const from = open ? nodes.value.get(id) : frameOf(block);
      change(new Map(opened.value).set(block.id, open), from, () => (open ? frameOf(block) : nodes.value.get(id)));
      const first = open ? picture.value?.frames.find((frame) => frame.block.id === block.id)?.nodes[0] : id;
      if (first !== undefined) focusNode(first);
    },
    setAllOpen(open) {
      const parts = outline.value;
      if (!parts) return;
      const all = new Set([...parts.around.values()].flat());
      batch(() => {
        opened.value = new Map([...all].map(({ id }) => [id, open]));
        for (const { loop } of all) if (loop) store.loops.setOpen(loop.line, open);
        refit();
      });
    },
    show(line) {
      const node = nodeOf(line);
      if (node && size.value.width > 0) bring(node);
    },
    keydown(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const id = nodeAt(event.target as Element);
      const arrow = ARROWS[event.key];
      if (arrow && event.shiftKey) panBy(arrow[0] * PAN_STEP, arrow[1] * PAN_STEP);
      else if (arrow) {
        const to = picture.value && id !== undefined && neighbour(picture.value, id, event.key as 'ArrowLeft');
        if (to) focusNode(to);
      } else if (event.key === 'Enter' || event.key === ' ') act(id);
      else if (event.key === 'Backspace') closeAround(id);
      else if (event.key === 'PageDown' || event.key === 'PageUp') turnPass(id, event.key === 'PageDown' ? 1 : -1);
      else if (!viewKey(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
    },
  };

  // The keys of the view work wherever no other element has the focus.
  document.addEventListener('keydown', (event) => {
    if (!element?.isConnected || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target !== document.body) return;
    const arrow = event.shiftKey ? ARROWS[event.key] : undefined;
    if (arrow) panBy(arrow[0] * PAN_STEP, arrow[1] * PAN_STEP);
    else if (!viewKey(event.key)) return;
    event.preventDefault();
  });

  function viewKey(key: string): boolean {
    if (key === '+' || key === '=') canvas.zoomBy(ZOOM_STEP);
    else if (key === '-') canvas.zoomBy(1 / ZOOM_STEP);
    else if (key === '0') canvas.fitAll();
    else return false;
    return true;
  }

  /** A line is chosen, a block opened. */
  function act(id: string | undefined): void {
    const node = nodes.value.get(id ?? '');
    if (node?.block) canvas.setOpen(node.block, true);
    else if (node) store.choose(node.line.name);
  }

  /** Of the loop around a node, the next pass or the one before. */
  function turnPass(id: string | undefined, by: number): void {
    const around = picture.value?.frames.findLast(({ block, nodes }) => block.loop && nodes.includes(id ?? ''));
    const line = around?.block.loop?.line;
    if (line !== undefined) store.loops.goTo(line, (store.loops.open.value.get(line)?.number ?? 1) + by);
  }

  function closeAround(id: string | undefined): void {
    const block = picture.value?.frames.findLast((frame) => id !== undefined && frame.nodes.includes(id))?.block;
    if (block) canvas.setOpen(block, false);
  }

  /** Opens or closes so that `from` stays where it is, if the view was moved or has to be. */
  function change(
    to: ReadonlyMap<string, boolean>,
    from: { readonly x: number; readonly y: number } | undefined,
    anchor: () => { readonly x: number; readonly y: number } | undefined,
  ): void {
    const before = view.value;
    const wasFitted = moved.value === undefined;
    batch(() => {
      opened.value = to;
      const place = anchor();
      if (!from || !place || (wasFitted && fitted.value.scale >= SMALLEST_READABLE && !isCut(fitted.value))) return;
      const { scale: at, x, y } = before;
      moveTo({ scale: at, x: x + (from.x - place.x) * at, y: y + (from.y - place.y) * at });
    });
  }

  function frameOf(block: Block): { readonly x: number; readonly y: number } | undefined {
    const room = picture.value?.frames.find((frame) => frame.block.id === block.id)?.room;
    return room && { x: (room.left + room.right) / 2, y: (room.top + room.bottom) / 2 };
  }

  function refit(): void {
    [isOwn, kept] = [false, undefined];
    moved.value = undefined;
  }

  function bring(node: PlacedNode): void {
    kept = node.id;
    const next = reveal(view.value, node, size.value);
    if (next !== view.value) moved.value = next;
  }

  function focusNode(id: string): void {
    last.value = id;
    const node = nodes.value.get(id);
    if (node && size.value.width > 0) bring(node);
    element?.querySelector<SVGElement>(`[data-node="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
  }

  function listen(svg: SVGSVGElement): void {
    svg.addEventListener('focusin', (event) => {
      last.value = nodeAt(event.target as Element) ?? last.value;
    });
    listenToPointer(svg, {
      pan: panBy,
      zoom(factor, around) {
        moveTo(zoomAt(view.value, factor, around));
      },
      click(target, at) {
        const frame = target.closest('[data-frame]')?.getAttribute('data-frame');
        const block = picture.value?.frames.find((each) => each.block.id === frame)?.block;
        if (block) canvas.setOpen(block, false);
        else act(nodeAt(target) ?? (sight.value?.isFar ? nodeUnder(at) : undefined));
      },
      doubleClick(target) {
        if (nodeAt(target) === undefined && !sight.value?.isFar) canvas.fitAll();
      },
      isCutOff: () => isCut(view.value),
    });
  }

  function nodeUnder(at: { readonly x: number; readonly y: number }): string | undefined {
    const { scale: by, x, y } = view.value;
    const [left, top] = [(at.x - x) / by, (at.y - y) / by];
    return picture.value?.nodes.find(
      ({ room }) => room.left <= left && left <= room.right && room.top <= top && top <= room.bottom,
    )?.id;
  }

  function isCut({ scale: by, x, y }: View): boolean {
    const drawn = picture.value;
    const { width, height } = size.value;
    return drawn !== undefined && (x < 0 || y < 0 || x + drawn.width * by > width || y + drawn.height * by > height);
  }

  /** Small enough to see everything. */
  function smallestScale(): number {
    const { width = 1, height = 1 } = picture.value ?? {};
    return Math.min(ratio(width, size.value.width), ratio(height, size.value.height));
  }

  return canvas;
}

/** Equal for the same graph at different points. */
function nameOf({ output, lines }: Inspection): string {
  return `${output.name} = ${lines.map(({ name, operation }) => `${name} ${operation}`).join()}`;
}
