/**
 * Programs that cannot be followed for all values of their inputs (how often a loop runs depends on them) are followed
 * at one point, where the values decide. What is found is believed only if the program, followed anew at points beside
 * it, goes on as found: where it ends by halving an interval, the steps that it took say nothing of the derivative.
 */
import { type Meter, meter } from '../base/budget.ts';
import type { Problem } from '../base/outcome.ts';
import { random } from '../base/random.ts';
import { flatten, nest, shapeOf, type Value } from '../base/value.ts';
import { compileProgram } from '../evaluate/program.ts';
import type { LineId, Shape, WengertList } from '../graph/list.ts';
import { sizesOf } from '../primitives/shape.ts';
import { isNote } from '../trace/statics.ts';
import { budgetOf } from './budget.ts';
import { defaultTensor, type PreparedInput, run } from './choose.ts';
import { type Preparation, type Prepared, prepareTraced } from './prepare.ts';
import type { Source } from './source.ts';
import type { Target } from './target.ts';
import { type Traced, traceTarget } from './tracing.ts';
import type { InspectOptions } from './types.ts';

/** Where more choices by inputs stand within each other, a program is rather followed at a point. */
const MOST_CHOICES = 40;
const MANY_LINES = 20_000;

/** So many of the default points are tried. */
const MOST_POINTS = 3;
/** With several inputs default values are no whole numbers, where programs change their way. */
const SEVERAL = 2;
/** How far beside the point the program is followed again, relative to each input. */
const BESIDE = 1e-3;
/** Of the change there, what may be missed; and of the value, where loops end once they are exact enough. */
const MISSED = 0.02;
const LEFT_OVER = 1e-6;
const PLACES_BESIDE = 3;

type At = (input: string, shape: Shape, document: Value | undefined) => Value;

/** From a target to a list with a point: followed for all values of its inputs where that is possible, else at the point. */
export function prepare(
  source: Source,
  target: Target,
  options: InspectOptions,
  work: Meter = meter(budgetOf(options)),
): Preparation {
  const mayFollow = !options.everywhere && !isNote(target.item.language);
  const traced = traceTarget(source, target, options, work, mayFollow ? { mostChoices: MOST_CHOICES } : {});
  const plain = prepareTraced(source, target, options, traced);
  if (!mayFollow || !traced.hasChoices || !isWanting(plain, traced)) return plain;
  const at = followed(source, target, options, work, plain) ?? plain;
  if ('prepared' in at || !traced.tracer.gaveUp()) return at;
  const whole = prepareTraced(source, target, options, traceTarget(source, target, options, work));
  return 'prepared' in whole ? whole : at;
}

/** Whether it may do better when it is followed at a point. */
function isWanting(plain: Preparation, { hasStatics }: Traced): boolean {
  return !('prepared' in plain) || hasStatics || plain.prepared.list.lines.length > MANY_LINES;
}

/** Undefined: that did no better than `plain`. */
function followed(
  source: Source,
  target: Target,
  options: InspectOptions,
  work: Meter,
  plain: Preparation,
): Preparation | undefined {
  let refused: Preparation | undefined;
  for (let which = 0; which < MOST_POINTS && !work.exhausted; which++) {
    const point = createPoint(options, which);
    const traced = traceTarget(source, target, options, work, { at: point.at, mostChoices: MOST_CHOICES });
    const found = prepareTraced(source, target, options, traced, point.values());
    if ('prepared' in found) {
      if ('prepared' in plain && !isBetter(found.prepared, plain.prepared)) return undefined;
      if (goesOn(found.prepared, (at) => traceTarget(source, target, options, work, { at }), point.at)) return found;
      if (work.exhausted) break;
      refused ??= { problems: [ASTRAY], free: true };
    } else {
      refused ??= found;
    }
    if (point.isGiven() || 'prepared' in plain) break;
  }
  // Why the program cannot be followed at all, rather than why not for all values.
  const isOpen = !('prepared' in plain) && plain.problems.some(({ code }) => OPEN.has(code));
  return isOpen ? refused : undefined;
}

const OPEN: ReadonlySet<string> = new Set(['loopCount', 'static', 'index', 'condition', 'shape', 'budget']);

const ASTRAY: Problem = {
  code: 'atPoint',
  severity: 'error',
  message:
    'How often loops run and which way branches go depends on the values of inputs, and the way taken at this point does not tell how the result changes beside it. Set another point, or inspect a smaller part.',
};

/** With derivatives by more inputs, or in far fewer lines. */
function isBetter(own: Prepared, other: Prepared): boolean {
  const count = ({ inputs }: Prepared) => inputs.length;
  return (
    count(own) > count(other) || (count(own) === count(other) && 2 * own.list.lines.length < other.list.lines.length)
  );
}

/** The user's values, the document's, or default ones, as tracing asks for them. */
function createPoint(options: InspectOptions, which: number) {
  const values = new Map<string, Value>();
  const next = { index: 0 };
  let isGiven = true;
  const at: At = (name, shape, document) => {
    const own = (Object.hasOwn(options.point ?? {}, name) ? options.point?.[name] : undefined) ?? document;
    const isOwn = own !== undefined && hasShape(own, shape);
    const known = isOwn ? own : values.get(name);
    isGiven &&= isOwn;
    const value = known !== undefined && hasShape(known, shape) ? known : defaultTensor(shape, next, SEVERAL, which);
    values.set(name, value);
    return value;
  };
  return { at, isGiven: () => isGiven, values: () => Object.fromEntries(values) };
}

function hasShape(value: Value, shape: Shape): boolean {
  return shapeOf(value).join() === sizesOf(shape).join();
}

/** Whether the program, followed anew at points beside, gives what the lines that were found give there. */
function goesOn({ list, output, inputs }: Prepared, trace: (at: At) => Traced, at: At): boolean {
  const first = valuesOf(list, output, inputs);
  for (let k = 1; k <= PLACES_BESIDE; k++) {
    const beside: At = (name, shape, document) => moved(at(name, shape, document), `${k} ${name}`);
    const there = inputs.map((input) => ({ ...input, value: moved(input.value, `${k} ${input.name}`) }));
    const own = valuesOf(list, output, there);
    const { builder, output: line } = trace(beside);
    if (line === undefined) return false;
    const anew = valuesOf(builder.finish([line]), line, there);
    if (anew.length !== own.length) return false;
    // Arrays may have more entries than a call takes arguments.
    const change = anew.reduce((most, value, i) => Math.max(most, Math.abs(value - (first[i] as number))), 0);
    const isFit = own.every((value, i) => {
      const [before, then] = [first[i] as number, anew[i] as number];
      const allowed = MISSED * Math.abs(then - before) + LEFT_OVER * (Math.abs(before) + change);
      return Math.abs(value - then) <= allowed;
    });
    if (!isFit) return false;
  }
  return true;
}

function valuesOf(list: WengertList, output: LineId, inputs: readonly PreparedInput[]): number[] {
  const program = compileProgram(list);
  const values = program.memory();
  run(program, inputs, values);
  return flatten(program.at(values, output));
}

/** The same name goes the same way. */
function moved(value: Value, name: string): Value {
  let seed = 7;
  for (const letter of name) seed = (Math.imul(seed, 31) + letter.charCodeAt(0)) >>> 0;
  const next = random(seed);
  const numbers = flatten(value).map((number) => {
    const step = BESIDE * (Math.abs(number) || 1) * (0.5 + 0.5 * next());
    return number + (next() < 0.5 ? -step : step);
  });
  return nest(numbers, shapeOf(value));
}
