/** The point on the move: every number of an inspection at it, steps of descent, samples for plots. Knows no editor. */
import { flatten, nest, sizeOf } from '../base/value.ts';
import type { Evaluator, Inspection, InspectOptions, MathDocument, Outcome, Replay, Span, Value } from '../core.ts';
import { encodeInspection } from '../protocol/inspection.ts';
import type { MovedMessage, MoveRequest, PlotData, PlotRequest } from '../protocol/play.ts';
import { sampleCurve, sampleGrid } from './panelCurves.ts';

export interface Play {
  move(request: MoveRequest): MovedMessage;
  /** The inputs whose values differ from the inspection's, by name. */
  changed(x: Float64Array): Record<string, Value>;
}

/** `numbers`: how many the panel has places for. Refused where they cannot be evaluated anew. */
export function createPlay(
  math: MathDocument,
  at: number | Span,
  options: InspectOptions,
  inspection: Inspection,
  numbers: number,
): Outcome<Play> {
  const given = { ...options.point, ...Object.fromEntries(inspection.inputs.map(({ name, value }) => [name, value])) };
  const own: InspectOptions = { ...options, point: given, want: ['derivation', 'partials'] };
  const { value: replay, problems } = math.replay(at, own);
  if (!replay) return { problems };
  const places = Int32Array.from(encodeInspection(replay.places).numbers);
  if (places.length !== numbers) return { problems: [] };
  const evaluators = new Map<number, Evaluator | undefined>();
  const length = replay.slots.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return { value: { move, changed }, problems: [] };

  function move({ id, x: wanted, plot, descent }: MoveRequest): MovedMessage {
    let x = fitted(wanted);
    let walked: MovedMessage['descent'];
    const evaluator = descent && evaluatorOf(0);
    if (descent && evaluator) {
      walked = walk(evaluator, x, descent.rate, descent.steps);
      x = walked.path.slice(walked.path.length - length);
    }
    const refusal = (replay as Replay).refusal(x);
    const memory = refusal ? undefined : (replay as Replay).run(x);
    const answer = Float64Array.from(places, (place) => (memory ? (memory[place] as number) : Number.NaN));
    return {
      type: 'moved',
      id,
      x,
      numbers: answer,
      ...(refusal ? { problem: refusal.message } : {}),
      ...(plot ? { plot: plotted(plot, x) } : {}),
      ...(walked ? { descent: walked } : {}),
    };
  }

  function plotted(request: PlotRequest, x: Float64Array): MovedMessage['plot'] {
    if (request.kind === 'norms') return { request, data: norms(x) };
    const evaluator = evaluatorOf(request.of);
    if (!evaluator) return { request, problem: 'This cannot be plotted.' };
    const entries = request.kind === 'curve' ? [request.entry] : [request.across.entry, request.up.entry];
    if (entries.some((entry) => entry >= length)) return { request, problem: 'There is no such input.' };
    const data =
      request.kind === 'curve'
        ? sampleCurve(evaluator, x, request)
        : sampleGrid(evaluator, x, request.across, request.up);
    return { request, data };
  }

  /** Of one number of the output. */
  function evaluatorOf(which: number): Evaluator | undefined {
    if (!evaluators.has(which)) {
      const { shape } = inspection.output;
      const unit = new Float64Array(sizeOf(shape));
      unit[which] = 1;
      const seed = shape.length > 0 ? { seed: nest(unit, shape) } : {};
      evaluators.set(which, math.compile(at, { ...own, ...seed }).value);
    }
    return evaluators.get(which);
  }

  function norms(x: Float64Array): PlotData {
    const { lines, output } = (replay as Replay).places;
    const memory = (replay as Replay).run(x);
    const parameters = lines.filter(({ operation }) => operation === 'input');
    const layers = lines.filter(
      ({ operation, named, name }) =>
        named && operation !== 'input' && operation !== 'constant' && name !== output.name,
    );
    const length = (value: Value) => Math.hypot(...flatten(value).map((place) => memory[place] as number));
    return {
      kind: 'norms',
      names: [...parameters, ...layers].map(({ name }) => name),
      values: Float64Array.from([...parameters, ...layers], ({ adjoint }) => length(adjoint)),
      steps: layers.length,
    };
  }

  function changed(x: Float64Array): Record<string, Value> {
    if (x.length !== length) return {};
    const point = fitted(x);
    return Object.fromEntries(
      (replay as Replay).slots.flatMap(({ name, offset, shape }) => {
        const before = flatten(inspection.inputs.find((input) => input.name === name)?.value ?? []);
        const isSame = before.every((value, i) => Object.is(value, point[offset + i]));
        return isSame ? [] : [[name, nest(point, shape, offset)] as const];
      }),
    );
  }

  function fitted(x: Float64Array): Float64Array {
    return Float64Array.from({ length }, (_, i) => x[i] ?? Number.NaN);
  }
}

/** A slope below this is level ground. */
const LEVEL = 1e-12;

/** Gradient descent x ← x − rate · ∇f; ends where the ground is level or there is no gradient. */
function walk(
  evaluator: Evaluator,
  start: Float64Array,
  rate: number,
  steps: number,
): NonNullable<MovedMessage['descent']> {
  const gradient = new Float64Array(start.length);
  const path = [...start];
  const values = [evaluator.gradient(start, gradient)];
  let x = start;
  for (let step = 0; step < steps; step++) {
    if (!gradient.every(Number.isFinite)) return ended('There is no gradient here.');
    if (gradient.every((slope) => Math.abs(slope) < LEVEL)) return ended('The gradient is 0: a stationary point.');
    const next = x.map((value, i) => value - rate * (gradient[i] as number));
    const value = evaluator.gradient(next, gradient);
    if (!Number.isFinite(value)) return ended('The next step leaves the domain, or diverges. Choose a smaller rate.');
    path.push(...next);
    values.push(value);
    x = next;
  }
  return { path: Float64Array.from(path), values: Float64Array.from(values) };

  function ended(why: string): NonNullable<MovedMessage['descent']> {
    return { path: Float64Array.from(path), values: Float64Array.from(values), ended: why };
  }
}
