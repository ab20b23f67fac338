/** A function and its hand-written derivative traced on the same inputs: what each result is, beside what it should be. */
import { type Budget, type Meter, meter } from '../base/budget.ts';
import { type Builder, createBuilder } from '../graph/builder.ts';
import { isInput, type LineId, type WengertList } from '../graph/list.ts';
import { sameShape, sizesOf } from '../primitives/shape.ts';
import { firstIndexOf } from '../syntax/firstIndex.ts';
import { linearName } from '../syntax/names.ts';
import type { Expression } from '../syntax/tree.ts';
import { Assumptions } from '../trace/assume.ts';
import type { Results } from '../trace/code/whole.ts';
import type { TraceOptions } from '../trace/kit.ts';
import { resolve } from '../trace/scope.ts';
import { createTracer, type Tracer } from '../trace/trace.ts';
import type { SidesCompared } from './claims.ts';
import { differentiate } from './differentiate.ts';
import { argumentsFor, callOf, Inputs, isFromOutside, isOtherFunction } from './pairInputs.ts';
import { alongOf, byParameter, type Fitted, fitting, isZero, largeOf } from './pairLayouts.ts';
import { layerShapes, lengthsOf, likelyShapes, type Shaped, seeded, seedOf } from './pairShapes.ts';
import type { Pair } from './pairs.ts';
import { isParameter, ownParameters } from './parameters.ts';
import { returnsOf } from './rewritten.ts';
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
  /** The values of inputs decide which way it goes. */
  readonly hasChoices?: boolean;
  /** With as many entries in these inputs as the Jacobian has columns for them the shapes may fit. */
  readonly lengths?: ReadonlyMap<string, number>;
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
  at?: TraceOptions['at'],
): Attempt {
  const follow = (own: readonly Shaped[], lengths?: ReadonlyMap<string, number>) =>
    traced(source, pair, byValue, budget, own, at, lengths);
  const plain = follow(arrays);
  const fuller = 'reason' in plain && plain.lengths ? follow(arrays, plain.lengths) : plain;
  const found = 'reason' in fuller ? plain : fuller;
  const [first] = ownParameters(pair.of);
  if (!('reason' in found) || found.isHandedIn || first === undefined || arrays.length > 0) return found;
  if (pair.seed !== undefined) {
    // What runs through a layer is a batch of rows, or one vector.
    for (const shapes of layerShapes(first, pair)) {
      const other = follow(shapes);
      if (!('reason' in other)) return other;
    }
    return found;
  }
  const likely = found.isArray ? [] : likelyShapes(pair);
  if (likely.length > 0) {
    const other = follow(likely);
    if (!('reason' in other)) return other;
  }
  // C says of everything whether it is an array.
  if (pair.of.language !== 'c' && NEEDS_ARRAY.test(found.reason)) {
    for (const rank of [1, 2]) {
      const other = follow([{ input: first, rank }]);
      if (!('reason' in other)) return other;
    }
  }
  if (!found.isArray) return found;
  // MATLAB and R: X * theta may be of a number or of a vector; a cost that is an array says which.
  const other = follow([{ input: first, rank: 1 }]);
  return 'reason' in other ? found : other;
}

/** `x.dot(A.dot(x))`: of numbers alone it says nothing; x is a vector or a matrix. */
const NEEDS_ARRAY = /^(?:Here a vector or list is needed|dot needs two arrays)/;

function traced(
  source: Source,
  pair: Pair,
  byValue: boolean,
  budget: Budget,
  arrays: readonly Shaped[],
  at: TraceOptions['at'],
  lengths: ReadonlyMap<string, number> = new Map(),
): Attempt {
  const assumptions = new Assumptions((name) => resolve(source.scope, name, pair.of.place) !== undefined);
  for (const shaped of arrays) assumptions.grant({ kind: 'rank', ...shaped });
  for (const [name, size] of new Map([...lengthsOf(pair), ...lengths])) assumptions.declare(name, [{ size }]);
  const work = meter(budget);
  for (let attempt = 1; ; attempt++) {
    const found = attemptSides(source, pair, byValue, work, attempt < MOST_ATTEMPTS ? assumptions : undefined, at);
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
    if (!tracer.wishing()) return value === undefined ? undefined : builder.finish([value]);
  }
  return undefined;
}

function attemptSides(
  source: Source,
  pair: Pair,
  byValue: boolean,
  work: Meter,
  assumptions: Assumptions | undefined,
  at: TraceOptions['at'],
): Attempt | 'again' {
  const builder = createBuilder({ limit: LINES, firstIndex: firstIndexOf(pair.of.language) });
  const { kept, isBare: bare } = pair;
  const ways = { kept, bare, at, masks: true };
  const tracer = createTracer({ scope: source.scope, builder, meter: work, differentiate, assumptions, ...ways });
  const refused = (reason: string): Attempt => {
    const [problem] = tracer.problems;
    const isHandedIn = problem !== undefined && isFromOutside(source, pair, problem);
    return { reason: problem?.message ?? reason, isHandedIn, hasChoices: tracer.hasChoices() };
  };
  const given = tracer.define(pair.of);
  if (tracer.wishing()) return 'again';
  if (given === undefined) return refused(`${pair.names.of} could not be followed.`);
  const inputs = new Inputs(pair, builder, assumptions);
  const whole = tracer.outputs() ? listed(pair, tracer, inputs, builder) : given;
  if (tracer.wishing()) return 'again';
  if (whole === undefined)
    return { reason: `${pair.names.of} gives several results; which is differentiated is open.` };
  const along = alongOf(pair, builder, whole);
  const seed = along?.line ?? (pair.seed === undefined ? undefined : seedOf(pair, builder, whole));
  const value = along?.value ?? (seed === undefined ? whole : seeded(builder, whole, seed));
  const start = pair.out === undefined ? undefined : startOf(pair, builder, inputs, value);
  if (pair.out !== undefined && start === undefined) return { reason: 'How large the result is is not known.' };
  const named = along ? { ...pair, seed: along.name } : pair;
  const args = argumentsFor(named, builder, inputs, byValue ? value : undefined, start, seed);
  if (!args) {
    const reason = `${pair.names.derivative} takes other arguments than ${pair.names.of}.`;
    return { reason, isHandedIn: pair.by === undefined && isOtherFunction(pair) };
  }
  const result = tracer.results(pair.derivative, args, callOf(pair));
  if (tracer.wishing()) return 'again';
  if (!result) return refused(`${pair.names.derivative} could not be followed.`);
  // What a function around both is given is the same for both.
  const isShared = (name: string) => [pair.of, pair.derivative].every((one) => isParameter(source.scope, name, one));
  const [stranger] = [...tracer.free].filter((name) => !name.includes('.') && !isShared(name));
  if (stranger !== undefined) return { reason: `${stranger} is not defined here.` };
  const lost = tracer.guards.find((guard) => guard.reason !== undefined)?.reason;
  if (lost !== undefined) return { reason: `A branch could not be followed: ${lost}` };
  const isLearning = pair.seed !== undefined || (pair.wrt?.length ?? 0) > 1;
  const isOfNumber = builder.shape(value).length === 0;
  if (isLearning && isOfNumber && isShapeLearnt(pair, builder, inputs, result, assumptions)) return 'again';
  const numbers = [...tracer.inputs.values()].flatMap(({ name, value: number }) =>
    typeof number !== 'number' || inputs.names.includes(name) ? [] : [[name, number] as const],
  );
  const pairing = (own: Results) => pairUp(pair, builder, value, inputs, own, new Map(numbers));
  // Handed the value, it may well return it.
  const [plain, rest] = [pairing(result), byValue ? undefined : withoutLine(result, value)];
  const behind = rest && pair.wrt === undefined ? pairing(rest) : plain;
  if (behind === plain || 'reason' in behind) return plain;
  return 'reason' in plain ? behind : { ...plain, readings: [...behind.readings, ...plain.readings] };
}

/** `return cost, gradient`: the value is given once more, and the derivatives beside it. */
function withoutLine({ names, lines, several }: Results, value: LineId): Results | undefined {
  if (!several || lines.length < 2 || !lines.includes(value)) return undefined;
  const kept = lines.flatMap((line, k) => (line === value ? [] : [k]));
  const [first, more] = kept;
  if (first === undefined) return undefined;
  const of = <Item>(all: readonly Item[]) => kept.map((k) => all[k] as Item);
  return { names: of(names), lines: of(lines), several: more !== undefined };
}

/** `return [x[0] - 2, x[1] - 1]`: a list of numbers is one vector. */
function listed({ of }: Pair, tracer: Tracer, inputs: Inputs, builder: Builder): LineId | undefined {
  const isList = (value: Expression | undefined) => value?.kind === 'sequence' && value.form === 'list';
  const body = of.function?.body ?? [];
  // `dxdt = [x[1], -x[0]]`, and that is returned.
  const made = new Map(
    body.flatMap((step) => (step.kind === 'assign' ? [[linearName(step.target), step.value] as const] : [])),
  );
  const meant = (value: Expression | undefined) => (value?.kind === 'name' ? made.get(value.name) : value);
  if (!returnsOf(body).every((value) => isList(meant(value)))) return undefined;
  const args = ownParameters(of).map((name) => inputs.line(name));
  const result = tracer.results(of, args, callOf({ derivative: of }));
  const isPlain = result?.lines.every((line) => builder.shape(line).length === 0);
  return result && isPlain ? builder.apply('stack', result.lines, { axis: 0 }) : undefined;
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
  let constant: Side[] | undefined;
  let lengths: ReadonlyMap<string, number> | undefined;
  for (const names of meanings(pair, inputs, result)) {
    const lines = linesFor(builder, result, names.length, isFitDerivative(pair));
    if (!lines) {
      reason ??= `${pair.names.derivative} gives ${result.lines.length} results; what they stand for is open.`;
      continue;
    }
    const sides: Side[] = [];
    for (const [i, name] of names.entries()) {
      const claimed = lines[i] as LineId;
      const by = inputs.line(name);
      const computed = derivativeOf(builder, pair, value, by);
      const others = names.flatMap((other) => (other === name ? [] : (inputs.line(other) ?? [])));
      const plain = typeof computed === 'number' ? fitting(builder, computed, claimed, value, variables) : undefined;
      const isOther = plain === undefined && by !== undefined && pair.order !== 2;
      const large = isOther && typeof computed !== 'number' ? largeOf(builder, claimed, value, by) : undefined;
      const fitted = plain ?? large ?? (isOther ? byParameter(builder, claimed, value, by, others) : undefined);
      if (!fitted) {
        lengths ??= columnsFor(builder, value, names, lines, inputs) ?? rowsFor(builder, value, by, claimed);
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
    if (!isAbout) constant ??= sides;
    if (isAbout) readings.push(sides);
    else reason ??= `${pair.names.of} does not depend on ${names.join(', ')}.`;
  }
  if (readings.length > 0) return { builder, readings, given };
  // A constant, and a derivative that is 0.
  if (constant?.every(({ claimed }) => isZero(builder, claimed))) return { builder, readings: [constant], given };
  return {
    isArray: builder.shape(value).length > 0,
    lengths,
    reason: reason ?? 'By which parameter it differentiates is not known.',
  };
}

/** Vectors of which the function takes some entries only: as long as the results have columns, or entries, for them. */
function columnsFor(
  builder: Builder,
  value: LineId,
  names: readonly string[],
  lines: readonly LineId[],
  inputs: Inputs,
): ReadonlyMap<string, number> | undefined {
  const found = new Map<string, number>();
  const own = builder.shape(value);
  for (const [i, name] of names.entries()) {
    const [by, claimed] = [inputs.line(name), lines[i]];
    const [axis, more] = by === undefined ? [] : builder.shape(by);
    const have = claimed === undefined ? [] : builder.shape(claimed);
    // `np.array(x, ndmin=1)` of one number.
    const isRow = own.length === 0 && have.length === 2 && have[0]?.size === 1;
    const length = have[isRow ? 1 : own.length]?.size;
    if (!axis || more || length === undefined) return undefined;
    if (!isRow && (have.length !== own.length + 1 || !sameShape(have.slice(0, own.length), own))) return undefined;
    if (length !== axis.size) found.set(name, length);
  }
  return found.size > 0 ? found : undefined;
}

/** A residual for each measurement that the object keeps: what seems to be numbers has an entry for each row of the Jacobian. */
function rowsFor(
  builder: Builder,
  value: LineId,
  by: LineId | undefined,
  claimed: LineId,
): ReadonlyMap<string, number> | undefined {
  const [rows, ...columns] = builder.shape(claimed);
  const isJacobian = by !== undefined && columns.length > 0 && sameShape(columns, builder.shape(by));
  if (builder.shape(value).length > 0 || !rows || !isJacobian) return undefined;
  const kept = builder.lines.flatMap((line, id) =>
    isInput(line) && line.name.includes('.') && line.shape.length === 0 && isMadeOf(builder, value, id)
      ? [[line.name, rows.size] as const]
      : [],
  );
  return kept.length > 0 ? new Map(kept) : undefined;
}

/** By which parameters the results may be, the likeliest first. */
function meanings(pair: Pair, inputs: Inputs, result: Results): string[][] {
  const variables = inputs.variables();
  if (pair.by !== undefined) {
    const names = pair.spread ? variables.slice(pair.by) : inputs.names.slice(pair.by, pair.by + 1);
    return [names];
  }
  if (pair.wrt?.every((name) => name !== undefined)) return [[...(pair.wrt as string[])]];
  // Astropy: `fit_deriv(x, *params)` is by the parameters, for an x that the fitter has mapped where there is a domain.
  const rest = pair.of.function?.parameters.find((parameter) => parameter.rest === 'list');
  if (rest && isFitDerivative(pair)) return pair.isBare ? [[rest.name]] : [];
  if (!result.several) return [...variables.map((name) => [name]), variables, variables.slice(1)];
  // Astropy: by the model's parameters, which stand behind its inputs.
  if (isFitDerivative(pair)) {
    const own = ownParameters(pair.of)
      .filter((name) => !inputs.isNumber(name))
      .slice(-result.lines.length);
    return [own.length === result.lines.length ? own : []];
  }
  const lists = [variables, variables.slice(1)].filter((names) => names.length === result.lines.length);
  return [...lists, ...variables.map((name) => [name])];
}

/** Astropy: a list with one derivative a parameter, also where there is one. */
function isFitDerivative({ derivative }: Pair): boolean {
  return derivative.name.endsWith('fit_deriv');
}

/** One line for each parameter. */
function linesFor(builder: Builder, result: Results, count: number, isList: boolean): readonly LineId[] | undefined {
  if (result.lines.length === count && (isList || count > 1 || !result.several)) return result.lines;
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
