/**
 * Derivative checks: every derivative that a document claims, held against the computed one. `differs` only with at
 * least three points of disagreement and both sides fully understood; whatever is in doubt is `undecided`.
 */

import type { Budget } from '../base/budget.ts';
import type { Span } from '../base/span.ts';
import { sameShape } from '../primitives/shape.ts';
import { linearName, walk } from '../syntax/names.ts';
import type { Expression } from '../syntax/tree.ts';
import { resolve } from '../trace/scope.ts';
import { agrees, ENOUGH } from './agreement.ts';
import { approximation } from './approximations.ts';
import { budgetOf } from './budget.ts';
import {
  type Claim,
  type ClaimReading,
  claimsOf,
  compareSides,
  otherDefinitions,
  type SidesCompared,
} from './claims.ts';
import { countsIn } from './counts.ts';
import { type Difference, factorOfTerm } from './differences.ts';
import { doubtAbout, doubtAboutAnswer, holdsAsWritten, unitOf } from './doubts.ts';
import { evidenceOf, numbers, wrongEntries } from './evidence.ts';
import { byValues, nameOf, UNNAMED } from './namedDifference.ts';
import { sample } from './sampling.ts';
import { soundly } from './soundly.ts';
import type { Source } from './source.ts';
import type { DerivativeCheck, InspectOptions } from './types.ts';
import { unsaidCondition } from './unsaid.ts';

export function checkClaim(source: Source, claim: Claim, options: InspectOptions): DerivativeCheck {
  const base = describe(source, claim);
  const deep = 'The calls here nest too deep to be followed.';
  return soundly(() => decide(source, claim, base, options), { ...base, verdict: 'undecided', reason: deep });
}

function decide(
  source: Source,
  claim: Claim,
  base: Omit<DerivativeCheck, 'verdict'>,
  options: InspectOptions,
): DerivativeCheck {
  const budget = budgetOf(options);
  const undecided = (reason: string): DerivativeCheck => ({ ...base, verdict: 'undecided', reason });
  const first = compareSides(source, claim, { flips: 0 }, budget);
  if ('reason' in first) return { ...base, verdict: 'undecided', reason: first.reason };
  const { comparison } = first;
  if (comparison.samples.length < ENOUGH) {
    return { ...base, verdict: 'undecided', reason: 'No points were found where both sides are defined.' };
  }
  if (agrees(comparison.samples)) {
    const lacking = options.answers ? withoutValue(base, comparison) : undefined;
    if (lacking) return lacking;
    const unsure = unsureShape(source, claim) ?? unsureFunction(source, claim, comparison, budget);
    if (unsure !== undefined) return { ...base, verdict: 'undecided', reason: unsure };
    if (comparison.transposed && !comparison.jacobian) {
      const condition = unsaidCondition(source, claim, comparison, { ...options, turned: true });
      if (condition !== undefined) return undecided(condition);
    }
    return comparison.transposed
      ? { ...base, ...transposed(source, claim, comparison, options), ...numbers(comparison) }
      : { ...base, verdict: 'agrees', ...numbers(comparison) };
  }

  const holds = (reading: ClaimReading): boolean => {
    const other = compareSides(source, claim, reading, budget);
    return 'comparison' in other && other.comparison.samples.length >= ENOUGH && agrees(other.comparison.samples);
  };
  const masks = 1 << Math.min(comparison.choices, 4);
  for (let flips = 1; flips < masks; flips++) {
    if (holds({ flips })) return { ...base, verdict: 'agrees', ...numbers(comparison) };
  }
  const given = compareSides(source, claim, { flips: 0, given: true }, budget);
  if ('comparison' in given && holdsAsWritten(given.comparison, claim)) {
    return { ...base, verdict: 'agrees', ...numbers(given.comparison) };
  }
  const counts = countsIn(source);
  if (counts.length > 0 && holds({ flips: 0, counts })) return { ...base, verdict: 'agrees', ...numbers(comparison) };
  const squares = squaresIn(source);
  if (squares.size > 0 && holds({ flips: 0, held: squares }))
    return undecided(
      `It holds where ${[...squares].join(', ')} is held fixed; it may be said of its value at the solution only.`,
    );
  const others = otherDefinitions(source, claim);
  for (const prefer of [...others.map((definition) => [definition]), others]) {
    for (let flips = 0; flips < masks; flips++) {
      if (!holds({ flips, prefer })) continue;
      const names = [...new Set(prefer.map((definition) => definition.name))].join(', ');
      return undecided(`It holds with another definition of ${names}.`);
    }
  }
  if (mentionsDerivative(claim.claimed)) {
    for (let flips = 0; flips < masks; flips++) {
      if (holds({ flips, denominator: true })) return { ...base, verdict: 'agrees', ...numbers(comparison) };
    }
  }
  const turned = comparison.layout === 'matrix' && holds({ flips: 0, transposed: true });
  const isKnown = comparison.strangers.length === 0;
  const condition =
    isKnown && !options.answers ? unsaidCondition(source, claim, comparison, { ...options, turned }) : undefined;
  if (condition !== undefined) return undecided(condition);
  if (turned) {
    const verdict = transposed(source, claim, comparison, options);
    return { ...base, ...verdict, ...numbers(comparison), evidence: evidenceOf(comparison) };
  }
  const doubt = options.answers ? doubtAboutAnswer(comparison) : doubtAbout(source, claim, comparison);
  if (doubt !== undefined) return undecided(doubt);

  const instead = inTermsOfValue(claim);
  if (instead && holds({ flips: 0, claimed: instead })) return undecided('It may be written in terms of the value.');

  const plain =
    ((options.answers && unitOf(claim, comparison)) || substitution(source, claim, options)) ?? named(comparison);
  const counting =
    plain.kind === 'other' && counts.length > 0 ? compareSides(source, claim, { flips: 0, counts }, budget) : undefined;
  const difference = counting && 'comparison' in counting ? named(counting.comparison) : plain;
  return {
    ...base,
    verdict: 'differs',
    kind: difference.kind,
    difference: difference.words,
    ...numbers(comparison),
    wrong: wrongEntries(comparison),
    evidence: evidenceOf(comparison),
  };
}

/** An answer that agrees where it has a value, and has none where the derivative has one: x^(a − 1) for |x|^(a − 1) sign x. */
function withoutValue(base: Omit<DerivativeCheck, 'verdict'>, comparison: SidesCompared): DerivativeCheck | undefined {
  const { list, computed, claimed } = comparison;
  const samples = sample(list, computed, claimed, { outside: true });
  if (samples.length < ENOUGH) return undefined;
  const difference = 'it has no value at some points where the derivative has one';
  const evidence = evidenceOf({ ...comparison, samples });
  return { ...base, verdict: 'differs', kind: 'other', difference, ...numbers(comparison), evidence };
}

/** 1 − x² beside tanh(x), where x stands for what tanh gives: in plain text, with f(x) in the place of x. */
function inTermsOfValue({ item, derivative, symbol, claimed }: Claim): Expression | undefined {
  if (item.language !== 'plain' || derivative.kind !== 'call' || symbol.notation !== 'prime') return undefined;
  const [argument, more] = derivative.args;
  if (argument?.kind !== 'name' || more) return undefined;
  const places = [...walk(claimed)].filter((node) => node.kind === 'name' && node.name === argument.name);
  return places.reduce<Expression>(
    (tree, place) => replace(tree, place, { ...derivative, callee: symbol.of, span: place.span, outer: place.outer }),
    claimed,
  );
}

/** Places of the claim are looked at only where it is laid out as the computed derivative is. */
function named(comparison: SidesCompared): Difference {
  const { builder, computed, claimed, transposed: isTurned } = comparison;
  if (!isTurned && sameShape(builder.shape(computed), builder.shape(claimed))) return nameOf(comparison);
  return byValues(comparison) ?? factorOfTerm(comparison) ?? approximation(comparison) ?? UNNAMED;
}

/** b in bold here and in plain type elsewhere: it may be one number that is added to every entry. */
function unsureShape(source: Source, claim: Claim): string | undefined {
  const [by] = claim.symbol.wrt;
  if (by?.kind !== 'name' || by.style !== 'bold' || !source.scope.plain.has(by.name)) return undefined;
  return `Whether ${by.name} is a number or a vector is not clear: it is written both ways.`;
}

/** σ² that the document says something of, as the solution of an equation maybe: `\sigma^2 = \frac1n \sum …`. */
function squaresIn({ scope }: Source): ReadonlySet<string> {
  const roots = [...scope.definitions.values()].flat().filter(({ root }) => root);
  return new Set(roots.map(({ name }) => name));
}

function mentionsDerivative(expression: Expression): boolean {
  return [...walk(expression)].some((node) => node.kind === 'derivative');
}

/** σ that nothing defines: the claim must hold whatever it stands for. */
function unsureFunction(source: Source, claim: Claim, { guessed }: SidesCompared, budget: Budget): string | undefined {
  const [reason] = guessed ?? [];
  if (reason === undefined) return undefined;
  const other = compareSides(source, claim, { flips: 0, activation: 'tanh' }, budget);
  return 'comparison' in other && agrees(other.comparison.samples) ? undefined : reason;
}

/** A matrix whose transpose is right: a mistake, unless it is a Jacobian or the document writes gradients as rows. */
function transposed(
  source: Source,
  claim: Claim,
  { jacobian }: SidesCompared,
  options: InspectOptions,
): Pick<DerivativeCheck, 'verdict' | 'kind' | 'difference'> {
  if (jacobian) {
    return { verdict: 'conventionOnly', kind: 'transposed', difference: 'it is written in denominator layout' };
  }
  const said = source.says(ROWS);
  const isNabla = claim.symbol.notation === 'nabla';
  if (said || (!isNabla && writesRows(source, claim, options))) {
    return { verdict: 'conventionOnly', kind: 'transposed', difference: 'it is written in numerator layout' };
  }
  return {
    verdict: 'differs',
    kind: 'transposed',
    difference: 'it is the transpose of the computed derivative (right in numerator layout only)',
  };
}

const ROWS =
  /numerator[- ]layout|(layout|jacobian|row) (convention|formulation)|(gradients?|derivatives?)\b[^.]{0,40}\brow[- ]?vectors?/i;
const MOST_LOOKED_AT = 40;

/** Whether another derivative by a vector is written as a row, which is right in numerator layout only. */
function writesRows(source: Source, own: Claim, options: InspectOptions): boolean {
  const budget = budgetOf(options);
  let left = MOST_LOOKED_AT;
  for (const region of source.regions) {
    for (const item of region.items) {
      for (const claim of claimsOf(item, source.scope)) {
        if (claim.symbol.notation === 'nabla' || claim.item === own.item) continue;
        if (left-- <= 0) return false;
        const other = compareSides(source, claim, { flips: 0 }, budget);
        if (!('comparison' in other) || other.comparison.samples.length < ENOUGH) continue;
        const { layout, samples, transposed: turned } = other.comparison;
        if ((layout === 'row' || turned) && agrees(samples)) return true;
      }
    }
  }
  return false;
}

function describe(source: Source, claim: Claim): Omit<DerivativeCheck, 'verdict'> {
  const { symbol, derivative, claimed } = claim;
  const of = symbol.of.kind === 'call' ? symbol.of.callee : symbol.of;
  const text = (span: Span) => source.text.slice(span.from, span.to);
  return {
    ...placeOf(source, claim),
    claim: `${text(derivative.outer)} = ${text(claimed.outer)}`,
    of: linearName(of) ?? text(of.outer),
    wrt: symbol.wrt.map((name) => linearName(name) ?? text(name.outer)).join(', '),
    evidence: [],
  };
}

/** What of a check depends on where the claim stands. */
export function placeOf(
  source: Source,
  { symbol, claimed, item }: Claim,
): Pick<DerivativeCheck, 'span' | 'related' | 'suppressed'> {
  const name = linearName(symbol.of.kind === 'call' ? symbol.of.callee : symbol.of);
  const definition = name === undefined ? undefined : resolve(source.scope, name, item.place);
  return {
    span: claimed.outer,
    related: definition ? [definition.span] : [],
    suppressed: isSuppressed(source.text, claimed.outer.from) || undefined,
  };
}

/** A comment `gradient: ignore` on the line or the line above. */
function isSuppressed(text: string, offset: number): boolean {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const aboveStart = text.lastIndexOf('\n', lineStart - 2) + 1;
  const end = text.indexOf('\n', offset);
  return /gradient:\s*ignore\b/.test(text.slice(aboveStart, end < 0 ? text.length : end));
}

const MAX_SUBSTITUTIONS = 60;

/** One name for another (`1/(2√b)` for `1/(2√c)`): tried one place at a time. */
function substitution(source: Source, claim: Claim, options: InspectOptions): Difference | undefined {
  const places = [...walk(claim.claimed)].filter((node) => node.kind === 'name');
  const names = new Map<string, Expression>();
  for (const side of [claim.derivative, claim.claimed]) {
    for (const node of walk(side)) if (node.kind === 'name') names.set(node.name, node);
  }
  const definition = resolve(
    source.scope,
    linearName(claim.symbol.of.kind === 'call' ? claim.symbol.of.callee : claim.symbol.of) ?? '',
    claim.item.place,
  );
  for (const body of definition?.bodies ?? [])
    for (const node of walk(body)) if (node.kind === 'name' && !names.has(node.name)) names.set(node.name, node);
  let tries = 0;
  for (const place of places) {
    for (const [name, node] of names) {
      if (name === place.name || tries++ > MAX_SUBSTITUTIONS) continue;
      const claimed = replace(claim.claimed, place, { ...node, span: place.span, outer: place.outer } as Expression);
      const result = compareSides(source, claim, { flips: 0, claimed }, budgetOf(options));
      if ('comparison' in result && result.comparison.samples.length >= ENOUGH && agrees(result.comparison.samples)) {
        return { kind: 'wrongArgument', words: `${place.name} stands where ${name} is meant` };
      }
    }
  }
  return undefined;
}

/** The tree with one node exchanged. */
function replace(tree: Expression, old: Expression, fresh: Expression): Expression {
  const visit = (value: unknown): unknown => {
    if (value === old) return fresh;
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null || !('kind' in value || 'value' in value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [key, key === 'span' || key === 'outer' ? entry : visit(entry)]),
    );
  };
  return visit(tree) as Expression;
}
