/**
 * Derivative checks: every derivative that a document claims, held against the computed one. `differs` only with at
 * least three points of disagreement and both sides fully understood; whatever is in doubt is `undecided`.
 */
import type { Span } from '../base/span.ts';
import { linearName, walk } from '../syntax/names.ts';
import type { Expression } from '../syntax/tree.ts';
import { resolve } from '../trace/scope.ts';
import {
  type Claim,
  type ClaimReading,
  claimsOf,
  compareSides,
  inputsOf,
  otherDefinitions,
  type Sample,
  type SidesCompared,
} from './claims.ts';
import { type Difference, nameDifference, near, written } from './differences.ts';
import { budgetOf } from './prepare.ts';
import type { Source } from './source.ts';
import type { DerivativeCheck, InspectOptions } from './types.ts';

/** Yields undefined between claims, where the caller may pause or stop. */
export function* checkSource(source: Source, options: InspectOptions = {}): Generator<DerivativeCheck | undefined> {
  for (const region of source.regions) {
    for (const item of region.items) {
      for (const claim of claimsOf(item)) {
        yield checkClaim(source, claim, options);
        yield undefined;
      }
    }
  }
}

const AGREES = 1e-8;
const DIFFERS = 1e-5;
const ENOUGH = 3;
/** Relative error up to which a claim with written decimals is a rounded one. */
const ROUNDED = 2e-2;

export function checkClaim(source: Source, claim: Claim, options: InspectOptions): DerivativeCheck {
  const budget = budgetOf(options);
  const base = describe(source, claim);
  const first = compareSides(source, claim, { flips: 0 }, budget);
  if ('reason' in first) return { ...base, verdict: 'undecided', reason: first.reason };
  const { comparison } = first;
  if (comparison.samples.length < ENOUGH) {
    return { ...base, verdict: 'undecided', reason: 'No points were found where both sides are defined.' };
  }
  if (agrees(comparison.samples)) return { ...base, verdict: 'agrees', ...numbers(comparison) };

  const holds = (reading: ClaimReading): boolean => {
    const other = compareSides(source, claim, reading, budget);
    return 'comparison' in other && other.comparison.samples.length >= ENOUGH && agrees(other.comparison.samples);
  };
  const masks = 1 << Math.min(comparison.choices, 4);
  for (let flips = 1; flips < masks; flips++) {
    if (holds({ flips })) return { ...base, verdict: 'agrees', ...numbers(comparison) };
  }
  const undecided = (reason: string): DerivativeCheck => ({ ...base, verdict: 'undecided', reason });
  for (const prefer of otherDefinitions(source, claim)) {
    for (let flips = 0; flips < masks; flips++) {
      if (holds({ flips, prefer })) return undecided(`It holds with another definition of ${prefer.name}.`);
    }
  }
  const doubt = doubtAbout(source, claim, comparison);
  if (doubt !== undefined) return undecided(doubt);

  const difference = substitution(source, claim, options) ?? approximation(comparison) ?? nameDifference(comparison);
  const formula = written(comparison.list, comparison.computed, comparison.builder);
  return {
    ...base,
    verdict: 'differs',
    kind: difference.kind,
    difference: difference.words,
    ...numbers(comparison),
    evidence: disagreements(comparison.samples)
      .slice(0, 3)
      .map(({ point, claimed, computed }) => ({ point, claimed, computed })),
    fix: fixes(claim, formula, difference),
  };
}

function describe(source: Source, claim: Claim): Omit<DerivativeCheck, 'verdict'> {
  const { symbol, derivative, claimed, item } = claim;
  const of = symbol.of.kind === 'call' ? symbol.of.callee : symbol.of;
  const text = (span: Span) => source.text.slice(span.from, span.to);
  const definition =
    linearName(of) === undefined ? undefined : resolve(source.scope, linearName(of) as string, item.place);
  return {
    span: claimed.outer,
    claim: `${text(derivative.outer)} = ${text(claimed.outer)}`,
    of: linearName(of) ?? text(of.outer),
    wrt: symbol.wrt.map((name) => linearName(name) ?? text(name.outer)).join(', '),
    related: definition ? [definition.span] : [],
    evidence: [],
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

function same(sample: Sample, tolerance: number): boolean {
  return near(sample.claimed, sample.computed, tolerance);
}

function agrees(samples: readonly Sample[]): boolean {
  return samples.every((sample) => same(sample, AGREES));
}

function disagreements(samples: readonly Sample[]): Sample[] {
  return samples.filter((sample) => !same(sample, DIFFERS));
}

function numbers({ samples, list, computed, builder }: SidesCompared): Pick<DerivativeCheck, 'computed' | 'claimed'> {
  const sample = disagreements(samples)[0] ?? samples[0];
  return {
    computed: { value: sample?.computed ?? Number.NaN, formula: written(list, computed, builder) },
    claimed: { value: sample?.claimed ?? Number.NaN },
  };
}

/** Why a disagreement may not be a mistake; undefined where it is one. */
function doubtAbout(source: Source, claim: Claim, comparison: SidesCompared): string | undefined {
  const { samples, strangers } = comparison;
  if (strangers.length > 0) return `${strangers.join(', ')} is not defined here.`;
  const apart = disagreements(samples);
  if (apart.length < ENOUGH) return 'The two agree up to rounding, or nearly.';
  if (samples.length - apart.length >= samples.length * 0.3) return 'It holds at some points only.';
  const { claimed, symbol, item } = claim;
  if (claimed.kind === 'number' && claimed.value === 0) return 'It may be an equation to solve.';
  if (claimed.kind === 'number' && !isDisplay(source, claim) && isCondition(source, claim))
    return 'It may be a condition, not a statement.';
  if (samples.every((sample) => same(sample, ROUNDED)) && hasDecimals(claimed))
    return 'It agrees to the digits that are written.';
  const name = linearName(symbol.of.kind === 'call' ? symbol.of.callee : symbol.of);
  const definition = name === undefined ? undefined : resolve(source.scope, name, item.place);
  const mentionsItself =
    name !== undefined && [...walk(claimed)].some((node) => node.kind !== 'derivative' && linearName(node) === name);
  if (definition && definition.place.section !== item.place.section && mentionsItself)
    return 'It may be an equation for the function, not a statement about it.';
  const argument = symbol.of.kind === 'call' ? symbol.of.args[0] : undefined;
  const at = argument && linearName(argument);
  if (
    symbol.notation === 'prime' &&
    at !== undefined &&
    definition?.parameters &&
    !definition.parameters.includes(at)
  ) {
    const mentioned = [...walk(claimed)].some((node) => linearName(node) === at);
    if (!mentioned && !source.scope.definitions.has(at)) return `${at} is a point that is not given.`;
  }
  return undefined;
}

function isDisplay(source: Source, claim: Claim): boolean {
  const { span } = claim.item.region;
  return (
    /^(\$\$|\\\[|\\begin)/.test(source.text.slice(span.from, span.from + 8)) || claim.item.region.notation !== 'latex'
  );
}

/** `… where $f'(x) = 2$`, `set $dL/dw = 1$`: the words before make it an equation to solve. */
function isCondition(source: Source, claim: Claim): boolean {
  const { span } = claim.item.region;
  const before = source.text.slice(Math.max(0, span.from - 40), span.from);
  return /\b(if|when|where|whenever|set|setting|solve|solving|such that|suppose|assume|assuming|let|find|for which|so that|condition|at|require)\b[^.]*$/i.test(
    before,
  );
}

function hasDecimals(expression: Expression): boolean {
  return [...walk(expression)].some((node) => node.kind === 'number' && !Number.isInteger(node.value));
}

function approximation({ samples, list }: SidesCompared): Difference | undefined {
  if (inputsOf(list).length === 0 || !samples.every((sample) => same(sample, ROUNDED))) return undefined;
  return { kind: 'approximation', words: 'it is close to the computed derivative, but not equal' };
}

const MAX_SUBSTITUTIONS = 60;

/** One name for another (`1/(2√b)` for `1/(2√c)`): tried one place at a time. */
function substitution(
  source: Source,
  claim: Claim,
  options: InspectOptions,
): (Difference & { span: Span; text: string }) | undefined {
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
        const text = source.text.slice(node.span.from, node.span.to);
        return { kind: 'wrongArgument', words: `${place.name} stands where ${name} is meant`, span: place.span, text };
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

function fixes(
  claim: Claim,
  formula: string,
  difference: Difference & { span?: Span; text?: string },
): DerivativeCheck['fix'] {
  if (difference.span && difference.text) {
    return [{ title: `Replace by ${difference.text}`, edits: [{ span: difference.span, text: difference.text }] }];
  }
  if (claim.item.language !== 'plain' || formula.includes('…')) return undefined;
  return [{ title: `Replace by ${formula}`, edits: [{ span: claim.claimed.outer, text: formula }] }];
}
