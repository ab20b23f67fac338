/** Tracing a target, anew for every shape that use asks for; and what was taken for granted on the way. */
import { type Meter, meter } from '../base/budget.ts';
import type { Problem } from '../base/outcome.ts';
import { flatten, type Value } from '../base/value.ts';
import { compileProgram } from '../evaluate/program.ts';
import { type Builder, createBuilder, LINES_AN_ASK, prune } from '../graph/builder.ts';
import { isInput, type LineId, type WengertList } from '../graph/list.ts';
import { countOf } from '../primitives/shape.ts';
import { firstIndexOf } from '../syntax/firstIndex.ts';
import { Assumptions } from '../trace/assume.ts';
import type { Env } from '../trace/env.ts';
import type { Guard, Range, TraceOptions } from '../trace/kit.ts';
import { resolve } from '../trace/scope.ts';
import { createTracer, type Tracer } from '../trace/trace.ts';
import { budgetOf } from './budget.ts';
import type { PreparedInput } from './choose.ts';
import { differentiate } from './differentiate.ts';
import type { Source } from './source.ts';
import type { Target } from './target.ts';
import type { InspectOptions } from './types.ts';

export interface Traced {
  readonly builder: Builder;
  readonly tracer: Tracer;
  readonly env: Env;
  /** Indices that stand for any entry, and the one that each was taken for. */
  readonly letters: ReadonlyMap<string, number>;
  /** Undefined: refused, the tracer's problems say why. */
  readonly output: LineId | undefined;
  /** Inputs had to be known while tracing, so that there is no derivative by them. */
  readonly hasStatics: boolean;
  /** Conditions or counts were met that depend on inputs, also those that are known since an input is. */
  readonly hasChoices: boolean;
}

/** So often at most are other shapes of inputs tried. */
const MOST_ATTEMPTS = 600;

export function traceTarget(
  source: Source,
  target: Target,
  options: InspectOptions,
  work: Meter = meter(budgetOf(options)),
  follow: Pick<TraceOptions, 'at' | 'mostChoices'> = {},
): Traced {
  const budget = budgetOf(options);
  const given = options.point ?? {};
  const isTaken = (name: string) => resolve(source.scope, name, target.place) !== undefined || name in given;
  let assumptions = new Assumptions(isTaken);
  const bound = new Set([...Object.keys(given), ...(options.wrt ?? [])]);
  const sizes = new Map(
    Object.entries(given).flatMap(([name, value]) =>
      source.scope.sizes.has(name) && typeof value === 'number' ? [[name, value] as const] : [],
    ),
  );
  const letters = new Map<string, number>();
  const ranges = new Map<string, Range>();
  const env: Env = { place: target.place, bindings: new Map(), statics: new Map(), language: target.item.language };
  let hasChoices = false;
  for (let attempt = 1; ; attempt++) {
    const chosen = letters.size;
    const builder = createBuilder({
      limit: budget.lines,
      stop: () => !work.spend(LINES_AN_ASK),
      firstIndex: firstIndexOf(target.item.language),
    });
    const tracer = createTracer({
      scope: source.scope,
      builder,
      meter: work,
      differentiate,
      bound,
      alone: target.isAlone ? target.place : undefined,
      sizes,
      letters,
      ranges,
      inExponent: target.inExponent,
      given,
      unrolled: budget.unrolled,
      ...follow,
      assumptions: attempt < MOST_ATTEMPTS ? assumptions : undefined,
    });
    const output = target.definition
      ? tracer.define(target.definition, options.output)
      : tracer.trace(target.expression, env);
    hasChoices ||= tracer.hasChoices();
    // What was assumed of k_j is not true of k_1.
    if (letters.size > chosen) assumptions = new Assumptions(isTaken);
    if (!tracer.wishing())
      return { builder, tracer, env, output, letters, hasStatics: assumptions.hasStatics, hasChoices };
  }
}

/** `beside`: inputs that decide and that the result does not depend on otherwise, as `flag = 1.2`. */
function followedAt(beside: readonly string[]): string {
  const also = beside.length > 0 ? `, with ${beside.join(', ')}` : '';
  return `Followed at this point${also}: how often loops run and which way branches go was decided by these values. The gradient holds as long as that stays so.`;
}

const ELSEWHERE =
  'At this point the program goes another way than where it was followed. Set the point there, to follow it anew.';

/** What the program takes for granted, ready to be held against one point after another. */
export interface Guards {
  /** Of one point: told where it holds, refused where the program would go another way. */
  problems(inputs: readonly PreparedInput[]): Problem[];
  /** The refusal at a point, given as the numbers of all inputs one after another. */
  refusal(inputs: readonly PreparedInput[], x: ArrayLike<number>): Problem | undefined;
}

/** `point`: values of inputs that the result does not depend on; what is taken for granted may. */
export function createGuards(
  full: WengertList,
  guards: readonly Guard[],
  point: Readonly<Record<string, Value>> = {},
): Guards {
  if (guards.length === 0) return { problems: () => [], refusal: () => undefined };
  const { list } = prune(
    full,
    guards.map(({ condition }) => condition),
  );
  const program = compileProgram(list);
  const values = program.memory();
  const lines = list.lines.filter(isInput);

  function evaluate(inputs: readonly PreparedInput[], x: ArrayLike<number>): Problem[] {
    const starts = new Map<string, number>();
    let next = 0;
    for (const { name, shape } of inputs) {
      starts.set(name, next);
      next += countOf(shape);
    }
    const given = lines.flatMap(({ name, shape }) => {
      const start = starts.get(name);
      if (start !== undefined) return Array.from({ length: countOf(shape) }, (_, i) => x[start + i] ?? 0);
      const own = Object.hasOwn(point, name) ? flatten(point[name] as Value) : [];
      return Array.from({ length: countOf(shape) }, (_, i) => own[i] ?? Number.NaN);
    });
    program.run(given, values);
    const beside = lines.flatMap(({ name, shape }) => {
      const own = starts.has(name) || shape.length > 0 || !Object.hasOwn(point, name) ? undefined : point[name];
      return typeof own === 'number' ? [`${name} = ${Number(own.toPrecision(6))}`] : [];
    });
    const problems = new Map<string, Problem>();
    guards.forEach((guard, i) => {
      // Of arrays it holds where it holds at every entry.
      const all = flatten(program.at(values, list.outputs[i] as LineId));
      const holds = all.every((value) => Number.isNaN(value) || (value !== 0) === guard.holds);
      if (holds && guard.isQuiet) return;
      const why = guard.reason ? `could not be read (${guard.reason.replace(/\.$/, '')})` : 'raises an error';
      const { claim } = guard;
      const message = claim
        ? holds
          ? `Taken for granted: ${claim[0]}.`
          : `At this point ${claim[1]}. Set another point.`
        : holds
          ? `Taken for granted: the branch that ${why} is not taken.`
          : `At this point the program takes the branch that ${why}. Set another point.`;
      const severity = holds ? 'info' : 'error';
      if (guard.atPoint) {
        const own = {
          code: 'atPoint',
          severity,
          message: holds ? followedAt(beside) : ELSEWHERE,
          span: guard.span,
        } as const;
        if (!problems.has(own.message)) problems.set(own.message, own);
        return;
      }
      const key = `${guard.span.from} ${holds}`;
      if (!problems.has(key)) problems.set(key, { code: 'assumption', severity, message, span: guard.span });
    });
    return [...problems.values()];
  }

  return {
    problems: (inputs) =>
      evaluate(
        inputs,
        inputs.flatMap(({ value }) => flatten(value)),
      ),
    refusal: (inputs, x) => evaluate(inputs, x).find(({ severity }) => severity === 'error'),
  };
}
