/** Claims: which derivative is stated, by which expression, and what both are worth at sampled points. */
import type { Contribution } from '../autodiff/reverse.ts';
import { type Budget, type Meter, meter } from '../base/budget.ts';
import { random } from '../base/random.ts';
import type { Span } from '../base/span.ts';
import type { Value } from '../base/value.ts';
import { compileProgram, type Program } from '../evaluate/program.ts';
import { type Builder, createBuilder } from '../graph/builder.ts';
import { isInput, isStep, type LineId, type WengertList } from '../graph/list.ts';
import { countOf, sameShape, shapeText, sizesOf } from '../primitives/shape.ts';
import { scalars } from '../primitives/table.ts';
import { linearName, walk } from '../syntax/names.ts';
import type { Derivative, Expression } from '../syntax/tree.ts';
import { Assumptions } from '../trace/assume.ts';
import { isClaim, isDerivativeTerm } from '../trace/define.ts';
import type { Env } from '../trace/env.ts';
import { alternatives, type Definition, resolve } from '../trace/scope.ts';
import { createTracer } from '../trace/trace.ts';
import type { Item } from './collect.ts';
import { withPaths } from './differentiate.ts';
import type { Source } from './source.ts';
import { troubles } from './troubles.ts';

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

/** Both sides at a point; of vectors and matrices one sample an entry. */
export interface Sample {
  readonly point: Readonly<Record<string, Value>>;
  readonly computed: number;
  readonly claimed: number;
  /** The largest entry of the computed derivative at this point: errors are relative to it. */
  readonly scale: number;
  /** A line at this point, and at this entry where it has as many. */
  at(line: LineId): number;
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
  /** Inputs that the document sets to a number. */
  readonly given: readonly string[];
  /** How many ∂ symbols may be read as local or as total. */
  readonly choices: number;
  /** The claimed matrix stands transposed: what `samples` hold is its transpose. */
  readonly transposed: boolean;
  /** How the claimed side is laid out. */
  readonly layout: 'number' | 'vector' | 'row' | 'matrix';
}

export interface ClaimReading {
  /** Bit k set: the k-th open ∂ symbol is read the other way than the rule says. */
  readonly flips: number;
  /** Uses these definitions for their names, everywhere. */
  readonly prefer?: readonly Definition[];
  /** Names that the document sets to a number (`x = 2`) stand for it. */
  readonly given?: boolean;
  /** The claimed matrix is taken transposed. */
  readonly transposed?: boolean;
  /** Another expression in the place of the claimed one. */
  readonly claimed?: Expression;
}

export type Compared = { readonly comparison: SidesCompared } | { readonly reason: string; readonly span?: Span };

const POINTS = 8;
const TRIES = 60;
const LARGE = 1e9;

const MOST_ATTEMPTS = 30;

export function compareSides(source: Source, claim: Claim, reading: ClaimReading, budget: Budget): Compared {
  const assumptions = new Assumptions((name) => resolve(source.scope, name, claim.item.place) !== undefined);
  const work = meter(budget);
  for (let attempt = 1; ; attempt++) {
    const compared = attemptSides(source, claim, reading, {
      work,
      lines: budget.lines,
      assumptions: attempt < MOST_ATTEMPTS ? assumptions : undefined,
    });
    if (compared !== 'again') return compared;
  }
}

interface Attempt {
  readonly work: Meter;
  readonly lines: number;
  readonly assumptions: Assumptions | undefined;
}

/** Tracing both sides once; 'again': inputs are now assumed to have other shapes. */
function attemptSides(
  source: Source,
  claim: Claim,
  reading: ClaimReading,
  { work, lines, assumptions }: Attempt,
): Compared | 'again' {
  const builder = createBuilder({ limit: Math.min(lines, 50_000) });
  const { item } = claim;
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
    assumptions,
    prefer: new Map(reading.prefer?.map((definition) => [definition.name, definition])),
    local: (index, byRule) => (((reading.flips >> index) & 1) === 1 ? !byRule : byRule),
  });
  const env: Env = { place: item.place, bindings: new Map(), statics: new Map(), language: item.language };
  const computed = tracer.trace(claim.derivative, env);
  if (tracer.wishing) return 'again';
  if (computed === undefined)
    return {
      reason: tracer.problems[0]?.message ?? 'The derivative could not be worked out.',
      span: tracer.problems[0]?.span,
    };
  const known = new Set(tracer.inputs.keys());
  const before = tracer.problems.length;
  const claimed = tracer.expecting(reading.claimed ?? claim.claimed, env, builder.shape(computed));
  if (tracer.wishing) return 'again';
  if (claimed === undefined)
    return {
      reason: tracer.problems[before]?.message ?? 'The claimed expression could not be read.',
      span: tracer.problems[before]?.span,
    };
  const row = tracer.wasRow;
  const turned = reading.transposed && builder.shape(claimed).length === 2;
  const sides = aligned(builder, computed, turned ? builder.apply('transpose', [claimed]) : claimed);
  if (!sides) {
    const shapes = `${shapeText(builder.shape(computed))} and the claimed ${shapeText(builder.shape(claimed))}`;
    return { reason: `The shapes differ: the computed ${shapes}.` };
  }
  const list = builder.finish([computed, sides.claimed]);
  const given = [...tracer.inputs.values()].flatMap(({ name, value }) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const strangers = [...tracer.free].filter((name) => !known.has(name) && !isKnownName(source, name));
  return {
    comparison: {
      builder,
      list,
      computed,
      claimed: sides.claimed,
      samples: sample(list, computed, sides.claimed, new Map(reading.given ? given : [])),
      transposed: sides.transposed,
      layout: row ? 'row' : layoutOf(builder.shape(claimed).length),
      given: given.map(([name]) => name),
      strangers,
      paths: paths ?? [],
      choices: tracer.derivatives,
    },
  };
}

function layoutOf(rank: number): SidesCompared['layout'] {
  return rank === 0 ? 'number' : rank === 1 ? 'vector' : 'matrix';
}

/** The claimed side in the shape of the computed one: 1×n for n, and transposed where only that fits. */
function aligned(
  builder: Builder,
  computed: LineId,
  claimed: LineId,
): { claimed: LineId; transposed: boolean } | undefined {
  const [want, have] = [builder.shape(computed), builder.shape(claimed)];
  if (sameShape(want, have)) return { claimed, transposed: false };
  if (have.length === 2 && want.length === 2 && sameShape(want, [...have].reverse())) {
    return { claimed: builder.apply('transpose', [claimed]), transposed: true };
  }
  const isColumn = have.length === 2 && have.some(({ size }) => size === 1) && countOf(have) === countOf(want);
  if (want.length === 1 && isColumn) {
    return { claimed: builder.apply('reshape', [claimed], { shape: sizesOf(want) }), transposed: false };
  }
  return undefined;
}

/**
 * Seeded points inside the domain of both sides, away from kinks; positive ones first, then of both signs. Where there
 * are pieces, more of them, so that each piece has some. `given`: inputs that stand still.
 */
function sample(list: WengertList, computed: LineId, claimed: LineId, given: ReadonlyMap<string, number>): Sample[] {
  const program = compileProgram(list);
  const next = random(list.lines.length * 2654435761);
  const pieces = list.lines.some((line) => isStep(line) && scalars[line.operation]?.kink !== undefined);
  const samples: Sample[] = [];
  const wanted = (pieces ? 3 * POINTS : POINTS) * countOf(list.lines[computed]?.shape ?? []);
  for (let attempt = 0; attempt < TRIES && samples.length < wanted; attempt++) {
    const positive = pieces ? attempt % 2 === 0 : attempt % 3 < 2;
    const inputs = program.inputs.flatMap((name, i) =>
      Array.from({ length: program.inputSizes[i] ?? 1 }, () => {
        const drawn = positive ? 0.2 + 2 * next() : 4 * next() - 2;
        return given.get(name) ?? drawn;
      }),
    );
    awayFromSingular(list, inputs);
    const values = program.memory();
    program.run(inputs, values);
    const count = countOf(list.lines[computed]?.shape ?? []);
    const entries = Array.from({ length: count }, (_, k) => k);
    const at = (line: LineId, k: number): number => {
      const entry = countOf(list.lines[line]?.shape ?? []) === count ? k : 0;
      return values[(program.offsets[line] ?? 0) + entry] ?? Number.NaN;
    };
    const both = entries.map((k) => [at(computed, k), at(claimed, k)] as const);
    if (both.some(([d, t]) => !Number.isFinite(d) || !Number.isFinite(t) || Math.abs(d) > LARGE)) continue;
    if (troubles(program, list, values).length > 0) continue;
    const point = pointOf(list, program, values);
    const scale = Math.max(...both.map(([d]) => Math.abs(d)));
    both.forEach(([d, t], k) => {
      samples.push({ point, computed: d, claimed: t, scale, at: (line) => at(line, k) });
    });
  }
  return samples;
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

const MAX_OTHERS = 8;

/**
 * Other definitions of the names that the claim uses, and of those that its function is made of: it may be about one
 * of those. The nearest below comes last of each name, so that together they read `C = … with r = h/2` as one.
 */
export function otherDefinitions(source: Source, claim: Claim): readonly Definition[] {
  const names = new Set<string>();
  const found = new Set<Definition>();
  const { place } = claim.item;
  const open = [claim.derivative, claim.claimed].map((expression) => ({ expression, place }));
  for (let part = open.pop(); part !== undefined && names.size < 40; part = open.pop()) {
    for (const node of walk(part.expression)) {
      const name = linearName(node);
      if (name === undefined || names.has(name)) continue;
      names.add(name);
      const others = alternatives(source.scope, name, part.place).slice(0, 4);
      for (const other of others) found.add(other);
      const meant = resolve(source.scope, name, part.place) ?? others[0];
      const body = meant?.bodies[0];
      if (meant && body) open.push({ expression: body, place: meant.bodyPlace });
    }
  }
  return [...found].slice(0, MAX_OTHERS);
}

export function inputsOf(list: WengertList): string[] {
  return list.lines.flatMap((line) => (isInput(line) ? [line.name] : []));
}
