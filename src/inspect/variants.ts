/** Variants of a claim: one of its lines exchanged, the lines above made anew, and which of them equals the derivative. */
import { flatten } from '../base/value.ts';
import { compileProgram } from '../evaluate/program.ts';
import type { Builder } from '../graph/builder.ts';
import { isStep, type LineId, type StepLine, type WengertLine, type WengertList } from '../graph/list.ts';
import { countOf, isMisfit, sameShape } from '../primitives/shape.ts';
import { disagreements, near } from './agreement.ts';
import type { SidesCompared } from './claims.ts';
import { type Difference, isTold } from './differences.ts';
import type { Sample } from './sampling.ts';

export interface Variant extends Named {
  readonly line: LineId;
}

/** Words are made where they are wanted. */
export interface Named {
  readonly kind: Difference['kind'];
  readonly words: () => string;
}

/** Lines of the claim that are changed, and points that variants are tried at. */
const MOST_LINES = 60;
const POINTS = 5;
const EQUAL = 1e-8;
/** Words longer than this tell nobody anything. */
const LONGEST = 140;

/** The step with other operands; undefined: they do not fit. */
export function applied(builder: Builder, line: WengertLine, operands: readonly LineId[]): LineId | undefined {
  // What loops carry is left alone.
  if (!isStep(line) || 'body' in line) return undefined;
  const { operation, attributes } = line as StepLine;
  if (isMisfit(builder.shapeFor(operation, operands, attributes))) return undefined;
  return builder.apply(operation, operands, attributes);
}

/** Steps that a line is made of, the last first. */
export function coneOf(list: WengertList, top: LineId): LineId[] {
  const seen = new Set<LineId>();
  const open = [top];
  for (let id = open.pop(); id !== undefined && seen.size < 4 * MOST_LINES; id = open.pop()) {
    const line = list.lines[id];
    if (seen.has(id) || !line || !isStep(line)) continue;
    seen.add(id);
    open.push(...line.operands);
  }
  return [...seen].sort((a, b) => b - a).slice(0, MOST_LINES);
}

/** The claim once more, with one of its lines exchanged. */
export function rebuilt(
  builder: Builder,
  cone: readonly LineId[],
  claimed: LineId,
  old: LineId,
  fresh: LineId,
): LineId | undefined {
  if (!sameShape(builder.shape(old), builder.shape(fresh))) return undefined;
  const instead = new Map([[old, fresh]]);
  for (let k = cone.indexOf(old) - 1; k >= 0; k--) {
    const id = cone[k] as LineId;
    const line = builder.at(id);
    if (!isStep(line) || !line.operands.some((operand) => instead.has(operand))) continue;
    const made = applied(
      builder,
      line,
      line.operands.map((operand) => instead.get(operand) ?? operand),
    );
    if (made === undefined) return undefined;
    instead.set(id, made);
  }
  return instead.get(claimed);
}

/** First some at which the two differ: what equals the derivative elsewhere only has mended nothing. */
function pointsIn(samples: SidesCompared['samples']): readonly Sample['point'][] {
  const [apart, all] = [disagreements(samples), samples].map((some) => [...new Set(some.map(({ point }) => point))]);
  return [...new Set([...(apart ?? []).slice(0, POINTS - 2), ...(all ?? [])])].slice(0, POINTS);
}

/** The first variant that equals the computed derivative at every point. */
export function firstEqual(
  { samples, computed }: SidesCompared,
  builder: Builder,
  variants: readonly Variant[],
): Difference | undefined {
  if (variants.length === 0) return undefined;
  const list = builder.finish([computed, ...variants.map(({ line }) => line)]);
  const program = compileProgram(list);
  const values = program.memory();
  const count = countOf(list.lines[computed]?.shape ?? []);
  const points = pointsIn(samples);
  let left = variants;
  for (const point of points) {
    program.run(
      program.inputs.flatMap((input) => flatten(point[input] ?? Number.NaN)),
      values,
    );
    const [own, scale] = [program.offsets[computed] ?? 0, 1e-12];
    left = left.filter(({ line }) => {
      const at = program.offsets[line] ?? 0;
      for (let k = 0; k < count; k++) {
        const [a = Number.NaN, b = Number.NaN] = [values[at + k], values[own + k]];
        if (!near(a, b, EQUAL) && !(Math.abs(a - b) < scale)) return false;
      }
      return true;
    });
  }
  for (const { kind, words } of left) {
    const said = words();
    if (said.length <= LONGEST && isTold(said)) return { kind, words: said };
  }
  return undefined;
}
