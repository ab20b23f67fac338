/** Functions of a program and those that a person wrote as their derivatives, found by their names. */
import type { Definition } from '../trace/scope.ts';
import type { Source } from './source.ts';

export interface Pair {
  readonly of: Definition;
  readonly derivative: Definition;
  /** By which parameter, where the name says so: `df_dx`. */
  readonly wrt?: string;
}

interface Guess {
  readonly base: string;
  readonly wrt?: string;
}

const WORD = '(?:prime|derivative|deriv|der|grad|gradient|jac|jacobian)';
const SUFFIX = new RegExp(`^(.+?)_?${WORD}$`);
const PREFIX = new RegExp(`^${WORD}_(.+)$`);
const CAMEL_SUFFIX = /^(.+?)(?:Prime|Derivative|Deriv|Grad|Gradient|Jacobian)$/;
const CAMEL_PREFIX = /^(?:grad|gradient|deriv|derivative)([A-Z]\w*)$/;
const LEIBNIZ = /^d_?(\w+?)_?d_?([A-Za-z]\w*)$/;
const SHORT = /^d_?([A-Za-z]\w*)$/;

const SECOND = /^(.*(?:deriv|derivative|prime|der|grad))_?2$/;
const HESSIAN = /^(?:hess(?:ian)?_(.+)|(.+?)_?hess(?:ian)?)$/;

/** Names that belong together where both are functions of one class or module. */
const COMPANIONS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    fit_deriv: ['evaluate'],
    deriv: ['__call__', 'f', 'func', 'evaluate'],
    derivative: ['__call__', 'f', 'func', 'evaluate', 'value'],
    gradient: ['value', 'loss', 'objective', 'cost', 'f', 'func', 'fun', 'evaluate', '__call__'],
    grad: ['value', 'loss', 'objective', 'cost', 'f', 'func', 'fun'],
    Gradient: ['Evaluate'],
    jac: ['fun', 'f', 'func', 'objective'],
    fprime: ['f', 'func', 'fun'],
    df: ['f'],
  }),
);

/** What the function called `name` may be the derivative of. */
export function guessesOf(name: string): readonly Guess[] {
  const found: Guess[] = (COMPANIONS.get(name) ?? []).map((base) => ({
    base,
  }));
  const leibniz = LEIBNIZ.exec(name);
  if (leibniz) found.push({ base: leibniz[1] as string, wrt: leibniz[2] });
  for (const pattern of [SUFFIX, PREFIX, CAMEL_SUFFIX, SHORT]) {
    const base = pattern.exec(name)?.[1];
    if (base !== undefined && base !== name) found.push({ base });
  }
  // Second derivatives are held against first ones.
  const second = SECOND.exec(name);
  if (second) found.push({ base: `${second[1]}` });
  const match = HESSIAN.exec(name);
  const hessian = match?.[1] ?? match?.[2];
  if (hessian !== undefined || name === 'hess' || name === 'hessian') {
    const stem = hessian ?? '';
    for (const word of ['grad', 'gradient', 'jac', 'der', 'deriv', 'prime']) {
      found.push({ base: stem ? `${stem}_${word}` : word }, { base: stem ? `${word}_${stem}` : word });
    }
  }
  const camel = CAMEL_PREFIX.exec(name)?.[1];
  if (camel !== undefined) found.push({ base: camel.charAt(0).toLowerCase() + camel.slice(1) }, { base: camel });
  return found;
}

/** All pairs of the document, in the order of the derivatives. */
export function pairsOf(source: Source): readonly Pair[] {
  const pairs: Pair[] = [];
  for (const definitions of source.scope.definitions.values()) {
    for (const derivative of definitions) {
      if (!derivative.function || derivative.span.doc !== undefined) continue;
      const pair = pairOf(source, derivative);
      if (pair) pairs.push(pair);
    }
  }
  return pairs.sort((a, b) => a.derivative.span.from - b.derivative.span.from);
}

function pairOf(source: Source, derivative: Definition): Pair | undefined {
  for (const { base, wrt } of guessesOf(derivative.name)) {
    const [of, more] = (source.scope.definitions.get(base) ?? []).filter(
      (candidate) =>
        candidate.function !== undefined &&
        candidate !== derivative &&
        candidate.span.doc === undefined &&
        candidate.className === derivative.className &&
        candidate.place.block === derivative.place.block,
    );
    if (!of || more) continue; // two functions of that name: which is meant is open
    if (wrt !== undefined && !(of.parameters ?? []).includes(wrt)) continue;
    return { of, derivative, wrt };
  }
  return undefined;
}
