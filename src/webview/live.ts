/**
 * The point on the move. One request is open at a time, at most one a frame; where several moves wait, only the newest is
 * sent. All numbers come from the host; they are poured into the inspection that is shown.
 */
import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { flatten, sizeOf } from '../base/value.ts';
import type { Inspection, PanelMessage } from '../protocol/messages.ts';
import type { MovedMessage, MoveRequest, PlotRequest } from '../protocol/play.ts';

export interface Live {
  /** The numbers of all inputs, one after another, as last moved or shown. */
  readonly x: ReadonlySignal<Float64Array>;
  /** Why there are no numbers at the point. */
  readonly problem: ReadonlySignal<string | undefined>;
  readonly plot: ReadonlySignal<MovedMessage['plot']>;
  readonly descent: ReadonlySignal<Descent | undefined>;
  /** The point was moved and has not come to rest. */
  readonly moving: ReadonlySignal<boolean>;

  set(entry: number, value: number): void;
  /** Keeps the point, for hovers and checks too; where numbers of a move are still awaited, as soon as they have come. */
  settle(): void;
  descend(rate: number, steps: number): void;
  /** Back to where the descent began. */
  resetDescent(): void;
  /** Asks for a plot, with every move as long as it is wanted. */
  want(plot: PlotRequest | undefined): void;

  /** An inspection was shown. */
  show(inspection: Inspection, same: boolean): void;
  receive(message: MovedMessage): void;
}

/** Points of a descent, each as long as `x`, and the output's values at them. */
export interface Descent {
  readonly path: readonly Float64Array[];
  readonly values: readonly number[];
  readonly ended?: string;
}

/** Points of a descent that are kept; the first always is. */
const KEPT = 2000;

export function createLive(post: (message: PanelMessage) => void, pour: (numbers: Float64Array) => boolean): Live {
  const x: Signal<Float64Array> = signal(new Float64Array());
  const problem = signal<string | undefined>(undefined);
  const plot = signal<MovedMessage['plot']>(undefined);
  const descent = signal<Descent | undefined>(undefined);
  const moving = signal(false);
  let wanted: PlotRequest | undefined;
  /** What the plot that is shown was made for. */
  let plotted: { readonly request: PlotRequest; readonly x: Float64Array } | undefined;
  let steps: MoveRequest['descent'];
  let open = false;
  let id = 0;
  let of = '';
  let due = false;
  let rests = false; // as soon as nothing is awaited

  function request(): void {
    if (open || due) {
      due = true;
      return;
    }
    due = true;
    requestAnimationFrame(send);
  }

  function send(): void {
    due = false;
    open = true;
    id += 1;
    const isStale =
      wanted && !(plotted && samePlot(plotted.request, wanted) && sameElsewhere(plotted.x, x.value, wanted));
    post({
      type: 'move',
      id,
      x: x.value,
      ...(isStale && wanted ? { plot: wanted } : {}),
      ...(steps ? { descent: steps } : {}),
    });
    steps = undefined;
  }

  const live: Live = {
    x,
    problem,
    plot,
    descent,
    moving,

    set(entry, value) {
      rests = false;
      const next = Float64Array.from(x.value);
      next[entry] = value;
      batch(() => {
        x.value = next;
        moving.value = true;
        descent.value = undefined;
      });
      request();
    },

    settle() {
      if (!moving.value) return;
      rests = open || due; // a step of a descent that is still out must not be lost
      if (rests) return;
      moving.value = false;
      post({ type: 'settle', of, x: x.value });
    },

    descend(rate, count) {
      rests = false;
      steps = { rate, steps: count };
      moving.value = true;
      request();
    },

    resetDescent() {
      rests = false;
      const [start] = descent.value?.path ?? [];
      if (!start) return;
      batch(() => {
        descent.value = undefined;
        x.value = start;
        moving.value = true;
      });
      request();
    },

    want(next) {
      if (next && wanted && samePlot(next, wanted)) return;
      wanted = next;
      if (next) request();
    },

    show(inspection, same) {
      const length = inspection.inputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
      if (same && moving.value && x.value.length === length) {
        request(); // the point has moved on since this was asked for
        return;
      }
      of = inspection.output.name;
      id += 1; // an answer to the inspection before is passed over
      open = false;
      rests = false;
      const next = Float64Array.from(inspection.inputs.flatMap(({ value }) => flatten(value)));
      const isElsewhere = !same || next.some((value, i) => !Object.is(value, x.value[i]));
      batch(() => {
        x.value = next;
        problem.value = undefined;
        moving.value = false;
        if (isElsewhere) descent.value = undefined;
        if (!same) {
          plot.value = undefined;
          plotted = undefined;
          wanted = undefined;
        }
      });
      if (wanted && isElsewhere) request();
    },

    receive(message) {
      if (message.id !== id) return;
      open = false;
      if (message.x.length === x.value.length && pour(message.numbers)) take(message);
      if (due) {
        due = false;
        request();
      } else if (rests) live.settle();
    },
  };

  function take(message: MovedMessage): void {
    batch(() => {
      problem.value = message.problem;
      if (message.plot) {
        plot.value = message.plot;
        plotted = { request: message.plot.request, x: message.x };
      }
      if (message.descent) {
        descent.value = joined(descent.value, message.descent, message.x.length);
        x.value = Float64Array.from(message.x);
      }
    });
  }

  return live;
}

function joined(
  before: Descent | undefined,
  { path, values, ended }: NonNullable<MovedMessage['descent']>,
  length: number,
): Descent {
  const points = Array.from(values, (_, i) => path.slice(i * length, (i + 1) * length));
  const all = before ? [...before.path, ...points.slice(1)] : points;
  const allValues = before ? [...before.values, ...values.slice(1)] : [...values];
  const cut = Math.max(0, all.length - KEPT);
  const keep = <T>(list: readonly T[]): readonly T[] =>
    cut > 0 ? [...list.slice(0, 1), ...list.slice(cut + 1)] : list;
  return { path: keep(all), values: keep(allValues), ...(ended === undefined ? {} : { ended }) };
}

function samePlot(a: PlotRequest, b: PlotRequest): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Along what is plotted the point may move without a new plot. */
function sameElsewhere(a: Float64Array, b: Float64Array, plot: PlotRequest): boolean {
  const free =
    plot.kind === 'curve' ? [plot.entry] : plot.kind === 'contours' ? [plot.across.entry, plot.up.entry] : [];
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]) || free.includes(i));
}
