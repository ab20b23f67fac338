/** What mouse, touch and pen do on the drawing area. */
import type { Point } from '../../layout/layout.ts';

export interface PointerActions {
  pan(dx: number, dy: number): void;
  /** Around a point of the area, in px from its corner. */
  zoom(factor: number, around: Point): void;
  /** Without moving; `target` is what was hit. */
  click(target: Element, at: Point): void;
  doubleClick(target: Element): void;
  /** Some of the picture is out of sight: the wheel moves it, and not the page. */
  isCutOff(): boolean;
}

const CLICK_REACH = 4; // px a pointer may move within a click
const WHEEL_LINE = 16; // px
const WHEEL_ZOOM = 250; // px of the wheel for a factor of e

export function listenToPointer(svg: SVGSVGElement, actions: PointerActions): void {
  const pointers = new Map<number, Point>();
  let far = false; // it is no click any more
  const within = ({ clientX, clientY }: MouseEvent): Point => {
    const { left, top } = svg.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };

  svg.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    if (pointers.size === 0) far = false;
    pointers.set(event.pointerId, within(event));
    if (pointers.size > 1) far = true;
  });
  svg.addEventListener('pointermove', (event) => {
    const from = pointers.get(event.pointerId);
    if (!from) return;
    const to = within(event);
    if (!far && Math.hypot(to.x - from.x, to.y - from.y) < CLICK_REACH) return;
    if (!svg.hasPointerCapture(event.pointerId)) svg.setPointerCapture(event.pointerId);
    far = true;
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    pointers.set(event.pointerId, to);
    if (!other) {
      actions.pan(to.x - from.x, to.y - from.y);
      return;
    }
    // Two fingers: what was between them stays between them.
    actions.pan((to.x - from.x) / 2, (to.y - from.y) / 2);
    const [before, now] = [from, to].map((point) => Math.max(1, Math.hypot(point.x - other.x, point.y - other.y)));
    actions.zoom((now ?? 1) / (before ?? 1), { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 });
  });
  const release = (event: PointerEvent) => {
    if (!pointers.delete(event.pointerId) || far || event.type !== 'pointerup') return;
    actions.click(event.target as Element, within(event));
  };
  svg.addEventListener('pointerup', release);
  svg.addEventListener('pointercancel', release);
  svg.addEventListener('dblclick', (event) => actions.doubleClick(event.target as Element));
  svg.addEventListener(
    'wheel',
    (event) => {
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? WHEEL_LINE : 1;
      if (event.ctrlKey || event.metaKey) actions.zoom(Math.exp((-event.deltaY * unit) / WHEEL_ZOOM), within(event));
      else if (!actions.isCutOff())
        return; // the page scrolls
      else if (event.shiftKey && event.deltaX === 0) actions.pan(-event.deltaY * unit, 0);
      else actions.pan(-event.deltaX * unit, -event.deltaY * unit);
      event.preventDefault();
    },
    { passive: false },
  );
}
