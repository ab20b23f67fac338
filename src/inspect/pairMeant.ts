/** Derivatives that are meant to be something else: difference quotients, directions, gradients of steps, smooth parts. */

import { isInput, type LineId, type WengertList } from '../graph/list.ts';
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
  const body = withComment(source, derivative);
  if (ANOTHER.test(body)) return 'The text says that it is another direction than the gradient.';
  const returned = returnsOf(derivative.function?.body ?? []);
  if (returned.some((value) => value?.kind === 'name' && FACTOR.test(value.name))) {
    return 'It is called a factor: what it is to be multiplied by may stand elsewhere.';
  }
  if (isQuotient(body, names.of)) return `It is a difference quotient of ${names.of}.`;
  if (wrong.length > 0 && wrong.every(isOfSteps)) {
    return `${names.of} is constant in pieces: its gradient may be meant to be another one.`;
  }
  const [only, more] = wrong;
  if (only && !more && isUnit(only.comparison.samples)) return 'It has length 1: a direction may be meant.';
  const left = leftOut(pair, wrong);
  if (left !== undefined) {
    return `${names.derivative} does not take ${left}: it may be meant as that of the smooth part of ${names.of}.`;
  }
  const added = isTraining ? wrong.flatMap(({ comparison }) => addedInput(comparison)) : [];
  return added.length > 0 ? `${added[0]} is no part of ${names.of}: the step may be meant to have it.` : undefined;
}

const FACTOR = /^(?:pre_?)?factor$/i;
const ANOTHER =
  /natural[- ]gradient|pre-?condition|wirtinger|conj(?:ugate)? (?:of )?z|smooth (?:part|term)|proximal|(?:descent|ascent|search|update) (?:direction|step)|normali[sz]ed (?:gradient|direction)|unit (?:vector|gradient|direction|length)|steepest/i;

/** The function's text, and the comment that stands right above it. */
function withComment({ text }: Source, { function: written, span }: Definition): string {
  const { from, to } = written?.span ?? span;
  let start = text.lastIndexOf('\n', from - 1) + 1;
  while (start > 0) {
    const above = text.lastIndexOf('\n', start - 2) + 1;
    if (!/^\s*(?:#|\/\/|\/\*|\*|%|""")/.test(text.slice(above, start))) break;
    start = above;
  }
  return text.slice(start, to);
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
function isUnit(samples: readonly Sample[]): boolean {
  if (new Set(samples.flatMap(({ claimed, entry }) => (claimed === 0 ? [] : [entry]))).size < 2) return false;
  const squares = new Map<Sample['point'], number[]>();
  for (const { point, claimed } of samples) {
    const known = squares.get(point);
    if (known) known.push(claimed * claimed);
    else squares.set(point, [claimed * claimed]);
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
