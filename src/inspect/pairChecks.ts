/**
 * A function and its hand-written derivative, run on the same inputs. `differs` only where both are fully followed, at
 * several points, and no known convention explains it.
 */
import { type Budget, type Meter, meter } from '../base/budget.ts';
import { type Builder, createBuilder } from '../graph/builder.ts';
import type { LineId } from '../graph/list.ts';
import { countOf, sameShape, sizesOf } from '../primitives/shape.ts';
import type { Expression } from '../syntax/tree.ts';
import { Assumptions } from '../trace/assume.ts';
import { resolve } from '../trace/scope.ts';
import { createTracer } from '../trace/trace.ts';
import { budgetOf } from './budget.ts';
import type { SidesCompared } from './claims.ts';
import { nameDifference, near } from './differences.ts';
import { differentiate } from './differentiate.ts';
import { agrees, disagreements, ENOUGH } from './doubts.ts';
import { evidenceOf, numbers } from './evidence.ts';
import { type Pair, pairsOf } from './pairs.ts';
import { type Draw, sample } from './sampling.ts';
import { soundly } from './soundly.ts';
import type { Source } from './source.ts';
import type { DerivativeCheck, InspectOptions } from './types.ts';

const MOST_ATTEMPTS = 60;

/** Yields undefined between pairs, where the caller may pause or stop. */
export function* checkPairs(source: Source, options: InspectOptions): Generator<DerivativeCheck | undefined> {
  for (const pair of pairsOf(source)) {
    const check = soundly(() => checkPair(source, pair, options), undefined);
    if (check) yield check;
    yield undefined;
  }
}

/** One thing that the derivative returns, beside what it should be. */
interface Side {
  readonly wrt: string;
  readonly computed: LineId;
  readonly claimed: LineId;
}

interface Sides {
  readonly builder: Builder;
  readonly sides: readonly Side[];
}

type Attempt = Sides | { readonly reason: string } | 'again';

export function checkPair(source: Source, pair: Pair, options: InspectOptions): DerivativeCheck | undefined {
  const budget = budgetOf(options);
  const base = describe(source, pair);
  const first = sidesOf(source, pair, false, budget);
  if ('reason' in first) return { ...base, verdict: 'undecided', reason: first.reason };
  const compared = first.sides.map((side) => ({ side, comparison: comparisonOf(first.builder, side) }));
  if (compared.some(({ comparison }) => comparison.samples.length < ENOUGH)) {
    return { ...base, verdict: 'undecided', reason: 'No points were found where both functions are defined.' };
  }
  const wrt = first.sides.map((side) => side.wrt).join(', ');
  const wrong = compared.filter(({ comparison }) => !agrees(comparison.samples));
  const [worst] = wrong;
  if (!worst) return { ...base, wrt, verdict: 'agrees', ...numbers(compared[0]?.comparison as SidesCompared) };
  // s(1 − s) for the sigmoid: a derivative in terms of the function's value.
  const byValue = sidesOf(source, pair, true, budget);
  if ('sides' in byValue && byValue.sides.every((side) => agrees(comparisonOf(byValue.builder, side).samples))) {
    return { ...base, wrt, verdict: 'agrees', reason: `It is written in terms of the value of ${pair.of.name}.` };
  }
  const { comparison, side } = worst;
  const doubt = doubtAbout(source, pair, comparison);
  if (doubt !== undefined) return { ...base, wrt, verdict: 'undecided', reason: doubt };
  if (isNegated(source, pair) && comparison.samples.every((one) => near(one.claimed, -one.computed))) {
    return {
      ...base,
      wrt,
      verdict: 'conventionOnly',
      kind: 'sign',
      difference: 'it is the gradient of the negated function',
      ...numbers(comparison),
    };
  }
  const difference = nameDifference(comparison);
  const which = first.sides.length > 1 ? `by ${side.wrt}: ` : '';
  return {
    ...base,
    wrt: side.wrt,
    verdict: 'differs',
    kind: difference.kind,
    difference: `${which}${difference.words}`,
    wrong: first.sides.length > 1 ? wrong.map((one) => one.side.wrt) : undefined,
    ...numbers(comparison),
    evidence: evidenceOf(comparison),
  };
}

function describe(source: Source, { of, derivative, wrt }: Pair): Omit<DerivativeCheck, 'verdict'> {
  const lineStart = source.text.lastIndexOf('\n', derivative.span.from - 1) + 1;
  const above = source.text.lastIndexOf('\n', lineStart - 2) + 1;
  const end = source.text.indexOf('\n', derivative.span.from);
  const around = source.text.slice(above, end < 0 ? source.text.length : end);
  return {
    span: derivative.span,
    claim: `${derivative.name} = derivative of ${of.name}`,
    of: of.name === '__call__' ? (of.className ?? of.name) : of.name,
    wrt: wrt ?? ownParameters(of)[0] ?? '',
    related: [of.span],
    evidence: [],
    suppressed: /gradient:\s*ignore\b/.test(around) || undefined,
  };
}

/** Traced anew for every shape that use asks for. */
function sidesOf(source: Source, pair: Pair, byValue: boolean, budget: Budget): Exclude<Attempt, 'again'> {
  const assumptions = new Assumptions((name) => resolve(source.scope, name, pair.of.place) !== undefined);
  const work = meter(budget);
  for (let attempt = 1; ; attempt++) {
    const found = attemptSides(source, pair, byValue, work, attempt < MOST_ATTEMPTS ? assumptions : undefined);
    if (found !== 'again') return found;
  }
}

const LINES = 20_000;
const CLIPPING = new Set(['select', 'clip', 'max', 'min', 'relu']);

function attemptSides(
  source: Source,
  pair: Pair,
  byValue: boolean,
  work: Meter,
  assumptions: Assumptions | undefined,
): Attempt {
  const builder = createBuilder({ limit: LINES });
  const tracer = createTracer({ scope: source.scope, builder, meter: work, differentiate, assumptions });
  const refused = (reason: string): { reason: string } => ({ reason: tracer.problems[0]?.message ?? reason });
  const value = tracer.define(pair.of);
  if (tracer.wishing) return 'again';
  if (value === undefined) return refused(`${pair.of.name} could not be followed.`);
  if (tracer.outputs) return { reason: `${pair.of.name} gives several results; which is differentiated is open.` };
  const parameters = ownParameters(pair.of).filter((name) => builderInput(builder, name) !== undefined);
  const args = argumentsFor(pair, builder, byValue ? value : undefined);
  if (!args) return { reason: `${pair.derivative.name} takes other arguments than ${pair.of.name}.` };
  const result = tracer.results(pair.derivative, args, callOf(pair));
  if (tracer.wishing) return 'again';
  if (!result) return refused(`${pair.derivative.name} could not be followed.`);
  const [stranger] = [...tracer.free].filter((name) => !name.includes('.'));
  if (stranger !== undefined) return { reason: `${stranger} is not defined here.` };
  if (tracer.guards.some(({ reason }) => reason !== undefined)) return { reason: 'A branch could not be followed.' };
  return pairUp(pair, builder, value, parameters, result);
}

/** Which derivative each result stands for. */
function pairUp(
  pair: Pair,
  builder: Builder,
  value: LineId,
  parameters: readonly string[],
  result: { readonly lines: readonly LineId[]; readonly several: boolean },
): Attempt {
  const [first] = parameters;
  const names =
    pair.wrt !== undefined
      ? [pair.wrt]
      : !result.several
        ? first === undefined
          ? []
          : [first]
        : result.lines.length === parameters.length
          ? parameters
          : result.lines.length === parameters.length - 1
            ? parameters.slice(1)
            : [];
  if (names.length === 0) return { reason: 'By which parameter it differentiates is not known.' };
  if (names.length !== result.lines.length) {
    return { reason: `${pair.derivative.name} gives ${result.lines.length} results; what they stand for is open.` };
  }
  const sides: Side[] = [];
  for (const [i, name] of names.entries()) {
    const by = builderInput(builder, name) as LineId;
    const claimed = result.lines[i] as LineId;
    const derivative = differentiate(builder, { of: value, wrt: by, local: false });
    const computed =
      typeof derivative === 'number'
        ? derivative
        : derivative.code === 'independent'
          ? builder.apply('broadcast', [builder.constant(0)], { shape: sizesOf(builder.shape(by)) })
          : undefined;
    if (computed === undefined) return { reason: typeof derivative === 'number' ? '' : derivative.message };
    const fitted = fitting(builder, computed, claimed, parameters, value);
    if (!fitted) return { reason: 'The shapes of the two differ; how the derivative is laid out is not known.' };
    sides.push({ wrt: name, claimed, ...fitted });
  }
  return { builder, sides };
}

/** The computed derivative in the shape of the claimed one. */
function fitting(
  builder: Builder,
  computed: LineId,
  claimed: LineId,
  parameters: readonly string[],
  value: LineId,
): { computed: LineId } | undefined {
  const [want, have] = [builder.shape(computed), builder.shape(claimed)];
  if (sameShape(want, have)) return { computed };
  // np.array([∂f/∂x, ∂f/∂y]) of a function of numbers.
  const isAll = have.length === 1 && have[0]?.size === parameters.length && want.length === 0;
  if (isAll && builder.shape(value).length === 0 && parameters.length > 1) {
    const all = parameters.map((name) => {
      const by = builderInput(builder, name);
      return by === undefined ? undefined : differentiate(builder, { of: value, wrt: by, local: false });
    });
    if (all.every((line) => typeof line === 'number')) {
      return { computed: builder.apply('stack', all as LineId[], { axis: 0 }) };
    }
  }
  if (countOf(want) === countOf(have) && have.length <= 2 && have.some(({ size }) => size === 1)) {
    return { computed: builder.apply('reshape', [computed], { shape: sizesOf(have) }) };
  }
  return undefined;
}

function builderInput(builder: Builder, name: string): LineId | undefined {
  const id = builder.lines.findIndex((line) => line.operation === 'input' && (line as { name?: string }).name === name);
  return id < 0 ? undefined : id;
}

/** Parameters without the receiver of a method. */
function ownParameters(definition: Pair['of']): string[] {
  const written = definition.function;
  const names = (written?.parameters ?? []).filter(({ rest }) => rest === undefined).map(({ name }) => name);
  const isStatic = written?.decorators?.some((word) => word === 'staticmethod' || word === 'static');
  const hasReceiver = definition.className !== undefined && definition.language === 'python' && !isStatic;
  return hasReceiver ? names.slice(1) : names;
}

/** For every parameter of the derivative the same input as in the function: by name, else the one at its place. */
function argumentsFor(pair: Pair, builder: Builder, value: LineId | undefined): LineId[] | undefined {
  const of = ownParameters(pair.of);
  const own = ownParameters(pair.derivative);
  const others = own.filter((name) => !of.includes(name));
  if (others.length > 1 || own.length > of.length) return undefined;
  const args: LineId[] = [];
  for (const [i, name] of own.entries()) {
    const meant = of.includes(name) ? name : i === 0 ? of[0] : undefined;
    const line = meant === undefined ? undefined : builderInput(builder, meant);
    if (line === undefined) return undefined;
    args.push(i === 0 && value !== undefined ? value : line);
  }
  return args;
}

function callOf({ derivative }: Pair): Expression {
  const { span, name } = derivative;
  return { kind: 'name', name, base: name, accents: [], span, outer: span };
}

function comparisonOf(builder: Builder, side: Side): SidesCompared {
  const list = builder.finish([side.computed, side.claimed]);
  const drawn = sample(list, side.computed, side.claimed, new Map(), undefined, inManyRanges);
  // Where an argument is clipped the computed derivative is 0, and nobody writes that down.
  const pieces = list.lines.some(({ operation }) => CLIPPING.has(operation));
  const inside = pieces ? drawn.filter(({ computed }) => computed !== 0) : drawn;
  return {
    builder,
    list,
    computed: side.computed,
    claimed: side.claimed,
    samples: inside.length >= ENOUGH ? inside : drawn,
    strangers: [],
    paths: [],
    given: [],
    choices: 0,
    transposed: false,
    layout: 'number',
    jacobian: false,
    guessed: [],
  };
}

/** Functions of programs clip their arguments: to probabilities, to positive numbers. Some points lie in each range. */
const inManyRanges: Draw = (attempt, _pieces, next) => {
  if (attempt % 3 === 0) return 0.05 + 0.9 * next();
  return attempt % 3 === 1 ? 0.2 + 2 * next() : 4 * next() - 2;
};

/** Why a disagreement may not be a mistake. */
function doubtAbout(source: Source, { of, derivative }: Pair, { samples }: SidesCompared): string | undefined {
  const apart = disagreements(samples);
  if (apart.length < ENOUGH) return 'The two agree up to rounding, or nearly.';
  // A vector is right at a point only if all its entries are.
  const points = new Set(samples.map(({ point }) => point)).size;
  const wrong = new Set(apart.map(({ point }) => point)).size;
  if (points - wrong >= points * 0.2) return 'It holds at some points only.';

  const said = `${of.name} ${derivative.name} ${bodyText(source, of)} ${bodyText(source, derivative)}`;
  if (/\b(?:not implemented|deprecated|approximat\w*|numerical\w*|finite diff\w*|subgradient)\b/i.test(said)) {
    return 'The text says that it is an approximation, or something else.';
  }
  return undefined;
}

function bodyText(source: Source, definition: Pair['of']): string {
  const span = definition.function?.span;
  return span ? source.text.slice(span.from, span.to) : '';
}

/** Words that say that the negated function is meant. */
function isNegated(source: Source, { of, derivative }: Pair): boolean {
  return /\bneg(?:ative)?[ _-](?:log|of|grad|loss|objective|func|like)|\bneg_|_neg\b|nll|\bascent\b|\bmaximi[sz]/i.test(
    `${of.name} ${derivative.name} ${bodyText(source, derivative)}`,
  );
}
