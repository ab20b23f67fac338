/** Values of both sides of a claim at seeded points, of any entries or of such as meet a condition. */
import type { Meter } from '../base/budget.ts';
import { random } from '../base/random.ts';
import { flatten, type Value } from '../base/value.ts';
import { compileProgram, type Program } from '../evaluate/program.ts';
import { isInput, type LineId, type WengertList } from '../graph/list.ts';
import { countOf, type Shape } from '../primitives/shape.ts';
import { type Condition, impose } from './conditions.ts';
import { isPiecewise, troubles } from './troubles.ts';

/** Both sides at a point; of vectors and matrices one sample an entry. */
export interface Sample {
  readonly point: Readonly<Record<string, Value>>;
  readonly computed: number;
  readonly claimed: number;
  /** The largest entry of the computed derivative at this point: errors are relative to it. */
  readonly scale: number;
  /** Which entry, row-major. */
  readonly entry: number;
  /** A line at this point, and at this entry where it has as many. */
  at(line: LineId): number;
}

const POINTS = 8;
const TRIES = 60;
const LARGE = 1e9;
/** Steps of a budget that one number takes at one point: it is worked out and looked at for trouble. */
const COST = 4;

/** A number for an input, at the `attempt`-th point. */
export type Draw = (attempt: number, pieces: boolean, next: () => number) => number;

export const widely: Draw = (attempt, pieces, next) => {
  const positive = pieces ? attempt % 2 === 0 : attempt % 3 < 2;
  return positive ? 0.2 + 2 * next() : 4 * next() - 2;
};

/** Where and how far to sample. */
export interface Sampling {
  /** Inputs that stand still, as \\mathbf 1 does. */
  readonly given?: ReadonlyMap<string, number>;
  /** What the others are held to. */
  readonly condition?: Condition;
  readonly draw?: Draw;
  /** Where it is used up there are no more points. */
  readonly work?: Meter;
  /** After such a sample there are no more. */
  readonly isOver?: (last: Sample) => boolean;
  /** So many times as many points as usual. */
  readonly more?: number;
  /** Points of the computed derivative's domain where the claim has no value. */
  readonly outside?: boolean;
}

const NOTHING_GIVEN: ReadonlyMap<string, number> = new Map();

/**
 * Seeded points inside the domain of both sides, away from kinks; positive ones first, then of both signs. Where there
 * are pieces, more of them, so that each piece has some.
 */
export function sample(
  list: WengertList,
  computed: LineId,
  claimed: LineId,
  { given = NOTHING_GIVEN, condition, draw = widely, work, isOver, more = 1, outside = false }: Sampling = {},
): Sample[] {
  const program = compileProgram(list);
  const next = random(list.lines.length * 2654435761);
  const pieces = isPiecewise(list);
  const samples: Sample[] = [];
  const count = countOf(list.lines[computed]?.shape ?? []);
  const wanted = more * (pieces ? 3 * POINTS : POINTS) * count;
  for (let attempt = 0; attempt < more * TRIES && samples.length < wanted; attempt++) {
    if (work && !work.spend(COST * (program.size + list.lines.length))) break;
    const inputs = program.inputs.flatMap((name, i) =>
      Array.from({ length: program.inputSizes[i] ?? 1 }, () => {
        const drawn = draw(attempt, pieces, next);
        return given.get(name) ?? (name === 'ones' ? 1 : drawn);
      }),
    );
    awayFromSingular(list, inputs);
    if (condition) impose(condition, list, inputs);
    const drawn = samplesFor(list, program, { computed, claimed, outside }, inputs);
    for (const one of drawn) {
      samples.push(one);
      if (isOver?.(one)) return samples;
    }
  }
  return samples;
}

/** At one point, given by what each input is there; none where a side is not defined or lies at a kink. */
export function sampleAt(
  list: WengertList,
  computed: LineId,
  claimed: LineId,
  drawn: (input: string, shape: Shape) => Value,
): Sample[] {
  const inputs = list.lines.flatMap((line) => (isInput(line) ? flatten(drawn(line.name, line.shape)) : []));
  return samplesFor(list, compileProgram(list), { computed, claimed, outside: false }, inputs);
}

function samplesFor(
  list: WengertList,
  program: Program,
  { computed, claimed, outside }: { readonly computed: LineId; readonly claimed: LineId; readonly outside: boolean },
  inputs: readonly number[],
): Sample[] {
  const looked = outside ? { ...list, outputs: [computed] } : list;
  const count = countOf(list.lines[computed]?.shape ?? []);
  const values = program.memory();
  program.run(inputs, values);
  const at = (line: LineId, k: number): number => {
    const entry = countOf(list.lines[line]?.shape ?? []) === count ? k : 0;
    return values[(program.offsets[line] ?? 0) + entry] ?? Number.NaN;
  };
  const both = Array.from({ length: count }, (_, k) => [at(computed, k), at(claimed, k)] as const);
  if (both.some(([d]) => !Number.isFinite(d) || Math.abs(d) > LARGE)) return [];
  if (both.some(([, t]) => !Number.isFinite(t)) !== outside) return [];
  if (troubles(program, looked, values).length > 0) return [];
  const point = pointOf(list, program, values);
  const scale = Math.max(...both.map(([d]) => Math.abs(d)));
  return both.map(([d, t], k) => ({
    point,
    computed: d,
    claimed: t,
    scale,
    entry: k,
    at: (line: LineId) => at(line, k),
  }));
}

/** Square matrices get a heavy diagonal: near a singular one, inverses lose the digits that a verdict needs. */
function awayFromSingular(list: WengertList, inputs: number[]): void {
  let from = 0;
  for (const line of list.lines) {
    if (!isInput(line)) continue;
    const [rows, columns] = line.shape;
    if (line.shape.length === 2 && rows?.size === columns?.size) {
      const n = rows?.size ?? 0;
      for (let i = 0; i < n; i++) inputs[from + i * (n + 1)] = (inputs[from + i * (n + 1)] ?? 0) + 2 * n;
    }
    from += countOf(line.shape);
  }
}

function pointOf(list: WengertList, program: Program, values: Float64Array): Record<string, Value> {
  const point: Record<string, Value> = {};
  for (const [id, line] of list.lines.entries()) if (isInput(line)) point[line.name] = program.at(values, id);
  return point;
}
