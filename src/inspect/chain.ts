/**
 * The gradient of a network as a textbook has it: formulas stop at the adjoints of the layers, ∂L/∂A_1 = … ∂L/∂f_2 …,
 * and each adjoint has a formula of its own over the next one, told once.
 */
import { sweepInto } from '../autodiff/reverse.ts';
import type { Builder } from '../graph/builder.ts';
import { isInput, isStep, type LineId } from '../graph/list.ts';
import { scalars } from '../primitives/table.ts';
import type { PreparedInput } from './choose.ts';
import { adjointNames, fraction } from './derivation.ts';
import type { StandIns } from './naming.ts';
import type { Prepared } from './prepare.ts';
import type { Sweep } from './sweep.ts';
import type { Formula, InspectOptions } from './types.ts';

/** An adjoint that formulas stop at. */
export interface Link {
  readonly line: LineId;
  /** Its formula over later adjoints. */
  readonly adjoint: LineId;
  /** What it is used for, in the order of the backward pass: `∂L/∂A_1`. */
  readonly usedFor: readonly Formula[];
}

export interface Chain {
  /** From the output backwards; empty where formulas are short or share nothing. */
  readonly links: readonly Link[];
  /** The formula of an input over the adjoints of the links. */
  readonly adjoint: (input: LineId) => LineId | undefined;
  /** `∂L/∂A_1 = ∂L/∂f_3 · ∂f_3/∂f_2 · ∂f_2/∂A_1`; undefined where there is more than one path. */
  readonly product: (input: LineId) => Formula | undefined;
}

/** Formulas of fewer lines are written out, unless they pass through layers or rounds of a loop. */
const SHORT = 10;
/** Adjoints of numbers that take no more lines than this get no name. */
const SHORT_NUMBER = 4;
const MOST_LINKS = 400;
/** Factors of a chain that are written out; of longer ones the first two and the last two. */
const MOST_FACTORS = 6;

const NO_CHAIN: Chain = { links: [], adjoint: () => undefined, product: () => undefined };

/**
 * Adds the lines of the shortened formulas to `builder`, which starts with those of the sweep. The symbols of adjoints are
 * inputs of it that `standIns` names. In numerator layout ∂L/∂f of a vector or matrix f has the shape of fᵀ.
 */
export function chainOf(
  builder: Builder,
  prepared: Prepared,
  sweep: Sweep,
  by: readonly PreparedInput[],
  layout: InspectOptions['layout'],
  standIns: StandIns,
): Chain {
  const { output, names, outputName } = prepared;
  const inputs = by.map(({ line }) => line).filter((line) => sweep.adjoint.has(line));
  const cuts = linkLines(prepared, sweep, inputs);
  if (cuts.length === 0) return NO_CHAIN;
  const stopAt = new Set(cuts);
  const sources = new Map<LineId, LineId[]>();
  const adjoints = new Map<LineId, LineId>();
  for (const source of [output, ...cuts]) {
    const seed = source === output ? undefined : symbolFor(source);
    // Only of this stretch: the adjoints of lines in between are no matter of another.
    const own = sweepInto(builder, source, { wrt: [...cuts, ...inputs], stopAt, seed });
    for (const target of [...cuts, ...inputs]) {
      const part = target === source ? undefined : own.adjoint.get(target);
      if (part === undefined) continue;
      const before = adjoints.get(target);
      adjoints.set(target, before === undefined ? part : builder.step('add', [before, part]));
      sources.set(target, [...(sources.get(target) ?? []), source]);
    }
  }
  const called = adjointNames(prepared, sweep);
  const targets = [...cuts, ...inputs.toReversed()];
  return {
    links: cuts.flatMap((line) => {
      const adjoint = adjoints.get(line);
      if (adjoint === undefined) return [];
      const usedFor = targets.filter((target) => sources.get(target)?.includes(line)).map(called);
      return [{ line, adjoint, usedFor }];
    }),
    adjoint: (input) => adjoints.get(input),
    product,
  };

  function symbolFor(line: LineId): LineId {
    const shape = builder.shape(line);
    const symbol = builder.input(`link ${line}`, shape);
    const printed = adjointNames(prepared, sweep)(line);
    const isTurned = layout === 'numerator' && (shape.length === 1 || shape.length === 2);
    standIns.set(symbol, { kind: 'symbol', printed: isTurned ? turned(printed) : printed });
    return symbol;
  }

  function product(input: LineId): Formula | undefined {
    const path = [input];
    for (let at = input; at !== output; ) {
      const [next, other] = sources.get(at) ?? [];
      if (next === undefined || other !== undefined) return undefined;
      path.push(next);
      at = next;
    }
    if (path.length < 3) return undefined;
    const factors = path.slice(1).map((upper, i) => {
      const [of, under] = [upper === output ? outputName : (names[upper] ?? '?'), names[path[i] ?? 0] ?? '?'];
      return { latex: fraction(of, under), text: `∂${of}/∂${under}` };
    });
    // The Jacobians of numerator layout come with the output first.
    if (layout !== 'denominator') factors.reverse();
    const left = { latex: fraction(outputName, names[input] ?? '?'), text: `∂${outputName}/∂${names[input]}` };
    const isLong = factors.length > MOST_FACTORS;
    const groups = isLong ? [factors.slice(0, 2), factors.slice(-2)] : [factors];
    const join = (key: 'latex' | 'text', sign: string, dots: string) =>
      `${left[key]} = ${groups.map((group) => group.map((factor) => factor[key]).join(sign)).join(dots)}`;
    return { latex: join('latex', ' \\, ', ' \\cdots '), text: join('text', ' · ', ' ⋯ ') };
  }
}

/** `∂L/∂f_2 = …` */
export function equation(prepared: Prepared, sweep: Sweep, line: LineId, printed: Formula): Formula {
  const left = adjointNames(prepared, sweep)(line);
  return { latex: `${left.latex} = ${printed.latex}`, text: `${left.text} = ${printed.text}` };
}

function turned({ latex, text }: Formula): Formula {
  return { latex: `\\left(${latex}\\right)^\\top`, text: `(${text})ᵀ` };
}

/**
 * The lines whose adjoints formulas stop at, last first: those the author named (without such, activations) whose adjoint
 * is worth a name and goes into the gradients by at least two inputs.
 */
function linkLines(prepared: Prepared, sweep: Sweep, inputs: readonly LineId[]): LineId[] {
  const { list, named, output } = prepared;
  if (sweep.seed !== undefined || inputs.length < 2) return [];
  const isLayered = [...(list.groups?.values() ?? [])].some(({ kind }) => kind === 'layer' || kind === 'loop');
  const isLong = (input: LineId) => ownLines(prepared, sweep, sweep.adjoint.get(input) ?? 0, SHORT) > SHORT;
  if (!isLayered && !inputs.some(isLong)) return [];
  const below = inputsBelow(prepared, new Set(inputs));
  const isGiven = dependsOnInputs(sweep);
  const told = new Set<LineId>();
  const worth = (id: LineId): boolean => {
    const line = list.lines[id];
    const adjoint = sweep.adjoint.get(id);
    if (id === output || !line || !isStep(line) || line.operation === 'index' || adjoint === undefined) return false;
    if (adjoint < list.lines.length || !isGiven[adjoint] || told.has(adjoint) || (below[id] ?? 0) < 2) return false;
    if (line.shape.length === 0 && ownLines(prepared, sweep, adjoint, SHORT_NUMBER) <= SHORT_NUMBER) return false;
    told.add(adjoint);
    return true;
  };
  const steps = [...list.lines.keys()].reverse();
  const own = steps.filter((id) => named.has(id) && worth(id));
  const lines = own.length > 0 ? own : steps.filter((id) => isActivation(prepared, id) && worth(id));
  return lines.length > MOST_LINKS ? [] : lines;
}

function isActivation({ list }: Prepared, id: LineId): boolean {
  const line = list.lines[id];
  return line?.shape.length !== 0 && line?.operands.length === 1 && scalars[line.operation]?.show.form === 'call';
}

/** How many lines of its own a derivative takes, counted up to one more than `most`. */
function ownLines({ list }: Prepared, sweep: Sweep, derivative: LineId, most: number): number {
  const seen = new Set<LineId>();
  const open = [derivative];
  for (let id = open.pop(); id !== undefined && seen.size <= most; id = open.pop()) {
    if (id < list.lines.length || seen.has(id)) continue;
    const line = sweep.list.lines[id];
    if (!line || !isStep(line)) continue;
    seen.add(id);
    open.push(...line.operands);
  }
  return seen.size;
}

/** By line: whether it is more than a number known beforehand. */
function dependsOnInputs({ list }: Sweep): boolean[] {
  const depends: boolean[] = [];
  for (const line of list.lines) depends.push(isInput(line) || line.operands.some((operand) => depends[operand]));
  return depends;
}

/** By line: how many of the inputs it depends on, counted up to two. */
function inputsBelow({ list }: Prepared, inputs: ReadonlySet<LineId>): number[] {
  const first: (LineId | undefined)[] = [];
  const counts: number[] = [];
  for (const [id, line] of list.lines.entries()) {
    let count = inputs.has(id) ? 1 : 0;
    let one: LineId | undefined = inputs.has(id) ? id : undefined;
    for (const operand of line.operands) {
      const [more, other] = [counts[operand] ?? 0, first[operand]];
      if (more === 0) continue;
      count = more > 1 || (one !== undefined && other !== one) ? 2 : 1;
      if (count === 2) break;
      one = other;
    }
    first.push(one);
    counts.push(count);
  }
  return counts;
}
