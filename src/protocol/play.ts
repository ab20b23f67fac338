/**
 * Play: the panel moves the point, the host answers with every number at it. One request is open at a time; a newer point
 * waits for the answer and replaces whatever waited before. `x` holds the numbers of all inputs, one after another, in
 * the order of the inspection's inputs, row-major.
 */

/** What the panel may ask to have sampled. `entry` counts numbers of `x`; `of`: which number of a vector output. */
export type PlotRequest =
  | { readonly kind: 'curve'; readonly entry: number; readonly from: number; readonly to: number; readonly of: number }
  | {
      readonly kind: 'contours';
      readonly across: Extent;
      readonly up: Extent;
      readonly of: number;
    }
  | { readonly kind: 'norms' };

export interface Extent {
  readonly entry: number;
  readonly from: number;
  readonly to: number;
}

export type PlotData =
  /** NaN breaks a line: outside the domain, at a pole, and for the slope at a kink. */
  | {
      readonly kind: 'curve';
      readonly x: Float64Array;
      readonly value: Float64Array;
      readonly slope: Float64Array;
    }
  /** Row by row from the lower left. */
  | { readonly kind: 'contours'; readonly columns: number; readonly rows: number; readonly values: Float64Array }
  /** Lengths of the derivatives by each parameter and each layer's output, in the order of evaluation. */
  | {
      readonly kind: 'norms';
      readonly names: readonly string[];
      readonly values: Float64Array;
      readonly steps: number;
    };

export interface MoveRequest {
  readonly type: 'move';
  /** Given back with the answer: one to a formula that is not shown any more is passed over. */
  readonly id: number;
  readonly x: Float64Array;
  readonly plot?: PlotRequest;
  /** Steps against the gradient to be taken first. */
  readonly descent?: { readonly rate: number; readonly steps: number };
}

/** The point is to stay: hovers and checks use it too. */
export interface SettleRequest {
  readonly type: 'settle';
  /** The name of the output that the point belongs to. */
  readonly of: string;
  readonly x: Float64Array;
}

export interface MovedMessage {
  readonly type: 'moved';
  readonly id: number;
  readonly x: Float64Array;
  /** In the places of the last `show`. */
  readonly numbers: Float64Array;
  /** Why there are no numbers at this point. */
  readonly problem?: string;
  readonly plot?: { readonly request: PlotRequest; readonly data?: PlotData; readonly problem?: string };
  /** Points of the descent one after another, the last is `x`; `values`: of the output at them. */
  readonly descent?: { readonly path: Float64Array; readonly values: Float64Array; readonly ended?: string };
}

const MOST_NUMBERS = 100_000;
const MOST_STEPS = 1000;

export function readMove(data: Readonly<Record<string, unknown>>): MoveRequest | undefined {
  const x = readNumbers(data.x);
  if (!x || !isEntry(data.id)) return undefined;
  const plot = readPlot(data.plot);
  const descent = readDescent(data.descent);
  return { type: 'move', id: data.id, x, ...(plot ? { plot } : {}), ...(descent ? { descent } : {}) };
}

export function readSettle(data: Readonly<Record<string, unknown>>): SettleRequest | undefined {
  const x = readNumbers(data.x);
  return x && typeof data.of === 'string' ? { type: 'settle', of: data.of, x } : undefined;
}

function readPlot(data: unknown): PlotRequest | undefined {
  if (!isRecord(data)) return undefined;
  if (data.kind === 'norms') return { kind: 'norms' };
  const of = isEntry(data.of) ? data.of : 0;
  if (data.kind === 'curve') {
    const extent = readExtent(data);
    return extent && { kind: 'curve', ...extent, of };
  }
  const [across, up] = [readExtent(data.across), readExtent(data.up)];
  return data.kind === 'contours' && across && up ? { kind: 'contours', across, up, of } : undefined;
}

function readExtent(data: unknown): Extent | undefined {
  if (!isRecord(data) || !isEntry(data.entry)) return undefined;
  const { entry, from, to } = data;
  return isFiniteNumber(from) && isFiniteNumber(to) && from < to ? { entry, from, to } : undefined;
}

function readDescent(data: unknown): MoveRequest['descent'] {
  if (!isRecord(data) || !isFiniteNumber(data.rate) || !isEntry(data.steps)) return undefined;
  return { rate: data.rate, steps: Math.min(MOST_STEPS, data.steps) };
}

/** Typed arrays come through the webview's border as they are, or as a plain list where the host is another process. */
export function readNumbers(data: unknown): Float64Array | undefined {
  if (data instanceof Float64Array) return data.length <= MOST_NUMBERS ? data : undefined;
  if (!Array.isArray(data) || data.length > MOST_NUMBERS) return undefined;
  return data.every((each) => typeof each === 'number') ? Float64Array.from(data) : undefined;
}

function isRecord(data: unknown): data is Record<string, unknown> {
  return typeof data === 'object' && data !== null;
}

export function isEntry(data: unknown): data is number {
  return typeof data === 'number' && Number.isInteger(data) && data >= 0;
}

function isFiniteNumber(data: unknown): data is number {
  return typeof data === 'number' && Number.isFinite(data);
}
