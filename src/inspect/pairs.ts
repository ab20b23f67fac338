/** Functions of a program and those that a person wrote as their derivatives. */

import { every, finished } from '../base/pauses.ts';
import type { Span } from '../base/span.ts';
import { linearName, walk } from '../syntax/names.ts';
import type { FunctionDefinition, Lambda, Language } from '../syntax/tree.ts';
import { type Definition, type Place, resolve } from '../trace/scope.ts';
import { backwardNames, backwardOf } from './backward.ts';
import { bothOut } from './bothOut.ts';
import { ruleOf } from './chainRules.ts';
import { functionOf } from './classes.ts';
import { byAttribute, byFlag, byResults, type Cut, resultsBy } from './joint.ts';
import { isEmpty, isNoClaim, isSaidNumerical, takeNothing } from './noClaims.ts';
import { takenOnce } from './ofOrder.ts';
import { givingOut, outParameter, runBy, valueAndGradient, withoutGsl, wrappedBy } from './outParameters.ts';
import { type Handed, toldByCalls } from './pairCalls.ts';
import { guessesOf } from './pairNames.ts';
import { withoutCounters } from './rewritten.ts';
import { readingProgram, type Source } from './source.ts';
import { trainedFunction, trainedIn } from './training.ts';

export interface Pair {
  /** Gives the value. */
  readonly of: Definition;
  /** Gives the derivative. */
  readonly derivative: Definition;
  /** How the text calls the two. */
  readonly names: { readonly of: string; readonly derivative: string };
  readonly span: Span;
  /** By which parameter each result is; undefined: its name does not say. */
  readonly wrt?: readonly (string | undefined)[];
  /** The parameter of `derivative` that the result is added to or written into. */
  readonly out?: string;
  /** The parameter of `of` that the value is written into. */
  readonly valueOut?: string;
  readonly order?: 2;
  /** The value is a loss beside the loop's own derivatives: a multiple of it may be meant. */
  readonly isTraining?: boolean;
  /** Both are functions of the text, unchanged. */
  readonly isAsWritten: boolean;
  /** Someone says that the two belong together: parameters go by place, and the place of the one that it is by. */
  readonly by?: number;
  /** All parameters from `by` on are differentiated by. */
  readonly spread?: boolean;
  /** The parameter of `derivative` that takes a cotangent of the value's shape: each result is its product with ∂of/∂wrt. */
  readonly seed?: string;
  /** The author's own derivative, where `derivative` only runs it. */
  readonly written?: FunctionDefinition;
  /** What the constructor makes from other things that the object keeps is taken as it is made. */
  readonly kept?: boolean;
  /** It is called in another way than by default. */
  readonly isVariant?: boolean;
  /** What its object may lack it lacks. */
  readonly isBare?: boolean;
  /** The backward pass makes no use of its cotangent. */
  readonly isUnseeded?: boolean;
}

/** All pairs of the document, in the order of the derivatives. */
export function pairsOf(source: Source): readonly Pair[] {
  return finished(pairing(source));
}

/** Names that are looked at before others get their turn. */
const PAUSE_EVERY = 100;

/** The same with pauses. */
export function* pairing(source: Source): Generator<undefined, readonly Pair[]> {
  const told = yield* toldPairs(source);
  // Those that are written out in a call are no definitions of the document.
  const pairs = new Map([...told].filter(([{ name }]) => name === WRITTEN_OUT.derivative));
  const isTime = every(PAUSE_EVERY);
  for (const definitions of source.scope.definitions.values()) {
    if (isTime()) yield;
    for (const derivative of definitions) {
      if (!derivative.function || derivative.span.doc !== undefined) continue;
      if (isEmpty(derivative)) continue;
      const pair =
        told.get(derivative) ??
        namedPair(source, derivative) ??
        namedBackward(source, derivative) ??
        chainRule(source, derivative) ??
        jointPair(derivative);
      if (pair) pairs.set(derivative, pair);
    }
  }
  yield;
  const trained = yield* trainedPairs(source);
  return [...pairs.values(), ...trained].sort((a, b) => a.span.from - b.span.from);
}

function namedPair(source: Source, derivative: Definition): Pair | undefined {
  if (wrappedBy(source.scope, derivative) !== derivative) return undefined; // the claim is that of the function it runs
  for (const { base, wrt, order, isWeak } of guessesOf(lastOf(derivative.name))) {
    const [of, more] = beside(source, derivative, base);
    if (!of || more) continue; // two functions of that name: which is meant is open
    if (isEmpty(of) || isNoClaim(of, derivative) || takeNothing(of, derivative)) continue;
    if (isSaidNumerical(source, derivative)) continue;
    if (wrt !== undefined && !(of.parameters ?? []).includes(wrt)) continue;
    if (isWeak && !DERIVATIVE_SAID.test(wordsOf(source, derivative))) continue;
    if (isDensity(source, derivative, base)) continue;
    const by = wrt === undefined ? resultsBy(derivative, of.parameters ?? []) : [wrt];
    if (by === 'open') continue;
    const [own, other] = [of, derivative].map((one) => runBy(source.scope, one)) as [Definition, Definition];
    const once = takenOnce(source.text, own, other);
    const pair = pairOf(own, once, {
      ...((own !== of || once !== derivative) && { isAsWritten: false }),
      names: { of: of.name, derivative: derivative.name },
      span: derivative.span,
      wrt: by,
      order,
    });
    if (pair) return pair;
  }
  return undefined;
}

/** The functions of that name in the same class or block; of earlier cells where this one has none. */
function beside({ scope }: Source, definition: Definition, name: string): readonly Definition[] {
  const { className, language, place } = definition;
  const stem = definition.name.slice(0, -lastOf(definition.name).length);
  const all = (scope.definitions.get(stem + name) ?? []).filter(
    (candidate) =>
      candidate.function !== undefined &&
      candidate !== definition &&
      candidate.className === className &&
      candidate.language === language &&
      candidate.place.block === place.block,
  );
  const own = all.filter(({ span }) => span.doc === undefined);
  return own.length > 0 ? own : all;
}

/** Julia's `rrule` and `frule`. */
function chainRule(source: Source, rule: Definition): Pair | undefined {
  const cut = ruleOf(source.scope, rule);
  return cut && { ...cut, span: rule.span, isAsWritten: false };
}

/** The way back beside the way forward, by their names. */
function namedBackward(source: Source, backward: Definition): Pair | undefined {
  for (const word of backwardNames(lastOf(backward.name))) {
    const [forward, more] = beside(source, backward, word);
    if (!forward || more) continue;
    const pair = backwardPair(source, forward, backward, false);
    if (pair) return pair;
  }
  return undefined;
}

function backwardPair(source: Source, forward: Definition, backward: Definition, isLast: boolean): Pair | undefined {
  const cut = isEmpty(forward) ? undefined : backwardOf(source.scope, forward, backward, isLast);
  return cut && { ...cut, span: backward.span, isAsWritten: false, written: backward.function };
}

const DERIVATIVE_SAID = /\bderiv\w*|\bgradients?\b|\bjacobian\b|\bd\/d\w/i;

/** R: `dnorm` is a density where `pnorm` and its like stand beside it. */
function isDensity({ scope }: Source, { name, language }: Definition, base: string): boolean {
  return (
    language === 'r' && name === `d${base}` && ['p', 'q', 'r'].some((letter) => scope.definitions.has(letter + base))
  );
}

/** `SOFTSIGN` of `activation.SOFTSIGN`. */
function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** The text of a function and the comment above it. */
function wordsOf({ text }: Source, { function: written, span }: Definition): string {
  const { from, to } = written?.span ?? span;
  return text.slice(Math.max(0, from - 200), to);
}

/** Both made ready to run; undefined: what they give cannot be told. */
function pairOf(of: Definition, derivative: Definition, more: Partial<Pair>): Pair | undefined {
  const [value, gradient] = [withoutGsl(withoutCounters(of)), withoutGsl(withoutCounters(derivative))];
  if (!value || !gradient) return undefined;
  const valueOut = outParameter(value);
  const out = outParameter(gradient);
  const giving = valueOut === undefined ? value : givingOut(value, valueOut);
  const claiming = out === undefined ? gradient : givingOut(gradient, out);
  if (!giving || !claiming) return undefined;
  return {
    of: giving,
    derivative: claiming,
    names: { of: of.name, derivative: derivative.name },
    span: derivative.span,
    out,
    valueOut,
    isAsWritten: giving === of && claiming === derivative,
    by: out === undefined ? undefined : firstBy(giving, valueOut),
    ...more,
  };
}

/** C and Julia: the first parameter that is neither a size nor where the value goes. */
function firstBy({ function: written }: Definition, valueOut: string | undefined): number | undefined {
  const parameters = written?.parameters ?? [];
  const at = parameters.findIndex(({ name, annotation }) => name !== valueOut && !SIZE.test(annotation ?? ''));
  // `f(const void *state, const double table[], size_t size, double x, double *y)`: nobody differentiates by a state.
  if (STATE.test(parameters[at]?.annotation ?? '')) {
    const numbers = parameters.flatMap(({ annotation }, i) => (NUMBER.test(annotation ?? '') ? [i] : []));
    if (numbers.length === 1) return numbers[0];
  }
  return at < 0 ? undefined : at;
}

const STATE = /^(?:const\s+)?void\s*\*/;
const NUMBER = /^(?:const\s+)?(?:double|float)$/;
const SIZE = /^(?:const\s+)?(?:unsigned|int|size_t|long|uint\w*)\b[\s\w]*$/;

/** `dw` and `db` in loops that train: of functions, and of the module. */
function* trainedPairs(source: Source): Generator<undefined, Pair[]> {
  const isCode = source.regions.some(({ items }) => items.some(({ language }) => PROGRAMS.has(language)));
  const loop = isCode ? source.text.search(LOOP) : -1;
  if (loop < 0 || !GRADIENT_SET.test(source.text.slice(loop))) return [];
  yield;
  const functions = [...source.scope.definitions.values()].flat().filter((d) => d.function && d.span.doc === undefined);
  const isTime = every(PAUSE_EVERY);
  const found = [];
  for (const around of functions) {
    if (isTime()) yield;
    for (const one of trainedIn(source, around.function?.body ?? [], around)) found.push(one);
  }
  const module = (yield* readingProgram(source.text, source.languageId))?.statements ?? [];
  yield;
  for (const one of trainedIn(source, module, undefined)) found.push(one);
  return found.map(({ value, derivative, names, wrt, span }) => ({
    of: value,
    derivative,
    names: { of: names.value, derivative: names.derivative },
    span,
    wrt,
    isAsWritten: false,
    isTraining: true,
  }));
}

const PROGRAMS = new Set(['python', 'javascript', 'julia', 'matlab', 'r', 'c']);
const LOOP = /\b(?:for|while)\b/;
const GRADIENT_SET = /\b(?:d_?\w+|grad_\w+|\w+_grad)\s*=/;

function jointPair(definition: Definition): Pair | undefined {
  const plain = definition.language === 'c' ? withoutGsl(withoutCounters(definition)) : undefined;
  const both = plain && bothOut(plain);
  if (both) return { ...both, span: definition.span, isAsWritten: false, by: firstBy(both.of, both.valueOut) };
  const nlopt = valueAndGradient(definition);
  if (nlopt) {
    return {
      of: nlopt.value,
      derivative: nlopt.gradient,
      names: { of: definition.name, derivative: nlopt.out },
      span: definition.span,
      out: nlopt.out,
      isAsWritten: false,
      by: firstBy(nlopt.value, nlopt.out),
    };
  }
  const cut: Cut | undefined =
    byFlag(definition) ?? byAttribute(definition) ?? byResults(definition) ?? trainedFunction(definition);
  if (!cut || isNoClaim(cut.value, cut.derivative)) return undefined;
  return {
    of: cut.value,
    derivative: cut.derivative,
    names: { of: cut.names.value, derivative: cut.names.derivative },
    span: definition.span,
    wrt: cut.wrt,
    isAsWritten: false,
  };
}

/** By the derivative: what calls of optimizers and solvers say. */
function* toldPairs(source: Source): Generator<undefined, Map<Definition, Pair>> {
  const pairs = new Map<Definition, Pair>();
  const meant = (
    handed: Handed,
    place: Place,
    language: Language,
    role: keyof typeof WRITTEN_OUT,
  ): Definition | undefined => {
    if (typeof handed !== 'string') return writtenOut(handed, WRITTEN_OUT[role], place, language);
    const name = handed;
    const plain = name.includes('.') ? undefined : resolve(source.scope, name, place);
    const all = (source.scope.definitions.get(lastOf(name)) ?? []).filter((candidate) => candidate.function);
    const found = name.includes('.') && all.length === 1 ? all[0] : plain;
    return found?.function ? found : undefined;
  };
  for (const { of, derivative, order, by, spread, place, language } of yield* toldByCalls(source)) {
    const [first, second] = [meant(of, place, language, 'of'), meant(derivative, place, language, 'derivative')];
    const [f, g] = [first && wrappedBy(source.scope, first), second && wrappedBy(source.scope, second)];
    if (!f || !g || f === g || g.span.doc !== undefined || pairs.has(g) || isEmpty(f) || isEmpty(g) || isNoClaim(f, g))
      continue;
    const pair = pairOf(f, g, { by, spread, ...(order === 2 && { order }) });
    if (pair) pairs.set(g, pair);
  }
  yield;
  for (const { forward, backward, place } of yield* toldBackward(source)) {
    const [f, g] = [meant(forward, place, 'python', 'of'), meant(backward, place, 'python', 'derivative')];
    const pair = f && g && f !== g && g.span.doc === undefined ? backwardPair(source, f, g, true) : undefined;
    if (g && pair) pairs.set(g, pair);
  }
  return pairs;
}

/** What functions go by that have no name. */
const WRITTEN_OUT = { of: 'f', derivative: 'f′' };

/** A function that stands in a call: `minimize(lambda x: …, x0)`. */
function writtenOut(lambda: Lambda, name: string, place: Place, language: Language): Definition {
  const { body, parameters, span } = lambda;
  return {
    name,
    parameters: parameters.map((parameter) => parameter.name),
    bodies: [body],
    place,
    bodyPlace: place,
    span,
    language,
    function: functionOf(lambda, name, span, span),
  };
}

/** JAX: `f.defvjp(f_fwd, f_bwd)`. */
function* toldBackward({
  regions,
}: Source): Generator<undefined, { forward: string; backward: string; place: Place }[]> {
  const told: { forward: string; backward: string; place: Place }[] = [];
  const isTime = every(PAUSE_EVERY);
  for (const { items } of regions) {
    if (isTime()) yield;
    for (const { expression, language, place } of items) {
      if (language !== 'python') continue;
      for (const node of walk(expression)) {
        if (node.kind !== 'call' || node.callee.kind !== 'attribute' || node.callee.name !== 'defvjp') continue;
        const [forward, backward] = node.args.map(linearName);
        if (forward !== undefined && backward !== undefined) told.push({ forward, backward, place });
      }
    }
  }
  return told;
}
