/**
 * A function and its hand-written derivative, run on the same inputs. `differs` only where both are fully followed, at
 * several points, and no known convention or other reading explains it.
 */

import { type Budget, type Meter, meter } from '../base/budget.ts';
import { type Builder, prune } from '../graph/builder.ts';
import { isInput, type LineId, type WengertLine } from '../graph/list.ts';
import { ENOUGH, near } from './agreement.ts';
import { budgetOf } from './budget.ts';
import { inputsOf, type SidesCompared } from './claims.ts';
import type { Difference } from './differences.ts';
import { evidenceOf, numbers } from './evidence.ts';
import { areHandedOn, areStubs } from './handedOn.ts';
import { nameOf } from './namedDifference.ts';
import {
  amongUsual,
  conditionFor,
  doubtAbout,
  fullerShapes,
  inManyRanges,
  isMadeSquare,
  isSame,
  samplesOf,
} from './pairDoubts.ts';
import { isZero } from './pairLayouts.ts';
import { multipleOf, withComments } from './pairMeant.ts';
import { holdingAtPoints } from './pairPoints.ts';
import { type Attempt, type Compared, type Side, type Sides, sidesOf } from './pairSides.ts';
import type { Pair } from './pairs.ts';
import { variantsOf } from './pairVariants.ts';
import { ownParameters } from './parameters.ts';
import { numbersIn } from './parts.ts';
import { MOST_NUMBERS } from './repairs.ts';
import { type Sample, sample } from './sampling.ts';
import type { Source } from './source.ts';
import type { DerivativeCheck, InspectOptions } from './types.ts';

/** All points of a pair together, in budgets of a trace. */
const SAMPLING = 8;

/** Undefined: there is nothing to hold against each other, the two only hand on to functions they were given. */
export function checkPair(source: Source, pair: Pair, options: InspectOptions): DerivativeCheck | undefined {
  const steps = pairSteps(source, pair, options);
  for (let next = steps.next(); ; next = steps.next()) if (next.done) return next.value;
}

/** The same in steps, between which the caller may pause or stop. */
export function* pairSteps(
  source: Source,
  pair: Pair,
  options: InspectOptions,
): Generator<undefined, DerivativeCheck | undefined> {
  const budget = budgetOf(options);
  const work = meter({ ...budget, steps: SAMPLING * budget.steps });
  const base = describe(source, pair);
  const undecided = (reason: string): DerivativeCheck => ({ ...base, verdict: 'undecided', reason });
  const attempt = sidesOf(source, pair, false, budget);
  yield undefined;
  // s(1 − s) for the sigmoid: a derivative in terms of the function's value.
  function* byValue(): Generator<undefined, DerivativeCheck | undefined> {
    const other = sidesOf(source, pair, true, budget);
    yield undefined;
    const [reading] = 'readings' in other ? yield* comparedSteps(other, work) : [];
    if (!reading || !isRight(reading)) return undefined;
    const reason = `It is written in terms of the value of ${pair.names.of}.`;
    return { ...base, wrt: wrtOf(reading), verdict: 'agrees', reason, ...shown(reading) };
  }
  if ('reason' in attempt) {
    if (attempt.isHandedIn) return undefined;
    const isNone = () => areHandedOn(source, pair) || areStubs(pair);
    const followed = attempt.hasChoices ? yield* holdingAtPoints(source, pair, budget) : undefined;
    if (followed) return { ...base, wrt: followed.sides.map(({ wrt }) => wrt).join(', '), verdict: 'agrees' };
    const other = (yield* byValue()) ?? (yield* agreeing(source, variantsOf(pair), options));
    return other ?? (isNone() ? undefined : undecided(attempt.reason));
  }
  const readings = yield* comparedSteps(attempt, work);
  const holds = readings.find(isRight);
  if (holds?.some(({ comparison }) => comparison.isCut)) return undecided(CUT);
  if (holds) return { ...base, wrt: wrtOf(holds), verdict: 'agrees', ...shown(holds) };
  if (readings.some((reading) => isSameEverywhere(reading) && isLost(reading))) return undecided(LOST);
  const inOther = yield* byValue();
  if (inOther) return inOther;
  const sound = readings.filter(isUsable);
  const whole = sound.length > 0 ? undefined : holdsForWhole(attempt);
  if (whole) return { ...base, wrt: wrtOf(whole), verdict: 'agrees', ...shown(whole) };
  const usable = likely(sound.length > 0 ? sound : readings.map(withoutValue).filter(isUsable));
  const [first] = usable;
  if (!first) return undecided(NOWHERE);
  const atGiven = givenHolds(attempt, base);
  if (atGiven) return atGiven;
  const doubt = usable.map((reading) => doubtAbout(source, pair, reading)).find((reason) => reason !== undefined);
  if (doubt !== undefined) return undecided(doubt);
  const under = (own: readonly (readonly Compared[])[]): DerivativeCheck | undefined => {
    for (const reading of own) {
      const condition = conditionFor(source, pair, reading, budget);
      if (condition?.isUsual) {
        return { ...base, wrt: wrtOf(reading), verdict: 'agrees', reason: condition.reason, ...shown(reading) };
      }
      if (condition) return undecided(condition.reason);
    }
    return undefined;
  };
  const settled = under(usable);
  if (settled) return settled;
  const fuller: (readonly Compared[])[] = [];
  for (const arrays of fullerShapes(first, pair)) {
    yield undefined;
    const other = comparedIn(sidesOf(source, pair, false, budget, arrays));
    const full = other.find(isRight);
    if (full) return { ...base, wrt: wrtOf(full), verdict: 'agrees', ...shown(full) };
    const found = under(other.filter(isUsable));
    if (found) return found;
    fuller.push(...other.filter(isUsable));
  }
  const wrong = wrongCheck(source, pair, base, [...usable, ...fuller], budget);
  // A claim may be stated for a part of the domain that no point lies in, unless one slip explains all.
  if (sound.length === 0 && wrong.kind === 'other') return undecided(NOWHERE);
  const isOfObject = pair.of.className !== undefined && pair.of.language === 'python';
  if (wrong.verdict === 'agrees' || !isOfObject || pair.kept) return wrong;
  return yield* pairSteps(source, { ...pair, kept: true }, options);
}

/** Of a pair that cannot be followed in one way the first other way in which it holds. */
function* agreeing(
  source: Source,
  pairs: readonly Pair[],
  options: InspectOptions,
): Generator<undefined, DerivativeCheck | undefined> {
  for (const pair of pairs) {
    const check = yield* pairSteps(source, pair, options);
    if (check?.verdict === 'agrees') return check;
  }
  return undefined;
}

/** Right with the numbers of the text in the place of its constants: `4 * x` for `A * x**2` below `A = 2`. */
function givenHolds(attempt: Sides, base: Omit<DerivativeCheck, 'verdict'>): DerivativeCheck | undefined {
  const { given } = attempt;
  const holds = given.size === 0 ? undefined : comparedIn(attempt, given).find(isRight);
  if (!holds) return undefined;
  const used = new Set(holds.flatMap(({ comparison: { list } }) => inputsOf(list)));
  // An attribute may be set to something else from outside; a factor 1 and a term 0 may be forgotten ones.
  const open = [...given].filter(
    ([name, value]) => used.has(name) && (name.includes('.') || value === 0 || value === 1),
  );
  const values = open.map(([name, value]) => `${name} = ${value}`).join(', ');
  const verdict = values
    ? ({ verdict: 'undecided', reason: `It holds for ${values} only.` } as const)
    : ({ verdict: 'agrees' } as const);
  return { ...base, wrt: wrtOf(holds), ...verdict, ...shown(holds) };
}

/** `(-1)**(n + 1) * np.log(t)**(n - 1)`: defined, and right, where a number beside the variables is a whole one. */
function holdsForWhole(attempt: Sides): readonly Compared[] | undefined {
  const variables = new Set(attempt.readings.flatMap((sides) => sides.map(({ wrt }) => wrt)));
  const numbers = attempt.builder.lines.flatMap((line) =>
    isInput(line) && line.shape.length === 0 && !(variables.size === 1 && variables.has(line.name)) ? [line.name] : [],
  );
  for (const name of numbers) {
    const [two, ...others] = WHOLE.map((value) =>
      comparedIn(attempt, new Map([[name, value]])).find(
        (reading) => isRight(reading) && reading.every(({ side }) => side.wrt !== name),
      ),
    );
    if (two && others.every((other) => other && wrtOf(other) === wrtOf(two))) return two;
  }
  return undefined;
}

const WHOLE = [2, 3, 4];

/** What is wrong, by the reading under which it can be named. */
function wrongCheck(
  source: Source,
  pair: Pair,
  base: Omit<DerivativeCheck, 'verdict'>,
  usable: readonly (readonly Compared[])[],
  budget: Budget,
): DerivativeCheck {
  const named = usable.flatMap((reading) => {
    const wrong = reading.filter(({ comparison }) => !isSame(comparison.samples));
    const [first] = wrong;
    if (!first) return [];
    const worst = entryOf(first);
    const own = { reading, wrong, worst, difference: nameOf(worst.comparison) };
    if (own.difference.kind !== 'other') return [own];
    for (const comparison of amongUsual(worst.comparison)) {
      const difference = nameOf(comparison);
      if (difference.kind !== 'other') return [{ ...own, worst: { ...worst, comparison }, difference }];
    }
    return [own];
  });
  const told = named.filter(({ difference }) => difference.kind !== 'other');
  // The simplest words name the likeliest mistake.
  const found = told.sort((a, b) => a.difference.words.length - b.difference.words.length)[0] ?? named[0];
  if (!found) return { ...base, verdict: 'undecided', reason: 'The two agree up to rounding, or nearly.' };
  const { reading: first, wrong, worst, difference } = found;
  const { comparison, side } = worst;
  if (isNegated(source, pair) && comparison.samples.every((one) => near(one.claimed, -one.computed))) {
    return {
      ...base,
      wrt: wrtOf(first),
      verdict: 'conventionOnly',
      kind: 'sign',
      difference: 'it is the gradient of the negated function',
      ...numbers(comparison),
    };
  }
  const multiple = multipleOf(first);
  if (multiple !== undefined && !isForFitting(pair) && (first.length > 1 || pair.isTraining)) {
    if (first.length === 1) {
      return {
        ...base,
        verdict: 'undecided',
        reason: `It may be meant as the derivative of a multiple of ${pair.names.of}.`,
      };
    }
    return {
      ...base,
      wrt: wrtOf(first),
      verdict: 'conventionOnly',
      kind: difference.kind,
      difference: `all are those of ${Number(multiple.toPrecision(4))} times ${pair.names.of}`,
      ...numbers(comparison),
    };
  }
  // Loops print other numbers than the one that they make smaller.
  if (pair.isTraining && difference.kind === 'other') {
    return { ...base, verdict: 'undecided', reason: `${pair.names.of} may not be what the loop makes smaller.` };
  }
  // What comes in is a sum over the batch there, and what goes out a mean: a habit of courses.
  const isAveraged = wrong.every((one) => nameOf(one.comparison).kind === 'missingAverage');
  if (pair.seed !== undefined && isAveraged && wrong.length < first.length) {
    return {
      ...base,
      wrt: wrtOf(first),
      verdict: 'conventionOnly',
      kind: 'missingAverage',
      difference: `those by ${wrong.map((one) => one.side.wrt).join(', ')} are averaged over the batch`,
      ...numbers(comparison),
    };
  }
  const all = keptIn(comparison);
  const isTurned =
    difference.kind === 'transposed' && all.length > 0 && isMadeSquare(source, pair, budget, difference.words);
  const isSure = LACKING.has(difference.kind) || isTurned;
  const isOfArray = !isSure && all.some((name) => isArrayIn(difference.words, name, comparison));
  const kept = difference.kind === 'other' || isOfArray ? all : [];
  if (kept.length > 0) {
    return { ...base, verdict: 'undecided', reason: `It may hold for ${kept.join(', ')} as the object keeps them.` };
  }
  const which = first.length > 1 ? `by ${side.wrt}: ` : '';
  return {
    ...base,
    wrt: side.wrt,
    verdict: 'differs',
    kind: difference.kind,
    difference: `${which}${difference.words}`,
    wrong: first.length > 1 ? wrong.map((one) => one.side.wrt) : undefined,
    ...numbers(comparison),
    evidence: evidenceOf(comparison),
  };
}

/**
 * What an object keeps, arrays or several numbers. Its class may see to it that they are symmetric, sorted, of rows that sum
 * to 1, made from each other: a difference that is no known mistake may be none.
 */
function keptIn({ list, computed, claimed }: SidesCompared): string[] {
  // Counters of calls are kept as well, and no part of either side.
  const kept = prune(list, [computed, claimed])
    .list.lines.filter((line) => isInput(line))
    .filter(({ name }) => name.includes('.'));
  return kept.length > 1 || kept.some(({ shape }) => shape.length > 0) ? kept.map(({ name }) => name) : [];
}

/** Whatever arrays are to each other, a term or a factor more or less makes another number. */
const LACKING: ReadonlySet<string> = new Set<Difference['kind']>([
  'sign',
  'factor',
  'missingTerm',
  'missingPath',
  'missingChainFactor',
  'missingAverage',
]);

/** Whether the words name this input, and it is an array. */
function isArrayIn(words: string, name: string, { list }: SidesCompared): boolean {
  if (!words.includes(name)) return false;
  return list.lines.some((line) => isInput(line) && line.name === name && line.shape.length > 0);
}

/** Of weighted sums over the value's entries that differ one entry that does. */
function entryOf(one: Compared): Compared {
  const { side, comparison } = one;
  if (!side.entries) return one;
  const { count, of } = side.entries;
  const step = Math.max(1, Math.floor(count / MOST_LOOKED_AT));
  for (let k = 0; k < count; k += step) {
    const own: Side = { wrt: side.wrt, depends: side.depends, ...of(k) };
    const other = comparisonOf(comparison.builder, own, new Map());
    if (other && other.samples.length >= ENOUGH && !isSame(other.samples)) return { side: own, comparison: other };
  }
  return one;
}

const MOST_LOOKED_AT = 24;

/** Both sides of what is most likely meant; undefined where what the text computes is cut apart. */
export function comparePair(source: Source, pair: Pair, options: InspectOptions): readonly Compared[] | undefined {
  if (!pair.isAsWritten && pair.out === undefined && pair.written === undefined) return undefined;
  const readings = comparedIn(sidesOf(source, pair, false, budgetOf(options)));
  return readings.find(isUsable);
}

/** Whether the two agree; `byValue`: with the derivative given the function's value. */
export function pairHolds(source: Source, pair: Pair, options: InspectOptions, byValue = false): boolean {
  return comparedIn(sidesOf(source, pair, byValue, budgetOf(options))).some(isRight);
}

/** By the parameters of a model: what fits it steps by these, where the gradient of a loss may be any multiple. */
function isForFitting({ derivative }: Pair): boolean {
  return derivative.name.endsWith('fit_deriv');
}

function comparedIn(attempt: Attempt, given: Sides['given'] = new Map()): readonly (readonly Compared[])[] {
  const steps = comparedSteps(attempt, undefined, given);
  for (let next = steps.next(); ; next = steps.next()) if (next.done) return next.value;
}

/** Pauses after each side. */
function* comparedSteps(
  attempt: Attempt,
  work: Meter | undefined,
  given: Sides['given'] = new Map(),
): Generator<undefined, readonly (readonly Compared[])[]> {
  if ('reason' in attempt) return [];
  const { builder, readings } = attempt;
  const found: Compared[][] = [];
  for (const sides of readings) {
    const reading: Compared[] = [];
    for (const side of sides) {
      const comparison = comparisonOf(builder, side, given, work);
      yield undefined;
      if (comparison) reading.push({ side, comparison });
    }
    if (reading.length === sides.length) found.push(reading);
  }
  return found;
}

/** By x, which it depends on, rather than by a threshold for x further behind, of which its value takes no notice. */
function likely(usable: readonly (readonly Compared[])[]): readonly (readonly Compared[])[] {
  const isAbout = (reading: readonly Compared[]) =>
    reading.some(({ comparison: { samples } }) => samples.some(({ computed }) => computed !== 0));
  return usable[0] && isAbout(usable[0]) ? usable.filter(isAbout) : usable;
}

const NOWHERE = 'No points were found where both functions are defined.';

/** log(−x²) for exp(−x²): the claim has no value where the function has a derivative. */
function withoutValue(reading: readonly Compared[]): readonly Compared[] {
  return reading.map(({ side, comparison }) => {
    const { list, computed, claimed, samples } = comparison;
    const isOpen = samples.length < ENOUGH && !samples.some((one) => isSame([one]));
    if (!isOpen || numbersIn(list) > MOST_NUMBERS) return { side, comparison };
    const outside = sample(list, computed, claimed, { draw: inManyRanges, outside: true });
    return { side, comparison: { ...comparison, samples: outside } };
  });
}

function isUsable(reading: readonly Compared[]): boolean {
  return reading.every(({ comparison }) => comparison.samples.length >= ENOUGH);
}

function isRight(reading: readonly Compared[]): boolean {
  return isSameEverywhere(reading) && !isLost(reading);
}

const CUT = 'It holds at some points only: elsewhere the function cuts its argument off, and its derivative is 0.';
const LOST = 'Both are 0 up to rounding wherever they were tried, which says nothing about other values of the inputs.';
/** Numbers below are what underflow leaves. */
const TINY = 1e-150;
const VANISHING = new Set(['exp', 'pow', 'square', 'erfc', 'normpdf', 'sigmoid']);

/** exp(−(400 − x)²) is 0 wherever it is tried, and then so is all that has it as a factor, right or wrong. */
function isLost(reading: readonly Compared[]): boolean {
  return reading.every(({ comparison: { builder, list, computed, samples } }) => {
    const isTiny = samples.every((one) => Math.abs(one.computed) < TINY && Math.abs(one.claimed) < TINY);
    return isTiny && !isZero(builder, computed) && list.lines.some(({ operation }) => VANISHING.has(operation));
  });
}

function isSameEverywhere(reading: readonly Compared[]): boolean {
  return reading.every(({ comparison: { samples } }) => samples.length >= ENOUGH && isSame(samples));
}

function wrtOf(reading: readonly Compared[]): string {
  return reading.map(({ side }) => side.wrt).join(', ');
}

function shown(reading: readonly Compared[]): ReturnType<typeof numbers> | undefined {
  return reading[0] && numbers(reading[0].comparison);
}

function describe(source: Source, { of, names, derivative, span, wrt }: Pair): Omit<DerivativeCheck, 'verdict'> {
  const lineStart = source.text.lastIndexOf('\n', span.from - 1) + 1;
  const above = source.text.lastIndexOf('\n', lineStart - 2) + 1;
  const end = source.text.indexOf('\n', span.from);
  const around = source.text.slice(above, end < 0 ? source.text.length : end);
  const isCalled = names.of === '__call__';
  return {
    span,
    claim: `${names.derivative} = derivative of ${names.of}`,
    of: isCalled ? (of.className ?? names.of) : names.of,
    wrt: wrt?.filter((name) => name !== undefined).join(', ') || (ownParameters(derivative)[0] ?? ''),
    related: [of.span],
    evidence: [],
    suppressed: /gradient:\s*ignore\b/.test(around) || undefined,
  };
}

const CLIPPING = new Set(['select', 'clip', 'max', 'min', 'relu']);

/** Undefined: the function does not work entry by entry, as this reading takes for granted. */
function comparisonOf(builder: Builder, side: Side, given: Sides['given'], work?: Meter): SidesCompared | undefined {
  if (side.across !== undefined) {
    const zero = builder.apply('sub', [side.across, side.across]);
    const list = builder.finish([side.across, zero]);
    const drawn = sample(list, side.across, zero, { given, draw: inManyRanges, work });
    if (drawn.some(({ computed }) => Math.abs(computed) > 1e-9)) return undefined;
  }
  const list = builder.finish([side.computed, side.claimed]);
  const drawn = samplesOf(list, side.computed, side.claimed, { given, work });
  return {
    builder,
    list,
    computed: side.computed,
    claimed: side.claimed,
    ...insideOf(list, drawn),
    strangers: [],
    paths: [],
    given: [...given.keys()],
    choices: 0,
    transposed: false,
    layout: 'number',
    jacobian: false,
    guessed: [],
  };
}

/**
 * Where an argument is kept from the edge of a domain (`np.clip(p, 1e-15, 1 - 1e-15)`) the computed derivative is 0, and
 * nobody writes that down.
 */
function insideOf(list: SidesCompared['list'], drawn: readonly Sample[]): Pick<SidesCompared, 'samples' | 'isCut'> {
  const cuts = list.lines.filter(({ operation }) => CLIPPING.has(operation));
  const inside = cuts.length === 0 ? drawn : drawn.filter(({ computed }) => computed !== 0);
  if (inside.length === drawn.length || inside.length < ENOUGH) return { samples: drawn };
  const [first] = drawn;
  const bounds = cuts.flatMap((line) => boundsIn(list, line));
  const isGuard = bounds.every((id) => GUARDS.some(([low, high]) => between(first?.at(id), low, high)));
  return { samples: inside, isCut: !isGuard && !isSame(drawn) };
}

/** The numbers that an argument is cut at; of a choice those that its condition compares with. */
function boundsIn(list: SidesCompared['list'], { operation, operands }: WengertLine): LineId[] {
  const compared = operation === 'select' ? operands.slice(0, 1) : operands;
  return compared.flatMap((id) => {
    const line = list.lines[id];
    if (!line) return [];
    if (line.operation === 'constant') return [id];
    return COMPARING.has(line.operation) ? boundsIn(list, line) : [];
  });
}

const COMPARING: ReadonlySet<string> = new Set(['lt', 'le', 'gt', 'ge', 'and', 'or', 'not']);

/** Bounds that keep off 0, 1 and overflow; max(0, x) is a function of its own. */
const GUARDS = [
  [1e-300, 0.05],
  [0.95, 1 - 1e-17],
  [20, Number.POSITIVE_INFINITY],
] as const;

function between(bound: number | undefined, low: number, high: number): boolean {
  const size = Math.abs(bound ?? 0);
  return low <= size && size <= high && size !== 1;
}

/** Words that say that the negated function is meant. */
function isNegated(source: Source, { names, derivative }: Pair): boolean {
  return /\bneg(?:ative)?[ _-](?:log|of|grad|loss|objective|func|like)|\bneg_|_neg\b|nll|\bascent\b|\bmaximi[sz]/i.test(
    `${names.of} ${names.derivative} ${withComments(source, derivative)}`,
  );
}
