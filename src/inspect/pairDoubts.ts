/** Why a function and its derivative that disagree may be no mistake: what the text says, and conditions left unsaid. */

import type { Budget } from '../base/budget.ts';
import { flatten } from '../base/value.ts';
import { compileProgram } from '../evaluate/program.ts';
import { isInput, type LineId, type WengertList } from '../graph/list.ts';
import { countOf } from '../primitives/shape.ts';
import { agrees, disagreements, ENOUGH, near } from './agreement.ts';
import type { SidesCompared } from './claims.ts';
import type { Condition } from './conditions.ts';
import { LEFT_OUT } from './noteDoubts.ts';
import { otherwiseMeant, withComments } from './pairMeant.ts';
import type { Shaped } from './pairShapes.ts';
import { type Compared, valueInputs } from './pairSides.ts';
import type { Pair } from './pairs.ts';
import { numbersIn } from './parts.ts';
import { exchange, repair } from './repairs.ts';
import { type Draw, type Sample, type Sampling, sample } from './sampling.ts';
import type { Source } from './source.ts';
import { isPiecewise } from './troubles.ts';
import { SYMMETRIC, USUALLY_SYMMETRIC } from './unsaid.ts';

/** Why a disagreement may not be a mistake; of several results the first that is wrong counts. */
export function doubtAbout(source: Source, pair: Pair, reading: readonly Compared[]): string | undefined {
  const { of, derivative, names, seed } = pair;
  const said = `${names.of} ${names.derivative} ${withComments(source, of)} ${withComments(source, derivative)}`;
  const isOther = SAYS_OTHERWISE.test(said) || LEFT_OUT.test(said);
  if (isOther || (SAYS_NUMERICAL.test(said) && !reading.some(({ comparison }) => isFarOff(comparison.samples)))) {
    return 'The text says that it is an approximation, or something else.';
  }
  if (seed !== undefined && (DELIBERATE.test(classText(source, derivative)) || isPassedOn(reading))) {
    return 'Its gradient may be meant to be another one than that of its value.';
  }
  const wrong = reading.filter(({ comparison }) => !isSame(comparison.samples));
  const meant = otherwiseMeant(source, pair, wrong);
  if (meant !== undefined) return meant;
  const reasons = reading.flatMap(({ comparison }) => {
    if (isSame(comparison.samples)) return [];
    return [doubtInSamples(comparison) ?? seedDoubt(comparison, seed)];
  });
  // One result that is surely wrong is enough.
  return reasons.length === 0 || reasons.some((reason) => reason === undefined) ? undefined : reasons[0];
}

/** Straight-through estimators, gradient reversal, what runs on many machines: the way back is not that of the value. */
const DELIBERATE =
  /straight[-_ ]?through|\bSTE\b|revers|\bGRL\b|adversarial|\bskip|surrogate|spik(?:e|ing)|quanti[sz]|binari[sz]|\bround|pass[-_ ]?through|world_size|all_?(?:reduce|gather)|distributed|guided|stop_?grad|custom gradient|rescal|gradient (?:scal|clip)/i;

/** From its class, and what stands above that, to the end of the way back. */
function classText({ text }: Source, { className, span, function: written }: Pair['of']): string {
  const end = written?.span.to ?? span.to;
  const start = className === undefined ? span.from : text.lastIndexOf(`class ${className}`, span.from);
  return text.slice(Math.max(0, (start < 0 ? span.from : start) - 200), end);
}

/** The value is one of the inputs: whoever writes a way back for that wants another gradient than 1. */
function isPassedOn(reading: readonly Compared[]): boolean {
  return reading.every(({ comparison: { list, computed } }) => {
    const line = list.lines[computed];
    return line !== undefined && isInput(line);
  });
}

/** A backward pass is linear in the gradient that it is given; what is not was given something else. */
function seedDoubt({ list, claimed, samples }: SidesCompared, seed: string | undefined): string | undefined {
  if (seed === undefined || !inputsOf(list).some(({ name }) => name === seed)) return undefined;
  const program = compileProgram(list);
  const values = program.memory();
  const at = (point: Sample['point'], factor: number): number[] => {
    program.run(
      program.inputs.flatMap((name) =>
        flatten(point[name] ?? Number.NaN).map((value) => (name === seed ? factor * value : value)),
      ),
      values,
    );
    const from = program.offsets[claimed] ?? 0;
    return [...values.subarray(from, from + countOf(list.lines[claimed]?.shape ?? []))];
  };
  for (const { point } of samples.slice(0, ENOUGH)) {
    const [once, twice] = [at(point, 1), at(point, 2)];
    // It may leave the gradient out, which is a mistake.
    const isLeftOut = once.every((value, k) => value === twice[k]);
    if (!isLeftOut && !once.every((value, k) => near(2 * value, twice[k] ?? Number.NaN))) {
      return `It is not linear in ${seed}, which may be something else than a gradient.`;
    }
  }
  return undefined;
}

const SAYS_OTHERWISE = /\b(?:not implemented|deprecated|approximat\w*|subgradient|actually)\b/i;
const SAYS_NUMERICAL = /\b(?:numerical\w*|finite diff\w*)\b/i;
/** Relative to the largest entry; difference quotients are much nearer. */
const FAR_OFF = 0.05;

/** Nearly everywhere the two have little in common. */
function isFarOff(samples: readonly Sample[]): boolean {
  const far = samples.filter(({ claimed, computed, scale }) => !(Math.abs(claimed - computed) <= FAR_OFF * scale));
  return far.length >= ENOUGH && far.length >= 0.8 * samples.length;
}

function doubtInSamples(comparison: SidesCompared): string | undefined {
  const { samples } = comparison;
  const apart = disagreements(samples);
  if (apart.length < ENOUGH) return 'The two agree up to rounding, or nearly.';
  // A vector is right at a point only if all its entries are; where both are 0, as out of reach, nothing is shown.
  const shown = samples.filter(({ claimed, computed }) => claimed !== 0 || computed !== 0);
  const points = new Set(shown.map(({ point }) => point)).size;
  const wrong = new Set(apart.map(({ point }) => point)).size;
  if (points - wrong < points * 0.2) return undefined;
  // Nor are all pieces meant for a part of the points, nor is what one change in the text makes right everywhere.
  const isMeantForAll = sharesPieces(comparison) || exchange(comparison) || repair(comparison);
  return isMeantForAll ? undefined : 'It holds at some points only.';
}

/** The claim tells the function's own pieces apart: it is stated for each of them. */
function sharesPieces({ list, computed, claimed }: SidesCompared): boolean {
  const [own, stated] = [conditionsIn(list, computed), conditionsIn(list, claimed)];
  return [...stated].some((condition) => own.has(condition));
}

function conditionsIn(list: WengertList, top: LineId): ReadonlySet<LineId> {
  const found = new Set<LineId>();
  const seen = new Set<LineId>();
  const open = [top];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const line = list.lines[id];
    if (!line || seen.has(id)) continue;
    seen.add(id);
    open.push(...line.operands);
    if (line.operation === 'select' && line.operands[0] !== undefined) found.add(line.operands[0]);
  }
  return found;
}

export function bodyText(source: Source, definition: Pair['of']): string {
  const span = definition.function?.span;
  return span ? source.textOf(span).slice(span.from, span.to) : '';
}

/** Equal; where log(1 − h) and its like have lost digits, up to that at some of the points, but in no entry at all. */
export function isSame(samples: readonly Sample[]): boolean {
  if (agrees(samples)) return true;
  const exact = samples.filter((one) => agrees([one]));
  if (exact.length < ENOUGH || exact.length < samples.length / 2 || disagreements(samples).length > 0) return false;
  const entries = new Set(exact.map(({ entry }) => entry));
  return samples.every(({ entry }) => entries.has(entry));
}

/** Functions of programs clip their arguments: to probabilities, to positive numbers. Some points lie in each range. */
export const inManyRanges: Draw = (attempt, _pieces, next) => {
  if (attempt % 3 === 0) return 0.05 + 0.9 * next();
  return attempt % 3 === 1 ? 0.2 + 2 * next() : 4 * next() - 2;
};

/** In many ranges; where few points lie in a piece in which the two differ, or none in one of the pieces, of more of them. */
export function samplesOf(list: WengertList, computed: LineId, claimed: LineId, more: Sampling = {}): Sample[] {
  const asked = { ...more, draw: inManyRanges };
  const first = sample(list, computed, claimed, asked);
  if (first.length < ENOUGH || !isPiecewise(list) || numbersIn(list) > MOST_FOR_MORE) return first;
  const few = disagreements(first).length;
  const isOpen = few === 0 ? isLeftOut(list, first) : few < ENOUGH;
  return isOpen ? sample(list, computed, claimed, { ...asked, more: MORE }) : first;
}

const MORE = 8;
const MOST_FOR_MORE = 1000;

/** Of a choice one side is taken at all of the points. */
function isLeftOut(list: WengertList, samples: readonly Sample[]): boolean {
  return list.lines.some(({ operation, operands: [condition] }) => {
    if (operation !== 'select' || condition === undefined) return false;
    const isTaken = (samples[0]?.at(condition) ?? 0) !== 0;
    return samples.every((one) => (one.at(condition) !== 0) === isTaken);
  });
}

/** Under what the two agree after all. */
export interface Unsaid {
  readonly reason: string;
  /** It is what such inputs are: labels that sum to 1. */
  readonly isUsual: boolean;
}

const LABELS = /^(?:y|t|d|p|q|w?endog|labels?|targets?|y_?(?:true|real|onehot|oh)|one_?hot\w*|ground_?truth|truth)$/i;
const MOST_CONDITIONS = 32;

/** A matrix that is symmetric, labels that sum to 1: what programs know of their inputs and do not say. */
export function conditionFor(
  source: Source,
  pair: Pair,
  reading: readonly Compared[],
  budget: Budget,
): Unsaid | undefined {
  const list = reading[0]?.comparison.list;
  if (!list) return undefined;
  const by = new Set(reading.map(({ side }) => side.wrt));
  const holds = (condition: Condition) => reading.every(({ comparison }) => holdsUnder(comparison, condition));
  const inputs = inputsOf(list).filter(({ name }) => name !== pair.seed);
  const squares = inputs.filter(isSquare);
  if (squares.length > 0) {
    // A matrix that only the derivative makes square is a transpose forgotten.
    const own = new Set(
      inputsOf(valueInputs(source, pair, budget))
        .filter(isSquare)
        .map(({ name }) => name),
    );
    const isSaid = SYMMETRIC.test(`${bodyText(source, pair.of)} ${bodyText(source, pair.derivative)}`);
    const isLikely = (name: string) => USUALLY_SYMMETRIC.test(name) || isSymmetricByName(name);
    const names = squares
      .map(({ name }) => name)
      .filter((name) => own.has(name) && (isSaid || pair.isAsWritten || isLikely(name)));
    const symmetric = names.find((name) => holds({ symmetric: new Set([name]) }));
    if (symmetric !== undefined) {
      return { reason: `It holds if ${symmetric} is symmetric.`, isUsual: isSymmetricByName(symmetric) };
    }
    if (names.length > 1 && holds({ symmetric: new Set(names) })) {
      return { reason: `It holds if ${names.join(', ')} are symmetric.`, isUsual: names.every(isSymmetricByName) };
    }
  }
  // `*args` are as many things of their own.
  const loose = new Set(pair.of.function?.parameters.flatMap(({ name, rest }) => (rest ? [name] : [])));
  let left = MOST_CONDITIONS;
  for (const { name, sizes } of inputs) {
    if (sizes.length === 0 || sizes.length > 2 || by.has(name) || loose.has(name)) continue;
    const what = sizes.length === 1 ? 'entries' : 'rows';
    for (const [columns, words] of [[false, what] as const, [true, 'columns'] as const]) {
      if (columns && sizes.length < 2) continue;
      for (const vectors of ['sum', 'binary', 'oneHot', 'unit'] as const) {
        if ((vectors === 'binary' || vectors === 'oneHot') && isOfAnyNumbers(name)) continue;
        if (left-- <= 0) return undefined;
        const given = { only: name, columns, square: isLabels(name) };
        if (!holds({ ...given, vectors })) continue;
        // Where zeros alone make it hold, what is wrong is only multiplied by them.
        const isByZeros = vectors === 'oneHot' && holds({ ...given, vectors: 'single' });
        if (isByZeros && !isLabels(name)) continue;
        const isUsual = vectors !== 'unit' && isLabels(name) && !isByZeros;
        const holdsIf = {
          sum: `the ${words} of ${name} sum to 1`,
          oneHot: `${name} is one-hot`,
          binary: `${name} has entries 0 and 1 only`,
          unit: `${name} has length 1`,
        };
        return { reason: `It holds if ${holdsIf[vectors]}.`, isUsual };
      }
    }
  }
  return undefined;
}

/** Points, data and parameters: where x stands for x², that x may be 0 and 1 is no excuse. */
function isOfAnyNumbers(name: string): boolean {
  return /^(?:x\d?|exog|powers?|params?|theta|beta|coef\w*)$/i.test(name.split('.').pop() ?? '');
}

/** Covariances, correlations, Hessians and Gram matrices are symmetric; covariates are something else. */
function isSymmetricByName(name: string): boolean {
  return /(?:^|_)(?:cov(?!ari(?!ance)|er|id)\w*|corr?(?:elation)?s?|hess(?:ian)?s?|gram(?:ian)?s?)(?:_|\d|$)/i.test(
    name.split('.').pop() ?? '',
  );
}

/** A square matrix, or a list of those. */
function isSquare({ sizes }: { readonly sizes: readonly number[] }): boolean {
  return (sizes.length === 2 || sizes.length === 3) && sizes.at(-1) === sizes.at(-2);
}

/** The comparison where labels sum to 1, or are 0 and 1, and covariances are symmetric: a slip beside them can be named. */
export function* amongUsual(comparison: SidesCompared): Generator<SidesCompared> {
  const { list, computed, claimed } = comparison;
  for (const condition of usualConditions(inputsOf(list))) {
    const samples = samplesOf(list, computed, claimed, { condition });
    if (samples.length >= ENOUGH) yield { ...comparison, samples };
  }
}

function* usualConditions(inputs: ReturnType<typeof inputsOf>): Generator<Condition> {
  const symmetric = inputs.filter((input) => isSquare(input) && isSymmetricByName(input.name)).map(({ name }) => name);
  if (symmetric.length > 0) yield { symmetric: new Set(symmetric) };
  for (const { name, sizes } of inputs) {
    if (!isLabels(name) || sizes.length === 0 || sizes.length > 2) continue;
    yield { vectors: 'sum', only: name };
    if (sizes.length > 1) yield { vectors: 'sum', only: name, columns: true };
    yield { vectors: 'binary', only: name };
  }
}

/** A matrix in these words that only the derivative makes square: its transpose is forgotten. */
export function isMadeSquare(source: Source, pair: Pair, budget: Budget, words: string): boolean {
  const own = inputsOf(valueInputs(source, pair, budget)).filter(isSquare);
  return !own.some(({ name }) => words.includes(name));
}

/**
 * Inputs that are taken as numbers beside arrays (the labels in `Y * np.log(P)`) with as many axes as those: first those
 * that are called so, then all of them.
 */
export function fullerShapes(reading: readonly Compared[], { seed }: Pair): readonly (readonly Shaped[])[] {
  const list = reading[0]?.comparison.list;
  const found = new Map<string, number>();
  for (const { operation, operands, shape } of list?.lines ?? []) {
    if (shape.length === 0 || !ENTRYWISE.has(operation)) continue;
    for (const operand of operands) {
      const line = list?.lines[operand];
      if (!line || !isInput(line) || line.shape.length > 0 || line.name === seed) continue;
      found.set(line.name, Math.max(shape.length, found.get(line.name) ?? 0));
    }
  }
  const all = [...found].map(([input, rank]) => ({ input, rank }));
  const likely = all.filter(({ input }) => isLabels(input) || /^[A-Z]/.test(input));
  return [likely, all].filter((shaped, i) => shaped.length > 0 && (i === 0 || shaped.length > likely.length));
}

const ENTRYWISE = new Set(['add', 'sub', 'mul', 'div']);

function isLabels(name: string): boolean {
  return LABELS.test(name.split('.').pop() ?? '');
}

function holdsUnder({ list, computed, claimed }: SidesCompared, condition: Condition): boolean {
  const differs = (one: Sample) => disagreements([one]).length > 0;
  const samples = sample(list, computed, claimed, { condition, draw: inManyRanges, isOver: differs });
  return samples.length >= ENOUGH && isSame(samples);
}

function inputsOf(list: WengertList | undefined): { readonly name: string; readonly sizes: readonly number[] }[] {
  return (list?.lines ?? []).flatMap((line) =>
    isInput(line) ? [{ name: line.name, sizes: line.shape.map(({ size }) => size) }] : [],
  );
}
