/** Why a claim that does not hold may still be no mistake: it states something else, or under conditions. */

import { countOf } from '../primitives/shape.ts';
import { linearName, walk } from '../syntax/names.ts';
import type { Expression } from '../syntax/tree.ts';
import { resolve } from '../trace/scope.ts';
import { agrees, disagreements, ENOUGH, near, same } from './agreement.ts';
import { type Claim, inputsOf, type SidesCompared } from './claims.ts';
import type { Difference } from './differences.ts';
import { noteDoubt } from './noteDoubts.ts';
import type { Sample } from './sampling.ts';
import type { Source } from './source.ts';
import { isPiecewise } from './troubles.ts';
import { saysOtherwise, wordsAround } from './words.ts';

const ROUNDED = 2e-2;

/** At the numbers that the document gives, up to the digits that are written. */
export function holdsAsWritten({ samples, given }: SidesCompared, claim: Claim): boolean {
  if (given.length === 0 || samples.length === 0) return false;
  if (agrees(samples)) return true;
  const written = claim.claimed.kind === 'number' ? claim.claimed.text : undefined;
  const digits = written?.match(/^\d*\.(\d+)$/)?.[1]?.length;
  const half = digits === undefined ? 0 : 0.5000001 * 10 ** -digits;
  return samples.every((sample) => Math.abs(sample.claimed - sample.computed) <= half);
}

/** The same of an answer, which can mean nothing else. */
export function doubtAboutAnswer({ strangers, samples }: SidesCompared): string | undefined {
  if (strangers.length > 0) return `${strangers.join(', ')} is not defined here.`;
  return disagreements(samples).length < ENOUGH ? 'The two agree up to rounding, or nearly.' : undefined;
}

/** An answer that is right but for its unit. */
export function unitOf({ claimed }: Claim, comparison: SidesCompared): Difference | undefined {
  const unit = unitDoubt(comparison);
  if (unit === undefined) return undefined;
  const isLogarithm = [...walk(claimed)].some(
    (node) => node.kind === 'call' && /^l(?:og|n)/.test(linearName(node.callee) ?? ''),
  );
  if (unit !== DEGREES && !isLogarithm) return undefined;
  const words = unit === DEGREES ? 'the angle is taken in degrees' : 'the logarithm is taken to another base than e';
  return { kind: 'factor', words };
}

/** Why a disagreement may not be a mistake; undefined where it is one. */
export function doubtAbout(source: Source, claim: Claim, comparison: SidesCompared): string | undefined {
  const { strangers, list, guessed } = comparison;
  if (strangers.length > 0) return `${strangers.join(', ')} is not defined here.`;
  const [guess] = guessed ?? [];
  if (guess !== undefined) return guess;
  return (
    doubtInSamples(claim, comparison) ??
    noteDoubt(source, claim, comparison) ??
    (inputsOf(list).includes('i') ? 'i may be the imaginary unit.' : undefined) ??
    numberDoubt(source, claim, comparison) ??
    equationDoubt(source, claim) ??
    unitDoubt(comparison) ??
    callDoubt(source, claim) ??
    pointDoubt(source, claim) ??
    saysOtherwise(wordsAround(source, claim.item.region.span), claim)
  );
}

function doubtInSamples({ claimed }: Claim, comparison: SidesCompared): string | undefined {
  const { list } = comparison;
  const samples = ofWrongEntries(comparison);
  const apart = disagreements(samples);
  if (apart.length < ENOUGH) return 'The two agree up to rounding, or nearly.';
  const pieces = isPiecewise(list);
  const whole = [...walk(claimed)].some((node) => node.kind === 'piecewise');
  const alike = samples.length - apart.length;
  if (alike >= samples.length * 0.3 && !whole) return 'It holds at some points only.';
  if (pieces && !whole && alike > 0) return 'It holds on one side of a kink; it may be stated for that side.';
  if (samples.every((sample) => same(sample, ROUNDED)) && hasDecimals(claimed))
    return 'It agrees to the digits that are written.';
  return undefined;
}

/** Of a gradient those entries that are wrong somewhere: that others are right everywhere says nothing of these. */
function ofWrongEntries(comparison: SidesCompared): readonly Sample[] {
  return byEntry(comparison)
    .filter((own) => disagreements(own).length > 0)
    .flat();
}

/** The samples of each entry of the derivative. */
function byEntry({ samples, list, computed }: SidesCompared): readonly (readonly Sample[])[] {
  const count = Math.max(1, countOf(list.lines[computed]?.shape ?? []));
  if (samples.length % count !== 0) return [samples];
  return Array.from({ length: count }, (_, k) => samples.filter((_, i) => i % count === k));
}

/** A number where the derivative is none: its value at a point, or an equation to solve. */
function numberDoubt(source: Source, claim: Claim, comparison: SidesCompared): string | undefined {
  const { claimed } = claim;
  const { samples, list, given } = comparison;
  if (samples.every((sample) => sample.claimed === 0)) return 'It may be an equation to solve.';
  const entries = byEntry(comparison);
  const constant = entries.every((own) => own.every((sample) => sample.claimed === own[0]?.claimed));
  const varies = entries.some((own) => own.some((sample) => !near(sample.computed, own[0]?.computed ?? 0, 1e-6)));
  if (!constant || !varies) return undefined;
  if (given.length > 0) return `It may be the value at the given ${given.join(', ')}.`;
  const set = inputsOf(list).filter((name) => isSetSomewhere(source, name));
  if (set.length > 0) return `It may be the value at one of the given ${set.join(', ')}.`;
  const relation = claim.item.expression;
  const before = relation.kind === 'relation' ? relation.terms.indexOf(claimed) : 0;
  if (relation.kind === 'relation' && relation.terms.slice(0, before).some((term) => !isClaimed(term, claim)))
    return 'It may be the value at a point, or an equation to solve.';
  const { before: words, after } = wordsAround(source, claim.item.region.span);
  if (/\(\s*-?[\d.]+\s*(,\s*-?[\d.]+\s*)+\)/.test(words + after)) return 'It may be the value at a point given above.';
  if (/\b(at|when|where|for|if)\b/i.test(after)) return 'It may be the value at a point.';
  return undefined;
}

function isClaimed(term: Expression, claim: Claim): boolean {
  return term === claim.derivative || term.kind === 'number' || term.kind === 'derivative' || term.kind === 'at';
}

/** `x = 2`, or `x_0 = 3` for x, anywhere in the text. */
function isSetSomewhere(source: Source, name: string): boolean {
  for (const [other, definitions] of source.scope.definitions) {
    if (other !== name && !other.startsWith(`${name}_`)) continue;
    if (definitions.some(({ bodies }) => bodies.some(isNumber))) return true;
  }
  return false;
}

function isNumber(expression: Expression): boolean {
  if (expression.kind === 'number') return true;
  return expression.kind === 'operation' && expression.operator === 'negate' && expression.operands.every(isNumber);
}

/** `y' = 3y`, `u_t = k u_xx`: an equation for the function rather than a statement about it. */
function equationDoubt(source: Source, { claimed, symbol, item }: Claim): string | undefined {
  const name = linearName(symbol.of.kind === 'call' ? symbol.of.callee : symbol.of);
  if (name === undefined) return undefined;
  const own = (node: Expression) => linearName(node.kind === 'call' ? node.callee : node) === name;
  const nodes = [...walk(claimed)];
  if (nodes.some((node) => node.kind === 'derivative' && node.order > 1 && own(node.of)))
    return 'It may be an equation for the function, not a statement about it.';
  if (!nodes.some((node) => node.kind !== 'derivative' && linearName(node) === name)) return undefined;
  const definition = resolve(source.scope, name, item.place);
  if (symbol.notation === 'dot') return 'It may be an equation of motion, not a statement about its solution.';
  const bare = symbol.notation === 'prime' && symbol.of.kind !== 'call' && item.expression.kind === 'relation';
  const alone = bare && !item.expression.terms.some((term) => term.kind === 'call' && term.callee === symbol);
  if (alone) return `${name}' may be a name of its own, or this an equation for ${name}.`;
  if (definition && definition.place.section !== item.place.section)
    return 'It may be an equation for the function, not a statement about it.';
  return undefined;
}

const DEGREES = 'The angle may be in degrees.';

/** Degrees, and a logarithm to another base than e: the factor is the convention's. */
function unitDoubt({ samples, list }: SidesCompared): string | undefined {
  const ratio = (factor: number) => samples.every((sample) => near(sample.claimed, factor * sample.computed));
  const uses = (operations: readonly string[]) => list.lines.some((line) => operations.includes(line.operation));
  if (uses(['sin', 'cos', 'tan', 'sec', 'csc', 'cot']) && ratio(Math.PI / 180)) return DEGREES;
  if (uses(['log', 'div']) && (ratio(1 / Math.LN10) || ratio(1 / Math.LN2)))
    return 'The logarithm may be to another base than e.';
  return undefined;
}

/** `N(d_1)` read as a product where it may be a function of d_1. */
function callDoubt(source: Source, { item, symbol }: Claim): string | undefined {
  const name = linearName(symbol.of.kind === 'call' ? symbol.of.callee : symbol.of);
  const definition = name === undefined ? undefined : resolve(source.scope, name, item.place);
  const regions = source.regions.filter(
    (region) =>
      region === item.region ||
      region.items.some((other) => other.definitions.some((d) => d.span === definition?.span)),
  );
  for (const { readings } of regions) {
    for (const { key, chosen, span } of readings) {
      if (!key.startsWith('call:') || chosen !== 'product') continue;
      const called = source.text.slice(span.from, span.to);
      if (/^\s*(\\left)?\(\s*\\?[A-Za-z]+(_\w|_\{\w+\})?\s*(\\right)?\)/.test(source.text.slice(span.to, span.to + 40)))
        return `${called}(…) may be a function rather than a product.`;
    }
  }
  return undefined;
}

/** f'(c) by a letter that nothing explains: a point, not the variable. */
function pointDoubt(source: Source, { claimed, symbol, item }: Claim): string | undefined {
  const name = linearName(symbol.of.kind === 'call' ? symbol.of.callee : symbol.of);
  const definition = name === undefined ? undefined : resolve(source.scope, name, item.place);
  const argument = symbol.of.kind === 'call' ? symbol.of.args[0] : undefined;
  const at = argument && linearName(argument);
  if (symbol.notation !== 'prime' || at === undefined || !definition?.parameters) return undefined;
  if (definition.parameters.includes(at)) return undefined;
  const mentioned = [...walk(claimed)].some((node) => linearName(node) === at);
  return mentioned || source.scope.definitions.has(at) ? undefined : `${at} is a point that is not given.`;
}

function hasDecimals(expression: Expression): boolean {
  return [...walk(expression)].some((node) => node.kind === 'number' && !Number.isInteger(node.value));
}
