/** Derivatives that are meant to be something else: difference quotients, directions, gradients of steps, smooth parts. */

import { isInput, type LineId, type WengertList } from '../graph/list.ts';
import { linearName } from '../syntax/names.ts';
import type { Expression } from '../syntax/tree.ts';
import type { Definition } from '../trace/scope.ts';
import { ENOUGH, near } from './agreement.ts';
import type { Compared } from './pairSides.ts';
import type { Pair } from './pairs.ts';
import { ownParameters } from './parameters.ts';
import { returnsOf } from './rewritten.ts';
import type { Sample } from './sampling.ts';
import type { Source } from './source.ts';

/** Why what disagrees may be meant that way; `wrong`: the results that do. */
export function otherwiseMeant(source: Source, pair: Pair, wrong: readonly Compared[]): string | undefined {
  const { names, derivative, isTraining } = pair;
  const body = withComments(source, derivative);
  if (ANOTHER.test(body)) return 'The text says that it is another direction than the gradient.';
  const returned = returnsOf(derivative.function?.body ?? []);
  const isFreedom = FREEDOM.test(body) || returned.every(isCountLess);
  if ((/^d_?f/i.test(names.derivative) && isFreedom) || OTHER_WORLD.test(withComments(source, pair.of) + body)) {
    return 'The text is about something else that is called so.';
  }
  if (multipleOf(wrong) !== undefined && MULTIPLE.test(aboutClass(source, derivative) + body)) {
    return `The text says that a multiple of the derivative of ${names.of} is meant.`;
  }
  if (TRANSPOSED.test(source.text) && wrong.length > 0 && wrong.every(isTurned)) {
    return 'The text says that it stands transposed.';
  }
  if (returned.some((value) => value?.kind === 'name' && FACTOR.test(value.name))) {
    return 'It is called a factor: what it is to be multiplied by may stand elsewhere.';
  }
  if (isQuotient(body, names.of)) return `It is a difference quotient of ${names.of}.`;
  if (returned.length > 0 && returned.every((value) => isShifted(value, pair))) {
    return `It may be a difference from a value of ${names.of}.`;
  }
  if (returned.length > 0 && returned.every((value) => isOfData(value, ownParameters(derivative)))) {
    return `${names.derivative} may be a difference quotient of the data that it is given.`;
  }
  if (returned.some((value) => isSystem(value, pair))) {
    return `It may be a system of equations of motion with ${names.of} as one of them.`;
  }
  if (takesDifference(pair))
    return `${names.derivative} is given something else than ${names.of}: it may be a difference, or an equation for ${names.of}.`;
  if (wrong.length > 0 && wrong.every(isOfSteps)) {
    return `${names.of} is constant in pieces: its gradient may be meant to be another one.`;
  }
  if (isUnit(wrong)) return 'It has length 1: a direction may be meant.';
  const left = leftOut(pair, wrong);
  if (left !== undefined) {
    return `${names.derivative} does not take ${left}: it may be meant as that of the smooth part of ${names.of}.`;
  }
  const added = isTraining ? wrong.flatMap(({ comparison }) => addedInput(comparison)) : [];
  return added.length > 0 ? `${added[0]} is no part of ${names.of}: the step may be meant to have it.` : undefined;
}

const FACTOR = /^(?:pre_?)?factor$/i;
const ANOTHER =
  /natural[- ]gradient|pre-?condition|wirtinger|conj(?:ugate)? (?:of )?z|smooth (?:part|term)|proximal|(?:descent|ascent|search|update) (?:direction|step)|normali[sz]ed (?:gradient|direction)|unit (?:vector|gradient|direction|length)|steepest|(?:magnitude|norm|length) of the (?:gradient|derivative)|without the factor|multipl(?:y|ied) (?:it )?(?:by|with) the (?:vector|direction)|un-?regulari[sz]ed|without (?:the )?(?:regulari[sz]\w+|penalty|prior)|\brotated\b|\bperpendicular\b|stream ?function|\border: |log(?:arithmic)?[- ]derivative|\brelative (?:slope|change|derivative|rate)|\bpercent(?:age)? change|\belasticit\w+|\bd ?log ?\w+ ?\/ ?d ?log|\bin normali[sz]ed (?:time|units|coordinates)|\bnormali[sz]ed to\b|\btangent (?:line|plane)|\bdirectional\b|\b(?:lower|upper) triang|\bfisher information|\bgauss[- ]newton|\bsmoothed\b|\bweight decay|\bimportance[- ]weight|\bclipped\b|\blook-?ahead/i;
/** Colours, hills, and contracts have gradients and derivatives, too. */
const OTHER_WORLD =
  /\bcolou?rs?\b|\brgba?\b|\bterrain\b|\b(?:hill|road)s? |\bfinancial derivative|\bprice of the derivative|\bderivatives? (?:contract|desk|price|instrument)/i;
const FREEDOM = /degrees of freedom|\bdof\b/i;
const MULTIPLE =
  /\bper[- ](?:sample|example|instance|observation)\b|\b(?:summed|sum) over the (?:mini-?)?batch|\bby the caller\b|\bcaller (?:divides|averages|scales)|\bnot (?:averaged|normali[sz]ed|divided)\b|\bunnormali[sz]ed\b|\bby convention\b|\bsign convention\b|\bbasis points?\b|\bDV01\b|\b(?:per|for a) \d+ ?%|\bcalendar day|\b(?:in|per) (?:[kcm]m|kg|[kM]J|kW|kPa|percent|hours?|minutes?|days?|years?|degrees?|radians?|units? of)\b|\bkm\//i;
const TRANSPOSED = /\btranspos\w+|\bcol_deriv\b|\b(?:one )?column per\b/i;

/** The function's text, the comment that stands right above it, and the one behind it. */
export function withComments({ text }: Source, { function: written, span }: Definition): string {
  const { from, to } = written?.span ?? span;
  let start = text.lastIndexOf('\n', from - 1) + 1;
  while (start > 0) {
    const above = text.lastIndexOf('\n', start - 2) + 1;
    if (!/^\s*(?:#|\/\/|\/\*|\*|%|""")/.test(text.slice(above, start))) break;
    start = above;
  }
  const end = text.indexOf('\n', to);
  return text.slice(start, end < 0 ? text.length : end);
}

/** What its class says of itself before its methods. */
function aboutClass({ text }: Source, { className, span }: Definition): string {
  const start = className === undefined ? -1 : text.lastIndexOf(`class ${className}`, span.from);
  return start < 0 ? '' : (text.slice(start, Math.min(start + 400, span.from)).split(/\bdef\b|\n\s*\n/)[0] ?? '');
}

/** The one factor by which every result is off. */
export function multipleOf(reading: readonly Compared[]): number | undefined {
  let multiple: number | undefined;
  for (const { comparison } of reading) {
    for (const { claimed, computed } of comparison.samples) {
      if (computed === 0 && claimed === 0) continue;
      multiple ??= claimed / computed;
      if (multiple === 0 || !near(claimed, multiple * computed)) return undefined;
    }
  }
  return multiple;
}

/** A square matrix that is right but for a transpose. */
function isTurned({ comparison: { list, computed, samples } }: Compared): boolean {
  const [rows, columns, more] = list.lines[computed]?.shape ?? [];
  if (!rows || rows.size !== columns?.size || more) return false;
  const size = rows.size;
  const at = new Map<Sample['point'], Map<number, Sample>>();
  for (const one of samples) at.set(one.point, (at.get(one.point) ?? new Map()).set(one.entry, one));
  return samples.every(({ point, entry, claimed }) => {
    const other = at.get(point)?.get((entry % size) * size + Math.floor(entry / size));
    return other === undefined || near(claimed, other.computed);
  });
}

/** `T(h) - 288.15`: a value of the function itself from which a number is taken. */
function isShifted(value: Expression | undefined, { of }: Pair): boolean {
  if (value?.kind !== 'operation' || value.operator !== 'subtract') return false;
  const [left, right] = value.operands;
  const isValue = left?.kind === 'call' && linearName(left.callee)?.split('.').pop() === of.name.split('.').pop();
  return isValue && (right?.kind === 'number' || right?.kind === 'name');
}

/** `(p2 - p1) / dx` of parameters. */
function isOfData(value: Expression | undefined, given: readonly string[]): boolean {
  if (value?.kind !== 'operation' || value.operator !== 'divide') return false;
  const [difference, step] = value.operands;
  if (difference?.kind !== 'operation' || difference.operator !== 'subtract') return false;
  const isGiven = (part: Expression | undefined) => part?.kind === 'name' && given.includes(part.name);
  return difference.operands.every(isGiven) && isGiven(step) && STEP.test((step && linearName(step)) ?? '');
}

const STEP = /^(?:d_?[a-z]|h|step|spacing|distance|delta\w*)$/i;

/** `n - 1`, `n - p - 1`: degrees of freedom. */
function isCountLess(value: Expression | undefined): boolean {
  if (value?.kind !== 'operation' || value.operator !== 'subtract') return false;
  const [left, right] = value.operands;
  const isCount = (part: Expression | undefined) => part?.kind === 'name' && /^[nkmp]$/i.test(part.name);
  return (isCount(left) || isCountLess(left)) && (right?.kind === 'number' || isCount(right));
}

/** `[v, f(x, v)]`: the velocity, and the acceleration f. */
function isSystem(value: Expression | undefined, { of, derivative }: Pair): boolean {
  if (value?.kind !== 'sequence') return false;
  const own = of.name.split('.').pop();
  const given = ownParameters(derivative);
  const isCalled = value.items.some(
    (item) => item.kind === 'call' && linearName(item.callee)?.split('.').pop() === own,
  );
  return isCalled && value.items.some((item) => item.kind === 'name' && given.includes(item.name));
}

/** `dT(dc)` beside `T(c)`. */
function takesDifference({ of, derivative }: Pair): boolean {
  const [own, given] = [ownParameters(of), ownParameters(derivative)];
  // `dv(v)` of a velocity v(t): an equation of motion.
  if (given.length === 1 && given[0] === of.name && own[0] !== of.name) return true;
  return given.length > 0 && given.every((name, i) => new RegExp(`^(?:d|Δ|delta)_?${own[i] ?? ''}$`, 'u').test(name));
}

/** `(f(x + h) - f(x)) / h` */
function isQuotient(body: string, name: string): boolean {
  const own = name.split('.').pop() ?? name;
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(own)) return false;
  const call = `(?<![\\p{L}\\p{N}_])${own}\\s*\\([^\\n]{0,200}`;
  return new RegExp(`${call}-\\s*(?:self\\.|this\\.)?${call}/`, 'u').test(body);
}

/** Steps, signs and roundings: the derivative is 0 wherever there is one. */
function isOfSteps({ side, comparison }: Compared): boolean {
  const { samples } = comparison;
  return side.depends && samples.length >= ENOUGH && samples.every(({ computed }) => computed === 0);
}

/** Of length 1 everywhere; not where one and the same entry is ±1 and all others are 0, which nobody makes by dividing. */
function isUnit(wrong: readonly Compared[]): boolean {
  const all = wrong.flatMap(({ comparison: { samples } }, k) => samples.map((one) => ({ ...one, k })));
  if (new Set(all.flatMap(({ claimed, entry, k }) => (claimed === 0 ? [] : [`${k} ${entry}`]))).size < 2) return false;
  const squares = new Map<string, number[]>();
  for (const { point, claimed } of all) {
    const key = JSON.stringify(point);
    const known = squares.get(key);
    if (known) known.push(claimed * claimed);
    else squares.set(key, [claimed * claimed]);
  }
  return [...squares.values()].every((entries) => entries.length > 1 && near(sum(entries), 1));
}

function sum(entries: readonly number[]): number {
  return entries.reduce((total, entry) => total + entry, 0);
}

/** The weight of a term with a kink that the derivative is not even given: that term is left to a proximal step. */
function leftOut({ of, derivative }: Pair, wrong: readonly Compared[]): string | undefined {
  const given = ownParameters(derivative);
  const optional = new Set((of.function?.parameters ?? []).flatMap((own) => (own.default ? own.name : [])));
  const own = ownParameters(of).filter((name) => !given.includes(name) && !optional.has(name));
  if (given.length >= ownParameters(of).length) return undefined;
  return own.find((name) =>
    wrong.every(({ side, comparison: { list, computed, claimed } }) => {
      const [truth, claim] = [madeOf(list, computed), madeOf(list, claimed)];
      return side.wrt !== name && truth.operations.has('sign') && truth.inputs.has(name) && !claim.inputs.has(name);
    }),
  );
}

/** What is in the claim and not in the loss: momentum, weight decay. */
function addedInput({ list, computed, claimed }: Compared['comparison']): string[] {
  const truth = madeOf(list, computed).inputs;
  return [...madeOf(list, claimed).inputs].filter((name) => !truth.has(name));
}

function madeOf(list: WengertList, top: LineId) {
  const seen = new Set<LineId>();
  const open = [top];
  const inputs = new Set<string>();
  const operations = new Set<string>();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const line = list.lines[id];
    if (!line || seen.has(id)) continue;
    seen.add(id);
    if (isInput(line)) inputs.add(line.name);
    else operations.add(line.operation);
    open.push(...line.operands);
  }
  return { inputs, operations };
}
