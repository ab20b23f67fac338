/** Claims: which derivative is stated, by which expression, and what both are worth at sampled points. */
import type { Contribution } from '../autodiff/reverse.ts';
import { type Budget, meter } from '../base/budget.ts';
import { random } from '../base/random.ts';
import type { Span } from '../base/span.ts';
import { compileProgram } from '../evaluate/program.ts';
import { type Builder, createBuilder } from '../graph/builder.ts';
import { isInput, type LineId, type WengertList } from '../graph/list.ts';
import { linearName, walk } from '../syntax/names.ts';
import type { Derivative, Expression } from '../syntax/tree.ts';
import { isClaim, isDerivativeTerm } from '../trace/define.ts';
import type { Env } from '../trace/env.ts';
import { alternatives, type Definition } from '../trace/scope.ts';
import { createTracer } from '../trace/trace.ts';
import type { Item } from './collect.ts';
import { withPaths } from './differentiate.ts';
import { troubles } from './prepare.ts';
import type { Source } from './source.ts';

/** One derivative held against one expression. */
export interface Claim {
  readonly item: Item;
  readonly derivative: Expression;
  readonly symbol: Derivative;
  readonly claimed: Expression;
}

/** A chain `D = T₁ = T₂ = D'` claims each T for D, and the T that stands next to it for every further D. */
export function claimsOf(item: Item): Claim[] {
  if (!isClaim(item.expression)) return [];
  const { terms, signs } = item.expression;
  const claims: Claim[] = [];
  const first = terms.findIndex(isDerivativeTerm);
  const equal = (a: number, b: number) =>
    signs.slice(Math.min(a, b), Math.max(a, b)).every((sign) => sign === '=' || sign === ':=');
  const add = (derivative: Expression, claimed: Expression | undefined) => {
    const symbol = symbolOf(derivative);
    if (symbol && claimed) claims.push({ item, derivative, symbol, claimed });
  };
  terms.forEach((term, i) => {
    const derivative = terms[first];
    if (derivative === undefined || i === first || !equal(first, i)) return;
    if (!isDerivativeTerm(term)) add(derivative, term);
    else {
      const near = [i - 1, i + 1].find((k) => terms[k] !== undefined && !isDerivativeTerm(terms[k]) && equal(i, k));
      add(term, terms[near ?? first]);
    }
  });
  return claims;
}

function symbolOf(term: Expression): Derivative | undefined {
  if (term.kind === 'derivative') return term;
  if (term.kind === 'call' && term.callee.kind === 'derivative') return term.callee;
  return term.kind === 'at' ? symbolOf(term.body) : undefined;
}

export interface Sample {
  readonly point: Readonly<Record<string, number>>;
  readonly computed: number;
  readonly claimed: number;
  /** Every line of the list at the point. */
  readonly values: Float64Array;
}

/** Both sides of a claim as lines of one list, and their values. */
export interface SidesCompared {
  readonly builder: Builder;
  readonly list: WengertList;
  readonly computed: LineId;
  readonly claimed: LineId;
  readonly samples: readonly Sample[];
  /** Names on the claimed side that nothing in the document explains. */
  readonly strangers: readonly string[];
  /** What each use of the denominator adds to the computed derivative. */
  readonly paths: readonly Contribution[];
  /** How many ∂ symbols may be read as local or as total. */
  readonly choices: number;
}

export interface ClaimReading {
  /** Bit k set: the k-th open ∂ symbol is read the other way than the rule says. */
  readonly flips: number;
  readonly prefer?: Definition;
  /** Another expression in the place of the claimed one. */
  readonly claimed?: Expression;
}

export type Compared = { readonly comparison: SidesCompared } | { readonly reason: string; readonly span?: Span };

const POINTS = 8;
const TRIES = 60;
const LARGE = 1e9;

export function compareSides(source: Source, claim: Claim, reading: ClaimReading, budget: Budget): Compared {
  const builder = createBuilder({ limit: Math.min(budget.lines, 50_000) });
  const { item } = claim;
  const work = meter(budget);
  let paths: readonly Contribution[] | undefined;
  const tracer = createTracer({
    scope: source.scope,
    builder,
    meter: work,
    differentiate(on, request) {
      const result = withPaths(on, request);
      if (!('line' in result)) return result;
      paths ??= result.paths;
      return result.line;
    },
    separate: true,
    prefer: reading.prefer,
    local: (index, byRule) => (((reading.flips >> index) & 1) === 1 ? !byRule : byRule),
  });
  const env: Env = { place: item.place, bindings: new Map(), statics: new Map(), language: item.language };
  const computed = tracer.trace(claim.derivative, env);
  if (computed === undefined)
    return {
      reason: tracer.problems[0]?.message ?? 'The derivative could not be worked out.',
      span: tracer.problems[0]?.span,
    };
  const known = new Set(tracer.inputs.keys());
  const before = tracer.problems.length;
  const claimed = tracer.trace(reading.claimed ?? claim.claimed, env);
  if (claimed === undefined)
    return {
      reason: tracer.problems[before]?.message ?? 'The claimed expression could not be read.',
      span: tracer.problems[before]?.span,
    };
  const list = builder.finish([computed, claimed]);
  const strangers = [...tracer.free].filter((name) => !known.has(name) && !isKnownName(source, name));
  return {
    comparison: {
      builder,
      list,
      computed,
      claimed,
      samples: sample(list, computed, claimed),
      strangers,
      paths: paths ?? [],
      choices: tracer.derivatives,
    },
  };
}

/** Seeded points inside the domain of both sides, away from kinks; positive ones first, then of both signs. */
function sample(list: WengertList, computed: LineId, claimed: LineId): Sample[] {
  const program = compileProgram(list);
  const next = random(list.lines.length * 2654435761);
  const samples: Sample[] = [];
  for (let attempt = 0; attempt < TRIES && samples.length < POINTS; attempt++) {
    const inputs = program.inputs.map(() => (attempt % 3 < 2 ? 0.2 + 2 * next() : 4 * next() - 2));
    const values = program.memory();
    program.run(inputs, values);
    const [d, t] = [values[computed] ?? Number.NaN, values[claimed] ?? Number.NaN];
    if (!Number.isFinite(d) || !Number.isFinite(t) || Math.abs(d) > LARGE) continue;
    if (troubles(list, values).length > 0) continue;
    samples.push({
      point: Object.fromEntries(program.inputs.map((name, i) => [name, inputs[i] as number])),
      computed: d,
      claimed: t,
      values,
    });
  }
  return samples;
}

/** A name that the document's definitions use: it may stand in a claim although the derivative does not hold it. */
function isKnownName(source: Source, name: string): boolean {
  if (source.scope.definitions.has(name)) return true;
  for (const definitions of source.scope.definitions.values()) {
    for (const definition of definitions) {
      if (definition.parameters?.includes(name)) return true;
      for (const body of definition.bodies) for (const node of walk(body)) if (linearName(node) === name) return true;
    }
  }
  return false;
}

/** Other definitions of the names that the claim uses: it may be about one of those. */
export function otherDefinitions(source: Source, claim: Claim): readonly Definition[] {
  const names = new Set<string>();
  for (const side of [claim.derivative, claim.claimed]) {
    for (const node of walk(side)) {
      const name = linearName(node);
      if (name !== undefined) names.add(name);
    }
  }
  return [...names].flatMap((name) => alternatives(source.scope, name, claim.item.place)).slice(0, 6);
}

export function inputsOf(list: WengertList): string[] {
  return list.lines.flatMap((line) => (isInput(line) ? [line.name] : []));
}
