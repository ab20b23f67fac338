/** Claims: which derivative is stated, by which expression, and what both are worth at sampled points. */

import type { Contribution } from '../autodiff/reverse.ts';
import { type Budget, type Meter, meter } from '../base/budget.ts';
import type { Problem } from '../base/outcome.ts';
import type { Span } from '../base/span.ts';
import { type Builder, createBuilder } from '../graph/builder.ts';
import { isInput, type LineId, type WengertList } from '../graph/list.ts';
import { countOf, sameShape, shapeText, sizesOf } from '../primitives/shape.ts';
import { firstIndexOf } from '../syntax/firstIndex.ts';
import { linearName, walk } from '../syntax/names.ts';
import type { Derivative, Expression } from '../syntax/tree.ts';
import { Assumptions } from '../trace/assume.ts';
import { isClaim, isDerivativeTerm } from '../trace/define.ts';
import type { Env } from '../trace/env.ts';
import type { Range } from '../trace/kit.ts';
import { alternatives, type Definition, resolve, type Scope } from '../trace/scope.ts';
import { createTracer } from '../trace/trace.ts';
import { forAnyEntry } from './anyEntry.ts';
import { termsOf } from './counts.ts';
import { withPaths } from './differentiate.ts';
import { otherClaims } from './otherClaims.ts';
import type { Item } from './region.ts';
import { type Sample, sample } from './sampling.ts';
import type { Source } from './source.ts';
import { type SubscriptClaim, subscriptClaim } from './subscriptClaims.ts';

/** One derivative held against one expression. */
export interface Claim {
  readonly item: Item;
  readonly derivative: Expression;
  readonly symbol: Derivative;
  readonly claimed: Expression;
  /** The letters below the function may be a label rather than what it is differentiated by: f_x. */
  readonly isLabel?: boolean;
}

/** A chain `D = T₁ = T₂ = D'` claims each T for D, and the T that stands next to it for every further D. */
export function claimsOf(item: Item, scope: Scope): Claim[] {
  if (!isClaim(item.expression)) {
    const others = otherClaims(item, scope);
    if (others.length > 0) return others.map((other) => ({ ...other, item }));
    const labelled = subscriptClaim(item, scope);
    return (labelled?.claimed ?? []).map((each) => ({
      ...(labelled as SubscriptClaim),
      item,
      claimed: each,
      isLabel: true,
    }));
  }
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
  /** Points at which the function is cut off, and the claim does not say so, are left out of `samples`. */
  readonly isCut?: boolean;
  /** It is of a vector by a vector: whose entries make the rows is a convention. */
  readonly jacobian?: boolean;
  /** Names whose meaning is guessed: σ as the logistic sigmoid. */
  readonly guessed?: readonly string[];
  /** A name that is read by habit: Φ as the normal distribution. */
  readonly byHabit?: string;
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
  /** Jacobians on the claimed side have a column for each entry of what is differentiated. */
  readonly denominator?: boolean;
  /** Matrices of open sizes are square. */
  readonly square?: boolean;
  /** Letters that stand for the number of terms of sums without bounds. */
  readonly counts?: readonly string[];
  /** Names that are inputs, whatever the document says that they are. */
  readonly held?: ReadonlySet<string>;
  /** Stands for σ and φ where the document does not define them. */
  readonly activation?: 'tanh';
  /** Another expression in the place of the claimed one. */
  readonly claimed?: Expression;
}

export type Compared = { readonly comparison: SidesCompared } | { readonly reason: string; readonly span?: Span };

const MOST_ATTEMPTS = 30;

export function compareSides(source: Source, claim: Claim, reading: ClaimReading, budget: Budget): Compared {
  const work = meter(budget);
  const { symbol, item } = claim;
  const isOpen = symbol.notation === 'dot' && !resolve(source.scope, linearName(symbol.of) ?? '', item.place);
  if (isOpen) return { reason: VELOCITY };
  return forAnyEntry((letters) => compareAt(source, claim, reading, { work, lines: budget.lines, letters }));
}

/** An equation of motion, not a derivative of something that is written. */
const VELOCITY = 'A dot is a derivative by time, which is not written here. Use d/dt.';

function compareAt(
  source: Source,
  claim: Claim,
  reading: ClaimReading,
  given: Omit<Attempt, 'ranges' | 'assumptions'>,
): Compared {
  const ranges = new Map<string, Range>();
  const { letters } = given;
  const isTaken = (name: string) => resolve(source.scope, name, claim.item.place) !== undefined;
  let assumptions = new Assumptions(isTaken);
  for (let attempt = 1; ; attempt++) {
    const chosen = letters.size;
    const compared = attemptSides(source, claim, reading, {
      ...given,
      ranges,
      assumptions: attempt < MOST_ATTEMPTS ? assumptions : undefined,
    });
    // What was assumed of k_j is not true of k_1.
    if (letters.size > chosen) assumptions = new Assumptions(isTaken);
    if (compared !== 'again') return compared;
  }
}

interface Attempt {
  readonly work: Meter;
  readonly lines: number;
  /** Indices that stand for any entry, and the one that each is taken for. */
  readonly letters: Map<string, number>;
  /** How far the entries of symbols go. */
  readonly ranges: Map<string, Range>;
  readonly assumptions: Assumptions | undefined;
}

/** Tracing both sides once; 'again': inputs are now assumed to have other shapes. */
function attemptSides(
  source: Source,
  claim: Claim,
  reading: ClaimReading,
  { work, lines, letters, ranges, assumptions }: Attempt,
): Compared | 'again' {
  const { item } = claim;
  const builder = createBuilder({ limit: Math.min(lines, 50_000), firstIndex: firstIndexOf(item.language) });
  let paths: readonly Contribution[] | undefined;
  let jacobian: boolean | undefined;
  const tracer = createTracer({
    scope: source.scope,
    builder,
    meter: work,
    differentiate(on, request) {
      if (!request.isPlace && isFixed(on, request.wrt)) return fixed(on, request.wrt);
      const result = withPaths(on, request);
      if (!('line' in result)) return result;
      paths ??= result.paths;
      const isMatrix = on.shape(request.of).length === 1 && on.shape(result.line).length === 2;
      jacobian ??= isMatrix;
      return isMatrix && reading.denominator ? on.apply('transpose', [result.line]) : result.line;
    },
    separate: true,
    letters,
    ranges,
    activation: reading.activation,
    bound: reading.held,
    assumptions,
    prefer: new Map(reading.prefer?.map((definition) => [definition.name, definition])),
    local: (index, byRule) => (((reading.flips >> index) & 1) === 1 ? !byRule : byRule),
  });
  const env: Env = { place: item.place, bindings: new Map(), statics: new Map(), language: item.language };
  const computed = tracer.trace(claim.derivative, env);
  if (tracer.wishing()) return 'again';
  if (computed === undefined)
    return {
      reason: tracer.problems[0]?.message ?? 'The derivative could not be worked out.',
      span: tracer.problems[0]?.span,
    };
  const known = new Set(tracer.inputs.keys());
  const before = tracer.problems.length;
  const claimed = tracer.expecting(reading.claimed ?? claim.claimed, env, builder.shape(computed));
  if (tracer.wishing()) return 'again';
  if (claimed === undefined)
    return {
      reason: tracer.problems[before]?.message ?? 'The claimed expression could not be read.',
      span: tracer.problems[before]?.span,
    };
  if (reading.square && squared(builder, assumptions)) return 'again';
  const row = tracer.wasRow();
  const turned = reading.transposed && builder.shape(claimed).length === 2;
  const sides = aligned(builder, computed, turned ? builder.apply('transpose', [claimed]) : claimed);
  if (!sides) {
    const shapes = `${shapeText(builder.shape(computed))} and the claimed ${shapeText(builder.shape(claimed))}`;
    return { reason: `The shapes differ: the computed ${shapes}.` };
  }
  const list = builder.finish([computed, sides.claimed]);
  const given = [...tracer.inputs.values()].flatMap(({ name, value }) =>
    typeof value === 'number' ? [[name, value] as const] : [],
  );
  const terms = reading.counts && termsOf(ranges);
  const fixedTo = reading.given
    ? given
    : terms === undefined
      ? []
      : inputsOf(list)
          .filter((name) => reading.counts?.includes(name))
          .map((name) => [name, terms] as const);
  const strangers = [...tracer.free].filter((name) => !known.has(name) && !isKnownName(source, name, item));
  return {
    comparison: {
      builder,
      list,
      computed,
      claimed: sides.claimed,
      samples: sample(list, computed, sides.claimed, { given: new Map(fixedTo) }),
      transposed: sides.transposed,
      layout: row ? 'row' : layoutOf(builder.shape(claimed).length),
      given: given.map(([name]) => name),
      strangers,
      paths: paths ?? [],
      choices: tracer.derivatives(),
      jacobian: jacobian === true || claim.symbol.of.kind === 'sequence',
      byHabit: tracer.notes.find(({ code }) => code === 'normal')?.message,
      guessed: tracer.notes.filter(({ code }) => code === 'reading').map(({ message }) => message),
    },
  };
}

/** True: matrices of open sizes are assumed to be square from now on. */
function squared({ lines }: Builder, assumptions: Assumptions | undefined): boolean {
  return lines.some((line) => {
    const [rows, columns] = line.shape;
    if (!isInput(line) || line.shape.length !== 2 || !rows || !columns || rows.size === columns.size) return false;
    return assumptions?.grant({ kind: 'equal', axes: [rows, columns] }) === true;
  });
}

/** Made of numbers alone: x_i = 1 somewhere in the text does not make x_0 a constant. */
function isFixed(builder: Builder, line: LineId): boolean {
  const seen = new Set<LineId>();
  const open = [line];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id) || seen.size > MOST_VISITED) continue;
    seen.add(id);
    if (isInput(builder.at(id))) return false;
    open.push(...builder.at(id).operands);
  }
  return seen.size <= MOST_VISITED;
}

function fixed(builder: Builder, line: LineId): Problem {
  const name = builder.names.get(line) ?? 'what it is differentiated by';
  return { code: 'fixed', severity: 'error', message: `The document sets ${name} to a number.` };
}

const MOST_VISITED = 1000;

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

/** A name that the document's definitions use: it may stand in a claim although the derivative does not hold it. */
function isKnownName(source: Source, name: string, { definitions: own }: Item): boolean {
  if (source.scope.definitions.has(name)) return true;
  for (const definitions of source.scope.definitions.values()) {
    for (const definition of definitions) {
      // f_x = λ g_x explains neither λ nor g_x.
      if (own.includes(definition)) continue;
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
