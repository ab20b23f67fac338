/**
 * The course of a lesson: which number appears when. An inspection's derivation becomes steps, as a teacher counts them
 * ('backward pass, step 3 of 5'), and steps become moments, one for each press of the forward button: where a step adds
 * contributions over several paths, each contribution has a moment of its own.
 *
 * Stops: 0 is the start (inputs known, nothing computed), stop k shows moment k − 1, `last` is the whole picture.
 */
import type { DerivationStep, Inspection, InspectionLine } from '../protocol/messages.ts';

export type Phase = DerivationStep['phase'];

export interface Step {
  readonly phase: Phase;
  /** From 1, within its phase. */
  readonly number: number;
  /** Indices into `Inspection.derivation`; several only in the backward pass, where one line feeds back to several. */
  readonly entries: readonly number[];
  /** Backward: the lines that contribute, and those that receive. Else: the line itself. */
  readonly from: readonly string[];
  readonly to: readonly string[];
}

export interface Moment {
  readonly step: Step;
  /** Index into `Inspection.derivation`. */
  readonly entry: number;
  /** Index of the contribution that arrives; undefined where the entry has none (forward, local, seed). */
  readonly contribution?: number;
  readonly line: string;
  /** The edges along which something moves. */
  readonly edges: readonly string[];
}

export interface Plan {
  readonly steps: readonly Step[];
  readonly moments: readonly Moment[];
  readonly last: number;
  /** From which stop on a line's value is shown. */
  valueFrom(line: string): number;
  /** From which stop on an edge's local gradient is shown. */
  partialFrom(edge: string): number;
  /** Stops at which a line's contributions arrive; from the last of them on the adjoint is complete. */
  arrivals(line: string): readonly number[];
  /** The stops of an entry of `Inspection.derivation`, in order; at the last of them it is all said. */
  stopsOf(entry: number): readonly number[];
  /** Index into `Inspection.derivation` of what is said of a line in a phase (the first, where there are several). */
  entryOf(phase: Phase, line: string): number | undefined;
}

/** An edge goes from an operand to the line that uses it; a line may use the same operand twice. */
export function edgeId(line: string, operandIndex: number): string {
  return `${line}#${operandIndex}`;
}

/** How many steps a phase has. */
export function countSteps(plan: Plan, phase: Phase): number {
  return plan.steps.findLast((step) => step.phase === phase)?.number ?? 0;
}

export function planOf(inspection: Inspection): Plan {
  const { derivation } = inspection;
  const lines = new Map(inspection.lines.map((line) => [line.name, line]));
  const steps = stepsOf(derivation);
  const edgesOf = edgeFinder(derivation, lines);

  const moments: Moment[] = [];
  const values = new Map<string, number>();
  const partials = new Map<string, number>();
  const arrivals = new Map<string, number[]>();
  const stops: number[][] = derivation.map(() => []);
  const entries: Record<Phase, Map<string, number>> = { forward: new Map(), local: new Map(), backward: new Map() };
  derivation.forEach(({ phase, line }, index) => {
    if (!entries[phase].has(line)) entries[phase].set(line, index);
  });
  for (const step of steps) {
    for (const entry of step.entries) {
      const { line, phase, contributions } = derivation[entry] as DerivationStep;
      const parts = phase === 'backward' && contributions.length > 0 ? contributions.map((_, i) => i) : [undefined];
      for (const contribution of parts) {
        const edges = edgesOf(entry, contribution);
        const stop = moments.push({ step, entry, contribution, line, edges });
        stops[entry]?.push(stop);
        if (phase === 'forward') values.set(line, stop);
        else if (phase === 'local') for (const edge of edges) partials.set(edge, stop);
        else append(arrivals, line, stop);
      }
    }
  }
  const last = moments.length > 0 ? moments.length + 1 : 0;
  const firstLocal = moments.findIndex((moment) => moment.step.phase === 'local') + 1;
  const atLast = [last];
  return {
    steps,
    moments,
    last,
    valueFrom: (line) => values.get(line) ?? 0,
    partialFrom: (edge) => partials.get(edge) ?? firstLocal,
    arrivals: (line) => arrivals.get(line) ?? atLast,
    stopsOf: (entry) => stops[entry] ?? [],
    entryOf: (phase, line) => entries[phase].get(line),
  };
}

/** Backward entries of one stage make one step ('from c to b and a'); all other entries stand alone. */
function stepsOf(derivation: readonly DerivationStep[]): Step[] {
  const steps: (Step & { readonly entries: number[]; readonly to: string[] })[] = [];
  const numbers: Record<Phase, number> = { forward: 0, local: 0, backward: 0 };
  let stage = Number.NaN;
  derivation.forEach((entry, index) => {
    const backward = entry.phase === 'backward';
    const vias = [...new Set(entry.contributions.map(({ via }) => via))];
    const open = steps.at(-1);
    if (backward && open?.phase === 'backward' && entry.stage === stage) {
      open.entries.push(index);
      open.to.push(entry.line);
      const common = open.from.filter((via) => vias.includes(via));
      steps[steps.length - 1] = { ...open, from: common.length > 0 ? common : [...new Set([...open.from, ...vias])] };
      return;
    }
    stage = entry.stage;
    numbers[entry.phase] += 1;
    steps.push({
      phase: entry.phase,
      number: numbers[entry.phase],
      entries: [index],
      from: backward ? vias : [entry.line],
      to: [entry.line],
    });
  });
  return steps;
}

/** Which edges move at an entry: all into the line (forward), the one whose local gradient it states, or the path taken back. */
function edgeFinder(derivation: readonly DerivationStep[], lines: ReadonlyMap<string, InspectionLine>) {
  /** Of several uses of the same operand by the same line, the how manieth this entry states. */
  const repeats = new Map<number, number>();
  const counts = new Map<string, number>();
  derivation.forEach(({ phase, line, operand }, index) => {
    if (phase !== 'local' || operand === undefined) return;
    const key = JSON.stringify([line, operand]);
    const count = counts.get(key) ?? 0;
    repeats.set(index, count);
    counts.set(key, count + 1);
  });
  const slots = (name: string, operand: string): number[] =>
    (lines.get(name)?.operands ?? []).flatMap((each, i) => (each === operand ? [i] : []));
  const incoming = (name: string): string[] =>
    (lines.get(name)?.operands ?? []).flatMap((operand, i) =>
      lines.get(operand)?.operation === 'constant' ? [] : [edgeId(name, i)],
    );
  /** One of several alike, or all of them where they are told at once. */
  const pick = (name: string, alike: readonly number[], index: number, told: number): string[] =>
    (told === alike.length ? alike.slice(index, index + 1) : alike).map((slot) => edgeId(name, slot));

  return (index: number, contribution: number | undefined): readonly string[] => {
    const { phase, line, operand, contributions } = derivation[index] as DerivationStep;
    if (phase === 'forward' || (phase === 'local' && operand === undefined)) return incoming(line);
    if (operand !== undefined) {
      return pick(
        line,
        slots(line, operand),
        repeats.get(index) ?? 0,
        counts.get(JSON.stringify([line, operand])) ?? 0,
      );
    }
    const via = contribution === undefined ? undefined : contributions[contribution]?.via;
    if (via === undefined) return [];
    const same = contributions.flatMap((other, i) => (other.via === via ? [i] : []));
    return pick(via, slots(via, line), same.indexOf(contribution ?? 0), same.length);
  };
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
