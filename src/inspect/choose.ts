/** Where the inputs of a list stand: at the user's values, the document's, or default ones. */
import type { Problem } from '../base/outcome.ts';
import type { Span } from '../base/span.ts';
import { flatten, nest, shapeOf, type Value } from '../base/value.ts';
import { compileProgram, type Program } from '../evaluate/program.ts';
import { type InputLine, isInput, type LineId, type Shape, type WengertList } from '../graph/list.ts';
import { countOf, shapeText, sizesOf } from '../primitives/shape.ts';
import type { InputFound } from '../trace/kit.ts';
import { DEFAULT_POINTS, defaultValue } from './points.ts';
import { troubles } from './troubles.ts';
import type { InspectOptions, ShapeOrigin } from './types.ts';

export interface PreparedInput {
  readonly name: string;
  readonly line: LineId;
  readonly shape: Shape;
  readonly value: Value;
  readonly origin: 'user' | 'document' | 'default';
  /** Its shape is assumed from the way it is used. */
  readonly assumed?: boolean;
  readonly span?: Span;
}

type Chosen =
  | { readonly inputs: readonly PreparedInput[]; readonly problems: readonly Problem[] }
  | { readonly problem: Problem };

/** Before the default points: matrices that are not square have entries of both signs, so that activations do not saturate. */
const CENTRED = -1;
/** And one point beyond: square matrices symmetric and positive definite, for what needs such. */
const SYMMETRIC = DEFAULT_POINTS;

/**
 * `isOff`: points at which the program would go another way than it was traced; others are tried first. `settled`: where
 * inputs stand that would otherwise stand at default points.
 */
export function chooseValues(
  list: WengertList,
  found: ReadonlyMap<string, InputFound>,
  options: InspectOptions,
  isOff: (inputs: readonly PreparedInput[]) => boolean = () => false,
  settled: Readonly<Record<string, Value>> = {},
): Chosen {
  const lines = list.lines.flatMap((line, id) => (isInput(line) ? [{ line, id }] : []));
  const set: { id: LineId; line: InputLine; value?: Value; origin: PreparedInput['origin'] }[] = [];
  for (const { line, id } of lines) {
    const user = options.point?.[line.name];
    if (user !== undefined) {
      const problem = misfit(line, user, found.get(line.name)?.span);
      if (problem) return { problem };
    }
    const document = found.get(line.name)?.value;
    const own = user ?? (document !== undefined && fits(document, line.shape) ? document : undefined);
    const value = own ?? (Object.hasOwn(settled, line.name) ? settled[line.name] : undefined);
    set.push({ id, line, value, origin: user !== undefined ? 'user' : own !== undefined ? 'document' : 'default' });
  }
  const open = set.filter(({ value }) => value === undefined).map(({ line }) => line.shape);
  const count = open.reduce((sum, shape) => sum + countOf(shape), 0);
  const at = (which: number): PreparedInput[] => {
    const next = { index: 0 };
    return set.map(({ id, line, value, origin }) => ({
      name: line.name,
      line: id,
      shape: line.shape,
      value: value ?? defaultTensor(line.shape, next, count, which),
      origin,
      assumed: found.get(line.name)?.assumed,
      span: found.get(line.name)?.span,
    }));
  };
  const program = compileProgram(list);
  const values = program.memory();
  const from = open.some(isOblong) ? CENTRED : 0;
  const points = open.length === 0 ? 1 : open.some(isSquare) ? SYMMETRIC + 1 : DEFAULT_POINTS;
  let first: PreparedInput[] | undefined;
  for (let which = from; which < points; which++) {
    if (first && options.budget?.stop?.()) break;
    const inputs = at(which);
    run(program, inputs, values);
    if (troubles(program, list, values).length === 0 && !isOff(inputs)) return { inputs, problems: [] };
    first ??= inputs;
  }
  const inputs = first ?? at(0);
  run(program, inputs, values);
  return { inputs, problems: troubles(program, list, values) };
}

/** Runs a program whose inputs are among the given ones, `others` aside. */
export function run(
  program: Program,
  inputs: readonly Pick<PreparedInput, 'name' | 'value'>[],
  values: Float64Array,
): void {
  const given: number[] = [];
  for (const [i, name] of program.inputs.entries()) {
    const value = inputs.find((input) => input.name === name)?.value;
    if (value !== undefined) flatten(value, given);
    else for (let k = 0; k < (program.inputSizes[i] ?? 1); k++) given.push(Number.NaN);
  }
  program.run(given, values);
}

/**
 * Numbers in the order of the entries. A square matrix gets 2 more on its diagonal, which keeps it well conditioned;
 * another one, at the centred point, half of the numbers with signs as on a chessboard.
 */
export function defaultTensor(shape: Shape, next: { index: number }, count: number, which: number): Value {
  const point = which === SYMMETRIC || which === CENTRED ? 0 : which;
  const entries = Array.from({ length: countOf(shape) }, () => defaultValue(next.index++, count, point));
  if (isSquare(shape)) {
    const size = shape[0]?.size ?? 0;
    const lift = 2 * defaultValue(0, 1, point);
    for (let i = 0; i < size; i++) {
      for (let j = 0; which === SYMMETRIC && j < i; j++) entries[i * size + j] = entries[j * size + i] as number;
      const diagonal = (entries[i * size + i] as number) + (which === SYMMETRIC ? size * lift : lift);
      entries[i * size + i] = Math.round(diagonal * 1000) / 1000;
    }
  } else if (which === CENTRED && isOblong(shape)) {
    return nest(entries.map(centred), sizesOf(shape));
  }
  return nest(entries, sizesOf(shape));

  function centred(entry: number, place: number): number {
    let steps = 0;
    let rest = place;
    for (const { size } of shape.toReversed()) {
      steps += rest % size;
      rest = Math.floor(rest / size);
    }
    return (Math.round(entry * 500) / 1000) * (steps % 2 === 0 ? 1 : -1);
  }
}

function isOblong(shape: Shape): boolean {
  return shape.length >= 2 && !isSquare(shape) && countOf(shape) > 1;
}

function isSquare(shape: Shape): boolean {
  return shape.length === 2 && shape[0]?.size === shape[1]?.size && (shape[0]?.size ?? 0) > 1;
}

/** Why a value cannot stand for an input. */
function misfit({ name, shape }: InputLine, value: Value, span: Span | undefined): Problem | undefined {
  if (fits(value, shape)) return undefined;
  const severity = 'error';
  if (shape.length === 0) {
    const message = `${name} is given as a vector or matrix, but is used as a number here. Set ${name} to one number.`;
    return { code: 'tensor', severity, message, span };
  }
  const given =
    typeof value === 'number' ? 'as one number' : `with shape ${shapeText(shapeOf(value).map((size) => ({ size })))}`;
  const message = `${name} is given ${isRegular(value) ? given : 'with rows of different length'}, but is used with shape ${shapeText(shape)} here. Set ${name} to ${wanted(shape)}.`;
  return { code: 'shape', severity, message, span };
}

function wanted(shape: Shape): string {
  if (shape.length === 1) return `${shape[0]?.size} numbers, such as [1, 2]`;
  return shape.length === 2
    ? `${shape[0]?.size} rows of ${shape[1]?.size} numbers, such as [[1, 2], [3, 4]]`
    : 'nested lists of that shape';
}

function fits(value: Value, shape: Shape, axis = 0): boolean {
  if (typeof value === 'number') return axis === shape.length;
  return value.length === shape[axis]?.size && value.every((entry) => fits(entry, shape, axis + 1));
}

function isRegular(value: Value): boolean {
  return fits(
    value,
    shapeOf(value).map((size) => ({ size })),
  );
}

/** Whence the shape is known, from the marks that the tracer has left on its axes. */
export function shapeOriginOf({ shape, origin, assumed }: PreparedInput): ShapeOrigin | undefined {
  if (shape.length === 0) return undefined;
  if (origin === 'user') return 'user';
  const guessed = shape.filter(({ guess }) => guess !== undefined);
  if (guessed.length === 0) return assumed ? 'use' : 'document';
  // A guessed axis that use has fixed goes by its number, a free one by a letter.
  return guessed.some(({ symbol }) => symbol !== undefined) ? 'guess' : 'use';
}

/** 'm×n' where a symbol is known. */
export function symbolicShape(shape: Shape): string | undefined {
  if (!shape.some(({ symbol }) => symbol !== undefined)) return undefined;
  return shape.map(({ size, symbol }) => symbol ?? size).join('×');
}
