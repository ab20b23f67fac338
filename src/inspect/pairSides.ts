/** A function and its hand-written derivative traced on the same inputs: what each result is, beside what it should be. */
import { type Budget, type Meter, meter } from '../base/budget.ts';
import type { Problem } from '../base/outcome.ts';
import { type Builder, createBuilder } from '../graph/builder.ts';
import type { LineId, WengertList } from '../graph/list.ts';
import { sameShape, sizesOf } from '../primitives/shape.ts';
import { firstIndexOf } from '../syntax/firstIndex.ts';
import type { Expression } from '../syntax/tree.ts';
import { Assumptions } from '../trace/assume.ts';
import type { Results } from '../trace/code/whole.ts';
import { resolve } from '../trace/scope.ts';
import { GUESSED_SIZE } from '../trace/statics.ts';
import { createTracer } from '../trace/trace.ts';
import type { SidesCompared } from './claims.ts';
import { differentiate } from './differentiate.ts';
import { type Fitted, fitting, weighted } from './pairLayouts.ts';
import { layerShapes, lengthsOf, likelyShapes, type Shaped, seeded, seedOf } from './pairShapes.ts';
import type { Pair } from './pairs.ts';
import { isParameter, ownParameters } from './parameters.ts';
import type { Source } from './source.ts';

/** One thing that the derivative returns, beside what it should be. */
export interface Side extends Fitted {
  readonly wrt: string;
  readonly claimed: LineId;
  /** The function depends on that parameter at all. */
  readonly depends: boolean;
}

/** A result held against what it should be. */
export interface Compared {
  readonly side: Side;
  readonly comparison: SidesCompared;
}

export interface Sides {
  readonly builder: Builder;
  /** Ways in which the results may be meant, the likeliest first: by the first parameter, by the second, … */
  readonly readings: readonly (readonly Side[])[];
  /** What is no parameter and is set to a number by the text. */
  readonly given: ReadonlyMap<string, number>;
}

export type Attempt = Sides | Refusal;

export interface Refusal {
  readonly reason: string;
  /** The two only hand on to functions that they were given. */
  readonly isHandedIn?: boolean;
  /** The value is an array where a number is likely. */
  readonly isArray?: boolean;
}

/** A loop that is followed pass by pass may ask for one entry more in each. */
const MOST_ATTEMPTS = 120;
const LINES = 20_000;

/**
 * Traced anew for every shape that use asks for. `byValue`: the derivative is handed the function's value; `arrays`: what
 * is known of shapes beforehand.
 */
export function sidesOf(
  source: Source,
  pair: Pair,
  byValue: boolean,
  budget: Budget,
  arrays: readonly Shaped[] = [],
): Attempt {
  const found = traced(source, pair, byValue, budget, arrays);
  const [first] = ownParameters(pair.of);
  if (!('reason' in found) || found.isHandedIn || first === undefined || arrays.length > 0) return found;
  if (pair.seed !== undefined) {
    // What runs through a layer is a batch of rows, or one vector.
    for (const shapes of layerShapes(first, pair)) {
      const other = traced(source, pair, byValue, budget, shapes);
      if (!('reason' in other)) return other;
    }
    return found;
  }
  const likely = found.isArray ? [] : likelyShapes(pair);
  if (likely.length > 0) {
    const other = traced(source, pair, byValue, budget, likely);
    if (!('reason' in other)) return other;
  }
  if (!found.isArray) return found;
  // MATLAB and R: X * theta may be of a number or of a vector; a cost that is an array says which.
  const other = traced(source, pair, byValue, budget, [{ input: first, rank: 1 }]);
  return 'reason' in other ? found : other;
}

function traced(source: Source, pair: Pair, byValue: boolean, budget: Budget, arrays: readonly Shaped[]): Attempt {
  const assumptions = new Assumptions((name) => resolve(source.scope, name, pair.of.place) !== undefined);
  for (const shaped of arrays) assumptions.grant({ kind: 'rank', ...shaped });
  for (const [name, size] of lengthsOf(pair)) assumptions.declare(name, [{ size }]);
  const work = meter(budget);
  for (let attempt = 1; ; attempt++) {
    const found = attemptSides(source, pair, byValue, work, attempt < MOST_ATTEMPTS ? assumptions : undefined);
    if (found !== 'again') return found;
  }
}

/** What the value alone is made of, whatever the derivative asks of the shapes. */
export function valueInputs(source: Source, pair: Pair, budget: Budget): WengertList | undefined {
  const assumptions = new Assumptions((name) => resolve(source.scope, name, pair.of.place) !== undefined);
  const work = meter(budget);
  for (let attempt = 1; attempt < MOST_ATTEMPTS; attempt++) {
    const builder = createBuilder({ limit: LINES, firstIndex: firstIndexOf(pair.of.language) });
    const tracer = createTracer({ scope: source.scope, builder, meter: work, differentiate, assumptions });
    const value = tracer.define(pair.of);
    if (!tracer.wishing) return value === undefined ? undefined : builder.finish([value]);
  }
  return undefined;
}

function attemptSides(
  source: Source,
  pair: Pair,
  byValue: boolean,
  work: Meter,
  assumptions: Assumptions | undefined,
): Attempt | 'again' {
  const builder = createBuilder({ limit: LINES, firstIndex: firstIndexOf(pair.of.language) });
  const tracer = createTracer({ scope: source.scope, builder, meter: work, differentiate, assumptions });
  const refused = (reason: string): Attempt => {
    const [problem] = tracer.problems;
    const isHandedIn = problem !== undefined && isFromOutside(source, pair, problem);
    return { reason: problem?.message ?? reason, isHandedIn };
  };
  const given = tracer.define(pair.of);
  if (tracer.wishing) return 'again';
  if (given === undefined) return refused(`${pair.names.of} could not be followed.`);
  if (tracer.outputs) return { reason: `${pair.names.of} gives several results; which is differentiated is open.` };
  const inputs = new Inputs(pair, builder, assumptions);
  const seed = pair.seed === undefined ? undefined : seedOf(pair, builder, given);
  const value = seed === undefined ? given : seeded(builder, given, seed);
  const start = pair.out === undefined ? undefined : startOf(pair, builder, inputs, value);
  if (pair.out !== undefined && start === undefined) return { reason: 'How large the result is is not known.' };
  const args = argumentsFor(pair, builder, inputs, byValue ? value : undefined, start, seed);
  if (!args) {
    const reason = `${pair.names.derivative} takes other arguments than ${pair.names.of}.`;
    return { reason, isHandedIn: pair.by === undefined && isOtherFunction(pair) };
  }
  const result = tracer.results(pair.derivative, args, callOf(pair));
  if (tracer.wishing) return 'again';
  if (!result) return refused(`${pair.names.derivative} could not be followed.`);
  const [stranger] = [...tracer.free].filter((name) => !name.includes('.'));
  if (stranger !== undefined) return { reason: `${stranger} is not defined here.` };
  if (tracer.guards.some(({ reason }) => reason !== undefined)) return { reason: 'A branch could not be followed.' };
  const isLearning = pair.seed !== undefined || (pair.wrt?.length ?? 0) > 1;
  const isOfNumber = builder.shape(value).length === 0;
  if (isLearning && isOfNumber && isShapeLearnt(pair, builder, inputs, result, assumptions)) return 'again';
  const numbers = [...tracer.inputs.values()].flatMap(({ name, value: number }) =>
    typeof number !== 'number' || inputs.names.includes(name) ? [] : [[name, number] as const],
  );
  return pairUp(pair, builder, value, inputs, result, new Map(numbers));
}

/** A gradient has the shape of what it is by: an input that seems to have fewer axes has as many. */
function isShapeLearnt(
  { wrt = [] }: Pair,
  builder: Builder,
  inputs: Inputs,
  { lines }: Results,
  assumptions: Assumptions | undefined,
): boolean {
  return wrt.some((input, i) => {
    const [line, claimed] = [input === undefined ? undefined : inputs.line(input), lines[i]];
    if (input === undefined || line === undefined || claimed === undefined) return false;
    const shape = builder.shape(claimed);
    const own = builder.shape(line);
    // As many axes of other lengths: where the lengths are guesses they may be equal.
    if (shape.length === own.length) {
      return shape.some((axis, k) => {
        const mine = own[k];
        return mine && mine.size !== axis.size && assumptions?.grant({ kind: 'equal', axes: [mine, axis] }) === true;
      });
    }
    if (shape.length < own.length || !assumptions?.grant({ kind: 'rank', input, rank: shape.length })) return false;
    // `keepdims=True`: a bias of one row.
    for (const [k, axis] of (assumptions.shapeOf(input) ?? []).entries()) {
      if (shape[k]?.size === 1) assumptions.grant({ kind: 'size', axis, size: 1, exact: true });
    }
    return true;
  });
}

/** An attribute of the object, or a parameter of one of the two or of a function around them, is called. */
function isFromOutside({ scope }: Source, { of, derivative }: Pair, { code, message }: Problem): boolean {
  if (code !== 'unknownFunction') return false;
  const root = /^(\w+)(?:\.\w+)* is not a function/.exec(message)?.[1];
  if (root === undefined) return false;
  if (root === 'self' || root === 'this') return true;
  // C: a member that is called is a pointer to a function of the caller's.
  if (of.language === 'c' && message.startsWith(`${root}.`)) return true;
  return isParameter(scope, root, of) || isParameter(scope, root, derivative);
}

/** The lines of the function's parameters. */
class Inputs {
  readonly names: readonly string[];
  private readonly builder: Builder;
  private readonly assumptions: Assumptions | undefined;

  constructor(pair: Pair, builder: Builder, assumptions: Assumptions | undefined) {
    this.names = ownParameters(pair.of);
    this.builder = builder;
    this.assumptions = assumptions;
  }

  line(name: string): LineId | undefined {
    const { lines } = this.builder;
    const id = lines.findIndex((line) => line.operation === 'input' && (line as { name?: string }).name === name);
    if (id >= 0) return id;
    return this.assumptions?.isStatic(name) ? this.builder.constant(GUESSED_SIZE, name) : undefined;
  }

  isNumber(name: string): boolean {
    return this.assumptions?.isStatic(name) === true;
  }

  /** Those that may be differentiated by. */
  variables(): string[] {
    return this.names.filter((name) => !this.isNumber(name) && this.line(name) !== undefined);
  }
}

/** Zeros where the result is written into. */
function startOf(pair: Pair, builder: Builder, inputs: Inputs, value: LineId): LineId | undefined {
  const wrt = inputs.names[pair.by ?? 0];
  const by = wrt === undefined ? undefined : inputs.line(wrt);
  if (by === undefined) return undefined;
  const axes = sizesOf(builder.shape(by));
  const shape = [...sizesOf(builder.shape(value)), ...axes, ...(pair.order === 2 ? axes : [])];
  if (shape.length > MOST_AXES) return undefined;
  return builder.apply('broadcast', [builder.constant(0)], { shape });
}

const MOST_AXES = 3;

/** ∂value/∂by, or the second derivative. Zero where the value does not depend on it. */
function derivativeOf(builder: Builder, pair: Pair, value: LineId, by: LineId | undefined): LineId | string {
  if (by === undefined) return 'By which parameter it differentiates is not known.';
  let line = value;
  for (let order = pair.order ?? 1; order > 0; order--) {
    const next = differentiate(builder, { of: line, wrt: by, local: false });
    if (typeof next === 'number') line = next;
    else if (next.code !== 'independent') return next.message;
    else {
      const shape = [...sizesOf(builder.shape(line)), ...sizesOf(builder.shape(by))];
      return builder.apply('broadcast', [builder.constant(0)], { shape });
    }
  }
  return line;
}

function isMadeOf(builder: Builder, line: LineId, input: LineId): boolean {
  const seen = new Set<LineId>();
  const open = [line];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === input) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...builder.at(id).operands);
  }
  return false;
}

/** Which derivative each result stands for. */
function pairUp(
  pair: Pair,
  builder: Builder,
  value: LineId,
  inputs: Inputs,
  result: Results,
  given: Sides['given'],
): Attempt {
  const variables = inputs.variables();
  const readings: Side[][] = [];
  let reason: string | undefined;
  for (const names of meanings(pair, inputs, result)) {
    const lines = linesFor(builder, result, names.length);
    if (!lines) {
      reason ??= `${pair.names.derivative} gives ${result.lines.length} results; what they stand for is open.`;
      continue;
    }
    const sides: Side[] = [];
    for (const [i, name] of names.entries()) {
      const claimed = lines[i] as LineId;
      const by = inputs.line(name);
      const computed = derivativeOf(builder, pair, value, by);
      const fitted =
        typeof computed === 'number'
          ? fitting(builder, computed, claimed, value, variables)
          : by === undefined || pair.order === 2
            ? undefined
            : weighted(builder, claimed, value, by);
      if (!fitted) {
        reason ??=
          typeof computed === 'string'
            ? computed
            : 'The shapes of the two differ; how the derivative is laid out is not known.';
        break;
      }
      sides.push({ wrt: name, claimed, ...fitted, depends: by !== undefined && isMadeOf(builder, value, by) });
    }
    const isAbout = sides.some(({ depends }) => depends);
    if (sides.length < names.length || sides.length === 0) continue;
    if (isAbout) readings.push(sides);
    else reason ??= `${pair.names.of} does not depend on ${names.join(', ')}.`;
  }
  if (readings.length > 0) return { builder, readings, given };
  return {
    isArray: builder.shape(value).length > 0,
    reason: reason ?? 'By which parameter it differentiates is not known.',
  };
}

/** By which parameters the results may be, the likeliest first. */
function meanings(pair: Pair, inputs: Inputs, result: Results): string[][] {
  const variables = inputs.variables();
  if (pair.by !== undefined) {
    const names = pair.spread ? variables.slice(pair.by) : inputs.names.slice(pair.by, pair.by + 1);
    return [names];
  }
  if (pair.wrt?.every((name) => name !== undefined)) return [[...(pair.wrt as string[])]];
  if (!result.several) return [...variables.map((name) => [name]), variables, variables.slice(1)];
  const lists = [variables, variables.slice(1)].filter((names) => names.length === result.lines.length);
  return [...lists, ...variables.map((name) => [name])];
}

/** One line for each parameter. */
function linesFor(builder: Builder, result: Results, count: number): readonly LineId[] | undefined {
  if (result.lines.length === count && !(count === 1 && result.several)) return result.lines;
  if (count > 1) return entriesOf(builder, result, count);
  // [∂f/∂x_0, ∂f/∂x_1] by one vector x.
  const [first] = result.lines;
  const shape = first === undefined ? [] : builder.shape(first);
  if (first === undefined || !result.lines.every((line) => sameShape(builder.shape(line), shape))) return undefined;
  return [builder.apply('stack', result.lines, { axis: 0 })];
}

/** An array whose rows, or columns, are one a parameter. */
function entriesOf(builder: Builder, result: Results, count: number): LineId[] | undefined {
  const [line] = result.lines;
  if (result.lines.length !== 1 || line === undefined || count < 2) return undefined;
  const shape = builder.shape(line);
  if (shape.length === 0 || shape.length > 2) return undefined;
  const axis = shape.findIndex(({ size }) => size === count);
  if (axis < 0 || (shape.length === 2 && shape[0]?.size === shape[1]?.size)) return undefined;
  return Array.from({ length: count }, (_, k) =>
    builder.apply('index', [line], { items: axis === 0 ? [[k]] : [[], [k]] }),
  );
}

/** For every parameter of the derivative the same input as in the function: by name, else the one at its place. */
function argumentsFor(
  pair: Pair,
  builder: Builder,
  inputs: Inputs,
  value: LineId | undefined,
  start: LineId | undefined,
  seed: LineId | undefined,
): (LineId | undefined)[] | undefined {
  const of = inputs.names.filter((name) => name !== pair.valueOut);
  const own = ownParameters(pair.derivative);
  const isTold = pair.by !== undefined;
  const plain = own.filter((name) => name !== pair.out && name !== pair.seed);
  const others = plain.filter((name) => !of.includes(name));
  const goesByPlace = isTold && plain.length === of.length;
  if (!goesByPlace && (others.length > 1 || plain.length > of.length)) return undefined;
  const args: (LineId | undefined)[] = [];
  const presets = new Set(pair.derivative.function?.parameters.filter((own) => own.default).map(({ name }) => name));
  for (const name of own) {
    if (name === pair.out) {
      if (start === undefined) return undefined;
      args.push(start);
      continue;
    }
    if (name === pair.seed && seed !== undefined) {
      args.push(seed);
      continue;
    }
    const i = plain.indexOf(name);
    const meant = goesByPlace ? of[i] : of.includes(name) ? name : i === 0 ? of[0] : undefined;
    if (meant === undefined) return undefined;
    // Left to its default where the function was: `alpha=None` is not a number.
    if (inputs.line(meant) === undefined && presets.has(name)) {
      args.push(undefined);
      continue;
    }
    // `void *params` that the function does not use is no input of it.
    const line = inputs.line(meant) ?? builder.input(meant);
    args.push(i === 0 && value !== undefined ? value : line);
  }
  return args;
}

/** Several arguments more than the function has: `J(x)ᵀu` and its like, which a name alone does not make a derivative. */
function isOtherFunction({ of, derivative, out, seed }: Pair): boolean {
  const own = new Set(ownParameters(of));
  const presets = new Set(derivative.function?.parameters.filter((one) => one.default).map(({ name }) => name));
  const taken = ownParameters(derivative).filter((name) => !presets.has(name) && name !== out && name !== seed);
  return taken.length > own.size + 1 && taken.filter((name) => !own.has(name)).length > 1;
}

function callOf({ derivative }: Pair): Expression {
  const { span, name } = derivative;
  return { kind: 'name', name, base: name, accents: [], span, outer: span };
}
